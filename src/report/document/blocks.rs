//! The blocks that sections are built from.
//!
//! In: nothing; types only. Out: plain serde values. Never: knowing which document or section they stand in.

use serde::Serialize;

use super::{Change, Fact, Table, Text, Tone};

/// A heading with text, a list and tables, shown in this order; empty fields leave no trace.
#[derive(Serialize, Clone, Debug)]
pub struct Part {
    /// Heading with its number, e.g. `๒.๑ ผลการประเมินในภาพรวม`.
    pub heading: Text,
    /// Paragraphs.
    pub paragraphs: Vec<Text>,
    /// A list.
    pub items: Vec<Item>,
    /// Tables, one below the other.
    pub tables: Vec<Table>,
    /// Paragraphs after the tables.
    pub closing: Vec<Text>,
    /// Set on landscape pages, for tables of many columns; wide parts that follow each other share pages.
    pub wide: bool,
}

/// An item of a list.
#[derive(Serialize, Clone, Debug)]
pub struct Item {
    /// Number or sign before the item, e.g. `๑)`; absent: a dash.
    pub marker: Option<Text>,
    /// Opening words in bold.
    pub lead: Option<Text>,
    /// The text.
    pub text: Text,
    /// Items below this one.
    pub items: Vec<Item>,
}

/// A figure that stands out at the top of a section.
#[derive(Serialize, Clone, Debug)]
pub struct Tile {
    /// What it is.
    pub label: Text,
    /// The figure or word itself, large.
    pub value: Text,
    /// How the value stands out.
    pub tone: Option<Tone>,
    /// A line below, e.g. the share or the denominator.
    pub note: Option<Text>,
    /// Change from the baseline.
    pub change: Option<Change>,
}

/// A briefing that was held.
#[derive(Serialize, Clone, Debug)]
pub struct Briefing {
    /// Date in words.
    pub date: Text,
    /// Subject.
    pub title: Text,
    /// What was said, one paragraph each.
    pub detail: Vec<Text>,
    /// Who took part and how many, label and value.
    pub facts: Vec<Fact>,
    /// Pictures, in order.
    pub pictures: Vec<Pictured>,
}

/// A place for a picture. A missing or broken file has no `picture`, and `picture_note` says so.
#[derive(Serialize, Clone, Debug)]
pub struct Pictured {
    /// The picture, when it can be shown.
    pub picture: Option<Picture>,
    /// Why there is none.
    pub picture_note: Option<Text>,
}

/// A picture that is known to exist and to be readable.
#[derive(Serialize, Clone, Debug)]
pub struct Picture {
    /// Path from Typst's root, starting with `/`; PNG, JPEG or SVG.
    pub path: String,
    /// Alternative text.
    pub alt: Text,
    /// Caption below the picture, with its number.
    pub caption: Text,
}
