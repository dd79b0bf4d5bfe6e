//! `docs/items.md`: where each item of the checklist has its place, from the form to the open data.

use crate::clean::{ADMIN, REGISTER, clean, row, unit_table};
use crate::workbook_support::{PERIOD, Sample};
use ita_report::contract::Contracts;
use ita_report::diagnostic::Code;
use ita_report::report::{open_data, progress, workbook};
use ita_report::templates::Templates;
use std::collections::BTreeSet;
use std::path::Path;

/// Items whose data come each month or half year; the others ask for documents alone.
const PERIODIC: [&str; 11] = ["O1", "O5", "O9", "O10", "O13", "O14", "O15", "O17", "O18", "O19", "O22"];

/// Words in backticks.
fn names(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

/// The table's rows, cell by cell.
fn table(text: &str) -> Vec<Vec<&str>> {
    let rows = text.lines().filter(|line| line.starts_with("| O"));
    rows.map(|line| line.trim_matches('|').split('|').map(str::trim).collect()).collect()
}

/// The clean workspace with houses, population and a plan, and a measure for each item.
fn inputs() -> crate::clean::Inputs {
    let mut inputs = clean();
    inputs.agency.push_str("\n[data_sets]\no1_population = [\"office-01\"]\n");
    let admin = "ฝ่ายปกครอง";
    let people = ["ตุลาคม", "มีนาคม"].map(|month| row![month, "ทั้งพื้นที่", 1200, 1500, 1700, 3200]);
    let plan = row![
        "โครงการทดสอบ",
        "ร้อยละ",
        "ร้อยละ ๘๐",
        50_000,
        20_000,
        "ต.ค. – ก.ย.",
        "อยู่ระหว่างดำเนินการ",
        "ครึ่งทาง"
    ];
    let register = inputs.sheet(REGISTER, "ทะเบียนมาตรการ");
    let mut first = register.rows[0].clone();
    for (at, text) in [(0, "M9-05"), (2, "O2"), (5, "สื่ออินโฟกราฟิก ๖ แผ่น"), (8, admin)]
    {
        first[at] = text.into();
    }
    first[1] = 9.into();
    register.rows.push(first);
    let output = row!["M9-05", "สื่ออินโฟกราฟิก ๖ แผ่น", 4, "https://test.example.go.th/o2.png"];
    inputs.workbooks.get_mut(ADMIN).expect("a file").extend([
        unit_table("o1_population", admin, 2568, people.to_vec()),
        unit_table("o5_performance", admin, 2568, vec![plan]),
        unit_table("outputs", admin, 2568, vec![output]),
    ]);
    inputs
}

#[test]
fn every_item_has_its_place_from_the_form_to_the_open_data() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect("a file of the repository");
    let (text, codes) = (read("docs/items.md"), read("docs/diagnostics.md"));
    let rows = table(&text);
    let templates = Templates::new(None).expect("templates");
    let contracts = Contracts::load(&templates).expect("contracts");
    let layouts: BTreeSet<String> = templates
        .texts("layouts", "toml")
        .expect("layouts")
        .into_iter()
        .filter_map(|(path, _)| Some(Path::new(&path).file_stem()?.to_str()?.to_owned()))
        .collect();

    let dir = tempfile::tempdir().expect("a folder");
    let found = inputs().check(dir.path());
    let errors: Vec<_> =
        found.iter().filter(|d| d.severity == ita_report::diagnostic::Severity::Error).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    Sample::at(dir.path()).with(|model| {
        let scheme = model.schemes.get(model.fiscal_year()).expect("a scheme");
        let items: Vec<_> =
            scheme.questions.iter().filter(|q| q.scale.is_none()).map(|q| q.code.as_str()).collect();
        assert_eq!(rows.iter().map(|row| row[0]).collect::<Vec<_>>(), items, "each item once, in order");
        let report = serde_json::to_value(progress::progress(model, Vec::new())).expect("JSON");
        let book = workbook::progress(model);
        let tables = open_data::tables(model);
        for row in &rows {
            let [item, _, forms, checks, section, sheets, data] = row[..] else { panic!("{row:?}") };
            let mut kinds = BTreeSet::new();
            for name in names(forms) {
                if let Some(layout) = name.strip_prefix("layout:") {
                    assert!(layouts.contains(layout), "{item}: no layout {layout}");
                    continue;
                }
                let (kind, field) = name.split_once('.').unwrap_or_else(|| panic!("{item}: {name}"));
                let contract = contracts.get(kind).unwrap_or_else(|| panic!("{item}: no form {kind}"));
                let mut fields = contract.fields.iter().chain(&contract.meta);
                assert!(fields.any(|f| f.name == field), "{item}: {kind} has no column {field}");
                let asked = contract.report.as_ref().is_none_or(|report| report.item == item);
                assert!(asked, "{item}: {kind} answers another item");
                kinds.insert(kind);
            }
            assert!(!kinds.is_empty(), "{item} has no form");
            let own = kinds.iter().any(|kind| *kind != "outputs");
            assert!(own || !PERIODIC.contains(&item), "{item}: periodic data have a form of their own");
            for code in names(checks) {
                assert!(Code::ALL.iter().any(|known| known.name() == code), "{item}: no code {code}");
                assert!(codes.contains(&format!("## {code}\n")), "{item}: {code} is not documented");
            }
            for part in names(section) {
                let said = report[part].to_string();
                assert!(said.len() > 100, "{item}: the report has no section {part}");
                if part == "data_sets" {
                    let titles = kinds.iter().filter_map(|kind| model.contracts.get(kind));
                    for contract in titles {
                        assert!(
                            said.contains(&contract.title),
                            "{item}: {} is not in the report",
                            contract.title
                        );
                    }
                }
            }
            for sheet in names(sheets) {
                assert!(book.sheets.iter().any(|s| s.tab == sheet), "{item}: no sheet {sheet}");
            }
            for name in names(data) {
                let (table, column) = name.split_once('.').expect("table.column");
                let half = format!("{table}-{}", PERIOD.slug());
                let found = tables.iter().find(|t| t.name == table || t.name == half);
                let found = found.unwrap_or_else(|| panic!("{item}: no table {table}"));
                let at = found.columns.iter().position(|c| c.name == column);
                let at = at.unwrap_or_else(|| panic!("{item}: {table} has no column {column}"));
                let filled = found.rows.iter().any(|row| !row[at].is_empty());
                let may_be_blank = matches!(column, "updated" | "problem" | "check_ins" | "kinds_wanted");
                assert!(filled || may_be_blank, "{item}: {name} is blank");
            }
        }
        // Every item is in the readiness list.
        let ready: BTreeSet<_> = model.readiness.iter().map(|row| row.item.as_str()).collect();
        assert!(items.iter().all(|item| ready.contains(item)), "{ready:?}");
        assert_eq!(
            report["readiness"]["tables"][0]["rows"].as_array().map(Vec::len),
            Some(23),
            "22 items and their sum"
        );
    });
}

/// What the forms of O1 and O5 say about themselves is checked.
#[test]
fn sums_of_people_and_budgets_that_contradict_themselves_are_found() {
    let mut inputs = inputs();
    let sheets = inputs.workbooks.get_mut(ADMIN).expect("a file");
    let people = sheets.iter_mut().find(|sheet| sheet.name == "O1 ประชากร").expect("a sheet");
    people.rows[0][5] = 9999.into();
    let plan = sheets.iter_mut().find(|sheet| sheet.name == "O5 ผลตามแผน").expect("a sheet");
    plan.rows[0][4] = 60_000.into();
    let found = inputs.findings();
    let found: Vec<_> = found.iter().filter(|f| f.contains("O1 ") || f.contains("O5 ")).collect();
    assert_eq!(
        found,
        [
            "values-contradict 2568/h1-office-01.xlsx O1 ประชากร!F6",
            "value-out-of-range 2568/h1-office-01.xlsx O5 ผลตามแผน!E6"
        ]
    );
}
