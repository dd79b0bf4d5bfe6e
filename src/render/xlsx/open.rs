//! The open spreadsheet, after the rules of the UK Government Analysis Function for accessible
//! spreadsheets: values only, one marked-up table a sheet, no frozen panes, filters, fills or
//! floating objects, shorthand instead of empty cells.
//!
//! In: a [`Workbook`]. Out: bytes. Never: a sheet or column that is only for reviewers.

use super::layout::Layout;
use super::paper::{ROW_PIXELS, pixels};
use super::review::{clipped, column, height, in_order, value};
use super::style::{COLUMN_PIXELS, Emphasis, Styles};
use super::{bug, properties, titled, widths};
use crate::error::Error;
use crate::look::Palette;
use crate::render::zip_system::as_unix;
use crate::report::workbook::book::{Body, Cell, Fact, Kind, Link, Row, Sheet, Table as Data, Value};
use crate::report::workbook::{Workbook, contents};
use rust_xlsxwriter::{FormatAlign, Table, TableColumn, TableStyle, Url, Workbook as File, Worksheet};

/// No value is there.
const MISSING: &str = "[x]";
/// No value can be there.
const NOT_APPLICABLE: &str = "[z]";
/// Name of the table of notes.
const NOTES: &str = "notes";
/// A table broader than this, in characters, gets narrower columns of text.
const MOST_COLUMNS: usize = 180;
const LABEL_WIDTH: f64 = 24.0;
const VALUE_WIDTH: f64 = 90.0;

/// Writes the open spreadsheet.
///
/// # Errors
/// The library refuses: a bug.
pub fn open(book: &Workbook) -> Result<Vec<u8>, Error> {
    let mut kept: Vec<Sheet> = book.sheets.iter().filter(|s| s.open).map(without_review).collect();
    notes_first(&mut kept);
    let kept = Workbook {
        stem: book.stem.clone(),
        title: book.title.clone(),
        subject: book.subject.clone(),
        agency: book.agency.clone(),
        parent: book.parent.clone(),
        keywords: book.keywords.clone(),
        as_of: book.as_of,
        decimals: book.decimals,
        marks: book.marks.clone(),
        palette: book.palette,
        sheets: kept,
        names: Vec::new(),
        contents: book.contents.clone(),
        frame: book.frame.clone(),
    };
    let contents = contents(&kept, true);
    let sheets = in_order(&kept, &contents, |_| true);
    titled(&sheets)?;
    let marks = u32::try_from(book.marks.len()).unwrap_or(0);
    let layout = Layout::new(&sheets, |sheet| {
        let empty = sheet.as_table().is_some_and(|t| t.rows.is_empty());
        u32::try_from(sheet.notes.len() + usize::from(empty))
            .unwrap_or(0)
            .saturating_add(marks)
            .saturating_add(2)
    });
    let styles = Styles::new(true, book.decimals, &book.palette.unwrap_or_else(Palette::built_in));
    let mut file = File::new();
    file.set_default_format(&styles.base, ROW_PIXELS, COLUMN_PIXELS).map_err(bug)?;
    file.set_properties(&properties(book)?);
    for (sheet, tab) in sheets.iter().zip(&layout.tabs) {
        let to = file.add_worksheet();
        to.set_name(tab).map_err(bug)?;
        write(to, sheet, book, &layout, &styles)?;
    }
    file.save_to_buffer().map(as_unix).map_err(bug)
}

/// Cover, contents, notes, tables: who reads from the front knows the notes before the figures.
fn notes_first(sheets: &mut [Sheet]) {
    let notes = sheets.iter().position(|s| s.as_table().is_some_and(|t| t.name == NOTES));
    if let Some(tables) = notes.and_then(|at| sheets.get_mut(1..=at)) {
        tables.rotate_right(1);
    }
}

/// The sheet without the columns for reviewers and without formulas.
fn without_review(sheet: &Sheet) -> Sheet {
    let body = match &sheet.body {
        Body::Facts(facts) => Body::Facts(facts.iter().filter(|f| f.open).cloned().collect()),
        Body::Table(table) => Body::Table(open_table(table)),
    };
    Sheet {
        tab: sheet.tab.clone(),
        title: sheet.title.clone(),
        notes: sheet.notes.clone(),
        body,
        charts: Vec::new(),
        open: sheet.open,
        records: sheet.records,
    }
}

fn open_table(table: &Data) -> Data {
    let keep: Vec<bool> = table.columns.iter().map(|c| !c.review).collect();
    let kept = |cells: &[Cell]| -> Vec<Cell> {
        cells.iter().zip(&keep).filter(|(_, keep)| **keep).map(|(cell, _)| open_cell(cell)).collect()
    };
    Data {
        columns: table.columns.iter().filter(|c| !c.review).cloned().collect(),
        rows: table.rows.iter().map(|r| Row { cells: kept(&r.cells), ..Row::default() }).collect(),
        totals: kept(&table.totals),
        ..Data::new(table.name.clone(), table.description.clone(), Vec::new())
    }
}

/// The value alone; indents of the review workbook fall away.
fn open_cell(cell: &Cell) -> Cell {
    let value = match &cell.value {
        Value::Text(text) => Value::Text(text.trim().to_owned()),
        Value::Missing => Value::Text(MISSING.to_owned()),
        Value::NotApplicable => Value::Text(NOT_APPLICABLE.to_owned()),
        other => other.clone(),
    };
    Cell { value, link: cell.link.clone(), ..Cell::default() }
}

fn write(
    to: &mut Worksheet,
    sheet: &Sheet,
    book: &Workbook,
    layout: &Layout<'_>,
    styles: &Styles,
) -> Result<(), Error> {
    to.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    to.write_string_with_format(0, 0, clipped(&sheet.title), &styles.title).map_err(bug)?;
    let mut row = 1;
    let mut line = |to: &mut Worksheet, text: &str| -> Result<(), Error> {
        to.write_string_with_format(row, 0, clipped(text), &styles.note).map_err(bug)?;
        row += 1;
        Ok(())
    };
    for mark in &book.marks {
        line(to, mark)?;
    }
    match &sheet.body {
        Body::Facts(facts) => cover(to, facts, row, styles),
        Body::Table(table) => {
            line(to, &book.frame.one_table)?;
            for note in &sheet.notes {
                line(to, note)?;
            }
            if table.rows.is_empty() {
                line(to, &book.frame.no_rows)?;
            }
            body(to, table, layout, styles)
        }
    }
}

fn cover(to: &mut Worksheet, facts: &[Fact], first: u32, styles: &Styles) -> Result<(), Error> {
    to.set_column_width(0, LABEL_WIDTH).map_err(bug)?;
    to.set_column_width(1, VALUE_WIDTH).map_err(bug)?;
    for (row, fact) in (first..).zip(facts) {
        to.write_string_with_format(row, 0, clipped(&fact.label), &styles.label).map_err(bug)?;
        let format = styles.cell(fact.kind, Emphasis::Bare).clone().set_align(FormatAlign::Left);
        value(to, row, 1, &open_cell(&fact.cell).value, &format)?;
    }
    Ok(())
}

fn body(to: &mut Worksheet, table: &Data, layout: &Layout<'_>, styles: &Styles) -> Result<(), Error> {
    let Some(placed) = layout.table(&table.name) else { return Ok(()) };
    let widths = widths::of(table, Some(MOST_COLUMNS));
    let rooms = widths::rooms(table, &widths);
    for (at, width) in widths.iter().enumerate() {
        to.set_column_width(column(at), widths::characters(*width)).map_err(bug)?;
    }
    height(to, placed.header, pixels(widths::header_lines(table, &placed.titles, &widths)))?;
    let headers: Vec<_> = placed
        .titles
        .iter()
        .map(|title| TableColumn::new().set_header(title).set_header_format(styles.header(false)))
        .collect();
    let frame = Table::new()
        .set_name(&table.name)
        .set_columns(&headers)
        .set_autofilter(false)
        .set_banded_rows(false)
        .set_style(TableStyle::None)
        .set_alt_text_title(&table.description)
        .set_alt_text(&table.description);
    let last = column(table.columns.len().saturating_sub(1));
    to.add_table(placed.header, 0, placed.last(), last, &frame).map_err(bug)?;
    let totals = (!table.totals.is_empty()).then_some((placed.last(), &table.totals));
    let rows = table.rows.iter().enumerate().map(|(at, row)| (placed.row(at), &row.cells));
    let mut heights = widths::Heights::default();
    for (row, cells) in rows.chain(totals) {
        height(to, row, pixels(heights.lines(cells, &rooms)))?;
        for (at, (spec, cell)) in table.columns.iter().zip(cells).enumerate() {
            self::cell(to, row, column(at), cell, spec.kind, layout, styles)?;
        }
    }
    Ok(())
}

fn cell(
    to: &mut Worksheet,
    row: u32,
    col: u16,
    cell: &Cell,
    kind: Kind,
    layout: &Layout<'_>,
    styles: &Styles,
) -> Result<(), Error> {
    let format = styles.cell(kind.of(&cell.value), Emphasis::Plain);
    // Only the contents page has links: few enough for any limit.
    if let (Value::Text(text), Some(link @ Link::Sheet(_))) = (&cell.value, &cell.link)
        && let Some(target) = layout.target(link)
    {
        to.write_url_with_options(row, col, Url::new(target), clipped(text), "", Some(format))
            .map_err(bug)?;
        return Ok(());
    }
    value(to, row, col, &cell.value, format)
}
