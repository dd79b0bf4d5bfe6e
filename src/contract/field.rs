//! A column of a table, or a labelled cell above it: type, meaning, constraints.

use crate::thai;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Table Schema's type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FieldType {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// A civil date.
    Date,
}

impl FieldType {
    /// Whether its values are numbers.
    #[must_use]
    pub fn is_number(self) -> bool {
        matches!(self, Self::Integer | Self::Number)
    }
}

/// What a value means beyond its type; decides how it is normalised and what it is checked against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A survey question of the year's scheme.
    Question,
    /// An OIT item of the year's scheme, as a reference.
    Item,
    /// An OIT item that gets its score in this row.
    ScoredItem,
    /// An indicator number of the year's scheme.
    Indicator,
    /// A measure code of the year's register, as a reference.
    Measure,
    /// A measure code that this row defines.
    NewMeasure,
    /// The measure's title, copied for the reader.
    MeasureTitle,
    /// One unit of the agency.
    Unit,
    /// Several units, or a word for all of a kind.
    Units,
    /// A date or a word of the list.
    Due,
    /// URLs or file names.
    Evidence,
    /// A web address.
    Url,
    /// A picture file beside the workbook.
    Picture,
    /// Several lines.
    Lines,
    /// Answers for the choice named by `choice`.
    Count,
    /// Printed percentage of the choice named by `choice`.
    Percent,
    /// A calendar month, 1–12 or its Thai name.
    Month,
    /// The fiscal year of the sheet.
    FiscalYear,
    /// The half of the sheet.
    Half,
    /// The edition of the sheet.
    Revision,
}

/// Table Schema's constraints, those that are used.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Constraints {
    /// The cell must hold something.
    #[serde(default)]
    pub required: bool,
    /// No value twice in the sheet.
    #[serde(default)]
    pub unique: bool,
    /// Smallest number.
    pub minimum: Option<f64>,
    /// Largest number.
    pub maximum: Option<f64>,
    /// Longest text, in characters.
    pub max_length: Option<usize>,
    /// The only texts allowed.
    #[serde(rename = "enum", default)]
    pub choices: Vec<String>,
}

/// What becomes of persons' names in a published text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Persons {
    /// They stay.
    Kept,
    /// The surname is reduced to its initial: `นายตัวอย่าง ส.`
    Initial,
    /// None may be there: a name is a finding.
    None,
}

/// A column of the table, or a labelled cell above it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    /// English `snake_case` name: code, CSV, JSON.
    pub name: String,
    /// Thai title: the header cell.
    pub title: String,
    /// English title.
    #[serde(default)]
    pub title_en: String,
    /// Type of the value.
    #[serde(rename = "type")]
    pub kind: FieldType,
    /// Meaning beyond the type.
    pub role: Option<Role>,
    /// Choice number of a count or percentage.
    pub choice: Option<usize>,
    /// Unit of measure, Thai.
    #[serde(default)]
    pub unit: String,
    /// Other header texts that mean this column.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Column width in the blank workbook, in characters.
    #[serde(default = "default_width")]
    pub width: u16,
    /// Whoever fills in the form does not change it.
    #[serde(default)]
    pub locked: bool,
    /// The column itself may be absent without a finding.
    #[serde(default)]
    pub optional: bool,
    /// What to write, Thai.
    #[serde(default)]
    pub help: String,
    /// What to write, English.
    #[serde(default)]
    pub help_en: String,
    /// Constraints.
    #[serde(default)]
    pub constraints: Constraints,
    /// In a data set's total row: whether the column is summed.
    #[serde(default)]
    pub total: bool,
    /// What its sums are to be read with, Thai, e.g. that a payer counts in each month with a payment.
    #[serde(default)]
    pub note: String,
    /// A figure of a day, such as a number of pupils: of several days of one half the last one counts.
    #[serde(default)]
    pub stock: bool,
    /// What the first half says stays in the form of the second, for the unit to go on from.
    #[serde(default)]
    pub carried: bool,
    /// Largest change against the year before that needs no second look, in percent.
    pub jump: Option<f64>,
    /// Column of the same row that the value must not exceed.
    pub at_most: Option<String>,
    /// Share of the column named by `at_most` below which the value needs a second look.
    pub seldom_below: Option<f64>,
    /// Column of the same row that is not nought where this one is not.
    pub goes_with: Option<String>,
    /// What becomes of persons' names in the text. Unsaid they stay, but in a further column of the register none
    /// may be there.
    pub persons: Option<Persons>,
    /// By a text of the constraint's list: other words for it, which stay as they are in print.
    #[serde(default)]
    pub synonyms: BTreeMap<String, Vec<String>>,
    /// Comparison keys of every header text that means this column, made when loaded.
    #[serde(skip)]
    pub(super) keys: Vec<String>,
    /// Comparison keys of the constraint's list, made when loaded.
    #[serde(skip)]
    pub(super) choice_keys: Vec<String>,
}

impl FieldSpec {
    /// Whether a header text, given as its comparison key, means this column.
    #[must_use]
    pub fn is_named(&self, key: &str) -> bool {
        self.keys.iter().any(|k| k == key)
    }

    /// The title without the unit of measure that may stand behind it in brackets.
    #[must_use]
    pub fn title_without_unit(&self) -> String {
        let unit = format!("({})", self.unit);
        self.title.strip_suffix(unit.as_str()).map_or(self.title.as_str(), str::trim_end).to_owned()
    }

    /// Whether a text, given as its comparison key, is in the constraint's list.
    #[must_use]
    pub fn has_choice(&self, key: &str) -> bool {
        self.choice_keys.iter().any(|k| k == key)
    }

    /// The text of the constraint's list that a text means, whatever its words.
    #[must_use]
    pub fn meaning<'a>(&'a self, text: &'a str) -> &'a str {
        let key = thai::key(text);
        let means = self.synonyms.iter().find(|(_, words)| words.iter().any(|w| thai::key(w) == key));
        means.map_or(text, |(standard, _)| standard)
    }

    pub(super) fn make_keys(&mut self) {
        let names = [&self.title, &self.name, &self.title_en];
        let texts = names.into_iter().filter(|n| !n.is_empty()).chain(&self.aliases);
        self.keys = texts.map(|text| thai::key(text)).collect();
        let synonyms = self.synonyms.values().flatten();
        self.choice_keys = self.constraints.choices.iter().chain(synonyms).map(|c| thai::key(c)).collect();
    }
}

fn default_width() -> u16 {
    16
}
