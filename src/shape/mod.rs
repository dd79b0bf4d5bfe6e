//! Cells as people lay them out → the columns of a contract, each value with its own cell.
//!
//! Comes in: raw sheets; layouts and contracts, which compete for each sheet. Goes out: rows in the order of
//! a contract's fields, what holds for the whole sheet, and what became of each used cell. The program's own
//! forms are the layout with one header row that needs no shaping: their cells are borrowed. Never: says
//! what a value should be (`check` does), guesses between two layouts that fit alike.

mod account;
mod codes;
mod fit;
mod grid;
pub mod layout;
pub mod learn;
mod notices;
mod read;
mod sums;
mod text;

pub use account::{Claims, Class, ReadBy};
pub use layout::{Layout, Layouts};
pub(crate) use notices::{below_a_total, dash};

use crate::contract::{Contract, Contracts, Cover, Recognised, Role, RowText, Scope, recognise};
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::model::{FiscalYear, Origin};
use crate::scheme::Scheme;
use crate::thai;
use crate::workspace::Workspace;
use fit::{Fit, Names};
use grid::Grid;
use read::{Reader, Record, Values};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Two scores nearer than this fit alike.
const ALIKE: f64 = 0.25;
/// Cells of a row that may be titles.
const MOST_COLUMNS: usize = 300;
/// Rows that are looked at for a header and labelled cells.
const ROWS_LOOKED_AT: usize = 80;
/// Characters of a cell that a message shows.
const SHOWN: usize = 60;

/// What a sheet is read by.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Units of the agency.
    pub workspace: &'a Workspace,
    /// Kinds of sheets.
    pub contracts: &'a Contracts,
    /// Other people's forms.
    pub layouts: &'a Layouts,
    /// Questions and scales of the sheet's year.
    pub scheme: Option<&'a Scheme>,
}

/// A value with its own cell; a cell without a value is empty.
#[derive(Clone, Debug)]
pub struct Given {
    /// The value.
    pub value: Option<RawValue>,
    /// Row.
    pub row: u32,
    /// Column.
    pub col: u32,
}

/// What a field of a row has.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The value.
    pub value: Option<RawValue>,
    /// Its cell; none where the form has no column for the field.
    pub at: Option<(u32, u32)>,
    /// An empty cell or a dash is nothing, whatever the contract requires.
    pub may_be_empty: bool,
}

/// A row in the order of the contract's fields.
#[derive(Clone, Debug)]
pub struct ShapedRow {
    /// Fields.
    pub slots: Vec<Slot>,
    /// What is for the agency alone: position in the contract's internal fields, and the value.
    pub internal: Vec<(usize, Given)>,
    /// The row's first cell.
    pub place: (u32, u32),
}

/// The rows of one unit and half in a foreign form.
#[derive(Clone, Debug)]
pub struct Table {
    /// Their contract.
    pub contract: Arc<Contract>,
    /// Labelled cells, in the order of the contract's.
    pub meta: Vec<Option<Given>>,
    /// Rows.
    pub rows: Vec<ShapedRow>,
    /// The table's first cell.
    pub place: (u32, u32),
    /// Tells several sheets of one submission apart; empty: the sheet is a whole.
    pub part: String,
    /// Where there are no rows: words that say that there is nothing to report, and their cell.
    pub nothing: Option<(String, (u32, u32))>,
}

impl Table {
    /// Columns that its values come from.
    fn columns(&self) -> impl Iterator<Item = u32> + '_ {
        self.rows.iter().flat_map(|row| &row.slots).filter_map(|slot| Some(slot.at?.1))
    }
}

/// Columns of a sheet that values of its tables come from, each once.
#[must_use]
pub fn columns(tables: &[Table]) -> Vec<u32> {
    let columns: BTreeSet<u32> = tables.iter().flat_map(Table::columns).collect();
    columns.into_iter().collect()
}

/// What a sheet is.
#[derive(Debug)]
pub enum Form {
    /// One of the program's own: header and labels, cells where they are.
    Own(Box<Recognised>),
    /// Somebody else's, read by a layout.
    Foreign(Vec<Table>),
    /// More than one, or one of another year: a finding says so.
    Unknown,
    /// None that is known.
    Unrecognised,
}

/// A shaped sheet.
#[derive(Debug)]
pub struct Shaped {
    /// What it is.
    pub form: Form,
    /// What became of its cells so far.
    pub claims: Claims,
    /// By what it is read.
    pub by: ReadBy,
}

/// The texts of the first rows.
fn texts(raw: &RawSheet) -> Vec<RowText> {
    let text = |cells: &[RawCell]| RowText {
        row: cells[0].row,
        cells: cells.iter().take(MOST_COLUMNS).map(|c| (c.col, c.value.display())).collect(),
    };
    raw.cells.chunk_by(|a, b| a.row == b.row).take(ROWS_LOOKED_AT).map(text).collect()
}

/// Finds the form of a sheet and shapes its rows.
#[must_use]
pub fn shape(
    known: Known<'_>,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    findings: &mut Vec<Diagnostic>,
) -> Shaped {
    let texts = texts(raw);
    let none = BTreeMap::new();
    let questions = known.scheme.map_or(&none, Scheme::question_keys);
    let own = recognise(known.contracts, &texts, &raw.merged, questions);
    let claims = Claims::new(raw);
    // Nothing fits better than a form without anything missing, unknown or doubled.
    if let Some(own) = own.as_ref().filter(|own| own.is_clean()) {
        let by = ReadBy {
            layout: own.contract.name.clone(),
            score: own.score,
            second: own.second.clone(),
            ..ReadBy::default()
        };
        return Shaped { form: Form::Own(Box::new(own.clone())), claims, by };
    }
    let grid = Grid::new(raw);
    let file = below_year(&workbook.file.name, workbook.file.fiscal_year);
    let names = Names { sheet: &raw.name, file: &file, year: workbook.file.fiscal_year };
    let mut heads = fit::Heads::default();
    let mut fits: Vec<Fit> =
        known.layouts.iter().filter_map(|l| fit::fit(l, &grid, &names, &mut heads)).collect();
    fits.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.layout.name.cmp(&b.layout.name)));
    let mut complete = fits.iter().filter(|f| f.is_complete());
    let (best, second) = (complete.next(), complete.next());
    let own_score = own.as_ref().map_or(f64::NEG_INFINITY, |o| o.score);
    let sheet_at = Origin { file: workbook.name.clone(), sheet: raw.name.clone(), row: 0, col: 0 };
    if let Some(best) = best
        && best.score + ALIKE > own_score
    {
        let rival = second.map(|s| (s.layout.name.clone(), s.score));
        let own_rival = own.as_ref().map(|o| (o.contract.name.clone(), o.score));
        let rival = [rival, own_rival].into_iter().flatten().max_by(|a, b| a.1.total_cmp(&b.1));
        let by = ReadBy {
            layout: best.layout.name.clone(),
            score: best.score,
            second: rival.clone(),
            ..ReadBy::default()
        };
        if let Some((name, score)) = rival
            && best.score - score < ALIKE
        {
            findings.push(notices::unclear(
                &sheet_at,
                (best.layout.name.as_str(), best.score),
                (name.as_str(), score),
            ));
            return unknown(claims);
        }
        return foreign(known, &grid, best, &names, &sheet_at, claims, by, findings);
    }
    let near = fits.iter().find(|f| !f.is_complete() && f.is_near());
    if let Some(near) = near
        && near.score > own_score + ALIKE
    {
        findings.push(notices::changed(&sheet_at, near));
        return unknown(claims);
    }
    // More strange titles than known ones: nobody's form, whatever it shares with one of ours.
    if let Some(own) = own.filter(|own| own.score > 0.0) {
        let best = fits.first().map(|f| (f.layout.name.clone(), f.score));
        let second = [best, own.second.clone()].into_iter().flatten();
        let second = second.max_by(|a, b| a.1.total_cmp(&b.1));
        let by = ReadBy { layout: own.contract.name.clone(), score: own.score, second, ..ReadBy::default() };
        return Shaped { form: Form::Own(Box::new(own)), claims, by };
    }
    Shaped { form: Form::Unrecognised, ..unknown(claims) }
}

/// A sheet that a finding tells of as a whole.
fn unknown(mut claims: Claims) -> Shaped {
    claims.rest(Class::Reported);
    Shaped { form: Form::Unknown, claims, by: ReadBy::default() }
}

/// `input/2568/h1/a.xlsx` → `h1/a.xlsx`.
fn below_year(name: &str, year: FiscalYear) -> String {
    let parts: Vec<&str> = name.split('/').collect();
    let at = parts.iter().position(|p| FiscalYear::parse(p) == Some(year));
    at.and_then(|at| parts.get(at + 1..)).unwrap_or(parts.as_slice()).join("/")
}

#[allow(clippy::too_many_arguments)] // everything a sheet is read by
fn foreign(
    known: Known<'_>,
    grid: &Grid<'_>,
    fit: &Fit,
    names: &Names<'_>,
    sheet_at: &Origin,
    mut claims: Claims,
    mut by: ReadBy,
    findings: &mut Vec<Diagnostic>,
) -> Shaped {
    let Some(contract) = fit.layout.contract().cloned() else { return unknown(claims) };
    let first_col = grid.titles(fit.row, fit.rows).first().map_or(0, |t| t.col);
    let at = sheet_at.at(fit.row, first_col);
    let reader = Reader { known, grid, fit, furniture: known.layouts.furniture(), names, at: &at };
    if !fit.layout.pass_unknown {
        for (row, col, text) in &fit.unknown {
            findings.push(notices::unknown_column(&at.at(*row, *col), text));
            for cell in grid.raw.cells.iter().filter(|c| c.col == *col && c.row >= fit.row) {
                claims.cell(grid.raw, cell.row, *col, Class::Reported);
            }
        }
    }
    let facts = read::facts(&reader, &mut claims);
    findings.extend(read::months_differ(&reader));
    let (mut records, nothing) = reader.records(&mut claims, findings);
    if let Some(codes) = &fit.layout.codes {
        let kept = known.workspace.codes.get(&names.year).map(Vec::as_slice).unwrap_or_default();
        by.codes = codes::give(codes, &mut records, kept, &at, findings);
    }
    let mut tables = tables(&reader, &contract, &records, &facts, findings);
    if let Some(table) = tables.first_mut() {
        table.nothing = nothing;
    }
    Shaped { form: Form::Foreign(tables), claims, by }
}

/// Unit and half with their records.
type Group<'a> = ((Option<String>, Option<String>), Vec<&'a Record>);

/// Records by unit and half: each group is a submission of its own.
fn tables(
    reader: &Reader<'_>,
    contract: &Arc<Contract>,
    records: &[Record],
    facts: &Values,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Table> {
    let layout = &reader.fit.layout;
    let role = |wanted: Role| contract.meta.iter().find(|m| m.role == Some(wanted)).map(|m| m.name.clone());
    let (unit, half) = (role(Role::Unit), role(Role::Half));
    let month = contract.fields.iter().find(|f| f.role == Some(Role::Month)).map(|f| f.name.clone());
    let shown = |record: &Record, name: &str| {
        let given = record.values.get(name).filter(|g| g.value.is_some()).or_else(|| facts.get(name))?;
        given.value.as_ref().map(RawValue::display)
    };
    let mut groups: Vec<Group<'_>> = Vec::new();
    for record in records {
        let of_unit = unit.as_ref().filter(|_| contract.scope == Scope::Unit);
        let of_unit = of_unit.and_then(|name| shown(record, name)).map(|text| thai::key(&text));
        let of_half = half.as_ref().filter(|_| contract.period == Cover::Half).and_then(|name| {
            shown(record, name).or_else(|| {
                let month = shown(record, month.as_deref()?)?;
                let number = text::month_title(&month)
                    .map(|title| title.0)
                    .or_else(|| thai::to_arabic_digits(month.trim()).parse().ok())?;
                Some(text::half_of(number).number().to_string())
            })
        });
        let key = (of_unit, of_half);
        match groups.iter_mut().find(|g| g.0 == key) {
            Some(group) => group.1.push(record),
            None => groups.push((key, vec![record])),
        }
    }
    let empty = read::may_be_empty(contract, layout);
    let header = (reader.at.row, reader.at.col);
    let several = groups.len() > 1;
    let part = facts.get(&layout.part).and_then(|g| g.value.as_ref()).map(RawValue::display);
    let part = part.unwrap_or_default();
    let mut tables = Vec::new();
    for ((_, of_half), group) in groups {
        let Some(first) = group.first() else { continue };
        let mut meta = read::meta(contract, first, facts);
        if let (Some(name), Some(value)) = (&half, &of_half)
            && let Some(at) = contract.meta.iter().position(|m| m.name == *name)
            && meta[at].is_none()
        {
            let value = Some(RawValue::Text(value.clone()));
            meta[at] = Some(Given { value, row: header.0, col: header.1 });
        }
        let mut rows: Vec<ShapedRow> = group
            .iter()
            .map(|record| ShapedRow {
                slots: read::slots(contract, record, facts, &empty),
                internal: read::internal(contract, record),
                place: record.place,
            })
            .collect();
        assume(reader, contract, &mut rows, of_half.as_deref(), findings);
        let place = if several { first.place } else { header };
        let part = part.clone();
        tables.push(Table { contract: Arc::clone(contract), meta, rows, place, part, nothing: None });
    }
    if tables.is_empty() {
        let record = Record { values: Values::new(), place: header };
        let mut meta = read::meta(contract, &record, facts);
        // The half of a sheet without records is that of its month.
        let at = half.as_ref().and_then(|name| contract.meta.iter().position(|m| m.name == *name));
        let of_month = month.as_ref().and_then(|name| facts.get(name)).and_then(|given| {
            let number = given.value.as_ref()?.display().parse().ok()?;
            let value = Some(RawValue::Text(text::half_of(number).number().to_string()));
            Some(Given { value, ..given.clone() })
        });
        if let Some(at) = at.filter(|at| meta[*at].is_none()) {
            meta[at] = of_month;
        }
        let contract = Arc::clone(contract);
        tables.push(Table { contract, meta, rows: Vec::new(), place: header, part, nothing: None });
    }
    tables
}

/// What is taken where the form says nothing, and told.
fn assume(
    reader: &Reader<'_>,
    contract: &Contract,
    rows: &mut [ShapedRow],
    half: Option<&str>,
    findings: &mut Vec<Diagnostic>,
) {
    for fact in &reader.fit.layout.fact {
        let (Some(otherwise), Some(at)) = (&fact.otherwise, contract.position(&fact.field)) else { continue };
        let value = match (otherwise.as_str(), half) {
            ("half_end", Some(half)) => {
                let half = half.parse().ok().and_then(crate::model::Half::from_number);
                let Some(half) = half else { continue };
                crate::model::Period { fiscal_year: reader.names.year, half }.last_day().to_string()
            }
            ("half_end", ..) => continue,
            (value, ..) => value.to_owned(),
        };
        let place = (reader.at.row, reader.at.col);
        let mut taken = false;
        for row in rows.iter_mut().filter(|r| r.slots[at].value.is_none()) {
            row.slots[at].value = Some(RawValue::Text(value.clone()));
            row.slots[at].at.get_or_insert(place);
            taken = true;
        }
        if taken {
            findings.push(notices::assumed(reader.at, &contract.fields[at], &value));
        }
    }
}

/// A text as a message shows it.
pub(crate) fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN).chain(std::iter::once('…')).collect()
}
