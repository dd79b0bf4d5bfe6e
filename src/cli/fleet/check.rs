//! `check` over many agencies: those with errors by name, and marked copies for all.

use super::super::progress::Terminal;
use super::super::{Common, Format, check, exit};
use super::Many;
use crate::cli::common::place;
use crate::error::{Error, Exit};
use crate::fleet::{Gathered, Record, gather, period};
use crate::model::Text;
use crate::pipeline::{self, Options, Progress};
use crate::platform::stop;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde_json::json;
use std::path::PathBuf;

pub(in crate::cli) fn check(options: &Options, many: &Many, common: &Common) -> Result<Exit, Error> {
    let progress = Terminal::new(common);
    let gathered = gather(options, &many.fleet.select(&many.selection)?, &progress)?;
    if let Some((setup, assessed)) = super::alone(&gathered)? {
        drop(progress);
        return check::finish(options, &setup, assessed, None, common);
    }
    let GivenBack { copies, held, failed } = give_back(&gathered, &progress)?;
    drop(progress);
    let records = &gathered.records;
    match common.format {
        Format::Json => {
            let agencies: Vec<_> = records.iter().map(checked).collect();
            let sum = |of: fn(&Record) -> usize| records.iter().map(of).sum::<usize>();
            let mut checked = json!({
                "version": env!("CARGO_PKG_VERSION"),
                "period": period(options, &many.selection, records).ok(),
                "counts": {
                    "agencies": records.len(),
                    "files": sum(|r| r.files),
                    "sheets": sum(|r| r.sheets),
                    "errors": sum(|r| r.errors),
                    "warnings": sum(|r| r.warnings),
                    "marked_copies": copies,
                },
                "publishable": records.iter().all(|r| r.publishable(options.deny_warnings)),
                "agencies": agencies,
                "marked_copies": copies,
            });
            if let (Some(error), Some(told)) = (&failed, checked.as_object_mut()) {
                told.insert("error".to_owned(), error.message(common.lang).into());
            }
            common.print_json(&checked)?;
        }
        Format::Human => tell(&gathered, copies, common),
    }
    for path in &held {
        common.warn(&super::super::check::held(path));
    }
    let clean = records.iter().all(|r| r.publishable(options.deny_warnings));
    check::ended(failed, exit(clean), common)
}

/// What the check of a fleet leaves behind.
struct GivenBack {
    copies: usize,
    /// Copies of the check before that another program holds.
    held: Vec<PathBuf>,
    /// The first error, in the order of the agencies.
    failed: Option<Error>,
}

/// Marks what is to be corrected, agencies side by side.
fn give_back(gathered: &Gathered, progress: &Terminal) -> Result<GivenBack, Error> {
    let output = gathered.output();
    let to_mark = |record: &Record| {
        let found = record.errors + record.warnings > 0;
        // Copies of the check before go when nothing is left to be corrected.
        !record.refused && (found || output.join(&record.agency).join(pipeline::RETURNS).is_dir())
    };
    let wanted: Vec<_> = (0..gathered.records.len()).filter(|at| to_mark(&gathered.records[*at])).collect();
    progress.stage(&Text::new("จัดทำสำเนาที่ทำเครื่องหมาย", "writing marked copies"), wanted.len());
    let write = |at: &usize| {
        stop::check()?;
        let (setup, mut assessed, _) = gathered.assess(*at)?;
        let given = pipeline::give_back(&setup, &mut assessed);
        progress.step();
        Ok::<_, Error>((given.copies(&assessed.diagnostics), given))
    };
    let given: Vec<_> = wanted.par_iter().map(write).collect::<Result<_, _>>()?;
    let mut all = GivenBack { copies: 0, held: Vec::new(), failed: None };
    for (copies, given) in given {
        all.copies += copies;
        all.held.extend(given.held);
        all.failed = all.failed.or(given.failed);
    }
    Ok(all)
}

fn tell(gathered: &Gathered, copies: usize, common: &Common) {
    let records = &gathered.records;
    for record in records.iter().filter(|r| r.errors > 0) {
        let (name, errors, warnings) = (&record.name, record.errors, record.warnings);
        let agency = &record.agency;
        common.print_text(&Text::new(
            format!("{agency}  {}: ข้อผิดพลาด {errors} คำเตือน {warnings}", name.th),
            format!("{agency}  {}: {errors} errors, {warnings} warnings", name.en),
        ));
        for line in super::problems(&record.problems, errors, agency) {
            common.print_text(&line);
        }
    }
    let all = records.len();
    let sum = |of: fn(&Record) -> usize| records.iter().map(of).sum::<usize>();
    let (files, sheets) = (sum(|r| r.files), sum(|r| r.sheets));
    let (errors, warnings) = (sum(|r| r.errors), sum(|r| r.warnings));
    let wrong = records.iter().filter(|r| r.errors > 0).count();
    common.print_text(&Text::new(
        format!("ตรวจ {all} หน่วยงาน {files} ไฟล์ {sheets} แผ่นงาน: ข้อผิดพลาด {errors} ใน {wrong} หน่วยงาน คำเตือน {warnings}"),
        format!("checked {all} agencies, {files} files, {sheets} sheets: {errors} errors in {wrong} agencies, {warnings} warnings"),
    ));
    if copies > 0 {
        let dir = place(&gathered.output());
        common.print_text(&Text::new(
            format!("สำเนาที่ทำเครื่องหมายให้แก้ {copies} ไฟล์อยู่ที่ {dir}/<หน่วยงาน>/{}", pipeline::RETURNS),
            format!("{copies} marked copies to be corrected are in {dir}/<agency>/{}", pipeline::RETURNS),
        ));
    }
}

fn checked(record: &Record) -> serde_json::Value {
    json!({
        "agency": record.agency,
        "name": record.name,
        "refused": record.refused,
        "files": record.files,
        "sheets": record.sheets,
        "errors": record.errors,
        "warnings": record.warnings,
        "problems": record.problems,
    })
}
