//! How wide columns and how high rows are: measured in grapheme clusters, since Thai marks take no
//! width.
//!
//! In: a table. Out: widths in characters of the default font, heights in lines. Never: asks a font.
//! Rows get their height here and not from the program that opens the file: `LibreOffice` does not
//! measure the rows of a file it takes for Excel's.

use crate::report::workbook::book::{Cell, Column, Kind, Table, Value};
use crate::thai::{format_number, width};
use std::collections::HashMap;

/// Room for the cell's padding.
const PADDING: usize = 2;
/// Room for the button of a filter.
const BUTTON: usize = 2;
/// A word of a header that is no longer stays in one piece where there is room: the program that shows it would
/// part it where no reader does.
const WHOLE: usize = 14;
/// Texts that are read on the screen only may be broad: their rows are lower then, on paper too.
const ASIDE: usize = 80;
/// Lines that a header is laid out for, and the lines it may take at most.
const HEADER_LINES: usize = 2;
const MOST_HEADER_LINES: usize = 4;
/// Excel's tallest row, in lines of the default font.
const MOST_LINES: usize = 17;
/// Eighths of a character that the edge of a column takes.
const EDGE: usize = 5;
/// No column is broader, however long its texts.
const BROADEST: usize = 240;
/// Rows whose width is measured; a wrapped column never grows past its limit anyway.
const MEASURED_ROWS: usize = 2_000;
/// Least width of a column under an upright header.
const UPRIGHT: usize = 7;

/// Width of each column, in characters. What is printed of a table broader than `most` would be too small to
/// read: its texts then get narrower columns.
pub(super) fn of(table: &Table, most: Option<usize>) -> Vec<usize> {
    let all = |whole: bool| -> Vec<usize> {
        table.columns.iter().enumerate().map(|(at, column)| width_of(table, at, column, whole)).collect()
    };
    let shown = |column: &Column| !column.review && !column.aside;
    let excess = |widths: &[usize]| {
        let shown = table.columns.iter().zip(widths).filter(|(column, _)| shown(column));
        most.map_or(0, |most| breadth(shown.map(|(_, width)| *width)).saturating_sub(most))
    };
    let mut widths = all(true);
    if excess(&widths) > 0 {
        widths = all(false);
    }
    let least: Vec<usize> = table
        .columns
        .iter()
        .zip(&widths)
        .enumerate()
        .map(|(at, (column, width))| {
            let least = if shown(column) { narrow(column.kind).min(*width) } else { *width };
            broad_enough(table, at, column, least)
        })
        .collect();
    for (width, least) in widths.iter_mut().zip(&least) {
        *width = (*width).max(*least);
    }
    let excess = excess(&widths);
    let slack: Vec<usize> =
        widths.iter().zip(&least).map(|(width, least)| width.saturating_sub(*least)).collect();
    let all: usize = slack.iter().sum();
    for (width, slack) in widths.iter_mut().zip(slack) {
        // Each text gives in proportion to what it can give.
        *width -= (slack * excess.min(all)).checked_div(all).unwrap_or(0);
    }
    widths
}

/// Characters that columns take on paper: each has an edge besides.
pub(super) fn breadth(widths: impl Iterator<Item = usize>) -> usize {
    let (sum, columns) = widths.fold((0, 0), |(sum, columns), width| (sum + width, columns + 1));
    sum + columns * EDGE / 8
}

/// A column in which no text needs more lines than a row can have, as far as breadth helps.
fn broad_enough(table: &Table, at: usize, column: &Column, width: usize) -> usize {
    let mut width = width;
    for cell in table.rows.iter().filter_map(|r| r.cells.get(at)) {
        let Value::Text(text) = &cell.value else { continue };
        // A line has at least half as many bytes as there is room for.
        // A list of more lines than that does not get lower.
        while text.len() > MOST_LINES * width / 2
            && text.matches('\n').count() < MOST_LINES
            && width < BROADEST
            && lines_of(text, width.saturating_sub(indent(column.kind))) > MOST_LINES
        {
            width += width / 4 + 1;
        }
    }
    width
}

/// Columns that a kind stands in from the line at its left, so that it does not touch the number before it.
fn indent(kind: Kind) -> usize {
    usize::from(matches!(kind, Kind::Text | Kind::Prose | Kind::Remark | Kind::List | Kind::Link | Kind::Web))
}

/// Room for text in each column.
pub(super) fn rooms(table: &Table, widths: &[usize]) -> Vec<usize> {
    table.columns.iter().zip(widths).map(|(c, width)| width.saturating_sub(indent(c.kind)).max(1)).collect()
}

/// How far a column may be narrowed when the table is too broad.
fn narrow(kind: Kind) -> usize {
    match kind {
        Kind::Prose => 20,
        Kind::Remark | Kind::Text => 13,
        Kind::List | Kind::Web => 40,
        _ => usize::MAX,
    }
}

/// Heights of the rows of a table. Measuring is the dearest part of writing, and texts come again:
/// a measure's title stands in the row of every unit.
#[derive(Default)]
pub(super) struct Heights<'a> {
    known: HashMap<(&'a str, usize), usize>,
}

impl<'a> Heights<'a> {
    /// Lines that a row of cells takes.
    pub fn lines(&mut self, cells: &'a [Cell], widths: &[usize]) -> usize {
        let texts = cells.iter().zip(widths).filter_map(|(cell, width)| match &cell.value {
            Value::Text(text) => Some((text.as_str(), *width)),
            _ => None,
        });
        let lines = texts.map(|(text, room)| {
            if is_one_line(text, room) {
                return 1;
            }
            *self.known.entry((text, room)).or_insert_with(|| lines_of(text, room))
        });
        lines.max().unwrap_or(1).min(MOST_LINES)
    }
}

/// Lines that the header takes; upright ones do not count.
pub(super) fn header_lines(table: &Table, titles: &[String], widths: &[usize]) -> usize {
    let flat = table.columns.iter().zip(titles).zip(widths).filter(|((column, _), _)| !column.upright);
    let lines = flat.map(|((_, title), width)| lines_of(title, width.saturating_sub(PADDING + 1)));
    lines.max().unwrap_or(1).min(MOST_HEADER_LINES)
}

/// Lines of a text in a column of `room` characters.
pub(super) fn lines_of(text: &str, room: usize) -> usize {
    if is_one_line(text, room) { 1 } else { width::lines_needed(text, room) }
}

/// Whether a text is too short to need measuring: it has at least as many characters as columns.
fn is_one_line(text: &str, room: usize) -> bool {
    (text.len() < room || text.chars().count() < room) && !text.contains('\n')
}

/// `whole`: short headers are not parted.
fn width_of(table: &Table, at: usize, column: &Column, whole: bool) -> usize {
    let (least, most) = limits(column.kind);
    let cells = table.rows.iter().take(MEASURED_ROWS).filter_map(|r| r.cells.get(at));
    let widest = widest(
        cells.chain(table.totals.get(at)),
        column.kind,
        if column.upright { usize::MAX } else { most },
    );
    if column.upright {
        return widest.clamp(UPRIGHT, UPRIGHT + 1);
    }
    let title = width::columns(&column.title);
    let word = column.title.split_whitespace().map(width::columns).max().unwrap_or(0);
    let header = title.div_ceil(HEADER_LINES).max(if whole && word <= WHOLE { word } else { 0 }) + BUTTON;
    let most = if column.aside { most.max(ASIDE) } else { most };
    widest.max(header).clamp(least, most) + PADDING + indent(column.kind)
}

/// Narrowest and widest, by what stands in the column.
fn limits(kind: Kind) -> (usize, usize) {
    match kind {
        Kind::Prose => (16, 38),
        Kind::Remark => (10, 24),
        Kind::List => (8, 90),
        Kind::Text => (8, 34),
        Kind::Code => (5, 16),
        Kind::Link => (6, 24),
        Kind::Web => (8, 70),
        Kind::Date => (11, 11),
        _ => (6, 18),
    }
}

/// Width of the broadest cell as shown; past `enough` it does not matter how broad.
fn widest<'a>(cells: impl Iterator<Item = &'a Cell>, kind: Kind, enough: usize) -> usize {
    let (mut widest, mut least, mut greatest) = (0, 0.0f64, 0.0f64);
    for cell in cells {
        match &cell.value {
            // A text has no more columns than characters, and no more of these than bytes.
            Value::Text(text) if widest < enough && text.len() > widest && text.chars().count() > widest => {
                widest = text.lines().map(width::columns).max().unwrap_or(0).max(widest);
            }
            Value::Date(_) => widest = widest.max(limits(Kind::Date).1),
            Value::Number(number) => {
                least = least.min(*number);
                greatest = greatest.max(*number);
            }
            Value::Text(_) | Value::Missing | Value::NotApplicable => {}
        }
    }
    // The longest number is the greatest or, with its sign, the least.
    let numbers = [least, greatest].map(|number| format_number(number, decimals(kind)).len());
    numbers.into_iter().fold(widest, usize::max)
}

fn decimals(kind: Kind) -> usize {
    match kind {
        Kind::Score | Kind::Points | Kind::Money | Kind::Amount | Kind::Share => 2,
        _ => 0,
    }
}

/// A width as the library takes it.
#[allow(clippy::cast_precision_loss)] // small numbers
pub(super) fn characters(columns: usize) -> f64 {
    columns as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thai_marks_take_no_width() {
        let mut table = Table::new("t", "", vec![Column::new("a", "ที่", Kind::Text)]);
        table.push(vec![Cell::text("ผู้ที่อยู่ใกล้")]);
        let plain = width_of(&table, 0, &table.columns[0], true);
        table.push(vec![Cell::text("กกกกกกกกกก")]);
        assert_eq!(plain, 8 + PADDING + 1);
        assert_eq!(width_of(&table, 0, &table.columns[0], true), 10 + PADDING + 1);
    }

    #[test]
    fn a_broad_table_narrows_its_texts_only() {
        let columns =
            (0..10).map(|n| Column::new(n.to_string(), "x", if n == 0 { Kind::Code } else { Kind::Prose }));
        let mut table = Table::new("t", "", columns.collect());
        table.push((0..10).map(|_| Cell::text("ก".repeat(100))).collect());
        let widths = of(&table, Some(180));
        assert_eq!(widths[0], 16 + PADDING);
        assert!(widths[1..].iter().all(|w| (narrow(Kind::Prose)..40).contains(w)), "{widths:?}");
        assert_eq!(of(&Table::new("t", "", Vec::new()), None), Vec::<usize>::new());
    }

    #[test]
    fn prose_is_wrapped_at_its_limit() {
        let mut table = Table::new("t", "", vec![Column::new("a", "x", Kind::Prose)]);
        table.push(vec![Cell::text("ก".repeat(500))]);
        let widths = of(&table, None);
        assert_eq!(widths, [38 + PADDING + 1]);
        let mut heights = Heights::default();
        assert_eq!(heights.lines(&table.rows[0].cells, &rooms(&table, &widths)), 14);
        let two = [Cell::text("ก\nข")];
        assert_eq!(heights.lines(&two, &widths), 2);
    }

    #[test]
    fn no_text_is_higher_than_a_row_can_be() {
        let mut table = Table::new("t", "", vec![Column::new("a", "x", Kind::Prose)]);
        table.push(vec![Cell::text("ก".repeat(3_000))]);
        let widths = of(&table, Some(20));
        assert!(lines_of(&"ก".repeat(3_000), widths[0] - 1) <= MOST_LINES, "{widths:?}");
    }
}
