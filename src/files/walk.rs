//! Everything below a folder, each file once, in time that grows with their number.

use super::refused::{Kind, Refused};
use super::{Bounds, plain_name};
use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A file below the folder that was walked.
#[derive(Clone, Debug)]
pub struct Entry {
    /// On disk.
    pub path: PathBuf,
    /// Below the folder, with `/`.
    pub name: String,
    /// What is there, or why it is not read.
    pub found: Result<Found, Refused>,
}

/// A regular file as the system describes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Bytes.
    pub size: u64,
    /// When it was changed last, where the system tells.
    pub modified: Option<SystemTime>,
}

/// What lies below a folder, sorted by name. Folders are gone into and are no entries themselves, unless they are
/// not read: links to folders outside the bounds, or below the walked folder, where their files are found anyway.
/// A file that vanishes meanwhile is passed over.
///
/// # Errors
/// The folder itself cannot be listed, or lies outside the bounds.
pub fn walk(dir: &Path, bounds: &Bounds) -> io::Result<Vec<Entry>> {
    let root = dir.canonicalize()?;
    if !bounds.hold(&root) {
        return Err(Refused::Outside.into());
    }
    let mut entries = Vec::new();
    // Folders elsewhere that links have led to: none is gone into twice.
    let mut linked: Vec<PathBuf> = Vec::new();
    let mut open = vec![(dir.to_path_buf(), String::new())];
    while let Some((folder, prefix)) = open.pop() {
        let listed = match fs::read_dir(&folder) {
            Ok(listed) => listed,
            Err(error) if prefix.is_empty() => return Err(error),
            Err(error) => {
                let found = Err(Refused::from_system(&folder, error));
                entries.push(Entry { path: folder, name: prefix.trim_end_matches('/').to_owned(), found });
                continue;
            }
        };
        // In order of names: of two links to one folder the same is followed on every machine.
        let mut listed = listed.collect::<io::Result<Vec<_>>>()?;
        listed.sort_by_key(DirEntry::file_name);
        for entry in listed {
            let path = entry.path();
            let name = format!("{prefix}{}", plain_name(&path));
            match look(&entry, &path, bounds, &root, &mut linked) {
                Ok(Look::Folder) => open.push((path, format!("{name}/"))),
                Ok(Look::File(found)) => entries.push(Entry { path, name, found: Ok(found) }),
                Err(Refused::Missing) => {}
                Err(refused) => entries.push(Entry { path, name, found: Err(refused) }),
            }
        }
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

enum Look {
    Folder,
    File(Found),
}

fn look(
    entry: &DirEntry,
    path: &Path,
    bounds: &Bounds,
    root: &Path,
    linked: &mut Vec<PathBuf>,
) -> Result<Look, Refused> {
    let failed = |error| Refused::from_system(path, error);
    let is_link = entry.file_type().map_err(failed)?.is_symlink();
    let found = if is_link { fs::metadata(path) } else { entry.metadata() }.map_err(failed)?;
    if is_link {
        let resolved = path.canonicalize().map_err(failed)?;
        if !bounds.hold(&resolved) {
            return Err(Refused::Outside);
        }
        if found.is_dir() {
            let again = resolved.starts_with(root)
                || root.starts_with(&resolved)
                || linked.iter().any(|l| resolved.starts_with(l) || l.starts_with(&resolved));
            if again {
                return Err(Refused::Circular);
            }
            linked.push(resolved);
        }
    }
    if found.is_dir() {
        return Ok(Look::Folder);
    }
    match Kind::of(&found) {
        Some(kind) => Err(Refused::Special(kind)),
        None => Ok(Look::File(described(&found))),
    }
}

fn described(found: &Metadata) -> Found {
    Found { size: found.len(), modified: found.modified().ok() }
}

/// What systems leave behind in folders.
const TRACES: [&str; 4] = ["__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini"];

/// Files that come and go while somebody works: Excel's marks of an open workbook, half-written copies, what
/// systems leave behind, and whatever is hidden, such as the second file that macOS writes beside each one
/// (`._name`).
#[must_use]
pub fn is_passing(name: &str) -> bool {
    let end = Path::new(name).extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let trace = TRACES.iter().any(|trace| name.eq_ignore_ascii_case(trace));
    trace
        || name.starts_with("~$")
        || name.starts_with('.')
        || ["tmp", "part", "crdownload"].contains(&end.as_str())
}
