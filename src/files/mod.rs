//! The one door for files that come from outside: workbooks, pictures, texts, settings, templates, layouts, history.
//!
//! Comes in: a path, the folders that it may lie in, a limit. Goes out: bytes, or why they are not read.
//! Never: opens what is no regular file, follows a link out of those folders, waits for a pipe or a device, holds
//! more than the limit, interprets a content.
//!
//! Offices and schools hand in whole folders. Whoever fills one may put a pipe, a device, a link to
//! `/etc/passwd` or a link in a circle there, by mistake or on purpose; each is a finding at its own name, and the
//! rest is read all the same.

mod refused;
mod walk;

pub use refused::{Kind, Refused};
pub use walk::{Entry, Found, is_passing, walk};

use crate::model::shown::one_line;
use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Largest settings file, text or list that people write by hand, in bytes.
pub const SMALL: u64 = 4 << 20;
/// Largest file that this program wrote itself and reads back, in bytes.
pub const OWN: u64 = 512 << 20;

/// The folders that a file may lie in, after all links are resolved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bounds(Option<Vec<PathBuf>>);

impl Default for Bounds {
    /// None: nothing may be read.
    fn default() -> Self {
        Self(Some(Vec::new()))
    }
}

impl Bounds {
    /// These folders, wherever they really lie: the person at the machine chose them. A folder that is not there
    /// bounds nothing.
    pub fn of<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Self {
        Self(Some(folders.into_iter().filter_map(|folder| folder.canonicalize().ok()).collect()))
    }

    /// Anywhere: for a file that the person at the machine named, and for this program's own output.
    #[must_use]
    pub fn anywhere() -> Self {
        Self(None)
    }

    /// Whether a file or folder may be read here, wherever links lead it.
    ///
    /// # Errors
    /// It may not, or it is not there.
    pub fn admit(&self, path: &Path) -> Result<(), Refused> {
        let resolved = path.canonicalize().map_err(|error| Refused::from_system(path, error))?;
        if self.hold(&resolved) { Ok(()) } else { Err(Refused::Outside) }
    }

    /// Whether a path without links lies inside.
    fn hold(&self, resolved: &Path) -> bool {
        self.0.as_ref().is_none_or(|folders| folders.iter().any(|folder| resolved.starts_with(folder)))
    }
}

/// The bytes of a file.
///
/// # Errors
/// Why it is not read; see [`Refused`].
pub fn read(path: &Path, bounds: &Bounds, limit: u64) -> Result<Vec<u8>, Refused> {
    let (file, size) = open(path, bounds)?;
    if size > limit {
        return Err(Refused::TooLarge { size, limit });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    // One byte beyond the limit tells a file that grows, or whose size is not what its folder says.
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(Refused::system)?;
    let size = bytes.len() as u64;
    if size > limit { Err(Refused::TooLarge { size, limit }) } else { Ok(bytes) }
}

/// The text of a file in UTF-8.
///
/// # Errors
/// As [`read`]; and it is not UTF-8.
pub fn read_text(path: &Path, bounds: &Bounds, limit: u64) -> Result<String, Refused> {
    String::from_utf8(read(path, bounds, limit)?).map_err(|_| Refused::NotUtf8)
}

/// The bytes of a file that this program wrote itself, or that the person at the machine named.
///
/// # Errors
/// As the system's own: it is missing, no regular file, too large or unreadable.
pub fn read_own(path: &Path) -> io::Result<Vec<u8>> {
    read(path, &Bounds::anywhere(), OWN).map_err(io::Error::from)
}

/// The first bytes of a file of this program, and the last: at most `most` of each, with its size.
///
/// # Errors
/// As [`read_own`].
pub fn ends(path: &Path, most: u64) -> io::Result<(Vec<u8>, Vec<u8>, u64)> {
    use std::io::{Seek, SeekFrom};
    let (mut file, size) = open(path, &Bounds::anywhere()).map_err(io::Error::from)?;
    let (mut first, mut last) = (Vec::new(), Vec::new());
    (&mut file).take(most).read_to_end(&mut first)?;
    file.seek(SeekFrom::Start(size.saturating_sub(most)))?;
    file.take(most).read_to_end(&mut last)?;
    Ok((first, last, size))
}

/// Opens a regular file inside the bounds, with its size.
fn open(path: &Path, bounds: &Bounds) -> Result<(File, u64), Refused> {
    // Looked at before it is opened: opening some devices already does something.
    let seen = std::fs::metadata(path).map_err(|error| Refused::from_system(path, error))?;
    if let Some(kind) = Kind::of(&seen) {
        return Err(Refused::Special(kind));
    }
    let resolved = path.canonicalize().map_err(|error| Refused::from_system(path, error))?;
    if !bounds.hold(&resolved) {
        return Err(Refused::Outside);
    }
    let file = plainly().open(&resolved).map_err(|error| Refused::from_system(&resolved, error))?;
    // Looked at again: what lies there may have changed between the two.
    let opened = file.metadata().map_err(Refused::system)?;
    match Kind::of(&opened) {
        Some(kind) => Err(Refused::Special(kind)),
        None => Ok((file, opened.len())),
    }
}

/// Reading that never waits for the other end of a pipe, and follows no link that was put there meanwhile.
#[cfg(unix)]
fn plainly() -> OpenOptions {
    use rustix::fs::OFlags;
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    let flags = OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
    options.read(true).custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    options
}

#[cfg(not(unix))]
fn plainly() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

/// A file's own name as it is shown, whatever its encoding and whatever it wants to do to a terminal.
fn plain_name(path: &Path) -> String {
    path.file_name().map(|name| one_line(&name.to_string_lossy()).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
