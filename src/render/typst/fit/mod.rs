//! Column widths and text size of a table.
//!
//! Comes in: a table of a view model, its text with break marks, the width of the page. Goes out: the text size, a
//! width for every column and a height for every row, in points. The model's widths are a wish: every column gets
//! what its longest word or number needs, and then the widths are moved until the rows are as low as they get.
//! Never: changes a text.

mod cell;
mod columns;

use super::geometry::Geometry;
use super::metrics::Metrics;
use cell::Block;
use serde::Deserialize;

/// What a line must leave free at least, points, so that its end is certain.
const SPARE: f64 = 0.2;
/// The direction of a change that no sign is drawn for.
pub(super) const UNSIGNED: &str = "same";
/// The most that a header's height counts for: it comes back on every page.
const HEADER_WEIGHT: f64 = 3.0;

/// What a table is laid out by; the rest of it passes by unread.
#[derive(Deserialize, Clone, Debug)]
pub(super) struct TableText {
    size: String,
    #[serde(default)]
    settled: bool,
    pub columns: Vec<ColumnText>,
    pub rows: Vec<RowText>,
}

#[derive(Deserialize, Clone, Debug)]
pub(super) struct ColumnText {
    label: String,
    #[serde(default)]
    pub group: Option<String>,
    width: f64,
    align: String,
    #[serde(default)]
    pub upright: bool,
}

#[derive(Deserialize, Clone, Debug)]
pub(super) struct RowText {
    kind: String,
    pub cells: Vec<CellText>,
}

#[derive(Deserialize, Clone, Debug)]
pub(super) struct CellText {
    #[serde(default)]
    title: Option<String>,
    lines: Vec<String>,
    #[serde(default)]
    list: bool,
    #[serde(default)]
    tone: Option<String>,
    #[serde(default)]
    change: Option<ChangeText>,
    #[serde(default)]
    details: Vec<DetailText>,
    #[serde(default)]
    note: Option<String>,
    pub span: usize,
    pub indent: u8,
}

#[derive(Deserialize, Clone, Debug)]
struct ChangeText {
    #[serde(default)]
    direction: String,
    #[serde(default)]
    points: Option<String>,
    word: String,
}

impl ChangeText {
    /// A sign is drawn before its points, as `direction-sign` of `signs.typ` has it.
    fn has_sign(&self) -> bool {
        !matches!(self.direction.as_str(), UNSIGNED | "unknown")
    }
}

#[derive(Deserialize, Clone, Debug)]
struct DetailText {
    label: String,
    text: String,
}

impl ColumnText {
    /// Room left and right of a cell's text: words in a narrow column have little, numbers what they always have.
    fn side(&self, geometry: &Geometry) -> f64 {
        let table = &geometry.table;
        if self.upright && self.align == "center" { table.narrow_side_pt } else { table.side_pt }
    }
}

impl CellText {
    /// What stands left of its text: steps of setting in and a list's dash; in ems.
    pub(super) fn beside(&self, geometry: &Geometry) -> f64 {
        let dash = if self.list { geometry.table.dash_em } else { 0.0 };
        f64::from(self.indent) * geometry.table.indent_em + dash
    }

    /// A sign is drawn before its first line, in a column with room for one.
    pub(super) fn has_sign(&self) -> bool {
        matches!(self.tone.as_deref(), Some("good" | "partial" | "open" | "bad"))
    }

    /// Its first line is bold.
    pub(super) fn is_loud(&self) -> bool {
        matches!(self.tone.as_deref(), Some("bad" | "strong"))
    }
}

impl RowText {
    /// A label across all columns.
    pub(super) fn is_group(&self) -> bool {
        self.kind.starts_with("group")
    }

    /// Set in bold throughout.
    pub(super) fn is_bold(&self) -> bool {
        self.is_group() || matches!(self.kind.as_str(), "lead" | "subtotal" | "total")
    }
}

/// How a table is set.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fit {
    /// Text size, points.
    pub size: f64,
    /// Column widths, points; they add up to the width of the page.
    pub widths: Vec<f64>,
    /// Row heights, points.
    pub heights: Vec<Height>,
    /// Whether the drawn signs of changes have room: what is written before the figure says the same.
    pub signs: bool,
}

/// A row's height.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Height {
    pub points: f64,
    /// No line of the row fills its cell to the last fraction of a point, where it is not this module that says whether
    /// the next word still goes on it: Typst need not find out how high the row is.
    pub exact: bool,
}

/// Sizes and widths for a table `width` points wide.
pub(super) fn fit(table: &TableText, width: f64, metrics: &Metrics) -> Fit {
    let geometry = &metrics.geometry;
    let wanted = match table.size.as_str() {
        "small" => geometry.table.small_pt,
        "compact" => geometry.table.compact_pt,
        "dense" => geometry.table.dense_pt,
        _ => geometry.table.normal_pt,
    };
    let sizes = std::iter::once(wanted)
        .chain(geometry.table.smaller_pt.iter().copied().filter(|size| *size < wanted));
    let sizes: Vec<_> = sizes.collect();
    let least = match fitting(table, width, &sizes, metrics) {
        Ok(fit) => return fit,
        Err(least) => least,
    };
    // The drawn signs of changes give way before a figure is cut.
    let bare = unsigned(table);
    let (least, signs) = match bare.as_ref().map(|bare| fitting(bare, width, &sizes, metrics)) {
        Some(Ok(fit)) => return Fit { signs: false, ..fit },
        Some(Err(least)) => (least, false),
        None => (least, true),
    };
    // More columns than the page can hold: all give way alike.
    let size = sizes.last().copied().unwrap_or(wanted);
    let needed: f64 = least.iter().sum();
    let widths: Vec<_> = least.iter().map(|least| least * width / needed).collect();
    let table = bare.as_ref().unwrap_or(table);
    let heights = heights(table, &Blocks::of(table, metrics), &widths, size);
    Fit { size, widths, heights, signs }
}

/// The table without the drawn signs of its changes; none where it has no change with one.
fn unsigned(table: &TableText) -> Option<TableText> {
    let mut bare = table.clone();
    let mut any = false;
    for change in bare.rows.iter_mut().flat_map(|row| &mut row.cells).filter_map(|cell| cell.change.as_mut())
    {
        any |= change.has_sign();
        UNSIGNED.clone_into(&mut change.direction);
    }
    any.then_some(bare)
}

/// The largest size, the widths and heights at which a table fits, or what its columns need at the smallest one.
fn fitting(table: &TableText, width: f64, sizes: &[f64], metrics: &Metrics) -> Result<Fit, Vec<f64>> {
    let blocks = Blocks::of(table, metrics);
    let fit = |size: f64, widths: Vec<f64>| {
        let heights = heights(table, &blocks, &widths, size);
        Fit { size, widths, heights, signs: true }
    };
    let search = |size: f64, stacked: bool| {
        let least = columns::least(table, &blocks, size, stacked);
        columns::widths(table, &blocks, size, width, &least).ok_or(least)
    };
    // A change's word may stand below its points where that saves height, and before the size gives way.
    let changes = table.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.change.is_some());
    let mut last = Vec::new();
    for (at, size) in sizes.iter().copied().enumerate() {
        let beside = if changes && at == 0 { search(size, false) } else { Err(Vec::new()) };
        match (beside, search(size, true)) {
            (Ok(beside), Ok(below)) if beside.0 * columns::BESIDE <= below.0 => {
                return Ok(fit(size, beside.1));
            }
            (_, Ok(below)) => return Ok(fit(size, below.1)),
            (_, Err(least)) => last = least,
        }
    }
    Err(last)
}

/// Heights of the rows of a table whose widths are known.
pub(super) fn heights_of(table: &TableText, fit: &Fit, metrics: &Metrics) -> Vec<Height> {
    heights(table, &Blocks::of(table, metrics), &fit.widths, fit.size)
}

/// A table's cells and headers as paragraphs of measured pieces.
struct Blocks<'a> {
    geometry: &'a Geometry,
    headers: Vec<Block>,
    /// Headers over several columns, with the places of these.
    groups: Vec<(std::ops::Range<usize>, Block)>,
    rows: Vec<Vec<Block>>,
}

impl<'a> Blocks<'a> {
    fn of(table: &TableText, metrics: &'a Metrics) -> Self {
        let headers = table.columns.iter().map(|c| Block::header(&c.label, metrics)).collect();
        let block = |row: &RowText, at: usize, cell: &CellText| {
            let upright = table.columns.get(at).is_some_and(|c| c.upright);
            Block::cell(cell, row, !upright, metrics)
        };
        let rows = table.rows.iter();
        let rows = rows.map(|row| spans(row).map(|(at, cell)| block(row, at, cell)).collect()).collect();
        let groups = groups(&table.columns);
        let groups = groups.into_iter().map(|(columns, label)| (columns, Block::header(label, metrics)));
        Self { geometry: &metrics.geometry, headers, groups: groups.collect(), rows }
    }
}

/// Headers over several columns: columns beside each other that have the same one, and what it says.
pub(super) fn groups(columns: &[ColumnText]) -> Vec<(std::ops::Range<usize>, &str)> {
    let mut found: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let Some(group) = &column.group else { continue };
        match found.last_mut() {
            Some((columns, label)) if columns.end == at && label == group => columns.end += 1,
            _ => found.push((at..at + 1, group)),
        }
    }
    found
}

/// A row's cells with the column each begins in.
fn spans(row: &RowText) -> impl Iterator<Item = (usize, &CellText)> {
    row.cells.iter().scan(0, |at, cell| {
        let start = *at;
        *at += cell.span;
        Some((start, cell))
    })
}

/// Room for a cell's text, points.
pub(super) fn room(
    table: &TableText,
    widths: &[f64],
    row: &RowText,
    (at, cell): (usize, &CellText),
    geometry: &Geometry,
) -> f64 {
    let span = if row.is_group() { widths.len() } else { cell.span };
    let side = table.columns.get(at).map_or(geometry.table.side_pt, |column| column.side(geometry));
    widths.iter().skip(at).take(span).sum::<f64>() - 2.0 * side
}

fn heights(table: &TableText, blocks: &Blocks<'_>, widths: &[f64], size: f64) -> Vec<Height> {
    let geometry = blocks.geometry;
    let rows = table.rows.iter().zip(&blocks.rows);
    rows.map(|(row, blocks)| {
        let (mut tallest, mut exact) = (0.0_f64, true);
        for (cell, block) in spans(row).zip(blocks) {
            let room = room(table, widths, row, cell, geometry);
            let height = block.height(room / size, geometry);
            exact &= block.lines(room / size) == block.lines((room - SPARE) / size);
            tallest = tallest.max(height);
        }
        Height { points: (tallest + geometry.cell_insets()) * size, exact }
    })
    .collect()
}

#[cfg(test)]
mod tests;
