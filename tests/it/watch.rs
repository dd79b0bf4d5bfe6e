//! `run --watch` with documents that Typst keeps open: what a correction publishes has the bytes of a plain run, also
//! after a child has died.

use crate::hostile::{parts, zipped};
use crate::publication::Watched;
use crate::unattended::{listened, wait_for};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

const WORKBOOK: &str = "input/2568/h1-office-03.xlsx";
/// What one cell of the office's progress sheet says.
const RESULT: &str = "แบบบันทึกผลมีหลายช่อง เจ้าหน้าที่กรอกไม่ครบ";

/// Puts one more word behind the result.
fn correct(root: &Path) {
    let path = root.join(WORKBOOK);
    let bytes = std::fs::read(&path).expect("a workbook");
    let parts = parts(&bytes, |name, text| {
        let strings = name == "xl/sharedStrings.xml";
        if strings { text.replacen(RESULT, &format!("{RESULT} แก้ไข"), 1) } else { text }
    });
    let corrected = zipped(&parts);
    assert_ne!(corrected, bytes);
    std::fs::write(&path, corrected).expect("writing");
}

/// Typst children of a process that watch.
fn children(parent: u32) -> Vec<u32> {
    let of = |pid: u32| {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let command = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let own = status.lines().any(|line| line == format!("PPid:\t{parent}"));
        (own && command.split(|b| *b == 0).any(|word| word == b"watch")).then_some(pid)
    };
    let all = std::fs::read_dir("/proc").expect("processes").filter_map(Result::ok);
    all.filter_map(|entry| of(entry.file_name().to_str()?.parse().ok()?)).collect()
}

fn documents(output: &Path) -> BTreeMap<OsString, Vec<u8>> {
    let files = std::fs::read_dir(output.join("2568-h1-progress")).expect("a publication");
    let paths = files.map(|entry| entry.expect("an entry").path());
    let pdfs = paths.filter(|path| path.extension().is_some_and(|end| end == "pdf"));
    pdfs.map(|path| (path.file_name().expect("a name").to_owned(), std::fs::read(&path).expect("a PDF")))
        .collect()
}

#[test]
fn a_correction_under_watch_has_the_bytes_of_a_plain_run() {
    let watched = Watched::sample();
    let typst = std::env::var_os("ITA_REPORT_TYPST").unwrap_or_else(|| "typst".into());
    let mut program = watched.program(&["run", "--watch", "--settle", "1", "--only", "progress"]);
    // What a killed program has left among the temporary files goes, and nothing is left by this one.
    let temporary = watched.root().join("tmp");
    let abandoned = temporary.join("ita-report-killed/root");
    std::fs::create_dir_all(&abandoned).expect("a folder");
    std::fs::write(temporary.join("ita-report-killed/.owner"), "").expect("a file");
    program.env("ITA_REPORT_TYPST", &typst).env("TMPDIR", &temporary);
    let (mut child, lines) = listened(program);
    wait_for(&lines, "watching input/");
    let first = documents(&watched.output());
    assert!(!abandoned.exists(), "the next run clears up");
    // A child that dies is replaced when it is wanted.
    let begun = children(child.id());
    assert!(!begun.is_empty(), "no document is kept open");
    for id in &begun {
        assert!(Command::new("kill").args(["-KILL", &id.to_string()]).status().expect("kill").success());
    }
    for _ in 0..2 {
        correct(watched.root());
        wait_for(&lines, "saved: input/2568/h1-office-03.xlsx");
        wait_for(&lines, "watching input/");
    }
    let kept = children(child.id());
    assert!(!kept.is_empty() && kept.iter().all(|id| !begun.contains(id)), "{begun:?}, {kept:?}");
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill").success());
    assert_eq!(child.wait().expect("waiting").code(), Some(0));
    let alive: Vec<_> = kept.iter().filter(|id| Path::new(&format!("/proc/{id}")).exists()).collect();
    assert!(alive.is_empty(), "{alive:?} outlive the program");
    assert_eq!(std::fs::read_dir(&temporary).expect("a folder").count(), 0, "nothing is left behind");

    let plain = watched.root().join("plain");
    let mut run = watched.program(&["run", "--quiet", "--only", "progress", "--output", "plain"]);
    assert!(run.env("ITA_REPORT_TYPST", &typst).stdout(Stdio::null()).status().expect("it starts").success());
    let (corrected, plain) = (documents(&watched.output()), documents(&plain));
    assert_ne!(corrected, first, "the correction is in no document");
    let differing: Vec<_> = plain.keys().filter(|name| corrected.get(*name) != plain.get(*name)).collect();
    assert!(differing.is_empty() && corrected.len() == plain.len(), "{differing:?}");
}
