//! The command line: declarative arguments, one module a subcommand, exit codes.
//!
//! Comes in: arguments. Goes out: text or JSON for people and scripts, an exit code. The only place
//! that prints.

mod account;
mod changes;
mod check;
mod clock;
mod common;
mod doctor;
mod explain;
mod fleet;
mod history;
mod hooks;
mod init;
mod learn;
mod log;
mod progress;
mod rollup;
mod run;
mod schedule;
mod status;
mod watch;

pub use common::{Common, Format};

use crate::error::{Error, Exit};
use crate::ingest;
use crate::platform::bound;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// อ่านสมุดงานของฝ่ายและโรงเรียน คำนวณคะแนน ITA และจัดทำเอกสารมาตรการกับรายงานผล
///
/// Reads the workbooks of offices and schools, scores ITA, and publishes the measures document and the
/// progress report.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true, disable_help_subcommand = true)]
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
    /// ตรวจ Typst ฟอนต์ และโฟลเดอร์ / Typst version, fonts, folders: what is wrong, how to fix it
    Doctor,
}

/// Parses, runs, reports. Usage errors exit with 2 as the interface says.
#[must_use]
pub fn main() -> ExitCode {
    if let Err(error) = bound::become_asked() {
        eprintln!("{error}");
        return ExitCode::from(Exit::Environment as u8);
    }
    quiet_reader_panics();
    let cli = Cli::parse();
    let common = &cli.common;
    let result = common.check_places().and_then(|()| match &cli.command {
        Command::Init(args) => init::run(args, common),
        Command::Check(args) => check::run(args, common),
        Command::Learn(args) => learn::run(args, common),
        Command::Run(args) => run::run(args, common),
        Command::Diff(args) => changes::diff(args, common),
        Command::History(args) => history::run(args, common),
        Command::Explain(args) => explain::run(args, common),
        Command::Status(args) => status::run(args, common),
        Command::Schedule(args) => schedule::run(args, common),
        Command::Rollup(args) => rollup::run(args, common),
        Command::Doctor => doctor::run(common),
    });
    let exit = result.unwrap_or_else(|error| {
        report(&error, common);
        error.exit()
    });
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
            common.print(&body.to_string());
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
