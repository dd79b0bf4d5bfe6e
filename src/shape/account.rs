//! What became of each used cell of a sheet: the parts add up to the whole.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::ingest::{RawCell, RawSheet, RawValue};
use crate::model::{GivenCode, Origin, Reading, Text, column_letters};
use crate::thai;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a used cell is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Not looked at yet.
    #[default]
    Open,
    /// Read into a field of a record.
    Read,
    /// A title of the table.
    Heading,
    /// A label above the table, or its value.
    Label,
    /// A title line or a remark above the table.
    Title,
    /// A row that sums up others.
    Total,
    /// A remark or a signature below the table.
    Remark,
    /// A heading between rows: a banner, the header again, column numbers.
    Banner,
    /// A column that the layout passes over.
    Passed,
    /// A row that was filled in for the office and left unanswered.
    Unanswered,
    /// A finding tells of it.
    Reported,
}

/// The classes of a sheet's cells, side by side with them.
#[derive(Clone, Debug)]
pub struct Claims {
    classes: Vec<Class>,
}

impl Claims {
    /// Nothing is looked at yet.
    #[must_use]
    pub fn new(raw: &RawSheet) -> Self {
        Self { classes: vec![Class::Open; raw.cells.len()] }
    }

    /// The cell at this position of the sheet's list. The first claim holds.
    pub fn nth(&mut self, at: usize, class: Class) {
        if let Some(old) = self.classes.get_mut(at)
            && *old == Class::Open
        {
            *old = class;
        }
    }

    /// The cell in this row and column, if it is used.
    pub fn cell(&mut self, raw: &RawSheet, row: u32, col: u32, class: Class) {
        if let Ok(at) = raw.cells.binary_search_by_key(&(row, col), |c| (c.row, c.col)) {
            self.nth(at, class);
        }
    }

    /// The open cells of a row that are words, or stand in a column of the table; a number beside it stays open.
    pub fn table_row(&mut self, raw: &RawSheet, row: u32, columns: &[u32], class: Class) {
        let first = raw.cells.partition_point(|c| c.row < row);
        let beyond = raw.cells.partition_point(|c| c.row <= row);
        for at in first..beyond {
            if columns.contains(&raw.cells[at].col) || is_words(&raw.cells[at].value) {
                self.nth(at, class);
            }
        }
    }

    /// Every cell of a row that nobody claimed.
    pub fn row(&mut self, raw: &RawSheet, row: u32, class: Class) {
        let first = raw.cells.partition_point(|c| c.row < row);
        let beyond = raw.cells.partition_point(|c| c.row <= row);
        (first..beyond).for_each(|at| self.nth(at, class));
    }

    /// Every open cell.
    pub fn rest(&mut self, class: Class) {
        (0..self.classes.len()).for_each(|at| self.nth(at, class));
    }

    /// Texts above the table are its titles; a number there is for nobody to read and stays open.
    pub fn above(&mut self, raw: &RawSheet, header: u32) {
        let beyond = raw.cells.partition_point(|c| c.row < header);
        for (at, cell) in raw.cells[..beyond].iter().enumerate() {
            if is_words(&cell.value) {
                self.nth(at, Class::Title);
            }
        }
    }

    /// What is still open, one finding a contiguous area; the cells then count as reported.
    pub fn report(&mut self, raw: &RawSheet, at: &Origin, findings: &mut Vec<Diagnostic>) {
        if !self.classes.contains(&Class::Open) {
            return;
        }
        let open: Vec<&RawCell> =
            raw.cells.iter().zip(&self.classes).filter(|(_, c)| **c == Class::Open).map(|(c, _)| c).collect();
        for area in areas(&open) {
            findings.push(area.finding(at));
        }
        self.rest(Class::Reported);
    }

    /// The sums.
    #[must_use]
    pub fn reading(&self, raw: &RawSheet, file: &Arc<str>, by: ReadBy) -> Reading {
        let count = |class: Class| self.classes.iter().filter(|c| **c == class).count();
        let furniture = [Class::Title, Class::Total, Class::Remark, Class::Banner, Class::Passed]
            .map(count)
            .iter()
            .sum::<usize>()
            + count(Class::Unanswered);
        let mut left: BTreeMap<&'static str, Vec<u32>> = BTreeMap::new();
        for (cell, class) in raw.cells.iter().zip(&self.classes) {
            if let Some(why) = left_out(*class) {
                let rows = left.entry(why).or_default();
                if rows.last() != Some(&cell.row) {
                    rows.push(cell.row);
                }
            }
        }
        let left = left.into_iter().map(|(why, rows)| (why.to_owned(), ranges(&rows))).collect();
        Reading {
            file: Arc::clone(file),
            sheet: Arc::clone(&raw.name),
            layout: by.layout,
            score: by.score,
            second: by.second,
            used: self.classes.len(),
            read: count(Class::Read),
            headings: count(Class::Heading),
            labels: count(Class::Label),
            furniture,
            reported: count(Class::Reported),
            left,
            codes: by.codes,
        }
    }
}

/// By what a sheet was read.
#[derive(Clone, Debug, Default)]
pub struct ReadBy {
    /// Layout; empty where none fits.
    pub layout: String,
    /// How well it fits.
    pub score: f64,
    /// The next best with its score.
    pub second: Option<(String, f64)>,
    /// Codes that its records were given.
    pub codes: Vec<GivenCode>,
}

fn left_out(class: Class) -> Option<&'static str> {
    match class {
        Class::Total => Some("total"),
        Class::Remark => Some("remark"),
        Class::Banner => Some("banner"),
        Class::Unanswered => Some("unanswered"),
        Class::Passed => Some("passed_over"),
        Class::Reported | Class::Open => Some("reported"),
        _ => None,
    }
}

/// `3-5, 9`: rows as people count them.
fn ranges(rows: &[u32]) -> String {
    let mut shown: Vec<String> = Vec::new();
    for run in rows.chunk_by(|a, b| a.checked_add(1) == Some(*b)) {
        let (first, last) = (u64::from(run[0]) + 1, u64::from(run[run.len() - 1]) + 1);
        shown.push(if first == last { first.to_string() } else { format!("{first}-{last}") });
    }
    shown.join(", ")
}

/// Whether a value is words: neither a number nor a date nor a text that is one.
pub(super) fn is_words(value: &RawValue) -> bool {
    match value {
        RawValue::Text(text) => {
            let text = thai::normalised(text);
            text.len() > 40 || (thai::parse_number(&text).is_none() && thai::parse_date(&text).is_err())
        }
        _ => false,
    }
}

/// Open cells that lie together.
struct Area<'a> {
    rows: (u32, u32),
    cols: (u32, u32),
    cells: Vec<&'a RawCell>,
}

/// Cells lie together when at most one empty row or column is between them.
fn areas<'a>(open: &[&'a RawCell]) -> Vec<Area<'a>> {
    let mut areas: Vec<Area<'a>> = Vec::new();
    for &cell in open {
        let near = |a: &Area<'_>| {
            cell.row <= a.rows.1.saturating_add(2)
                && cell.col.saturating_add(2) >= a.cols.0
                && cell.col <= a.cols.1.saturating_add(2)
        };
        if let Some(area) = areas.iter_mut().rev().take(64).find(|a| near(a)) {
            area.rows.1 = area.rows.1.max(cell.row);
            area.cols = (area.cols.0.min(cell.col), area.cols.1.max(cell.col));
            area.cells.push(cell);
        } else {
            let (rows, cols) = ((cell.row, cell.row), (cell.col, cell.col));
            areas.push(Area { rows, cols, cells: vec![cell] });
        }
    }
    areas
}

impl Area<'_> {
    fn finding(&self, at: &Origin) -> Diagnostic {
        let name = |row: u32, col: u32| format!("{}{}", column_letters(col), u64::from(row) + 1);
        let range = if self.cells.len() == 1 {
            name(self.cells[0].row, self.cells[0].col)
        } else {
            format!("{}:{}", name(self.rows.0, self.cols.0), name(self.rows.1, self.cols.1))
        };
        let numbers = self.cells.iter().filter(|c| !is_words(&c.value)).count();
        let (all, first) = (self.cells.len(), self.cells[0]);
        let mut finding = Diagnostic::new(
            Code::CellsNotRead,
            &at.at(first.row, first.col),
            Text::new(
                format!("ไม่ได้อ่าน {all} เซลล์ใน {range} (ตัวเลข {numbers}) เพราะไม่อยู่ในคอลัมน์หรือแถวของตาราง"),
                format!(
                    "{all} cells in {range} ({numbers} numbers) are not read: they belong to no column or row of the table"
                ),
            ),
            Text::new(
                "ถ้าเป็นข้อมูล ให้ย้ายเข้าตารางหรือใส่หัวคอลัมน์ ถ้าไม่ใช่ ให้ลบออก",
                "if they are data, move them into the table or give their column a title; otherwise delete them",
            ),
        )
        .found(crate::shape::short(&first.value.display()));
        if numbers == 0 {
            finding.severity = Severity::Note;
        }
        finding
    }
}
