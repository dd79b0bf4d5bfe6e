//! Human errors, each planted in a clean workspace: found at the exact cell with the right code, and
//! nothing else is reported.

mod agency;
mod entries;
mod sheets;
mod values;

use crate::builder::Cell;
use crate::clean::{ADMIN, COMMUNITY, Inputs, REVENUE, SCHOOL, clean};
use ita_report::diagnostic::Code;

/// What a person does wrong, and all that must be found, as `code file sheet!cell`.
type Case = (&'static str, fn(&mut Inputs), &'static [&'static str]);

const DONE: &str = "รายงานผล";
const SURVEY: &str = "ผลสำรวจรายข้อ";
const ITEMS: &str = "แบบตรวจ OIT";
const MEASURES: &str = "ทะเบียนมาตรการ";
const MEETINGS: &str = "การชี้แจง";
const TAX: &str = "O9 ภาษี";
const SUBSIDIES: &str = "O14 เงินอุดหนุนชุมชน";

#[test]
fn the_clean_workspace_reports_nothing() {
    assert_eq!(clean().findings(), Vec::<String>::new());
}

#[test]
fn every_human_error_is_found_at_its_cell_and_nothing_else() {
    let all: Vec<&Case> = [
        FILES,
        sheets::SHEETS,
        entries::CELLS,
        agency::RESULTS_ERRORS,
        agency::REGISTER_ERRORS,
        entries::PROGRESS,
        entries::DATA,
        values::SUMS,
        values::SCALES,
        values::PERIODS,
        values::DOUBLES,
        values::CONTRADICTIONS,
        values::PERSONAL,
        values::UNITS,
    ]
    .concat_refs();
    assert!(all.len() >= 120, "{} cases", all.len());
    let check = |cases: &[&Case]| {
        let mut wrong = Vec::new();
        for (name, plant, expected) in cases {
            let mut inputs = clean();
            plant(&mut inputs);
            let found = inputs.findings();
            if found != *expected {
                wrong.push(format!("{name}\n  expected {expected:#?}\n  found {found:#?}"));
            }
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let jobs: Vec<_> =
            all.chunks(all.len().div_ceil(4)).map(|cases| scope.spawn(|| check(cases))).collect();
        jobs.into_iter().flat_map(|job| job.join().expect("a check")).collect()
    });
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

trait ConcatRefs {
    fn concat_refs(&self) -> Vec<&'static Case>;
}

impl ConcatRefs for [&'static [Case]] {
    fn concat_refs(&self) -> Vec<&'static Case> {
        self.iter().flat_map(|cases| cases.iter()).collect()
    }
}

fn file(inputs: &mut Inputs, name: &str, bytes: &[u8]) {
    inputs.files.insert(name.to_owned(), bytes.to_vec());
}

const FILES: &[Case] = &[
    (
        "a table saved as CSV and renamed",
        |i| file(i, "2568/a.xlsx", "รหัส,ผล\n1,2\n".as_bytes()),
        &["file-format 2568/a.xlsx"],
    ),
    (
        "an HTML table that a system exported as .xls",
        |i| file(i, "2568/a.xls", b"<html><table></table></html>"),
        &["file-format 2568/a.xls"],
    ),
    (
        "a download that broke off",
        |i| file(i, "2568/a.xlsx", b"PK\x03\x04\x14\0\0\0"),
        &["file-unreadable 2568/a.xlsx"],
    ),
    ("an empty file", |i| file(i, "2568/a.xlsx", b""), &["file-format 2568/a.xlsx"]),
    (
        "Excel is still open",
        |i| file(i, "2568/~$h1-office-01.xlsx", b"\x05user"),
        &["file-locked 2568/~$h1-office-01.xlsx"],
    ),
    (
        "the same file twice",
        |i| drop(i.workbooks.insert("2568/z copy.xlsx".into(), i.workbooks[SCHOOL].clone())),
        &["content-repeated 2568/z copy.xlsx"],
    ),
    ("an empty CSV", |i| file(i, "2568/a.csv", b""), &["sheet-empty 2568/a.csv"]),
    ("a CSV of blanks", |i| file(i, "2568/a.csv", b"\n , ,\n"), &["sheet-empty 2568/a.csv"]),
    (
        "an archive that nobody unpacked",
        |i| file(i, "2568/ส่งงาน.zip", b"PK\x03\x04"),
        &["file-ignored 2568/ส่งงาน.zip"],
    ),
    (
        "a link to an online table",
        |i| file(i, "2568/a.gsheet", br#"{"url":"https://docs.google.com/x"}"#),
        &["file-ignored 2568/a.gsheet"],
    ),
    (
        "a document that no workbook names",
        |i| file(i, "2568/บันทึกข้อความ.docx", b"PK\x03\x04"),
        &["file-ignored 2568/บันทึกข้อความ.docx"],
    ),
    (
        "a download that is still going on",
        |i| file(i, "2568/a.xlsx.crdownload", b"PK"),
        &["file-ignored 2568/a.xlsx.crdownload"],
    ),
    ("a file without an ending", |i| file(i, "2568/h", b"x"), &["file-ignored 2568/h"]),
    ("evidence that a workbook names", |i| file(i, "2568/photo.jpg", b"\xff\xd8"), &[]),
    (
        "traces of systems",
        |i| {
            for name in ["2568/._a.xlsx", "2568/Thumbs.db", "2568/.DS_Store", "__MACOSX/2568/a.xlsx"] {
                file(i, name, b"x");
            }
        },
        &[],
    ),
    ("a workbook beside the years", |i| file(i, "a.xlsx", b"PK"), &["file-misplaced a.xlsx"]),
    ("a folder with words around the year", |i| file(i, "ปี 2569/a.xlsx", b"PK"), &["folder-unknown ปี 2569"]),
    ("a folder by the common year", |i| file(i, "2026/a.xlsx", b"PK"), &["folder-unknown 2026"]),
    ("a folder by two digits", |i| file(i, "69/a.xlsx", b"PK"), &["folder-unknown 69"]),
    ("a folder of old files", |i| file(i, "เก่า/a.xlsx", b"PK"), &["folder-unknown เก่า"]),
    (
        "an acceptance that no longer fits",
        |i| i.agency.push_str("[[accept]]\ncode = \"score-jump\"\nreason = \"x\"\n"),
        &["override-unused agency.toml"],
    ),
];

#[test]
fn every_code_has_its_heading_and_every_heading_its_code() {
    let path = crate::workspace::project().join("docs/diagnostics.md");
    let text = std::fs::read_to_string(path).expect("docs/diagnostics.md");
    let headings: Vec<_> = text.lines().filter_map(|l| l.strip_prefix("## ")).collect();
    let codes: Vec<_> = Code::ALL.iter().map(|c| c.name()).collect();
    assert_eq!(headings, codes);
    // The weight stands below the heading, and both languages say what to do.
    for code in Code::ALL {
        let (_, section) = text.split_once(&format!("\n## {}\n", code.name())).expect("a section");
        let section = section.split("\n## ").next().unwrap_or_default();
        assert!(section.contains(&format!("*{}*", code.severity().word())), "{}", code.name());
        assert!(section.contains("**วิธีแก้:**") && section.contains("**Fix:**"), "{}", code.name());
    }
}

#[test]
fn a_measure_that_left_the_register_is_the_coordinators_matter() {
    let mut inputs = clean();
    for (file, code) in
        [(SCHOOL, "M1-02"), (ADMIN, "M1-02"), (REVENUE, "M1-02"), (SCHOOL, "M9-07"), (ADMIN, "M9-07")]
    {
        inputs.sheet(file, DONE).rows.push(crate::clean::finished(code));
    }
    let found = |inputs: &Inputs| -> Vec<(String, bool, bool)> {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let unknown: Vec<_> =
            inputs.check(dir.path()).iter().filter(|d| d.code == Code::MeasureUnknown).cloned().collect();
        let told = unknown.iter().map(|d| {
            let is_shared = d.action.th.contains("มี 3 หน่วยงานที่เขียนเช่นนี้");
            (d.found.clone().unwrap_or_default(), is_shared, d.accepted.is_some())
        });
        let mut told: Vec<_> = told.collect();
        told.sort();
        told
    };
    let of = |code: &str, shared: bool, accepted: bool| (code.to_owned(), shared, accepted);
    let shared = |accepted| of("M1-02", true, accepted);
    let alone = || of("M9-07", false, false);
    assert_eq!(found(&inputs), [shared(false), shared(false), shared(false), alone(), alone()]);
    // Accepted by what was found, so that another slip in the same files is still told.
    inputs
        .agency
        .push_str("[[accept]]\ncode = \"measure-unknown\"\nfound = \"M1-02\"\nreason = \"ยกเลิกมาตรการ\"\n");
    assert_eq!(found(&inputs), [shared(true), shared(true), shared(true), alone(), alone()]);
}

/// Titles end with their unit in brackets; what follows them keeps its blank.
#[test]
fn a_title_is_parted_from_what_follows_it() {
    let mut inputs = clean();
    inputs.set(REVENUE, TAX, "C6", 0);
    let dir = tempfile::tempdir().expect("a temporary folder");
    let found = inputs.check(dir.path());
    let told = found.iter().find(|d| d.code == Code::ValuesContradict).expect("the finding");
    assert!(told.message.th.contains("(บาท) เป็น "), "{}", told.message.th);
}

#[test]
fn a_scale_is_found_in_whatever_words_it_is_said() {
    // Below the table, or right of its rows.
    let found = |right: bool, text: &str| {
        let mut inputs = clean();
        let rows = &mut inputs.sheet(COMMUNITY, SUBSIDIES).rows;
        if right {
            rows[0].extend([Cell::Blank, Cell::Blank, text.into()]);
        } else {
            rows.push(vec![text.into()]);
        }
        inputs.findings().into_iter().filter(|found| found.starts_with("column-scale")).count()
    };
    for (right, text) in [
        (false, "หน่วย: ลบ."),
        (false, "หน่วย : ล้าน"),
        (false, "(หน่วย: พัน)"),
        (false, "หน่วย: ’000 บาท"),
        (false, "Unit: Million Baht"),
        (false, "in thousands"),
        (true, "หน่วย: พันบาท"),
        (true, "หน่วย: ลบ."),
    ] {
        assert_eq!(found(right, text), 1, "{text}");
    }
    assert_eq!(found(true, "(พันบาท)") + found(true, "จำนวนเงินเป็นล้านบาท"), 2);
    for text in ["หน่วย: บาท", "หน่วยงาน: พัน", "พันธุ์ไม้", "in Bangkok", "หมายเหตุ: หน่วยเป็นบาท มิใช่พันบาท"]
    {
        assert_eq!(found(false, text) + found(true, text), 0, "{text}");
    }
    let mut inputs = clean();
    inputs.sheet(COMMUNITY, SUBSIDIES).name = "เงินอุดหนุน (พันบาท)".into();
    let told = inputs.findings();
    assert!(told.iter().any(|found| found.starts_with("column-scale")), "{told:?}");
}

#[test]
fn sums_of_sums_and_lines_below_a_table_are_no_slips() {
    let mut inputs = clean();
    let months = ["ตุลาคม", "พฤศจิกายน", "ธันวาคม", "มกราคม", "กุมภาพันธ์", "มีนาคม"];
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut row = |label: &str, kind: &str, payers: i32, amount: i32| {
        rows.push(vec![label.into(), kind.into(), payers.into(), amount.into()]);
    };
    for (at, month) in (0..).zip(months) {
        row(month, "ภาษีป้าย", 10 + at, 5_000 + 100 * at);
        row(month, "ภาษีที่ดินและสิ่งปลูกสร้าง", 20, 6_000);
        row(&format!("รวมเดือน{month}"), "", 30 + at, 11_000 + 100 * at);
        if at % 3 == 2 {
            let first = at - 2;
            row(&format!("รวมไตรมาสที่ {}", at / 3 + 1), "", 90 + 3 * first + 3, 33_000 + 300 * first + 300);
        }
    }
    row("รวมทั้งสิ้น", "", 195, 67_500);
    for line in [
        "หน่วย : บาท",
        "ข้อมูลจากระบบ BMA TAX",
        "แก้ไขเมื่อ 1/4/2568",
        "วันที่ 5 เมษายน 2568",
        "31/03/2568",
        "โทร. 0 2361 9999",
    ] {
        rows.push(vec![line.into()]);
    }
    inputs.sheet(REVENUE, TAX).rows = rows;
    inputs.sheet("2567/h1-office-05.xlsx", TAX).rows.clear();
    let wrong = |inputs: &Inputs| -> Vec<String> {
        let own = inputs.findings().into_iter().filter(|found| found.contains(&format!("{REVENUE} {TAX}")));
        own.collect()
    };
    assert_eq!(wrong(&inputs), Vec::<String>::new());
    // Quarters that do not call themselves sums.
    for label in ["ไตรมาสที่ {}", "รวม 3 เดือน (ไตรมาส {})"] {
        let mut other = inputs.clone();
        for row in &mut other.sheet(REVENUE, TAX).rows {
            for quarter in ["1", "2"] {
                if matches!(&row[0], Cell::Text(text) if *text == format!("รวมไตรมาสที่ {quarter}"))
                {
                    row[0] = label.replace("{}", quarter).as_str().into();
                }
            }
        }
        assert_eq!(wrong(&other), Vec::<String>::new(), "{label}");
    }
    // A sum of all that leaves the first months out.
    let mut short = inputs.clone();
    for row in &mut short.sheet(REVENUE, TAX).rows {
        if matches!(&row[0], Cell::Text(text) if text == "รวมทั้งสิ้น") {
            row[3] = 56_500.into();
        }
    }
    assert_eq!(wrong(&short).len(), 1, "{:?}", wrong(&short));
    // The second quarter with the first one's figures.
    let at = inputs.sheet(REVENUE, TAX).rows.len() - 8;
    inputs.sheet(REVENUE, TAX).rows[at][3] = 33_300.into();
    assert_eq!(wrong(&inputs), [format!("total-mismatch {REVENUE} {TAX}!D{}", at + 6)]);
}

#[test]
fn every_code_is_emitted_somewhere() {
    fn sources(dir: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, into);
            } else if !path.ends_with("diagnostic/code.rs") {
                into.push_str(&std::fs::read_to_string(&path).unwrap_or_default());
            }
        }
    }
    let mut text = String::new();
    sources(&crate::workspace::project().join("src"), &mut text);
    let silent: Vec<_> = Code::ALL.iter().filter(|c| !text.contains(&format!("Code::{c:?},"))).collect();
    assert!(silent.is_empty(), "{silent:?}");
}
