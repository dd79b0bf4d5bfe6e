//! Running another program to its end, or to its limit.
//!
//! The child leads a process group of its own (on Windows: a job object), so that whatever it has started ends
//! with it. Nothing goes through a shell.

use super::bound::Bound;
use super::stop;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

/// How often a child is looked at: a document takes fifty times longer.
const LOOK: Duration = Duration::from_millis(10);

/// How often a child that stays is looked at.
const GLANCE: Duration = Duration::from_millis(50);

/// How much of what a child says is kept, in bytes: of more nobody reads the rest.
const MOST_SAID: usize = 8 << 10;
/// How much a child may say at all; then nobody listens any more, and its next word ends it.
const MOST_HEARD: usize = 16 << 20;
/// How long the last words of an ended child may take to arrive: somebody else may hold its streams.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Groups of the children that are at work.
static AT_WORK: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

/// Ends all children that are at work, with all that they have started.
pub(super) fn end_all() {
    let at_work = AT_WORK.lock().unwrap_or_else(PoisonError::into_inner);
    for id in at_work.iter() {
        end_numbered(*id);
    }
}

/// A child that is at work.
struct AtWork(u32);

impl AtWork {
    fn new(child: &Child) -> Self {
        AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).insert(child.id());
        Self(child.id())
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        AT_WORK.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.0);
    }
}

/// What a child ended with, and the beginning of what it said on both streams.
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
pub(crate) fn run(command: Command, limit: Duration) -> Result<Ended, Failure> {
    run_as(command, limit, false)
}

/// Runs a child that does not outlive this program, where the system allows that.
///
/// # Errors
/// As [`run`].
pub(crate) fn run_bound(command: Command, limit: Duration) -> Result<Ended, Failure> {
    run_as(command, limit, true)
}

fn run_as(mut command: Command, limit: Duration, bound: bool) -> Result<Ended, Failure> {
    own_group(&mut command);
    if bound {
        Bound::prepare();
    }
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let kin = Kin::of(&child);
    let at_work = (AtWork::new(&child), bound.then(|| Bound::to_us(&child)));
    let out = listen(child.stdout.take());
    let err = listen(child.stderr.take());
    let ended = until_end(&mut child, limit);
    // Also after a good end: a grandchild that holds the streams would be waited for without end.
    end_group(&mut child);
    kin.end();
    // From here on the number may mean somebody else.
    drop(at_work);
    let status = child.wait()?;
    ended?;
    let said = [out.said(), err.said()].concat();
    Ok(Ended { status, said })
}

/// A child that goes on working until it is dropped.
#[derive(Debug)]
pub(crate) struct Kept {
    id: u32,
    over: Arc<AtomicBool>,
    /// Its end is the word to end the child.
    until: Option<mpsc::Sender<()>>,
    keeper: Option<std::thread::JoinHandle<()>>,
}

/// Starts a child that stays, bound to the life of this program where that is possible. What it says on standard
/// error goes to `says`.
///
/// # Errors
/// It cannot be started.
pub(crate) fn keep(mut command: Command, says: File) -> std::io::Result<Kept> {
    own_group(&mut command);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(says);
    let over = Arc::new(AtomicBool::new(false));
    let (started, begun) = mpsc::channel();
    let (until, asked) = mpsc::channel::<()>();
    let ended = Arc::clone(&over);
    Bound::prepare();
    let keeper = std::thread::spawn(move || {
        let mut child = match command.spawn() {
            Ok(child) => child,
            Err(error) => {
                // Whoever asked hears it, unless it is gone itself.
                let _ = started.send(Err(error));
                return;
            }
        };
        let (kin, at_work) = (Kin::of(&child), (AtWork::new(&child), Bound::to_us(&child)));
        let _ = started.send(Ok(child.id()));
        while !has_ended(&mut child).unwrap_or(true)
            && matches!(asked.recv_timeout(GLANCE), Err(mpsc::RecvTimeoutError::Timeout))
        {}
        ended.store(true, Ordering::SeqCst);
        end_group(&mut child);
        kin.end();
        drop(at_work);
        let _ = child.wait();
    });
    let id = begun.recv().unwrap_or_else(|_| Err(std::io::ErrorKind::BrokenPipe.into()))?;
    Ok(Kept { id, over, until: Some(until), keeper: Some(keeper) })
}

impl Kept {
    /// Whether it has not ended yet, as far as is known.
    pub(crate) fn is_at_work(&self) -> bool {
        !self.over.load(Ordering::SeqCst)
    }

    /// Its number.
    pub(crate) fn id(&self) -> u32 {
        self.id
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        drop(self.until.take());
        if let Some(keeper) = self.keeper.take() {
            // It has nothing to say, also where it died.
            let _ = keeper.join();
        }
    }
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

/// Somebody who listens to a stream of a child.
struct Listener {
    heard: Arc<Mutex<Vec<u8>>>,
    thread: std::thread::JoinHandle<()>,
}

fn listen(stream: Option<impl Read + Send + 'static>) -> Listener {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let into = Arc::clone(&heard);
    let thread = std::thread::spawn(move || {
        let Some(mut stream) = stream else { return };
        let (mut buffer, mut all) = ([0; 8 << 10], 0);
        // What cannot be read was not said; the exit status tells the rest.
        while let Ok(size @ 1..) = stream.read(&mut buffer) {
            let mut kept = into.lock().unwrap_or_else(PoisonError::into_inner);
            let room = MOST_SAID.saturating_sub(kept.len());
            kept.extend_from_slice(&buffer[..size.min(room)]);
            drop(kept);
            all += size;
            if all > MOST_HEARD {
                return;
            }
        }
    });
    Listener { heard, thread }
}

impl Listener {
    /// What was heard of a child that has ended.
    fn said(self) -> String {
        let start = Instant::now();
        while !self.thread.is_finished() && start.elapsed() < LAST_WORDS {
            std::thread::sleep(LOOK);
        }
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let mut said = String::from_utf8_lossy(&heard).into_owned();
        if heard.len() >= MOST_SAID {
            said.push('…');
        }
        said
    }
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
    end_numbered(child.id());
}

#[cfg(unix)]
fn end_numbered(id: u32) {
    use rustix::process::{Signal, kill_process_group};
    if let Some(group) = numbered(id) {
        // Fails when nobody is left of it, which is the usual case.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(unix)]
fn pid(child: &Child) -> Option<rustix::process::Pid> {
    numbered(child.id())
}

#[cfg(unix)]
fn numbered(id: u32) -> Option<rustix::process::Pid> {
    i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw)
}

/// Without groups nothing is ended by its number alone.
#[cfg(not(unix))]
fn end_numbered(_: u32) {}

/// Ctrl-C then reaches this program alone, which ends the child itself and says why.
#[cfg(windows)]
fn own_group(command: &mut Command) {
    use std::os::windows::process::CommandExt;
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
    command.creation_flags(CREATE_NEW_PROCESS_GROUP);
}

#[cfg(not(any(unix, windows)))]
fn own_group(_: &mut Command) {}

/// What a child and all that it starts belong to on Windows. They end when it is dropped, and when this program ends,
/// however that happens: the system closes the job then.
#[cfg(windows)]
struct Kin {
    _job: Option<win32job::Job>,
}

#[cfg(windows)]
impl Kin {
    /// Without a job, in a system that allows none, only the child itself is ended.
    fn of(child: &Child) -> Self {
        use std::os::windows::io::AsRawHandle;
        let mut limits = win32job::ExtendedLimitInfo::new();
        limits.limit_kill_on_job_close();
        let job = win32job::Job::create_with_limit_info(&limits);
        Self { _job: job.ok().filter(|job| job.assign_process(child.as_raw_handle() as isize).is_ok()) }
    }

    /// Ends all that are left.
    fn end(self) {
        drop(self);
    }
}

/// Elsewhere the process group is enough.
#[cfg(not(windows))]
struct Kin(());

#[cfg(not(windows))]
impl Kin {
    fn of(_: &Child) -> Self {
        Self(())
    }

    fn end(self) {
        let Self(()) = self;
    }
}

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

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_child_that_talks_without_end_is_cut_short() {
        // On both streams; `yes` ends when nobody listens any more.
        let ended = run(shell("yes words >&2; yes more; exit 3"), Duration::from_mins(1)).unwrap();
        assert!(ended.said.len() <= 2 * (MOST_SAID + 4), "{}", ended.said.len());
        assert!(
            ended.said.starts_with("more\n") && ended.said.contains("words\n") && ended.said.ends_with('…')
        );
        assert_eq!(ended.status.code(), Some(3));
    }

    #[test]
    fn a_stranger_who_holds_a_stream_is_not_waited_for() {
        let start = Instant::now();
        let ended = run(shell("setsid sleep 30 & echo done"), Duration::from_mins(1)).unwrap();
        assert_eq!(ended.said, "done\n");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
