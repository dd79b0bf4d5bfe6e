//! Addresses of cells and ranges, as Excel has them.

use crate::ingest::xlsx::broken;
use crate::ingest::xlsx::part::attribute;
use crate::model::{Text, column_letters};
use quick_xml::events::BytesStart;

/// Rows and columns that Excel has.
pub(super) const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

pub(in crate::ingest) type Range = (u32, u32, u32, u32);

/// The column that a cell names, at the row where it stands and right of the cell before.
pub(super) fn cell_column(start: &BytesStart<'_>, row: u32, next: u32) -> Result<u32, Text> {
    let Some(name) = attribute(start, "r") else {
        return if next < COLUMNS { Ok(next) } else { Err(broken::address("XFD")) };
    };
    match address(name) {
        Some((named, col)) if named == row && col >= next => Ok(col),
        _ => Err(broken::address(name)),
    }
}

/// Row and column of an address such as `XFD1048576`.
fn address(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = name.split_at(letters);
    if !(1..=3).contains(&letters.len()) || !(1..=7).contains(&digits.len()) {
        return None;
    }
    if digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let col = letters.bytes().fold(0, |col, letter| col * 26 + u32::from(letter - b'A') + 1) - 1;
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    (row < ROWS && col < COLUMNS).then_some((row, col))
}

pub(super) fn range(name: &str) -> Option<Range> {
    let (from, to) = name.split_once(':').unwrap_or((name, name));
    let ((top, left), (bottom, right)) = (address(from)?, address(to)?);
    (top <= bottom && left <= right).then_some((top, left, bottom, right))
}

pub(super) fn a1(row: u32, col: u32) -> String {
    format!("{}{}", column_letters(col), u64::from(row) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_excel_and_no_others() {
        assert_eq!(address("A1"), Some((0, 0)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        for wrong in
            ["A0", "A01", "XFE1", "A1048577", "A4294967305", "1A", "a1", "AAAA1", "A", "", "A1 ", "$A$1"]
        {
            assert_eq!(address(wrong), None, "{wrong}");
        }
        assert_eq!(range("B2:C9"), Some((1, 1, 8, 2)));
        assert_eq!(range("C9:B2"), None);
    }
}
