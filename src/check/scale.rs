//! Figures in another unit than the form asks for: thousands and millions of baht, scores of 0 to 1.

use super::cell::shown;
use super::furniture::UNIT_WORD;
use super::seen;
use super::sheet::{Cells, Sheet};
use crate::contract::FieldSpec;
use crate::diagnostic::{Code, Diagnostic};
use crate::ingest::{RawCell, RawValue};
use crate::model::{DataValue, Origin, Text};
use crate::thai;

/// Words for many baht, as comparison keys; longer ones before those that end like them.
const SCALES: &[&str] = &[
    "สิบล้านบาท",
    "ร้อยล้านบาท",
    "พันล้านบาท",
    "ล้านบาท",
    "แสนบาท",
    "หมื่นบาท",
    "พันบาท",
    "ร้อยบาท",
    "1000บาท",
    "1000000บาท",
];
/// Words for “unit” before a scale, as comparison keys; longer ones first.
const UNIT_WORDS: &[&str] =
    &["หน่วยเงิน", "หน่วยนับ", "หน่วยเป็น", UNIT_WORD, "amountsin", "amountin", "units", "unit", "in"];
/// What columns of money say.
const BAHT: &str = "บาท";
/// Letters of a column's title; longer texts above a table are sentences.
const LONGEST_TITLE: usize = 60;
/// The unit of scores, and the most they can be.
const SCORE: &str = "คะแนน";
const MOST: f64 = 100.0;
/// Scores between 0 and 1 that make a whole column of them.
const FEWEST: usize = 3;

/// The word for many baht in a text, and the comparison key of the text with plain baht in its place.
fn scale_of(text: &str) -> Option<(&'static str, String)> {
    let key = thai::key(text);
    let word = SCALES.iter().find(|word| key.contains(*word))?;
    Some((word, key.replace(word, BAHT)))
}

/// The scale of a text that says nothing but its unit: `หน่วย: ลบ.`, `Unit: Million Baht`, `(in thousands)`.
fn scale_of_unit(text: &str) -> Option<f64> {
    let key = thai::key(text);
    UNIT_WORDS.iter().filter_map(|word| key.strip_prefix(word)).find_map(seen::scale)
}

/// A header cell that is the title of a column but for the scale of its figures.
pub(super) fn of_header(spec: &FieldSpec, text: &str, origin: &Origin) -> Option<Diagnostic> {
    let (word, key) = scale_of(text)?;
    let fits = spec.unit == BAHT
        && (spec.is_named(&key) || key.strip_suffix(BAHT).is_some_and(|title| spec.is_named(title)));
    fits.then(|| finding(text, word, origin))
}

/// A title of a column of money, in whatever words, that says thousands or millions.
pub(super) fn of_title(text: &str, origin: &Origin) -> Option<Diagnostic> {
    let (word, _) = scale_of(text).filter(|_| text.chars().count() <= LONGEST_TITLE)?;
    Some(finding(text, word, origin))
}

/// Before a scale that is not meant, as comparison keys.
const NEGATIONS: &[&str] = &["ไม่ใช่", "มิใช่", "ไม่เป็น", "ไม่ได้เป็น"];
/// Cells of a row of notes; a record fills more.
const NOTE_CELLS: usize = 2;

/// Lines above a table, or notes below it, that say that all its figures are in thousands or millions:
/// `หน่วย : ล้านบาท`, `หมายเหตุ: จำนวนเงินเป็นพันบาท`.
pub(super) fn beside(
    lines: &[Cells<'_>],
    header_row: u32,
    has_money: bool,
    columns: &[u32],
    at: &Origin,
) -> Option<Diagnostic> {
    if !has_money {
        return None;
    }
    // `O9 ภาษี (พันบาท)` on the tab.
    if let Some((word, key)) = scale_of(&at.sheet)
        && key.ends_with(BAHT)
        && at.sheet.contains('(')
    {
        return Some(finding(&at.sheet, word, at));
    }
    let is_note = |row: u32, cells: &[RawCell]| row < header_row || cells.len() <= NOTE_CELLS;
    let texts = lines.iter().filter(|(row, _)| *row != header_row).flat_map(|(row, cells)| {
        let is_note = is_note(*row, cells);
        cells.iter().map(move |cell| (is_note, cell))
    });
    texts.into_iter().find_map(|(is_note, cell)| {
        let RawValue::Text(text) = &cell.value else { return None };
        // Beside the rows of a table, too.
        if let Some(scale) = scale_of_unit(text) {
            return Some(finding(text, &seen::scale_name(scale), &at.at(cell.row, cell.col)));
        }
        let (word, _) = scale_of(text)?;
        // In a column of the table it may be what a record is measured in.
        let is_note = is_note || !columns.contains(&cell.col);
        let says_only_that = || {
            let key = thai::key(text);
            UNIT_WORDS.iter().any(|unit| key.strip_prefix(unit) == Some(word))
        };
        if !is_note && !says_only_that() {
            return None;
        }
        let key = thai::key(text);
        let before = key.split(word).next().unwrap_or_default();
        // “2 ล้านบาท” is an amount.
        if before.ends_with(|c: char| c.is_ascii_digit()) || NEGATIONS.iter().any(|no| before.ends_with(no)) {
            return None;
        }
        let bracketed = text.contains('(') && key.ends_with(word);
        let says_unit = key.contains(UNIT_WORD) || bracketed || key == *word || before.ends_with("เป็น");
        says_unit.then(|| finding(text, word, &at.at(cell.row, cell.col)))
    })
}

fn finding(text: &str, word: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::ColumnScale,
        origin,
        Text::new(
            format!("“{}” บอกว่าตัวเลขเป็น{word} แต่แบบฟอร์มใช้บาท", shown(text)),
            format!("“{}” says that the figures are in {word}; the form asks for baht", shown(text)),
        ),
        Text::new(
            "แปลงตัวเลขทุกแถวเป็นบาทเต็มก่อน แล้วจึงแก้ข้อความนี้เป็นบาท",
            "first write every figure of the table in baht, then change this text to บาท",
        ),
    )
    .found(text)
}

/// Scores of 0 to 100 that were typed as shares.
pub(super) fn scores(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    for (at, spec) in sheet.contract.fields.iter().enumerate() {
        if spec.unit != SCORE || spec.constraints.maximum != Some(MOST) {
            continue;
        }
        let given: Vec<(f64, &Origin)> = sheet
            .rows
            .iter()
            .filter(|r| !r.is_total())
            .filter_map(|row| match (row.fields[at].get()?, &row.fields[at].origin) {
                (DataValue::Number(number), Some(origin)) => Some((*number, origin)),
                _ => None,
            })
            .collect();
        let shares = || given.iter().filter(|(score, _)| *score > 0.0 && *score <= 1.0);
        let Some((first, origin)) = shares().next() else { continue };
        if given.len() >= FEWEST && given.iter().all(|(score, _)| *score <= 1.0) {
            findings.push(all_shares(spec, given.len(), *first, origin));
        } else {
            findings.extend(shares().map(|(score, origin)| share(spec, *score, origin)));
        }
    }
}

fn all_shares(spec: &FieldSpec, count: usize, first: f64, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::ScoreScale,
        origin,
        Text::new(
            format!("{}ทั้ง {count} แถวอยู่ระหว่าง 0–1 แต่คะแนนเต็มคือ 100", spec.title),
            format!("all {count} rows of {} lie between 0 and 1; the full score is 100", spec.title_en),
        ),
        Text::new(
            "คูณ 100 ทุกแถว (1 เป็น 100) แล้วส่งใหม่",
            "multiply every row by 100 (1 becomes 100) and send the workbook again",
        ),
    )
    .found(first.to_string())
}

fn share(spec: &FieldSpec, score: f64, origin: &Origin) -> Diagnostic {
    let meant = crate::ingest::as_shown(score).to_string();
    Diagnostic::new(
        Code::ScoreScale,
        origin,
        Text::new(
            format!("พบ {score} ในช่อง{} ซึ่งคะแนนเต็มคือ 100", spec.title),
            format!("found {score} as {}; the full score is 100", spec.title_en),
        ),
        super::cell::fix_cell(),
    )
    .found(score.to_string())
    .nearest(Some(meant))
}
