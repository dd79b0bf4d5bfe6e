//! Staging and the atomic swap: a reader sees the whole old publication or the whole new one.
//!
//! Comes in: rendered files in a staging folder. Goes out: `output/<half>/` with its manifest, and the
//! publication it replaced kept beside. Never: renders, never touches a publication before the new one
//! is complete on disk.

pub mod history;
mod lock;
mod manifest;
mod previous;
mod record;
mod recover;
mod whole;

pub use crate::changes::FILE as CHANGES;
pub use crate::model::{Holder, Identity, Moment};
pub use crate::platform::Timings;
pub use lock::{Condition, Lock, inspect};
pub use manifest::Manifest;
pub use previous::Previous;
pub use record::{read_identity, read_snapshot};

use crate::error::Error;
use crate::model::Text;
use crate::platform::{folders, stop};
use crate::render::Output;
use history::Event;
use recover::Journal;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Name of a publication's manifest.
const MANIFEST: &str = "run.json";

/// A finished publication.
#[derive(Clone, Debug)]
pub struct Published {
    /// Its folder.
    pub dir: PathBuf,
    /// Its files, relative, sorted.
    pub files: Vec<String>,
    /// Its serial number.
    pub serial: u32,
    /// Whether it took the place of an earlier one.
    pub replaced: bool,
    /// What somebody did to the one that it replaced, and that is in the history now.
    pub damaged: Option<Text>,
}

impl Published {
    /// The publication of a name, if it was made from the very same and all its files are there.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn unchanged(output: &Path, name: &str, about: &serde_json::Value) -> Result<Option<Self>, Error> {
        let dir = output.join(name);
        let Some(files) = manifest::files_made_from(&dir, about) else { return Ok(None) };
        Ok(Some(Self {
            dir,
            files,
            serial: history::last_serial(output, name)?,
            replaced: false,
            damaged: None,
        }))
    }
}

/// A publication that is being made; its folder vanishes when dropped.
#[derive(Debug)]
pub struct Staging {
    output: PathBuf,
    dir: tempfile::TempDir,
    left: stop::Left,
    // Held until the staging folder is gone.
    _lock: Lock,
}

impl Staging {
    /// A new staging folder below `output`.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn new(output: &Path, lock: Lock) -> Result<Self, Error> {
        let dir = recover::new_staging(output)?;
        let left = stop::Left::new(dir.path().to_path_buf());
        let staging = Self { output: output.to_path_buf(), dir, left, _lock: lock };
        for dir in [staging.dir(), staging.work()] {
            fs::create_dir(&dir).map_err(|e| Error::io("making", dir, e))?;
        }
        Ok(staging)
    }

    /// Where renderers write what is to be published.
    #[must_use]
    pub fn dir(&self) -> PathBuf {
        self.dir.path().join(recover::PUBLICATION)
    }

    /// Where renderers write what they need in passing: it is gone with the run, however that ends.
    #[must_use]
    pub fn work(&self) -> PathBuf {
        self.dir.path().join(recover::WORK)
    }

    /// Writes the manifest, makes everything durable, and swaps the folder in as `output/<name>`. Of the
    /// publications that it replaced the last `keep` remain.
    ///
    /// # Errors
    /// Writing fails; the earlier publication is then untouched.
    pub fn publish(
        self,
        identity: &Identity,
        manifest: &Manifest,
        keep: usize,
        timings: &mut Timings,
        clock: Instant,
    ) -> Result<Published, Error> {
        let dir = self.dir();
        let mut files = folders::list(&dir, "")?;
        timings.add("publish", clock);
        manifest.write(&dir, &files, identity, timings)?;
        files.push(MANIFEST.to_owned());
        files.sort();
        self.finish(identity, files, keep)
    }

    /// The next publication of a name.
    ///
    /// # Errors
    /// The history cannot be read.
    pub fn identity(&self, name: &str) -> Result<Identity, Error> {
        record::new_identity(name, history::last_serial(&self.output, name)? + 1)
    }

    /// The same for a publication that is not one agency's; `about` is what its manifest says beside its files.
    ///
    /// # Errors
    /// As [`Staging::publish`].
    pub fn publish_about(
        self,
        name: &str,
        about: &serde_json::Value,
        outputs: &[Output],
        keep: usize,
    ) -> Result<Published, Error> {
        let dir = self.dir();
        let mut files = folders::list(&dir, "")?;
        let identity = self.identity(name)?;
        manifest::write_about(&dir.join(MANIFEST), &identity, about, outputs)?;
        files.push(MANIFEST.to_owned());
        files.sort();
        self.finish(&identity, files, keep)
    }

    /// Puts a publication with its manifest in its place and prunes the history.
    fn finish(self, identity: &Identity, files: Vec<String>, keep: usize) -> Result<Published, Error> {
        let (output, serial) = (self.output.clone(), identity.serial);
        let dir = output.join(&identity.name);
        let damaged = match read_identity(&dir) {
            Some(old) => whole::Damage::of(&output, &dir, &old.name, old.serial)?
                .map(|damage| whole::replaced_damaged(&old.name, old.serial, &damage)),
            None => None,
        };
        let replaced = self.replace(&identity.name, serial, None)?;
        history::prune(&output, &identity.name, keep)?;
        Ok(Published { dir, files, serial, replaced, damaged })
    }

    /// Puts the complete publication in the place of `output/<name>` and what stood there into the
    /// history. Returns whether something stood there.
    ///
    /// The order makes every moment safe: all is durable before the journal says so, the journal is
    /// there before the swap, and it goes when the replaced publication lies in the history.
    ///
    /// `kept` is a publication of the history to be put in its place instead of one that was made. It
    /// moves after the journal is written, so that it is never in a folder that may be removed.
    fn replace(self, name: &str, serial: u32, kept: Option<&Path>) -> Result<bool, Error> {
        let (new, output) = (self.dir(), self.output.as_path());
        let coming = kept.unwrap_or(&new);
        sync_all(coming)?;
        history::make_room(output, name)?;
        let manifest = recover::manifest_hash(coming)
            .ok_or_else(|| Error::bug("publishing", "the publication has no manifest"))?;
        let id = read_identity(coming).and_then(|identity| identity.id);
        let event = if kept.is_some() { Event::Restored } else { Event::Published };
        let journal = Journal { name: name.to_owned(), manifest, id, serial, at: Moment::now(), event };
        // What follows belongs together: nobody's signal ends it half way.
        let _whole = stop::whole();
        journal.write(self.dir.path())?;
        folders::sync_dir(output)?;
        // From here on the folder may hold the replaced publication: it must not vanish by itself.
        drop(self.left);
        let staging = self.dir.keep();
        let there = kept.map_or(Ok(()), |kept| {
            fs::remove_dir(&new).map_err(|e| Error::io("removing", &new, e))?;
            folders::rename(kept, &new).map_err(|e| Error::io("moving", kept, e))
        });
        let swapped = there
            .and_then(|()| folders::swap_in(&new, &output.join(name), &staging.join(recover::ASIDE)))
            .and_then(|replaced| folders::sync_dir(output).map(|()| replaced));
        let settled =
            recover::settle(&staging, &journal, output).and_then(|()| folders::remove_dir(&staging));
        let replaced = swapped?;
        settled.map_err(|e| Error::Publish(unsettled(&output.join(name), &e)))?;
        Ok(replaced)
    }
}

/// Puts a publication of the history back on the website; the one that stood there is kept.
///
/// # Errors
/// There is no such publication, it is not as it was published, another run is at work, or moving fails.
pub fn restore(output: &Path, name: &str, serial: u32) -> Result<PathBuf, Error> {
    let lock = Lock::take(output)?;
    let kept = history::place(output, name, serial);
    if !kept.join(MANIFEST).is_file() {
        return Err(not_kept(output, name, serial)?);
    }
    if let Some(damage) = whole::Damage::of(output, &kept, name, serial)? {
        return Err(whole::refused(name, serial, &damage));
    }
    Staging::new(output, lock)?.replace(name, serial, Some(&kept))?;
    Ok(output.join(name))
}

/// There is nothing to bring back under this number; what there is instead.
fn not_kept(output: &Path, name: &str, serial: u32) -> Result<Error, Error> {
    let all = history::publications(output)?;
    if all.iter().any(|k| k.current && k.name == name && k.serial == serial) {
        return Ok(Error::Usage(Text::new(
            format!("{name} ฉบับที่ {serial} เป็นฉบับปัจจุบันอยู่แล้ว"),
            format!("{name} no. {serial} is the current publication already"),
        )));
    }
    // The number under other names, else what the name has.
    let kept = || all.iter().filter(|k| !k.current);
    let same = kept().any(|k| k.serial == serial);
    let meant = kept().filter(|k| if same { k.serial == serial } else { k.name == name });
    let (th, en) = history::candidates(meant);
    Ok(Error::Usage(Text::new(
        format!("ไม่มีฉบับที่ {serial} ของ {name} ใน history{th} — ดูรายการด้วย `ita-report history`"),
        format!(
            "there is no publication {serial} of {name} in the history{en} — list them with `ita-report history`"
        ),
    )))
}

/// Clears away what a killed run has left in an output folder, unless a run is at work there.
///
/// # Errors
/// The folder cannot be read or mended.
pub fn settle(output: &Path) -> Result<(), Error> {
    if recover::staging_folders(output)?.is_empty() {
        return Ok(());
    }
    match Lock::take(output) {
        Ok(_) | Err(Error::Locked { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

/// The new publication is in its place, the replaced one not yet in the history.
fn unsettled(target: &Path, why: &Error) -> Text {
    let dir = target.display();
    Text::new(
        format!(
            "เผยแพร่ {dir} แล้ว แต่ยังย้ายฉบับเดิมเข้า history ไม่ได้: {why} — ฉบับเดิมยังอยู่ครบ แก้สาเหตุแล้วสั่ง run อีกครั้ง โปรแกรมจะย้ายให้"
        ),
        format!(
            "{dir} is published, but the publication it replaced could not be moved to the history yet: {why} — nothing is lost; mend the cause, and the next run moves it"
        ),
    )
}

/// Makes all files and folders below `dir` survive a power cut.
fn sync_all(dir: &Path) -> Result<(), Error> {
    for entry in fs::read_dir(dir).map_err(|e| Error::io("listing", dir, e))? {
        let path = entry.map_err(|e| Error::io("listing", dir, e))?.path();
        if path.is_dir() { sync_all(&path)? } else { folders::sync_file(&path)? }
    }
    folders::sync_dir(dir)
}
