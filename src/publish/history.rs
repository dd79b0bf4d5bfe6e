//! Publications that were replaced, `output/history/<name>/<serial>/`, and the log of what was on the
//! website when, `output/history/log.jsonl`: one line an event, only ever added to.
//!
//! Comes in: the output folder. Goes out: kept publications, events. Never: changes a publication.

use super::manifest::OutputEntry;
use super::read_identity;
use crate::error::Error;
use crate::files;
use crate::model::Moment;
use crate::platform::folders;
use crate::thai::Date;
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Name of the folder below `output`.
const FOLDER: &str = "history";
const LOG: &str = "log.jsonl";

/// How a publication came into its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// By a run.
    #[default]
    Published,
    /// Brought back from the history.
    Restored,
}

/// A line of the log: from this moment the website showed this publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: Moment,
    /// Folder name, e.g. `2568-h1`.
    pub name: String,
    /// Serial number of the publication.
    pub serial: u32,
    /// How.
    pub event: Event,
    /// SHA-256 of its manifest, which names those of its files.
    pub manifest: String,
}

/// A publication that can be looked at or brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Kept {
    /// Folder name of its kind, e.g. `2568-h1`.
    pub name: String,
    /// Serial number.
    pub serial: u32,
    /// When it was made, when it tells.
    pub made_at: Option<Moment>,
    /// Its folder.
    pub dir: PathBuf,
    /// Whether it is the one on the website.
    pub current: bool,
}

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
        folders::sync_dir(&history)?;
        folders::sync_dir(output)?;
    }
    Ok(dir)
}

/// Where a kept publication lies.
pub(super) fn place(output: &Path, name: &str, serial: u32) -> PathBuf {
    output.join(FOLDER).join(name).join(format!("{serial:04}"))
}

/// Moves a replaced publication into the history, under its serial number.
///
/// # Errors
/// The folder cannot be moved; it is then still where it was.
pub(super) fn keep(replaced: &Path, output: &Path, name: &str) -> Result<(), Error> {
    let dir = make_room(output, name)?;
    let own = read_identity(replaced).map(|identity| place(output, name, identity.serial));
    // A publication of an earlier program has no number of its own.
    let kept = match own.filter(|kept| !kept.exists()) {
        Some(kept) => kept,
        None => place(output, name, last_serial(output, name)? + 1),
    };
    folders::rename(replaced, &kept).map_err(|e| Error::io("keeping", &kept, e))?;
    folders::sync_dir(&dir)
}

/// Serial numbers in the history of a name, sorted.
fn serials(output: &Path, name: &str) -> Result<Vec<u32>, Error> {
    let dir = output.join(FOLDER).join(name);
    let entries = match fs::read_dir(&dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|e| Error::io("listing", &dir, e))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| Error::io("listing", &dir, e))?;
        found.extend(entry.file_name().to_string_lossy().parse::<u32>());
    }
    found.sort_unstable();
    Ok(found)
}

/// The largest serial number that was ever given under a name; 0 before the first publication.
pub(super) fn last_serial(output: &Path, name: &str) -> Result<u32, Error> {
    let kept = serials(output, name)?.last().copied();
    let current = read_identity(&output.join(name)).map(|identity| identity.serial);
    let logged = log(output)?.into_iter().filter(|e| e.name == name).map(|e| e.serial).max();
    Ok(kept.max(current).max(logged).unwrap_or(0))
}

/// Every publication below `output`, by name and serial number, the current ones with them.
///
/// # Errors
/// A folder cannot be listed.
pub fn publications(output: &Path) -> Result<Vec<Kept>, Error> {
    let mut names = folders(output)?;
    names.extend(folders(&output.join(FOLDER))?);
    names.sort();
    names.dedup();
    let mut found = Vec::new();
    for name in names {
        let kept = |serial: u32, dir: PathBuf, current: bool| Kept {
            made_at: read_identity(&dir).map(|identity| identity.made_at),
            name: name.clone(),
            serial,
            dir,
            current,
        };
        for serial in serials(output, &name)? {
            found.push(kept(serial, place(output, &name, serial), false));
        }
        let dir = output.join(&name);
        if dir.join(super::MANIFEST).is_file() {
            let serial = read_identity(&dir).map_or(last_serial(output, &name)? + 1, |i| i.serial);
            found.push(kept(serial, dir, true));
        }
    }
    found.sort_by(|a, b| (&a.name, a.serial).cmp(&(&b.name, b.serial)));
    Ok(found)
}

/// Names of folders that may hold publications.
fn folders(dir: &Path) -> Result<Vec<String>, Error> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|e| Error::io("listing", dir, e))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| Error::io("listing", dir, e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && name != FOLDER && !name.starts_with('.') {
            found.push(name);
        }
    }
    Ok(found)
}

/// The log, oldest first. A line that a power cut tore or that something else spoilt is passed over: what it told
/// stands in the publication itself. [`spoilt_lines`] counts them.
///
/// # Errors
/// The file cannot be read.
pub fn log(output: &Path) -> Result<Vec<Entry>, Error> {
    Ok(lines(output)?.into_iter().flatten().collect())
}

/// How many lines of the log cannot be read.
///
/// # Errors
/// The file cannot be read.
pub fn spoilt_lines(output: &Path) -> Result<usize, Error> {
    Ok(lines(output)?.iter().filter(|line| line.is_none()).count())
}

/// Each line of the log; none for one that cannot be read.
fn lines(output: &Path) -> Result<Vec<Option<Entry>>, Error> {
    let path = output.join(FOLDER).join(LOG);
    let bytes = match files::read_own(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        read => read.map_err(|e| Error::io("reading", &path, e))?,
    };
    let lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    Ok(lines.map(|line| serde_json::from_slice(line).ok()).collect())
}

/// Adds a line to the log, unless it is the last one of its name already: a run that was killed is
/// brought to its end by the next one.
///
/// # Errors
/// Writing fails.
pub(super) fn record(output: &Path, entry: &Entry) -> Result<(), Error> {
    if log(output)?.iter().rev().find(|e| e.name == entry.name) == Some(entry) {
        return Ok(());
    }
    let path = output.join(FOLDER).join(LOG);
    let failed = |e| Error::io("writing", &path, e);
    let torn = files::read_own(&path).is_ok_and(|bytes| bytes.last().is_some_and(|end| *end != b'\n'));
    let text = serde_json::to_string(entry).map_err(|e| Error::bug("writing JSON", e))?;
    let line = format!("{}{text}\n", if torn { "\n" } else { "" });
    let mut file = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
    file.write_all(line.as_bytes()).map_err(failed)?;
    file.sync_all().map_err(failed)
}

/// Ends the name of a draft's folder.
pub const DRAFT: &str = "-draft";

/// What was on the website under each name on a day, Thai time, in the order of time. A draft never was.
#[must_use]
pub fn on_day(log: &[Entry], day: Date) -> Vec<Entry> {
    let Some(start) = Moment::start_of(day) else { return Vec::new() };
    let mut names: Vec<_> = log.iter().map(|e| &e.name).filter(|name| !name.ends_with(DRAFT)).collect();
    names.sort();
    names.dedup();
    let mut found = Vec::new();
    for name in names {
        let own = || log.iter().filter(|e| e.name == *name);
        // What stood there when the day began, and what came during the day.
        found.extend(own().rfind(|e| e.at < start).cloned());
        found.extend(own().filter(|e| e.at >= start && e.at.day() == day).cloned());
    }
    found
}

/// Publications that may have been meant, for the end of a message; the newest of many. Nothing where there are none.
#[must_use]
pub fn candidates<'a>(kept: impl DoubleEndedIterator<Item = &'a Kept>) -> (String, String) {
    const SHOWN: usize = 6;
    let mut names: Vec<_> =
        kept.rev().take(SHOWN).map(|kept| format!("{}/{}", kept.name, kept.serial)).collect();
    names.reverse();
    let names = names.join(", ");
    if names.is_empty() {
        Default::default()
    } else {
        (format!(" ที่มีคือ {names}"), format!("; there are: {names}"))
    }
}

/// Removes the publications beyond `keep` of a name: first those that the next one repeats, which somebody made by
/// running again without any change, then the oldest. A folder leaves the history before its files
/// go, so that none is ever half there.
///
/// # Errors
/// Moving or removing fails; the next run tries again.
pub(super) fn prune(output: &Path, name: &str, keep: usize) -> Result<(), Error> {
    let mut serials = serials(output, name)?;
    while serials.len() > keep {
        let current = made(&output.join(name));
        let all: Vec<_> = serials.iter().map(|serial| made(&place(output, name, *serial))).collect();
        let next = all.iter().skip(1).chain([&current]);
        let repeated = all.iter().zip(next).position(|(own, next)| own.is_some() && own == next);
        let serial = serials.remove(repeated.unwrap_or(0));
        let staging = super::recover::new_staging(output)?.keep();
        let kept = place(output, name, serial);
        folders::rename(&kept, &staging.join("old")).map_err(|e| Error::io("removing", &kept, e))?;
        folders::remove_dir(&staging)?;
    }
    Ok(())
}

/// The outputs of a publication with their hashes; none where its manifest cannot be read.
fn made(publication: &Path) -> Option<Vec<(String, String)>> {
    #[derive(Deserialize)]
    struct Made {
        outputs: Vec<OutputEntry>,
    }
    let bytes = files::read_own(&publication.join(super::MANIFEST)).ok()?;
    let made: Made = serde_json::from_slice(&bytes).ok()?;
    Some(made.outputs.into_iter().map(|output| (output.path, output.sha256)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at: &str, serial: u32) -> Entry {
        let at = Moment::try_from(at.to_owned()).unwrap();
        Entry { at, name: "2568-h1".to_owned(), serial, event: Event::Published, manifest: String::new() }
    }

    #[test]
    fn a_day_shows_what_stood_there_and_what_came() {
        let log = [
            entry("2025-04-18T02:00:00Z", 1),
            entry("2025-04-20T02:00:00Z", 2),
            entry("2025-04-20T09:00:00Z", 3),
        ];
        let on = |day: u8| -> Vec<u32> {
            on_day(&log, Date::new(2025, 4, day).unwrap()).iter().map(|e| e.serial).collect()
        };
        assert_eq!(on(17), Vec::<u32>::new());
        assert_eq!(on(18), [1]);
        assert_eq!(on(19), [1]);
        assert_eq!(on(20), [1, 2, 3]);
        assert_eq!(on(21), [3]);
        let draft = Entry { name: format!("2568-h1{DRAFT}"), ..entry("2025-04-20T02:00:00Z", 1) };
        assert_eq!(on_day(&[draft], Date::new(2025, 4, 20).unwrap()), []);
    }

    #[test]
    fn a_torn_line_costs_only_itself() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(FOLDER)).unwrap();
        let [first, second] = [entry("2025-04-18T02:00:00Z", 1), entry("2025-04-20T02:00:00Z", 2)];
        record(dir.path(), &first).unwrap();
        let path = dir.path().join(FOLDER).join(LOG);
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}{}", &whole[..20])).unwrap();
        record(dir.path(), &second).unwrap();
        record(dir.path(), &second).unwrap();
        assert_eq!(log(dir.path()).unwrap(), [first, second]);
    }
}
