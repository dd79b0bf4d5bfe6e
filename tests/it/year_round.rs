//! A year in fast motion: register, forms, monthly files, first half, corrections, second half, next year's draft.

use crate::builder::{Cell, Sheet};
use crate::clean::{
    ADMIN, Inputs, RESULTS, REVENUE, SCHOOL, assessed, clean, finished, row, under_way, unit_table,
};
use crate::year::program;
use calamine::{Reader, Xlsx, open_workbook};
use ita_report::diagnostic::{Diagnostics, Severity};
use ita_report::model::{FiscalYear, Half, Period};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const FIRST: Period = Period { fiscal_year: FiscalYear(2568), half: Half::First };
const MONTHS: [&str; 6] = ["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"];
const KINDS: [&str; 3] = ["ภาษีที่ดินและสิ่งปลูกสร้าง", "ภาษีป้าย", "ภาษีน้ำมัน"];
const ADMIN_UNIT: &str = "ฝ่ายปกครอง";
const REVENUE_UNIT: &str = "ฝ่ายรายได้";

/// The workspace before anybody has sent anything; one question of the results cost points.
fn begun() -> Inputs {
    let mut inputs = clean();
    inputs.workbooks.retain(|name, _| !name.starts_with("2568/h1-"));
    let survey = inputs.sheet(RESULTS, "ผลสำรวจรายข้อ");
    // Half of ten people chose what gives nothing: counts, and percentages beside them.
    let first = &mut survey.rows[0];
    for (at, value) in [(3, 5), (8, 5), (9, 50), (14, 50), (15, 50)] {
        first[at] = Cell::from(value);
    }
    inputs
}

fn half(number: i32, mut sheet: Sheet) -> Sheet {
    sheet.meta[2].1 = number.into();
    sheet
}

fn tax(month: &str, amount: i32) -> Sheet {
    let rows = KINDS.iter().map(|kind| row![month, *kind, 10, amount]).collect();
    unit_table("o9_tax", REVENUE_UNIT, 2568, rows)
}

/// Adds a workbook to the year's folder.
fn send(root: &Path, name: &str, sheets: &[Sheet]) {
    crate::builder::save(&root.join("input/2568").join(name), sheets);
}

fn expect(root: &Path, args: &[&str], code: i32) -> String {
    let (found, out, err) = program(root, args);
    assert_eq!(found, code, "{args:?}\n{out}{err}");
    out
}

/// A table of a publication.
fn table(root: &Path, publication: &str, name: &str) -> Vec<BTreeMap<String, String>> {
    let path = root.join("output").join(publication).join("data").join(format!("{name}.csv"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

fn collected(root: &Path, publication: &str) -> f64 {
    let name = format!("o9_tax-{}", publication.get(..7).expect("a half"));
    table(root, publication, &name).iter().map(|row| row["amount"].parse::<f64>().expect("a number")).sum()
}

/// Texts of a sheet of a form, row by row.
fn texts(path: &Path, sheet: &str) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let range = book.worksheet_range(sheet).expect("the sheet");
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// Errors by code, place and English words.
fn errors(found: &Diagnostics) -> Vec<String> {
    let errors = found.iter().filter(|d| d.severity == Severity::Error);
    errors
        .map(|d| format!("{} {} {:?} {}", d.code.name(), d.place.file, d.place.a1(), d.message.en))
        .collect()
}

fn state(root: &Path, args: &[&str], unit: &str, kind: &str) -> String {
    let out = expect(root, &[&["status", "--format", "json"], args].concat(), 0);
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let rows = told["units"].as_array().expect("units");
    let row = rows.iter().find(|row| row["unit"] == unit).expect("the unit");
    let sheet = row["sheets"].as_array().expect("sheets").iter().find(|sheet| sheet["kind"] == kind);
    sheet.expect("the sheet")["state"].as_str().expect("a state").to_owned()
}

#[test]
fn a_year_in_fast_motion() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    begun().write(root);

    // The register is there: forms go out, nobody has sent anything, the checklist's data are missing.
    let place = root.to_str().expect("a path");
    expect(root, &["init", place, "--fy", "2568"], 0);
    let form = |half: &str, unit: &str| root.join(format!("blank/2568-{half}/{half}-{unit}.xlsx"));
    let listed = |path: PathBuf| -> Vec<String> {
        let rows = texts(&path, "รายงานผล");
        rows.iter().filter_map(|row| row.iter().find(|text| text.starts_with('M')).cloned()).collect()
    };
    assert_eq!(listed(form("h1", "office-01")), ["M1-01", "M2-01", "M3-01"]);
    assert_eq!(state(root, &["--fy", "2568", "--as-of", "2024-10-15"], "office-05", "o9_tax"), "missing");

    // October to March: a file a month, and a month that is sent twice.
    for (at, month) in (1_i32..).zip(MONTHS) {
        send(root, &format!("tax-{at}.xlsx"), &[tax(month, 1000 * at)]);
        let (_, assessed) = assessed(root);
        let rows = &assessed.facts.data_sets[&("o9_tax".to_owned(), FIRST)];
        assert_eq!(rows.len(), KINDS.len() * usize::try_from(at).expect("a count"), "{month}");
        assert_eq!(errors(&assessed.diagnostics), [""; 0], "{month}");
    }
    send(root, "tax-again.xlsx", &[tax("มกราคม", 9)]);
    let out = expect(root, &["check", "--format", "json"], 1);
    assert!(out.contains("duplicate-submission"), "{out}");
    std::fs::remove_file(root.join("input/2568/tax-again.xlsx")).expect("removed");
    // A newer edition of two months replaces the files of both.
    let mut two = tax("มกราคม", 9);
    two.rows.extend(tax("กุมภาพันธ์", 9).rows);
    two.meta[3].1 = 2.into();
    send(root, "tax-two.xlsx", &[two]);
    let (_, found) = assessed(root);
    assert_eq!(found.facts.data_sets[&("o9_tax".to_owned(), FIRST)].len(), KINDS.len() * 6);
    assert_eq!(errors(&found.diagnostics), [""; 0], "it replaces both months");
    std::fs::remove_file(root.join("input/2568/tax-two.xlsx")).expect("removed");

    // The other forms come in, and the first half is published.
    let all = clean();
    for (name, mut sheets) in all.workbooks.into_iter().filter(|(name, _)| name.starts_with("2568/h1-")) {
        sheets.retain(|sheet| sheet.name != "O9 ภาษี");
        send(root, name.trim_start_matches("2568/"), &sheets);
    }
    assert_eq!(state(root, &[], "office-05", "o9_tax"), "submitted");
    expect(root, &["run"], 0);
    assert!((collected(root, "2568-h1") - 63_000.0).abs() < 1e-9);
    let standing = |publication: &str, unit: &str, measure: &str| -> String {
        let rows = table(root, publication, "progress");
        let row = rows.iter().find(|row| row["unit"] == unit && row["measure"] == measure);
        row.expect("a row")["standing"].clone()
    };
    assert_eq!(standing("2568-h1", "office-01", "M1-01"), "finished");
    assert_eq!(standing("2568-h1", "office-01", "M2-01"), "under_way");

    // March is corrected, and what follows from it changes; the publication before stays.
    let mut march = tax("มีนาคม", 7000);
    march.meta[3].1 = 2.into();
    send(root, "tax-6-new.xlsx", &[march]);
    expect(root, &["run"], 0);
    assert!((collected(root, "2568-h1") - 66_000.0).abs() < 1e-9);
    let changes = std::fs::read_to_string(root.join("output/2568-h1/changes.json")).expect("changes");
    assert!(changes.contains("tax-6-new.xlsx"), "the cause is named");
    assert!(expect(root, &["history"], 0).lines().count() >= 2);

    // Forms of the second half: finished measures are gone, risks are there without what became of them.
    expect(root, &["init", place, "--fy", "2568"], 0);
    assert_eq!(listed(form("h2", "office-01")), ["M2-01", "M3-01"]);
    assert!(listed(form("h2", "school-01")).is_empty(), "the school has finished its only measure");
    let risks = texts(&form("h2", "office-01"), "O19 ความเสี่ยง").concat();
    let (_, known) = assessed(root);
    let known = &known.facts.data_sets[&("o19_risks".to_owned(), FIRST)];
    let said = |at: usize| match known[0].values[at].get() {
        Some(ita_report::model::DataValue::Text(text)) => text.clone(),
        other => panic!("{other:?}"),
    };
    assert!(risks.contains(&said(0)) && risks.contains(&said(1)), "the risk goes on: {risks:?}");
    // Sent back as it went out, it is a blank form and no report.
    std::fs::copy(form("h2", "office-01"), root.join("input/2568/h2-office-01.xlsx")).expect("copied");
    assert_eq!(state(root, &["--half", "2"], "office-01", "o19_risks"), "blank");
    assert_eq!(state(root, &["--half", "2"], "office-01", "progress"), "blank");

    // The second half is reported and published.
    std::fs::remove_file(root.join("input/2568/h2-office-01.xlsx")).expect("removed");
    for (file, unit, rows) in [
        (ADMIN, ADMIN_UNIT, vec![dated(finished("M2-01")), under_way("M3-01")]),
        (REVENUE, REVENUE_UNIT, vec![dated(finished("M3-01"))]),
    ] {
        let name = file.trim_start_matches("2568/").replace("h1", "h2");
        send(root, &name, &[half(2, unit_table("progress", unit, 2568, rows))]);
    }
    assert!(!root.join("input/2568").join(SCHOOL.replace("2568/h1", "h2")).exists());
    expect(root, &["run", "--half", "2"], 0);
    assert_eq!(standing("2568-h2", "office-01", "M1-01"), "finished", "as the first half said");
    assert_eq!(standing("2568-h2", "school-01", "M9-01"), "finished");
    assert_eq!(standing("2568-h2", "office-01", "M2-01"), "finished");
    assert_eq!(standing("2568-h2", "office-01", "M3-01"), "under_way");
    assert!(root.join("output/2568-h1/run.json").is_file(), "the first half is still published");

    // Next year's register: what is open, what recurs a year later, and the question that cost points.
    let said = expect(root, &["init", place, "--from-year", "2568"], 0);
    assert!(
        said.contains("1 measures still open, 1 that recur, 2 finished and left out, 1 empty rows"),
        "{said}"
    );
    let draft = root.join("blank/2569/register-2569-draft.xlsx");
    let rows = texts(&draft, "ทะเบียนมาตรการ");
    let codes: Vec<_> = rows.iter().filter(|row| row[0].starts_with('M')).collect();
    assert_eq!(codes.iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), ["M3-01", "M9-01", "M1-02"]);
    assert!(codes[2][3].starts_with("I1 ") && codes[2][4].is_empty(), "{:?}", codes[2]);
    // It is a register as any other; only the measure that nobody has written is missing.
    std::fs::create_dir_all(root.join("input/2569")).expect("a folder");
    std::fs::copy(&draft, root.join("input/2569/register.xlsx")).expect("copied");
    let (_, next) = assessed(root);
    let measures = &next.facts.years[&FiscalYear(2569)].measures;
    let due: Vec<_> = measures.iter().filter_map(|m| m.due.get()).map(|due| format!("{due:?}")).collect();
    assert!(due.iter().all(|due| due.contains("2026")), "{due:?}");
    let missing = next.diagnostics.iter().filter(|d| d.severity == Severity::Error);
    assert!(
        missing.clone().count() > 0 && missing.clone().all(|d| d.row.as_deref() == Some("M1-02")),
        "{:#?}",
        missing.collect::<Vec<_>>()
    );
}

/// A finished measure of the second half.
fn dated(mut row: Vec<Cell>) -> Vec<Cell> {
    row[4] = "15/05/2568".into();
    row
}
