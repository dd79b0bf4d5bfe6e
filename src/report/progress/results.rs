//! Results by indicator and measure: what every unit reported.
//!
//! Comes in: outcomes of the half, last year's indicator scores. Goes out: one part an indicator, one
//! group of rows a measure. Never: rewrites what an office wrote.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, lines, part, row};
use super::figures::Tally;
use super::scene::{Scene, absent, one_line, own_words};
use super::sentences::standings;
use crate::model::shown::web_address;
use crate::model::{Absence, Field, Measure, Progress};
use crate::report::document::{
    Align, Cell, Column, Detail, Part, ProgressResultsSection, Row, RowKind, Table, TextSize, Tone,
};
use crate::report::words::{NO_VALUE, direction};
use crate::scheme::Indicator;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use std::cmp::Ordering;

/// Columns of an indicator's table.
const COLUMNS: usize = 2;

pub(super) fn section(scene: &Scene<'_>) -> ProgressResultsSection {
    let known = scene.scheme().indicators.iter().map(Some).chain([None]);
    let mut number = 0;
    let mut indicators = Vec::new();
    for indicator in known {
        let measures: Vec<_> = scene
            .model
            .outcomes
            .iter()
            .filter(|m| scene.indicator(&m.measure).map(|i| i.number) == indicator.map(|i| i.number))
            .collect();
        if measures.is_empty() {
            continue;
        }
        number += 1;
        indicators.push(of_indicator(scene, number, indicator, &measures));
    }
    ProgressResultsSection {
        heading: Section::Results.heading(scene, "ผลการดำเนินการจำแนกตามตัวชี้วัดและมาตรการ"),
        paragraphs: if indicators.is_empty() { Vec::new() } else { guide(scene) },
        indicators,
        empty: format!("ยังไม่มีมาตรการประจำปีงบประมาณ {}", scene.w.year(scene.model.fiscal_year())),
    }
}

fn guide(scene: &Scene<'_>) -> Vec<String> {
    vec![format!(
        "ตารางในส่วนนี้แสดงผลการดำเนินการของแต่ละหน่วยงานตามที่รายงาน โดยเรียงตามตัวชี้วัดและมาตรการ สถานะของแต่ละรายการพิจารณา ณ วันที่ {} และสถานะโดยรวมของมาตรการพิจารณาจากทุกหน่วยงานที่รับผิดชอบ ข้อความผลการดำเนินงาน หลักฐาน ปัญหา/อุปสรรค และแนวทางดำเนินการต่อ เป็นข้อความของหน่วยงานผู้รายงาน จำนวนครั้งที่ติดตามคือการกำกับติดตามที่จัดขึ้นจริงเทียบกับจำนวนครั้งที่กำหนดในรอบนี้ หน่วยงานที่รายงานข้อความเดียวกันแสดงไว้ในแถวเดียวกัน",
        scene.w.date(scene.model.as_of)
    )]
}

fn of_indicator(
    scene: &Scene<'_>,
    number: usize,
    indicator: Option<&Indicator>,
    measures: &[&MeasureOutcome],
) -> Part {
    let name = indicator.map_or_else(|| "มาตรการที่ไม่ระบุตัวชี้วัด".to_owned(), |i| scene.indicator_name(i));
    let mut part = part(Section::Results.sub(scene, number, &name));
    let tally = Tally::of(measures.iter().map(|m| m.standing));
    let found = standings(scene.w, &tally);
    let score = indicator.and_then(|i| score(scene, i)).map(|s| format!("{s} ")).unwrap_or_default();
    part.paragraphs.push(format!("{score}ปีนี้กำหนดไว้ {} {found}", scene.of(measures.len(), "มาตรการ")));
    let id = indicator.map_or(0, |i| i.number);
    let short = indicator.map_or(name, |i| scene.w.text(&format!("ตัวชี้วัดที่ {}", i.number)));
    part.tables.push(table(scene, format!("results-{id}"), &short, measures));
    part
}

/// What the indicator scored in the results that the measures answer.
fn score(scene: &Scene<'_>, indicator: &Indicator) -> Option<String> {
    let row = scene.model.scores.indicators.iter().find(|r| r.indicator == indicator.number)?;
    let w = scene.w;
    let score = w.score(Some(row.score?));
    let year = w.year(scene.model.results_year());
    let change = match row.delta.map(|d| (direction(d, w.decimals), w.number(d.abs(), w.decimals))) {
        Some((Ordering::Greater, points)) => format!(" เพิ่มขึ้น {points} คะแนนจากปีก่อนหน้า"),
        Some((Ordering::Less, points)) => format!(" ลดลง {points} คะแนนจากปีก่อนหน้า"),
        Some((Ordering::Equal, _)) => " เท่ากับปีก่อนหน้า".to_owned(),
        None => String::new(),
    };
    Some(format!("ผลการประเมินปีงบประมาณ {year} ได้ {score} คะแนน{change}"))
}

fn table(scene: &Scene<'_>, id: String, name: &str, measures: &[&MeasureOutcome]) -> Table {
    let mut rows = Vec::new();
    let mut topic: Option<&str> = None;
    for outcome in measures {
        let own = topic_of(scene, &outcome.measure);
        if let Some((code, label)) = own
            && topic != Some(code)
        {
            topic = Some(code);
            rows.push(row(RowKind::Group1, vec![cell(scene.w.text(&format!("{code} {label}")))]));
        }
        let kind = if topic.is_some() { RowKind::Group2 } else { RowKind::Group1 };
        rows.push(row(kind, vec![heading(scene, outcome)]));
        rows.extend(unit_rows(scene, outcome));
    }
    let table = scene.table(Draft {
        id,
        caption: format!("ผลการดำเนินการรายมาตรการของ{name}"),
        size: TextSize::Small,
        columns: columns(),
        rows,
        empty: "ไม่มีมาตรการในตัวชี้วัดนี้".to_owned(),
        notes: Vec::new(),
    });
    Table { settled: true, ..table }
}

fn columns() -> Vec<Column> {
    vec![
        column("หน่วยงานและสถานะ", 4.4, Align::Start),
        column("ผลการดำเนินงาน หลักฐาน ปัญหา และแนวทางดำเนินการต่อ", 11.6, Align::Start),
    ]
}

/// The group of OIT items a measure answers.
fn topic_of<'a>(scene: &Scene<'a>, measure: &Measure) -> Option<(&'a str, &'a str)> {
    let scheme = scene.scheme();
    let code = scheme.question(measure.item.get()?)?.topic.as_deref()?;
    let topic = scheme.topics.iter().find(|t| t.code == code)?;
    Some((&topic.code, &topic.name_th))
}

/// The measure over its units: code, title, and what holds for all of them.
fn heading(scene: &Scene<'_>, outcome: &MeasureOutcome) -> Cell {
    let measure = &outcome.measure;
    let item = measure.item.get().map(|code| format!(" (ข้อ {})", scene.code(code)));
    let responsible = measure.responsible.get().map_or(NO_VALUE, |r| r.wording.as_str());
    let facts = [
        ("สถานะโดยรวม", overall(scene, outcome)),
        ("กำหนดแล้วเสร็จ", scene.short_due(measure)),
        ("ผู้รับผิดชอบ", one_line(responsible)),
        ("กำกับติดตาม", cadence(measure).to_owned()),
    ];
    let facts: Vec<_> = facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    cell(format!("{}{}", scene.measure(measure), item.unwrap_or_default())).note(Some(facts.join(" • ")))
}

/// A measure's standing, and how many of its units are done.
fn overall(scene: &Scene<'_>, outcome: &MeasureOutcome) -> String {
    let tally = Tally::of(outcome.outcomes.iter().map(|o| o.standing));
    let standing = outcome.standing.thai();
    if tally.total() < 2 {
        return standing.to_owned();
    }
    let (finished, all) = (scene.w.size(tally.finished()), scene.of(tally.total(), "หน่วยงาน"));
    format!("{standing} (แล้วเสร็จ {finished} จาก {all})")
}

fn cadence(measure: &Measure) -> &str {
    measure.cadence.get().map_or(NO_VALUE, |c| c.trim())
}

fn unit_rows(scene: &Scene<'_>, measure: &MeasureOutcome) -> Vec<Row> {
    if measure.outcomes.is_empty() {
        let text = "ไม่มีหน่วยงานที่รับผิดชอบตามทะเบียนมาตรการ";
        return vec![body(vec![cell(text).tone(Tone::Muted).span(COLUMNS)])];
    }
    let mut told: Vec<(Vec<String>, UnitCells)> = Vec::new();
    let mut silent = Vec::new();
    for outcome in &measure.outcomes {
        let unit = scene.unit(&outcome.unit);
        match outcome.report.as_ref().filter(|_| outcome.standing != Standing::NotReported) {
            Some(report) => {
                let cells = UnitCells {
                    standing: standing(scene, outcome, check_ins(scene, outcome, report)),
                    report: own_report(report),
                };
                // Units that report the same in every word share a row.
                match told.iter_mut().find(|(_, known)| *known == cells) {
                    Some((units, _)) => units.push(unit),
                    None => told.push((vec![unit], cells)),
                }
            }
            None => silent.push(unit),
        }
    }
    let mut rows: Vec<_> = told
        .into_iter()
        .map(|(units, cells)| body(vec![cells.standing.titled(units.join("\n")), cells.report]))
        .collect();
    rows.extend(silent_row(scene, &silent));
    rows
}

/// What a unit's row shows beside its name.
#[derive(PartialEq)]
struct UnitCells {
    standing: Cell,
    report: Cell,
}

/// Units that did not report share a row: there is nothing else to say of them.
fn silent_row(scene: &Scene<'_>, units: &[String]) -> Option<Row> {
    let who = lines([format!("{} {}", Standing::NotReported.thai(), scene.of(units.len(), "หน่วยงาน"))]);
    let names = cell(units.join(", "));
    (!units.is_empty()).then(|| body(vec![who.tone(Tone::Bad), names]))
}

/// Standing with the day of finishing, percentage and days late, monitoring; one line each.
fn standing(scene: &Scene<'_>, outcome: &Outcome, check_ins: Option<String>) -> Cell {
    let told = scene.standing(outcome);
    let first = told.lines.join(" ");
    let carried = outcome.carried.map(|period| format!("รายงานแล้วใน{}", scene.w.half(period.half)));
    let lines = [Some(first), told.note.clone(), carried, check_ins];
    Cell { lines: lines.into_iter().flatten().collect(), note: None, ..told }
}

/// Result, and below it evidence, problem and next step behind their names; what was left blank leaves no trace.
fn own_report(report: &Progress) -> Cell {
    let mut details = evidence(&report.evidence);
    details.extend(way_on(report));
    own_words(&report.result).details(details)
}

/// Problem and next step, as far as they are told.
pub(super) fn way_on(report: &Progress) -> Vec<Detail> {
    [("ปัญหา", &report.problem), ("แนวทาง", &report.next_step)]
        .into_iter()
        .filter_map(|(name, field)| told(field).map(|text| detail(name, one_line(&text))))
        .collect()
}

fn detail(name: &str, text: String) -> Detail {
    Detail { label: format!("{name}:"), text, link: None }
}

/// What a field says: its text, or that it could not be read.
fn told(field: &Field<String>) -> Option<String> {
    let text = field.text().trim();
    match field.absence() {
        Some(Absence::Invalid) => Some(absent(Absence::Invalid).to_owned()),
        _ => (!text.is_empty()).then(|| text.to_owned()),
    }
}

/// Evidence line by line; an address that stands alone is a link.
fn evidence(field: &Field<String>) -> Vec<Detail> {
    let Some(text) = told(field) else { return Vec::new() };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .enumerate()
        .map(|(at, line)| Detail {
            label: if at == 0 { "หลักฐาน:" } else { "และ" }.to_owned(),
            text: line.to_owned(),
            link: web_address(line).map(str::to_owned),
        })
        .collect()
}

/// Check-ins held of those expected; nothing of a measure that was finished before the half.
fn check_ins(scene: &Scene<'_>, outcome: &Outcome, report: &Progress) -> Option<String> {
    let w = scene.w;
    let told = match (&report.check_ins.value, outcome.expected_check_ins) {
        _ if outcome.carried.is_some() => return None,
        (Err(why), _) => format!("ติดตาม {}", absent(*why)),
        (Ok(held), None) => format!("ติดตาม {} ครั้ง", w.count(*held)),
        (Ok(held), Some(expected)) => {
            format!("ติดตาม {} จาก {} ครั้ง", w.count(*held), w.count(expected))
        }
    };
    Some(told)
}
