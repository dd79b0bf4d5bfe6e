//! A service and its timer. `Persistent=true` makes up for a run that was missed while the machine was
//! off.

use super::{COLLECTING_MONTHS, Job, Plan, RUN_MONTHS, Unit, joined};

pub(super) fn units(plan: &Plan, job: Job) -> [Unit; 2] {
    let name = plan.unit_name(job);
    let (title, day, hour) = (job.title(), plan.day, plan.hour);
    let when = match job {
        Job::Run => format!("*-{}-{day:02} {hour:02}:00:00 Asia/Bangkok", joined(&RUN_MONTHS, true)),
        Job::Missing => format!("Mon *-{}-* {hour:02}:00:00 Asia/Bangkok", joined(&COLLECTING_MONTHS, true)),
    };
    let arguments: Vec<_> = plan.arguments(job).iter().map(|a| quoted(a, true)).collect();
    let command = format!("{} {}", program(&plan.program), arguments.join(" "));
    let directory = plan.workspace.replace('%', "%%");
    let service = format!(
        "[Unit]\nDescription={title}\n\n[Service]\nType=oneshot\nWorkingDirectory={directory}\n\
         ExecStart={command}\nTimeoutStartSec=1h\n"
    );
    let timer = format!(
        "[Unit]\nDescription={title}\n\n[Timer]\nOnCalendar={when}\nPersistent=true\n\n\
         [Install]\nWantedBy=timers.target\n"
    );
    [Unit::new(format!("{name}.service"), service), Unit::new(format!("{name}.timer"), timer)]
}

/// The program; systemd takes none with a quotation mark in its path, so `env` starts such a one.
fn program(path: &str) -> String {
    if path.contains(['"', '\'', '\\']) {
        format!("/usr/bin/env {}", quoted(path, true))
    } else {
        quoted(path, false)
    }
}

/// An argument as systemd reads command lines: in quotes when it is not plain; `%` begins a specifier
/// everywhere, `$` a variable in all arguments but the program.
fn quoted(argument: &str, variables: bool) -> String {
    let mut text = argument.replace('%', "%%");
    if variables {
        text = text.replace('$', "$$");
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-=:,+%$@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text;
    }
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
