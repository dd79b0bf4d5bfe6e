//! What is late and what is not reported, by unit.
//!
//! Comes in: outcomes. Goes out: one group of rows a unit. Never: a unit without a row.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, part, row};
use super::decisions::{SOON, due_soon};
use super::figures::Tally;
use super::results::way_on;
use super::scene::{Scene, tone};
use super::sentences::and;
use crate::model::Due;
use crate::report::document::{Align, Detail, Part, Row, RowKind, Table, TextSize};

use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use crate::workspace::Unit;

/// Units that are named one by one though they are all.
const MOST_NAMED: usize = 3;

pub(super) fn late(scene: &Scene<'_>) -> Part {
    let mut part = part(Section::Late.heading(scene, "มาตรการที่ล่าช้าและใกล้ครบกำหนด"));
    let tally = Tally::reports(scene.model.outcomes);
    if tally.late() > 0 {
        let mut told = Vec::new();
        for (standing, words) in
            [(Standing::Overdue, "เกินกำหนดและยังไม่แล้วเสร็จ"), (Standing::FinishedLate, "แล้วเสร็จหลังกำหนด")]
        {
            if tally.count(standing) > 0 {
                told.push(format!("{words} {}", scene.of(tally.count(standing), "รายการ")));
            }
        }
        part.paragraphs.push(format!(
            "รายการที่ล่าช้าเมื่อพิจารณา ณ วันที่ {} มี {} ได้แก่ {}",
            scene.w.date(scene.model.as_of),
            scene.of(tally.late(), "รายการ"),
            and(&told)
        ));
    }
    let is_late = |o: &Outcome| matches!(o.standing, Standing::Overdue | Standing::FinishedLate);
    part.tables.push(scene.table(Draft {
        id: "late".to_owned(),
        caption: "มาตรการที่เกินกำหนดหรือแล้วเสร็จหลังกำหนด".to_owned(),
        size: TextSize::Small,
        columns: vec![
            column("มาตรการ ปัญหา/อุปสรรค และแนวทางดำเนินการต่อ", 10.4, Align::Start),
            column("กำหนดแล้วเสร็จ", 2.2, Align::Center),
            column("สถานะและวันที่แล้วเสร็จ", 3.4, Align::Start),
        ],
        rows: by_unit(scene, is_late, |unit, count| unit_label(scene, unit, count), late_row),
        empty: none(scene, "ไม่มีมาตรการที่เกินกำหนดหรือแล้วเสร็จหลังกำหนดในรอบนี้"),
        notes: Vec::new(),
    }));
    let soon = upcoming(scene);
    if !soon.rows.is_empty() {
        part.tables.push(soon);
    }
    part
}

/// What falls due next: the list that keeps the next report from growing longer.
fn upcoming(scene: &Scene<'_>) -> Table {
    let mut soon: Vec<_> = scene.model.outcomes.iter().filter(|m| due_soon(scene, m)).collect();
    let due = |m: &&MeasureOutcome| match m.measure.due.get() {
        Some(Due::On(date)) => Some(*date),
        _ => None,
    };
    soon.sort_by_key(due);
    let days = scene.w.count(SOON.into());
    scene.table(Draft {
        id: "due-soon".to_owned(),
        caption: format!("มาตรการที่จะครบกำหนดภายใน {days} วันและยังไม่แล้วเสร็จ"),
        size: TextSize::Small,
        columns: vec![
            column("มาตรการ", 8.2, Align::Start),
            column("กำหนดแล้วเสร็จ", 2.4, Align::Center),
            column("สถานะโดยรวมและหน่วยงานที่ยังไม่แล้วเสร็จ", 5.4, Align::Start),
        ],
        rows: soon
            .into_iter()
            .map(|m| {
                let open: Vec<_> = m.outcomes.iter().filter(|o| !o.standing.is_finished()).collect();
                let all = open.len() == m.outcomes.len() && open.len() > MOST_NAMED;
                let names: Vec<_> = open.iter().map(|o| scene.unit(&o.unit)).collect();
                let names = if all {
                    format!("ทุกหน่วยงานที่รับผิดชอบ ({})", scene.of(open.len(), "หน่วยงาน"))
                } else {
                    names.join(", ")
                };
                body(vec![
                    cell(scene.measure(&m.measure)),
                    cell(scene.short_due(&m.measure)),
                    cell(m.standing.thai()).tone(tone(m.standing)).details(vec![Detail {
                        label: String::new(),
                        text: names,
                        link: None,
                    }]),
                ])
            })
            .collect(),
        empty: String::new(),
        notes: Vec::new(),
    })
}

pub(super) fn unreported(scene: &Scene<'_>) -> Part {
    let mut part = part(Section::Unreported.heading(scene, "มาตรการที่ยังไม่รายงานผล จำแนกตามหน่วยงาน"));
    let missing = |o: &Outcome| o.standing == Standing::NotReported;
    part.tables.push(scene.table(Draft {
        id: "unreported".to_owned(),
        caption: "มาตรการที่หน่วยงานยังไม่รายงานผล".to_owned(),
        size: TextSize::Small,
        columns: vec![
            column("มาตรการ", 8.4, Align::Start),
            column("กำหนดแล้วเสร็จ", 2.6, Align::Center),
            column("หน่วยงานอื่นที่รายงานแล้ว", 3.0, Align::Center),
        ],
        rows: by_unit(scene, missing, |unit, count| missing_label(scene, unit, count), missing_row),
        empty: none(scene, "หน่วยงานทุกแห่งรายงานผลครบทุกมาตรการที่รับผิดชอบ"),
        notes: Vec::new(),
    }));
    part
}

fn none(scene: &Scene<'_>, words: &str) -> String {
    if Tally::reports(scene.model.outcomes).total() == 0 {
        "ยังไม่มีรายการที่หน่วยงานต้องรายงานผลในรอบนี้".to_owned()
    } else {
        words.to_owned()
    }
}

type Pair<'a> = (&'a MeasureOutcome, &'a Outcome);

/// A label row a unit and one row each of its outcomes that are `wanted`.
fn by_unit(
    scene: &Scene<'_>,
    wanted: impl Fn(&Outcome) -> bool,
    label: impl Fn(&Unit, usize) -> String,
    line: impl Fn(&Scene<'_>, Pair<'_>) -> Row,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for unit in &scene.model.workspace.units {
        let pairs = scene.model.outcomes.iter().flat_map(|m| m.outcomes.iter().map(move |o| (m, o)));
        let mut own: Vec<_> = pairs.filter(|(_, o)| o.unit == unit.id && wanted(o)).collect();
        if own.is_empty() {
            continue;
        }
        // The overdue first, then by the register.
        own.sort_by_key(|(_, o)| o.standing != Standing::Overdue);
        rows.push(row(RowKind::Group1, vec![cell(label(unit, own.len()))]));
        rows.extend(own.into_iter().map(|pair| line(scene, pair)));
    }
    rows
}

fn unit_label(scene: &Scene<'_>, unit: &Unit, count: usize) -> String {
    format!("{} ({})", unit.name_th, scene.of(count, "รายการ"))
}

fn missing_label(scene: &Scene<'_>, unit: &Unit, missing: usize) -> String {
    let all = Tally::unit(scene.model.outcomes, &unit.id).total();
    let extent = if missing == all {
        "ยังไม่ส่งรายงานผลทั้งฉบับ".to_owned()
    } else {
        format!("ขาด {} จาก {}", scene.w.size(missing), scene.of(all, "รายการ"))
    };
    format!("{} ({extent})", unit.name_th)
}

fn late_row(scene: &Scene<'_>, (measure, outcome): Pair<'_>) -> Row {
    let told = outcome.report.as_ref().map(way_on).unwrap_or_default();
    body(vec![
        cell(scene.measure(&measure.measure)).details(told),
        cell(scene.short_due(&measure.measure)),
        scene.standing(outcome),
    ])
}

fn missing_row(scene: &Scene<'_>, (measure, _): Pair<'_>) -> Row {
    let tally = Tally::of(measure.outcomes.iter().map(|o| o.standing));
    let others = match (tally.total(), tally.reported()) {
        (1, _) => "รับผิดชอบหน่วยงานเดียว".to_owned(),
        (all, reported) => format!("{} จาก {}", scene.w.size(reported), scene.w.size(all - 1)),
    };
    body(vec![cell(scene.measure(&measure.measure)), cell(scene.short_due(&measure.measure)), cell(others)])
}
