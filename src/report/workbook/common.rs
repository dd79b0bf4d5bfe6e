//! What both workbooks are built with: words of absence, check columns, lines on sheets.
//!
//! In: the model. Out: cells and columns. Never: a figure of its own.

use super::book::{Basis, Cell, Column, Kind, Tone};
use crate::model::{Absence, Field, Origin};
use crate::report::Model;
use crate::report::words::{NO_BASELINE, NOT_COMPARABLE, Words};

/// The column whose cells lead to the sheet of sources.
pub(super) const SOURCE: &str = "source_link";
/// The column that holds the verdict on a row.
pub(super) const CHECK: &str = "check";
/// Formula and program agree.
pub(super) const EQUAL: &str = "ตรง";
/// Formula and program differ.
pub(super) const DIFFERENT: &str = "ต่าง";
/// What a print leaves out.
pub(super) const PRINT_GUIDE: &str =
    "พิมพ์ลงกระดาษ A4 แนวนอน ตารางกว้างไม่พิมพ์คอลัมน์ขวาสุดซึ่งใช้อ่านบนจอ ตารางที่ยาวมากไม่พิมพ์ ท้ายหน้ากระดาษบอกไว้";
/// Words of the check columns.
const CHECK_SIGNALS: &[(&str, Tone)] = &[(EQUAL, Tone::Good), (DIFFERENT, Tone::Bad)];
/// Words of a change.
pub(super) const CHANGE_SIGNALS: &[(&str, Tone)] = &[
    ("เพิ่มขึ้น", Tone::Good),
    ("ลดลง", Tone::Bad),
    ("เท่าเดิม", Tone::Muted),
    (NO_BASELINE, Tone::Muted),
    (NOT_COMPARABLE, Tone::Warn),
];

/// How far a recalculated figure may lie from the program's: the order of additions is not the same.
pub(super) const CHECK_TOLERANCE: f64 = 1e-7;

/// Words in the digits of the documents.
pub(super) fn words(model: &Model<'_>) -> Words {
    model.words()
}

/// The marks that every sheet carries.
pub(crate) fn marks(model: &Model<'_>) -> Vec<String> {
    let mut marks = Vec::new();
    if model.workspace.agency.sample {
        marks.push("ข้อมูลตัวอย่าง ไม่ใช่รายงานจริง".to_owned());
    }
    if model.draft {
        marks.push("ฉบับร่าง ข้อมูลยังมีข้อผิดพลาดที่ต้องแก้".to_owned());
    }
    marks
}

/// Why a value is not there.
pub(super) fn absence(why: Absence) -> &'static str {
    match why {
        Absence::NotSubmitted => "ไม่ได้ส่งข้อมูล",
        Absence::Blank => "เว้นว่าง",
        Absence::NotApplicable => "ไม่เกี่ยวข้อง",
        Absence::Invalid => "อ่านค่าไม่ได้",
        Absence::Superseded => "ใช้ยอดวันหลัง",
    }
}

/// A number of the inputs with its cell.
pub(super) fn given(field: &Field<f64>) -> Cell {
    mark(Cell::number(field.get().copied()), field)
}

/// A whole number of the inputs with its cell.
pub(super) fn given_integer(field: &Field<i64>) -> Cell {
    mark(Cell::integer(field.get().copied()), field)
}

fn mark<T>(cell: Cell, field: &Field<T>) -> Cell {
    let cell = if field.absence() == Some(Absence::NotApplicable) { Cell::not_applicable() } else { cell };
    cell.read_at(field.origin.as_ref())
}

/// The program's figure beside the formula's.
pub(super) fn pipeline_column(id: &str, title: &str, kind: Kind) -> Column {
    Column::new(id, title, kind).review()
}

/// The verdict on a row.
pub(super) fn check_column() -> Column {
    Column::new(CHECK, "ผลตรวจ", Kind::Code).signals(CHECK_SIGNALS).review()
}

/// The link to the sources.
pub(super) fn source_column() -> Column {
    Column::new(SOURCE, "ที่มา", Kind::Link).review()
}

/// Compares numbers of the formulas with those of the program.
pub(super) fn check(pairs: &[(&str, &str)]) -> Cell {
    let conditions: Vec<_> = pairs.iter().map(|(a, b)| equal_numbers(a, b)).collect();
    let all = match conditions.as_slice() {
        [one] => one.clone(),
        _ => format!("AND({})", conditions.join(",")),
    };
    Cell::text(EQUAL).by(format!("IF({all},\"{EQUAL}\",\"{DIFFERENT}\")"))
}

/// Compares words.
pub(super) fn check_text(a: &str, b: &str) -> Cell {
    Cell::text(EQUAL).by(format!("IF([@{a}]=[@{b}],\"{EQUAL}\",\"{DIFFERENT}\")"))
}

fn equal_numbers(a: &str, b: &str) -> String {
    format!("IF(COUNT([@{a}],[@{b}])=2,ABS([@{a}]-[@{b}])<=check_tolerance,COUNT([@{a}],[@{b}])=0)")
}

/// What a computed figure was made from, as a row's sources hold it.
#[allow(clippy::unnecessary_wraps)] // every caller needs the option
pub(super) fn basis(column: &'static str, rule: impl Into<String>, origins: Vec<Origin>) -> Option<Basis> {
    Some(Basis { column, rule: rule.into(), origins })
}

/// A name that formulas can use: other characters than ASCII letters and digits become `_`.
pub(super) fn ascii_name(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// The word for a change, as a formula over a column of differences.
pub(super) fn change_word(delta: &str) -> String {
    format!(
        "IF([@{delta}]=\"\",\"{NO_BASELINE}\",IF(ROUND([@{delta}],published_decimals)>0,\"เพิ่มขึ้น\",\
         IF(ROUND([@{delta}],published_decimals)<0,\"ลดลง\",\"เท่าเดิม\")))"
    )
}
