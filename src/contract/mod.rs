//! Sheet contracts: the single source for recognising a sheet, checking it, making the blank
//! workbook, documenting it and describing the published data.
//!
//! Comes in: `templates/contracts/*.toml`, in Frictionless Table Schema terms with extensions.
//! Goes out: [`Contract`]s, checked when loaded, and [`recognise`]. Never: reads workbooks.

mod check;
mod choices;
mod contradict;
mod core;
mod field;
mod list;
mod load;
mod output_words;
mod recognise;
mod report;
mod row_words;
mod rule;

pub use core::CoreSheet;
pub use field::{Constraints, FieldSpec, FieldType, Persons, Role};
pub use list::{ListColumn, ListPart, ReportList};
pub use load::Contracts;
pub use output_words::{Handed, Output, OutputWords};
pub use recognise::{
    HEADER_SEARCH_ROWS, Header, MetaCell, RETURN_OF, Recognised, RowText, is_another, is_guide, originals,
    recognise,
};
pub use report::{DataType, Derived, ReportChart, ReportTable};
pub use row_words::{Claim, RowWords};
pub use rule::StatedRule;

use crate::model::Period;
use serde::{Deserialize, Serialize};

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
    /// Its file among the templates, with the lines of its item and its sheet.
    #[serde(skip)]
    from: Source,
}

/// Where a contract is written.
#[derive(Clone, Debug, Default)]
struct Source {
    path: String,
    item: Option<usize>,
    sheet: Option<usize>,
}

impl Contract {
    /// For how many choices of a question it has a column of counts, from the first on without a gap.
    #[must_use]
    pub fn counted_choices(&self) -> usize {
        (1..=self.fields.len())
            .take_while(|n| self.fields.iter().any(|f| f.role == Some(Role::Count) && f.choice == Some(*n)))
            .count()
    }

    /// Its name in those of files and tables: `o14-subsidies`.
    #[must_use]
    pub fn slug(&self) -> String {
        self.name.replace('_', "-")
    }

    /// Name, without its extension, of the files that hold the data set of a half: `o14-subsidies-2568-h1`.
    #[must_use]
    pub fn file_stem(&self, period: Period) -> String {
        format!("{}-{}", self.slug(), period.slug())
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
}
