//! Monitoring held against expected.
//!
//! Comes in: outcomes with their cadence. Goes out: one row a measure. Never: takes an unknown number of
//! check-ins for none.

use super::build::{Draft, Extend, body, cell, column, part, row};
use super::scene::Scene;
use super::sentences::percent;
use super::{Edition, Section};
use crate::report::document::{Align, Cell, Part, Row, RowKind, Table, TextSize, Tone};
use crate::report::words::NO_VALUE;
use crate::score::monitoring::{Monitoring, totals};
use crate::score::progress::MeasureOutcome;

pub(super) fn section(scene: &Scene<'_>) -> Part {
    let mut part = part(Section::Monitoring.heading(scene, &scene.term("monitored.heading")));
    let all: Vec<_> = scene.model.outcomes.iter().map(|m| (m, Monitoring::of(m))).collect();
    part.paragraphs = paragraphs(scene, &all);
    let mut table = table(scene, &all);
    if table.rows.len() > 1 {
        let sums = totals(scene.model.outcomes);
        let of = [("part", &scene.w.count(sums.counted)[..]), ("whole", &scene.w.count(sums.expected))];
        let name = Cell { span: 3, ..cell(scene.term("monitored.total")) };
        table.rows.push(row(RowKind::Total, vec![name, cell(scene.say("counted.of", &of)), cell("")]));
    }
    part.tables.push(table);
    part
}

/// The same with the measures alone that some unit fell short of.
pub(super) fn below(scene: &Scene<'_>) -> Part {
    let mut part = part(Section::Monitoring.heading(scene, &scene.term("monitored.heading")));
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
    let timed: Vec<_> = all.iter().filter(|(_, m)| m.expected.is_some()).collect();
    if timed.iter().all(|(_, m)| m.reported == 0) {
        return Vec::new();
    }
    let sums = totals(scene.model.outcomes);
    let below = timed.iter().filter(|(_, m)| !m.below.is_empty()).count();
    let verdict = if below == 0 {
        scene.term("monitored.all_enough")
    } else {
        scene.say("monitored.some_below", &[("measures", &scene.measures(below))])
    };
    vec![scene.say(
        if sums.beyond() > 0 { "monitoring_total_beyond" } else { "monitoring_total" },
        &[
            ("measures", &scene.measures(sums.measures)),
            ("expected", &scene.w.count(sums.expected)),
            ("counted", &scene.w.count(sums.counted)),
            ("held", &scene.w.count(sums.held)),
            ("beyond", &scene.w.count(sums.beyond())),
            ("percent", &percent(scene, sums.percent())),
            ("verdict", &verdict),
        ],
    )]
}

fn table(scene: &Scene<'_>, all: &[(&MeasureOutcome, Monitoring)]) -> Table {
    let told = all.iter().any(|(_, m)| m.reported > 0);
    let guide = [
        Some(scene.say("monitored.each", &[("section", &Section::Results.pointer(scene))])),
        Some(scene.term("monitored.rounds")),
        all.iter()
            .any(|(_, held)| held.met.is_none() && held.reported > 0)
            .then(|| scene.say("monitoring_without_target", &[])),
    ];
    let table = scene.table(Draft {
        id: "monitoring".to_owned(),
        caption: match scene.edition {
            Edition::Public => scene.say("monitoring_below_caption", &[]),
            Edition::Internal => scene.term("monitored.caption"),
        },
        size: TextSize::Small,
        columns: vec![
            column(scene.term("results_column_measure"), 1.8, Align::Start),
            column(scene.term("monitored.column_cadence"), 3.4, Align::Start),
            column(scene.term("monitored.column_enough"), 2.2, Align::Center),
            column(scene.term("monitored.column_held"), 2.4, Align::Center),
            column(scene.say("monitoring_column_below", &[]), 6.2, Align::Start),
        ],
        rows: if told {
            all.iter().map(|(outcome, held)| of_measure(scene, outcome, held)).collect()
        } else {
            Vec::new()
        },
        empty: scene.term("monitored.nothing"),
        notes: Vec::new(),
    });
    Table { guide: guide.into_iter().flatten().collect(), ..table }
}

fn of_measure(scene: &Scene<'_>, outcome: &MeasureOutcome, held: &Monitoring) -> Row {
    let w = scene.w;
    let cadence = outcome.measure.cadence.get().map_or(NO_VALUE, |c| c.trim());
    let cadence = match held.each {
        Some(each) => scene.say("monitored.cadence", &[("cadence", cadence), ("times", &w.count(each))]),
        None => cadence.to_owned(),
    };
    let of = |part: String, whole: String| scene.say("counted.of", &[("part", &part), ("whole", &whole)]);
    let sums = match held.expected {
        // What was held beyond the cadence makes up for nobody.
        Some(expected) => cell(of(w.count(held.counted), w.count(expected))),
        None if held.reported == 0 => cell(NO_VALUE),
        None => cell(w.count(held.held)),
    };
    let met = match held.met {
        Some(_) if held.due == 0 => NO_VALUE.to_owned(),
        Some(met) => of(w.size(met), w.size(held.due)),
        None if held.reported > 0 => format!("({})", w.size(held.reported)),
        None => NO_VALUE.to_owned(),
    };
    // No line ends between a unit and its number.
    let number = |held: Option<i64>| held.map_or_else(|| scene.term("monitored.unreported"), |n| w.count(n));
    let below: Vec<_> = held
        .below
        .iter()
        .map(|(id, held, expected)| {
            let told = held.map_or_else(|| number(None), |n| of(w.count(n), w.count(*expected)));
            format!("{} {told}", scene.short_unit(id)).replace(' ', "\u{a0}")
        })
        .collect();
    let below = match (below.is_empty(), held.met) {
        (false, _) => cell(below.join(",\n")),
        (true, Some(_)) if held.units > 0 => cell(scene.term("monitored.nobody")).tone(Tone::Muted),
        _ => cell(NO_VALUE).tone(Tone::Muted),
    };
    body(vec![cell(scene.code(&outcome.measure.code)), cell(cadence), cell(met), sums, below])
}
