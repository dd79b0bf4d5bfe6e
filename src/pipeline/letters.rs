//! Letters beside the publications: reminders of units, the director's memorandum. They are internal.
//!
//! Comes in: an assessment. Goes out: files in folders of their own. Never: touches a publication, or a copy that
//! somebody has corrected in the folder.

use super::{Assessed, Options, Setup, consider};
use crate::error::Error;
use crate::files;
use crate::hash::hex;
use crate::model::Text;
use crate::platform::scratch::{self, Scratch};
use crate::platform::{Progress, folders};
use crate::publish::Timings;
use crate::render::{self, Letters, Place, Typst, Why};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Folder of the reminders, in the output folder.
pub const REMIND: &str = "remind";
/// Folder of what is for the agency alone.
pub const INTERNAL: &str = "internal";
/// What was written last time, with hashes.
const WRITTEN: &str = "written.json";
/// Title of the memorandum.
const MEMO: &str = "บันทึกข้อความ";

/// Reminders as they lie on the disk.
#[derive(Debug)]
pub struct Reminded {
    /// The letters.
    pub letters: Letters,
    /// Where they are.
    pub dir: PathBuf,
    /// Files that somebody has changed since they were written; they stay as they are.
    pub changed: Vec<PathBuf>,
}

/// Writes the reminders of the half.
///
/// # Errors
/// As [`consider`], a template that is wrong, or the disk.
pub fn remind(options: &Options, setup: &Setup, assessed: &Assessed) -> Result<Reminded, Error> {
    let (letters, slug) = consider(options, setup, assessed, |model| {
        let made = render::reminders(model, setup.context(), &assessed.workbooks, &setup.templates);
        made.map(|letters| (letters, model.period.slug()))
    })??;
    let dir = setup.output.join(REMIND).join(slug);
    let changed = replace(&dir, &letters.files)?;
    Ok(Reminded { letters, dir, changed })
}

/// Puts files in the place of those that were written last time. What somebody has changed since is their work: it
/// stays, and the new file gets another name.
fn replace(dir: &Path, made: &[(String, Vec<u8>)]) -> Result<Vec<PathBuf>, Error> {
    let list = dir.join(WRITTEN);
    let before: BTreeMap<String, String> = match files::read_own(&list) {
        Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
        Err(_) => BTreeMap::new(),
    };
    // What is open in another program stays known, and goes the next time.
    let held = render::forms::clear_copies(dir, &before);
    let mut written = held.clone();
    let mut changed = Vec::new();
    let mut planned = Vec::new();
    for (name, bytes) in made {
        let taken = dir.join(name);
        let (path, name) = if taken.exists() && !files::read_own(&taken).is_ok_and(|there| there == *bytes) {
            if !held.contains_key(name) {
                changed.push(taken);
            }
            free(dir, name)
        } else {
            (taken, name.clone())
        };
        written.insert(name, hex(&Sha256::digest(bytes)));
        planned.push((path, bytes));
    }
    // First the list: what it names and is not there does no harm.
    fs::create_dir_all(dir).map_err(|e| Error::io("making", dir, e))?;
    let bytes = serde_json::to_vec_pretty(&written).map_err(|e| Error::bug("writing JSON", e))?;
    folders::write_whole(&list, &bytes)?;
    for (path, bytes) in planned {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|e| Error::io("making", parent, e))?;
        }
        // What is the same already may be open: it could not be replaced then.
        if !path.exists() {
            folders::write_whole(&path, bytes)?;
        }
    }
    Ok(changed)
}

/// A name that is not taken.
fn free(dir: &Path, name: &str) -> (PathBuf, String) {
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut number = 2;
    loop {
        let name = format!("{stem} ({number}).{end}");
        let path = dir.join(&name);
        if !path.exists() {
            return (path, name);
        }
        number += 1;
    }
}

/// Makes the memorandum of the half; returns where it is.
///
/// # Errors
/// As [`consider`], or Typst fails.
pub fn memo(
    options: &Options,
    setup: &Setup,
    assessed: &Assessed,
    typst: &Typst,
    progress: &dyn Progress,
) -> Result<PathBuf, Error> {
    let job =
        consider(options, setup, assessed, |model| render::memo(model, MEMO, &setup.templates, typst))??;
    let dir = setup.output.join(INTERNAL);
    fs::create_dir_all(&dir).map_err(|e| Error::io("making", &dir, e))?;
    // What a killed run leaves there is removed by the next.
    scratch::remove_abandoned();
    let work = Scratch::new().map_err(|e| Error::io("making a folder in", std::env::temp_dir(), e))?;
    let place = Place { templates: &setup.templates, typst, root: work.path() };
    let new = work.path().join("new");
    let always = |_: &str, _: &render::Key| Err(Why::Forced);
    let made = render::make(vec![job], &always, place, &new, progress, &mut Timings::default())?;
    let name = made.into_iter().map(|output| output.path).next();
    let name = name.ok_or_else(|| Error::bug("making the memorandum", Text::default().en))?;
    let path = dir.join(&name);
    let new = new.join(&name);
    let bytes = files::read_own(&new).map_err(|e| Error::io("reading", &new, e))?;
    folders::write_whole(&path, &bytes)?;
    Ok(path)
}
