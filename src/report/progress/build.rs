//! Small builders of the view model's pieces.
//!
//! Comes in: worded text. Goes out: cells, columns, rows, tables, parts. Never: words anything itself.

use crate::report::document::{
    Align, Cell, Change, Column, Detail, Item, Part, Row, RowKind, Table, TextSize, Tone,
};

/// A cell of one text; its line feeds start new lines.
pub(super) fn cell(text: impl AsRef<str>) -> Cell {
    lines(text.as_ref().lines())
}

/// A cell of several lines.
pub(super) fn lines(lines: impl IntoIterator<Item = impl Into<String>>) -> Cell {
    Cell::of(lines.into_iter().map(Into::into).collect())
}

/// What may be added to a cell.
pub(super) trait Extend {
    fn tone(self, tone: Tone) -> Self;
    fn tone_if(self, wanted: bool, tone: Tone) -> Self;
    fn titled(self, title: String) -> Self;
    fn details(self, details: Vec<Detail>) -> Self;
    fn note(self, note: Option<String>) -> Self;
    fn change(self, change: Change) -> Self;
}

impl Extend for Cell {
    fn tone(self, tone: Tone) -> Self {
        Self { tone: Some(tone), ..self }
    }
    fn tone_if(self, wanted: bool, tone: Tone) -> Self {
        if wanted { self.tone(tone) } else { self }
    }
    fn titled(self, title: String) -> Self {
        Self { title: Some(title), ..self }
    }
    fn details(self, details: Vec<Detail>) -> Self {
        Self { details, ..self }
    }
    fn note(self, note: Option<String>) -> Self {
        Self { note, ..self }
    }
    fn change(self, change: Change) -> Self {
        Self { change: Some(change), ..self }
    }
}

/// A column with its share of the width.
pub(super) fn column(label: impl Into<String>, width: f64, align: Align) -> Column {
    Column::new(label, width, align)
}

/// A narrow column with its header set upright.
pub(super) fn upright(label: impl Into<String>) -> Column {
    Column { upright: true, ..Column::new(label, 1.0, Align::Center) }
}

/// A row of data.
pub(super) fn body(cells: Vec<Cell>) -> Row {
    Row { kind: RowKind::Body, cells }
}

/// A row of another kind.
pub(super) fn row(kind: RowKind, cells: Vec<Cell>) -> Row {
    Row { kind, cells }
}

/// A table; `id` is unique in the document.
pub(super) struct Draft {
    pub id: String,
    pub caption: String,
    pub size: TextSize,
    pub columns: Vec<Column>,
    pub rows: Vec<Row>,
    pub empty: String,
    pub notes: Vec<String>,
}

impl Draft {
    /// The table with the caption as given.
    pub(super) fn captioned(self, caption: String) -> Table {
        Table {
            id: self.id,
            caption,
            guide: Vec::new(),
            size: self.size,
            columns: self.columns,
            rows: self.rows,
            empty: self.empty,
            notes: self.notes,
            whole: false,
            settled: false,
        }
    }
}

/// A part with a heading and nothing else yet.
pub(super) fn part(heading: String) -> Part {
    Part {
        heading,
        paragraphs: Vec::new(),
        items: Vec::new(),
        tables: Vec::new(),
        closing: Vec::new(),
        wide: false,
    }
}

/// An item with opening words in bold.
pub(super) fn item(marker: Option<String>, lead: impl Into<String>, text: impl Into<String>) -> Item {
    Item { marker, lead: Some(lead.into()), text: text.into(), items: Vec::new() }
}
