//! What is known of an agency when its texts are let go: results, counts, the first problems. The roll-up
//! is made from these.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::error::Error;
use crate::model::{Facts, Period, Text};
use crate::score::Results;
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Errors that a summary names of one agency.
const MOST_PROBLEMS: usize = 3;

/// An error in an agency's data, for the summary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Problem {
    /// The finding's code; empty for an error of configuration.
    pub code: String,
    /// File, sheet and cell.
    pub place: String,
    /// What was found and what is expected.
    pub message: Text,
    /// What to do.
    pub action: Text,
}

/// What an agency reported in one half.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HalfRecord {
    /// The half.
    pub period: Period,
    /// Units that sent their report.
    pub reported: usize,
    /// Expected sheets of the half that are there.
    pub submitted: usize,
    /// Expected sheets.
    pub expected: usize,
    /// Measures by standing, stable English names.
    pub standings: BTreeMap<String, usize>,
}

/// One agency.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Hash of everything it was made from.
    pub key: String,
    /// Agency id, which is its folder's name.
    pub agency: String,
    /// Its name.
    pub name: Text,
    /// The body it belongs to.
    pub parent: Text,
    /// Invented data.
    pub sample: bool,
    /// Size of its inputs: what working on it costs.
    pub bytes: u64,
    /// Workbooks.
    pub files: usize,
    /// Recognised sheets.
    pub sheets: usize,
    /// Units that report.
    pub units: usize,
    /// Findings by weight.
    pub errors: usize,
    /// Findings by weight.
    pub warnings: usize,
    /// The first errors.
    pub problems: Vec<Problem>,
    /// Whether `agency.toml` itself is wrong.
    pub refused: bool,
    /// What it calls things; empty for the words of a file that says nothing of kinds.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
    /// What scores depend on.
    pub results: Results,
    /// Halves with reports.
    pub halves: Vec<HalfRecord>,
    /// Publications by half.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub published: BTreeMap<String, Publication>,
}

/// A publication as the run that made it remembers it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Publication {
    /// [`Record::key`] at the time.
    pub record: String,
    /// Hash of the record, the options and the Typst version.
    pub key: String,
    /// SHA-256 of its manifest.
    pub manifest: String,
}

impl Record {
    /// An agency whose configuration is wrong.
    #[must_use]
    pub fn refused(agency: &str, error: &Error) -> Self {
        let message = error.text();
        let problem = Problem {
            code: String::new(),
            place: format!("input/{agency}"),
            message,
            action: Text::default(),
        };
        Self {
            key: String::new(),
            agency: agency.to_owned(),
            name: Text::new(agency, agency),
            parent: Text::default(),
            sample: false,
            bytes: 0,
            files: 0,
            sheets: 0,
            units: 0,
            errors: 1,
            warnings: 0,
            problems: vec![problem],
            refused: true,
            words: BTreeMap::new(),
            results: Results { agency: agency.to_owned(), years: Vec::new() },
            halves: Vec::new(),
            published: BTreeMap::new(),
        }
    }

    /// An agency as its workbooks say.
    #[must_use]
    pub fn of(
        workspace: &Workspace,
        facts: &Facts,
        diagnostics: &Diagnostics,
        halves: Vec<HalfRecord>,
    ) -> Self {
        let agency = &workspace.agency;
        let mut record = Self {
            key: String::new(),
            agency: agency.id.clone(),
            name: Text::new(&agency.name_th, &agency.name_en),
            parent: Text::new(&agency.parent_th, &agency.parent_en),
            sample: agency.sample,
            bytes: 0,
            files: facts.files.len(),
            sheets: facts.submissions.len(),
            units: workspace.units.len(),
            errors: 0,
            warnings: 0,
            problems: Vec::new(),
            refused: false,
            words: workspace.words.stated(),
            results: Results::of(facts),
            halves,
            published: BTreeMap::new(),
        };
        record.judge(diagnostics);
        record
    }

    /// Counts the findings again.
    pub fn judge(&mut self, diagnostics: &Diagnostics) {
        self.errors = diagnostics.count(Severity::Error);
        self.warnings = diagnostics.count(Severity::Warning);
        let errors = diagnostics.iter().filter(|d| d.severity == Severity::Error);
        self.problems = errors.take(MOST_PROBLEMS).map(problem).collect();
    }

    /// What it reported in a half.
    #[must_use]
    pub fn half(&self, period: Period) -> Option<&HalfRecord> {
        self.halves.iter().find(|h| h.period == period)
    }

    /// Whether every expected sheet of a half is there.
    #[must_use]
    pub fn is_complete(&self, period: Period) -> bool {
        self.half(period).is_some_and(|h| h.submitted == h.expected)
    }

    /// Whether the findings allow to publish.
    #[must_use]
    pub fn publishable(&self, deny_warnings: bool) -> bool {
        !self.refused && self.errors == 0 && !(deny_warnings && self.warnings > 0)
    }

    /// Whether the half was published from the record as it is, by the record's own account: a publication
    /// made before the last change of the inputs does not count.
    #[must_use]
    pub fn published_as_it_is(&self, half: &str) -> bool {
        self.published.get(half).is_some_and(|p| p.record == self.key)
    }
}

fn problem(finding: &Diagnostic) -> Problem {
    let place = &finding.place;
    let inside = [place.sheet.clone(), place.a1()].into_iter().flatten().collect::<Vec<_>>().join("!");
    Problem {
        code: finding.code.name().to_owned(),
        place: if inside.is_empty() { place.file.clone() } else { format!("{} [{inside}]", place.file) },
        message: finding.message.clone(),
        action: finding.action.clone(),
    }
}
