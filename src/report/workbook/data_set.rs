//! One data set as a workbook of its own, ready for the website: its groups beside the year before, and every row.
//!
//! In: the model and one of its data sets. Out: a workbook. Never: a figure that is not in the progress report too.

use super::book::{Cell, Chart, Column, Kind, Row, Series, Sheet, Table, Workbook};
use super::common::{ascii_name, quoted, sheet, words};
use super::front;
use super::progress::data_sets::{
    COMPARED, PERIOD, cell_of, compared_cell, compared_column, kind_of, period_column, period_words,
    period_words_column,
};
use crate::contract::{Derived, FieldSpec};
use crate::model::{DataRow, Period};
use crate::report::Model;
use crate::report::catalogue;
use crate::report::data_sets::{DataSetTable, Group, Label, Level, Sum};
use crate::report::words::Words;
use crate::thai;

/// The column that ties a row to its group.
const GROUP: &str = "group_number";
const ROWS: &str = "rows";
const GROUPS: &str = "groups";
/// More bars than these are no chart that anyone reads.
const MOST_BARS: usize = 24;

/// The workbook of one data set.
#[must_use]
pub fn data_set(model: &Model<'_>, set: &DataSetTable<'_>) -> Workbook {
    let words = words(model);
    let contract = set.contract;
    let title = format!("{} {}", set.report.item, contract.title);
    let half = words.period(model.period);
    let mut results = vec![front::fact(&model.term("set.rows"), Cell::count(set.total.rows), Kind::Integer)];
    if set.is_summed() {
        results.extend(set.columns.iter().zip(&set.total.sums).map(|(column, sums)| {
            let label = model.say("set.sum", &[("column", &column.title)]);
            front::fact(&label, Cell::number(sums.current.value), kind_of(column))
        }));
    }
    let metadata = catalogue::items(model, Some(contract));
    results.extend(
        metadata
            .into_iter()
            .map(|m| front::fact(&m.label.th, Cell::text(words.text(&m.value.th)), Kind::Prose)),
    );
    let (first, last) = (words.date(model.period.first_day()), words.date(model.period.last_day()));
    let guide = if set.is_summed() { model.lines("set.guide_sums") } else { Vec::new() };
    let guide = guide.into_iter().chain(model.lines("set.guide_rows"));
    let cover = front::Cover {
        title: words.text(&title),
        period: model.say("set.period", &[("half", &half), ("first", &first), ("last", &last)]),
        results,
        guide: guide.map(|line| words.text(&line)).collect(),
    };
    let mut sheets = vec![front::cover(model, cover, |s| s.kind == set.contract.name)];
    if set.is_summed() {
        sheets.push(groups_sheet(model, set, words));
        sheets.extend(chart_sheet(model, set, words));
    }
    sheets.push(rows_sheet(model, set, words));
    let stem = contract.file_stem(model.period);
    Workbook {
        title: words.text(&format!("{title} {half} {}", model.workspace.agency.name_th)),
        subject: words.text(&contract.description),
        keywords: contract.keywords.iter().cloned().chain([set.report.item.clone()]).collect(),
        ..front::book(model, stem, &title, sheets)
    }
}

/// Title of a column on sheets that show several years.
fn in_year(model: &Model<'_>, field: &FieldSpec, period: Period) -> String {
    let year = words(model).text(&period.fiscal_year.to_string());
    model.say("set.in_year", &[("column", &field.title), ("year", &year)])
}

/// Groups with their sums as formulas over the rows.
fn groups_sheet(model: &Model<'_>, set: &DataSetTable<'_>, words: Words) -> Sheet {
    let mut columns = vec![Column::of(GROUP, Kind::Integer)];
    columns.extend(set.levels.iter().enumerate().map(|(at, level)| match level {
        Level::Unit => Column::new(level_id(at), model.term("set.unit"), Kind::Text),
        Level::Field(field) => Column::new(level_id(at), &field.title, Kind::Text),
    }));
    let (now, before) = (model.period, model.period.year_before());
    for field in &set.columns {
        let id = ascii_name(&field.name);
        let kind = kind_of(field);
        columns.push(Column::new(format!("{id}_now"), in_year(model, field, now), kind));
        if set.has_previous {
            columns.push(Column::new(format!("{id}_before"), in_year(model, field, before), kind));
            let said = |key: &str| model.say(key, &[("column", &field.title)]);
            columns.push(Column::new(format!("{id}_delta"), said("set.difference"), kind));
            columns.push(Column::new(format!("{id}_change"), said("set.change"), Kind::Share));
        }
    }
    columns.extend(set.report.derived.iter().enumerate().map(|(at, derived)| {
        let title = words.text(&derived.title);
        Column::new(derived_id(at), title, derived_kind(set, derived))
    }));
    let mut table = Table::of(GROUPS, columns);
    table.frozen = 1 + set.levels.len();
    for (at, group) in set.groups.iter().enumerate() {
        let mut cells = vec![Cell::count(at + 1)];
        cells.extend(group.labels.iter().map(|label| Cell::text(label_of(model, label))));
        cells.extend(sums(model, set, group, false));
        cells.extend(derived(set, group, false));
        table.rows.push(Row::of(cells));
    }
    if set.groups.len() > 1 {
        let mut totals = vec![Cell::text(model.term("words.total"))];
        totals.extend(set.levels.iter().map(|_| Cell::not_applicable()));
        totals.extend(sums(model, set, &set.total, true));
        totals.extend(derived(set, &set.total, true));
        table.totals = totals;
    }
    let mut sheet = sheet(model, "groups", &[("title", &words.text(&set.contract.title))], table);
    sheet.notes.extend(unpaired(model, set));
    sheet
}

/// Which units no comparison counts.
fn unpaired(model: &Model<'_>, set: &DataSetTable<'_>) -> Option<String> {
    let (gone, new) = set.unpaired();
    let name = |id: &&str| model.workspace.unit(id).map_or((*id).to_owned(), |u| u.name_th.clone());
    let told: Vec<_> = [(gone, "set.only_before"), (new, "set.only_now")]
        .into_iter()
        .filter(|(units, _)| set.has_previous && !units.is_empty())
        .map(|(units, key)| {
            model.say(key, &[("units", &units.iter().map(name).collect::<Vec<_>>().join(", "))])
        })
        .collect();
    (!told.is_empty()).then(|| model.say("set.unpaired", &[("units", &told.join("; "))]))
}

fn level_id(at: usize) -> String {
    format!("level_{}", at + 1)
}

fn derived_id(at: usize) -> String {
    format!("derived_{}", at + 1)
}

/// How a column that follows from two sums is shown: a share, or as the sum that something is taken off.
fn derived_kind(set: &DataSetTable<'_>, derived: &Derived) -> Kind {
    let of = set.columns.iter().find(|field| field.name == derived.of);
    match of {
        Some(of) if derived.minus.is_some() => kind_of(of),
        _ => Kind::Share,
    }
}

/// What follows from a group's sums of this half; of the total row with `total`.
fn derived(set: &DataSetTable<'_>, group: &Group, total: bool) -> Vec<Cell> {
    let of = |name: &str| {
        let column = format!("{}_now", ascii_name(name));
        if total { format!("SUM({GROUPS}[{column}])") } else { format!("[@{column}]") }
    };
    let cells = set.report.derived.iter().map(|derived| {
        let value = set.derived(group, derived);
        let (first, other) = (of(&derived.of), of(derived.other()));
        let (value, formula) = if derived.minus.is_some() {
            (value, format!("{first}-{other}"))
        } else {
            (value.map(|percent| percent / 100.0), format!("{first}/{other}"))
        };
        // Nothing follows from a sum that is not whole, or in percent of nothing.
        Cell::number(value).by(value.map(|_| formula).unwrap_or_default())
    });
    cells.collect()
}

/// The cells of a group's sums; of the total row with `total`.
fn sums(model: &Model<'_>, set: &DataSetTable<'_>, group: &Group, total: bool) -> Vec<Cell> {
    let mut cells = Vec::new();
    let yes = quoted(&model.term("words.yes"));
    for (field, sums) in set.columns.iter().zip(&group.sums) {
        let id = ascii_name(&field.name);
        let of = |sum: Sum, period: Period, column: &str| {
            let formula = match (sum.value, total) {
                (None, _) => String::new(),
                (_, true) => format!("SUM({GROUPS}[{column}])"),
                _ => format!(
                    "SUMIFS({ROWS}[{}],{ROWS}[{PERIOD}],\"{}\",{ROWS}[{GROUP}],[@{GROUP}])",
                    field.name,
                    period.slug()
                ),
            };
            Cell::number(sum.value).by(formula)
        };
        let (now, before) = (format!("{id}_now"), format!("{id}_before"));
        cells.push(of(sums.current, model.period, &now));
        if set.has_previous {
            cells.push(of(sums.previous, model.period.year_before(), &before));
            let of_same = |period: Period| {
                let group = if total { String::new() } else { format!(",{ROWS}[{GROUP}],[@{GROUP}]") };
                format!(
                    "SUMIFS({ROWS}[{}],{ROWS}[{PERIOD}],\"{}\",{ROWS}[{COMPARED}],{yes}{group})",
                    field.name,
                    period.slug()
                )
            };
            // Only units that sent the data set in both years are compared.
            let (this, last) = if sums.paired.is_some() {
                (of_same(model.period), of_same(model.period.year_before()))
            } else if total {
                (format!("SUM({GROUPS}[{now}])"), format!("SUM({GROUPS}[{before}])"))
            } else {
                (format!("[@{now}]"), format!("[@{before}]"))
            };
            let difference = sums.difference();
            let share = sums.percent().map(|p| p / 100.0);
            cells.push(
                Cell::number(difference).by(difference.map(|_| format!("{this}-{last}")).unwrap_or_default()),
            );
            cells.push(
                Cell::number(share)
                    .by(share.map(|_| format!("({this}-{last})/ABS({last})")).unwrap_or_default()),
            );
        }
    }
    cells
}

/// What people compare, with a native chart.
fn chart_sheet(model: &Model<'_>, set: &DataSetTable<'_>, words: Words) -> Option<Sheet> {
    let bars = set.bars.as_ref()?;
    let field = *bars.columns.first()?;
    let kind = kind_of(field);
    let beside = bars.columns.len() == 1 && set.has_previous;
    let level = match bars.level {
        Level::Unit => model.term("set.unit"),
        Level::Field(field) => field.title.clone(),
    };
    let mut columns = vec![Column::new("bar", level.as_str(), Kind::Text)];
    if beside {
        columns.push(Column::new("now", in_year(model, field, model.period), kind));
        columns.push(Column::new("before", in_year(model, field, model.period.year_before()), kind));
    } else {
        columns.extend(bars.columns.iter().map(|f| Column::new(ascii_name(&f.name), &f.title, kind_of(f))));
    }
    let what: Vec<_> = bars.columns.iter().map(|f| f.title.as_str()).collect();
    let what = words.text(&what.join(&model.term("set.and")));
    let level = words.text(&level);
    let ids: Vec<(String, String)> =
        columns.iter().skip(1).map(|c| (c.id.clone(), c.title.clone())).collect();
    let mut table = Table::of("chart_data", columns);
    for group in &bars.groups {
        let mut cells =
            vec![Cell::text(group.labels.first().map(|l| label_of(model, l)).unwrap_or_default())];
        for sum in &group.sums {
            cells.push(Cell::number(sum.current.value));
            if beside {
                cells.push(Cell::number(sum.previous.value));
            }
        }
        table.push(cells);
    }
    let rows = table.rows.len();
    let told: Vec<_> = table
        .rows
        .iter()
        .take(MOST_BARS)
        .map(|row| {
            let texts = row.cells.iter().map(|cell| match &cell.value {
                super::book::Value::Text(text) => text.clone(),
                super::book::Value::Number(number) => words.number(*number, 0),
                _ => String::new(),
            });
            texts.collect::<Vec<_>>().join(" ")
        })
        .collect();
    let sheet = sheet(model, "chart_data", &[("columns", &what), ("level", &level)], table);
    let title = sheet.title.clone();
    if rows > MOST_BARS {
        return Some(sheet);
    }
    Some(sheet.chart(Chart {
        alt: format!("{title}: {}", told.join(", ")),
        title,
        horizontal: true,
        categories: "chart_data[bar]".to_owned(),
        series:
            ids.into_iter().map(|(id, name)| Series { name, values: format!("chart_data[{id}]") }).collect(),
        kind,
        axis: None,
    }))
}

/// Every row of both halves, as sent.
fn rows_sheet(model: &Model<'_>, set: &DataSetTable<'_>, words: Words) -> Sheet {
    let contract = set.contract;
    let mut columns = vec![period_words_column(), Column::of("sender", Kind::Text)];
    columns
        .extend(contract.fields.iter().map(|field| Column::new(&field.name, &field.title, kind_of(field))));
    columns.push(compared_column().aside());
    if set.is_summed() {
        columns.push(Column::of(GROUP, Kind::Integer).aside());
    }
    columns.push(period_column());
    let mut table = Table::of(ROWS, columns);
    table.frozen = 2;
    let halves = [(model.period, &set.rows), (model.period.year_before(), &set.rows_before)];
    for (period, rows) in halves {
        for row in rows {
            table.push(row_cells(model, set, period, row));
        }
    }
    let (title, about) = (words.text(&contract.title), words.text(&contract.description));
    sheet(model, "rows", &[("title", &title), ("about", &about)], table)
}

fn row_cells(model: &Model<'_>, set: &DataSetTable<'_>, period: Period, row: &DataRow) -> Vec<Cell> {
    let unit = model.workspace.unit(&row.unit).map_or(row.unit.as_str(), |u| u.name_th.as_str());
    let mut cells = vec![period_words(model, period), Cell::text(unit)];
    let fields = set.contract.fields.iter().zip(&row.values);
    cells.extend(fields.map(|(field, value)| Cell { origin: None, ..cell_of(field, period, value) }));
    let in_both = set.senders.contains(&row.unit) && set.senders_before.contains(&row.unit);
    let common: std::collections::BTreeSet<&str> = in_both.then_some(row.unit.as_str()).into_iter().collect();
    cells.push(compared_cell(model, &common, &row.unit));
    if set.is_summed() {
        cells.push(set.group_of(row).map_or_else(Cell::default, |at| Cell::count(at + 1)));
    }
    cells.push(Cell::text(period.slug()));
    cells
}

fn month_name(month: i64) -> String {
    u8::try_from(month).ok().and_then(thai::month_name).map_or_else(|| month.to_string(), str::to_owned)
}

fn label_of(model: &Model<'_>, label: &Label) -> String {
    match label {
        Label::Unit(id) => model.workspace.unit(id).map_or_else(|| id.clone(), |u| u.name_th.clone()),
        Label::Month(month) => month_name(*month),
        Label::Date(date) => words(model).date(*date),
        Label::Text(text) => text.clone(),
        Label::Absent => model.term("set.absent"),
    }
}
