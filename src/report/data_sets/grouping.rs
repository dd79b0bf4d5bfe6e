//! Rows of two halves, put in groups and summed.
//!
//! Comes in: rows, levels, columns. Goes out: groups in order, with sums of both halves. Never: takes a missing value
//! for zero, reads a model.

use super::{Bars, Comparison, DataSetTable, Group, Label, Level, Sum, field, level};
use crate::contract::{Contract, FieldSpec, ReportChart, ReportTable, Role};
use crate::model::{Absence, DataRow, Field};
use crate::workspace::Unit;
use std::collections::{BTreeMap, BTreeSet};

/// What a row adds to the sum of a column.
enum Addend {
    /// Its value, or that it has none.
    Counts(Option<f64>),
    /// Nothing: a later day of the half has the figure.
    Replaced,
}

impl Group {
    fn new(labels: Vec<Label>, columns: usize) -> Self {
        Self { labels, sums: vec![Comparison::default(); columns], ..Self::default() }
    }

    /// Adds a row; a value that another day replaces is passed over. `both`: the row's unit sent the data set in both
    /// years.
    fn add(&mut self, values: &[Addend], before: bool, both: bool) {
        if before {
            self.rows_before += 1;
        } else {
            self.rows += 1;
        }
        for (sum, value) in self.sums.iter_mut().zip(values) {
            let Addend::Counts(value) = value else { continue };
            if before {
                sum.previous.add(*value);
            } else {
                sum.current.add(*value);
            }
            let (now, then) = sum.paired.get_or_insert_default();
            if both {
                if before { then.add(*value) } else { now.add(*value) }
            }
        }
    }

    /// Where all rows are of units that sent it in both years, there is nothing to leave out.
    fn settle(&mut self) {
        for sum in &mut self.sums {
            sum.paired = sum.paired.filter(|(now, then)| (*now, *then) != (sum.current, sum.previous));
        }
    }
}

/// The rows of two halves, to be grouped by any levels.
pub(super) struct Grouping<'a> {
    pub contract: &'a Contract,
    pub units: &'a [Unit],
    pub current: Vec<&'a DataRow>,
    /// None where nobody sent the data set then.
    pub previous: Option<Vec<&'a DataRow>>,
}

/// The labels of each level, in order.
struct Places<'a> {
    levels: Vec<Level<'a>>,
    orders: Vec<Vec<Label>>,
}

impl Places<'_> {
    /// Where a row belongs, level by level.
    fn of(&self, contract: &Contract, row: &DataRow) -> Vec<usize> {
        let place = |(level, order): (&Level<'_>, &Vec<Label>)| {
            let label = Label::of(*level, contract, row);
            order.iter().position(|known| known.same(&label)).unwrap_or(order.len())
        };
        self.levels.iter().zip(&self.orders).map(place).collect()
    }

    fn labels(&self, place: &[usize]) -> Vec<Label> {
        let named = place.iter().zip(&self.orders);
        named.map(|(at, order)| order.get(*at).cloned().unwrap_or(Label::Absent)).collect()
    }
}

impl<'a> Grouping<'a> {
    /// The table of a data set grouped by `levels`.
    pub(super) fn table(self, report: &'a ReportTable, levels: Vec<Level<'a>>) -> DataSetTable<'a> {
        let Self { contract, units, .. } = self;
        let columns: Vec<_> = if report.sum.is_empty() {
            contract.fields.iter().filter(|f| f.total).collect()
        } else {
            report.sum.iter().filter_map(|name| field(contract, name)).collect()
        };
        let places = self.places(&levels);
        let mut groups = self.sums(&places, &columns);
        let total = groups.remove(&Vec::new()).unwrap_or_else(|| Group::new(Vec::new(), columns.len()));
        let (groups, subtotals) = groups.into_values().partition(|g| g.labels.len() == levels.len());
        let across = match levels.split_last() {
            Some((innermost, outer)) if !outer.is_empty() => {
                let mut across = self.sums(&self.places(&[*innermost]), &columns);
                across.remove(&Vec::new());
                across.into_values().collect()
            }
            _ => Vec::new(),
        };
        let in_order = |rows: &[&'a DataRow]| {
            let mut rows = rows.to_vec();
            // What no level parts stands in the order of the months.
            rows.sort_by_cached_key(|row| (places.of(contract, row), month_of(contract, row)));
            rows
        };
        let previous = self.previous.as_deref();
        DataSetTable {
            contract,
            units,
            report,
            columns,
            groups,
            subtotals,
            across,
            total,
            listed: self.listed(report),
            bars: report.chart.as_ref().and_then(|chart| self.bars(chart)),
            rows: in_order(&self.current),
            rows_before: in_order(previous.unwrap_or_default()),
            has_previous: previous.is_some(),
            senders: senders(units, &self.current),
            senders_before: senders(units, previous.unwrap_or_default()),
            levels,
        }
    }

    /// The columns that the contract shows, and those of its key without which two rows could not be told apart.
    fn listed(&self, report: &ReportTable) -> Vec<&'a FieldSpec> {
        let contract = self.contract;
        let mut listed: Vec<_> = report.show.iter().filter_map(|name| field(contract, name)).collect();
        let is_key = |f: &&'a FieldSpec| contract.primary_key.contains(&f.name);
        let differs = |f: &FieldSpec| {
            let label = |row: &DataRow| Label::of(Level::Field(f), contract, row);
            self.current.split_first().is_some_and(|(first, rest)| {
                let first = label(first);
                rest.iter().any(|row| !label(row).same(&first))
            })
        };
        let shown = |f: &FieldSpec| report.show.contains(&f.name);
        let more: Vec<_> =
            contract.fields.iter().filter(is_key).filter(|f| !shown(f) && differs(f)).collect();
        let at = listed.iter().rposition(is_key).map_or(0, |last| last + 1);
        if !listed.is_empty() {
            listed.splice(at..at, more);
        }
        listed
    }

    /// Rows of both halves; the flag tells those of the year before.
    fn both(&self) -> impl Iterator<Item = (&'a DataRow, bool)> + '_ {
        let before = self.previous.iter().flatten().map(|row| (*row, true));
        self.current.iter().map(|row| (*row, false)).chain(before)
    }

    /// Units that sent the data set in both years.
    fn common(&self) -> BTreeSet<&'a str> {
        let of = |rows: &[&'a DataRow]| rows.iter().map(|row| row.unit.as_str()).collect::<BTreeSet<_>>();
        &of(&self.current) & &of(self.previous.as_deref().unwrap_or_default())
    }

    fn places(&self, levels: &[Level<'a>]) -> Places<'a> {
        let orders = levels.iter().map(|level| order(*level, self.contract, self.units, self.both()));
        Places { levels: levels.to_vec(), orders: orders.collect() }
    }

    /// Sums of every group, of every outer group, and, under the empty key, of everything.
    fn sums(&self, places: &Places<'_>, columns: &[&FieldSpec]) -> BTreeMap<Vec<usize>, Group> {
        let mut groups: BTreeMap<Vec<usize>, Group> = BTreeMap::new();
        let common = self.common();
        for (row, before) in self.both() {
            let is_common = common.contains(row.unit.as_str());
            let values: Vec<_> = columns.iter().map(|c| addend(self.contract, row, &c.name)).collect();
            let place = places.of(self.contract, row);
            for depth in 0..=place.len() {
                let part = &place[..depth];
                let group = groups
                    .entry(part.to_vec())
                    .or_insert_with(|| Group::new(places.labels(part), columns.len()));
                group.add(&values, before, is_common);
            }
        }
        groups.values_mut().for_each(Group::settle);
        groups
    }

    fn bars(&self, chart: &ReportChart) -> Option<Bars<'a>> {
        let level = level(self.contract, &chart.by)?;
        let columns: Vec<_> = chart.columns.iter().filter_map(|name| field(self.contract, name)).collect();
        let mut groups = self.sums(&self.places(&[level]), &columns);
        groups.remove(&Vec::new());
        let groups: Vec<_> = groups.into_values().collect();
        let drawn = |group: &Group| {
            let some = |sum: Sum| sum.value.is_some_and(|v| v != 0.0);
            group.sums.iter().any(|s| some(s.current) || (columns.len() == 1 && some(s.previous)))
        };
        // A bar has no place left of zero.
        let below = |sum: Sum| sum.value.is_some_and(|v| v < 0.0);
        let negative = groups.iter().flat_map(|g| &g.sums).any(|s| below(s.current) || below(s.previous));
        (groups.iter().any(drawn) && !negative).then_some(Bars { level, columns, groups })
    }
}

/// The labels of a level in their order: by rank, else as they first appear; an absent one comes last.
fn order<'a>(
    level: Level<'_>,
    contract: &Contract,
    units: &[Unit],
    rows: impl Iterator<Item = (&'a DataRow, bool)>,
) -> Vec<Label> {
    let mut labels: Vec<Label> = Vec::new();
    for (row, _) in rows {
        let label = Label::of(level, contract, row);
        if !labels.iter().any(|known| known.same(&label)) {
            labels.push(label);
        }
    }
    labels.sort_by_key(|label| (*label == Label::Absent, label.rank(level, units).unwrap_or(usize::MAX)));
    labels
}

fn senders(units: &[Unit], rows: &[&DataRow]) -> Vec<String> {
    units.iter().filter(|u| rows.iter().any(|r| r.unit == u.id)).map(|u| u.id.clone()).collect()
}

/// Place of a row's month in the fiscal year; none where the contract has no months.
fn month_of(contract: &Contract, row: &DataRow) -> Option<usize> {
    let month = contract.fields.iter().find(|f| f.role == Some(Role::Month)).map(Level::Field)?;
    Label::of(month, contract, row).rank(month, &[])
}

fn addend(contract: &Contract, row: &DataRow, name: &str) -> Addend {
    let field = contract.position(name).and_then(|at| row.values.get(at));
    match field.and_then(Field::absence) {
        Some(Absence::Superseded) => Addend::Replaced,
        _ => Addend::Counts(field.and_then(Field::figure)),
    }
}
