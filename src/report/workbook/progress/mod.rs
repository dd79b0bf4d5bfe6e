//! The workbook of progress: what each unit did about each measure, and the data sets of the half.
//!
//! In: the model. Out: a [`Workbook`]. Never: judges a measure; cached results are those of
//! `score::progress`.

pub(super) mod data_sets;
mod measures;
mod ready;
mod units;

use super::book::{Cell, Column, Fact, Kind, Name, Sheet, Table, Tone, Workbook};
use super::checks;
use super::common::{CHECK_TOLERANCE, sheet, words};
use super::{front, remarks, sources};
use crate::report::Model;
use crate::score::progress::Standing;

/// Results of the year before belong to the workbook of scores.
const RESULT_KINDS: &[&str] = &["survey_questions", "survey_answers", "oit_items"];

/// Words of a standing.
fn standing_signals() -> [(&'static str, Tone); 5] {
    [
        (Standing::Finished.thai(), Tone::Good),
        (Standing::FinishedLate.thai(), Tone::Warn),
        (Standing::Overdue.thai(), Tone::Bad),
        (Standing::NotReported.thai(), Tone::Bad),
        (Standing::NotStarted.thai(), Tone::Warn),
    ]
}

/// The workbook of progress of the model's half.
#[must_use]
pub fn progress(model: &Model<'_>) -> Workbook {
    let words = words(model);
    let mut sheets = vec![
        measures::summary(model),
        measures::register(model),
        measures::standings(model),
        units::totals(model),
        units::reports(model),
        units::coverage(model),
        units::matrix(model),
        units::late(model),
        measures::monitoring(model),
    ];
    if !model.readiness.is_empty() {
        sheets.extend([ready::readiness(model), ready::itap(model)]);
    }
    sheets.push(ready::evidence(model));
    let (mut sets, set_totals) = data_sets::sheets(model);
    sheets.extend(set_totals);
    sheets.append(&mut sets);
    let (constants, names) = constants(model);
    sheets.push(constants);
    let year = model.fiscal_year();
    let found = checks::findings(model, |s| {
        let own = s.fiscal_year == year || s.period == Some(model.period.year_before());
        own && !RESULT_KINDS.contains(&s.kind.as_str())
    });
    let checks = checks::checks(model, &sheets, Vec::new(), &found);
    let sources = sources::attach(&mut sheets, model, model.lines("progress.sources"));
    let verdict = checks.as_table().map(|table| front::overall_check(model, table, found.len()));
    sheets.push(remarks::sign_off(model, false));
    let remarks = remarks::attach(&mut sheets, model, false);
    sheets.extend(remarks);
    let notes = model.lines("progress.notes").iter().map(|line| words.text(line)).collect();
    let notes = front::notes(model, notes);
    sheets.extend([checks, checks::findings_sheet(model, &found), sources, notes]);
    let period = words.period(model.period);
    let title = model.say("progress.title", &[("period", &period)]);
    let mut results = results(model);
    results.extend(verdict);
    results.push(front::changes(model));
    results.extend(front::path(
        model,
        &[
            ("sheets.standings.tab", "progress.path.standings"),
            ("sheets.reports.tab", "progress.path.reports"),
            ("sheets.evidence.tab", "progress.path.evidence"),
            ("sheets.sources.tab", "progress.path.sources"),
            ("sheets.checks.tab", "progress.path.checks"),
        ],
    ));
    let (first, last) = (words.date(model.period.first_day()), words.date(model.period.last_day()));
    let cover = front::Cover {
        title: title.clone(),
        period: model.say("progress.period", &[("period", &period), ("first", &first), ("last", &last)]),
        results,
        guide: front::guide(model, "progress.guide"),
    };
    sheets.insert(0, front::cover(model, cover, |_| true));
    let mut keywords = model.lines("progress.keywords");
    keywords.extend(model.answered().map(|(_, item)| item.code.clone()));
    let subject = model.say("progress.subject", &[("agency", &model.workspace.agency.name_th)]);
    let stem = format!("progress-{}", model.period.slug());
    Workbook { subject, keywords, names, ..front::book(model, stem, &title, sheets) }
}

/// Measures and how many are finished, on the cover.
fn results(model: &Model<'_>) -> Vec<Fact> {
    let all = model.outcomes.len();
    let finished = model.outcomes.iter().filter(|o| o.standing.is_finished()).count();
    let count = |standing: Standing| format!("COUNTIF(standings[standing],\"{}\")", standing.thai());
    vec![
        front::fact(
            &model.term("progress.measures"),
            Cell::count(all).by("COUNTA(standings[code])"),
            Kind::Integer,
        ),
        front::fact(
            &model.term("progress.finished"),
            Cell::count(finished).by(format!(
                "{}+{}",
                count(Standing::Finished),
                count(Standing::FinishedLate)
            )),
            Kind::Integer,
        ),
    ]
}

/// The day of judgement and the tolerance.
fn constants(model: &Model<'_>) -> (Sheet, Vec<Name>) {
    let columns = vec![
        Column::of("name", Kind::Text),
        Column::of("value", Kind::Number),
        Column::of("meaning", Kind::Prose),
    ];
    let mut table = Table::of("constants", columns);
    let mut add = |name: &str, cell: Cell, meaning: &str| {
        table.push(vec![Cell::text(name), cell, Cell::text(model.term(meaning))]);
    };
    add("as_of", Cell::date(Some(model.as_of)), "constants.as_of");
    add("check_tolerance", Cell::number(Some(CHECK_TOLERANCE)), "constants.check_tolerance");
    let names = ["as_of", "check_tolerance"].iter().enumerate();
    let names = names
        .map(|(at, name)| Name { name: (*name).to_owned(), target: format!("constants[value#{at}]") })
        .collect();
    (sheet(model, "constants", &[], table), names)
}
