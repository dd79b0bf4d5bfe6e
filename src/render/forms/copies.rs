//! Marked copies on the disk: written for the offices, and removed when they are corrected.
//!
//! Comes in: workbooks as read, findings. Goes out: files in the folder of returns. Never: removes what
//! somebody has worked on.

use super::returned::{Returned, returned};
use crate::contract::Contracts;
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::error::Error;
use crate::files;
use crate::hash::hex;
use crate::ingest::RawWorkbook;
use crate::platform::folders;
use crate::report::wording::Phrases;
use crate::scheme::{Scheme, Schemes};
use crate::workspace::Agency;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What marking needs to know beside workbooks and findings.
#[derive(Clone, Copy, Debug)]
pub struct Marking<'a> {
    /// The agency.
    pub agency: &'a Agency,
    /// What the copies say beside their findings.
    pub phrases: Phrases<'a>,
    /// Kinds of sheets.
    pub contracts: &'a Contracts,
    /// Schemes by year.
    pub schemes: &'a Schemes,
}

/// Marked copies of the workbooks with errors or warnings: file names with SHA-256.
///
/// # Errors
/// A workbook cannot be marked, or writing fails.
pub fn write_copies(
    dir: &Path,
    workbooks: &[RawWorkbook],
    diagnostics: &Diagnostics,
    rules: Marking<'_>,
) -> Result<BTreeMap<String, String>, Error> {
    let mut written = BTreeMap::new();
    let mut by_file: BTreeMap<&str, Vec<&Diagnostic>> = BTreeMap::new();
    for finding in diagnostics.iter().filter(|d| d.severity != Severity::Note) {
        by_file.entry(&finding.place.file).or_default().push(finding);
    }
    for workbook in workbooks {
        let Some(findings) = by_file.get(&workbook.name[..]) else { continue };
        // Without sheets there is nothing to mark: the message says what to do with the file.
        if workbook.sheets.is_empty() {
            continue;
        }
        let scheme = rules.schemes.get(workbook.file.fiscal_year);
        let none = BTreeMap::new();
        let questions = scheme.map_or(&none, Scheme::question_keys);
        let Marking { agency, phrases, contracts, .. } = rules;
        let about = Returned { agency, phrases, contracts, questions };
        let bytes = returned(workbook, findings, &about)?;
        fs::create_dir_all(dir).map_err(|e| Error::io("making", dir, e))?;
        let path = free_path(dir, &copy_name(&workbook.name), &bytes, &written);
        // One that is the same already may be open: it could not be replaced then.
        if !path.exists() {
            folders::write_whole(&path, &bytes)?;
        }
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        written.insert(name, hex(&Sha256::digest(&bytes)));
    }
    Ok(written)
}

/// Removes the copies of the check before: what is corrected must not lie there any more. A copy that
/// somebody has changed since is their work and stays. Returns those that the system does not let go, with the hash
/// that they have: Windows removes no workbook that is open in Excel, and that must not keep anybody from the findings.
#[must_use]
pub fn clear_copies(dir: &Path, copies: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    clear_with(dir, copies, |path| fs::remove_file(path))
}

/// The same with the system's way of removing, which tests let fail as Windows does.
fn clear_with(
    dir: &Path,
    copies: &BTreeMap<String, String>,
    remove: impl Fn(&Path) -> io::Result<()>,
) -> BTreeMap<String, String> {
    let held = |name: &str, written: &str| {
        let path = dir.join(name);
        let unchanged = files::read_own(&path).is_ok_and(|bytes| hex(&Sha256::digest(&bytes)) == *written);
        unchanged && remove(&path).is_err() && path.exists()
    };
    copies
        .iter()
        .filter(|(name, written)| held(name, written))
        .map(|(name, written)| (name.clone(), written.clone()))
        .collect()
}

/// Copies that somebody has changed since they were written, with the hash that they had.
#[must_use]
pub fn edited_copies(dir: &Path, copies: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let differs = |name: &str, written: &str| {
        files::read_own(&dir.join(name)).is_ok_and(|bytes| hex(&Sha256::digest(&bytes)) != *written)
    };
    let changed = copies.iter().filter(|(name, written)| differs(name, written));
    changed.map(|(name, written)| (name.clone(), written.clone())).collect()
}

/// A path that is taken neither by somebody's corrected copy nor by another copy of this check, also where the system
/// takes A and a for one name. One that a killed check has left is the same as the new one.
fn free_path(dir: &Path, stem: &str, bytes: &[u8], written: &BTreeMap<String, String>) -> PathBuf {
    let is_given = |name: &str| written.keys().any(|other| other.to_lowercase() == name.to_lowercase());
    let mut name = format!("{stem}.xlsx");
    let mut number = 2;
    loop {
        let path = dir.join(&name);
        if !is_given(&name) && (!path.exists() || files::read_own(&path).is_ok_and(|there| there == bytes)) {
            return path;
        }
        name = format!("{stem} ({number}).xlsx");
        number += 1;
    }
}

/// `input/2568/h1/a.xlsx` → `2568-h1-a`: one flat folder, nothing overwritten by a namesake.
fn copy_name(name: &str) -> String {
    let relative = name.strip_prefix("input/").unwrap_or(name).replace('/', "-");
    relative.rsplit_once('.').map_or_else(|| relative.clone(), |(stem, _)| stem.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_the_system_does_not_let_go_is_named_and_the_others_go() {
        let dir = tempfile::tempdir().unwrap();
        let names = ["open.xlsx", "closed.xlsx", "corrected.xlsx"];
        let mut copies = BTreeMap::new();
        for name in names {
            fs::write(dir.path().join(name), name).unwrap();
            copies.insert(name.to_owned(), hex(&Sha256::digest(name)));
        }
        fs::write(dir.path().join("corrected.xlsx"), "their work").unwrap();
        let remove = |path: &Path| {
            if path.ends_with("open.xlsx") {
                Err(io::Error::from_raw_os_error(32))
            } else {
                fs::remove_file(path)
            }
        };
        let held = clear_with(dir.path(), &copies, remove);
        assert_eq!(held, BTreeMap::from([("open.xlsx".to_owned(), copies["open.xlsx"].clone())]));
        assert_eq!(names.map(|name| dir.path().join(name).exists()), [true, false, true]);
        // The new copy gets a name of its own; the next check clears both.
        let fresh = free_path(dir.path(), "open", b"new marks", &BTreeMap::new());
        assert_eq!(fresh, dir.path().join("open (2).xlsx"));
        assert_eq!(
            free_path(dir.path(), "open", b"open.xlsx", &BTreeMap::new()),
            dir.path().join("open.xlsx")
        );
        assert!(clear_copies(dir.path(), &held).is_empty());
        assert!(!dir.path().join("open.xlsx").exists());
    }

    #[test]
    fn copies_whose_names_differ_by_case_alone_do_not_meet() {
        let dir = tempfile::tempdir().unwrap();
        let written = BTreeMap::from([("2568-Report.xlsx".to_owned(), String::new())]);
        let second = free_path(dir.path(), "2568-report", b"marks", &written);
        assert_eq!(second, dir.path().join("2568-report (2).xlsx"));
    }
}
