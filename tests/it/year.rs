//! The year's work: deadlines, outputs of measures, and whether what the checklist asks for is ready.

use crate::builder::Sheet;
use crate::clean::{ADMIN, Inputs, REGISTER, REVENUE, SCHOOL, clean, listed, row, unit_table};
use crate::workbook_support::Sample;
use ita_report::pipeline::{self, Options};
use ita_report::report::explain::{Value as Figure, explain};
use ita_report::report::letters::figures;
use ita_report::report::{open_data, progress, workbook};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// Column of the register's outputs, from zero.
const OUTPUTS: usize = 5;
/// Column of the register's due days.
const DUE: usize = 7;

/// Runs the program in a workspace; exit code, standard output and error.
pub fn program(root: &Path, args: &[&str]) -> (i32, String, String) {
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
pub fn with_items() -> Inputs {
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

pub fn written(inputs: &Inputs) -> tempfile::TempDir {
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

/// An item that no measure and no data set answers has no day: it is missing, and it is not overdue.
#[test]
fn what_has_no_day_is_missing_and_not_overdue() {
    let mut inputs = with_items();
    let dir = written(&inputs);
    let (code, rows) = ready(dir.path(), "2025-04-15", "O22");
    assert_eq!((code, states(&rows)), (0, vec!["missing"]));
    assert_eq!((&rows[0]["due"], &rows[0]["is_due"]), (&Value::Null, &false.into()));
    let (_, out, _) = program(dir.path(), &["ready", "--as-of", "2025-04-15", "O22"]);
    assert!(out.contains("0 are due and missing\n  1 are missing and have no day"), "{out}");

    let (setup, assessed) = crate::clean::assessed(dir.path());
    let options = Options {
        workspace: dir.path().to_owned(),
        digits: ita_report::thai::Digits::Arabic,
        ..Options::default()
    };
    let told = |model: &ita_report::report::Model<'_>| {
        let readiness = progress::progress(model, Vec::new()).readiness;
        (figures(model), readiness.paragraphs.join(" "))
    };
    let (memo, report) = pipeline::consider(&options, &setup, &assessed, told).expect("a model");
    assert!(memo.items.contains(&"O1".to_owned()) && !memo.items.contains(&"O22".to_owned()), "{memo:?}");
    assert!(report.contains("ยังขาดและไม่มีวันกำหนด"), "{report}");

    // What `[data_sets]` says that nobody sends is owed by nobody.
    let items = |root: &Path| -> Vec<String> {
        let (_, out, _) = program(root, &["ready", "--json"]);
        let rows: Vec<Value> = serde_json::from_str(&out).expect("JSON");
        rows.iter().map(|row| row["item"].as_str().expect("an item").to_owned()).collect()
    };
    assert!(items(dir.path()).contains(&"O14".to_owned()));
    inputs.agency.push_str("\n[data_sets]\no14_subsidies = []\n");
    let dir = written(&inputs);
    let left = items(dir.path());
    assert!(left.contains(&"O13".to_owned()) && !left.contains(&"O14".to_owned()), "{left:?}");
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
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let rows = told["units"].as_array().expect("units");
    let own = rows.iter().find(|row| row["unit"] == "office-05").expect("the unit");
    assert_eq!(own["days"][0]["sheets"][0], "O9 ภาษี");
    assert_eq!(
        (&own["days"][1]["left"], &own["days"][1]["measures"][0]["code"]),
        (&5.into(), &"M9-02".into())
    );
}

/// Content lines of a calendar, unfolded; every line on the disk keeps to RFC 5545.
/// A blank form is still to come: it is asked for once, and is not a thing to look at besides.
#[test]
fn a_blank_form_is_asked_for_once() {
    let mut inputs = with_items();
    let sheets = inputs.workbooks.get_mut(REVENUE).expect("a file");
    let taxes = sheets.iter_mut().find(|sheet| sheet.name == "O9 ภาษี").expect("the taxes");
    taxes.rows.clear();
    let dir = written(&inputs);
    let (_, _, found) = program(dir.path(), &["check"]);
    assert!(found.contains("sheet-empty"), "{found}");
    let (code, _, err) = program(dir.path(), &["remind", "--as-of", "10/04/2568"]);
    assert_eq!(code, 0, "{err}");
    let message = std::fs::read_to_string(dir.path().join("output/remind/2568-h1/office-05/message.txt"))
        .expect("a message");
    assert!(message.contains("แบบที่ยังไม่ได้รับ\n– O9 ภาษี"), "{message}");
    assert!(!message.contains("ยังไม่มีข้อมูล"), "{message}");
}

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

/// The reference's own days (O1–O10 and others by the 15th, O11, O12 and O19–O22 by the 20th) in the sample.
#[test]
fn the_sample_says_for_each_unit_what_is_due_on_the_15th_and_the_20th() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (code, out, err) = program(root, &["status", "--as-of", "10/04/2568", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let rows = told["units"].as_array().expect("units");
    assert_eq!(told["period"], serde_json::json!({ "fiscal_year": 2568, "half": 1 }));
    let wanted = |row: &&Value| row["wanted"] == true;
    let sheets = || rows.iter().flat_map(|row| row["sheets"].as_array().into_iter().flatten());
    assert_eq!(told["counts"]["sheets_expected"], sheets().filter(wanted).count());
    assert_eq!(told["counts"]["units"], rows.len() - 1, "the agency itself is no unit");
    assert_eq!(told["counts"]["units_complete"], 17);
    let (_, text, _) = program(root, &["status", "--as-of", "10/04/2568"]);
    let due = |row: &Value, day: &str| -> Vec<String> {
        let days = row["days"].as_array().expect("days");
        let measures =
            days.iter().filter(|one| one["due"] == day).filter_map(|one| one["measures"].as_array());
        let items = measures.flatten().map(|open| open["item"].as_str().expect("an item").to_owned());
        items.filter(|item| !item.is_empty()).collect()
    };
    let mut units = 0;
    for row in rows.iter().filter(|row| !row["unit"].is_null()) {
        units += 1;
        let name = row["name_en"].as_str().expect("a name");
        let said: Vec<&str> = text
            .lines()
            .skip_while(|line| !line.contains(name))
            .skip(1)
            .take_while(|line| line.starts_with("    "))
            .collect();
        for (day, start) in
            [("2025-04-15", "15 April 2025 (in 5 days)"), ("2025-04-20", "20 April 2025 (in 10 days)")]
        {
            let items = due(row, day);
            let line = said.iter().find(|line| line.trim_start().starts_with(start));
            assert_eq!(line.is_some(), !items.is_empty(), "{name} {day}: {said:?}");
            assert!(items.iter().all(|item| line.is_some_and(|line| line.contains(&format!("({item})")))));
            let late = |item: &String| ["O11", "O12", "O19", "O20", "O21", "O22"].contains(&item.as_str());
            assert!(items.iter().all(|item| late(item) == (day == "2025-04-20")), "{name} {day} {items:?}");
        }
    }
    assert_eq!(units, 17);
    assert!(!text.contains("18 April"), "{text}");
}

/// One definition: the report, the workbook, the open data and `explain` state the same number.
#[test]
fn expected_check_ins_are_one_number() {
    Sample::new().with(|model| {
        let report = progress::progress(model, Vec::new());
        let sentence = report.monitoring.paragraphs.concat();
        let stated = sentence.split("รวม ").nth(1).and_then(|rest| rest.split(' ').next()).expect("a number");
        let stated: i64 =
            ita_report::thai::to_arabic_digits(stated).replace(',', "").parse().expect("a number");
        assert!(stated > 0, "{sentence}");

        let tables = open_data::tables(model);
        let table = tables.iter().find(|table| table.name == "progress").expect("the table");
        let at = table.columns.iter().position(|c| c.name == "check_ins_expected").expect("the column");
        let sum: i64 = table.rows.iter().filter_map(|row| row[at].parse::<i64>().ok()).sum();
        assert_eq!(sum, stated, "progress.csv");

        let book = workbook::progress(model);
        let table = book.table("monitoring").expect("the table");
        let at = table.position("expected").expect("the column");
        let number = |cell: &workbook::book::Cell| match cell.value {
            #[allow(clippy::cast_possible_truncation)] // counts of check-ins
            workbook::book::Value::Number(n) => n as i64,
            _ => 0,
        };
        let sum: i64 = table.rows.iter().map(|row| number(&row.cells[at])).sum();
        assert_eq!((sum, number(&table.totals[at])), (stated, stated), "the workbook");
        let units = book.table("reports").expect("the table");
        let at = units.position("check_ins_expected").expect("the column");
        assert_eq!(units.rows.iter().map(|row| number(&row.cells[at])).sum::<i64>(), stated, "its units");

        let figure = |code: &str, label: &str| {
            let one = explain(model, code).expect("a measure");
            let line = one.sections.iter().flat_map(|s| &s.lines).find(|line| line.label.en == label);
            match line.and_then(|line| line.value.clone()) {
                #[allow(clippy::cast_possible_truncation)]
                Some(Figure::Number { exact, .. }) => exact as i64,
                _ => 0,
            }
        };
        let codes: Vec<_> = model.outcomes.iter().map(|o| o.measure.code.as_str()).collect();
        assert_eq!(figure(codes[0], "check-ins expected, all measures"), stated, "explain");
        let sum: i64 = codes.iter().map(|code| figure(code, "check-ins expected")).sum();
        assert_eq!(sum, stated, "explain, by measure");
        // What some units held beyond what was due makes up for no other.
        let totals = ita_report::score::monitoring::totals(model.outcomes);
        assert!(totals.counted < totals.expected && totals.held > totals.counted, "{totals:?}");
        let beyond = totals.held - totals.counted;
        let share = format!("{:.2}", totals.percent().expect("a share"));
        // What the report says of the sums stands in the workbook, and in `explain`.
        let words = ita_report::thai::to_arabic_digits(&sentence).replace(',', "");
        for stated in [totals.counted.to_string(), beyond.to_string(), share.clone()] {
            assert!(words.contains(&format!(" {stated}")), "{stated}: {words}");
        }
        for (id, stated) in [("counted", totals.counted), ("beyond", beyond)] {
            let at = table.position(id).expect("the column");
            let sum: i64 = table.rows.iter().map(|row| number(&row.cells[at])).sum();
            assert_eq!((sum, number(&table.totals[at])), (stated, stated), "the workbook: {id}");
        }
        let at = table.position("share").expect("the column");
        assert!(
            matches!(table.totals[at].value, workbook::book::Value::Number(n) if format!("{:.2}", n * 100.0) == share)
        );
        let at = units.position("check_ins_counted").expect("the column");
        assert_eq!(units.rows.iter().map(|row| number(&row.cells[at])).sum::<i64>(), totals.counted);
        assert_eq!(figure(codes[0], "check-ins that count, all measures"), totals.counted, "explain");
        let sum: i64 = codes.iter().map(|code| figure(code, "check-ins that count")).sum();
        assert_eq!(sum, totals.counted, "explain, by measure");
    });
}

/// A school that sent nothing, an office with an open measure that recurs: reminders, `status` and the memorandum
/// take what is overdue from one place.
#[test]
fn memorandum_reminders_and_status_agree_on_what_is_overdue() {
    let mut inputs = with_items();
    inputs.workbooks.remove(SCHOOL);
    let register = inputs.sheet(REGISTER, "ทะเบียนมาตรการ");
    for (row, due) in register.rows.iter_mut().zip(["31/03/2568", "ทุกเดือน", "31/03/2568", "15/04/2568"])
    {
        row[DUE] = due.into();
    }
    let dir = written(&inputs);
    for (day, most) in [("2025-04-10", 1), ("2025-05-01", 3), ("2025-10-01", 5)] {
        let json = |command: &str| -> Value {
            let (code, out, err) = program(dir.path(), &[command, "--as-of", day, "--format", "json"]);
            assert_eq!(code, 0, "{err}");
            serde_json::from_str(&out).expect("JSON")
        };
        let late = |unit: &Value| -> Vec<String> {
            let tasks = unit["measures"].as_array().into_iter().flatten();
            let late = tasks.filter(|task| task["when"]["left"].as_i64().is_some_and(|left| left < 0));
            late.map(|task| task["code"].as_str().expect("a code").to_owned()).collect()
        };
        let (status, reminded) = (json("status"), json("remind"));
        // Letters name what was never reported first, status goes by days: the same measures in both.
        let sorted = |mut codes: Vec<String>| {
            codes.sort_unstable();
            codes
        };
        let reminded: Vec<_> =
            reminded["units"].as_array().expect("units").iter().map(late).map(sorted).collect();
        let status: Vec<Vec<String>> = status["units"]
            .as_array()
            .expect("units")
            .iter()
            .filter(|row| !row["unit"].is_null())
            .map(|row| {
                let days = row["days"].as_array().into_iter().flatten();
                let late = days.filter(|one| one["left"].as_i64().is_some_and(|left| left < 0));
                let open = late.flat_map(|one| one["measures"].as_array().into_iter().flatten());
                sorted(open.map(|open| open["code"].as_str().expect("a code").to_owned()).collect())
            })
            .collect();
        assert_eq!(reminded, status, "{day}");

        let (setup, assessed) = crate::clean::assessed(dir.path());
        let as_of = day.split('-').map(|part| part.parse::<i32>().expect("a number")).collect::<Vec<_>>();
        let (month, date) =
            (u8::try_from(as_of[1]).expect("a month"), u8::try_from(as_of[2]).expect("a day"));
        let options = Options {
            workspace: dir.path().to_owned(),
            unreported: true,
            as_of: Some(ita_report::thai::Date::clamped(as_of[0], month, date)),
            digits: ita_report::thai::Digits::Arabic,
            ..Options::default()
        };
        let memo = pipeline::consider(&options, &setup, &assessed, figures).expect("a model");
        let codes: std::collections::BTreeSet<_> = status.concat().into_iter().collect();
        // What is past its day is overdue, or was never reported; the memorandum tells the two apart.
        let silent = memo.past_silent.iter().map(|one| one.code.clone());
        let told: std::collections::BTreeSet<_> = memo.overdue_codes.iter().cloned().chain(silent).collect();
        assert_eq!(told, codes, "{day}");
        assert_eq!(memo.overdue, memo.overdue_codes.len().to_string(), "{day}");
        assert_eq!(codes.len(), most, "{day}: {codes:?}");
    }
}

#[test]
fn what_nobody_has_to_send_changes_no_total_and_a_form_that_is_not_there_is_named() {
    let mut inputs = with_items();
    let dir = written(&inputs);
    let line = |root: &Path| -> String {
        let (_, out, _) = program(root, &["status", "--as-of", "10/04/2568"]);
        out.lines().find(|line| line.contains("ฝ่ายรายได้")).expect("the unit").to_owned()
    };
    let before = line(dir.path());
    let row = row!["M9-02", "ข้อมูลสถิติ (ไฟล์ PDF และ Excel)", "", "https://test.example.go.th/o9.pdf"];
    inputs.workbooks.get_mut(REVENUE).expect("a file").push(outputs("ฝ่ายรายได้", vec![row]));
    let dir = written(&inputs);
    assert_eq!(line(dir.path()), format!("{before}  also sent: ผลผลิต"));

    inputs.workbooks.remove(REVENUE);
    let dir = written(&inputs);
    let (_, rows) = ready(dir.path(), "2025-04-10", "O9");
    let lacks: Vec<_> = rows.iter().map(|row| row["parts"][0]["lacks"][0]["what"].clone()).collect();
    assert_eq!(lacks, ["unsent", "unsent"]);
    let (_, out, _) = program(dir.path(), &["ready", "--as-of", "2025-04-10", "O9"]);
    assert!(out.contains("the unit has not sent its form"), "{out}");
}
