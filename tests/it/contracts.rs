//! Contracts laid over the built-in ones: what the program reads must be there, and what it would drop is
//! a finding.

use crate::builder::Sheet;
use crate::clean::{ADMIN, REGISTER, clean, listed};
use crate::publication::{Watched, said};
use crate::workbook_support::Book;
use crate::workspace::{Workspace, project};
use calamine::Data;
use ita_report::contract::{Contracts, CoreSheet, Persons};
use ita_report::error::{Error, Exit};
use ita_report::pipeline::{Options, Rules, Setup, assess};
use ita_report::publish::Timings;
use ita_report::templates::Templates;
use std::fs;
use std::path::Path;

/// A built-in contract with texts replaced, laid over the built-in ones below `root`.
fn overlay(root: &Path, sheet: &str, changes: &[(&str, &str)]) -> Templates {
    let path = project().join("templates/contracts").join(format!("{sheet}.toml"));
    let mut text = fs::read_to_string(path).expect("a contract");
    for (from, to) in changes {
        assert!(text.contains(from), "{sheet}: {from}");
        text = text.replacen(from, to, 1);
    }
    let folder = root.join("contracts");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{sheet}.toml")), text).expect("a contract");
    Templates::new(Some(root.to_owned())).expect("templates")
}

/// Why contracts do not load: line and English words.
fn refused(sheet: &str, changes: &[(&str, &str)]) -> (usize, String) {
    let dir = tempfile::tempdir().expect("a folder");
    let error = Contracts::load(&overlay(dir.path(), sheet, changes)).expect_err("it must not load");
    assert_eq!(error.exit(), Exit::Usage);
    let text = error.text();
    assert!(text.th.contains("บรรทัด") && text.th.contains("—") && text.en.contains("—"), "{text:?}");
    match error {
        Error::Contract { path, line, problem } => {
            assert!(path.ends_with(format!("contracts/{sheet}.toml")), "{}", path.display());
            (line, problem.en)
        }
        other => panic!("{other}"),
    }
}

/// The line of a built-in contract that holds a text.
fn line_of(sheet: &str, text: &str) -> usize {
    let path = project().join("templates/contracts").join(format!("{sheet}.toml"));
    let all = fs::read_to_string(path).expect("a contract");
    all.lines().position(|line| line == text).expect(text) + 1
}

const BUDGET: &str =
    "[[fields]]\nname = \"budget\"\ntitle = \"งบประมาณ\"\ntype = \"number\"\noptional = true\n\n";

#[test]
fn a_renamed_field_of_the_program_is_refused_where_it_is_written() {
    let (line, problem) = refused("measures", &[("name = \"measure\"", "name = \"activity\"")]);
    assert_eq!(line, line_of("measures", "name = \"measure\""));
    assert!(problem.contains("`activity`") && problem.contains("write name = \"measure\""), "{problem}");
}

/// Only one of two columns with the same title would be filled in.
#[test]
fn a_field_without_a_title_or_with_that_of_another_is_refused() {
    for (title, why) in [("\"\"", "`budget` has no title"), ("\"ผลผลิต\"", "have the same title")]
    {
        let field = BUDGET.replace("\"งบประมาณ\"", title);
        let dir = tempfile::tempdir().expect("a folder");
        let templates =
            overlay(dir.path(), "measures", &[("[[fields]]\n", &*format!("{field}[[fields]]\n"))]);
        let error = Contracts::load(&templates).expect_err("it must not load");
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[test]
fn every_field_that_the_program_reads_is_asked_for() {
    let dir = tempfile::tempdir().expect("a folder");
    for sheet in CoreSheet::ALL {
        let contracts = Contracts::load(&Templates::default()).expect("contracts");
        let contract = contracts.get(sheet.name()).expect("a contract");
        for field in contract.fields.iter().filter(|f| sheet.reads(&f.name)) {
            // A survey of fewer choices is one; a column of percentages is only compared.
            if field.choice.is_some_and(|n| n > 1) || field.name == "percent_1" {
                continue;
            }
            let from = format!("name = \"{}\"\ntitle = \"{}\"", field.name, field.title);
            let to = format!("name = \"other\"\ntitle = \"{}\"", field.title);
            let templates = overlay(dir.path(), sheet.name(), &[(&from, &to)]);
            let error = Contracts::load(&templates).expect_err(&field.name);
            assert!(error.to_string().contains(&field.name), "{error}");
            fs::remove_dir_all(dir.path().join("contracts")).expect("removing");
        }
    }
}

#[test]
fn types_roles_and_labelled_cells_must_fit() {
    let (line, problem) = refused(
        "progress",
        &[(
            "name = \"check_ins\"\ntitle = \"จำนวนครั้งที่กำกับติดตาม\"\ntitle_en = \"Monitoring check-ins\"\ntype = \"integer\"",
            "name = \"check_ins\"\ntitle = \"จำนวนครั้งที่กำกับติดตาม\"\ntitle_en = \"Monitoring check-ins\"\ntype = \"string\"",
        )],
    );
    assert_eq!(line, line_of("progress", "name = \"check_ins\"") + 3);
    assert!(problem.contains("`check_ins`") && problem.contains("\"integer\""), "{problem}");
    let (_, problem) = refused("measures", &[("role = \"due\"\n", "")]);
    assert!(problem.contains("`due` needs role = \"due\""), "{problem}");
    let (_, problem) = refused("progress", &[("role = \"half\"\n", "")]);
    assert!(problem.contains("[[meta]] with role = \"half\""), "{problem}");
    let (_, problem) = refused("oit_items", &[("scope = \"agency\"", "scope = \"unit\"")]);
    assert!(problem.contains("scope = \"agency\""), "{problem}");
    let (_, problem) = refused("survey_questions", &[("name = \"count_4\"", "name = \"count_four\"")]);
    assert!(problem.contains("count_four"), "{problem}");
    let (line, problem) = refused("briefings", &[("name = \"briefings\"", "name = \"meetings\"")]);
    assert_eq!(line, line_of("briefings", "name = \"briefings\""));
    assert!(problem.contains("`briefings`"), "{problem}");
}

#[test]
fn titles_widths_and_columns_may_be_added() {
    let dir = tempfile::tempdir().expect("a folder");
    let added = [
        ("[[fields]]\n", &*format!("{BUDGET}[[fields]]\n")),
        ("aliases = [\"รหัส\"]", "aliases = [\"รหัส\", \"ที่\"]"),
    ];
    let contracts = Contracts::load(&overlay(dir.path(), "measures", &added)).expect("contracts");
    let contract = contracts.get("measures").expect("the register");
    let further: Vec<_> = contract.further().map(|(_, field)| field.name.as_str()).collect();
    assert_eq!(further, ["budget"]);
    assert!(
        contract.further().all(|(_, field)| field.persons == Some(Persons::None)),
        "no names unless it says so"
    );
    assert!(contract.unused().next().is_none(), "the register's further columns are published");
    let added = [("[[fields]]\n", &*format!("{BUDGET}[[fields]]\n"))];
    let contracts = Contracts::load(&overlay(dir.path(), "progress", &added)).expect("contracts");
    let contract = contracts.get("progress").expect("the reports");
    let unused: Vec<_> = contract.unused().map(|(_, field)| field.name.as_str()).collect();
    assert_eq!((unused, contract.further().count()), (vec!["budget"], 0));
    let built_in = Contracts::load(&Templates::default()).expect("contracts");
    assert!(
        built_in.iter().all(|contract| contract.unused().chain(contract.further()).next().is_none()),
        "built-in columns are all used"
    );
}

/// Findings of the clean inputs, changed, under templates of one's own.
fn findings(changes: &[(&str, &str)], sheet: &str, plant: impl Fn(&mut crate::clean::Inputs)) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a folder");
    let mut inputs = clean();
    plant(&mut inputs);
    inputs.check(dir.path());
    let templates = dir.path().join("own");
    overlay(&templates, sheet, changes);
    let options =
        Options { workspace: dir.path().to_owned(), templates: Some(templates), ..Options::default() };
    let workspace = ita_report::workspace::Workspace::open(dir.path()).expect("a workspace");
    let rules = Rules::load(&options).expect("rules");
    let setup = Setup::new(&rules, workspace, options.output_dir()).expect("a set-up");
    listed(
        &assess(&setup, &crate::clean::Silent, &mut Timings::default()).expect("an assessment").diagnostics,
    )
}

#[test]
fn values_that_no_output_shows_are_a_finding() {
    let added = [("[[fields]]\n", &*format!("{BUDGET}[[fields]]\n"))];
    let found = findings(&added, "progress", |inputs| budgets(inputs.sheet(ADMIN, "รายงานผล")));
    assert_eq!(found, ["column-unused 2568/h1-office-01.xlsx รายงานผล!K6"]);
    assert_eq!(findings(&added, "progress", |_| {}), Vec::<String>::new(), "nothing is filled in");
}

/// Adds a filled-in column to a sheet.
fn budgets(sheet: &mut Sheet) {
    let column = sheet.header.len();
    sheet.header.push("งบประมาณ".to_owned());
    for row in &mut sheet.rows {
        row.resize(column, "".into());
        row.push(1_234_567.into());
    }
}

#[test]
fn a_column_of_the_register_is_one_contract_file() {
    let place = Workspace::empty();
    let mut inputs = clean();
    budgets(inputs.sheet(REGISTER, "ทะเบียนมาตรการ"));
    inputs.write(&place.path(""));
    overlay(&place.path("templates"), "measures", &[("[[fields]]\n", &*format!("{BUDGET}[[fields]]\n"))]);
    place.expect(&["run"], 0);
    let out = place.path("output/2568-h1");
    let csv = fs::read_to_string(out.join("data/measures.csv")).expect("the open data");
    assert!(csv.contains(",cadence_means,budget,source_file,") && csv.contains(",1234567,"), "{csv}");
    let package = fs::read_to_string(out.join("data/datapackage.json")).expect("the package");
    assert!(package.contains("\"budget\""), "its schema describes the column");
    let facts = fs::read_to_string(out.join("facts.json")).expect("the facts");
    assert!(facts.contains("\"budget\"") && facts.contains("1234567"), "publications are compared by it");
    let book = Book::of(&fs::read(out.join("progress-2568-h1.xlsx")).expect("the workbook"));
    let (header, columns) = book.header("ทะเบียนมาตรการ", "รหัส");
    assert_eq!(book.at("ทะเบียนมาตรการ", header + 1, columns["งบประมาณ"]), Data::Float(1_234_567.0));
    let json = fs::read_to_string(out.join("data/measures-2568.json")).expect("the document's texts");
    assert!(json.contains("งบประมาณ:") && json.contains("๑,๒๓๔,๕๖๗"), "the register's cards have it");
    // And it comes again in the draft of next year's register.
    place.expect(&["init", ".", "--from-year", "2568"], 0);
    let draft = fs::read(place.path("blank/2569/register-2569-draft.xlsx")).expect("the draft");
    let draft = Book::of(&draft);
    assert!(draft.numbers().any(|number| (number - 1_234_567.0).abs() < 0.5), "the draft has the figures");
}

#[test]
fn units_that_the_agency_does_not_have_are_a_finding() {
    // A data set whose senders no word of the agency names.
    let changes = [("name = \"o9_tax\"", "name = \"o99_tax\"\nunits = [\"office-50\"]")];
    let found = findings(&changes, "o9_tax", |_| {});
    assert!(found.contains(&"contract-unit contracts/o99_tax.toml".to_owned()), "{found:?}");
}

#[test]
fn doctor_check_and_run_refuse_alike() {
    let watched = Watched::new();
    overlay(&watched.root().join("own"), "measures", &[("name = \"measure\"", "name = \"activity\"")]);
    let line = line_of("measures", "name = \"measure\"");
    for command in ["doctor", "check", "run", "status"] {
        let output = watched.program(&[command, "--templates", "own"]).output().expect("the program");
        let told = said(&output) + &String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(2), "{command}: {told}");
        assert!(
            told.contains(&format!("measures.toml:{line}")) && told.contains("write name = \"measure\""),
            "{told}"
        );
    }
    assert!(!watched.output().join("2568-h1").exists(), "nothing is published");
}

#[test]
fn a_column_of_a_choice_without_its_role_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    overlay(
        dir.path(),
        "survey_questions",
        &[("role = \"count\"\nchoice = 6", "choice = 6"), ("role = \"percent\"\nchoice = 6", "choice = 6")],
    );
    let options = Options { templates: Some(dir.path().to_owned()), ..Options::default() };
    let error = Rules::load(&options).expect_err("it must not load");
    assert_eq!(error.exit(), Exit::Usage);
    let text = error.text();
    assert!(text.en.contains("count_6") && text.th.contains("count_6"), "{text:?}");
}
