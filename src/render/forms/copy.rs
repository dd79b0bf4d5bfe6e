//! One sheet of a returned copy: the office's values where they stood, with marks and notes.

use super::returned::Returned;
use super::validation::{self, cut, fits_inline};
use super::{OrFailed, failed, sheet, style};
use crate::contract::{FieldSpec, FieldType, Recognised, Role, RowText, recognise};
use crate::diagnostic::Severity;
use crate::error::Error;
use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::render::xlsx::FACE;
use crate::report::wording::Phrases;
use crate::thai::width;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Note, Worksheet};
use std::collections::BTreeMap;

/// Findings by cell: weight and what the note says.
pub(super) type Marks = BTreeMap<(u32, u32), Vec<(Severity, String)>>;

/// Excel's last row and column, from zero.
const LAST_ROW: u32 = 1_048_575;
const LAST_COL: u32 = 16_383;
/// Excel's longest text.
const LONGEST_TEXT: usize = 32_767;
/// Rows that are looked at for a header and for widths.
const ROWS_LOOKED_AT: usize = 200;
/// A day as it is typed, where the period of the sheet is not known.
const EXAMPLE_DATE: &str = "31/01/2568";
/// Narrowest and widest column that the content alone decides.
const NARROW: usize = 12;
const WIDE: usize = 50;
/// Rows below the last one that get drop-downs too.
const SPARE_ROWS: u32 = 50;
/// Days between the epochs of 1900 and 1904.
const EPOCH_DAYS: f64 = 1462.0;
/// A note's size in pixels.
const NOTE_WIDTH: u32 = 340;
const NOTE_LINE: u32 = 19;
const NOTE_COLUMNS: usize = 44;

/// Writes the sheet.
///
/// # Errors
/// The library refuses something: a bug.
pub(super) fn write(
    out: &mut Worksheet,
    tab: &str,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    marks: &Marks,
    about: &Returned<'_>,
) -> Result<(), Error> {
    out.set_name(tab).or_failed()?;
    let known = recognise(about.contracts, &texts(raw), &raw.merged, about.questions);
    let mut page = Page {
        columns: columns(raw, known.as_ref()),
        known,
        epoch_1904: workbook.epoch_1904,
        phrases: about.phrases,
    };
    for (col, column) in &page.columns {
        out.set_column_width(*col, sheet::excel_width(column.width)).or_failed()?;
    }
    merge(out, raw, &page)?;
    for row in raw.cells.chunk_by(|a, b| a.row == b.row) {
        page.row(out, row, marks)?;
    }
    for (place, findings) in marks {
        page.mark(out, raw, *place, findings)?;
    }
    page.form(out, raw)?;
    out.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}

/// What is known of a column.
struct Column {
    width: usize,
    /// Position in the contract's fields.
    field: Option<usize>,
}

struct Page<'a> {
    known: Option<Recognised>,
    columns: BTreeMap<u16, Column>,
    epoch_1904: bool,
    phrases: Phrases<'a>,
}

fn texts(raw: &RawSheet) -> Vec<RowText> {
    raw.cells
        .chunk_by(|a, b| a.row == b.row)
        .take(ROWS_LOOKED_AT)
        .map(|cells| RowText {
            row: cells[0].row,
            cells: cells.iter().map(|c| (c.col, c.value.display())).collect(),
        })
        .collect()
}

fn columns(raw: &RawSheet, known: Option<&Recognised>) -> BTreeMap<u16, Column> {
    let mut columns = BTreeMap::new();
    let header = known.map_or(0, |k| k.header.row);
    for cell in raw.cells.iter().take_while(|c| c.row <= header.saturating_add(200)) {
        let Ok(col) = u16::try_from(cell.col) else { continue };
        if cell.col > LAST_COL {
            continue;
        }
        let field = known.and_then(|k| k.header.columns.iter().position(|at| *at == Some(cell.col)));
        let column = columns.entry(col).or_insert_with(|| Column { width: NARROW, field });
        if let (Some(field), Some(known)) = (field, known) {
            column.width = sheet::column_width(&known.contract.fields[field]);
            if cell.col == known.header.first_col {
                column.width = column.width.max(sheet::LABEL_WIDTH);
            }
        } else if cell.row >= header {
            let text = cell.value.display();
            let widest = text.lines().map(width::columns).max().unwrap_or(0);
            column.width = column.width.max(widest + 2).min(WIDE);
        }
    }
    columns
}

/// Titles above the table that were merged stay so; anything else is unmerged, because a merged table
/// cannot be told apart into rows.
fn merge(out: &mut Worksheet, raw: &RawSheet, page: &Page<'_>) -> Result<(), Error> {
    let Some(known) = &page.known else { return Ok(()) };
    let mut taken: Vec<(u32, u32, u32)> = Vec::new();
    for (top, left, bottom, right) in &raw.merged {
        let harmless = top == bottom && *top < known.header.row && left < right && *right <= LAST_COL;
        let free = !taken.iter().any(|(row, from, to)| row == top && left <= to && from <= right);
        if !harmless || !free {
            continue;
        }
        taken.push((*top, *left, *right));
        let (left, right) = (u16::try_from(*left).map_err(failed)?, u16::try_from(*right).map_err(failed)?);
        out.merge_range(*top, left, *top, right, "", &style::above()).or_failed()?;
    }
    Ok(())
}

impl Page<'_> {
    fn header_row(&self) -> Option<u32> {
        self.known.as_ref().map(|k| k.header.row)
    }

    fn field(&self, col: u16) -> Option<&FieldSpec> {
        let known = self.known.as_ref()?;
        known.contract.fields.get(self.columns.get(&col)?.field?)
    }

    /// How the cell looks without a mark.
    fn format(&self, row: u32, col: u16, first_row: bool) -> Format {
        let field = self.field(col);
        match (self.header_row(), field) {
            (Some(header), Some(field)) if row == header => style::header(field.constraints.required),
            (Some(header), None) if row == header => style::header(false),
            (Some(header), Some(field)) if row > header => style::boxed(style::value(field, false)),
            (Some(header), None) if row > header => style::boxed(style::text()),
            (Some(_), _) if first_row => style::title(),
            (Some(_), _) => style::above().set_align(FormatAlign::Left),
            (None, _) => style::text(),
        }
    }

    fn row(&mut self, out: &mut Worksheet, cells: &[RawCell], marks: &Marks) -> Result<(), Error> {
        let row = cells[0].row;
        if row > LAST_ROW {
            return Ok(());
        }
        let first_row = row == 0;
        self.empty_cells(out, row)?;
        let mut lines = 1;
        for cell in cells {
            let Ok(col) = u16::try_from(cell.col) else { continue };
            if cell.col > LAST_COL {
                continue;
            }
            let mut format = self.format(row, col, first_row);
            if let Some(findings) = marks.get(&(row, cell.col)) {
                format = marked(format, findings);
            }
            self.value(out, row, col, &cell.value, format)?;
            if self.header_row().is_none_or(|header| row >= header) {
                let wide = self.columns.get(&col).map_or(NARROW, |c| c.width);
                lines = lines.max(width::lines_needed(&cell.value.display(), wide));
            }
        }
        let points =
            if first_row && self.known.is_some() { style::TITLE_POINTS } else { style::row_points(lines) };
        out.set_row_height(row, points).or_failed()?;
        Ok(())
    }

    /// Lines around the cells of a table's row that hold nothing; those that do are written over them.
    fn empty_cells(&self, out: &mut Worksheet, row: u32) -> Result<(), Error> {
        let below = self.header_row().is_some_and(|header| row > header);
        for (col, column) in self.columns.iter().filter(|_| below) {
            if column.field.is_some() {
                out.write_blank(row, *col, &self.format(row, *col, false)).or_failed()?;
            }
        }
        Ok(())
    }

    /// The value and nothing but the value: it must be read back as it was.
    fn value(
        &self,
        out: &mut Worksheet,
        row: u32,
        col: u16,
        value: &RawValue,
        format: Format,
    ) -> Result<(), Error> {
        let shift = if self.epoch_1904 { EPOCH_DAYS } else { 0.0 };
        match value {
            RawValue::Text(text) => out.write_string_with_format(row, col, cut(text, LONGEST_TEXT), &format),
            RawValue::FormulaWithoutResult(_) => {
                out.write_string_with_format(row, col, cut(&value.display(), LONGEST_TEXT), &format)
            }
            RawValue::Error(name) => out.write_string_with_format(row, col, *name, &format),
            RawValue::Bool(truth) => out.write_boolean_with_format(row, col, *truth, &format),
            RawValue::Date(serial) => {
                let shown = if serial.fract() == 0.0 { style::DATE_FORMAT } else { "dd/mm/yyyy hh:mm" };
                out.write_number_with_format(row, col, *serial, &format.set_num_format(shown))
            }
            RawValue::Percent(fraction) => {
                out.write_number_with_format(row, col, *fraction, &format.set_num_format("0.##%"))
            }
            RawValue::Number(number) => {
                let below = self.header_row().is_some_and(|header| row > header);
                let is_date = self.field(col).is_some_and(is_date_column) && below;
                // `check` takes only these for dates that lost their format; a date format on any other
                // number would turn it into a date.
                if is_date && (20_000.0..400_000.0).contains(number) {
                    out.write_number_with_format(row, col, number + shift, &format)
                } else if is_date || (below && number.fract() != 0.0) {
                    // A whole-number format would hide what is wrong.
                    out.write_number_with_format(row, col, *number, &format.set_num_format("General"))
                } else {
                    out.write_number_with_format(row, col, *number, &format)
                }
            }
        }
        .or_failed()?;
        Ok(())
    }

    /// The note of a marked cell, and the mark itself where the cell is empty.
    fn mark(
        &self,
        out: &mut Worksheet,
        raw: &RawSheet,
        (row, col): (u32, u32),
        findings: &[(Severity, String)],
    ) -> Result<(), Error> {
        let (Ok(narrow), true) = (u16::try_from(col), row <= LAST_ROW && col <= LAST_COL) else {
            return Ok(());
        };
        if raw.cells.binary_search_by_key(&(row, col), |c| (c.row, c.col)).is_err() {
            let format = marked(self.format(row, narrow, false), findings);
            out.write_blank(row, narrow, &format).or_failed()?;
        }
        let said =
            |(severity, text): &(Severity, String)| format!("{}\n{text}", weight(*severity, self.phrases));
        let text: Vec<String> = findings.iter().map(said).collect();
        let text = cut(&text.join("\n\n"), LONGEST_TEXT);
        let lines = u32::try_from(width::lines_needed(&text, NOTE_COLUMNS)).unwrap_or(1).min(30);
        let note = Note::new(text)
            .set_author("ita-report")
            .add_author_prefix(false)
            .set_font_name(FACE)
            .set_font_size(14)
            .set_width(NOTE_WIDTH)
            .set_height(NOTE_LINE * (lines + 1));
        out.insert_note(row, narrow, &note).or_failed()?;
        Ok(())
    }

    /// The form's help while correcting: drop-downs, limits and input messages.
    fn form(&self, out: &mut Worksheet, raw: &RawSheet) -> Result<(), Error> {
        let Some(known) = &self.known else { return Ok(()) };
        let header = known.header.row;
        if header >= LAST_ROW {
            return Ok(());
        }
        let last = raw.cells.last().map_or(header, |c| c.row).saturating_add(SPARE_ROWS).min(LAST_ROW);
        for (field, col) in known.contract.fields.iter().zip(&known.header.columns) {
            let Some(col) = col.and_then(|c| u16::try_from(c).ok()).filter(|c| u32::from(*c) <= LAST_COL)
            else {
                continue;
            };
            let too_long = validation::choices(field, None).is_some_and(|c| !fits_inline(&c.list));
            if !too_long {
                let rule = validation::of_column(field, None, EXAMPLE_DATE, None, self.phrases)?;
                out.add_data_validation(header + 1, col, last, col, &rule).or_failed()?;
            }
        }
        out.set_freeze_panes(header + 1, 0).or_failed()?;
        out.set_repeat_rows(header, header).or_failed()?;
        Ok(())
    }
}

fn is_date_column(field: &FieldSpec) -> bool {
    field.kind == FieldType::Date || field.role == Some(Role::Due)
}

/// How much a finding weighs, in words.
pub(super) fn weight(severity: Severity, phrases: Phrases<'_>) -> String {
    phrases.term(match severity {
        Severity::Error => "returned.error",
        Severity::Warning | Severity::Note => "returned.warning",
    })
}

/// A thick frame and a fill: seen in black and white too.
fn marked(format: Format, findings: &[(Severity, String)]) -> Format {
    let error = findings.iter().any(|(severity, _)| *severity == Severity::Error);
    let format = format.set_font_color(rust_xlsxwriter::Color::Black);
    if error {
        format.set_background_color(style::PINK).set_border(FormatBorder::Thick).set_border_color(style::RED)
    } else {
        format
            .set_background_color(style::YELLOW)
            .set_border(FormatBorder::MediumDashed)
            .set_border_color(style::NAVY)
    }
}
