//! What some tests need beside a Rust toolchain: other people's programs and checkers.
//!
//! Where one is missing the test is skipped, and `make test` names it at its end; with `CI` set it fails.
//! The harness swallows what a passing test prints, so skips are written to a file.

use crate::workspace::project;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

/// One line a skipped test; `make test` removes it first and prints it last.
const SKIPPED: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/skipped-tests");

/// Whether an extra is there, as found out by the caller. When it is not, the test that asks is recorded
/// as skipped, or fails where every test must run.
pub fn there(found: bool, extra: &str) -> bool {
    if !found {
        let required = std::env::var_os("CI").is_some_and(|ci| !ci.is_empty());
        assert!(!required, "{extra} is missing, and with CI set every test must run");
        let test = std::thread::current().name().unwrap_or("a test").to_owned();
        record(Path::new(SKIPPED), &format!("{test} (needs {extra})\n"));
    }
    found
}

/// One write of a whole line: tests run side by side.
fn record(file: &Path, line: &str) {
    let opened = std::fs::OpenOptions::new().create(true).append(true).open(file);
    opened.and_then(|mut file| file.write_all(line.as_bytes())).expect("recording a skipped test");
}

/// How thoroughly runs are killed: at how many moments of a test with `ITA_KILL_MOMENTS` of 100 and more. The changes
/// on the disk around the swap are tried one by one in any case; what the number saves are moments of time, most of
/// which meet the same stage, the rendering.
pub fn kill_moments() -> usize {
    std::env::var("ITA_KILL_MOMENTS").ok().and_then(|n| n.parse().ok()).unwrap_or(20)
}

/// Moments of time at which one test kills: half as many, for what is tried call by call is tried there.
pub fn timed_moments() -> usize {
    let all = kill_moments();
    if all < 100 { (all / 2).max(5) } else { all }
}

/// At most so many of a list, spread evenly over it.
pub fn spread<T: Clone>(all: &[T], most: usize) -> Vec<T> {
    let kept = all.len().min(most);
    (0..kept).map(|n| all[n * all.len() / kept].clone()).collect()
}

/// Whether a program of the system is there.
pub fn tool(name: &str) -> bool {
    let found = Command::new("sh").args(["-c", &format!("command -v {name}")]).output();
    there(found.is_ok_and(|o| o.status.success()), name)
}

/// The gate's own Python when it is there, else the one on PATH, if it has all of the modules
/// (`one` or `one, two`).
pub fn python(modules: &str) -> Option<PathBuf> {
    let own = project().join(".tools/ci/py/bin/python3");
    let program = if own.exists() { own } else { PathBuf::from("python3") };
    let found = Command::new(&program).args(["-c", &format!("import {modules}")]).output();
    let found = found.is_ok_and(|o| o.status.success());
    there(found, &format!("Python with {modules}")).then_some(program)
}

/// The folder of Node's packages, if it has this one.
pub fn node_package(name: &str) -> Option<PathBuf> {
    let own = project().join(".tools/ci/node/node_modules");
    let modules = std::env::var_os("NODE_PATH").map_or(own, PathBuf::from);
    there(modules.join(name).is_dir(), &format!("the npm package {name}")).then_some(modules)
}

#[test]
fn a_spread_list_keeps_its_ends_apart() {
    assert_eq!(spread(&[1, 2, 3], 5), [1, 2, 3]);
    assert_eq!(spread(&[0, 1, 2, 3, 4, 5, 6, 7], 4), [0, 2, 4, 6]);
}

#[test]
fn skips_are_recorded_line_by_line() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("skipped");
    record(&file, "one\n");
    record(&file, "two\n");
    assert_eq!(std::fs::read_to_string(file).expect("the record"), "one\ntwo\n");
}
