//! One data sheet of a form: title, labelled values, header, rows, and what Excel checks while the
//! office types.

use super::guide::Lists;
use super::validation::{MESSAGE_UNITS, TITLE_UNITS};
use super::{Addressee, FormRow, FormSheet, GUIDE_SHEET, OrFailed, failed, half_of, style, validation};
use crate::contract::{Contract, FieldSpec, Role};
use crate::error::Error;
use crate::model::{DataValue, column_letters};
use crate::render::xlsx::FACE;
use crate::thai::{self, Date, Digits, ExcelEpoch, width};
use rust_xlsxwriter::{
    ConditionalFormatFormula, DataValidation, DataValidationRule, Format, FormatBorder, ProtectionOptions,
    Worksheet,
};

/// Rows below the filled ones that are checked while the office types.
const SPARE_ROWS: u32 = 200;
/// Rows of an empty table that have lines, so that the eye and a printed form show where to write.
const RULED_ROWS: u32 = 12;
/// Labels above the table stand in the first column; it is at least this wide, in characters.
pub(super) const LABEL_WIDTH: usize = 18;
/// A header cell is as wide as its longest word at least; titles wrap in it.
const HEADER_LINES: usize = 2;
const FILTER_BUTTON: usize = 3;
/// Excel's widest column, in characters.
const WIDEST: u32 = 255;
/// Points above and below a header's text.
const HEADER_PADDING: f64 = 4.0;
/// Points of the gap between the labelled values and the table.
const GAP_POINTS: f64 = 8.0;

/// Where the parts of a sheet stand.
struct Layout {
    header: u32,
    last: u32,
    last_col: u16,
}

/// Writes the sheet.
///
/// # Errors
/// The library refuses a name or a text.
pub(super) fn write(
    sheet: &mut Worksheet,
    to: &Addressee<'_>,
    form: &FormSheet<'_>,
    lists: &Lists,
) -> Result<(), Error> {
    let contract = form.contract.as_ref();
    let meta = u32::try_from(contract.meta.len()).map_err(failed)?;
    let filled = u32::try_from(form.rows.len()).map_err(failed)?;
    let layout = Layout {
        header: meta + 2,
        last: meta + 2 + filled + SPARE_ROWS,
        last_col: u16::try_from(contract.fields.len().saturating_sub(1)).map_err(failed)?,
    };
    sheet.set_name(contract.sheet.as_str()).or_failed()?;
    columns(sheet, contract, &layout)?;
    above(sheet, to, form, &layout)?;
    header(sheet, contract, &layout)?;
    for (at, row) in (layout.header + 1..).zip(&form.rows) {
        data_row(sheet, contract, at, row)?;
    }
    if form.rows.is_empty() {
        for at in layout.header + 1..=layout.header + RULED_ROWS {
            for (col, field) in (0u16..).zip(&contract.fields) {
                let format = style::boxed(style::value(field, false));
                sheet.write_blank(at, col, &format).or_failed()?;
            }
        }
    }
    validations(sheet, to, contract, lists, &layout)?;
    conditional(sheet, contract, &layout)?;
    sheet.protect_with_options(&ProtectionOptions {
        format_columns: true,
        format_rows: true,
        insert_rows: true,
        sort: true,
        use_autofilter: true,
        ..ProtectionOptions::default()
    });
    sheet.autofilter(layout.header, 0, layout.last, layout.last_col).or_failed()?;
    sheet.set_freeze_panes(layout.header + 1, 1).or_failed()?;
    print_setup(sheet, to, contract, &layout)?;
    Ok(())
}

fn columns(sheet: &mut Worksheet, contract: &Contract, layout: &Layout) -> Result<(), Error> {
    for (col, field) in (0u16..).zip(&contract.fields) {
        let mut wide = column_width(field);
        if col == 0 {
            wide = wide.max(LABEL_WIDTH);
        }
        sheet.set_column_width(col, excel_width(wide)).or_failed()?;
        // Empty cells of the column take its format, so that any row below the table can be filled in.
        sheet.set_column_format(col, &style::value(field, false)).or_failed()?;
        for row in 0..layout.header {
            sheet.write_blank(row, col, &style::above()).or_failed()?;
        }
    }
    Ok(())
}

/// Width in characters: the contract's, but the title fits in two lines beside the filter button.
pub(super) fn column_width(field: &FieldSpec) -> usize {
    let title = width::columns(&field.title);
    usize::from(field.width).max(title.div_ceil(HEADER_LINES) + FILTER_BUTTON)
}

/// The width as the library takes it.
pub(super) fn excel_width(columns: usize) -> f64 {
    u32::try_from(columns).map_or(f64::from(WIDEST), f64::from).min(f64::from(WIDEST))
}

fn above(
    sheet: &mut Worksheet,
    to: &Addressee<'_>,
    form: &FormSheet<'_>,
    layout: &Layout,
) -> Result<(), Error> {
    let contract = form.contract.as_ref();
    sheet.write_string_with_format(0, 0, to.marked(&contract.title), &style::title()).or_failed()?;
    sheet.set_row_height(0, style::TITLE_POINTS).or_failed()?;
    for (row, field) in (1u32..).zip(&contract.meta) {
        sheet.write_string_with_format(row, 0, field.title.as_str(), &style::label()).or_failed()?;
        let locked = field.role != Some(Role::Revision);
        let format = style::meta_value(locked);
        let half = half_of(contract, to);
        let number = match field.role {
            Some(Role::FiscalYear) => Some(i64::from(to.fiscal_year.0)),
            Some(Role::Half) => half.map(|h| i64::from(h.number())),
            Some(Role::Revision) => Some(form.revision),
            _ => None,
        };
        match (field.role, number) {
            (_, Some(number)) => number_cell(sheet, row, 1, number, &format)?,
            (Some(Role::Unit), _) => {
                sheet.write_string_with_format(row, 1, to.name(), &format).or_failed()?;
            }
            _ => {
                sheet.write_blank(row, 1, &format).or_failed()?;
            }
        }
        let hint = match (field.role, to.period()) {
            (Some(Role::Half), Some(period)) => Some(super::guide::span(period, to.phrases)),
            (Some(Role::Revision), _) => Some(to.phrases.term("form.revision_hint")),
            _ => None,
        };
        if let (Some(hint), true) = (hint, layout.last_col >= 2) {
            sheet.write_string_with_format(row, 2, hint, &style::hint()).or_failed()?;
        }
        if !locked {
            let said = |key: &str, units: usize| validation::cut(&to.phrases.term(key), units);
            let rule = DataValidation::new()
                .allow_whole_number(DataValidationRule::Between(1, 99))
                .set_input_title(said("form.revision_title", TITLE_UNITS))
                .and_then(|v| v.set_input_message(said("form.revision_message", MESSAGE_UNITS)))
                .and_then(|v| v.set_error_message(said("form.revision_wrong", MESSAGE_UNITS)))
                .or_failed()?;
            sheet.add_data_validation(row, 1, row, 1, &rule).or_failed()?;
        }
    }
    sheet.set_row_height(layout.header - 1, GAP_POINTS).or_failed()?;
    Ok(())
}

fn number_cell(sheet: &mut Worksheet, row: u32, col: u16, number: i64, format: &Format) -> Result<(), Error> {
    // Years, halves and editions are far below 2^53, so the conversion is exact.
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    sheet.write_number_with_format(row, col, number as f64, format).or_failed()?;
    Ok(())
}

fn header(sheet: &mut Worksheet, contract: &Contract, layout: &Layout) -> Result<(), Error> {
    let mut lines = 1;
    for (col, field) in (0u16..).zip(&contract.fields) {
        let format = style::header(field.constraints.required);
        sheet.write_string_with_format(layout.header, col, field.title.as_str(), &format).or_failed()?;
        // Room for the filter button.
        lines = lines.max(width::lines_needed(&field.title, column_width(field).saturating_sub(2)));
    }
    sheet.set_row_height(layout.header, style::row_points(lines) + HEADER_PADDING).or_failed()?;
    Ok(())
}

fn data_row(sheet: &mut Worksheet, contract: &Contract, at: u32, row: &FormRow) -> Result<(), Error> {
    let mut lines = 1;
    for (col, (field, value)) in (0u16..).zip(contract.fields.iter().zip(&row.values)) {
        let locked = row.listed && field.locked;
        let format = style::value(field, locked);
        match value {
            None if locked => {
                sheet.write_blank(at, col, &format).or_failed()?;
            }
            None => {}
            Some(value) => cell(sheet, at, col, field, value, &format)?,
        }
        if let Some(DataValue::Text(text)) = value {
            lines = lines.max(width::lines_needed(text, column_width(field)));
        }
    }
    sheet.set_row_height(at, style::row_points(lines)).or_failed()?;
    Ok(())
}

fn cell(
    sheet: &mut Worksheet,
    row: u32,
    col: u16,
    field: &FieldSpec,
    value: &DataValue,
    format: &Format,
) -> Result<(), Error> {
    match value {
        DataValue::Text(text) => {
            sheet.write_string_with_format(row, col, text.as_str(), format).or_failed()?;
        }
        // The drop-down offers names of months.
        DataValue::Integer(month) if field.role == Some(Role::Month) => {
            let name = u8::try_from(*month).ok().and_then(thai::month_name);
            match name {
                Some(name) => {
                    sheet.write_string_with_format(row, col, name, format).or_failed()?;
                }
                None => number_cell(sheet, row, col, *month, format)?,
            }
        }
        DataValue::Integer(number) => number_cell(sheet, row, col, *number, format)?,
        DataValue::Number(number) => {
            sheet.write_number_with_format(row, col, *number, format).or_failed()?;
        }
        DataValue::Date(date) => date_cell(sheet, row, col, *date, format)?,
    }
    Ok(())
}

fn date_cell(sheet: &mut Worksheet, row: u32, col: u16, date: Date, format: &Format) -> Result<(), Error> {
    if let Some(serial) = date.excel_serial(ExcelEpoch::Year1900) {
        sheet.write_number_with_format(row, col, serial, format).or_failed()?;
    } else {
        let text = thai::format_long(date, Digits::Arabic);
        sheet.write_string_with_format(row, col, text, format).or_failed()?;
    }
    Ok(())
}

fn validations(
    sheet: &mut Worksheet,
    to: &Addressee<'_>,
    contract: &Contract,
    lists: &Lists,
    layout: &Layout,
) -> Result<(), Error> {
    let example = to.example_date();
    for (col, field) in (0u16..).zip(&contract.fields) {
        let range = lists.range(contract, field);
        let rule = validation::of_column(field, half_of(contract, to), &example, range, to.phrases)?;
        sheet.add_data_validation(layout.header + 1, col, layout.last, col, &rule).or_failed()?;
    }
    Ok(())
}

/// A row gets its lines when something stands in it, and what is still missing in it turns yellow.
fn conditional(sheet: &mut Worksheet, contract: &Contract, layout: &Layout) -> Result<(), Error> {
    let first = layout.header + 1;
    let last_letter = column_letters(u32::from(layout.last_col));
    let used = format!("COUNTA($A{}:${last_letter}{})>0", first + 1, first + 1);
    for (col, field) in (0u16..).zip(&contract.fields) {
        if field.constraints.required && !field.locked {
            let letter = column_letters(u32::from(col));
            let rule = ConditionalFormatFormula::new()
                .set_rule(format!("=AND({used},LEN(${letter}{})=0)", first + 1).as_str())
                .set_format(style::boxed(Format::new()).set_background_color(style::YELLOW));
            sheet.add_conditional_format(first, col, layout.last, col, &rule).or_failed()?;
        }
    }
    let lines = Format::new().set_border(FormatBorder::Thin).set_border_color(rust_xlsxwriter::Color::Gray);
    let rule = ConditionalFormatFormula::new().set_rule(format!("={used}").as_str()).set_format(lines);
    sheet.add_conditional_format(first, 0, layout.last, layout.last_col, &rule).or_failed()?;
    Ok(())
}

fn print_setup(
    sheet: &mut Worksheet,
    to: &Addressee<'_>,
    contract: &Contract,
    layout: &Layout,
) -> Result<(), Error> {
    let face = format!("&\"{FACE},Regular\"&12");
    let title = to.marked(&contract.title).replace('&', "&&");
    let name = to.name().replace('&', "&&");
    sheet
        .set_paper_size(9)
        .set_landscape()
        .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0)
        .set_footer(format!("&L{face}{name}&C{face}{title}&R{face}{}", to.page_numbers()));
    sheet.set_repeat_rows(layout.header, layout.header).or_failed()?;
    Ok(())
}

/// The guide's name as formulas write it.
pub(super) fn guide_range(col: char, first: u32, last: u32) -> String {
    format!("='{GUIDE_SHEET}'!${col}${}:${col}${}", first + 1, last + 1)
}
