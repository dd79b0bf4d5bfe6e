//! Tables as text: a survey platform's export of raw answers, one row a respondent.
//!
//! A CSV is read as a workbook of one sheet whose cells are texts; what they mean is for the checks to say,
//! as with any workbook.

use super::{Limits, RawCell, RawSheet};
use crate::model::Text;
use std::sync::Arc;

/// Name of the one sheet.
const SHEET: &str = "CSV";

/// Whether a file claims to be one.
pub(super) fn is_csv(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("csv"))
}

/// The cells of a CSV in UTF-8, with or without a byte order mark, separated by commas, semicolons or tabs.
///
/// # Errors
/// Why it is not read.
pub(super) fn parse(bytes: &[u8], limits: Limits) -> Result<RawSheet, Text> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Text::new("ไฟล์ CSV ไม่ได้บันทึกเป็น UTF-8", "the CSV is not saved as UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(text))
        .from_reader(text.as_bytes());
    let mut cells = Vec::new();
    let (mut left, mut text_left) = (limits.cells, limits.text_bytes);
    for (row, record) in (0u32..).zip(reader.records()) {
        let record = record.map_err(|e| {
            Text::new(format!("อ่านไฟล์ CSV ไม่ได้: {e}"), format!("the CSV cannot be read: {e}"))
        })?;
        for (col, content) in (0u32..).zip(record.iter()) {
            let Some(value) = super::workbook::non_blank(content.to_owned()) else { continue };
            let (Some(fewer), Some(shorter)) = (left.checked_sub(1), text_left.checked_sub(content.len()))
            else {
                return Err(Text::new("ไฟล์ CSV มีข้อมูลเกินที่รับได้", "the CSV holds more than is read"));
            };
            (left, text_left) = (fewer, shorter);
            cells.push(RawCell { row, col, value });
        }
    }
    Ok(RawSheet { name: Arc::from(SHEET), hidden: false, cells, merged: Vec::new() })
}

/// The separator that the first line has most of.
fn delimiter(text: &str) -> u8 {
    let line = text.lines().next().unwrap_or_default();
    let count = |separator: u8| line.bytes().filter(|b| *b == separator).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &[u8]) -> Vec<(u32, u32, String)> {
        let sheet = parse(text, Limits::default()).unwrap();
        sheet.cells.into_iter().map(|c| (c.row, c.col, c.value.display())).collect()
    }

    #[test]
    fn cells_stand_where_they_are_written() {
        let found = cells("\u{feff}I1;I2\n6;\n;\"มาก\nที่สุด\"\n".as_bytes());
        let expected = [(0, 0, "I1"), (0, 1, "I2"), (1, 0, "6"), (2, 1, "มาก\nที่สุด")];
        assert_eq!(found, expected.map(|(row, col, text)| (row, col, text.to_owned())));
        assert_eq!(cells(b"a,b\n1,2\n").len(), 4);
    }

    #[test]
    fn other_encodings_and_too_much_are_refused() {
        assert!(parse(&[0xa1, 0xb2, b','], Limits::default()).is_err());
        let few = Limits { cells: 3, ..Limits::default() };
        assert!(parse(b"a,b\n1,2\n", few).is_err());
    }
}
