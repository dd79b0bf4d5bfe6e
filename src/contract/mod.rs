//! Sheet contracts: the single source for recognising a sheet, checking it, making the blank
//! workbook, documenting it and describing the published data.
//!
//! Comes in: `templates/contracts/*.toml`, in Frictionless Table Schema terms with extensions.
//! Goes out: [`Contract`]s, checked when loaded, and [`recognise`]. Never: reads workbooks.

mod choices;
mod core;
mod list;
mod output_words;
mod recognise;
mod row_words;

pub use core::CoreSheet;
pub use list::{ListColumn, ListPart, ReportList};
pub use output_words::{Handed, Output, OutputWords};
pub use recognise::{
    HEADER_SEARCH_ROWS, Header, MetaCell, RETURN_OF, Recognised, RowText, is_guide, originals, recognise,
};
pub use row_words::{Claim, RowWords};

use crate::error::Error;
use crate::model::{Period, Text};
use crate::templates::Templates;
use crate::thai;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;

/// Excel's limit for the name of a sheet, in UTF-16 units.
const LONGEST_SHEET_NAME: usize = 31;

/// Who submits a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The agency's coordinator.
    Agency,
    /// A unit.
    Unit,
}

/// What a sheet covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cover {
    /// A fiscal year.
    Year,
    /// A half year.
    Half,
}

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Persons {
    /// They stay.
    #[default]
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
    /// What becomes of persons' names in the text.
    #[serde(default)]
    pub persons: Persons,
    /// By a text of the constraint's list: other words for it, which stay as they are in print.
    #[serde(default)]
    pub synonyms: BTreeMap<String, Vec<String>>,
    /// Comparison keys of every header text that means this column, made when loaded.
    #[serde(skip)]
    keys: Vec<String>,
    /// Comparison keys of the constraint's list, made when loaded.
    #[serde(skip)]
    choice_keys: Vec<String>,
}

impl FieldSpec {
    /// Whether a header text, given as its comparison key, means this column.
    #[must_use]
    pub fn is_named(&self, key: &str) -> bool {
        self.keys.iter().any(|k| k == key)
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

    fn make_keys(&mut self) {
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

/// How a data set is shown: set only for six-month data sets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportTable {
    /// OIT item that it answers, e.g. `O9`.
    pub item: String,
    /// Columns that rows are grouped by in the report's table, outermost first.
    pub group_by: Vec<String>,
    /// Columns summed in each group; empty: rows are listed as they are.
    #[serde(default)]
    pub sum: Vec<String>,
    /// Columns that the list shows when nothing is summed.
    #[serde(default)]
    pub show: Vec<String>,
    /// How the rows are set; without it every column of the sheet is a column of the list.
    pub list: Option<ReportList>,
    /// Columns that follow from the sums, e.g. spending in percent of the plan.
    #[serde(default)]
    pub derived: Vec<Derived>,
    /// Bars that people compare.
    pub chart: Option<ReportChart>,
    /// Kind of data for the open-data catalogue.
    #[serde(default)]
    pub data_type: DataType,
    /// Why it is published, Thai; the agency's own or a general one without it.
    #[serde(default)]
    pub objective: String,
    /// Why it is published, English.
    #[serde(default)]
    pub objective_en: String,
}

/// A column that follows from two sums of the same group: one in percent of the other, or what is left of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// Title, Thai.
    pub title: String,
    /// Title, English.
    pub title_en: String,
    /// A summed column.
    pub of: String,
    /// The summed column that it is a percentage of; or
    pub percent_of: Option<String>,
    /// the summed column that is taken off it.
    pub minus: Option<String>,
}

impl Derived {
    /// Its value from the sums of a group: `of`, and the other. None of nothing.
    #[must_use]
    pub fn value(&self, of: f64, other: f64) -> Option<f64> {
        if self.minus.is_some() {
            return Some(of - other);
        }
        (other != 0.0).then(|| of * 100.0 / other)
    }

    /// The other column.
    #[must_use]
    pub fn other(&self) -> &str {
        self.percent_of.as_deref().or(self.minus.as_deref()).unwrap_or_default()
    }
}

/// Kinds of data in Thailand's open-data catalogue, those that a table can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// ข้อมูลระเบียน
    #[default]
    Record,
    /// ข้อมูลสถิติ
    Statistics,
}

/// The chart of a data set: a bar a group, for one column this half beside the same half one year before,
/// for two columns both of this half.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportChart {
    /// Column whose values name the bars, or `unit`.
    pub by: String,
    /// One or two columns of numbers.
    pub columns: Vec<String>,
}

/// A rule that the form states about its own columns; a row that breaks it contradicts itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatedRule {
    /// The column that follows from others.
    pub column: String,
    /// Columns that are added up for it.
    #[serde(default)]
    pub plus: Vec<String>,
    /// Columns that are taken off.
    #[serde(default)]
    pub minus: Vec<String>,
    /// Columns that are multiplied for it, instead.
    #[serde(default)]
    pub product: Vec<String>,
    /// By the largest product: the word that the column holds, smallest first.
    #[serde(default)]
    pub steps: Vec<(f64, String)>,
}

impl StatedRule {
    fn problem(&self, fields: &[FieldSpec]) -> Option<String> {
        let numbers = || self.plus.iter().chain(&self.minus).chain(&self.product);
        let is_number = |name: &String| {
            let field = fields.iter().find(|f| f.name == *name);
            field.is_some_and(|f| matches!(f.kind, FieldType::Integer | FieldType::Number))
        };
        if let Some(other) = numbers().find(|name| !is_number(name)) {
            return Some(format!("rules: `{other}` is no column of numbers"));
        }
        let Some(column) = fields.iter().find(|f| f.name == self.column) else {
            return Some(format!("rules: column `{}` is not defined in fields", self.column));
        };
        let sums = self.product.is_empty() && self.steps.is_empty() && !self.plus.is_empty();
        let products = self.plus.is_empty() && self.minus.is_empty() && !self.product.is_empty();
        let is_whole = (sums && is_number(&self.column)) || (products && !self.steps.is_empty());
        if !is_whole {
            let of = &self.column;
            return Some(format!("rules: `{of}` needs plus (and minus) of numbers, or product and steps"));
        }
        if self.steps.windows(2).any(|w| w[0].0 >= w[1].0) {
            return Some(format!("rules: the steps of `{}` must rise", self.column));
        }
        let choices = &column.constraints.choices;
        let stray = self.steps.iter().find(|(_, word)| !choices.is_empty() && !choices.contains(word));
        stray.map(|(_, word)| format!("rules: “{word}” is not among the choices of `{}`", self.column))
    }
}

/// A kind of sheet.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// English `snake_case` name.
    pub name: String,
    /// Thai title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// What it holds, Thai.
    pub description: String,
    /// What it holds, English.
    pub description_en: String,
    /// Who submits it.
    pub scope: Scope,
    /// What it covers.
    pub period: Cover,
    /// The blank workbook it is part of; empty where a form is never handed out.
    pub workbook: String,
    /// Name of its sheet there.
    pub sheet: String,
    /// Its place among the sheets.
    pub order: u16,
    /// Day of the month after the half until which it is wanted, where nothing else is said.
    pub due_day: Option<u8>,
    /// Columns that identify a row.
    #[serde(default)]
    pub primary_key: Vec<String>,
    /// Whether it is missed when nobody submits it.
    #[serde(default)]
    pub required: bool,
    /// Ids of the units or kinds of units that submit it; empty: all of the scope. `[data_sets]` in
    /// `agency.toml` wins.
    #[serde(default)]
    pub units: Vec<String>,
    /// `questions`: every further column is a question of the scheme.
    pub columns: Option<String>,
    /// Titles of columns that name a respondent, where columns are questions.
    #[serde(default)]
    pub respondent: Vec<String>,
    /// Labelled cells above the table.
    #[serde(default)]
    pub meta: Vec<FieldSpec>,
    /// Columns of the table.
    #[serde(default)]
    pub fields: Vec<FieldSpec>,
    /// Rules that the form states about its columns.
    #[serde(default)]
    pub rules: Vec<StatedRule>,
    /// What a form may say beside them that is for the agency alone: in no publication and no form of ours.
    #[serde(default)]
    pub internal: Vec<FieldSpec>,
    /// How a data set is shown in the report.
    pub report: Option<ReportTable>,
    /// Keywords for the open-data catalogue.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Whether it comes from a folder laid over the built-in templates.
    #[serde(skip)]
    pub own: bool,
}

impl Contract {
    /// For how many choices of a question it has a column of counts, from the first on without a gap.
    #[must_use]
    pub fn counted_choices(&self) -> usize {
        (1..=self.fields.len())
            .take_while(|n| self.fields.iter().any(|f| f.role == Some(Role::Count) && f.choice == Some(*n)))
            .count()
    }

    /// Name, without its extension, of the files that hold the data set of a half: `o14-subsidies-2568-h1`.
    #[must_use]
    pub fn file_stem(&self, period: Period) -> String {
        format!("{}-{}", self.name.replace('_', "-"), period.slug())
    }

    /// Position of a column by its name.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }

    /// How many columns a header should show; at least 1.
    fn expected_columns(&self) -> usize {
        self.fields.iter().filter(|f| !f.optional).count().max(1)
    }

    /// Whether further columns are questions.
    #[must_use]
    pub fn has_question_columns(&self) -> bool {
        self.columns.as_deref() == Some("questions")
    }

    fn charts(&self) -> impl Iterator<Item = &ReportChart> {
        self.report.iter().filter_map(|r| r.chart.as_ref())
    }

    fn problem(&self) -> Option<String> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if self.name.is_empty() || !self.name.chars().all(plain) {
            return Some(format!("name `{}`: use a–z, 0–9 and _ (it names files)", self.name));
        }
        let all = self.fields.iter().chain(&self.meta).chain(&self.internal);
        let mut names: Vec<_> = all.map(|f| &f.name).collect();
        names.sort();
        if let Some([twice, _]) = names.array_windows().find(|[a, b]| a == b) {
            return Some(format!("field `{twice}` is defined twice"));
        }
        let unknown = self
            .primary_key
            .iter()
            .chain(self.report.iter().flat_map(|r| r.group_by.iter().chain(&r.sum).chain(&r.show)))
            .chain(self.charts().flat_map(|c| std::iter::once(&c.by).chain(&c.columns)))
            .map(String::as_str)
            .chain(self.report.iter().filter_map(|r| r.list.as_ref()).flat_map(ReportList::names))
            .find(|key| *key != "unit" && self.position(key).is_none());
        if let Some(key) = unknown {
            return Some(format!("column `{key}` is named but not defined in fields"));
        }
        let is_number = |name: &str| {
            let field = self.position(name).and_then(|at| self.fields.get(at));
            field.is_some_and(|f| matches!(f.kind, FieldType::Integer | FieldType::Number))
        };
        if self
            .charts()
            .any(|c| !matches!(c.columns.len(), 1 | 2) || !c.columns.iter().all(|name| is_number(name)))
        {
            return Some("report.chart.columns: name one or two columns of numbers".to_owned());
        }
        if let Some(problem) = self.report.iter().find_map(|r| r.list.as_ref()?.problem()) {
            return Some(problem);
        }
        let mut factors = self.report.iter().filter_map(|r| r.list.as_ref()).flat_map(ReportList::factors);
        if let Some(factor) = factors.find(|name| !is_number(name)) {
            return Some(format!("report.list.columns multiplies `{factor}`, which is not a number"));
        }
        if let Some(sum) = self.report.iter().flat_map(|r| &r.sum).find(|sum| !is_number(sum)) {
            return Some(format!("report.sum names `{sum}`, which is not a number"));
        }
        let summed = |name: &str| self.report.iter().any(|r| r.sum.iter().any(|sum| sum == name));
        if let Some(wrong) = self
            .report
            .iter()
            .flat_map(|r| &r.derived)
            .find(|d| d.percent_of.is_some() == d.minus.is_some() || !summed(&d.of) || !summed(d.other()))
        {
            return Some(format!(
                "report.derived `{}`: name summed columns in `of` and in one of `percent_of` and `minus`",
                wrong.title_en
            ));
        }
        let mut limits = self.fields.iter().filter_map(|f| f.at_most.as_ref());
        if let Some(limit) = limits.find(|l| self.position(l).is_none()) {
            return Some(format!("at_most names `{limit}`, which is not defined in fields"));
        }
        let mut others = self.fields.iter().filter_map(|f| f.goes_with.as_ref());
        if let Some(other) = others.find(|l| self.position(l).is_none()) {
            return Some(format!("goes_with names `{other}`, which is not defined in fields"));
        }
        if let Some(lone) = self.fields.iter().find(|f| f.seldom_below.is_some() && f.at_most.is_none()) {
            return Some(format!(
                "seldom_below of `{}` is a share of the column that at_most names",
                lone.name
            ));
        }
        if let Some(problem) = self.rules.iter().find_map(|rule| rule.problem(&self.fields)) {
            return Some(problem);
        }
        if let Some(stock) = self.fields.iter().find(|f| f.stock && !f.total) {
            return Some(format!("stock is for columns with total: `{}`", stock.name));
        }
        let unfit = |c: char| matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
        let length = self.sheet.encode_utf16().count();
        if !(1..=LONGEST_SHEET_NAME).contains(&length) || self.sheet.contains(unfit) {
            return Some(format!(
                "sheet `{}`: Excel takes 1–{LONGEST_SHEET_NAME} characters without [ ] : * ? / \\",
                self.sheet
            ));
        }
        if self.due_day.is_some_and(|day| !(1..=31).contains(&day)) {
            return Some("due_day: a day of the month, 1–31".to_owned());
        }
        let means = |f: &FieldSpec| {
            let standard = |s: &&String| f.constraints.choices.contains(s);
            f.synonyms.keys().find(|s| !standard(s)).cloned()
        };
        if let Some(unknown) = self.fields.iter().find_map(means) {
            return Some(format!("synonyms are given for `{unknown}`, which is not in the enum"));
        }
        if self.fields.is_empty() && !self.has_question_columns() {
            return Some("it has no fields".to_owned());
        }
        None
    }
}

/// All contracts, in order of their names.
#[derive(Clone, Debug)]
pub struct Contracts {
    list: Vec<Arc<Contract>>,
    /// By comparison key of a column's title: positions of the contracts that have such a column.
    by_title: HashMap<String, Vec<usize>>,
    row_words: RowWords,
    output_words: OutputWords,
}

impl Contracts {
    /// Loads and checks `contracts/*.toml`.
    ///
    /// # Errors
    /// A contract that cannot be read or contradicts itself: configuration error with its file name.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let mut list = Vec::new();
        let mut own = Vec::new();
        let words = templates.words()?;
        for (path, text) in templates.texts("contracts", "toml")? {
            let mut contract: Contract = toml::from_str(&text)
                .map_err(|source| Error::Toml { path: path.clone(), source: Box::new(source) })?;
            if let Some(problem) = contract.problem() {
                return Err(Error::Template { path, problem });
            }
            if let Some(file) = templates.own(&path) {
                contract.own = true;
                let built_in = built_in(&contract.name)?;
                if let Some(core::Misfit { line, problem }) =
                    core::misfit(&contract, &text, built_in.as_ref())
                {
                    return Err(Error::Contract { path: file, line, problem });
                }
                own.push((file, path, core::line_of_name(&text)));
            }
            if contract.report.is_some()
                && let Some(senders) = words.data_sets.get(&contract.name)
            {
                // What nobody sends is no data set of this agency.
                if senders.is_empty() {
                    continue;
                }
                contract.units.clone_from(senders);
            }
            for field in contract.meta.iter_mut().filter(|field| field.role == Some(Role::Unit)) {
                field.aliases.extend(words.unit_labels.iter().cloned());
            }
            contract.fields.iter_mut().chain(&mut contract.meta).for_each(FieldSpec::make_keys);
            list.push(Arc::new(contract));
        }
        list.sort_by(|a, b| a.name.cmp(&b.name));
        if let Some(twice) = list.windows(2).find(|w| w[0].name == w[1].name) {
            return Err(Error::Template {
                path: format!("contracts/{}.toml", twice[0].name),
                problem: "two contracts have this name".to_owned(),
            });
        }
        if let Some(lost) = CoreSheet::ALL.into_iter().find(|s| !list.iter().any(|c| c.name == s.name())) {
            return Err(lost_core(lost, own));
        }
        Ok(Self::of(list, RowWords::load(templates)?, OutputWords::load(templates)?))
    }

    /// With the index of titles.
    fn of(list: Vec<Arc<Contract>>, row_words: RowWords, output_words: OutputWords) -> Self {
        let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, contract) in list.iter().enumerate() {
            for key in contract.fields.iter().flat_map(|f| &f.keys) {
                let of_title = by_title.entry(key.clone()).or_default();
                if of_title.last() != Some(&at) {
                    of_title.push(at);
                }
            }
        }
        Self { list, by_title, row_words, output_words }
    }

    /// Positions of the contracts with a column of this title, given as its comparison key.
    fn with_column(&self, key: &str) -> &[usize] {
        self.by_title.get(key).map_or(&[], Vec::as_slice)
    }

    /// Words that say what a row below a header is.
    #[must_use]
    pub fn row_words(&self) -> &RowWords {
        &self.row_words
    }

    /// Words that take outputs of measures apart.
    #[must_use]
    pub fn output_words(&self) -> &OutputWords {
        &self.output_words
    }

    /// All contracts.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<Contract>> {
        self.list.iter()
    }

    /// One by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Contract>> {
        self.list.iter().find(|c| c.name == name)
    }

    /// The six-month data sets, contracts with a report table: in the order of the checklist's items, as whoever
    /// reads the checklist beside them expects; those without an item come last.
    pub fn data_sets(&self) -> impl Iterator<Item = &Arc<Contract>> {
        let number = |contract: &Contract| {
            let item = contract.report.as_ref().map(|report| report.item.trim_start_matches('O'));
            item.and_then(|item| item.parse::<u32>().ok()).unwrap_or(u32::MAX)
        };
        let mut sets: Vec<_> = self.list.iter().filter(|c| c.report.is_some()).collect();
        sets.sort_by_key(|c| (number(c), c.order, &c.name));
        sets.into_iter()
    }
}

/// The built-in contract of a name.
fn built_in(name: &str) -> Result<Option<Contract>, Error> {
    for (_, text) in Templates::default().texts("contracts", "toml")? {
        let contract: Contract =
            toml::from_str(&text).map_err(|e| Error::bug("reading a built-in contract", e))?;
        if contract.name == name {
            return Ok(Some(contract));
        }
    }
    Ok(None)
}

/// A kind of sheet that the program reads has no contract: its file was laid over by one of another name.
fn lost_core(lost: CoreSheet, own: Vec<(PathBuf, String, usize)>) -> Error {
    let name = lost.name();
    let expected = format!("contracts/{name}.toml");
    let Some((path, _, line)) = own.into_iter().find(|(_, path, _)| *path == expected) else {
        return Error::Template {
            path: expected,
            problem: "a contract that the program reads is missing".to_owned(),
        };
    };
    let problem = Text::new(
        format!("ไฟล์นี้ต้องเป็นแบบของแผ่นงาน `{name}` ซึ่งโปรแกรมต้องอ่าน — เขียน name = \"{name}\""),
        format!(
            "this file must hold the contract `{name}`, which the program reads — write name = \"{name}\""
        ),
    );
    Error::Contract { path, line, problem }
}

impl<'a> IntoIterator for &'a Contracts {
    type Item = &'a Arc<Contract>;
    type IntoIter = std::slice::Iter<'a, Arc<Contract>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is wrong with the contract of complaints once a piece of it is another.
    fn problem(from: &str, to: &str) -> Option<String> {
        let templates = Templates::default().texts("contracts", "toml").expect("contracts");
        let (_, text) = templates.into_iter().find(|(p, _)| p.ends_with("o17_complaints.toml")).expect("it");
        assert!(text.contains(from), "{from}");
        toml::from_str::<Contract>(&text.replace(from, to)).expect("a contract").problem()
    }

    #[test]
    fn a_rule_that_cannot_hold_is_refused_by_name() {
        let rule = "plus = [\"received\"]";
        assert_eq!(problem(rule, rule), None);
        for (to, named) in [
            ("plus = [\"recieved\"]", "`recieved`"),
            ("plus = [\"outcome\"]", "`outcome`"),
            ("plus = []", "`pending`"),
            ("product = [\"received\"]\nsteps = []", "`pending`"),
            ("product = [\"received\"]\nsteps = [[9, \"a\"], [3, \"b\"]]", "`pending`"),
        ] {
            let told = problem(rule, to).unwrap_or_default();
            assert!(told.starts_with("rules:") && told.contains(named), "{to}: {told}");
        }
        let told = problem("column = \"pending\"", "column = \"panding\"").unwrap_or_default();
        assert!(told.contains("`panding`"), "{told}");
        assert!(problem("total = true", "stock = true").unwrap_or_default().starts_with("stock"));
    }
}
