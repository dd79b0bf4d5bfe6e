//! The year's work: deadlines, outputs of measures, and whether what the checklist asks for is ready.

use crate::builder::Sheet;
use crate::clean::{ADMIN, Inputs, REGISTER, REVENUE, clean, listed, row, unit_table};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Column of the register's outputs, from zero.
const OUTPUTS: usize = 5;
/// Column of the register's due days.
const DUE: usize = 7;

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

/// The clean workspace whose register has measures for the taxes (O9), due on 15 April, and for contacts (O1).
fn with_items() -> Inputs {
    let mut inputs = clean();
    let register = inputs.sheet(REGISTER, "ทะเบียนมาตรการ");
    let measure = |code: &str, item: &str, outputs: &str, due: &str, who: &str| {
        let mut cells = register.rows[0].clone();
        for (at, text) in [(0, code), (2, item), (OUTPUTS, outputs), (DUE, due), (8, who)] {
            cells[at] = text.into();
        }
        cells[1] = 9.into();
        cells
    };
    let taxes = measure("M9-02", "O9", "ข้อมูลสถิติ (ไฟล์ PDF และ Excel)", "15/04/2568", "ฝ่ายรายได้");
    let sheets = "Info graphic ๖ แผ่น\nข้อมูลกฎหมายฝ่ายรายได้ 1 ชุด\nข้อมูลการติดต่อ";
    let contacts = measure("M9-03", "O1", sheets, "เป็นปัจจุบัน", "ฝ่ายปกครอง, ฝ่ายรายได้");
    register.rows.extend([taxes, contacts]);
    inputs
}

fn outputs(unit: &str, rows: Vec<Vec<crate::builder::Cell>>) -> Sheet {
    unit_table("outputs", unit, 2568, rows)
}

fn written(inputs: &Inputs) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    inputs.write(dir.path());
    dir
}

/// The list as JSON, of an item, and the exit code.
fn ready(root: &Path, day: &str, item: &str) -> (i32, Vec<Value>) {
    let (code, out, err) = program(root, &["ready", "--json", "--as-of", day, item]);
    let rows: Vec<Value> = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{e}: {out}{err}"));
    (code, rows)
}

fn states(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["state"].as_str().expect("a state")).collect()
}

#[test]
fn outputs_are_rows_with_who_makes_them_and_when() {
    let dir = written(&with_items());
    let (code, rows) = ready(dir.path(), "2025-04-10", "o1");
    assert_eq!(states(&rows), ["missing"; 3]);
    assert_eq!(code, 1, "what is to be up to date is due every day");
    assert_eq!((&rows[0]["quantity"], &rows[0]["counter"]), (&6.into(), &"แผ่น".into()));
    let units = |row: &Value| -> Vec<String> {
        let parts = row["parts"].as_array().expect("parts");
        parts.iter().map(|part| part["unit"].as_str().expect("a unit").to_owned()).collect()
    };
    assert_eq!(units(&rows[0]), ["office-01", "office-05"], "all that answer for the measure");
    assert_eq!(units(&rows[1]), ["office-05"], "the unit that the output names");
    // An item of the checklist that nothing answers is missing, too.
    let (_, rows) = ready(dir.path(), "2025-04-10", "O22");
    assert_eq!(rows[0]["lacks"][0]["what"], "no_measure");
}

#[test]
fn what_is_due_and_missing_ends_with_one_and_what_is_there_with_nothing() {
    let mut inputs = with_items();
    let (early, late) = ("2025-04-14", "2025-04-15");
    let dir = written(&inputs);
    let (code, rows) = ready(dir.path(), early, "O9");
    // The data set that the units sent, beside the output of the measure.
    assert_eq!((code, states(&rows)), (0, vec!["missing", "ready"]), "not due yet");
    assert_eq!((&rows[0]["days_left"], &rows[0]["due"]), (&1.into(), &"2025-04-15".into()));
    assert_eq!(ready(dir.path(), late, "O9").0, 1);

    let statistics = "ข้อมูลสถิติ (ไฟล์ PDF และ Excel)";
    let of = |evidence: &str| outputs("ฝ่ายรายได้", vec![row!["M9-02", statistics, "", evidence, "1/4/2568"]]);
    inputs.workbooks.get_mut(REVENUE).expect("a file").push(of("https://test.example.go.th/o9.pdf"));
    let dir = written(&inputs);
    let (code, rows) = ready(dir.path(), late, "O9");
    assert_eq!((code, states(&rows)), (1, vec!["incomplete", "ready"]));
    assert_eq!(rows[0]["parts"][0]["lacks"][0]["kind"], "Excel");

    *inputs.workbooks.get_mut(REVENUE).and_then(|sheets| sheets.last_mut()).expect("a sheet") =
        of("https://test.example.go.th/o9.pdf\nhttps://test.example.go.th/o9.xlsx");
    let dir = written(&inputs);
    let (code, rows) = ready(dir.path(), late, "O9");
    assert_eq!((code, states(&rows)), (0, vec!["ready", "ready"]));
    assert_eq!(rows[0]["parts"][0]["updated"], "2025-04-01");
    let (_, out, _) = program(dir.path(), &["ready", "--as-of", late, "--all", "O9"]);
    assert!(out.contains("O9  2/2") && out.contains("2 of 2 are ready (100 percent); 0 are due"), "{out}");
}

#[test]
fn an_output_that_the_register_does_not_have_is_found_at_its_cell() {
    let mut inputs = with_items();
    let rows = vec![
        row!["M9-03", "info graphic 6 แผ่น", 6, "a.png"],
        row!["M9-03", "ข้อมูลการติดต่อทั้งหมด", 1, "b.pdf"],
        row!["M9-02", "ข้อมูลสถิติ (ไฟล์ PDF และ Excel)", 1, "c.pdf"],
    ];
    inputs.workbooks.get_mut(ADMIN).expect("a file").push(outputs("ฝ่ายปกครอง", rows));
    let dir = tempfile::tempdir().expect("a folder");
    let found = listed(&inputs.check(dir.path()));
    let found: Vec<_> = found.iter().filter(|f| f.contains("ผลผลิต")).map(String::as_str).collect();
    // Digits and case are one; another unit's measure is not this one's.
    assert_eq!(
        found,
        [
            "output-unknown 2568/h1-office-01.xlsx ผลผลิต!B7",
            "measure-not-assigned 2568/h1-office-01.xlsx ผลผลิต!A8"
        ]
    );
}

#[test]
fn status_names_what_is_due_on_each_day() {
    let mut inputs = with_items();
    inputs.workbooks.get_mut(REVENUE).expect("a file").retain(|sheet| sheet.name != "O9 ภาษี");
    inputs.agency.push_str("\n[deadlines]\nlead_days = 3\n");
    let dir = written(&inputs);
    let (code, out, err) = program(dir.path(), &["status", "--as-of", "10/04/2568"]);
    assert_eq!(code, 0, "{err}");
    // The unit sends its data three days before they are due on the website; the measure has its own day.
    assert!(out.contains("12 April 2025 (in 2 days): O9 ภาษี"), "{out}");
    assert!(out.contains("15 April 2025 (in 5 days): M9-02 (O9)"), "{out}");
    let (_, out, _) = program(dir.path(), &["status", "--as-of", "20/04/2568"]);
    assert!(out.contains("missing: O9 ภาษี (8 days late)"), "{out}");
    assert!(out.contains("past due: O9 ภาษี, M9-02 (O9)"), "{out}");
    let (_, out, _) = program(dir.path(), &["status", "--as-of", "10/04/2568", "--format", "json"]);
    let rows: Vec<Value> = serde_json::from_str(&out).expect("JSON");
    let own = rows.iter().find(|row| row["unit"] == "office-05").expect("the unit");
    assert_eq!(own["days"][0]["sheets"][0], "O9 ภาษี");
    assert_eq!(
        (&own["days"][1]["left"], &own["days"][1]["measures"][0]["code"]),
        (&5.into(), &"M9-02".into())
    );
}

/// Content lines of a calendar, unfolded; every line on the disk keeps to RFC 5545.
fn unfolded(calendar: &str) -> Vec<String> {
    assert!(calendar.ends_with("\r\n") && !calendar.replace("\r\n", "").contains(['\r', '\n']));
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");
    calendar.replace("\r\n ", "").trim_end().split("\r\n").map(str::to_owned).collect()
}

#[test]
fn each_unit_gets_one_message_and_the_calendar_is_one() {
    let mut inputs = with_items();
    inputs.workbooks.get_mut(REVENUE).expect("a file").retain(|sheet| sheet.name != "O9 ภาษี");
    let row = row!["M9-03", "ไม่มีในทะเบียน", 1, "b.pdf"];
    inputs.workbooks.get_mut(ADMIN).expect("a file").push(outputs("ฝ่ายปกครอง", vec![row]));
    inputs.agency.push_str("\n[deadlines]\no9_tax = \"15/04\"\nlead_days = 3\n");
    let dir = written(&inputs);
    let remind = || program(dir.path(), &["remind", "--as-of", "10/04/2568"]);
    let (code, out, err) = remind();
    assert_eq!(code, 0, "{err}");
    assert_eq!(out.lines().count(), 5, "four units and the folder: {out}");
    let folder = dir.path().join("output/remind/2568-h1");
    let read =
        |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    let revenue = read("office-05/message.txt");
    assert!(revenue.starts_with("เรียน ฝ่ายรายได้\n"), "{revenue}");
    assert!(revenue.contains("– O9 ภาษี ภายใน ๑๒ เม.ย. ๖๘ (อีก ๒ วัน)"), "{revenue}");
    assert!(!revenue.contains("office-01") && !folder.join("office-05/2568-h1-office-01.xlsx").exists());
    let admin = read("office-01/message.txt");
    assert!(admin.contains("h1-office-01.xlsx แผ่น “ผลผลิต” เซลล์ B6: "), "{admin}");
    assert!(admin.contains("ทำเครื่องหมายไว้ในไฟล์ที่แนบ: 2568-h1-office-01.xlsx"), "{admin}");
    assert!(read("school-01/message.txt").contains("ไม่มีรายการค้าง"), "nothing is asked of who is done");
    assert!(folder.join("reminders-2568-h1.xlsx").is_file());

    let calendar = read("deadlines.ics");
    let lines = unfolded(&calendar);
    let of = |name: &str| -> Vec<&str> {
        lines.iter().filter_map(|line| line.strip_prefix(name)?.strip_prefix(':')).collect()
    };
    assert_eq!((lines[0].as_str(), lines[1].as_str()), ("BEGIN:VCALENDAR", "VERSION:2.0"));
    let identities = of("UID");
    let unique: std::collections::BTreeSet<_> = identities.iter().collect();
    assert!(!identities.is_empty() && unique.len() == identities.len(), "{identities:?}");
    assert_eq!(of("BEGIN").len(), identities.len() + 1);
    assert!(of("DTSTAMP").iter().all(|stamp| *stamp == "20250410T000000Z"), "the day of the data");
    assert!(identities.contains(&"2568-20250412-send@test.ita-report"), "{identities:?}");
    assert!(identities.contains(&"2568-20250415-publish@test.ita-report"), "{identities:?}");

    // The copy that somebody corrects there stays; everything else is made again, byte by byte.
    let copy = folder.join("office-01/2568-h1-office-01.xlsx");
    std::fs::write(&copy, b"corrected").expect("a file");
    let (code, _, err) = remind();
    assert_eq!(code, 0, "{err}");
    assert!(err.contains("2568-h1-office-01.xlsx was changed since it was written"), "{err}");
    assert_eq!(std::fs::read(&copy).expect("a file"), b"corrected");
    assert!(folder.join("office-01/2568-h1-office-01 (2).xlsx").is_file());
    assert_eq!(read("deadlines.ics"), calendar);
}
