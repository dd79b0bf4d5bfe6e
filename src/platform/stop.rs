//! A person (Ctrl-C) or the system (SIGTERM, SIGHUP) asks the program to stop.
//!
//! The request is a flag that the work looks at between its steps: it then ends with
//! [`Error::Interrupted`], and everything is cleaned up on the way out as after any other error. Putting
//! a publication in its place is never interrupted: it takes a moment and is then whole.
//!
//! Work that does not get round to looking (a network share that does not answer, a long computation) is ended by
//! a thread of its own after `GRACE`: it removes what `Left` names, ends the children, and leaves with the code of
//! an interruption.

use super::child;
use crate::error::{Error, Exit};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use std::time::{Duration, Instant};

static ASKED: AtomicBool = AtomicBool::new(false);
/// How soon a request is noticed while the program waits for something.
pub(crate) const NOTICE: Duration = Duration::from_millis(50);
/// How long the work may take to end by itself.
const GRACE: Duration = Duration::from_millis(1_300);
/// How long the last words may take: whoever should read them may be what everything waits for.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// Held for reading by whatever must come to its end.
static WHOLE: RwLock<()> = RwLock::new(());
/// What is to be removed when the program leaves from where it stands.
static LEFT: Mutex<BTreeMap<u64, PathBuf>> = Mutex::new(BTreeMap::new());
static NEXT: AtomicU64 = AtomicU64::new(0);

/// Begins to listen for signals; until then they end the program at once. `last_words` tells that the work was left
/// where it stood.
///
/// # Errors
/// The system does not allow it: a bug.
pub fn listen(last_words: impl Fn() + Send + Sync + 'static) -> Result<(), Error> {
    let last_words = Arc::new(last_words);
    ctrlc::set_handler(move || {
        if !ASKED.swap(true, Ordering::SeqCst) {
            let last_words = Arc::clone(&last_words);
            std::thread::spawn(move || leave_after(GRACE, last_words));
        }
    })
    .map_err(|e| Error::bug("listening for signals", e))
}

/// Leaves the program wherever it stands, but never between two steps that belong together.
fn leave_after(grace: Duration, last_words: Arc<impl Fn() + Send + Sync + 'static>) {
    std::thread::sleep(grace);
    let _no_more = WHOLE.write().unwrap_or_else(PoisonError::into_inner);
    child::end_all();
    let left = std::mem::take(&mut *LEFT.lock().unwrap_or_else(PoisonError::into_inner));
    for path in left.into_values() {
        // What cannot be removed is found and removed by the next run.
        let _ = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
    }
    let (said, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        last_words();
        // Nobody waits any more when it took too long.
        let _ = said.send(());
    });
    let _ = heard.recv_timeout(LAST_WORDS);
    std::process::exit(Exit::Environment as i32);
}

/// Something on the disk that must not outlive the program; forgotten when dropped.
#[derive(Debug)]
pub(crate) struct Left(u64);

impl Left {
    /// Remembers a file or folder.
    pub(crate) fn new(path: PathBuf) -> Self {
        let number = NEXT.fetch_add(1, Ordering::SeqCst);
        LEFT.lock().unwrap_or_else(PoisonError::into_inner).insert(number, path);
        Self(number)
    }
}

impl Drop for Left {
    fn drop(&mut self) {
        LEFT.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// While it is held the program does not leave, whoever asks.
pub(crate) fn whole() -> RwLockReadGuard<'static, ()> {
    WHOLE.read().unwrap_or_else(PoisonError::into_inner)
}

/// Whether the program was asked to stop.
#[must_use]
pub fn asked() -> bool {
    ASKED.load(Ordering::SeqCst)
}

/// Goes on only while nobody has asked to stop.
///
/// # Errors
/// [`Error::Interrupted`] when somebody has.
pub fn check() -> Result<(), Error> {
    if asked() { Err(Error::Interrupted) } else { Ok(()) }
}

/// Waits, unless somebody asks to stop.
///
/// # Errors
/// [`Error::Interrupted`] when somebody does.
pub fn wait(time: Duration) -> Result<(), Error> {
    let start = Instant::now();
    while start.elapsed() < time {
        check()?;
        std::thread::sleep(NOTICE.min(time));
    }
    check()
}
