//! What changed from one publication to another: input cells, settings, and the figures that follow.
//!
//! Comes in: two snapshots. Goes out: [`Changes`], each figure with the cells that caused it. Never:
//! reads a workbook; any two publications can be compared, whatever became of their inputs.

mod diff;
mod fate;
mod pairs;
mod words;
mod workbook;

pub use diff::compare;
pub use fate::{Fate, Part, Why};
pub use words::{Group, groups, headline, why};
pub use workbook::changes as workbook;

use crate::model::{Identity, Text};
use crate::report::snapshot::{Kind, Value};
use serde::Serialize;

/// Name of the file in a publication.
pub const FILE: &str = "changes.json";

/// Where an input value stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Spot {
    /// File relative to the workspace; empty for an option of the run.
    pub file: String,
    /// Sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Cell, A1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
}

impl Spot {
    /// `file [sheet!A1]`, as in the findings.
    #[must_use]
    pub fn display(&self) -> String {
        match (&self.sheet, &self.cell) {
            (Some(sheet), Some(cell)) => format!("{} [{sheet}!{cell}]", self.file),
            (Some(sheet), None) => format!("{} [{sheet}]", self.file),
            (None, _) => self.file.clone(),
        }
    }
}

/// What happened to an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A value is another one.
    Changed,
    /// A record that was not there.
    Added,
    /// A record that is no longer there.
    Removed,
}

/// A value of an added or removed record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Given {
    /// Column.
    pub column: Text,
    /// Cell, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cell: Option<String>,
    /// The value.
    pub value: Value,
}

/// An input that changed: a cell, a setting, a record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Input {
    /// Table of the snapshot, e.g. `progress/2568-h1`.
    pub table: String,
    /// What people call the table.
    pub title: Text,
    /// What happened.
    pub event: Event,
    /// Id of the unit that sent it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<Text>,
    /// Which record.
    pub record: Text,
    /// Which value of it; none for a whole record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<Text>,
    /// The value before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// The value now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
    /// Where it stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_place: Option<Spot>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_place: Option<Spot>,
    /// Values of an added or removed record.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Given>,
}

impl Input {
    /// Where it is now, or was.
    #[must_use]
    pub fn place(&self) -> Option<&Spot> {
        self.new_place.as_ref().or(self.old_place.as_ref())
    }
}

/// A figure that changed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Id in the snapshot, e.g. `score/2567/I1`.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What people call it.
    pub label: Text,
    /// The value before; none when the publication did not have it.
    pub old: Option<Value>,
    /// The value now.
    pub new: Option<Value>,
    /// The value before, as people see it.
    pub old_shown: Option<Text>,
    /// The value now, as people see it.
    pub new_shown: Option<Text>,
    /// Positions in [`Changes::inputs`] of what caused it.
    pub causes: Vec<usize>,
}

/// What changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Changes {
    /// Inputs and settings, in the order of the publication.
    pub inputs: Vec<Input>,
    /// Figures, ratings, statuses, coverage.
    pub figures: Vec<Figure>,
}

impl Changes {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty() && self.figures.is_empty()
    }
}

/// A publication beside the one before it.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The publication; none while it is only planned.
    pub publication: Option<Identity>,
    /// The one before, when it tells which it is.
    pub before: Option<Identity>,
    /// Whether there was one to compare with.
    pub compared: bool,
    /// What changed.
    #[serde(flatten)]
    pub changes: Changes,
    /// What was done with every output.
    pub outputs: Vec<Made>,
}

/// What was done with an output, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Made {
    /// Path in the publication.
    pub path: String,
    /// Kept or made.
    pub fate: Fate,
    /// In the coordinator's words.
    pub why: Text,
}
