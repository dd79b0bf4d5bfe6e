//! Mends what a killed run left behind, before anything else is done in the output folder.
//!
//! A staging folder `.staging-*` holds `publication/` (what is being made), `work/` (passing files) and,
//! from the moment when the publication is complete and durable until the replaced one lies in the
//! history, `journal.json`. So a folder without a journal is unfinished work and is removed; with one,
//! the publication that stands in its place tells whether the swap took place.
//!
//! Comes in: the output folder, locked. Goes out: the same without staging folders. Never: removes a
//! folder unless it is proven to be the one that was never published.

use super::clock::Moment;
use super::history;
use super::history::{Entry, Event};
use crate::error::Error;
use crate::files;
use crate::ingest::hex;
use crate::platform::folders;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};

/// Prefix of staging folders.
const STAGING_PREFIX: &str = ".staging-";
/// The publication that is being made, inside its staging folder.
pub(super) const PUBLICATION: &str = "publication";
/// Passing files of the run.
pub(super) const WORK: &str = "work";
/// Where the replaced publication steps aside when the swap takes two renames.
pub(super) const ASIDE: &str = "replaced";
const JOURNAL: &str = "journal.json";

/// What is about to be published; written before the swap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Journal {
    /// Folder name of the publication, e.g. `2568-h1`.
    pub(super) name: String,
    /// SHA-256 of the new publication's manifest, which holds those of all other files.
    pub(super) manifest: String,
    /// Its serial number.
    pub(super) serial: u32,
    /// When it is put in its place.
    pub(super) at: Moment,
    /// Whether a run made it, or it comes from the history and goes back there when it is not put in place.
    pub(super) event: Event,
}

impl Journal {
    /// The line of the log that the swap is worth.
    fn entry(&self) -> Entry {
        Entry {
            at: self.at,
            name: self.name.clone(),
            serial: self.serial,
            event: self.event,
            manifest: self.manifest.clone(),
        }
    }

    /// Writes it into the staging folder so that it is there whole or not at all.
    ///
    /// # Errors
    /// Writing fails.
    pub(super) fn write(&self, staging: &Path) -> Result<(), Error> {
        let unfinished = staging.join("journal.new");
        crate::render::write_json(&unfinished, self)?;
        folders::sync_file(&unfinished)?;
        let path = staging.join(JOURNAL);
        folders::rename(&unfinished, &path).map_err(|e| Error::io("writing", &path, e))?;
        folders::sync_dir(staging)
    }

    /// The journal of a staging folder; none when the run died before it was written.
    fn read(staging: &Path) -> Result<Option<Self>, Error> {
        let path = staging.join(JOURNAL);
        if !path.exists() {
            return Ok(None);
        }
        let text = files::read_own(&path).map_err(|e| Error::io("reading", &path, e))?;
        serde_json::from_slice(&text)
            .map(Some)
            .map_err(|e| Error::io("reading", &path, std::io::Error::new(std::io::ErrorKind::InvalidData, e)))
    }
}

/// SHA-256 of a publication's manifest; none when there is no such publication.
pub(super) fn manifest_hash(publication: &Path) -> Option<String> {
    files::read_own(&publication.join(super::MANIFEST)).ok().map(|bytes| hex(&Sha256::digest(bytes)))
}

/// Staging folders below `output`, sorted.
///
/// # Errors
/// The folder cannot be listed.
pub(super) fn staging_folders(output: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(output).map_err(|e| Error::io("listing", output, e))? {
        let path = entry.map_err(|e| Error::io("listing", output, e))?.path();
        if path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(STAGING_PREFIX)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Makes a staging folder below `output`.
///
/// # Errors
/// The folder cannot be made.
pub(super) fn new_staging(output: &Path) -> Result<tempfile::TempDir, Error> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(STAGING_PREFIX);
    folders::permissions(&mut builder);
    builder.tempdir_in(output).map_err(|e| Error::io("making a folder in", output, e))
}

/// Brings every interrupted publication to its end or back to its beginning, and removes the rest.
/// Doing it again does nothing.
///
/// # Errors
/// Reading, moving or removing fails; what is not mended yet is mended by the next run.
pub(super) fn recover(output: &Path) -> Result<(), Error> {
    for staging in staging_folders(output)? {
        if let Some(journal) = Journal::read(&staging)? {
            settle(&staging, &journal, output)?;
        }
        folders::remove_dir(&staging)?;
    }
    Ok(())
}

/// After the journal was written: keeps the replaced publication, or puts it back. Nothing that was ever
/// published remains in the staging folder.
///
/// # Errors
/// Moving fails; the journal then remains for the next run.
pub(super) fn settle(staging: &Path, journal: &Journal, output: &Path) -> Result<(), Error> {
    let target = output.join(&journal.name);
    let [new, aside] = [PUBLICATION, ASIDE].map(|name| staging.join(name));
    if !target.exists() && aside.exists() {
        // Died between the two renames: the publication goes back to its place.
        folders::rename(&aside, &target).map_err(|e| Error::io("restoring", &target, e))?;
        folders::sync_dir(output)?;
    }
    let swapped = manifest_hash(&target).as_ref() == Some(&journal.manifest);
    let unpublished = !swapped && manifest_hash(&new).as_ref() == Some(&journal.manifest);
    if aside.exists() {
        history::keep(&aside, output, &journal.name)?;
    }
    // Killed before a publication of the history was moved in: the folder is the empty one of the beginning.
    let never_filled = journal.event == Event::Restored && fs::remove_dir(&new).is_ok();
    if !never_filled && new.exists() && (!unpublished || journal.event == Event::Restored) {
        history::keep(&new, output, &journal.name)?;
    }
    if swapped {
        history::record(output, &journal.entry())?;
    }
    // From here on the folder holds nothing of worth, even if its removal is interrupted.
    let path = staging.join(JOURNAL);
    fs::remove_file(&path).map_err(|e| Error::io("removing", &path, e))?;
    folders::sync_dir(staging)
}
