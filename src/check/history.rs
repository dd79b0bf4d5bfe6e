//! What the check before found: which findings are new, still open, or gone.
//!
//! Checks are numbered, not dated: the same inputs give the same file whatever the clock says.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::error::Error;
use crate::files;
use crate::model::Text;
use crate::platform::folders;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Name of the file in the output folder.
const FILE: &str = ".checks.json";

/// The findings that were open at the last check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct History {
    /// Serial number of the last check; 0 before the first.
    serial: u32,
    /// By fingerprint: code, file, sheet and row.
    open: BTreeMap<String, Seen>,
    /// Marked copies that the check wrote: file name and SHA-256.
    #[serde(default)]
    copies: BTreeMap<String, String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    /// Serial number of the check that saw it first.
    first: u32,
    /// Unit id; empty for the agency.
    unit: String,
}

/// One unit's findings against those of the last check.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Since {
    /// Unit id; empty for the agency.
    pub unit: String,
    /// Its name.
    pub name: Text,
    /// Seen for the first time.
    pub new: usize,
    /// Seen before and still there.
    pub open: usize,
    /// Seen before and gone.
    pub fixed: usize,
}

impl History {
    /// Reads the file in `output`; empty when there is none or it cannot be understood.
    ///
    /// # Errors
    /// The file is there but cannot be opened.
    pub fn load(output: &Path) -> Result<Self, Error> {
        let path = output.join(FILE);
        match files::read_own(&path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(Error::io("reading", path, error)),
        }
    }

    /// Number of the last check.
    #[must_use]
    pub fn serial(&self) -> u32 {
        self.serial
    }

    /// Whether there is an earlier check to compare with.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.serial <= 1
    }

    /// Marked copies of that check: file name and SHA-256.
    #[must_use]
    pub fn copies(&self) -> &BTreeMap<String, String> {
        &self.copies
    }

    /// Notes the marked copies of this check.
    pub fn set_copies(&mut self, copies: BTreeMap<String, String>) {
        self.copies = copies;
    }

    /// The history after this check, and what changed, by unit: units with nothing to tell are left
    /// out. Every finding learns when it was seen first. Notes are no one's to fix and do not count.
    pub fn advance(
        &self,
        diagnostics: &mut Diagnostics,
        names: &BTreeMap<String, Text>,
    ) -> (Self, Vec<Since>) {
        let mut next = Self { serial: self.serial.saturating_add(1), ..Self::default() };
        let mut known: BTreeMap<String, usize> = BTreeMap::new();
        for finding in diagnostics.iter_mut().filter(|f| f.severity != Severity::Note) {
            let key = fingerprint(finding);
            let same = known.entry(key.clone()).or_default();
            *same += 1;
            let key = numbered(key, *same);
            let first = self.open.get(&key).map_or(next.serial, |seen| seen.first);
            finding.first_seen = Some(first);
            let unit = finding.unit.clone().unwrap_or_default();
            next.open.insert(key, Seen { first, unit });
        }
        let mut units: BTreeMap<String, Since> = BTreeMap::new();
        let mut of = |unit: &str, count: fn(&mut Since) -> &mut usize| {
            let since = units.entry(unit.to_owned()).or_insert_with(|| Since {
                unit: unit.to_owned(),
                name: names.get(unit).cloned().unwrap_or_else(|| gone(unit)),
                ..Since::default()
            });
            *count(since) += 1;
        };
        for (key, seen) in &next.open {
            let known = self.open.contains_key(key);
            of(&seen.unit, if known { |s| &mut s.open } else { |s| &mut s.new });
        }
        for (_, seen) in self.open.iter().filter(|(key, _)| !next.open.contains_key(*key)) {
            of(&seen.unit, |s| &mut s.fixed);
        }
        (next, units.into_values().collect())
    }

    /// Writes the file whole or not at all.
    ///
    /// # Errors
    /// The output folder cannot be made or written.
    pub fn save(&self, output: &Path) -> Result<(), Error> {
        fs::create_dir_all(output).map_err(|e| Error::io("making", output, e))?;
        let path = output.join(FILE);
        let text = serde_json::to_vec_pretty(self).map_err(|e| Error::bug("writing the history", e))?;
        let fresh = output.join(format!("{FILE}.new"));
        fs::write(&fresh, text).map_err(|e| Error::io("writing", &fresh, e))?;
        folders::rename(&fresh, &path).map_err(|e| Error::io("writing", &path, e))?;
        Ok(())
    }
}

/// A unit that was there at the last check.
fn gone(unit: &str) -> Text {
    Text::new(format!("{unit} (ไม่มีใน agency.toml แล้ว)"), format!("{unit} (no longer in agency.toml)"))
}

/// A fingerprint that several findings share, told apart by their order: each counts.
fn numbered(key: String, n: usize) -> String {
    if n == 1 { key } else { format!("{key}|{n}") }
}

/// What makes a finding the same one after the office has worked on it: a row that moved or a wrong
/// value that became another wrong value is still the same finding.
fn fingerprint(finding: &Diagnostic) -> String {
    let place = &finding.place;
    let row = match (&finding.row, place.cell) {
        (Some(row), _) => row.clone(),
        (None, Some((row, _))) => (u64::from(row) + 1).to_string(),
        (None, None) => String::new(),
    };
    let column = place.cell.map(|(_, col)| crate::model::column_letters(col)).unwrap_or_default();
    let sheet = place.sheet.as_deref().unwrap_or_default();
    let mut parts = vec![finding.code.name(), &place.file, sheet, &column, &row];
    // What several units are missing lies in one place, the year's folder.
    parts.extend(finding.unit.as_deref().filter(|_| place.sheet.is_none()));
    parts.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Code, Place};

    fn finding(cell: (u32, u32), row: &str) -> Diagnostic {
        let place =
            Place { cell: Some(cell), ..Place::sheet("input/2568/a.xlsx", "รายงานผล") };
        Diagnostic::new(Code::ValueMissing, place, Text::default(), Text::default())
            .row(row)
            .unit(Some("office-01".to_owned()))
    }

    fn check(history: &History, findings: Vec<Diagnostic>) -> (History, Vec<Since>, Vec<Option<u32>>) {
        let mut diagnostics = Diagnostics::default();
        for finding in findings {
            diagnostics.push(finding);
        }
        let (next, since) = history.advance(&mut diagnostics, &BTreeMap::new());
        (next, since, diagnostics.iter().map(|d| d.first_seen).collect())
    }

    #[test]
    fn findings_are_new_then_open_then_fixed() {
        let (one, since, seen) = check(&History::default(), vec![finding((5, 3), "M1-01")]);
        assert_eq!((since[0].new, since[0].open, since[0].fixed), (1, 0, 0));
        assert_eq!((one.serial(), seen), (1, vec![Some(1)]));
        // A row inserted above moves the cell, not the finding.
        let moved = vec![finding((6, 3), "M1-01"), finding((7, 3), "M1-02")];
        let (two, since, seen) = check(&one, moved);
        assert_eq!((since[0].new, since[0].open, since[0].fixed), (1, 1, 0));
        assert_eq!(seen, vec![Some(1), Some(2)]);
        let (three, since, _) = check(&two, Vec::new());
        assert_eq!((since[0].new, since[0].open, since[0].fixed), (0, 0, 2));
        assert_eq!(check(&three, Vec::new()).1, Vec::new());
    }

    #[test]
    fn units_without_a_file_of_their_own_are_told_apart() {
        let missing = |unit: &str| {
            let place = Place::file("input/2568");
            Diagnostic::new(Code::UnitMissing, place, Text::default(), Text::default())
                .unit(Some(unit.to_owned()))
        };
        let (one, since, _) = check(&History::default(), vec![missing("office-01"), missing("office-02")]);
        assert_eq!(
            since.iter().map(|s| (s.unit.as_str(), s.new)).collect::<Vec<_>>(),
            [("office-01", 1), ("office-02", 1)]
        );
        let (_, since, _) = check(&one, vec![missing("office-02")]);
        let changed: Vec<_> = since.iter().map(|s| (s.unit.as_str(), s.open, s.fixed)).collect();
        assert_eq!(changed, [("office-01", 0, 1), ("office-02", 1, 0)]);
        assert!(
            since.iter().all(|s| s.name.th.contains(&s.unit)),
            "a unit without a name has its id: {since:?}"
        );
        // Two of one code in one place are two.
        let (_, since, _) =
            check(&History::default(), vec![finding((5, 3), "M1-01"), finding((5, 3), "M1-01")]);
        assert_eq!(since[0].new, 2);
    }

    #[test]
    fn the_history_survives_on_disk_and_rubbish_is_a_fresh_start() {
        let dir = tempfile::tempdir().expect("a folder");
        let (one, ..) = check(&History::default(), vec![finding((5, 3), "M1-01")]);
        one.save(dir.path()).expect("saving");
        assert_eq!(History::load(dir.path()).expect("loading"), one);
        fs::write(dir.path().join(FILE), b"{").expect("writing");
        assert_eq!(History::load(dir.path()).expect("loading"), History::default());
    }
}
