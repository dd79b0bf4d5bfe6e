//! Results by indicator and measure: where each measure and each of its units stands.
//!
//! Comes in: outcomes of the half, last year's indicator scores. Goes out: one part an indicator, one row a measure.
//! Never: what an office wrote; the internal edition, the workbook and the open data have it.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, part, row};
use super::figures::Tally;
use super::scene::{Scene, tone};
use super::sentences::standings;
use crate::model::Measure;
use crate::report::document::{
    Align, Cell, Column, Detail, Part, ProgressResultsSection, Row, RowKind, Table, TextSize, Tone,
};
use crate::report::words::direction;
use crate::scheme::Indicator;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use std::cmp::Ordering;

/// Units of a measure from which on "all of them" is said instead of their names.
const MANY: usize = 4;

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
        heading: Section::Results.heading(scene, &scene.say("results_heading", &[])),
        paragraphs: if indicators.is_empty() { Vec::new() } else { guide(scene) },
        indicators,
        empty: scene.say("results.none", &[("year", &scene.w.year(scene.model.fiscal_year()))]),
    }
}

/// How to read the tables, and where the words of the units are.
fn guide(scene: &Scene<'_>) -> Vec<String> {
    let as_of = scene.w.date(scene.model.as_of);
    let places = [("csv", "progress.csv"), ("workbook", &scene.workbook())];
    let results = scene.model.results_year();
    let [year, before] = [results, results.previous()].map(|year| scene.w.year(year));
    let mut guide = scene.say("results_guide", &[("as_of", &as_of)]);
    if Tally::reports(scene.model.outcomes).late() > 0 {
        guide.push(' ');
        guide.push_str(&scene.say("results_guide_days", &[]));
    }
    let indicators = &scene.model.scores.indicators;
    if indicators.iter().any(|row| row.score.is_some()) {
        guide.push(' ');
        guide.push_str(&scene.say("results_guide_scores", &[("year", &year)]));
    }
    if indicators.iter().any(|row| row.delta.is_some()) {
        guide.push(' ');
        guide.push_str(&scene.say("results_guide_differences", &[("before", &before)]));
    }
    vec![guide, scene.say("results_elsewhere", &places)]
}

fn of_indicator(
    scene: &Scene<'_>,
    number: usize,
    indicator: Option<&Indicator>,
    measures: &[&MeasureOutcome],
) -> Part {
    let name = indicator.map_or_else(|| scene.term("report.no_indicator"), |i| scene.indicator_name(i));
    let mut part = part(Section::Results.sub(scene, number, &name));
    let tally = Tally::of(measures.iter().map(|m| m.standing));
    let found = standings(scene, &tally);
    let score = indicator.and_then(|i| score(scene, i)).map(|s| format!("{s} ")).unwrap_or_default();
    let year = scene.w.year(scene.model.fiscal_year());
    let told = [("measures", &scene.measures(measures.len())[..]), ("standings", &found), ("year", &year)];
    part.paragraphs.push(format!("{score}{}", scene.say("results_measures", &told)));
    let id = indicator.map_or(0, |i| i.number);
    let short = indicator.map_or(name, |i| scene.indicator_number(i));
    part.tables.push(table(scene, format!("results-{id}"), &short, measures));
    part
}

/// What the indicator scored in the results that the measures answer.
fn score(scene: &Scene<'_>, indicator: &Indicator) -> Option<String> {
    let row = scene.model.scores.indicators.iter().find(|r| r.indicator == indicator.number)?;
    let w = scene.w;
    let score = w.score(Some(row.score?));
    let (key, points) = match row.delta {
        Some(delta) if direction(delta, w.decimals) == Ordering::Equal => {
            ("results_score_equal", String::new())
        }
        Some(delta) => ("results_score_changed", w.signed(delta, w.decimals)),
        None => ("results_score_alone", String::new()),
    };
    let year = w.year(scene.model.results_year());
    Some(scene.say(key, &[("score", &score), ("points", &points), ("results_year", &year)]))
}

fn table(scene: &Scene<'_>, id: String, name: &str, measures: &[&MeasureOutcome]) -> Table {
    let mut rows = Vec::new();
    let mut topic: Option<&str> = None;
    // As the register in the measures document has them, each topic once; within an item the register's own order stands.
    let mut measures = measures.to_vec();
    measures.sort_by_key(|outcome| place_of(scene, &outcome.measure));
    for outcome in measures {
        let own = topic_of(scene, &outcome.measure);
        if let Some((code, label)) = own
            && topic != Some(code)
        {
            topic = Some(code);
            rows.push(row(RowKind::Group1, vec![cell(scene.w.text(&format!("{code} {label}")))]));
        }
        rows.push(measure_row(scene, outcome));
    }
    let table = scene.table(Draft {
        id,
        caption: scene.say("results.caption", &[("indicator", name)]),
        size: TextSize::Small,
        columns: columns(scene),
        rows,
        empty: scene.term("results.none_here"),
        notes: Vec::new(),
    });
    Table { settled: true, ..table }
}

fn columns(scene: &Scene<'_>) -> Vec<Column> {
    vec![
        column(scene.term("results_column_measure"), 4.2, Align::Start),
        column(scene.term("results_column_standing"), 3.1, Align::Start),
        column(scene.term("results_column_units"), 8.7, Align::Start),
    ]
}

/// The group of OIT items a measure answers.
fn topic_of<'a>(scene: &Scene<'a>, measure: &Measure) -> Option<(&'a str, &'a str)> {
    let scheme = scene.scheme();
    let code = scheme.question(measure.item.get()?)?.topic.as_deref()?;
    let topic = scheme.topics.iter().find(|t| t.code == code)?;
    Some((&topic.code, &topic.name_th))
}

/// Topic and item of a measure by their places in the checklist; what answers no item comes first, below no topic.
fn place_of(scene: &Scene<'_>, measure: &Measure) -> (Option<usize>, Option<usize>) {
    let scheme = scene.scheme();
    let item = measure.item.get().and_then(|code| scheme.questions.iter().position(|q| q.code == *code));
    let topic = item.and_then(|at| scheme.questions[at].topic.as_deref());
    (topic.and_then(|code| scheme.topics.iter().position(|t| t.code == code)), item)
}

fn measure_row(scene: &Scene<'_>, outcome: &MeasureOutcome) -> Row {
    let measure = &outcome.measure;
    let name = scene.measure(measure);
    let name = match measure.item.get() {
        Some(code) => format!("{name} ({})", scene.say("report.item", &[("item", &scene.code(code))])),
        None => name,
    };
    let tally = Tally::of(outcome.outcomes.iter().map(|o| o.standing));
    let due = scene.say("results_due", &[("due", &scene.short_due(measure))]);
    let finished = (tally.total() > 1).then(|| {
        let (finished, all) = (scene.w.size(tally.finished()), scene.w.size(tally.total()));
        scene.say("results_finished", &[("finished", &finished), ("all", &all)])
    });
    let note = [Some(due), finished].into_iter().flatten().collect::<Vec<_>>().join("\n");
    body(vec![
        cell(name),
        cell(outcome.standing.thai()).tone(tone(outcome.standing)).note(Some(note)),
        units(scene, outcome),
    ])
}

/// Units by their standing, from the best to the worst, each with its day, its percentage or its days late.
fn units(scene: &Scene<'_>, measure: &MeasureOutcome) -> Cell {
    if measure.outcomes.is_empty() {
        return cell(scene.say("results_no_units", &[])).tone(Tone::Muted);
    }
    let details = Standing::ALL.into_iter().filter_map(|standing| {
        let found: Vec<_> = measure.outcomes.iter().filter(|o| o.standing == standing).collect();
        let told: Vec<_> = found.iter().map(|o| qualified(scene, o)).collect();
        let all_alike = found.len() == measure.outcomes.len()
            && found.len() >= MANY
            && found.iter().all(|o| qualifier(scene, o) == qualifier(scene, found[0]));
        let text = if all_alike {
            let all = scene.say("results_all_units", &[]);
            let words = format!("{all} {}", scene.places(found.len()));
            qualifier(scene, found[0]).map_or(words.clone(), |q| format!("{words} ({q})"))
        } else {
            told.join(", ")
        };
        let label = format!("{}:", standing.thai());
        (!found.is_empty()).then_some(Detail { label, text, link: None })
    });
    cell("").details(details.collect())
}

fn qualified(scene: &Scene<'_>, outcome: &Outcome) -> String {
    let unit = scene.short_unit(&outcome.unit);
    // A percentage stays with its unit; a day is long enough for a line of its own.
    let gap = if outcome.standing.is_finished() { ' ' } else { '\u{a0}' };
    qualifier(scene, outcome).map_or(unit.clone(), |q| format!("{unit}{gap}({q})"))
}

/// The day of finishing of what is done, the percentage or the days late of what is not.
fn qualifier(scene: &Scene<'_>, outcome: &Outcome) -> Option<String> {
    let report = outcome.report.as_ref();
    match outcome.standing {
        Standing::Finished | Standing::FinishedLate => {
            report.and_then(|r| r.finished_on.get()).map(|day| scene.w.short_date(*day))
        }
        Standing::Overdue => outcome.days_late.map(|days| days_late(scene, days)),
        Standing::UnderWay => report.and_then(|r| r.percent_complete.get()).map(|p| scene.percent_number(*p)),
        Standing::NotStarted | Standing::NotReported => None,
    }
}

/// `๓๑ วัน`
pub(super) fn days_late(scene: &Scene<'_>, days: i32) -> String {
    scene.say("late_days", &[("days", &scene.w.count(days.into()))])
}
