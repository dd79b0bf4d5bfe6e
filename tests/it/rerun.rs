//! Runs after one another: what is kept equals what a full run makes, publications are kept and come
//! back, and nothing but the inputs decides a byte.

use crate::changes::{program, published, save};
use crate::clean::{ADMIN, RESULTS, clean};
use crate::extras::tool;
use crate::workspace::copy;
use calamine::Reader;
use ita_report::publish::Moment;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const NAME: &str = "2568-h1";

/// Every file below a publication, but for the changes against the one before and their hashes; timings and the
/// publication's identity taken out.
fn contents(publication: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    collect(publication, "", &mut found);
    found.retain(|name, _| !name.starts_with("changes."));
    let mut manifest: Value = serde_json::from_slice(&found["run.json"]).expect("a manifest");
    for own in ["timings_ms", "publication", "beside"] {
        assert!(manifest.as_object_mut().expect("an object").remove(own).is_some(), "{own}");
    }
    found.insert("run.json".to_owned(), manifest.to_string().into_bytes());
    found
}

fn collect(dir: &Path, prefix: &str, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let entry = entry.expect("an entry");
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), found);
        } else {
            found.insert(name, std::fs::read(entry.path()).expect("a file"));
        }
    }
}

fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (contents(one), contents(other));
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    let differing: Vec<_> = one.keys().filter(|name| one[*name] != other[*name]).collect();
    assert!(differing.is_empty(), "{differing:?}");
}

fn json(root: &Path, args: &[&str]) -> Value {
    let mut all = args.to_vec();
    all.extend(["--format", "json"]);
    serde_json::from_str(&program(root, &all, 0)).expect("JSON")
}

/// A copy of the published workspace.
fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    copy(published(), dir.path());
    dir
}

fn correct(root: &Path, result: &str) {
    let mut inputs = clean();
    inputs.set(ADMIN, "รายงานผล", "F7", result);
    save(inputs, root);
}

fn fates(run: &Value) -> BTreeMap<String, bool> {
    let outputs = run["changes"]["outputs"].as_array().expect("outputs");
    let kept = |o: &Value| (o["path"].as_str().unwrap_or_default().to_owned(), o["fate"] == "kept");
    outputs.iter().map(kept).collect()
}

#[test]
fn one_changed_cell_gives_what_a_full_run_gives() {
    let dir = workspace();
    let root = dir.path();
    correct(root, "ดำเนินการแล้วสองในสามส่วน");
    let fates = fates(&json(root, &["run"]));
    for kept in
        ["measures-2568.pdf", "scores-2567.xlsx", "data/choice_counts.csv", "data-sets/o9-tax-2568-h1.pdf"]
    {
        assert!(fates[kept], "{kept} does not depend on the cell");
    }
    for made in ["progress-2568-h1.pdf", "progress-2568-h1.xlsx", "data/progress.csv", "facts.json"] {
        assert!(!fates[made], "{made} shows the cell");
    }
    let full = root.join("full");
    program(root, &["run", "--force", "--output", full.to_str().expect("a path")], 0);
    assert_same(&root.join("output").join(NAME), &full.join(NAME));
}

#[test]
fn a_file_that_somebody_altered_is_made_again() {
    let dir = workspace();
    let root = dir.path();
    let path = root.join("output").join(NAME).join("scores-2567.xlsx");
    let whole = std::fs::read(&path).expect("a workbook");
    std::fs::write(&path, b"saved by a viewer").expect("writing");
    let run = json(root, &["run"]);
    let fates = fates(&run);
    assert!(!fates["scores-2567.xlsx"] && fates["measures-2568.pdf"], "{fates:?}");
    assert_eq!(std::fs::read(&path).expect("a workbook"), whole);
    let told = run["changes"]["outputs"].to_string();
    assert!(told.contains("ไฟล์ในฉบับก่อนหายไปหรือถูกแก้ไข"), "{told}");
}

#[test]
fn the_workbook_of_changes_leads_from_a_figure_to_its_cells() {
    let dir = workspace();
    let root = dir.path();
    let mut inputs = clean();
    for (cell, value) in [("H3", 1), ("I3", 9), ("N3", 10), ("O3", 90), ("P3", 98)] {
        inputs.set(RESULTS, "ผลสำรวจรายข้อ", cell, value);
    }
    save(inputs, root);
    program(root, &["run", "--quiet"], 0);
    let path = root.join("output").join(NAME).join("changes.xlsx");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(&path).expect("the workbook opens");
    let figures = book.worksheet_range("ตัวเลข").expect("the sheet of figures");
    let rows: Vec<Vec<String>> =
        figures.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect();
    let of_question: Vec<_> = rows.iter().filter(|r| r[1] == "ข้อ I1 ปี 2567").collect();
    let places: Vec<_> = of_question.iter().map(|r| r[9].as_str()).collect();
    let place = |cell: &str| format!("input/2567/results.xlsx [ผลสำรวจรายข้อ!{cell}]");
    assert_eq!(places, [place("H3"), place("I3"), place("P3")]);
    assert!(
        of_question.iter().all(|r| r[2] == "100.00" && r[3] == "98.00" && r[4] == "-2"),
        "{of_question:?}"
    );

    // The links lead into the workbook of scores, beside this one.
    let bytes = std::fs::read(&path).expect("the workbook");
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a zip");
    let mut targets = String::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).expect("a part");
        if part.name().expect("a name").ends_with(".rels") {
            std::io::Read::read_to_string(&mut part, &mut targets).expect("XML");
        }
    }
    assert!(targets.contains("Target=\"scores-2567.xlsx\""), "{targets}");
}

#[test]
fn publications_are_listed_compared_brought_back_and_dated() {
    let dir = workspace();
    let root = dir.path();
    let current = root.join("output").join(NAME);
    let first = contents(&current);
    correct(root, "ดำเนินการแล้วสองในสามส่วน");
    program(root, &["run", "--quiet"], 0);
    let second = contents(&current);
    assert_ne!(first["data/progress.csv"], second["data/progress.csv"]);

    let serials = |list: &Value| -> Vec<(u64, bool)> {
        let each = list.as_array().expect("a list").iter();
        each.map(|k| (k["serial"].as_u64().expect("a number"), k["current"] == true)).collect()
    };
    assert_eq!(serials(&json(root, &["history"])), [(1, false), (2, true)]);

    let changes = json(root, &["diff"]);
    assert_eq!(changes["inputs"].as_array().map(Vec::len), Some(1));
    assert_eq!(changes["inputs"][0]["new_place"]["cell"], "F7");
    let back = json(root, &["diff", "2", "1"]);
    assert_eq!(back["inputs"][0]["new"], changes["inputs"][0]["old"]);
    let shown = program(root, &["diff"], 0);
    assert!(shown.contains("input/2568/h1-office-01.xlsx [รายงานผล!F7]"), "{shown}");

    program(root, &["history", "restore", "1"], 0);
    assert_eq!(contents(&current), first);
    assert_eq!(serials(&json(root, &["history"])), [(1, true), (2, false)]);

    let log = std::fs::read_to_string(root.join("output/history/log.jsonl")).expect("a log");
    let entries: Vec<Value> = log.lines().map(|l| serde_json::from_str(l).expect("a line")).collect();
    let told: Vec<_> = entries.iter().map(|e| (e["serial"].as_u64(), e["event"].as_str())).collect();
    assert_eq!(
        told,
        [(Some(1), Some("published")), (Some(2), Some("published")), (Some(1), Some("restored"))]
    );
    // The day of the last event, in Thailand: it ends with the publication that was brought back.
    let at = entries[2]["at"].as_str().expect("a time").to_owned();
    let day = Moment::try_from(at).expect("a time").day();
    let on = json(root, &["history", "on", &day.to_string()]);
    assert_eq!(on.as_array().and_then(|l| l.last()), entries.last());
    assert_eq!(json(root, &["history", "on", "1/1/2560"]), Value::Array(Vec::new()));

    // A run after the restoring gets a number that was never given.
    program(root, &["run", "--quiet"], 0);
    assert_eq!(contents(&current), second);
    assert_eq!(serials(&json(root, &["history"])), [(1, false), (2, false), (3, true)]);
}

/// A part that was made alone, of a newer half or of the same one, is not what a bare number or nothing means.
#[test]
fn parts_made_alone_are_not_what_a_bare_number_means() {
    let dir = workspace();
    let root = dir.path();
    correct(root, "ดำเนินการแล้วสองในสามส่วน");
    program(root, &["run", "--quiet"], 0);
    let output = root.join("output");
    for name in ["2568-h1-measures", "2569-h1-measures"] {
        copy(&output.join(NAME), &output.join(name));
        let manifest = output.join(name).join("run.json");
        let text = std::fs::read_to_string(&manifest).expect("a manifest");
        let own = |text: &str| text.replace("\"name\": \"2568-h1\"", &format!("\"name\": \"{name}\""));
        assert_ne!(own(&text), text);
        std::fs::write(&manifest, own(&text)).expect("writing");
    }
    let names = |args: &[&str]| {
        let told = json(root, args);
        ["before", "publication"].map(|which| {
            let identity = &told[which];
            format!("{}/{}", identity["name"].as_str().expect("a name"), identity["serial"])
        })
    };
    for args in [&["diff"][..], &["diff", "1"], &["diff", "1", "2"], &["diff", "2568-h1/1"]] {
        assert_eq!(names(args), ["2568-h1/1", "2568-h1/2"], "{args:?}");
    }
    // A name that is written goes for the other number, too, and for the current publication.
    assert_eq!(names(&["diff", "1", "2569-h1-measures"]), ["2568-h1/1", "2569-h1-measures/2"]);
    assert_eq!(names(&["diff", "2569-h1-measures/2", "2"]), ["2569-h1-measures/2"; 2]);

    let said = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ita-report"));
        let run = command.arg("--workspace").arg(root).args(args).output().expect("the program starts");
        assert_eq!(run.status.code(), Some(2), "{args:?}");
        String::from_utf8_lossy(&run.stderr).into_owned()
    };
    assert!(said(&["history", "restore", "7"]).contains("2568-h1/1"));
    assert!(said(&["history", "restore", "2"]).contains("ปัจจุบันอยู่แล้ว"));
    assert!(said(&["diff", "--fy", "2569"]).contains("2568-h1/1"), "nothing before, but of another half");
    assert!(said(&["diff", "--fy", "2570"]).contains("2568-h1, 2568-h1-measures, 2569-h1-measures"));
    program(root, &["history", "restore", "1"], 0);
    assert_eq!(names(&["diff", "2568-h1/2"]), ["2568-h1/2", "2568-h1/1"]);
}

#[test]
fn only_as_many_publications_are_kept_as_the_agency_wants() {
    let dir = workspace();
    let root = dir.path();
    let mut inputs = clean();
    inputs.agency.push_str("\n[history]\nkeep = 1\n");
    save(inputs, root);
    for _ in 0..2 {
        program(root, &["run", "--quiet"], 0);
    }
    let list = json(root, &["history"]);
    let serials: Vec<_> = list.as_array().expect("a list").iter().map(|k| k["serial"].as_u64()).collect();
    assert_eq!(serials, [Some(2), Some(3)]);
    program(root, &["history", "restore", "1"], 2);

    // Running again without any change pushes nothing out.
    let mut inputs = clean();
    inputs.agency.push_str("\n[history]\nkeep = 1\n");
    inputs.set(ADMIN, "รายงานผล", "F7", "ดำเนินการแล้วสองในสามส่วน");
    save(inputs, root);
    for _ in 0..3 {
        program(root, &["run", "--quiet"], 0);
    }
    let list = json(root, &["history"]);
    let serials: Vec<_> = list.as_array().expect("a list").iter().map(|k| k["serial"].as_u64()).collect();
    assert_eq!(serials, [Some(3), Some(6)]);
    program(root, &["diff"], 0);
}

#[test]
fn a_dry_run_writes_nothing() {
    let dir = workspace();
    let root = dir.path();
    correct(root, "ดำเนินการแล้วสองในสามส่วน");
    let before = contents(&root.join("output").join(NAME));
    let told = program(root, &["run", "--dry-run", "--typst", "/nowhere/typst"], 0);
    assert!(told.contains("รายงานผล ฝ่ายปกครอง: แก้ ๑ เซลล์"), "{told}");
    assert_eq!(contents(&root.join("output").join(NAME)), before);
    assert!(!root.join("output/history/2568-h1/0001").exists());
}

/// What a dry run says of the outputs is what the run then does, the index page among them.
#[test]
fn a_dry_run_names_every_output_as_the_run_does() {
    let dir = workspace();
    let root = dir.path();
    let outputs = |args: &[&str]| json(root, args)["changes"]["outputs"].clone();
    let index = |outputs: &Value| {
        let outputs = outputs.as_array().expect("outputs").iter();
        outputs.clone().find(|o| o["path"] == "index.html").expect("the index page")["fate"].clone()
    };
    let planned = outputs(&["run", "--dry-run"]);
    assert_eq!(index(&planned), "kept");
    assert_eq!(outputs(&["run"]), planned);

    correct(root, "ดำเนินการแล้วสองในสามส่วน");
    let told = program(root, &["run", "--dry-run"], 0);
    assert!(told.contains("index.html ทำใหม่: รายงานผล ฝ่ายปกครอง: แก้ ๑ เซลล์"), "{told}");
    let planned = outputs(&["run", "--dry-run"]);
    assert_eq!(index(&planned)["made"]["changed"], serde_json::json!(["content"]));
    assert_eq!(outputs(&["run"]), planned);

    let planned = outputs(&["run", "--dry-run", "--output", "first"]);
    assert_eq!(index(&planned)["made"], "first");
}

/// Copies files in the opposite order of their names, so that folders list them otherwise.
fn copy_backwards(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(from).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    for path in paths.into_iter().rev() {
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_backwards(&path, &target);
        } else {
            std::fs::copy(path, target).expect("copying");
        }
    }
}

#[test]
fn days_locales_time_zones_and_the_order_of_files_change_no_byte() {
    if !tool("faketime") {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    let run = |name: &str, day: &str, environment: [&str; 3]| {
        let root = dir.path().join(name);
        let input = published().join("input");
        if name == "one" {
            copy(&input, &root.join("input"));
        } else {
            copy_backwards(&input, &root.join("input"));
        }
        let output = Command::new("faketime")
            .arg(day)
            .arg(env!("CARGO_BIN_EXE_ita-report"))
            .args(["run", "--quiet", "--workspace"])
            .arg(&root)
            .env("LC_ALL", environment[0])
            .env("TZ", environment[1])
            .env("SOURCE_DATE_EPOCH", environment[2])
            .output()
            .expect("faketime starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        root.join("output").join(NAME)
    };
    let one = run("one", "2025-04-19 23:30:00", ["C", "UTC", "1"]);
    let other = run("other", "2031-12-31 12:00:00", ["th_TH.UTF-8", "America/New_York", "1700000000"]);
    assert_same(&one, &other);
    // The clock was another one: it stands where it belongs and nowhere else.
    let made = |publication: &Path| {
        let changes = std::fs::read(publication.join("changes.json")).expect("changes");
        let changes: Value = serde_json::from_slice(&changes).expect("JSON");
        changes["publication"]["made_at"].as_str().expect("a time").to_owned()
    };
    assert!(made(&one).starts_with("2025-04-19T23:30"), "{}", made(&one));
    assert!(made(&other).starts_with("2031-12-31T17:00"), "{}", made(&other));
}
