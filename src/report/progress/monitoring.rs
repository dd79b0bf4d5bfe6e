//! Monitoring held against expected.
//!
//! Comes in: outcomes with their cadence. Goes out: one row a measure. Never: takes an unknown number of
//! check-ins for none.

use super::build::{Draft, Extend, body, cell, column, part};
use super::scene::Scene;
use super::{Edition, Section};
use crate::report::document::{Align, Part, Row, Table, TextSize, Tone};
use crate::report::words::NO_VALUE;
use crate::score::monitoring::{Monitoring, totals};
use crate::score::progress::MeasureOutcome;

pub(super) fn section(scene: &Scene<'_>) -> Part {
    let mut part = part(Section::Monitoring.heading(scene, "การกำกับติดตาม"));
    let all: Vec<_> = scene.model.outcomes.iter().map(|m| (m, Monitoring::of(m))).collect();
    part.paragraphs = paragraphs(scene, &all);
    part.tables.push(table(scene, &all));
    part
}

/// The same with the measures alone that some unit fell short of.
pub(super) fn below(scene: &Scene<'_>) -> Part {
    let mut part = part(Section::Monitoring.heading(scene, "การกำกับติดตาม"));
    let all: Vec<_> = scene.model.outcomes.iter().map(|m| (m, Monitoring::of(m))).collect();
    part.paragraphs = paragraphs(scene, &all);
    let short: Vec<_> = all.iter().filter(|(_, m)| !m.below.is_empty()).cloned().collect();
    let whole = table(scene, &short);
    if whole.rows.is_empty() && all.iter().any(|(_, m)| m.reported > 0) {
        part.paragraphs.push(scene.say("monitoring_none_below", &[]));
    } else {
        part.tables.push(whole);
    }
    if !all.is_empty() {
        part.closing.push(scene.say("monitoring_elsewhere", &[("workbook", &scene.workbook())]));
    }
    part
}

fn paragraphs(scene: &Scene<'_>, all: &[(&MeasureOutcome, Monitoring)]) -> Vec<String> {
    let noun = scene.unit_noun();
    let timed: Vec<_> = all.iter().filter(|(_, m)| m.expected.is_some()).collect();
    if timed.iter().all(|(_, m)| m.reported == 0) {
        return Vec::new();
    }
    let sums = totals(scene.model.outcomes);
    let below = timed.iter().filter(|(_, m)| !m.below.is_empty()).count();
    let verdict = if below == 0 {
        format!("ทุก{noun}ที่รับผิดชอบได้รับการกำกับติดตามครบตามรอบที่กำหนด")
    } else {
        format!(
            "มี {} ที่บาง{noun}ได้รับการกำกับติดตามน้อยกว่าที่กำหนดหรือไม่ได้รายงานจำนวนครั้ง",
            scene.of(below, "มาตรการ")
        )
    };
    let (measures, expected, counted, held) = (
        scene.of(sums.measures, "มาตรการ"),
        scene.w.count(sums.expected),
        scene.w.count(sums.counted),
        scene.w.count(sums.held),
    );
    let variables = [
        ("measures", measures.as_str()),
        ("expected", &expected),
        ("counted", &counted),
        ("held", &held),
        ("verdict", &verdict),
    ];
    vec![scene.say(
        if sums.held > sums.counted { "monitoring_total_beyond" } else { "monitoring_total" },
        &variables,
    )]
}

fn table(scene: &Scene<'_>, all: &[(&MeasureOutcome, Monitoring)]) -> Table {
    let noun = scene.unit_noun();
    let told = all.iter().any(|(_, m)| m.reported > 0);
    scene.table(Draft {
        id: "monitoring".to_owned(),
        caption: match scene.edition {
            Edition::Public => scene.say("monitoring_below_caption", &[]),
            Edition::Internal => "การกำกับติดตามรายมาตรการเทียบกับรอบที่กำหนด".to_owned(),
        },
        size: TextSize::Small,
        columns: vec![
            column("มาตรการ", 1.8, Align::Start),
            column("ระยะเวลากำกับติดตาม", 3.4, Align::Start),
            column("กำกับติดตามครบ (แห่ง)", 2.2, Align::Center),
            column("ผลเทียบเป้าหมาย (ครั้ง)", 2.4, Align::Center),
            column(scene.say("monitoring_column_below", &[]), 6.2, Align::Start),
        ],
        rows: if told {
            all.iter().map(|(outcome, held)| of_measure(scene, outcome, held)).collect()
        } else {
            Vec::new()
        },
        empty: format!("ยังไม่มี{noun}ใดรายงานจำนวนครั้งที่กำกับติดตามในรอบนี้"),
        notes: [
            Some(format!(
                "จำนวนครั้งในวงเล็บหลังระยะเวลาคือจำนวนครั้งต่อ{noun}ในหนึ่งรอบ ชื่อมาตรการแสดงไว้ใน{}",
                Section::Results.pointer(scene)
            )),
            Some(format!("จำนวนครั้งที่ควรนับรอบที่สิ้นสุดแล้วของทุก{noun}ที่รับผิดชอบ รวม{noun}ที่ไม่รายงาน และไม่นับรอบหลังวันที่แล้วเสร็จ มาตรการที่กำกับติดตามทุกครั้งที่มีการเปลี่ยนแปลงไม่มีจำนวนครั้งที่กำหนดไว้ล่วงหน้า")),
            all.iter()
                .any(|(_, held)| held.met.is_none() && held.reported > 0)
                .then(|| scene.say("monitoring_without_target", &[])),
        ]
        .into_iter()
        .flatten()
        .collect(),
    })
}

fn of_measure(scene: &Scene<'_>, outcome: &MeasureOutcome, held: &Monitoring) -> Row {
    let w = scene.w;
    let cadence = outcome.measure.cadence.get().map_or(NO_VALUE, |c| c.trim());
    let cadence = match held.each {
        Some(each) => format!("{cadence} ({} ครั้ง)", w.count(each)),
        None => cadence.to_owned(),
    };
    let sums = match held.expected {
        // What was held beyond the cadence makes up for nobody.
        Some(expected) => cell(format!("{} จาก {}", w.count(held.counted), w.count(expected))),
        None if held.reported == 0 => cell(NO_VALUE),
        None => cell(w.count(held.held)),
    };
    let met = match held.met {
        Some(met) => format!("{} จาก {}", w.size(met), w.size(held.units)),
        None if held.reported > 0 => format!("({})", w.size(held.reported)),
        None => NO_VALUE.to_owned(),
    };
    // No line ends between a unit and its number.
    let number = |held: Option<i64>| held.map_or_else(|| "ไม่รายงาน".to_owned(), |n| w.count(n));
    let below: Vec<_> = held
        .below
        .iter()
        .map(|(id, held, _)| format!("{}\u{a0}{}", scene.short_unit(id), number(*held)))
        .collect();
    let below = match (below.is_empty(), held.met) {
        (false, _) => cell(below.join(", ")),
        (true, Some(_)) if held.units > 0 => cell("ไม่มี").tone(Tone::Muted),
        _ => cell(NO_VALUE).tone(Tone::Muted),
    };
    body(vec![cell(scene.code(&outcome.measure.code)), cell(cadence), cell(met), sums, below])
}
