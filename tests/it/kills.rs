//! A run that is killed leaves the old or the new publication whole, and the next run is healthy.

use crate::extras::{kill_moments, timed_moments, tool};
use crate::publication::{NAME, Watched};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

pub const KILL: i32 = 9;
/// System calls that change what is on the disk, apart from writing into files.
const CHANGES: &str = "fsync,rename,renameat2,unlink,unlinkat,rmdir";
pub const STRACE: [&str; 3] = ["strace", "-f", "-qq"];

/// Two versions of the options by turns, so that every run publishes something else.
fn digits(turn: usize) -> &'static str {
    ["thai", "arabic"][turn % 2]
}

/// A run that publishes something else than the one before it.
const RUN: [&str; 5] = ["run", "--quiet", "--force", "--digits", "arabic"];

/// Runs under strace until the `n`th change in any thread; returns whether that was reached.
pub fn killed_at(watched: &Watched, args: &[&str], n: usize, calls: &str, further: &[&str]) -> bool {
    let inject = format!("inject={calls}:signal=KILL:when={n}");
    let trace = format!("trace={CHANGES}");
    let outer = [&STRACE[..], &["-o", "/dev/null", "-e", &trace, "-e", &inject], further].concat();
    let status = watched
        .under(&outer, args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("strace starts");
    // strace ends as its child did.
    let killed = status.signal() == Some(KILL) || status.code() == Some(128 + KILL);
    assert!(killed || status.code() == Some(0), "{status:?} at {n}");
    killed
}

/// The changes of the main thread in one command, in order.
fn changes(watched: &Watched, args: &[&str]) -> Vec<String> {
    let trace = watched.root().join("trace");
    let which = format!("trace={CHANGES}");
    let outer = [&STRACE[..], &["-o", trace.to_str().expect("a path"), "-e", &which]].concat();
    let output = watched.under(&outer, args).output();
    assert!(output.expect("strace starts").status.success());
    let text = std::fs::read_to_string(&trace).expect("a trace");
    let swap = text.lines().find(|line| line.contains(" renameat2(")).expect("the swap");
    let main = swap.split_whitespace().next().expect("a process");
    let lines = text.lines().filter(|line| line.split_whitespace().next() == Some(main));
    let calls = lines.filter_map(|line| line.split_whitespace().nth(1).and_then(|c| c.split_once('(')));
    calls.map(|(call, _)| call.to_owned()).collect()
}

/// The number of a call among those of its name, as strace counts.
fn number(calls: &[String], at: usize) -> usize {
    calls[..=at].iter().filter(|call| **call == calls[at]).count()
}

#[test]
fn killed_before_every_change_on_the_disk_around_the_swap() {
    if !tool("strace") {
        return;
    }
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let calls = changes(&watched, &RUN);
    watched.look();
    let swap = calls.iter().position(|call| call == "renameat2").expect("the swap");
    // Every one from the last files' fsync to the removal of the staging folder; elsewhere one file's fsync is like
    // another's.
    let near = swap.saturating_sub(12)..swap + 14;
    let step = if kill_moments() < 100 { 12 } else { 3 };
    let all: Vec<_> = (0..calls.len()).filter(|at| near.contains(at) || at % step == 0).collect();
    assert!(all.len() >= 30, "{} moments", all.len());
    // None of them is left out, however few moments are asked for.
    let moments = all;
    let mut after = 0;
    for at in &moments {
        let before = watched.seen();
        let n = number(&calls, *at);
        assert!(killed_at(&watched, &RUN, n, &calls[*at], &[]), "{} no. {n} is not reached", calls[*at]);
        watched.look().expect("the old or the new publication, whole");
        after += usize::from(watched.seen() > before);
        watched.expect(&["run", "--quiet", "--digits", digits(0)], 0);
        watched.tidy();
    }
    eprintln!("killed at {} moments, {after} of them after the swap", moments.len());
    // Of all of them a sixth is after the swap.
    assert!(after >= moments.len() / 8, "{} moments, {after} after the swap", moments.len());
}

#[test]
fn killed_where_the_file_system_cannot_swap_in_one_step() {
    if !tool("strace") {
        return;
    }
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let mut moments = 0;
    let mut gaps = 0;
    // Renames alone: the journal, two for the swap, the move into the history.
    while killed_at(&watched, &RUN, moments + 1, "rename", &["-e", "inject=renameat2:error=EINVAL"]) {
        moments += 1;
        // Between the two renames there is nothing for a reader; the next run puts the old one back first.
        gaps += usize::from(watched.look().is_none());
        watched.expect(&["run", "--quiet", "--digits", digits(0)], 0);
        watched.tidy();
    }
    assert!(moments >= 4, "only {moments} moments");
    assert_eq!(gaps, 1, "exactly one moment without a publication");
}

#[test]
fn killed_at_moments_spread_over_the_run() {
    let mut watched = Watched::new();
    let start = Instant::now();
    watched.expect(&["run", "--quiet"], 0);
    let mut whole = start.elapsed();
    let (moments, mut killed, mut tried) = (u8::try_from(timed_moments()).unwrap_or(150), 0, 0);
    while killed < moments {
        tried += 1;
        assert!(tried < 50 + 4 * usize::from(moments), "only {killed} runs were killed");
        let delay = whole.mul_f64((f64::from(killed) + 0.5) / f64::from(moments));
        let args = ["run", "--quiet", "--force", "--digits", digits(tried)];
        if kill_after(&watched, delay, &args) {
            killed += 1;
        } else {
            // It was done before: runs have become quicker.
            whole = whole.mul_f64(0.9);
        }
        watched.look().expect("the old or the new publication, whole");
        if tried % 5 == 4 {
            watched.expect(&["run", "--quiet", "--digits", digits(tried)], 0);
            watched.tidy();
        }
    }
    eprintln!("killed {killed} of {tried} runs");
}

/// Kills a command, and what it has started, after some time; returns whether it was still at work.
pub fn kill_after(watched: &Watched, delay: Duration, args: &[&str]) -> bool {
    let mut child = watched
        .program(args)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("the program starts");
    std::thread::sleep(delay);
    child.kill().expect("killing");
    child.wait().expect("waiting").signal() == Some(KILL)
}

/// Bringing back a publication is as safe as making one: whatever kills it, one of the two is in place and
/// the other is kept.
#[test]
fn killed_while_a_publication_is_brought_back() {
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    watched.expect(&RUN, 0);
    // The newest that is not in place, to be brought back.
    let history = watched.output().join("history").join(NAME);
    let other = || {
        let names = std::fs::read_dir(&history).expect("the history");
        let newest = names.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned()).max();
        newest.expect("a publication in the history")
    };
    let (mut moments, mut brought) = (0, 0);
    let mut after = |watched: &mut Watched, before: Option<String>| {
        let now = watched.look();
        assert!(now.is_some(), "the old or the restored publication, whole");
        moments += 1;
        brought += usize::from(now != before);
        // The next command mends: by turns a restoring, and a run.
        if moments % 9 == 0 {
            watched.expect(&["run", "--quiet", "--digits", digits(moments / 9)], 0);
        } else {
            watched.expect(&["history", "restore", &other()], 0);
        }
        watched.tidy();
    };
    let traced = tool("strace");
    if traced {
        let calls = changes(&watched, &["history", "restore", &other()]);
        watched.tidy();
        // All files of a publication are made durable first: of these calls some suffice.
        let swap = calls.iter().position(|call| call == "renameat2").expect("the swap");
        let near = swap.saturating_sub(8)..calls.len();
        let all: Vec<_> = (0..calls.len()).filter(|at| near.contains(at) || at % 16 == 0).collect();
        for at in all {
            let before = watched.look();
            let n = number(&calls, at);
            let reached = killed_at(&watched, &["history", "restore", &other()], n, &calls[at], &[]);
            assert!(reached, "{} no. {n} is not reached", calls[at]);
            after(&mut watched, before);
        }
    }
    let start = Instant::now();
    watched.expect(&["history", "restore", &other()], 0);
    let whole = start.elapsed();
    let last = u8::try_from(timed_moments().min(if traced { 24 } else { 40 })).unwrap_or(24);
    for moment in 0..last {
        let before = watched.look();
        kill_after(
            &watched,
            whole.mul_f64(f64::from(moment) / f64::from(last)),
            &["history", "restore", &other()],
        );
        after(&mut watched, before);
    }
    eprintln!("killed at {moments} moments, {brought} of them after the swap");
    assert!(moments >= timed_moments().min(24) && brought > 0, "{moments} moments, {brought} after the swap");
}

#[test]
fn killed_with_the_real_typst_at_work() {
    let mut watched = Watched::sample();
    let real = std::env::var_os("ITA_REPORT_TYPST").unwrap_or_else(|| "typst".into());
    let program = |watched: &Watched, turn: usize| -> Command {
        let mut command = watched.program(&["run", "--quiet", "--force", "--digits", digits(turn)]);
        command.env("ITA_REPORT_TYPST", &real).stdout(Stdio::null());
        command
    };
    let start = Instant::now();
    assert!(program(&watched, 0).status().expect("the program starts").success());
    let whole = start.elapsed();
    watched.look();
    for moment in (1..=8_u8).step_by(if kill_moments() < 100 { 3 } else { 1 }) {
        let mut child =
            program(&watched, usize::from(moment)).stderr(Stdio::null()).spawn().expect("the program");
        std::thread::sleep(whole.mul_f64(f64::from(moment) / 8.5));
        child.kill().expect("killing");
        child.wait().expect("waiting");
        watched.look().expect("the old or the new publication, whole");
    }
    assert!(program(&watched, 1).status().expect("the program starts").success());
    watched.tidy();
}

#[test]
fn doctor_tells_of_a_killed_run_and_the_next_run_clears_it_away() {
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let mut child = at_work(&watched);
    child.kill().expect("killing");
    child.wait().expect("waiting");
    let doctor = watched.program(&["doctor"]).output().expect("the program starts");
    let told = String::from_utf8_lossy(&doctor.stdout).into_owned();
    let expected = format!("an earlier run (process {}) was cut off and left 1 temporary", child.id());
    assert!(told.contains(&expected), "{told}");
    watched.expect(&["run", "--quiet"], 0);
    watched.tidy();
    let doctor = watched.program(&["doctor"]).output().expect("the program starts");
    assert!(String::from_utf8_lossy(&doctor.stdout).contains("nothing is left of an earlier run"));
}

/// A kill leaves the run no time to end Typst; its guard does it, and ends too.
#[cfg(target_os = "linux")]
#[test]
fn typst_dies_with_a_killed_run() {
    let watched = Watched::new();
    let mut run = at_work(&watched);
    let children = eventually("Typst does not start", || {
        let children = processes(|_, parent| parent == run.id());
        let (guards, typst): (Vec<_>, Vec<_>) = children.iter().partition(|(_, name)| name == "exe");
        // Past the moment in which a child is still a shell.
        let ready = guards.len() == 1 && !typst.is_empty() && typst.iter().all(|(_, name)| name == "sleep");
        ready.then_some(children)
    });
    run.kill().expect("killing");
    run.wait().expect("waiting");
    eventually("Typst lives on", || {
        processes(|id, _| children.iter().any(|(child, _)| *child == id)).is_empty().then_some(())
    });
}

/// Tries until there is something, at most a minute.
fn eventually<T>(otherwise: &str, attempt: impl Fn() -> Option<T>) -> T {
    let start = Instant::now();
    loop {
        if let Some(found) = attempt() {
            return found;
        }
        assert!(start.elapsed() < Duration::from_mins(1), "{otherwise}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Living processes by their number and their parent's, with their names.
fn processes(wanted: impl Fn(u32, u32) -> bool) -> Vec<(u32, String)> {
    let all = std::fs::read_dir("/proc").expect("the table of processes").filter_map(|entry| {
        let id: u32 = entry.ok()?.file_name().to_str()?.parse().ok()?;
        // `12 (a name) S 1 …`
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        let (name, rest) = stat.split_once('(')?.1.rsplit_once(") ")?;
        let mut rest = rest.split(' ');
        let alive = !matches!(rest.next()?, "Z" | "X");
        let parent = rest.next()?.parse().ok()?;
        (alive && wanted(id, parent)).then(|| (id, name.to_owned()))
    });
    all.collect()
}

/// A run that waits for Typst.
pub fn at_work(watched: &Watched) -> Child {
    let mut command = watched.program(&["run", "--quiet", "--force"]);
    let child = command.env("STUB", "slow").stderr(Stdio::null()).spawn().expect("the program starts");
    wait_for_staging(watched);
    child
}

/// Waits until a run has begun to make its outputs.
pub fn wait_for_staging(watched: &Watched) {
    let is_staging = |e: std::fs::DirEntry| e.file_name().to_string_lossy().starts_with(".staging-");
    eventually("the run does not begin", || {
        std::fs::read_dir(watched.output()).ok()?.flatten().any(is_staging).then_some(())
    });
}
