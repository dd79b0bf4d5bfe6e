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
    /// Whether it writes in white on white.
    pub white: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { shows: Shows::General, format: None, struck: false, white: false }
    }
}

/// Reads the table; a workbook without one shows everything as it is.
pub(super) fn read(parts: &mut Parts<'_>, name: &str) -> Result<Vec<Style>, Text> {
    let mut styles = Vec::new();
    let Some(mut xml) = parts.open(name)? else { return Ok(styles) };
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut known: HashMap<u32, (Shows, Option<Arc<NumberFormat>>)> = HashMap::new();
    let mut fonts: Vec<Font> = Vec::new();
    // Of each fill whether it leaves a cell white.
    let mut fills: Vec<bool> = Vec::new();
    let mut list = List::Other;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
            Event::Start(e) => {
                element(&e, &mut list, &mut codes, &mut known, (&mut fonts, &mut fills), &mut styles);
            }
            Event::Empty(e) => {
                // A list without content does not begin.
                let before = list;
                element(&e, &mut list, &mut codes, &mut known, (&mut fonts, &mut fills), &mut styles);
                list = before;
            }
            Event::End(e) => match e.local_name().as_ref() {
                "numFmts" | "fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" => list = List::Other,
                "styleSheet" => return Ok(styles),
                _ => {}
            },
            Event::Eof => return Err(broken::xml()),
            _ => {}
        }
    }
}

/// What a font says of a cell.
#[derive(Clone, Copy, Default)]
struct Font {
    struck: bool,
    white: bool,
}

/// Whether a colour is white: by its parts, as the background of the theme, or in the palette.
fn is_white(e: &BytesStart<'_>) -> bool {
    if attribute(e, "tint").and_then(|tint| tint.parse::<f64>().ok()).is_some_and(|tint| tint != 0.0) {
        return false;
    }
    attribute(e, "rgb").is_some_and(|rgb| {
        rgb.len() >= 6
            && rgb.is_char_boundary(rgb.len() - 6)
            && rgb[rgb.len() - 6..].eq_ignore_ascii_case("FFFFFF")
    }) || attribute(e, "theme") == Some("0")
        || matches!(attribute(e, "indexed"), Some("1" | "9"))
}

/// The list that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Formats,
    Fonts,
    Fills,
    Cells,
    Other,
}

fn element(
    e: &BytesStart<'_>,
    list: &mut List,
    codes: &mut HashMap<u32, String>,
    known: &mut HashMap<u32, (Shows, Option<Arc<NumberFormat>>)>,
    (fonts, fills): (&mut Vec<Font>, &mut Vec<bool>),
    styles: &mut Vec<Style>,
) {
    let number = |name: &str| attribute(e, name).and_then(|value| value.trim().parse::<u32>().ok());
    match (e.local_name().as_ref(), *list) {
        ("numFmts", _) => *list = List::Formats,
        ("fonts", _) => *list = List::Fonts,
        ("fills", _) => *list = List::Fills,
        ("cellXfs", _) => *list = List::Cells,
        ("cellStyleXfs" | "dxfs", _) => *list = List::Other,
        ("numFmt", List::Formats) => {
            if let (Some(id), Some(code)) = (number("numFmtId"), attribute_text(e, "formatCode")) {
                codes.insert(id, code);
            }
        }
        ("font", List::Fonts) => fonts.push(Font::default()),
        ("color", List::Fonts) => {
            if let Some(last) = fonts.last_mut() {
                last.white = is_white(e);
            }
        }
        ("fill", List::Fills) => fills.push(true),
        ("patternFill" | "gradientFill", List::Fills) => {
            if let Some(last) = fills.last_mut() {
                *last = matches!(attribute(e, "patternType"), Some("none"))
                    && e.local_name().as_ref() == "patternFill";
            }
        }
        // A solid fill is drawn in its foreground.
        ("fgColor", List::Fills) => {
            if let Some(last) = fills.last_mut() {
                *last |= is_white(e);
            }
        }
        ("strike", List::Fonts) => {
            if let Some(last) = fonts.last_mut() {
                last.struck = !matches!(attribute(e, "val"), Some("0" | "false"));
            }
        }
        ("xf", List::Cells) => {
            let id = number("numFmtId").unwrap_or(0);
            let (shows, format) = known.entry(id).or_insert_with(|| {
                let format = NumberFormat::shared(id, codes.get(&id).map(String::as_str));
                let shows = format.shows();
                (shows, (!format.is_plain()).then_some(format))
            });
            let font = number("fontId").and_then(|at| fonts.get(at as usize)).copied().unwrap_or_default();
            let on_white = number("fillId").and_then(|at| fills.get(at as usize)).copied().unwrap_or(true);
            styles.push(Style {
                shows: *shows,
                format: format.clone(),
                struck: font.struck,
                white: font.white && on_white,
            });
        }
        _ => {}
    }
}
