//! What lies in a folder at a moment, to notice that somebody changes it.
//!
//! Comes in: folders. Goes out: each file's size and time of change, and what differs from another
//! moment. Never: reads a file, and never decides what must be made again: times only say that it is
//! worth looking.

use crate::error::Error;
use crate::files::{self, Bounds};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Files below some folders with their size and time of change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snapshot {
    files: BTreeMap<PathBuf, (u64, Option<SystemTime>)>,
}

/// What happened to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Added,
    /// It has another size or time.
    Modified,
    /// It is gone.
    Removed,
}

impl Snapshot {
    /// Looks at all files below the folders that are read. A file that vanishes meanwhile is passed over.
    ///
    /// # Errors
    /// A folder cannot be listed.
    pub fn take<'a>(folders: impl IntoIterator<Item = &'a Path>, bounds: &Bounds) -> Result<Self, Error> {
        let mut snapshot = Self::default();
        for folder in folders {
            snapshot.add(folder, bounds)?;
        }
        Ok(snapshot)
    }

    fn add(&mut self, folder: &Path, bounds: &Bounds) -> Result<(), Error> {
        let entries = match files::walk(folder, bounds) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            entries => entries.map_err(|e| Error::io("listing", folder, e))?,
        };
        for entry in entries {
            if let Ok(found) = entry.found
                && !entry.name.split('/').any(files::is_passing)
            {
                self.files.insert(entry.path, (found.size, found.modified));
            }
        }
        Ok(())
    }

    /// What differs in `later`, by path.
    #[must_use]
    pub fn changes(&self, later: &Self) -> BTreeMap<PathBuf, Change> {
        let mut changes = BTreeMap::new();
        for (path, now) in &later.files {
            match self.files.get(path) {
                None => changes.insert(path.clone(), Change::Added),
                Some(before) if before != now => changes.insert(path.clone(), Change::Modified),
                Some(_) => None,
            };
        }
        let gone = self.files.keys().filter(|path| !later.files.contains_key(*path));
        changes.extend(gone.map(|path| (path.clone(), Change::Removed)));
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn tells_what_was_added_modified_and_removed_and_passes_over_marks_of_open_workbooks() {
        let dir = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).expect("writing");
        fs::create_dir(dir.path().join("2568")).expect("a folder");
        for name in ["2568/a.xlsx", "b.xlsx", "c.xlsx"] {
            write(name, "one");
        }
        let before = Snapshot::take([dir.path()], &Bounds::anywhere()).expect("a snapshot");
        assert_eq!(before.changes(&before), BTreeMap::new());
        write("2568/a.xlsx", "longer");
        write("2568/d.xlsx", "new");
        fs::remove_file(dir.path().join("c.xlsx")).expect("removing");
        for name in ["~$b.xlsx", ".~lock.b.xlsx#", "4F1A.tmp"] {
            write(name, "open");
        }
        let after = Snapshot::take([dir.path()], &Bounds::anywhere()).expect("a snapshot");
        let changes: Vec<_> = before.changes(&after).into_iter().collect();
        let path = |name: &str| dir.path().join(name);
        assert_eq!(
            changes,
            [
                (path("2568/a.xlsx"), Change::Modified),
                (path("2568/d.xlsx"), Change::Added),
                (path("c.xlsx"), Change::Removed)
            ]
        );
    }

    #[test]
    fn a_folder_that_is_not_there_is_empty() {
        let none = Snapshot::take([Path::new("no/such/folder")], &Bounds::anywhere()).expect("a snapshot");
        assert_eq!(none, Snapshot::default());
    }
}
