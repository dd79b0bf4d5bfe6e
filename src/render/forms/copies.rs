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
use crate::scheme::{Scheme, Schemes};
use crate::workspace::Agency;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What marking needs to know beside workbooks and findings.
#[derive(Clone, Copy, Debug)]
pub struct Marking<'a> {
    /// The agency.
    pub agency: &'a Agency,
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
        let about = Returned { agency: rules.agency, contracts: rules.contracts, questions };
        let bytes = returned(workbook, findings, &about)?;
        fs::create_dir_all(dir).map_err(|e| Error::io("making", dir, e))?;
        let path = free_path(dir, &copy_name(&workbook.name), &bytes);
        folders::write_whole(&path, &bytes)?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        written.insert(name, hex(&Sha256::digest(&bytes)));
    }
    Ok(written)
}

/// Removes the copies of the check before: what is corrected must not lie there any more. A copy that
/// somebody has changed since is their work and stays.
///
/// # Errors
/// A copy cannot be removed.
pub fn clear_copies(dir: &Path, copies: &BTreeMap<String, String>) -> Result<(), Error> {
    for (name, written) in copies {
        let path = dir.join(name);
        let Ok(bytes) = files::read_own(&path) else { continue };
        if hex(&Sha256::digest(&bytes)) == *written {
            fs::remove_file(&path).map_err(|e| Error::io("removing", &path, e))?;
        }
    }
    Ok(())
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

/// A path that is not taken by somebody's corrected copy. One that a killed check has left is the same as the new one.
fn free_path(dir: &Path, stem: &str, bytes: &[u8]) -> PathBuf {
    let mut path = dir.join(format!("{stem}.xlsx"));
    let mut number = 2;
    while path.exists() && !files::read_own(&path).is_ok_and(|there| there == bytes) {
        path = dir.join(format!("{stem} ({number}).xlsx"));
        number += 1;
    }
    path
}

/// `input/2568/h1/a.xlsx` → `2568-h1-a`: one flat folder, nothing overwritten by a namesake.
fn copy_name(name: &str) -> String {
    let relative = name.strip_prefix("input/").unwrap_or(name).replace('/', "-");
    relative.rsplit_once('.').map_or_else(|| relative.clone(), |(stem, _)| stem.to_owned())
}
