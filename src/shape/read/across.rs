//! Columns that become rows, and the sums of columns.

use super::{Reader, Record, State, Values};
use crate::contract::Claim;
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawValue};
use crate::shape::account::{Claims, Class};
use crate::shape::layout::Across;
use crate::shape::{Given, sums};

impl Reader<'_> {
    /// One record a title across.
    pub(super) fn spread_across(
        &self,
        row: u32,
        values: &Values,
        place: (u32, u32),
        state: &mut State,
        claims: &mut Claims,
        findings: &mut Vec<Diagnostic>,
    ) {
        let Some(across) = &self.layout().across else { return };
        if across.field.is_empty() {
            self.sum_up(row, across, values, place, state, claims, findings);
            return;
        }
        let mut keys: Vec<&str> = Vec::new();
        for column in &self.fit.across {
            if let Some(key) = &column.key
                && !keys.contains(&key.as_str())
            {
                keys.push(key);
            }
        }
        for key in keys {
            let of_key = || self.fit.across.iter().filter(|a| a.key.as_deref() == Some(key));
            let in_use = of_key().any(|a| self.column_is_used(a.col));
            if !in_use {
                continue;
            }
            let mut record = values.clone();
            for column in of_key() {
                let title = Given {
                    value: Some(RawValue::Text(column.wording.clone())),
                    row: column.place.0,
                    col: column.place.1,
                };
                record.entry(across.field.clone()).or_insert(title);
                let Some(spec) = across.value.get(column.kind) else { continue };
                let raw = self.grid.value(row, column.col);
                claims.cell(self.grid.raw, row, column.col, Class::Read);
                for target in &spec.take {
                    let given = match raw {
                        Some(raw) => self.given(target, raw, row, column.col),
                        None => Given { value: None, row, col: column.col },
                    };
                    record.insert(target.field.clone(), given);
                }
            }
            state.records.push(Record { values: record, place });
        }
        for column in self.fit.across.iter().filter(|a| a.key.is_none()) {
            claims.cell(self.grid.raw, row, column.col, Class::Total);
        }
        sums::across(self, row, findings);
        self.add_to_sums(row, state);
    }

    /// One record a row, of the sums that stand in it; what they sum up is checked and not read.
    #[allow(clippy::too_many_arguments)] // a row with all that it is read by
    fn sum_up(
        &self,
        row: u32,
        across: &Across,
        values: &Values,
        place: (u32, u32),
        state: &mut State,
        claims: &mut Claims,
        findings: &mut Vec<Diagnostic>,
    ) {
        let mut record = values.clone();
        for (kind, spec) in across.value.iter().enumerate() {
            // Sums of quarters come before the sum of all.
            let sum = self.fit.across.iter().rfind(|a| a.key.is_none() && a.kind == kind);
            for (column, target) in sum.into_iter().flat_map(|a| spec.take.iter().map(move |t| (a, t))) {
                let given = match self.grid.value(row, column.col) {
                    Some(raw) => self.given(target, raw, row, column.col),
                    None => Given { value: None, row, col: column.col },
                };
                record.insert(target.field.clone(), given);
            }
        }
        state.records.push(Record { values: record, place });
        for column in &self.fit.across {
            let is_sum = column.key.is_none();
            claims.cell(self.grid.raw, row, column.col, if is_sum { Class::Read } else { Class::Total });
        }
        findings.extend(sums::unreadable(self, row));
        sums::across(self, row, findings);
        self.add_to_sums(row, state);
    }

    /// Whether a column holds anything below the header.
    fn column_is_used(&self, col: u32) -> bool {
        self.grid.raw.cells.iter().any(|c| c.col == col && c.row >= self.fit.below())
    }

    /// Columns whose numbers may be summed in a total row.
    fn summed_columns(&self) -> impl Iterator<Item = u32> + '_ {
        let plain = self.layout().column.iter().zip(&self.fit.columns).filter(|(c, _)| !c.skip);
        plain.filter_map(|(_, col)| *col).chain(self.fit.across.iter().map(|a| a.col))
    }

    pub(super) fn add_to_sums(&self, row: u32, state: &mut State) {
        let first = self.grid.line(row).first().map_or(self.at.col, |cell| cell.col);
        state.sums.row((row, first), self.summed_columns().map(|col| (col, self.grid.value(row, col))));
    }

    pub(super) fn total_row(
        &self,
        cells: &[RawCell],
        label: &str,
        sums: &mut sums::Sums,
        findings: &mut Vec<Diagnostic>,
    ) {
        let claim = self.known.contracts.row_words().claim(label);
        // A mean is no sum, and a share neither.
        if claim == Some(Claim::Derived) {
            return;
        }
        let columns: Vec<u32> = self.summed_columns().collect();
        let cells: Vec<_> = cells.iter().filter(|c| columns.contains(&c.col)).collect();
        if claim == Some(Claim::Carried) {
            sums.carry(&cells);
        }
        for cell in &cells {
            if let Some(finding) = sums.check(cell, &self.at.at(cell.row, cell.col)) {
                findings.push(finding);
            }
        }
        // What is carried to the next page is on it again.
        sums.total(&cells, matches!(claim, Some(Claim::GroupSum | Claim::Carried)));
    }
}
