//! Children that end with this program, however it ends: also by SIGKILL, which leaves it no time to end
//! them itself.
//!
//! On Linux a process can ask the system for a signal at its parent's death, but only for itself. So the
//! program is started once more in the child's place, asks for it, and becomes the child. Elsewhere a
//! child that outlives a killed run comes to an end of its own.

use std::process::Command;

/// Makes this program, or a later start of it, another one. Returns at once when that is not asked for.
///
/// # Errors
/// The other program cannot be started.
pub(crate) fn become_asked() -> std::io::Result<()> {
    system::become_asked()
}

/// The command, bound to the life of this process where that is possible.
pub(super) fn to_us(command: Command) -> Command {
    system::to_us(command)
}

#[cfg(target_os = "linux")]
mod system {
    use rustix::process::{Resource, Rlimit, Signal, getppid, set_parent_process_death_signal, setrlimit};
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    use std::process::Command;
    use std::sync::OnceLock;

    /// Memory that a child may write to, in bytes: a report of a thousand pages takes a quarter of it.
    const MOST_MEMORY: u64 = 4 << 30;
    /// First argument of a start in a child's place; then the parent's number and the command.
    const ASKED: &str = "--in-place-of-child";
    /// This program's file, also after an update has replaced it on the disk.
    const OURSELVES: &str = "/proc/self/exe";
    /// Set by the program's own start: in a test or benchmark that file is another program.
    static READY: OnceLock<bool> = OnceLock::new();

    pub(super) fn become_asked() -> std::io::Result<()> {
        let mut arguments = std::env::args_os().skip(1);
        if arguments.next().is_none_or(|first| first != ASKED) {
            READY.get_or_init(|| Path::new(OURSELVES).exists());
            return Ok(());
        }
        let parent = arguments.next().and_then(|number| number.into_string().ok()?.parse::<i32>().ok());
        let program = arguments.next().ok_or(std::io::ErrorKind::InvalidInput)?;
        set_parent_process_death_signal(Some(Signal::KILL))?;
        // A template that loops must not take the machine's memory with it. Refused where the machine's own limit is
        // lower, which then holds.
        let memory = Rlimit { current: Some(MOST_MEMORY), maximum: Some(MOST_MEMORY) };
        let _ = setrlimit(Resource::Data, memory);
        // It may have died before the system was asked.
        if getppid().map(|id| id.as_raw_nonzero().get()) != parent {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        Err(Command::new(program).args(arguments).exec())
    }

    pub(super) fn to_us(command: Command) -> Command {
        if READY.get() != Some(&true) {
            return command;
        }
        let mut bound = Command::new(OURSELVES);
        bound.arg(ASKED).arg(std::process::id().to_string());
        bound.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => bound.env(name, value),
                None => bound.env_remove(name),
            };
        }
        if let Some(dir) = command.get_current_dir() {
            bound.current_dir(dir);
        }
        bound
    }
}

#[cfg(not(target_os = "linux"))]
mod system {
    use std::process::Command;

    pub(super) fn become_asked() -> std::io::Result<()> {
        Ok(())
    }

    pub(super) fn to_us(command: Command) -> Command {
        command
    }
}
