//! One run at a time on one output folder. The system frees the lock when a run dies.

use super::recover;
use crate::error::Error;
use crate::files;
use crate::model::Holder;
use crate::platform::stop;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The locked file.
const LOCK: &str = ".lock";
/// Who holds it, for the message of a second run. A file of its own: Windows lets nobody read a locked one.
const HOLDER: &str = ".lock.json";

/// This process.
fn this_process() -> Holder {
    let name = |variables: &[&str]| {
        variables.iter().find_map(|v| std::env::var(v).ok()).filter(|v| !v.is_empty()).unwrap_or_default()
    };
    Holder {
        process: std::process::id(),
        computer: hostname().unwrap_or_else(|| name(&["COMPUTERNAME", "HOSTNAME"])),
        user: name(&["USERNAME", "USER", "LOGNAME"]),
    }
}

/// Who wrote the file of an output folder's lock.
fn read_holder(output: &Path) -> Option<Holder> {
    let bytes = files::read_own(&output.join(HOLDER)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The computer's name as Linux tells it.
fn hostname() -> Option<String> {
    let name = files::read_own(Path::new("/proc/sys/kernel/hostname")).ok()?;
    let name = String::from_utf8(name).ok()?;
    Some(name.trim().to_owned()).filter(|n| !n.is_empty())
}

/// The lock, held until dropped.
#[derive(Debug)]
pub struct Lock {
    // Fields are dropped in this order: a name that vanished after the lock is free could be the next run's.
    _name: Name,
    _file: File,
}

/// The holder's file, removed when the run ends; a killed run leaves it, and that tells of the kill.
#[derive(Debug)]
struct Name(PathBuf, #[allow(dead_code)] stop::Left);

impl Drop for Name {
    fn drop(&mut self) {
        // What remains is overwritten by the next run.
        let _ = fs::remove_file(&self.0);
    }
}

impl Lock {
    /// Takes the lock of `output`, making the folder when it is not there, and mends what a killed run
    /// left: whoever holds the lock finds whole publications and no staging folder.
    ///
    /// # Errors
    /// [`Error::Locked`] when another run holds it; i/o when the folder cannot be written.
    pub fn take(output: &Path) -> Result<Self, Error> {
        let file = lock(output)?;
        let holder = output.join(HOLDER);
        let name = Name(holder.clone(), stop::Left::new(holder));
        crate::render::write_json(&name.0, &this_process())?;
        recover::recover(output)?;
        Ok(Self { _name: name, _file: file })
    }
}

/// A run that is killed while it starts Typst leaves the lock to a child that has not begun yet; that child lets it go
/// as soon as it begins.
const PATIENCE: Duration = Duration::from_secs(2);
/// Time between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// Takes the lock and changes nothing else.
fn lock(output: &Path) -> Result<File, Error> {
    fs::create_dir_all(output).map_err(|e| Error::io("making", output, e))?;
    let path = output.join(LOCK);
    let file = File::options().create(true).write(true).truncate(false).open(&path);
    let file = file.map_err(|e| Error::io("opening", &path, e))?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if start.elapsed() < PATIENCE => std::thread::sleep(PAUSE),
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Locked { output: output.to_path_buf(), holder: read_holder(output) });
            }
            Err(TryLockError::Error(source)) => return Err(Error::io("locking", path, source)),
        }
    }
}

/// How an output folder stands between runs.
#[derive(Debug)]
pub struct Condition {
    /// Staging folders that a killed run left; the next run settles them.
    pub unfinished: Vec<PathBuf>,
    /// Who was at work when the last run was killed.
    pub killed: Option<Holder>,
}

/// Looks at an output folder without mending anything.
///
/// # Errors
/// Another run is at work in it, or it cannot be written.
pub fn inspect(output: &Path) -> Result<Condition, Error> {
    let _lock = lock(output)?;
    Ok(Condition { unfinished: recover::staging_folders(output)?, killed: read_holder(output) })
}
