//! One sheet: its cells, what is seen of them, merged ranges, what is hidden.

mod address;
mod cell;

pub(in crate::ingest) use address::Range;
pub(crate) use cell::is_error_name;
pub(in crate::ingest) use cell::{EPOCH_DAYS, error_name, linked};

use super::part::{Xml, attribute, attribute_text, is_true};
use super::strings::Shared;
use super::styles::Style;
use super::{Budget, broken};
use crate::ingest::RawSheet;
use crate::ingest::seen::{Link, Seen};
use crate::model::Text;
use address::{ROWS, cell_column, range};
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Most merged ranges, and most links, of a sheet that are looked at.
pub(in crate::ingest) const MOST_RANGES: usize = 20_000;
/// Most cells that are looked through for those that links belong to: ranges of whole columns, thousands of times
/// over, are no form of anybody.
const LINKED_CELLS: usize = 20_000_000;
/// Ranges of conditional formats of a sheet that are looked at: each cell is held against all of them.
const MOST_CONDITIONS: usize = 500;
/// Points of a row, and characters of a column, below which nothing is seen in it.
const NARROWEST: f64 = 1.0;

/// What the whole workbook says about its cells.
pub(super) struct Book<'a> {
    pub shared: &'a Shared,
    pub styles: &'a [Style],
    /// Of conditional formats whether each may show something else than a cell holds.
    pub conditional: &'a [bool],
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
    /// Ranges of the conditional format that is being read.
    ranges: Vec<Range>,
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
        ranges: Vec::new(),
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
    set_links(reading.into, &links);
    Ok(None)
}

/// Whether a row or a column is too narrow for anybody to see it.
fn is_flat(e: &BytesStart<'_>, size: &str) -> bool {
    attribute(e, size).and_then(|size| size.trim().parse::<f64>().ok()).is_some_and(|size| size < NARROWEST)
}

fn once(seen: &mut bool, sheet: &str) -> Result<(), Text> {
    if std::mem::replace(seen, true) { Err(broken::twice(sheet)) } else { Ok(()) }
}

/// The used cells of ranges lead somewhere; of two links of a cell the later one counts.
pub(in crate::ingest) fn set_links(sheet: &mut RawSheet, links: &[(Range, Link)]) {
    let mut budget = LINKED_CELLS;
    let mut found: BTreeMap<(u32, u32), &Link> = BTreeMap::new();
    for ((top, left, bottom, right), link) in links {
        let from = sheet.cells.partition_point(|c| (c.row, c.col) < (*top, *left));
        let looked_at = sheet.cells[from..].iter().take(budget).take_while(|c| c.row <= *bottom);
        let inside = looked_at.inspect(|_| budget -= 1).filter(|c| (left..=right).contains(&&c.col));
        found.extend(inside.take(MOST_RANGES).map(|c| ((c.row, c.col), link)));
    }
    for seen in &mut sheet.seen {
        if let Some(link) = found.remove(&(seen.row, seen.col)) {
            seen.link = Some(link.clone());
        }
    }
    let linked = |((row, col), link): ((u32, u32), &Link)| Seen {
        row,
        col,
        link: Some(link.clone()),
        ..Seen::default()
    };
    sheet.seen.extend(found.into_iter().map(linked));
    sheet.seen.sort_by_key(|s| (s.row, s.col));
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
            "conditionalFormatting" => {
                let list = attribute(e, "sqref").unwrap_or_default();
                self.ranges = list.split_whitespace().take(MOST_RANGES).filter_map(range).collect();
            }
            "cfRule" => {
                let format = attribute(e, "dxfId").and_then(|id| id.trim().parse::<usize>().ok());
                if format.and_then(|at| self.book.conditional.get(at)) == Some(&true) {
                    self.conditional();
                }
            }
            // Signs and bars in place of the numbers.
            "iconSet" | "dataBar" if matches!(attribute(e, "showValue"), Some("0" | "false")) => {
                self.conditional();
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

    /// The ranges of the conditional format may show something else than they hold.
    fn conditional(&mut self) {
        let room = MOST_CONDITIONS.saturating_sub(self.into.conditional.len());
        self.into.conditional.extend(self.ranges.iter().take(room));
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
}
