//! Records of agencies on the disk: kept by one run, read by the next and by `rollup`.

use super::key;
use crate::check::Coverage;
use crate::check::State as Sheet;
use crate::error::Error;
use crate::files;
use crate::model::{FiscalYear, Half, Period};
use crate::platform::folders;
use crate::report::rollup::{HalfRecord, Record};
use crate::score::progress::MeasureOutcome;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of the records in the output folder.
pub(super) const FOLDER: &str = ".fleet";
/// Names of all agencies of the fleet, one a line: what shards are joined to.
const AGENCIES: &str = "agencies.txt";

impl Record {
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
                .map_err(|why| Error::unreadable_template(path.display().to_string(), &why))?;
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
        folders::rename(&passing, &target).map_err(|e| Error::io("writing", &target, e))
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
    folders::rename(&passing, &target).map_err(|e| Error::io("writing", &target, e))
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
