//! One data set on its own: what an office puts on the website beside its Excel file.
//!
//! In: nothing; types only. Out: plain serde values in the order of the pages. Never: a figure that is not worded.

use serde::Serialize;

use super::{Attachment, BarChart, Fact, Meta, Part, Text};

/// A part with charts, drawn before its tables.
#[derive(Serialize, Clone, Debug)]
pub struct DataSetPart {
    /// Heading, text, tables.
    #[serde(flatten)]
    pub part: Part,
    /// What people compare.
    pub charts: Vec<BarChart>,
}

/// Everything on the pages of `data-sets/<name>-<half>.pdf`.
#[derive(Serialize, Clone, Debug)]
pub struct DataSetDocument {
    /// Properties, marks, repeated words.
    pub meta: Meta,
    /// Who issues it, one line each.
    pub issuer: Vec<Text>,
    /// The title.
    pub title: Text,
    /// Below the title: the half and its days.
    pub period: Vec<Text>,
    /// The item it answers, where the data come from, who answers for them.
    pub facts: Vec<Fact>,
    /// Sentences that say what the document is not: sample data, draft.
    pub notices: Vec<Text>,
    /// Totals, chart, groups beside the year before; then every row, where the groups do not say them all.
    pub parts: Vec<DataSetPart>,
    /// Files embedded in the PDF.
    pub attachments: Vec<Attachment>,
}
