//! What of a workbook comes on paper: columns, pages, and where the chart goes.
//!
//! In: the sheets and their places. Out: widths, heights, and for each sheet how it is printed. Never: hides
//! anything; what is not printed is on the screen, and the page says so.
//!
//! Heights of rows are ours, so the pages that a sheet takes at a given scale are known without asking the
//! program that prints. That many pages are what it is told to fit the sheet into: it then cannot take more,
//! whatever face it has.

use super::chart;
use super::layout::{Layout, Placed};
use super::widths;
use crate::error::Error;
use crate::report::workbook::book::{Sheet, Table};

/// Height of a row of one line, of a title, and of each line in a cell of several: what the tallest of the
/// usual substitutes for the face asks for.
pub(super) const ROW_PIXELS: u32 = 28;
pub(super) const TITLE_PIXELS: u32 = 36;
pub(super) const LINE_PIXELS: u32 = 31;
/// Pixels of a character in an upright header, and the tallest such header.
const UPRIGHT_PIXELS: usize = 9;
const UPRIGHT_MOST: usize = 320;
/// Blank rows between a table and its chart.
pub(super) const CHART_GAP: u32 = 2;

/// Pages of a printed workbook at most.
const MOST_PAGES: usize = 58;
/// Text of 14 points is printed at no less than 60 %, which is 8.4 points.
const SCALE: u16 = 60;
/// Pixels of rows that a landscape A4 page takes at that scale.
const PAGE: u32 = 1_080;
/// Characters that a page takes across at that scale in the broadest of the usual substitutes for the face, and
/// in a table of many narrow columns, where splitting the table would be the worse.
const ACROSS: usize = 142;
const ACROSS_UPRIGHT: usize = 165;
/// Width of the page in the unit of [`ACROSS`], in hundredths: a sheet of that many characters fits at 1 %.
const FULL: usize = ACROSS * SCALE as usize;

/// A sheet measured, and how it is printed.
#[derive(Default)]
pub(super) struct Paper {
    /// Width of each column, in characters.
    pub widths: Vec<usize>,
    /// Height of the header, in pixels.
    pub header: u32,
    /// Height of each row, in pixels; of a total row too.
    pub rows: Vec<u32>,
    /// Heights of the charts.
    pub charts: Vec<u32>,
    /// How it is printed.
    pub print: Print,
}

/// How a sheet is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Print {
    /// Columns that are printed, from the first.
    pub columns: usize,
    /// Nothing of it is.
    pub on_screen: bool,
    /// Pages side by side, and below each other.
    pub pages: (u16, u16),
    /// A fixed scale instead of fitting into the pages, with the row of the table that a page begins with.
    pub fixed: Option<(u16, usize)>,
}

/// Measures the sheets of a workbook, and leaves the longest to the screen when they are too many pages.
///
/// # Errors
/// A chart names what is not there: a bug.
pub(super) fn papers(sheets: &[&Sheet], layout: &Layout<'_>) -> Result<Vec<Paper>, Error> {
    let mut papers = Vec::new();
    for sheet in sheets {
        papers.push(match placed(sheet, layout) {
            Some(placed) => of(sheet, placed, layout)?,
            None => Paper { print: Print { pages: (1, 1), ..Print::default() }, ..Paper::default() },
        });
    }
    while papers.iter().map(pages).sum::<usize>() > MOST_PAGES {
        // Records before figures, and the longest first; of sheets of the same length the last one.
        let long = |at: &usize| papers.get(*at).is_some_and(|paper| pages(paper) > 1);
        let rank = |at: &usize| {
            (sheets.get(*at).is_some_and(|sheet| sheet.records), papers.get(*at).map_or(0, pages))
        };
        let Some(at) = (0..papers.len()).filter(long).max_by_key(rank) else { break };
        let (Some(paper), Some(sheet)) = (papers.get_mut(at), sheets.get(at)) else { break };
        let Some(placed) = placed(sheet, layout) else { break };
        *paper = on_screen(placed, std::mem::take(&mut paper.charts));
    }
    Ok(papers)
}

fn placed<'a, 'b>(sheet: &Sheet, layout: &'b Layout<'a>) -> Option<&'b Placed<'a>> {
    sheet.as_table().and_then(|t| layout.table(&t.name))
}

fn pages(paper: &Paper) -> usize {
    if paper.print.on_screen {
        return 0;
    }
    usize::from(paper.print.pages.0) * usize::from(paper.print.pages.1)
}

/// Measured and printed as far as the page is broad.
fn of(sheet: &Sheet, placed: &Placed<'_>, layout: &Layout<'_>) -> Result<Paper, Error> {
    let table = placed.table;
    let upright = table.columns.iter().any(|c| c.upright);
    let most = if upright { ACROSS_UPRIGHT } else { ACROSS };
    let mut paper = measured(placed, Some(most));
    let columns = columns(table, &paper.widths, most, upright);
    let across = widths::breadth(paper.widths.iter().take(columns).copied());
    let kept = widths::breadth(paper.widths.iter().take(table.frozen).copied());
    let across = match across.saturating_sub(most) {
        0 => 1,
        // Further pages repeat the columns that stay in sight.
        _ => (across - kept.min(across)).div_ceil(most.saturating_sub(kept).max(1)),
    };
    let mut charts = Vec::new();
    for drawn in &sheet.charts {
        charts.push(chart::heights(drawn, layout)?);
    }
    let top = above(placed);
    let wanted: u32 = charts.iter().map(|(_, wanted)| wanted + CHART_GAP * ROW_PIXELS).sum();
    let least: u32 = charts.iter().map(|(least, _)| least + CHART_GAP * ROW_PIXELS).sum();
    let table_alone = top + paper.header + paper.rows.iter().sum::<u32>();
    // Charts lower than they might be are better than charts on another page.
    let shrink = table_alone + wanted > PAGE && table_alone + least <= PAGE;
    let spare = PAGE.saturating_sub(table_alone + least);
    let each = spare / u32::try_from(charts.len()).unwrap_or(1).max(1);
    paper.charts =
        charts.iter().map(|(low, high)| if shrink { (low + each).min(*high) } else { *high }).collect();
    let down = if charts.is_empty() || shrink || table_alone + wanted <= PAGE {
        down(top, paper.header, &paper.rows)
    } else {
        let broad = widths::breadth(paper.widths.iter().take(columns).copied());
        let scale = u16::try_from(FULL / broad.max(1)).unwrap_or(SCALE).min(SCALE);
        let first = before_chart(top, paper.header, &paper.rows, wanted);
        paper.print.fixed = Some((scale, first));
        down(top, paper.header, paper.rows.get(..first).unwrap_or_default()) + 1
    };
    let pages = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
    paper.print = Print { columns, pages: (pages(across), pages(down)), ..paper.print };
    Ok(paper)
}

/// Left to the screen: columns as broad as they like, nothing on paper.
fn on_screen(placed: &Placed<'_>, charts: Vec<u32>) -> Paper {
    let print = Print { on_screen: true, pages: (1, 1), ..Print::default() };
    Paper { charts, print, ..measured(placed, None) }
}

fn measured(placed: &Placed<'_>, most: Option<usize>) -> Paper {
    let table = placed.table;
    let widths = widths::of(table, most);
    let rooms = widths::rooms(table, &widths);
    let mut heights = widths::Heights::default();
    let totals = (!table.totals.is_empty()).then_some(&table.totals);
    let rows = table.rows.iter().map(|r| &r.cells).chain(totals);
    let rows = rows.map(|cells| pixels(heights.lines(cells, &rooms))).collect();
    Paper { header: header(placed, &widths), rows, widths, ..Paper::default() }
}

fn header(placed: &Placed<'_>, widths: &[usize]) -> u32 {
    let upright = placed.table.columns.iter().zip(&placed.titles).filter(|(c, _)| c.upright);
    match upright.map(|(_, title)| crate::thai::width::columns(title)).max() {
        Some(longest) => {
            let pixels = (longest * UPRIGHT_PIXELS + UPRIGHT_PIXELS * 4).min(UPRIGHT_MOST);
            u32::try_from(pixels).unwrap_or(0)
        }
        None => pixels(widths::header_lines(placed.table, &placed.titles, widths)),
    }
}

/// Height of a row of so many lines.
pub(super) fn pixels(lines: usize) -> u32 {
    if lines > 1 { LINE_PIXELS.saturating_mul(u32::try_from(lines).unwrap_or(1)) } else { ROW_PIXELS }
}

/// Height of the lines above the header.
fn above(placed: &Placed<'_>) -> u32 {
    TITLE_PIXELS + ROW_PIXELS.saturating_mul(placed.header.saturating_sub(1))
}

/// The columns that are printed. All of them where they fit; else without those that only help on the screen,
/// which stand last, and no more than fit. A table of many narrow columns goes on on another page.
fn columns(table: &Table, widths: &[usize], most: usize, upright: bool) -> usize {
    if widths::breadth(widths.iter().copied()) <= most {
        return table.columns.len();
    }
    let printed = table.columns.iter().take_while(|c| !c.aside && !c.review).count().max(1);
    if upright {
        return printed;
    }
    let fits = |columns: &usize| widths::breadth(widths.iter().take(*columns).copied()) <= most;
    (1..=printed).rev().find(fits).unwrap_or(1)
}

/// Pages that rows take below each other, a header on each.
fn down(top: u32, header: u32, rows: &[u32]) -> usize {
    let (mut pages, mut used) = (1, top + header);
    for row in rows {
        if used + row > PAGE && used > header {
            pages += 1;
            used = header;
        }
        used += row;
    }
    pages
}

/// The row that the last page begins with when the chart follows the table: the table's header never stands alone
/// above a chart.
fn before_chart(top: u32, header: u32, rows: &[u32], charts: u32) -> usize {
    let room = PAGE.saturating_sub(header + charts);
    let mut used = 0;
    let fits = rows.iter().rev().take_while(|row| {
        used += **row;
        used <= room
    });
    // Where the chart takes all the page, the last row still comes with it; the scale makes room.
    let last = fits.count().clamp(1, rows.len().max(1));
    let first = rows.len().saturating_sub(last);
    if top + header > PAGE { 0 } else { first }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_on_below_a_header_of_their_own() {
        assert_eq!(down(100, 50, &[]), 1);
        assert_eq!(down(100, 50, &[PAGE - 150]), 1);
        assert_eq!(down(100, 50, &[PAGE - 150, 1]), 2);
        assert_eq!(down(100, 50, &[500; 6]), 4);
        // A row higher than a page takes one all the same, and no empty one before it.
        assert_eq!(down(0, 50, &[PAGE * 2, 10]), 2);
    }

    #[test]
    fn rows_of_the_table_come_with_its_chart() {
        let rows = [30; 60];
        let first = before_chart(100, 60, &rows, 600);
        assert_eq!(rows.len() - first, ((PAGE - 660) / 30) as usize);
        assert_eq!(before_chart(100, 60, &rows, PAGE), 59);
        assert_eq!(before_chart(100, 60, &[], 600), 0);
    }
}
