//! `doctor` tells everything that would stop a run, at once, and what to do about it.

use crate::kills::at_work;
use crate::publication::{SmallDisk, Watched, stub};
use crate::workspace::Workspace;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Exit code, and the checks by name: state and English words.
fn doctor(root: &Path, args: &[&str]) -> (i32, BTreeMap<String, (String, String)>) {
    let output = Command::new(env!("CARGO_BIN_EXE_ita-report"))
        .args(["doctor", "--format", "json"])
        .args(args)
        .current_dir(root)
        .env("ITA_REPORT_TYPST", stub())
        .output()
        .expect("the program starts");
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let code = output.status.code().expect("an exit code");
    assert_eq!(told["exit_code"], code);
    let checks = told["checks"].as_array().expect("checks").iter().map(|check| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        assert!(check["told"].is_null() || !text(&check["told"]["th"]).is_empty(), "{check}");
        let words = format!("{}: {}", text(&check["what"]["en"]), text(&check["told"]["en"]));
        (text(&check["check"]), (text(&check["state"]), words))
    });
    (code, checks.collect())
}

/// Asserts a check's state and words.
fn is(checks: &BTreeMap<String, (String, String)>, check: &str, state: &str, words: &[&str]) {
    let (found, told) = checks.get(check).unwrap_or_else(|| panic!("no {check}: {checks:#?}"));
    assert_eq!(found, state, "{check}: {told}");
    for wanted in words {
        assert!(told.contains(wanted), "{check}: {wanted} is not in {told}");
    }
}

#[test]
fn a_healthy_installation_says_so() {
    let workspace = Workspace::sample();
    let root = workspace.path("");
    let (code, checks) = doctor(&root, &[]);
    assert_eq!(code, 0, "{checks:#?}");
    let names: Vec<_> = checks.keys().map(String::as_str).collect();
    let all = [
        "agency",
        "contracts",
        "data",
        "disk",
        "fonts",
        "geometry",
        "interrupted",
        "layouts",
        "letters",
        "lock",
        "output",
        "page",
        "program",
        "schemes",
        "senders",
        "submissions",
        "templates",
        "typst",
        "wording",
        "workspace",
    ];
    assert_eq!(names, all);
    for name in all {
        is(&checks, name, "good", &[]);
    }
    is(&checks, "submissions", "good", &["half 2568-h1", "17 of 17 units"]);
    is(&checks, "typst", "good", &["Typst 0.15.1", "typst-stub"]);
    is(&checks, "schemes", "good", &["2566, 2567, 2568"]);
    is(&checks, "workspace", "good", &["17 units, 38 files"]);
    is(&checks, "disk", "good", &["B free on the disk"]);
    let (told, _) = workspace.expect(&["doctor"], 0);
    assert!(told.lines().filter(|line| line.starts_with('✓')).count() == all.len(), "{told}");
    assert!(told.trim_end().ends_with("`ita-report run`"), "{told}");

    // As a run would: nothing is wrong, and nothing can be published.
    let empty = Workspace::empty();
    let (code, checks) = doctor(&empty.path(""), &[]);
    is(&checks, "workspace", "note", &["no workbook yet"]);
    let run = empty.run(&["run", "--dry-run"]).status.code();
    assert_eq!((code, run), (2, Some(2)));
    assert!(checks.values().all(|(state, _)| state != "bad"), "{checks:#?}");
}

#[test]
fn no_mistake_hides_another() {
    let dir = tempfile::tempdir().expect("a folder");
    let templates = dir.path().join("templates");
    for (name, text) in [
        ("schemes/2569.toml", "fiscal_year = 2569\nextends = 2599\n"),
        ("contracts/own.toml", "name = \"own\"\n"),
        ("fonts/a.otf", "no font"),
        ("wording/progress.toml", "late_days = \"{days\"\n"),
        ("letters/memo.txt", "{% if %}"),
        ("layouts/own.toml", "nmae = 1\n"),
        ("typst/lib/geometry.toml", "[page]\nwidth_cm = nan\n"),
        ("html/index.html", "{% for %}"),
        ("contract/own.toml", ""),
        ("texts/servise.md", ""),
        ("texts/README.md", ""),
    ] {
        let path = templates.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    }
    let (code, checks) = doctor(dir.path(), &["--templates", "templates", "--typst", "/no/such"]);
    assert_eq!(code, 3);
    is(&checks, "typst", "bad", &["/no/such", "make typst"]);
    is(&checks, "schemes", "bad", &["schemes/2599.toml"]);
    is(&checks, "contracts", "bad", &["contracts/own.toml"]);
    is(&checks, "fonts", "bad", &["fonts/a.otf"]);
    is(&checks, "wording", "bad", &["wording/progress.toml"]);
    is(&checks, "letters", "bad", &["letters/memo.txt"]);
    is(&checks, "geometry", "bad", &["typst/lib/geometry.toml, line 2", "nan"]);
    is(&checks, "page", "bad", &["html/index.html"]);
    is(&checks, "templates", "note", &["templates/contract/, templates/texts/servise.md:"]);
    assert!(!checks["templates"].1.contains("README"));
    // Layouts are judged by the contracts.
    fs::remove_file(templates.join("contracts/own.toml")).expect("removed");
    let (_, checks) = doctor(dir.path(), &["--templates", "templates"]);
    is(&checks, "layouts", "bad", &["layouts/own.toml", "nmae"]);
    is(&checks, "workspace", "bad", &["`ita-report init .`"]);
    let (code, checks) = doctor(dir.path(), &["--templates", "nowhere"]);
    assert_eq!(code, 2);
    is(&checks, "templates", "bad", &["nowhere"]);
}

#[test]
fn output_folders_that_cannot_be_used_are_told() {
    let mut watched = Watched::new();
    fs::write(watched.root().join("taken"), "a file").expect("a file");
    let (code, checks) = doctor(watched.root(), &["--output", "taken"]);
    assert_eq!(code, 3);
    is(&checks, "output", "bad", &["taken"]);

    if let Some(_disk) = SmallDisk::mount(&watched.root().join("small"), 900) {
        let (code, checks) = doctor(watched.root(), &["--output", "small"]);
        assert_eq!(code, 3);
        is(&checks, "disk", "bad", &["0 MB free", "--output"]);
    }

    watched.expect(&["run", "--quiet"], 0);
    let mut run = at_work(&watched);
    let (code, checks) = doctor(watched.root(), &[]);
    assert_eq!(code, 3);
    is(&checks, "lock", "bad", &[&run.id().to_string()]);
    run.kill().expect("killing");
    run.wait().expect("waiting");
    let (code, checks) = doctor(watched.root(), &[]);
    assert_eq!(code, 0);
    is(&checks, "interrupted", "note", &["was cut off and left 1 temporary folders"]);
}

#[test]
fn a_workspace_of_many_agencies_is_looked_at_as_a_whole() {
    let dir = tempfile::tempdir().expect("a folder");
    let made = Command::new(env!("CARGO_BIN_EXE_ita-report"))
        .args(["init", "ws", "--fleet", "3", "--seed", "1"])
        .current_dir(dir.path())
        .output()
        .expect("the program starts");
    assert!(made.status.success());
    let root = dir.path().join("ws");
    let (code, checks) = doctor(&root, &[]);
    assert_eq!(code, 0, "{checks:#?}");
    is(&checks, "workspace", "good", &["workspace of 3 agencies"]);
    fs::remove_file(root.join("input/agency-02/agency.toml")).expect("removing");
    fs::write(root.join("input/agency-03/agency.toml"), "[agency]\n").expect("writing");
    fs::create_dir_all(root.join("output/agency-01/.staging-x")).expect("what a kill leaves");
    let (code, checks) = doctor(&root, &[]);
    assert_eq!(code, 1, "the others would be published");
    is(
        &checks,
        "workspace",
        "bad",
        &["2 are wrongly configured", "agency-02", "agency-03", "add it, or move"],
    );
    is(&checks, "interrupted", "note", &["left 1 temporary folders"]);
}

/// A day, or senders, of what there is none of would be passed over: every command refuses the name.
#[test]
fn unknown_names_in_the_settings_are_refused_by_every_command() {
    for (table, name) in
        [("[deadlines]\nO99 = 15\n", "O99"), ("[data_sets]\no99_none = [\"office-01\"]\n", "o99_none")]
    {
        let mut inputs = crate::clean::clean();
        inputs.agency.push_str(&format!("\n{table}"));
        let dir = tempfile::tempdir().expect("a folder");
        inputs.write(dir.path());
        let place = dir.path().to_str().expect("a path");
        for command in
            [&["doctor"][..], &["check"], &["status"], &["run", "--dry-run"], &["ready"], &["init", place]]
        {
            let (code, out, err) = crate::year::program(dir.path(), command);
            assert_eq!(code, 2, "{command:?}: {out}{err}");
            assert!(format!("{out}{err}").contains(name), "{command:?}: {out}{err}");
        }
    }
}

/// What `check` and `run` refuse, `doctor` refuses, and what nothing reads all of them tell.
#[test]
fn layouts_of_ones_own_and_misspelt_templates_are_told_by_all_alike() {
    let workspace = Workspace::sample();
    let root = workspace.path("");
    let write = |name: &str, text: &str| {
        let path = root.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("folders");
        fs::write(path, text).expect("a file");
    };
    write("templates/wordings/progress.toml", "x = 1\n");
    let (code, checks) = doctor(&root, &[]);
    assert_eq!(code, 0, "{checks:#?}");
    is(&checks, "templates", "note", &["templates/wordings/"]);
    let (found, code) = workspace.findings();
    assert_eq!(code, 0, "{found:#?}");
    assert!(found.contains(&"file-ignored templates/wordings/ ".to_owned()), "{found:#?}");
    write("input/layouts/own.toml", "name = \"own\"\n");
    let (code, checks) = doctor(&root, &[]);
    assert_eq!(code, 2, "{checks:#?}");
    is(&checks, "own-layouts", "bad", &["input/layouts/own.toml"]);
    workspace.expect(&["check"], 2);
}
