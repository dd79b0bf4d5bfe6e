//! Results by indicator and measure: what every unit reported.
//!
//! Comes in: outcomes of the half, last year's indicator scores. Goes out: one part an indicator, one
//! group of rows a measure. Never: rewrites what an office wrote.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, lines, part, row};
use super::figures::Tally;
use super::scene::{Scene, absent, one_line, own_words};
use super::sentences::standings;
use crate::model::{Absence, Measure, Progress};
use crate::report::document::{
    Align, Cell, Column, Part, ProgressResultsSection, Row, RowKind, Table, TextSize, Tone,
};
use crate::report::words::{NO_VALUE, direction};
use crate::scheme::Indicator;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use std::cmp::Ordering;

/// Columns of an indicator's table.
const COLUMNS: usize = 5;

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
        "ตารางในส่วนนี้แสดงผลการดำเนินการของแต่ละหน่วยงานตามที่รายงาน โดยเรียงตามตัวชี้วัดและมาตรการ สถานะของแต่ละรายการพิจารณา ณ วันที่ {} และสถานะโดยรวมของมาตรการพิจารณาจากทุกหน่วยงานที่รับผิดชอบ ข้อความผลการดำเนินงาน หลักฐาน ปัญหา/อุปสรรค และแนวทางดำเนินการต่อ เป็นข้อความของหน่วยงานผู้รายงาน จำนวนครั้งที่กำกับติดตามแสดงคู่กับจำนวนครั้งที่กำหนดในหนึ่งรอบ",
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
    part.wide = true;
    let tally = Tally::of(measures.iter().map(|m| m.standing));
    let found = standings(scene.w, &tally);
    let score = indicator.and_then(|i| score(scene, i)).map(|s| format!("{s} ")).unwrap_or_default();
    part.paragraphs.push(format!("{score}ปีนี้กำหนดไว้ {} {found}", scene.of(measures.len(), "มาตรการ")));
    let id = indicator.map_or(0, |i| i.number);
    part.tables.push(table(scene, format!("results-{id}"), &name, measures));
    part
}

/// What the indicator scored in the results that the measures answer.
fn score(scene: &Scene<'_>, indicator: &Indicator) -> Option<String> {
    let row = scene.model.scores.indicators.iter().find(|r| r.indicator == indicator.number)?;
    let w = scene.w;
    let score = w.number(row.score?, 2);
    let year = w.year(scene.model.results_year());
    let change = match row.delta.map(|d| (direction(d, 2), w.number(d.abs(), 2))) {
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
    scene.table(Draft {
        id,
        caption: format!("ผลการดำเนินการตามมาตรการ {name}"),
        size: TextSize::Small,
        columns: columns(),
        rows,
        empty: "ไม่มีมาตรการในตัวชี้วัดนี้".to_owned(),
        notes: Vec::new(),
    })
}

fn columns() -> Vec<Column> {
    vec![
        column("หน่วยงานและสถานะ", 5.0, Align::Start),
        column("ผลการดำเนินงาน", 7.2, Align::Start),
        column("หลักฐาน", 5.6, Align::Start),
        column("ปัญหาและแนวทาง", 6.0, Align::Start),
        column("ติดตาม (ครั้ง)", 1.3, Align::Center),
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
    let note = format!(
        "สถานะโดยรวม {} | กำหนดแล้วเสร็จ {} | ผู้รับผิดชอบ {} | กำกับติดตาม {}",
        outcome.standing.thai(),
        scene.due(measure),
        one_line(responsible),
        cadence(measure),
    );
    cell(format!("{}{}", scene.measure(measure), item.unwrap_or_default())).note(Some(note))
}

fn cadence(measure: &Measure) -> &str {
    measure.cadence.get().map_or(NO_VALUE, |c| c.trim())
}

fn unit_rows(scene: &Scene<'_>, measure: &MeasureOutcome) -> Vec<Row> {
    if measure.outcomes.is_empty() {
        let text = "ไม่มีหน่วยงานที่รับผิดชอบตามทะเบียนมาตรการ";
        return vec![body(vec![cell(text).tone(Tone::Muted).span(COLUMNS)])];
    }
    let mut rows = Vec::new();
    let mut silent = Vec::new();
    for outcome in &measure.outcomes {
        match outcome.report.as_ref().filter(|_| outcome.standing != Standing::NotReported) {
            Some(report) => rows.push(unit_row(scene, measure, outcome, report)),
            None => silent.push(scene.unit(&outcome.unit)),
        }
    }
    rows.extend(silent_row(scene, &silent));
    rows
}

/// Units that did not report share a row: there is nothing else to say of them.
fn silent_row(scene: &Scene<'_>, units: &[String]) -> Option<Row> {
    let who = lines([Standing::NotReported.thai().to_owned(), scene.of(units.len(), "หน่วยงาน")]);
    let names = cell(units.join(", ")).align(Align::Start).span(COLUMNS - 1);
    (!units.is_empty()).then(|| body(vec![who.tone(Tone::Bad), names]))
}

fn unit_row(scene: &Scene<'_>, measure: &MeasureOutcome, outcome: &Outcome, report: &Progress) -> Row {
    let mut who = scene.standing(outcome);
    who.lines.insert(0, scene.unit(&outcome.unit));
    body(vec![
        who,
        own_words(&report.result),
        evidence(report),
        way_on(report),
        check_ins(scene, report, measure.expected_check_ins),
    ])
}

/// Problem and next step under one another, each behind its name; a dash where there is neither.
fn way_on(report: &Progress) -> Cell {
    let told: Vec<_> = [("ปัญหา", &report.problem), ("แนวทาง", &report.next_step)]
        .into_iter()
        .filter_map(|(name, field)| {
            let text = one_line(field.text());
            let text = if text.is_empty() {
                field.absence().filter(|w| *w == Absence::Invalid).map(absent)?.to_owned()
            } else {
                text
            };
            Some(format!("{name}: {text}"))
        })
        .collect();
    if told.is_empty() { own_words(&report.problem) } else { lines(told) }
}

/// Evidence as written; an address alone in its cell is a link.
fn evidence(report: &Progress) -> Cell {
    let all: Vec<_> = report.evidence.text().lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let address = |text: &str| text.starts_with("https://") || text.starts_with("http://");
    match all.as_slice() {
        [] => {
            let why = report.evidence.absence().unwrap_or(Absence::Blank);
            cell(absent(why)).tone(Tone::Muted)
        }
        [only] => cell(only).link(address(only).then(|| (*only).to_owned())),
        several => lines(several.iter().copied()).listed(),
    }
}

/// Check-ins held of those expected.
fn check_ins(scene: &Scene<'_>, report: &Progress, expected: Option<i64>) -> Cell {
    let held = match &report.check_ins.value {
        Ok(held) => *held,
        Err(why) => return cell(absent(*why)).tone(Tone::Muted),
    };
    let Some(expected) = expected else { return cell(scene.w.count(held)) };
    let told = cell(format!("{} จาก {}", scene.w.count(held), scene.w.count(expected)));
    if held < expected { told.note(Some("ไม่ครบ".to_owned())) } else { told }
}
