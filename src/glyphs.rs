//! Which characters the documents' fonts have: Typst says nothing when one is missing.
//!
//! Comes in: the fonts of the templates. Goes out: a question answered for a character. Never: draws.

use crate::error::Error;
use crate::templates::Templates;

/// Characters that every font of the templates has.
#[derive(Clone, Debug, Default)]
pub struct Glyphs {
    /// One bit a character, by its code.
    shown: Vec<u64>,
}

/// Last of the white space and invisible marks.
const LAST_BLANK: char = '\u{feff}';

impl Glyphs {
    /// Reads the fonts in `fonts/` of the templates.
    ///
    /// # Errors
    /// There is no font, or one that cannot be read.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let mut covered: Option<Vec<u64>> = None;
        for (path, bytes) in templates.fonts()? {
            let face = ttf_parser::Face::parse(&bytes, 0)
                .map_err(|e| Error::Template { path, problem: e.to_string() })?;
            let own = characters(&face);
            covered = Some(match covered {
                None => own,
                Some(all) => all.iter().zip(&own).map(|(all, own)| all & own).collect(),
            });
        }
        let none = || Error::Template { path: "fonts/".to_owned(), problem: "there is no font".to_owned() };
        let mut shown = covered.ok_or_else(none)?;
        // White space and invisible marks need no glyph.
        for blank in ('\0'..=LAST_BLANK)
            .filter(|c| c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'))
        {
            set(&mut shown, blank.into());
        }
        Ok(Self { shown })
    }

    /// The first character of a text that cannot be shown.
    #[must_use]
    pub fn lacking(&self, text: &str) -> Option<char> {
        text.chars().find(|c| !self.has(*c))
    }

    /// Whether a text's character can be shown; white space and invisible marks need no glyph.
    #[must_use]
    pub fn has(&self, character: char) -> bool {
        let (word, bit) = place(character.into());
        self.shown.get(word).is_some_and(|bits| bits >> bit & 1 == 1)
    }
}

/// Word and bit of a character's code.
fn place(code: u32) -> (usize, u32) {
    ((code / u64::BITS) as usize, code % u64::BITS)
}

fn set(bits: &mut Vec<u64>, code: u32) {
    let (word, bit) = place(code);
    if bits.len() <= word {
        bits.resize(word + 1, 0);
    }
    bits[word] |= 1 << bit;
}

fn characters(face: &ttf_parser::Face<'_>) -> Vec<u64> {
    let mut found = Vec::new();
    let tables = face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables);
    for table in tables.filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|code| {
            let has_glyph = table.glyph_index(code).is_some_and(|glyph| glyph.0 != 0);
            if has_glyph {
                set(&mut found, code);
            }
        });
    }
    found
}
