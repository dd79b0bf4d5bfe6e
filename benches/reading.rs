//! What checking costs: reading, checking and scoring all workbooks of the sample against only reading
//! the same cells with calamine, both side by side on all cores, in one process: `make bench`.
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
use common::{median, timed};
use ita_report::contract::is_guide;
use ita_report::model::Text;
use ita_report::pipeline::{self, Options, Progress, Setup};
use ita_report::publish::Timings;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::path::Path;
use std::time::Instant;

const ROUNDS: usize = 31;

struct Silent;

impl Progress for Silent {
    fn stage(&self, _: &Text, _: usize) {}
    fn step(&self) {}
}

fn main() {
    let options = Options { workspace: env!("CARGO_MANIFEST_DIR").into(), ..Options::default() };
    let files = Setup::load(&options).expect("the sample").workspace.files;
    let (mut loads, mut ours, mut bare) = (Vec::new(), Vec::new(), Vec::new());
    let mut stages = Timings::default();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let setup = Setup::load(&options).expect("the sample");
        loads.push(start.elapsed());
        stages = Timings::default();
        ours.push(timed(|| {
            let assessed = pipeline::assess(&setup, &Silent, &mut stages).expect("the sample");
            assert!(!assessed.diagnostics.has_errors());
        }));
        bare.push(timed(|| assert!(files.par_iter().map(|file| cells(&file.path)).sum::<usize>() > 0)));
    }
    println!("milliseconds by stage of the last round: {stages:?}\n");
    let [loads, ours, bare] = [loads, ours, bare].map(|times| median(times) * 1e3);
    println!(
        "| reading, checking, scoring | only reading with calamine | ratio | loading contracts, schemes, fonts |"
    );
    println!("| --- | --- | --- | --- |");
    println!("| {ours:.1} ms | {bare:.1} ms | {:.2} | {loads:.1} ms |", ours / bare);
}

/// Reads the sheets that `check` reads, and nothing else.
fn cells(path: &Path) -> usize {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    let names = book.sheet_names();
    let data = names.iter().filter(|name| !is_guide(name));
    data.map(|name| book.worksheet_range(name).expect("a sheet").used_cells().count()).sum()
}
