//! View models of the documents.
//!
//! In: nothing; these are types only. Out: plain serde values that the templates in `templates/typst` set as they
//! stand, read from one JSON file per document. A view model holds everything a reader sees, already worded,
//! formatted in the digits wanted, rounded and ordered.
//!
//! Never: computing, looking anything up, or knowing where a value came from. Strings are ordinary text without
//! break marks; the renderer puts them in (U+200B) when it writes the JSON.

mod blocks;
mod chart;
mod data_set;
mod front;
mod measures;
mod progress;
mod table;

pub use blocks::{Briefing, Item, Part, Picture, Pictured, Tile};
pub use chart::{Bar, BarChart, BarValue, Series, Thresholds, Tick};
pub use data_set::{DataSetDocument, DataSetPart};
pub use front::{Approval, Attachment, Cover, Digits, Fact, Labels, Lang, Logo, Meta, Relationship};
pub use measures::{
    AnalysisSection, AppendixSection, BriefingsSection, ChartsSection, InstrumentText, OverviewSection,
    ResultsSection, WhySection,
};
pub use progress::{CoverageSection, DataSetsSection, ProgressResultsSection, SummarySection, UnitsSection};
pub use table::{Align, Cell, Change, Column, Detail, Direction, Row, RowKind, Table, TextSize, Tone};

/// Text shown to a reader, in the document's language and digits. A line feed starts a new line.
pub type Text = String;

/// Whether serde may leave a flag out: the templates take an absent flag as false.
#[allow(clippy::trivially_copy_pass_by_ref)] // serde's `skip_serializing_if` hands over a reference
fn is_false(flag: &bool) -> bool {
    !*flag
}
