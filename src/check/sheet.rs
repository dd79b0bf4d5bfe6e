//! One sheet: what kind it is, whose, for which period, and its rows as typed fields.

mod foreign;
mod own;
mod submission;

use super::furniture::Doubt;
use super::seen;
use super::tally::Tally;
use super::{Context, notices, scale};
use crate::contract::{Contract, Role, RowText, is_guide};
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawSheet, RawValue, RawWorkbook};
use crate::model::{DataValue, Field, Origin, Reading, Submission};
use crate::shape::{Form, Known, Shaped, columns, shape};
use crate::thai::ExcelEpoch;
use foreign::foreign;
use own::own;
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
    /// What is for the agency alone, by position in the contract's internal fields.
    pub internal: Vec<(usize, Field<DataValue>)>,
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
    /// That of a group of them, which its label names.
    GroupTotal,
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
    /// Whose it is or for which half cannot be told; findings say why, and it goes no further.
    pub is_stray: bool,
    /// SHA-256 of the workbook.
    pub sha256: String,
    /// SHA-256 of the workbooks that this one is a returned copy of.
    pub originals: Vec<String>,
    /// Tells several sheets of one submission apart; empty: the sheet is a whole.
    pub part: String,
}

/// Reads a sheet: one submission, or one a unit and half where a form holds several; none when it is empty,
/// a guide, or nobody's (a finding says so). And what became of its cells.
pub(super) fn read(
    context: Context<'_>,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    findings: &mut Vec<Diagnostic>,
) -> (Vec<Sheet>, Option<Reading>) {
    if raw.cells.is_empty() || is_guide(&raw.name) {
        return (Vec::new(), None);
    }
    let known = Known {
        workspace: context.workspace,
        contracts: context.contracts,
        layouts: context.layouts,
        scheme: context.schemes.get(workbook.file.fiscal_year),
    };
    let Shaped { form, mut claims, by } = shape(known, workbook, raw, findings);
    let known_form = !matches!(form, Form::Unknown | Form::Unrecognised);
    if raw.hidden && known_form {
        findings.push(notices::hidden(workbook, raw));
    }
    let start = Origin { file: workbook.name.clone(), sheet: raw.name.clone(), row: 0, col: 0 };
    let sheets: Vec<Sheet> = match form {
        Form::Unknown => Vec::new(),
        Form::Unrecognised => {
            let texts = texts(&lines(&raw.cells));
            let notes = notices::notes(workbook, raw, &texts);
            findings.push(notes.unwrap_or_else(|| notices::unrecognised(workbook, raw, &texts, context)));
            Vec::new()
        }
        Form::Own(known) => vec![own(context, workbook, raw, &known, &mut claims, findings)],
        Form::Foreign(tables) => {
            if let Some(first) = tables.iter().min_by_key(|t| t.place) {
                let has_money = first.contract.fields.iter().any(|f| f.unit == "บาท");
                let at = start.at(first.place.0, first.place.1);
                let columns = columns(&tables);
                findings.extend(scale::beside(&lines(&raw.cells), at.row, has_money, &columns, &at));
            }
            // A table's place may be its first record, which may be hidden as well.
            let above = tables.iter().map(|t| t.place.0).min().unwrap_or_default().saturating_sub(1);
            let columns = columns(&tables);
            findings.extend(seen::hidden(raw, &workbook.name, above, &columns));
            findings.extend(seen::unsure(raw, &workbook.name, above, &columns));
            tables.iter().map(|table| foreign(context, workbook, raw, table, &start, findings)).collect()
        }
    };
    if known_form {
        claims.report(raw, &start, findings);
    }
    (sheets, Some(claims.reading(raw, &workbook.name, by)))
}

/// The word for running totals above a table of each month's own figures: they would be added up.
fn running_totals(contract: &Contract, raw: &RawSheet, above: u32, at: &Origin) -> Option<Diagnostic> {
    const WORD: &str = "สะสม";
    if !contract.fields.iter().any(|field| field.role == Some(Role::Month)) {
        return None;
    }
    let mut cells = raw.cells.iter().take_while(|cell| cell.row < above);
    let said = cells.find(|cell| matches!(&cell.value, RawValue::Text(text) if text.contains(WORD)))?;
    Some(notices::running_totals(&at.at(said.row, said.col), &said.value.display()))
}

impl Sheet {
    fn count(&mut self) {
        self.submission.rows = self.rows.iter().filter(|r| !r.is_total()).count() + self.answers.people;
    }

    fn must_hold_something(&self, at: &Origin, findings: &mut Vec<Diagnostic>) {
        if self.submission.rows == 0 && self.contract.required {
            findings.push(notices::empty(at, &self.contract));
        }
    }
}

fn epoch(workbook: &RawWorkbook) -> ExcelEpoch {
    if workbook.epoch_1904 { ExcelEpoch::Year1904 } else { ExcelEpoch::Year1900 }
}

/// A row: its number and its cells.
pub(super) type Cells<'a> = (u32, &'a [RawCell]);

/// Values of the contract's labelled cells, by role.
type Meta = BTreeMap<&'static str, Field<DataValue>>;

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
