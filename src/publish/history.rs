//! Publications that were replaced: `output/history/<name>/<serial>/`.

use crate::error::Error;
use std::fs;
use std::path::Path;

/// Name of the folder below `output`.
const FOLDER: &str = "history";

/// Moves a replaced publication into the history, under the next serial number.
pub(super) fn keep(replaced: &Path, output: &Path, name: &str) -> Result<(), Error> {
    let dir = output.join(FOLDER).join(name);
    fs::create_dir_all(&dir).map_err(|e| Error::io("making", &dir, e))?;
    let mut last = 0u32;
    for entry in fs::read_dir(&dir).map_err(|e| Error::io("listing", &dir, e))? {
        let entry = entry.map_err(|e| Error::io("listing", &dir, e))?;
        let serial = entry.file_name().to_string_lossy().parse().unwrap_or(0);
        last = last.max(serial);
    }
    let kept = dir.join(format!("{:04}", last + 1));
    fs::rename(replaced, &kept).map_err(|e| Error::io("keeping", kept, e))
}
