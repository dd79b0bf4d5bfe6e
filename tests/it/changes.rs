//! The list of changes for different edits, down to the cell: a publication, an edit, and what a dry
//! run says about it.

use crate::clean::{ADMIN, COMMUNITY, Inputs, REGISTER, RESULTS, SCHOOL, clean};
use crate::workspace::{copy, project};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

const SURVEY: &str = "ผลสำรวจรายข้อ";
const PROGRESS: &str = "รายงานผล";
const MEASURES: &str = "ทะเบียนมาตรการ";

/// The clean workspace with its first publication; made once for all edits.
pub fn published() -> &'static Path {
    static BASE: OnceLock<tempfile::TempDir> = OnceLock::new();
    let make = || {
        let dir = tempfile::tempdir().expect("a folder");
        clean().check(dir.path());
        program(dir.path(), &["run", "--quiet"], 0);
        dir
    };
    BASE.get_or_init(make).path()
}

fn run(root: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ita-report"));
    command.arg("--workspace").arg(root).args(args).output().expect("the program starts")
}

pub fn program(root: &Path, args: &[&str], code: i32) -> String {
    let output = run(root, args);
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(code), "{out}{}", String::from_utf8_lossy(&output.stderr));
    out
}

/// What a dry run says after an edit.
struct Told {
    report: Value,
    _dir: tempfile::TempDir,
}

/// Saves what was edited, and nothing else: a workbook that is saved again has other bytes.
pub fn save(mut edited: Inputs, root: &Path) {
    for (name, sheets) in clean().workbooks {
        match edited.workbooks.get(&name) {
            Some(own) if format!("{own:?}") == format!("{sheets:?}") => {
                edited.workbooks.remove(&name);
            }
            Some(_) => {}
            None => std::fs::remove_file(root.join("input").join(&name)).expect("removing"),
        }
    }
    edited.check(root);
}

fn told(edit: impl FnOnce(&mut Inputs), args: &[&str]) -> Told {
    let dir = tempfile::tempdir().expect("a folder");
    copy(published(), dir.path());
    let mut inputs = clean();
    edit(&mut inputs);
    save(inputs, dir.path());
    let mut all = vec!["run", "--dry-run", "--format", "json"];
    all.extend(args);
    let report: Value = serde_json::from_str(&program(dir.path(), &all, 0)).expect("JSON");
    assert_eq!(report["published"], Value::Null);
    Told { report: report["changes"].clone(), _dir: dir }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".to_owned(),
        Value::Object(fields) if fields.contains_key("absent") => format!("({})", text(&fields["absent"])),
        other => other.to_string(),
    }
}

fn place(spot: &Value) -> String {
    let parts = [&spot["sheet"], &spot["cell"]].map(|p| p.as_str().unwrap_or_default());
    let inside = parts.join("!");
    format!("{} {}", spot["file"].as_str().unwrap_or_default(), inside.trim_matches('!')).trim().to_owned()
}

impl Told {
    /// `table, record, column: old → new @ file sheet!cell`; records as `+` and `-`.
    fn inputs(&self) -> Vec<String> {
        let list = self.report["inputs"].as_array().expect("a list");
        list.iter()
            .map(|i| {
                let named = [&i["table"], &i["record"]["en"], &i["column"]["en"]];
                let name: Vec<_> = named.iter().filter_map(|n| n.as_str()).collect();
                let spot = place(if i["new_place"].is_null() { &i["old_place"] } else { &i["new_place"] });
                let name = name.join(", ");
                match i["event"].as_str() {
                    Some("changed") => format!("{name}: {} → {} @ {spot}", text(&i["old"]), text(&i["new"])),
                    Some("added") => format!("+ {name} @ {spot}"),
                    _ => format!("- {name} @ {spot}"),
                }
            })
            .collect()
    }

    /// `id: old → new ← cells`, values as people see them.
    fn figures(&self) -> Vec<String> {
        let inputs = self.report["inputs"].as_array().expect("a list");
        let list = self.report["figures"].as_array().expect("a list");
        let shown = |value: &Value| value["en"].as_str().unwrap_or("–").to_owned();
        list.iter()
            .map(|f| {
                let causes = f["causes"].as_array().expect("a list").iter().map(|at| {
                    let input = &inputs[usize::try_from(at.as_u64().expect("a number")).expect("small")];
                    let spot = if input["new_place"].is_null() { "old_place" } else { "new_place" };
                    let cell = input[spot]["cell"].as_str();
                    cell.map_or_else(|| text(&input["record"]["en"]), str::to_owned)
                });
                let causes: Vec<_> = causes.collect();
                let (old, new) = (shown(&f["old_shown"]), shown(&f["new_shown"]));
                format!("{}: {old} → {new} ← {}", text(&f["id"]), causes.join(" "))
            })
            .collect()
    }

    /// Outputs that would be made.
    fn made(&self) -> Vec<String> {
        let list = self.report["outputs"].as_array().expect("a list");
        list.iter().filter(|o| o["fate"] != "kept").map(|o| text(&o["path"])).collect()
    }

    fn why(&self, path: &str) -> String {
        let list = self.report["outputs"].as_array().expect("a list");
        let found = list.iter().find(|o| o["path"] == path).unwrap_or_else(|| panic!("no {path}"));
        text(&found["why"]["th"])
    }
}

#[allow(clippy::needless_pass_by_value)] // lines made for the comparison
fn assert_lines(found: Vec<String>, expected: &[&str]) {
    assert_eq!(found, expected, "\nfound:\n{}\n", found.join("\n"));
}

#[test]
fn nothing_is_edited() {
    let told = told(|_| {}, &[]);
    assert_lines(told.inputs(), &[]);
    assert_lines(told.figures(), &[]);
    assert_lines(told.made(), &[]);
}

#[test]
fn a_count() {
    // One of ten people chose the second best answer.
    let edit = |i: &mut Inputs| {
        for (cell, value) in [("H3", 1), ("I3", 9), ("N3", 10), ("O3", 90), ("P3", 98)] {
            i.set(RESULTS, SURVEY, cell, value);
        }
    };
    let told = told(edit, &[]);
    assert_lines(
        told.inputs(),
        &[
            "results/2567, I1, Answers, choice 5: 0.0 → 1.0 @ input/2567/results.xlsx ผลสำรวจรายข้อ!H3",
            "results/2567, I1, Answers, choice 6: 10.0 → 9.0 @ input/2567/results.xlsx ผลสำรวจรายข้อ!I3",
            "results/2567, I1, Percent, choice 5: 0.0 → 10.0 @ input/2567/results.xlsx ผลสำรวจรายข้อ!N3",
            "results/2567, I1, Percent, choice 6: 100.0 → 90.0 @ input/2567/results.xlsx ผลสำรวจรายข้อ!O3",
            "results/2567, I1, Published score: 100.0 → 98.0 @ input/2567/results.xlsx ผลสำรวจรายข้อ!P3",
        ],
    );
    // 2 points less in one of 12 questions: 0.1667 of the instrument, 0.05 of the total.
    assert_lines(
        told.figures(),
        &[
            "total/2567: 100.00 → 99.95 ← H3 I3 P3",
            "score/2567/IIT: 100.00 → 99.83 ← H3 I3 P3",
            "weighted/2567/IIT: 30.00 → 29.95 ← H3 I3 P3",
            "score/2567/indicator-1: 100.00 → 99.33 ← H3 I3 P3",
            "score/2567/I1: 100.00 → 98.00 ← H3 I3 P3",
            "lost/2567/I1: 0.00 → 0.05 ← H3 I3 P3",
            "delta/2567/IIT: 0.00 → −0.17 ← H3 I3 P3",
            "delta/2567/indicator-1: 0.00 → −0.67 ← H3 I3 P3",
            "delta/2567/I1: 0.00 → −2.00 ← H3 I3 P3",
        ],
    );
    assert_eq!(told.why("scores-2567.xlsx"), "ผลการประเมิน ปีงบประมาณ ๒๕๖๗: แก้ ๕ เซลล์");
}

#[test]
fn a_status() {
    let edit = |i: &mut Inputs| {
        i.set(SCHOOL, PROGRESS, "C6", "อยู่ระหว่างดำเนินการ");
        i.set(SCHOOL, PROGRESS, "D6", 50);
        i.set(SCHOOL, PROGRESS, "E6", "");
    };
    let told = told(edit, &[]);
    let file = "input/2568/h1-school-01.xlsx รายงานผล";
    assert_lines(
        told.inputs(),
        &[
            &format!("progress/2568-h1, measure M9-01, Status: แล้วเสร็จ → อยู่ระหว่างดำเนินการ @ {file}!C6"),
            &format!("progress/2568-h1, measure M9-01, Percent complete: 100.0 → 50.0 @ {file}!D6"),
            &format!("progress/2568-h1, measure M9-01, Finished on: 2025-03-15 → (blank) @ {file}!E6"),
        ],
    );
    assert_lines(
        told.figures(),
        &[
            "standing/2568-h1/M9-01/school-01: finished → under way ← C6 E6",
            "standing/2568-h1/M9-01: finished → under way ← C6 E6",
            "measures/2568-h1/finished: 2 → 1 ← C6 E6",
            "measures/2568-h1/under_way: 2 → 3 ← C6 E6",
            "check-ins/2568-h1/M9-01/expected: 1 → 2 ← C6 E6",
        ],
    );
    assert_eq!(told.why("progress-2568-h1.pdf"), "รายงานผล โรงเรียนวัดทดสอบ: แก้ ๓ เซลล์");
    assert!(!told.made().contains(&"scores-2567.xlsx".to_owned()), "{:?}", told.made());
}

#[test]
fn a_text() {
    let told = told(|i| i.set(ADMIN, PROGRESS, "F7", "ดำเนินการแล้วสองในสามส่วน"), &[]);
    assert_lines(
        told.inputs(),
        &["progress/2568-h1, measure M2-01, Result: ดำเนินการบางส่วน → ดำเนินการแล้วสองในสามส่วน @ \
           input/2568/h1-office-01.xlsx รายงานผล!F7"],
    );
    assert_lines(told.figures(), &[]);
    assert_eq!(told.why("progress-2568-h1.pdf"), "รายงานผล ฝ่ายปกครอง: แก้ ๑ เซลล์");
}

#[test]
fn a_unit_is_added() {
    let edit = |i: &mut Inputs| {
        i.agency.push_str("\n[[unit]]\nid = \"school-02\"\nkind = \"school\"\nname_th = \"โรงเรียนใหม่\"\n");
    };
    let told = told(edit, &[]);
    assert_lines(told.inputs(), &["+ units, โรงเรียนใหม่ @ input/agency.toml"]);
    assert_lines(
        told.figures(),
        &[
            "standing/2568-h1/M9-01/school-02: – → not reported ← โรงเรียนใหม่",
            "standing/2568-h1/M9-01: finished → under way ← โรงเรียนใหม่",
            "measures/2568-h1/finished: 2 → 1 ← โรงเรียนใหม่",
            "measures/2568-h1/under_way: 2 → 3 ← โรงเรียนใหม่",
            "check-ins/2568-h1/M9-01/expected: 1 → 3 ← โรงเรียนใหม่",
            "coverage/2568-h1/school-02/progress: – → missing ← โรงเรียนใหม่",
            "coverage/2568-h1/school-02/o3_schools: – → missing ← โรงเรียนใหม่",
            "coverage/2568-h1/school-02/o15_procurement: – → missing ← โรงเรียนใหม่",
            "coverage/2568-h1/school-02/o19_risks: – → missing ← โรงเรียนใหม่",
        ],
    );
}

#[test]
fn a_unit_is_removed() {
    let edit = |i: &mut Inputs| {
        let unit =
            "\n[[unit]]\nid = \"office-10\"\nkind = \"office\"\nname_th = \"ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม\"\n";
        assert!(i.agency.contains(unit));
        i.agency = i.agency.replace(unit, "");
        i.workbooks.remove(COMMUNITY);
    };
    let told = told(edit, &[]);
    let file = "input/2568/h1-office-10.xlsx";
    assert_lines(
        told.inputs(),
        &[
            &format!("- progress/2568-h1, measure M1-01 @ {file} รายงานผล!A6"),
            &format!(
                "- data/o10_revenue/2568-h1, October · ค่าธรรมเนียม · ค่าธรรมเนียมทะเบียน @ {file} O10 รายได้!A6"
            ),
            &format!("- data/o13_spending/2568-h1, หมวดเงินอุดหนุน @ {file} O13 การใช้จ่ายงบประมาณ!A6"),
            &format!(
                "- data/o15_procurement/2568-h1, October · กระดาษ · 1/2568 ลงวันที่ 15 ต.ค. 67 @ {file} O15 จัดซื้อจัดจ้าง!A6"
            ),
            &format!("- data/o18_activities/2568-h1, 1 December 2024 · ประกาศนโยบาย @ {file} O18 กิจกรรม!A6"),
            &format!("- data/o19_risks/2568-h1, งานทะเบียน · การเรียกรับผลประโยชน์ @ {file} O19 ความเสี่ยง!A6"),
            &format!("- sheets, Progress on measures, half 1/2568 @ {file} รายงานผล"),
            &format!("- sheets, Community subsidies, half 1/2568 @ {file} O14 เงินอุดหนุนชุมชน"),
            &format!("- sheets, Revenue collected, half 1/2568 @ {file} O10 รายได้"),
            &format!("- sheets, Spending against plan, half 1/2568 @ {file} O13 การใช้จ่ายงบประมาณ"),
            &format!("- sheets, Monthly procurement summary, half 1/2568 @ {file} O15 จัดซื้อจัดจ้าง"),
            &format!("- sheets, Activities under the anti-bribery policy, half 1/2568 @ {file} O18 กิจกรรม"),
            &format!("- sheets, Bribery risks: plan and result, half 1/2568 @ {file} O19 ความเสี่ยง"),
            "- units, ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม @ input/agency.toml",
            &format!("- data/o14_subsidies/2568-h1, ชุมชนทดสอบ @ {file} O14 เงินอุดหนุนชุมชน!A6"),
        ],
    );
    let unit = "ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม";
    let coverage = |kind: &str, was: &str, sheet: &str| {
        format!("coverage/2568-h1/office-10/{kind}: {was} → – ← {sheet}{unit}")
    };
    let expected = [
        format!("standing/2568-h1/M1-01/office-10: finished → – ← A6 {unit}"),
        coverage("progress", "submitted", "Progress on measures, half 1/2568 "),
        coverage("o10_revenue", "submitted", "Revenue collected, half 1/2568 "),
        coverage("o13_spending", "submitted", "Spending against plan, half 1/2568 "),
        coverage("o14_subsidies", "submitted", "Community subsidies, half 1/2568 "),
        coverage("o15_procurement", "submitted", "Monthly procurement summary, half 1/2568 "),
        coverage("o18_activities", "submitted", "Activities under the anti-bribery policy, half 1/2568 "),
        coverage("o19_risks", "submitted", "Bribery risks: plan and result, half 1/2568 "),
        "sum/o14_subsidies/2568-h1/granted: 10,000 → – ← A6".to_owned(),
        "sum/o14_subsidies/2568-h1/returned: 500 → – ← A6".to_owned(),
    ];
    let found = told.figures();
    let missing: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
    assert!(missing.is_empty(), "{missing:#?}\nof\n{}", found.join("\n"));
    // What else changes are the sums and check-ins that the unit was part of.
    let others = found.iter().filter(|line| !expected.contains(line));
    let others: Vec<_> = others
        .filter(|line| !line.starts_with("sum/") && !line.starts_with("check-ins/2568-h1/M1-01/"))
        .collect();
    assert!(others.is_empty(), "{others:#?}");
}

/// The built-in templates as a folder, changed.
fn templates(dir: &Path, file: &str, edit: impl Fn(String) -> String) -> PathBuf {
    let own = dir.join("templates");
    copy(&project().join("templates"), &own);
    let path = own.join(file);
    let text = std::fs::read_to_string(&path).expect("a template");
    let changed = edit(text.clone());
    assert_ne!(text, changed);
    std::fs::write(path, changed).expect("writing");
    own
}

#[test]
fn a_weight_of_the_scheme() {
    let dir = tempfile::tempdir().expect("a folder");
    let own = templates(dir.path(), "schemes/2567.toml", |text| {
        text.replacen("weight = 30", "weight = 35", 1).replacen("weight = 30", "weight = 25", 1)
    });
    let told = told(|_| {}, &["--templates", own.to_str().expect("a path")]);
    // The scheme of 2566 extends that of 2567, with instruments of its own.
    assert_lines(
        told.inputs(),
        &[
            "scheme/2567, instruments.IIT.weight: 30.0 → 35.0 @ templates/schemes/2567.toml",
            "scheme/2567, instruments.EIT.weight: 30.0 → 25.0 @ templates/schemes/2567.toml",
        ],
    );
    // Every score is 100: the total stays, whatever the weights.
    assert_lines(
        told.figures(),
        &[
            "weighted/2567/IIT: 30.00 → 35.00 ← instruments.IIT.weight",
            "weighted/2567/EIT: 30.00 → 25.00 ← instruments.EIT.weight",
        ],
    );
}

#[test]
fn a_template() {
    let dir = tempfile::tempdir().expect("a folder");
    let own = templates(dir.path(), "typst/measures.typ", |text| format!("{text}\n// another look\n"));
    let told = told(|_| {}, &["--templates", own.to_str().expect("a path")]);
    let hash = text(&told.report["inputs"][0]["old"]);
    assert_eq!(hash.len(), 16);
    let changed = told.inputs();
    assert_eq!(changed.len(), 1, "{changed:?}");
    assert!(changed[0].starts_with(&format!("templates, typst/measures.typ: {hash} → ")), "{changed:?}");
    assert!(changed[0].ends_with(" @ templates/typst/measures.typ"), "{changed:?}");
    assert_lines(told.figures(), &[]);
    // The index page lists the document with its hash.
    assert_lines(told.made(), &["measures-2568.pdf", "facts.json", "index.html"]);
    assert_eq!(told.why("index.html"), "ข้อสังเกต ไฟล์แนบ หรือไฟล์อื่นของฉบับเปลี่ยน");
    assert_eq!(told.why("measures-2568.pdf"), "แม่แบบ: แก้ typst/measures.typ");
}

#[test]
fn a_measure_gets_another_name() {
    let told = told(|i| i.set(REGISTER, MEASURES, "E3", "มาตรการที่ชัดเจนขึ้น"), &[]);
    assert_lines(
        told.inputs(),
        &["measures/2568, measure M1-01, Measure: มาตรการ → มาตรการที่ชัดเจนขึ้น @ \
           input/2568/register.xlsx ทะเบียนมาตรการ!E3"],
    );
    assert_lines(told.figures(), &[]);
}

#[test]
fn a_measure_gets_another_code() {
    let edit = |i: &mut Inputs| {
        i.set(REGISTER, MEASURES, "A4", "M2-09");
        i.set(ADMIN, PROGRESS, "A7", "M2-09");
    };
    let told = told(edit, &[]);
    assert_lines(
        told.inputs(),
        &[
            "measures/2568, measure M2-09, Measure code: M2-01 → M2-09 @ \
             input/2568/register.xlsx ทะเบียนมาตรการ!A4",
            "progress/2568-h1, measure M2-09, Measure code: M2-01 → M2-09 @ \
             input/2568/h1-office-01.xlsx รายงานผล!A7",
        ],
    );
    assert_lines(told.figures(), &[]);
}

#[test]
fn a_date() {
    let told = told(|i| i.set(REGISTER, MEASURES, "H6", "01/03/2568"), &[]);
    assert_lines(
        told.inputs(),
        &["measures/2568, measure M9-01, Due: 2025-09-30 → 2025-03-01 @ \
           input/2568/register.xlsx ทะเบียนมาตรการ!H6"],
    );
    // Finished on 15 March.
    assert_lines(
        told.figures(),
        &[
            "standing/2568-h1/M9-01/school-01: finished → finished late ← H6",
            "standing/2568-h1/M9-01: finished → finished late ← H6",
            "measures/2568-h1/finished: 2 → 1 ← H6",
            "measures/2568-h1/finished_late: 0 → 1 ← H6",
        ],
    );
}

#[test]
fn the_agency_gets_another_name() {
    let told = told(|i| i.agency = i.agency.replace("สำนักงานเขตทดสอบ", "สำนักงานเขตตัวอย่าง"), &[]);
    assert_lines(
        told.inputs(),
        &["agency, name (Thai): สำนักงานเขตทดสอบ → สำนักงานเขตตัวอย่าง @ input/agency.toml"],
    );
    assert_lines(told.figures(), &[]);
}
