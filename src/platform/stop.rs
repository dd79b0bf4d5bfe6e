//! A person (Ctrl-C) or the system (SIGTERM, SIGHUP) asks the program to stop.
//!
//! The request is a flag that the work looks at between its steps: it then ends with
//! [`Error::Interrupted`], and everything is cleaned up on the way out as after any other error. Putting
//! a publication in its place is never interrupted: it takes a moment and is then whole.

use crate::error::Error;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

static ASKED: AtomicBool = AtomicBool::new(false);
/// How soon a request is noticed while the program waits for something.
pub(crate) const NOTICE: Duration = Duration::from_millis(50);

/// Begins to listen for signals; until then they end the program at once.
///
/// # Errors
/// The system does not allow it: a bug.
pub fn listen() -> Result<(), Error> {
    ctrlc::set_handler(|| ASKED.store(true, Ordering::SeqCst))
        .map_err(|e| Error::bug("listening for signals", e))
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
