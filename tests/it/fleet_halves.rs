//! What jobs that start by themselves tell of many agencies: a half that nobody has reported on, and who lacks
//! something.

use crate::fleet::Fleet;
use crate::workspace::project;
use ita_report::contract::Contracts;
use ita_report::templates::Templates;
use std::fs;
use std::path::Path;

#[test]
fn a_half_that_no_agency_has_reported_on_has_no_roll_up() {
    let fleet = Fleet::new(2, &[]);
    // The half that is due today is far from that of the invented agencies.
    let said = fleet.json(&["run", "--due"], 2);
    assert!(said["error"].as_str().is_some_and(|why| why.contains("no data for 25")), "{said}");
    assert!(!fleet.path("ws/output/rollup").exists());
    fleet.json(&["run", "--agency", "agency-01", "--fy", "2568", "--half", "2"], 2);
    // One whose file is wrong may have reported: it is told, and nothing is published.
    fs::write(fleet.path("ws/input/agency-02/agency.toml"), "[agency\n").expect("agency.toml");
    let said = fleet.json(&["run", "--due"], 1);
    assert_eq!((&said["agencies"][1]["state"], &said["rollup"]), (&"refused".into(), &().into()), "{said}");
    assert!(!fleet.path("ws/output/rollup").exists());
}

/// A workspace of many agencies is not made into one of one, and what is for one says so.
#[test]
fn many_agencies_stay_many() {
    let fleet = Fleet::new(2, &[]);
    let root = fleet.path("ws");
    let program = |args: &[&str]| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_ita-report"))
            .args(args)
            .args(["--lang", "en"])
            .output()
            .expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let place = root.to_str().expect("a path");
    let (code, said) = program(&["init", place]);
    assert!(code == Some(2) && said.contains("many agencies"), "{said}");
    assert!(!root.join("input/agency.toml").exists());
    for command in ["memo", "remind", "ready"] {
        let (code, said) = program(&[command, "--workspace", place]);
        assert!(code == Some(2) && said.contains("--agency") && !said.contains("init"), "{command}: {said}");
    }
}

/// An agency that has none of the data sets: nothing is missing of it.
fn without_data_sets(file: &Path) {
    let text = fs::read_to_string(file).expect("agency.toml");
    let contracts = Contracts::load(&Templates::default()).expect("contracts");
    let none: Vec<_> = contracts.data_sets().map(|set| format!("{} = []", set.name)).collect();
    let none = none.join("\n");
    assert!(!text.contains("[data_sets]"), "{text}");
    fs::write(file, format!("{text}\n[data_sets]\n{none}\n")).expect("agency.toml");
}

#[cfg(unix)]
#[test]
fn agencies_that_lack_something_are_named_by_exit_code_and_hook() {
    let fleet = Fleet::new(2, &[]);
    let (hook, file) = (project().join("tests/it/hook-stub"), fleet.path("hook.txt"));
    let status = |more: &[&str]| {
        let _ = fs::remove_file(&file);
        let args = [
            &["status", "--fy", "2568", "--half", "1", "--on-failure"],
            &[hook.to_str().expect("a path")][..],
        ];
        let args = [&args.concat(), more].concat();
        let output = fleet.command(&args).env("HOOK_FILE", &file).output().expect("the program starts");
        (output.status.code(), fs::read_to_string(&file).ok())
    };
    assert_eq!(status(&["--complete"]).0, Some(1), "nobody has sent data sets");
    for agency in ["agency-01", "agency-02"] {
        without_data_sets(&fleet.path(&format!("ws/input/{agency}/agency.toml")));
    }
    assert_eq!(status(&["--complete"]), (Some(0), None), "everything is there");
    fs::remove_file(fleet.path("ws/input/agency-02/2568/h1-school-01.xlsx")).expect("removed");
    assert_eq!(status(&[]), (Some(0), None), "a look calls nobody");
    for format in ["human", "json"] {
        let (code, told) = status(&["--complete", "--format", format]);
        assert_eq!(code, Some(1));
        let told = told.expect("the hook was called");
        assert!(told.contains("ITA_REPORT_RESULT=incomplete"), "{told}");
        let named = "2568-h1: 1 agencies have not submitted everything: agency-02";
        assert!(told.contains(&format!("ITA_REPORT_MESSAGE={named}")), "{told}");
    }
    fs::write(fleet.path("ws/input/agency-01/agency.toml"), "[agency\n").expect("agency.toml");
    let (code, told) = status(&["--complete"]);
    assert_eq!(code, Some(1));
    assert!(told.is_some_and(|told| told.contains("agency-01, agency-02")));
}
