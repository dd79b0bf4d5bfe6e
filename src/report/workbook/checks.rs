//! Every control that was made, with its result, and the findings.
//!
//! In: findings and the tables with check columns. Out: two tables. Never: a check of its own that
//! changes a figure.

use super::book::{Cell, Column, Kind, Sheet, Table, Tone};
use super::common::{CHECK, DIFFERENT};
use super::controls::control;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::report::Model;
use std::collections::BTreeSet;

/// A control found nothing wrong.
pub(super) const PASSED: &str = "ผ่าน";
/// A control found an error.
pub(super) const FAILED: &str = "ไม่ผ่าน";
const WARNED: &str = "มีข้อควรตรวจ";
const NOTED: &str = "มีข้อสังเกต";
const RESULT_SIGNALS: &[(&str, Tone)] =
    &[(PASSED, Tone::Good), (FAILED, Tone::Bad), (WARNED, Tone::Warn), (NOTED, Tone::Muted)];

/// A control over the workbook's own formulas.
pub(super) struct Live {
    /// What is checked.
    pub what: String,
    /// How many things are wrong; 0 is expected.
    pub formula: String,
    /// What the formula gives.
    pub found: usize,
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
pub(super) fn checks(sheets: &[Sheet], more: Vec<Live>, findings: &[&Diagnostic]) -> Sheet {
    let columns = vec![
        Column::new("control", "สิ่งที่ตรวจ", Kind::List),
        Column::new("found", "จำนวนที่พบ", Kind::Integer),
        Column::new("result", "ผลการตรวจ", Kind::Code).signals(RESULT_SIGNALS),
        Column::new("code", "รหัส", Kind::Text),
    ];
    let mut table = Table::new("checks", "การตรวจสอบทุกข้อพร้อมผล", columns);
    let compared = sheets.iter().filter_map(|s| Some((&s.title, s.as_table()?)));
    let formulas = compared.filter(|(_, t)| t.position(CHECK).is_some()).map(|(title, own)| Live {
        what: format!("สูตรให้ผลตรงกับโปรแกรมทุกแถว: {title}"),
        formula: format!("COUNTIF({}[{CHECK}],\"{DIFFERENT}\")", own.name),
        found: 0,
    });
    for live in formulas.chain(more) {
        table.push(vec![
            Cell::text(live.what),
            Cell::count(live.found).by(live.formula),
            result(Severity::Error, live.found),
            Cell::text("formula"),
        ]);
    }
    for code in Code::ALL {
        let own: Vec<_> = findings.iter().filter(|d| d.code == *code).collect();
        // An accepted finding weighs less than its code.
        let severity = own.iter().map(|d| d.severity).max().unwrap_or(code.severity());
        table.push(vec![
            Cell::text(control(*code)),
            Cell::count(own.len()),
            result(severity, own.len()),
            Cell::text(code.name()),
        ]);
    }
    let notes = vec!["“ไม่ผ่าน” คือข้อผิดพลาดที่ต้องแก้ก่อนเผยแพร่ “มีข้อควรตรวจ” และ “มีข้อสังเกต” เผยแพร่ได้".to_owned()];
    Sheet::table("การตรวจสอบ", "การตรวจสอบทุกข้อ", notes, table).review().records()
}

fn result(severity: Severity, found: usize) -> Cell {
    let word = match severity {
        Severity::Error => FAILED,
        Severity::Warning => WARNED,
        Severity::Note => NOTED,
    };
    Cell::text(if found == 0 { PASSED } else { word }).by(format!("IF([@found]=0,\"{PASSED}\",\"{word}\")"))
}

/// The findings in full.
pub(super) fn findings_sheet(model: &Model<'_>, findings: &[&Diagnostic]) -> Sheet {
    let columns = vec![
        Column::new("severity", "ระดับ", Kind::Code),
        Column::new("file", "ไฟล์", Kind::Text),
        Column::new("sheet", "แผ่นงาน", Kind::Text),
        Column::new("cell", "เซลล์", Kind::Code),
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("found", "ค่าที่พบ", Kind::Prose),
        Column::new("message", "ข้อความ", Kind::Prose),
        Column::new("action", "สิ่งที่ควรทำ", Kind::Prose),
        Column::new("accepted", "เหตุผลที่ยอมรับ", Kind::Prose),
        Column::new("code", "รหัส", Kind::Text),
    ];
    let mut table = Table::new("findings", "ข้อสังเกตจากการตรวจไฟล์ที่ส่ง", columns);
    for finding in findings {
        let unit = finding.unit.as_deref();
        let severity = match finding.severity {
            Severity::Error => "ข้อผิดพลาด",
            Severity::Warning => "ควรตรวจ",
            Severity::Note => "ข้อสังเกต",
        };
        table.push(vec![
            Cell::text(severity),
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
    Sheet::table("ข้อสังเกต", "ข้อสังเกตจากการตรวจไฟล์ที่ส่ง", Vec::new(), table).review()
}
