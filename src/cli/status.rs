//! `status`: units × sheets of a half.

use super::common::{padded, widest};
use super::hooks::{self, HookArgs};
use super::log::Summary;
use super::progress::Terminal;
use super::{Common, Format, clock, fleet};
use crate::check::{self, Coverage, State};
use crate::error::{Error, Exit};
use crate::model::{Period, Text};
use crate::pipeline::{self, Assessed, Options, Setup};
use crate::publish::Timings;
use crate::thai::Date;
use clap::Args;

/// Options of `status`.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// รอบที่ถึงกำหนดตามปฏิทิน / the half that is due by the calendar
    #[arg(long)]
    due: bool,
    /// จบด้วยรหัส 1 และเรียก `on_failure` เมื่อยังขาด / exit with 1 and call the `on_failure` hook while something is missing
    #[arg(long)]
    complete: bool,
    #[command(flatten)]
    hooks: HookArgs,
}

pub(super) fn run(args: &StatusArgs, common: &Common) -> Result<Exit, Error> {
    let mut options = common.options();
    if args.due {
        common.choose_due(&mut options)?;
        // That nobody has reported yet is what this command tells.
        options.reported = false;
    }
    if let Some(many) = fleet::find(common)? {
        return fleet::status(args, &options, &many, common);
    }
    let setup = Setup::load(&options)?;
    let progress = Terminal::new(common);
    let assessed = pipeline::assess(&setup, &progress, &mut Timings::default())?;
    drop(progress);
    let period = pipeline::choose_period(&options, &assessed.facts)?;
    show(args, &options, (&setup, &assessed), period, common)
}

/// The table of one agency.
pub(super) fn show(
    args: &StatusArgs,
    options: &Options,
    (setup, assessed): (&Setup, &Assessed),
    period: Period,
    common: &Common,
) -> Result<Exit, Error> {
    let table = check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, period);
    let missing: Vec<_> = table
        .iter()
        .filter(|r| r.sheets.iter().any(|s| s.state == State::Missing))
        .map(|r| r.name.as_str())
        .collect();
    let exit = if args.complete && !missing.is_empty() { Exit::Data } else { Exit::Success };
    if common.format == Format::Json {
        common.print_json(&table)?;
    } else {
        print(&table, &missing, &period.slug(), common);
    }
    if exit == Exit::Data {
        let summary = Summary::incomplete(period.slug(), table.len(), &missing);
        hooks::end(&args.hooks, &summary, options, common);
    }
    Ok(exit)
}

fn print(table: &[Coverage], missing: &[&str], slug: &str, common: &Common) {
    common.print_text(&Text::new(format!("สถานะการส่งข้อมูล {slug}"), format!("submissions of {slug}")));
    let names = widest(table.iter().map(|row| row.name.as_str()));
    for row in table {
        let states: Vec<_> = row
            .sheets
            .iter()
            .filter(|s| s.state != State::NotExpected)
            .map(|s| {
                let sign = sign(s.state);
                let due = s.due.filter(|_| s.state == State::Missing).map(|day| due(day, clock::today()));
                format!(
                    "{sign} {}{}",
                    s.title,
                    due.map(|text| text.get(common.lang).to_owned()).unwrap_or_default()
                )
            })
            .collect();
        common.print(&format!("{}  {}", padded(&row.name, names), states.join("  ")));
    }
    common.print_text(&Text::new("✓ ส่งแล้ว  ! มีข้อผิดพลาด  ✗ ยังไม่ส่ง", "✓ submitted  ! with errors  ✗ missing"));
    common.print_text(&if missing.is_empty() {
        Text::new("ส่งครบทุกหน่วยงาน", "every unit has submitted everything")
    } else {
        let names = missing.join(", ");
        Text::new(
            format!("หากจัดทำรายงานตอนนี้จะขาดข้อมูลของ: {names}"),
            format!("a run now would leave out data of: {names}"),
        )
    });
}

/// How long there is still time, in brackets.
fn due(day: Date, today: Date) -> Text {
    match day.days_since(today) {
        0 => Text::new(" (ครบกำหนดวันนี้)", " (due today)"),
        left @ 1.. => Text::new(format!(" (อีก {left} วัน)"), format!(" (in {left} days)")),
        late => Text::new(format!(" (ช้า {} วัน)", -late), format!(" ({} days late)", -late)),
    }
}

fn sign(state: State) -> &'static str {
    match state {
        State::Submitted => "✓",
        State::WithErrors => "!",
        State::Missing => "✗",
        State::NotExpected => "",
    }
}
