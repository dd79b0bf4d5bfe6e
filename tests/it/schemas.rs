//! `docs/schemas/`: every JSON that the program prints or publishes follows its schema, and every schema is of
//! something that it prints or publishes.

use crate::extras::python;
use crate::fleet::Fleet;
use crate::publication::Watched;
use crate::workspace::project;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Documents with the schemas that they are to follow.
struct Judged {
    dir: tempfile::TempDir,
    pairs: Vec<String>,
}

impl Judged {
    fn keep(&mut self, schema: &str, end: &str, bytes: &[u8]) {
        let path = self.dir.path().join(format!("{}.{end}", self.pairs.len()));
        fs::write(&path, bytes).expect("writing");
        self.pairs.push(format!("{schema}={}", path.display()));
    }

    /// What a command printed as JSON.
    fn printed(&mut self, command: &str, output: &Output) {
        let schema = format!("commands/{command}.json");
        assert!(!output.stdout.is_empty(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        self.keep(&schema, "json", &output.stdout);
    }

    /// Every JSON file of a publication. One without a schema fails: nobody could read it.
    fn published(&mut self, folder: &Path) {
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "json") {
                    let name = path.file_stem().expect("a name").to_string_lossy();
                    let kind = name.split('-').next().unwrap_or_default();
                    let bytes = fs::read(&path).expect("a file");
                    self.keep(&format!("files/{kind}.json"), "json", &bytes);
                }
            }
        }
    }
}

/// The sample for its many kinds of records, a small workspace for the other commands, and a fleet.
fn all(judged: &mut Judged) {
    let sample = Watched::sample();
    for (command, args) in
        [("check", &["check", "--account", "register.xlsx"][..]), ("run", &["run", "--log", "json"])]
    {
        let output = sample.program(args).args(["--format", "json"]).output().expect("the program starts");
        judged.printed(command, &output);
        if command == "run" {
            judged.keep("commands/log.json", "jsonl", &output.stderr);
        }
    }
    judged.published(&sample.output().join("2568-h1"));

    let small = Watched::new();
    let mut told = |command: &str, args: &[&str]| {
        let output = small.program(args).args(["--format", "json"]).output().expect("the program starts");
        judged.printed(command, &output);
        output.status.code()
    };
    let register = small.root().join("input/2568/register.xlsx");
    let right = fs::read(&register).expect("the register");
    assert_eq!(told("run", &["run"]), Some(0));
    // A year without its register: findings of all kinds, nothing to publish.
    fs::remove_file(&register).expect("removing");
    assert_eq!(told("check", &["check"]), Some(1));
    assert_eq!(told("run", &["run"]), Some(1));
    assert_eq!(told("run", &["run", "--draft"]), Some(1));
    fs::write(&register, right).expect("writing");
    assert_eq!(told("check", &["check"]), Some(0), "since the check before");
    assert_eq!(told("error", &["explain", "nothing"]), Some(2));
    assert_eq!(told("run", &["run", "--force"]), Some(0));
    for (command, args) in [
        ("diff", &["diff"][..]),
        ("doctor", &["doctor"]),
        ("explain", &["explain"]),
        ("explain", &["explain", "total"]),
        ("explain", &["explain", "total", "I1", "M1-01", "O9", "office-05"]),
        ("history", &["history"]),
        ("history", &["history", "on", "01/01/2600"]),
        ("history", &["history", "restore", "1"]),
        ("init", &["init", "new"]),
        ("learn", &["learn", "--dry-run", "input/2568/register.xlsx"]),
        ("memo", &["memo"]),
        ("ready", &["ready"]),
        ("remind", &["remind", "--as-of", "2025-04-10"]),
        ("schedule", &["schedule", "--target", "systemd"]),
        ("schedule", &["schedule", "--target", "windows", "--write", "units"]),
        ("status", &["status", "--as-of", "2025-04-10"]),
        ("templates", &["templates", "list"]),
        ("templates", &["templates", "export", "templates", "--only", "wording/"]),
    ] {
        told(command, args);
    }
    judged.published(&small.output().join("2568-h1"));
    let log = fs::read(small.output().join("history/log.jsonl")).expect("the log");
    judged.keep("files/log.json", "jsonl", &log);

    let fleet = Fleet::new(2, &["--faulty", "0.5"]);
    for (command, args) in [
        ("check", &["check"][..]),
        ("status", &["status"]),
        ("run", &["run", "--log", "json"]),
        ("rollup", &["rollup", "ws/output"]),
    ] {
        let output = fleet.command(args).args(["--format", "json"]).output().expect("the program starts");
        judged.printed(command, &output);
        if command == "run" {
            judged.keep("commands/log.json", "jsonl", &output.stderr);
        }
    }
    let rollup = fleet.path("ws/output/rollup/2568-h1/run.json");
    judged.keep("files/run.json", "json", &fs::read(rollup).expect("the manifest"));
}

#[test]
fn every_json_follows_its_schema() {
    let Some(python) = python("jsonschema") else { return };
    let folder = project().join("docs/schemas");
    let mut judged = Judged { dir: tempfile::tempdir().expect("a folder"), pairs: Vec::new() };
    all(&mut judged);

    let used: BTreeSet<PathBuf> =
        judged.pairs.iter().filter_map(|pair| pair.split('=').next()).map(PathBuf::from).collect();
    let there = ["commands", "files"].into_iter().flat_map(|part| {
        let files = fs::read_dir(folder.join(part)).expect("schemas");
        files.map(move |file| Path::new(part).join(file.expect("a schema").file_name()))
    });
    assert_eq!(used, there.collect(), "documents with a schema, and schemas");

    // The schemas bind: a word more or less is seen.
    judged.keep("!commands/error.json", "json", br#"{"error": "x"}"#);
    judged.keep("!commands/error.json", "json", br#"{"error": "x", "exit_code": 2, "more": 1}"#);
    judged.keep("!files/diagnostics.json", "json", br#"[{"code": "Not A Code"}]"#);

    let judge = project().join("tests/judges/schemas.py");
    let output = Command::new(python).arg(judge).arg(&folder).args(&judged.pairs).output();
    let output = output.expect("Python runs");
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
}

/// What the help lists has a schema, and the test above asks that a document is held against it: a new command cannot be
/// left out of both.
#[test]
fn every_command_has_its_schema() {
    // They print scripts and pages for the system.
    let others = ["completions", "man"];
    let output = Command::new(env!("CARGO_BIN_EXE_ita-report")).arg("-h").output().expect("the help");
    let help = String::from_utf8(output.stdout).expect("text");
    let (_, listed) = help.split_once("Commands:\n").expect("commands");
    let (listed, _) = listed.split_once("\n\n").expect("options behind them");
    // Further lines of a description are set in further.
    let own_line = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
    let names = listed.lines().filter(own_line).filter_map(|line| line.split_whitespace().next());
    let names: Vec<_> = names.filter(|name| !others.contains(name)).collect();
    assert!(names.len() > 10 && names.contains(&"run"), "{help}");
    for name in names {
        let schema = project().join("docs/schemas/commands").join(format!("{name}.json"));
        assert!(schema.is_file(), "`{name} --format json` has no {}", schema.display());
    }
}
