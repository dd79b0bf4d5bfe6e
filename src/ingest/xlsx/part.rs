//! The parts of a workbook's container, as streams of XML.

use super::broken;
use crate::model::Text;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart};
use std::collections::HashMap;
use std::io::{BufRead, BufReader, Cursor, Read};
use zip::ZipArchive;
use zip::read::ZipFile;

/// A part that is being read.
pub(in crate::ingest) type Xml<'z, 'b> = Reader<Source<'z, 'b>>;

/// Where the bytes of a part come from.
pub(in crate::ingest) enum Source<'z, 'b> {
    /// Inflated as they are read.
    Stream(BufReader<ZipFile<'z, Cursor<&'b [u8]>>>),
    /// Turned from UTF-16 into UTF-8, which has to be done at once.
    Whole(Cursor<Vec<u8>>),
}

impl Read for Source<'_, '_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Self::Stream(stream) => stream.read(into),
            Self::Whole(whole) => whole.read(into),
        }
    }
}

impl BufRead for Source<'_, '_> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        match self {
            Self::Stream(stream) => stream.fill_buf(),
            Self::Whole(whole) => whole.fill_buf(),
        }
    }

    fn consume(&mut self, size: usize) {
        match self {
            Self::Stream(stream) => stream.consume(size),
            Self::Whole(whole) => whole.consume(size),
        }
    }
}

/// The container.
pub(in crate::ingest) struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Positions by name in lower case, with `/`: writers differ.
    names: HashMap<String, usize>,
}

impl<'a> Parts<'a> {
    pub(in crate::ingest) fn new(bytes: &'a [u8]) -> Result<Self, Text> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken::container())?;
        let mut names = HashMap::new();
        for at in 0..zip.len() {
            let entry = zip.by_index_raw(at).map_err(|_| broken::container())?;
            let name = String::from_utf8_lossy(entry.name_raw()).replace('\\', "/").to_lowercase();
            names.entry(name).or_insert(at);
        }
        Ok(Self { zip, names })
    }

    /// The bytes of a part; none when there is no such part.
    pub(in crate::ingest) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Text> {
        let Some(at) = self.names.get(&name.trim_start_matches('/').to_lowercase()) else { return Ok(None) };
        let mut entry = self.zip.by_index(*at).map_err(|_| broken::container())?;
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|_| broken::container())?;
        Ok(Some(bytes))
    }

    /// A part by its name; none when there is no such part.
    pub(in crate::ingest) fn open(&mut self, name: &str) -> Result<Option<Xml<'_, 'a>>, Text> {
        let Some(at) = self.names.get(&name.trim_start_matches('/').to_lowercase()) else { return Ok(None) };
        let entry = self.zip.by_index(*at).map_err(|_| broken::container())?;
        let mut stream = BufReader::with_capacity(32 << 10, entry);
        let start = stream.fill_buf().map_err(|_| broken::container())?;
        let source = match utf16(start) {
            None => Source::Stream(stream),
            Some(encoding) => {
                let mut bytes = Vec::new();
                stream.read_to_end(&mut bytes).map_err(|_| broken::container())?;
                let text = encoding.decode(&bytes).0;
                // The declaration names the encoding that it no longer has.
                let rest = text.split_once("?>").map_or(&*text, |(_, rest)| rest);
                Source::Whole(Cursor::new(rest.as_bytes().to_vec()))
            }
        };
        let mut xml = Reader::from_reader(source);
        let config = xml.config_mut();
        config.expand_empty_elements = false;
        config.check_end_names = true;
        Ok(Some(xml))
    }
}

/// The encoding of a part that is written in pairs of bytes.
fn utf16(start: &[u8]) -> Option<&'static Encoding> {
    match start {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => Some(UTF_16LE),
        [0xFE, 0xFF, ..] | [0, b'<', ..] => Some(UTF_16BE),
        _ => None,
    }
}

/// An element's attribute by the name without its namespace, as written.
pub(in crate::ingest) fn attribute<'e>(element: &'e BytesStart<'_>, wanted: &str) -> Option<&'e str> {
    attributes(element).find(|(name, _)| *name == wanted).map(|(_, value)| value)
}

/// An element's attribute with its references resolved.
pub(in crate::ingest) fn attribute_text(element: &BytesStart<'_>, wanted: &str) -> Option<String> {
    let raw = attribute(element, wanted)?;
    Some(quick_xml::escape::unescape(raw).map_or_else(|_| raw.to_owned(), std::borrow::Cow::into_owned))
}

/// Whether an attribute of truth is there and true.
pub(in crate::ingest) fn is_true(element: &BytesStart<'_>, wanted: &str) -> bool {
    matches!(attribute(element, wanted), Some("1" | "true" | "on"))
}

/// Names, without namespaces, and values of attributes. What is not well-formed ends them.
pub(in crate::ingest) fn attributes<'e>(
    element: &'e BytesStart<'_>,
) -> impl Iterator<Item = (&'e str, &'e str)> {
    let mut rest = element.attributes_raw();
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        rest = after;
        let name = name.trim();
        Some((name.rsplit_once(':').map_or(name, |(_, own)| own), value))
    })
}

/// What a reference such as `&amp;` or `&#3585;` stands for.
pub(in crate::ingest) fn reference(into: &mut String, found: &BytesRef<'_>) -> Result<(), Text> {
    let name: &str = found;
    if let Some(text) = quick_xml::escape::resolve_predefined_entity(name) {
        into.push_str(text);
        return Ok(());
    }
    match found.resolve_char_ref() {
        Ok(Some(c)) => {
            into.push(c);
            Ok(())
        }
        _ => Err(broken::xml()),
    }
}

/// Takes the `_x000D_` out of a text: characters that Excel cannot write in XML.
pub(in crate::ingest) fn unescaped(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut units: Vec<u16> = Vec::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        if let Some(unit) = escape(rest) {
            units.push(unit);
            rest = &rest[7..];
            continue;
        }
        out.push_str(&String::from_utf16_lossy(&units));
        units.clear();
        let Some(c) = rest.chars().next() else { break };
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    out.push_str(&String::from_utf16_lossy(&units));
    out
}

/// The unit of UTF-16 that `_x0041_` at the start of a text writes.
fn escape(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    if bytes.len() < 7 || !bytes.starts_with(b"_x") || bytes[6] != b'_' {
        return None;
    }
    let digits = text.get(2..6)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_excel_are_resolved_and_others_stay() {
        assert_eq!(unescaped("a_x000D_b".into()), "a\rb");
        assert_eq!(unescaped("_x005F_x000D_".into()), "_x000D_");
        assert_eq!(unescaped("_xD83D__xDE00_ก_x".into()), "😀ก_x");
        assert_eq!(unescaped("_xZZZZ_ _x00".into()), "_xZZZZ_ _x00");
    }

    #[test]
    fn attributes_are_found_by_their_own_names() {
        let element = BytesStart::from_content("sheet r:id='rId1' name=\"ก &amp; ข\" a", 5);
        assert_eq!(attribute(&element, "id"), Some("rId1"));
        assert_eq!(attribute_text(&element, "name").as_deref(), Some("ก & ข"));
        assert_eq!(attribute(&element, "state"), None);
    }
}
