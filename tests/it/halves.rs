//! Which half a command takes, what it says of it, and that letters are of their half alone.

use crate::clean::{Inputs, REVENUE, clean, row};
use crate::year::{program, with_items, written};
use ita_report::model::{FiscalYear, Half};
use ita_report::pipeline::{self, Options};
use ita_report::report::letters::figures;
use ita_report::thai::Digits;
use serde_json::Value;

/// The clean workspace with a warning in the first half's taxes and an error in the second half's.
fn two_halves() -> Inputs {
    let mut inputs = clean();
    let mut second = inputs.sheet(REVENUE, "O9 ภาษี").clone();
    let first = inputs.sheet(REVENUE, "O9 ภาษี");
    // The row of the total would differ, too.
    first.rows.pop();
    first.rows[0][3] = 5000.555.into();
    second.meta[2].1 = 2.into();
    second.rows = vec![row!["เมษายน", "ภาษีป้าย", "สิบ", 5000]];
    inputs.workbooks.insert("2568/h2-office-05.xlsx".into(), vec![second]);
    inputs
}

#[test]
fn letters_are_of_their_half_and_tell_errors_from_what_to_look_at() {
    let dir = written(&two_halves());
    for (half, wrong, doubtful) in [("1", 0, 1), ("2", 1, 0)] {
        let args = ["remind", "--fy", "2568", "--half", half, "--format", "json"];
        let (code, out, err) = program(dir.path(), &args);
        assert_eq!(code, 0, "{err}");
        let told: Value = serde_json::from_str(&out).expect("JSON");
        let unit = told["units"].as_array().expect("units").iter().find(|u| u["unit"] == "office-05");
        let unit = unit.expect("the unit");
        let count = |key: &str| unit[key].as_array().expect("a list").len();
        assert_eq!((count("wrong"), count("doubtful")), (wrong, doubtful), "half {half}: {unit:#}");
        let text = unit["text"].as_str().expect("a text");
        assert_eq!(text.contains("ข้อมูลที่ขอให้แก้ไข"), wrong > 0, "{text}");
        assert_eq!(text.contains("ข้อมูลที่ขอให้ตรวจสอบ"), doubtful > 0, "{text}");
        let folder = dir.path().join(format!("output/remind/2568-h{half}/office-05"));
        let copies = ["1", "2"].map(|h| folder.join(format!("2568-h{h}-office-05.xlsx")).exists());
        assert_eq!(copies, [half == "1", half == "2"], "copies of half {half}");

        let (setup, assessed) = crate::clean::assessed(dir.path());
        let options = Options {
            workspace: dir.path().to_owned(),
            fiscal_year: Some(FiscalYear(2568)),
            half: Half::from_number(half.parse().expect("a number")),
            digits: Digits::Arabic,
            ..Options::default()
        };
        let memo = pipeline::consider(&options, &setup, &assessed, figures).expect("a model");
        let shown = if doubtful == 0 { String::new() } else { doubtful.to_string() };
        assert_eq!((memo.wrong, memo.has_wrong, memo.doubtful), (wrong.to_string(), wrong > 0, shown));
    }
}

#[test]
fn the_half_that_is_asked_for_is_said_to_be() {
    let mut inputs = two_halves();
    inputs.sheet("2568/h2-office-05.xlsx", "O9 ภาษี").rows[0][2] = 10.into();
    let dir = written(&inputs);
    for command in [&["status"][..], &["check"], &["run", "--dry-run"]] {
        for (options, why) in [
            (
                &["--half", "1"][..],
                "half 2568-h1 (the half as asked, of the newest year that units have sent)",
            ),
            (&["--fy", "2568", "--half", "1"], "half 2568-h1 (as asked)"),
            (&["--fy", "2568"], "(the year as asked, its newest half that units have sent)"),
            (&[], "half 2568-h1 (the newest that units have sent)"),
        ] {
            let (code, out, err) = program(dir.path(), &[command, options].concat());
            assert_eq!(code, 0, "{command:?} {options:?}: {out}{err}");
            assert!(out.contains(why), "{command:?} {options:?}: {out}");
        }
    }
    let (_, help, _) = program(dir.path(), &["status", "--help"]);
    let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(help.contains("of status, ready and remind today"), "{help}");
}

#[test]
fn before_anybody_has_reported_every_command_takes_the_half_that_status_takes() {
    let mut inputs = with_items();
    inputs.workbooks.retain(|name, _| !name.contains("/h1-"));
    let dir = written(&inputs);
    for command in
        [&["status"][..], &["remind"], &["ready"], &["memo"], &["explain", "M9-02"], &["explain", "total"]]
    {
        for options in [&[][..], &["--fy", "2568", "--half", "1"]] {
            let (code, out, err) = program(dir.path(), &[command, options].concat());
            assert!(code < 2, "{command:?} {options:?}: {code} {out}{err}");
        }
    }
    assert!(dir.path().join("output/remind/2568-h1").is_dir());
    let (code, _, err) = program(dir.path(), &["run", "--dry-run"]);
    assert!(code == 2 && err.contains("nobody has reported on fiscal year 2568"), "{err}");
    // Year and half as asked are no other case than either of them alone.
    let asked = ["--fy", "2568", "--half", "1"];
    let (code, _, err) = program(dir.path(), &[&["run", "--dry-run"][..], &asked].concat());
    assert!(code == 2 && err.contains("nobody has reported on fiscal year 2568"), "{err}");
    let measures = ["run", "--dry-run", "--only", "measures"];
    for options in [&[][..], &asked[..2], &asked[2..], &asked] {
        let (code, _, err) = program(dir.path(), &[&measures[..], options].concat());
        assert_eq!(code, 0, "{options:?}: {err}");
    }

    // The first half is in: what is missing is the second, not the year's reports.
    let dir = written(&clean());
    for options in [&["--half", "2"][..], &["--fy", "2568", "--half", "2"]] {
        let (code, _, err) = program(dir.path(), &[&["run", "--dry-run"][..], options].concat());
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("no data for 2568-h2") && err.contains("2568-h1: 4 units"), "{err}");
        assert!(err.contains("input/2568") && err.contains("--fy 2568 --half 1"), "{err}");
    }
}
