//! One sheet: what kind it is, whose, for which period, and its rows as typed fields.

use super::furniture::{self, Doubt};
use super::rows::{self, Line, Table};
use super::seen::{self, View};
use super::tally::{Counter, Tally};
use super::{Context, expects, labelled, notices, scale, units};
use crate::contract::{Contract, Cover, MetaCell, Recognised, Role, RowText, Scope, is_guide, recognise};
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::model::{Absence, DataValue, Field, FiscalYear, Half, Origin, Period, Submission};
use crate::scheme::Scheme;
use crate::thai::ExcelEpoch;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows that are read of a table; no form comes near it. Raw answers are as many as people answered.
const MOST_ROWS: usize = 10_000;
/// Cells of a row that may be titles.
const MOST_COLUMNS: usize = 300;

/// A data row: fields in the order of the contract.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub fields: Vec<Field<DataValue>>,
    /// Origin of the row's first contract column.
    pub origin: Origin,
    /// Whether it is a record or sums up others.
    pub kind: RowKind,
    /// Why it may be a total, until the table is read.
    pub doubt: Option<Doubt>,
    /// Findings about its cells, until it is known to be a record.
    pub pending: Vec<Diagnostic>,
}

impl Row {
    /// Whether it sums up other rows in some way, and is no record.
    pub fn is_total(&self) -> bool {
        self.kind != RowKind::Record
    }
}

/// What a row of a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RowKind {
    Record,
    /// The sum of rows above it.
    Total,
    /// Figures carried from another page or period.
    Carried,
    /// Means or shares of rows above it.
    Derived,
}

/// A recognised sheet with its rows.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub contract: Arc<Contract>,
    pub submission: Submission,
    pub rows: Vec<Row>,
    /// The cell that says which half it is.
    pub half_at: Option<Origin>,
    /// The cell that says whose it is.
    pub unit_at: Option<Origin>,
    /// Rows that were listed for the office and left unanswered: measure code and its cell.
    pub listed: Vec<(String, Origin)>,
    pub answers: Tally,
}

/// Reads a sheet; `None` when it is empty, a guide, or nobody's (a finding says so).
pub(super) fn read(
    context: Context<'_>,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    findings: &mut Vec<Diagnostic>,
) -> Option<Sheet> {
    if raw.cells.is_empty() || is_guide(&raw.name) {
        return None;
    }
    let lines = lines(&raw.cells);
    let texts = texts(&lines);
    let folder_year = workbook.file.fiscal_year;
    let none = BTreeMap::new();
    let questions = context.schemes.get(folder_year).map_or(&none, Scheme::question_keys);
    let Some(known) = recognise(context.contracts, &texts, &raw.merged, questions) else {
        let notes = notices::notes(workbook, raw, &texts);
        findings.push(notes.unwrap_or_else(|| notices::unrecognised(workbook, raw, &texts, context)));
        return None;
    };
    if raw.hidden {
        findings.push(notices::hidden(workbook, raw));
    }
    let at = Origin {
        file: workbook.name.clone(),
        sheet: raw.name.clone(),
        row: known.header.row,
        col: known.header.first_col,
    };
    notices::header_findings(&known, &at, findings);
    let has_money = known.contract.fields.iter().any(|f| f.unit == "บาท");
    findings.extend(scale::above(&texts, at.row, has_money, &at));
    let epoch = if workbook.epoch_1904 { ExcelEpoch::Year1904 } else { ExcelEpoch::Year1900 };
    let view = View { raw, epoch, year: folder_year };
    let columns: Vec<u32> = known.header.columns.iter().flatten().copied().collect();
    findings.extend(seen::hidden(raw, &workbook.name, known.header.row, &columns));
    let meta = meta(&known, &lines, &at, (epoch, folder_year), findings);
    let submission = submission(context, &known.contract, &meta, folder_year, &at, findings);
    // Nobody's sheet is left out, but the office should learn of all its errors at once.
    let is_somebodys = submission.is_some();
    let submission = submission.unwrap_or_else(|| nobodys(&known.contract, folder_year, &at));
    if let Some(unit) = submission.unit.as_ref().and_then(|id| context.workspace.unit(id))
        && !expects(&known.contract, unit)
    {
        findings.push(notices::not_expected(&at, &known.contract, unit));
    }
    let contract = Arc::clone(&known.contract);
    let place = |name: &str| meta.get(name).and_then(|field| field.origin.clone());
    let mut sheet = Sheet {
        contract,
        submission,
        half_at: place("half"),
        unit_at: place("unit"),
        rows: Vec::new(),
        listed: Vec::new(),
        answers: Tally::default(),
    };
    let mut tally = context.schemes.get(folder_year).map(|scheme| Counter::new(&known.header, scheme, &at));
    let mut nothing = None;
    let table =
        Table::new(&known, context.contracts.row_words(), &at, view).of(sheet.submission.period);
    for (row, cells) in lines.iter().filter(|(row, _)| *row > known.header.row) {
        if known.contract.has_question_columns() {
            if let Some(tally) = &mut tally {
                tally.add(cells);
            }
            continue;
        }
        if sheet.rows.len() + sheet.listed.len() == MOST_ROWS {
            findings.push(notices::too_many_rows(&at, MOST_ROWS));
            break;
        }
        match table.line(*row, cells, findings) {
            Line::Data(row) => sheet.rows.push(row),
            Line::Listed(code, origin) => sheet.listed.push((code, origin)),
            Line::NothingToReport(words, origin) => nothing = Some((words, origin)),
            Line::Nothing => {}
        }
    }
    furniture::settle(&sheet.contract, &mut sheet.rows, findings);
    if let Some(tally) = tally {
        sheet.answers = tally.done();
    }
    sheet.submission.rows = sheet.rows.iter().filter(|r| !r.is_total()).count() + sheet.answers.people;
    match nothing {
        // A row of dashes below records closes the table.
        Some((words, _)) if sheet.submission.rows > 0 && furniture::is_dashes(&words) => {}
        Some((words, origin)) if sheet.submission.rows > 0 => {
            findings.push(furniture::nothing_beside_figures(&origin, &words));
        }
        Some((words, origin)) => findings.push(notices::nothing_reported(&origin, &words, &sheet.contract)),
        None if sheet.submission.rows == 0 && sheet.contract.required => {
            findings.push(notices::empty(&at, &sheet.contract));
        }
        None => {}
    }
    rows::unique_keys(&sheet, findings);
    is_somebodys.then_some(sheet)
}

type Cells<'a> = (u32, &'a [RawCell]);

fn lines(cells: &[RawCell]) -> Vec<Cells<'_>> {
    cells.chunk_by(|a, b| a.row == b.row).map(|chunk| (chunk[0].row, chunk)).collect()
}

fn texts(lines: &[Cells<'_>]) -> Vec<RowText> {
    lines
        .iter()
        .take(80)
        .map(|(row, cells)| RowText {
            row: *row,
            cells: cells.iter().take(MOST_COLUMNS).map(|c| (c.col, c.value.display())).collect(),
        })
        .collect()
}

/// Values of the contract's labelled cells, by role.
fn meta(
    known: &Recognised,
    lines: &[Cells<'_>],
    at: &Origin,
    (epoch, year): (ExcelEpoch, FiscalYear),
    findings: &mut Vec<Diagnostic>,
) -> BTreeMap<&'static str, Field<DataValue>> {
    let mut values = BTreeMap::new();
    for (spec, place) in known.contract.meta.iter().zip(&known.meta) {
        let name = match spec.role {
            Some(Role::Unit) => "unit",
            Some(Role::FiscalYear) => "fiscal_year",
            Some(Role::Half) => "half",
            Some(Role::Revision) => "revision",
            _ => continue,
        };
        let field = match place {
            None => {
                if spec.constraints.required {
                    findings.push(notices::meta_missing(at, &spec.title, &spec.title_en));
                }
                Field::absent(Absence::NotSubmitted, None)
            }
            Some(MetaCell::Inline { row, col, text }) => {
                let raw = RawValue::Text(text.clone());
                labelled::read(spec, Some(&raw), &at.at(*row, *col), epoch, year, findings)
            }
            Some(MetaCell::At { row, col }) => {
                let cells = lines.iter().find(|(r, _)| r == row).map_or(&[][..], |(_, cells)| cells);
                let raw = rows::at_col(cells, *col);
                labelled::read(spec, raw, &at.at(*row, *col), epoch, year, findings)
            }
        };
        values.insert(name, field);
    }
    values
}

fn integer(field: Option<&Field<DataValue>>) -> Option<i64> {
    match field?.get()? {
        DataValue::Integer(number) => Some(*number),
        _ => None,
    }
}

fn submission(
    context: Context<'_>,
    contract: &Contract,
    meta: &BTreeMap<&'static str, Field<DataValue>>,
    folder_year: FiscalYear,
    at: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Option<Submission> {
    let year = meta.get("fiscal_year");
    if let Some(number) = integer(year)
        && number != i64::from(folder_year.0)
    {
        let origin = year.and_then(|f| f.origin.as_ref()).unwrap_or(at);
        findings.push(notices::year_mismatch(origin, number, folder_year));
    }
    let unit = match contract.scope {
        Scope::Agency => None,
        Scope::Unit => Some(unit(context, meta.get("unit")?, findings)?),
    };
    let period = match contract.period {
        Cover::Year => None,
        Cover::Half => {
            let half = Half::from_number(integer(meta.get("half"))?)?;
            Some(Period { fiscal_year: folder_year, half })
        }
    };
    Some(Submission {
        kind: contract.name.clone(),
        unit,
        fiscal_year: folder_year,
        period,
        revision: integer(meta.get("revision")).unwrap_or(1),
        rows: 0,
        origin: at.clone(),
    })
}

/// What a sheet is read as whose unit or half is unknown; it goes no further.
fn nobodys(contract: &Contract, fiscal_year: FiscalYear, at: &Origin) -> Submission {
    Submission {
        kind: contract.name.clone(),
        unit: None,
        fiscal_year,
        period: None,
        revision: 1,
        rows: 0,
        origin: at.clone(),
    }
}

/// The unit a cell names; a finding when there is none.
fn unit(context: Context<'_>, field: &Field<DataValue>, findings: &mut Vec<Diagnostic>) -> Option<String> {
    let (Some(DataValue::Text(name)), Some(origin)) = (field.get(), &field.origin) else { return None };
    if let Some(unit) = units::find(context.workspace, name) {
        return Some(unit.id.clone());
    }
    findings.push(notices::unknown_unit(context.workspace, name, origin));
    None
}
