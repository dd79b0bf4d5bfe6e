//! Sheets that claim the same kind, unit and period.

use super::sheet::Sheet;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{Origin, Text};
use std::cmp::Ordering;

/// The highest revision stands when the revisions differ. With equal revisions nobody can tell, and
/// each later sheet is an error, unless it says the same: then it is told and left out.
pub(super) fn without(sheets: Vec<Sheet>, findings: &mut Vec<Diagnostic>) -> Vec<Sheet> {
    let mut kept: Vec<Sheet> = Vec::new();
    for sheet in sheets {
        let same = kept.iter().position(|k| {
            let (a, b) = (&k.submission, &sheet.submission);
            a.kind == b.kind
                && a.unit == b.unit
                && a.fiscal_year == b.fiscal_year
                && a.period == b.period
                && (k.part == sheet.part || k.part.is_empty() || sheet.part.is_empty())
        });
        // Raw answers and survey results may be spread over workbooks, one a survey.
        // So may a form with a sheet a month, each month once.
        let may_repeat = sheet.contract.has_question_columns() || sheet.contract.name == "survey_questions";
        let Some(at) = same else {
            kept.push(sheet);
            continue;
        };
        let (old, new) = (&kept[at].submission, &sheet.submission);
        match new.revision.cmp(&old.revision) {
            Ordering::Equal if same_content(&kept[at], &sheet) => {
                findings.push(repeated(&old.origin, &new.origin).unit(new.unit.clone()));
            }
            _ if may_repeat => kept.push(sheet),
            Ordering::Equal => {
                findings.push(duplicate(&old.origin, &new.origin).unit(new.unit.clone()));
            }
            Ordering::Greater => {
                findings.push(superseded(&old.origin, &new.origin).unit(old.unit.clone()));
                kept[at] = sheet;
            }
            Ordering::Less => {
                findings.push(superseded(&new.origin, &old.origin).unit(new.unit.clone()));
            }
        }
    }
    kept
}

/// Whether two tables hold the same values, wherever they stand.
fn same_content(a: &Sheet, b: &Sheet) -> bool {
    let rows = a.rows.len() == b.rows.len()
        && a.rows.iter().zip(&b.rows).all(|(a, b)| {
            a.kind == b.kind && a.fields.iter().map(|f| &f.value).eq(b.fields.iter().map(|f| &f.value))
        });
    rows && a.answers.same_as(&b.answers)
}

fn duplicate(first: &Origin, second: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::DuplicateSubmission,
        Place::sheet(&second.file[..], &second.sheet[..]),
        Text::new(
            format!("ส่งซ้ำกับ {} [{}] และระบุฉบับที่เดียวกัน", first.file, first.sheet),
            format!("repeats {} [{}] with the same revision", first.file, first.sheet),
        ),
        Text::new(
            "เก็บไว้ไฟล์เดียว หรือเพิ่มเลข “ฉบับที่” ในไฟล์ที่ใหม่กว่า",
            "keep one of them, or raise “ฉบับที่” in the newer one",
        ),
    )
}

fn superseded(old: &Origin, new: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::SubmissionSuperseded,
        Place::sheet(&old.file[..], &old.sheet[..]),
        Text::new(
            format!("ใช้ฉบับที่ใหม่กว่าใน {} แทน", new.file),
            format!("the newer revision in {} is used instead", new.file),
        ),
        Text::default(),
    )
}

fn repeated(first: &Origin, second: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::ContentRepeated,
        Place::sheet(&second.file[..], &second.sheet[..]),
        Text::new(
            format!("ข้อมูลเหมือนกับ {} [{}] ทุกค่า จึงใช้เพียงชุดเดียว", first.file, first.sheet),
            format!("holds the same values as {} [{}]; they are used once", first.file, first.sheet),
        ),
        Text::new("ลบแผ่นงานหรือไฟล์ที่ซ้ำออก", "delete the copy"),
    )
}
