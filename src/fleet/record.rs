//! What is kept of an agency when its texts are let go: results, counts, the first problems.

use super::key;
use crate::check::Coverage;
use crate::check::State as Sheet;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::error::Error;
use crate::files;
use crate::model::{Facts, FiscalYear, Half, Period, Text};
use crate::score::Results;
use crate::score::progress::MeasureOutcome;
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of the records in the output folder.
pub(super) const FOLDER: &str = ".fleet";
/// Names of all agencies of the fleet, one a line: what shards are joined to.
const AGENCIES: &str = "agencies.txt";
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
    /// Offices and schools.
    pub units: usize,
    /// Findings by weight.
    pub errors: usize,
    /// Findings by weight.
    pub warnings: usize,
    /// The first errors.
    pub problems: Vec<Problem>,
    /// Whether `agency.toml` itself is wrong.
    pub refused: bool,
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
    pub(super) fn refused(agency: &str, error: &Error) -> Self {
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
            results: Results { agency: agency.to_owned(), years: Vec::new() },
            halves: Vec::new(),
            published: BTreeMap::new(),
        }
    }

    /// An agency as its workbooks say.
    pub(super) fn of(
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
            results: Results::of(facts),
            halves,
            published: BTreeMap::new(),
        };
        record.judge(diagnostics);
        record
    }

    /// Counts the findings anew.
    pub(super) fn judge(&mut self, diagnostics: &Diagnostics) {
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

    /// Whether the half's publication, made from this very record, lies in `output`, whole.
    #[must_use]
    pub fn is_published(&self, output: &Path, half: &str, key: &str) -> bool {
        let Some(publication) = self.published.get(half) else { return false };
        let dir = output.join(&self.agency).join(half);
        publication.key == key
            && key::file(&dir.join("run.json")).is_some_and(|hash| hash == publication.manifest)
            && whole(&dir)
    }

    /// Reads an agency's record; none when there is none that can be read.
    pub(super) fn load(output: &Path, agency: &str) -> Option<Self> {
        serde_json::from_slice(&files::read_own(&path(output, agency)).ok()?).ok()
    }

    /// Every record in an output folder, sorted by agency.
    ///
    /// # Errors
    /// The folder is no fleet's output, or a record cannot be read.
    pub fn all(output: &Path) -> Result<Vec<Self>, Error> {
        let dir = output.join(FOLDER);
        let mut records = Vec::new();
        for entry in fs::read_dir(&dir).map_err(|e| Error::io("listing", &dir, e))? {
            let path = entry.map_err(|e| Error::io("listing", &dir, e))?.path();
            if path.extension().is_none_or(|end| end != "json") {
                continue;
            }
            let bytes = files::read_own(&path).map_err(|e| Error::io("reading", &path, e))?;
            let record: Self = serde_json::from_slice(&bytes)
                .map_err(|e| Error::Template { path: path.display().to_string(), problem: e.to_string() })?;
            records.push(record);
        }
        records.sort_by(|a, b| a.agency.cmp(&b.agency));
        Ok(records)
    }

    /// Removes the record.
    ///
    /// # Errors
    /// It cannot be removed.
    pub(super) fn forget(&self, output: &Path) -> Result<(), Error> {
        let path = path(output, &self.agency);
        fs::remove_file(&path).map_err(|e| Error::io("removing", path, e))
    }

    /// Writes the record in one step.
    ///
    /// # Errors
    /// Writing fails.
    pub(super) fn save(&self, output: &Path) -> Result<(), Error> {
        let target = path(output, &self.agency);
        let dir = output.join(FOLDER);
        fs::create_dir_all(&dir).map_err(|e| Error::io("making", &dir, e))?;
        let text = serde_json::to_string(self).map_err(|e| Error::bug("writing a record", e))?;
        let passing = target.with_extension("new");
        fs::write(&passing, text).map_err(|e| Error::io("writing", &passing, e))?;
        fs::rename(&passing, &target).map_err(|e| Error::io("writing", &target, e))
    }
}

/// Notes in an output folder which agencies the whole fleet has, also when only a shard of them is worked on.
///
/// # Errors
/// Writing fails.
pub(super) fn note_fleet(output: &Path, agencies: &[String]) -> Result<(), Error> {
    let dir = output.join(FOLDER);
    fs::create_dir_all(&dir).map_err(|e| Error::io("making", &dir, e))?;
    let target = dir.join(AGENCIES);
    // Shards that share an output folder write the same list; each has a passing file of its own.
    let passing = dir.join(format!("agencies-{}.new", std::process::id()));
    fs::write(&passing, agencies.join("\n")).map_err(|e| Error::io("writing", &passing, e))?;
    fs::rename(&passing, &target).map_err(|e| Error::io("writing", &target, e))
}

/// The agencies of the whole fleet as a run noted them; empty when none did.
///
/// # Errors
/// The list is there and cannot be read.
pub(super) fn noted_fleet(output: &Path) -> Result<Vec<String>, Error> {
    let path = output.join(FOLDER).join(AGENCIES);
    match files::read_own(&path) {
        Ok(bytes) => {
            let text = String::from_utf8_lossy(&bytes);
            Ok(text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect())
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Error::io("reading", path, error)),
    }
}

fn path(output: &Path, agency: &str) -> PathBuf {
    output.join(FOLDER).join(format!("{agency}.json"))
}

/// Whether every file that a publication's manifest names is there in its size.
fn whole(dir: &Path) -> bool {
    #[derive(Deserialize)]
    struct File {
        path: String,
        bytes: u64,
    }
    #[derive(Deserialize)]
    struct Manifest {
        outputs: Vec<File>,
    }
    let manifest = files::read_own(&dir.join("run.json")).ok();
    let Some(Ok(manifest)) = manifest.map(|bytes| serde_json::from_slice::<Manifest>(&bytes)) else {
        return false;
    };
    manifest.outputs.iter().all(|f| fs::metadata(dir.join(&f.path)).is_ok_and(|m| m.len() == f.bytes))
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

/// What is kept of a half.
pub(super) fn half(period: Period, coverage: &[Coverage], outcomes: &[MeasureOutcome]) -> HalfRecord {
    let units: Vec<_> = coverage.iter().filter(|c| c.unit.is_some()).collect();
    let is_there = |s: &Sheet| matches!(s, Sheet::Submitted | Sheet::WithErrors);
    let reported =
        units.iter().filter(|c| c.sheets.iter().any(|s| s.kind == "progress" && is_there(&s.state))).count();
    let expected = || units.iter().flat_map(|c| &c.sheets).filter(|s| s.state != Sheet::NotExpected);
    let mut standings = BTreeMap::new();
    for outcome in outcomes {
        *standings.entry(outcome.standing.name().to_owned()).or_insert(0) += 1;
    }
    HalfRecord {
        period,
        reported,
        submitted: expected().filter(|s| is_there(&s.state)).count(),
        expected: expected().count(),
        standings,
    }
}

/// `2568-h1` as a half.
pub(super) fn parse_half(slug: &str) -> Option<Period> {
    let (year, half) = slug.split_once("-h")?;
    Some(Period { fiscal_year: FiscalYear::parse(year)?, half: Half::from_number(half.parse().ok()?)? })
}
