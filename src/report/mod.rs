//! The one model behind every output, and the view models made from it.
//!
//! Comes in: scores with deltas, outcomes of measures, facts, coverage, findings. Goes out: what a
//! reader sees, worded and ordered. Never: computes a score, writes a file.

pub mod analysis;
mod axis;
pub mod catalogue;
pub mod data_sets;
pub mod document;
pub mod explain;
pub mod index;
pub mod letters;
pub mod measures;
pub mod open_data;
pub mod own_texts;
pub mod progress;
pub mod rollup;
pub mod snapshot;
pub mod wording;
pub mod words;
pub mod workbook;

use crate::check::Coverage;
use crate::compare::Book;
use crate::contract::{Contracts, CoreSheet, FieldSpec};
use crate::diagnostic::Diagnostics;
use crate::model::{Facts, FiscalYear, Period, Text, YearFacts};
use crate::ready::Ready;
use crate::scheme::{Scheme, Schemes};
use crate::score::progress::MeasureOutcome;
use crate::thai::{Date, Digits};
use crate::workspace::Workspace;

/// A part of a publication that is made alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    /// The measures document, with the results that it stands on.
    Measures,
    /// Last year's scores.
    Results,
    /// The progress report with the data sets.
    Progress,
}

impl Only {
    /// As the command line and the publication's folder call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Measures => "measures",
            Self::Results => "results",
            Self::Progress => "progress",
        }
    }

    /// Whether an open table belongs to it.
    #[must_use]
    pub fn wants(self, table: &open_data::Table) -> bool {
        match table.name.as_str() {
            "measures" => self != Self::Results,
            "measure_standings" | "progress" | "oit_readiness" => self == Self::Progress,
            _ => (self == Self::Progress) == table.contract.is_some(),
        }
    }
}

/// Everything that is known about one agency and one half: PDF, xlsx, CSV and JSON are all written
/// from this, so a number has one source.
#[derive(Clone, Copy, Debug)]
pub struct Model<'a> {
    /// Agency and units.
    pub workspace: &'a Workspace,
    /// Kinds of sheets.
    pub contracts: &'a Contracts,
    /// Sentences of the documents.
    pub wording: &'a wording::Wording,
    /// Schemes of all years.
    pub schemes: &'a Schemes,
    /// The scheme of the results' year.
    pub scheme: &'a Scheme,
    /// The half that the progress report covers; its year is that of the measures document.
    pub period: Period,
    /// The day from which due dates are judged.
    pub as_of: Date,
    /// Digits of documents.
    pub digits: Digits,
    /// Made in spite of data errors: every page says so.
    pub draft: bool,
    /// The part that is made alone; everything without it.
    pub only: Option<Only>,
    /// Inputs as records.
    pub facts: &'a Facts,
    /// Scores of the results' year, with those of the year before.
    pub scores: &'a Book,
    /// Scores of the year before that, e.g. for its responses.
    pub earlier: &'a Book,
    /// Measures of the period's year.
    pub outcomes: &'a [MeasureOutcome],
    /// Measures of the same half one year before; empty without data.
    pub outcomes_before: &'a [MeasureOutcome],
    /// Units × sheets.
    pub coverage: &'a [Coverage],
    /// Outputs and data sets of the year's checklist, by item.
    pub readiness: &'a [Ready],
    /// Where Typst finds the agency's logo, from its root, starting with `/`.
    pub logo: Option<&'a str>,
    /// Findings, sorted.
    pub diagnostics: &'a Diagnostics,
}

impl Model<'_> {
    /// The texts of `templates/wording` in the agency's words.
    #[must_use]
    pub fn phrases(&self) -> wording::Phrases<'_> {
        wording::Phrases::new(self.wording, &self.workspace.words)
    }

    /// What the agency's units are called where they are counted or head a column.
    #[must_use]
    pub fn unit_noun(&self) -> &str {
        self.phrases().unit_noun()
    }

    /// A sentence of `templates/wording` with its variables and the agency's word for its units.
    #[must_use]
    pub fn say(&self, key: &str, variables: &[(&str, &str)]) -> String {
        self.phrases().say(key, variables)
    }

    /// A text without variables of its own.
    #[must_use]
    pub fn term(&self, key: &str) -> String {
        self.say(key, &[])
    }

    /// A text without variables of its own that has several lines, each a text.
    #[must_use]
    pub fn lines(&self, key: &str) -> Vec<String> {
        self.term(key).lines().map(str::to_owned).collect()
    }

    /// A sentence that is there in Thai and in English.
    #[must_use]
    pub fn both(&self, key: &str, variables: &[(&str, Text)]) -> Text {
        self.phrases().both(key, variables)
    }

    /// Names as a person lists them: `ก`, `ก และข`, `IIT EIT และ OIT`.
    #[must_use]
    pub fn joined(&self, names: &[String]) -> String {
        let [first @ .., last] = names else { return String::new() };
        if first.is_empty() {
            return last.clone();
        }
        // A Thai word follows the connective without a blank.
        let is_word = last.starts_with(|c: char| c.is_alphabetic() && !c.is_ascii());
        let key = if is_word { "lists.and" } else { "lists.and_code" };
        self.say(key, &[("first", &first.join(" ")), ("last", last)])
    }

    /// The mark of invented data.
    #[must_use]
    pub fn sample_mark(&self) -> Option<Text> {
        self.workspace.agency.sample.then(|| self.both("mark.sample", &[]))
    }

    /// The mark of what is made in spite of data errors.
    #[must_use]
    pub fn draft_mark(&self) -> Option<Text> {
        self.draft.then(|| self.both("mark.draft", &[]))
    }

    /// The marks that every output carries.
    #[must_use]
    pub fn marks(&self) -> Vec<Text> {
        self.sample_mark().into_iter().chain(self.draft_mark()).collect()
    }

    /// Sentences on a cover that say what a document is not.
    #[must_use]
    pub fn notices(&self) -> Vec<String> {
        let sample = self.workspace.agency.sample.then(|| self.say("mark.sample_notice", &[]));
        let draft = self.draft.then(|| self.say("mark.draft_notice", &[]));
        sample.into_iter().chain(draft).collect()
    }

    /// The agency's logo as the covers show it.
    #[must_use]
    pub fn logo_picture(&self) -> Option<document::Logo> {
        let alt = self.say("logo_alt", &[("agency", &self.workspace.agency.name_th)]);
        self.logo.map(|path| document::Logo { path: path.to_owned(), alt })
    }

    /// Where the head of the agency signs a cover, where the agency names the office. Nobody approves a draft.
    #[must_use]
    pub fn approval(&self) -> Option<document::Approval> {
        let director = self.workspace.agency.director_th.trim();
        let said = |key: &str| self.say(key, &[("director", director)]);
        (!director.is_empty() && !self.draft).then(|| document::Approval {
            title: said("approval_title"),
            position: said("approval_position"),
            date: said("approval_date"),
        })
    }

    /// The fiscal year of the measures.
    #[must_use]
    pub fn fiscal_year(&self) -> FiscalYear {
        self.period.fiscal_year
    }

    /// The fiscal year whose results are shown: the one before.
    #[must_use]
    pub fn results_year(&self) -> FiscalYear {
        self.scheme.fiscal_year
    }

    /// Whether anything of that year's results is there.
    #[must_use]
    pub fn has_results(&self) -> bool {
        let year = self.year(self.results_year());
        year.is_some_and(|year| !year.questions.is_empty() || !year.published.is_empty())
    }

    /// Decimals of published scores.
    #[must_use]
    pub fn decimals(&self) -> usize {
        self.scheme.rules.published_decimals
    }

    /// Wording of the documents.
    #[must_use]
    pub fn words(&self) -> words::Words {
        words::Words { digits: self.digits, decimals: self.decimals() }
    }

    /// Wording in Arabic digits, for screens and English.
    #[must_use]
    pub fn arabic(&self) -> words::Words {
        words::Words { digits: Digits::Arabic, ..self.words() }
    }

    /// The item of the checklist that the documents answer, by the scheme of their year.
    #[must_use]
    pub fn answered(&self) -> Option<(&crate::scheme::Instrument, &crate::scheme::Question)> {
        self.schemes.get(self.fiscal_year()).unwrap_or(self.scheme).answered()
    }

    /// Columns that the contract of the register has beyond those that the program reads by name, in the order of
    /// [`Measure::further`](crate::model::Measure::further).
    #[must_use]
    pub fn further_columns(&self) -> Vec<&FieldSpec> {
        let register = self.contracts.get(CoreSheet::Measures.name());
        register.into_iter().flat_map(|contract| contract.further()).map(|(_, field)| field).collect()
    }

    /// What the workbooks say about a year.
    #[must_use]
    pub fn year(&self, year: FiscalYear) -> Option<&YearFacts> {
        self.facts.years.get(&year)
    }
}
