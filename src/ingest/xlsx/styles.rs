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
    /// Whether it writes in the colour of its cell.
    pub unseen: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { shows: Shows::General, format: None, struck: false, unseen: false }
    }
}

/// The styles of cells, and of conditional formats whether each may show something else than a cell holds.
#[derive(Default)]
pub(super) struct Styles {
    pub cells: Vec<Style>,
    pub conditional: Vec<bool>,
}

/// Reads the table; a workbook without one shows everything as it is.
pub(super) fn read(parts: &mut Parts<'_>, name: &str) -> Result<Styles, Text> {
    let mut styles = Styles::default();
    let Some(mut xml) = parts.open(name)? else { return Ok(styles) };
    let mut codes: HashMap<u32, String> = HashMap::new();
    let mut known: HashMap<u32, (Shows, Option<Arc<NumberFormat>>)> = HashMap::new();
    let mut fonts: Vec<Font> = Vec::new();
    // Of each fill the colour that it gives a cell; none where that is no single one.
    let mut fills: Vec<Option<String>> = Vec::new();
    // The conditional format that is being read.
    let mut looks: Option<Look> = None;
    let mut list = List::Other;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
            Event::Start(e) => {
                conditional(&e, list, &mut looks);
                element(&e, &mut list, &mut codes, &mut known, (&mut fonts, &mut fills), &mut styles.cells);
            }
            Event::Empty(e) => {
                // A list without content does not begin.
                let before = list;
                if e.local_name().as_ref() == "dxf" && list == List::Conditional {
                    styles.conditional.push(false);
                } else {
                    conditional(&e, list, &mut looks);
                }
                element(&e, &mut list, &mut codes, &mut known, (&mut fonts, &mut fills), &mut styles.cells);
                list = before;
            }
            Event::End(e) => match e.local_name().as_ref() {
                "numFmts" | "fonts" | "fills" | "cellXfs" | "cellStyleXfs" | "dxfs" => list = List::Other,
                "dxf" => styles.conditional.extend(looks.take().map(|look| look.changes())),
                "styleSheet" => return Ok(styles),
                _ => {}
            },
            Event::Eof => return Err(broken::xml()),
            _ => {}
        }
    }
}

/// What a conditional format says of a cell.
#[derive(Default)]
struct Look {
    struck: bool,
    colour: Option<String>,
    fill: Option<String>,
    format: Option<NumberFormat>,
    in_font: bool,
}

impl Look {
    /// Whether a cell may show something else than it holds. Colours that are seen, and more or fewer decimals, change
    /// nothing.
    fn changes(&self) -> bool {
        let fill = self.fill.as_deref().unwrap_or(WHITE);
        let other_number = self.format.as_ref().is_some_and(|format| {
            let is_plain = format.is_plain() || format.precision(1.0).is_some();
            !is_plain
                || format.beside(1.0).is_none_or(|beside| beside.hidden || !beside.words.trim().is_empty())
        });
        self.struck || other_number || self.colour.as_deref().unwrap_or(BLACK) == fill
    }
}

/// Takes an element of a conditional format.
fn conditional(e: &BytesStart<'_>, list: List, look: &mut Option<Look>) {
    if list != List::Conditional {
        return;
    }
    let name = e.local_name();
    if name.as_ref() == "dxf" {
        *look = Some(Look::default());
    }
    let Some(look) = look else { return };
    match name.as_ref() {
        "font" => look.in_font = true,
        "fill" | "border" | "alignment" | "protection" => look.in_font = false,
        "strike" => look.struck = !matches!(attribute(e, "val"), Some("0" | "false")),
        "color" if look.in_font => look.colour = colour(e),
        // A conditional format is filled with its background.
        "bgColor" => look.fill = colour(e),
        "numFmt" => look.format = attribute_text(e, "formatCode").map(|code| NumberFormat::new(&code)),
        _ => {}
    }
}

/// What a font says of a cell.
#[derive(Clone, Default)]
struct Font {
    struck: bool,
    colour: Option<String>,
}

/// What whites are called: those of the palette, of the theme, and those that no eye tells from them.
const WHITE: &str = "white";
/// The colour of letters to which none is given.
const BLACK: &str = "black";
/// From here on each part of a colour is as good as white, and up to here as good as black.
const NEARLY_WHITE: u8 = 0xF8;
const NEARLY_BLACK: u8 = 0x07;

/// A colour as a key: equal keys are the same colour. None where it is left to the program.
fn colour(e: &BytesStart<'_>) -> Option<String> {
    let parts = ["rgb", "theme", "indexed", "tint"].map(|name| attribute(e, name));
    let [rgb, theme, indexed, tint] = parts;
    rgb.or(theme).or(indexed)?;
    let is_plain = tint.and_then(|tint| tint.parse::<f64>().ok()).is_none_or(|tint| tint == 0.0);
    let all_parts = |is: fn(u8) -> bool| {
        rgb.is_some_and(|rgb| {
            let digits = rgb.get(rgb.len().saturating_sub(6)..).unwrap_or_default();
            let part = |at: usize| digits.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok());
            [0, 2, 4].into_iter().all(|at| part(at).is_some_and(is))
        })
    };
    let is_black =
        all_parts(|part| part <= NEARLY_BLACK) || theme == Some("1") || matches!(indexed, Some("0" | "8"));
    if is_plain && is_black {
        return Some(BLACK.to_owned());
    }
    let is_white =
        all_parts(|part| part >= NEARLY_WHITE) || theme == Some("0") || matches!(indexed, Some("1" | "9"));
    Some(if is_plain && is_white { WHITE.to_owned() } else { format!("{parts:?}").to_ascii_lowercase() })
}

/// The list that is being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum List {
    Formats,
    Fonts,
    Fills,
    Cells,
    Conditional,
    Other,
}

fn element(
    e: &BytesStart<'_>,
    list: &mut List,
    codes: &mut HashMap<u32, String>,
    known: &mut HashMap<u32, (Shows, Option<Arc<NumberFormat>>)>,
    (fonts, fills): (&mut Vec<Font>, &mut Vec<Option<String>>),
    styles: &mut Vec<Style>,
) {
    let number = |name: &str| attribute(e, name).and_then(|value| value.trim().parse::<u32>().ok());
    match (e.local_name().as_ref(), *list) {
        ("numFmts", _) => *list = List::Formats,
        ("fonts", _) => *list = List::Fonts,
        ("fills", _) => *list = List::Fills,
        ("cellXfs", _) => *list = List::Cells,
        ("cellStyleXfs", _) => *list = List::Other,
        ("dxfs", _) => *list = List::Conditional,
        ("numFmt", List::Formats) => {
            if let (Some(id), Some(code)) = (number("numFmtId"), attribute_text(e, "formatCode")) {
                codes.insert(id, code);
            }
        }
        ("font", List::Fonts) => fonts.push(Font::default()),
        ("color", List::Fonts) => {
            if let Some(last) = fonts.last_mut() {
                last.colour = colour(e);
            }
        }
        ("fill", List::Fills) => fills.push(Some(WHITE.to_owned())),
        ("patternFill" | "gradientFill", List::Fills) => {
            // A pattern without a type is none, as some programs write it.
            let is_pattern = e.local_name().as_ref() == "patternFill";
            let pattern = is_pattern.then(|| attribute(e, "patternType").unwrap_or("none"));
            match (fills.last_mut(), pattern) {
                (Some(last), Some("none")) => *last = Some(WHITE.to_owned()),
                // Its foreground follows.
                (Some(last), Some("solid")) => *last = Some(String::new()),
                (Some(last), _) => *last = None,
                (None, _) => {}
            }
        }
        // A solid fill is drawn in its foreground.
        ("fgColor", List::Fills) => {
            if let Some(Some(last)) = fills.last_mut().filter(|last| last.as_deref() == Some("")) {
                *last = colour(e).unwrap_or_default();
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
            let font = number("fontId").and_then(|at| fonts.get(at as usize)).cloned().unwrap_or_default();
            let fill = number("fillId").and_then(|at| fills.get(at as usize)).cloned();
            let fill = fill.unwrap_or_else(|| Some(WHITE.to_owned()));
            styles.push(Style {
                shows: *shows,
                format: format.clone(),
                struck: font.struck,
                unseen: fill.is_some_and(|fill| font.colour.as_deref().unwrap_or(BLACK) == fill),
            });
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    /// What the cells of a style sheet's fills say of white letters.
    fn unseen(fill: &str) -> bool {
        let text = format!(
            "<fonts><font><color rgb=\"FFFFFFFF\"/></font></fonts><fills>{fill}</fills><cellXfs><xf fontId=\"0\" fillId=\"0\"/></cellXfs>"
        );
        let mut reader = Reader::from_str(&text);
        let (mut list, mut fonts, mut fills, mut styles) = (List::Other, Vec::new(), Vec::new(), Vec::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(e) | Event::Empty(e) => {
                    let (mut codes, mut known) = Default::default();
                    element(&e, &mut list, &mut codes, &mut known, (&mut fonts, &mut fills), &mut styles);
                }
                Event::Eof => return styles[0].unseen,
                _ => {}
            }
        }
    }

    #[test]
    fn white_letters_are_unseen_where_nothing_is_filled() {
        assert!(unseen("<fill><patternFill patternType=\"none\"/></fill>"));
        assert!(unseen("<fill><patternFill/></fill>"), "as openpyxl writes it");
        assert!(!unseen("<fill><patternFill patternType=\"gray125\"/></fill>"));
        let solid = |rgb: &str| {
            format!("<fill><patternFill patternType=\"solid\"><fgColor rgb=\"{rgb}\"/></patternFill></fill>")
        };
        assert!(!unseen(&solid("FF1F3864")) && unseen(&solid("FFFFFFFF")));
    }
}
