//! Commands beside a single run that are killed: watching, many agencies, reminders. Publications stay whole, and the
//! next command goes on as if nothing had happened.

use crate::extras::{kill_moments, spread, tool};
use crate::fleet::{Fleet, HALF};
use crate::kills::{KILL, killed_at};
use crate::publication::{Watched, whole};
use crate::unattended::{configure, listened, wait_for};
use std::collections::BTreeMap;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

/// Moments of what takes seconds each: a tenth of the usual.
fn few_moments() -> u8 {
    u8::try_from(kill_moments() / 10).unwrap_or(20).max(2)
}

/// The part of the whole at which one of so many moments is.
fn part(moment: u8, moments: u8) -> f64 {
    (f64::from(moment) + 0.5) / f64::from(moments)
}

#[test]
fn killed_while_watching() {
    let mut watched = Watched::new();
    let start = Instant::now();
    watched.expect(&["run", "--quiet"], 0);
    let whole = start.elapsed();
    let (moments, mut at_work) = (few_moments(), 0);
    for moment in 0..moments {
        let (mut child, lines) = listened(watched.program(&["run", "--watch", "--settle", "1"]));
        // It mends what the one before it has left.
        wait_for(&lines, "watching input/");
        watched.tidy();
        configure(watched.root(), &format!("# remark {moment}\n"));
        wait_for(&lines, "saved: input/agency.toml");
        std::thread::sleep(whole.mul_f64(part(moment, moments)));
        child.kill().expect("killing");
        assert_eq!(child.wait().expect("waiting").signal(), Some(KILL));
        at_work += usize::from(!lines.try_iter().any(|line| line.contains("watching input/")));
        watched.look().expect("the old or the new publication, whole");
    }
    assert!(at_work > 0, "none of {moments} was at work");
    watched.expect(&["run", "--quiet"], 0);
    watched.tidy();
}

/// What lies in an output folder of many agencies is whole.
fn look(fleet: &Fleet) {
    for agency in fleet.published() {
        whole(&fleet.path("ws/output").join(agency).join(HALF));
    }
    let rollup = fleet.path("ws/output/rollup").join(HALF);
    if rollup.exists() {
        whole(&rollup);
    }
}

/// Whether a kill may have left it: it has the name of a file that is being written.
fn is_passing(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "new")
}

/// Names of hidden files and folders below a folder that no command should leave there.
fn hidden(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            found.extend(hidden(&path));
        }
        if name.starts_with(".staging") || is_passing(&path) {
            found.push(path);
        }
    }
    found
}

#[test]
fn killed_with_many_agencies_at_work() {
    const AGENCIES: usize = 3;
    let fleet = Fleet::new(AGENCIES, &[]);
    let start = Instant::now();
    fleet.json(&["run"], 0);
    let took = start.elapsed();
    let (moments, mut killed) = (few_moments(), 0);
    for moment in 0..moments {
        let digits = ["arabic", "thai"][usize::from(moment % 2)];
        let mut child = fleet
            .command(&["run", "--quiet", "--force", "--digits", digits])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(took.mul_f64(part(moment, moments)));
        child.kill().expect("killing");
        killed += usize::from(child.wait().expect("waiting").signal() == Some(KILL));
        assert_eq!(fleet.published().len(), AGENCIES, "each has the old or the new publication");
        look(&fleet);
    }
    assert!(killed > 0, "none of {moments} runs was at work");
    let run = fleet.json(&["run"], 0);
    assert_eq!(run["agencies"].as_array().map(Vec::len), Some(AGENCIES), "{run}");
    look(&fleet);
    assert_eq!(hidden(&fleet.path("ws/output")), Vec::<PathBuf>::new());
}

/// Every file below a folder, but for what a kill has left under a passing name.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let Ok(entries) = std::fs::read_dir(dir) else { return found };
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if !is_passing(&path) {
            found.insert(path.clone(), std::fs::read(&path).expect("a file"));
        }
    }
    found
}

/// A killed `remind` leaves whole letters of before or of now, what somebody has corrected, and the publication; the
/// next one makes the same set as one that nobody has killed.
#[test]
fn killed_while_reminding() {
    const REMIND: [&str; 4] = ["remind", "--quiet", "--as-of", "10/04/2568"];
    if !tool("strace") {
        return;
    }
    let mut watched = Watched::new();
    configure(watched.root(), "[deadlines]\no9_tax = \"15/04\"\n");
    watched.expect(&["run", "--quiet"], 0);
    watched.expect(&REMIND, 0);
    let folder = watched.output().join("remind/2568-h1");
    let right = files(&folder);
    assert!(right.len() >= 6, "{:?}", right.keys());
    let publication = watched.look();
    // Files are removed, written and moved one after the other: of each kind some moments.
    let calls = ["unlink", "write", "rename"];
    let all: Vec<_> = (1..right.len()).flat_map(|n| calls.map(|call| (call, n))).collect();
    let mut reached = 0;
    for (call, n) in spread(&all, (kill_moments() / 3).max(3)) {
        let trace = format!("trace={}", calls.join(","));
        reached += usize::from(killed_at(&watched, &REMIND, n, call, &["-e", &trace]));
        for (path, bytes) in files(&folder) {
            let known = right.get(&path).is_some_and(|there| *there == bytes);
            assert!(known || path.ends_with("written.json"), "{call} no. {n}: {}", path.display());
        }
        assert_eq!(watched.look(), publication, "{call} no. {n}");
        watched.expect(&REMIND, 0);
        assert_eq!(files(&folder), right, "{call} no. {n}");
        assert_eq!(hidden(&folder), Vec::<PathBuf>::new(), "{call} no. {n}");
    }
    assert!(reached >= 3, "{reached} moments were reached");
    watched.tidy();
}
