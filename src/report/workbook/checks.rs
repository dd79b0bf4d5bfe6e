//! Every control that was made, with its result, and the findings.
//!
//! In: findings and the tables with check columns. Out: two tables. Never: a check of its own that
//! changes a figure.

use super::book::{Cell, Column, Kind, Sheet, Table, Tone};
use super::common::{CHECK, quoted, sheet};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::report::Model;
use std::collections::BTreeSet;

/// A control over the workbook's own formulas.
pub(super) struct Live {
    /// What is checked.
    pub what: String,
    /// How many things are wrong; 0 is expected.
    pub formula: String,
    /// What the formula gives; none where there is nothing to check.
    pub found: Option<usize>,
}

/// The findings that concern a workbook: those in sheets of the wanted kinds, and those about whole
/// files that no sheet was recognised in.
pub(super) fn findings<'a>(
    model: &Model<'a>,
    wanted: impl Fn(&crate::model::Submission) -> bool,
) -> Vec<&'a Diagnostic> {
    let place = |s: &crate::model::Submission| (s.origin.file.to_string(), s.origin.sheet.to_string());
    let submissions = &model.facts.submissions;
    let own: BTreeSet<_> = submissions.iter().filter(|s| wanted(s)).map(place).collect();
    let files: BTreeSet<_> = submissions.iter().map(|s| s.origin.file.to_string()).collect();
    let own_files: BTreeSet<_> = own.iter().map(|(file, _)| file.clone()).collect();
    let all = model.diagnostics.iter();
    all.filter(|d| match &d.place.sheet {
        Some(sheet) => own.contains(&(d.place.file.clone(), sheet.clone())) || !files.contains(&d.place.file),
        None => own_files.contains(&d.place.file) || !files.contains(&d.place.file),
    })
    .collect()
}

/// The table of controls: those of the formulas first, then those of the program.
pub(super) fn checks(
    model: &Model<'_>,
    sheets: &[Sheet],
    more: Vec<Live>,
    findings: &[&Diagnostic],
) -> Sheet {
    let signals = [
        (model.term("checks.passed"), Tone::Good),
        (model.term("checks.failed"), Tone::Bad),
        (model.term("checks.warned"), Tone::Warn),
        (model.term("checks.noted"), Tone::Muted),
        (model.term("checks.nothing"), Tone::Muted),
    ];
    let columns = vec![
        Column::of("control", Kind::List),
        Column::of("found", Kind::Integer),
        Column::of("result", Kind::Code).signals(&signals),
        Column::of("code", Kind::Text),
    ];
    let mut table = Table::of("checks", columns);
    let different = quoted(&model.term("words.different"));
    let compared = sheets.iter().filter_map(|s| Some((&s.title, s.as_table()?)));
    let formulas = compared.filter(|(_, t)| t.position(CHECK).is_some()).map(|(title, own)| Live {
        what: model.say("checks.formulas", &[("title", title)]),
        formula: format!("COUNTIF({}[{CHECK}],{different})", own.name),
        found: Some(0),
    });
    for live in formulas.chain(more) {
        let (found, result) = match live.found {
            Some(found) => (Cell::count(found).by(live.formula), result(model, Severity::Error, found)),
            None => (Cell::default(), Cell::text(model.term("checks.nothing"))),
        };
        table.push(vec![Cell::text(live.what), found, result, Cell::text("formula")]);
    }
    for code in Code::ALL {
        let own: Vec<_> = findings.iter().filter(|d| d.code == *code).collect();
        // An accepted finding weighs less than its code.
        let severity = own.iter().map(|d| d.severity).max().unwrap_or(code.severity());
        table.push(vec![
            Cell::text(model.term(&format!("controls.{}", code.name()))),
            Cell::count(own.len()),
            result(model, severity, own.len()),
            Cell::text(code.name()),
        ]);
    }
    sheet(model, "checks", &[], table).review().records()
}

fn result(model: &Model<'_>, severity: Severity, found: usize) -> Cell {
    let passed = model.term("checks.passed");
    let word = model.term(match severity {
        Severity::Error => "checks.failed",
        Severity::Warning => "checks.warned",
        Severity::Note => "checks.noted",
    });
    let formula = format!("IF([@found]=0,{},{})", quoted(&passed), quoted(&word));
    Cell::text(if found == 0 { passed } else { word }).by(formula)
}

/// The findings in full.
pub(super) fn findings_sheet(model: &Model<'_>, findings: &[&Diagnostic]) -> Sheet {
    let columns = vec![
        Column::of("severity", Kind::Code),
        Column::of("file", Kind::Text),
        Column::of("sheet", Kind::Text),
        Column::of("cell", Kind::Code),
        Column::of("unit", Kind::Text),
        Column::of("found", Kind::Prose),
        Column::of("message", Kind::Prose),
        Column::of("action", Kind::Prose),
        Column::of("accepted", Kind::Prose),
        Column::of("code", Kind::Text),
    ];
    let mut table = Table::of("findings", columns);
    for finding in findings {
        let unit = finding.unit.as_deref();
        let severity = match finding.severity {
            Severity::Error => "checks.error",
            Severity::Warning => "checks.warning",
            Severity::Note => "checks.note",
        };
        table.push(vec![
            Cell::text(model.term(severity)),
            Cell::text(&finding.place.file),
            Cell::text(finding.place.sheet.as_deref().unwrap_or_default()),
            Cell::text(finding.place.a1().unwrap_or_default()),
            Cell::text(unit.map_or("", |id| model.workspace.unit(id).map_or(id, |u| &u.name_th))),
            Cell::text(finding.found.as_deref().unwrap_or_default()),
            Cell::text(&finding.message.th),
            Cell::text(&finding.action.th),
            Cell::text(finding.accepted.as_deref().unwrap_or_default()),
            Cell::text(finding.code.name()),
        ]);
    }
    sheet(model, "findings", &[], table).review()
}
