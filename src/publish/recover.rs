//! Mends what a killed run left behind, before anything else is done in the output folder.
//!
//! A staging folder `.staging-*` holds `publication/` (what is being made), `work/` (passing files) and,
//! from the moment when the publication is complete and durable until the replaced one lies in the
//! history, `journal.json`. So a folder without a journal is unfinished work and is removed; with one,
//! the id of the publication in its place tells whether the swap took place.
//!
//! Comes in: the output folder, locked. Goes out: the same without staging folders. Never: removes a
//! folder unless it is proven to be the one that was never published.

use super::history;
use super::history::{Entry, Event};
use super::read_identity;
use crate::error::Error;
use crate::files;
use crate::hash::hex;
use crate::model::Moment;
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
    /// The new publication's own id; none when it was made by an earlier version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    /// Its serial number.
    pub(super) serial: u32,
    /// When it is put in its place.
    pub(super) at: Moment,
    /// Whether a run made it, or it comes from the history and goes back there when it is not put in place.
    pub(super) event: Event,
}

impl Journal {
    /// Whether a folder holds the publication that the journal is about. Its id decides. Hashes of
    /// manifests do only where there is none: publications of the same inputs may have equal ones.
    fn is_about(&self, publication: &Path) -> bool {
        match &self.id {
            Some(id) => read_identity(publication).and_then(|identity| identity.id).as_ref() == Some(id),
            None => manifest_hash(publication).as_ref() == Some(&self.manifest),
        }
    }

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
    let swapped = journal.is_about(&target);
    let unpublished = !swapped && journal.is_about(&new);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Identity;

    const NAME: &str = "2568-h1";

    /// A publication whose manifest holds nothing else than its identity.
    fn publication(dir: &Path, serial: u32, id: Option<&str>) {
        fs::create_dir_all(dir).unwrap();
        let made_at = Moment::try_from("2025-04-20T02:00:00Z".to_owned()).unwrap();
        let identity = Identity { name: NAME.to_owned(), serial, made_at, id: id.map(str::to_owned) };
        let manifest = serde_json::json!({ "publication": identity, "outputs": [] });
        fs::write(dir.join(super::super::MANIFEST), manifest.to_string()).unwrap();
    }

    /// A run that was killed beside its journal: what is in place, and what is in the staging folder.
    struct Killed {
        output: tempfile::TempDir,
        staging: PathBuf,
    }

    impl Killed {
        fn new(
            event: Event,
            journal: (u32, Option<&str>),
            place: (u32, Option<&str>),
            new: (u32, Option<&str>),
        ) -> Self {
            let output = tempfile::tempdir().unwrap();
            let staging = output.path().join(".staging-killed");
            publication(&output.path().join(NAME), place.0, place.1);
            publication(&staging.join(PUBLICATION), new.0, new.1);
            // The hash in the journal is that of either: they may be equal.
            let coming = if journal == place { output.path().join(NAME) } else { staging.join(PUBLICATION) };
            let about = Journal {
                name: NAME.to_owned(),
                manifest: manifest_hash(&coming).unwrap(),
                id: journal.1.map(str::to_owned),
                serial: journal.0,
                at: Moment::try_from("2025-04-20T02:00:01Z".to_owned()).unwrap(),
                event,
            };
            about.write(&staging).unwrap();
            Self { output, staging }
        }

        /// Mends, twice; returns the ids in place and in the history, and how many swaps are logged.
        fn recovered(self) -> (String, Vec<String>, usize) {
            recover(self.output.path()).unwrap();
            recover(self.output.path()).unwrap();
            assert!(!self.staging.exists());
            let all = history::publications(self.output.path()).unwrap();
            let id = |kept: &history::Kept| read_identity(&kept.dir).unwrap().id.unwrap_or_default();
            let place: Vec<_> = all.iter().filter(|k| k.current).map(id).collect();
            let history = all.iter().filter(|k| !k.current).map(id).collect();
            assert_eq!(place.len(), 1);
            (place[0].clone(), history, history::log(self.output.path()).unwrap().len())
        }
    }

    /// The id of a publication; empty for one without.
    fn id(id: &str) -> String {
        id.to_owned()
    }

    #[test]
    fn publications_that_differ_in_their_ids_alone_are_not_confused() {
        let (old, new) = ((1, Some("old")), (1, Some("new")));
        let before = Killed::new(Event::Published, new, old, new);
        assert_eq!(before.recovered(), (id("old"), vec![], 0), "before the swap the new one goes");
        let after = Killed::new(Event::Published, new, new, old);
        assert_eq!(after.recovered(), (id("new"), vec![id("old")], 1), "after it the old one is kept");
    }

    #[test]
    fn a_restored_publication_that_differs_in_its_id_alone_is_never_lost() {
        let (current, kept) = ((2, Some("current")), (1, Some("kept")));
        let before = Killed::new(Event::Restored, kept, current, kept);
        assert_eq!(before.recovered(), (id("current"), vec![id("kept")], 0));
        let after = Killed::new(Event::Restored, kept, kept, current);
        assert_eq!(after.recovered(), (id("kept"), vec![id("current")], 1));
    }

    #[test]
    fn of_two_publications_alike_the_asked_one_comes_back_and_the_other_is_kept() {
        let output = tempfile::tempdir().unwrap();
        let output = output.path();
        publication(&output.join(NAME), 2, Some("current"));
        publication(&history::place(output, NAME, 1), 2, Some("kept"));
        let ids = || -> Vec<_> {
            let all = history::publications(output).unwrap();
            all.iter().map(|k| (k.current, read_identity(&k.dir).unwrap().id.unwrap())).collect()
        };
        super::super::restore(output, NAME, 1).unwrap();
        assert_eq!(ids(), [(false, "current".to_owned()), (true, "kept".to_owned())]);
        super::super::restore(output, NAME, 2).unwrap();
        assert_eq!(ids(), [(false, "kept".to_owned()), (true, "current".to_owned())]);
        assert_eq!(history::log(output).unwrap().len(), 2);
    }

    #[test]
    fn the_manifest_may_be_touched_between_the_kill_and_the_next_run() {
        let killed = Killed::new(Event::Published, (2, Some("new")), (2, Some("new")), (1, Some("old")));
        let path = killed.output.path().join(NAME).join(super::super::MANIFEST);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}\n")).unwrap();
        assert_eq!(killed.recovered(), (id("new"), vec![id("old")], 1));
    }

    #[test]
    fn without_ids_the_manifests_hash_decides() {
        let before = Killed::new(Event::Published, (2, None), (1, None), (2, None));
        assert_eq!(before.recovered(), (id(""), vec![], 0));
        let after = Killed::new(Event::Published, (2, None), (2, None), (1, None));
        assert_eq!(after.recovered(), (id(""), vec![id("")], 1));
        // The publication that is replaced may be of an earlier version.
        let mixed = Killed::new(Event::Published, (2, Some("new")), (2, Some("new")), (1, None));
        assert_eq!(mixed.recovered(), (id("new"), vec![id("")], 1));
    }
}
