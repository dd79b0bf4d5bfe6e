//! Publications that were replaced: `output/history/<name>/<serial>/`.

use super::platform;
use crate::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the folder below `output`.
const FOLDER: &str = "history";

/// Where replaced publications of a name lie, made when it is not there. Made before the swap: a full
/// disk is then noticed while nothing has changed.
///
/// # Errors
/// The folder cannot be made.
pub(super) fn make_room(output: &Path, name: &str) -> Result<PathBuf, Error> {
    let history = output.join(FOLDER);
    let dir = history.join(name);
    if !dir.exists() {
        fs::create_dir_all(&dir).map_err(|e| Error::io("making", &dir, e))?;
        platform::sync_dir(&history)?;
        platform::sync_dir(output)?;
    }
    Ok(dir)
}

/// Moves a replaced publication into the history, under the next serial number.
///
/// # Errors
/// The folder cannot be moved; it is then still where it was.
pub(super) fn keep(replaced: &Path, output: &Path, name: &str) -> Result<(), Error> {
    let dir = make_room(output, name)?;
    let mut last = 0u32;
    for entry in fs::read_dir(&dir).map_err(|e| Error::io("listing", &dir, e))? {
        let entry = entry.map_err(|e| Error::io("listing", &dir, e))?;
        let serial = entry.file_name().to_string_lossy().parse().unwrap_or(0);
        last = last.max(serial);
    }
    let kept = dir.join(format!("{:04}", last + 1));
    platform::rename(replaced, &kept).map_err(|e| Error::io("keeping", &kept, e))?;
    platform::sync_dir(&dir)
}
