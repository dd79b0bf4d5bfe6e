//! Sections of the progress report of a half year in its two editions: for the public by measure, inside the agency by
//! unit. The documents stand where they are made.
//!
//! In: nothing; types only. Out: plain serde values in the order of the pages. Never: a figure that is not worded.

use serde::Serialize;

use super::{BarChart, DataSetPart, Part, Table, Text, Tile};

/// The summary; the builder keeps it short enough for one page.
#[derive(Serialize, Clone, Debug)]
pub struct SummarySection {
    /// Heading with its number.
    pub heading: Text,
    /// One or two paragraphs that say how the half went.
    pub paragraphs: Vec<Text>,
    /// Share done, late, not reported, coverage: figures that stand out.
    pub tiles: Vec<Tile>,
    /// Measures by status.
    pub status: Option<BarChart>,
    /// By instrument, with the change from the same half of the year before where there is one.
    pub by_instrument: Table,
    /// Change from the same half of the year before.
    pub change: Vec<Text>,
}

/// Units, each with its measures, what it reported, and what is missing.
#[derive(Serialize, Clone, Debug)]
pub struct UnitsSection {
    /// Heading with its number.
    pub heading: Text,
    /// How to read the tables.
    pub paragraphs: Vec<Text>,
    /// One part a unit, in the order of `agency.toml`.
    pub units: Vec<Part>,
    /// Sentence shown when no unit has to report.
    pub empty: Text,
}

/// Results by indicator; one part an indicator, one row a measure.
#[derive(Serialize, Clone, Debug)]
pub struct ProgressResultsSection {
    /// Heading with its number.
    pub heading: Text,
    /// Opening paragraphs, how to read the tables.
    pub paragraphs: Vec<Text>,
    /// Indicators in order.
    pub indicators: Vec<Part>,
    /// Sentence shown when there is no measure.
    pub empty: Text,
}

/// Coverage matrix.
#[derive(Serialize, Clone, Debug)]
pub struct CoverageSection {
    /// Heading with its number.
    pub heading: Text,
    /// What was expected and what came, in sentences.
    pub paragraphs: Vec<Text>,
    /// Units with expected and received rows.
    pub by_unit: Option<Table>,
    /// Measures down, units across; more than one table when there are many units.
    pub matrices: Vec<Table>,
}

/// Six-month data sets.
#[derive(Serialize, Clone, Debug)]
pub struct DataSetsSection {
    /// Heading with its number.
    pub heading: Text,
    /// Opening paragraphs.
    pub paragraphs: Vec<Text>,
    /// One part a data set: a chart where people compare, tables with totals and the change from the year before, findings as closing paragraphs.
    pub sets: Vec<DataSetPart>,
    /// Sentence shown when no data set was sent.
    pub empty: Text,
}
