//! A contract that contradicts itself, another one or the checklists is refused with file, line and remedy.

use crate::workspace::project;
use ita_report::contract::Contracts;
use ita_report::error::Exit;
use ita_report::scheme::Schemes;
use ita_report::templates::Templates;
use std::fs;
use std::path::Path;

fn built_in(name: &str) -> String {
    fs::read_to_string(project().join(format!("templates/contracts/{name}.toml"))).expect("a contract")
}

/// Loads contracts with this one laid over or beside the built-in ones.
fn load(root: &Path, name: &str, text: &str) -> Result<(), ita_report::error::Error> {
    let folder = root.join("contracts");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(format!("{name}.toml")), text).expect("a contract");
    let templates = Templates::new(Some(root.to_owned())).expect("templates");
    Contracts::load(&templates)?.fit(&Schemes::load(&templates).expect("schemes"))
}

/// Expects that the built-in contract of taxes with a piece replaced, saved as `name`, is refused in the line of the
/// replaced piece that holds `mark`.
fn refused(name: &str, changes: &[(&str, &str)], mark: &str, words: &str) {
    let mut text = built_in("o9_tax");
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let dir = tempfile::tempdir().expect("a folder");
    let error = load(dir.path(), name, &text).expect_err("it must not load");
    assert_eq!(error.exit(), Exit::Usage);
    let line = text[..text.find(mark).expect(mark)].matches('\n').count() + 1;
    let told = error.text();
    let place = format!("contracts/{name}.toml, line {line}:");
    assert!(told.en.starts_with(&place) && told.en.contains(words), "{place} {words}: {}", told.en);
    assert!(told.th.contains(&format!("บรรทัด {line}")) && told.th.contains('—'), "{}", told.th);
    assert!(told.en.contains('—'), "{}", told.en);
}

#[test]
fn the_built_in_contracts_fit_each_other_and_the_checklists() {
    let dir = tempfile::tempdir().expect("a folder");
    load(dir.path(), "o9_tax", &built_in("o9_tax")).expect("they load");
}

#[test]
fn what_is_no_amount_is_not_added_up() {
    let sum = "sum = [\"taxpayers\"";
    refused(
        "o9_tax",
        &[(sum, "sum = [\"month\", \"taxpayers\"")],
        "sum = [\"month\"",
        "report.sum names `month`",
    );
    let text = built_in("o9_tax");
    let month = &text[text.find("name = \"month\"").expect("a month")..];
    let role = month.lines().find(|line| line.starts_with("role")).expect("a role");
    refused("o9_tax", &[(role, "role = \"month\"\ntotal = true")], "total = true", "total names `month`");
}

#[test]
fn names_of_columns_are_plain_and_choices_are_some() {
    for name in ["Tax-payers", "ผู้เสียภาษี", "tax payers", ""] {
        let to = format!("name = \"{name}\"");
        let changes = [("name = \"taxpayers\"", to.as_str()), ("sum = [\"taxpayers\"", "sum = [\"amount\"")];
        refused("o9_tax", &changes, &to, "use a–z, 0–9 and _");
    }
    for choices in ["enum = []", "enum = [\"ก\", \" \"]"] {
        let to = format!("name = \"tax_kind\"\nconstraints.{choices}");
        let text = built_in("o9_tax");
        let kind = &text[text.find("name = \"tax_kind\"").expect("a kind")..];
        let own = kind.lines().find(|line| line.starts_with("constraints")).expect("constraints");
        let changes = [(own, ""), ("name = \"tax_kind\"", to.as_str())];
        refused("o9_tax", &changes, "constraints.enum", "enum of `tax_kind`");
    }
}

#[test]
fn items_are_on_a_checklist_and_items_and_sheets_are_of_one_contract() {
    refused("o9_tax", &[("item = \"O9\"", "item = \"O99\"")], "item = \"O99\"", "on no year's checklist");
    let name = ("name = \"o9_tax\"", "name = \"another\"");
    let sheet = ("sheet = \"O9 ภาษี\"", "sheet = \"ภาษีอื่น\"");
    refused("another", &[name, sheet], "item = \"O9\"", "that of contracts/o9_tax.toml");
    let item = ("item = \"O9\"", "item = \"O12\"");
    refused("another", &[name, item], "sheet = \"O9", "that of contracts/o9_tax.toml");
    let dir = tempfile::tempdir().expect("a folder");
    let text = [name, sheet, ("item = \"O9\"", "item = \"\"")]
        .iter()
        .fold(built_in("o9_tax"), |text, (from, to)| text.replacen(from, to, 1));
    load(dir.path(), "another", &text).expect("a data set that answers no item");
}
