//! Plain tables as workbooks, as a program exports them: values in cells, nothing around them.

use super::{OrFailed, failed};
use crate::error::Error;
use crate::model::DataValue;
use crate::render::zip_system::as_unix;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

/// Creation date of every such file: bytes depend on nothing but the values.
const MADE: (u16, u8, u8) = (2024, 10, 1);

/// A sheet: lines of values from the first cell on.
#[derive(Clone, Debug)]
pub struct PlainSheet {
    /// Text on the tab.
    pub name: String,
    /// From top to bottom, from left to right; none leaves a cell empty.
    pub lines: Vec<Vec<Option<DataValue>>>,
}

/// The sheets as one workbook; the same bytes for the same sheets.
///
/// # Errors
/// The library refuses: a bug.
pub fn plain(sheets: &[PlainSheet]) -> Result<Vec<u8>, Error> {
    let mut file = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let day_made = ExcelDateTime::from_ymd(MADE.0, MADE.1, MADE.2).or_failed()?;
    file.set_properties(&DocProperties::new().set_creation_datetime(&day_made));
    for sheet in sheets {
        let to = file.add_worksheet();
        to.set_name(&sheet.name).or_failed()?;
        for (row, line) in (0u32..).zip(&sheet.lines) {
            for (col, value) in (0u16..).zip(line) {
                let written = match value {
                    None => continue,
                    Some(DataValue::Text(text)) => to.write_string(row, col, text),
                    // Counts and years lie far below 2⁵³.
                    #[allow(clippy::cast_precision_loss)]
                    Some(DataValue::Integer(number)) => to.write_number(row, col, *number as f64),
                    Some(DataValue::Number(number)) => to.write_number(row, col, *number),
                    Some(DataValue::Date(date)) => {
                        let year = u16::try_from(date.year()).map_err(failed)?;
                        let date = ExcelDateTime::from_ymd(year, date.month(), date.day()).or_failed()?;
                        to.write_datetime_with_format(row, col, &date, &day)
                    }
                };
                written.or_failed()?;
            }
        }
    }
    file.save_to_buffer().map(as_unix).or_failed()
}
