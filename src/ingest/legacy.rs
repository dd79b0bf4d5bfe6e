//! The cells of the binary formats, `.xls` and `.xlsb`.
//!
//! calamine gives their values. Of `.xls` the records are walked once more for what it leaves out: how many
//! cells there are before it lays them out in a grid, formats of numbers, strokes, hidden rows. Of `.xlsb`
//! formats are not seen, and a finding says so.

mod records;
mod rich;

use super::refusal::{formats_unseen, no_data, sheet_skipped, sheet_too_large};
use super::xlsx::sheet::{Excess, error_name};
use super::xlsx::{Budget, Content, words};
use super::{Limits, RawCell, RawSheet, RawValue, non_blank};
use crate::contract::is_guide;
use crate::diagnostic::{Code, Diagnostics};
use crate::model::Text;
use crate::workspace::InputFile;
use calamine::{
    CellErrorType, Data, DataRef, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError,
};
use records::Records;
use std::io::Cursor;
use std::sync::Arc;

/// Days between the two epochs of Excel's dates.
const EPOCH_DAYS: f64 = 1462.0;
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
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsError::Password => Text::new("ไฟล์ตั้งรหัสผ่านไว้", "the workbook is protected with a password"),
        _ => broken(),
    })?;
    let mut content = content(book.has_1904_epoch());
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
            let value = records.seen(at, row, col, data(value, content.epoch_1904), &mut raw.seen);
            excess = add(&mut raw, &mut budget, row, col, value);
            if excess.is_some() {
                break;
            }
        }
        if let Ok(merged) = book.merge_cells_by_sheet_name(&sheet.name) {
            raw.merged.extend(merged.iter().take(MERGED).map(|r| (r.start.0, r.start.1, r.end.0, r.end.1)));
        }
        raw.hides = records.hides(at);
        finish(&mut content, file, raw, excess);
    }
    Ok(ended(content, file))
}

/// Parses a binary workbook of Excel 2007 and later.
///
/// # Errors
/// Why it is none.
pub(super) fn xlsb(file: &InputFile, bytes: &[u8], largest: u64, limits: Limits) -> Result<Content, Text> {
    let mut book: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsbError::Password => Text::new("ไฟล์ตั้งรหัสผ่านไว้", "the workbook is protected with a password"),
        _ => broken(),
    })?;
    let mut content = content(book.has_1904_epoch());
    let mut budget = Budget { cells: limits.cells, text_bytes: limits.text_bytes };
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits.sheets || largest.saturating_mul(sheets.len() as u64) > limits.sheet_bytes {
        return Err(Text::new("แผ่นงานมากหรือใหญ่เกินที่รับได้", "more or larger sheets than are read"));
    }
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
