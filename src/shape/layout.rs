//! Layouts: how other people's forms become the contracts' columns. Data, checked when loaded.
//!
//! Comes in: `templates/layouts/*.toml` and an agency's own `layouts/*.toml`. Goes out: [`Layouts`].
//! `docs/layouts.md` explains every key. Never: looks at a workbook.

use crate::contract::{Contract, Contracts, FieldSpec};
use crate::error::Error;
use crate::templates::Templates;
use crate::thai;
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Deserializer, de};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Folder of layouts, among the templates and in an agency's inputs.
pub const FOLDER: &str = "layouts";
/// The file that says what all layouts take for furniture.
const FURNITURE: &str = "layouts/furniture.toml";
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
    keys: Vec<String>,
}

impl Column {
    /// Whether one of these forms of a title (comparison key, text without blanks) is the column's.
    #[must_use]
    pub fn is_titled(&self, spec: Option<&FieldSpec>, key: &str, squeezed: &str) -> bool {
        if self.keys.is_empty() && self.title_like.is_empty() {
            return spec.is_some_and(|s| s.is_named(key));
        }
        self.keys.iter().any(|k| k == key) || self.title_like.iter().any(|p| whole(p, squeezed))
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

fn whole(pattern: &Pattern, text: &str) -> bool {
    pattern.get().find(text).is_some_and(|m| m.start() == 0 && m.end() == text.len())
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

/// One layout.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// Its name.
    pub name: String,
    /// Thai title.
    pub title: String,
    /// English title.
    #[serde(default)]
    pub title_en: String,
    /// The contract whose columns it gives.
    pub contract: String,
    /// Rows of the header, 1–3.
    #[serde(default = "one")]
    pub header_rows: u32,
    /// Titles nobody knows are passed over instead of told.
    #[serde(default)]
    pub pass_unknown: bool,
    /// Texts that speak for this form: in title lines, the sheet's name or the file's.
    #[serde(default)]
    pub evidence: Vec<Pattern>,
    /// Without such a text it is another form.
    #[serde(default)]
    pub evidence_needed: bool,
    /// Columns.
    #[serde(default)]
    pub column: Vec<Column>,
    /// Columns of the small table below a row of the outer one.
    #[serde(default)]
    pub inner: Vec<Column>,
    /// Columns that become rows.
    pub across: Option<Across>,
    /// What holds for the whole sheet.
    #[serde(default)]
    pub fact: Vec<Fact>,
    /// Banner rows.
    #[serde(default)]
    pub banner: Vec<Banner>,
    /// Records of a row; one with all its fields where none is named.
    #[serde(default)]
    pub record: Vec<RecordRule>,
    /// Columns (by their first field) of which one must hold something for a new record; other rows go on.
    #[serde(default)]
    pub start: Vec<String>,
    /// Column (by its first field) whose rows with the same value are one record.
    #[serde(default)]
    pub key: String,
    /// Fact that tells several sheets of one submission apart.
    #[serde(default)]
    pub part: String,
    /// Codes where the form has none.
    pub codes: Option<Codes>,
    /// Where it comes from.
    #[serde(skip)]
    pub path: String,
    /// The contract.
    #[serde(skip)]
    pub(super) of: Option<Arc<Contract>>,
}

fn one() -> u32 {
    1
}

impl Layout {
    /// What it gives its rows to.
    #[must_use]
    pub fn contract(&self) -> Option<&Arc<Contract>> {
        self.of.as_ref()
    }

    /// Reads one file.
    ///
    /// # Errors
    /// Where it is wrong: file, line, what is meant.
    pub fn parse(path: &str, text: &str, contracts: &Contracts) -> Result<Self, Error> {
        let mut layout: Self = toml::from_str(text)
            .map_err(|source| Error::Toml { path: path.to_owned(), source: Box::new(source) })?;
        path.clone_into(&mut layout.path);
        let problem =
            |(word, problem): (String, String)| Error::Template { path: located(path, text, &word), problem };
        layout.complete(contracts).map_err(problem)?;
        Ok(layout)
    }

    fn columns_mut(&mut self) -> impl Iterator<Item = &mut Column> {
        let values = self.across.iter_mut().flat_map(|a| a.value.iter_mut());
        self.column.iter_mut().chain(self.inner.iter_mut()).chain(values)
    }

    fn columns(&self) -> impl Iterator<Item = &Column> {
        let values = self.across.iter().flat_map(|a| a.value.iter());
        self.column.iter().chain(self.inner.iter()).chain(values)
    }

    /// Fills in what is short, and checks every name. The error: the word in question, and what is wrong.
    fn complete(&mut self, contracts: &Contracts) -> Result<(), (String, String)> {
        let Some(contract) = contracts.get(&self.contract) else {
            let names: Vec<_> = contracts.iter().map(|c| c.name.as_str()).collect();
            let meant = thai::nearest(&self.contract, names.iter().copied());
            let meant = meant.map(|m| format!("; did you mean `{m}`?")).unwrap_or_default();
            let known = names.join(", ");
            return Err((
                self.contract.clone(),
                format!("there is no contract `{}`{meant} (known: {known})", self.contract),
            ));
        };
        let contract = Arc::clone(contract);
        if !(1..=3).contains(&self.header_rows) {
            return Err(("header_rows".to_owned(), "header_rows: 1, 2 or 3".to_owned()));
        }
        for column in self.columns_mut() {
            if !column.field.is_empty() {
                let field = column.field.clone();
                column.take.insert(0, Target { field, ..Target::default() });
            }
            column.keys = column.titles.iter().map(|t| title_key(t)).collect();
        }
        self.check_names(&contract)?;
        if self.column.is_empty() {
            return Err((self.name.clone(), "it has no [[column]]".to_owned()));
        }
        self.of = Some(contract);
        Ok(())
    }

    fn check_names(&self, contract: &Contract) -> Result<(), (String, String)> {
        let known = |name: &str| {
            let exact = |n: &str| {
                contract.position(n).is_some()
                    || contract.meta.iter().chain(&contract.internal).any(|m| m.name == n)
            };
            // `count_{choice}` stands for a family of fields.
            exact(name) || exact(&name.replace("{choice}", "1"))
        };
        let check = |name: &str| {
            if known(name) {
                return Ok(());
            }
            let fields = contract.fields.iter().chain(&contract.meta).chain(&contract.internal);
            let names = fields.map(|f| f.name.as_str());
            let all: Vec<_> = names.clone().collect();
            let meant = thai::nearest(name, names).map(|m| format!("; did you mean `{m}`?"));
            let meant = meant.unwrap_or_default();
            let list = all.join(", ");
            let problem =
                format!("contract `{}` has no field `{name}`{meant} (known: {list})", contract.name);
            Err((name.to_owned(), problem))
        };
        // Where records are put together, columns are places of their own.
        let local = !self.record.is_empty();
        for column in self.columns() {
            if column.skip || column.choice {
                continue;
            }
            if column.take.is_empty() && column.split.is_empty() {
                let what = "a column needs `field`, `take`, `split`, `choice` or `skip`";
                return Err((column.name(), what.to_owned()));
            }
            for target in &column.take {
                if !local {
                    check(&target.field)?;
                }
            }
            for pattern in &column.split {
                for name in pattern.get().capture_names().flatten() {
                    if !local {
                        check(name)?;
                    }
                }
            }
        }
        for fact in &self.fact {
            check(&fact.field)?;
            if fact.find.is_none() && fact.like.is_empty() && fact.otherwise.is_none() {
                return Err((fact.field.clone(), "a fact needs `find`, `like` or `otherwise`".to_owned()));
            }
        }
        if let Some(across) = &self.across {
            if !across.field.is_empty() {
                check(&across.field)?;
            } else if across.totals.is_empty() {
                return Err((
                    "across".to_owned(),
                    "across needs `field`, or `totals` when the sums are what is read".to_owned(),
                ));
            }
            if across.value.is_empty() {
                return Err((across.field.clone(), "across needs at least one value".to_owned()));
            }
        }
        for banner in &self.banner {
            banner.set.keys().try_for_each(|name| check(name))?;
            banner.like.get().capture_names().flatten().try_for_each(check)?;
        }
        let column = |name: &String| {
            if self.columns().any(|c| c.take.iter().any(|t| t.field == *name)) {
                Ok(())
            } else {
                Err((name.clone(), format!("no column gives `{name}`")))
            }
        };
        for rule in &self.record {
            rule.set.keys().chain(rule.from.keys()).try_for_each(|name| check(name))?;
            rule.when.iter().chain(rule.from.values()).try_for_each(column)?;
        }
        self.start.iter().try_for_each(column)?;
        if !self.key.is_empty() {
            column(&self.key)?;
        }
        if !self.part.is_empty() {
            check(&self.part)?;
        }
        if let Some(codes) = &self.codes {
            [&codes.field, &codes.by].into_iter().chain(&codes.content).try_for_each(|name| check(name))?;
        }
        Ok(())
    }
}

/// The file, with the line in which a word stands.
fn located(path: &str, text: &str, word: &str) -> String {
    let at = text.lines().position(|line| !word.is_empty() && line.contains(word));
    at.map_or_else(|| path.to_owned(), |line| format!("{path}:{}", line + 1))
}

/// What all layouts take for furniture.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Furniture {
    /// First words of signatures; what follows them is no row of the table.
    pub signatures: Vec<Pattern>,
    /// First words of remarks.
    pub remarks: Vec<Pattern>,
    /// Labels of rows that sum up others, whole.
    pub totals: Vec<Pattern>,
}

/// All layouts, in order of their names.
#[derive(Clone, Debug, Default)]
pub struct Layouts {
    list: Vec<Arc<Layout>>,
    furniture: Arc<Furniture>,
}

/// Whether a built-in layout is for a kind of sheet that the agency has; not every agency has all data sets. A text that
/// cannot be read is told when it is parsed.
fn fills_one_of(contracts: &Contracts, text: &str) -> bool {
    let table: Option<toml::Table> = toml::from_str(text).ok();
    let name = table.as_ref().and_then(|table| table.get("contract")?.as_str());
    name.is_none_or(|name| contracts.get(name).is_some())
}

impl Layouts {
    /// Loads the built-in ones, or those laid over them.
    ///
    /// # Errors
    /// A file is wrong.
    pub fn load(templates: &Templates, contracts: &Contracts) -> Result<Self, Error> {
        let mut layouts = Self::default();
        for (path, text) in templates.texts(FOLDER, "toml")? {
            if path == FURNITURE {
                let furniture =
                    toml::from_str(&text).map_err(|source| Error::Toml { path, source: Box::new(source) })?;
                layouts.furniture = Arc::new(furniture);
            } else if templates.own(&path).is_some() || fills_one_of(contracts, &text) {
                layouts.list.push(Arc::new(Layout::parse(&path, &text, contracts)?));
            }
        }
        layouts.sorted()
    }

    /// With an agency's own, which take the place of built-in ones of the same name.
    ///
    /// # Errors
    /// A file is wrong.
    pub fn with(&self, own: &[(String, String)], contracts: &Contracts) -> Result<Self, Error> {
        let mut layouts = Self { list: Vec::new(), furniture: Arc::clone(&self.furniture) };
        for (path, text) in own {
            layouts.list.push(Arc::new(Layout::parse(path, text, contracts)?));
        }
        let built_in = self.list.iter().filter(|l| !layouts.list.iter().any(|o| o.name == l.name));
        let built_in: Vec<_> = built_in.cloned().collect();
        layouts.list.extend(built_in);
        layouts.sorted()
    }

    fn sorted(mut self) -> Result<Self, Error> {
        self.list.sort_by(|a, b| (&a.name, &a.path).cmp(&(&b.name, &b.path)));
        if let Some([a, b]) = self.list.array_windows().find(|[a, b]| a.name == b.name) {
            let problem = format!("`{}` names a layout of {} too", b.name, a.path);
            return Err(Error::Template { path: b.path.clone(), problem });
        }
        Ok(self)
    }

    /// All.
    pub fn iter(&self) -> std::slice::Iter<'_, Arc<Layout>> {
        self.list.iter()
    }

    /// What all take for furniture.
    #[must_use]
    pub fn furniture(&self) -> &Furniture {
        &self.furniture
    }
}

impl<'a> IntoIterator for &'a Layouts {
    type Item = &'a Arc<Layout>;
    type IntoIter = std::slice::Iter<'a, Arc<Layout>>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
