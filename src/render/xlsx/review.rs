//! The review workbook: formulas with results, links, filters, charts, print set-up.
//!
//! In: a [`Workbook`]. Out: bytes. Never: merges cells, hides anything, writes a macro.

use super::chart::chart;
use super::layout::{Layout, Placed, absolute, shortened};
use super::paper::{CHART_GAP, Paper, Print, ROW_PIXELS, TITLE_PIXELS, papers, pixels};
use super::style::{COLUMN_PIXELS, Emphasis, FACE, Styles, tone};
use super::{bug, properties, titled, widths};
use crate::error::Error;
use crate::look::Palette;
use crate::render::zip_system::as_unix;
use crate::report::workbook::book::{Body, Cell, Fact, Link, Sheet, Value};
use crate::report::workbook::{Workbook, contents};
use crate::thai::{ExcelEpoch, width};
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, Format, Formula, Table, TableColumn, TableFunction,
    TableStyle, Url, Workbook as File, Worksheet,
};

/// Hyperlinks that Excel keeps on one sheet, a little less than its limit of 65,530. Rows beyond are
/// found by their row label.
const MOST_LINKS: usize = 65_000;
/// Excel's longest text of a cell.
const LONGEST_TEXT: usize = 32_000;
/// Columns of the cover.
const LABEL_WIDTH: usize = 24;
const VALUE_WIDTH: f64 = 96.0;
const VALUE_ROOM: usize = 94;
/// Longest label of the cover on one line.
const LABEL_MOST: usize = 40;
/// Excel's number of A4.
const A4: u8 = 9;

/// Writes the review workbook.
///
/// # Errors
/// A formula names what is not there, or the library refuses: bugs.
pub fn review(book: &Workbook) -> Result<Vec<u8>, Error> {
    review_beside(book, &[])
}

/// Writes a review workbook whose links lead into `others` too: workbooks that lie in the same folder
/// under their stems.
///
/// # Errors
/// As [`review`].
pub fn review_beside(book: &Workbook, others: &[&Workbook]) -> Result<Vec<u8>, Error> {
    let contents = contents(book, false);
    let sheets = in_order(book, &contents, |_| true);
    titled(&sheets)?;
    let mut layout = places(book, &sheets);
    for other in others {
        let sheets: Vec<_> = other.sheets.iter().collect();
        layout = layout.beside(&other.stem, places(other, &sheets));
    }
    let layout = layout;
    let papers = papers(&sheets, &layout)?;
    let styles = Styles::new(false, book.decimals, &book.palette.unwrap_or_else(Palette::built_in));
    let mut file = File::new();
    file.set_default_format(&styles.base, ROW_PIXELS, COLUMN_PIXELS).map_err(bug)?;
    file.set_properties(&properties(book)?);
    for ((sheet, tab), paper) in sheets.iter().zip(&layout.tabs).zip(&papers) {
        let mut page = Page { to: file.add_worksheet(), layout: &layout, styles: &styles, paper, links: 0 };
        page.to.set_name(tab).map_err(bug)?;
        page.sheet(sheet, book)?;
    }
    for name in &book.names {
        let area = layout.area(&name.target)?;
        file.define_name(&name.name, &format!("={}", absolute(&area))).map_err(bug)?;
    }
    file.save_to_buffer().map(as_unix).map_err(bug)
}

/// Where the tables of a review workbook lie.
fn places<'a>(book: &Workbook, sheets: &[&'a Sheet]) -> Layout<'a> {
    let marks = u32::try_from(book.marks.len()).unwrap_or(0);
    Layout::new(sheets, |sheet| rows_above(sheet).saturating_add(marks))
}

/// Cover, contents, and the sheets that are wanted.
pub(super) fn in_order<'a>(
    book: &'a Workbook,
    contents: &'a Sheet,
    wanted: impl Fn(&Sheet) -> bool,
) -> Vec<&'a Sheet> {
    let mut sheets: Vec<&Sheet> = book.sheets.iter().filter(|s| wanted(s)).collect();
    sheets.insert(sheets.len().min(1), contents);
    sheets
}

/// Title, notes and the link back.
fn rows_above(sheet: &Sheet) -> u32 {
    let empty = sheet.as_table().is_some_and(|t| t.rows.is_empty());
    u32::try_from(sheet.notes.len() + usize::from(empty)).unwrap_or(0).saturating_add(2)
}

/// A sheet being written.
struct Page<'a> {
    to: &'a mut Worksheet,
    layout: &'a Layout<'a>,
    styles: &'a Styles,
    paper: &'a Paper,
    links: usize,
}

impl Page<'_> {
    fn sheet(&mut self, sheet: &Sheet, book: &Workbook) -> Result<(), Error> {
        // The result of a formula that gives no value is an empty text, not zero.
        self.to.set_formula_result_default("");
        self.print(sheet, book);
        self.to.set_row_height_pixels(0, TITLE_PIXELS).map_err(bug)?;
        self.to.write_string_with_format(0, 0, clipped(&sheet.title), &self.styles.title).map_err(bug)?;
        match &sheet.body {
            Body::Facts(facts) => self.cover(facts, &book.marks),
            Body::Table(_) => self.table_sheet(sheet, book),
        }
    }

    /// A4 landscape, as wide as the page, header row on every page, page numbers.
    fn print(&mut self, sheet: &Sheet, book: &Workbook) {
        self.to.set_paper_size(A4).set_landscape().set_margins(0.5, 0.5, 0.75, 0.7, 0.3, 0.3);
        let print = &self.paper.print;
        match print.fixed {
            Some((scale, _)) => self.to.set_print_scale(scale),
            None => self.to.set_print_fit_to_pages(print.pages.0, print.pages.1),
        };
        let face = format!("&\"{FACE},Regular\"&12 ");
        let plain = |text: &str, longest: usize| shortened(text, longest).replace('&', "&&");
        let marks = plain(&book.marks.join(" · "), 70);
        self.to.set_header(format!("&L{face}{}&R{face}{marks}", plain(&book.agency, 60)));
        let printed = sheet.as_table().map_or(0, |table| table.columns.len());
        let notice = match print {
            Print { on_screen: true, .. } => book.frame.on_screen.as_str(),
            Print { columns, .. } if *columns < printed => &book.frame.leading,
            Print { .. } => "",
        };
        let notice = if notice.is_empty() { String::new() } else { format!("&C{face}{notice}") };
        let page = &book.frame.page;
        self.to.set_footer(format!("&L{face}{}{notice}&R{face}{page}", plain(&sheet.title, 60)));
    }

    fn cover(&mut self, facts: &[Fact], marks: &[String]) -> Result<(), Error> {
        let label = facts.iter().map(|fact| width::columns(&fact.label) + 2).max().unwrap_or(0);
        let label = label.clamp(LABEL_WIDTH, LABEL_MOST);
        self.to.set_column_width(0, widths::characters(label)).map_err(bug)?;
        self.to.set_column_width(1, VALUE_WIDTH).map_err(bug)?;
        let mut row = 1;
        for mark in marks {
            self.to.write_string_with_format(row, 0, clipped(mark), &self.styles.mark).map_err(bug)?;
            row += 1;
        }
        for fact in facts {
            row += 1;
            self.to
                .write_string_with_format(row, 0, clipped(&fact.label), &self.styles.label)
                .map_err(bug)?;
            let left = self.styles.cell(fact.kind, Emphasis::Bare).clone();
            let format = left.set_align(rust_xlsxwriter::FormatAlign::Left);
            self.cell(row, 1, &fact.cell, &format, None)?;
            let lines = match &fact.cell.value {
                Value::Text(text) => widths::lines_of(text, VALUE_ROOM),
                _ => 1,
            };
            height(self.to, row, pixels(lines.max(widths::lines_of(&fact.label, label))))?;
        }
        Ok(())
    }

    fn table_sheet(&mut self, sheet: &Sheet, book: &Workbook) -> Result<(), Error> {
        let Some(placed) = sheet.as_table().and_then(|t| self.layout.table(&t.name)) else { return Ok(()) };
        let mut row = 1;
        for mark in &book.marks {
            self.to.write_string_with_format(row, 0, clipped(mark), &self.styles.mark).map_err(bug)?;
            row += 1;
        }
        let empty = placed.table.rows.is_empty().then(|| book.frame.no_rows.clone());
        for note in sheet.notes.iter().chain(&empty) {
            self.to.write_string_with_format(row, 0, clipped(note), &self.styles.note).map_err(bug)?;
            row += 1;
        }
        let contents = &book.contents.tab;
        if sheet.tab != *contents {
            let link = Link::Sheet(contents.clone());
            let styles = self.styles;
            self.cell(row, 0, &Cell::text(&book.frame.back).to(link), &styles.link, None)?;
        }
        self.header(placed)?;
        self.rows(placed)?;
        self.signals(placed)?;
        let last = self.charts(sheet, placed)?;
        self.print_area(placed, last)
    }

    /// The columns that a page has room for, down to the `last` row; or nothing.
    fn print_area(&mut self, placed: &Placed<'_>, last: u32) -> Result<(), Error> {
        let Print { columns, on_screen, pages, fixed } = self.paper.print;
        if on_screen {
            // A cell beside the table: empty pages are not printed.
            let beside = column(placed.table.columns.len().saturating_add(1));
            self.to.set_print_area(0, beside, 0, beside).map_err(bug)?;
            return Ok(());
        }
        let right = column(columns.saturating_sub(1));
        if columns < placed.table.columns.len() {
            self.to.set_print_area(0, 0, last, right).map_err(bug)?;
        }
        self.to.set_repeat_rows(placed.header, placed.header).map_err(bug)?;
        if pages.0 > 1 && placed.table.frozen > 0 {
            self.to.set_repeat_columns(0, column(placed.table.frozen - 1)).map_err(bug)?;
        }
        if let Some((_, first)) = fixed {
            self.to.set_page_breaks(&[placed.row(first)]).map_err(bug)?;
        }
        Ok(())
    }

    fn header(&mut self, placed: &Placed<'_>) -> Result<(), Error> {
        for (at, width) in self.paper.widths.iter().enumerate() {
            self.to.set_column_width(column(at), widths::characters(*width)).map_err(bug)?;
        }
        height(self.to, placed.header, self.paper.header)?;
        let frozen = u16::try_from(placed.table.frozen).unwrap_or(0);
        self.to.set_freeze_panes(placed.header.saturating_add(1), frozen).map_err(bug)?;
        let table = self.table(placed)?;
        let last = column(placed.table.columns.len().saturating_sub(1));
        self.to.add_table(placed.header, 0, placed.last(), last, &table).map_err(bug)?;
        Ok(())
    }

    /// The table's frame: names, headers, filter, totals. Its cells are written after it.
    fn table(&self, placed: &Placed<'_>) -> Result<Table, Error> {
        let totals = &placed.table.totals;
        let mut columns = Vec::new();
        for (at, (spec, title)) in placed.table.columns.iter().zip(&placed.titles).enumerate() {
            let mut column =
                TableColumn::new().set_header(title).set_header_format(self.styles.header(spec.upright));
            match totals.get(at) {
                Some(Cell { formula: Some(formula), .. }) => {
                    let formula = self.layout.formula(formula, None)?;
                    column = column.set_total_function(TableFunction::Custom(Formula::new(formula)));
                }
                Some(Cell { value: Value::Text(label), .. }) => column = column.set_total_label(label),
                _ => {}
            }
            columns.push(column);
        }
        Ok(Table::new()
            .set_name(&placed.table.name)
            .set_columns(&columns)
            .set_total_row(!totals.is_empty())
            .set_style(TableStyle::None)
            .set_banded_rows(false)
            .set_alt_text_title(&placed.table.description)
            .set_alt_text(&placed.table.description))
    }

    fn rows(&mut self, placed: &Placed<'_>) -> Result<(), Error> {
        let paper = self.paper;
        for (at, row) in placed.table.rows.iter().enumerate() {
            height(self.to, placed.row(at), paper.rows.get(at).copied().unwrap_or(ROW_PIXELS))?;
            let emphasis = if row.strong { Emphasis::Strong } else { Emphasis::Plain };
            self.row(placed, placed.row(at), &row.cells, emphasis, Some((&placed.table.name, at)))?;
        }
        if !placed.table.totals.is_empty() {
            let pixels = paper.rows.get(placed.table.rows.len()).copied().unwrap_or(ROW_PIXELS);
            height(self.to, placed.last(), pixels)?;
            self.row(placed, placed.last(), &placed.table.totals, Emphasis::Total, None)?;
        }
        Ok(())
    }

    fn row(
        &mut self,
        placed: &Placed<'_>,
        row: u32,
        cells: &[Cell],
        emphasis: Emphasis,
        here: Option<(&str, usize)>,
    ) -> Result<(), Error> {
        let styles = self.styles;
        for (at, (spec, cell)) in placed.table.columns.iter().zip(cells).enumerate() {
            let kind = spec.kind.of(&cell.value);
            self.cell(row, column(at), cell, styles.cell(kind, emphasis), here)?;
        }
        Ok(())
    }

    fn cell(
        &mut self,
        row: u32,
        col: u16,
        cell: &Cell,
        format: &Format,
        here: Option<(&str, usize)>,
    ) -> Result<(), Error> {
        if let Some(formula) = &cell.formula {
            let formula = Formula::new(self.layout.formula(formula, here)?).set_result(result(&cell.value));
            self.to.write_formula_with_format(row, col, formula, format).map_err(bug)?;
            return Ok(());
        }
        if let (Value::Text(text), Some(link)) = (&cell.value, &cell.link)
            && let Some(target) = self.layout.target(link)
            && self.links < MOST_LINKS
        {
            self.links += 1;
            let text = clipped(text);
            self.to
                .write_url_with_options(row, col, Url::new(target), text, "", Some(format))
                .map_err(bug)?;
            return Ok(());
        }
        value(self.to, row, col, &cell.value, format)
    }

    /// Highlights words; columns side by side with the same words share a rule.
    fn signals(&mut self, placed: &Placed<'_>) -> Result<(), Error> {
        let columns = &placed.table.columns;
        let mut first = 0;
        while first < columns.len() {
            let words = &columns[first].signals;
            let same = columns[first..].iter().take_while(|c| c.signals == *words).count();
            for (word, look) in words {
                let rule = ConditionalFormatCell::new()
                    .set_rule(ConditionalFormatCellRule::EqualTo(word.clone()))
                    .set_format(tone(*look));
                let (top, bottom) = (placed.row(0), placed.row(placed.rows() - 1));
                self.to
                    .add_conditional_format(top, column(first), bottom, column(first + same - 1), &rule)
                    .map_err(bug)?;
            }
            first += same;
        }
        Ok(())
    }

    /// Draws the charts below the table and returns the last row of the sheet.
    fn charts(&mut self, sheet: &Sheet, placed: &Placed<'_>) -> Result<u32, Error> {
        let mut last = placed.last();
        for (drawn, height) in sheet.charts.iter().zip(&self.paper.charts) {
            let row = last.saturating_add(CHART_GAP);
            let chart = chart(drawn, *height, self.layout, self.styles)?;
            self.to.insert_chart(row, 0, &chart).map_err(bug)?;
            last = row.saturating_add(height.div_ceil(ROW_PIXELS));
        }
        Ok(last)
    }
}

/// Gives a row its height; one line is the default.
pub(super) fn height(to: &mut Worksheet, row: u32, pixels: u32) -> Result<(), Error> {
    if pixels != ROW_PIXELS {
        to.set_row_height_pixels(row, pixels).map_err(bug)?;
    }
    Ok(())
}

/// A column's number; a table never has as many columns as a sheet.
pub(super) fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// A text that fits a cell, without characters that a workbook cannot hold.
pub(super) fn clipped(text: &str) -> String {
    let allowed = |c: &char| !c.is_control() || matches!(c, '\n' | '\t');
    // A text has at least as many bytes as UTF-16 units: most fit as they are.
    if text.len() <= LONGEST_TEXT && text.chars().all(|c| allowed(&c)) {
        return text.to_owned();
    }
    shortened(&text.chars().filter(allowed).collect::<String>(), LONGEST_TEXT)
}

/// Writes a value as it is: text that looks like a formula stays text.
pub(super) fn value(
    to: &mut Worksheet,
    row: u32,
    col: u16,
    value: &Value,
    format: &Format,
) -> Result<(), Error> {
    match value {
        Value::Missing | Value::NotApplicable => to.write_blank(row, col, format),
        Value::Text(text) => to.write_string_with_format(row, col, clipped(text), format),
        Value::Number(number) => to.write_number_with_format(row, col, *number, format),
        Value::Date(date) => match date.excel_serial(ExcelEpoch::Year1900) {
            Some(serial) => to.write_number_with_format(row, col, serial, format),
            None => to.write_string_with_format(row, col, date.to_string(), format),
        },
    }
    .map_err(bug)?;
    Ok(())
}

/// The cached result of a formula.
fn result(value: &Value) -> String {
    match value {
        Value::Missing | Value::NotApplicable => String::new(),
        Value::Text(text) => clipped(text),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => {
            date.excel_serial(ExcelEpoch::Year1900).map(|s| s.to_string()).unwrap_or_default()
        }
    }
}
