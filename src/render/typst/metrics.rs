//! How wide text is in the face of the documents, and the sizes it is set with.
//!
//! Comes in: the fonts of the templates. Goes out: widths in ems. Never: shapes text; marks above and below a
//! letter have no width of their own, and the face kerns nothing that a column would notice.

use super::geometry::{Geometry, Marks};
use crate::error::Error;
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
    /// Reads the fonts in `fonts/` of the templates.
    ///
    /// # Errors
    /// A font or the geometry cannot be read.
    pub(crate) fn load(templates: &Templates) -> Result<Self, Error> {
        let geometry = Geometry::load(templates)?;
        let mut metrics = Self { regular: HashMap::new(), bold: HashMap::new(), geometry };
        for (path, bytes) in templates.fonts()? {
            let face = ttf_parser::Face::parse(&bytes, 0)
                .map_err(|e| Error::Template { path, problem: e.to_string() })?;
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
}
