//! Layouts: how other people's forms become the contracts' columns. Data, checked when loaded.
//!
//! Comes in: `templates/layouts/*.toml` and an agency's own `layouts/*.toml`. Goes out: [`Layouts`].
//! `docs/layouts.md` explains every key. Never: looks at a workbook.

mod check;
mod parts;

pub use parts::{
    Across, Banner, Codes, Column, Fact, Find, Pattern, RecordRule, Replace, Source, Target, Words, title_key,
};

use crate::contract::{Contract, Contracts};
use crate::error::Error;
use crate::model::Text;
use crate::templates::Templates;
use crate::toml_file;
use serde::Deserialize;
use std::sync::Arc;

/// Folder of layouts, among the templates and in an agency's inputs.
pub const FOLDER: &str = "layouts";
/// The file that says what all layouts take for furniture.
const FURNITURE: &str = "layouts/furniture.toml";

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
        let mut layout: Self = toml_file::read(path, text)?;
        path.clone_into(&mut layout.path);
        let problem = |(word, problem): (String, Text)| Error::template(located(path, text, &word), problem);
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
                let furniture = toml_file::read(&path, &text)?;
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
            let problem = Text::new(
                format!("ชื่อ `{}` ซ้ำกับรูปแบบใน {}", b.name, a.path),
                format!("`{}` names a layout of {} too", b.name, a.path),
            );
            return Err(Error::template(&b.path, problem));
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
