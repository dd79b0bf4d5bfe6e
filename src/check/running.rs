//! Sums of a table's columns as they grow row by row.
//!
//! Comes in: the fields of records. Goes out: sums and means of all of them, and since each of the last totals. Never:
//! says whether a row is a total.

use crate::model::{Absence, DataValue, Field};

/// Totals behind which sums may begin that others sum up.
pub(super) const MOST_MARKS: usize = 24;

/// The sums of a column so far; `None` once a part of it could not be read.
#[derive(Clone, Copy)]
pub(super) struct Running {
    pub sum: Option<f64>,
    pub rows: usize,
    /// Rows with a figure other than nought.
    pub filled: usize,
    least: f64,
    most: f64,
}

impl Running {
    pub const NEW: Self =
        Self { sum: Some(0.0), rows: 0, filled: 0, least: f64::INFINITY, most: f64::NEG_INFINITY };

    pub fn add(&mut self, field: &Field<DataValue>) {
        let part = match (&field.value, field.figure()) {
            (Err(Absence::Invalid), _) => None,
            (_, part) => Some(part.unwrap_or(0.0)),
        };
        self.sum = self.sum.zip(part).map(|(sum, part)| sum + part);
        let part = part.unwrap_or(0.0);
        self.rows += 1;
        self.filled += usize::from(part != 0.0);
        self.least = self.least.min(part);
        self.most = self.most.max(part);
    }

    pub fn mean(&self) -> Option<f64> {
        #[allow(clippy::cast_precision_loss)] // at most ten thousand rows
        (self.rows >= 2 && self.least < self.most).then_some(self.sum? / self.rows as f64)
    }
}

/// Begins sums behind a total; the oldest go first.
pub(super) fn mark(marks: &mut Vec<Vec<Running>>, columns: usize) {
    if marks.len() == MOST_MARKS {
        marks.remove(0);
    }
    marks.push(vec![Running::NEW; columns]);
}
