//! The table of styles: which numbers are dates, how they are shown, which cells are struck through.

use super::part::{attribute, attribute_text};
use super::{Parts, broken};
use crate::ingest::format::{NumberFormat, Shows};
use crate::model::Text;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::sync::Arc;

/// What a style says of a cell.
#[derive(Clone, Debug)]
pub(super) struct Style {
    pub shows: Shows,
    /// The format; none when numbers are shown as they are.
    pub format: Option<Arc<NumberFormat>>,
    pub struck: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { shows: Shows::General, format: None, struck: false }
    }
}

/// Reads the table; a workbook without one shows everything as it is.
pub(super) fn read(parts: &mut Parts<'_>, name: &str) -> Result<Vec<Style>, Text> {
    let mut styles = Vec::new();
    let Some(mut xml) = parts.open(name)? else { return Ok(styles) };
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut known: HashMap<u32, (Shows, Option<Arc<NumberFormat>>)> = HashMap::new();
    // Of each font whether it strikes through.
    let mut fonts: Vec<bool> = Vec::new();
    let mut list = List::Other;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
            Event::Start(e) => element(&e, &mut list, &mut codes, &mut known, &mut fonts, &mut styles),
            Event::Empty(e) => {
                // A list without content does not begin.
                let before = list;
                element(&e, &mut list, &mut codes, &mut known, &mut fonts, &mut styles);
                list = before;
            }
            Event::End(e) => match e.local_name().as_ref() {
                "numFmts" | "fonts" | "cellXfs" | "cellStyleXfs" | "dxfs" => list = List::Other,
                "styleSheet" => return Ok(styles),
                _ => {}
            },
            Event::Eof => return Err(broken::xml()),
            _ => {}
        }
    }
}

/// The list that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Formats,
    Fonts,
    Cells,
    Other,
}

fn element(
    e: &BytesStart<'_>,
    list: &mut List,
    codes: &mut HashMap<u32, String>,
    known: &mut HashMap<u32, (Shows, Option<Arc<NumberFormat>>)>,
    fonts: &mut Vec<bool>,
    styles: &mut Vec<Style>,
) {
    let number = |name: &str| attribute(e, name).and_then(|value| value.trim().parse::<u32>().ok());
    match (e.local_name().as_ref(), *list) {
        ("numFmts", _) => *list = List::Formats,
        ("fonts", _) => *list = List::Fonts,
        ("cellXfs", _) => *list = List::Cells,
        ("cellStyleXfs" | "dxfs", _) => *list = List::Other,
        ("numFmt", List::Formats) => {
            if let (Some(id), Some(code)) = (number("numFmtId"), attribute_text(e, "formatCode")) {
                codes.insert(id, code);
            }
        }
        ("font", List::Fonts) => fonts.push(false),
        ("strike", List::Fonts) => {
            if let Some(last) = fonts.last_mut() {
                *last = !matches!(attribute(e, "val"), Some("0" | "false"));
            }
        }
        ("xf", List::Cells) => {
            let id = number("numFmtId").unwrap_or(0);
            let (shows, format) = known.entry(id).or_insert_with(|| {
                let format = NumberFormat::shared(id, codes.get(&id).map(String::as_str));
                let shows = format.shows();
                (shows, (!format.is_plain()).then_some(format))
            });
            let font = number("fontId").and_then(|at| fonts.get(at as usize)).copied();
            styles.push(Style { shows: *shows, format: format.clone(), struck: font.unwrap_or(false) });
        }
        _ => {}
    }
}
