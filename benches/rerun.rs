//! What a correction costs against a full run, on the sample: `make bench`.
//!
//! - `run --force`: every output is made;
//! - `run` after one cell of one office's progress sheet was corrected;
//! - `run` after nothing was changed;
//! - ten corrections one after the other under `run --watch`, from save to publication, less the settling time. The
//!   documents must have the bytes of a plain run.
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
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 5;
const CORRECTIONS: usize = 10;
const SETTLE: Duration = Duration::from_secs(1);
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
    let watched = watched(root, &run);
    println!("| one cell corrected under --watch | {watched:.3} | {:.2} |", watched / full);
    println!("\noutputs made after one cell: {made}");
    let manifest = fs::read(root.join("output/2568-h1/run.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).expect("JSON");
    println!("milliseconds after one cell: {}", manifest["timings_ms"]);
}

/// The median of ten corrections in a copy of the workspace that a run watches.
fn watched(root: &Path, run: &dyn Fn(&[&str]) -> Duration) -> f64 {
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let copied = scratch.path();
    copy(&root.join("input"), &copied.join("input"));
    let mut watcher = Command::new(env!("CARGO_BIN_EXE_ita-report"));
    watcher.args(["run", "--watch", "--quiet", "--settle", "1", "--workspace"]).arg(copied);
    let mut watcher =
        watcher.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
    let manifest = |root: &Path| fs::read(root.join("output/2568-h1/run.json")).unwrap_or_default();
    let published = |before: &[u8]| {
        let start = Instant::now();
        while manifest(copied) == before || manifest(copied).is_empty() {
            assert!(start.elapsed() < Duration::from_mins(2), "nothing is published");
            std::thread::sleep(Duration::from_millis(2));
        }
        start.elapsed()
    };
    published(&[]);
    // It begins to look for changes.
    std::thread::sleep(SETTLE * 2);
    let mut times = Vec::new();
    for round in ROUNDS..ROUNDS + CORRECTIONS {
        let before = manifest(copied);
        correct(&copied.join(WORKBOOK), round);
        times.push(published(&before).saturating_sub(SETTLE));
        correct(&root.join(WORKBOOK), round);
        run(&[]);
        assert_eq!(documents(copied), documents(root), "correction {round}");
    }
    watcher.kill().expect("ending");
    watcher.wait().expect("ending");
    median(times)
}

/// The PDFs of the publication that are not below a folder.
fn documents(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let folder = root.join("output/2568-h1");
    let files = fs::read_dir(&folder).expect("a publication").map(|entry| entry.expect("an entry").path());
    let pdfs = files.filter(|path| path.extension().is_some_and(|end| end == "pdf"));
    pdfs.map(|path| (path.strip_prefix(&folder).expect("below").to_owned(), fs::read(&path).expect("a PDF")))
        .collect()
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
