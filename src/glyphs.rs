//! Which characters the documents' fonts have: Typst says nothing when one is missing.
//!
//! Comes in: the fonts of the templates. Goes out: a question answered for a character. Never: draws.

use crate::error::Error;
use crate::templates::Templates;
use std::collections::BTreeSet;

/// Characters that every font of the templates has.
#[derive(Clone, Debug, Default)]
pub struct Glyphs {
    covered: BTreeSet<char>,
}

impl Glyphs {
    /// Reads the fonts in `fonts/` of the templates.
    ///
    /// # Errors
    /// There is no font, or one that cannot be read.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let mut covered: Option<BTreeSet<char>> = None;
        for (path, bytes) in templates.fonts()? {
            let face = ttf_parser::Face::parse(&bytes, 0)
                .map_err(|e| Error::Template { path, problem: e.to_string() })?;
            let own = characters(&face);
            covered = Some(covered.map_or_else(|| own.clone(), |all| &all & &own));
        }
        let none = || Error::Template { path: "fonts/".to_owned(), problem: "there is no font".to_owned() };
        Ok(Self { covered: covered.ok_or_else(none)? })
    }

    /// Whether a text's character can be shown; white space and invisible marks need no glyph.
    #[must_use]
    pub fn has(&self, character: char) -> bool {
        character.is_whitespace()
            || matches!(character, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
            || self.covered.contains(&character)
    }
}

fn characters(face: &ttf_parser::Face<'_>) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    let tables = face.tables().cmap.into_iter().flat_map(|cmap| cmap.subtables);
    for table in tables.filter(ttf_parser::cmap::Subtable::is_unicode) {
        table.codepoints(|code| {
            let has_glyph = table.glyph_index(code).is_some_and(|glyph| glyph.0 != 0);
            found.extend(char::from_u32(code).filter(|_| has_glyph));
        });
    }
    found
}
