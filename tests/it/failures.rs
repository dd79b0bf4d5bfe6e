//! A failing environment: disks, Typst, other runs, signals. Each is a clear message and exit code 3; the
//! old publication stays, nothing is left behind, and the next run is healthy.

use crate::extras::tool;
use crate::kills::{STRACE, wait_for_staging};
use crate::publication::{SmallDisk, Watched, said};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

#[test]
fn a_full_disk_at_many_fillings() {
    let mut watched = Watched::new();
    let Some(disk) = SmallDisk::mount(&watched.output(), 200_000) else { return };
    watched.expect(&["run", "--quiet"], 0);
    let used = disk.used();
    watched.expect(&["run", "--quiet", "--force", "--digits", "arabic"], 0);
    watched.tidy();
    let run = disk.used() - used;
    let mut failed = 0;
    for step in 0..12_u8 {
        let before = watched.look();
        disk.remount(&format!("size={}k", disk.used() + 4 + run * u64::from(step) / 3));
        let output = watched
            .program(&["run", "--quiet", "--force", "--digits", ["arabic", "thai"][usize::from(step % 2)]])
            .output()
            .expect("the program starts");
        if output.status.code() == Some(0) {
            watched.look();
        } else {
            failed += 1;
            let err = said(&output);
            assert_eq!(output.status.code(), Some(3), "{err}");
            // The stand-in's shell words it its own way.
            let full = ["No space left on device", "I/O error"].iter().any(|text| err.contains(text));
            assert!(full, "{err}");
            assert_eq!(watched.look(), before, "the old publication stays");
        }
        disk.remount("size=200000k");
        watched.expect(&["run", "--quiet"], 0);
        watched.tidy();
    }
    assert!((3..12).contains(&failed), "{failed} of 12 fillings were too full");
}

#[test]
fn a_folder_that_may_only_be_read() {
    let mut watched = Watched::new();
    let Some(disk) = SmallDisk::mount(&watched.output(), 200_000) else { return };
    watched.expect(&["run", "--quiet"], 0);
    let before = watched.look();
    disk.remount("ro");
    let err = watched.expect(&["run", "--quiet", "--force"], 3);
    assert!(err.contains("Read-only file system") && err.contains("check permissions"), "{err}");
    assert_eq!(watched.look(), before);
    disk.remount("rw");
    watched.expect(&["run", "--quiet", "--force"], 0);
    watched.tidy();
}

#[test]
fn every_kind_of_write_error_at_many_moments() {
    if !tool("strace") {
        return;
    }
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let kinds = [
        ("fsync", "EIO", &[1, 9, 33, 60, 61, 62, 63, 64, 65, 66, 67, 68][..]),
        ("rename", "EACCES", &[1, 2]),
        ("renameat2", "EIO", &[1]),
        ("mkdir", "EROFS", &[1, 2, 3, 4, 12]),
        ("unlink,unlinkat,rmdir", "EACCES", &[1, 2, 20]),
    ];
    let mut failed = 0;
    for (calls, error, moments) in kinds {
        for n in moments {
            let inject = format!("inject={calls}:error={error}:when={n}");
            let trace = format!("trace={calls}");
            let outer = [&STRACE[..], &["-o", "/dev/null", "-e", &trace, "-e", &inject]].concat();
            let digits = ["arabic", "thai"][n % 2];
            let args = ["run", "--quiet", "--force", "--digits", digits];
            let output = watched.under(&outer, &args).output().expect("strace starts");
            let code = output.status.code();
            assert!(matches!(code, Some(0 | 3)), "{inject}: {code:?}\n{}", said(&output));
            failed += usize::from(code == Some(3));
            if code == Some(3) {
                assert!(said(&output).starts_with("error"), "{inject}: {}", said(&output));
            }
            watched.look().expect("the old or the new publication, whole");
            watched.expect(&["run", "--quiet"], 0);
            watched.tidy();
        }
    }
    assert!(failed >= 12, "only {failed} runs met their error");
}

#[test]
fn typst_that_is_missing_wrong_crashing_failing_warning_mute_or_hanging() {
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let before = watched.look();
    let cases = [
        ("old", "is “typst 0.14.0 (stub)”, but version 0.15.1 is needed"),
        ("crash", "SIGSEGV"),
        ("fail", "cannot find the template (exit status: 1)"),
        ("warn", "warning: unknown font family"),
        ("nothing", "no PDF was written"),
        ("hang", "within 1 seconds and was stopped"),
    ];
    for (behaviour, message) in cases {
        let output = watched
            .program(&["run", "--quiet", "--force", "--typst-limit", "1"])
            .env("STUB", behaviour)
            .output()
            .expect("the program starts");
        let err = said(&output);
        assert_eq!(output.status.code(), Some(3), "{behaviour}: {err}");
        assert!(err.contains(message), "{behaviour}: {err}");
        assert_eq!(watched.look(), before, "{behaviour}");
        watched.tidy();
    }
    let missing = watched.expect(&["run", "--typst", "/no/such/typst"], 3);
    assert!(
        missing.contains("cannot run Typst (/no/such/typst)") && missing.contains("--typst"),
        "{missing}"
    );
    watched.tidy();
}

#[test]
fn of_two_runs_at_once_the_second_says_who_holds_the_folder() {
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let mut first = hanging(&watched);
    let output = watched.program(&["run", "--quiet"]).output().expect("the program starts");
    let err = said(&output);
    assert_eq!(output.status.code(), Some(3), "{err}");
    let who = format!("another run (process {}", first.id());
    assert!(err.contains(&who) && err.contains("wait until it has finished"), "{err}");
    end(&mut first, "TERM", &mut watched);
}

#[test]
fn an_interrupted_run_ends_typst_and_cleans_up() {
    for signal in ["INT", "TERM"] {
        let mut watched = Watched::new();
        watched.expect(&["run", "--quiet"], 0);
        let mut run = hanging(&watched);
        end(&mut run, signal, &mut watched);
        watched.expect(&["run", "--quiet"], 0);
    }
}

/// A run whose Typst never ends.
fn hanging(watched: &Watched) -> Child {
    let child = watched
        .program(&["run", "--quiet", "--force"])
        .env("STUB", "hang")
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    wait_for_staging(watched);
    let start = Instant::now();
    while children(child.id()).is_empty() {
        assert!(start.elapsed() < Duration::from_mins(1), "Typst does not start");
        std::thread::sleep(Duration::from_millis(20));
    }
    // The stand-in starts a child of its own.
    std::thread::sleep(Duration::from_millis(200));
    child
}

/// Ends a hanging run by a signal: soon, with exit code 3 and a message, and without a trace.
fn end(run: &mut Child, signal: &str, watched: &mut Watched) {
    let typst = children(run.id());
    let all: Vec<_> = typst.iter().copied().chain(typst.iter().flat_map(|id| children(*id))).collect();
    assert!(all.len() >= 2, "Typst and what it has started: {all:?}");
    let start = Instant::now();
    let sent = Command::new("kill").args([&format!("-{signal}"), &run.id().to_string()]).status();
    assert!(sent.expect("kill").success());
    let status = run.wait().expect("waiting");
    assert!(start.elapsed() < Duration::from_secs(5), "it took {:?}", start.elapsed());
    assert_eq!(status.code(), Some(3), "SIG{signal}");
    let mut err = String::new();
    std::io::Read::read_to_string(&mut run.stderr.take().expect("a pipe"), &mut err).expect("text");
    assert!(err.contains("interrupted: nothing was published"), "{err}");
    for id in all {
        assert!(!alive(id), "process {id} is still there");
    }
    watched.tidy();
}

/// Processes whose parent is `id`.
fn children(id: u32) -> Vec<u32> {
    let output = Command::new("ps").args(["-o", "pid=", "--ppid", &id.to_string()]).output().expect("ps");
    String::from_utf8_lossy(&output.stdout).split_whitespace().filter_map(|n| n.parse().ok()).collect()
}

fn alive(id: u32) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // A process that has ended but is not yet taken from the table shows Z.
    !state.is_empty() && !state.contains(") Z ")
}

#[test]
fn inputs_that_change_during_the_run_are_read_again_or_stop_it() {
    let mut watched = Watched::new();
    watched.expect(&["run", "--quiet"], 0);
    let before = watched.look();
    let agency = watched.root().join("input/agency.toml");
    let run = |watched: &Watched, behaviour: &str| {
        watched
            .program(&["run", "--quiet", "--force"])
            .env("STUB", behaviour)
            .env("STUB_FILE", &agency)
            .output()
            .expect("the program starts")
    };
    let output = run(&watched, "change");
    let err = said(&output);
    assert_eq!(output.status.code(), Some(3), "{err}");
    assert!(err.contains("inputs were changed during the run: input/agency.toml"), "{err}");
    assert_eq!(err.matches("reading them again").count(), 2, "{err}");
    assert_eq!(watched.look(), before);
    watched.tidy();

    let output = run(&watched, "change-once");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert_eq!(said(&output).matches("reading them again").count(), 1);
    assert_ne!(watched.look(), before);
    std::fs::remove_file(agency.with_extension("toml.once")).expect("the stub's mark");
    watched.tidy();
}
