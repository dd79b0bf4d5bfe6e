//! One cell: its value, and what is seen of it.

use super::address::a1;
use super::{Excess, Reading};
use crate::ingest::format::Shows;
use crate::ingest::seen::{Link, Seen, Struck};
use crate::ingest::xlsx::broken;
use crate::ingest::xlsx::part::{Xml, attribute, attributes, reference, unescaped};
use crate::ingest::xlsx::strings::{self, Runs};
use crate::ingest::xlsx::styles::Style;
use crate::ingest::{RawCell, RawValue, non_blank};
use crate::model::Text;
use quick_xml::events::{BytesStart, Event};
use std::sync::Arc;

/// Days between the two epochs of Excel's dates.
pub(in crate::ingest) const EPOCH_DAYS: f64 = 1462.0;
/// Functions that put a picture or a link into a cell.
const PICTURE_FUNCTIONS: [&str; 2] = ["DISPIMG(", "IMAGE("];
const LINK_FUNCTION: &str = "HYPERLINK(";

/// The link that a formula makes.
pub(in crate::ingest) fn linked(formula: &str) -> Option<Link> {
    let at = formula.to_ascii_uppercase().find(LINK_FUNCTION)?;
    let argument = formula.get(at + LINK_FUNCTION.len()..).unwrap_or_default().trim_start();
    // A literal address that nothing is added to.
    Some(match argument.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((address, after)) if after.trim_start().starts_with([',', ';', ')']) => {
            Link::To(Arc::from(address))
        }
        _ => Link::Computed,
    })
}

impl Reading<'_, '_> {
    /// A cell whose start was read.
    pub(super) fn cell(
        &mut self,
        xml: &mut Xml<'_, '_>,
        start: &BytesStart<'_>,
        row: u32,
        col: u32,
    ) -> Result<Option<Excess>, Text> {
        let (mut style, mut kind, mut value_metadata) = (0_usize, Kind::Number, false);
        for (name, value) in attributes(start) {
            match name {
                "s" => style = value.parse().unwrap_or(0),
                "t" => kind = Kind::of(value).ok_or_else(|| broken::value(&a1(row, col)))?,
                "vm" => value_metadata = true,
                _ => {}
            }
        }
        let default = Style::default();
        let style = self.book.styles.get(style).unwrap_or(&default);
        self.text.clear();
        self.formula.clear();
        let (mut has_value, mut has_formula, mut runs) = (false, false, Runs::PLAIN);
        let mut inline = None;
        let mut link = None;
        loop {
            self.buffer.clear();
            match xml.read_event_into(&mut self.buffer).map_err(|_| broken::xml())? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "v" => {
                        content(xml, "v", &mut self.text)?;
                        has_value = true;
                    }
                    "f" => {
                        let shared = (attribute(&e, "t") == Some("shared"))
                            .then(|| attribute(&e, "si").unwrap_or_default().to_owned());
                        content(xml, "f", &mut self.formula)?;
                        has_formula = true;
                        link = self.link_of_formula(shared);
                    }
                    "is" => {
                        let (text, of_text) = strings::text(xml, "is")?;
                        runs = of_text;
                        inline = Some(text);
                    }
                    _ => {}
                },
                Event::Empty(e) if e.local_name().as_ref() == "f" => {
                    has_formula = true;
                    link = attribute(&e, "si").and_then(|si| self.shared_links.get(si).cloned());
                }
                Event::End(e) if e.local_name().as_ref() == "c" => break,
                Event::Eof => return Err(broken::cut_off(&self.into.name)),
                _ => {}
            }
        }
        let at = || a1(row, col);
        let text = self.text.as_str();
        let mut value = match kind {
            Kind::Inline => inline.and_then(non_blank),
            _ if !has_value || (text.is_empty() && kind != Kind::Written) => None,
            Kind::Shared => {
                let index = text.trim().parse().map_err(|_| broken::string_index(&at()))?;
                let (text, of_text) =
                    self.book.shared.get(index).ok_or_else(|| broken::string_index(&at()))?;
                runs = of_text;
                non_blank(text.to_owned())
            }
            Kind::Written => non_blank(unescaped(text.to_owned())),
            Kind::Iso => non_blank(text.to_owned()),
            Kind::Truth => Some(RawValue::Bool(match text.trim() {
                "0" | "false" => false,
                "1" | "true" => true,
                _ => return Err(broken::value(&at())),
            })),
            Kind::Error => Some(RawValue::Error(error_name(text.trim()))),
            Kind::Number => {
                let number: f64 = text.trim().parse().map_err(|_| broken::value(&at()))?;
                if !number.is_finite() {
                    return Err(broken::value(&at()));
                }
                Some(self.number(number, style))
            }
        };
        let no_result = match &value {
            // A formula that gave an empty text is a blank cell.
            None => !has_value || kind != Kind::Written,
            // A library writes 0 for every formula, and leaves it to Excel to work it out.
            Some(RawValue::Number(number) | RawValue::Percent(number)) => {
                self.book.recalculated && *number == 0.0
            }
            Some(_) => false,
        };
        let picture = (value_metadata && matches!(value, Some(RawValue::Error(_))))
            || is_picture(&self.formula)
            || matches!(&value, Some(RawValue::Text(text)) if is_picture(text.trim_start_matches('=')));
        if has_formula && no_result && !picture && link.is_none() {
            value = Some(RawValue::FormulaWithoutResult(self.formula.clone()));
        }
        let is_number = matches!(value, Some(RawValue::Number(_) | RawValue::Percent(_) | RawValue::Date(_)));
        if has_formula && self.book.recalculated && is_number && !picture {
            self.into.recalculated.push((row, col));
        }
        // What a formula leads to is known where what it shows was never worked out.
        if let (None, Some(Link::To(target))) = (&value, &link) {
            value = Some(RawValue::Text(target.to_string()));
        }
        let Some(value) = value else { return Ok(None) };
        if let RawValue::Text(text) | RawValue::FormulaWithoutResult(text) = &value {
            let Some(left) = self.budget.text_bytes.checked_sub(text.len()) else {
                return Ok(Some(Excess::Text));
            };
            self.budget.text_bytes = left;
        }
        let seen = Seen {
            row,
            col,
            format: if is_number { style.format.clone() } else { None },
            shown: None,
            struck: if is_text(&value) { runs.in_cell(style.struck) } else { whole(style.struck) },
            raised: runs.raised,
            unseen: style.unseen
                || (is_text(&value) && style.format.as_ref().is_some_and(|f| f.hides_text())),
            link,
            picture,
        };
        if seen.matters() {
            self.into.seen.push(seen);
        }
        self.into.cells.push(RawCell { row, col, value });
        Ok(None)
    }

    fn number(&self, number: f64, style: &Style) -> RawValue {
        match style.shows {
            Shows::Percent => RawValue::Percent(number),
            // From here on a date counts from 1900, whatever its workbook does.
            Shows::Date if self.book.epoch_1904 && number >= 1.0 => RawValue::Date(number + EPOCH_DAYS),
            Shows::Date | Shows::Elapsed => RawValue::Date(number),
            Shows::General | Shows::Number | Shows::Text => RawValue::Number(number),
        }
    }

    /// The link that a formula makes, or the shared one that it repeats.
    fn link_of_formula(&mut self, shared: Option<String>) -> Option<Link> {
        let found = linked(&self.formula);
        match (shared, &found) {
            (Some(si), Some(link)) => {
                self.shared_links.insert(si, link.clone());
            }
            (Some(si), None) if self.formula.is_empty() => return self.shared_links.get(&si).cloned(),
            _ => {}
        }
        found
    }
}

/// What a cell says that its value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Inline,
    /// A text that a formula results in.
    Written,
    Truth,
    Error,
    Iso,
}

impl Kind {
    fn of(name: &str) -> Option<Self> {
        Some(match name {
            "n" => Self::Number,
            "s" => Self::Shared,
            "inlineStr" => Self::Inline,
            "str" => Self::Written,
            "b" => Self::Truth,
            "e" => Self::Error,
            "d" => Self::Iso,
            _ => return None,
        })
    }
}

/// The text of an element whose start was read.
fn content(xml: &mut Xml<'_, '_>, end: &str, into: &mut String) -> Result<(), Text> {
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
            Event::Text(t) => into.push_str(&t.xml10_content()),
            Event::CData(t) => into.push_str(&t),
            Event::GeneralRef(r) => reference(into, &r)?,
            Event::End(e) if e.local_name().as_ref() == end => return Ok(()),
            Event::Eof => return Err(broken::xml()),
            _ => {}
        }
    }
}

fn is_text(value: &RawValue) -> bool {
    matches!(value, RawValue::Text(_))
}

fn whole(struck: bool) -> Struck {
    if struck { Struck::Wholly } else { Struck::No }
}

fn is_picture(formula: &str) -> bool {
    let plain = formula.trim_start_matches("_xlfn.").trim_start_matches("_xlws.");
    PICTURE_FUNCTIONS.iter().any(|name| plain.starts_with(name))
}

/// Errors that Excel shows.
const ERRORS: &[&str] = &[
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#BUSY!",
    "#UNKNOWN!",
    "#EXTERNAL!",
    "#PYTHON!",
];

/// Whether a text is the name of an error that Excel shows.
pub(crate) fn is_error_name(name: &str) -> bool {
    ERRORS.contains(&name)
}

/// Errors that Excel shows, by their names.
pub(in crate::ingest) fn error_name(name: &str) -> &'static str {
    ERRORS.iter().find(|known| **known == name).copied().unwrap_or("#ERROR!")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_that_show_pictures_are_known() {
        assert!(is_picture("_xlfn.DISPIMG(\"ID\",1)") && is_picture("_xlfn.IMAGE(A1)"));
        assert!(!is_picture("SUM(A1:A2)"));
    }
}
