//! What a layout is made of: patterns, columns, facts, banners, rules of records.

use crate::contract::FieldSpec;
use crate::thai;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;

/// A compiled pattern is no larger, in bytes.
const PATTERN_SIZE: usize = 1 << 20;

/// A pattern over normalised text with Arabic digits.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl Pattern {
    /// Compiles; case is ignored, `.` takes line breaks too.
    fn new(text: &str) -> Result<Self, regex::Error> {
        RegexBuilder::new(text)
            .case_insensitive(true)
            .dot_matches_new_line(true)
            .size_limit(PATTERN_SIZE)
            .build()
            .map(Self)
    }

    /// The expression.
    #[must_use]
    pub fn get(&self) -> &Regex {
        &self.0
    }

    /// Names of its groups.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.capture_names().flatten()
    }

    /// Whether a text begins with it.
    #[must_use]
    pub fn starts(&self, text: &str) -> bool {
        self.0.find(text).is_some_and(|m| m.start() == 0)
    }

    /// Whether it is all of a text.
    #[must_use]
    pub fn is_whole(&self, text: &str) -> bool {
        self.0.find(text).is_some_and(|m| m.start() == 0 && m.end() == text.len())
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        Self::new(&text).map_err(|e| de::Error::custom(format!("`{text}` is no pattern: {e}")))
    }
}

/// What the program looks for in a text by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Find {
    /// The one unit of the agency that the text names.
    Unit,
    /// The units that the text names, without persons and positions.
    Units,
    /// What is left beside the units: persons and positions.
    Persons,
    /// A date in a sentence.
    Date,
    /// A calendar month.
    Month,
    /// A fiscal year.
    FiscalYear,
    /// A half year.
    Half,
    /// The code of an OIT item at the beginning.
    Item,
    /// The code of a survey question at the beginning.
    Question,
    /// The first number.
    Number,
}

/// Words that mean a value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Where this is found …
    pub like: Pattern,
    /// … this is meant.
    pub value: String,
}

/// A rewriting of a text.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Replace {
    /// What is replaced.
    pub like: Pattern,
    /// By what; `$1` is the first group.
    pub with: String,
}

/// What becomes of a text on its way to a field.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// A field or labelled cell of the contract; `{choice}` is the number of the row's choice.
    #[serde(default)]
    pub field: String,
    /// Rewritten first.
    #[serde(default)]
    pub replace: Vec<Replace>,
    /// Looked for next.
    pub find: Option<Find>,
    /// Then words that mean a value.
    #[serde(default)]
    pub words: Vec<Words>,
    /// Then patterns: the first that fits gives its group, or what it found.
    #[serde(default)]
    pub like: Vec<Pattern>,
    /// Without a find the field stays empty instead of taking the whole text.
    #[serde(default)]
    pub strict: bool,
}

impl Target {
    /// Whether the cell goes on as it is.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.replace.is_empty() && self.find.is_none() && self.words.is_empty() && self.like.is_empty()
    }
}

/// A column of the form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// Titles; without any and without patterns those of the contract's field.
    #[serde(default)]
    pub titles: Vec<String>,
    /// Patterns of the title, written without blanks.
    #[serde(default)]
    pub title_like: Vec<Pattern>,
    /// What the cell gives, by field; most columns give one.
    #[serde(default)]
    pub take: Vec<Target>,
    /// The field of a column that goes on as it is: short for one `take`.
    #[serde(default)]
    pub field: String,
    /// Pattern with groups named after fields.
    #[serde(default)]
    pub split: Vec<Pattern>,
    /// Texts that `split` must not take apart: they hold more than one value. The cell is then a finding.
    #[serde(default)]
    pub unless: Vec<Pattern>,
    /// The form may lack it.
    #[serde(default)]
    pub optional: bool,
    /// Passed over: nothing of it is data.
    #[serde(default)]
    pub skip: bool,
    /// An empty cell means the one above.
    #[serde(default)]
    pub carry: bool,
    /// The row's choice of a question: its number or its label.
    #[serde(default)]
    pub choice: bool,
    /// A dash or an empty cell is nothing, also where the contract requires a value.
    #[serde(default)]
    pub may_be_empty: bool,
    /// Comparison keys of the titles.
    #[serde(skip)]
    pub(super) keys: Vec<String>,
}

impl Column {
    /// Whether one of these forms of a title (comparison key, text without blanks) is the column's.
    #[must_use]
    pub fn is_titled(&self, spec: Option<&FieldSpec>, key: &str, squeezed: &str) -> bool {
        if self.keys.is_empty() && self.title_like.is_empty() {
            return spec.is_some_and(|s| s.is_named(key));
        }
        self.keys.iter().any(|k| k == key) || self.title_like.iter().any(|p| p.is_whole(squeezed))
    }

    /// The fields that it gives.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.take.iter().map(|t| t.field.as_str()).chain(self.split.iter().flat_map(Pattern::names))
    }

    /// The first field that it gives.
    #[must_use]
    pub fn first_field(&self) -> &str {
        self.take.first().map_or("", |t| t.field.as_str())
    }

    /// What it is called in messages.
    #[must_use]
    pub fn name(&self) -> String {
        self.titles.first().cloned().unwrap_or_else(|| self.first_field().to_owned())
    }
}

/// Comparison key of a title; a title of signs alone (`%`) is its own key.
#[must_use]
pub fn title_key(text: &str) -> String {
    let key = thai::key(text);
    if key.is_empty() { thai::normalise(text) } else { key }
}

/// Columns that become rows.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Across {
    /// What the titles give. Empty where a record is not of a month but of all of them: then the columns of sums are
    /// read, and those across are what they must add up to.
    #[serde(default)]
    pub field: String,
    /// What the titles are: months, or words of the list.
    pub find: Option<Find>,
    /// Titles that mean a value.
    #[serde(default)]
    pub words: Vec<Words>,
    /// The kinds of values below a title.
    pub value: Vec<Column>,
    /// Titles of columns that sum up.
    #[serde(default)]
    pub totals: Vec<Pattern>,
}

/// Something that holds for a whole sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Where it goes.
    pub field: String,
    /// What is looked for.
    pub find: Option<Find>,
    /// Patterns: the group, or what was found.
    #[serde(default)]
    pub like: Vec<Pattern>,
    /// Where: title lines, the sheet's name, file and folders.
    #[serde(default = "everywhere")]
    pub from: Vec<Source>,
    /// Taken, and told, when it is found nowhere: a value, or `half_end`.
    pub otherwise: Option<String>,
}

/// Where a fact may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Text lines above the table.
    Title,
    /// The sheet's name.
    Sheet,
    /// The file's name and its folders.
    File,
}

fn everywhere() -> Vec<Source> {
    vec![Source::Title, Source::Sheet, Source::File]
}

/// A row across the table that says something about those below it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Banner {
    /// What it looks like; groups named after fields are carried down.
    pub like: Pattern,
    /// Fields with their values for the rows below.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
}

/// One of several records that a row gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordRule {
    /// Columns (by their first field) whose own cell must hold something.
    #[serde(default)]
    pub when: Vec<String>,
    /// What the row's first text must look like.
    pub row_like: Option<Pattern>,
    /// Fields with fixed values.
    #[serde(default)]
    pub set: BTreeMap<String, String>,
    /// Field of the contract → column (by its first field).
    #[serde(default)]
    pub from: BTreeMap<String, String>,
}

/// Codes given by the program.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Codes {
    /// The field of the code.
    pub field: String,
    /// The field that numbers start anew with.
    pub by: String,
    /// Fields that tell a record by its content.
    pub content: Vec<String>,
}
