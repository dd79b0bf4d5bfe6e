//! A sheet's cells by row and column, with what merged cells spread.

use crate::ingest::{RawCell, RawSheet, RawValue};
use std::collections::BTreeMap;

/// Rows of a header that are joined at most.
const LAYERS: u32 = 3;

/// A sheet to look cells up in.
pub(super) struct Grid<'a> {
    pub raw: &'a RawSheet,
    pub lines: Vec<(u32, &'a [RawCell])>,
    /// By column: merged ranges that cover it, top down: first row, last row, left column.
    spread: BTreeMap<u32, Vec<(u32, u32, u32)>>,
}

/// A title of a header: its column, its place, its text from the top layer down.
#[derive(Clone, Debug)]
pub(super) struct Title {
    pub col: u32,
    /// Row of the lowest layer that has a text of its own.
    pub row: u32,
    pub layers: Vec<String>,
}

impl Title {
    pub(super) fn lowest(&self) -> &str {
        self.layers.last().map_or("", String::as_str)
    }

    pub(super) fn joined(&self) -> String {
        self.layers.join(" ")
    }
}

impl<'a> Grid<'a> {
    pub(super) fn new(raw: &'a RawSheet) -> Self {
        let lines = raw.cells.chunk_by(|a, b| a.row == b.row).map(|chunk| (chunk[0].row, chunk)).collect();
        let last = raw.cells.iter().map(|c| c.col).max().unwrap_or(0);
        let mut spread: BTreeMap<u32, Vec<(u32, u32, u32)>> = BTreeMap::new();
        for (top, left, bottom, right) in &raw.merged {
            // Beyond the last used column nothing asks for it.
            for col in *left..=(*right).min(last) {
                spread.entry(col).or_default().push((*top, *bottom, *left));
            }
        }
        for ranges in spread.values_mut() {
            ranges.sort_unstable();
        }
        Self { raw, lines, spread }
    }

    pub(super) fn value(&self, row: u32, col: u32) -> Option<&'a RawValue> {
        let at = self.raw.cells.binary_search_by_key(&(row, col), |c| (c.row, c.col)).ok()?;
        self.raw.cells.get(at).map(|c| &c.value)
    }

    /// The first cell of the merged range that covers a cell, if it is another one.
    pub(super) fn spread_from(&self, row: u32, col: u32) -> Option<(u32, u32)> {
        let ranges = self.spread.get(&col)?;
        let next = ranges.partition_point(|r| r.0 <= row);
        let (top, bottom, left) = *ranges.get(next.checked_sub(1)?)?;
        (row <= bottom && (top, left) != (row, col)).then_some((top, left))
    }

    /// The merged range that begins in a cell: how many columns it covers.
    pub(super) fn width(&self, row: u32, col: u32) -> u32 {
        let range = self.raw.merged.iter().find(|r| (r.0, r.1) == (row, col));
        range.map_or(1, |r| r.3.saturating_sub(r.1).saturating_add(1))
    }

    pub(super) fn line(&self, row: u32) -> &'a [RawCell] {
        self.lines.binary_search_by_key(&row, |l| l.0).map_or(&[], |at| self.lines[at].1)
    }

    /// Titles of a header that starts in a row and has so many rows.
    pub(super) fn titles(&self, row: u32, rows: u32) -> Vec<Title> {
        let rows = rows.min(LAYERS);
        let mut cols: Vec<u32> =
            (0..rows).flat_map(|down| self.line(row.saturating_add(down)).iter().map(|c| c.col)).collect();
        cols.sort_unstable();
        cols.dedup();
        cols.iter().map(|col| self.title(row, rows, *col)).collect()
    }

    fn title(&self, row: u32, rows: u32, col: u32) -> Title {
        let mut title = Title { col, row, layers: Vec::new() };
        for down in 0..rows {
            let here = row.saturating_add(down);
            let own = self.value(here, col);
            if own.is_some() {
                title.row = here;
            }
            let covered = || {
                let (top, left) = self.spread_from(here, col)?;
                // A range that begins above the header is no title.
                (top >= row).then(|| self.value(top, left)).flatten()
            };
            let below = || (down + 1..rows).any(|d| self.value(row.saturating_add(d), col).is_some());
            let beside = || {
                let line = self.line(here);
                let before = line.partition_point(|c| c.col < col);
                below().then(|| line.get(before.checked_sub(1)?).map(|c| &c.value)).flatten()
            };
            let Some(value) = own.or_else(covered).or_else(beside) else { continue };
            let text = value.display();
            if title.layers.last() != Some(&text) {
                title.layers.push(text);
            }
        }
        title
    }
}
