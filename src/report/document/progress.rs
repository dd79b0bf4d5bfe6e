//! The progress report: what each office and school did about each measure in a half year.
//!
//! In: nothing; types only. Out: plain serde values in the order of the pages. Never: a figure that is not worded.

use serde::Serialize;

use super::{AppendixSection, Attachment, BarChart, Cover, DataSetPart, Meta, Part, Table, Text, Tile};

/// Everything on the pages of `progress-<year>-h<half>.pdf`, from the cover to the notes.
#[derive(Serialize, Clone, Debug)]
pub struct ProgressDocument {
    /// Properties, marks, repeated words.
    pub meta: Meta,
    /// First page.
    pub cover: Cover,
    /// Summary on one page.
    pub summary: SummarySection,
    /// Results by indicator and measure.
    pub results: ProgressResultsSection,
    /// Who has reported: units × measures.
    pub coverage: CoverageSection,
    /// Monitoring held against expected.
    pub monitoring: Part,
    /// Late measures, by unit.
    pub late: Part,
    /// Measures not reported, by unit.
    pub unreported: Part,
    /// Six-month data sets.
    pub data_sets: DataSetsSection,
    /// Sources and notes.
    pub appendix: AppendixSection,
    /// Files embedded in the PDF.
    pub attachments: Vec<Attachment>,
}

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
    /// What needs the director's decision, as a list.
    pub decisions: Part,
}

/// Results by indicator; one part an indicator, one group of rows a measure.
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
