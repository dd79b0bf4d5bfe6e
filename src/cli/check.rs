//! `check`: read and validate everything; writes nothing but marked copies and its own history.

use super::progress::Terminal;
use super::{Common, Format, account, exit, fleet, wanting};
use crate::check::{self, History, Since};
use crate::cli::common::place;
use crate::diagnostic::{Diagnostics, Severity};
use crate::error::{Error, Exit};
use crate::model::{Period, Reading, Text};
use crate::pipeline::{self, Assessed, Choice, Options, RETURNS, Setup};
use crate::publish::Timings;
use clap::Args;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Options of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// คำเตือนถือเป็นข้อผิดพลาด / warnings count as errors
    #[arg(long)]
    deny_warnings: bool,
    /// บัญชีของทุกเซลล์: อ่านเป็นอะไร แถวใดไม่ใช้ เพราะเหตุใด / what became of every cell; of one FILE, or of all
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "")]
    account: Option<String>,
}

pub(super) fn run(args: &CheckArgs, common: &Common) -> Result<Exit, Error> {
    let mut options = common.options();
    options.deny_warnings = args.deny_warnings;
    if let Some(many) = fleet::find(common)? {
        return fleet::check(&options, &many, common);
    }
    let setup = Setup::load(&options)?;
    let progress = Terminal::new(common);
    let assessed = pipeline::assess(&setup, &progress, &mut Timings::default())?;
    drop(progress);
    finish(&options, &setup, assessed, args.account.as_deref(), common)
}

/// What `check` says to programs: `docs/schemas/check.json`.
#[derive(Serialize)]
struct Checked<'a> {
    version: &'static str,
    /// The half that a run would take; none while nobody has reported.
    period: Option<Period>,
    /// Why a run would take no half, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<Text>,
    counts: BTreeMap<&'static str, usize>,
    /// Whether a run would publish.
    publishable: bool,
    /// Number of this check, and what changed since the one before.
    serial: u32,
    since: &'a [Since],
    /// Of `--account`.
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<Vec<&'a Reading>>,
    diagnostics: &'a Diagnostics,
    /// Why copies or the history could not be written; then the exit code is 3.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// The end of a check of one agency.
pub(super) fn finish(
    options: &Options,
    setup: &Setup,
    mut assessed: Assessed,
    account: Option<&str>,
    common: &Common,
) -> Result<Exit, Error> {
    let given = pipeline::give_back(setup, &mut assessed);
    let diagnostics = &assessed.diagnostics;
    let copies = given.copies(diagnostics);
    let choice = choice(options, &assessed);
    match common.format {
        Format::Json => common.print_json(&Checked {
            version: env!("CARGO_PKG_VERSION"),
            period: choice.as_ref().ok().map(|choice| choice.period),
            notice: choice.as_ref().err().map(Error::text),
            counts: counted_all(&assessed, copies),
            publishable: pipeline::publishable(options, diagnostics),
            serial: given.history.serial(),
            since: if given.history.is_first() { &[] } else { &given.since },
            account: account.map(|file| account::of(&assessed.facts, file)),
            diagnostics,
            error: given.failed.as_ref().map(|error| error.message(common.lang)),
        })?,
        Format::Human => {
            if let Some(file) = account {
                account::print(&assessed.facts, file, common);
            }
            common.say_findings(diagnostics);
            common.print_text(&counts(&assessed, diagnostics));
            match &choice {
                Ok(choice) => {
                    for line in submitted(choice, setup, &assessed) {
                        common.print_text(&line);
                    }
                }
                // Nothing of the year that was asked for, or nothing at all: no findings are no good news then.
                Err(why) => common.print_text(&why.text()),
            }
            for line in changes(&given.history, &given.since) {
                common.print_text(&line);
            }
            if copies > 0 {
                let dir = place(&setup.output.join(RETURNS));
                common.print_text(&Text::new(
                    format!("สำเนาที่ทำเครื่องหมายให้แก้ {copies} ไฟล์อยู่ที่ {dir}"),
                    if copies == 1 {
                        format!("1 marked copy to be corrected is in {dir}")
                    } else {
                        format!("{copies} marked copies to be corrected are in {dir}")
                    },
                ));
            }
        }
    }
    for path in &given.held {
        common.warn(&held(path));
    }
    ended(given.failed, exit(pipeline::publishable(options, diagnostics)), common)
}

/// The end of a check whose copies could perhaps not be written; of programs the one document has the error.
pub(super) fn ended(failed: Option<Error>, exit: Exit, common: &Common) -> Result<Exit, Error> {
    match (failed, common.format) {
        (None, _) => Ok(exit),
        (Some(error), Format::Json) => Ok(error.exit()),
        (Some(error), Format::Human) => Err(error),
    }
}

/// A copy of the check before that another program holds.
pub(super) fn held(path: &Path) -> Text {
    let path = place(path);
    Text::new(
        format!("คำเตือน: {path} เปิดค้างอยู่ในโปรแกรมอื่น จึงลบสำเนาของการตรวจครั้งก่อนไม่ได้ — ปิดไฟล์แล้วสั่ง check อีกครั้ง"),
        format!(
            "warning: {path}, a copy of the check before, is open in another program and could not be removed — close it and check again"
        ),
    )
}

/// The half that a run would take, and who has not sent everything for it.
fn submitted(choice: &Choice, setup: &Setup, assessed: &Assessed) -> Vec<Text> {
    let table = check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, choice.period);
    std::iter::once(choice.why(setup.workspace.units.len())).chain(wanting::summary(&table)).collect()
}

/// A half that is named in full is taken, too, while nobody has reported on it.
fn choice(options: &Options, assessed: &Assessed) -> Result<Choice, Error> {
    let options = Options { unreported: true, ..options.clone() };
    pipeline::choose(&options, &assessed.facts)
}

fn counted_all(assessed: &Assessed, copies: usize) -> BTreeMap<&'static str, usize> {
    let facts = &assessed.facts;
    let own = [("files", facts.files.len()), ("sheets", facts.submissions.len()), ("marked_copies", copies)];
    assessed.diagnostics.counts().into_iter().chain(own).collect()
}

fn counts(assessed: &Assessed, diagnostics: &Diagnostics) -> Text {
    let (files, sheets) = (assessed.facts.files.len(), assessed.facts.submissions.len());
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|s| diagnostics.count(s));
    Text::new(
        format!("ตรวจ {files} ไฟล์ {sheets} แผ่นงาน: ข้อผิดพลาด {errors} คำเตือน {warnings} ข้อสังเกต {notes}"),
        format!(
            "checked {}, {}: {}, {}, {}",
            counted(files, "file"),
            counted(sheets, "sheet"),
            counted(errors, "error"),
            counted(warnings, "warning"),
            counted(notes, "note")
        ),
    )
}

/// `1 file`, `2 files`.
fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// What changed since the last check, one line a unit.
fn changes(history: &History, since: &[Since]) -> Vec<Text> {
    if history.is_first() {
        return Vec::new();
    }
    let serial = history.serial();
    let mut lines = vec![Text::new(
        format!("ตรวจครั้งที่ {serial} เทียบกับครั้งก่อน:"),
        format!("check no. {serial}, compared with the one before:"),
    )];
    if since.is_empty() {
        lines.push(Text::new("  ไม่มีสิ่งใดค้างแก้", "  nothing is open"));
    }
    for unit in since {
        let (new, open, fixed) = (unit.new, unit.open, unit.fixed);
        lines.push(Text::new(
            format!("  {}: พบใหม่ {new} ค้างแก้ {open} แก้แล้ว {fixed}", unit.name.th),
            format!("  {}: {new} new, {open} still open, {fixed} fixed", unit.name.en),
        ));
    }
    lines
}
