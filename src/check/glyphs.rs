//! Characters that the documents could not show.

use super::cell::shown;
use crate::diagnostic::{Code, Diagnostic};
use crate::glyphs::Glyphs;
use crate::ingest::{RawValue, RawWorkbook};
use crate::model::{Facts, Origin, Text};
use crate::thai;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// One finding a cell of a recognised sheet whose text has a character that the fonts lack.
#[must_use]
pub fn check(glyphs: &Glyphs, facts: &Facts, workbooks: &[RawWorkbook]) -> Vec<Diagnostic> {
    workbooks.par_iter().map(|workbook| of_workbook(glyphs, facts, workbook)).collect::<Vec<_>>().concat()
}

fn of_workbook(glyphs: &Glyphs, facts: &Facts, workbook: &RawWorkbook) -> Vec<Diagnostic> {
    let mut findings = Vec::new();
    for sheet in &workbook.sheets {
        let used =
            facts.submissions.iter().find(|s| s.origin.file == workbook.name && s.origin.sheet == sheet.name);
        let Some(submission) = used else { continue };
        for cell in &sheet.cells {
            let RawValue::Text(text) = &cell.value else { continue };
            let text = thai::normalised(text);
            let Some(missing) = text.chars().find(|c| !glyphs.has(*c)) else { continue };
            let origin = Origin {
                file: workbook.name.clone(),
                sheet: sheet.name.clone(),
                row: cell.row,
                col: cell.col,
            };
            findings.push(lacking(missing, &text, &origin).unit(submission.unit.clone()));
        }
    }
    findings
}

fn lacking(character: char, text: &str, origin: &Origin) -> Diagnostic {
    let code = format!("U+{:04X}", u32::from(character));
    Diagnostic::new(
        Code::GlyphMissing,
        origin,
        Text::new(
            format!("อักขระ “{character}” ({code}) แสดงในเอกสารไม่ได้: “{}”", shown(text)),
            format!("character “{character}” ({code}) cannot be shown in the documents: “{}”", shown(text)),
        ),
        Text::new("พิมพ์คำแทนอักขระนี้ แล้วส่งใหม่", "write it in words and send the workbook again"),
    )
    .found(character.to_string())
}
