//! Each unit on pages of its own: its measures with what it reported, what is missing, what it has to mend.
//!
//! Comes in: outcomes of the half, the coverage of sheets, findings. Goes out: one part a unit. Never: rewrites what a
//! unit wrote, or leaves a unit out that has something to report.

use super::Section;
use super::appendix::{Cause, causes, finding_table};
use super::build::{Draft, Extend, body, cell, column, part};
use super::figures::Tally;
use super::scene::{Scene, one_line};
use super::sentences::standings_of_unit;
use crate::check::State;
use crate::model::shown::web_address;
use crate::model::{Absence, Field, Period, Progress};
use crate::report::document::{Align, Cell, Detail, Part, Row, Table, TextSize, UnitsSection};
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use crate::workspace::Unit;

/// Measures up to which a unit's pages have room for the results of what is finished.
const MOST_WITH_RESULTS: usize = 15;

pub(super) fn section(scene: &Scene<'_>) -> UnitsSection {
    let causes = causes(scene);
    let units = &scene.model.workspace.units;
    let parts: Vec<_> =
        units.iter().enumerate().map(|(at, unit)| of_unit(scene, at + 1, unit, &causes)).collect();
    UnitsSection {
        heading: Section::Units.heading(scene, &scene.say("internal_units_heading", &[])),
        paragraphs: if parts.is_empty() {
            Vec::new()
        } else {
            let most = scene.w.size(MOST_WITH_RESULTS);
            let told = [("workbook", &scene.workbook()[..]), ("most", &most)];
            vec![scene.say("internal_units_guide", &told)]
        },
        units: parts,
        empty: scene.say("internal_units_empty", &[]),
    }
}

fn of_unit(scene: &Scene<'_>, number: usize, unit: &Unit, causes: &[Cause<'_>]) -> Part {
    let mut part = part(Section::Units.sub(scene, number, &unit.name_th));
    let tally = Tally::unit(scene.model.outcomes, &unit.id);
    if tally.total() > 0 {
        let (all, reported) = (scene.w.size(tally.total()), scene.w.size(tally.reported()));
        let found = standings_of_unit(scene, &tally);
        let told = [("all", &all[..]), ("reported", &reported), ("standings", &found)];
        let sheets = sheets(scene, unit).map(|told| format!(" {told}")).unwrap_or_default();
        part.paragraphs.push(scene.say("internal_unit_summary", &told) + &sheets);
    } else {
        part.paragraphs.extend(sheets(scene, unit));
    }
    part.tables.push(measures(scene, number, unit));
    let own: Vec<_> = causes.iter().filter(|c| c.first.accepted.is_none() && c.is_of(&unit.id)).collect();
    if !own.is_empty() {
        let caption = scene.say("internal_unit_findings", &[("unit", &unit.name_th)]);
        part.tables.push(finding_table(scene, &format!("unit-findings-{number}"), caption, &own));
    }
    part
}

/// Sheets that are missing, blank or have errors.
fn sheets(scene: &Scene<'_>, unit: &Unit) -> Option<String> {
    let coverage = scene.model.coverage.iter().find(|c| c.unit.as_deref() == Some(&unit.id))?;
    let wanting: Vec<_> = coverage
        .sheets
        .iter()
        .filter_map(|sheet| {
            let title = scene.w.text(&sheet.title);
            let told = [("sheet", &title[..])];
            Some(match sheet.state {
                State::Missing => scene.say("internal_sheet_missing", &told),
                State::Blank => scene.say("internal_sheet_blank", &told),
                State::WithErrors => scene.say("internal_sheet_errors", &told),
                State::Submitted | State::NotExpected => return None,
            })
        })
        .collect();
    if coverage.sheets.iter().all(|sheet| sheet.state == State::NotExpected) {
        return None;
    }
    Some(if wanting.is_empty() {
        let tally = Tally::unit(scene.model.outcomes, &unit.id);
        let whole = tally.is_complete();
        scene.say(if whole { "internal_unit_sheets_done" } else { "internal_unit_sheets_in_part" }, &[])
    } else {
        format!("{}: {}", scene.say("internal_unit_sheets", &[]), wanting.join(", "))
    })
}

/// The unit's measures in the order of the register.
fn measures(scene: &Scene<'_>, number: usize, unit: &Unit) -> Table {
    let pairs = scene.model.outcomes.iter().flat_map(|m| m.outcomes.iter().map(move |o| (m, o)));
    let pairs: Vec<_> = pairs.filter(|(_, o)| o.unit == unit.id).collect();
    let crowded = pairs.len() > MOST_WITH_RESULTS;
    let name = [("unit", &unit.name_th[..])];
    let table = scene.table(Draft {
        id: format!("unit-{number}"),
        caption: scene.say("internal_unit_caption", &name),
        size: TextSize::Dense,
        columns: vec![
            column(scene.say("internal_unit_column_standing", &[]), 4.1, Align::Start),
            column(scene.say("internal_unit_column_report", &[]), 11.9, Align::Start),
        ],
        rows: pairs.into_iter().map(|pair| measure_row(scene, pair, crowded)).collect(),
        empty: scene.say("internal_unit_empty", &name),
        notes: Vec::new(),
    });
    Table { settled: true, ..table }
}

fn measure_row(scene: &Scene<'_>, (measure, outcome): (&MeasureOutcome, &Outcome), crowded: bool) -> Row {
    let title = one_line(measure.measure.title.text());
    let due = scene.short_due(&measure.measure);
    let code = scene.code(&measure.measure.code);
    let code = scene.say("internal_unit_code", &[("code", &code), ("due", &due)]);
    let told = outcome.report.as_ref().filter(|_| outcome.standing != Standing::NotReported);
    let (standing, report) = if let Some(report) = told {
        let own = own_report(scene, &title, report, crowded && outcome.standing.is_finished());
        (standing(scene, outcome, check_ins(scene, outcome, report)), own)
    } else {
        let unreported = scene.say("internal_unit_unreported", &[]);
        (standing(scene, outcome, None), cell("").details(vec![detail(&title, unreported)]))
    };
    body(vec![standing.titled(code), report])
}

/// Standing with the day of finishing, percentage and days late; check-ins where they fall short.
fn standing(scene: &Scene<'_>, outcome: &Outcome, check_ins: Option<String>) -> Cell {
    let told = scene.standing(outcome);
    let first = told.lines.join(" ");
    let first = told.note.as_ref().map_or(first.clone(), |note| format!("{first} {note}"));
    let half = |period: Period| scene.say("internal.carried", &[("half", &scene.w.half(period.half))]);
    let carried = outcome.carried.map(half);
    let lines = [Some(first), carried, check_ins];
    Cell { lines: lines.into_iter().flatten().collect(), note: None, ..told }
}

/// The measure, its result unless there is no room for what is finished, and behind their names evidence, problem and next step; what was left
/// blank leaves no trace.
fn own_report(scene: &Scene<'_>, title: &str, report: &Progress, without_result: bool) -> Cell {
    let result = if without_result { String::new() } else { scene.own_words(&report.result).lines.join(" ") };
    let mut details = vec![detail(title, result)];
    details.extend(evidence(scene, &report.evidence));
    details.extend(way_on(scene, report));
    cell("").details(details)
}

/// Problem and next step, as far as they are told.
fn way_on(scene: &Scene<'_>, report: &Progress) -> Vec<Detail> {
    [("internal.problem", &report.problem), ("internal.next_step", &report.next_step)]
        .into_iter()
        .filter_map(|(key, field)| told(scene, field).map(|text| detail(&scene.term(key), one_line(&text))))
        .collect()
}

fn detail(name: &str, text: String) -> Detail {
    // A colon leads to something.
    let label = if text.is_empty() { name.to_owned() } else { format!("{name}:") };
    Detail { label, text, link: None }
}

/// What a field says: its text, or that it could not be read.
fn told(scene: &Scene<'_>, field: &Field<String>) -> Option<String> {
    let text = field.text().trim();
    match field.absence() {
        Some(Absence::Invalid) => Some(scene.absent(Absence::Invalid)),
        _ => (!text.is_empty()).then(|| text.to_owned()),
    }
}

/// Evidence line by line; an address that stands alone is a short link, which the workbook writes out.
fn evidence(scene: &Scene<'_>, field: &Field<String>) -> Vec<Detail> {
    let Some(text) = told(scene, field) else { return Vec::new() };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .enumerate()
        .map(|(at, line)| {
            let link = web_address(line).map(str::to_owned);
            let label = scene.term(if at == 0 { "internal.evidence" } else { "internal.more_evidence" });
            let text = if link.is_some() { scene.say("internal_unit_link", &[]) } else { line.to_owned() };
            Detail { label, text, link }
        })
        .collect()
}

/// Check-ins held of those expected, where they fall short or are not known: the section on monitoring has them all.
fn check_ins(scene: &Scene<'_>, outcome: &Outcome, report: &Progress) -> Option<String> {
    let w = scene.w;
    match (&report.check_ins.value, outcome.expected_check_ins) {
        _ if outcome.carried.is_some() => None,
        (Err(why), _) => Some(scene.say("internal.no_check_ins", &[("why", &scene.absent(*why))])),
        (Ok(held), Some(expected)) if *held < expected => {
            let told = [("held", &w.count(*held)[..]), ("expected", &w.count(expected))];
            Some(scene.say("internal.check_ins", &told))
        }
        (Ok(_), _) => None,
    }
}
