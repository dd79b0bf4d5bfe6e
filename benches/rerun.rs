//! What a correction costs against a full run, on the sample: `make bench`.
//!
//! - `run --force`: every output is made;
//! - `run` after one cell of one office's progress sheet was corrected;
//! - `run` after nothing was changed.
//!
//! Rounds are interleaved and medians compared, so that a busy machine touches all sides alike.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods
)] // a failure ends it

#[path = "common/mod.rs"]
mod common;

use common::{change_part, median};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 5;
const WORKBOOK: &str = "input/2568/h1-office-03.xlsx";
/// What one cell of the office's progress sheet says.
const RESULT: &str = "แบบบันทึกผลมีหลายช่อง เจ้าหน้าที่กรอกไม่ครบ";

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let root = scratch.path();
    copy(&project.join("input"), &root.join("input"));
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ita-report"));
        command.arg("run").args(args).arg("--quiet").arg("--workspace").arg(root);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let start = Instant::now();
        assert!(command.status().expect("the program starts").success(), "the sample does not publish");
        start.elapsed()
    };
    run(&[]);
    let (mut full, mut cell, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    let mut made = 0;
    for round in 0..ROUNDS {
        full.push(run(&["--force"]));
        nothing.push(run(&[]));
        correct(&root.join(WORKBOOK), round);
        cell.push(run(&[]));
        made = outputs_made(root);
    }
    let [full, cell, nothing] = [full, cell, nothing].map(median);
    println!("| what | seconds | of the full run |");
    println!("| --- | --- | --- |");
    for (what, seconds) in [("full run", full), ("one cell corrected", cell), ("nothing changed", nothing)] {
        println!("| {what} | {seconds:.3} | {:.2} |", seconds / full);
    }
    println!("\noutputs made after one cell: {made}");
    let manifest = fs::read(root.join("output/2568-h1/run.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    println!("milliseconds after one cell: {}", manifest["timings_ms"]);
}

/// Puts another number behind one result that the office wrote.
fn correct(path: &Path, round: usize) {
    change_part(path, "xl/sharedStrings.xml", |text| text.replacen(&result(round), &result(round + 1), 1));
}

/// A result as the sample has it, then with a number.
fn result(round: usize) -> String {
    if round == 0 {
        RESULT.to_owned()
    } else {
        format!("{RESULT} (แก้ไขครั้งที่ {round})")
    }
}

fn outputs_made(root: &Path) -> usize {
    let changes = fs::read(root.join("output/2568-h1/changes.json")).expect("changes");
    let changes: serde_json::Value = serde_json::from_slice(&changes).expect("JSON");
    let cells = changes["inputs"].as_array().expect("inputs").len();
    assert_eq!(cells, 1, "one cell was corrected");
    changes["outputs"].as_array().expect("outputs").iter().filter(|o| o["fate"] != "kept").count()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copying");
        }
    }
}
