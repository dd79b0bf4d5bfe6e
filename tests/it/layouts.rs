//! Forms as offices really keep them: read by layouts, each value with its own cell, each cell accounted for.

use crate::builder::{Cell, Sheet, save};
use crate::clean::clean;
use ita_report::check::{self, Context};
use ita_report::diagnostic::{Code, Diagnostic, Severity};
use ita_report::ingest::{Limits, RawCell, RawValue, RawWorkbook, read_all};
use ita_report::model::{DataValue, Due, Facts, FiscalYear, Half, Level, Period, Text};
use ita_report::pipeline::{self, Options, Progress, Read, Rules, Setup};
use ita_report::publish::Timings;
use ita_report::workspace::Workspace;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

const FIRST: Period = Period { fiscal_year: FiscalYear(2568), half: Half::First };

struct Silent;
impl Progress for Silent {
    fn stage(&self, _: &Text, _: usize) {}
    fn step(&self) {}
}

/// The forms of the offices, and the year that each belongs to.
pub const FORMS: [(&str, &str); 6] = [
    ("results-block.xlsx", "2567"),
    ("results-overall-only.xlsx", "2567"),
    ("sor-khor-ror-1.xlsx", "2568"),
    ("tax-cross-table.xlsx", "2568"),
    ("schools-one-list.xlsx", "2568"),
    ("register.xlsx", "2568"),
];

pub fn repository(path: &str) -> PathBuf {
    path.split('/').fold(Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf(), |dir, part| dir.join(part))
}

fn rules() -> Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| Rules::load(&Options::default()).expect("the built-in rules")).clone()
}

/// A workspace of the sample agency with nothing in it.
fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for year in ["2567", "2568"] {
        std::fs::create_dir_all(dir.path().join("input").join(year)).expect("a folder");
    }
    std::fs::copy(repository("samples/bangna/agency.toml"), dir.path().join("input/agency.toml"))
        .expect("agency.toml");
    dir
}

fn read(root: &Path) -> Read {
    let workspace = Workspace::open(root).expect("a workspace");
    let setup = Setup::new(&rules(), workspace, root.join("output")).expect("layouts");
    pipeline::read(&setup, &Silent, &mut Timings::default()).expect("readable inputs")
}

/// One of the forms of the offices, laid into a year.
fn golden(name: &str, year: &str) -> Read {
    form(&repository(&format!("tests/golden/forms/{name}")), year)
}

/// A form laid into a year.
pub fn form(path: &Path, year: &str) -> Read {
    let dir = workspace();
    let name = path.file_name().expect("a name");
    std::fs::copy(path, dir.path().join("input").join(year).join(name)).expect("a form");
    read(dir.path())
}

/// All that was read of a workspace, without its places; and the codes of errors and warnings.
pub fn figures(read: &Read) -> String {
    let facts = &read.facts;
    let all = format!("{:#?}", (&facts.years, &facts.progress, &facts.data_sets));
    let place = regex::Regex::new(r"(?s)Origin \{.*?\}").expect("a pattern");
    let weighty = read.diagnostics.iter().filter(|d| d.severity > Severity::Note);
    let findings: Vec<_> = weighty.map(|d| (d.code, d.place.a1())).collect();
    format!("{}\n{findings:#?}", place.replace_all(&all, "Origin"))
}

fn findings(read: &Read, file: &str, weight: Severity) -> Vec<String> {
    // Everything else that the units owe is missing in these small workspaces.
    let owed = |d: &Diagnostic| matches!(d.code, Code::SheetMissing | Code::UnitMissing);
    let of = read.diagnostics.iter().filter(|d| d.severity == weight && d.place.file.ends_with(file));
    let of = of.filter(|d| !owed(d));
    of.map(|d| format!("{} {} {}", d.code.name(), d.place.a1().unwrap_or_default(), d.message.en)).collect()
}

fn no_errors(read: &Read, file: &str) {
    assert_eq!(findings(read, file, Severity::Error), Vec::<String>::new());
    assert_eq!(findings(read, file, Severity::Warning), Vec::<String>::new());
}

fn adds_up(facts: &Facts) {
    assert!(!facts.readings.is_empty());
    for r in &facts.readings {
        assert_eq!(r.used, r.read + r.headings + r.labels + r.furniture + r.reported, "{r:?}");
    }
}

/// Values of a column of a data set, in order.
fn column(facts: &Facts, kind: &str, name: &str) -> Vec<String> {
    let contract = rules().contracts.get(kind).expect("a contract").clone();
    let at = contract.position(name).expect("a field");
    let rows = facts.data_sets.get(&(kind.to_owned(), FIRST)).map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| match &row.values[at].value {
            Ok(DataValue::Text(text)) => text.clone(),
            Ok(DataValue::Integer(number)) => number.to_string(),
            Ok(DataValue::Number(number)) => number.to_string(),
            Ok(DataValue::Date(date)) => date.to_string(),
            Err(why) => format!("{why:?}"),
        })
        .collect()
}

fn sum(values: &[String]) -> f64 {
    values.iter().map(|v| v.parse::<f64>().expect("a number")).sum()
}

#[test]
fn the_national_procurement_form_gives_four_contracts_of_two_months() {
    let read = golden("sor-khor-ror-1.xlsx", "2568");
    no_errors(&read, "sor-khor-ror-1.xlsx");
    let of = |name| column(&read.facts, "o15_procurement", name);
    assert_eq!(of("month"), ["10", "10", "11", "11"]);
    assert_eq!(of("winner")[..2], ["ร้านตัวอย่างเครื่องเขียน", "อู่ตัวอย่าง"]);
    assert_eq!(of("price")[0], "12300");
    assert!((sum(&of("budget")) - 115_000.0).abs() < 1e-9);
    assert!((sum(&of("price")) - 114_200.0).abs() < 1e-9);
    assert!(of("method").iter().all(|m| m == "วิธีเฉพาะเจาะจง"));
    assert!(of("bidders").iter().all(|b| b.lines().count() == 1), "{:?}", of("bidders"));
    adds_up(&read.facts);
    // The price comes from the cell of winner and price.
    let rows = &read.facts.data_sets[&("o15_procurement".to_owned(), FIRST)];
    let at =
        rules().contracts.get("o15_procurement").expect("a contract").position("price").expect("a field");
    assert_eq!(rows[1].values[at].origin.as_ref().expect("a cell").a1(), "G7");
}

#[test]
fn taxes_with_months_across_become_rows_and_sums_are_not_read() {
    let read = golden("tax-cross-table.xlsx", "2568");
    no_errors(&read, "tax-cross-table.xlsx");
    let of = |name| column(&read.facts, "o9_tax", name);
    assert_eq!(of("month").len(), 18);
    assert!((sum(&of("taxpayers")) - 225.0).abs() < 1e-9);
    assert!((sum(&of("amount")) - 2_625_000.0).abs() < 1e-9);
    adds_up(&read.facts);
}

#[test]
fn schools_in_one_list_are_seven_submissions() {
    let read = golden("schools-one-list.xlsx", "2568");
    no_errors(&read, "schools-one-list.xlsx");
    let of = |name| column(&read.facts, "o3_schools", name);
    assert_eq!(read.facts.submissions.len(), 7);
    assert!((sum(&of("teachers")) - 168.0).abs() < 1e-9);
    assert!((sum(&of("pupils")) - 2128.0).abs() < 1e-9);
    assert!((sum(&of("subsidies")) - 700_028.0).abs() < 1e-9);
    assert!((sum(&of("donations")) - 140_000.0).abs() < 1e-9);
    assert!(of("parents_association").iter().all(|v| v == "NotApplicable"));
    assert!(of("as_of").iter().all(|v| v == "2025-03-31"));
    let told: Vec<_> = read.diagnostics.iter().filter(|d| d.code == Code::ValueAssumed).collect();
    let rows: std::collections::BTreeSet<_> = told.iter().filter_map(|d| d.row.as_deref()).collect();
    assert_eq!(rows.into_iter().collect::<Vec<_>>(), ["as_of", "parents_association"]);
    adds_up(&read.facts);
}

#[test]
fn a_result_report_of_small_tables_gives_counts_and_scores() {
    let read = golden("results-block.xlsx", "2567");
    let wrong: Vec<_> = findings(&read, "results-block.xlsx", Severity::Error);
    // The other instruments are in other sheets.
    assert!(wrong.iter().all(|w| w.starts_with("question-missing")), "{wrong:?}");
    let questions = &read.facts.years[&FiscalYear(2567)].questions;
    assert_eq!(questions.len(), 12);
    for question in questions {
        let people: i64 = question.counts.iter().map(|c| *c.get().expect("a count")).sum();
        assert_eq!(people, 517, "{}", question.question);
        assert!(question.percents.iter().all(|p| p.get().is_some()), "{}", question.question);
        assert!(question.published.get().is_some());
    }
    assert_eq!(questions[0].published.get(), Some(&99.30));
    assert_eq!(questions[0].counts[5].origin.as_ref().expect("a cell").a1(), "C10");
    adds_up(&read.facts);
}

#[test]
fn the_register_as_published_gives_46_measures_with_codes() {
    let read = golden("register.xlsx", "2568");
    no_errors(&read, "register.xlsx");
    let measures = &read.facts.years[&FiscalYear(2568)].measures;
    assert_eq!(measures.len(), 46);
    let of = |n: i64| measures.iter().filter(|m| m.indicator.get() == Some(&n)).count();
    assert_eq!((1..=10).map(of).collect::<Vec<_>>(), [6, 3, 2, 2, 3, 3, 2, 3, 17, 5]);
    assert_eq!(measures.iter().filter(|m| m.item.get().is_some()).count(), 22);
    assert_eq!(measures[24].item.text(), "O1");
    assert_eq!(measures[45].code, "M10-05");
    let due = |wanted: &str| {
        measures
            .iter()
            .filter(|m| match m.due.get() {
                Some(Due::On(date)) => date.to_string() == wanted,
                Some(Due::Continuous(words)) => words == wanted,
                None => false,
            })
            .count()
    };
    let days = ["2025-03-31", "2025-04-15", "2025-04-20", "2025-04-30", "2025-09-30"];
    assert_eq!(days.map(due), [2, 22, 6, 4, 8]);
    assert_eq!(["ทุกเดือน", "เป็นปัจจุบัน"].map(due), [1, 3]);
    let means = |word: &str| measures.iter().filter(|m| m.cadence_means == word).count();
    let words = ["ทุก ๑ เดือน", "ทุกไตรมาส", "ทุก ๖ เดือน", "ทุกครั้งที่มีการเปลี่ยนแปลง"];
    assert_eq!(words.map(means), [32, 4, 4, 6]);
    // Their own words stay in print.
    assert_eq!(measures[27].cadence.text(), "ทุกครั้งที่มีการเพิ่มเติม");
    assert_eq!(measures.iter().filter(|m| m.persons.get().is_some()).count(), 40);
    let first = measures[0].responsible.get().expect("units");
    assert_eq!(first.wording, "ฝ่ายทะเบียน / ทุกฝ่าย");
    assert_eq!(measures[0].persons.text(), "หัวหน้าฝ่ายทะเบียน");
    assert_eq!(measures[16].responsible.get().expect("units").units.len(), 5);
    assert_eq!(measures[1].supervision.text(), measures[0].supervision.text());
    assert!(read.diagnostics.iter().any(|d| d.code == Code::CodesGiven));
    adds_up(&read.facts);
}

#[test]
fn a_register_without_codes_keeps_those_that_it_was_given() {
    let dir = workspace();
    let register = dir.path().join("input/2568/register.xlsx");
    std::fs::copy(repository("tests/golden/forms/register.xlsx"), &register).expect("a form");
    let root = dir.path().to_str().expect("a path");
    let learn = ["learn", "--codes", "--workspace", root, register.to_str().expect("a path")];
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_ita-report")).args(learn).output();
    assert!(output.expect("the program").status.success());
    let told = |read: &Read| read.diagnostics.iter().any(|d| d.code == Code::CodesGiven);
    assert!(!told(&read(dir.path())), "what is kept is no news");

    // As if two rows had changed places, one had been edited and one were new.
    let kept = dir.path().join("input/2568/measure-codes.toml");
    let text = std::fs::read_to_string(&kept).expect("kept codes");
    assert_eq!(text.matches("[[code]]").count(), 46);
    let (head, rest) = text.split_once("[[code]]").expect("codes");
    let mut entries: Vec<String> = rest.split("[[code]]").map(str::to_owned).collect();
    entries[0] = entries[0].replace("M1-01", "M1-02");
    entries[1] = entries[1].replace("M1-02", "M1-01");
    entries[2] = entries[2].replace("content = \"", "content = \"คำเดิม ");
    entries.remove(3);
    std::fs::write(&kept, format!("{head}[[code]]{}", entries.join("[[code]]"))).expect("kept codes");
    let again = read(dir.path());
    let codes: Vec<_> =
        again.facts.years[&FiscalYear(2568)].measures.iter().map(|m| m.code.as_str()).take(6).collect();
    assert_eq!(codes, ["M1-02", "M1-01", "M1-03", "M1-07", "M1-05", "M1-06"]);
    assert!(told(&again), "one is new");
    assert!(!again.diagnostics.iter().any(|d| d.code == Code::FileIgnored), "the file is known");
}

#[test]
fn scores_of_indicators_instruments_and_in_total_are_facts() {
    let read = golden("results-overall-only.xlsx", "2567");
    let year = &read.facts.years[&FiscalYear(2567)];
    let score = |level: &Level| {
        let found = year.published.iter().find(|s| s.level == *level).expect("a published score");
        *found.score.get().expect("a score")
    };
    assert_eq!(year.published.len(), 10 + 3 + 1);
    assert!((score(&Level::Indicator(2)) - 98.75).abs() < 1e-9);
    for (code, expected) in [("IIT", 99.34), ("EIT", 95.81), ("OIT", 100.0)] {
        assert!((score(&Level::Instrument(code.to_owned())) - expected).abs() < 1e-9, "{code}");
    }
    assert!((score(&Level::Total) - 98.55).abs() < 1e-9);
    adds_up(&read.facts);
}

#[test]
fn a_wrong_sum_across_is_told_at_its_cell() {
    let dir = workspace();
    let titles = ["ประเภทภาษี", "ต.ค. 67", "", "รวม", ""];
    let sheet = Sheet::new("ภาษี", &["สถิติ ฝ่ายรายได้ ปีงบประมาณ 2568 รอบ 6 เดือนแรก"])
        .row(titles.map(Cell::from).to_vec())
        .row(["", "ราย", "บาท", "ราย", "บาท"].map(Cell::from).to_vec())
        .row(vec!["ภาษีป้าย".into(), 3.into(), 500.into(), 3.into(), 600.into()])
        .row(vec!["รวม".into(), 3.into(), 501.into(), 3.into(), 600.into()]);
    save(&dir.path().join("input/2568/tax.xlsx"), &[sheet]);
    let read = read(dir.path());
    let wrong: Vec<_> = read.diagnostics.iter().filter(|d| d.code == Code::TotalMismatch).collect();
    assert_eq!(wrong.iter().filter_map(|d| d.place.a1()).collect::<Vec<_>>(), ["E4", "C5"]);
    adds_up(&read.facts);
}

#[test]
fn a_form_of_a_changed_year_names_what_is_missing_and_what_is_new() {
    let dir = workspace();
    let titles = ["ที่", "โรงเรียน", "จำนวนครู", "จำนวนนักเรียน", "เงินบริจาค", "เงินรายได้สถานศึกษา"];
    let sheet = Sheet::new("รร", &titles).row(vec![1.into(), "โรงเรียนตัวอย่างริมน้ำ".into(), 2.into()]);
    save(&dir.path().join("input/2568/schools.xlsx"), &[sheet]);
    let read = read(dir.path());
    let changed = read.diagnostics.iter().find(|d| d.code == Code::LayoutChanged).expect("a finding");
    assert!(changed.message.th.contains("schools_list"), "{}", changed.message.th);
    assert!(changed.message.th.contains("เงินรายได้สถานศึกษา"), "{}", changed.message.th);
    assert!(changed.action.en.contains("layouts"), "{}", changed.action.en);
}

#[test]
fn two_layouts_that_fit_alike_are_both_named_and_nothing_is_read() {
    let dir = workspace();
    let layouts = dir.path().join("input/layouts");
    std::fs::create_dir_all(&layouts).expect("a folder");
    let own = std::fs::read_to_string(repository("templates/layouts/tax_months.toml")).expect("a layout");
    std::fs::write(layouts.join("own.toml"), own.replace("\"tax_months\"", "\"own_taxes\"")).expect("a file");
    std::fs::copy(
        repository("tests/golden/forms/tax-cross-table.xlsx"),
        dir.path().join("input/2568/t.xlsx"),
    )
    .expect("a form");
    let read = read(dir.path());
    let unclear = read.diagnostics.iter().find(|d| d.code == Code::LayoutUnclear).expect("a finding");
    assert!(unclear.message.en.contains("own_taxes") && unclear.message.en.contains("tax_months"));
    assert!(read.facts.data_sets.is_empty());
    adds_up(&read.facts);
}

#[test]
fn a_wrong_layout_file_is_a_configuration_error_with_file_line_and_what_is_meant() {
    let dir = workspace();
    let layouts = dir.path().join("input/layouts");
    std::fs::create_dir_all(&layouts).expect("a folder");
    let try_it = |text: &str| {
        std::fs::write(layouts.join("own.toml"), text).expect("a file");
        let workspace = Workspace::open(dir.path()).expect("a workspace");
        let error = Setup::new(&rules(), workspace, dir.path().join("output")).expect_err("a wrong layout");
        assert_eq!(error.exit() as u8, 2);
        error.to_string()
    };
    let start = "name = \"x\"\ntitle = \"x\"\n";
    let unknown = try_it(&format!("{start}contract = \"o9_taxes\"\n[[column]]\nfield = \"month\"\n"));
    assert!(unknown.contains("own.toml:3") && unknown.contains("o9_tax"), "{unknown}");
    let field = try_it(&format!("{start}contract = \"o9_tax\"\n[[column]]\nfield = \"amuont\"\n"));
    assert!(field.contains("own.toml:5") && field.contains("`amount`"), "{field}");
    let pattern = try_it(&format!(
        "{start}contract = \"o9_tax\"\n[[column]]\ntitle_like = ['(']\nfield = \"amount\"\n"
    ));
    assert!(pattern.contains("own.toml") && pattern.contains("pattern"), "{pattern}");
    let key = try_it(&format!("{start}contract = \"o9_tax\"\nheaders = 2\n[[column]]\nfield = \"amount\"\n"));
    assert!(key.contains("own.toml") && key.contains("headers"), "{key}");
}

/// Own forms and foreign ones as they were read, to be changed.
fn pool() -> (tempfile::TempDir, Vec<RawWorkbook>) {
    let dir = tempfile::tempdir().expect("a folder");
    clean().check(dir.path());
    for (name, year) in FORMS {
        let to = dir.path().join("input").join(year).join(format!("form-{name}"));
        std::fs::copy(repository(&format!("tests/golden/forms/{name}")), to).expect("a form");
    }
    let workspace = Workspace::open(dir.path()).expect("a workspace");
    let (books, _) =
        read_all(&workspace.files, &workspace.bounds, Limits::default(), &|| {}).expect("readable files");
    (dir, books)
}

/// One to six changes of a sheet: cells taken away, moved, filled with something else, put anywhere.
fn change(random: &mut fastrand::Rng, book: &mut RawWorkbook) {
    let count = book.sheets.len();
    let Some(sheet) = book.sheets.get_mut(random.usize(..count.max(1))) else { return };
    let values =
        ["รวม", "ลงชื่อ ก", "-", "๑๒,๓๐๐", "หมายเหตุ", "I1", "ต.ค. 67", "ตัวเลือก", "O1 : ข้อ", "12/3/2568"];
    for _ in 0..random.usize(1..7) {
        let len = sheet.cells.len();
        if len == 0 {
            return;
        }
        let at = random.usize(..len);
        match random.u8(..6) {
            0 => {
                sheet.cells.remove(at);
            }
            1 => sheet.cells[at].value = RawValue::Number(f64::from(random.u16(..))),
            2 => sheet.cells[at].value = RawValue::Text(values[random.usize(..values.len())].to_owned()),
            3 => {
                let (row, col) = (random.u32(..60), random.u32(..20));
                let value = RawValue::Number(f64::from(random.u16(..)));
                sheet.cells.push(RawCell { row, col, value });
            }
            4 => {
                let (row, col) = (random.u32(..60), random.u32(..20));
                sheet.merged.push((row, col, row + random.u32(..4), col + random.u32(..4)));
            }
            _ => {
                let row = sheet.cells[at].row;
                for cell in sheet.cells.iter_mut().filter(|c| c.row >= row) {
                    cell.row += 1;
                }
            }
        }
        sheet.cells.sort_by_key(|c| (c.row, c.col));
        sheet.cells.dedup_by_key(|c| (c.row, c.col));
    }
}

#[test]
fn every_cell_of_changed_workbooks_is_accounted_for_and_planted_numbers_are_told() {
    let (dir, books) = pool();
    let workspace = Workspace::open(dir.path()).expect("a workspace");
    let setup = Setup::new(&rules(), workspace, dir.path().join("output")).expect("layouts");
    let context: Context<'_> = setup.context();
    let cases = std::env::var("ITA_ACCOUNT_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(400);
    let mut random = fastrand::Rng::with_seed(13);
    for case in 0..cases {
        let mut book = books[random.usize(..books.len())].clone();
        if case >= books.len() {
            change(&mut random, &mut book);
        }
        // A number far from any table, in the first sheet that holds something.
        let Some(sheet) = book.sheets.iter_mut().find(|s| !s.cells.is_empty()) else { continue };
        let right = sheet.cells.iter().map(|c| c.col).max().unwrap_or(0) + 5;
        let row = sheet.cells[random.usize(..sheet.cells.len())].row;
        sheet.cells.push(RawCell { row, col: right, value: RawValue::Number(987_654.0) });
        sheet.cells.sort_by_key(|c| (c.row, c.col));
        let name = sheet.name.clone();
        let (facts, found) = check::check(context, std::slice::from_ref(&book));
        for r in &facts.readings {
            let parts = r.read + r.headings + r.labels + r.furniture + r.reported;
            assert_eq!(r.used, parts, "case {case}: {r:?}");
        }
        let told = found.iter().any(|d| {
            let whole = matches!(
                d.code,
                Code::SheetUnrecognised | Code::LayoutChanged | Code::LayoutUnclear | Code::SheetTooLarge
            );
            let here = d.place.cell == Some((row, right))
                && matches!(d.code, Code::CellsNotRead | Code::ColumnUnknown);
            d.place.sheet.as_deref() == Some(&name[..]) && (whole || here)
        });
        assert!(told, "case {case}: the number in row {row}, column {right} of {} is not told", book.name);
    }
}

#[test]
fn a_tenth_form_comes_in_by_a_file_alone() {
    let dir = workspace();
    let layouts = dir.path().join("input/layouts");
    std::fs::create_dir_all(&layouts).expect("a folder");
    let example = repository("docs/examples/layouts/subsidies_quarters.toml");
    std::fs::copy(example, layouts.join("subsidies_quarters.toml")).expect("a layout");
    let parts = ["อุดหนุน", "ส่งคืน"];
    let title = "เงินอุดหนุนชุมชน ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม ปีงบประมาณ 2568 (ต.ค. 67 - มี.ค. 68)";
    let table = cross(["ชื่อชุมชน"], &["ไตรมาสที่ 1", "ไตรมาสที่ 2", "รวม"], &parts, "หมายเหตุ");
    let row = |name: &str, figures: [i32; 6]| {
        let mut row: Vec<Cell> = vec![name.into()];
        row.extend(figures.map(Cell::from));
        row
    };
    let sheet = table(Sheet::new("อุดหนุน", &[title]))
        .row(row("ชุมชนหนึ่ง", [100, 0, 50, 20, 150, 20]))
        .row(row("ชุมชนสอง", [0, 0, 70, 0, 70, 0]));
    save(&dir.path().join("input/2568/subsidies.xlsx"), &[sheet]);
    let read = read(dir.path());
    no_errors(&read, "subsidies.xlsx");
    assert_eq!(column(&read.facts, "o14_subsidies", "granted"), ["150", "70"]);
    assert_eq!(column(&read.facts, "o14_subsidies", "returned"), ["20", "0"]);
    adds_up(&read.facts);
}

/// The two header rows of a table with parts below each title across, and a column behind them.
fn cross<const N: usize>(
    before: [&str; N],
    across: &[&str],
    parts: &[&str],
    behind: &str,
) -> impl Fn(Sheet) -> Sheet {
    let mut upper: Vec<Cell> = before.map(Cell::from).to_vec();
    let mut lower: Vec<Cell> = before.map(|_| Cell::from("")).to_vec();
    for title in across {
        upper.push(Cell::from(*title));
        upper.extend(parts.iter().skip(1).map(|_| Cell::from("")));
        lower.extend(parts.iter().map(|part| Cell::from(*part)));
    }
    upper.push(behind.into());
    move |sheet| sheet.row(upper.clone()).row(lower.clone())
}

#[test]
fn complaints_with_months_across_come_in() {
    let months = ["ต.ค. 67", "พ.ย. 67", "รวม"];
    let title = "สถิติเรื่องร้องเรียน ฝ่ายปกครอง ปีงบประมาณ 2568 (ต.ค. 67 - มี.ค. 68)";
    let table = cross(["ลำดับ", "ประเภทเรื่อง"], &months, &["รับ", "แล้วเสร็จ", "คงค้าง"], "ผลการดำเนินการ");
    let mut row: Vec<Cell> = vec![1.into(), "การบริหารงานบุคคล".into()];
    row.extend([2, 1, 1, 0, 0, 0, 2, 1, 1].map(Cell::from));
    row.push("อยู่ระหว่างตรวจสอบ".into());
    let dir = workspace();
    let sheet = table(Sheet::new("ร้องเรียน", &[title])).row(row);
    save(&dir.path().join("input/2568/complaints.xlsx"), &[sheet]);
    let read = read(dir.path());
    no_errors(&read, "complaints.xlsx");
    assert_eq!(column(&read.facts, "o17_complaints", "received"), ["2", "0"]);
    assert_eq!(column(&read.facts, "o17_complaints", "month"), ["10", "11"]);
    adds_up(&read.facts);
}

/// Spending is the half's: the sums are read, each month is checked, sums of quarters too.
#[test]
fn spending_with_months_across_is_read_by_its_sums() {
    let titles = ["ต.ค. 67", "พ.ย. 67", "ธ.ค. 67", "รวมไตรมาส 1", "ม.ค. 68", "ก.พ. 68", "มี.ค. 68", "รวมทั้งสิ้น"];
    let title = "ผลการใช้จ่ายงบประมาณ ฝ่ายการคลัง ปีงบประมาณ 2568 (ต.ค. 67 - มี.ค. 68)";
    let of = |change: &dyn Fn(&mut Vec<Cell>)| {
        let mut row: Vec<Cell> = vec!["หมวดรายจ่ายอื่น".into(), 1000.into()];
        for (plan, spent) in [(10, 9), (20, 20), (30, 30), (60, 59), (0, 0), (40, 41), (0, 0), (100, 100)] {
            row.extend([Cell::from(plan), Cell::from(spent)]);
        }
        row.push("".into());
        change(&mut row);
        let table = cross(["หมวดรายจ่าย", "งบประมาณทั้งปี (บาท)"], &titles, &["แผน", "ผล"], "ปัญหา/อุปสรรค");
        let dir = workspace();
        save(&dir.path().join("input/2568/spending.xlsx"), &[table(Sheet::new("ใช้จ่าย", &[title])).row(row)]);
        read(dir.path())
    };
    let right = of(&|_| ());
    no_errors(&right, "spending.xlsx");
    for (field, value) in [("budget", "1000"), ("planned", "100"), ("spent", "100")] {
        assert_eq!(column(&right.facts, "o13_spending", field), [value], "{field}");
    }
    adds_up(&right.facts);
    let found = |read: &Read| {
        let own = read.diagnostics.iter().filter(|d| d.place.file.ends_with("spending.xlsx"));
        own.filter(|d| d.severity == Severity::Error).map(|d| d.code.name().to_owned()).collect::<Vec<_>>()
    };
    // A month that the sum does not hold, a sum that is not one, a month in words, a sum of a quarter,
    // the last quarter's for the sum of all, no sum.
    for (at, cell, expected) in [
        (2, Cell::from(11), "total-mismatch"),
        (16, Cell::from(110), "total-mismatch"),
        (2, Cell::from("ค้าง"), "value-not-number"),
        (8, Cell::from(61), "total-mismatch"),
        (16, Cell::from(40), "total-mismatch"),
        (16, Cell::from(""), "value-missing"),
    ] {
        let wrong = of(&|row| row[at] = cell.clone());
        let all = found(&wrong);
        assert!(all.iter().any(|f| f.starts_with(expected)), "{at}: {all:?}");
    }
}

#[test]
fn a_form_that_nobody_prepared_is_learnt_and_then_read() {
    let dir = workspace();
    let titles = ["ลำดับ", "ชนิดภาษี (ประเภทภาษี)", "ประจำเดือน", "ผู้ชำระ (ราย)", "ภาษีที่จัดเก็บ (บาท)"];
    let sheet = Sheet::new("ภาษี", &["รายงานภาษีของฝ่ายรายได้ รอบ 6 เดือนแรก ปีงบประมาณ 2568"])
        .row(titles.map(Cell::from).to_vec())
        .row(vec![1.into(), "ภาษีป้าย".into(), "ตุลาคม".into(), 12.into(), "1,500.50".into()])
        .row(vec![2.into(), "ภาษีน้ำมัน".into(), "มีนาคม".into(), 3.into(), "200".into()]);
    let file = dir.path().join("input/2568/own.xlsx");
    save(&file, &[sheet]);
    let learn = |more: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ita-report"));
        command.arg("learn").arg(&file).arg("--workspace").arg(dir.path()).args(more);
        let output = command.output().expect("the program");
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, shown) = learn(&["--dry-run", "--lang", "en", "--set", "ผู้ชำระ (ราย)=taxpayers"]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("→ tax_kind") && shown.contains("ภาษีป้าย | ภาษีน้ำมัน"), "{shown}");
    assert!(!dir.path().join("input/layouts").exists());
    let (code, shown) = learn(&["--set", "ผู้ชำระ (ราย)=taxpayers"]);
    assert_eq!(code, Some(0), "{shown}");
    let read = read(dir.path());
    no_errors(&read, "own.xlsx");
    assert_eq!(column(&read.facts, "o9_tax", "amount"), ["1500.5", "200"]);
    assert_eq!(column(&read.facts, "o9_tax", "taxpayers"), ["12", "3"]);
    adds_up(&read.facts);
}

/// A tax table with months across, one row, six months; `change` alters titles, parts and figures.
fn tax(months: [&str; 6], parts: [&str; 2], title: &str) -> Read {
    let dir = workspace();
    let mut across = months.to_vec();
    across.push("รวม");
    let table = cross(["ที่", "ประเภทภาษี"], &across, &parts, "");
    let mut row: Vec<Cell> = vec![1.into(), "ภาษีป้าย".into()];
    for _ in 0..6 {
        row.extend([Cell::from(2), Cell::from(100)]);
    }
    row.extend([Cell::from(12), Cell::from(600)]);
    save(&dir.path().join("input/2568/tax.xlsx"), &[table(Sheet::new("ภาษี", &[title])).row(row)]);
    read(dir.path())
}

const TAX_TITLE: &str = "สถิติการจัดเก็บภาษี ฝ่ายรายได้ ปีงบประมาณ 2568 (ต.ค. 67 - มี.ค. 68)";
const TAX_MONTHS: [&str; 6] = ["ต.ค. 67", "พ.ย. 67", "ธ.ค. 67", "ม.ค. 68", "ก.พ. 68", "มี.ค. 68"];

fn codes_of(read: &Read, file: &str) -> Vec<String> {
    let own = read.diagnostics.iter().filter(|d| d.place.file.ends_with(file) && d.place.cell.is_some());
    own.map(|d| format!("{} {}", d.code.name(), d.place.a1().unwrap_or_default())).collect()
}

#[test]
fn months_across_are_read_in_every_writing_and_of_their_own_year() {
    for months in [
        TAX_MONTHS,
        ["ตุลาคม 2567", "พฤศจิกายน 2567", "ธันวาคม 2567", "มกราคม 2568", "กุมภาพันธ์ 2568", "มีนาคม 2568"],
        ["Oct-24", "Nov-24", "Dec-24", "Jan-25", "Feb-25", "Mar-25"],
        ["October 2024", "November 2024", "December 2024", "January 2025", "February 2025", "March 2025"],
        ["1/10/2567", "1/11/2567", "1/12/2567", "1/1/2568", "1/2/2568", "1/3/2568"],
        ["ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค."],
    ] {
        let read = tax(months, ["ราย", "บาท"], TAX_TITLE);
        no_errors(&read, "tax.xlsx");
        assert_eq!(column(&read.facts, "o9_tax", "month"), ["10", "11", "12", "1", "2", "3"], "{months:?}");
    }
    // The year before's, in a table of this year.
    let old = ["ต.ค. 66", "พ.ย. 66", "ธ.ค. 66", "ม.ค. 67", "ก.พ. 67", "มี.ค. 67"];
    let found = codes_of(&tax(old, ["ราย", "บาท"], TAX_TITLE), "tax.xlsx");
    assert!(found.iter().any(|f| f.starts_with("date-outside-period")), "{found:?}");
}

#[test]
fn titles_across_that_would_make_wrong_sums_are_findings() {
    let mut doubled = TAX_MONTHS;
    doubled[5] = "ก.พ. 68";
    for (months, parts, title, expected) in [
        (doubled, ["ราย", "บาท"], TAX_TITLE, "column-duplicate"),
        (
            TAX_MONTHS,
            ["ราย", "บาท"],
            "ยอดสะสมภาษี ฝ่ายรายได้ ปีงบประมาณ 2568 (ต.ค. 67 - มี.ค. 68)",
            "values-cumulative",
        ),
    ] {
        let found = codes_of(&tax(months, parts, title), "tax.xlsx");
        assert!(found.iter().any(|f| f.starts_with(expected)), "{expected}: {found:?}");
    }
}

/// A month of the national procurement form.
fn bought(name: &str, month: &str, rows: Vec<Vec<Cell>>) -> Sheet {
    let title = format!("แบบ สขร.1 สรุปผลการดำเนินการจัดซื้อจัดจ้างในรอบเดือน{month} 2567 ฝ่ายปกครอง");
    let mut sheet = Sheet::new(name, &[&title]).row(
        [
            "ลำดับที่",
            "งานที่จัดซื้อหรือจัดจ้าง",
            "วงเงินที่จะซื้อหรือจ้าง",
            "ราคากลาง",
            "วิธีซื้อหรือจ้าง",
            "รายชื่อผู้เสนอราคาและราคาที่เสนอ",
            "ผู้ได้รับการคัดเลือกและราคาที่ตกลงซื้อหรือจ้าง",
            "เหตุผลที่คัดเลือกโดยสรุป",
            "เลขที่และวันที่ของสัญญาหรือข้อตกลงในการซื้อหรือจ้าง",
        ]
        .map(Cell::from)
        .into(),
    );
    for row in rows {
        sheet = sheet.row(row);
    }
    sheet
}

fn purchase(budget: impl Into<Cell>, chosen: impl Into<Cell>) -> Vec<Cell> {
    let (budget, chosen) = (budget.into(), chosen.into());
    let own = |text: &str| Cell::from(text);
    vec![
        Cell::from(1),
        own("ซื้อวัสดุสำนักงาน"),
        budget,
        Cell::from(17_000),
        own("เฉพาะเจาะจง"),
        own("ร้านตัวอย่าง 99 การค้า 16,560 บาท"),
        chosen,
        own("ราคาเหมาะสม"),
        own("1/2568 ลว. 5 พ.ย. 2567"),
    ]
}

/// The errors of one purchase.
fn bought_once(budget: impl Into<Cell>, chosen: impl Into<Cell>) -> (Vec<String>, Vec<String>) {
    let dir = workspace();
    save(
        &dir.path().join("input/2568/b.xlsx"),
        &[bought("พ.ย. 67", "พฤศจิกายน", vec![purchase(budget, chosen)])],
    );
    let read = read(dir.path());
    let errors = codes_of(&read, "b.xlsx").into_iter().filter(|code| code.starts_with("value-")).collect();
    (errors, column(&read.facts, "o15_procurement", "price"))
}

#[test]
fn an_amount_among_other_figures_is_never_picked_out() {
    for (chosen, price) in [
        ("ร้านตัวอย่าง 99 การค้า ราคา 16,560 บาท", "16560"),
        ("บริษัท ตัวอย่าง 2000 จำกัด\n16,560.00", "16560"),
        ("หจก.ตัวอย่าง เสนอราคา 16560.-", "16560"),
        ("ร้านตัวอย่าง ราคา 16,560.00 บาท (รวมภาษีมูลค่าเพิ่ม)", "16560"),
        ("ร้านตัวอย่าง 16,560 บาท (หนึ่งหมื่นหกพันห้าร้อยหกสิบบาทถ้วน)", "16560"),
        ("ร้านวันละมื้อ / 16,560 บาท", "16560"),
        ("ร้าน 5x5 การพิมพ์ 16,560 บาท (รวม VAT 7%)", "16560"),
    ] {
        let (errors, prices) = bought_once(18_000, chosen);
        assert!(errors.is_empty(), "{chosen}: {errors:?}");
        assert_eq!(prices, [price], "{chosen}");
    }
    for chosen in [
        "16,560 บาท",
        "16560",
        "ร้าน ก 10,000 บาท\nร้าน ข 6,000 บาท",
        "งวดที่ 1 10,000 บาท งวดที่ 2 6,000 บาท",
        "ร้าน ก เดือนละ 9,000 บาท",
        "ร้าน ก กล่องละ 4,100",
        "ร้าน ก 3 งวด ๆ ละ 4,100",
        "ร้าน ก ราคาต่อหน่วย 4,000",
        "ร้าน ก 12300\nร้าน ข 11000",
        "ร้าน ก 8000+4300 บาท",
        "ร้าน ก 16,560 บาท ปี 2568",
        "ร้าน ก 2 x 8,000",
    ] {
        let (errors, _) = bought_once(18_000, chosen);
        assert!(!errors.is_empty(), "{chosen}");
    }
    for budget in [
        "10,000.00\n18,000.00",
        "ปี 67 10,000 บาท ปี 68 18,000 บาท",
        "2 x 30,000",
        "17, 700.00",
        "17,000-18,000",
    ] {
        let (errors, _) = bought_once(budget, "ร้าน ก 16,560 บาท");
        assert!(!errors.is_empty(), "{budget}");
    }
}

#[test]
fn months_below_one_another_on_a_sheet_are_each_read_as_their_own() {
    let dir = workspace();
    let next = vec![Cell::from("ประจำเดือน ธันวาคม 2567")];
    let rows = vec![purchase(18_000, "ร้าน ก 16,560 บาท"), next, purchase(18_000, "ร้าน ข 16,000 บาท")];
    save(&dir.path().join("input/2568/b.xlsx"), &[bought("พ.ย. 67", "พฤศจิกายน", rows)]);
    assert_eq!(column(&read(dir.path()).facts, "o15_procurement", "month"), ["11", "12"]);
    // The day on which the form was signed is no month's title.
    let signed = vec![Cell::from("วันที่ ๕ เดือน ธันวาคม พ.ศ. ๒๕๖๗")];
    let bound = vec![Cell::from("รายการที่ผูกพันงบประมาณถึง กันยายน 2568")];
    let rows =
        vec![signed, purchase(18_000, "ร้าน ก 16,560 บาท"), bound, purchase(18_000, "ร้าน ข 16,000 บาท")];
    save(&dir.path().join("input/2568/b.xlsx"), &[bought("ส่ง ธ.ค. 67", "พฤศจิกายน", rows)]);
    let told = read(dir.path());
    assert_eq!(column(&told.facts, "o15_procurement", "month"), ["11", "11"]);
    assert!(!codes_of(&told, "b.xlsx").iter().any(|code| code.starts_with("half-differs")));
    // A sheet that was copied for the next month, with the title of the last.
    let rows = vec![purchase(18_000, "ร้าน ก 16,560 บาท")];
    save(&dir.path().join("input/2568/b.xlsx"), &[bought("ธ.ค. 67", "พฤศจิกายน", rows)]);
    let found = codes_of(&read(dir.path()), "b.xlsx");
    assert!(found.iter().any(|code| code.starts_with("half-differs")), "{found:?}");
}

#[test]
fn what_stands_below_a_total_or_a_signature_is_read_or_told() {
    let rows_of = |rows: Vec<Vec<Cell>>| {
        let dir = workspace();
        save(&dir.path().join("input/2568/b.xlsx"), &[bought("จัดซื้อ", "พฤศจิกายน", rows)]);
        let read = read(dir.path());
        // The same contract twice, which is another matter.
        let mut found = codes_of(&read, "b.xlsx");
        found.retain(|code| !code.starts_with("value-duplicate"));
        (column(&read.facts, "o15_procurement", "month"), found)
    };
    let one = || purchase(18_000, "ร้าน ก 16,560 บาท");
    let total = |label: &str, budgets: i32| -> Vec<Cell> {
        vec!["".into(), label.into(), (budgets * 18_000).into(), (budgets * 17_000).into()]
    };
    let next = |text: &str| vec![Cell::from(text)];
    let header = || {
        let sheet = bought("", "", vec![]);
        sheet.rows.last().expect("a header").clone()
    };
    // Below the total of all rows: counted, and the total is not that of the table.
    let (months, found) = rows_of(vec![one(), one(), total("รวม", 2), one()]);
    assert_eq!((months.len(), found), (3, vec!["total-mismatch A6".to_owned()]));
    // Groups with a sum each, pages, a mean, a month of its own: nothing is said.
    for rows in [
        vec![one(), one(), total("รวมหมวดวัสดุ", 2), one(), total("รวมทั้งสิ้น", 3)],
        vec![one(), one(), total("รวมจัดซื้อ", 2), one(), one(), total("รวมจัดจ้าง", 2), total("รวมทั้งสิ้น", 4)],
        vec![total("ยอดยกมา", 2), one(), one(), total("รวม", 4)],
        vec![one(), one(), total("ยอดยกไป", 2), header(), total("ยอดยกมา", 2), one(), total("รวม", 3)],
        vec![one(), one(), total("เฉลี่ย", 1)],
        vec![one(), one(), total("รวม", 2), next("ประจำเดือน ธันวาคม 2567"), one(), one(), total("รวม", 2)],
    ] {
        let (_, found) = rows_of(rows);
        assert!(!found.iter().any(|code| code.starts_with("total-mismatch")), "{found:?}");
    }
    // A heading behind them does not take the finding back.
    let (_, found) =
        rows_of(vec![one(), one(), total("รวม", 2), one(), next("ประจำเดือน ธันวาคม 2567"), one()]);
    assert!(found.contains(&"total-mismatch A6".to_owned()), "{found:?}");
    // A second table below the signature of the first.
    let (months, found) = rows_of(vec![
        one(),
        next("ลงชื่อ ผู้รายงาน"),
        next("ประจำเดือน ธันวาคม 2567"),
        header(),
        purchase(9_000, "ร้าน ข 8,100 บาท"),
        vec!["".into(), "รวมงบดำเนินงาน".into(), 9_000.into(), 17_000.into(), "-".into()],
    ]);
    assert_eq!((months, found), (vec!["11".to_owned(), "12".to_owned()], vec![]));
    // A month of another year.
    let (_, found) = rows_of(vec![one(), next("ประจำเดือน ธันวาคม 2566"), one()]);
    assert!(found.iter().any(|code| code.starts_with("date-outside-period")), "{found:?}");
}

#[test]
fn a_month_without_purchases_is_one_in_which_nothing_is_reported() {
    for (rows, place) in [
        (vec![vec![Cell::from("ไม่มีการจัดซื้อจัดจ้างในเดือนนี้")]], "A3"),
        (vec![vec!["".into(), "- ไม่มีรายการ -".into(), "-".into(), "-".into(), "-".into()]], "B3"),
        (vec![vec![1.into(), "ไม่มีการจัดซื้อจัดจ้าง".into()]], "B3"),
        (vec![vec!["".into(), "เดือนนี้ไม่มีการจัดซื้อ/จัดจ้าง".into()]], "B3"),
        (vec![vec!["".into(), "-".into(), "-".into()]], "B3"),
    ] {
        let dir = workspace();
        let bought_once = bought("พ.ย. 67", "พฤศจิกายน", vec![purchase(18_000, "ร้าน ก 16,560 บาท")]);
        save(&dir.path().join("input/2568/b.xlsx"), &[bought_once, bought("ธ.ค. 67", "ธันวาคม", rows)]);
        let read = read(dir.path());
        no_errors(&read, "b.xlsx");
        assert_eq!(column(&read.facts, "o15_procurement", "month"), ["11"]);
        let told = codes_of(&read, "b.xlsx");
        assert!(told.contains(&format!("nothing-reported {place}")), "{told:?}");
    }
}

#[test]
fn what_adds_up_more_than_the_rows_and_the_day_of_a_signature_are_no_records() {
    let dir = workspace();
    let total = |label: &str, budget: i32| -> Vec<Cell> { vec!["".into(), label.into(), budget.into()] };
    let rows = vec![
        purchase(18_000, "ร้าน ก 16,560 บาท"),
        total("รวมเงิน", 18_000),
        total("รวมสะสมตั้งแต่ต้นปี", 250_000),
        total("รวมถึงเดือนนี้", 250_000),
        vec![Cell::from("ผู้จัดทำ")],
        vec!["31 ตุลาคม 2567".into(), "".into(), "5/11/2567".into()],
    ];
    save(&dir.path().join("input/2568/b.xlsx"), &[bought("จัดซื้อ", "พฤศจิกายน", rows)]);
    let read = read(dir.path());
    assert_eq!(codes_of(&read, "b.xlsx"), Vec::<String>::new());
    assert_eq!(column(&read.facts, "o15_procurement", "month"), ["11"]);
}

/// A layout that gives a required field no place, and one whose titles are in thousands.
#[test]
fn a_learnt_layout_reads_nothing_short_and_nothing_in_thousands() {
    let made = |parts: &[&str], take: &str| {
        let dir = workspace();
        let layouts = dir.path().join("input/layouts");
        std::fs::create_dir_all(&layouts).expect("a folder");
        let text = format!(
            "name = \"own\"\ntitle = \"ของหน่วยงาน\"\ncontract = \"o9_tax\"\nheader_rows = 2\n\n[[column]]\ntitles = [\"ชนิด\"]\nfield = \"tax_kind\"\n\n[across]\nfield = \"month\"\nfind = \"month\"\n\n{take}\n[[fact]]\nfield = \"unit\"\nfind = \"unit\"\n\n[[fact]]\nfield = \"half\"\nfind = \"half\"\n"
        );
        std::fs::write(layouts.join("own.toml"), text).expect("a layout");
        let table = cross(["ชนิด"], &TAX_MONTHS, parts, "");
        let mut row: Vec<Cell> = vec!["ภาษีป้าย".into()];
        row.extend((0..6 * parts.len()).map(|_| Cell::from(100)));
        save(&dir.path().join("input/2568/own.xlsx"), &[table(Sheet::new("ภาษี", &[TAX_TITLE])).row(row)]);
        codes_of(&read(dir.path()), "own.xlsx")
    };
    let value = |title: &str, field: &str| {
        format!("[[across.value]]\ntitles = [\"{title}\"]\nfield = \"{field}\"\n\n")
    };
    let both = |money: &str| value("ผู้ชำระ", "taxpayers") + &value(money, "amount");
    let fine = made(&["ผู้ชำระ", "จัดเก็บได้ (บาท)"], &both("จัดเก็บได้ (บาท)"));
    assert!(fine.is_empty(), "{fine:?}");
    for title in ["จัดเก็บได้ (พันบาท)", "ล้านบาท", "ยอด : พันบาท"]
    {
        let found = made(&["ผู้ชำระ", title], &both(title));
        assert!(found.iter().any(|f| f.starts_with("column-scale")), "{title}: {found:?}");
    }
    let found = made(&["ผู้ชำระ", "จัดเก็บได้ (บาท)"], &value("จัดเก็บได้ (บาท)", "amount"));
    assert!(found.iter().any(|f| f.starts_with("column-missing")), "{found:?}");
}
