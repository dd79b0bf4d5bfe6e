//! `check`: read and validate everything; writes nothing but marked copies and its own history.

use super::progress::Terminal;
use super::{Common, Format, account, exit, fleet};
use crate::check::{History, Since};
use crate::cli::common::shown;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::error::{Error, Exit};
use crate::files;
use crate::ingest::hex;
use crate::model::Text;
use crate::pipeline::{self, Assessed, Options, Setup};
use crate::publish::Timings;
use crate::render::forms::{Returned, returned};
use crate::scheme::Scheme;
use clap::Args;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of the marked copies, in the output folder.
pub(super) const RETURNS: &str = "returns";

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
    if let Some(file) = &args.account {
        account::print(&assessed.facts, file, common)?;
    }
    finish(&options, &setup, assessed, common)
}

/// Marks what is to be corrected, and advances the agency's history of checks.
pub(super) fn give_back(setup: &Setup, assessed: &mut Assessed) -> Result<(History, Vec<Since>), Error> {
    let before = History::load(&setup.output)?;
    let (mut history, since) = before.advance(&mut assessed.diagnostics, &names(setup));
    clear(&setup.output.join(RETURNS), before.copies())?;
    history.set_copies(write_returns(setup, assessed)?);
    history.save(&setup.output)?;
    Ok((history, since))
}

/// The end of a check of one agency.
pub(super) fn finish(
    options: &Options,
    setup: &Setup,
    mut assessed: Assessed,
    common: &Common,
) -> Result<Exit, Error> {
    let (history, since) = give_back(setup, &mut assessed)?;
    let copies = history.copies().len();
    let diagnostics = &assessed.diagnostics;
    match common.format {
        Format::Json => common.print_json(diagnostics)?,
        Format::Human => {
            common.say_findings(diagnostics);
            common.print_text(&counts(&assessed, diagnostics));
            for line in changes(&history, &since) {
                common.print_text(&line);
            }
            if copies > 0 {
                let dir = shown(&setup.output.join(RETURNS));
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
    Ok(exit(pipeline::publishable(options, diagnostics)))
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

/// Names of units by id; the agency's under the empty id.
fn names(setup: &Setup) -> BTreeMap<String, Text> {
    let workspace = &setup.workspace;
    let english = |name: &str, id: &str| if name.is_empty() { id.to_owned() } else { name.to_owned() };
    let mut names: BTreeMap<_, _> = workspace
        .units
        .iter()
        .map(|u| (u.id.clone(), Text::new(&u.name_th, english(&u.name_en, &u.id))))
        .collect();
    let agency = &workspace.agency;
    names.insert(String::new(), Text::new(&agency.name_th, english(&agency.name_en, &agency.id)));
    names
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

/// Marked copies of the workbooks with errors or warnings: file names with SHA-256.
fn write_returns(setup: &Setup, assessed: &Assessed) -> Result<BTreeMap<String, String>, Error> {
    let dir = setup.output.join(RETURNS);
    let mut written = BTreeMap::new();
    let mut by_file: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in assessed.diagnostics.iter().filter(|d| d.severity != Severity::Note) {
        by_file.entry(&finding.place.file).or_default().push(finding);
    }
    for workbook in &assessed.workbooks {
        let Some(findings) = by_file.get(&workbook.name[..]) else { continue };
        // Without sheets there is nothing to mark: the message says what to do with the file.
        if workbook.sheets.is_empty() {
            continue;
        }
        let scheme = setup.schemes.get(workbook.file.fiscal_year);
        let none = BTreeMap::new();
        let questions = scheme.map_or(&none, Scheme::question_keys);
        let agency = &setup.workspace.agency;
        let about = Returned { agency, contracts: &setup.contracts, questions };
        let bytes = returned(workbook, findings, &about)?;
        fs::create_dir_all(&dir).map_err(|e| Error::io("making", &dir, e))?;
        let path = free_path(&dir, &copy_name(&workbook.name));
        fs::write(&path, &bytes).map_err(|e| Error::io("writing", &path, e))?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        written.insert(name, hex(&Sha256::digest(&bytes)));
    }
    Ok(written)
}

/// Removes the copies of the check before: what is corrected must not lie there any more. A copy that
/// somebody has changed since is their work and stays.
fn clear(dir: &Path, copies: &BTreeMap<String, String>) -> Result<(), Error> {
    for (name, written) in copies {
        let path = dir.join(name);
        let Ok(bytes) = files::read_own(&path) else { continue };
        if hex(&Sha256::digest(&bytes)) == *written {
            fs::remove_file(&path).map_err(|e| Error::io("removing", &path, e))?;
        }
    }
    Ok(())
}

/// A path that is not taken by somebody's corrected copy.
fn free_path(dir: &Path, stem: &str) -> PathBuf {
    let mut path = dir.join(format!("{stem}.xlsx"));
    let mut number = 2;
    while path.exists() {
        path = dir.join(format!("{stem} ({number}).xlsx"));
        number += 1;
    }
    path
}

/// `input/2568/h1/a.xlsx` → `2568-h1-a`: one flat folder, nothing overwritten by a namesake.
fn copy_name(name: &str) -> String {
    let relative = name.strip_prefix("input/").unwrap_or(name).replace('/', "-");
    relative.rsplit_once('.').map_or_else(|| relative.clone(), |(stem, _)| stem.to_owned())
}
