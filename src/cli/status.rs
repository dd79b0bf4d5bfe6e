//! `status`: units × sheets of a half.

use super::common::{padded, widest};
use super::hooks::{self, HookArgs};
use super::log::Summary;
use super::progress::Terminal;
use super::{Common, Format, clock, fleet, wanting};
use crate::check::{self, Coverage};
use crate::error::{Error, Exit};
use crate::model::{Language, Period, Text};
use crate::pipeline::{self, Assessed, Options, Setup};
use crate::publish::Timings;
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
    // That nobody has reported yet is what this command tells.
    options.unreported = true;
    if args.due {
        common.choose_due(&mut options)?;
    }
    if let Some(many) = fleet::find(common)? {
        return fleet::status(args, &options, &many, common);
    }
    let setup = Setup::load(&options)?;
    let progress = Terminal::new(common);
    let assessed = pipeline::assess(&setup, &progress, &mut Timings::default())?;
    drop(progress);
    let choice = pipeline::choose(&options, &assessed.facts)
        .or_else(|error| pipeline::awaited(&options, &assessed.facts).ok_or(error))?;
    if common.format == Format::Human {
        common.print_text(&choice.why(setup.workspace.units.len()));
    }
    show(args, &options, (&setup, &assessed), choice.period, common)
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
    let missing: Vec<_> =
        table.iter().filter(|r| r.wanting().next().is_some()).map(|r| r.name.as_str()).collect();
    let exit = if args.complete && !missing.is_empty() { Exit::Data } else { Exit::Success };
    if common.format == Format::Json {
        common.print_json(&table)?;
    } else {
        print(&table, &period.slug(), common);
        // What no unit is credited with is neither there nor missing.
        for line in wanting::not_read(&assessed.diagnostics) {
            common.print_text(&line);
        }
    }
    if exit == Exit::Data {
        let summary = Summary::incomplete(period.slug(), table.len(), &missing);
        hooks::end(&args.hooks, &summary, options, common);
    }
    Ok(exit)
}

fn print(table: &[Coverage], slug: &str, common: &Common) {
    common.print_text(&Text::new(format!("สถานะการส่งข้อมูล {slug}"), format!("submissions of {slug}")));
    let name = |row: &Coverage| match common.lang {
        Language::Th => row.name.clone(),
        Language::En => row.name_en.clone(),
    };
    let names: Vec<_> = table.iter().map(name).collect();
    let widest = widest(names.iter().map(String::as_str));
    for (row, name) in table.iter().zip(&names) {
        let line = wanting::unit(row, clock::today());
        common.print(&format!("{} {}  {}", wanting::sign(row), padded(name, widest), line.get(common.lang)));
    }
    common.print_text(&Text::new(
        "✓ ส่งครบ  ! ส่งไม่ครบหรือมีข้อผิดพลาด  ✗ ยังไม่ส่ง",
        "✓ all there  ! not all there, or with errors  ✗ nothing sent",
    ));
    for line in wanting::summary(table) {
        common.print_text(&line);
    }
}
