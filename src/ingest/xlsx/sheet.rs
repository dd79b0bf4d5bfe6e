//! One sheet: its cells, what is seen of them, merged ranges, what is hidden.

use super::part::{Xml, attribute, attribute_text, attributes, is_true, reference, unescaped};
use super::strings::{self, Runs, Shared};
use super::styles::Style;
use super::{Budget, broken};
use crate::ingest::format::Shows;
use crate::ingest::seen::{Link, Seen, Struck};
use crate::ingest::{RawCell, RawSheet, RawValue, non_blank};
use crate::model::{Text, column_letters};
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;
use std::sync::Arc;

/// Rows and columns that Excel has.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;
/// Most merged ranges, and most links, of a sheet that are looked at.
const MOST_RANGES: usize = 20_000;
/// Points of a row, and characters of a column, below which nothing is seen in it.
const NARROWEST: f64 = 1.0;
/// Days between the two epochs of Excel's dates.
const EPOCH_DAYS: f64 = 1462.0;
/// Functions that put a picture or a link into a cell.
const PICTURE_FUNCTIONS: [&str; 2] = ["DISPIMG(", "IMAGE("];
const LINK_FUNCTION: &str = "HYPERLINK(";

/// What the whole workbook says about its cells.
pub(super) struct Book<'a> {
    pub shared: &'a Shared,
    pub styles: &'a [Style],
    pub epoch_1904: bool,
    /// The workbook asks to be calculated when it is opened: stored results are not what is seen.
    pub recalculated: bool,
    /// Addresses of the sheet's links, by the number that the sheet calls them.
    pub targets: HashMap<String, String>,
}

/// Why a sheet's cells are not used.
pub(in crate::ingest) enum Excess {
    Cells,
    Text,
}

type Range = (u32, u32, u32, u32);

struct Reading<'a, 'b> {
    book: &'a Book<'a>,
    budget: &'b mut Budget,
    last_row: u32,
    into: &'b mut RawSheet,
    buffer: Vec<u8>,
    text: String,
    formula: String,
    /// Links that shared formulas make, by the formula's number.
    shared_links: HashMap<String, Link>,
}

/// Reads a sheet from its part into `into`, up to a row, which is the last of what is read. Beyond a limit the
/// cells end and the excess is said.
pub(super) fn read(
    xml: &mut Xml<'_, '_>,
    book: &Book<'_>,
    budget: &mut Budget,
    last_row: u32,
    into: &mut RawSheet,
) -> Result<Option<Excess>, Text> {
    let mut reading = Reading {
        book,
        budget,
        last_row,
        into,
        buffer: Vec::new(),
        text: String::new(),
        formula: String::new(),
        shared_links: HashMap::new(),
    };
    let mut buffer = Vec::new();
    let mut links: Vec<(Range, Link)> = Vec::new();
    let (mut sheet_data, mut ended) = (false, false);
    while !ended {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| broken::xml())? {
            Event::Start(e) => match e.local_name().as_ref() {
                "sheetData" => {
                    once(&mut sheet_data, &reading.into.name)?;
                    if let Some(excess) = reading.rows(xml)? {
                        return Ok(Some(excess));
                    }
                    if last_row < ROWS {
                        return Ok(None);
                    }
                }
                _ => reading.beside(&e, &mut links),
            },
            Event::Empty(e) => match e.local_name().as_ref() {
                "sheetData" => once(&mut sheet_data, &reading.into.name)?,
                _ => reading.beside(&e, &mut links),
            },
            Event::End(e) => ended = e.local_name().as_ref() == "worksheet",
            Event::Eof => return Err(broken::cut_off(&reading.into.name)),
            _ => {}
        }
    }
    if !sheet_data {
        return Err(broken::no_sheet(&reading.into.name));
    }
    for (range, link) in links {
        set_link(reading.into, range, &link);
    }
    reading.into.seen.sort_by_key(|s| (s.row, s.col));
    Ok(None)
}

/// Whether a row or a column is too narrow for anybody to see it.
fn is_flat(e: &BytesStart<'_>, size: &str) -> bool {
    attribute(e, size).and_then(|size| size.trim().parse::<f64>().ok()).is_some_and(|size| size < NARROWEST)
}

fn once(seen: &mut bool, sheet: &str) -> Result<(), Text> {
    if std::mem::replace(seen, true) { Err(broken::twice(sheet)) } else { Ok(()) }
}

/// The used cells of a range lead somewhere.
fn set_link(sheet: &mut RawSheet, (top, left, bottom, right): Range, link: &Link) {
    let from = sheet.cells.partition_point(|c| (c.row, c.col) < (top, left));
    let inside: Vec<(u32, u32)> = sheet.cells[from..]
        .iter()
        .take_while(|c| c.row <= bottom)
        .filter(|c| (left..=right).contains(&c.col))
        .take(MOST_RANGES)
        .map(|c| (c.row, c.col))
        .collect();
    for (row, col) in inside {
        match sheet.seen.binary_search_by_key(&(row, col), |s| (s.row, s.col)) {
            Ok(at) => sheet.seen[at].link = Some(link.clone()),
            Err(at) => {
                sheet.seen.insert(at, Seen { row, col, link: Some(link.clone()), ..Seen::default() });
            }
        }
    }
}

impl Reading<'_, '_> {
    /// What a sheet says beside its cells.
    fn beside(&mut self, e: &BytesStart<'_>, links: &mut Vec<(Range, Link)>) {
        match e.local_name().as_ref() {
            "col" if is_true(e, "hidden") || is_flat(e, "width") => {
                let number = |name| attribute(e, name).and_then(|v| v.parse::<u32>().ok()?.checked_sub(1));
                if let (Some(first), Some(last)) = (number("min"), number("max")) {
                    self.into.hides.columns.push((first, last));
                }
            }
            // An automatic filter that filters nothing has no column in it.
            "filterColumn" => self.into.hides.filtered = true,
            "mergeCell" if self.into.merged.len() < MOST_RANGES => {
                self.into.merged.extend(attribute(e, "ref").and_then(range));
            }
            "hyperlink" if links.len() < MOST_RANGES => {
                let target = attribute_text(e, "id").and_then(|id| self.book.targets.get(&id));
                // Places of the workbook itself are no address.
                if let (Some(range), Some(target)) = (attribute(e, "ref").and_then(range), target) {
                    links.push((range, Link::To(Arc::from(target.as_str()))));
                }
            }
            _ => {}
        }
    }

    fn rows(&mut self, xml: &mut Xml<'_, '_>) -> Result<Option<Excess>, Text> {
        let mut buffer = Vec::new();
        // One past the last row; and one past the last column of this row.
        let (mut row, mut next_row, mut next_col) = (0, 0, 0);
        let mut hidden = false;
        loop {
            buffer.clear();
            let event = xml.read_event_into(&mut buffer).map_err(|_| broken::xml())?;
            let empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "c" => {
                        let Some(left) = self.budget.cells.checked_sub(1) else {
                            return Ok(Some(Excess::Cells));
                        };
                        // Formatted but empty cells count too: they cost time as well.
                        self.budget.cells = left;
                        let col = cell_column(&e, row, next_col)?;
                        next_col = col + 1;
                        if empty {
                            continue;
                        }
                        let before = self.into.cells.len();
                        if let Some(excess) = self.cell(xml, &e, row, col)? {
                            return Ok(Some(excess));
                        }
                        if hidden
                            && self.into.cells.len() > before
                            && self.into.hides.rows.last() != Some(&row)
                        {
                            self.into.hides.rows.push(row);
                        }
                    }
                    "row" => {
                        row = match attribute(&e, "r") {
                            None => next_row,
                            Some(number) => {
                                let wrong = || broken::address(number);
                                let row: u32 = number.parse().map_err(|_| wrong())?;
                                row.checked_sub(1).filter(|row| *row >= next_row).ok_or_else(wrong)?
                            }
                        };
                        if row > self.last_row {
                            return Ok(None);
                        }
                        if row >= ROWS {
                            return Err(broken::address(&(u64::from(row) + 1).to_string()));
                        }
                        (next_row, next_col) = (row + 1, 0);
                        hidden = is_true(&e, "hidden") || is_flat(&e, "ht");
                    }
                    _ => {}
                },
                Event::End(e) if e.local_name().as_ref() == "sheetData" => return Ok(None),
                Event::Eof => return Err(broken::cut_off(&self.into.name)),
                _ => {}
            }
        }
    }

    /// A cell whose start was read.
    fn cell(
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
        let is_number = matches!(value, RawValue::Number(_) | RawValue::Percent(_) | RawValue::Date(_));
        let seen = Seen {
            row,
            col,
            format: if is_number { style.format.clone() } else { None },
            struck: if is_text(&value) { runs.in_cell(style.struck) } else { whole(style.struck) },
            raised: runs.raised,
            unseen: style.unseen,
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

    /// The link that a formula makes.
    fn link_of_formula(&mut self, shared: Option<String>) -> Option<Link> {
        let upper = self.formula.to_ascii_uppercase();
        let found = upper.find(LINK_FUNCTION).map(|at| {
            let argument = self.formula.get(at + LINK_FUNCTION.len()..).unwrap_or_default().trim_start();
            // A literal address that nothing is added to.
            match argument.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
                Some((address, after)) if after.trim_start().starts_with([',', ';', ')']) => {
                    Link::To(Arc::from(address))
                }
                _ => Link::Computed,
            }
        });
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

/// The column that a cell names, at the row where it stands and right of the cell before.
fn cell_column(start: &BytesStart<'_>, row: u32, next: u32) -> Result<u32, Text> {
    let Some(name) = attribute(start, "r") else {
        return if next < COLUMNS { Ok(next) } else { Err(broken::address("XFD")) };
    };
    match address(name) {
        Some((named, col)) if named == row && col >= next => Ok(col),
        _ => Err(broken::address(name)),
    }
}

/// Row and column of an address such as `XFD1048576`.
fn address(name: &str) -> Option<(u32, u32)> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).count();
    let (letters, digits) = name.split_at(letters);
    if !(1..=3).contains(&letters.len()) || !(1..=7).contains(&digits.len()) {
        return None;
    }
    if digits.starts_with('0') || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let col = letters.bytes().fold(0, |col, letter| col * 26 + u32::from(letter - b'A') + 1) - 1;
    let row = digits.parse::<u32>().ok()?.checked_sub(1)?;
    (row < ROWS && col < COLUMNS).then_some((row, col))
}

fn range(name: &str) -> Option<Range> {
    let (from, to) = name.split_once(':').unwrap_or((name, name));
    let ((top, left), (bottom, right)) = (address(from)?, address(to)?);
    (top <= bottom && left <= right).then_some((top, left, bottom, right))
}

fn a1(row: u32, col: u32) -> String {
    format!("{}{}", column_letters(col), u64::from(row) + 1)
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

/// Errors that Excel shows, by their names.
pub(in crate::ingest) fn error_name(name: &str) -> &'static str {
    const NAMES: &[&str] = &[
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
    NAMES.iter().find(|known| **known == name).copied().unwrap_or("#ERROR!")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_excel_and_no_others() {
        assert_eq!(address("A1"), Some((0, 0)));
        assert_eq!(address("XFD1048576"), Some((1_048_575, 16_383)));
        for wrong in
            ["A0", "A01", "XFE1", "A1048577", "A4294967305", "1A", "a1", "AAAA1", "A", "", "A1 ", "$A$1"]
        {
            assert_eq!(address(wrong), None, "{wrong}");
        }
        assert_eq!(range("B2:C9"), Some((1, 1, 8, 2)));
        assert_eq!(range("C9:B2"), None);
    }

    #[test]
    fn functions_that_show_pictures_are_known() {
        assert!(is_picture("_xlfn.DISPIMG(\"ID\",1)") && is_picture("_xlfn.IMAGE(A1)"));
        assert!(!is_picture("SUM(A1:A2)"));
    }
}
