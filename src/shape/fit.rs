//! How well a layout fits a sheet, and where its columns are then.

use super::grid::{Grid, Title};
use super::layout::{Column, Find, Layout, Source, title_key};
use super::text;
use crate::contract::HEADER_SEARCH_ROWS;
use crate::model::FiscalYear;
use crate::thai;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// A title is no longer, in bytes; longer cells are prose.
const LONGEST_TITLE: usize = 1200;

/// A layout on a sheet.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    pub layout: Arc<Layout>,
    pub score: f64,
    /// First row of the header, and how many rows it has.
    pub row: u32,
    pub rows: u32,
    /// By column of the layout.
    pub columns: Vec<Option<u32>>,
    pub across: Vec<AcrossColumn>,
    /// Titles that the layout does not know.
    pub unknown: Vec<(u32, u32, String)>,
    /// Titles that the sheet lacks.
    pub missing: Vec<String>,
    matched: usize,
    expected: usize,
}

/// A column whose title is a value.
#[derive(Clone, Debug)]
pub(super) struct AcrossColumn {
    pub col: u32,
    /// The value; none for a column of sums.
    pub key: Option<String>,
    /// The value as a cell of the contract's form would have it: a month with its year, where the title names one.
    pub wording: String,
    /// Where the value is written.
    pub place: (u32, u32),
    /// Which of the kinds of values.
    pub kind: usize,
}

impl Fit {
    /// Whether all is there that the layout needs.
    pub(super) fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    /// Whether enough is there to think of a form of another year.
    pub(super) fn is_near(&self) -> bool {
        self.matched >= 3 && self.matched * 2 >= self.expected
    }

    /// First row below the header.
    pub(super) fn below(&self) -> u32 {
        self.row.saturating_add(self.rows)
    }
}

/// A title with the forms that layouts are compared with: comparison key, and text without blanks.
struct Head {
    title: Title,
    lowest: (String, String),
    joined: (String, String),
}

impl Head {
    /// None of prose.
    fn of(title: Title) -> Option<Self> {
        let form = |text: &str| (title_key(text), squeezed(text));
        let is_title = title.lowest().len() <= LONGEST_TITLE;
        is_title.then(|| Self { lowest: form(title.lowest()), joined: form(&title.joined()), title })
    }
}

/// Titles of a sheet by first row and number of rows, read once for all layouts.
#[derive(Default)]
pub(super) struct Heads(HashMap<(u32, u32), Vec<Head>>);

impl Heads {
    fn at(&mut self, grid: &Grid<'_>, row: u32, layers: u32) -> &[Head] {
        let read = || grid.titles(row, layers).into_iter().filter_map(Head::of).collect();
        self.0.entry((row, layers)).or_insert_with(read)
    }
}

/// The best place of a layout on a sheet.
pub(super) fn fit(
    layout: &Arc<Layout>,
    grid: &Grid<'_>,
    names: &Names<'_>,
    heads: &mut Heads,
) -> Option<Fit> {
    let mut best: Option<Fit> = None;
    let rows = grid.lines.iter().filter(|(row, cells)| *row < HEADER_SEARCH_ROWS && cells.len() >= 2);
    for (row, _) in rows {
        for layers in (1..=layout.header_rows).rev() {
            let Some(mut found) = place(layout, heads.at(grid, *row, layers), *row, layers) else { continue };
            if best.as_ref().is_none_or(|b| found.score > b.score + f64::EPSILON) {
                found.rows = layers;
                best = Some(found);
            }
        }
    }
    let mut best = best?;
    let speaks = layout.evidence.iter().any(|pattern| {
        let mut texts = names.texts(grid, best.row, &[Source::Title, Source::Sheet, Source::File]);
        texts.any(|(text, _)| pattern.get().is_match(&plain(&text)))
    });
    if layout.evidence_needed && !speaks {
        return None;
    }
    best.score += if speaks { 1.0 } else { 0.0 };
    Some(best)
}

fn plain(text: &str) -> String {
    thai::to_arabic_digits(&thai::normalise(text))
}

/// The names of a sheet beside its cells.
pub(super) struct Names<'a> {
    pub sheet: &'a str,
    /// Path below the year's folder.
    pub file: &'a str,
    /// The folder's year.
    pub year: FiscalYear,
}

impl<'a> Names<'a> {
    /// Texts that may say something about the whole sheet, each with its cell (none for names).
    pub(super) fn texts<'b>(
        &'b self,
        grid: &'b Grid<'a>,
        header: u32,
        from: &'b [Source],
    ) -> impl Iterator<Item = (String, Option<(u32, u32)>)> + 'b {
        let above = grid.raw.cells.iter().take_while(move |c| c.row < header);
        let title = above.map(|c| (c.value.display(), Some((c.row, c.col))));
        let title = title.filter(|_| from.contains(&Source::Title));
        let sheet = from.contains(&Source::Sheet).then(|| (self.sheet.to_owned(), None));
        let file = from.contains(&Source::File).then(|| (self.file.to_owned(), None));
        title.chain(sheet).chain(file)
    }
}

fn place(layout: &Arc<Layout>, heads: &[Head], row: u32, layers: u32) -> Option<Fit> {
    let contract = layout.contract()?;
    let mut fit = Fit {
        layout: Arc::clone(layout),
        score: 0.0,
        row,
        rows: layers,
        columns: vec![None; layout.column.len()],
        across: Vec::new(),
        unknown: Vec::new(),
        missing: Vec::new(),
        matched: 0,
        expected: 0,
    };
    for head in heads {
        let title = &head.title;
        let free = layout
            .column
            .iter()
            .enumerate()
            .find(|(at, column)| fit.columns[*at].is_none() && named(column, head, contract));
        if let Some((at, _)) = free {
            fit.columns[at] = Some(title.col);
        } else if let Some(column) = across(layout, head) {
            fit.across.push(column);
        } else {
            fit.unknown.push((title.row, title.col, title.joined()));
        }
    }
    let kinds: BTreeSet<usize> = fit.across.iter().filter(|a| a.key.is_some()).map(|a| a.kind).collect();
    fit.matched = fit.columns.iter().flatten().count() + kinds.len() + usize::from(!kinds.is_empty());
    if fit.matched < 2 {
        return None;
    }
    let needed = layout.column.iter().filter(|c| !c.optional && !c.skip).count();
    fit.expected = needed + layout.across.as_ref().map_or(0, |a| a.value.len() + 1);
    for (column, at) in layout.column.iter().zip(&fit.columns) {
        if at.is_none() && !column.optional && !column.skip {
            fit.missing.push(title_of(column, contract));
        }
    }
    if let Some(across) = &layout.across {
        // Where the sums are what is read, each kind needs its sum.
        let sums = across.field.is_empty().then(|| -> BTreeSet<usize> {
            fit.across.iter().filter(|a| a.key.is_none()).map(|a| a.kind).collect()
        });
        for (kind, column) in across.value.iter().enumerate() {
            if sums.as_ref().is_some_and(|sums| !sums.contains(&kind)) || !kinds.contains(&kind) {
                fit.missing.push(title_of(column, contract));
            }
        }
    }
    let there = fit.expected.saturating_sub(fit.missing.len());
    let unknown = if layout.pass_unknown { 0 } else { fit.unknown.len() };
    fit.score = exact(fit.matched) + exact(there) / exact(fit.expected.max(1)) - exact(unknown) / 2.0;
    Some(fit)
}

fn title_of(column: &Column, contract: &crate::contract::Contract) -> String {
    if !column.titles.is_empty() {
        return column.name();
    }
    let field = contract.position(column.first_field()).and_then(|at| contract.fields.get(at));
    field.map_or_else(|| column.name(), |f| f.title.clone())
}

/// Columns of a sheet are few, so the conversion is exact.
#[allow(clippy::cast_precision_loss)]
fn exact(count: usize) -> f64 {
    count as f64
}

fn named(column: &Column, head: &Head, contract: &crate::contract::Contract) -> bool {
    let field = contract.position(column.first_field()).and_then(|at| contract.fields.get(at));
    [&head.lowest, &head.joined].iter().any(|(key, squeezed)| column.is_titled(field, key, squeezed))
}

/// A title without blanks, in Arabic digits.
pub(super) fn squeezed(text: &str) -> String {
    plain(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// What a title means across.
fn across(layout: &Layout, head: &Head) -> Option<AcrossColumn> {
    let across = layout.across.as_ref()?;
    let title = &head.title;
    let upper = title.layers.first()?;
    let kind = if title.layers.len() > 1 {
        let (key, squeezed) = &head.lowest;
        across.value.iter().position(|c| c.is_titled(None, key, squeezed))?
    } else if across.value.len() == 1 {
        0
    } else {
        return None;
    };
    let plain = plain(upper);
    let place = (title.row, title.col);
    if across.totals.iter().any(|p| p.get().is_match(&plain)) {
        return Some(AcrossColumn { col: title.col, key: None, wording: String::new(), place, kind });
    }
    let word = across.words.iter().find(|w| w.like.get().is_match(&plain)).map(|w| w.value.clone());
    let (key, wording) = match (word, across.find) {
        (Some(word), _) => (word.clone(), word),
        (None, Some(Find::Month)) => {
            let (month, year) = text::month_title(upper)?;
            let name = thai::month_name(month)?;
            (month.to_string(), year.map_or_else(|| month.to_string(), |year| format!("{name} {year}")))
        }
        _ => return None,
    };
    Some(AcrossColumn { col: title.col, key: Some(key), wording, place, kind })
}
