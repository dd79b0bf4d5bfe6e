//! Folders among this system's temporary files for work that lasts: each is locked by its owner, so that a later run
//! can tell which of them a killed run has left, and removes these alone.

use super::stop::Left;
use std::fs::{self, File};
use std::io;
use std::path::Path;

/// How their names begin.
const PREFIX: &str = "ita-report-";
/// The file in each that its owner keeps locked.
const OWNER: &str = ".owner";

/// A folder for its owner alone, removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Scratch {
    // Fields are dropped in this order: Windows removes no folder in which a file is locked.
    _owner: File,
    dir: tempfile::TempDir,
    _left: Left,
}

impl Scratch {
    /// A new folder.
    ///
    /// # Errors
    /// It cannot be made or not be locked.
    pub(crate) fn new() -> io::Result<Self> {
        Self::new_in(&std::env::temp_dir())
    }

    fn new_in(parent: &Path) -> io::Result<Self> {
        let dir = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
        let owner = owner(dir.path(), true)?;
        owner.try_lock().map_err(io::Error::from)?;
        Ok(Self { _left: Left::new(dir.path().to_owned()), _owner: owner, dir })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }
}

/// Removes the folders that killed runs of the same person have left. What cannot be removed is left to a later run.
pub(crate) fn remove_abandoned() {
    remove_abandoned_in(&std::env::temp_dir());
}

fn remove_abandoned_in(parent: &Path) {
    let entries = fs::read_dir(parent).into_iter().flatten().filter_map(Result::ok);
    let ours = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(PREFIX));
    for folder in ours.map(|entry| entry.path()).filter(|folder| is_own_folder(folder)) {
        // One without that file is just being made.
        let Ok(owner) = owner(&folder, false) else { continue };
        if owner.try_lock().is_ok() {
            // Held until the folder is gone; released before on Windows, which could not remove it otherwise.
            let held = if cfg!(windows) { None } else { Some(owner) };
            let _ = fs::remove_dir_all(&folder);
            drop(held);
        }
    }
}

fn owner(folder: &Path, create: bool) -> io::Result<File> {
    File::options().write(true).create(create).truncate(false).open(folder.join(OWNER))
}

/// A folder, no link to one, that belongs to whoever runs this program: nobody else can have laid anything into it.
fn is_own_folder(path: &Path) -> bool {
    let Ok(about) = fs::symlink_metadata(path) else { return false };
    #[cfg(unix)]
    let own = std::os::unix::fs::MetadataExt::uid(&about) == rustix::process::geteuid().as_raw();
    #[cfg(not(unix))]
    let own = true;
    own && about.is_dir()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_nobody_owns_any_more_is_removed() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = |name: &str| temporary.path().join(name);
        let alive = Scratch::new_in(temporary.path()).unwrap();
        fs::write(alive.path().join("data"), "x").unwrap();
        // What a killed run leaves: its lock is free.
        fs::create_dir_all(folder("ita-report-killed/root/fonts")).unwrap();
        fs::write(folder("ita-report-killed/root/fonts/a.ttf"), "x").unwrap();
        fs::write(folder("ita-report-killed").join(OWNER), "").unwrap();
        // Just being made, and somebody else's.
        fs::create_dir(folder("ita-report-new")).unwrap();
        fs::create_dir(folder("other")).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder("other"), folder("ita-report-link")).unwrap();
        remove_abandoned_in(temporary.path());
        assert!(!folder("ita-report-killed").exists());
        assert!(alive.path().join("data").exists() && folder("other").exists());
        assert!(folder("ita-report-new").exists());
        #[cfg(unix)]
        assert!(folder("ita-report-link").is_symlink());
        let path = alive.path().to_owned();
        drop(alive);
        assert!(!path.exists());
    }
}
