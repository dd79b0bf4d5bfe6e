//! Cells of a binary workbook (`.xlsb`) that the library passes over: results of formulas that are errors, and texts
//! with their own pieces inside the cell.
//!
//! Comes in: the parts of the container. Goes out: these cells by the name of their sheet. Source: [MS-XLSB] 2.4.

use super::records::u32_at;
use crate::ingest::xlsx::part::Parts;
use crate::ingest::xlsx::sheet::error_name;
use crate::ingest::xlsx::{relations, resolved};
use crate::ingest::{RawCell, RawValue, non_blank};
use crate::model::Text;
use std::collections::HashMap;

const WORKBOOK: &str = "xl/workbook.bin";
/// Records: a row, a formula's error, a text with pieces, a sheet of the workbook.
const ROW: u16 = 0;
const FORMULA_ERROR: u16 = 0x000B;
const PIECES: u16 = 0x003E;
const SHEET: u16 = 0x009C;

/// Numbers of errors, and their names.
const ERRORS: [(u8, &str); 8] = [
    (0x00, "#NULL!"),
    (0x07, "#DIV/0!"),
    (0x0F, "#VALUE!"),
    (0x17, "#REF!"),
    (0x1D, "#NAME?"),
    (0x24, "#NUM!"),
    (0x2A, "#N/A"),
    (0x2B, "#GETTING_DATA"),
];

/// The parts of the sheets.
pub(super) struct Missed<'a> {
    parts: Parts<'a>,
    /// Paths of parts by the names of their sheets.
    paths: HashMap<String, String>,
}

impl<'a> Missed<'a> {
    /// Finds the parts.
    ///
    /// # Errors
    /// The container is broken.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Text> {
        let mut parts = Parts::new(bytes)?;
        let relations = relations(&mut parts, WORKBOOK)?;
        let workbook = parts.bytes(WORKBOOK)?.unwrap_or_default();
        let sheets = records(&workbook).filter(|(kind, _)| *kind == SHEET).filter_map(|(_, data)| {
            // Its state and number come before its relation and its name.
            let (id, after) = text(data, 8)?;
            let (name, _) = text(data, after)?;
            Some((name, resolved(WORKBOOK, &relations.get(&id)?.1)))
        });
        let paths = sheets.collect();
        Ok(Self { parts, paths })
    }

    /// The cells of a sheet that are passed over; at most so many.
    ///
    /// # Errors
    /// The container is broken.
    pub(super) fn cells(&mut self, sheet: &str, most: usize) -> Result<Vec<RawCell>, Text> {
        let Some(path) = self.paths.get(sheet) else { return Ok(Vec::new()) };
        let part = self.parts.bytes(path)?.unwrap_or_default();
        Ok(missed(&part).take(most).collect())
    }
}

/// Cells of one sheet.
fn missed(part: &[u8]) -> impl Iterator<Item = RawCell> {
    let mut row = 0;
    records(part).filter_map(move |(kind, data)| {
        if kind == ROW {
            row = u32_at(data, 0)?;
            return None;
        }
        let value = match kind {
            FORMULA_ERROR => {
                let number = *data.get(8)?;
                let name = ERRORS.iter().find(|(known, _)| *known == number).map_or("", |(_, name)| *name);
                RawValue::Error(error_name(name))
            }
            // A flag stands before the text.
            PIECES => non_blank(text(data, 9)?.0)?,
            _ => return None,
        };
        Some(RawCell { row, col: u32_at(data, 0)?, value })
    })
}

/// Records: number and bytes, up to the end or what is cut off. Numbers and sizes are written in sevens of bits.
fn records(part: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let (first, after) = rest.split_first()?;
        let (mut kind, mut after) = (u16::from(*first), after);
        if kind & 0x80 != 0 {
            let (second, behind) = after.split_first()?;
            (kind, after) = ((kind & 0x7F) | (u16::from(*second & 0x7F) << 7), behind);
        }
        let mut size = 0_usize;
        for shift in [0, 7, 14, 21] {
            let (byte, behind) = after.split_first()?;
            size |= usize::from(*byte & 0x7F) << shift;
            after = behind;
            if byte & 0x80 == 0 {
                break;
            }
        }
        let data = after.get(..size)?;
        rest = after.get(size..)?;
        Some((kind, data))
    })
}

/// A text of letters of two bytes with its length before it, and where it ends.
fn text(data: &[u8], at: usize) -> Option<(String, usize)> {
    let letters = usize::try_from(u32_at(data, at)?).ok()?;
    let start = at.checked_add(4)?;
    let end = start.checked_add(letters.checked_mul(2)?)?;
    let units: Vec<u16> =
        data.get(start..end)?.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    Some((String::from_utf16_lossy(&units), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, data: &[u8]) -> Vec<u8> {
        let size = u8::try_from(data.len()).unwrap_or(0);
        [&[kind, size], data].concat()
    }

    fn cell(col: u32, rest: &[u8]) -> Vec<u8> {
        [&col.to_le_bytes(), &[0; 4][..], rest].concat()
    }

    #[test]
    fn errors_of_formulas_and_texts_with_pieces_are_read() {
        let rich = [&[1][..], &3_u32.to_le_bytes(), &[b'9', 0, b'1', 0, b'6', 0], &[0; 8]].concat();
        let part = [
            record(0, &[7, 0, 0, 0, 0, 0, 0, 0]),
            record(11, &cell(2, &[0x07, 0, 0])),
            record(5, &cell(3, &[0; 8])),
            record(62, &cell(4, &rich)),
            record(11, &cell(5, &[0x99])),
        ]
        .concat();
        let cell = |col, value| RawCell { row: 7, col, value };
        let expected = [
            cell(2, RawValue::Error(error_name("#DIV/0!"))),
            cell(4, RawValue::Text("916".to_owned())),
            cell(5, RawValue::Error(error_name(""))),
        ];
        assert_eq!(missed(&part).collect::<Vec<_>>(), expected);
        for end in 0..part.len() {
            assert!(missed(&part[..end]).count() <= expected.len());
        }
    }
}
