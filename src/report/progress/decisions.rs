//! What needs the director's decision.
//!
//! Comes in: outcomes of the half. Goes out: a list, the most pressing first, one line a matter as far as
//! possible: the summary has one page, the sections it points to name the cases. Never: proposes a
//! result; it says what is open and asks for an order.

use super::Section;
use super::build::{item, part};
use super::figures::Tally;
use super::scene::Scene;
use crate::model::{Due, Progress};
use crate::ready::State;
use crate::report::document::Part;
use crate::score::monitoring::Monitoring;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use crate::thai::Date;

/// A measure due within this many days after the as-of date is due soon.
pub const SOON: i32 = 30;
/// Cases up to this many are named in the list itself.
const FEW: usize = 5;
/// Matters in the list; the others are named in a sentence below it.
const MOST: usize = 7;

pub(super) fn part_of(scene: &Scene<'_>) -> Part {
    let mut found: Vec<_> = [
        overdue(scene),
        nobody(scene),
        without_units(scene),
        silent_units(scene),
        missing_reports(scene),
        no_way_on(scene),
        upcoming(scene),
        unready(scene),
        not_begun(scene),
        monitoring(scene),
    ]
    .into_iter()
    .flatten()
    .collect();
    let title = scene.say("decisions.heading", &[("director", &scene.director())]);
    let mut part = part(Section::Decisions.heading(scene, &title));
    if found.is_empty() {
        part.paragraphs.push(nothing(scene));
    }
    if found.len() > MOST {
        let rest: Vec<_> = found.split_off(MOST).into_iter().map(|(lead, _)| lead).collect();
        part.closing.push(scene.say("decisions.others", &[("matters", &scene.joined(&rest))]));
    }
    let marked = |(at, (lead, text))| item(Some(format!("{})", scene.w.size(at + 1))), lead, text);
    part.items = found.into_iter().enumerate().map(marked).collect();
    part
}

fn nothing(scene: &Scene<'_>) -> String {
    scene.term(if scene.model.outcomes.is_empty() { "decisions.no_measures" } else { "decisions.nothing" })
}

/// What is open, in how many cases, with the sentence that asks for an order.
type Finding = Option<(String, String)>;

/// Measures that are open, asked about in the texts of a key.
fn measures(scene: &Scene<'_>, [lead, ask]: [&str; 2], codes: &[String], section: Section) -> Finding {
    let told = [("measures", &scene.measures(codes.len())[..])];
    (!codes.is_empty()).then(|| (scene.say(lead, &told), asked(scene, ask, codes, section)))
}

/// The order that is asked for, with the cases.
fn asked(scene: &Scene<'_>, key: &str, names: &[String], section: Section) -> String {
    scene.say(key, &[("which", &which(scene, names, section))])
}

fn pairs<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = (&'a MeasureOutcome, &'a Outcome)> {
    scene.model.outcomes.iter().flat_map(|m| m.outcomes.iter().map(move |o| (m, o)))
}

/// A measure with the unit it is about.
fn case(scene: &Scene<'_>, measure: &MeasureOutcome, outcome: &Outcome) -> String {
    let (code, unit) = (scene.code(&measure.measure.code), scene.short_unit(&outcome.unit));
    scene.say("decisions.case", &[("code", &code), ("unit", &unit)])
}

/// Outputs and data sets of the checklist that are not ready, with their items.
fn unready(scene: &Scene<'_>) -> Finding {
    let open: Vec<_> = scene.model.readiness.iter().filter(|row| row.state != State::Ready).collect();
    let mut items: Vec<String> = open.iter().map(|row| scene.w.text(&row.item)).collect();
    items.dedup();
    (!open.is_empty()).then(|| {
        let lead = scene.say("decisions.unready", &[("entries", &scene.entries(open.len()))]);
        (lead, scene.say("decisions.unready_ask", &[("which", &scene.joined(&items))]))
    })
}

fn overdue(scene: &Scene<'_>) -> Finding {
    let late = pairs(scene).filter(|(_, o)| o.standing == Standing::Overdue).count();
    let codes = measures_where(scene, |m| m.standing == Standing::Overdue);
    (late > 0).then(|| {
        let told = [("measures", &scene.measures(codes.len())[..]), ("reports", &scene.entries(late))];
        let lead = scene.say("decisions.overdue", &told);
        (lead, asked(scene, "decisions.overdue_ask", &codes, Section::Late))
    })
}

fn nobody(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| m.standing == Standing::NotReported && !m.outcomes.is_empty());
    measures(scene, ["decisions.nobody", "decisions.nobody_ask"], &codes, Section::Unreported)
}

fn without_units(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| m.outcomes.is_empty());
    measures(scene, ["decisions.no_units", "decisions.no_units_ask"], &codes, Section::Results)
}

/// Units that were to report and sent nothing at all.
fn silent(scene: &Scene<'_>) -> Vec<String> {
    let none = |id: &str| Tally::unit(scene.model.outcomes, id).is_silent();
    scene.model.workspace.units.iter().filter(|u| none(&u.id)).map(|u| u.id.clone()).collect()
}

fn silent_units(scene: &Scene<'_>) -> Finding {
    let names: Vec<_> = silent(scene).iter().map(|id| scene.unit(id)).collect();
    (!names.is_empty()).then(|| {
        let lead = scene.say("decisions.silent", &[("units", &scene.units(names.len()))]);
        (lead, asked(scene, "decisions.silent_ask", &names, Section::Unreported))
    })
}

fn missing_reports(scene: &Scene<'_>) -> Finding {
    let silent = silent(scene);
    let missing: Vec<_> = pairs(scene)
        .filter(|(_, o)| o.standing == Standing::NotReported && !silent.contains(&o.unit))
        .collect();
    let is_missing = |id: &str| missing.iter().any(|(_, o)| o.unit == id);
    let units = scene.model.workspace.units.iter().filter(|u| is_missing(&u.id)).count();
    let cases: Vec<_> = missing.iter().map(|(m, o)| case(scene, m, o)).collect();
    (!missing.is_empty()).then(|| {
        let told = [("units", &scene.units(units)[..]), ("reports", &scene.entries(missing.len()))];
        (
            scene.say("decisions.missing", &told),
            asked(scene, "decisions.missing_ask", &cases, Section::Unreported),
        )
    })
}

/// Unfinished work with a problem and no word on how it goes on.
fn no_way_on(scene: &Scene<'_>) -> Finding {
    let stuck: Vec<_> = pairs(scene)
        .filter(|(_, o)| !o.standing.is_finished() && o.report.as_ref().is_some_and(stuck))
        .map(|(m, o)| case(scene, m, o))
        .collect();
    (!stuck.is_empty()).then(|| {
        let lead = scene.say("decisions.stuck", &[("reports", &scene.entries(stuck.len()))]);
        (lead, asked(scene, "decisions.stuck_ask", &stuck, Section::Results))
    })
}

fn stuck(report: &Progress) -> bool {
    !report.problem.text().trim().is_empty() && report.next_step.text().trim().is_empty()
}

fn upcoming(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| due_soon(scene, m));
    (!codes.is_empty()).then(|| {
        let days = scene.w.count(SOON.into());
        let told = [("days", &days[..]), ("measures", &scene.measures(codes.len()))];
        let today = due_today(scene);
        let ask = if today.is_empty() { "decisions.soon_ask" } else { "decisions.soon_ask_today" };
        (scene.say("decisions.soon", &told) + &today, asked(scene, ask, &codes, Section::Late))
    })
}

/// What of it is due on the as-of day itself, with a blank before it to go on from a sentence; empty for nothing. Whoever
/// reads it later finds it late.
pub(super) fn due_today(scene: &Scene<'_>) -> String {
    let codes = measures_where(scene, |m| is_due_on(m, scene.model.as_of));
    if codes.is_empty() {
        return String::new();
    }
    let (as_of, measures) = (scene.w.date(scene.model.as_of), scene.measures(codes.len()));
    let told = [("as_of", &as_of[..]), ("measures", &measures), ("codes", &scene.joined(&codes))];
    format!(" {}", scene.say("decisions.today", &told))
}

/// Whether a measure is not finished and due on the as-of date or in the [`SOON`] days after it.
pub(super) fn due_soon(scene: &Scene<'_>, outcome: &MeasureOutcome) -> bool {
    is_due_soon(outcome, scene.model.as_of)
}

/// The same on a day.
#[must_use]
pub fn is_due_soon(outcome: &MeasureOutcome, day: Date) -> bool {
    match outcome.measure.due.get() {
        Some(Due::On(date)) => !outcome.standing.is_finished() && (0..=SOON).contains(&date.days_since(day)),
        _ => false,
    }
}

/// Whether it is due on that very day and not finished.
#[must_use]
pub fn is_due_on(outcome: &MeasureOutcome, day: Date) -> bool {
    is_due_soon(outcome, day) && matches!(outcome.measure.due.get(), Some(Due::On(date)) if *date == day)
}

/// Units that have not begun, also where others have.
fn not_begun(scene: &Scene<'_>) -> Finding {
    let idle: Vec<_> = pairs(scene).filter(|(_, o)| o.is_idle()).collect();
    let late = idle.iter().filter(|(_, o)| o.standing == Standing::Overdue).count();
    let cases: Vec<_> = idle.iter().map(|(m, o)| case(scene, m, o)).collect();
    (!idle.is_empty()).then(|| {
        let told = [("reports", &scene.entries(idle.len())[..]), ("late", &scene.entries(late))];
        let lead = if late > 0 { "decisions.not_begun_late" } else { "decisions.not_begun" };
        (scene.say(lead, &told), asked(scene, "decisions.not_begun_ask", &cases, Section::Results))
    })
}

fn monitoring(scene: &Scene<'_>) -> Finding {
    let codes = measures_where(scene, |m| !Monitoring::of(m).below.is_empty());
    measures(scene, ["decisions.unheld", "decisions.unheld_ask"], &codes, Section::Monitoring)
}

/// A few cases by name; more by the section that lists them.
fn which(scene: &Scene<'_>, names: &[String], section: Section) -> String {
    if names.len() <= FEW { scene.joined(names) } else { section.pointer(scene) }
}

/// Codes of the measures that meet a condition, in the order of the register.
fn measures_where(scene: &Scene<'_>, wanted: impl Fn(&MeasureOutcome) -> bool) -> Vec<String> {
    let outcomes = scene.model.outcomes.iter();
    outcomes.filter(|m| wanted(m)).map(|m| scene.code(&m.measure.code)).collect()
}
