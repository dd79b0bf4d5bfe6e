//! The roll-up over many agencies: one view model, from which the PDF, the workbook, the CSVs and the page are
//! written.
//!
//! In: records of the agencies, scores side by side. Out: a [`RollUp`]: worded sections with typed tables in
//! the order they are read. Never: computes a score, writes a file.

mod document;
mod record;
mod sections;
mod workbook;

pub use document::{RollUpDocument, document, row_text};
pub use record::{HalfRecord, Problem, Publication, Record};
pub use workbook::workbook;

use super::document::{BarChart, Tile};
use super::wording::Phrases;
use super::words::Words;
use super::workbook::book::{Frame, Sheet, Table};
use super::workbook::front::{frame, no_contents};
use crate::compare::Across;
use crate::model::{FiscalYear, Period};
use crate::scheme::Scheme;
use crate::thai::{Date, Digits};

/// What the roll-up is made from.
#[derive(Clone, Copy, Debug)]
pub struct Basis<'a> {
    /// Every agency of the fleet, sorted by id.
    pub records: &'a [Record],
    /// Which of them are published, in the same order.
    pub published: &'a [bool],
    /// Scores of the published ones.
    pub across: &'a Across,
    /// Sentences of the roll-up, in the words that all the agencies share.
    pub phrases: Phrases<'a>,
    /// The scheme of the results' year.
    pub scheme: &'a Scheme,
    /// The half of the progress reports.
    pub period: Period,
    /// The day from which due dates were judged.
    pub as_of: Date,
    /// Digits of the document.
    pub digits: Digits,
    /// Made in spite of data errors.
    pub draft: bool,
}

impl Basis<'_> {
    fn say(&self, key: &str, variables: &[(&str, &str)]) -> String {
        self.phrases.say(key, variables)
    }

    fn words(&self) -> Words {
        Words { digits: self.digits, decimals: self.scheme.rules.published_decimals }
    }

    fn year(&self) -> FiscalYear {
        self.scheme.fiscal_year
    }
}

/// The roll-up as it is read.
#[derive(Clone, Debug)]
pub struct RollUp<'a> {
    /// What it was made from.
    basis: Basis<'a>,
    /// File names carry it: `2568-h1`.
    pub slug: String,
    /// Title.
    pub title: String,
    /// The years it is about, worded.
    pub subtitle: String,
    /// One sentence on what it holds.
    pub subject: String,
    /// Who stands above the agencies, where they all say the same.
    pub issuer: String,
    /// Since when the figures hold.
    pub as_of: Date,
    /// The same in words.
    pub as_of_text: String,
    /// Digits of the document.
    pub digits: Digits,
    /// Decimals of published scores.
    pub decimals: usize,
    /// Invented data.
    pub sample_mark: Option<String>,
    /// Made in spite of data errors.
    pub draft_mark: Option<String>,
    /// Paragraphs that say how the year went.
    pub paragraphs: Vec<String>,
    /// Figures that stand out.
    pub tiles: Vec<Tile>,
    /// Agencies by rating.
    pub chart: BarChart,
    /// From the ranking to what was not published.
    pub sections: Vec<Section>,
    /// How to read it.
    pub notes: Vec<String>,
    /// The list of the workbook's sheets, still empty.
    pub contents: Sheet,
    /// What is said around its sheets.
    pub frame: Frame,
}

impl RollUp<'_> {
    /// Wording of the roll-up.
    #[must_use]
    pub fn words(&self) -> Words {
        self.basis.words()
    }

    /// A sentence of `templates/wording`.
    #[must_use]
    pub fn say(&self, key: &str, variables: &[(&str, &str)]) -> String {
        self.basis.say(key, variables)
    }

    /// The marks that it carries.
    #[must_use]
    pub fn marks(&self) -> Vec<String> {
        [&self.sample_mark, &self.draft_mark].into_iter().flatten().cloned().collect()
    }
}

/// A heading, what it says, a table.
#[derive(Clone, Debug)]
pub struct Section {
    /// Heading.
    pub heading: String,
    /// Paragraphs before the table.
    pub paragraphs: Vec<String>,
    /// The table; its name is the CSV's.
    pub table: Table,
    /// Rows of the table that are printed: of a long one the first and the last.
    pub printed: usize,
    /// Set on landscape pages.
    pub wide: bool,
}

/// Builds the roll-up.
#[must_use]
pub fn roll_up<'a>(basis: &Basis<'a>) -> RollUp<'a> {
    let words = basis.words();
    let say = |key: &str| basis.say(key, &[]);
    let (year, period) = (basis.year(), basis.period);
    let all = basis.records.len();
    let published = basis.published.iter().filter(|p| **p).count();
    RollUp {
        basis: *basis,
        slug: period.slug(),
        title: say("rollup.title"),
        subtitle: words.text(&basis.say(
            "rollup.subtitle",
            &[
                ("results", &year.to_string()),
                ("year", &period.fiscal_year.to_string()),
                ("half", &words.half(period.half)),
            ],
        )),
        subject: words.text(
            &basis.say("rollup.subject", &[("published", &published.to_string()), ("all", &all.to_string())]),
        ),
        issuer: issuer(basis.records),
        as_of: basis.as_of,
        as_of_text: basis.say("rollup.as_of", &[("day", &words.date(basis.as_of))]),
        digits: basis.digits,
        decimals: words.decimals,
        sample_mark: basis.records.iter().any(|r| r.sample).then(|| say("mark.sample.th")),
        draft_mark: basis.draft.then(|| say("mark.draft.th")),
        paragraphs: sections::opening(basis),
        tiles: sections::tiles(basis),
        chart: sections::ratings_chart(basis),
        sections: sections::all(basis),
        notes: vec![
            words.text(&basis.say("rollup.note_rank", &[("decimals", &words.decimals.to_string())])),
            say("rollup.note_mean"),
            say("rollup.note_change"),
            say("rollup.note_missing"),
        ],
        contents: no_contents(basis.phrases),
        frame: frame(basis.phrases),
    }
}

/// The parent of all agencies, where it is the same.
fn issuer(records: &[Record]) -> String {
    let first = records.first().map(|r| r.parent.th.clone()).unwrap_or_default();
    let same = records.iter().filter(|r| !r.refused).all(|r| r.parent.th == first);
    if same { first } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::progress::fixture::Case;

    /// Keys of tables and columns are composed: a text that is missing would be printed as its key.
    #[test]
    fn every_table_and_column_has_its_words() {
        let case = Case::new();
        let model = case.model();
        let basis = Basis {
            records: &[Record::refused("x", &crate::error::Error::bug("reading", "x"))],
            published: &[false],
            across: &Across::default(),
            phrases: model.phrases(),
            scheme: model.scheme,
            period: model.period,
            as_of: model.as_of,
            digits: Digits::Thai,
            draft: true,
        };
        let rollup = roll_up(&basis);
        assert_eq!(rollup.sections.len(), 7);
        let said = format!("{:?} {:?}", document(&rollup, Vec::new()), workbook(&rollup));
        assert!(!said.contains("rollup."), "{said}");
    }
}
