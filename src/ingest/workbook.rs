//! The cells of one workbook, as a stream with absolute positions.

use super::container::Parts;
use super::refusal::{no_data, sheet_too_large};
use super::{Limits, RawCell, RawSheet, RawValue};
use crate::contract::{RETURN_OF, is_guide};
use crate::diagnostic::Diagnostics;
use crate::model::Text;
use crate::workspace::InputFile;
use calamine::{CellErrorType, DataRef, Reader, SheetType, SheetVisible, Style, Xlsx, XlsxFormulaMetadata};
use std::cell::Cell;
use std::collections::HashSet;
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;
use std::sync::Arc;

/// Rows and columns that Excel has.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;
/// Most merged ranges of a sheet that are looked at.
const MERGED: usize = 20_000;
/// Days between the two epochs of Excel's dates.
const EPOCH_DAYS: f64 = 1462.0;

pub(super) struct Content {
    pub epoch_1904: bool,
    pub sheets: Vec<RawSheet>,
    pub findings: Diagnostics,
}

/// What may still be read of a workbook.
struct Budget {
    cells: usize,
    text_bytes: usize,
}

/// The bytes of a file, which remember how far they were read: that tells the part that is being read.
struct Watched<'a> {
    bytes: Cursor<&'a [u8]>,
    position: Rc<Cell<u64>>,
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let size = self.bytes.read(into)?;
        self.position.set(self.bytes.position());
        Ok(size)
    }
}

impl Seek for Watched<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.bytes.seek(to)
    }
}

/// Parses the bytes, whose largest part inflates to `largest`. The error is the reader's own message.
pub(super) fn parse(
    file: &InputFile,
    bytes: &[u8],
    largest: u64,
    parts: &Parts,
    limits: Limits,
) -> Result<Content, String> {
    let position = Rc::new(Cell::new(0));
    let watched = Watched { bytes: Cursor::new(bytes), position: Rc::clone(&position) };
    let mut book: Xlsx<_> = Xlsx::new(watched).map_err(|e| e.to_string())?;
    let mut content =
        Content { epoch_1904: book.has_1904_epoch(), sheets: Vec::new(), findings: Diagnostics::default() };
    let mut budget = Budget { cells: limits.cells, text_bytes: limits.text_bytes };
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits.sheets {
        return Err(format!("{} sheets, at most {} are read", sheets.len(), limits.sheets));
    }
    if largest.saturating_mul(sheets.len() as u64) > limits.sheet_bytes {
        return Err(format!("{} sheets with {} MiB are too much to read", sheets.len(), largest >> 20));
    }
    for sheet in sheets {
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
        // Nothing on a guide is data, and it may be the longest sheet.
        if is_guide(&sheet.name) {
            // But it may say of which workbook this one is a returned copy.
            raw.cells.extend(identity(&mut book, &sheet.name));
            content.sheets.push(raw);
            continue;
        }
        if let Some(excess) = cells(&mut book, &sheet.name, &mut budget, &mut raw.cells)? {
            content.findings.push(sheet_too_large(file, &sheet.name, &excess));
            raw.cells = Vec::new();
        }
        if !raw.cells.is_empty() && parts.may_merge(position.get()) {
            let merged = book.merge_cells_by_sheet_name(&sheet.name).map_err(|e| e.to_string())?;
            raw.merged.extend(merged.iter().take(MERGED).map(|r| (r.start.0, r.start.1, r.end.0, r.end.1)));
        }
        content.sheets.push(raw);
    }
    let is_empty = |s: &RawSheet| s.cells.is_empty() || is_guide(&s.name);
    if content.findings.iter().next().is_none() && content.sheets.iter().all(is_empty) {
        content.findings.push(no_data(file));
    }
    Ok(content)
}

/// The cell in a list of findings that names the originals of a returned copy; it is in the first row.
fn identity(book: &mut Xlsx<Watched<'_>>, sheet: &str) -> Option<RawCell> {
    let mut reader = book.worksheet_cells_reader(sheet).ok()?;
    while let Ok(Some(record)) = reader.next_cell_with_formula_metadata() {
        let (row, col) = record.pos;
        if row > 0 {
            return None;
        }
        match plain(record.value, false) {
            Some(value @ RawValue::Text(_)) if value.display().starts_with(RETURN_OF) => {
                return Some(RawCell { row, col, value });
            }
            _ => {}
        }
    }
    None
}

/// Collects used cells in order; what goes beyond the budget is said instead.
fn cells(
    book: &mut Xlsx<Watched<'_>>,
    sheet: &str,
    budget: &mut Budget,
    into: &mut Vec<RawCell>,
) -> Result<Option<Text>, String> {
    let epoch_1904 = book.has_1904_epoch();
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| e.to_string())?;
    let percent: Vec<bool> = reader.styles().iter().map(shows_percent).collect();
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|e| e.to_string())? {
        let (row, col) = record.pos;
        if row >= ROWS || col >= COLUMNS {
            return Err(format!("cell in row {}, column {}", u64::from(row) + 1, u64::from(col) + 1));
        }
        // Formatted but empty cells count too: they cost time as well.
        let Some(left) = budget.cells.checked_sub(1) else { return Ok(Some(too_many_cells())) };
        budget.cells = left;
        let value = match (record.value, record.formula) {
            (DataRef::Empty, Some(formula)) => Some(RawValue::FormulaWithoutResult(match formula {
                XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
                    formula
                }
                _ => String::new(),
            })),
            (value, _) => plain(value, epoch_1904),
        };
        let Some(value) = value else { continue };
        if let RawValue::Text(text) | RawValue::FormulaWithoutResult(text) = &value {
            let Some(left) = budget.text_bytes.checked_sub(text.len()) else {
                return Ok(Some(too_much_text()));
            };
            budget.text_bytes = left;
        }
        into.push(RawCell { row, col, value });
    }
    drop(reader);
    into.sort_by_key(|c| (c.row, c.col));
    // A malformed file may give a cell twice; Excel shows one.
    into.dedup_by_key(|c| (c.row, c.col));
    if percent.contains(&true) {
        percentages(book, sheet, &percent, into)?;
    }
    Ok(None)
}

fn too_many_cells() -> Text {
    Text::new("จำนวนเซลล์เกินที่รับได้", "more cells than are read")
}

fn too_much_text() -> Text {
    Text::new("ข้อความรวมกันยาวเกินที่รับได้", "more text than is read")
}

/// Whether a number in this style is shown with a percent sign.
fn shows_percent(style: &Style) -> bool {
    let Some(format) = &style.number_format else { return false };
    let mut quoted = false;
    let mut escaped = false;
    format.format_code.chars().any(|c| match c {
        _ if escaped => {
            escaped = false;
            false
        }
        '\\' | '_' | '*' => {
            escaped = true;
            false
        }
        '"' => {
            quoted = !quoted;
            false
        }
        '%' => !quoted,
        _ => false,
    })
}

/// A second pass, only where a style shows percentages: numbers in such cells read as they are shown.
fn percentages(
    book: &mut Xlsx<Watched<'_>>,
    sheet: &str,
    percent: &[bool],
    cells: &mut [RawCell],
) -> Result<(), String> {
    let mut reader = book.worksheet_cells_reader(sheet).map_err(|e| e.to_string())?;
    let mut shown = HashSet::new();
    while let Some((row, col, style)) = reader.next_style_id().map_err(|e| e.to_string())? {
        if percent.get(style).copied().unwrap_or(false) {
            shown.insert((row, col));
        }
    }
    for cell in cells.iter_mut() {
        if let RawValue::Number(number) = cell.value
            && shown.contains(&(cell.row, cell.col))
        {
            cell.value = RawValue::Percent(number);
        }
    }
    Ok(())
}

fn plain(value: DataRef<'_>, epoch_1904: bool) -> Option<RawValue> {
    Some(match value {
        DataRef::Empty => return None,
        // Whole numbers in cells lie far below 2^53, so the conversion is exact.
        #[allow(clippy::cast_precision_loss)]
        DataRef::Int(number) => RawValue::Number(number as f64),
        DataRef::Float(number) => RawValue::Number(number),
        DataRef::String(text) => return non_blank(text),
        DataRef::SharedString(text) => return non_blank(text.to_owned()),
        DataRef::Bool(value) => RawValue::Bool(value),
        // From here on a date counts from 1900, whatever its workbook does.
        DataRef::DateTime(date) => RawValue::Date(date.as_f64() + if epoch_1904 { EPOCH_DAYS } else { 0.0 }),
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
pub(super) fn non_blank(text: String) -> Option<RawValue> {
    let blank = text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    (!blank).then_some(RawValue::Text(text))
}
