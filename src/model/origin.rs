//! Where a value came from: file, sheet and cell, as the person sees them in Excel.

use serde::{Serialize, Serializer, ser::SerializeStruct};
use std::sync::Arc;

/// A cell of an input workbook. Rows and columns count from zero; [`Origin::a1`] gives Excel's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Origin {
    /// Path of the workbook, relative to the workspace, with `/` between the parts.
    pub file: Arc<str>,
    /// Sheet name as on the tab.
    pub sheet: Arc<str>,
    /// Row, from zero.
    pub row: u32,
    /// Column, from zero.
    pub col: u32,
}

impl Origin {
    /// The cell's name in Excel, e.g. `D14`.
    #[must_use]
    pub fn a1(&self) -> String {
        format!("{}{}", column_letters(self.col), u64::from(self.row) + 1)
    }

    /// The same sheet, another cell.
    #[must_use]
    pub fn at(&self, row: u32, col: u32) -> Self {
        Self { row, col, ..self.clone() }
    }

    /// `file [sheet!A1]`
    #[must_use]
    pub fn display(&self) -> String {
        format!("{} [{}!{}]", self.file, self.sheet, self.a1())
    }
}

impl Serialize for Origin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Origin", 3)?;
        out.serialize_field("file", &self.file[..])?;
        out.serialize_field("sheet", &self.sheet[..])?;
        out.serialize_field("cell", &self.a1())?;
        out.end()
    }
}

/// Excel's letters of a column that counts from zero: 0 → A, 26 → AA.
#[must_use]
pub fn column_letters(col: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(col) + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or(0);
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Row and column (from zero) of a cell name such as `D14`.
#[must_use]
pub fn parse_a1(name: &str) -> Option<(u32, u32)> {
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = name.split_at(split);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut col = 0u32;
    for letter in letters.chars() {
        let letter = letter.to_ascii_uppercase();
        if !letter.is_ascii_uppercase() {
            return None;
        }
        col = col * 26 + (u32::from(letter) - u32::from('A') + 1);
    }
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, col - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_excel() {
        for (col, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")] {
            assert_eq!(column_letters(col), name);
            assert_eq!(parse_a1(&format!("{name}7")), Some((6, col)));
        }
        assert_eq!(parse_a1("A0"), None);
        assert_eq!(parse_a1("7"), None);
    }
}
