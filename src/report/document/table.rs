//! A table, whatever it shows: results, register, progress, coverage matrix, data sets.
//!
//! In: nothing; types only. Out: plain serde values. Never: sorting, summing or formatting; rows come in the order
//! they are shown and totals are rows like any other.

use serde::Serialize;

use super::{Text, is_false};

/// A table with a repeated header. A table without rows shows `empty` in its place.
#[derive(Serialize, Clone, Debug)]
pub struct Table {
    /// Unique in the document, ASCII; the template counts a group's pages under it.
    pub id: String,
    /// Caption above the table, with its number, e.g. `ตารางที่ ๑ …`.
    pub caption: Text,
    /// How to read it, between caption and header: what a note at the end would say too late.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub guide: Vec<Text>,
    /// Size of the text.
    pub size: TextSize,
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Rows from top to bottom.
    pub rows: Vec<Row>,
    /// Sentence shown when there is no row.
    pub empty: Text,
    /// Explanations under the table: signs used, sources.
    pub notes: Vec<Text>,
    /// Read as a whole: moves to the next page rather than part.
    #[serde(skip_serializing_if = "is_false")]
    pub whole: bool,
    /// The columns keep the model's shares: tables of one kind that follow each other look alike.
    #[serde(skip_serializing_if = "is_false")]
    pub settled: bool,
}

/// Text size inside a table.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum TextSize {
    /// 13 pt.
    Normal,
    /// 12 pt.
    Compact,
    /// 11 pt, for wide tables.
    Small,
    /// 9.6 pt, for tables of running text that an office reads about itself.
    Dense,
}

/// A column.
#[derive(Serialize, Clone, Debug)]
pub struct Column {
    /// Header.
    pub label: Text,
    /// What this column and those beside it with the same text have over their headers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Text>,
    /// Share of the table's width; only the ratio to the other columns counts. Greater than zero.
    pub width: f64,
    /// Where the body cells stand; headers are centred.
    pub align: Align,
    /// Header set upright along the column, for narrow columns of a matrix.
    #[serde(skip_serializing_if = "is_false")]
    pub upright: bool,
}

impl Column {
    /// A column with its share of the width.
    #[must_use]
    pub fn new(label: impl Into<Text>, width: f64, align: Align) -> Self {
        Self { label: label.into(), group: None, width, align, upright: false }
    }

    /// The same below a header that it shares with those beside it.
    #[must_use]
    pub fn under(self, group: Text) -> Self {
        Self { group: Some(group), ..self }
    }
}

/// Horizontal place of a cell's text.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Align {
    /// Left.
    Start,
    /// Centre.
    Center,
    /// Right, for numbers.
    End,
}

/// A row. The cells' `span`s add up to the number of columns, except in a group row.
#[derive(Serialize, Clone, Debug)]
pub struct Row {
    /// What the row is.
    pub kind: RowKind,
    /// Cells from left to right; a group row has one, its label.
    pub cells: Vec<Cell>,
}

/// What a row is.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum RowKind {
    /// A row of data.
    Body,
    /// A label over the rows below it, across all columns; it comes back after a page break until the next group
    /// row of the same or a higher rank. First rank.
    Group1,
    /// The same, second rank.
    Group2,
    /// The same, third rank.
    Group3,
    /// A row of data that heads others, e.g. an instrument above its indicators; it does not come back.
    Lead,
    /// A sum or mean of some rows.
    Subtotal,
    /// The sum, mean or result of the table.
    Total,
}

/// A cell.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// A name in bold above the lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// Lines of text, top to bottom; empty for an empty cell.
    pub lines: Vec<Text>,
    /// The lines are items of a list and get a dash each.
    #[serde(skip_serializing_if = "is_false")]
    pub list: bool,
    /// How much the text stands out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
    /// A change from the baseline, below the lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
    /// Texts behind their names, below the lines and the change.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Detail>,
    /// A small remark below everything else, e.g. `ประกาศ` under a published score.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Text>,
    /// Address behind the text; only `http` and `https` become links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Columns the cell takes, at least 1.
    pub span: usize,
    /// Instead of the column's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub align: Option<Align>,
    /// Steps the text is set in from the left, for parts of what stands above.
    pub indent: u8,
}

impl Cell {
    /// Lines of text and nothing else.
    #[must_use]
    pub fn of(lines: Vec<Text>) -> Self {
        Self {
            title: None,
            lines,
            list: false,
            tone: None,
            change: None,
            details: Vec::new(),
            note: None,
            link: None,
            span: 1,
            align: None,
            indent: 0,
        }
    }
}

/// A text behind its name, e.g. `ปัญหา/อุปสรรค` and what an office wrote about it.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// The name, in bold.
    pub label: Text,
    /// The text.
    pub text: Text,
    /// Address behind the text; only `http` and `https` become links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// How a piece of text stands out. Colour only repeats what the words say.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Done, reached, held: a full dot before the text.
    Good,
    /// Under way: a half dot.
    Partial,
    /// Not begun: an empty dot.
    Open,
    /// Late, missing, in need of action: a triangle.
    Bad,
    /// Does not apply, explains: grey, no sign.
    Muted,
    /// Bold, no sign.
    Strong,
}

/// A change from the baseline: a drawn sign, the points with `+` or `−`, and a word.
#[derive(Serialize, Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Which sign is drawn.
    pub direction: Direction,
    /// Signed points, e.g. `+๐.๔๑`; absent when there is no baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Text>,
    /// The change in a word, e.g. `เพิ่มขึ้น`, `ไม่มีปีฐาน`.
    pub word: Text,
}

/// Direction of a change.
#[derive(Serialize, Clone, Copy, Debug, PartialEq, Eq)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// Rose and that is better.
    Up,
    /// Fell and that is worse.
    Down,
    /// Rose and that is worse, e.g. more late measures.
    UpBad,
    /// Fell and that is better.
    DownGood,
    /// Rose, neither better nor worse, e.g. money granted.
    UpPlain,
    /// Fell, neither better nor worse.
    DownPlain,
    /// Stayed.
    Same,
    /// Nothing to compare with; no sign.
    Unknown,
}
