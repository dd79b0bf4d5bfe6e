//! The six-month data sets: one sheet each with its rows and totals, and all totals beside the year before.
//!
//! In: rows as the units sent them. Out: tables. Never: fills a gap.

use super::super::book::{Cell, Column, Detail, Kind, Row, Sheet, Table};
use super::super::common::{ascii_name, quoted, sheet, source_column, words};
use crate::contract::{Contract, FieldSpec, FieldType, Role};
use crate::model::{DataRow, DataValue, Field, Period};
use crate::report::Model;
use crate::report::data_sets::tabulate;
use crate::thai::Date;
use std::collections::BTreeSet;

/// The half of a row in words, and its code, which formulas ask for.
const PERIOD_WORDS: &str = "period_words";
pub(in crate::report::workbook) const PERIOD: &str = "period";
/// Whether a row's unit sent the data set in both years, so that its figures are compared.
pub(in crate::report::workbook) const COMPARED: &str = "compared";

pub(in crate::report::workbook) fn period_words_column() -> Column {
    Column::of(PERIOD_WORDS, Kind::Code)
}

pub(in crate::report::workbook) fn period_column() -> Column {
    Column::of(PERIOD, Kind::Code).aside()
}

pub(in crate::report::workbook) fn period_words(model: &Model<'_>, period: Period) -> Cell {
    let words = words(model);
    Cell::text(format!("{} {}", words.half(period.half), words.text(&period.fiscal_year.to_string())))
}

pub(in crate::report::workbook) fn compared_column() -> Column {
    Column::of(COMPARED, Kind::Code)
}

/// Whether the unit of a row is among those that sent the data set in both years.
pub(in crate::report::workbook) fn compared_cell(
    model: &Model<'_>,
    common: &BTreeSet<&str>,
    unit: &str,
) -> Cell {
    Cell::text(model.term(if common.contains(unit) { "words.yes" } else { "words.no" }))
}

/// Units that sent a data set in both years.
pub(in crate::report::workbook) fn common<'a>(
    now: &'a [DataRow],
    before: &'a [DataRow],
) -> BTreeSet<&'a str> {
    let of = |rows: &'a [DataRow]| rows.iter().map(|row| row.unit.as_str()).collect::<BTreeSet<_>>();
    &of(now) & &of(before)
}

/// The sheets of the data sets, and before them the sheet of their totals.
pub(super) fn sheets(model: &Model<'_>) -> (Vec<Sheet>, Option<Sheet>) {
    let mut sheets = Vec::new();
    let mut totals = totals_table();
    for contract in model.contracts.data_sets() {
        let table = data_set(model, contract);
        let first = totals.rows.len();
        let summed: Vec<_> = contract.fields.iter().filter(|f| is_summed(f)).collect();
        totals.rows.extend(summed.iter().map(|field| total_row(model, contract, field)));
        totals.rows.extend(derived_rows(model, contract, |name| {
            summed.iter().position(|field| field.name == name).map(|at| first + at)
        }));
        let title = match &contract.report {
            Some(report) => words(model).text(&format!("{} {}", report.item, contract.title)),
            None => contract.title.clone(),
        };
        let words = [("tab", &contract.sheet[..]), ("title", &title), ("about", &contract.description)];
        let is_empty = table.rows.is_empty();
        let mut sheet = sheet(model, "data_set", &words, table).records();
        if is_empty {
            sheet.notes.push(model.term("sets.none"));
        }
        sheets.push(sheet);
    }
    let has_totals = !totals.rows.is_empty();
    let words = words(model);
    let (now, before) = (words.period(model.period), words.period(model.period.year_before()));
    let totals = sheet(model, "data_totals", &[("current", &now), ("previous", &before)], totals);
    (sheets, has_totals.then_some(totals))
}

fn is_summed(field: &FieldSpec) -> bool {
    field.total && field.kind.is_number()
}

fn table_name(contract: &Contract) -> String {
    format!("data_{}", ascii_name(&contract.name))
}

fn periods(model: &Model<'_>) -> [Period; 2] {
    [model.period, model.period.year_before()]
}

fn rows<'a>(model: &Model<'a>, contract: &Contract, period: Period) -> &'a [DataRow] {
    model.facts.data_sets.get(&(contract.name.clone(), period)).map(Vec::as_slice).unwrap_or_default()
}

/// Rows of this half and of the same half one year before.
fn data_set(model: &Model<'_>, contract: &Contract) -> Table {
    let mut columns = vec![period_words_column(), Column::of("sender", Kind::Text)];
    columns.extend(contract.fields.iter().map(|f| Column::new(&f.name, &f.title, kind_of(f))));
    columns.extend([compared_column().aside(), period_column(), source_column()]);
    let mut table = Table::of(table_name(contract), columns);
    table.detail = Detail::Records;
    table.frozen = 2;
    let [now, before] = periods(model);
    let common = common(rows(model, contract, now), rows(model, contract, before));
    for period in [now, before] {
        for row in rows(model, contract, period) {
            let unit = model.workspace.unit(&row.unit).map_or(row.unit.as_str(), |u| u.name_th.as_str());
            let mut cells = vec![period_words(model, period), Cell::text(unit)];
            cells.extend(contract.fields.iter().enumerate().map(|(at, field)| {
                row.values.get(at).map_or_else(Cell::default, |value| cell_of(field, period, value))
            }));
            cells.extend([
                compared_cell(model, &common, &row.unit),
                Cell::text(period.slug()),
                Cell::default(),
            ]);
            table.push(cells);
        }
    }
    if contract.fields.iter().any(is_summed) && !table.rows.is_empty() {
        table.totals = totals(model, contract);
    }
    table
}

/// How a column is shown.
pub(in crate::report::workbook) fn kind_of(field: &FieldSpec) -> Kind {
    match field.kind {
        _ if field.role == Some(Role::Month) => Kind::Month,
        FieldType::Date => Kind::Date,
        FieldType::Integer => Kind::Integer,
        FieldType::Number if field.unit == "บาท" => Kind::Money,
        FieldType::Number => Kind::Amount,
        FieldType::String if field.width > 24 => Kind::Prose,
        FieldType::String => Kind::Text,
    }
}

/// A value as it was sent; a month as its first day, so that October comes before January.
pub(in crate::report::workbook) fn cell_of(
    field: &FieldSpec,
    period: Period,
    value: &Field<DataValue>,
) -> Cell {
    match (field.role, value.get()) {
        (Some(Role::Month), Some(DataValue::Integer(month))) => {
            // The fiscal year ends in September.
            let last = period.fiscal_year.last_day();
            let day = u8::try_from(*month).ok().and_then(|month| {
                let year = last.year() - i32::from(month > last.month());
                Date::new(year, month, 1).ok()
            });
            let cell = day.map_or_else(|| Cell::integer(Some(*month)), |day| Cell::date(Some(day)));
            cell.read_at(value.origin.as_ref())
        }
        _ => cell(value),
    }
}

/// A value as it was sent.
pub(in crate::report::workbook) fn cell(field: &Field<DataValue>) -> Cell {
    let cell = match field.get() {
        Some(DataValue::Text(text)) => Cell::text(text),
        Some(DataValue::Integer(number)) => Cell::integer(Some(*number)),
        Some(DataValue::Number(number)) => Cell::number(Some(*number)),
        Some(DataValue::Date(date)) => Cell::date(Some(*date)),
        None if field.absence() == Some(crate::model::Absence::NotApplicable) => Cell::not_applicable(),
        None => Cell::default(),
    };
    cell.read_at(field.origin.as_ref())
}

/// The sum of a column over some rows; none when no row has a value.
fn sum<'a>(contract: &Contract, field: &FieldSpec, rows: impl Iterator<Item = &'a DataRow>) -> Option<f64> {
    let at = contract.position(&field.name)?;
    let values: Vec<f64> = rows.filter_map(|row| row.values.get(at)?.figure()).collect();
    (!values.is_empty()).then(|| values.iter().sum())
}

fn sum_formula(
    model: &Model<'_>,
    contract: &Contract,
    field: &FieldSpec,
    period: Period,
    compared: bool,
) -> String {
    let table = table_name(contract);
    let slug = period.slug();
    let (count, sum) = if compared {
        let yes = quoted(&model.term("words.yes"));
        (format!("*({table}[{COMPARED}]={yes})"), format!(",{table}[{COMPARED}],{yes}"))
    } else {
        (String::new(), String::new())
    };
    format!(
        "IF(SUMPRODUCT(({table}[{PERIOD}]=\"{slug}\")*ISNUMBER({table}[{0}]){count})=0,\"\",SUMIFS({table}[{0}],{table}[{PERIOD}],\"{slug}\"{sum}))",
        field.name
    )
}

fn totals(model: &Model<'_>, contract: &Contract) -> Vec<Cell> {
    let mut cells = vec![Cell::text(model.term("sets.total")), Cell::not_applicable()];
    cells.extend(contract.fields.iter().map(|field| {
        if is_summed(field) {
            let sum = sum(contract, field, rows(model, contract, model.period).iter());
            Cell::number(sum).by(sum_formula(model, contract, field, model.period, false))
        } else {
            Cell::not_applicable()
        }
    }));
    cells.extend([Cell::not_applicable(), Cell::not_applicable(), Cell::not_applicable()]);
    cells
}

fn totals_table() -> Table {
    let columns = vec![
        Column::of("item", Kind::Code),
        Column::of("data_set", Kind::Text),
        Column::of("figure", Kind::Text),
        Column::of("current", Kind::Amount),
        Column::of("previous", Kind::Amount),
        Column::of("delta", Kind::Amount),
        Column::of("change", Kind::Share),
        Column::of("senders", Kind::Integer),
        Column::of("compared_current", Kind::Amount).aside(),
        Column::of("compared_previous", Kind::Amount).aside(),
        Column::of("left_out", Kind::Prose).aside(),
    ];
    let mut table = Table::of("data_totals", columns);
    table.frozen = 3;
    table
}

fn total_row(model: &Model<'_>, contract: &Contract, field: &FieldSpec) -> Row {
    let [now, before] = periods(model);
    let of = |period: Period| rows(model, contract, period);
    let common = common(of(now), of(before));
    let whole = |period: Period| sum(contract, field, of(period).iter());
    let same = |period: Period| {
        sum(contract, field, of(period).iter().filter(|row| common.contains(row.unit.as_str())))
    };
    let (current, previous) = (same(now), same(before));
    let delta = current.and_then(|c| Some(c - previous?));
    let change = delta.and_then(|d| previous.filter(|p| *p != 0.0).map(|p| d / p));
    let mut senders: Vec<_> = of(now).iter().map(|r| r.unit.as_str()).collect();
    senders.sort_unstable();
    senders.dedup();
    let left: Vec<_> = model
        .workspace
        .units
        .iter()
        .filter(|u| !common.contains(u.id.as_str()))
        .filter(|u| of(now).iter().chain(of(before)).any(|row| row.unit == u.id))
        .map(|u| u.name_th.as_str())
        .collect();
    Row::of(vec![
        Cell::text(contract.report.as_ref().map_or("", |r| r.item.as_str())),
        Cell::text(&contract.title),
        Cell::text(&field.title),
        Cell::number(whole(now)).by(sum_formula(model, contract, field, now, false)),
        Cell::number(whole(before)).by(sum_formula(model, contract, field, before, false)),
        Cell::number(delta).by(
            "IF(COUNT([@compared_current],[@compared_previous])=2,[@compared_current]-[@compared_previous],\"\")",
        ),
        Cell::number(change)
            .by("IF(OR([@delta]=\"\",N([@compared_previous])=0),\"\",[@delta]/[@compared_previous])"),
        Cell::count(senders.len()),
        Cell::number(current).by(sum_formula(model, contract, field, now, true)),
        Cell::number(previous).by(sum_formula(model, contract, field, before, true)),
        Cell::text(left.join(", ")),
    ])
}

/// What a contract derives from its sums, of this half as the documents have it, percentages as numbers up to 100. `row`
/// is where the sum of a column stands.
fn derived_rows(model: &Model<'_>, contract: &Contract, row: impl Fn(&str) -> Option<usize>) -> Vec<Row> {
    let now = rows(model, contract, model.period);
    let Some(set) = tabulate(contract, &model.workspace.units, now, None) else { return Vec::new() };
    let rows = set.report.derived.iter().map(|derived| {
        let value = set.derived(&set.total, derived);
        let sums = row(&derived.of).zip(row(derived.other()));
        let formula = sums.filter(|_| value.is_some()).map(|(of, other)| {
            let (of, other) = (format!("data_totals[current#{of}]"), format!("data_totals[current#{other}]"));
            if derived.minus.is_some() { format!("{of}-{other}") } else { format!("{of}*100/{other}") }
        });
        let mut cells = vec![
            Cell::text(set.report.item.as_str()),
            Cell::text(&contract.title),
            Cell::text(&derived.title),
            Cell::number(value).by(formula.unwrap_or_default()),
        ];
        cells.extend(std::iter::repeat_n(Cell::not_applicable(), 3));
        cells.push(Cell::count(set.senders.len()));
        cells.extend(std::iter::repeat_n(Cell::not_applicable(), 3));
        Row::of(cells)
    });
    rows.collect()
}
