//! Characters that the documents could not show.

use super::cell::shown;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::glyphs::Glyphs;
use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::model::{Facts, Origin, Text};
use crate::thai;
use crate::workspace::{AGENCY_FILE, Workspace};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::borrow::Cow;
use std::collections::HashSet;

/// One finding for each text that has a character that the fonts lack: a cell of a recognised sheet, the
/// names of used files and sheets, which the documents give as sources, and the names in `agency.toml`.
#[must_use]
pub fn check(
    glyphs: &Glyphs,
    workspace: &Workspace,
    facts: &Facts,
    workbooks: &[RawWorkbook],
) -> Vec<Diagnostic> {
    let mut findings = of_agency(glyphs, workspace);
    findings.extend(of_names(glyphs, facts));
    let cells = workbooks.par_iter().map(|workbook| of_workbook(glyphs, facts, workbook));
    findings.extend(cells.collect::<Vec<_>>().concat());
    findings
}

fn of_workbook(glyphs: &Glyphs, facts: &Facts, workbook: &RawWorkbook) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    // Raw answers repeat a few labels thousands of times: each is looked at once.
    let mut fine: HashSet<Cow<'_, str>> = HashSet::new();
    for sheet in &workbook.sheets {
        let used =
            facts.submissions.iter().find(|s| s.origin.file == workbook.name && s.origin.sheet == sheet.name);
        let Some(submission) = used else { continue };
        for cell in &sheet.cells {
            let Some(text) = text_of(sheet, cell).filter(|text| !fine.contains(text)) else { continue };
            let Some(missing) = glyphs.lacking(&thai::normalised(&text)) else {
                fine.insert(text);
                continue;
            };
            let origin = Origin {
                file: workbook.name.clone(),
                sheet: sheet.name.clone(),
                row: cell.row,
                col: cell.col,
            };
            let action =
                Text::new("พิมพ์คำแทนอักขระนี้ แล้วส่งใหม่", "write it in words and send the workbook again");
            let text = thai::normalised(&text);
            findings.push(lacking(missing, &text, &origin, action).unit(submission.unit.clone()));
        }
    }
    findings
}

/// What a cell shows in words: its text, or those that its number's format writes.
fn text_of<'a>(sheet: &'a RawSheet, cell: &'a RawCell) -> Option<Cow<'a, str>> {
    match &cell.value {
        RawValue::Text(text) => Some(Cow::Borrowed(text)),
        RawValue::Number(number) | RawValue::Percent(number) => {
            let format = sheet.seen(cell.row, cell.col)?.format.as_ref()?;
            format.show(*number).map(Cow::Owned)
        }
        _ => None,
    }
}

/// Names in `agency.toml` that the documents print.
fn of_agency(glyphs: &Glyphs, workspace: &Workspace) -> Vec<Diagnostic> {
    let agency = &workspace.agency;
    let own = [&agency.name_th, &agency.parent_th, &agency.director_th, &agency.website];
    let names = own.into_iter().chain(workspace.units.iter().map(|unit| &unit.name_th));
    names
        .filter_map(|name| {
            let action =
                Text::new(format!("แก้ชื่อใน {AGENCY_FILE}"), format!("correct the name in {AGENCY_FILE}"));
            Some(lacking(
                glyphs.lacking(name)?,
                name,
                Place::file(format!("{}/{AGENCY_FILE}", workspace.input)),
                action,
            ))
        })
        .collect()
}

/// Names of used files and sheets; the first finding of a file stands for all its sheets.
fn of_names(glyphs: &Glyphs, facts: &Facts) -> Vec<Diagnostic> {
    let mut findings: Vec<Diagnostic> = Vec::new();
    for submission in &facts.submissions {
        let origin = &submission.origin;
        let in_file = glyphs.lacking(&origin.file).map(|c| {
            let action = Text::new("เปลี่ยนชื่อไฟล์", "rename the file");
            lacking(c, &origin.file, Place::file(&origin.file[..]), action)
        });
        let in_sheet = glyphs.lacking(&origin.sheet).map(|c| {
            let action = Text::new("เปลี่ยนชื่อแผ่นงาน", "rename the sheet");
            lacking(c, &origin.sheet, Place::sheet(&origin.file[..], &origin.sheet[..]), action)
        });
        for finding in in_file.into_iter().chain(in_sheet) {
            if findings.iter().all(|known| known.place != finding.place) {
                findings.push(finding.unit(submission.unit.clone()));
            }
        }
    }
    findings
}

/// The finding about a text of the agency's own, by line.
#[must_use]
pub fn in_text(glyphs: &Glyphs, file: &str, text: &str) -> Option<Diagnostic> {
    let (at, line, missing) =
        text.lines().enumerate().find_map(|(at, line)| Some((at, line, glyphs.lacking(line)?)))?;
    let number = at + 1;
    let action = Text::new(
        format!("แก้บรรทัดที่ {number} โดยพิมพ์คำแทนอักขระนี้"),
        format!("correct line {number}: write it in words"),
    );
    Some(lacking(missing, line.trim(), Place::file(file), action))
}

fn lacking(character: char, text: &str, place: impl Into<Place>, action: Text) -> Diagnostic {
    let code = format!("U+{:04X}", u32::from(character));
    Diagnostic::new(
        Code::GlyphMissing,
        place,
        Text::new(
            format!("อักขระ “{character}” ({code}) แสดงในเอกสารไม่ได้: “{}”", shown(text)),
            format!("character “{character}” ({code}) cannot be shown in the documents: “{}”", shown(text)),
        ),
        action,
    )
    .found(character.to_string())
}
