//! What stands before and around the text: document properties, marks, cover, embedded files.
//!
//! In: nothing; types only. Out: plain serde values. Never: a section's own content.

use serde::Serialize;

use super::Text;
use crate::look::Palette;
use crate::model::Period;

/// Properties of the whole document and the words its pages repeat.
#[derive(Serialize, Clone, Debug)]
pub struct Meta {
    /// Title in the PDF's properties, one line.
    pub title: Text,
    /// One sentence for the PDF's properties.
    pub description: Text,
    /// Who issues the document; the PDF's author.
    pub agency: Text,
    /// Words for the PDF's properties.
    pub keywords: Vec<Text>,
    /// Fiscal year in the document's digits, e.g. `๒๕๖๘`.
    pub fiscal_year: Text,
    /// What the figures were seen from, worded, e.g. `ข้อมูล ณ วันที่ ๓๑ มีนาคม ๒๕๖๘`.
    pub as_of: Text,
    /// Short title at the head of every page after the cover.
    pub running_title: Text,
    /// Language of the text; PDF/UA needs it.
    pub lang: Lang,
    /// Digits of the page numbers.
    pub digits: Digits,
    /// Mark on every page of a document made from sample data; absent on a real report.
    pub sample_mark: Option<Text>,
    /// Mark on every page of a document made in spite of data errors; absent otherwise.
    pub draft_mark: Option<Text>,
    /// Words that the templates place by themselves.
    pub labels: Labels,
    /// Colours of the agency; absent: the built-in ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub palette: Option<Palette>,
}

/// Words that belong to a place on the page and not to a figure.
#[derive(Serialize, Clone, Debug)]
pub struct Labels {
    /// Heading of the contents page, e.g. `สารบัญ`.
    pub contents: Text,
    /// Before a page number, e.g. `หน้า`.
    pub page: Text,
    /// Behind a group label that comes back on the next page, e.g. `(ต่อ)`.
    pub continued: Text,
}

/// Language of a document.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// Thai.
    Th,
    /// English.
    En,
}

/// Digits a document is written in.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Digits {
    /// ๐–๙
    Thai,
    /// 0–9
    Arabic,
}

/// The first page.
#[derive(Serialize, Clone, Debug)]
pub struct Cover {
    /// The agency's logo, above everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logo: Option<Logo>,
    /// Above the title: who issues the document, e.g. the agency and its parent, one line each.
    pub issuer: Vec<Text>,
    /// The title, broken into lines as it should stand.
    pub title: Vec<Text>,
    /// Below the title: fiscal year, half, period; one line each.
    pub period: Vec<Text>,
    /// A few label–value pairs at the foot, e.g. the OIT item the document answers, the as-of date.
    pub facts: Vec<Fact>,
    /// Sentences that say what the document is not: sample data, draft. Shown in a frame, read aloud.
    pub notices: Vec<Text>,
    /// Where the head of the agency signs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
}

/// A block to be signed.
#[derive(Serialize, Clone, Debug)]
pub struct Approval {
    /// What the signature says, e.g. `เห็นชอบ`.
    pub title: Text,
    /// Below the line for the signature: whose it is.
    pub position: Text,
    /// Before the line for the date.
    pub date: Text,
}

/// A logo that is known to exist and to be readable.
#[derive(Serialize, Clone, Debug)]
pub struct Logo {
    /// Path from Typst's root, starting with `/`; PNG or JPEG.
    pub path: String,
    /// Alternative text.
    pub alt: Text,
}

/// A label with its value.
#[derive(Serialize, Clone, Debug)]
pub struct Fact {
    /// What the value is.
    pub label: Text,
    /// The value, worded.
    pub value: Text,
}

/// A file embedded in the PDF (PDF/A-3).
#[derive(Serialize, Clone, Debug)]
pub struct Attachment {
    /// Path from Typst's root, starting with `/`.
    pub path: String,
    /// File name shown in the PDF's list of attachments.
    pub name: String,
    /// MIME type, e.g. `text/csv`.
    pub mime: String,
    /// One sentence that says what the file holds.
    pub description: Text,
    /// What the file is to the document.
    pub relationship: Relationship,
    /// The data set that it holds, by its contract, and the half; none of other files.
    #[serde(skip)]
    pub data_set: Option<(String, Period)>,
}

/// PDF/A-3's relationship of an embedded file to the document.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Relationship {
    /// The document was made from this file.
    Source,
    /// The data behind the document's tables and charts.
    Data,
    /// Something that adds to the document.
    Supplement,
}
