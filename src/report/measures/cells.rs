//! Short ways to say columns, rows and cells.

use super::context::Context;
use crate::model::{Absence, Field};
use crate::report::document::{Align, Cell, Change, Column, Row, RowKind, Tone};
use crate::report::words::NO_VALUE;

/// A column.
pub(super) fn column(label: impl Into<String>, width: f64, align: Align) -> Column {
    Column::new(label, width, align)
}

/// A cell of several lines.
pub(super) fn lines(lines: Vec<String>) -> Cell {
    Cell::of(lines)
}

/// A cell of one line.
pub(super) fn cell(line: impl Into<String>) -> Cell {
    lines(vec![line.into()])
}

/// An empty cell.
pub(super) fn blank() -> Cell {
    lines(Vec::new())
}

/// A cell that shows a change.
pub(super) fn change(change: Change) -> Cell {
    Cell { change: Some(change), ..blank() }
}

/// A cell for what is not there.
pub(super) fn nothing() -> Cell {
    Cell { tone: Some(Tone::Muted), ..cell(NO_VALUE) }
}

/// A row.
pub(super) fn row(kind: RowKind, cells: Vec<Cell>) -> Row {
    Row { kind, cells }
}

/// A group row.
pub(super) fn group(kind: RowKind, label: impl Into<String>) -> Row {
    row(kind, vec![cell(label)])
}

/// A text of a sheet, line by line; why it is not there otherwise.
pub(super) fn field(context: &Context<'_>, field: &Field<String>) -> Cell {
    match &field.value {
        Ok(text) => lines(text.lines().map(str::to_owned).collect()),
        Err(absence) => absent(context, *absence),
    }
}

/// A text of a sheet whose lines are a list; its own dashes give way to the list's.
pub(super) fn list(context: &Context<'_>, field: &Field<String>) -> Cell {
    match &field.value {
        Ok(text) => {
            let items: Vec<_> = text.lines().map(without_dash).filter(|line| !line.is_empty()).collect();
            Cell { list: items.len() > 1, ..lines(items) }
        }
        Err(absence) => absent(context, *absence),
    }
}

fn without_dash(line: &str) -> String {
    line.trim_start_matches(['-', '–', '•', '*', ' ']).to_owned()
}

/// What stands for a missing value. The reasons stay distinct.
pub(super) fn absent(context: &Context<'_>, absence: Absence) -> Cell {
    let key = match absence {
        Absence::Blank => return nothing(),
        Absence::NotSubmitted => "absent.not_submitted",
        Absence::NotApplicable => "absent.not_applicable",
        Absence::Invalid => "absent.invalid",
        Absence::Superseded => "absent.superseded",
    };
    Cell { tone: Some(Tone::Muted), ..cell(context.term(key)) }
}
