//! The cells of one workbook, as a stream with absolute positions.

use super::{Limits, RawCell, RawSheet, RawValue};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::model::Text;
use crate::workspace::InputFile;
use calamine::{CellErrorType, DataRef, Reader, SheetType, SheetVisible, Xlsx};
use std::io::Cursor;
use std::sync::Arc;

pub(super) struct Content {
    pub epoch_1904: bool,
    pub sheets: Vec<RawSheet>,
    pub findings: Diagnostics,
}

/// Parses the bytes. The error is the reader's own message.
pub(super) fn parse(file: &InputFile, bytes: &[u8], limits: Limits) -> Result<Content, String> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| e.to_string())?;
    let mut content =
        Content { epoch_1904: book.has_1904_epoch(), sheets: Vec::new(), findings: Diagnostics::default() };
    for sheet in book.sheets_metadata().to_vec() {
        // Chart sheets and dialogs hold no cells.
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut raw = RawSheet {
            name: Arc::from(sheet.name.as_str()),
            hidden: sheet.visible != SheetVisible::Visible,
            cells: Vec::new(),
            merged: Vec::new(),
        };
        if !cells(&mut book, &sheet.name, limits, &mut raw.cells)? {
            content.findings.push(sheet_too_large(file, &sheet.name, limits.sheet_cells));
            raw.cells.clear();
        }
        for range in book.merge_cells_by_sheet_name(&sheet.name).map_err(|e| e.to_string())? {
            raw.merged.push((range.start.0, range.start.1, range.end.0, range.end.1));
        }
        raw.cells.sort_by_key(|c| (c.row, c.col));
        content.sheets.push(raw);
    }
    Ok(content)
}

/// Collects used cells; false when there are more than the limit.
fn cells(
    book: &mut Xlsx<Cursor<&[u8]>>,
    sheet: &str,
    limits: Limits,
    into: &mut Vec<RawCell>,
) -> Result<bool, String> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| e.to_string())?;
    let mut seen = 0usize;
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|e| e.to_string())? {
        // Formatted but empty cells count too: they cost time as well.
        seen += 1;
        if seen > limits.sheet_cells {
            return Ok(false);
        }
        let (row, col) = record.pos;
        let value = match (record.value, record.formula) {
            (DataRef::Empty, Some(formula)) => Some(RawValue::FormulaWithoutResult(match formula {
                calamine::XlsxFormulaMetadata::Normal { formula }
                | calamine::XlsxFormulaMetadata::Shared { formula, .. } => formula,
                _ => String::new(),
            })),
            (value, _) => plain(value),
        };
        if let Some(value) = value {
            into.push(RawCell { row, col, value });
        }
    }
    Ok(true)
}

fn plain(value: DataRef<'_>) -> Option<RawValue> {
    Some(match value {
        DataRef::Empty => return None,
        // Whole numbers in cells lie far below 2^53, so the conversion is exact.
        #[allow(clippy::cast_precision_loss)]
        DataRef::Int(number) => RawValue::Number(number as f64),
        DataRef::Float(number) => RawValue::Number(number),
        DataRef::String(text) => return non_blank(text),
        DataRef::SharedString(text) => return non_blank(text.to_owned()),
        DataRef::Bool(value) => RawValue::Bool(value),
        DataRef::DateTime(date) => RawValue::Date(date.as_f64()),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => RawValue::Text(text),
        DataRef::Error(error) => RawValue::Error(match error {
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

/// White space alone is a blank cell.
fn non_blank(text: String) -> Option<RawValue> {
    let blank = text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    (!blank).then_some(RawValue::Text(text))
}

fn sheet_too_large(file: &InputFile, sheet: &str, limit: usize) -> Diagnostic {
    Diagnostic::new(
        Code::SheetTooLarge,
        Place::sheet(&file.name, sheet),
        Text::new(
            format!("แผ่นงานมีเซลล์มากกว่า {limit} เซลล์"),
            format!("the sheet has more than {limit} cells"),
        ),
        Text::new(
            "ลบแถวและคอลัมน์ที่ไม่มีข้อมูล แล้วส่งใหม่",
            "delete rows and columns without data, then send it again",
        ),
    )
}
