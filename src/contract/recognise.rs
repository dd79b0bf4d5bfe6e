//! Which kind of sheet is this? Decided by the header row, wherever it starts, never by a file name.

use super::{Contract, Contracts};
use crate::thai;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows below this one are not searched for a header.
const HEADER_SEARCH_ROWS: u32 = 60;
/// Share of a contract's expected columns that a header must show to be that contract's.
const ENOUGH_COLUMNS: f64 = 0.5;
/// A header needs at least this many known columns; one word in a letter is not a table.
const FEWEST_COLUMNS: usize = 2;
/// Question columns that make a sheet of raw answers.
const FEWEST_QUESTIONS: usize = 3;

/// One row's texts, to look for a header: column and text.
#[derive(Clone, Debug)]
pub struct RowText {
    /// Row, from zero.
    pub row: u32,
    /// Column (from zero) and text of each used cell.
    pub cells: Vec<(u32, String)>,
}

/// The value cell of a labelled pair above the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MetaCell {
    /// Label and value in cells of their own.
    At {
        /// Row of the value.
        row: u32,
        /// Column of the value.
        col: u32,
    },
    /// `label: value` in one cell.
    Inline {
        /// Row of the cell.
        row: u32,
        /// Column of the cell.
        col: u32,
        /// The text after the colon.
        text: String,
    },
}

/// Where a contract's columns stand.
#[derive(Clone, Debug, Default)]
pub struct Header {
    /// Row of the header.
    pub row: u32,
    /// First column of the header.
    pub first_col: u32,
    /// By field: the column.
    pub columns: Vec<Option<u32>>,
    /// Header texts that no field claims, with their columns.
    pub unknown: Vec<(u32, String)>,
    /// Fields that two columns claim: field and the later column.
    pub duplicates: Vec<(usize, u32)>,
    /// Question columns (contracts with `columns = "questions"`): column and question code.
    pub questions: Vec<(u32, String)>,
}

/// A recognised sheet.
#[derive(Clone, Debug)]
pub struct Recognised {
    /// Its kind.
    pub contract: Arc<Contract>,
    /// Its header.
    pub header: Header,
    /// By meta field: the value's cell.
    pub meta: Vec<Option<MetaCell>>,
}

/// Recognises a sheet by its texts. `questions` maps comparison keys (of codes and wordings) to
/// question codes. `None`: no contract fits.
#[must_use]
pub fn recognise(
    contracts: &Contracts,
    rows: &[RowText],
    questions: &BTreeMap<String, String>,
) -> Option<Recognised> {
    let mut best: Option<(f64, Arc<Contract>, Header)> = None;
    for row in rows.iter().take_while(|r| r.row < HEADER_SEARCH_ROWS) {
        let keys: Vec<(u32, String, &str)> =
            row.cells.iter().map(|(col, text)| (*col, thai::key(text), text.as_str())).collect();
        if keys.len() < FEWEST_COLUMNS {
            continue;
        }
        for contract in contracts {
            let fit = if contract.has_question_columns() {
                question_columns(row.row, &keys, questions)
            } else {
                match_row(contract, row.row, &keys)
            };
            if let Some((score, header)) = fit
                && best.as_ref().is_none_or(|(other, ..)| score > *other)
            {
                best = Some((score, Arc::clone(contract), header));
            }
        }
    }
    let (_, contract, header) = best?;
    let meta = find_meta(&contract, rows, header.row);
    Some(Recognised { contract, header, meta })
}

fn match_row(contract: &Contract, row: u32, cells: &[(u32, String, &str)]) -> Option<(f64, Header)> {
    let mut header = Header {
        row,
        first_col: cells.first().map_or(0, |c| c.0),
        columns: vec![None; contract.fields.len()],
        ..Header::default()
    };
    for (col, key, text) in cells {
        match contract.fields.iter().position(|f| f.is_named(key)) {
            Some(field) if header.columns[field].is_none() => header.columns[field] = Some(*col),
            Some(field) => header.duplicates.push((field, *col)),
            None => header.unknown.push((*col, (*text).to_owned())),
        }
    }
    let matched = header.columns.iter().flatten().count();
    let expected = contract.fields.iter().filter(|f| !f.optional).count().max(1);
    // Counts in a sheet are far below 2^52, so the conversion is exact.
    #[allow(clippy::cast_precision_loss)]
    let share = matched as f64 / expected as f64;
    // Two kinds may share columns; unclaimed header cells speak against a kind.
    #[allow(clippy::cast_precision_loss)]
    let score = matched as f64 + share - header.unknown.len() as f64 / 2.0;
    (matched >= FEWEST_COLUMNS && share >= ENOUGH_COLUMNS).then_some((score, header))
}

fn question_columns(
    row: u32,
    cells: &[(u32, String, &str)],
    questions: &BTreeMap<String, String>,
) -> Option<(f64, Header)> {
    let mut header = Header { row, first_col: cells.first().map_or(0, |c| c.0), ..Header::default() };
    for (col, key, text) in cells {
        match questions.get(key) {
            Some(code) => header.questions.push((*col, code.clone())),
            None => header.unknown.push((*col, (*text).to_owned())),
        }
    }
    #[allow(clippy::cast_precision_loss)]
    let score = header.questions.len() as f64;
    (header.questions.len() >= FEWEST_QUESTIONS).then_some((score, header))
}

fn find_meta(contract: &Contract, rows: &[RowText], header_row: u32) -> Vec<Option<MetaCell>> {
    contract
        .meta
        .iter()
        .map(|field| {
            rows.iter().take_while(|r| r.row < header_row).find_map(|row| {
                row.cells.iter().enumerate().find_map(|(at, (col, text))| {
                    if let Some((label, value)) = text.split_once([':', '：'])
                        && !value.trim().is_empty()
                        && field.is_named(&thai::key(label))
                    {
                        let text = value.trim().to_owned();
                        return Some(MetaCell::Inline { row: row.row, col: *col, text });
                    }
                    if !field.is_named(&thai::key(text.trim_end_matches([':', '：', ' ']))) {
                        return None;
                    }
                    // The value is the next used cell to the right; a blank one stands beside the label.
                    let value_col = row.cells.get(at + 1).map_or(col + 1, |(next, _)| *next);
                    Some(MetaCell::At { row: row.row, col: value_col })
                })
            })
        })
        .collect()
}
