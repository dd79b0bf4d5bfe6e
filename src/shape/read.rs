//! The rows of a sheet by a layout: each value with its own cell.

mod across;
mod choices;
mod data;
mod filled;
mod kinds;

pub(super) use filled::{facts, internal, may_be_empty, meta, months_differ, slots};

use super::account::{Claims, Class, is_words};
use super::fit::{Fit, Names};
use super::grid::Grid;
use super::layout::{Furniture, Layout};
use super::{Given, Known, sums};
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawValue};
use crate::model::Origin;
use crate::thai;
use std::collections::BTreeMap;

/// Rows that are read of a sheet; no form comes near it.
const MOST_ROWS: usize = 10_000;
/// Cells of a row below a signature in which a day is its own.
const REMARK_CELLS: usize = 2;
/// Cells of a row that may be a signature or a remark.
const FEW: usize = 4;

/// What a row gives, by field of the contract or by column.
pub(super) type Values = BTreeMap<String, Given>;

/// One record before its contract's columns are filled.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub values: Values,
    /// The row's first cell.
    pub place: (u32, u32),
}

/// Reads a sheet by the layout that fits it.
pub(super) struct Reader<'a> {
    pub known: Known<'a>,
    pub grid: &'a Grid<'a>,
    pub fit: &'a Fit,
    pub furniture: &'a Furniture,
    pub names: &'a Names<'a>,
    pub at: &'a Origin,
}

/// What is remembered from row to row.
#[derive(Default)]
struct State {
    /// Of columns that carry down: the last cell.
    carried: BTreeMap<usize, (u32, u32)>,
    /// Of banners.
    set: Values,
    /// Columns of the inner table.
    inner: Vec<Option<u32>>,
    /// A signature ended the table.
    ended: bool,
    records: Vec<Record>,
    /// Words that say that there is nothing to report, and their cell.
    nothing: Option<Nothing>,
    sums: sums::Sums,
}

/// Words that say that there is nothing to report, with their row and column.
pub(super) type Nothing = (String, (u32, u32));

impl<'a> Reader<'a> {
    fn layout(&self) -> &'a Layout {
        &self.fit.layout
    }

    /// The records, and where there are none the words that say that there is nothing to report.
    pub(super) fn records(
        &self,
        claims: &mut Claims,
        findings: &mut Vec<Diagnostic>,
    ) -> (Vec<Record>, Option<Nothing>) {
        let mut state = State { inner: vec![None; self.layout().inner.len()], ..State::default() };
        self.header(claims);
        findings.extend(self.doubled_titles());
        for (row, cells) in self.grid.lines.iter().filter(|(row, _)| *row >= self.fit.below()) {
            if state.records.len() >= MOST_ROWS {
                break;
            }
            self.row(*row, cells, &mut state, claims, findings);
        }
        findings.extend(state.sums.part(self.at));
        let nothing = state.nothing.filter(|_| state.records.is_empty());
        (state.records, nothing)
    }

    /// Titles across that are there twice: of two columns for one month nobody can tell which counts.
    fn doubled_titles(&self) -> Vec<Diagnostic> {
        let mut seen: BTreeMap<(&str, usize), u32> = BTreeMap::new();
        let mut findings = Vec::new();
        for column in &self.fit.across {
            let Some(key) = &column.key else { continue };
            if let Some(first) = seen.get(&(key.as_str(), column.kind)) {
                findings.push(super::notices::doubled_title(
                    &self.at.at(column.place.0, column.col),
                    &column.wording,
                    &self.at.at(column.place.0, *first),
                ));
            } else {
                seen.insert((key, column.kind), column.col);
            }
        }
        findings
    }

    fn header(&self, claims: &mut Claims) {
        let raw = self.grid.raw;
        claims.above(raw, self.fit.row);
        let columns = self.columns();
        for row in self.fit.row..self.fit.below() {
            for cell in self.grid.line(row) {
                let spread = self.grid.width(row, cell.col);
                if columns.iter().any(|c| (cell.col..cell.col.saturating_add(spread)).contains(c)) {
                    claims.cell(raw, row, cell.col, Class::Heading);
                }
            }
        }
        if self.layout().pass_unknown {
            for (_, col, _) in &self.fit.unknown {
                for cell in raw.cells.iter().filter(|c| c.col == *col && c.row >= self.fit.row) {
                    claims.cell(raw, cell.row, cell.col, Class::Passed);
                }
            }
        }
    }

    fn row(
        &self,
        row: u32,
        cells: &[RawCell],
        state: &mut State,
        claims: &mut Claims,
        findings: &mut Vec<Diagnostic>,
    ) {
        let raw = self.grid.raw;
        let is_header = self.is_header_again(cells);
        if is_header || self.is_numbering(row, cells) {
            // Below a signature another table begins, with sums of its own.
            if is_header && state.ended {
                findings.extend(state.sums.part(self.at));
                (state.ended, state.sums) = (false, sums::Sums::default());
            }
            claims.table_row(raw, row, &self.columns(), Class::Banner);
            return;
        }
        if self.nothing(cells, state) {
            claims.row(raw, row, Class::Remark);
            return;
        }
        if self.inner_header(cells, state) {
            claims.table_row(raw, row, &[], Class::Heading);
            return;
        }
        if self.banner(row, cells, state, claims) {
            findings.extend(state.sums.part(self.at));
            return;
        }
        let first = cells.iter().find(|c| is_words(&c.value));
        let first_text = first.map(|c| plain(&c.value)).unwrap_or_default();
        let special = self.special_record(&first_text);
        if !special && cells.len() <= FEW && self.furniture_row(cells, claims, state) {
            return;
        }
        if !special && first.is_some() && self.is_total(&first_text, cells, &state.sums) {
            let sums = &mut state.sums;
            self.total_row(cells, &first_text, sums, findings);
            claims.table_row(raw, row, &self.columns(), Class::Total);
            return;
        }
        if state.ended {
            // What follows a signature belongs to it when it is words: a position, a date in words.
            // So is its day, alone or beside its word.
            let is_day = |c: &RawCell| {
                matches!(c.value, RawValue::Date(_)) || thai::parse_date(&plain(&c.value)).is_ok()
            };
            let days = cells.iter().all(is_day) || cells.len() <= REMARK_CELLS;
            for cell in cells.iter().filter(|c| is_words(&c.value) || (days && is_day(c))) {
                claims.cell(raw, row, cell.col, Class::Remark);
            }
            return;
        }
        self.data_row(row, cells, &first_text, state, claims, findings);
    }

    /// Every column that the layout knows.
    fn columns(&self) -> Vec<u32> {
        self.fit.columns.iter().flatten().copied().chain(self.fit.across.iter().map(|a| a.col)).collect()
    }
}

pub(super) fn plain(value: &RawValue) -> String {
    thai::to_arabic_digits(&thai::normalise(&value.display()))
}
