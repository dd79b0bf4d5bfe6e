//! The columns of the open tables that no contract describes.
//!
//! Comes in: a name. Goes out: the column with its type and meaning. Never: one name with two meanings.

use super::{Column, Table};
use crate::contract::{Constraints, FieldType};
use crate::model::Text;
use crate::report::Model;
use crate::scheme::Differences;
use crate::score::progress::Standing;

/// Name and type; `open_data.toml` has the meaning.
pub(super) const COLUMNS: &[(&str, FieldType)] = &[
    ("fiscal_year", FieldType::Integer),
    ("half", FieldType::Integer),
    ("agency", FieldType::String),
    ("unit", FieldType::String),
    ("unit_name_th", FieldType::String),
    ("instrument", FieldType::String),
    ("indicator", FieldType::Integer),
    ("topic", FieldType::String),
    ("question", FieldType::String),
    ("item", FieldType::String),
    ("title_th", FieldType::String),
    ("part", FieldType::String),
    ("choice", FieldType::Integer),
    ("label_th", FieldType::String),
    ("points", FieldType::Number),
    ("count", FieldType::Integer),
    ("responses", FieldType::Integer),
    ("score", FieldType::Number),
    ("score_computed", FieldType::Number),
    ("score_published", FieldType::Number),
    ("score_previous", FieldType::Number),
    ("delta", FieldType::Number),
    ("source", FieldType::String),
    ("source_file", FieldType::String),
    ("source_sheet", FieldType::String),
    ("source_cell", FieldType::String),
    ("weight", FieldType::Number),
    ("weighted", FieldType::Number),
    ("name_th", FieldType::String),
    ("name_en", FieldType::String),
    ("rating", FieldType::String),
    ("rating_th", FieldType::String),
    ("rating_previous", FieldType::String),
    ("measure", FieldType::String),
    ("issue", FieldType::String),
    ("title", FieldType::String),
    ("outputs", FieldType::String),
    ("communication", FieldType::String),
    ("due", FieldType::String),
    ("responsible", FieldType::String),
    ("units", FieldType::String),
    ("units_expected", FieldType::Integer),
    ("units_reported", FieldType::Integer),
    ("units_finished", FieldType::Integer),
    ("supervision", FieldType::String),
    ("cadence", FieldType::String),
    ("cadence_means", FieldType::String),
    ("standing", FieldType::String),
    ("percent_complete", FieldType::Number),
    ("finished_on", FieldType::Date),
    ("days_late", FieldType::Integer),
    ("result", FieldType::String),
    ("evidence", FieldType::String),
    ("problem", FieldType::String),
    ("next_step", FieldType::String),
    ("check_ins", FieldType::Integer),
    ("output_number", FieldType::Integer),
    ("data_set", FieldType::String),
    ("output", FieldType::String),
    ("quantity", FieldType::Integer),
    ("counter", FieldType::String),
    ("kinds_wanted", FieldType::String),
    ("kinds_given", FieldType::String),
    ("units_needed", FieldType::Integer),
    ("units_ready", FieldType::Integer),
    ("readiness", FieldType::String),
    ("lacks", FieldType::String),
    ("links", FieldType::String),
    ("updated", FieldType::Date),
    ("check_ins_expected", FieldType::Integer),
];

/// A column by its name.
pub(super) fn common(model: &Model<'_>, name: &str) -> Column {
    let found = COLUMNS.iter().find(|(known, _)| *known == name);
    let title = match name {
        "delta" if model.scheme.rules.differences == Differences::Unrounded => {
            model.both("open_data.column.delta_unrounded", &[])
        }
        "standing" => model.both("open_data.column.standing", &[("standings", standings())]),
        _ => model.both(&format!("open_data.column.{name}"), &[]),
    };
    Column {
        name: name.to_owned(),
        kind: found.map_or(FieldType::String, |(_, kind)| *kind),
        title,
        unit: String::new(),
        constraints: Constraints::default(),
    }
}

/// What the codes of standings mean.
fn standings() -> Text {
    let each = |of: fn(Standing) -> &'static str| {
        Standing::ALL.map(|standing| format!("{} = {}", standing.name(), of(standing))).join(", ")
    };
    Text::new(each(Standing::thai), each(Standing::english))
}

/// A table before its rows.
pub(super) struct Draft<'a> {
    pub name: &'a str,
    pub primary_key: &'a [&'a str],
    pub columns: &'a [&'a str],
}

impl Draft<'_> {
    /// The table without rows; `open_data.toml` has its title and description under its name.
    pub(super) fn table(&self, model: &Model<'_>) -> Table {
        let said = |what: &str| model.both(&format!("open_data.{}.{what}", self.name), &[]);
        Table {
            name: self.name.to_owned(),
            title: said("title"),
            description: said("description"),
            contract: None,
            period: None,
            columns: self.columns.iter().map(|name| common(model, name)).collect(),
            primary_key: self.primary_key.iter().map(|name| (*name).to_owned()).collect(),
            rows: Vec::new(),
        }
    }
}
