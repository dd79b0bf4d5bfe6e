//! The cells of the binary formats, `.xls` and `.xlsb`.
//!
//! calamine gives their values. Of `.xls` the records are walked once more for what it leaves out: how many
//! cells there are before it lays them out in a grid, formats of numbers, strokes, hidden rows, links. Of `.xlsb`
//! the cells are read that it leaves out; formats are not seen, and a finding says so.

mod links;
mod missed;
mod records;
mod rich;

use super::refusal::{encrypted_file, formats_unseen, no_data, sheet_skipped, sheet_too_large};
use super::xlsx::sheet::{EPOCH_DAYS, Excess, MOST_RANGES, error_name, linked, set_links};
use super::xlsx::{Budget, Content, words};
use super::{Limits, RawCell, RawSheet, RawValue, non_blank};
use crate::contract::is_guide;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::Text;
use crate::workspace::InputFile;
use calamine::{CellErrorType, Data, DataRef, Reader, SheetType, SheetVisible, Xls, Xlsb, XlsbError};
use missed::Missed;
use records::Records;
use std::io::Cursor;
use std::sync::Arc;

/// Most merged ranges of a sheet that are looked at.
const MERGED: usize = 20_000;

fn broken() -> Text {
    super::refusal::broken()
}

/// Parses a workbook of Excel 97–2003.
///
/// # Errors
/// Why it is none.
pub(super) fn xls(file: &InputFile, bytes: &[u8], limits: Limits) -> Result<Content, Text> {
    let records = Records::read(bytes, limits)?;
    if records.encrypted {
        return Ok(encrypted(file));
    }
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let mut content = content(records.epoch_1904);
    let mut budget = Budget { cells: limits.cells, text_bytes: limits.text_bytes };
    for (at, sheet) in book.sheets_metadata().to_vec().into_iter().enumerate() {
        if sheet.typ != SheetType::WorkSheet {
            content.findings.push(sheet_skipped(file, &sheet.name, kind(sheet.typ)));
            continue;
        }
        let mut raw = blank(&sheet.name, sheet.visible);
        let range = book.worksheet_range(&sheet.name).map_err(|_| broken())?;
        let start = range.start().unwrap_or((0, 0));
        let mut excess = None;
        for (row, col, value) in range.used_cells() {
            let (Ok(row), Ok(col)) = (u32::try_from(row), u32::try_from(col)) else { return Err(broken()) };
            let (row, col) = (start.0 + row, start.1 + col);
            // What is a date is known from the records.
            let value = match value {
                Data::DateTime(date) => Some(RawValue::Number(date.as_f64())),
                other => data(other, false),
            };
            let value = records.seen(at, row, col, value, &mut raw.seen);
            excess = add(&mut raw, &mut budget, row, col, value);
            if excess.is_some() {
                break;
            }
        }
        if let Ok(merged) = book.merge_cells_by_sheet_name(&sheet.name) {
            raw.merged.extend(merged.iter().take(MERGED).map(|r| (r.start.0, r.start.1, r.end.0, r.end.1)));
        }
        raw.hides = records.hides(at);
        set_links(&mut raw, records.links(at));
        let formulas = book.worksheet_formula(&sheet.name).map_err(|_| broken())?;
        let start = formulas.start().unwrap_or((0, 0));
        let by_formulas = formulas.used_cells().filter_map(|(row, col, formula)| {
            let row = start.0.checked_add(u32::try_from(row).ok()?)?;
            let col = start.1.checked_add(u32::try_from(col).ok()?)?;
            Some(((row, col, row, col), linked(formula)?))
        });
        set_links(&mut raw, &by_formulas.take(MOST_RANGES).collect::<Vec<_>>());
        finish(&mut content, file, raw, excess);
    }
    Ok(ended(content, file))
}

/// Parses a binary workbook of Excel 2007 and later.
///
/// # Errors
/// Why it is none.
pub(super) fn xlsb(file: &InputFile, bytes: &[u8], largest: u64, limits: Limits) -> Result<Content, Text> {
    let mut book: Xlsb<_> = match Xlsb::new(Cursor::new(bytes)) {
        Ok(book) => book,
        Err(XlsbError::Password) => return Ok(encrypted(file)),
        Err(_) => return Err(broken()),
    };
    let mut content = content(book.has_1904_epoch());
    let mut budget = Budget { cells: limits.cells, text_bytes: limits.text_bytes };
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits.sheets || largest.saturating_mul(sheets.len() as u64) > limits.sheet_bytes {
        return Err(Text::new("แผ่นงานมากหรือใหญ่เกินที่รับได้", "more or larger sheets than are read"));
    }
    let mut missed = Missed::open(bytes)?;
    for sheet in sheets {
        if sheet.typ != SheetType::WorkSheet {
            content.findings.push(sheet_skipped(file, &sheet.name, kind(sheet.typ)));
            continue;
        }
        let mut raw = blank(&sheet.name, sheet.visible);
        let epoch_1904 = content.epoch_1904;
        let mut reader = book.worksheet_cells_reader(&sheet.name).map_err(|_| broken())?;
        let mut excess = None;
        while let Some(cell) = reader.next_cell().map_err(|_| broken())? {
            let (row, col) = cell.get_position();
            let value = match cell.get_value() {
                DataRef::SharedString(text) => non_blank((*text).to_owned()),
                other => data(&Data::from(other.clone()), epoch_1904),
            };
            excess = add(&mut raw, &mut budget, row, col, value);
            if excess.is_some() {
                break;
            }
        }
        // One more than there is room for, so that what is too much is told.
        for cell in missed.cells(&sheet.name, budget.cells.saturating_add(1))? {
            excess = excess.or_else(|| add(&mut raw, &mut budget, cell.row, cell.col, Some(cell.value)));
        }
        raw.cells.sort_by_key(|c| (c.row, c.col));
        raw.cells.dedup_by_key(|c| (c.row, c.col));
        finish(&mut content, file, raw, excess);
    }
    content.findings.push(formats_unseen(file));
    Ok(ended(content, file))
}

fn content(epoch_1904: bool) -> Content {
    Content { epoch_1904, sheets: Vec::new(), findings: Diagnostics::default() }
}

/// Of a workbook with a password nothing is known.
fn encrypted(file: &InputFile) -> Content {
    let mut content = content(false);
    content.findings.push(encrypted_file(file));
    content
}

fn blank(name: &str, visible: SheetVisible) -> RawSheet {
    RawSheet { name: Arc::from(name), hidden: visible != SheetVisible::Visible, ..RawSheet::default() }
}

fn kind(sheet: SheetType) -> &'static str {
    match sheet {
        SheetType::ChartSheet => "chartsheet",
        SheetType::DialogSheet => "dialogsheet",
        SheetType::MacroSheet => "xlMacrosheet",
        SheetType::WorkSheet | SheetType::Vba => "",
    }
}

fn add(
    raw: &mut RawSheet,
    budget: &mut Budget,
    row: u32,
    col: u32,
    value: Option<RawValue>,
) -> Option<Excess> {
    let Some(left) = budget.cells.checked_sub(1) else { return Some(Excess::Cells) };
    budget.cells = left;
    let value = value?;
    if let RawValue::Text(text) = &value {
        let Some(left) = budget.text_bytes.checked_sub(text.len()) else { return Some(Excess::Text) };
        budget.text_bytes = left;
    }
    raw.cells.push(RawCell { row, col, value });
    None
}

fn finish(content: &mut Content, file: &InputFile, mut raw: RawSheet, excess: Option<Excess>) {
    if is_guide(&raw.name) {
        raw.keep_originals();
    } else if let Some(excess) = excess {
        content.findings.push(sheet_too_large(file, &raw.name, &words(&excess)));
        raw = RawSheet { name: raw.name, hidden: raw.hidden, ..RawSheet::default() };
    }
    content.sheets.push(raw);
}

fn ended(mut content: Content, file: &InputFile) -> Content {
    let told = content.findings.iter().any(|f| f.code == Code::SheetTooLarge);
    if !told && content.sheets.iter().all(RawSheet::holds_no_data) {
        content.findings.push(no_data(file));
    }
    content
}

fn data(value: &Data, epoch_1904: bool) -> Option<RawValue> {
    Some(match value {
        Data::Empty => return None,
        // Whole numbers in cells lie far below 2^53, so the conversion is exact.
        #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
        Data::Int(number) => RawValue::Number(*number as f64),
        Data::Float(number) if number.is_finite() => RawValue::Number(*number),
        Data::Float(_) => RawValue::Error(error_name("#NUM!")),
        Data::String(text) => return non_blank(text.clone()),
        Data::Bool(value) => RawValue::Bool(*value),
        // From here on a date counts from 1900, whatever its workbook does.
        Data::DateTime(date) => {
            let serial = date.as_f64();
            RawValue::Date(serial + if epoch_1904 && serial >= 1.0 { EPOCH_DAYS } else { 0.0 })
        }
        Data::DateTimeIso(text) | Data::DurationIso(text) => RawValue::Text(text.clone()),
        Data::Error(error) => RawValue::Error(match error {
            CellErrorType::Div0 => "#DIV/0!",
            CellErrorType::NA => "#N/A",
            CellErrorType::Name => "#NAME?",
            CellErrorType::Null => "#NULL!",
            CellErrorType::Num => "#NUM!",
            CellErrorType::Ref => "#REF!",
            CellErrorType::Value => "#VALUE!",
            CellErrorType::GettingData => "#GETTING_DATA",
        }),
    })
}
