//! Sheets that claim the same kind, unit and period.

use super::sheet::Sheet;
use crate::contract::CoreSheet;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ingest::is_named_copy;
use crate::model::{Origin, Text};
use std::cmp::Ordering;

/// The highest revision stands when the revisions differ. With equal revisions nobody can tell, and
/// each later sheet is an error, unless it says the same: then it is told and left out.
/// A returned copy that was corrected replaces the workbook that it is a copy of.
pub(super) fn without(sheets: Vec<Sheet>, findings: &mut Vec<Diagnostic>) -> Vec<Sheet> {
    let mut kept: Vec<Sheet> = Vec::new();
    let mut found: Vec<Pair> = Vec::new();
    let mut tell = |what: What, told: &Sheet, other: &Sheet| found.push(Pair::new(what, told, other));
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
        let may_repeat = sheet.contract.has_question_columns()
            || sheet.contract.core() == Some(CoreSheet::SurveyQuestions);
        let Some(at) = same else {
            kept.push(sheet);
            continue;
        };
        let (old, new) = (&kept[at], &sheet);
        // A copy says which workbook it was made from.
        let order = match (new.originals.contains(&old.sha256), old.originals.contains(&new.sha256)) {
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
            _ => new.submission.revision.cmp(&old.submission.revision),
        };
        match order {
            Ordering::Equal if same_content(old, new) => {
                // The finding belongs to the copy, whichever of the two names sorts first.
                if is_named_copy(&old.submission.origin.file) && !is_named_copy(&new.submission.origin.file) {
                    tell(What::Repeated, old, new);
                    kept[at] = sheet;
                } else {
                    tell(What::Repeated, new, old);
                }
            }
            _ if may_repeat && old.originals.is_empty() && new.originals.is_empty() => kept.push(sheet),
            Ordering::Equal => tell(What::Duplicate, new, old),
            Ordering::Greater => {
                tell(What::Superseded, old, new);
                kept[at] = sheet;
            }
            Ordering::Less => tell(What::Superseded, new, old),
        }
    }
    findings.extend(found.iter().map(finding));
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

/// How a sheet relates to another of the same kind, unit and period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Repeated,
    Duplicate,
    Superseded,
}

/// A sheet that is left out, and the one that is used.
struct Pair {
    what: What,
    told: Origin,
    other: Origin,
    unit: Option<String>,
    /// The one that is used is a corrected copy of the other's workbook.
    is_copy: bool,
}

impl Pair {
    fn new(what: What, told: &Sheet, other: &Sheet) -> Self {
        Self {
            what,
            told: told.submission.origin.clone(),
            other: other.submission.origin.clone(),
            unit: told.submission.unit.clone(),
            is_copy: other.originals.contains(&told.sha256),
        }
    }
}

fn finding(pair: &Pair) -> Diagnostic {
    let (told, other) = (&pair.told, &pair.other);
    let place = Place::sheet(&told.file[..], &told.sheet[..]);
    let at = format!("{} [{}]", other.file, other.sheet);
    let (code, message, action) = match pair.what {
        What::Duplicate => (
            Code::DuplicateSubmission,
            Text::new(
                format!("ส่งซ้ำกับ {at} และระบุฉบับที่เดียวกัน"),
                format!("repeats {at} with the same revision"),
            ),
            Text::new(
                "เก็บไว้ไฟล์เดียว หรือเพิ่มเลข “ฉบับที่” ในไฟล์ที่ใหม่กว่า",
                "keep one of them, or raise “ฉบับที่” in the newer one",
            ),
        ),
        What::Superseded if pair.is_copy => (
            Code::SubmissionSuperseded,
            Text::new(
                format!("ใช้สำเนาที่แก้ไขแล้วใน {} แทน", other.file),
                format!("its corrected copy {} is used instead", other.file),
            ),
            Text::default(),
        ),
        What::Superseded => (
            Code::SubmissionSuperseded,
            Text::new(
                format!("ใช้ฉบับที่ใหม่กว่าใน {} แทน", other.file),
                format!("the newer revision in {} is used instead", other.file),
            ),
            Text::default(),
        ),
        What::Repeated => (
            Code::ContentRepeated,
            Text::new(
                format!("ข้อมูลเหมือนกับ {at} ทุกค่า จึงใช้เพียงชุดเดียว"),
                format!("holds the same values as {at}; they are used once"),
            ),
            Text::new("ลบแผ่นงานหรือไฟล์ที่ซ้ำออก", "delete the copy"),
        ),
    };
    Diagnostic::new(code, place, message, action).unit(pair.unit.clone())
}
