//! What a fleet costs, each figure beside a floor measured in the same run: `make bench-fleet`.
//!
//! `ITA_BENCH_AGENCIES` is the largest fleet that is read (8317), `ITA_BENCH_DOCUMENTS` how many agencies'
//! documents are set (50), `ITA_BENCH_ROUNDS` how often each pair is measured (3; the largest fleets once
//! each way). Rounds are interleaved, medians compared. The tables and the plot go to `docs/performance/`.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods
)] // a failure ends it

// Sizes of fleets lie far below 2⁵³.
#![allow(clippy::cast_precision_loss)]

#[path = "common/mod.rs"]
mod common;
#[path = "fleet/measure.rs"]
mod measure;
#[path = "fleet/plot.rs"]
mod plot;
#[path = "fleet/world.rs"]
mod world;

use common::{median, timed};
use measure::{Pair, Sample, interleaved};
use std::fmt::Write;
use std::path::Path;
use std::time::Instant;
use world::World;

/// Sizes of fleets that are read, checked and scored.
const SIZES: [usize; 5] = [1, 10, 50, 500, 8317];

fn setting(name: &str, usual: usize) -> usize {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(usual)
}

fn main() {
    let most = setting("ITA_BENCH_AGENCIES", 8317);
    let documents = setting("ITA_BENCH_DOCUMENTS", 50);
    let rounds = setting("ITA_BENCH_ROUNDS", 3);
    let begun = Instant::now();
    let mut report = String::new();
    let mut say = |text: &str| {
        println!("{text}");
        report.push_str(text);
        report.push('\n');
    };
    say("# A fleet against its floors\n");
    say("Written by `make bench-fleet`; see docs/performance.md for what is measured and how.\n");
    say(&format!("{}\n", measure::machine()));

    let mut lines = Vec::new();
    for (title, more) in
        [("by question", &["--results-only"][..]), ("by respondent", &["--results-only", "--answers"])]
    {
        say(&format!("## Reading, checking and scoring results {title}\n"));
        say(
            "| agencies | workbooks | cells | status, s | calamine alone, s | ratio | ms an agency | peak MiB |",
        );
        say("| --- | --- | --- | --- | --- | --- | --- | --- |");
        let mut points = Vec::new();
        for size in SIZES.into_iter().filter(|s| *s <= most) {
            let world = World::new(size, more);
            let (workbooks, cells) = world.read_all();
            let rounds = if size > 1000 { 1 } else { rounds };
            let mut peak = 0;
            let pair = interleaved(rounds, &mut || peak = peak.max(world.assess()), &mut || {
                world.read_all();
            });
            let each = pair.ours / size as f64;
            say(&format!(
                "| {size} | {workbooks} | {cells} | {:.2} | {:.2} | {:.2} | {:.2} | {} |",
                pair.ours,
                pair.floor,
                pair.ratio(),
                each * 1000.0,
                peak >> 10
            ));
            points.push(Sample { size, pair });
        }
        growth(&points, &mut say);
        lines.push((title, points));
    }
    plot::write(&lines, &Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/performance/fleet.svg"));
    say("![Time an agency against the size of the fleet](fleet.svg)\n");

    by_hand(documents, rounds, &mut say);
    if documents > 0 {
        set(documents, &mut say);
    }
    say(&format!("The whole measurement took {:.0} s.", begun.elapsed().as_secs_f64()));
    std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/performance/fleet.md"), report)
        .expect("the report");
}

/// Time an agency at the largest fleet against that at fifty.
fn growth(points: &[Sample], say: &mut impl FnMut(&str)) {
    let each = |s: &Sample| s.pair.ours / s.size as f64;
    let fifty = points.iter().find(|s| s.size == 50);
    if let (Some(fifty), Some(last)) = (fifty, points.last())
        && last.size > 50
    {
        let change = (each(last) / each(fifty) - 1.0) * 100.0;
        say(&format!("\nTime an agency from 50 to {}: {change:+.1} %.\n", last.size));
    } else {
        say("");
    }
}

/// The same steps as a user would write them.
fn by_hand(size: usize, rounds: usize, say: &mut impl FnMut(&str)) {
    say("## The same data steps with pandas, openpyxl and XlsxWriter\n");
    let world = World::new(size.max(1), &[]);
    let Some(script) = world.script() else {
        say(
            "Not measured: python3 with pandas, openpyxl and XlsxWriter is not there (benches/requirements.txt).\n",
        );
        return;
    };
    let pair = interleaved(rounds.min(2), &mut || script(), &mut || {
        world.assess();
    });
    say(&format!(
        "{} agencies: script {:.2} s, `status` {:.2} s; the program is {:.1} times as fast.\n",
        world.size,
        pair.ours,
        pair.floor,
        pair.ratio()
    ));
}

/// Whole runs with documents.
fn set(size: usize, say: &mut impl FnMut(&str)) {
    let world = World::new(size, &[]);
    say(&format!("## Whole runs of {size} agencies with all documents\n"));
    // Twice each, in turns: a full run is minutes long.
    let documents = world.run(true);
    let mut runs = Vec::new();
    let mut bare = Vec::new();
    for _ in 0..2 {
        bare.push(timed(|| world.compile_bare(documents)));
        world.forget();
        runs.push(timed(|| {
            world.run(false);
        }));
    }
    let pair = Pair { ours: median(runs), floor: median(bare) };
    let mut changed = Vec::new();
    for round in 0..3 {
        world.change_a_cell(round);
        changed.push(timed(|| {
            world.run(false);
        }));
    }
    let changed = median(changed);
    let nothing = timed(|| {
        world.run(false);
    })
    .as_secs_f64();
    let mut text = String::new();
    let _ = writeln!(text, "| what | s | floor | s | ratio |");
    let _ = writeln!(text, "| --- | --- | --- | --- | --- |");
    let _ = writeln!(
        text,
        "| run, {documents} documents | {:.1} | typst compile of the same, as many at once | {:.1} | {:.3} |",
        pair.ours,
        pair.floor,
        pair.ratio()
    );
    let _ = writeln!(
        text,
        "| run after one changed cell | {changed:.2} | the full run | {:.1} | 1/{:.0} |",
        pair.ours,
        pair.ours / changed
    );
    let _ = writeln!(
        text,
        "| run after no change | {nothing:.2} | the full run | {:.1} | 1/{:.0} |",
        pair.ours,
        pair.ours / nothing
    );
    say(&text);
}
