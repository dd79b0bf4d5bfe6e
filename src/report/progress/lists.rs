//! What is late and what is not reported, by measure.
//!
//! Comes in: outcomes. Goes out: one row a measure with its units. Never: a measure without a unit.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, part};
use super::decisions::{SOON, due_soon, due_today};
use super::figures::Tally;
use super::results::days_late;
use super::scene::{Scene, tone};
use crate::model::Due;
use crate::report::document::{Align, Detail, Part, Row, Table, TextSize};
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use std::collections::BTreeSet;

/// Units that are named one by one though they are all.
const MOST_NAMED: usize = 3;

pub(super) fn late(scene: &Scene<'_>) -> Part {
    let mut part = part(Section::Late.heading(scene, &scene.term("late.heading")));
    let tally = Tally::reports(scene.model.outcomes);
    if tally.late() > 0 {
        let mut told = Vec::new();
        for (standing, key) in
            [(Standing::Overdue, "late.overdue"), (Standing::FinishedLate, "late.finished")]
        {
            let count = tally.count(standing);
            told.extend((count > 0).then(|| scene.say(key, &[("reports", &scene.entries(count))])));
        }
        let (day, all) = (scene.w.date(scene.model.as_of), scene.entries(tally.late()));
        let told = scene.joined(&told);
        part.paragraphs
            .push(scene.say("late.total", &[("as_of", &day), ("reports", &all), ("standings", &told)]));
    }
    let late = scene.table(Draft {
        id: "late".to_owned(),
        caption: scene.say("late_caption", &[]),
        size: TextSize::Small,
        columns: vec![
            column(scene.say("results_column_measure", &[]), 6.6, Align::Start),
            column(scene.say("results_column_due", &[]), 2.2, Align::Center),
            column(scene.say("late_column_units", &[]), 7.2, Align::Start),
        ],
        rows: by_measure(scene, &[Standing::Overdue, Standing::FinishedLate]),
        empty: none(scene, "late_none"),
        notes: Vec::new(),
    });
    let soon: Vec<_> = scene.model.outcomes.iter().filter(|m| due_soon(scene, m)).collect();
    if late.rows.is_empty() && !soon.is_empty() {
        part.paragraphs.push(late.empty);
    } else {
        part.tables.push(late);
    }
    if !soon.is_empty() {
        let told = scene.say(
            "soon_total",
            &[
                ("days", &scene.w.count(SOON.into())),
                ("measures", &scene.measures(soon.len())),
                ("standings", &standings(scene, &soon)),
            ],
        );
        part.paragraphs.push(told + &due_today(scene));
        part.tables.push(upcoming(scene, soon));
    }
    part
}

/// How many of the measures have which standing: `อยู่ระหว่างดำเนินการ ๓ มาตรการ`; the standing alone where it is that of
/// all.
fn standings(scene: &Scene<'_>, measures: &[&MeasureOutcome]) -> String {
    let of = |standing: Standing| measures.iter().filter(|m| m.standing == standing).count();
    let found = Standing::ALL.into_iter().map(|s| (s, of(s))).filter(|(_, count)| *count > 0);
    let told: Vec<_> = found
        .map(|(standing, count)| match count {
            _ if count == measures.len() => scene.say("late.all", &[("standing", standing.thai())]),
            _ => format!("{} {}", standing.thai(), scene.measures(count)),
        })
        .collect();
    scene.joined(&told)
}

/// What falls due next: the list that keeps the next report from growing longer.
fn upcoming(scene: &Scene<'_>, mut soon: Vec<&MeasureOutcome>) -> Table {
    let alike = soon.iter().all(|m| m.standing == soon[0].standing);
    let due = |m: &&MeasureOutcome| match m.measure.due.get() {
        Some(Due::On(date)) => Some(*date),
        _ => None,
    };
    soon.sort_by_key(due);
    scene.table(Draft {
        id: "due-soon".to_owned(),
        caption: scene.say("soon_caption", &[("days", &scene.w.count(SOON.into()))]),
        size: TextSize::Small,
        columns: vec![
            column(scene.say("results_column_measure", &[]), 8.2, Align::Start),
            column(scene.say("results_column_due", &[]), 2.4, Align::Center),
            column(
                scene.say(if alike { "soon_column_units" } else { "soon_column_standing" }, &[]),
                5.4,
                Align::Start,
            ),
        ],
        rows: soon
            .into_iter()
            .map(|m| {
                let open: Vec<_> = m.outcomes.iter().filter(|o| !o.standing.is_finished()).collect();
                let alike_all = open.iter().all(|o| o.standing == m.standing);
                let all = open.len() == m.outcomes.len() && open.len() > MOST_NAMED && alike_all;
                // Who has not begun or not reported is not taken for under way.
                let name = |o: &&Outcome| match o.standing {
                    Standing::UnderWay => scene.short_unit(&o.unit),
                    standing => format!("{} ({})", scene.short_unit(&o.unit), standing.thai()),
                };
                let names: Vec<_> = open.iter().map(name).collect();
                let names = if all {
                    format!("{} ({})", scene.term("results_all_units"), scene.places(open.len()))
                } else {
                    names.join(", ")
                };
                // A standing that all have is told above the table.
                let standing = if alike { cell("") } else { cell(m.standing.thai()).tone(tone(m.standing)) };
                let names = Detail { label: String::new(), text: names, link: None };
                body(vec![
                    cell(scene.measure(&m.measure)),
                    cell(scene.short_due(&m.measure)),
                    standing.details(vec![names]),
                ])
            })
            .collect(),
        empty: String::new(),
        notes: Vec::new(),
    })
}

pub(super) fn unreported(scene: &Scene<'_>) -> Part {
    let mut part = part(Section::Unreported.heading(scene, &scene.say("unreported_heading", &[])));
    let silent: Vec<_> = scene
        .model
        .workspace
        .units
        .iter()
        .map(|unit| (unit, Tally::unit(scene.model.outcomes, &unit.id)))
        .filter(|(_, tally)| tally.is_silent())
        .map(|(unit, _)| unit.name_th.clone())
        .collect();
    let mut told = Vec::new();
    let lacking = |o: &&Outcome| o.standing == Standing::NotReported;
    let measures = scene.model.outcomes.iter().filter(|m| m.outcomes.iter().any(|o| lacking(&o))).count();
    if measures > 0 {
        let lacking = scene.model.outcomes.iter().flat_map(|m| &m.outcomes).filter(lacking);
        let units = lacking.map(|o| &o.unit).collect::<BTreeSet<_>>().len();
        let reports = Tally::reports(scene.model.outcomes).count(Standing::NotReported);
        let in_all = [
            ("measures", &scene.measures(measures)[..]),
            ("reports", &scene.entries(reports)),
            ("units", &scene.units(units)),
        ];
        told.push(scene.say("unreported_total", &in_all));
    }
    if !silent.is_empty() {
        told.push(scene.say("unreported_silent", &[("units", &scene.joined(&silent))]));
    }
    part.paragraphs.extend((!told.is_empty()).then(|| told.join(" ")));
    part.tables.push(scene.table(Draft {
        id: "unreported".to_owned(),
        caption: scene.say("unreported_caption", &[]),
        size: TextSize::Small,
        columns: vec![
            column(scene.say("results_column_measure", &[]), 6.6, Align::Start),
            column(scene.say("results_column_due", &[]), 2.2, Align::Center),
            column(scene.say("unreported_column_units", &[]), 7.2, Align::Start),
        ],
        rows: by_measure(scene, &[Standing::NotReported]),
        empty: none(scene, "unreported.none"),
        notes: Vec::new(),
    }));
    part
}

fn none(scene: &Scene<'_>, key: &str) -> String {
    let nothing = Tally::reports(scene.model.outcomes).total() == 0;
    scene.term(if nothing { "coverage.nothing" } else { key })
}

/// A row a measure that has units in one of the standings, with these units: those in the first standing stand first.
fn by_measure(scene: &Scene<'_>, wanted: &[Standing]) -> Vec<Row> {
    let row = |outcome: &MeasureOutcome| {
        let details: Vec<_> = wanted
            .iter()
            .filter_map(|standing| {
                let own = outcome.outcomes.iter().filter(|o| o.standing == *standing);
                let told: Vec<_> = own.map(|o| unit_days(scene, o)).collect();
                let label = if wanted.len() > 1 { format!("{}:", standing.thai()) } else { String::new() };
                (!told.is_empty()).then(|| Detail { label, text: told.join(", "), link: None })
            })
            .collect();
        (!details.is_empty()).then(|| {
            body(vec![
                cell(scene.measure(&outcome.measure)),
                cell(scene.short_due(&outcome.measure)),
                cell("").details(details),
            ])
        })
    };
    scene.model.outcomes.iter().filter_map(row).collect()
}

/// A unit, and how many days late it is.
fn unit_days(scene: &Scene<'_>, outcome: &Outcome) -> String {
    let unit = scene.short_unit(&outcome.unit);
    match outcome.days_late {
        Some(days) => format!("{unit}\u{a0}({})", days_late(scene, days)),
        None => unit,
    }
}
