//! Who has reported: units × measures, units × sheets, and each unit's tally.
//!
//! Comes in: outcomes and the coverage of sheets. Goes out: matrices with short words and a legend, split
//! so that they fit a page. Never: says by colour what no word says.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, row, upright};
use super::figures::Tally;
use super::scene::{Scene, tone};
use super::sentences::{percent, some};
use crate::check::{Coverage, State};
use crate::report::document::{Align, Cell, CoverageSection, Row, RowKind, Table, TextSize, Tone};
use crate::report::words::NO_VALUE;
use crate::score::progress::{MeasureOutcome, Standing};
use crate::workspace::Unit;

/// Most units in one matrix.
const MOST_UNITS: usize = 17;

pub(super) fn section(scene: &Scene<'_>) -> CoverageSection {
    CoverageSection {
        heading: Section::Coverage.heading(scene, "การส่งรายงานของหน่วยงาน"),
        paragraphs: paragraphs(scene),
        by_unit: Some(by_unit(scene)).filter(|t| !t.rows.is_empty()),
        matrices: matrices(scene),
        wide: true,
    }
}

fn paragraphs(scene: &Scene<'_>) -> Vec<String> {
    let reports = Tally::reports(scene.model.outcomes);
    if reports.total() == 0 {
        return vec!["ยังไม่มีรายการที่หน่วยงานต้องรายงานผลในรอบนี้".to_owned()];
    }
    let units: Vec<_> = reporting(scene).map(|(unit, tally)| (unit.name_th.clone(), tally)).collect();
    let complete = units.iter().filter(|(_, t)| t.reported() == t.total()).count();
    let part: Vec<_> = units
        .iter()
        .filter(|(_, t)| t.reported() > 0 && t.reported() < t.total())
        .map(|(name, _)| name.clone())
        .collect();
    let none: Vec<_> =
        units.iter().filter(|(_, t)| t.reported() == 0).map(|(name, _)| name.clone()).collect();
    let mut told = format!(
        "รอบนี้มี {} ที่ต้องรายงานผลรวม {} ",
        scene.of(units.len(), "หน่วยงาน"),
        scene.of(reports.total(), "รายการ")
    );
    if complete == units.len() {
        told.push_str("ทุกหน่วยงานรายงานผลครบทุกมาตรการที่รับผิดชอบ");
        return vec![told];
    }
    told.push_str(&format!(
        "ได้รับแล้ว {} ({}) หน่วยงานที่รายงานครบทุกมาตรการมี {}",
        scene.of(reports.reported(), "รายการ"),
        percent(scene.w, reports.reported_share()),
        scene.of(complete, "หน่วยงาน")
    ));
    for (names, words) in [(part, "รายงานไม่ครบ"), (none, "ยังไม่ส่งรายงาน")]
    {
        if !names.is_empty() {
            let listed = some(scene.w, &names, "หน่วยงาน");
            told.push_str(&format!(" {words} {} ได้แก่ {listed}", scene.of(names.len(), "หน่วยงาน")));
        }
    }
    vec![told]
}

/// Units that have something to report, with their tallies.
fn reporting<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = (&'a Unit, Tally)> {
    let units = scene.model.workspace.units.iter();
    units.map(|u| (u, Tally::unit(scene.model.outcomes, &u.id))).filter(|(_, t)| t.total() > 0)
}

fn by_unit(scene: &Scene<'_>) -> Table {
    let mut rows: Vec<_> =
        reporting(scene).map(|(u, t)| body(unit_cells(scene, u.name_th.clone(), &t))).collect();
    if rows.len() > 1 {
        let all = Tally::reports(scene.model.outcomes);
        rows.push(row(RowKind::Total, unit_cells(scene, "รวม".to_owned(), &all)));
    }
    let number = |label: &str| column(label, 1.5, Align::End);
    scene.table(Draft {
        id: "coverage-units".to_owned(),
        caption: "ผลการดำเนินการจำแนกตามหน่วยงาน (จำนวนรายการ)".to_owned(),
        size: TextSize::Small,
        columns: vec![
            column("หน่วยงาน", 4.6, Align::Start),
            number("ต้องรายงาน"),
            number("รายงานแล้ว"),
            number("รายงานแล้ว (ร้อยละ)"),
            number("แล้วเสร็จ"),
            number("แล้วเสร็จหลังกำหนด"),
            number("อยู่ระหว่างดำเนินการ"),
            number("ยังไม่ดำเนินการ"),
            number("เกินกำหนด"),
            number("ไม่รายงานผล"),
        ],
        rows,
        empty: String::new(),
        notes: Vec::new(),
    })
}

fn unit_cells(scene: &Scene<'_>, name: String, tally: &Tally) -> Vec<Cell> {
    let share = tally.reported_share().map_or(NO_VALUE.to_owned(), |s| scene.w.number(s, 2));
    let mut cells = vec![
        cell(name),
        cell(scene.w.size(tally.total())),
        cell(scene.w.size(tally.reported())),
        cell(share),
    ];
    cells.extend(Standing::ALL.map(|standing| cell(scene.w.size(tally.count(standing)))));
    cells
}

fn matrices(scene: &Scene<'_>) -> Vec<Table> {
    let units: Vec<_> = reporting(scene).map(|(unit, _)| unit).collect();
    let parts = units.len().div_ceil(MOST_UNITS).max(1);
    // Equal parts read better than full ones and a rest.
    let size = units.len().div_ceil(parts).max(1);
    let mut tables: Vec<_> = units
        .chunks(size)
        .enumerate()
        .map(|(at, chunk)| {
            let part = if parts > 1 {
                format!(" (ส่วนที่ {} จาก {})", scene.w.size(at + 1), scene.w.size(parts))
            } else {
                String::new()
            };
            matrix(scene, at + 1, &format!("ผลการดำเนินการรายมาตรการและหน่วยงาน{part}"), chunk)
        })
        .collect();
    tables.extend(sheets(scene));
    tables.retain(|t| !t.rows.is_empty());
    tables
}

fn matrix(scene: &Scene<'_>, number: usize, caption: &str, units: &[&Unit]) -> Table {
    let concerns = |m: &&MeasureOutcome| m.outcomes.iter().any(|o| units.iter().any(|u| u.id == o.unit));
    let mut rows = Vec::new();
    let mut group = None;
    for outcome in scene.model.outcomes.iter().filter(concerns) {
        let indicator = scene.indicator(&outcome.measure);
        if group != Some(indicator.map(|i| i.number)) {
            group = Some(indicator.map(|i| i.number));
            let name = indicator.map_or_else(|| "มาตรการที่ไม่ระบุตัวชี้วัด".to_owned(), |i| scene.indicator_name(i));
            rows.push(row(RowKind::Group1, vec![cell(name)]));
        }
        rows.push(matrix_row(scene, outcome, units));
    }
    let mut columns = vec![column("มาตรการ", 1.3, Align::Center)];
    columns.extend(units.iter().map(|u| upright(&u.name_th)));
    scene.table(Draft {
        id: format!("coverage-matrix-{number}"),
        caption: caption.to_owned(),
        size: TextSize::Small,
        columns,
        rows,
        empty: String::new(),
        notes: vec![legend(), format!("ชื่อมาตรการแสดงไว้ใน{}", Section::Results.pointer(scene))],
    })
}

fn matrix_row(scene: &Scene<'_>, outcome: &MeasureOutcome, units: &[&Unit]) -> Row {
    let mut cells = vec![cell(scene.code(&outcome.measure.code))];
    cells.extend(units.iter().map(|unit| match outcome.outcomes.iter().find(|o| o.unit == unit.id) {
        Some(o) => cell(sign(o.standing)).tone(tone(o.standing)),
        None => cell(NO_VALUE).tone(Tone::Muted),
    }));
    body(cells)
}

/// A standing in a word that fits a narrow column.
fn sign(standing: Standing) -> &'static str {
    match standing {
        Standing::Finished => "เสร็จ",
        Standing::FinishedLate => "เสร็จช้า",
        Standing::UnderWay => "กำลังทำ",
        Standing::NotStarted => "ยังไม่ทำ",
        Standing::Overdue => "เกิน",
        Standing::NotReported => "ขาด",
    }
}

fn legend() -> String {
    let signs: Vec<_> = Standing::ALL.iter().map(|s| format!("{} = {}", sign(*s), s.thai())).collect();
    format!("คำย่อ: {}, {NO_VALUE} = ไม่ใช่หน่วยงานที่รับผิดชอบ", signs.join(", "))
}

/// Kinds of sheets × units that they are expected of in a half; more than one table when there are many units.
fn sheets(scene: &Scene<'_>) -> Vec<Table> {
    let units: Vec<_> = scene.model.coverage.iter().filter(|c| c.unit.is_some()).collect();
    let size = units.len().div_ceil(units.len().div_ceil(MOST_UNITS).max(1)).max(1);
    units.chunks(size).enumerate().map(|(at, chunk)| sheets_of(scene, at + 1, chunk)).collect()
}

fn sheets_of(scene: &Scene<'_>, number: usize, units: &[&Coverage]) -> Table {
    let titles: Vec<_> =
        units.first().map(|c| c.sheets.iter().map(|s| s.title.clone()).collect()).unwrap_or_default();
    let wanted =
        |at: usize| units.iter().any(|c| c.sheets.get(at).is_some_and(|s| s.state != State::NotExpected));
    let rows = titles.into_iter().enumerate().filter(|(at, _)| wanted(*at)).map(|(at, title)| {
        let states = units.iter().map(|c| state(c.sheets.get(at).map(|s| s.state)));
        body(std::iter::once(cell(scene.w.text(&title))).chain(states).collect())
    });
    let mut columns = vec![column("แบบ", 4.0, Align::Start)];
    columns.extend(units.iter().map(|c| upright(&c.name)));
    scene.table(Draft {
        id: format!("coverage-sheets-{number}"),
        caption: "การส่งแบบรายงานและแบบข้อมูลของหน่วยงาน".to_owned(),
        size: TextSize::Small,
        rows: rows.collect(),
        columns,
        empty: String::new(),
        notes: vec![format!(
            "คำย่อ: ส่ง = ส่งแล้ว, ผิด = ส่งแล้วแต่มีข้อผิดพลาด, ขาด = ยังไม่ส่ง, {NO_VALUE} = ไม่ใช่หน่วยงานที่ต้องส่งแบบนี้"
        )],
    })
}

fn state(state: Option<State>) -> Cell {
    match state {
        Some(State::Submitted) => cell("ส่ง").tone(Tone::Good),
        Some(State::WithErrors) => cell("ผิด").tone(Tone::Bad),
        Some(State::Missing) => cell("ขาด").tone(Tone::Bad),
        Some(State::NotExpected) | None => cell(NO_VALUE).tone(Tone::Muted),
    }
}
