//! The records of an `.xls` workbook (MS-XLS): what calamine does not give of its cells.

use super::broken;
use super::links;
use super::rich::{self, Pieces};
use crate::ingest::format::{NumberFormat, Shows};
use crate::ingest::seen::{Hidden, Link, Seen};
use crate::ingest::xlsx::sheet::{EPOCH_DAYS, MOST_RANGES, Range};
use crate::ingest::{Limits, RawValue};
use crate::model::Text;
use cfb::CompoundFile as Container;
use encoding_rs::{Encoding, WINDOWS_874};
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

/// A password is set: all that follows is encrypted.
const PASSWORD: u16 = 0x002F;
const EPOCH: u16 = 0x0022;
const CODE_PAGE: u16 = 0x0042;
const FONT: u16 = 0x0031;
const BOUND_SHEET: u16 = 0x0085;
const CONTINUE: u16 = 0x003C;
const FORMAT: u16 = 0x041E;
const XF: u16 = 0x00E0;
const SHARED_TEXTS: u16 = 0x00FC;
const SHARED_TEXT: u16 = 0x00FD;
const END: u16 = 0x000A;
const START: u16 = 0x0809;
const ROW: u16 = 0x0208;
const COLUMNS: u16 = 0x007D;
const BLANKS: u16 = 0x00BE;
const LINK: u16 = 0x01B8;
const MANY_NUMBERS: u16 = 0x00BD;
/// Records of one cell: blank, number, text, truth, formula, short number, shared text.
const CELLS: [u16; 8] = [0x0201, 0x0203, 0x0204, 0x0205, 0x0006, 0x027E, 0x00FD, 0x00D6];

/// A style of a cell.
#[derive(Clone, Default)]
struct Style {
    format: Option<Arc<NumberFormat>>,
    shows: Option<Shows>,
    struck: bool,
    /// Written in the colour of its cell.
    unseen: bool,
}

#[derive(Default)]
struct Sheet {
    /// Which of the shared texts a cell holds, of those with pieces written in other ways.
    pieces: HashMap<(u16, u16), Pieces>,
    /// Position of the style by row and column, of cells with a style that says something.
    styled: HashMap<(u16, u16), u16>,
    hides: Hidden,
    links: Vec<(Range, Link)>,
}

/// What a font says of what is written in it.
#[derive(Clone, Copy, Default)]
pub(super) struct Font {
    pub struck: bool,
    pub raised: bool,
    /// Position of its colour in the palette; the program's own choice is none.
    colour: Option<u16>,
}

/// White in the palette.
const WHITE: u16 = 9;
/// Positions from here on are the program's own choice.
const AUTOMATIC: u16 = 64;

/// A colour by its position; the first eight are the next eight once more.
fn palette(position: u16) -> Option<u16> {
    (position < AUTOMATIC).then_some(if position < 8 { position + 8 } else { position })
}

impl Font {
    fn of(data: &[u8]) -> Self {
        Self {
            struck: u16_at(data, 2).is_some_and(|flags| flags & 8 != 0),
            raised: u16_at(data, 8).is_some_and(|script| matches!(script, 1 | 2)),
            colour: u16_at(data, 4).and_then(palette),
        }
    }
}

/// A font by its number: the fourth is left out of the count.
pub(super) fn font_at(fonts: &[Font], number: u16) -> Font {
    fonts.get(usize::from(if number > 4 { number - 1 } else { number })).copied().unwrap_or_default()
}

/// How a workbook writes its records.
#[derive(Clone, Copy)]
struct Edition {
    /// Of Excel 5 and 95: shorter styles, texts of bytes in a code page.
    old: bool,
    letters: &'static Encoding,
}

impl Edition {
    /// Numbers of pages that are names of encodings, too; others are read as Thai ones.
    fn set_code_page(&mut self, page: u16) {
        self.letters = match page {
            874 | 1250..=1258 => Encoding::for_label(format!("windows-{page}").as_bytes()),
            932 => Some(encoding_rs::SHIFT_JIS),
            936 => Some(encoding_rs::GBK),
            949 => Some(encoding_rs::EUC_KR),
            950 => Some(encoding_rs::BIG5),
            _ => None,
        }
        .unwrap_or(WINDOWS_874);
    }

    /// The colour that a style gives its cells: white without a pattern; none of patterns in two colours.
    fn fill(self, style: &[u8]) -> Option<u16> {
        let (pattern, colour) = if self.old {
            (u32_at(style, 8).map(|bits| (bits >> 16) & 0x3F), u16_at(style, 8))
        } else {
            (u32_at(style, 14).map(|bits| bits >> 26), u16_at(style, 18))
        };
        match pattern.unwrap_or(0) {
            0 => Some(WHITE),
            1 => colour.and_then(|bits| palette(bits & 0x7F)),
            _ => None,
        }
    }

    /// The code of a format: a length and letters; later editions write a flag, and letters of one or two bytes.
    fn format_code(self, data: &[u8]) -> Option<String> {
        if self.old {
            let (letters, rest) = (usize::from(*data.get(2)?), data.get(3..)?);
            let (code, _) = self.letters.decode_without_bom_handling(&rest[..letters.min(rest.len())]);
            return Some(code.into_owned());
        }
        let letters = usize::from(u16_at(data, 2)?);
        let wide = data.get(4)? & 1 != 0;
        let rest = data.get(5..)?;
        Some(if wide {
            let units: Vec<u16> = rest
                .chunks_exact(2)
                .take(letters)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16_lossy(&units)
        } else {
            rest.iter().take(letters).map(|byte| char::from(*byte)).collect()
        })
    }
}

/// What the records say.
#[derive(Default)]
pub(super) struct Records {
    /// Whether a password is set; then nothing else is known.
    pub encrypted: bool,
    pub epoch_1904: bool,
    styles: Vec<Style>,
    /// Shared texts with pieces written in other ways, by number.
    pieces: HashMap<u32, Pieces>,
    sheets: Vec<Sheet>,
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// A record's number, its bytes, and where the next one begins.
fn record(stream: &[u8], at: usize) -> Option<(u16, &[u8], usize)> {
    let (kind, size) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
    Some((kind, stream.get(at + 4..at + 4 + size)?, at + 4 + size))
}

impl Records {
    /// Walks the records, and refuses what would be too large in a grid.
    pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<Self, Text> {
        let mut container = Container::open(Cursor::new(bytes)).map_err(|_| broken())?;
        let name = ["/Workbook", "/Book"].into_iter().find(|name| container.is_stream(name));
        let mut stream = Vec::new();
        let opened = container.open_stream(name.ok_or_else(broken)?).map_err(|_| broken())?;
        opened.take(limits.file_bytes).read_to_end(&mut stream).map_err(|_| broken())?;
        let mut found = Self::default();
        let (mut fonts, mut codes, mut formats) = (Vec::new(), HashMap::new(), Vec::new());
        let mut sheets = Vec::new();
        let mut edition = Edition { old: false, letters: WINDOWS_874 };
        let mut at = 0;
        while let Some((kind, data, next)) = record(&stream, at) {
            match kind {
                START => edition.old = u16_at(data, 0).is_some_and(|version| version < 0x0600),
                PASSWORD => {
                    found.encrypted = true;
                    return Ok(found);
                }
                CODE_PAGE => edition.set_code_page(u16_at(data, 0).unwrap_or(0)),
                EPOCH => found.epoch_1904 = u16_at(data, 0) == Some(1),
                FONT => fonts.push(Font::of(data)),
                SHARED_TEXTS => {
                    let (mut parts, mut after) = (vec![data], next);
                    while let Some((CONTINUE, more, end)) = record(&stream, after) {
                        parts.push(more);
                        after = end;
                    }
                    found.pieces = rich::pieces(&parts, &fonts);
                }
                FORMAT => codes.extend(u16_at(data, 0).zip(edition.format_code(data))),
                XF => {
                    let fill = edition.fill(data);
                    formats.push((u16_at(data, 0).unwrap_or(0), u16_at(data, 2).unwrap_or(0), fill));
                }
                BOUND_SHEET => sheets.extend(u32_at(data, 0)),
                END => break,
                _ => {}
            }
            at = next;
        }
        for (font, format, fill) in formats {
            let font = font_at(&fonts, font);
            let format = NumberFormat::shared(u32::from(format), codes.get(&format).map(String::as_str));
            let shows = format.shows();
            found.styles.push(Style {
                shows: Some(shows),
                format: (!format.is_plain()).then_some(format),
                struck: font.struck,
                unseen: font.colour.is_some() && font.colour == fill,
            });
        }
        let mut left = limits.cells;
        if sheets.len() > limits.sheets {
            return Err(Text::new("แผ่นงานมากเกินที่รับได้", "more sheets than are read"));
        }
        for start in sheets {
            let sheet = found.sheet(&stream, start as usize, &mut left)?;
            found.sheets.push(sheet);
        }
        Ok(found)
    }

    fn sheet(&self, stream: &[u8], start: usize, left: &mut usize) -> Result<Sheet, Text> {
        let mut sheet = Sheet::default();
        // The grid: first and last row and column that hold something.
        let mut grid: Option<(u16, u16, u16, u16)> = None;
        let mut at = start;
        let mut depth = 0;
        while let Some((kind, data, next)) = record(stream, at) {
            at = next;
            let row = u16_at(data, 0).unwrap_or(0);
            match kind {
                START => depth += 1,
                END => {
                    depth -= 1;
                    if depth <= 0 {
                        break;
                    }
                }
                _ if depth != 1 || kind == CONTINUE => {}
                ROW if u16_at(data, 12).is_some_and(|flags| flags & 0x20 != 0) => {
                    sheet.hides.rows.push(u32::from(row));
                }
                LINK if sheet.links.len() < MOST_RANGES => {
                    // An address that cannot be made out is as good as one that a formula works out.
                    sheet.links.extend(links::read(data).map(|(range, target)| {
                        (range, target.map_or(Link::Computed, |target| Link::To(Arc::from(target))))
                    }));
                }
                COLUMNS if u16_at(data, 8).is_some_and(|flags| flags & 1 != 0) => {
                    let last = u16_at(data, 2).unwrap_or(row);
                    sheet.hides.columns.push((u32::from(row), u32::from(last)));
                }
                MANY_NUMBERS | BLANKS => {
                    let first = u16_at(data, 2).unwrap_or(0);
                    let step = if kind == BLANKS { 2 } else { 6 };
                    let number = data.len().saturating_sub(6) / step;
                    for cell in 0..number {
                        let style = u16_at(data, 4 + cell * step).unwrap_or(0);
                        let Some(col) = u16::try_from(cell).ok().and_then(|n| first.checked_add(n)) else {
                            return Err(broken());
                        };
                        if kind == MANY_NUMBERS {
                            self.note(&mut sheet, &mut grid, row, col, style);
                        }
                    }
                }
                kind if CELLS.contains(&kind) => {
                    let (Some(col), Some(style)) = (u16_at(data, 2), u16_at(data, 4)) else {
                        return Err(broken());
                    };
                    self.note(&mut sheet, &mut grid, row, col, style);
                    if let Some(pieces) =
                        u32_at(data, 6).filter(|_| kind == SHARED_TEXT).and_then(|n| self.pieces.get(&n))
                    {
                        sheet.pieces.insert((row, col), *pieces);
                    }
                }
                _ => {}
            }
        }
        if let Some((top, left_col, bottom, right)) = grid {
            let cells = (usize::from(bottom - top) + 1) * (usize::from(right - left_col) + 1);
            *left = left.checked_sub(cells).ok_or_else(|| {
                Text::new(
                    "เซลล์ที่ใช้กระจายกว้างเกินที่รับได้ ลบเซลล์ที่อยู่ไกลจากตาราง",
                    "used cells lie further apart than is read: delete those far from the table",
                )
            })?;
        }
        Ok(sheet)
    }

    fn note(
        &self,
        sheet: &mut Sheet,
        grid: &mut Option<(u16, u16, u16, u16)>,
        row: u16,
        col: u16,
        style: u16,
    ) {
        *grid = Some(grid.map_or((row, col, row, col), |(top, left, bottom, right)| {
            (top.min(row), left.min(col), bottom.max(row), right.max(col))
        }));
        if self.styles.get(usize::from(style)).is_some_and(|s| s.format.is_some() || s.struck || s.unseen) {
            sheet.styled.insert((row, col), style);
        }
    }

    /// The value as its style shows it; what is seen of it beyond goes into `into`.
    pub(super) fn seen(
        &self,
        sheet: usize,
        row: u32,
        col: u32,
        value: Option<RawValue>,
        into: &mut Vec<Seen>,
    ) -> Option<RawValue> {
        let at = (u16::try_from(row).ok()?, u16::try_from(col).ok()?);
        let own = self.sheets.get(sheet);
        let style =
            own.and_then(|s| s.styled.get(&at)).and_then(|style| self.styles.get(usize::from(*style)));
        let pieces = own.and_then(|s| s.pieces.get(&at)).copied();
        if style.is_none() && pieces.is_none() {
            return value;
        }
        let style = style.cloned().unwrap_or_default();
        let pieces = pieces.unwrap_or_default();
        let value = match (value?, style.shows) {
            (RawValue::Number(number), Some(Shows::Percent)) => RawValue::Percent(number),
            // From here on a date counts from 1900, whatever its workbook does.
            (RawValue::Number(number), Some(Shows::Date)) if self.epoch_1904 && number >= 1.0 => {
                RawValue::Date(number + EPOCH_DAYS)
            }
            (RawValue::Number(number), Some(Shows::Date | Shows::Elapsed)) => RawValue::Date(number),
            (value, _) => value,
        };
        let is_number = matches!(value, RawValue::Number(_) | RawValue::Percent(_) | RawValue::Date(_));
        let is_text = matches!(value, RawValue::Text(_));
        let seen = Seen {
            row,
            col,
            format: style.format.clone().filter(|_| is_number),
            struck: pieces.in_cell(style.struck),
            raised: pieces.raised,
            unseen: style.unseen || (is_text && style.format.as_ref().is_some_and(|f| f.hides_text())),
            ..Seen::default()
        };
        if seen.matters() {
            into.push(seen);
        }
        Some(value)
    }

    pub(super) fn links(&self, sheet: usize) -> &[(Range, Link)] {
        self.sheets.get(sheet).map(|s| &s.links[..]).unwrap_or_default()
    }

    pub(super) fn hides(&self, sheet: usize) -> Hidden {
        self.sheets.get(sheet).map(|s| s.hides.clone()).unwrap_or_default()
    }
}
