//! `check`: read and validate everything.

use super::progress::Terminal;
use super::{Common, Format, exit};
use crate::diagnostic::Severity;
use crate::error::{Error, Exit};
use crate::model::Text;
use crate::pipeline::{self, Setup};
use crate::publish::Timings;
use clap::Args;

/// Options of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// คำเตือนถือเป็นข้อผิดพลาด / warnings count as errors
    #[arg(long)]
    deny_warnings: bool,
}

pub(super) fn run(args: &CheckArgs, common: &Common) -> Result<Exit, Error> {
    let mut options = common.options();
    options.deny_warnings = args.deny_warnings;
    let setup = Setup::load(&options)?;
    let progress = Terminal::new(common);
    let assessed = pipeline::assess(&setup, &progress, &mut Timings::default())?;
    drop(progress);
    let diagnostics = &assessed.diagnostics;
    match common.format {
        Format::Json => common.print_json(diagnostics)?,
        Format::Human => {
            common.say_findings(diagnostics);
            let (files, sheets) = (assessed.facts.files.len(), assessed.facts.submissions.len());
            let [errors, warnings, notes] =
                [Severity::Error, Severity::Warning, Severity::Note].map(|s| diagnostics.count(s));
            common.print_text(&Text::new(
                format!("ตรวจ {files} ไฟล์ {sheets} แผ่นงาน: ข้อผิดพลาด {errors} คำเตือน {warnings} ข้อสังเกต {notes}"),
                format!("checked {files} files, {sheets} sheets: {errors} errors, {warnings} warnings, {notes} notes"),
            ));
        }
    }
    Ok(exit(pipeline::publishable(&options, diagnostics)))
}
