//! The command line: declarative arguments, one module a subcommand, exit codes.
//!
//! Comes in: arguments. Goes out: text or JSON for people and scripts, an exit code. The only place
//! that prints.

#![allow(clippy::print_stdout, clippy::print_stderr)] // the only place that prints

mod account;
mod changes;
mod check;
mod clock;
mod common;
mod doctor;
mod editions;
mod explain;
mod fleet;
mod history;
mod hooks;
mod init;
mod learn;
mod letters;
mod log;
mod manual;
mod progress;
mod ready;
mod rollup;
mod run;
mod schedule;
mod status;
mod templates;
mod wanting;
mod watch;

pub use common::{Common, Format};

use crate::error::{Error, Exit};
use crate::ingest;
use crate::model::shown;
use crate::platform::bound;
use crate::publish::Moment;
use crate::render::Typst;
use crate::scheme::Schemes;
use crate::templates::Templates;
use clap::{CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::LazyLock;

/// อ่านสมุดงานของหน่วยงานในสังกัด คำนวณคะแนน ITA และจัดทำเอกสารมาตรการกับรายงานผล
///
/// Reads the workbooks of an agency's units, scores ITA, and publishes the measures document and the
/// progress report.
#[derive(Debug, Parser)]
#[command(version, long_version = long_version(), propagate_version = true, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// สร้างพื้นที่ทำงานพร้อมแบบฟอร์มเปล่า / make a workspace with blank workbooks for every unit
    Init(init::InitArgs),
    /// อ่านและตรวจทุกไฟล์ / read and validate everything; changes nothing but output/returns
    Check(check::CheckArgs),
    /// ทำให้โปรแกรมรู้จักแบบฟอร์มใหม่ / proposes a layout for a form that nothing fits, shows and saves it
    Learn(learn::LearnArgs),
    /// จัดทำและเผยแพร่รายงาน / the main job: check, score, compare, render, publish
    Run(run::RunArgs),
    /// ใครส่งอะไรแล้ว ขาดอะไร / who has submitted what for this half, what is missing
    Status(status::StatusArgs),
    /// ข้อมูลตามแบบตรวจ OIT พร้อมหรือยัง ขาดอะไร ใครค้าง / is what the checklist asks for ready, who owes what, until when
    Ready(ready::ReadyArgs),
    /// ข้อความติดตามรายหน่วยงาน สำเนาที่ทำเครื่องหมาย และปฏิทินกำหนด / a message for each unit, its marked workbook, one sheet of all, deadlines.ics
    Remind,
    /// บันทึกข้อความถึงผู้บริหาร หนึ่งหน้า ใช้ภายใน / the director's memorandum, one page, internal
    Memo,
    /// อะไรเปลี่ยนระหว่างสองฉบับ / what changed between two publications, down to the cell
    Diff(changes::DiffArgs),
    /// ฉบับที่เก็บไว้ / publications that are kept; on DATE: what was in place then; restore: bring one back
    History(history::HistoryArgs),
    /// ตัวเลขมาจากไหน / how a figure came about, down to the source cells
    Explain(explain::ExplainArgs),
    /// ตั้งให้ทำงานเองตามกำหนด / ready units for systemd, cron or Windows Task Scheduler
    Schedule(schedule::ScheduleArgs),
    /// รวมผลของหลายหน่วยงานเป็นภาพรวม / of many agencies: the roll-up, also over shards
    Rollup(rollup::RollUpArgs),
    /// แม่แบบในโปรแกรม: แสดงรายชื่อ หรือเขียนออกมาแก้ / built-in templates: list them, or write them out to start from
    Templates(templates::TemplatesArgs),
    /// ไฟล์ช่วยพิมพ์คำสั่งของเชลล์ / completions for a shell, on standard output
    Completions {
        /// เชลล์ / the shell
        shell: clap_complete::Shell,
    },
    /// คู่มือในรูปแบบ man ลงในโฟลเดอร์ / man pages of all commands, into a folder
    Man {
        /// โฟลเดอร์ / the folder
        dir: PathBuf,
    },
    /// ตรวจ Typst ฟอนต์ และโฟลเดอร์ / Typst version, fonts, folders: what is wrong, how to fix it
    Doctor,
}

impl Command {
    /// Hooks of a command that somebody waits for.
    fn hooks(&self) -> Option<&hooks::HookArgs> {
        match self {
            Self::Run(args) => args.hooks(),
            Self::Status(args) => args.complete.then_some(&args.hooks),
            _ => None,
        }
    }
}

/// The version with all that a result depends on beside the inputs.
fn long_version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let templates = Templates::default();
        let years = Schemes::load(&templates).map(|schemes| {
            let years: Vec<_> = schemes.years().map(|year| year.to_string()).collect();
            years.join(", ")
        });
        format!(
            "{}\nTypst {}\nschemes {}\ntemplates {}",
            env!("CARGO_PKG_VERSION"),
            Typst::planned().version(),
            years.unwrap_or_else(|error| error.to_string()),
            templates.fingerprint().unwrap_or_else(|error| error.to_string()),
        )
    });
    &VERSION
}

/// Parses, runs, reports. Usage errors exit with 2 as the interface says.
#[must_use]
pub fn main() -> ExitCode {
    if bound::guarded() {
        return ExitCode::SUCCESS;
    }
    quiet_reader_panics();
    let mut cli = Cli::parse();
    // `schedule` only hands the file on: it may lie on another machine.
    let log_file = cli.common.log_file.as_deref().filter(|_| !matches!(cli.command, Command::Schedule(_)));
    let logging = log_file.map_or(Ok(()), log::to_file);
    if log_file.is_some() {
        cli.common.log = log::Log::Json;
    }
    let common = &cli.common;
    let ready =
        logging.and_then(|()| Moment::plausible().map_err(Error::Clock)).and_then(|()| common.check_places());
    let result = ready.and_then(|()| match &cli.command {
        Command::Init(args) => init::run(args, common),
        Command::Check(args) => check::run(args, common),
        Command::Learn(args) => learn::run(args, common),
        Command::Run(args) => run::run(args, common),
        Command::Diff(args) => changes::diff(args, common),
        Command::History(args) => history::run(args, common),
        Command::Explain(args) => explain::run(args, common),
        Command::Status(args) => status::run(args, common),
        Command::Remind => letters::remind(common),
        Command::Memo => letters::memo(common),
        Command::Ready(args) => ready::run(args, common),
        Command::Schedule(args) => schedule::run(args, common),
        Command::Rollup(args) => rollup::run(args, common),
        Command::Templates(args) => templates::run(args, common),
        Command::Completions { shell } => manual::completions(*shell, &mut Cli::command(), common),
        Command::Man { dir } => manual::pages(&Cli::command(), dir, common),
        Command::Doctor => doctor::run(common),
    });
    let failed = |error: Error| {
        report(&error, common);
        error.exit()
    };
    // A command that has not begun has called no hook yet; whoever waits for it is to learn that all the same.
    let unbegun = |error: Error| {
        report(&error, common);
        if let Some(args) = cli.command.hooks() {
            hooks::end(args, &log::Summary::failed(&error), &common.options(), common);
        }
        error.exit()
    };
    let exit = result.unwrap_or_else(unbegun);
    // Nobody may take half a list of findings for the whole.
    let exit = common::lost().map_or_else(failed, |()| exit);
    bound::dismiss();
    ExitCode::from(exit as u8)
}

fn report(error: &Error, common: &Common) {
    match common.format {
        Format::Human => common.say_error(error),
        Format::Json => {
            let body = serde_json::json!({
                "error": error.message(common.lang),
                "exit_code": error.exit() as u8,
            });
            common.print(&shown::json(&body.to_string()));
        }
    }
}

/// A panic while a malformed workbook is read is a finding; its trace would only frighten.
fn quiet_reader_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !ingest::is_guarded() {
            usual(info);
        }
    }));
}

/// The exit code of finished work.
fn exit(clean: bool) -> Exit {
    if clean { Exit::Success } else { Exit::Data }
}
