//! Children that end with this program, however it ends: also by SIGKILL, which leaves it no time to end
//! them itself.
//!
//! On Linux a second process of this program, the guard, hears of every child at one end of a pipe. When the other end
//! closes, this program has ended, and the guard ends the groups of the children that are left. (A child could ask the
//! system for a signal at its parent's death, but only from inside, and one start of a program of this size for every
//! document costs more than the guard.) Elsewhere a child that outlives a killed run comes to an end of its own.

pub(super) use system::Bound;
pub(crate) use system::{dismiss, guarded};

#[cfg(target_os = "linux")]
mod system {
    use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process_group, prlimit};
    use std::collections::BTreeSet;
    use std::io::Write;
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::{Child, Command, Stdio};
    use std::sync::{Mutex, OnceLock, PoisonError};

    /// Memory that a child may write to, in bytes: a report of a thousand pages takes a quarter of it.
    const MOST_MEMORY: u64 = 4 << 30;
    /// The one argument of a guard.
    const ASKED: &str = "--end-with-parent";
    /// This program's file, also after an update has replaced it on the disk.
    const OURSELVES: &str = "/proc/self/exe";
    /// Set by the program's own start: in a test or benchmark that file is another program.
    static READY: OnceLock<bool> = OnceLock::new();
    /// Started with the first child; none where it does not start.
    static GUARD: OnceLock<Option<Mutex<Child>>> = OnceLock::new();

    /// Whether this start was one of a guard, which has done its work then.
    pub(crate) fn guarded() -> bool {
        let mut arguments = std::env::args_os().skip(1);
        if arguments.next().is_none_or(|first| first != ASKED) {
            READY.get_or_init(|| Path::new(OURSELVES).exists());
            return false;
        }
        let mut groups = BTreeSet::new();
        for line in std::io::stdin().lines().map_while(Result::ok) {
            match line.split_at_checked(1) {
                Some(("+", group)) => groups.insert(group.to_owned()),
                Some(("-", group)) => groups.remove(group),
                _ => false,
            };
        }
        for group in groups.iter().filter_map(|group| Pid::from_raw(group.parse().ok()?)) {
            // Fails when nobody is left of it.
            let _ = kill_process_group(group, Signal::KILL);
        }
        true
    }

    /// A child that the guard knows, until this is dropped.
    pub(crate) struct Bound(u32);

    impl Bound {
        /// Starts the guard where none is there yet: before a child, so that a kill finds none that nobody watches.
        /// What is left is the moment between a child's start and its number's way to the guard.
        pub(crate) fn prepare() {
            GUARD.get_or_init(start);
        }

        /// Binds a child that leads a group to the life of this process, and limits its memory.
        pub(crate) fn to_us(child: &Child) -> Self {
            tell('+', child.id());
            // A template that loops must not take the machine's memory with it. Refused where the machine's own limit is
            // lower, which then holds.
            let memory = Rlimit { current: Some(MOST_MEMORY), maximum: Some(MOST_MEMORY) };
            let id = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
            let _ = id.map(|id| prlimit(Some(id), Resource::Data, memory));
            Self(child.id())
        }
    }

    impl Drop for Bound {
        fn drop(&mut self) {
            tell('-', self.0);
        }
    }

    /// Ends the guard and waits until it is gone: a program that has ended leaves no process behind.
    pub(crate) fn dismiss() {
        let Some(Some(guard)) = GUARD.get() else { return };
        let mut guard = guard.lock().unwrap_or_else(PoisonError::into_inner);
        drop(guard.stdin.take());
        // It has nothing to say.
        let _ = guard.wait();
    }

    fn tell(sign: char, group: u32) {
        let Some(guard) = GUARD.get_or_init(start) else { return };
        let mut guard = guard.lock().unwrap_or_else(PoisonError::into_inner);
        // A guard that somebody ended binds no child any more.
        let _ = guard.stdin.as_mut().map(|pipe| pipe.write_all(format!("{sign}{group}\n").as_bytes()));
    }

    fn start() -> Option<Mutex<Child>> {
        READY.get().filter(|ready| **ready)?;
        let mut guard = Command::new(OURSELVES);
        guard.arg(ASKED).current_dir("/").stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        // What the terminal sends to this program's group does not reach it.
        guard.process_group(0).spawn().ok().map(Mutex::new)
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::process::Child;

    /// No guard is ever asked for.
    pub(crate) fn guarded() -> bool {
        false
    }

    /// There is none.
    pub(crate) fn dismiss() {}

    /// A child that nobody watches.
    pub(crate) struct Bound;

    impl Bound {
        /// There is no guard.
        pub(crate) fn prepare() {}

        /// Binds nothing.
        pub(crate) fn to_us(_: &Child) -> Self {
            Self
        }
    }
}
