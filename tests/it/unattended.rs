//! Runs that nobody watches: logs for programs, hooks, `run --watch`.

use crate::clean::{ADMIN, COMMUNITY, REVENUE, SCHOOL};
use crate::publication::{Watched, said};
use crate::workspace::project;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

fn events(err: &str) -> Vec<Value> {
    err.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
}

/// Adds lines to `agency.toml`.
pub fn configure(root: &Path, lines: &str) {
    let path = root.join("input/agency.toml");
    let text = std::fs::read_to_string(&path).expect("agency.toml");
    std::fs::write(path, format!("{text}\n{lines}")).expect("writing");
}

#[test]
fn the_log_for_programs_is_json_line_by_line_and_ends_with_the_summary() {
    let mut watched = Watched::new();
    let log = events(&watched.expect(&["run", "--log", "json"], 0));
    let name = |event: &Value| event["event"].as_str().expect("a name").to_owned();
    let stages: Vec<_> = log.iter().filter(|e| name(e) == "stage").collect();
    assert!(stages.len() >= 5 && stages.iter().all(|s| s["duration_ms"].is_u64()), "{stages:?}");
    assert!(log.iter().all(|e| e["time"].as_str().is_some_and(|t| t.ends_with('Z'))));
    let summary = log.last().expect("a line");
    assert_eq!(name(summary), "summary");
    assert_eq!(summary["result"], "published");
    assert_eq!(summary["exit_code"], 0);
    assert_eq!(summary["period"], "2568-h1");
    assert_eq!(summary["units"], 4);
    assert_eq!(summary["replaced"], false);
    let files = std::fs::read(watched.output().join("2568-h1/run.json")).expect("the manifest");
    let manifest: Value = serde_json::from_slice(&files).expect("JSON");
    assert_eq!(summary["files"], Value::from(manifest["outputs"].as_array().expect("outputs").len() + 3));

    let log = events(&watched.expect(&["run", "--log", "json", "--typst", "/no/such"], 3));
    let summary = log.last().expect("a line");
    assert_eq!((name(summary).as_str(), &summary["exit_code"]), ("summary", &Value::from(3)));
    assert_eq!(summary["result"], "failed");
    assert!(log.iter().any(|e| name(e) == "error"));
}

#[test]
fn a_failed_run_tells_how_long_the_stages_took_that_it_finished() {
    let watched = Watched::new();
    let run = watched.program(&["run", "--log", "json"]).env("STUB", "fail").output();
    let run = run.expect("the program starts");
    assert_eq!(run.status.code(), Some(3));
    let log = events(&said(&run));
    let summary = log.last().expect("a line");
    assert_eq!((&summary["event"], &summary["result"]), (&Value::from("summary"), &Value::from("failed")));
    let stages = summary["stages_ms"].as_object().expect("stages");
    let names: Vec<_> = stages.keys().map(String::as_str).collect();
    assert_eq!(names, ["check", "compare", "ingest", "report", "score"], "rendering was not finished");
    let sum: u64 = stages.values().map(|ms| ms.as_u64().expect("milliseconds")).sum();
    let all = summary["duration_ms"].as_u64().expect("milliseconds");
    assert!(all >= sum && sum > 0, "{summary}");
}

#[test]
fn hooks_learn_how_the_run_ended_and_never_meet_a_shell() {
    let mut watched = Watched::new();
    let hook = project().join("tests/it/hook-stub");
    let hook = hook.to_str().expect("a path");
    configure(
        watched.root(),
        &format!(
            "[hooks]\non_success = [{hook:?}, \"$(touch evil); `touch evil`\"]\non_failure = [{hook:?}, \"fail\"]\n"
        ),
    );
    let file = watched.root().join("hook.txt");
    let run = |watched: &mut Watched, args: &[&str]| {
        let output = watched.program(args).env("HOOK_FILE", &file).output().expect("the program starts");
        watched.look();
        (said(&output), output.status.code(), std::fs::read_to_string(&file).unwrap_or_default())
    };
    let (_, code, told) = run(&mut watched, &["run", "--quiet"]);
    assert_eq!(code, Some(0));
    let root = watched.root().to_str().expect("a path").to_owned();
    for line in [
        "arguments: $(touch evil); `touch evil`".to_owned(),
        format!("folder: {root}"),
        "ITA_REPORT_RESULT=published".to_owned(),
        "ITA_REPORT_EXIT_CODE=0".to_owned(),
        "ITA_REPORT_PERIOD=2568-h1".to_owned(),
        format!("ITA_REPORT_OUTPUT={root}/output"),
        format!("ITA_REPORT_DIR={root}/output/2568-h1"),
        "ITA_REPORT_MESSAGE=2568-h1 is published".to_owned(),
    ] {
        assert!(told.lines().any(|l| l == line), "{line}\n{told}");
    }
    assert!(!watched.root().join("evil").exists());

    let (err, code, told) = run(&mut watched, &["run", "--quiet", "--typst", "/no/such"]);
    assert_eq!(code, Some(3), "the hook's own failure changes nothing: {err}");
    assert!(told.contains("ITA_REPORT_RESULT=failed") && told.contains("cannot run Typst"), "{told}");
    assert!(err.contains("warning: the hook") && err.contains("exit status: 1"), "{err}");

    let (err, code, _) = run(&mut watched, &["run", "--quiet", "--on-success", "no-such-program"]);
    assert_eq!(code, Some(0));
    assert!(err.contains("the hook no-such-program failed: No such file"), "{err}");
    watched.tidy();
}

#[test]
fn the_weekly_check_names_missing_units_by_exit_code_and_hook() {
    let watched = Watched::new();
    for workbook in [ADMIN, REVENUE, COMMUNITY, SCHOOL] {
        std::fs::remove_file(watched.root().join("input").join(workbook)).expect("a workbook");
    }
    let file = watched.root().join("hook.txt");
    let hook = project().join("tests/it/hook-stub");
    let hook = hook.to_str().expect("a path");
    let status = |further: &[&str]| {
        let _ = std::fs::remove_file(&file);
        let half = ["status", "--on-failure", hook, "--fy", "2568", "--half", "1"];
        let args = [&half, further].concat();
        let output = watched.program(&args).env("HOOK_FILE", &file).output().expect("the program starts");
        (output.status.code(), said(&output), std::fs::read_to_string(&file).ok())
    };
    let (code, _, told) = status(&[]);
    assert_eq!((code, told), (Some(0), None), "a look changes nothing and calls nobody");
    let (code, err, told) = status(&["--complete", "--log", "json"]);
    assert_eq!(code, Some(1), "{err}");
    let told = told.expect("the hook was called");
    assert!(told.contains("ITA_REPORT_RESULT=incomplete"), "{told}");
    let names = "4 units have not submitted everything: ฝ่ายปกครอง, ฝ่ายรายได้, ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม, โรงเรียนวัดทดสอบ";
    assert!(told.contains(&format!("ITA_REPORT_MESSAGE=2568-h1: {names}")), "{told}");
    let log = events(&err);
    let summary = log.last().expect("a line");
    assert_eq!((&summary["event"], &summary["exit_code"]), (&Value::from("summary"), &Value::from(1)));
}

#[test]
fn a_half_that_nobody_has_reported_on_is_not_published_by_itself() {
    // The half that is due today is far from that of the small workspace.
    let mut watched = Watched::new();
    let err = watched.expect(&["run", "--due", "--quiet"], 2);
    assert!(err.contains("no data for 25"), "{err}");
    let err = watched.expect(&["run", "--due", "--half", "1"], 2);
    assert!(err.contains("--due does not go with"), "{err}");
    assert_eq!(watched.look(), None);
}

/// Starts a program whose messages are read line by line.
pub fn listened(mut command: Command) -> (Child, Receiver<String>) {
    let started = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn();
    let mut child = started.expect("the program starts");
    let (send, lines) = channel();
    let err = BufReader::new(child.stderr.take().expect("a pipe"));
    std::thread::spawn(move || err.lines().map_while(Result::ok).try_for_each(|line| send.send(line)));
    (child, lines)
}

/// The next line that holds `text`; lines before it are passed over.
pub fn wait_for(lines: &Receiver<String>, text: &str) {
    let mut passed = Vec::new();
    loop {
        match lines.recv_timeout(Duration::from_mins(1)) {
            Ok(line) if line.contains(text) => return,
            Ok(line) => passed.push(line),
            Err(error) => panic!("{error}: no `{text}` after\n{}", passed.join("\n")),
        }
    }
}

#[test]
fn watching_runs_again_when_a_file_was_saved_and_ends_by_ctrl_c() {
    let mut watched = Watched::new();
    let (mut child, lines) = listened(watched.program(&["run", "--watch", "--settle", "1"]));

    wait_for(&lines, "watching input/");
    let first = watched.look().expect("the first publication");
    // Excel's mark of an open workbook is no change.
    std::fs::write(watched.root().join("input/2568/~$register.xlsx"), b"mark").expect("writing");
    configure(watched.root(), "# a remark\n");
    wait_for(&lines, "saved: input/agency.toml");
    wait_for(&lines, "watching input/");
    let second = watched.look().expect("the second publication");
    assert_ne!(first, second);
    let again = lines.recv_timeout(Duration::from_secs(3));
    assert!(again.is_err(), "it runs although nothing was saved: {again:?}");

    let signal = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(signal.expect("kill").success());
    assert_eq!(child.wait().expect("waiting").code(), Some(0));
    wait_for(&lines, "no longer watching");
    std::fs::remove_file(watched.root().join("input/2568/~$register.xlsx")).expect("removing");
    watched.tidy();
}

/// Whoever waits for a run learns also that it could not begin.
#[cfg(unix)]
#[test]
fn the_hook_is_called_where_a_run_cannot_begin() {
    let watched = Watched::new();
    let file = watched.root().join("hook.txt");
    let hook = project().join("tests/it/hook-stub");
    let hook = hook.to_str().expect("a path");
    let told = |args: &[&str], code: i32| {
        let _ = std::fs::remove_file(&file);
        let args = [args, &["--on-failure", hook]].concat();
        let output = watched.program(&args).env("HOOK_FILE", &file).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", said(&output));
        std::fs::read_to_string(&file).ok()
    };
    for (args, code) in [
        (&["run", "--log-file", "no/such/folder/ita.log"][..], 3),
        (&["status", "--complete", "--log-file", "no/such/folder/ita.log"], 3),
        (&["run", "--workspace", "no-such-workspace"], 2),
        (&["status", "--complete", "--workspace", "no-such-workspace"], 2),
        (&["run", "--due", "--half", "1"], 2),
    ] {
        let told = told(args, code).unwrap_or_else(|| panic!("{args:?}: no hook"));
        assert!(told.contains("ITA_REPORT_RESULT=failed"), "{told}");
        assert!(told.contains(&format!("ITA_REPORT_EXIT_CODE={code}")), "{told}");
    }
    let looks = [
        &["run", "--dry-run", "--log-file", "no/such/ita.log"][..],
        &["status", "--log-file", "no/such/ita.log"],
    ];
    for args in looks {
        assert_eq!(told(args, 3), None, "a look calls nobody");
    }
}
