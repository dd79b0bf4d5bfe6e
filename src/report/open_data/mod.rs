//! Open data: one row a fact, English column names, every column with its meaning.
//!
//! Comes in: the model. Goes out: tables with their schemas, and the package that describes them all.
//! Never: rounds a score, fills a gap, writes a file.

mod columns;
mod package;
mod ready;
mod scores;
mod sets;
mod work;

pub use package::{Package, Property, Resource, package};

use crate::contract::{Constraints, FieldType};
use crate::model::{Origin, Period, Text};
use crate::report::Model;
use std::collections::BTreeSet;

/// A column of an open table.
#[derive(Clone, Debug)]
pub struct Column {
    /// English `snake_case`.
    pub name: String,
    /// Type of its values.
    pub kind: FieldType,
    /// Title.
    pub title: Text,
    /// Unit of measure, Thai; empty without one.
    pub unit: String,
    /// What holds for every value.
    pub constraints: Constraints,
}

/// A table of texts, as they stand in the file.
#[derive(Clone, Debug)]
pub struct Table {
    /// Name of the file without its extension.
    pub name: String,
    /// Title.
    pub title: Text,
    /// What it holds.
    pub description: Text,
    /// The data set's contract, by name; none of scores and measures.
    pub contract: Option<String>,
    /// The half that its rows belong to, where they belong to one.
    pub period: Option<Period>,
    /// From left to right.
    pub columns: Vec<Column>,
    /// Columns that identify a row.
    pub primary_key: Vec<String>,
    /// One text a column; an empty one where there is no value.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The columns of a key that has a value in every row, as a table's schema wants it: columns that are blank somewhere
    /// are left out where the others tell the rows apart without them; none where they do not.
    #[must_use]
    pub fn key(&self) -> Vec<&str> {
        let position = |name: &String| self.columns.iter().position(|column| column.name == *name);
        let blank = |at: usize| self.rows.iter().any(|row| row.get(at).is_none_or(String::is_empty));
        let places: Vec<_> = self.primary_key.iter().filter_map(position).collect();
        let whole: Vec<_> = places.iter().copied().filter(|at| !blank(*at)).collect();
        let told: BTreeSet<Vec<&String>> =
            self.rows.iter().map(|row| whole.iter().filter_map(|at| row.get(*at)).collect()).collect();
        if whole.len() < places.len() && told.len() < self.rows.len() {
            return Vec::new();
        }
        whole.iter().filter_map(|at| self.columns.get(*at)).map(|column| column.name.as_str()).collect()
    }
}

/// Every table of the model.
#[must_use]
pub fn tables(model: &Model<'_>) -> Vec<Table> {
    let mut tables = vec![
        scores::question_scores(model),
        scores::indicator_scores(model),
        scores::instrument_scores(model),
        scores::agency_scores(model),
        scores::oit_items(model),
        scores::choice_counts(model),
        work::measures(model),
        work::measure_standings(model),
        work::progress(model),
        ready::readiness(model),
    ];
    tables.extend(scores::sub_indicator_scores(model));
    for contract in model.contracts.data_sets() {
        let halves = [model.period, model.period.year_before()];
        tables.extend(halves.into_iter().filter_map(|period| sets::data_set(model, contract, period)));
    }
    // What the agency calls its units.
    let filled = |text: &mut Text| {
        *text = Text::new(model.workspace.words.filled(&text.th), model.workspace.words.filled(&text.en));
    };
    for table in &mut tables {
        filled(&mut table.description);
        table.columns.iter_mut().for_each(|column| filled(&mut column.title));
    }
    tables
}

fn number(value: Option<f64>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

fn origin(origin: Option<&Origin>) -> [String; 3] {
    origin.map_or_else(Default::default, |o| [o.file.to_string(), o.sheet.to_string(), o.a1()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::catalogue;
    use crate::report::progress::fixture::Case;

    /// Their keys are composed: a text that is missing would be published as its key.
    #[test]
    fn every_table_column_and_item_has_its_words() {
        let case = Case::new();
        let model = case.model();
        let mut said: Vec<Text> =
            columns::COLUMNS.iter().map(|(name, _)| columns::common(&model, name).title).collect();
        for table in tables(&model) {
            let known = |c: &Column| columns::COLUMNS.iter().any(|(name, _)| *name == c.name);
            assert!(table.columns.iter().all(known), "{}", table.name);
            said.extend([table.title, table.description]);
        }
        let averaged = ["title", "description"].map(|what| format!("open_data.sub_indicator_scores.{what}"));
        said.extend(averaged.iter().map(|key| model.both(key, &[])));
        said.extend(catalogue::items(&model, None).into_iter().map(|item| item.label));
        let key = |text: &str| text.starts_with("open_data.") || text.starts_with("catalogue.");
        assert!(!said.iter().any(|text| key(&text.th) || key(&text.en)), "{said:?}");
    }
}
