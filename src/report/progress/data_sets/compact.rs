//! A data set's groups beside the same half of the year before, in the report and in its own document.
//!
//! Comes in: grouped and summed rows. Goes out: tables, months side by side where rows are grouped by month. Never:
//! sums or compares.

use super::{decimals, derived_of, label_of, level_title, places, summed, titled, year_label};
use crate::contract::{FieldSpec, Role};
use crate::report::data_sets::{Comparison, DataSetTable, Group, Label, Level};
use crate::report::document::{Align, Cell, Change, Column, Row, RowKind, Table, TextSize, Tone};
use crate::report::progress::build::{Draft, Extend, body, cell, column, lines, row};
use crate::report::progress::scene::Scene;
use crate::report::progress::sentences::{PARTIAL, sum_change};
use crate::report::words::NO_VALUE;

/// Sums of one level and months across, or all columns side by side.
pub(super) fn tables(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Vec<Table> {
    if !set.has_previous {
        let derived = !set.report.derived.is_empty();
        return if derived {
            vec![Part::all(scene, set, View::Now).table(1)]
        } else {
            summed::summed(scene, set)
        };
    }
    if by_month(set) {
        let columns = set.columns.iter().copied().enumerate();
        let table = |(at, field)| {
            if is_wide(set) {
                months(scene, set, &[(at, field)], id(set, at + 1))
            } else {
                months_down(scene, set, at, field)
            }
        };
        return columns.map(table).collect();
    }
    let part = |view| Part::all(scene, set, view);
    if !set.report.derived.is_empty() {
        return vec![part(View::Now).table(1), part(View::Changes).table(2)];
    }
    // Two levels take two columns: the years of one figure have room beside them.
    if is_flat(set) {
        let each =
            (0..set.columns.len()).map(|at| Part { columns: vec![at], ..part(View::Apart) }.table(at + 1));
        return each.collect();
    }
    let few = set.columns.len() <= MOST_APART;
    let low = set.columns.len() <= MOST_COUNTS && set.columns.iter().all(|f| decimals(f) == 0);
    vec![part(if few || low { View::Apart } else { View::Stacked }).table(1)]
}

/// Columns that have room for three each; columns of counts take less.
const MOST_APART: usize = 2;
const MOST_COUNTS: usize = 3;

/// What a table says of each column.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// This half; below it the change and, in brackets, the year before.
    Stacked,
    /// This half, the year before and the change beside each other.
    Apart,
    /// This half and what is derived from it.
    Now,
    /// The same as stacked, below a table of this half.
    Changes,
}

/// A table of some columns.
struct Part<'a, 'b> {
    scene: &'a Scene<'b>,
    set: &'a DataSetTable<'b>,
    /// Places among the data set's summed columns.
    columns: Vec<usize>,
    view: View,
}

/// Whether the innermost level is the month, under one other level.
fn by_month(set: &DataSetTable<'_>) -> bool {
    let month = |level: &Level<'_>| matches!(level, Level::Field(f) if f.role == Some(Role::Month));
    set.has_previous && set.levels.len() == 2 && set.levels.last().is_some_and(month)
}

fn id(set: &DataSetTable<'_>, number: usize) -> String {
    format!("data-{}-{number}", set.contract.slug())
}

fn number(scene: &Scene<'_>, value: Option<f64>, places: usize) -> Cell {
    match value {
        Some(value) => cell(scene.w.number(value, places)),
        None => cell(NO_VALUE).tone(Tone::Muted),
    }
}

/// The change in points alone: its sign says the direction. Words stay where there are no points.
fn points(scene: &Scene<'_>, sums: Comparison, places: usize) -> Change {
    let change = sum_change(scene, sums, places);
    match change.points {
        Some(points) => {
            let mark = if sums.is_partial() { PARTIAL } else { "" };
            Change { points: Some(format!("{points}{mark}")), word: String::new(), ..change }
        }
        None => change,
    }
}

/// The change, and below it the same in percent with its sign.
fn change(scene: &Scene<'_>, sums: Comparison, places: usize) -> Cell {
    let percent = match sums.percent() {
        Some(percent) => Some(format!("({})", scene.w.signed(percent, 2))),
        // There is no percentage of nothing.
        None => sums.difference().map(|_| scene.w.text(&scene.term("sums.of_nothing"))),
    };
    cell("").change(points(scene, sums, places)).note(percent)
}

/// Kinds beside each other up to so many: more have months across and a page on its side.
const FEW_KINDS: usize = 5;

/// Whether months stand across, which takes a page on its side.
pub(super) fn is_wide(set: &DataSetTable<'_>) -> bool {
    by_month(set) && set.subtotals.len() > FEW_KINDS
}

/// One column of the data set: kinds across, months down, below them the sums of both years and the change.
fn months_down(scene: &Scene<'_>, set: &DataSetTable<'_>, at: usize, field: &FieldSpec) -> Table {
    let w = scene.w;
    let places = places(set, at, field);
    let of = |group: &Group| group.sums.get(at).copied().unwrap_or_default();
    let several = set.subtotals.len() > 1;
    let total = several.then(|| scene.say("sets_total", &[]));
    let month = set.levels.last().map(|level| w.text(level_title(scene, set, *level))).unwrap_or_default();
    let mut columns = vec![column(month, 3.2, Align::Start)];
    let kinds =
        set.subtotals.iter().map(|g| g.labels.first().map(|l| label_of(scene, l)).unwrap_or_default());
    columns.extend(kinds.chain(total).map(|label| column(label, 2.2, Align::End)));
    let mut rows: Vec<Row> = set
        .across
        .iter()
        .map(|month| {
            let label = month.labels.first();
            let in_month = |kind: &Group| {
                let own = |g: &&Group| g.labels.first() == kind.labels.first() && g.labels.get(1) == label;
                number(scene, set.groups.iter().find(own).and_then(|g| of(g).current.value), places)
            };
            let all = several.then(|| number(scene, of(month).current.value, places).tone(Tone::Strong));
            let name = cell(label.map(|l| label_of(scene, l)).unwrap_or_default());
            body(std::iter::once(name).chain(set.subtotals.iter().map(in_month)).chain(all).collect())
        })
        .collect();
    let wholes: Vec<&Group> = set.subtotals.iter().chain(several.then_some(&set.total)).collect();
    let year = scene.model.fiscal_year();
    let sum = |year: String| cell(scene.say("sets_column_sum", &[("year", &year.replace(' ', "\u{a0}"))]));
    let now = wholes.iter().map(|g| number(scene, of(g).current.value, places));
    rows.push(row(RowKind::Total, std::iter::once(sum(year_label(scene, year))).chain(now).collect()));
    let before = wholes.iter().map(|g| number(scene, of(g).previous.value, places));
    rows.push(body(std::iter::once(sum(year_label(scene, year.previous()))).chain(before).collect()));
    let changes = wholes.iter().map(|g| change(scene, of(g), places));
    let name = cell(scene.say("sets_row_change", &[]));
    rows.push(body(std::iter::once(name).chain(changes).collect()));
    let notes = summed::notes(scene, set, &[(at, field)], &rows);
    scene.table(Draft {
        id: id(set, at + 1),
        caption: format!("{} {}", w.text(&titled(set, field)), w.half(scene.model.period.half)),
        size: TextSize::Small,
        columns,
        rows,
        empty: scene.term("sets.empty"),
        notes,
    })
}

/// Months across, then this half's sum, that of the year before, the change; of several columns of the data set one
/// line each in every cell. Of more than two levels the outermost heads the rows.
fn months(scene: &Scene<'_>, set: &DataSetTable<'_>, fields: &[(usize, &FieldSpec)], id: String) -> Table {
    let w = scene.w;
    let months: Vec<&Label> = set.across.iter().filter_map(|g| g.labels.first()).collect();
    let year = scene.model.fiscal_year();
    let outer = set.levels.len() - 1;
    let headed = outer > 1;
    let named = set.levels.get(usize::from(headed)).map(|level| w.text(level_title(scene, set, *level)));
    let mut columns = vec![column(named.unwrap_or_default(), 3.6, Align::Start)];
    columns.extend(months.iter().map(|m| column(label_of(scene, m), 2.4, Align::End)));
    let text = |key: &str, year: &str| scene.say(key, &[("year", year)]);
    columns.push(column(text("sets_column_sum", &year_label(scene, year)), 2.6, Align::End));
    if set.has_previous {
        columns.push(column(text("sets_column_sum", &year_label(scene, year.previous())), 2.6, Align::End));
        let alone = if fields.len() == 1 { "sets_row_change" } else { "sets_column_change" };
        columns.push(column(scene.say(alone, &[]), 2.6, Align::End));
    }
    let stack = Stack { scene, set, fields };
    let end = |group: &Group| {
        let now = stack.figures(Some(group), |sums| sums.current.value);
        let known =
            fields.iter().any(|(at, _)| group.sums.get(*at).is_some_and(|s| s.current.value.is_some()));
        let before = [stack.figures(Some(group), |sums| sums.previous.value), stack.changes(group)];
        std::iter::once(now.tone_if(known, Tone::Strong))
            .chain(before.into_iter().filter(|_| set.has_previous))
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut above: Option<&Label> = None;
    for group in set.subtotals.iter().filter(|g| g.labels.len() == outer) {
        let labels = &group.labels;
        if headed && above != labels.first() {
            above = labels.first();
            let label = above.map(|l| label_of(scene, l)).unwrap_or_default();
            rows.push(row(RowKind::Group1, vec![cell(label)]));
        }
        let in_month = |month: &&Label| {
            let own = |g: &&Group| {
                g.labels.split_last().is_some_and(|(last, first)| first == &labels[..] && last == *month)
            };
            stack.figures(set.groups.iter().find(own), |sums| sums.current.value)
        };
        let name = named_by(scene, labels.get(usize::from(headed)..).unwrap_or_default());
        rows.push(body(std::iter::once(name).chain(months.iter().map(in_month)).chain(end(group)).collect()));
    }
    if rows.len() > 1 {
        let sums = set.across.iter().map(|g| stack.figures(Some(g), |sums| sums.current.value));
        let name = cell(scene.say("sets_total", &[]));
        rows.push(row(RowKind::Total, std::iter::once(name).chain(sums).chain(end(&set.total)).collect()));
    }
    let titles: Vec<_> = fields.iter().map(|(_, f)| w.text(&titled(set, f))).collect();
    let guide = match &titles[..] {
        [first, rest @ ..] if !rest.is_empty() => {
            vec![scene.say("sets_lines", &[("first", first), ("rest", &scene.joined(rest))])]
        }
        _ => Vec::new(),
    };
    let notes = summed::notes(scene, set, fields, &rows);
    let table = scene.table(Draft {
        id,
        caption: format!("{} {}", scene.joined(&titles), w.half(scene.model.period.half)),
        size: if headed { TextSize::Dense } else { TextSize::Small },
        columns,
        rows,
        empty: scene.term("sets.empty"),
        notes,
    });
    Table { guide, ..table }
}

/// Columns of a data set whose figures share a cell, one line each.
struct Stack<'a, 'b> {
    scene: &'a Scene<'b>,
    set: &'a DataSetTable<'b>,
    fields: &'a [(usize, &'b FieldSpec)],
}

impl Stack<'_, '_> {
    fn figures(&self, group: Option<&Group>, of: impl Fn(&Comparison) -> Option<f64>) -> Cell {
        let values: Vec<_> =
            self.fields.iter().map(|(at, _)| group.and_then(|g| of(g.sums.get(*at)?))).collect();
        if values.iter().all(Option::is_none) {
            return cell(NO_VALUE).tone(Tone::Muted);
        }
        lines(values.into_iter().zip(self.fields).map(|(value, (at, field))| match value {
            Some(value) => self.scene.w.number(value, places(self.set, *at, field)),
            None => NO_VALUE.to_owned(),
        }))
    }

    fn changes(&self, group: &Group) -> Cell {
        let sums = |at: usize| group.sums.get(at).copied().unwrap_or_default();
        if let [(at, field)] = self.fields {
            return change(self.scene, sums(*at), places(self.set, *at, field));
        }
        lines(self.fields.iter().map(|(at, field)| {
            let change = points(self.scene, sums(*at), places(self.set, *at, field));
            change.points.unwrap_or(change.word)
        }))
    }
}

/// What a row is about; who sent it stands below.
fn named_by(scene: &Scene<'_>, labels: &[Label]) -> Cell {
    let (units, words): (Vec<&Label>, Vec<_>) = labels.iter().partition(|l| matches!(l, Label::Unit(_)));
    let units: Vec<_> = units.into_iter().map(|l| label_of(scene, l)).collect();
    lines(words.into_iter().map(|l| label_of(scene, l)))
        .note(Some(units.join(" ")).filter(|units| !units.is_empty()))
}

/// The levels by which every row of a data set by month has a line of its own, months last; none where it says more than
/// its sums.
fn items<'a>(set: &DataSetTable<'a>) -> Option<Vec<Level<'a>>> {
    let contract = set.contract;
    let month = contract.fields.iter().find(|f| f.role == Some(Role::Month)).filter(|_| set.is_summed())?;
    let is_key = |f: &FieldSpec| contract.primary_key.contains(&f.name);
    let summed = |f: &FieldSpec| set.columns.iter().any(|c| c.name == f.name);
    contract.fields.iter().all(|f| is_key(f) || summed(f)).then_some(())?;
    let grouped: Vec<_> = set.report.group_by.iter().collect();
    let further = contract.primary_key.iter().filter(|key| !grouped.contains(key));
    let several = set.senders.iter().chain(&set.senders_before).any(|s| Some(s) != set.senders.first());
    let unit = several && !grouped.iter().any(|key| *key == "unit");
    let names = grouped.iter().copied().chain(further).map(String::as_str).chain(unit.then_some("unit"));
    let mut levels: Vec<_> = names.filter(|n| *n != month.name).filter_map(|n| set.level(n)).collect();
    levels.extend(set.level(&month.name));
    Some(levels)
}

/// Whether the sums by group are all there is: every row has a group of its own.
pub(super) fn is_whole(set: &DataSetTable<'_>) -> bool {
    by_month(set) && items(set).is_some_and(|levels| levels.len() == set.levels.len())
}

/// Every row of a data set by month in one table; none where rows say more than their sums.
pub(super) fn by_item(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Option<Table> {
    let items = set.regrouped(items(set)?);
    let fields: Vec<_> = items.columns.iter().copied().enumerate().collect();
    Some(months(scene, &items, &fields, format!("items-{}", set.contract.slug())))
}

/// Whether the outer level has a column of its own: a band over one or two rows says less than it takes.
fn is_flat(set: &DataSetTable<'_>) -> bool {
    set.levels.len() == 2 && set.groups.len() < 3 * set.subtotals.len()
}

impl<'a, 'b> Part<'a, 'b> {
    fn all(scene: &'a Scene<'b>, set: &'a DataSetTable<'b>, view: View) -> Self {
        Self { scene, set, columns: (0..set.columns.len()).collect(), view }
    }

    fn fields(&self) -> impl Iterator<Item = (usize, &'b FieldSpec)> {
        self.columns.iter().filter_map(|at| Some((*at, *self.set.columns.get(*at)?)))
    }

    fn table(&self, number: usize) -> Table {
        let Self { scene, set, view, .. } = self;
        let w = scene.w;
        let before = w.year(scene.model.fiscal_year().previous());
        let unit = self.unit();
        let alone = self.columns.len() < set.columns.len();
        let of_column = self.fields().next().filter(|_| alone).map(|(_, field)| w.text(&titled(set, field)));
        let unit = unit.filter(|_| of_column.is_none());
        let title = of_column.unwrap_or_else(|| w.text(&set.contract.title));
        let title = match view {
            View::Changes => scene.say("sets_changes_caption", &[("title", &title), ("before", &before)]),
            _ => format!("{title} {}", w.half(scene.model.period.half)),
        };
        let file = set.contract.file_stem(scene.model.period);
        let guide = match view {
            View::Stacked | View::Changes => vec![scene.say("sets_below_the_sums", &[("before", &before)])],
            View::Apart | View::Now => Vec::new(),
        };
        let rows = self.rows();
        let mut notes = Vec::new();
        if *view != View::Now {
            notes.push(scene.say("sets_percent_elsewhere", &[("file", &file)]));
        }
        notes.extend(self.notes(&rows));
        let table = scene.table(Draft {
            id: id(set, number),
            caption: format!("{title}{}", unit.map(|unit| format!(" ({unit})")).unwrap_or_default()),
            size: TextSize::Small,
            columns: self.header(unit.is_some()),
            rows,
            empty: scene.term("sets.empty"),
            notes,
        });
        Table { guide, ..table }
    }

    fn notes(&self, rows: &[Row]) -> Vec<String> {
        let Self { scene, set, view, .. } = self;
        let dash = scene.term("sums.no_value");
        if *view == View::Now && set.has_previous {
            // The rest stands below the changes.
            return summed::says(rows, NO_VALUE).then_some(dash).into_iter().collect();
        }
        let mut notes = summed::notes(scene, set, &self.fields().collect::<Vec<_>>(), rows);
        let in_both = |group: &Group| group.rows > 0 && group.rows_before > 0;
        if *view == View::Apart && notes.last() == Some(&dash) && !set.groups.iter().all(in_both) {
            // Beside each other it is the year without data that has the dash.
            notes.pop();
            let mut told = vec![scene.term("sets_one_year")];
            // A sum that leaves out who sent the data in one of the years leaves out these rows, too.
            if !set.total.sums.iter().any(|sums| sums.is_partial()) {
                told.push(scene.term("sets_one_year_counts"));
            }
            notes.push(told.join(" "));
        }
        notes
    }

    /// One unit for all stands in the caption.
    fn unit(&self) -> Option<&'b str> {
        let (_, first) = self.fields().next()?;
        let alike = self.fields().all(|(_, field)| field.unit == first.unit);
        (self.view != View::Stacked && !first.unit.is_empty() && alike).then_some(&first.unit)
    }

    fn header(&self, one_unit: bool) -> Vec<Column> {
        let Self { scene, set, .. } = self;
        let w = scene.w;
        let year = scene.model.fiscal_year();
        let hidden = if is_flat(set) { 0 } else { set.levels.len().saturating_sub(1) };
        let levels = set.levels.iter().skip(hidden);
        let mut columns: Vec<Column> =
            levels.map(|level| column(w.text(level_title(scene, set, *level)), 3.6, Align::Start)).collect();
        for (_, field) in self.fields() {
            let title = w.text(&if one_unit { field.title_without_unit() } else { titled(set, field) });
            if self.view != View::Apart {
                columns.push(column(title, 2.6, Align::End));
                continue;
            }
            let alone = self.columns.len() == 1;
            let change = scene.say("sets_column_change", &[]);
            columns.extend([year_label(scene, year), year_label(scene, year.previous()), change].map(
                |label| {
                    let column = column(label, 2.2, Align::End);
                    if alone { column } else { column.under(title.clone()) }
                },
            ));
        }
        if self.view == View::Now {
            columns.extend(set.report.derived.iter().map(|d| column(w.text(&d.title), 2.0, Align::End)));
        }
        columns
    }

    fn rows(&self) -> Vec<Row> {
        let Self { scene, set, .. } = self;
        let flat = is_flat(set);
        let label = |label: &Label| cell(label_of(scene, label));
        // A sum's name stands under the names of all levels.
        let named = |kind: RowKind, name: String, sum: &Group| {
            let name = Cell { span: if flat { 2 } else { 1 }, ..cell(name) };
            row(kind, std::iter::once(name).chain(self.cells(sum)).collect())
        };
        let mut rows = Vec::new();
        let mut above: Option<&[Label]> = None;
        for (at, group) in set.groups.iter().enumerate() {
            let Some((innermost, parents)) = group.labels.split_last() else { continue };
            if above != Some(parents) {
                above = Some(parents);
                let names: Vec<_> = parents.iter().map(|l| label_of(scene, l)).collect();
                if !names.is_empty() && !flat {
                    rows.push(row(RowKind::Group1, vec![cell(names.join(" "))]));
                }
            }
            let outer = parents.iter().filter(|_| flat).map(label);
            rows.push(body(outer.chain([label(innermost)]).chain(self.cells(group)).collect()));
            let next = set.groups.get(at + 1).and_then(|g| g.labels.split_last()).map(|(_, p)| p);
            // A sum of one row says nothing that the row does not say.
            let own = |g: &&Group| g.labels.split_last().map(|(_, p)| p) == Some(parents);
            if next != Some(parents)
                && set.groups.iter().filter(own).count() > 1
                && let Some(sum) = set.subtotal(parents)
            {
                // Where a label stands above the rows it says of what.
                let label: Vec<_> = parents.iter().map(|l| label_of(scene, l)).collect();
                let name = if flat {
                    scene.say("sets_subtotal_of", &[("label", &label.join(" "))])
                } else {
                    scene.term("sets_subtotal")
                };
                rows.push(named(RowKind::Subtotal, name, sum));
            }
        }
        if set.groups.len() > 1 {
            rows.push(named(RowKind::Total, scene.say("sets_total", &[]), &set.total));
        }
        rows
    }

    fn cells(&self, group: &Group) -> Vec<Cell> {
        let Self { scene, set, .. } = self;
        let w = scene.w;
        let mut cells = Vec::new();
        for (at, field) in self.fields() {
            let sums = group.sums.get(at).copied().unwrap_or_default();
            let places = places(set, at, field);
            let now = || number(scene, sums.current.value, places);
            let change = points(scene, sums, places);
            let before = || sums.previous.value.map(|value| format!("({})", w.number(value, places)));
            match self.view {
                View::Now => cells.push(now()),
                View::Stacked | View::Changes => cells.push(now().change(change).note(before())),
                View::Apart => {
                    cells.push(now());
                    cells.push(number(scene, sums.previous.value, places));
                    // The dash of the year without data says it.
                    let years = [sums.current.value, sums.previous.value];
                    let one = change.points.is_none() && years.iter().flatten().count() == 1;
                    cells.push(if one { cell(NO_VALUE).tone(Tone::Muted) } else { cell("").change(change) });
                }
            }
        }
        if self.view == View::Now {
            cells.extend(set.report.derived.iter().map(|derived| {
                let (value, places) = derived_of(set, group, derived);
                number(scene, value, places)
            }));
        }
        cells
    }
}
