//! From one check to the next: what is new, still open and fixed, and what happens to marked copies.

use crate::clean::{SCHOOL, clean};
use crate::hostile::{parts, zipped};
use std::path::Path;
use std::process::Command;

const COPY: &str = "output/returns/2568-h1-school-01.xlsx";

fn check(root: &Path, code: i32) -> String {
    checked(root, code).0
}

/// What it says of the whole, and the findings.
fn checked(root: &Path, code: i32) -> (String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_ita-report"))
        .args(["check", "--lang", "en", "--workspace"])
        .arg(root)
        .output()
        .expect("the program starts");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    let findings = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{out}{findings}");
    (out, findings)
}

#[test]
fn a_school_corrects_one_of_two_errors_and_makes_a_new_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    let mut inputs = clean();
    inputs.set(SCHOOL, "รายงานผล", "D6", 120);
    inputs.set(SCHOOL, "รายงานผล", "C6", "เสร็จแล้ว");
    inputs.check(root);
    let first = check(root, 1);
    assert!(first.contains("2 errors") && !first.contains("compared"), "{first}");
    assert!(root.join(COPY).is_file());

    inputs.set(SCHOOL, "รายงานผล", "C6", "แล้วเสร็จ");
    inputs.set(SCHOOL, "รายงานผล", "D6", 130);
    inputs.set(SCHOOL, "รายงานผล", "J6", "หก");
    inputs.check(root);
    let second = check(root, 1);
    assert!(second.contains("โรงเรียนวัดทดสอบ: 1 new, 1 still open, 1 fixed"), "{second}");

    inputs.set(SCHOOL, "รายงานผล", "D6", 100);
    inputs.set(SCHOOL, "รายงานผล", "J6", 6);
    inputs.check(root);
    let third = check(root, 0);
    assert!(third.contains("โรงเรียนวัดทดสอบ: 0 new, 0 still open, 2 fixed"), "{third}");
    assert!(!root.join(COPY).exists(), "nothing is left to correct");
    assert!(check(root, 0).contains("nothing is open"));
}

#[test]
fn a_copy_that_somebody_works_on_is_never_overwritten() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    let mut inputs = clean();
    inputs.set(SCHOOL, "รายงานผล", "D6", 120);
    inputs.check(root);
    check(root, 1);
    std::fs::write(root.join(COPY), b"half corrected").expect("writing");
    check(root, 1);
    assert_eq!(std::fs::read(root.join(COPY)).expect("the copy"), b"half corrected");
    assert!(root.join("output/returns/2568-h1-school-01 (2).xlsx").is_file());
}

#[test]
fn a_returned_copy_with_the_marked_cell_corrected_is_accepted() {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path();
    let mut inputs = clean();
    inputs.set(SCHOOL, "รายงานผล", "D6", "ร้อยเปอร์เซ็นต์");
    inputs.check(root);
    check(root, 1);
    // What the school does in Excel: the marked cell, nothing else.
    let copy = std::fs::read(root.join(COPY)).expect("a copy");
    let corrected = parts(&copy, |_, text| text.replace("ร้อยเปอร์เซ็นต์", "๑๐๐"));
    std::fs::write(root.join("input").join(SCHOOL), zipped(&corrected)).expect("writing");
    check(root, 0);
}

/// A school's workbook with an error, and the copy that came back corrected; the original's errors as given.
fn corrected(plant: impl Fn(&mut crate::clean::Inputs)) -> (tempfile::TempDir, Vec<u8>) {
    let dir = tempfile::tempdir().expect("a folder");
    let mut inputs = clean();
    plant(&mut inputs);
    inputs.check(dir.path());
    check(dir.path(), 1);
    let copy = std::fs::read(dir.path().join(COPY)).expect("a copy");
    let corrected = parts(&copy, |_, text| text.replace("ร้อยเปอร์เซ็นต์", "๑๐๐"));
    (dir, zipped(&corrected))
}

#[test]
fn a_corrected_copy_replaces_its_original_by_itself() {
    let wrong = |i: &mut crate::clean::Inputs| i.set(SCHOOL, "รายงานผล", "D6", "ร้อยเปอร์เซ็นต์");
    let (dir, copy) = corrected(wrong);
    let root = dir.path();
    for name in ["2568/2568-h1-school-01.xlsx", "2568/a copy.xlsx", "2568/ส่งแก้.xlsx"] {
        let path = root.join("input").join(name);
        std::fs::write(&path, &copy).expect("writing");
        let out = check(root, 0);
        assert!(out.contains("0 errors, 0 warnings, 1 note"), "{out}");
        std::fs::remove_file(path).expect("removing");
    }
    // A copy of a copy: the first one still had a mistake.
    let (dir, copy) = corrected(|i| {
        wrong(i);
        i.set(SCHOOL, "รายงานผล", "J6", "สอง");
    });
    let root = dir.path();
    std::fs::write(root.join("input/2568/copy.xlsx"), &copy).expect("writing");
    check(root, 1);
    let second = std::fs::read(root.join("output/returns/2568-copy.xlsx")).expect("a copy of the copy");
    let second = zipped(&parts(&second, |_, text| text.replace("สอง", "2")));
    std::fs::remove_file(root.join("input/2568/copy.xlsx")).expect("removing");
    std::fs::write(root.join("input/2568/copy 2.xlsx"), second).expect("writing");
    check(root, 0);
}

#[test]
fn a_copy_that_was_corrected_where_it_lies_is_named() {
    let (dir, copy) = corrected(|i| i.set(SCHOOL, "รายงานผล", "D6", "ร้อยเปอร์เซ็นต์"));
    let root = dir.path();
    std::fs::write(root.join(COPY), &copy).expect("writing");
    for _ in 0..2 {
        let output = Command::new(env!("CARGO_BIN_EXE_ita-report"))
            .args(["check", "--format", "json", "--workspace"])
            .arg(root)
            .output()
            .expect("the program starts");
        let out = String::from_utf8_lossy(&output.stdout);
        assert!(out.contains("return-edited") && out.contains("2568-h1-school-01.xlsx"), "{out}");
    }
    // Beside its original it counts, and is no stray copy any more.
    std::fs::rename(root.join(COPY), root.join("input/2568/back.xlsx")).expect("moving");
    let out = check(root, 0);
    assert!(!out.contains("return-edited"), "{out}");
}

#[test]
fn one_slip_is_one_finding_a_file() {
    let listed = |plant: &dyn Fn(&mut crate::clean::Inputs)| {
        let mut inputs = clean();
        plant(&mut inputs);
        inputs.findings()
    };
    // The wrong year above every sheet, or the wrong folder.
    let year = listed(&|i| {
        i.workbooks.get_mut(SCHOOL).expect("a file").iter_mut().for_each(|s| s.meta[1].1 = 2569.into());
    });
    assert_eq!(year, ["year-mismatch 2568/h1-school-01.xlsx รายงานผล!B2"]);
    // A name that no unit has.
    let unit = listed(&|i| {
        let sheets = i.workbooks.get_mut(SCHOOL).expect("a file").iter_mut();
        sheets.for_each(|s| s.meta[0].1 = "โรงเรียนวัดทดสอย".into());
    });
    assert_eq!(unit, ["unit-unknown 2568/h1-school-01.xlsx รายงานผล!B1"]);
    // The same workbook under another name with one value changed, and without.
    let two = listed(&|i| {
        let mut sheets = i.workbooks[SCHOOL].clone();
        for sheet in &mut sheets {
            sheet.name.push('2');
        }
        i.workbooks.insert("2568/z.xlsx".into(), sheets);
    });
    assert_eq!(two, ["content-repeated 2568/z.xlsx รายงานผล2"]);
    // The finding belongs to the copy, whichever name sorts first.
    for name in
        ["2568/Copy of h1-school-01.xlsx", "2568/h1-school-01 (1).xlsx", "2568/h1-school-01 - สำเนา.xlsx"]
    {
        let copied = listed(&|i| drop(i.workbooks.insert(name.into(), i.workbooks[SCHOOL].clone())));
        assert_eq!(copied, [format!("content-repeated {name}")]);
    }
    let differ = listed(&|i| {
        let mut sheets = i.workbooks[SCHOOL].clone();
        sheets[0].rows[0][9] = 1.into();
        sheets[1].rows[0][1] = 21.into();
        i.workbooks.insert("2568/z.xlsx".into(), sheets);
    });
    assert_eq!(
        differ,
        ["content-repeated 2568/z.xlsx O15 จัดซื้อจัดจ้าง", "duplicate-submission 2568/z.xlsx รายงานผล"]
    );
}

/// A workspace with an error whose marked copy cannot be written: a file lies where the folder should be.
fn blocked() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let mut inputs = clean();
    inputs.set(SCHOOL, "รายงานผล", "D6", 120);
    inputs.check(dir.path());
    std::fs::create_dir_all(dir.path().join("output")).expect("a folder");
    std::fs::write(dir.path().join("output/returns"), b"in the way").expect("writing");
    dir
}

#[test]
fn findings_are_told_though_the_copies_cannot_be_written() {
    let dir = blocked();
    let root = dir.path();
    let (told, findings) = checked(root, 3);
    assert!(told.contains("1 error") && !told.contains("marked cop"), "{told}");
    assert!(findings.contains("!D6]") && findings.contains("returns"), "{findings}");
    std::fs::remove_file(root.join("output/returns")).expect("removing");
    assert!(check(root, 1).contains("1 marked copy"));
}

#[test]
fn cells_that_cannot_be_read_are_not_the_same() {
    let mut inputs = clean();
    inputs.set(SCHOOL, "รายงานผล", "D6", "เก้าสิบ");
    let mut sheets = inputs.workbooks[SCHOOL].clone();
    sheets[0].rows[0][3] = "แปดสิบ".into();
    inputs.workbooks.insert("2568/z.xlsx".into(), sheets);
    let found = inputs.findings();
    assert!(found.contains(&"duplicate-submission 2568/z.xlsx รายงานผล".to_owned()), "{found:?}");
}

/// Programs get one document, with what went wrong in it.
#[test]
fn a_check_that_cannot_write_copies_is_one_document() {
    let dir = blocked();
    let root = dir.path();
    let output = Command::new(env!("CARGO_BIN_EXE_ita-report"))
        .args(["check", "--format", "json", "--workspace"])
        .arg(root)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(3));
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one document");
    assert!(told["error"].as_str().is_some_and(|why| why.contains("returns")), "{told}");
    assert_eq!(told["counts"]["errors"], 1);
}
