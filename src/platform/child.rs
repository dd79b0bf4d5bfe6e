//! Running another program to its end, or to its limit.
//!
//! The child leads a process group of its own, so that whatever it has started ends with it. Nothing
//! goes through a shell.

use super::{bound, stop};
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// How often a child is looked at: a document takes a hundred times longer.
const LOOK: Duration = Duration::from_millis(4);

/// What a child ended with, and all that it said on both streams.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
}

/// Why a child did not come to an end of its own.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// It could not be started, or not be waited for.
    #[error("{0}")]
    System(#[from] std::io::Error),
    /// It took too long and was ended.
    #[error("no answer within {} seconds, stopped", .0.as_secs())]
    Hung(Duration),
    /// The program was asked to stop; the child was ended.
    #[error("interrupted")]
    Interrupted,
}

/// Runs a child.
///
/// # Errors
/// It cannot be started, takes longer than `limit`, or the program was asked to stop; no process of its
/// group is left in any case.
pub(crate) fn run(mut command: Command, limit: Duration) -> Result<Ended, Failure> {
    own_group(&mut command);
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let out = reader(child.stdout.take());
    let err = reader(child.stderr.take());
    let ended = until_end(&mut child, limit);
    // Also after a good end: a grandchild that holds the streams would be waited for without end.
    end_group(&mut child);
    let status = child.wait()?;
    ended?;
    let said = [out.join(), err.join()].map(Result::unwrap_or_default).concat();
    Ok(Ended { status, said })
}

/// Runs a child that does not outlive this program, where the system allows that.
///
/// # Errors
/// As [`run`]; that the program is not there is told by the child's exit status.
pub(crate) fn run_bound(command: Command, limit: Duration) -> Result<Ended, Failure> {
    run(bound::to_us(command), limit)
}

fn until_end(child: &mut Child, limit: Duration) -> Result<(), Failure> {
    let start = Instant::now();
    while !has_ended(child)? {
        if stop::asked() {
            return Err(Failure::Interrupted);
        }
        if start.elapsed() >= limit {
            return Err(Failure::Hung(limit));
        }
        std::thread::sleep(LOOK);
    }
    Ok(())
}

fn reader(stream: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut said = Vec::new();
        if let Some(mut stream) = stream {
            // What cannot be read was not said; the exit status tells the rest.
            let _ = stream.read_to_end(&mut said);
        }
        String::from_utf8_lossy(&said).into_owned()
    })
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

/// Whether the child has ended. It stays in the table of processes, so that its number, which is its
/// group's too, cannot mean somebody else when the group is ended.
#[cfg(unix)]
fn has_ended(child: &mut Child) -> std::io::Result<bool> {
    use rustix::process::{WaitId, WaitIdOptions, waitid};
    let how = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
    let id = pid(child).ok_or(std::io::ErrorKind::NotFound)?;
    Ok(waitid(WaitId::Pid(id), how)?.is_some())
}

/// Ends whatever is left of the child's group.
#[cfg(unix)]
fn end_group(child: &mut Child) {
    use rustix::process::{Signal, kill_process_group};
    if let Some(group) = pid(child) {
        // Fails when nobody is left of it, which is the usual case.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(unix)]
fn pid(child: &Child) -> Option<rustix::process::Pid> {
    i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw)
}

#[cfg(not(unix))]
fn own_group(_: &mut Command) {}

#[cfg(not(unix))]
fn has_ended(child: &mut Child) -> std::io::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

/// Without groups only the child itself is ended; Typst starts no programs of its own.
#[cfg(not(unix))]
fn end_group(child: &mut Child) {
    // Fails when it has ended, which is the usual case.
    let _ = child.kill();
}
