//! A data set's rows, those that the contract lists or all of them.
//!
//! Comes in: rows as the units sent them. Goes out: a table. Never: fills a gap.

use super::{decimals, label_of};
use crate::contract::{FieldSpec, FieldType, Role};
use crate::model::{Absence, DataRow, DataValue, Field};
use crate::report::data_sets::{self, DataSetTable, Label, Level};
use crate::report::document::{Align, Cell, Column, Row, RowKind, Table, TextSize, Tone};
use crate::report::progress::build::{Draft, Extend, body, cell, column, row};
use crate::report::progress::scene::{Scene, absent};

/// Columns of the blank workbook that an upright page has room for.
const UPRIGHT: f64 = 110.0;

/// Rows with the columns that the contract lists: all of a data set that sums nothing, else those where an
/// office wrote something.
pub(super) fn listed(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Option<Table> {
    if set.listed.is_empty() {
        return None;
    }
    let summed = set.is_summed();
    let says =
        |row: &DataRow| set.listed.iter().any(|f| data_sets::value(set.contract, row, &f.name).is_some());
    let shown: Vec<_> = set.rows.iter().copied().filter(|row| !summed || says(row)).collect();
    if shown.is_empty() && summed {
        return None;
    }
    // Rows of one unit stand under its name; what they are about comes first.
    let about: Vec<_> =
        set.levels.iter().filter_map(|l| if let Level::Field(f) = l { Some(*f) } else { None }).collect();
    let fields: Vec<_> = about.into_iter().filter(|_| summed).chain(set.listed.iter().copied()).collect();
    let by_unit = is_row_by_unit(&shown);
    let unit = by_unit.then(|| column(scene.unit_noun(), UNIT, Align::Start));
    let title = scene.w.text(&set.contract.title);
    let what: Vec<_> = set.listed.iter().map(|f| scene.w.text(&f.title)).collect();
    Some(scene.table(Draft {
        id: format!("list-{}", set.contract.name.replace('_', "-")),
        caption: if summed { format!("{title}: {}", what.join(" ")) } else { title },
        size: TextSize::Small,
        columns: unit.into_iter().chain(fields.iter().map(|f| list_column(scene, f))).collect(),
        rows: list_rows(scene, set, &shown, &fields, by_unit),
        empty: "ไม่มีรายการในแบบข้อมูลนี้".to_owned(),
        notes: Vec::new(),
    }))
}

/// Whether all columns of the contract ask for a landscape page.
pub(super) fn is_wide(set: &DataSetTable<'_>) -> bool {
    let columns = set.contract.fields.iter().map(share);
    columns.sum::<f64>() > UPRIGHT
}

/// Every row with all columns of the contract.
pub(super) fn all(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Table {
    let fields: Vec<_> = set.contract.fields.iter().collect();
    scene.table(Draft {
        id: format!("rows-{}", set.contract.name.replace('_', "-")),
        caption: format!("{} ทุกรายการ", scene.w.text(&set.contract.title)),
        size: TextSize::Small,
        columns: fields.iter().map(|f| list_column(scene, f)).collect(),
        rows: list_rows(scene, set, &set.rows, &fields, false),
        empty: "ไม่มีรายการในแบบข้อมูลนี้".to_owned(),
        notes: Vec::new(),
    })
}

/// Width of the units' column, in that of the blank workbook.
const UNIT: f64 = 20.0;

/// Whether the units' names stand in a column of their own.
pub(super) fn by_unit(set: &DataSetTable<'_>) -> bool {
    is_row_by_unit(&set.rows)
}

/// Whether most units sent one row: then the name stands in the row, not as a label above it.
fn is_row_by_unit(shown: &[&DataRow]) -> bool {
    let alone = |row: &&&DataRow| shown.iter().filter(|other| other.unit == row.unit).count() == 1;
    shown.len() > 1 && shown.iter().filter(alone).count() * 2 > shown.len()
}

fn list_column(scene: &Scene<'_>, field: &FieldSpec) -> Column {
    let align = match field.kind {
        FieldType::Integer if field.role == Some(Role::Month) => Align::Start,
        FieldType::String => Align::Start,
        FieldType::Date => Align::Center,
        FieldType::Integer | FieldType::Number => Align::End,
    };
    column(scene.w.text(&field.title), share(field), align)
}

/// Widths of the blank workbook, evened out: a page has less room than a screen.
fn share(field: &FieldSpec) -> f64 {
    f64::from(field.width).clamp(12.0, 40.0)
}

fn list_rows(
    scene: &Scene<'_>,
    set: &DataSetTable<'_>,
    shown: &[&DataRow],
    fields: &[&FieldSpec],
    by_unit: bool,
) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut units: Vec<_> = scene.model.workspace.units.iter().map(|u| u.id.as_str()).collect();
    units.retain(|id| shown.iter().any(|r| r.unit == *id));
    for unit in units {
        let name = cell(scene.unit(unit));
        if !by_unit {
            rows.push(row(RowKind::Group1, vec![name.clone()]));
        }
        for data in shown.iter().filter(|r| r.unit == unit) {
            let first = by_unit.then(|| name.clone());
            let cells = fields.iter().map(|f| list_cell(scene, set, data, f));
            rows.push(body(first.into_iter().chain(cells).collect()));
        }
    }
    rows
}

fn list_cell(scene: &Scene<'_>, set: &DataSetTable<'_>, data: &DataRow, field: &FieldSpec) -> Cell {
    let w = scene.w;
    match data_sets::value(set.contract, data, &field.name) {
        Some(DataValue::Text(text)) => cell(text),
        Some(DataValue::Date(date)) => cell(w.short_date(*date)),
        Some(DataValue::Integer(n)) if field.role == Some(Role::Month) => {
            cell(label_of(scene, &Label::Month(*n)))
        }
        Some(DataValue::Integer(n)) => cell(w.count(*n)),
        Some(DataValue::Number(n)) => cell(w.number(*n, decimals(field))),
        None => {
            let at = set.contract.position(&field.name);
            let why =
                at.and_then(|at| data.values.get(at)).and_then(Field::absence).unwrap_or(Absence::Blank);
            cell(absent(why)).tone(Tone::Muted)
        }
    }
}
