//! What the program costs above its floors, as ratios measured in one run: `make bench`.
//!
//! - `run` on the sample against bare `typst compile` of the same two documents, side by side;
//! - `check` on the sample against bare calamine reading the same workbooks.
//!
//! Rounds are interleaved and medians compared, so that a busy machine touches both sides alike.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods
)] // a failure ends it

#[path = "common/mod.rs"]
mod common;

use calamine::Reader;
use common::{highest_memory, median, timed};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ita-report");
const ROUNDS: usize = 5;

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let (output, build) = (scratch.path().join("output"), scratch.path().join("build"));
    let program = |args: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command.arg("--workspace").arg(project).arg("--output").arg(&output).arg("--quiet").args(args);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let run = || program(&["run", "--force"]);
    let first = program(&["run", "--build-dir"]).arg(&build).status().expect("the program starts");
    assert!(first.success(), "the sample does not publish");

    let (mut runs, mut bare, mut peak) = (Vec::new(), Vec::new(), 0);
    let (mut checks, mut reads) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        peak = peak.max(highest_memory(run().spawn().expect("run")));
        runs.push(start.elapsed());
        bare.push(timed(|| compile_both(&build, scratch.path())));
        checks.push(timed(|| assert!(program(&["check"]).status().expect("check").success())));
        reads.push(timed(|| read_all(&project.join("input"))));
    }
    let [runs, bare, checks, reads] = [runs, bare, checks, reads].map(median);
    println!("| what | seconds | floor | seconds | ratio |");
    println!("| --- | --- | --- | --- | --- |");
    row("run", runs, "typst compile of both documents, side by side", bare);
    row("check", checks, "calamine reading the same workbooks, one thread", reads);
    println!("\nrun − 1 s against its floor: {:.2}", (runs - 1.0).max(0.0) / bare);
    println!("peak memory of run, without Typst: {} MiB", peak >> 10);
    stages(&output);
}

fn row(what: &str, seconds: f64, floor: &str, floor_seconds: f64) {
    println!("| {what} | {seconds:.3} | {floor} | {floor_seconds:.3} | {:.2} |", seconds / floor_seconds);
}

fn compile_both(root: &Path, out: &Path) {
    let children: Vec<_> = ["measures", "progress"]
        .into_iter()
        .map(|name| {
            common::typst(
                root,
                &format!("typst/{name}.typ"),
                &format!("{name}.json"),
                &out.join(format!("{name}.pdf")),
            )
            .spawn()
            .expect("typst starts")
        })
        .collect();
    for mut child in children {
        assert!(child.wait().expect("typst").success());
    }
}

fn read_all(dir: &Path) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_all(&path);
        } else if path.extension().is_some_and(|e| e == "xlsx") {
            let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
            let cells: usize = book.worksheets().iter().map(|(_, range)| range.used_cells().count()).sum();
            assert!(cells > 0, "{}", path.display());
        }
    }
}

/// The last run's own split by stage.
fn stages(output: &Path) {
    let manifest = fs::read(output.join("2568-h1/run.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    println!("\nmilliseconds by stage of the last run: {}", manifest["timings_ms"]);
}
