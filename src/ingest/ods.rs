//! The cells of an `OpenDocument` spreadsheet, in one pass over its content.
//!
//! A cell there says itself whether it is a percentage or a day, and holds the text that is seen. Cells and
//! rows are written once for many when they repeat, so they are counted before they are written out.

mod styles;
mod value;

use super::refusal::{no_data, sheet_too_large};
use super::seen::{Link, Seen, Struck};
use super::xlsx::part::{Parts, Xml, attribute, attribute_text, reference};
use super::xlsx::sheet::{Excess, linked};
use super::xlsx::{Budget, Content, words};
use super::{Limits, RawCell, RawSheet, RawValue};
use crate::contract::is_guide;
use crate::diagnostic::Diagnostics;
use crate::model::Text;
use crate::workspace::InputFile;
use quick_xml::events::{BytesStart, Event};
use std::sync::Arc;
use styles::Styles;
use value::value;

/// Rows and columns that spreadsheets have.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;
const CONTENT: &str = "content.xml";
/// What is drawn over cells and written inside the cell that it is bound to.
const SHAPES: [&str; 18] = [
    "frame",
    "custom-shape",
    "text-box",
    "rect",
    "line",
    "polyline",
    "polygon",
    "regular-polygon",
    "path",
    "circle",
    "ellipse",
    "g",
    "connector",
    "caption",
    "measure",
    "control",
    "page-thumbnail",
    "scene",
];

fn malformed() -> Text {
    Text::new("โครงสร้าง XML ภายในไฟล์ผิด", "the XML inside is malformed")
}

/// Parses the bytes.
///
/// # Errors
/// Why they are no spreadsheet.
pub(super) fn parse(file: &InputFile, bytes: &[u8], limits: Limits) -> Result<Content, Text> {
    let mut parts = Parts::new(bytes)?;
    let missing = || Text::new("ไม่มีเนื้อหาของสมุดงานในไฟล์", "the content of the workbook is missing");
    let mut styles = Styles::default();
    if let Some(mut xml) = parts.open("styles.xml")? {
        styles.read(&mut xml)?;
    }
    let mut xml = parts.open(CONTENT)?.ok_or_else(missing)?;
    let mut content = Content { epoch_1904: false, sheets: Vec::new(), findings: Diagnostics::default() };
    let mut budget = Budget { cells: limits.cells, text_bytes: limits.text_bytes };
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(|_| malformed())? {
            Event::Start(e) if e.local_name().as_ref() == "table" => {
                if content.sheets.len() == limits.sheets {
                    return Err(Text::new("แผ่นงานมากเกินที่รับได้", "more sheets than are read"));
                }
                let name = attribute_text(&e, "name").unwrap_or_default();
                let hidden = attribute(&e, "style-name").is_some_and(|style| styles.hides_table(style));
                let mut table = Table {
                    sheet: RawSheet { name: Arc::from(name.as_str()), hidden, ..RawSheet::default() },
                    styles: &styles,
                    budget: &mut budget,
                    row: 0,
                    col: 0,
                    columns: 0,
                };
                let excess = table.read(&mut xml)?;
                let mut sheet = table.sheet;
                if is_guide(&name) {
                    sheet.keep_originals();
                } else if let Some(excess) = excess {
                    content.findings.push(sheet_too_large(file, &name, &words(&excess)));
                    sheet = RawSheet { name: sheet.name, hidden, ..RawSheet::default() };
                }
                content.sheets.push(sheet);
            }
            Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "null-date" => {
                content.epoch_1904 = counts_from_1904(&e)?;
            }
            Event::Start(e) => styles.element(&e, false),
            Event::Empty(e) => styles.element(&e, true),
            Event::Text(t) => styles.text(&t),
            Event::End(e) => {
                if e.local_name().as_ref() == "document-content" {
                    break;
                }
                styles.end(e.local_name().as_ref());
            }
            Event::Eof => return Err(malformed()),
            _ => {}
        }
    }
    if content.findings.iter().next().is_none() && content.sheets.iter().all(RawSheet::holds_no_data) {
        content.findings.push(no_data(file));
    }
    Ok(content)
}

/// Whether plain numbers that are days count from 1904.
///
/// # Errors
/// They count from a day that is not expected.
fn counts_from_1904(null_date: &BytesStart<'_>) -> Result<bool, Text> {
    match attribute(null_date, "date-value") {
        None | Some("1899-12-30") => Ok(false),
        Some("1904-01-01") => Ok(true),
        Some(day) => Err(Text::new(
            format!("วันที่ในไฟล์นับจากวัน {day} ซึ่งไม่รองรับ ให้เลือกนับจาก 30/12/1899 ในตัวเลือกการคำนวณ"),
            format!(
                "days count from {day}, which is not supported: choose 12/30/1899 in the options of calculation"
            ),
        )),
    }
}

struct Table<'a> {
    sheet: RawSheet,
    styles: &'a Styles,
    budget: &'a mut Budget,
    row: u32,
    col: u32,
    /// Columns that were described so far.
    columns: u32,
}

/// What a cell holds in writing.
#[derive(Default)]
struct Written {
    text: String,
    /// How many paragraphs it has: a cell without any does not say what it shows.
    paragraphs: usize,
    link: Option<Link>,
    struck: bool,
    plain: bool,
    raised: bool,
}

/// Whether a row or column is hidden, by itself or by a group around it.
fn is_hidden(e: &BytesStart<'_>, groups: &[bool]) -> bool {
    matches!(attribute(e, "visibility"), Some("collapse" | "filter")) || groups.contains(&true)
}

fn repeated(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|n| n.parse().ok()).unwrap_or(1).max(1)
}

impl Table<'_> {
    fn read(&mut self, xml: &mut Xml<'_, '_>) -> Result<Option<Excess>, Text> {
        let mut buffer = Vec::new();
        let mut excess = None;
        // Where the row's cells begin, how often it repeats, whether it is hidden.
        let (mut first_cell, mut first_seen, mut rows, mut hidden) = (0, 0, 1, false);
        // Whether each open group of rows or of columns is closed up.
        let mut groups: Vec<bool> = Vec::new();
        loop {
            buffer.clear();
            let event = xml.read_event_into(&mut buffer).map_err(|_| malformed())?;
            let empty = matches!(event, Event::Empty(_));
            match event {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "table-row-group" | "table-column-group" if !empty => {
                        groups.push(attribute(&e, "display") == Some("false"));
                    }
                    "table-column" => {
                        let number = repeated(&e, "number-columns-repeated");
                        if is_hidden(&e, &groups) {
                            let last = self.columns.saturating_add(number - 1);
                            self.sheet.hides.columns.push((self.columns, last));
                        }
                        self.columns = self.columns.saturating_add(number);
                    }
                    "table-row" => {
                        rows = repeated(&e, "number-rows-repeated");
                        hidden = is_hidden(&e, &groups);
                        self.sheet.hides.filtered |= attribute(&e, "visibility") == Some("filter");
                        (first_cell, first_seen) = (self.sheet.cells.len(), self.sheet.seen.len());
                        self.col = 0;
                        if empty {
                            self.row = self.row.saturating_add(rows);
                        }
                    }
                    "table-cell" | "covered-table-cell" => {
                        let found = self.cell(xml, &e, empty)?;
                        excess = excess.or(found);
                    }
                    "annotation" | "shapes" | "named-expressions" if !empty => {
                        let name = e.name().as_ref().to_owned();
                        skip(xml, &name)?;
                    }
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "table-row" => {
                        if excess.is_none() {
                            excess = self.repeat_row(first_cell, first_seen, rows);
                        }
                        if hidden && excess.is_none() && self.sheet.cells.len() > first_cell {
                            self.sheet.hides.rows.extend(self.row..self.row.saturating_add(rows));
                        }
                        self.row = self.row.saturating_add(rows);
                    }
                    "table-row-group" | "table-column-group" => drop(groups.pop()),
                    "table" => return Ok(excess),
                    _ => {}
                },
                Event::Eof => return Err(malformed()),
                _ => {}
            }
        }
    }

    /// Writes out a row that stands for several; blank ones cost nothing.
    fn repeat_row(&mut self, first_cell: usize, first_seen: usize, rows: u32) -> Option<Excess> {
        let cells: Vec<RawCell> = self.sheet.cells[first_cell..].to_vec();
        let seen: Vec<Seen> = self.sheet.seen[first_seen..].to_vec();
        if cells.is_empty() {
            return None;
        }
        for down in 1..rows {
            let Some(left) = self.budget.cells.checked_sub(cells.len()) else { return Some(Excess::Cells) };
            self.budget.cells = left;
            self.sheet.cells.extend(cells.iter().cloned().map(|c| RawCell { row: c.row + down, ..c }));
            self.sheet.seen.extend(seen.iter().cloned().map(|s| Seen { row: s.row + down, ..s }));
        }
        None
    }

    fn cell(
        &mut self,
        xml: &mut Xml<'_, '_>,
        start: &BytesStart<'_>,
        empty: bool,
    ) -> Result<Option<Excess>, Text> {
        let times = repeated(start, "number-columns-repeated");
        let start = start.to_owned();
        let written = if empty { Written::default() } else { self.written(xml, &start)? };
        let (row, col) = (self.row, self.col);
        self.col = self.col.saturating_add(times);
        let (down, right) =
            (repeated(&start, "number-rows-spanned"), repeated(&start, "number-columns-spanned"));
        if down > 1 || right > 1 {
            self.sheet.merged.push((row, col, row.saturating_add(down - 1), col.saturating_add(right - 1)));
        }
        let style = self.styles.cell(attribute(&start, "style-name"));
        let Some(value) = value(&start, &written.text)? else { return Ok(None) };
        let shown = Some(written.text.trim()).filter(|_| written.paragraphs > 0);
        let shown = shown.filter(|shown| value::is_told(&value, style.format.as_deref(), shown));
        if row >= ROWS || self.col > COLUMNS {
            return Err(Text::new("ตำแหน่งเซลล์อยู่นอกแผ่นงาน", "a cell lies outside of the sheet"));
        }
        let struck = match (written.struck, written.plain, style.struck) {
            (true, true, _) => Struck::Partly,
            (true, false, _) | (_, _, true) => Struck::Wholly,
            _ => Struck::No,
        };
        let is_number = matches!(value, RawValue::Number(_) | RawValue::Percent(_) | RawValue::Date(_));
        let seen = Seen {
            row,
            col,
            format: style.format.filter(|_| is_number),
            shown: shown.map(Arc::from),
            struck,
            raised: written.raised,
            unseen: style.unseen,
            link: written.link.or_else(|| linked(&attribute_text(&start, "formula")?)),
            picture: false,
        };
        for right in 0..times {
            let text = if let RawValue::Text(text) = &value { text.len() } else { 0 };
            let bytes = text + seen.shown.as_ref().map_or(0, |shown| shown.len());
            let (Some(left), Some(text_left)) =
                (self.budget.cells.checked_sub(1), self.budget.text_bytes.checked_sub(bytes))
            else {
                return Ok(Some(Excess::Cells));
            };
            (self.budget.cells, self.budget.text_bytes) = (left, text_left);
            if seen.matters() {
                self.sheet.seen.push(Seen { col: col + right, ..seen.clone() });
            }
            self.sheet.cells.push(RawCell { row, col: col + right, value: value.clone() });
        }
        Ok(None)
    }

    /// The paragraphs of a cell, one a line, as they are seen.
    fn written(&self, xml: &mut Xml<'_, '_>, start: &BytesStart<'_>) -> Result<Written, Text> {
        let mut written = Written::default();
        // Whether each open span is struck through or raised.
        let mut spans: Vec<(bool, bool)> = Vec::new();
        let mut inside = false;
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(|_| malformed())? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "p" | "h" => {
                        if written.paragraphs > 0 {
                            written.text.push('\n');
                        }
                        written.paragraphs += 1;
                        inside = true;
                    }
                    "span" => spans.push(self.styles.text_style(attribute(&e, "style-name"))),
                    "a" => {
                        written.link =
                            attribute_text(&e, "href").map(|target| Link::To(Arc::from(target.as_str())));
                        spans.push(spans.last().copied().unwrap_or_default());
                    }
                    // What stands beside or above the text is no part of the value.
                    name if name == "annotation" || name == "ruby-text" || SHAPES.contains(&name) => {
                        let name = e.name().as_ref().to_owned();
                        skip(xml, &name)?;
                    }
                    _ => {}
                },
                Event::Empty(e) => match e.local_name().as_ref() {
                    "s" => {
                        let number = repeated(&e, "c").min(1_000);
                        written.text.extend(std::iter::repeat_n(' ', number as usize));
                    }
                    "line-break" => written.text.push('\n'),
                    "tab" => written.text.push('\t'),
                    "p" => written.paragraphs += 1,
                    _ => {}
                },
                Event::Text(t) if inside => {
                    let text = t.xml10_content();
                    if !text.trim().is_empty() {
                        let (struck, raised) = spans.last().copied().unwrap_or_default();
                        written.struck |= struck;
                        written.plain |= !struck;
                        written.raised |= raised;
                    }
                    written.text.push_str(&text);
                }
                Event::GeneralRef(r) if inside => reference(&mut written.text, &r)?,
                Event::End(e) => match e.local_name().as_ref() {
                    "p" | "h" => inside = false,
                    "span" | "a" => drop(spans.pop()),
                    name if name == start.local_name().as_ref() => return Ok(written),
                    _ => {}
                },
                Event::Eof => return Err(malformed()),
                _ => {}
            }
        }
    }
}

fn skip(xml: &mut Xml<'_, '_>, name: &str) -> Result<(), Text> {
    let mut buffer = Vec::new();
    xml.read_to_end_into(quick_xml::name::QName(name), &mut buffer).map(drop).map_err(|_| malformed())
}
