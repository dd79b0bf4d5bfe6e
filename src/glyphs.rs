//! Which characters the documents' fonts have: Typst says nothing when one is missing.
//!
//! Comes in: the fonts of the templates. Goes out: those of the documents' face; a question answered for a character.
//! Never: draws.

use crate::error::Error;
use crate::model::Text;
use crate::templates::Templates;
use crate::toml_file;
use serde::Deserialize;
use ttf_parser::name_id;

/// Which face the documents are set in, among the templates.
const FACE: &str = "fonts/face.toml";

/// What the file says.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaceFile {
    family: String,
}

/// The fonts of the face that the documents are set in: paths and bytes, sorted by path. Fonts of other families may
/// lie beside them, those built in among them.
///
/// # Errors
/// Reading fails, the file that names the face is wrong, a font cannot be read, or none is of that family.
pub(crate) fn fonts(templates: &Templates) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let file = templates.texts("fonts", "toml")?.into_iter().find(|(path, _)| path == FACE);
    let (_, text) = file.ok_or_else(|| Error::no_template(FACE))?;
    let FaceFile { family } = toml_file::read(FACE, &text)?;
    let mut found = Vec::new();
    for (path, bytes) in templates.fonts()? {
        let face =
            ttf_parser::Face::parse(&bytes, 0).map_err(|why| Error::unreadable_template(&path, &why))?;
        if is_of(&face, &family) {
            if face.glyph_index('ก').is_none() {
                let problem = Text::new(
                    format!("ฟอนต์ {path} ของตระกูล `{family}` ไม่มีอักษรไทย"),
                    format!("the font {path} of the family `{family}` has no Thai letters"),
                );
                return Err(Error::template(FACE, problem));
            }
            found.push((path, bytes));
        }
    }
    if found.is_empty() {
        let problem = Text::new(
            format!("ไม่มีฟอนต์ตระกูล `{family}` ใน fonts/"),
            format!("no font in fonts/ is of the family `{family}`"),
        );
        return Err(Error::template(FACE, problem));
    }
    Ok(found)
}

/// Whether a font is of a family; case does not matter, as it does not to Typst.
fn is_of(face: &ttf_parser::Face<'_>, family: &str) -> bool {
    let is_family = |id: u16| matches!(id, name_id::FAMILY | name_id::TYPOGRAPHIC_FAMILY);
    let names = face.names().into_iter().filter(|name| is_family(name.name_id));
    names.filter_map(|name| name.to_string()).any(|name| name.to_lowercase() == family.to_lowercase())
}

/// Characters that every font of the documents' face has.
#[derive(Clone, Debug, Default)]
pub struct Glyphs {
    /// One bit a character, by its code.
    shown: Vec<u64>,
}

/// Last of the white space and invisible marks.
const LAST_BLANK: char = '\u{feff}';

impl Glyphs {
    /// Reads the fonts of the documents' face.
    ///
    /// # Errors
    /// Reading fails, the file that names the face is wrong, a font cannot be read, or none is of that family.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let mut covered: Option<Vec<u64>> = None;
        for (path, bytes) in fonts(templates)? {
            let face =
                ttf_parser::Face::parse(&bytes, 0).map_err(|why| Error::unreadable_template(path, &why))?;
            let own = characters(&face);
            covered = Some(match covered {
                None => own,
                Some(all) => all.iter().zip(&own).map(|(all, own)| all & own).collect(),
            });
        }
        let mut shown = covered.unwrap_or_default();
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
