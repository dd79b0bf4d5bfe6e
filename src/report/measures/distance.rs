//! §5.3: distance of the total and of every instrument from the next rating and from losing the
//! present one, in points and in answers.

use super::cells::{cell, nothing, row};
use super::context::{Context, instrument_name};
use super::overall;
use crate::report::analysis::{self, Answers, Bound, Distance, NEAR, Need, Situation};
use crate::report::document::{Align, Cell, Column, Part, Row, RowKind, Table, TextSize};
use crate::report::words::direction;
use crate::scheme::{Computed, Instrument};
use std::cmp::Ordering;

pub(super) fn part(context: &Context<'_>) -> Part {
    let situation = Situation::of(context.scheme(), context.model.scores);
    let paragraphs = situation.as_ref().map(|s| sentences(context, s)).unwrap_or_default();
    context.part(&context.term("distance.heading"), paragraphs, vec![table(context, situation.as_ref())])
}

/// The same sentences, for the page that says it all.
pub(super) fn standing(context: &Context<'_>) -> Vec<String> {
    let situation = Situation::of(context.scheme(), context.model.scores);
    let opening = overall::sentences(context).into_iter().take(1);
    opening.chain(situation.as_ref().map(|s| sentences(context, s)).unwrap_or_default()).collect()
}

fn sentences(context: &Context<'_>, situation: &Situation<'_>) -> Vec<String> {
    let rating = ("rating", &situation.rating().name_th[..]);
    let mut sentences = vec![match situation.total_spare() {
        None => context.say("distance.lowest", &[rating]),
        Some(spare) if is_zero(context, spare) => context.say("distance.at_limit", &[rating]),
        Some(spare) => {
            let (limit, points) = (context.words.score(Some(spare.limit)), context.points(spare.points));
            context.say("distance.above_limit", &[rating, ("limit", &limit), ("points", &points)])
        }
    }];
    sentences.push(next_sentence(context, situation));
    sentences.extend(nearest_sentence(context, situation));
    sentences
}

fn is_zero(context: &Context<'_>, distance: Distance) -> bool {
    direction(distance.points, context.decimals()) == Ordering::Equal
}

fn next_sentence(context: &Context<'_>, situation: &Situation<'_>) -> String {
    let Some(next) = situation.next() else {
        return context.say("distance.highest", &[("rating", &situation.rating().name_th)]);
    };
    let missing: Vec<_> = situation
        .requirements()
        .into_iter()
        .map(|requirement| {
            let near = if requirement.lacks < NEAR { "distance.needs_only" } else { "distance.needs" };
            let (key, of) = match requirement.of {
                Need::Total => ("distance.needs_total", String::new()),
                Need::Instrument(code) => (near, code.to_owned()),
                Need::Finer(of) => (near, context.condition(of)),
            };
            context.say(key, &[("of", &of), ("points", &context.points(requirement.lacks))])
        })
        .collect();
    context.say("distance.next", &[("rating", &next.name_th), ("missing", &context.joined(&missing))])
}

/// The instrument that is nearest to losing the rating.
fn nearest_sentence(context: &Context<'_>, situation: &Situation<'_>) -> Option<String> {
    let (instrument, fall) = context
        .scheme()
        .instruments
        .iter()
        .filter_map(|i| Some((i, situation.fall(&i.code)?)))
        .min_by(|a, b| a.1.spare.points.total_cmp(&b.1.spare.points))?;
    let (code, spare) = (&instrument.code, fall.spare);
    let limit = context.words.score(Some(spare.limit));
    let limit = match spare.bound {
        Bound::Own => context.say("distance.own_limit", &[("limit", &limit)]),
        Bound::Total => context.say("distance.total_limit", &[("limit", &limit)]),
    };
    let key = if is_zero(context, spare) {
        "distance.nearest_at_limit"
    } else if spare.points < NEAR {
        "distance.nearest_close"
    } else {
        "distance.nearest"
    };
    let mut sentence = context.say(
        key,
        &[
            ("instrument", code),
            ("limit", &limit),
            ("points", &context.points(spare.points)),
            ("after", &fall.after.name_th),
        ],
    );
    let answers = answers_of(context, instrument).and_then(|answers| {
        let least = situation.answers_to_lose(code, &answers)?;
        let key = match measured(context, instrument) {
            Measured::Items => "distance.fall_items",
            Measured::Assumed => "distance.fall_assumed",
            Measured::Answers => "distance.fall_answers",
            Measured::Estimated => "distance.fall_estimated",
        };
        Some(context.say(key, &[("count", &context.words.count(least))]))
    });
    if let Some(answers) = answers {
        sentence = format!("{sentence} {answers}");
    }
    Some(sentence)
}

/// What an instrument's score is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measured {
    /// Assessed items.
    Items,
    /// The same, but no published result proves how they are combined.
    Assumed,
    /// Answers that its score follows from.
    Answers,
    /// Answers, but how they make up the score is not published.
    Estimated,
}

fn measured(context: &Context<'_>, instrument: &Instrument) -> Measured {
    if !context.surveys().any(|s| s.code == instrument.code) {
        if instrument.assumed_th.is_empty() { Measured::Items } else { Measured::Assumed }
    } else if instrument.computed == Computed::Exact {
        Measured::Answers
    } else {
        Measured::Estimated
    }
}

fn answers_of(context: &Context<'_>, instrument: &Instrument) -> Option<Vec<Answers>> {
    analysis::answers(context.scheme(), context.model.scores, instrument, context.results())
}

/// Whether there is a rating below and one above.
fn ways(situation: Option<&Situation<'_>>) -> (bool, bool) {
    (situation.is_some_and(|s| s.total_spare().is_some()), situation.is_some_and(|s| s.next().is_some()))
}

fn table(context: &Context<'_>, situation: Option<&Situation<'_>>) -> Table {
    let (can_fall, can_rise) = ways(situation);
    let mut columns = vec![
        context.column("distance.column_of", 4.4, Align::Start),
        context.column("names.column_score", 1.8, Align::End),
    ];
    let pair = |points: &str, answers: &str| -> [Column; 2] {
        [context.column(points, 3.0, Align::End), context.column(answers, 3.4, Align::End)]
    };
    if can_fall {
        columns.extend(pair("distance.column_spare", "distance.column_to_lose"));
    }
    if can_rise {
        columns.extend(pair("distance.column_gap", "distance.column_to_reach"));
    }
    let mut rows = Vec::new();
    if let Some(situation) = situation {
        rows.push(total_row(context, situation));
        rows.extend(context.scheme().instruments.iter().map(|i| instrument_row(context, situation, i)));
    }
    let (caption, empty) = (context.term("distance.caption"), context.term("distance.empty"));
    let mut table = context.table("distance", &caption, TextSize::Small, columns, rows, &empty);
    if !table.rows.is_empty() {
        table.notes = notes(context, (can_fall, can_rise));
    }
    table
}

fn total_row(context: &Context<'_>, situation: &Situation<'_>) -> Row {
    let total = context.overall().and_then(|s| s.total);
    let mut cells = vec![cell(context.term("distance.total")), cell(context.words.score(total))];
    if let Some(spare) = situation.total_spare() {
        cells.extend([distance(context, spare), nothing()]);
    }
    if let Some(gap) = situation.total_gap() {
        // A total that meets the next rating's minimum does not reach the rating: the rows below lack something.
        let met = is_zero(context, gap).then(|| cell(context.term("distance.met")));
        cells.extend([met.unwrap_or_else(|| distance(context, gap)), nothing()]);
    }
    row(RowKind::Total, cells)
}

fn instrument_row(context: &Context<'_>, situation: &Situation<'_>, instrument: &Instrument) -> Row {
    let code = &instrument.code;
    let score = context.instrument_score(code).and_then(|s| s.score);
    let answers = answers_of(context, instrument);
    let mut cells = vec![cell(instrument_name(instrument)), cell(context.words.score(score))];
    let least = |least: Option<i64>, impossible: &str| match (&answers, least) {
        (None, _) => cell(context.term("distance.no_answers")),
        (Some(_), None) => cell(context.term(impossible)),
        (Some(answers), Some(least)) => amount(context, instrument, least, answers),
    };
    let changed = answers.as_deref().unwrap_or_default();
    if situation.total_spare().is_some() {
        cells.push(
            situation
                .spare(code)
                .map_or_else(|| cell(context.term("distance.cannot_lose")), |d| distance(context, d)),
        );
        cells.push(least(situation.answers_to_lose(code, changed), "distance.cannot_lose"));
    }
    if situation.next().is_some() {
        let gap = situation.gap(code);
        if gap.is_some_and(|gap| is_zero(context, gap)) {
            cells.extend([cell(context.term("distance.met")), nothing()]);
        } else {
            cells.push(
                gap.map_or_else(|| cell(context.term("distance.cannot_reach")), |d| distance(context, d)),
            );
            cells.push(least(situation.answers_to_reach(code, changed), "distance.cannot_reach"));
        }
    }
    row(RowKind::Body, cells)
}

/// Points with the limit they are measured from.
fn distance(context: &Context<'_>, distance: Distance) -> Cell {
    let limit = context.words.score(Some(distance.limit));
    let key = match distance.bound {
        Bound::Own => "distance.by_own",
        Bound::Total => "distance.by_total",
    };
    let note = context.say(key, &[("limit", &limit)]);
    Cell { note: Some(note), ..cell(context.words.number(distance.points, context.decimals())) }
}

fn amount(context: &Context<'_>, instrument: &Instrument, least: i64, answers: &[Answers]) -> Cell {
    let all: i64 = answers.iter().map(|a| a.count).sum();
    let (least, all) = (context.words.count(least), context.words.count(all));
    let key = match measured(context, instrument) {
        Measured::Items => "distance.items",
        Measured::Assumed => "distance.assumed",
        Measured::Answers => "distance.answers",
        Measured::Estimated => "distance.estimated",
    };
    let note = context.say("distance.of_all", &[("all", &all)]);
    Cell { note: Some(note), ..cell(context.say(key, &[("count", &least)])) }
}

fn notes(context: &Context<'_>, (can_fall, can_rise): (bool, bool)) -> Vec<String> {
    let answers = match (can_fall, can_rise) {
        (true, true) => Some("distance.note_answers"),
        (true, false) => Some("distance.note_answers_to_lose"),
        (false, true) => Some("distance.note_answers_to_reach"),
        (false, false) => None,
    };
    let mut notes = vec![context.term("distance.note_rounded")];
    notes.extend(answers.map(|key| context.term(key)));
    let estimated: Vec<_> = context
        .scheme()
        .instruments
        .iter()
        .filter(|i| measured(context, i) == Measured::Estimated)
        .map(|i| i.code.clone())
        .collect();
    if !estimated.is_empty() {
        notes.push(context.say("distance.note_estimated", &[("instruments", &context.joined(&estimated))]));
    }
    let assumed = context.scheme().instruments.iter().filter(|i| measured(context, i) == Measured::Assumed);
    notes.extend(assumed.map(|i| {
        let told = [("instrument", &i.code[..]), ("assumed", &context.words.text(&i.assumed_th))];
        context.say("distance.note_assumed", &told)
    }));
    notes
}
