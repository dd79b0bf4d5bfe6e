//! A six-month data set: the sums, what each sender adds, and the cells.

use super::line::{Line, same};
use super::measure::half;
use super::{Explanation, Kind, Section};
use crate::contract::{Contract, FieldSpec, FieldType};
use crate::model::{DataRow, Period, Text};
use crate::report::Model;
use crate::report::data_sets::{self, Comparison, DataSetTable};
use crate::workspace::Unit;
use std::collections::BTreeSet;

/// Explains a data set.
pub(super) fn data_set(model: &Model<'_>, contract: &Contract) -> Explanation {
    let rows =
        |period: Period| model.facts.data_sets.get(&(contract.name.clone(), period)).map(Vec::as_slice);
    let now = rows(model.period).unwrap_or_default();
    let before = rows(model.period.year_before());
    let table = data_sets::tabulate(contract, &model.workspace.units, now, before);
    let mut sections = Vec::new();
    if let Some(table) = &table {
        for (at, field) in table.columns.iter().enumerate() {
            sections.push(sums(model, contract, table, at, field, now));
        }
        sections.extend(derived(model, table));
        sections.push(senders(model, table));
    }
    Explanation {
        code: contract.name.clone(),
        kind: Kind::DataSet,
        title: Text::new(&contract.title, &contract.title_en),
        period: half(model, model.period),
        answer: Line::of(model.both("explain.data_set.rows", &[])).size(now.len()).how(match before {
            Some(rows) => model.both("explain.data_set.rows_before", &[("rows", Text::same(&rows.len()))]),
            None => model.both("explain.data_set.no_rows_before", &[]),
        }),
        sections,
    }
}

fn decimals(field: &FieldSpec) -> usize {
    if field.kind == FieldType::Integer { 0 } else { 2 }
}

/// One summed column: this half, the year before, and what each sender adds.
fn sums(
    model: &Model<'_>,
    contract: &Contract,
    table: &DataSetTable<'_>,
    column: usize,
    field: &FieldSpec,
    rows: &[DataRow],
) -> Section {
    let total = table.total.sums.get(column).copied().unwrap_or_default();
    let decimals = decimals(field);
    let at = contract.position(&field.name);
    let origins = |unit: Option<&str>| {
        let own = rows.iter().filter(move |r| unit.is_none_or(|u| r.unit == u));
        own.filter_map(|r| r.values.get(at?)?.origin.as_ref()).collect::<Vec<_>>()
    };
    let mut lines = comparison(model, total, decimals);
    for unit in &table.senders {
        let own: Vec<_> = rows.iter().filter(|r| r.unit == *unit).cloned().collect();
        let one = data_sets::tabulate(contract, &model.workspace.units, &own, None);
        let sum = one.and_then(|t| t.total.sums.get(column).copied()).unwrap_or_default();
        let name = model.workspace.unit(unit);
        let label = Text::new(
            format!("    {}", name.map_or(unit.as_str(), |u| &u.name_th)),
            format!("    {}", name.map_or(unit.as_str(), Unit::english)),
        );
        let line = Line::of(label).number(sum.current.value, decimals);
        lines.push(line.from(origins(Some(unit))));
    }
    let title = if field.title_en.is_empty() { &field.title } else { &field.title_en };
    Section { id: "sums", heading: Text::new(&field.title, title), lines }
}

fn comparison(model: &Model<'_>, total: Comparison, decimals: usize) -> Vec<Line> {
    let mut lines =
        vec![Line::of(model.both("explain.data_set.this_half", &[])).number(total.current.value, decimals)];
    if total.current.absent > 0 {
        lines.push(Line::of(
            model.both("explain.data_set.incomplete", &[("rows", Text::same(&total.current.absent))]),
        ));
    }
    let before = Line::of(model.both("explain.data_set.before", &[]));
    lines.push(before.number(total.previous.value, decimals));
    if total.is_partial() {
        let (now, then) = total.compared();
        let of = |key: &str, sum: Option<f64>| Line::of(model.both(key, &[])).number(sum, decimals);
        lines.push(of("explain.data_set.both_years_now", now.value));
        lines.push(of("explain.data_set.both_years_before", then.value));
    }
    if let Some(difference) = total.difference() {
        let line = Line::of(model.both("explain.data_set.change", &[])).points(difference, decimals);
        lines.push(match total.percent() {
            Some(percent) => line.how(same(format!("{} %", super::line::signed(percent, 2)))),
            None => line.how(model.both("explain.data_set.of_nothing", &[])),
        });
    }
    lines
}

/// What follows from the sums of this half; none where the contract derives nothing.
fn derived(model: &Model<'_>, table: &DataSetTable<'_>) -> Option<Section> {
    let title = |name: &str| {
        let field = table.columns.iter().find(|field| field.name == name)?;
        let english = if field.title_en.is_empty() { &field.title } else { &field.title_en };
        Some(Text::new(field.title_without_unit(), english))
    };
    let lines: Vec<_> = (table.report.derived.iter())
        .filter_map(|derived| {
            let key = if derived.minus.is_some() {
                "explain.data_set.minus"
            } else {
                "explain.data_set.percent_of"
            };
            let how = [("of", title(&derived.of)?), ("other", title(derived.other())?)];
            let label = Text::new(&derived.title, &derived.title_en);
            let value = table.derived(&table.total, derived);
            Some(Line::of(label).number(value, 2).how(model.both(key, &how)))
        })
        .collect();
    let heading = model.both("explain.data_set.derived_heading", &[]);
    (!lines.is_empty()).then_some(Section { id: "derived", heading, lines })
}

/// Who sent it, and who sent it the year before only.
fn senders(model: &Model<'_>, table: &DataSetTable<'_>) -> Section {
    let names = |units: &[String]| {
        let of = |id: &String| model.workspace.unit(id);
        let th: Vec<_> = units.iter().map(|id| of(id).map_or(id.as_str(), |u| &u.name_th)).collect();
        let en: Vec<_> = units.iter().map(|id| of(id).map_or(id.as_str(), Unit::english)).collect();
        Text::new(th.join(", "), en.join(", "))
    };
    let now: BTreeSet<_> = table.senders.iter().collect();
    let gone: Vec<_> = table.senders_before.iter().filter(|u| !now.contains(u)).cloned().collect();
    let mut lines = vec![
        Line::of(model.both("explain.data_set.senders", &[]))
            .size(table.senders.len())
            .how(names(&table.senders)),
    ];
    if !gone.is_empty() {
        lines.push(
            Line::of(model.both("explain.data_set.senders_before_only", &[]))
                .size(gone.len())
                .how(names(&gone)),
        );
    }
    Section { id: "senders", heading: model.both("explain.data_set.senders_heading", &[]), lines }
}
