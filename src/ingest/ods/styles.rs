//! Styles of an `OpenDocument` spreadsheet: formats of numbers as codes, strokes, hidden tables.

use super::malformed;
use crate::ingest::format::NumberFormat;
use crate::ingest::xlsx::part::{Xml, attribute, attribute_text};
use crate::model::Text;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::sync::Arc;

/// What a style says of a cell.
#[derive(Clone, Default)]
pub(super) struct Cell {
    pub format: Option<Arc<NumberFormat>>,
    pub struck: bool,
    /// Written in the colour of its cell.
    pub unseen: bool,
}

#[derive(Default)]
struct Style {
    format: Option<String>,
    struck: bool,
    raised: bool,
    /// What it writes in, and what it fills the cell with; none where it says neither.
    colour: Option<String>,
    fill: Option<String>,
    /// Whether it adds to a style of the office's own, which may have colours.
    adds: bool,
    hidden: bool,
}

/// A format that is being read.
struct Format {
    name: String,
    code: String,
    /// Conditions, and the formats that are used in its place where they hold.
    maps: Vec<(String, String)>,
}

/// Most formats that stand in the place of another one by conditions.
const MAPS: usize = 3;

impl Format {
    /// Its code with a section for each condition. Signs are what sections stand for anyway; any other
    /// condition is written into its section.
    fn code(&self, codes: &HashMap<String, String>) -> String {
        let conditions: Vec<&str> = self.maps.iter().map(|(condition, _)| condition.as_str()).collect();
        let own = self.code.as_str();
        let of =
            |at: usize| self.maps.get(at).and_then(|(_, name)| codes.get(name)).map_or("", String::as_str);
        match conditions[..] {
            [] => own.to_owned(),
            [">=0"] => format!("{};{own}", of(0)),
            ["<0"] => format!("{own};{}", of(0)),
            [">0"] => format!("{};{own};{own}", of(0)),
            [">0", "<0"] => format!("{};{};{own}", of(0), of(1)),
            ["<0", ">0"] => format!("{};{};{own}", of(1), of(0)),
            [">0", "<0", "=0"] => format!("{};{};{};{own}", of(0), of(1), of(2)),
            _ => {
                let section = |(at, condition): (usize, &&str)| {
                    let equal = if condition.starts_with(['<', '>', '=']) { "" } else { "=" };
                    format!("[{equal}{condition}]{};", of(at))
                };
                let sections: String = conditions.iter().enumerate().map(section).collect();
                sections + own
            }
        }
    }
}

/// The styles, and those that are being read.
#[derive(Default)]
pub(super) struct Styles {
    named: HashMap<String, Style>,
    formats: HashMap<String, Arc<NumberFormat>>,
    /// Codes of all formats: those of conditions are written before the format that names them.
    codes: HashMap<String, String>,
    style: Option<String>,
    format: Option<Format>,
    /// Whether text belongs to the format.
    in_text: bool,
    /// Hours and days of this format are shown in full.
    elapsed: bool,
}

/// A colour that others can be compared with; whites that no eye tells apart are one.
fn colour(text: &str) -> String {
    let part = |at: usize| text.get(at..at + 2).and_then(|part| u8::from_str_radix(part, 16).ok());
    let is_white =
        text == "transparent" || [1, 3, 5].into_iter().all(|at| part(at).is_some_and(|p| p >= 0xF8));
    if is_white { "white".to_owned() } else { text.to_ascii_lowercase() }
}

impl Style {
    fn unseen(&self) -> bool {
        let white = (!self.adds).then_some("white");
        self.colour.is_some() && self.colour.as_deref() == self.fill.as_deref().or(white)
    }
}

impl Styles {
    pub(super) fn read(&mut self, xml: &mut Xml<'_, '_>) -> Result<(), Text> {
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|_| malformed())? {
                Event::Start(e) => self.element(&e, false),
                Event::Empty(e) => self.element(&e, true),
                Event::Text(t) => self.text(&t),
                Event::End(e) => self.end(e.local_name().as_ref()),
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    pub(super) fn cell(&self, name: Option<&str>) -> Cell {
        let Some(style) = name.and_then(|name| self.named.get(name)) else { return Cell::default() };
        let format = style.format.as_ref().and_then(|name| self.formats.get(name)).cloned();
        Cell { format, struck: style.struck, unseen: style.unseen() }
    }

    /// Whether a style of characters strikes them through, whether it raises them.
    pub(super) fn text_style(&self, name: Option<&str>) -> (bool, bool) {
        name.and_then(|name| self.named.get(name)).map(|s| (s.struck, s.raised)).unwrap_or_default()
    }

    pub(super) fn hides_table(&self, name: &str) -> bool {
        self.named.get(name).is_some_and(|style| style.hidden)
    }

    pub(super) fn element(&mut self, e: &BytesStart<'_>, empty: bool) {
        let long = attribute(e, "style") == Some("long");
        let buddhist = attribute(e, "calendar") == Some("buddhist");
        match e.local_name().as_ref() {
            "style" => {
                let Some(name) = attribute_text(e, "name") else { return };
                let style = self.named.entry(name.clone()).or_default();
                style.format = attribute_text(e, "data-style-name");
                // What the style of the office's own gives beyond the default may be a colour.
                style.adds = attribute(e, "parent-style-name").is_some_and(|parent| parent != "Default");
                self.style = (!empty).then_some(name);
            }
            "text-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|name| self.named.get_mut(name)) {
                    let line = attribute(e, "text-line-through-style")
                        .or_else(|| attribute(e, "text-line-through-type"));
                    style.struck |= line.is_some_and(|line| line != "none");
                    style.colour = attribute(e, "color").map(colour).or(style.colour.take());
                    style.raised |= attribute(e, "text-position").is_some_and(|at| !at.starts_with("0%"));
                }
            }
            "table-cell-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|name| self.named.get_mut(name)) {
                    style.fill = attribute(e, "background-color").map(colour).or(style.fill.take());
                }
            }
            "table-properties" => {
                if let Some(style) = self.style.as_ref().and_then(|name| self.named.get_mut(name)) {
                    style.hidden |= attribute(e, "display") == Some("false");
                }
            }
            "number-style" | "date-style" | "time-style" | "percentage-style" | "currency-style"
            | "text-style" | "boolean-style" => {
                self.elapsed = attribute(e, "truncate-on-overflow") == Some("false");
                let name = attribute_text(e, "name").filter(|_| !empty);
                self.format = name.map(|name| Format { name, code: String::new(), maps: Vec::new() });
            }
            "map" => {
                let condition = attribute_text(e, "condition").unwrap_or_default();
                let condition = condition.trim().trim_start_matches("value()").replace([' ', ']'], "");
                let name = attribute_text(e, "apply-style-name");
                if let Some(format) = self.format.as_mut().filter(|format| format.maps.len() < MAPS) {
                    format.maps.extend(name.map(|name| (condition, name)));
                }
            }
            "text" | "currency-symbol" if self.format.is_some() => self.in_text = !empty,
            "number" => {
                // Without a number of decimals there are as many as the number has.
                if attribute(e, "decimal-places").is_none() && attribute(e, "grouping").is_none() {
                    return self.push("General");
                }
                let number =
                    |name| attribute(e, name).and_then(|n| n.parse().ok()).unwrap_or(0_usize).min(30);
                let (decimals, digits) = (number("decimal-places"), number("min-integer-digits"));
                let grouped = attribute(e, "grouping") == Some("true");
                let scale = attribute(e, "display-factor").map_or(0, |f| f.matches("000").count());
                let mut code = if grouped { "#,##".to_owned() } else { "#".to_owned() };
                code = if digits == 0 {
                    code
                } else {
                    format!("{}{}", &code[..code.len() - usize::from(!grouped)], "0".repeat(digits))
                };
                if decimals > 0 {
                    code.push('.');
                    code.push_str(&"0".repeat(decimals));
                }
                code.push_str(&",".repeat(scale));
                self.push(&code);
            }
            "fraction" => self.push("# ?/?"),
            "scientific-number" => self.push("0.00E+00"),
            "day" => self.push(if long { "dd" } else { "d" }),
            "month" => self.push(match (attribute(e, "textual") == Some("true"), long) {
                (true, true) => "mmmm",
                (true, false) => "mmm",
                (false, true) => "mm",
                (false, false) => "m",
            }),
            "year" => self.push(match (buddhist, long) {
                (true, true) => "bbbb",
                (true, false) => "bb",
                (false, true) => "yyyy",
                (false, false) => "yy",
            }),
            "hours" if self.elapsed => self.push("[h]"),
            "hours" => self.push(if long { "hh" } else { "h" }),
            "minutes" => self.push(if long { "mm" } else { "m" }),
            "seconds" => self.push(if long { "ss" } else { "s" }),
            "am-pm" => self.push("AM/PM"),
            "text-content" => self.push("@"),
            _ => {}
        }
    }

    fn push(&mut self, code: &str) {
        if let Some(format) = &mut self.format {
            format.code.push_str(code);
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        let Some(Format { code, .. }) = self.format.as_mut().filter(|_| self.in_text) else { return };
        match text {
            "%" | "/" | ":" | "-" | " " | "." => code.push_str(text),
            words => {
                code.push('"');
                code.push_str(&words.replace('"', ""));
                code.push('"');
            }
        }
    }

    pub(super) fn end(&mut self, name: &str) {
        match name {
            "style" => self.style = None,
            "text" | "currency-symbol" => self.in_text = false,
            "number-style" | "date-style" | "time-style" | "percentage-style" | "currency-style"
            | "text-style" | "boolean-style" => {
                if let Some(format) = self.format.take() {
                    let number = NumberFormat::new(&format.code(&self.codes));
                    // A part may name its own format as another part names one of its formats.
                    if number.is_plain() {
                        self.formats.remove(&format.name);
                    } else {
                        self.formats.insert(format.name.clone(), Arc::new(number));
                    }
                    self.codes.insert(format.name, format.code);
                }
            }
            _ => {}
        }
    }
}
