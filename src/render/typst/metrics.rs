//! How wide text is in the face of the documents, and the sizes it is set with.
//!
//! Comes in: the fonts of the templates. Goes out: widths in ems. Never: shapes text; marks above and below a
//! letter have no width of their own, and the face kerns nothing that a column would notice.

use super::geometry::{Geometry, Marks};
use crate::error::Error;
use crate::glyphs;
use crate::templates::Templates;
use std::collections::HashMap;

/// Width of a character that the fonts lack, in ems. The run has named it before.
const UNKNOWN: f64 = 0.6;

/// Advance widths of the upright fonts.
#[derive(Clone, Debug)]
pub(crate) struct Metrics {
    regular: HashMap<char, f64>,
    bold: HashMap<char, f64>,
    /// Sizes of page, line and table.
    pub(super) geometry: Geometry,
}

impl Metrics {
    /// Reads the fonts of the documents' face.
    ///
    /// # Errors
    /// A font, the file that names the face, or the geometry cannot be read.
    pub(crate) fn load(templates: &Templates) -> Result<Self, Error> {
        let geometry = Geometry::load(templates)?;
        let mut metrics = Self { regular: HashMap::new(), bold: HashMap::new(), geometry };
        for (path, bytes) in glyphs::fonts(templates)? {
            let face =
                ttf_parser::Face::parse(&bytes, 0).map_err(|why| Error::unreadable_template(path, &why))?;
            if !face.is_italic() {
                let found = if face.is_bold() { &mut metrics.bold } else { &mut metrics.regular };
                *found = advances(&face);
            }
        }
        Ok(metrics)
    }

    /// Width of a text on one line, in ems.
    pub(crate) fn width(&self, text: &str, bold: bool) -> f64 {
        let widths = if bold { &self.bold } else { &self.regular };
        let whole: f64 = text.chars().map(|c| widths.get(&c).copied().unwrap_or(UNKNOWN)).sum();
        whole - closed_up(text, &self.geometry.marks)
    }
}

/// Ems by which `text.typ` closes the gaps behind tall consonants with a mark.
fn closed_up(text: &str, marks: &Marks) -> f64 {
    const UPPER: &str = "ัิีึื็";
    let is_tone = |c: char| ('\u{e48}'..='\u{e4c}').contains(&c);
    let mut gaps = 0.0;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if !"ปฝฟ".contains(letter) {
            continue;
        }
        let Some(mark) = letters.next_if(|c| UPPER.contains(*c) || is_tone(*c)) else { continue };
        let alone = is_tone(mark) || letters.next_if(|c| is_tone(*c)).is_none();
        gaps += match mark {
            '่' if alone => marks.mai_ek_em,
            '๋' if alone => marks.mai_chattawa_em,
            _ => marks.plain_em,
        };
    }
    gaps
}

fn advances(face: &ttf_parser::Face<'_>) -> HashMap<char, f64> {
    let mut found = HashMap::new();
    let em = f64::from(face.units_per_em());
    let tables = face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables);
    for table in tables.filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|code| {
            let glyph = table.glyph_index(code).filter(|glyph| glyph.0 != 0);
            let width = glyph.and_then(|glyph| face.glyph_hor_advance(glyph));
            if let (Some(character), Some(width)) = (char::from_u32(code), width) {
                found.insert(character, f64::from(width) / em);
            }
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_no_width_and_bold_is_wider() {
        let metrics = Metrics::load(&Templates::default()).unwrap();
        let same = |a: &str, b: &str| (metrics.width(a, false) - metrics.width(b, false)).abs() < 1e-9;
        assert!(same("กี่", "ก") && same("ผู้ที่", "ผท"));
        assert!(metrics.width("ก", false) > 0.3 && metrics.width("ก", false) < 0.8);
        assert!(metrics.width("ผลการดำเนินงาน", true) > metrics.width("ผลการดำเนินงาน", false));
        assert!(same("", ""));
    }

    /// An agency's font stands beside the built-in ones, which are not measured then, whatever their names are.
    #[test]
    fn another_font_is_its_files_and_its_name() {
        let dir = tempfile::tempdir().unwrap();
        let fonts = dir.path().join("fonts");
        std::fs::create_dir(&fonts).unwrap();
        let named = |family: &str| {
            std::fs::write(fonts.join("face.toml"), format!("family = \"{family}\"\n")).unwrap();
            Metrics::load(&Templates::new(Some(dir.path().to_owned())).unwrap())
        };
        let narrow = named("Laksaman").unwrap().width("ก", false);
        let built_in = Templates::default().fonts().unwrap();
        let (_, bytes) = built_in.iter().find(|(path, _)| path.ends_with("/Laksaman.otf")).unwrap();
        // First in the folder's order, under a name of as many letters, with half as many units to the em.
        std::fs::write(fonts.join("Another.otf"), halved(&renamed(bytes, "Laksaman", "Namaskal"))).unwrap();
        assert!((named("Namaskal").unwrap().width("ก", false) - 2.0 * narrow).abs() < 1e-9);
        assert!((named("laksaman").unwrap().width("ก", false) - narrow).abs() < 1e-9);
        let error = named("Nowhere").unwrap_err().to_string();
        assert!(error.contains("fonts/face.toml") && error.contains("Nowhere"), "{error}");
    }

    /// The font with another name in all that it says of itself.
    fn renamed(font: &[u8], from: &str, to: &str) -> Vec<u8> {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let (from, to) = (wide(from), wide(to));
        let mut font = font.to_owned();
        let found: Vec<_> = (0..font.len()).filter(|at| font[*at..].starts_with(&from)).collect();
        assert!(!found.is_empty() && from.len() == to.len());
        for at in found {
            font[at..at + to.len()].copy_from_slice(&to);
        }
        font
    }

    /// The font with half as many units to the em: twice as wide.
    fn halved(font: &[u8]) -> Vec<u8> {
        let mut font = font.to_owned();
        let mut tables = (0..usize::from(u16::from_be_bytes([font[4], font[5]]))).map(|n| 12 + 16 * n);
        let head = tables.find(|at| &font[*at..at + 4] == b"head").unwrap();
        let place = u32::from_be_bytes([font[head + 8], font[head + 9], font[head + 10], font[head + 11]]);
        let units = usize::try_from(place).unwrap() + 18;
        let half = u16::from_be_bytes([font[units], font[units + 1]]) / 2;
        font[units..units + 2].copy_from_slice(&half.to_be_bytes());
        font
    }
}
