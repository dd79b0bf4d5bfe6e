//! The workbook of scores: from the answers to the rating, each step a formula.
//!
//! In: the model. Out: a [`Workbook`]. Never: computes a score; cached results are those of `score`.

mod results;
mod year;
mod years;

use super::book::{Cell, Kind, Sheet, Workbook};
use super::checks::{self, Live};
use super::common::words;
use super::{front, remarks, sources};
use crate::report::Model;
use crate::report::words::Words;
use crate::scheme::{Computed, Scheme};
use year::Year;

const RESULT_KINDS: &[&str] = &["survey_questions", "survey_answers", "oit_items"];

/// The workbook of scores of the results' year.
#[must_use]
pub fn scores(model: &Model<'_>) -> Workbook {
    let words = words(model);
    let current = Year {
        model,
        fiscal_year: model.results_year(),
        scheme: model.scheme,
        book: model.scores,
        results: model.year(model.results_year()).map(|y| y.questions.as_slice()).unwrap_or_default(),
        published: model.year(model.results_year()).map(|y| y.published.as_slice()).unwrap_or_default(),
        words,
        suffix: "",
    };
    let before = year_before(model, words);
    let compared = years::years(model, current, before);
    let overall = compared.as_table().map(|table| results::overall(model, current, table));
    let mut sheets: Vec<Sheet> = overall.into_iter().collect();
    sheets.extend(year_sheets(current, model));
    sheets.push(compared);
    sheets.push(years::lost(model, current));
    let years: Vec<_> = std::iter::once(current).chain(before).collect();
    let (constants, mut names) = results::constants(model, &years);
    let (scales, more) = results::scales(model, &years);
    names.extend(more);
    names.extend(results::result_names());
    sheets.extend([constants, scales]);
    if let Some(before) = before {
        sheets.extend(before_sheets(before));
    }
    let found = checks::findings(model, |s| {
        let own = s.fiscal_year == current.fiscal_year || s.fiscal_year == current.fiscal_year.previous();
        own && RESULT_KINDS.contains(&s.kind.as_str())
    });
    let checks = checks::checks(model, &sheets, live(current), &found);
    let sources = sources::attach(&mut sheets, model, model.lines("scores.sources"));
    let verdict = checks.as_table().map(|table| front::overall_check(model, table, found.len()));
    sheets.push(remarks::sign_off(model, true));
    let remarks = remarks::attach(&mut sheets, model, true);
    sheets.extend(remarks);
    sheets.extend([checks, checks::findings_sheet(model, &found), sources, notes(model)]);
    let fiscal_year = words.year(current.fiscal_year);
    let title = model.say("scores.title", &[("year", &fiscal_year)]);
    let mut facts = results_facts(model, current);
    facts.extend(verdict);
    facts.push(front::changes(model));
    facts.extend(front::path(
        model,
        &[
            ("sheets.overall.tab", "scores.path.overall"),
            ("sheets.instruments.tab", "scores.path.instruments"),
            ("sheets.questions.tab", "scores.path.questions"),
            ("sheets.sources.tab", "scores.path.sources"),
            ("sheets.checks.tab", "scores.path.checks"),
        ],
    ));
    let cover = front::Cover {
        title: title.clone(),
        period: model.say("scores.period", &[("year", &fiscal_year)]),
        results: facts,
        guide: front::guide(model, "scores.guide"),
    };
    sheets.insert(0, front::cover(model, cover, |s| RESULT_KINDS.contains(&s.kind.as_str())));
    let mut keywords = model.lines("scores.keywords");
    keywords.extend(model.scheme.instruments.iter().map(|i| i.code.clone()));
    let subject = model.say("scores.subject", &[("agency", &model.workspace.agency.name_th)]);
    let stem = format!("scores-{}", current.fiscal_year);
    Workbook { subject, keywords, names, ..front::book(model, stem, &title, sheets) }
}

/// Codes of the checklists of a scheme.
pub(super) fn checklists(scheme: &Scheme) -> String {
    let items = scheme.questions.iter().filter(|q| q.scale.is_none());
    let mut codes: Vec<_> = items.map(|q| scheme.instrument_of(q).map_or("", |i| i.code.as_str())).collect();
    codes.dedup();
    codes.join(" ")
}

/// The year before, when its results are there.
fn year_before<'a>(model: &'a Model<'_>, words: Words) -> Option<Year<'a>> {
    let fiscal_year = model.results_year().previous();
    let known = model.year(fiscal_year)?;
    let (results, published) = (known.questions.as_slice(), known.published.as_slice());
    let scheme = model.schemes.get(fiscal_year)?;
    let given = !results.is_empty() || !published.is_empty();
    let known = given && !model.earlier.questions.is_empty();
    known.then_some(Year {
        model,
        fiscal_year,
        scheme,
        book: model.earlier,
        results,
        published,
        words,
        suffix: "_previous",
    })
}

/// From the answers to the rating.
fn year_sheets(year: Year<'_>, model: &Model<'_>) -> Vec<Sheet> {
    let parts = year.parts();
    let questions = year.questions(parts.as_ref().and_then(Sheet::as_table));
    let mut sheets = vec![questions];
    sheets.extend(parts);
    sheets.push(year.item_sheet());
    sheets.extend(year.topics());
    sheets.extend([
        year.indicators(),
        year.instruments(),
        results::total(model, year),
        results::ratings(model, year),
    ]);
    sheets
}

/// The year before up to the instruments: what differences refer to.
fn before_sheets(year: Year<'_>) -> Vec<Sheet> {
    let parts = year.parts();
    let questions = year.questions(parts.as_ref().and_then(Sheet::as_table));
    let mut sheets = vec![questions];
    sheets.extend(parts);
    sheets.push(year.item_sheet());
    sheets.extend(year.topics());
    sheets.extend([year.indicators(), year.instruments()]);
    sheets
}

/// Controls over the formulas beside the row by row comparison.
fn live(year: Year<'_>) -> Vec<Live> {
    let mut controls = vec![Live {
        what: year.words.text(&year.model.term("scores.weights_add_up")),
        formula: "IF(ABS(SUM(instruments[weight])-100)<=check_tolerance,0,1)".to_owned(),
        found: Some(0),
    }];
    for instrument in &year.scheme.instruments {
        let counted: Vec<_> =
            year.scheme.questions_of(&instrument.code).filter(|q| q.scale.is_some()).collect();
        if !counted.is_empty() {
            controls.push(Live {
                what: year.model.say("scores.all_scored", &[("instrument", &instrument.code)]),
                formula: format!(
                    "COUNTIF(questions[instrument],\"{0}\")-COUNTIFS(questions[instrument],\"{0}\",questions[score],\">=0\")",
                    instrument.code
                ),
                // Without any results a score is not missing: none was to come.
                found: year.model.has_results().then(|| year.missing(&counted).len()),
            });
        }
    }
    controls
}

fn results_facts(model: &Model<'_>, year: Year<'_>) -> Vec<super::book::Fact> {
    let agency = model.scores.agencies.first();
    let decimals = year.scheme.rules.published_decimals;
    let rating = agency.and_then(|a| a.rating.as_deref());
    let name = year.scheme.ratings.iter().find(|r| Some(r.id.as_str()) == rating).map(|r| r.name_th.clone());
    let total = agency.and_then(|a| a.total).map(|t| crate::thai::round_half_away(t, decimals));
    let [of_total, of_rating] = ["scores.total", "scores.rating"].map(|key| model.term(key));
    vec![
        front::fact(&of_total, Cell::number(total).by("total_published"), Kind::Score),
        front::fact(&of_rating, Cell::text(name.unwrap_or_default()).by("rating"), Kind::Text),
    ]
}

fn notes(model: &Model<'_>) -> Sheet {
    let words = words(model);
    let mut lines: Vec<_> = model.lines("scores.notes").iter().map(|line| words.text(line)).collect();
    let stand_in: Vec<_> = model.scores.stand_ins().collect();
    for instrument in model.scheme.instruments.iter().filter(|i| i.computed == Computed::Informative) {
        let own = [("instrument", instrument.code.as_str())];
        lines.push(if stand_in.contains(&instrument.code.as_str()) {
            model.say("scores.note_stand_in", &own)
        } else {
            model.say("scores.note_informative", &own)
        });
    }
    let assumed = model.scheme.instruments.iter().filter(|i| !i.assumed_th.is_empty());
    lines.extend(assumed.map(|i| {
        let own = [("instrument", i.code.as_str()), ("assumed", &i.assumed_th)];
        words.text(&model.say("scores.note_assumed", &own))
    }));
    front::notes(model, lines)
}
