//! Workbooks before other people's programs: openpyxl opens every one of them without complaint, and a
//! validator of Office Open XML finds nothing.

use super::builder::{self, finished, progress_sheet};
use super::extras::python;
use super::workbook_support::{Book, Sample, with_part};
use super::workspace::Workspace;
use ita_report::render::xlsx;
use ita_report::report::{data_sets, workbook};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/open_workbooks.py");

fn run(python: &Path, arguments: &[&str], files: &[PathBuf]) -> (String, Output) {
    let output = Command::new(python).args(arguments).args(files).output().expect("python3 starts");
    let said = [&output.stdout, &output.stderr].map(|out| String::from_utf8_lossy(out).into_owned());
    (said.concat(), output)
}

fn write(dir: &Path, name: &str, bytes: Vec<u8>) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, bytes).expect("a file");
    path
}

/// Every workbook that a run makes of the sample: for reviewers, open, of each data set.
fn published(dir: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    Sample::new().with(|model| {
        for book in [workbook::scores(model), workbook::progress(model)] {
            let (review, open) = (xlsx::review(&book).expect("a workbook"), xlsx::open(&book).expect("one"));
            files.push(write(dir, &format!("{}.xlsx", book.stem), review));
            files.push(write(dir, &format!("{}-open.xlsx", book.stem), open));
        }
        for set in data_sets::data_sets(model) {
            let book = workbook::data_set(model, &set);
            let review = xlsx::review(&book).expect("a workbook");
            files.push(write(dir, &format!("{}.xlsx", set.contract.name), review));
        }
    });
    files
}

/// The blank workbooks of a new workspace, and the marked copy of one that came with a mistake.
fn forms(dir: &Path) -> Vec<PathBuf> {
    let workspace = Workspace::sample();
    let new = dir.join("new");
    let named = ["--preset", "bangkok-district", "--name", "สำนักงานเขตทดสอบ", "--forms"];
    workspace.expect(&[&["init", &new.display().to_string()], &named[..]].concat(), 0);
    let mut row = finished("M1-05");
    row[2] = "ไม่ใช่สถานะ".into();
    let sheet = progress_sheet("โรงเรียนตัวอย่างริมน้ำ").row(row);
    builder::save(&workspace.path("input/2568/h1-school-03.xlsx"), &[sheet]);
    workspace.expect(&["check"], 1);
    let mut files = under(&new);
    let blanks = files.len();
    files.extend(under(&workspace.path("output/returns")));
    assert!(blanks > 0 && files.len() > blanks, "blank and returned workbooks: {files:?}");
    // The workspace goes with its guard: the returned copies are kept beside the others.
    files
        .iter()
        .enumerate()
        .map(|(at, f)| write(dir, &format!("form-{at}.xlsx"), std::fs::read(f).expect("a form")))
        .collect()
}

fn under(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(under(&path));
        } else if path.extension().is_some_and(|end| end == "xlsx") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn openpyxl_opens_every_workbook_without_complaint() {
    let Some(python) = python("openpyxl") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let mut files = published(dir.path());
    files.extend(forms(dir.path()));
    let (said, _) = run(&python, &[SCRIPT], &files);
    let (opened, formulas) = said.trim().rsplit_once(", formulas ").unwrap_or_else(|| panic!("{said}"));
    assert_eq!(opened, format!("opened {}", files.len()), "{said}");
    assert!(formulas.parse::<usize>().is_ok_and(|n| n > 3_000), "{said}");
}

#[test]
fn a_validator_of_the_format_finds_nothing() {
    let Some(python) = python("openxml_audit") else { return };
    let dir = tempfile::tempdir().expect("a folder");
    let mut files = published(dir.path());
    files.extend(forms(dir.path()));
    for file in &files {
        let (said, output) = run(
            &python,
            &["-m", "openxml_audit", "--quiet", "--max-errors", "0"],
            std::slice::from_ref(file),
        );
        assert!(output.status.success(), "{}: {said}", file.display());
    }
    // It has teeth: elements in the wrong order are a finding.
    let bytes = std::fs::read(&files[0]).expect("a workbook");
    let book = Book::of(&bytes);
    let (name, text) = book.parts().find(|(name, _)| name.ends_with("sheet2.xml")).expect("a sheet");
    let spoilt = text.replacen("<sheetData>", "<pageSetup orientation=\"sideways\"/><sheetData>", 1);
    assert_ne!(spoilt, text);
    let spoilt = write(dir.path(), "spoilt.xlsx", with_part(&bytes, name, &spoilt));
    let (said, output) = run(&python, &["-m", "openxml_audit", "--quiet"], &[spoilt]);
    assert!(!output.status.success(), "the validator finds a planted fault: {said}");
}
