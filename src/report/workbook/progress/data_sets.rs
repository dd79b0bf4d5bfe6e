//! The six-month data sets: one sheet each with its rows and totals, and all totals beside the year before.
//!
//! In: rows as the units sent them. Out: tables. Never: fills a gap.

use super::super::book::{Cell, Column, Detail, Kind, Row, Sheet, Table};
use super::super::common::{ascii_name, source_column, words};
use crate::contract::{Contract, FieldSpec, FieldType};
use crate::model::{DataRow, DataValue, Field, Period};
use crate::report::Model;

pub(in crate::report::workbook) const PERIOD: &str = "period";

/// The sheets of the data sets, and before them the sheet of their totals.
pub(super) fn sheets(model: &Model<'_>) -> (Vec<Sheet>, Option<Sheet>) {
    let mut sheets = Vec::new();
    let mut totals = totals_table(model);
    let mut contracts: Vec<_> = model.contracts.data_sets().collect();
    contracts.sort_by_key(|c| (c.order, c.name.clone()));
    for contract in contracts {
        let table = data_set(model, contract);
        for field in contract.fields.iter().filter(|f| is_summed(f)) {
            totals.rows.push(total_row(model, contract, field));
        }
        let title = match &contract.report {
            Some(report) => words(model).text(&format!("{} {}", report.item, contract.title)),
            None => contract.title.clone(),
        };
        let notes = if table.rows.is_empty() {
            vec!["ไม่มีหน่วยงานส่งข้อมูลนี้ในรอบนี้และรอบเดียวกันของปีก่อน".to_owned()]
        } else {
            Vec::new()
        };
        sheets.push(Sheet::table(contract.sheet.clone(), title, notes, table));
    }
    let has_totals = !totals.rows.is_empty();
    let notes = vec!["ผลรวมคิดจากแถวของแต่ละรอบในแผ่นของข้อมูลนั้น".to_owned()];
    let sheet = Sheet::table("ผลรวมข้อมูล ๖ เดือน", "ผลรวมของข้อมูลรอบ ๖ เดือนเทียบกับปีก่อน", notes, totals);
    (sheets, has_totals.then_some(sheet))
}

fn is_summed(field: &FieldSpec) -> bool {
    field.total && matches!(field.kind, FieldType::Integer | FieldType::Number)
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
    let mut columns =
        vec![Column::new(PERIOD, "รอบข้อมูล", Kind::Code), Column::new("sender", "หน่วยงานที่ส่ง", Kind::Text)];
    columns.extend(contract.fields.iter().map(|f| Column::new(&f.name, &f.title, kind_of(f))));
    columns.push(source_column());
    let mut table = Table::new(table_name(contract), contract.description.clone(), columns);
    table.detail = Detail::Records;
    table.frozen = 2;
    for period in periods(model) {
        for row in rows(model, contract, period) {
            let unit = model.workspace.unit(&row.unit).map_or(row.unit.as_str(), |u| u.name_th.as_str());
            let mut cells = vec![Cell::text(period.slug()), Cell::text(unit)];
            cells.extend(
                (0..contract.fields.len()).map(|at| row.values.get(at).map_or_else(Cell::default, cell)),
            );
            cells.push(Cell::default());
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
        FieldType::Date => Kind::Date,
        FieldType::Integer => Kind::Integer,
        FieldType::Number if field.unit == "บาท" => Kind::Money,
        FieldType::Number => Kind::Amount,
        FieldType::String if field.width > 24 => Kind::Prose,
        FieldType::String => Kind::Text,
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

/// The sum of a column over a half; none when no row has a value.
fn sum(model: &Model<'_>, contract: &Contract, field: &FieldSpec, period: Period) -> Option<f64> {
    let at = contract.position(&field.name)?;
    let values: Vec<f64> = rows(model, contract, period)
        .iter()
        .filter_map(|row| match row.values.get(at)?.get()? {
            // Amounts in baht and people: far below 2⁵³.
            #[allow(clippy::cast_precision_loss)]
            DataValue::Integer(number) => Some(*number as f64),
            DataValue::Number(number) => Some(*number),
            _ => None,
        })
        .collect();
    (!values.is_empty()).then(|| values.iter().sum())
}

fn sum_formula(contract: &Contract, field: &FieldSpec, period: Period) -> String {
    let table = table_name(contract);
    let slug = period.slug();
    format!(
        "IF(SUMPRODUCT(({table}[{PERIOD}]=\"{slug}\")*ISNUMBER({table}[{0}]))=0,\"\",SUMIFS({table}[{0}],{table}[{PERIOD}],\"{slug}\"))",
        field.name
    )
}

fn totals(model: &Model<'_>, contract: &Contract) -> Vec<Cell> {
    let mut cells = vec![Cell::text("รวมรอบนี้"), Cell::not_applicable()];
    cells.extend(contract.fields.iter().map(|field| {
        if is_summed(field) {
            let sum = sum(model, contract, field, model.period);
            Cell::number(sum).by(sum_formula(contract, field, model.period))
        } else {
            Cell::not_applicable()
        }
    }));
    cells.push(Cell::not_applicable());
    cells
}

fn totals_table(model: &Model<'_>) -> Table {
    let words = words(model);
    let columns = vec![
        Column::new("item", "ข้อของแบบตรวจ", Kind::Code),
        Column::new("data_set", "ชุดข้อมูล", Kind::Text),
        Column::new("figure", "รายการ", Kind::Text),
        Column::new("current", words.period(model.period), Kind::Amount),
        Column::new("previous", words.period(model.period.year_before()), Kind::Amount),
        Column::new("delta", "ผลต่าง", Kind::Amount),
        Column::new("change", "ผลต่าง (ร้อยละ)", Kind::Share),
        Column::new("senders", "หน่วยงานที่ส่งรอบนี้", Kind::Integer),
    ];
    let mut table = Table::new("data_totals", "ผลรวมของข้อมูลรอบ ๖ เดือนเทียบกับปีก่อน", columns);
    table.frozen = 3;
    table
}

fn total_row(model: &Model<'_>, contract: &Contract, field: &FieldSpec) -> Row {
    let [now, before] = periods(model);
    let (current, previous) = (sum(model, contract, field, now), sum(model, contract, field, before));
    let delta = current.and_then(|c| Some(c - previous?));
    let change = delta.and_then(|d| previous.filter(|p| *p != 0.0).map(|p| d / p));
    let mut senders: Vec<_> = rows(model, contract, now).iter().map(|r| r.unit.as_str()).collect();
    senders.sort_unstable();
    senders.dedup();
    Row::of(vec![
        Cell::text(contract.report.as_ref().map_or("", |r| r.item.as_str())),
        Cell::text(&contract.title),
        Cell::text(&field.title),
        Cell::number(current).by(sum_formula(contract, field, now)),
        Cell::number(previous).by(sum_formula(contract, field, before)),
        Cell::number(delta).by("IF(COUNT([@current],[@previous])=2,[@current]-[@previous],\"\")"),
        Cell::number(change).by("IF(OR([@delta]=\"\",N([@previous])=0),\"\",[@delta]/[@previous])"),
        Cell::count(senders.len()),
    ])
}
