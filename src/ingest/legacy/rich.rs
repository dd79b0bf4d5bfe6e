//! Shared texts of an old binary workbook whose pieces are written in different ways: struck through, raised.
//!
//! Comes in: the record of shared texts with the records that continue it, and the fonts. Goes out: by the number of
//! a text what its pieces are. The texts themselves are read by the library. Source: [MS-XLS] 2.4.265 and
//! 2.5.293.

use super::records::{Font, font_at};
use crate::ingest::Struck;
use std::collections::HashMap;

/// How the pieces of a text are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Pieces {
    struck: bool,
    plain: bool,
    /// A beginning that is written as the cell says.
    inherited: bool,
    pub raised: bool,
}

impl Pieces {
    /// In a cell whose style strikes its text through, or not.
    pub(super) fn in_cell(self, cell_is_struck: bool) -> Struck {
        let inherited = self.inherited || self == Self::default();
        let struck = self.struck || (inherited && cell_is_struck);
        let plain = self.plain || (inherited && !cell_is_struck);
        match (struck, plain) {
            (true, true) => Struck::Partly,
            (true, false) => Struck::Wholly,
            _ => Struck::No,
        }
    }
}

/// The bytes of a record that others continue.
struct Bytes<'a> {
    parts: &'a [&'a [u8]],
    part: usize,
    at: usize,
}

impl Bytes<'_> {
    fn byte(&mut self) -> Option<u8> {
        loop {
            let part = self.parts.get(self.part)?;
            if let Some(byte) = part.get(self.at) {
                self.at += 1;
                return Some(*byte);
            }
            (self.part, self.at) = (self.part + 1, 0);
        }
    }

    fn u16(&mut self) -> Option<u16> {
        Some(u16::from_le_bytes([self.byte()?, self.byte()?]))
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes([self.byte()?, self.byte()?, self.byte()?, self.byte()?]))
    }

    fn pass(&mut self, mut bytes: usize) -> Option<()> {
        while bytes > 0 {
            let left = self.parts.get(self.part)?.len().saturating_sub(self.at);
            if left >= bytes {
                self.at += bytes;
                return Some(());
            }
            bytes -= left;
            (self.part, self.at) = (self.part + 1, 0);
        }
        Some(())
    }

    /// Letters of one or two bytes; where another record goes on in the middle of a text it says again which.
    fn pass_letters(&mut self, mut letters: usize, mut wide: bool) -> Option<()> {
        loop {
            let size = if wide { 2 } else { 1 };
            let there = self.parts.get(self.part)?.len().saturating_sub(self.at) / size;
            if there >= letters {
                self.at += letters * size;
                return Some(());
            }
            letters -= there;
            (self.part, self.at) = (self.part + 1, 0);
            wide = self.byte()? & 1 != 0;
        }
    }

    /// How the pieces of the next text are written; nothing at the end of what can be read.
    fn text(&mut self, fonts: &[Font]) -> Option<Pieces> {
        const WIDE: u8 = 1;
        const PHONETIC: u8 = 4;
        const RICH: u8 = 8;
        let letters = usize::from(self.u16()?);
        let flags = self.byte()?;
        let runs = if flags & RICH != 0 { self.u16()? } else { 0 };
        let phonetic = if flags & PHONETIC != 0 { self.u32()? } else { 0 };
        self.pass_letters(letters, flags & WIDE != 0)?;
        let mut pieces = Pieces::default();
        for run in 0..runs {
            let (start, font) = (self.u16()?, font_at(fonts, self.u16()?));
            if usize::from(start) >= letters {
                continue;
            }
            pieces.inherited |= run == 0 && start > 0;
            pieces.struck |= font.struck;
            pieces.plain |= !font.struck;
            pieces.raised |= font.raised;
        }
        self.pass(phonetic as usize)?;
        Some(pieces)
    }
}

/// What is said of the pieces of the shared texts; a damaged table says as much as can be read of it.
pub(super) fn pieces(parts: &[&[u8]], fonts: &[Font]) -> HashMap<u32, Pieces> {
    let mut bytes = Bytes { parts, part: 0, at: 0 };
    let mut found = HashMap::new();
    let Some(count) = bytes.u32().and_then(|_| bytes.u32()) else { return found };
    for number in 0..count {
        let Some(pieces) = bytes.text(fonts) else { break };
        if pieces.raised || pieces.struck {
            found.insert(number, pieces);
        }
    }
    found
}
