//! The one place that depends on the platform: durable files and the swap of two folders.

use crate::error::Error;
#[cfg(not(target_os = "linux"))]
use std::fs;
use std::fs::File;
use std::path::Path;

/// Makes a file's content survive a power cut.
pub(super) fn sync_file(path: &Path) -> Result<(), Error> {
    File::open(path).and_then(|f| f.sync_all()).map_err(|e| Error::io("writing", path, e))
}

/// Puts `staging` in the place of `target` in one step. Returns whether there was one; the replaced
/// folder then lies at `staging`.
#[cfg(target_os = "linux")]
pub(super) fn swap_in(staging: &Path, target: &Path) -> Result<bool, Error> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    sync_file(staging)?;
    let failed = |e: rustix::io::Errno| Error::io("publishing", target, e.into());
    let replaced = target.exists();
    if replaced {
        renameat_with(CWD, staging, CWD, target, RenameFlags::EXCHANGE).map_err(failed)?;
    } else {
        renameat_with(CWD, staging, CWD, target, RenameFlags::NOREPLACE).map_err(failed)?;
    }
    if let Some(parent) = target.parent() {
        sync_file(parent)?;
    }
    Ok(replaced)
}

/// Elsewhere two steps: the old publication steps aside, the new one takes its place; a failure in
/// between puts the old one back.
#[cfg(not(target_os = "linux"))]
pub(super) fn swap_in(staging: &Path, target: &Path) -> Result<bool, Error> {
    let failed = |e: std::io::Error| Error::io("publishing", target, e);
    if !target.exists() {
        fs::rename(staging, target).map_err(failed)?;
        return Ok(false);
    }
    let aside = target.with_extension("replaced");
    fs::rename(target, &aside).map_err(failed)?;
    if let Err(error) = fs::rename(staging, target) {
        fs::rename(&aside, target).map_err(failed)?;
        return Err(failed(error));
    }
    fs::rename(&aside, staging).map_err(failed)?;
    Ok(true)
}
