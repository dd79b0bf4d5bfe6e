//! The progress report of a half year in its two editions: for the public by measure, inside the agency by unit.
//!
//! In: nothing; types only. Out: plain serde values in the order of the pages. Never: a figure that is not worded.

use serde::Serialize;

use super::{AppendixSection, Attachment, BarChart, Cover, DataSetPart, Meta, Part, Table, Text, Tile};

/// Everything on the pages of `progress-<year>-h<half>.pdf`, from the cover to the notes: the edition for the public,
/// without orders to units, file paths or what a unit has to mend.
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
    /// Who has reported, by unit.
    pub coverage: CoverageSection,
    /// Monitoring held against expected.
    pub monitoring: Part,
    /// Late measures with their units.
    pub late: Part,
    /// Measures not reported with their units.
    pub unreported: Part,
    /// Six-month data sets.
    pub data_sets: DataSetsSection,
    /// What the checklist asks for and how far it has come, one row an item.
    pub readiness: Part,
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
}

/// Everything on the pages of `internal/progress-<year>-h<half>-internal.pdf`: what the coordinator and the heads of
/// units need beside the public edition, whose figures it shares.
#[derive(Serialize, Clone, Debug)]
pub struct InternalDocument {
    /// Properties, marks, repeated words.
    pub meta: Meta,
    /// First page.
    pub cover: Cover,
    /// What needs the director's decision, as a list.
    pub decisions: Part,
    /// Units × measures and units × sheets.
    pub coverage: CoverageSection,
    /// Monitoring held against expected, every measure.
    pub monitoring: Part,
    /// Each unit on pages of its own.
    pub units: UnitsSection,
    /// Sources and findings.
    pub appendix: AppendixSection,
    /// Files embedded in the PDF.
    pub attachments: Vec<Attachment>,
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
