//! The columns of a list of rows.
//!
//! Comes in: the contract's fields, or its columns as it tells them. Goes out: what each column shows and how it is
//! headed. Never: a row.

use super::super::{sender_noun, titled};
use super::List;
use crate::contract::{Derived, FieldSpec, FieldType, ListColumn, ListPart, Role};
use crate::report::data_sets::Level;
use crate::report::document::Align;

/// Width of the units' column, in that of the blank workbook.
const UNIT: f64 = 20.0;

/// A piece of a cell's line.
pub(super) enum Part<'a> {
    Words(&'a str),
    Unit,
    Field(&'a FieldSpec),
    /// Two numbers multiplied.
    Product(&'a FieldSpec, &'a FieldSpec),
}

/// A column of the list.
pub(super) struct Shown<'a> {
    pub(super) title: String,
    pub(super) width: f64,
    pub(super) align: Align,
    pub(super) lines: Vec<Vec<Part<'a>>>,
    /// It follows from the sums or values of others.
    pub(super) derived: Option<&'a Derived>,
}

impl<'b> List<'_, 'b> {
    /// A column of one line a field.
    pub(super) fn of_lines(&self, lines: Vec<Vec<Part<'b>>>) -> Shown<'b> {
        let width = match lines.first().and_then(|line| line.first()) {
            // Widths of the blank workbook, evened out: a page has less room than a screen.
            Some(Part::Field(field)) => f64::from(field.width).clamp(12.0, 40.0),
            _ => UNIT,
        };
        Shown { title: self.title(&lines), width, align: align(&lines), lines, derived: None }
    }

    /// A column as the contract tells it.
    pub(super) fn as_told(&self, told: &'b ListColumn) -> Shown<'b> {
        let part = |part: ListPart<'b>| match part {
            ListPart::Words(words) => Some(Part::Words(words)),
            ListPart::Value(name) => Some(match self.set.level(name)? {
                Level::Unit => Part::Unit,
                Level::Field(field) => Part::Field(field),
            }),
            ListPart::Product(one, other) => Some(Part::Product(self.field(one)?, self.field(other)?)),
        };
        let lines = told.parts().map(|line| line.into_iter().filter_map(part).collect()).collect();
        let column = self.of_lines(lines);
        let title = told.title.as_ref().map(|title| self.scene.w.text(title));
        Shown { title: title.unwrap_or(column.title), width: told.width, ..column }
    }

    /// The titles of what a column shows, one a line; a unit of measure that all have stands once.
    fn title(&self, lines: &[Vec<Part<'b>>]) -> String {
        let is_column = |p: &&Part<'b>| matches!(p, Part::Unit | Part::Field(_));
        let fields: Vec<_> = lines.iter().flatten().filter(is_column).collect();
        let unit = match fields.as_slice() {
            [Part::Field(first), .., Part::Field(_)] if !first.unit.is_empty() => {
                let same = |p: &&&Part<'b>| matches!(p, Part::Field(f) if f.unit == first.unit);
                (fields.iter().filter(same).count() == fields.len()).then_some(first.unit.as_str())
            }
            _ => None,
        };
        let titles = fields.iter().map(|part| match part {
            Part::Field(field) if unit.is_some() => field.title_without_unit(),
            Part::Field(field) => titled(self.set, field),
            _ => sender_noun(self.scene, self.set).to_owned(),
        });
        let mut titles = titles.collect::<Vec<_>>().join("\n");
        if let Some(unit) = unit {
            titles.push_str(&format!(" ({unit})"));
        }
        self.scene.w.text(&titles)
    }
}

/// Numbers that count or measure: not months.
pub(super) fn is_figure(field: &FieldSpec) -> bool {
    field.kind.is_number() && field.role != Some(Role::Month)
}

/// Numbers alone stand right, days in the middle.
fn align(lines: &[Vec<Part<'_>>]) -> Align {
    let is = |wanted: &dyn Fn(&FieldSpec) -> bool| {
        lines.iter().all(|line| matches!(line.as_slice(), [Part::Field(field)] if wanted(field)))
    };
    if is(&is_figure) {
        Align::End
    } else if is(&|f| f.kind == FieldType::Date) {
        Align::Center
    } else {
        Align::Start
    }
}
