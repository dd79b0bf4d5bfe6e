//! Sheets that claim the same kind, unit and period.

use super::sheet::{Row, Sheet};
use crate::contract::{CoreSheet, Role};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::ingest::is_named_copy;
use crate::model::{Absence, DataValue, Field, Origin, Text};
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// The highest revision stands when the revisions differ. With equal revisions nobody can tell, and
/// each later sheet is an error, unless it says the same: then it is told and left out.
/// A returned copy that was corrected replaces the workbook that it is a copy of. A blank form yields to whatever
/// is filled in.
pub(super) fn without(sheets: Vec<Sheet>, findings: &mut Vec<Diagnostic>) -> Vec<Sheet> {
    let mut kept: Vec<Sheet> = Vec::new();
    let mut found: Vec<Pair> = Vec::new();
    let mut tell = |what: What, told: &Sheet, other: &Sheet| found.push(Pair::new(what, told, other));
    let blanks: Vec<_> = (0..sheets.len()).map(|at| filled_beside(&sheets, at)).collect();
    for (blank, by) in blanks.iter().enumerate() {
        if let Some(by) = by {
            tell(What::Blank, &sheets[blank], &sheets[*by]);
        }
    }
    let filled = sheets.into_iter().zip(&blanks).filter(|(_, by)| by.is_none());
    for sheet in filled.map(|(sheet, _)| sheet) {
        let same: Vec<usize> = (0..kept.len()).filter(|at| claims_the_same(&kept[*at], &sheet)).collect();
        // Raw answers and survey results may be spread over workbooks, one a survey.
        // So may a form with a sheet a month, each month once.
        let may_repeat = sheet.contract.has_question_columns()
            || sheet.contract.core() == Some(CoreSheet::SurveyQuestions);
        let Some(at) = same.first().copied() else {
            kept.push(sheet);
            continue;
        };
        let (old, new) = (&kept[at], &sheet);
        if same.len() > 1 && !may_repeat {
            // Files of single months, and one that holds several of them.
            let replaces = |old: &Sheet| {
                order(old, new) == Ordering::Greater && (is_copy_of(new, old) || !lacks_months(new, old))
            };
            if same.iter().all(|at| replaces(&kept[*at])) {
                for at in &same {
                    tell(What::Superseded, &kept[*at], new);
                }
                let mut at = 0;
                kept.retain(|_| {
                    at += 1;
                    !same.contains(&(at - 1))
                });
                kept.push(sheet);
            } else {
                tell(What::Months, new, old);
            }
            continue;
        }
        match order(old, new) {
            // A newer edition of a month alone must not take the other months away.
            Ordering::Greater if !is_copy_of(new, old) && lacks_months(new, old) => {
                tell(What::Months, new, old);
            }
            Ordering::Less if !is_copy_of(old, new) && lacks_months(old, new) => tell(What::Months, new, old),
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

/// Of a blank form, the position of a sheet that says the same thing and is filled in.
fn filled_beside(sheets: &[Sheet], at: usize) -> Option<usize> {
    let is_blank = |sheet: &Sheet| sheet.submission.rows == 0 && !sheet.submission.nothing;
    let blank = sheets.get(at).filter(|sheet| is_blank(sheet))?;
    // A copy from which everything was taken out is meant.
    sheets
        .iter()
        .position(|other| !is_blank(other) && claims_the_same(other, blank) && !is_copy_of(blank, other))
}

/// Which of two is the newer one: a copy says which workbook it was made from, else the editions decide.
fn order(old: &Sheet, new: &Sheet) -> Ordering {
    match (is_copy_of(new, old), is_copy_of(old, new)) {
        (true, false) => Ordering::Greater,
        (false, true) => Ordering::Less,
        _ => new.submission.revision.cmp(&old.submission.revision),
    }
}

fn is_copy_of(copy: &Sheet, original: &Sheet) -> bool {
    copy.originals.contains(&original.sha256)
}

/// Whether two sheets say the same thing of the same unit and time. A form that is filled in month by month may
/// come in a file a month: with no month in common they are parts of one.
fn claims_the_same(a: &Sheet, b: &Sheet) -> bool {
    let (one, other) = (&a.submission, &b.submission);
    one.kind == other.kind
        && one.unit == other.unit
        && one.fiscal_year == other.fiscal_year
        && one.period == other.period
        && (a.part == b.part || a.part.is_empty() || b.part.is_empty())
        && (is_copy_of(a, b) || is_copy_of(b, a) || !have_other_months(a, b))
}

/// Months of the records; none where a form has no months, or one of them cannot be read.
fn months(sheet: &Sheet) -> Option<BTreeSet<i64>> {
    let at = sheet.contract.fields.iter().position(|field| field.role == Some(Role::Month))?;
    let records = sheet.rows.iter().filter(|row| !row.is_total());
    let months: Option<BTreeSet<i64>> = records
        .map(|row| match row.fields.get(at).and_then(Field::get) {
            Some(DataValue::Integer(month)) => Some(*month),
            _ => None,
        })
        .collect();
    months.filter(|months| !months.is_empty())
}

fn have_other_months(a: &Sheet, b: &Sheet) -> bool {
    months(a).zip(months(b)).is_some_and(|(a, b)| a.is_disjoint(&b))
}

/// Whether the newer one has fewer months than the older.
fn lacks_months(newer: &Sheet, older: &Sheet) -> bool {
    months(newer).zip(months(older)).is_some_and(|(newer, older)| !older.is_subset(&newer))
}

/// Whether two tables hold the same values, wherever they stand. Cells that could not be read may differ: nobody knows.
fn same_content(a: &Sheet, b: &Sheet) -> bool {
    let is_read = |row: &Row| row.fields.iter().all(|f| f.value != Err(Absence::Invalid));
    let rows = a.rows.len() == b.rows.len()
        && a.rows.iter().zip(&b.rows).all(|(a, b)| {
            a.kind == b.kind
                && is_read(a)
                && is_read(b)
                && a.fields.iter().map(|f| &f.value).eq(b.fields.iter().map(|f| &f.value))
        });
    rows && a.answers.same_as(&b.answers)
}

/// How a sheet relates to another of the same kind, unit and period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Repeated,
    Duplicate,
    /// They share some months, and neither holds all of them.
    Months,
    Superseded,
    /// It is not filled in.
    Blank,
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
        What::Months => (
            Code::DuplicateSubmission,
            Text::new(
                format!("มีเดือนซ้ำกับ {at} แต่ใช้แทนกันทั้งไฟล์ไม่ได้ เพราะมีไม่ครบทุกเดือน"),
                format!("repeats months of {at} without holding all of them, so it cannot replace it"),
            ),
            Text::new(
                "รวมทุกเดือนไว้ในฉบับใหม่ฉบับเดียว หรือส่งแต่ละเดือนเพียงครั้งเดียว แล้วลบไฟล์ที่ซ้ำออก",
                "put every month into the newer one, or send each month once, and delete what repeats",
            ),
        ),
        What::Blank => (
            Code::SubmissionSuperseded,
            Text::new(
                format!("แบบนี้ยังไม่ได้กรอก จึงใช้ข้อมูลใน {at}"),
                format!("this form is not filled in; {at} is used"),
            ),
            Text::new("ลบแบบเปล่าออกจากโฟลเดอร์", "take the blank form out of the folder"),
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
