//! Whether a publication is still what was published.
//!
//! Comes in: its folder. Goes out: what in it is missing, altered or too much, by its manifest. Never: mends anything.

use super::MANIFEST;
use super::history;
use super::recover;
use crate::error::Error;
use crate::files;
use crate::hash::hex;
use crate::model::Text;
use crate::platform::folders;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::path::Path;

/// Files that a message names; the rest are counted.
const MOST_NAMED: usize = 10;

/// What differs from the manifest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Damage {
    missing: Vec<String>,
    altered: Vec<String>,
    added: Vec<String>,
}

/// The part of a manifest that names files.
#[derive(Deserialize)]
struct Named {
    outputs: Vec<File>,
    /// Of an agency's publication: files that depend on the one before. Earlier versions did not name them.
    beside: Option<Vec<File>>,
    /// Of a publication that is no agency's, which has nothing beside its outputs.
    about: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct File {
    path: String,
    sha256: String,
}

impl Damage {
    /// That of the publication `name` no. `serial` in `dir`; none where all its files are as they were.
    ///
    /// # Errors
    /// The folder cannot be listed, or the log not be read.
    pub(super) fn of(output: &Path, dir: &Path, name: &str, serial: u32) -> Result<Option<Self>, Error> {
        let mut damage = Self::default();
        let bytes = files::read_own(&dir.join(MANIFEST)).unwrap_or_default();
        let Ok(named) = serde_json::from_slice::<Named>(&bytes) else {
            damage.altered.push(MANIFEST.to_owned());
            return Ok(Some(damage));
        };
        // Whoever alters a file can alter its hash; the log has that of the manifest.
        let log = history::log(output)?;
        let told = || log.iter().filter(|entry| entry.name == name);
        let manifest = recover::manifest_hash(dir);
        let known = told().any(|entry| Some(&entry.manifest) == manifest.as_ref());
        if !known && told().any(|entry| entry.serial == serial) {
            damage.altered.push(MANIFEST.to_owned());
        }
        let names_all = named.beside.is_some() || named.about.is_some();
        let known: Vec<_> = named.outputs.into_iter().chain(named.beside.into_iter().flatten()).collect();
        for file in &known {
            match files::read_own(&dir.join(&file.path)) {
                Err(_) => damage.missing.push(file.path.clone()),
                Ok(bytes) if hex(&Sha256::digest(&bytes)) != file.sha256 => {
                    damage.altered.push(file.path.clone());
                }
                Ok(_) => {}
            }
        }
        if names_all {
            let own = |path: &String| path == MANIFEST || known.iter().any(|file| file.path == *path);
            let passing = |path: &String| path.split('/').any(files::is_passing);
            damage.added = folders::list(dir, "")?;
            damage.added.retain(|path| !own(path) && !passing(path));
        }
        Ok((damage != Self::default()).then_some(damage))
    }

    /// The files, as a part of a sentence.
    pub(super) fn text(&self) -> Text {
        let kinds = [
            (&self.missing, "หายไป", "missing"),
            (&self.altered, "ถูกแก้ไข", "altered"),
            (&self.added, "ไม่ใช่ของฉบับนี้", "added"),
        ];
        let told: Vec<_> = kinds
            .into_iter()
            .filter(|(files, ..)| !files.is_empty())
            .map(|(files, th, en)| {
                let named = files.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join(", ");
                match files.len().saturating_sub(MOST_NAMED) {
                    0 => (format!("{th} {named}"), format!("{en} {named}")),
                    more => {
                        (format!("{th} {named} และอีก {more} ไฟล์"), format!("{en} {named} and {more} more"))
                    }
                }
            })
            .collect();
        let (th, en): (Vec<_>, Vec<_>) = told.into_iter().unzip();
        Text::new(th.join("; "), en.join("; "))
    }
}

/// What stood in the place of a new publication is not what was published there.
pub(super) fn replaced_damaged(name: &str, serial: u32, damage: &Damage) -> Text {
    let files = damage.text();
    Text::new(
        format!(
            "คำเตือน: {name} ฉบับที่ {serial} ซึ่งถูกแทนที่ ไม่ตรงกับตอนเผยแพร่ ({}) — เก็บไว้ใน history ตามที่เป็นอยู่ และนำกลับมาเผยแพร่ไม่ได้",
            files.th
        ),
        format!(
            "warning: {name} no. {serial}, which was replaced, is not as it was published ({}) — it is kept in the history as it is, and cannot be restored",
            files.en
        ),
    )
}

/// A kept publication that may not come back.
pub(super) fn refused(name: &str, serial: u32, damage: &Damage) -> Error {
    let files = damage.text();
    Error::Usage(Text::new(
        format!(
            "ไม่นำ {name} ฉบับที่ {serial} กลับมา เพราะไม่ตรงกับตอนเผยแพร่ ({}) — นำไฟล์เดิมกลับมาจากสำเนาสำรอง ลบไฟล์ที่ไม่ใช่ของฉบับนี้ หรือเลือกฉบับอื่นจาก `ita-report history`",
            files.th
        ),
        format!(
            "{name} no. {serial} is not restored: it is not as it was published ({}) — bring the files back from a backup, remove those that are not its own, or choose another one of `ita-report history`",
            files.en
        ),
    ))
}
