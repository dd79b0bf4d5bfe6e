//! From one check to the next: what is new, still open and fixed, and what happens to marked copies.

use crate::clean::{SCHOOL, clean};
use crate::hostile::{parts, zipped};
use std::path::Path;
use std::process::Command;

const COPY: &str = "output/returns/2568-h1-school-01.xlsx";

fn check(root: &Path, code: i32) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_ita-report"))
        .args(["check", "--lang", "en", "--workspace"])
        .arg(root)
        .output()
        .expect("the program starts");
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(code), "{out}{}", String::from_utf8_lossy(&output.stderr));
    out
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
    assert!(second.contains("school-01: 1 new, 1 still open, 1 fixed"), "{second}");

    inputs.set(SCHOOL, "รายงานผล", "D6", 100);
    inputs.set(SCHOOL, "รายงานผล", "J6", 6);
    inputs.check(root);
    let third = check(root, 0);
    assert!(third.contains("school-01: 0 new, 0 still open, 2 fixed"), "{third}");
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
