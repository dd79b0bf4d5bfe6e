//! The links of an old binary workbook.
//!
//! Comes in: a record of a link. Goes out: the cells that it belongs to and the address that it leads to; nothing of
//! places in the workbook itself. Source: [MS-XLS] 2.4.140 and [MS-OSHARED] 2.3.7.

use super::records::{u16_at, u32_at};
use crate::ingest::xlsx::sheet::Range;

/// Flags of a link: a target, a place in the target, words, a frame, the target in plain letters.
const TARGET: u32 = 1;
const PLACE: u32 = 1 << 3;
const WORDS: u32 = 1 << 4;
const FRAME: u32 = 1 << 7;
const PLAIN: u32 = 1 << 8;
/// Kinds of targets: an address, a file.
const ADDRESS: [u8; 16] =
    [0xE0, 0xC9, 0xEA, 0x79, 0xF9, 0xBA, 0xCE, 0x11, 0x8C, 0x82, 0x00, 0xAA, 0x00, 0x4B, 0xA9, 0x0B];
const FILE: [u8; 16] = [0x03, 0x03, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46];

/// The cells of a link: first row, first column, last row, last column; and where it leads. The address is none
/// where it cannot be made out.
pub(super) fn read(record: &[u8]) -> Option<(Range, Option<String>)> {
    let corner = |at| u16_at(record, at).map(u32::from);
    let range = (corner(0)?, corner(4)?, corner(2)?, corner(6)?);
    // Behind the range stand the number of the class, and the version of what follows.
    let flags = u32_at(record, 28)?;
    if flags & TARGET == 0 {
        return None;
    }
    Some((range, address(record.get(32..)?, flags)))
}

fn address(bytes: &[u8], flags: u32) -> Option<String> {
    let mut rest = bytes;
    for flag in [WORDS, FRAME] {
        if flags & flag != 0 {
            letters(&mut rest)?;
        }
    }
    let target = if flags & PLAIN != 0 { letters(&mut rest)? } else { target(&mut rest)? };
    let place = if flags & PLACE != 0 { letters(&mut rest) } else { None };
    Some(place.filter(|place| !place.is_empty()).map_or(target.clone(), |place| format!("{target}#{place}")))
}

/// Takes so many bytes.
fn take<'a>(rest: &mut &'a [u8], size: usize) -> Option<&'a [u8]> {
    let taken = rest.get(..size)?;
    *rest = rest.get(size..)?;
    Some(taken)
}

fn number(rest: &mut &[u8]) -> Option<usize> {
    u32_at(take(rest, 4)?, 0).and_then(|number| usize::try_from(number).ok())
}

/// Letters of two bytes up to the first that is none.
fn wide(bytes: &[u8]) -> String {
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    String::from_utf16_lossy(&units.take_while(|unit| *unit != 0).collect::<Vec<_>>())
}

/// A text with its length in letters before it.
fn letters(rest: &mut &[u8]) -> Option<String> {
    let size = number(rest)?.checked_mul(2)?;
    take(rest, size).map(wide)
}

fn target(rest: &mut &[u8]) -> Option<String> {
    let kind = take(rest, 16)?;
    if kind == ADDRESS {
        let size = number(rest)?;
        return take(rest, size).map(wide);
    }
    if kind != FILE {
        return None;
    }
    // How many folders up, and the short name; then the long one, where it says more.
    take(rest, 2)?;
    let size = number(rest)?;
    let short = take(rest, size)?;
    take(rest, 24)?;
    let size = number(rest)?;
    let long = take(rest, size)?;
    Some(match long.get(6..) {
        Some(name) if !name.is_empty() => wide(name),
        _ => String::from_utf8_lossy(short).trim_end_matches('\0').to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A record for one cell with these flags and what follows them.
    fn record(flags: u32, rest: &[u8]) -> Vec<u8> {
        let mut bytes = vec![5, 0, 5, 0, 6, 0, 6, 0];
        bytes.extend([0; 16]);
        bytes.extend(2_u32.to_le_bytes());
        bytes.extend(flags.to_le_bytes());
        bytes.extend(rest);
        bytes
    }

    fn text(words: &str) -> Vec<u8> {
        words.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
    }

    fn counted(words: &str) -> Vec<u8> {
        let bytes = text(words);
        let letters = u32::try_from(bytes.len() / 2).unwrap_or(0);
        [letters.to_le_bytes().to_vec(), bytes].concat()
    }

    #[test]
    fn addresses_and_files_are_read_and_places_are_none() {
        let target = text("https://example.go.th/ก.pdf");
        let size = u32::try_from(target.len()).unwrap_or(0).to_le_bytes();
        let address = [&ADDRESS[..], &size, &target].concat();
        let range = (5, 6, 5, 6);
        let expected = Some((range, Some("https://example.go.th/ก.pdf".to_owned())));
        assert_eq!(read(&record(TARGET, &address)), expected);
        let behind_words = [counted("คลิก"), address.clone()].concat();
        assert_eq!(read(&record(TARGET | WORDS, &behind_words)), expected);
        let with_place = [address.clone(), counted("หน้า 2")].concat();
        let placed = read(&record(TARGET | PLACE, &with_place)).and_then(|(_, target)| target);
        assert_eq!(placed.as_deref(), Some("https://example.go.th/ก.pdf#หน้า 2"));
        let file = [&FILE[..], &[0, 0], &6_u32.to_le_bytes(), b"a.pdf\0", &[0; 24], &[0; 4]].concat();
        assert_eq!(read(&record(TARGET, &file)), Some((range, Some("a.pdf".to_owned()))));
        assert_eq!(read(&record(PLACE, &counted("Sheet1!A1"))), None);
    }

    #[test]
    fn a_record_cut_off_anywhere_leads_nowhere_known() {
        let target = text("https://example.go.th/");
        let size = u32::try_from(target.len()).unwrap_or(0).to_le_bytes();
        let whole = record(TARGET, &[&ADDRESS[..], &size, &target].concat());
        for end in 0..whole.len() {
            assert!(read(&whole[..end]).is_none_or(|(_, target)| target.is_none()), "{end}");
        }
    }
}
