//! Six-month data sets as open tables.
//!
//! Comes in: rows as the units sent them, and the contract. Goes out: a table with the contract's schema.
//! Never: fills a gap.

use super::columns::common;
use super::{Column, Table};
use crate::contract::{Contract, FieldSpec};
use crate::model::{DataValue, Field, Half, Period, Text};
use crate::report::Model;
use crate::thai;

/// What stands before a contract's own columns.
const BEFORE: &[&str] = &["fiscal_year", "half", "agency", "unit"];

/// A data set of a half; `None` when nobody sent it.
pub(super) fn data_set(model: &Model<'_>, contract: &Contract, period: Period) -> Option<Table> {
    let rows = model.facts.data_sets.get(&(contract.name.clone(), period))?;
    let mut columns: Vec<Column> = BEFORE.iter().map(|name| common(model, name)).collect();
    columns.extend(contract.fields.iter().map(column));
    let key = BEFORE.iter().map(|name| (*name).to_owned());
    let own = contract.primary_key.iter().filter(|name| name.as_str() != "unit").cloned();
    let half = match period.half {
        Half::First => "open_data.first_half",
        Half::Second => "open_data.second_half",
    };
    let half = model.both(half, &[("year", Text::same(&period.fiscal_year))]);
    Some(Table {
        name: format!("{}-{}", contract.name, period.slug()),
        title: Text::new(
            format!("{} {}", contract.title, half.th),
            format!("{}, {}", contract.title_en, half.en),
        ),
        description: Text::new(&contract.description, &contract.description_en),
        contract: Some(contract.name.clone()),
        period: Some(period),
        primary_key: key.chain(own).collect(),
        columns,
        rows: rows
            .iter()
            .map(|row| {
                let mut cells = vec![
                    period.fiscal_year.to_string(),
                    period.half.number().to_string(),
                    model.facts.agency.clone(),
                    row.unit.clone(),
                ];
                cells.extend(contract.fields.iter().zip(&row.values).map(|(spec, field)| text(spec, field)));
                cells
            })
            .collect(),
    })
}

/// A column as its contract describes it.
pub(super) fn column(spec: &FieldSpec) -> Column {
    Column {
        name: spec.name.clone(),
        kind: spec.kind,
        title: Text::new(&spec.title, if spec.title_en.is_empty() { &spec.name } else { &spec.title_en }),
        unit: spec.unit.clone(),
        constraints: spec.constraints.clone(),
    }
}

/// A value as text; one of a list as the contract spells it.
pub(super) fn text(spec: &FieldSpec, field: &Field<DataValue>) -> String {
    match field.get() {
        Some(DataValue::Text(text)) => {
            let key = thai::key(text);
            let listed = spec.constraints.choices.iter().find(|choice| thai::key(choice) == key);
            listed.unwrap_or(text).clone()
        }
        Some(DataValue::Integer(number)) => number.to_string(),
        Some(DataValue::Number(number)) => number.to_string(),
        Some(DataValue::Date(date)) => date.to_string(),
        None => String::new(),
    }
}
