//! How much room a disk has.

use std::path::Path;

/// Bytes that may still be written where a folder lies; none where the system does not tell.
#[cfg(unix)]
pub(crate) fn free(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

/// Bytes that may still be written where a folder lies; none where the system does not tell.
#[cfg(windows)]
pub(crate) fn free(folder: &Path) -> Option<u64> {
    fs4::available_space(folder).ok()
}
