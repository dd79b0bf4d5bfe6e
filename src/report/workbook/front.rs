//! Cover, contents and notes of a workbook.
//!
//! In: the model and the sheets. Out: the first sheets and the last. Never: a figure of its own.

use super::book::{Body, Cell, Column, Fact, Kind, Link, Sheet, Table, Value, Workbook};
use super::common::{marks, words};
use crate::model::Submission;
use crate::report::Model;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Hex digits of the run's id that are shown.
const ID_DIGITS: usize = 12;

/// What a cover says beside what all covers say.
pub(super) struct Cover {
    /// Title of the workbook.
    pub title: String,
    /// Period covered.
    pub period: String,
    /// Results: label, value, how it is shown.
    pub results: Vec<Fact>,
    /// How to read the workbook, one line each.
    pub guide: Vec<String>,
}

/// A fact of the cover.
pub(crate) fn fact(label: &str, cell: Cell, kind: Kind) -> Fact {
    Fact { label: label.to_owned(), cell, kind, open: true }
}

/// Where to see what is different from the publication before: in a workbook beside, since that depends on another
/// publication and this one on its inputs alone.
pub(super) fn changes(model: &Model<'_>) -> Fact {
    let file = "changes.xlsx";
    let cell = Cell::text(file).to(Link::File(file.to_owned()));
    Fact { label: model.say("changes_label", &[]), cell, kind: Kind::Link, open: false }
}

/// Links that lead from the figures of the cover to the cells of the inputs: tab, what is there.
pub(super) fn path(steps: &[(&str, &str)]) -> Vec<Fact> {
    let step = |(at, (tab, what)): (usize, &(&str, &str))| Fact {
        label: if at == 0 {
            "ไล่ที่มาของตัวเลข".to_owned()
        } else {
            String::new()
        },
        cell: Cell::text(format!("{tab}: {what}")).to(Link::Sheet((*tab).to_owned())),
        kind: Kind::Link,
        open: false,
    };
    steps.iter().enumerate().map(step).collect()
}

/// The cover. `used` tells which sheets of the inputs the workbook shows: its id is made from their files
/// alone, so that a workbook changes only with its own data.
pub(super) fn cover(model: &Model<'_>, cover: Cover, used: impl Fn(&Submission) -> bool) -> Sheet {
    let words = words(model);
    let agency = &model.workspace.agency;
    let mut facts = vec![
        fact("หน่วยงาน", Cell::text(&agency.name_th), Kind::Text),
        fact("สังกัด", Cell::text(&agency.parent_th), Kind::Text),
        fact("ช่วงเวลา", Cell::text(cover.period), Kind::Text),
        fact("ข้อมูล ณ วันที่", Cell::text(words.date(model.as_of)), Kind::Text),
        fact("รหัสชุดข้อมูล", Cell::text(data_id(model, used)), Kind::Text),
    ];
    facts.extend(cover.results);
    let guide = cover.guide.into_iter().enumerate();
    facts.extend(guide.map(|(at, line)| Fact {
        label: if at == 0 { "วิธีอ่าน".to_owned() } else { String::new() },
        cell: Cell::text(line),
        kind: Kind::Prose,
        open: false,
    }));
    facts.push(fact(
        "ติดต่อ",
        Cell::text([&agency.website[..], &agency.email[..]].join("  ").trim()),
        Kind::Text,
    ));
    Sheet {
        tab: "หน้าปก".to_owned(),
        title: cover.title,
        notes: marks(model),
        body: Body::Facts(facts),
        charts: Vec::new(),
        open: true,
        records: false,
    }
}

/// Identifies the inputs: the same files give the same id, whatever the machine and the clock.
fn data_id(model: &Model<'_>, used: impl Fn(&Submission) -> bool) -> String {
    let used: BTreeSet<_> =
        model.facts.submissions.iter().filter(|s| used(s)).map(|s| &s.origin.file).collect();
    let mut hash = Sha256::new();
    for file in model.facts.files.iter().filter(|f| used.contains(&f.path)) {
        hash.update(file.path.as_bytes());
        hash.update(file.sha256.as_bytes());
    }
    hash.update(model.period.slug());
    hash.update(model.as_of.to_string());
    let hex: String = crate::hash::hex(&hash.finalize());
    hex.chars().take(ID_DIGITS).collect()
}

/// Links to every sheet that follows; the writers call it for the sheets that they keep.
#[must_use]
pub fn contents(book: &Workbook, open: bool) -> Sheet {
    let mut table = Table::new(
        "contents",
        "รายชื่อแผ่นงานพร้อมลิงก์",
        vec![
            Column::new("sheet", "แผ่นงาน", Kind::Link),
            Column::new("title", "เนื้อหา", Kind::List),
            Column::new("rows", "จำนวนแถว", Kind::Integer),
        ],
    );
    for sheet in book.sheets.iter().filter(|s| s.open || !open) {
        let Some(own) = sheet.as_table() else { continue };
        table.push(vec![
            Cell::text(&sheet.tab).to(Link::Sheet(sheet.tab.clone())),
            Cell::text(&sheet.title),
            Cell::count(own.rows.len()),
        ]);
    }
    Sheet::table("สารบัญ", "สารบัญ", Vec::new(), table)
}

/// Numbered notes.
pub(super) fn notes(lines: Vec<String>) -> Sheet {
    let mut table = Table::new(
        "notes",
        "หมายเหตุ",
        vec![Column::new("number", "ลำดับ", Kind::Integer), Column::new("note", "หมายเหตุ", Kind::Prose)],
    );
    for (at, line) in lines.into_iter().enumerate() {
        table.push(vec![Cell::count(at + 1), Cell::text(line)]);
    }
    Sheet::table("หมายเหตุ", "หมายเหตุ", Vec::new(), table)
}

/// Notes that hold for both workbooks.
pub(super) fn common_notes(model: &Model<'_>) -> Vec<String> {
    let mut lines = vec![
        "เซลล์ว่างหมายถึงไม่มีค่า ไม่ใช่ศูนย์ เหตุผลอยู่ในคอลัมน์หมายเหตุของแถวนั้น".to_owned(),
        "ตัวเลขแสดงทศนิยมสองตำแหน่ง แต่เก็บค่าเต็มไว้ในเซลล์".to_owned(),
        "ในไฟล์ข้อมูลเปิด [x] หมายถึงไม่มีข้อมูล และ [z] หมายถึงไม่เกี่ยวข้อง".to_owned(),
    ];
    lines.extend(marks(model));
    lines
}

/// The overall check as a fact of the cover: a formula over the table of checks.
/// `findings`: what is left open beside them.
pub(super) fn overall_check(checks: &Table, findings: usize) -> Fact {
    let failed = checks
        .rows
        .iter()
        .enumerate()
        .filter(|(row, _)| {
            matches!(checks.cell(*row, "result"), Some(Cell { value: Value::Text(text), .. }) if text == super::checks::FAILED)
        })
        .count();
    let failed_word = super::checks::FAILED;
    let passed = match findings {
        0 => ALL_PASSED.to_owned(),
        some => format!("ผ่าน มีข้อสังเกต {some} รายการ (ดูแผ่น การตรวจสอบ และ ข้อสังเกต)"),
    };
    let value =
        if failed == 0 { passed.clone() } else { format!("{SOME_FAILED} {failed} รายการ") };
    Fact {
        label: "ผลการตรวจสอบรวม".to_owned(),
        cell: Cell::text(value).by(format!(
            "IF(COUNTIF(checks[result],\"{failed_word}\")=0,\"{passed}\",\"{SOME_FAILED} \"&COUNTIF(checks[result],\"{failed_word}\")&\" รายการ\")"
        )),
        kind: Kind::Text,
        open: false,
    }
}

const ALL_PASSED: &str = "ผ่านทุกข้อตรวจ (ดูแผ่น การตรวจสอบ)";
const SOME_FAILED: &str = "ไม่ผ่าน";
