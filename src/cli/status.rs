//! `status`: units × sheets of a half.

use super::common::{padded, widest};
use super::hooks::{self, HookArgs};
use super::log::Summary;
use super::progress::Terminal;
use super::{Common, Format, clock, fleet, wanting};
use crate::check::{self, Coverage};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::error::{Error, Exit};
use crate::model::{Language, Period, Remark, Text};
use crate::pipeline::{self, Assessed, Options, Setup};
use crate::publish::Timings;
use crate::ready::{self, Day};
use crate::thai::Date;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;

/// Options of `status`.
#[derive(Debug, Args)]
pub(super) struct StatusArgs {
    /// รอบที่ถึงกำหนดตามปฏิทิน / the half that is due by the calendar
    #[arg(long)]
    due: bool,
    /// จบด้วยรหัส 1 และเรียก `on_failure` เมื่อยังขาด / exit with 1 and call the `on_failure` hook while something is missing
    #[arg(long)]
    pub(super) complete: bool,
    #[command(flatten)]
    pub(super) hooks: HookArgs,
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
    let today = options.as_of.unwrap_or_else(clock::today);
    let outcomes = pipeline::outcomes(&assessed.facts, period, today);
    let agendas: Vec<_> = table.iter().map(|row| ready::agenda(row, &outcomes, today)).collect();
    let missing: Vec<_> =
        table.iter().filter(|r| r.wanting().next().is_some()).map(|r| r.name.as_str()).collect();
    let exit = if args.complete && !missing.is_empty() { Exit::Data } else { Exit::Success };
    if common.format == Format::Json {
        let rows = table.iter().zip(&agendas);
        common.print_json(&Told {
            version: env!("CARGO_PKG_VERSION"),
            period,
            as_of: today,
            counts: counts(&table, &assessed.diagnostics),
            units: rows.map(|(coverage, days)| Row { coverage, days }).collect(),
            not_read: wanting::left_unread(&assessed.diagnostics).collect(),
        })?;
    } else {
        // Of a half that is long over nothing is due any more.
        let is_open = today.days_since(period.last_day()) <= OPEN_DAYS;
        let agendas: &[_] = if is_open { &agendas } else { &[] };
        print(&table, agendas, today, &period.slug(), common);
        // What no unit is credited with is neither there nor missing.
        let open = Remark::open(&assessed.facts.remarks, period.fiscal_year);
        if open > 0 {
            common.print_text(&Text::new(
                format!("ความเห็นของผู้ตรวจทานที่ยังไม่ยุติ {open} รายการ"),
                format!("{open} remarks of reviewers are open"),
            ));
        }
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

/// What `status` says to programs: `docs/schemas/status.json`.
#[derive(Serialize)]
struct Told<'a> {
    version: &'static str,
    period: Period,
    /// The day from which days are counted.
    as_of: Date,
    counts: BTreeMap<&'static str, usize>,
    /// The agency itself, which has no `unit`, then its units.
    units: Vec<Row<'a>>,
    /// Files and folders that nobody reads.
    not_read: Vec<&'a Diagnostic>,
}

/// Units and sheets, and the findings of all inputs.
fn counts(table: &[Coverage], diagnostics: &Diagnostics) -> BTreeMap<&'static str, usize> {
    let units = || table.iter().filter(|row| row.unit.is_some());
    let (submitted, expected) =
        table.iter().map(Coverage::counts).fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1));
    let own = [
        ("units", units().count()),
        ("units_complete", units().filter(|row| row.complete()).count()),
        ("sheets_submitted", submitted),
        ("sheets_expected", expected),
    ];
    diagnostics.counts().into_iter().chain(own).collect()
}

/// A unit with what it has to do.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    coverage: &'a Coverage,
    /// By day: sheets to send and measures to finish.
    days: &'a [Day],
}

/// Days after a half in which its deadlines are told.
const OPEN_DAYS: i32 = 183;

fn print(table: &[Coverage], agendas: &[Vec<Day>], today: Date, slug: &str, common: &Common) {
    common.print_text(&Text::new(format!("สถานะการส่งข้อมูล {slug}"), format!("submissions of {slug}")));
    let name = |row: &Coverage| match common.lang {
        Language::Th => row.name.clone(),
        Language::En => row.name_en.clone(),
    };
    let names: Vec<_> = table.iter().map(name).collect();
    let widest = widest(names.iter().map(String::as_str));
    for (at, (row, name)) in table.iter().zip(&names).enumerate() {
        let line = wanting::unit(row, today);
        common.print(&format!("{} {}  {}", wanting::sign(row), padded(name, widest), line.get(common.lang)));
        for line in agendas.get(at).map(|days| wanting::days(days, today)).unwrap_or_default() {
            common.print(&format!("    {}", line.get(common.lang)));
        }
    }
    common.print_text(&Text::new(
        "✓ ส่งครบ  ! ส่งไม่ครบหรือมีข้อผิดพลาด  ✗ ยังไม่ส่ง",
        "✓ all there  ! not all there, or with errors  ✗ nothing sent",
    ));
    for line in wanting::summary(table) {
        common.print_text(&line);
    }
}
