//! A data set's groups where there is no half to compare them with, and the notes under sums.
//!
//! Comes in: grouped and summed rows. Goes out: tables. Never: sums or compares.

use super::{label_of, level_title, places, titled};
use crate::contract::FieldSpec;
use crate::report::data_sets::{Comparison, DataSetTable, Group, Label};
use crate::report::document::{Align, Cell, Column, Row, RowKind, Table, TextSize, Tone};
use crate::report::progress::build::{Draft, Extend, body, cell, column, row};
use crate::report::progress::scene::Scene;
use crate::report::progress::sentences::PARTIAL;
use crate::report::words::NO_VALUE;

/// One table of all columns, of a data set that the year before has not.
pub(super) fn summed(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Vec<Table> {
    let columns: Vec<_> = set.columns.iter().copied().enumerate().collect();
    let table = Summed { scene, set, columns: &columns };
    let rows = table.rows();
    let notes = notes(scene, set, &columns, &rows);
    vec![scene.table(Draft {
        id: format!("data-{}-1", set.contract.slug()),
        caption: format!("{} {}", scene.w.text(&set.contract.title), scene.w.half(scene.model.period.half)),
        size: TextSize::Small,
        columns: table.header(),
        rows,
        empty: scene.term("sets.empty"),
        notes,
    })]
}

/// A table of sums by group: summed columns with their places among the sums.
struct Summed<'a, 'b> {
    scene: &'a Scene<'b>,
    set: &'a DataSetTable<'b>,
    columns: &'a [(usize, &'b FieldSpec)],
}

impl Summed<'_, '_> {
    fn header(&self) -> Vec<Column> {
        let w = self.scene.w;
        let levels: Vec<_> = self
            .set
            .levels
            .last()
            .map(|level| w.text(level_title(self.scene, self.set, *level)))
            .into_iter()
            .collect();
        let mut header = vec![column(levels.join(" "), 3.4, Align::Start)];
        header
            .extend(self.columns.iter().map(|(_, f)| column(w.text(&titled(self.set, f)), 2.8, Align::End)));
        header
    }

    fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut above: Option<&[Label]> = None;
        for (at, group) in self.set.groups.iter().enumerate() {
            let Some((innermost, parents)) = group.labels.split_last() else { continue };
            if above != Some(parents) {
                above = Some(parents);
                rows.extend(self.heading(parents));
            }
            rows.push(body(self.cells(self.label(innermost), group)));
            let next = self.set.groups.get(at + 1).and_then(|g| g.labels.split_last()).map(|(_, p)| p);
            if next != Some(parents)
                && let Some(sum) = self.set.subtotal(parents)
            {
                // Of what, the label above says, and says again after a page's end.
                rows.push(row(RowKind::Subtotal, self.cells(self.scene.term("report.sum"), sum)));
            }
        }
        if self.set.groups.len() > 1 {
            rows.push(row(RowKind::Total, self.cells(self.scene.term("sets_total"), &self.set.total)));
        }
        rows
    }

    fn heading(&self, parents: &[Label]) -> Option<Row> {
        let names: Vec<_> = parents.iter().map(|l| self.label(l)).collect();
        (!names.is_empty()).then(|| row(RowKind::Group1, vec![cell(names.join(" "))]))
    }

    fn label(&self, label: &Label) -> String {
        label_of(self.scene, label)
    }

    fn cells(&self, name: String, group: &Group) -> Vec<Cell> {
        let w = self.scene.w;
        let mut cells = vec![cell(name)];
        let number = |value: Option<f64>, places: usize| match value {
            Some(value) => cell(w.number(value, places)),
            None => cell(NO_VALUE).tone(Tone::Muted),
        };
        for (at, field) in self.columns {
            let sums = group.sums.get(*at).copied().unwrap_or_default();
            let places = places(self.set, *at, field);
            cells.push(number(sums.current.value, places));
        }
        cells
    }
}

/// Whether a word stands in a table, alone in its line or in the place of a change.
pub(super) fn says(rows: &[Row], word: &str) -> bool {
    let cells = rows.iter().flat_map(|row| &row.cells);
    cells.into_iter().any(|cell| {
        cell.lines.iter().any(|line| line == word)
            || cell.change.as_ref().is_some_and(|change| change.word == word)
    })
}

/// What the contract says of summed columns, what some sums leave out, who sent the data set in one of the years only, and
/// what the dashes and words mean that stand in the rows: of others a reader would look for the place in vain.
pub(super) fn notes(
    scene: &Scene<'_>,
    set: &DataSetTable<'_>,
    columns: &[(usize, &FieldSpec)],
    rows: &[Row],
) -> Vec<String> {
    let mut notes = Vec::new();
    let of = |group: &Group| -> Vec<Comparison> {
        columns.iter().filter_map(|(at, _)| group.sums.get(*at).copied()).collect()
    };
    notes.extend(columns.iter().filter(|(_, f)| !f.note.is_empty()).map(|(_, f)| scene.w.text(&f.note)));
    if of(&set.total).iter().any(|s| s.current.absent + s.previous.absent > 0) {
        notes.push(scene.term("sums.incomplete_note"));
    }
    let groups = set.groups.iter().chain(&set.subtotals).chain(std::iter::once(&set.total));
    if set.has_previous && groups.into_iter().any(|g| of(g).iter().any(|s| s.is_partial())) {
        let (gone, new) = set.unpaired();
        let names = |units: Vec<&str>| units.into_iter().map(|id| scene.unit(id)).collect::<Vec<_>>();
        let mut told = vec![scene.say("sums.paired_note", &[("mark", PARTIAL)])];
        let year = scene.model.fiscal_year();
        for (units, year) in [(gone, year.previous()), (new, year)] {
            let (listed, year) = (scene.joined(&names(units)), scene.w.year(year));
            told.extend(
                (!listed.is_empty())
                    .then(|| scene.say("sums.left_out", &[("units", &listed), ("year", &year)])),
            );
        }
        notes.push(told.join(" "));
    }
    if says(rows, &scene.term("sums.not_compared")) {
        notes.push(scene.term("sums.one_year"));
    }
    if says(rows, NO_VALUE) {
        notes.push(scene.term("sums.no_value"));
    }
    notes
}
