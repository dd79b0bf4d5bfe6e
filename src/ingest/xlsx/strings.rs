//! Texts of cells: the shared table and rich text with its strokes.

use super::part::{Xml, attribute, reference, unescaped};
use super::{Parts, broken};
use crate::ingest::seen::Struck;
use crate::model::Text;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

/// How the characters of a text are written, where it says so itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Runs {
    /// Some are struck through.
    struck: bool,
    /// Some are not.
    plain: bool,
    /// Some are written as the cell says.
    inherited: bool,
    /// Some are raised or lowered.
    pub raised: bool,
}

impl Runs {
    /// A text without runs of its own.
    pub(super) const PLAIN: Self = Self { struck: false, plain: false, inherited: true, raised: false };

    /// In a cell whose style strikes its text through, or not.
    pub(super) fn in_cell(self, cell_is_struck: bool) -> Struck {
        let struck = self.struck || (self.inherited && cell_is_struck);
        let plain = self.plain || (self.inherited && !cell_is_struck);
        match (struck, plain) {
            (true, true) => Struck::Partly,
            (true, false) => Struck::Wholly,
            _ => Struck::No,
        }
    }
}

/// The shared texts.
#[derive(Debug, Default)]
pub(super) struct Shared {
    texts: Vec<String>,
    /// Those with runs of their own.
    runs: HashMap<usize, Runs>,
}

impl Shared {
    pub(super) fn get(&self, index: usize) -> Option<(&str, Runs)> {
        let text = self.texts.get(index)?;
        Some((text, self.runs.get(&index).copied().unwrap_or(Runs::PLAIN)))
    }

    /// Reads the table; a workbook without texts has none.
    pub(super) fn read(parts: &mut Parts<'_>, name: &str) -> Result<Self, Text> {
        let mut shared = Self::default();
        let Some(mut xml) = parts.open(name)? else { return Ok(shared) };
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
                Event::Start(e) if e.local_name().as_ref() == "si" => {
                    let (text, runs) = text(&mut xml, "si")?;
                    if runs != Runs::PLAIN {
                        shared.runs.insert(shared.texts.len(), runs);
                    }
                    shared.texts.push(text);
                }
                Event::Empty(e) if e.local_name().as_ref() == "si" => shared.texts.push(String::new()),
                Event::End(e) if e.local_name().as_ref() == "sst" => return Ok(shared),
                Event::Empty(e) if e.local_name().as_ref() == "sst" => return Ok(shared),
                Event::Eof => return Err(broken::xml()),
                _ => {}
            }
        }
    }
}

/// How a run of characters is written.
#[derive(Clone, Copy, Default)]
struct Run {
    /// Whether it has properties of its own.
    own: bool,
    struck: bool,
    raised: bool,
}

/// The text of an element `si` or `is`, whose start was read: its runs one after the other, without the
/// readings that are written above some scripts.
pub(super) fn text(xml: &mut Xml<'_, '_>, end: &str) -> Result<(String, Runs), Text> {
    let mut out = String::new();
    let mut runs = Runs::default();
    let mut run = Run::default();
    let (mut in_text, mut kept, mut phonetic) = (false, false, 0_u32);
    let mut piece = String::new();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
            Event::Start(e) => match e.local_name().as_ref() {
                "t" => {
                    in_text = phonetic == 0;
                    kept = attribute(&e, "space") == Some("preserve");
                }
                "r" => run = Run::default(),
                "rPh" => phonetic += 1,
                "rPr" => run.own = true,
                _ => property(&e, &mut run),
            },
            Event::Empty(e) => property(&e, &mut run),
            Event::Text(t) if in_text => piece.push_str(&t.xml10_content()),
            Event::CData(t) if in_text => piece.push_str(&t),
            Event::GeneralRef(r) if in_text => reference(&mut piece, &r)?,
            Event::End(e) => match e.local_name().as_ref() {
                "t" if in_text => {
                    in_text = false;
                    let text =
                        if kept { piece.as_str() } else { piece.trim_matches([' ', '\t', '\r', '\n']) };
                    if !text.trim().is_empty() {
                        runs.struck |= run.own && run.struck;
                        runs.plain |= run.own && !run.struck;
                        runs.inherited |= !run.own;
                        runs.raised |= run.raised;
                    }
                    out.push_str(text);
                    piece.clear();
                }
                "r" => run = Run::default(),
                "rPh" => phonetic = phonetic.saturating_sub(1),
                name if name == end => {
                    if runs == Runs::default() {
                        runs = Runs::PLAIN;
                    }
                    return Ok((unescaped(out), runs));
                }
                _ => {}
            },
            Event::Eof => return Err(broken::xml()),
            _ => {}
        }
    }
}

fn property(element: &BytesStart<'_>, run: &mut Run) {
    let value = attribute(element, "val");
    match element.local_name().as_ref() {
        "strike" => run.struck = !matches!(value, Some("0" | "false")),
        "vertAlign" => run.raised = matches!(value, Some("superscript" | "subscript")),
        "rPr" => run.own = true,
        _ => {}
    }
}
