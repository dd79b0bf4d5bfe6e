//! Programs that are called when a run has ended: `[hooks]` of `agency.toml`, `--on-success`,
//! `--on-failure`. What they do (mail, chat, copying to a web server) is the machine's business.
//!
//! A hook is a program with its arguments, never a line for a shell: nothing of a file's name or of a
//! message can turn into a command. It learns how the run ended from environment variables. A hook that
//! fails is a warning: the publication stands.

use super::Common;
use super::log::Summary;
use crate::model::{Language, Text};
use crate::pipeline::Options;
use crate::platform::child::{self, Failure};
use crate::workspace::Hooks;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

/// Mail takes seconds; a hook that takes longer hangs.
const LIMIT: Duration = Duration::from_mins(2);

/// Options that name hooks.
#[derive(Debug, Default, clap::Args)]
pub(super) struct HookArgs {
    /// โปรแกรมที่เรียกเมื่อเผยแพร่สำเร็จ / program to call after a publication; see also [hooks] in agency.toml
    #[arg(long, value_name = "PROGRAM")]
    on_success: Option<String>,
    /// โปรแกรมที่เรียกเมื่อไม่ได้เผยแพร่ / program to call when nothing was published
    #[arg(long, value_name = "PROGRAM")]
    on_failure: Option<String>,
}

/// The hooks of a workspace, replaced by those of the options. A workspace that does not open has none.
fn of(args: &HookArgs, options: &Options) -> Hooks {
    let own = options.open().map(|w| w.hooks).unwrap_or_default();
    let chosen = |given: &Option<String>, own| given.clone().map_or(own, |program| vec![program]);
    Hooks {
        on_success: chosen(&args.on_success, own.on_success),
        on_failure: chosen(&args.on_failure, own.on_failure),
    }
}

/// The end of a command: its hook, and the last line of the log.
pub(super) fn end(args: &HookArgs, summary: &Summary, options: &Options, common: &Common) {
    if let Some(warning) = call(&of(args, options), summary, options, common.lang) {
        common.warn(&warning);
    }
    common.log_summary(summary);
}

/// Calls the hook that fits. Returns a warning when it fails.
fn call(hooks: &Hooks, summary: &Summary, options: &Options, language: Language) -> Option<Text> {
    let success = summary.exit_code == 0;
    let hook = if success { &hooks.on_success } else { &hooks.on_failure };
    let (program, arguments) = hook.split_first()?;
    let workspace = absolute(&options.workspace);
    // Where the workspace is not there, a share that is not mounted say, the hook is to tell just that.
    let folder = if workspace.is_dir() { workspace.clone() } else { absolute(Path::new(".")) };
    let mut command = Command::new(found(program, &folder));
    command
        .args(arguments)
        .current_dir(&folder)
        .env("ITA_REPORT_RESULT", summary.result)
        .env("ITA_REPORT_EXIT_CODE", summary.exit_code.to_string())
        .env("ITA_REPORT_PERIOD", summary.period.as_deref().unwrap_or_default())
        .env("ITA_REPORT_OUTPUT", absolute(&options.output_dir()))
        .env("ITA_REPORT_DIR", summary.dir.as_ref().map(|d| absolute(Path::new(d))).unwrap_or_default())
        .env("ITA_REPORT_WORKSPACE", &workspace)
        .env("ITA_REPORT_ERRORS", summary.errors.to_string())
        .env("ITA_REPORT_WARNINGS", summary.warnings.to_string())
        .env("ITA_REPORT_MESSAGE", summary.message.get(language));
    match child::run(command, LIMIT) {
        Ok(ended) if ended.status.success() => None,
        Ok(ended) => Some(failed(program, &format!("{} {}", ended.status, ended.said.trim()))),
        Err(Failure::System(error)) if is_no_program(&error) => Some(failed(program, NO_PROGRAM)),
        Err(failure) => Some(failed(program, &failure.to_string())),
    }
}

/// What helps where a script was named that the system does not start by itself.
const NO_PROGRAM: &str = "Windows ไม่เรียกไฟล์ชนิดนี้เอง ใช้ / Windows does not start such a file by itself, use: [\"powershell\", \"-File\", \"…\"]";

/// Windows says 193 of a file that is no program, such as a script of PowerShell.
fn is_no_program(error: &std::io::Error) -> bool {
    cfg!(windows) && error.raw_os_error() == Some(193)
}

/// A program named with a folder lies below the hook's folder; a bare name is searched on PATH.
fn found(program: &str, folder: &Path) -> PathBuf {
    let path = Path::new(program);
    if path.components().count() > 1 { folder.join(path) } else { path.to_path_buf() }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

fn failed(program: &str, why: &str) -> Text {
    let why = why.trim();
    Text::new(
        format!("คำเตือน: โปรแกรมที่เรียกเมื่อจบงาน ({program}) ไม่สำเร็จ: {why} — ผลของการจัดทำรายงานไม่เปลี่ยน"),
        format!("warning: the hook {program} failed: {why} — the result of the run stands"),
    )
}
