//! What a publication states and what it was made from, cell by cell, as one machine file: `facts.json`.
//!
//! Comes in: the model. Goes out: a [`Snapshot`]: the records of the inputs that the publication uses,
//! each value with its cell, the settings, and every figure with what it depends on. Two snapshots tell
//! what changed between two publications without the workbooks of either. Never: computes a figure.

mod figures;
mod inputs;
mod settings;

use super::Model;
use super::own_texts::OwnTexts;
use crate::error::Error;
use crate::ingest::Pictures;
use crate::model::{Absence, Text};
use crate::report::Only;
use crate::templates::Templates;
use crate::workspace::Unit;
use serde::{Deserialize, Serialize};

/// Name of the file in a publication.
pub const FILE: &str = "facts.json";
/// The form of the file; another one is not compared.
pub const FORMAT: u32 = 1;

/// Everything that can change from one publication to the next.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`FORMAT`] of the program that wrote it.
    pub format: u32,
    /// Agency id.
    pub agency: String,
    /// Period, e.g. `2568-h1`.
    pub period: String,
    /// What the publication was made from.
    pub tables: Vec<Table>,
    /// What it states.
    pub figures: Vec<Figure>,
}

/// Records of one kind: rows of the inputs, or settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Stable name, e.g. `progress/2568-h1`.
    pub id: String,
    /// What people call it.
    pub title: Text,
    /// Columns.
    pub columns: Vec<Column>,
    /// Records in the order of the publication.
    pub records: Vec<Record>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Column {
    /// Stable name.
    pub id: String,
    /// What people call it.
    pub title: Text,
}

/// A record: a row of a sheet, or one setting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// What identifies it in its table.
    pub key: Vec<String>,
    /// What people call it.
    pub label: Text,
    /// Id of the unit that sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Thai and English name of that unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_name: Option<Text>,
    /// The file it stands in, relative to the workspace.
    pub file: String,
    /// The sheet, for a row of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// One value a column.
    pub values: Vec<Value>,
    /// One cell name a column; empty where a value has no cell of its own.
    pub cells: Vec<String>,
}

/// A value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    // First: a text that is tried as a number is written into an error message that nobody reads.
    /// Words, or a day as `2025-03-31`.
    Text(String),
    /// A number.
    Number(f64),
    /// None, with the reason.
    Absent {
        /// Why.
        absent: Absence,
    },
}

/// What a figure is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A score, a sum, a number of things.
    Figure,
    /// A rating.
    Rating,
    /// Where a measure stands.
    Status,
    /// Whether a sheet was submitted.
    Coverage,
}

/// A statement of the publication that is derived from the inputs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Stable name, e.g. `score/2567/I1`.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// What people call it.
    pub label: Text,
    /// Its value, unrounded.
    pub value: Option<Value>,
    /// As people see it.
    pub shown: Text,
    /// What it depends on: ids of values (`table/key/column`) and of figures; one that ends with `*`
    /// stands for all that begin so.
    pub from: Vec<String>,
}

/// The snapshot of a publication.
///
/// # Errors
/// The templates cannot be read.
pub fn snapshot(
    model: &Model<'_>,
    texts: &OwnTexts,
    pictures: &Pictures,
    templates: &Templates,
) -> Result<Snapshot, Error> {
    let mut figures = figures::figures(model);
    // A part without progress says nothing of it.
    if matches!(model.only, Some(Only::Measures | Only::Results)) {
        figures.retain(|figure| matches!(figure.kind, Kind::Figure | Kind::Rating) && is_score(&figure.id));
    }
    let mut tables = inputs::tables(model);
    tables.extend(settings::tables(model, texts, pictures, templates)?);
    Ok(Snapshot {
        format: FORMAT,
        agency: model.workspace.agency.id.clone(),
        period: model.period.slug(),
        tables,
        figures,
    })
}

/// Whether a figure is one of last year's results.
fn is_score(id: &str) -> bool {
    id.starts_with("score/") || id.starts_with("rating/")
}

/// The name of a unit; the Thai one in English too where the agency gave no other.
fn unit_name(unit: &Unit) -> Text {
    Text::new(&unit.name_th, unit.english())
}

/// The id of a value.
#[must_use]
pub fn value_id(table: &str, key: &[String], column: &str) -> String {
    format!("{table}/{}/{column}", key.join("/"))
}

impl Value {
    /// As people see it: numbers with as many decimals as they have, days in Buddhist years.
    #[must_use]
    pub fn shown(&self) -> Text {
        match self {
            Self::Number(number) => {
                let decimals = number.to_string().split_once('.').map_or(0, |(_, end)| end.len());
                let text = crate::thai::format_number(*number, decimals);
                Text::new(text.clone(), text)
            }
            Self::Text(text) => day(text).unwrap_or_else(|| Text::new(text, text)),
            Self::Absent { absent } => match absent {
                Absence::NotSubmitted => Text::new("(ไม่ได้ส่งข้อมูล)", "(not submitted)"),
                Absence::Blank => Text::new("(เว้นว่าง)", "(blank)"),
                Absence::NotApplicable => Text::new("(ไม่เกี่ยวข้อง)", "(not applicable)"),
                Absence::Invalid => Text::new("(อ่านค่าไม่ได้)", "(cannot be read)"),
                Absence::Superseded => Text::new("(ใช้ยอดวันหลัง)", "(a later day counts)"),
            },
        }
    }
}

/// A text that is a day as the snapshot writes it.
fn day(text: &str) -> Option<Text> {
    let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
    if (year.len(), month.len(), day.len()) != (4, 2, 2) {
        return None;
    }
    let date = crate::thai::Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let thai = crate::thai::format_short(date, crate::thai::Digits::Arabic);
    Some(Text::new(thai, crate::thai::format_english(date)))
}
