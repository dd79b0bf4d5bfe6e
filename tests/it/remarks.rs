//! Remarks in review workbooks: they come back at their records, and say what has changed since.

use super::extras::tool;
use super::workbook_support::{Book, Sample, a1, saved_by_libreoffice, with_texts};
use super::workspace::{Workspace, project};
use calamine::Data;
use ita_report::check;
use ita_report::ingest::{self, Limits};
use ita_report::model::{Absence, Status};
use ita_report::render::xlsx;
use ita_report::report::workbook;
use std::fs;
use std::path::Path;

const REPORTS: &str = "รายงานรายหน่วยงาน";
const UNIT: &str = "หน่วยงาน";
const LIST: &str = "ความเห็นผู้ตรวจทาน";
/// Two records: one that changes after the review, and one that does not.
const CHANGING: [&str; 2] = ["ฝ่ายทะเบียน", "M1-01"];
const STAYING: [&str; 2] = ["ฝ่ายปกครอง", "M1-01"];

fn edition(sample: &Sample) -> Vec<u8> {
    sample.with(|model| xlsx::review(&workbook::progress(model)).expect("a review workbook"))
}

fn text(book: &Book, key: &[&str], column: &str) -> String {
    book.value(REPORTS, UNIT, key, column).to_string()
}

/// The sample with the review workbooks that lie in its folder.
fn with_reviews(root: &Path) -> Sample {
    let mut sample = Sample::at(root);
    let (files, bounds) = (&sample.workspace.reviews, &sample.workspace.bounds);
    let (reviews, found) = ingest::read_all(files, bounds, Limits::default(), &|| {}).expect("reviews");
    assert!(!found.has_errors(), "{found:?}");
    sample.facts.remarks = check::remarks(&reviews);
    sample
}

/// A review workbook with remarks at two records, as `LibreOffice` saves it where there is one.
fn reviewed(bytes: &[u8]) -> Vec<u8> {
    let book = Book::of(bytes);
    let mut texts = Vec::new();
    for (key, comment) in [(CHANGING, "ขอหลักฐานเพิ่มเติม"), (STAYING, "ถูกต้องแล้ว")]
    {
        for (column, entry) in [("ผู้ตรวจทาน", "ผู้ตรวจสอบภายใน"), ("ผลการตรวจทาน", "ดูแล้ว"), ("ความเห็น", comment)]
        {
            let (row, col) = book.find(REPORTS, UNIT, &key, column);
            texts.push((a1(row, col), entry));
        }
    }
    let bytes = with_texts(bytes, REPORTS, &texts);
    if tool("soffice") { saved_by_libreoffice(&[("reviewed.xlsx", &bytes)]).remove(0) } else { bytes }
}

#[test]
fn a_remark_comes_back_at_its_record_and_says_what_has_changed() {
    let workspace = Workspace::sample();
    let folder = workspace.path("input/2568/reviews");
    fs::create_dir_all(&folder).expect("a folder");
    let first = edition(&Sample::at(project()));
    fs::write(folder.join("progress.xlsx"), reviewed(&first)).expect("a review workbook");
    let mut sample = with_reviews(&workspace.path("."));
    assert_eq!(sample.facts.remarks.len(), 2, "{:?}", sample.facts.remarks);

    // Nothing has changed yet: LibreOffice saved the same values.
    let same = Book::of(&edition(&sample));
    for key in [CHANGING, STAYING] {
        assert_eq!(text(&same, &key, "เปลี่ยนหลังตรวจทาน"), "", "{key:?}");
    }
    let unit = sample.workspace.find_unit(CHANGING[0]).expect("the unit").id.clone();
    let period = sample.period;
    let report = sample.facts.progress.get_mut(&period).expect("reports").iter_mut();
    let report = report.into_iter().find(|r| r.unit == unit && r.measure == CHANGING[1]).expect("it");
    report.status.value = Ok(Status::UnderWay);
    report.percent_complete.value = Ok(72.0);
    report.problem.value = Err(Absence::Blank);

    let second = edition(&sample);
    let book = Book::of(&second);
    assert_eq!(text(&book, &CHANGING, "ความเห็น"), "ขอหลักฐานเพิ่มเติม");
    let changed = text(&book, &CHANGING, "เปลี่ยนหลังตรวจทาน");
    assert!(changed.contains("ร้อยละความสำเร็จ: เดิม 45 ปัจจุบัน 72"), "{changed}");
    assert!(changed.contains("ปัญหา/อุปสรรค: เดิม") && changed.contains("ปัจจุบัน ไม่มี"), "{changed}");
    assert_eq!(text(&book, &STAYING, "ความเห็น"), "ถูกต้องแล้ว");
    assert_eq!(text(&book, &STAYING, "เปลี่ยนหลังตรวจทาน"), "");
    // All of them are listed.
    let fate = |key: &str| book.value(LIST, "แผ่นงาน", &[REPORTS, key], "ข้อมูลหลังตรวจทาน").to_string();
    assert_eq!(fate("ฝ่ายทะเบียน M1-01"), "เปลี่ยนแปลง");
    assert_eq!(fate("ฝ่ายปกครอง M1-01"), "คงเดิม");
    // The record goes; its remark stays on the list.
    sample.facts.years.get_mut(&period.fiscal_year).expect("the year").measures.retain(|m| m.code != "M1-01");
    let third = Book::of(&edition(&sample));
    let gone = third.value(LIST, "แผ่นงาน", &[REPORTS, "ฝ่ายทะเบียน M1-01"], "ข้อมูลหลังตรวจทาน");
    assert_eq!(gone, Data::String("ไม่พบรายการ".to_owned()));

    // The newer edition, returned beside the older or instead of it, keeps what had changed.
    for file in ["progress-2.xlsx", "progress.xlsx"] {
        fs::write(folder.join(file), &second).expect("a review workbook");
        let mut sample = with_reviews(&workspace.path("."));
        sample.facts.progress.get_mut(&period).expect("reports").retain(|r| r.unit != unit);
        let book = Book::of(&edition(&sample));
        assert!(text(&book, &CHANGING, "เปลี่ยนหลังตรวจทาน").contains("ปัจจุบัน 72"), "{file}");
    }
}

#[test]
fn a_review_workbook_is_no_input_of_figures() {
    let workspace = Workspace::sample();
    let (before, code) = workspace.findings();
    let folder = workspace.path("input/2568/reviews");
    fs::create_dir_all(&folder).expect("a folder");
    let bytes = edition(&Sample::at(project()));
    fs::write(folder.join("progress.xlsx"), &bytes).expect("a review workbook");
    assert_eq!(workspace.findings(), (before.clone(), code));
    // Among the forms of offices it is one finding, not hundreds.
    fs::write(workspace.path("input/2568/progress.xlsx"), bytes).expect("a review workbook");
    let (after, code) = workspace.findings();
    let new: Vec<_> = after.iter().filter(|finding| !before.contains(finding)).collect();
    assert_eq!((new.len(), code), (1, 1), "{new:#?}");
    assert!(format!("{new:?}").contains("file-misplaced"), "{new:?}");
}
