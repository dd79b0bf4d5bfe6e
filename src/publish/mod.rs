//! Staging and the atomic swap: a reader sees the whole old publication or the whole new one.
//!
//! Comes in: rendered files in a staging folder. Goes out: `output/<half>/` with its manifest, and the
//! publication it replaced kept beside. Never: renders, never touches a publication before the new one
//! is complete on disk.

mod history;
mod lock;
mod manifest;
mod swap;

pub use lock::Lock;
pub use manifest::{Manifest, Timings};

use crate::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Prefix of unfinished folders; the next run removes what a killed one left.
const STAGING_PREFIX: &str = ".staging-";

/// A finished publication.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its folder.
    pub dir: PathBuf,
    /// Its files, relative, sorted.
    pub files: Vec<String>,
    /// Whether it took the place of an earlier one.
    pub replaced: bool,
}

/// A folder that is not published yet; it vanishes when dropped.
#[derive(Debug)]
pub struct Staging {
    output: PathBuf,
    dir: tempfile::TempDir,
    // Held until the staging folder is gone.
    _lock: Lock,
}

impl Staging {
    /// A new staging folder below `output`, after removing what killed runs left.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(output: &Path, lock: Lock) -> Result<Self, Error> {
        for entry in fs::read_dir(output).map_err(|e| Error::io("listing", output, e))? {
            let path = entry.map_err(|e| Error::io("listing", output, e))?.path();
            let stale = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(STAGING_PREFIX));
            if stale {
                fs::remove_dir_all(&path).map_err(|e| Error::io("removing", &path, e))?;
            }
        }
        let dir = tempfile::Builder::new()
            .prefix(STAGING_PREFIX)
            .tempdir_in(output)
            .map_err(|e| Error::io("making a folder in", output, e))?;
        Ok(Self { output: output.to_path_buf(), dir, _lock: lock })
    }

    /// Where renderers write.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Writes the manifest, makes everything durable, and swaps the folder in as `output/<name>`.
    ///
    /// # Errors
    /// Writing fails; the earlier publication is then untouched.
    pub fn publish(
        self,
        name: &str,
        mut manifest: Manifest,
        timings: &mut Timings,
        clock: Instant,
    ) -> Result<Published, Error> {
        let mut files = list(self.dir.path(), "")?;
        manifest.outputs(self.dir.path(), &files)?;
        timings.add("publish", clock);
        manifest.write(&self.dir.path().join("run.json"), timings)?;
        files.push("run.json".to_owned());
        files.sort();
        for file in &files {
            swap::sync_file(&self.dir.path().join(file))?;
        }
        let target = self.output.join(name);
        let replaced = swap::swap_in(self.dir.path(), &target)?;
        // The staging folder is the publication now, or holds the replaced one: it must not vanish.
        let staging = self.dir.keep();
        if replaced {
            history::keep(&staging, &self.output, name)?;
        }
        Ok(Published { dir: target, files, replaced })
    }
}

/// Files below `dir`, relative with `/`, sorted.
fn list(dir: &Path, prefix: &str) -> Result<Vec<String>, Error> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| Error::io("listing", dir, e))? {
        let entry = entry.map_err(|e| Error::io("listing", dir, e))?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            found.extend(list(&entry.path(), &format!("{name}/"))?);
        } else {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}
