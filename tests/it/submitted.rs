//! What was submitted, for which half, and what the second half says of the first: one answer in every command.

use crate::builder::{Cell, Sheet};
use crate::clean::{COMMUNITY, Inputs, REVENUE, SCHOOL, assessed, clean, listed, row, unit_table};
use crate::workspace::Workspace;
use ita_report::check::{self, State};
use ita_report::model::{FiscalYear, Half, Period};
use ita_report::pipeline::{self, Options};
use ita_report::score::monitoring::Monitoring;
use ita_report::score::progress::{MeasureOutcome, Standing, evaluate};
use std::path::Path;
use std::process::Command;

const DONE: &str = "รายงานผล";
const H1: Period = Period { fiscal_year: FiscalYear(2568), half: Half::First };
const H2: Period = Period { fiscal_year: FiscalYear(2568), half: Half::Second };

/// Runs the program in a workspace; exit code, standard output and error.
fn program(root: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ita-report"))
        .args(args)
        .args(["--lang", "en", "--workspace"])
        .arg(root)
        .env("ITA_REPORT_TYPST", crate::publication::stub())
        .output()
        .expect("the program starts");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), text(&output.stdout), text(&output.stderr))
}

fn written(inputs: &Inputs) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    inputs.write(dir.path());
    dir
}

/// The forms of a unit as they were sent out: only what was filled in for it.
fn blank(inputs: &mut Inputs, file: &str) {
    for sheet in inputs.workbooks.get_mut(file).expect("a file") {
        let listed = sheet.name == DONE;
        sheet.rows.iter_mut().for_each(|row| row.truncate(2));
        if !listed {
            sheet.rows.clear();
        }
    }
}

fn states(inputs: &Inputs, unit: &str) -> Vec<State> {
    let dir = written(inputs);
    let (setup, assessed) = assessed(dir.path());
    let table = check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, H1);
    let row = table.iter().find(|row| row.unit.as_deref() == Some(unit)).expect("the unit");
    row.sheets.iter().map(|s| s.state).filter(|s| *s != State::NotExpected).collect()
}

#[test]
fn a_blank_form_is_not_submitted() {
    assert!(states(&clean(), "office-10").iter().all(|s| *s == State::Submitted));
    let mut inputs = clean();
    blank(&mut inputs, COMMUNITY);
    assert!(states(&inputs, "office-10").iter().all(|s| *s == State::Blank));
    // One sheet of others.
    let mut inputs = clean();
    inputs.sheet(REVENUE, "O9 ภาษี").rows.clear();
    let found = states(&inputs, "office-05");
    assert_eq!(found.iter().filter(|s| **s == State::Blank).count(), 1, "{found:?}");
    // Only the column titles, and a file without any sheet of ours.
    let mut inputs = clean();
    inputs.workbooks.insert(SCHOOL.into(), vec![Sheet::new("แผ่น1", &[])]);
    assert!(states(&inputs, "school-01").iter().all(|s| *s == State::Missing));
}

#[test]
fn every_command_names_the_same_units_and_sheets() {
    let mut inputs = clean();
    blank(&mut inputs, COMMUNITY);
    inputs.workbooks.remove(SCHOOL);
    inputs.workbooks.get_mut(REVENUE).expect("a file").retain(|s| s.name != "O9 ภาษี");
    let dir = written(&inputs);
    let lines = [
        "1 of 4 units have sent everything (25 percent)",
        "2 have sent nothing: ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม, โรงเรียนวัดทดสอบ",
        "1 have not sent all: ฝ่ายรายได้ (O9 ภาษี)",
    ];
    for command in [&["check"][..], &["status"], &["run", "--dry-run"], &["doctor"]] {
        let (code, out, err) = program(dir.path(), command);
        assert_eq!(code, 0, "{command:?} {out}{err}");
        for line in lines {
            assert!(out.contains(line), "{command:?}: {line} is not in\n{out}");
        }
    }
    let (code, out, _) = program(dir.path(), &["status", "--complete"]);
    assert_eq!(code, 1, "{out}");
    assert!(out.lines().all(|line| line.chars().count() < 200), "{out}");
}

#[test]
fn completeness_and_warnings_can_be_required() {
    let whole = written(&clean());
    assert_eq!(program(whole.path(), &["run", "--dry-run", "--require-complete", "--deny-warnings"]).0, 0);
    for wanting in [COMMUNITY, REVENUE, SCHOOL] {
        let mut inputs = clean();
        inputs.workbooks.remove(wanting);
        let dir = written(&inputs);
        let (code, out, _) = program(dir.path(), &["run", "--require-complete"]);
        assert_eq!(code, 1, "{wanting}: {out}");
        assert!(out.contains("not published") && out.contains("1 have sent nothing"), "{out}");
        assert!(!dir.path().join("output/2568-h1").exists());
        assert_eq!(program(dir.path(), &["run", "--dry-run", "--deny-warnings"]).0, 1, "{wanting}");
        assert_eq!(program(dir.path(), &["run", "--dry-run"]).0, 0, "{wanting}");
    }
}

#[test]
fn an_empty_year_or_half_is_refused() {
    let dir = written(&clean());
    for half in
        [["--fy", "2569", "--half", "1"], ["--fy", "2568", "--half", "2"], ["--fy", "2570", "--half", "2"]]
    {
        let (code, _, err) = program(dir.path(), &[&["run"], &half[..]].concat());
        assert_eq!(code, 2, "{err}");
        assert!(err.contains("no data for"), "{err}");
        assert!(!dir.path().join("output/2569-h1").exists());
    }
    // Forms of the second half that came back blank are nothing, either.
    let mut inputs = clean();
    let mut sheets = inputs.workbooks[REVENUE].clone();
    for sheet in &mut sheets {
        sheet.meta[2].1 = 2.into();
    }
    inputs.workbooks.insert("2568/h2-office-05.xlsx".into(), sheets);
    blank(&mut inputs, "2568/h2-office-05.xlsx");
    let dir = written(&inputs);
    assert_eq!(program(dir.path(), &["run", "--fy", "2568", "--half", "2"]).0, 2);
}

/// The half that a run takes, and its sentence.
fn chosen(inputs: &Inputs) -> (Period, String) {
    let dir = written(inputs);
    let (_, assessed) = assessed(dir.path());
    let choice = pipeline::choose(&Options::default(), &assessed.facts).expect("a half");
    (choice.period, choice.why(4).en)
}

/// A progress sheet of the second half.
fn second(unit: &str, rows: Vec<Vec<Cell>>) -> Sheet {
    let mut sheet = unit_table("progress", unit, 2568, rows);
    sheet.meta[2].1 = 2.into();
    sheet
}

#[test]
fn one_stray_sheet_never_chooses_the_half() {
    assert_eq!(chosen(&clean()).0, H1);
    // A stray sheet in a file of its own.
    let mut inputs = clean();
    inputs
        .workbooks
        .insert("2568/x.xlsx".into(), vec![second("ฝ่ายรายได้", vec![crate::clean::under_way("M1-01")])]);
    let (period, why) = chosen(&inputs);
    assert_eq!(period, H1);
    assert!(why.contains("4 of 4 units") && why.contains("not yet 2568-h2: 1 units"), "{why}");
    // One of the workbook's sheets.
    let mut inputs = clean();
    inputs.set(REVENUE, "O9 ภาษี", "B3", 2);
    assert_eq!(chosen(&inputs).0, H1);
    // Half of the units are no stray sheet any more.
    let mut inputs = clean();
    for (at, unit) in ["ฝ่ายรายได้", "ฝ่ายปกครอง"].into_iter().enumerate()
    {
        let sheet = second(unit, vec![crate::clean::under_way("M1-01")]);
        inputs.workbooks.insert(format!("2568/h2-{at}.xlsx"), vec![sheet]);
    }
    assert_eq!(chosen(&inputs).0, H2);
}

/// A second half in which the revenue office reports `rows`.
fn with_second(rows: Vec<Vec<Cell>>) -> Inputs {
    let mut inputs = clean();
    inputs.workbooks.insert("2568/h2-office-05.xlsx".into(), vec![second("ฝ่ายรายได้", rows)]);
    inputs
}

fn told_of_second(rows: Vec<Vec<Cell>>) -> Vec<String> {
    let mut found = with_second(rows).findings();
    found.retain(|f| f.contains("h2-office-05"));
    found
}

fn finished_on(code: &str, date: &str, evidence: &str) -> Vec<Cell> {
    row![code, "มาตรการ", "แล้วเสร็จ", 100, date, "ดำเนินการครบ", evidence, "", "", 0]
}

#[test]
fn what_was_finished_in_the_first_half_can_be_told_in_the_second() {
    let link = "https://test.example.go.th/a.pdf";
    let open = || row!["M3-01", "มาตรการ", "อยู่ระหว่างดำเนินการ", 60, "", "ดำเนินการบางส่วน", "", "", "", 2];
    for first in [
        finished_on("M1-01", "15/03/2568", link),
        finished_on("M1-01", "", link),
        finished_on("M1-01", "", ""),
        row!["M1-01", "มาตรการ"],
    ] {
        assert_eq!(told_of_second(vec![first.clone(), open()]), Vec::<String>::new(), "{first:?}");
    }
    // The row of what is finished may be gone from the form, too.
    assert_eq!(told_of_second(vec![open()]), Vec::<String>::new());
    let at = |cell: &str| vec![format!("halves-differ 2568/h2-office-05.xlsx รายงานผล!{cell}")];
    // Another day, begun again, and finished in a half that says otherwise.
    assert_eq!(told_of_second(vec![finished_on("M1-01", "14/02/2568", link), open()]), at("E6"));
    assert_eq!(told_of_second(vec![crate::clean::under_way("M1-01"), open()]), at("C6"));
    assert_eq!(told_of_second(vec![finished_on("M3-01", "20/02/2568", link)]), at("E6"));
    // The year before is no first half.
    let wrong = told_of_second(vec![finished_on("M3-01", "20/02/2567", link)]);
    assert_eq!(wrong, ["date-outside-period 2568/h2-office-05.xlsx รายงานผล!E6"]);
}

fn outcomes(inputs: &Inputs, period: Period) -> Vec<MeasureOutcome> {
    let dir = written(inputs);
    let (_, assessed) = assessed(dir.path());
    let measures = &assessed.facts.years[&period.fiscal_year].measures;
    let reports = |p: Period| assessed.facts.progress.get(&p).map(Vec::as_slice).unwrap_or_default();
    let earlier = if period.half == Half::Second { reports(H1) } else { &[] };
    evaluate(measures, reports(period), earlier, period, period.last_day())
}

#[test]
fn a_measure_finished_in_the_first_half_stays_finished() {
    let found = outcomes(&with_second(vec![]), H2);
    let everyone = found.iter().find(|o| o.measure.code == "M1-01").expect("the measure");
    assert_eq!(everyone.standing, Standing::Finished);
    for own in &everyone.outcomes {
        assert_eq!(
            (own.standing, own.carried, own.expected_check_ins),
            (Standing::Finished, Some(H1), Some(0))
        );
    }
    let told = Monitoring::of(everyone);
    assert_eq!(
        (told.expected, told.held, told.due, told.met),
        (Some(0), 0, 0, Some(0)),
        "check-ins were the first half's"
    );
    assert!(told.below.is_empty(), "{:?}", told.below);
    let open = found.iter().find(|o| o.measure.code == "M3-01").expect("the measure");
    assert_eq!(open.standing, Standing::NotReported, "what was not finished has to be reported on");
}

#[test]
fn check_ins_are_expected_of_every_unit_that_answers_for_a_measure() {
    let mut inputs = clean();
    inputs.workbooks.remove(COMMUNITY);
    let found = outcomes(&inputs, H1);
    let everyone = Monitoring::of(found.iter().find(|o| o.measure.code == "M1-01").expect("the measure"));
    // Two finished on 15 March: their second quarter had not ended. The third has not reported.
    assert_eq!((everyone.units, everyone.expected, everyone.held), (3, Some(1 + 1 + 2), 4));
    assert_eq!(
        (everyone.due, everyone.met, everyone.below),
        (3, Some(2), vec![("office-10".to_owned(), None, 2)])
    );
    let open = Monitoring::of(found.iter().find(|o| o.measure.code == "M2-01").expect("the measure"));
    assert_eq!((open.units, open.expected, open.held), (1, Some(2), 2));
}

#[test]
fn findings_of_a_half_that_is_asked_for_are_that_half_s() {
    let dir = written(&clean());
    let (code, out, err) = program(dir.path(), &["check", "--fy", "2568", "--half", "2", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    assert_eq!(out.matches("unit-missing").count(), 4, "{out}");
    assert_eq!(listed(&assessed(dir.path()).1.diagnostics), Vec::<String>::new());
}

#[test]
fn the_sample_says_the_same_of_check_ins_everywhere() {
    let workspace = Workspace::sample();
    let (_, assessed) = assessed(&workspace.path(""));
    let measures = &assessed.facts.years[&FiscalYear(2568)].measures;
    let found = evaluate(measures, &assessed.facts.progress[&H1], &[], H1, H1.last_day());
    let expected: i64 = found.iter().filter_map(|o| Monitoring::of(o).expected).sum();
    let held: i64 = found.iter().map(Monitoring::of).filter(|m| m.expected.is_some()).map(|m| m.held).sum();
    for outcome in &found {
        let told = Monitoring::of(outcome);
        let Some(number) = told.expected else { continue };
        let (out, _) = workspace.expect(&["explain", &outcome.measure.code, "--lang", "en"], 0);
        let line = out.lines().find(|l| l.contains("check-ins expected")).expect("a line");
        assert!(
            line.contains(&format!(" {number} ")) || line.trim_end().ends_with(&number.to_string()),
            "{line}"
        );
        if outcome.measure.code.ends_with("-03") {
            break;
        }
    }
    assert!(expected > 0 && held > 0, "{held} of {expected}");
}

#[test]
fn forms_are_not_made_from_a_faulty_register() {
    for (code, cell, value) in
        [("M3-01", "I5", "ฝ่ายรายไม่ได้"), ("M1-01", "I3", "กองที่ไม่มี"), ("M9-01", "B6", "สิบเก้า")]
    {
        let mut inputs = clean();
        inputs.workbooks.retain(|name, _| name == crate::clean::REGISTER);
        inputs.set(crate::clean::REGISTER, "ทะเบียนมาตรการ", cell, value);
        let dir = written(&inputs);
        let output = Command::new(env!("CARGO_BIN_EXE_ita-report"))
            .args(["init", "--lang", "en", "--quiet", "--fy", "2568", "."])
            .current_dir(dir.path())
            .output()
            .expect("the program starts");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{err}");
        assert!(err.contains(code) && err.contains(&format!("!{cell}")), "{code}: {err}");
        assert!(output.stdout.is_empty(), "quiet: {}", String::from_utf8_lossy(&output.stdout));
        assert!(!dir.path().join("blank/2568-h1/h1-office-01.xlsx").exists(), "no form lacks a measure");
    }
}
