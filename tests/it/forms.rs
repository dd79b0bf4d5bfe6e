//! The round trip of a form: blank → filled in → read → returned with marks → read again.

use crate::workspace::{Workspace, project};
use ita_report::check::{Context, check};
use ita_report::contract::{Contracts, Scope};
use ita_report::diagnostic::{Diagnostic, Diagnostics, Severity};
use ita_report::ingest::{Limits, RawCell, RawSheet, RawValue, RawWorkbook, read_all};
use ita_report::model::{DataValue, Due, Facts, Field, FiscalYear, Half, Period};
use ita_report::render::forms::{
    self, Addressee, FINDINGS_SHEET, Form, FormRow, FormSheet, GUIDE_SHEET, MeasureLine, Returned, returned,
};
use ita_report::report::wording::{Phrases, Wording};
use ita_report::scheme::{QuestionKeys, Schemes};
use ita_report::templates::Templates;
use ita_report::workspace::{InputFile, Workspace as Input};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

struct Rules {
    contracts: Contracts,
    schemes: Schemes,
    layouts: ita_report::shape::Layouts,
    wording: Wording,
}

impl Rules {
    fn phrases<'a>(&'a self, input: &'a Input) -> Phrases<'a> {
        Phrases::new(&self.wording, &input.words)
    }

    fn returned<'a>(&'a self, input: &'a Input, questions: &'a QuestionKeys) -> Returned<'a> {
        Returned {
            agency: &input.agency,
            phrases: self.phrases(input),
            contracts: &self.contracts,
            questions,
        }
    }
}

fn rules() -> Rules {
    let templates = Templates::new(None).expect("built-in templates");
    let contracts = Contracts::load(&templates).expect("contracts");
    Rules {
        layouts: ita_report::shape::Layouts::load(&templates, &contracts).expect("layouts"),
        contracts,
        schemes: Schemes::load(&templates).expect("schemes"),
        wording: Wording::load(&templates).expect("wording"),
    }
}

fn read(rules: &Rules, root: &Path) -> (Vec<RawWorkbook>, Facts, Diagnostics) {
    let input = Input::open(root).expect("a workspace");
    let (raw, mut findings) =
        read_all(&input.files, &input.bounds, Limits::default(), &|| {}).expect("readable files");
    let context = Context {
        workspace: &input,
        contracts: &rules.contracts,
        schemes: &rules.schemes,
        layouts: &rules.layouts,
    };
    let (facts, found) = check(context, &raw);
    findings.append(found);
    findings.sort();
    (raw, facts, findings)
}

/// A part of a workbook's zip as text.
fn part(workbook: &[u8], name: &str) -> String {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).expect("a zip");
    let mut text = String::new();
    zip.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

fn init(workspace: &Workspace, args: &[&str]) -> String {
    let mut all = vec!["init"];
    all.extend(args);
    workspace.expect(&all, 0).0
}

fn seeds() -> String {
    project().join("samples/bangna").to_string_lossy().into_owned()
}

#[test]
fn blanks_go_through_check_with_nothing_but_emptiness() {
    let workspace = Workspace::empty();
    let of = ["new", "--preset", "bangkok-district", "--name", "สำนักงานเขตทดสอบ", "--forms"];
    init(&workspace, &[&of[..], &["--fy", "2568", "--half", "1"]].concat());
    let blank = workspace.path("new/blank/2568-h1");
    for entry in std::fs::read_dir(&blank).expect("blanks") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let year = if name.starts_with("ita-results") { "2567" } else { "2568" };
        std::fs::copy(&path, workspace.path(&format!("new/input/{year}/{name}"))).expect("copied");
    }
    let rules = rules();
    let (raw, facts, findings) = read(&rules, &workspace.path("new"));
    let input = Input::open(&workspace.path("new")).expect("a workspace");
    assert_eq!(raw.len(), input.units.len() + 2, "a form for every unit, register and results");
    let codes: BTreeSet<&str> =
        findings.iter().filter(|f| f.severity != Severity::Note).map(|f| f.code.name()).collect();
    assert_eq!(codes, BTreeSet::from(["sheet-empty"]), "{findings:#?}");
    let expected: usize =
        input.units.iter().map(|unit| forms::contracts_of(&rules.contracts, "unit", Some(unit)).len()).sum();
    let of_units = facts.submissions.iter().filter(|s| s.unit.is_some());
    assert_eq!(of_units.clone().count(), expected, "every sheet is recognised as its unit's");
    let half = Some(Period { fiscal_year: FiscalYear(2568), half: Half::First });
    assert!(of_units.clone().all(|s| s.period == half && s.revision == 1));
}

#[test]
fn own_words_stand_in_blanks_and_in_returned_copies() {
    let workspace = Workspace::sample();
    let built_in = Templates::default().texts("wording", "toml").expect("texts");
    let (_, text) = built_in.into_iter().find(|(path, _)| path.ends_with("/forms.toml")).expect("forms.toml");
    let own = text
        .replace("คำแนะนำการกรอกแบบรายงาน ITA", "วิธีกรอกสำหรับ{unit_noun}")
        .replace("ตำแหน่ง (คลิกเพื่อไปยังช่อง)", "ช่องที่ต้องแก้");
    std::fs::create_dir_all(workspace.path("templates/wording")).expect("a folder");
    std::fs::write(workspace.path("templates/wording/forms.toml"), own).expect("own words");
    init(&workspace, &[".", "--fy", "2568", "--half", "2", "--unit", "office-05"]);
    let blank = std::fs::read(workspace.path("blank/2568-h2/h2-office-05.xlsx")).expect("the form");
    assert!(part(&blank, "xl/sharedStrings.xml").contains("วิธีกรอกสำหรับส่วนราชการ"));
    std::fs::copy(
        workspace.path("blank/2568-h2/h2-office-05.xlsx"),
        workspace.path("input/2568/h2-office-05.xlsx"),
    )
    .expect("copied");
    workspace.run(&["check"]);
    let copy = std::fs::read(workspace.path("output/returns/2568-h2-office-05.xlsx")).expect("a copy");
    assert!(part(&copy, "xl/sharedStrings.xml").contains("ช่องที่ต้องแก้"));
}

#[test]
fn listed_measures_are_those_that_check_expects() {
    let workspace = Workspace::sample();
    init(&workspace, &[".", "--fy", "2568", "--half", "2", "--unit", "โรงเรียนตัวอย่างริมน้ำ"]);
    let folder = workspace.path("blank/2568-h2");
    let names: Vec<_> =
        std::fs::read_dir(&folder).expect("blanks").flatten().map(|e| e.file_name()).collect();
    assert_eq!(names, ["h2-school-03.xlsx"], "one unit, one file");
    std::fs::copy(folder.join("h2-school-03.xlsx"), workspace.path("input/2568/h2-school-03.xlsx"))
        .expect("copied");
    let (raw, facts, findings) = read(&rules(), &workspace.path("."));
    let sheet = raw
        .iter()
        .find(|w| w.name.ends_with("h2-school-03.xlsx"))
        .and_then(|w| w.sheets.iter().find(|s| &s.name[..] == "รายงานผล"))
        .expect("the progress sheet");
    let register = &facts.years[&FiscalYear(2568)].measures;
    let theirs: Vec<&str> = register
        .iter()
        .filter(|m| m.responsible.get().is_some_and(|r| r.units.contains(&"school-03".to_owned())))
        .map(|m| m.code.as_str())
        .collect();
    // What the school finished in the first half is not asked again.
    let period = Period { fiscal_year: FiscalYear(2568), half: Half::Second };
    let is_open = |code: &&str| !ita_report::check::finished_before(&facts, "school-03", code, period);
    let theirs: Vec<&str> = theirs.into_iter().filter(is_open).collect();
    let listed: Vec<String> =
        sheet.cells.iter().filter(|c| c.col == 0 && c.row > 6).map(|c| c.value.display()).collect();
    assert!(!theirs.is_empty());
    assert_eq!(listed, theirs);
    assert!(!findings.has_errors(), "{findings:#?}");
}

#[test]
fn a_form_checks_while_it_is_filled_in() {
    let workspace = Workspace::sample();
    init(&workspace, &[".", "--fy", "2568", "--half", "2", "--unit", "office-05"]);
    let bytes = std::fs::read(workspace.path("blank/2568-h2/h2-office-05.xlsx")).expect("the form");
    let contracts = rules().contracts;
    let input = Input::open(&workspace.path(".")).expect("a workspace");
    let unit = input.unit("office-05");
    let sheets = forms::contracts_of(&contracts, "unit", unit);
    assert!(sheets.iter().any(|c| c.name == "o9_tax") && !sheets.iter().any(|c| c.name == "o3_schools"));
    for (at, contract) in sheets.iter().enumerate() {
        let xml = part(&bytes, &format!("xl/worksheets/sheet{}.xml", at + 2));
        let rules = xml.matches("<dataValidation ").count();
        assert_eq!(
            rules,
            contract.fields.len() + 1,
            "{}: one rule a column, one for the edition",
            contract.name
        );
        assert_eq!(xml.matches(" prompt=").count(), rules, "{}: an input message each", contract.name);
        assert!(xml.contains("<sheetProtection sheet=\"1\""), "{}: locked", contract.name);
        assert!(!xml.contains("password") && !xml.contains("hashValue"), "without a password");
        assert!(xml.contains("insertRows=\"0\"") && xml.contains("formatColumns=\"0\""));
        assert!(xml.contains("state=\"frozen\"") && xml.contains("orientation=\"landscape\""));
        for field in contract.fields.iter().filter(|f| !f.constraints.choices.is_empty()) {
            let list = format!("<formula1>\"{}\"</formula1>", field.constraints.choices.join(","));
            assert!(xml.contains(&list), "{}: {} has a drop-down", contract.name, field.name);
        }
    }
    let progress = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(progress.contains(&format!("<formula1>'{GUIDE_SHEET}'!$A$")), "codes to choose from");
    let tax = part(&bytes, "xl/worksheets/sheet3.xml");
    assert!(tax.contains("\"เมษายน,พฤษภาคม,มิถุนายน,กรกฎาคม,สิงหาคม,กันยายน\""), "months of the second half");
    assert!(!part(&bytes, "xl/worksheets/sheet2.xml").contains("customHeight"), "rows grow with their text");
}

/// A value of a seed and what was read, told equal by the type of the seed's text.
fn same(seed: &str, value: Option<&DataValue>) -> bool {
    match value {
        None => seed.trim().is_empty(),
        Some(DataValue::Text(text)) => ita_report::thai::key(text) == ita_report::thai::key(seed),
        Some(DataValue::Integer(number)) => seed.parse() == Ok(*number),
        Some(DataValue::Number(number)) => seed.parse() == Ok(*number),
        Some(DataValue::Date(date)) => seed == date.to_string(),
    }
}

/// Records of a seed by column.
fn records(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a seed");
    reader.deserialize().map(|record| record.expect("a record")).collect()
}

#[test]
fn filled_forms_hold_the_seeds() {
    let workspace = Workspace::empty();
    init(&workspace, &["made", "--from", &seeds()]);
    let rules = rules();
    let (_, facts, findings) = read(&rules, &workspace.path("made"));
    assert!(!findings.has_errors(), "{findings:#?}");
    let input = Input::open(&workspace.path("made")).expect("a workspace");
    let mut compared = 0;
    for (year, half) in [("2567", Half::First), ("2568", Half::First)] {
        let fiscal_year = FiscalYear::parse(year).expect("a year");
        let period = Period { fiscal_year, half };
        let folder = project().join("samples/bangna").join(year);
        // What nobody has to send has no seeds.
        for contract in rules.contracts.data_sets().filter(|c| c.required) {
            let seed = records(&folder.join(format!("h1/{}.csv", contract.name)));
            let read = &facts.data_sets[&(contract.name.clone(), period)];
            assert_eq!(read.len(), seed.len(), "{}", contract.name);
            for unit in &input.units {
                let seed = seed.iter().filter(|r| r["unit"] == unit.name_th);
                for (record, row) in seed.zip(read.iter().filter(|r| r.unit == unit.id)) {
                    for (field, value) in contract.fields.iter().zip(&row.values) {
                        let text = record.get(&field.name).map_or("", String::as_str);
                        assert!(
                            same(text, value.get()),
                            "{} {}: {text} {value:?}",
                            contract.name,
                            field.name
                        );
                        compared += 1;
                    }
                }
            }
        }
        progress(&records(&folder.join("h1/progress.csv")), &facts, period, &input);
        register(&records(&folder.join("measures.csv")), &facts, fiscal_year);
        assert_eq!(
            facts.years[&fiscal_year].briefings.len(),
            records(&folder.join("briefings.csv")).len(),
            "briefings of {year}"
        );
    }
    assert!(compared > 2_000, "{compared}");
    let questions = &facts.years[&FiscalYear(2567)].questions;
    let golden = records(&project().join("samples/bangna/2567/survey_questions.csv"));
    for record in &golden {
        let read = questions.iter().find(|q| q.question == record["question"] && q.part == record["part"]);
        let read = read.expect("every question");
        for (at, count) in read.counts.iter().enumerate() {
            let seed = &record[&format!("count_{}", at + 1)];
            assert_eq!(count.get().map(ToString::to_string).unwrap_or_default(), *seed);
        }
        assert_eq!(read.published.get().copied(), record["published_score"].parse().ok());
    }
}

fn progress(seed: &[BTreeMap<String, String>], facts: &Facts, period: Period, input: &Input) {
    let read = &facts.progress[&period];
    assert_eq!(read.len(), seed.len());
    for record in seed {
        let unit = input.find_unit(&record["unit"]).expect("a unit");
        let row = read.iter().find(|p| p.unit == unit.id && p.measure == record["measure"]).expect("a row");
        assert_eq!(row.percent_complete.get().copied(), record["percent_complete"].parse().ok());
        let finished = row.finished_on.get().map(ToString::to_string).unwrap_or_default();
        assert_eq!(finished, record["finished_on"]);
        assert_eq!(row.check_ins.get().map(ToString::to_string).unwrap_or_default(), record["check_ins"]);
        for (field, name) in [
            (&row.result, "result"),
            (&row.evidence, "evidence"),
            (&row.problem, "problem"),
            (&row.next_step, "next_step"),
        ] {
            assert_eq!(ita_report::thai::key(field.text()), ita_report::thai::key(&record[name]), "{name}");
        }
    }
}

fn register(seed: &[BTreeMap<String, String>], facts: &Facts, year: FiscalYear) {
    let read = &facts.years[&year].measures;
    assert_eq!(read.len(), seed.len());
    for (record, row) in seed.iter().zip(read) {
        assert_eq!(row.code, record["code"]);
        let due = match row.due.get().expect("a due date") {
            Due::On(date) => date.to_string(),
            Due::Continuous(words) => words.clone(),
        };
        assert_eq!(due, record["due"], "{}", row.code);
        let texts: [(&Field<String>, &str); 3] =
            [(&row.title, "measure"), (&row.outputs, "outputs"), (&row.cadence, "cadence")];
        for (field, name) in texts {
            assert_eq!(ita_report::thai::key(field.text()), ita_report::thai::key(&record[name]), "{name}");
        }
    }
}

#[test]
fn the_same_workspace_is_made_again_byte_by_byte_and_nothing_is_overwritten() {
    let workspace = Workspace::empty();
    init(&workspace, &["a", "--from", &seeds()]);
    init(&workspace, &["b", "--from", &seeds()]);
    for file in ["input/2568/h1-office-05.xlsx", "input/2568/register.xlsx", "input/2567/ita-results.xlsx"] {
        let (a, b) = (workspace.path("a").join(file), workspace.path("b").join(file));
        assert!(std::fs::read(a).expect(file) == std::fs::read(b).expect(file), "{file}");
    }
    let register = workspace.path("a/input/2568/register.xlsx");
    std::fs::write(&register, b"mine").expect("written");
    let out = init(&workspace, &["a", "--from", &seeds()]);
    assert_eq!(std::fs::read(&register).expect("read"), b"mine");
    assert!(out.contains("ไม่เขียนทับ") && out.contains("register.xlsx"), "{out}");
    assert!(!out.contains("สร้าง"), "everything was there already: {out}");
}

#[test]
fn a_mistyped_unit_and_a_wrong_seed_are_usage_errors() {
    let workspace = Workspace::sample();
    let (_, err) = workspace.expect(&["init", ".", "--unit", "ฝ่ายทะเบียนน"], 2);
    assert!(err.contains("“ฝ่ายทะเบียน”"), "{err}");
    let seeds = workspace.path("seeds");
    std::fs::create_dir_all(seeds.join("2568/h1")).expect("folders");
    std::fs::copy(workspace.path("input/agency.toml"), seeds.join("agency.toml")).expect("copied");
    let wrong = [
        ("2568/h1/progress.csv", "unit,revision,colour\nฝ่ายทะเบียน,1,x\n", "colour"),
        ("2568/h1/progress.csv", "unit,revision,measure\nฝ่ายทะเบียนน,1,M1-01\n", "บรรทัด 2"),
        ("2568/h1/o9_tax.csv", "unit,revision,amount\nฝ่ายรายได้,1,มาก\n", "`มาก`"),
        ("2568/nothing.csv", "a,b\n1,2\n", "nothing"),
    ];
    for (file, text, told) in wrong {
        std::fs::write(seeds.join(file), text).expect("written");
        let (_, err) = workspace.expect(&["init", "other", "--from", "seeds"], 2);
        assert!(err.contains(told), "{err}");
        std::fs::remove_file(seeds.join(file)).expect("removed");
    }
}

/// A school's form with five mistakes and the workspace it lies in.
fn spoilt() -> (Workspace, Rules) {
    let workspace = Workspace::sample();
    let rules = rules();
    let input = Input::open(&workspace.path(".")).expect("a workspace");
    let unit = input.unit("school-03").expect("a school");
    let text = |text: &str| Some(DataValue::Text(text.to_owned()));
    let number = |number: f64| Some(DataValue::Number(number));
    let progress = rules.contracts.get("progress").expect("progress");
    let mut rows = vec![
        forms::listed_row(progress, "M9-03", "มาตรการ"),
        forms::listed_row(progress, "M10-02", "มาตรการ"),
    ];
    for row in &mut rows {
        for (name, value) in [
            ("status", text("อยู่ระหว่างดำเนินการ")),
            ("percent_complete", number(40.0)),
            ("result", text("เริ่มดำเนินการแล้ว")),
            ("check_ins", number(2.0)),
        ] {
            row.values[progress.position(name).expect(name)] = value;
        }
    }
    rows[0].values[progress.position("status").expect("status")] = text("เสร็จแล้ว");
    rows[0].values[progress.position("percent_complete").expect("percent")] = number(120.0);
    rows[1].values[progress.position("result").expect("result")] = None;
    rows[1].values[progress.position("finished_on").expect("date")] = text("31/02/2568");
    let schools = rules.contracts.get("o3_schools").expect("o3_schools");
    let row = FormRow {
        values: vec![text("31/03/2568"), number(12.5), number(300.0), number(1.0), number(0.0), number(0.0)],
        listed: false,
    };
    let form = Form {
        to: Addressee {
            agency: &input.agency,
            phrases: rules.phrases(&input),
            unit: Some(unit),
            fiscal_year: FiscalYear(2568),
            half: Some(Half::First),
        },
        sheets: vec![
            FormSheet { contract: Cow::Borrowed(progress), revision: 2, rows, due: None },
            FormSheet { contract: Cow::Borrowed(schools), revision: 2, rows: vec![row], due: None },
        ],
        register: &[MeasureLine {
            code: "M9-03".to_owned(),
            title: "มาตรการ".to_owned(),
            outputs: Vec::new(),
        }],
    };
    std::fs::write(workspace.path("input/2568/h1-school-03.xlsx"), form.to_xlsx().expect("a form"))
        .expect("written");
    (workspace, rules)
}

fn of_file<'a>(findings: &'a Diagnostics, file: &str) -> Vec<&'a Diagnostic> {
    findings.iter().filter(|f| f.place.file == file).collect()
}

fn places(findings: &[&Diagnostic]) -> Vec<(String, Option<String>, Option<String>)> {
    findings.iter().map(|f| (f.code.name().to_owned(), f.place.sheet.clone(), f.place.a1())).collect()
}

#[test]
fn a_returned_copy_holds_the_same_values_and_the_same_findings() {
    const FILE: &str = "input/2568/h1-school-03.xlsx";
    let (workspace, rules) = spoilt();
    let (raw, _, findings) = read(&rules, &workspace.path("."));
    let before = raw.iter().find(|w| &w.name[..] == FILE).expect("the file");
    let wrong = of_file(&findings, FILE);
    assert_eq!(wrong.iter().filter(|f| f.severity == Severity::Error).count(), 5, "{wrong:#?}");
    let input = Input::open(&workspace.path(".")).expect("a workspace");
    let questions = BTreeMap::new();
    let about = rules.returned(&input, &questions);
    let bytes = returned(before, &wrong, &about).expect("a copy");
    assert_eq!(forms::return_name(before), "2568-h1-school-03.xlsx");
    assert!(bytes == returned(before, &wrong, &about).expect("a copy"), "byte by byte the same");

    let list = part(&bytes, "xl/worksheets/sheet1.xml");
    // Rows that are gone have no cell to lead to.
    let cells = wrong.iter().filter(|f| f.place.cell.is_some()).count();
    assert_eq!(list.matches("<hyperlink ").count(), cells, "a link for every finding at a cell");
    assert!(list.contains("location=\"'รายงานผล'!C8\""), "to its cell");
    let notes: String = ["xl/comments1.xml", "xl/comments2.xml"].map(|name| part(&bytes, name)).concat();
    assert_eq!(notes.matches("<comment ").count(), cells, "a note in every cell");
    assert!(notes.contains("✗ ต้องแก้ไข") && notes.contains("วิธีแก้: เลือกค่าจากรายการ"), "{notes}");

    std::fs::write(workspace.path(FILE), &bytes).expect("written");
    let (raw, _, findings) = read(&rules, &workspace.path("."));
    let after = raw.iter().find(|w| &w.name[..] == FILE).expect("the file");
    assert_eq!(&after.sheets[0].name[..], FINDINGS_SHEET);
    for sheet in before.sheets.iter().filter(|s| &s.name[..] != GUIDE_SHEET) {
        let copy = after.sheets.iter().find(|s| s.name == sheet.name).expect("the same sheet");
        assert_eq!(copy.cells, sheet.cells, "{}", sheet.name);
    }
    assert_eq!(places(&of_file(&findings, FILE)), places(&wrong), "it is read like any other workbook");
}

fn cell(row: u32, col: u32, value: RawValue) -> RawCell {
    RawCell { row, col, value }
}

#[test]
fn hostile_workbooks_are_returned_without_harm() {
    let rules = rules();
    let input = Input::open(project()).expect("the sample");
    let sheet = |name: &str, cells: Vec<RawCell>, merged: Vec<(u32, u32, u32, u32)>| RawSheet {
        name: Arc::from(name),
        hidden: true,
        cells,
        merged,
        ..RawSheet::default()
    };
    let long = "ก".repeat(40_000);
    let raw = RawWorkbook {
        file: InputFile {
            path: "x.xlsx".into(),
            name: "input/2568/x.xlsx".to_owned(),
            fiscal_year: FiscalYear(2568),
        },
        name: Arc::from("input/2568/x.xlsx"),
        sha256: String::new(),
        bytes: 0,
        epoch_1904: true,
        sheets: vec![
            sheet(
                "a/b:c*?",
                vec![cell(0, 0, RawValue::Text("=1+1".to_owned()))],
                vec![(0, 0, 0, 3), (0, 2, 0, 5)],
            ),
            sheet("A_B_C__", vec![cell(1_048_575, 16_383, RawValue::Number(f64::NAN))], Vec::new()),
            sheet("''", vec![cell(9_000_000, 99_999, RawValue::Bool(true))], Vec::new()),
            sheet(&"ย".repeat(60), vec![cell(3, 3, RawValue::Text(long))], Vec::new()),
            sheet(FINDINGS_SHEET, vec![cell(0, 0, RawValue::Text("เดิม".to_owned()))], Vec::new()),
            sheet("ว่าง", Vec::new(), Vec::new()),
            sheet(
                "ข้อผิด",
                vec![
                    cell(0, 0, RawValue::Error("#DIV/0!")),
                    cell(0, 1, RawValue::FormulaWithoutResult("SUM(A1)".to_owned())),
                    cell(1, 0, RawValue::Date(40_000.5)),
                    cell(1, 1, RawValue::Text("bell\u{7}\u{1}".to_owned())),
                ],
                Vec::new(),
            ),
        ],
    };
    let text = |t: &str| ita_report::model::Text::new(t, t);
    let finding = |sheet: &str, at: Option<(u32, u32)>| {
        let place = ita_report::diagnostic::Place {
            file: "input/2568/x.xlsx".to_owned(),
            sheet: Some(sheet.to_owned()),
            cell: at,
        };
        Diagnostic::new(ita_report::diagnostic::Code::ValueMissing, place, text("ปัญหา"), text("แก้"))
    };
    let findings: Vec<Diagnostic> = vec![
        finding("a/b:c*?", Some((0, 0))),
        finding("''", Some((9_000_000, 99_999))),
        finding("ว่าง", None),
        finding("ไม่มีแผ่นนี้", Some((1, 1))),
        finding("ข้อผิด", Some((0, 0))),
    ];
    let findings: Vec<&Diagnostic> = findings.iter().collect();
    let questions = BTreeMap::new();
    let about = rules.returned(&input, &questions);
    let bytes = returned(&raw, &findings, &about).expect("a copy all the same");
    let book = part(&bytes, "xl/workbook.xml");
    assert_eq!(book.matches("<sheet ").count(), 7, "every sheet but the old list, and a new list: {book}");
    let workspace = Workspace::empty();
    std::fs::write(workspace.path("input/2568/x.xlsx"), &bytes).expect("written");
    let (read_again, _, _) = read(&rules, &workspace.path("."));
    let sheets = &read_again[0].sheets;
    assert_eq!(sheets[1].cells[0].value, RawValue::Text("=1+1".to_owned()), "never a formula");
    let last = sheets.last().expect("the last sheet");
    assert!(
        last.cells.iter().any(|c| c.value == RawValue::Date(40_000.5)),
        "dates count from 1900 since they were read: {:?}",
        last.cells
    );
}

#[test]
fn a_broken_workbook_comes_back_as_a_list() {
    let input = Input::open(project()).expect("the sample");
    let workspace = Workspace::empty();
    std::fs::write(workspace.path("input/2568/x.xlsx"), b"PK\x03\x04 no zip").expect("written");
    let rules = rules();
    let (raw, _, findings) = read(&rules, &workspace.path("."));
    let questions = BTreeMap::new();
    let about = rules.returned(&input, &questions);
    let findings: Vec<&Diagnostic> = findings.iter().filter(|f| !f.place.file.is_empty()).collect();
    let bytes = returned(&raw[0], &findings, &about).expect("a list");
    assert!(part(&bytes, "xl/sharedStrings.xml").contains("แก้ไขในไฟล์เดิม"));
}

#[test]
fn every_contract_makes_a_form() {
    let rules = rules();
    let input = Input::open(project()).expect("the sample");
    for contract in rules.contracts.iter().filter(|c| !c.has_question_columns()) {
        let unit = input.units.first().filter(|_| contract.scope == Scope::Unit);
        let form = Form {
            to: Addressee {
                agency: &input.agency,
                phrases: rules.phrases(&input),
                unit,
                fiscal_year: FiscalYear(2568),
                half: unit.map(|_| Half::First),
            },
            sheets: vec![forms::blank_sheet(
                contract,
                &[],
                rules.schemes.get(FiscalYear(2567)),
                rules.phrases(&input),
            )],
            register: &[],
        };
        let bytes = form.to_xlsx().unwrap_or_else(|e| panic!("{}: {e}", contract.name));
        let strings = part(&bytes, "xl/sharedStrings.xml");
        for field in &contract.fields {
            let title = field.title.replace('&', "&amp;");
            assert!(strings.contains(&format!("<t>{title}</t>")), "{}: the exact title", field.title);
        }
    }
}
