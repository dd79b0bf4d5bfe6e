//! Remarks of reviewers: review workbooks that came back, filled in.
//!
//! In: the workbooks of a year's `reviews` folder as read. Out: remarks with the rows they were written beside. Never:
//! takes a figure from a review workbook into the records.

use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::model::{CHANGED, REVIEWING, Remark, Shown};
use crate::thai::{self, Date, ExcelEpoch};
use std::collections::BTreeMap;

/// Every remark, by file, sheet and row.
#[must_use]
pub fn remarks(workbooks: &[RawWorkbook]) -> Vec<Remark> {
    let sheets = workbooks.iter().flat_map(|book| book.sheets.iter().map(move |sheet| (book, sheet)));
    sheets.flat_map(|(book, sheet)| of_sheet(book, sheet)).collect()
}

/// Whether a workbook is one for reviewing: it was made from what offices sent, and holds nothing that they sent.
#[must_use]
pub fn is_review(workbook: &RawWorkbook) -> bool {
    // The rarest of the titles is looked for first.
    let [_, verdict, ..] = REVIEWING;
    let is_title = |cell: &&RawCell| matches!(&cell.value, RawValue::Text(text) if text == verdict);
    workbook.sheets.iter().any(|sheet| {
        let mut heads = sheet.cells.iter().filter(is_title).map(|cell| cell.row);
        heads.any(|row| {
            titles(&sheet.cells.iter().filter(|cell| cell.row == row).collect::<Vec<_>>()).is_some()
        })
    })
}

fn of_sheet(book: &RawWorkbook, sheet: &RawSheet) -> Vec<Remark> {
    let mut rows: BTreeMap<u32, Vec<&RawCell>> = BTreeMap::new();
    for cell in &sheet.cells {
        rows.entry(cell.row).or_default().push(cell);
    }
    let Some((head, titles)) = rows.iter().find_map(|(row, cells)| Some((*row, titles(cells)?))) else {
        return Vec::new();
    };
    let below = rows.range(head + 1..);
    below.filter_map(|(_, cells)| remark(book, sheet, &titles, cells)).collect()
}

/// Headers by column, if all reviewing columns are among them.
fn titles(cells: &[&RawCell]) -> Option<BTreeMap<u32, String>> {
    let titles: BTreeMap<u32, String> =
        cells.iter().map(|cell| (cell.col, words(&cell.value))).filter(|(_, t)| !t.is_empty()).collect();
    REVIEWING.iter().all(|wanted| titles.values().any(|t| t == wanted)).then_some(titles)
}

fn remark(
    book: &RawWorkbook,
    sheet: &RawSheet,
    titles: &BTreeMap<u32, String>,
    cells: &[&RawCell],
) -> Option<Remark> {
    let mut row: BTreeMap<String, Shown> =
        cells.iter().filter_map(|cell| Some((titles.get(&cell.col)?.clone(), shown(&cell.value)?))).collect();
    let [reviewer, verdict, comment, date] = REVIEWING.map(|title| row.remove(title));
    let text = |value: Option<Shown>| value.map(|v| said(&v)).unwrap_or_default();
    let changed = text(row.remove(CHANGED));
    let [reviewer, verdict, comment] = [reviewer, verdict, comment].map(text);
    if reviewer.is_empty() && verdict.is_empty() && comment.is_empty() && date.is_none() {
        return None;
    }
    let (file, fiscal_year, sheet) = (book.name.to_string(), book.file.fiscal_year, sheet.name.to_string());
    Some(Remark { file, fiscal_year, sheet, reviewer, verdict, comment, date, changed, row })
}

fn words(value: &RawValue) -> String {
    thai::normalise(&value.display()).trim().to_owned()
}

/// A value that a reader sees; none for an empty text.
fn shown(value: &RawValue) -> Option<Shown> {
    match value {
        RawValue::Number(number) | RawValue::Percent(number) => Some(Shown::Number(*number)),
        RawValue::Date(serial) => match Date::from_excel_serial(*serial, ExcelEpoch::Year1900) {
            Ok(date) => Some(Shown::Date(date)),
            Err(_) => Some(Shown::Number(*serial)),
        },
        other => Some(words(other)).filter(|text| !text.is_empty()).map(Shown::Text),
    }
}

/// A value as words: what a reviewer signs with may be a number.
fn said(value: &Shown) -> String {
    match value {
        Shown::Text(text) => text.clone(),
        Shown::Number(number) => number.to_string(),
        Shown::Date(date) => format!("{}/{}/{}", date.day(), date.month(), date.buddhist_year()),
    }
}
