//! §2.1: total, rating, instruments and indicators, in sentences and in the overall table.

use super::cells::{blank, cell, nothing, row};
use super::context::{Context, instrument_name};
use crate::report::document::{Align, Cell, Part, Row, RowKind, Table, TextSize, Tile, Tone};
use crate::report::words::{NO_VALUE, direction};
use crate::scheme::{Instrument, Rating};
use crate::thai;
use std::cmp::Ordering;

/// More names than this are counted instead of listed.
const NAMES_LISTED: usize = 3;

/// What the results are, in sentences.
pub(super) fn sentences(context: &Context<'_>) -> Vec<String> {
    let Some(score) = context.overall() else {
        return vec![context.term("results.missing")];
    };
    let Some(total) = score.total else { return vec![no_total(context)] };
    let rating = context.rating(score.fiscal_year, score.rating.as_deref());
    let first = context.say("results.total", &[("points", &context.points(total))]);
    let rating = rating.map(|r| context.say("results.rating", &[("rating", &r.name_th)]));
    let change = total_change(context, score.delta, score.previous);
    let mut sentences = vec![join([Some(first), rating, Some(change), rating_change(context)])];
    let computed = context.stand_ins();
    if !computed.is_empty() {
        sentences.push(context.stand_in_note(&computed));
    }
    sentences
}

/// What the overall table shows, in sentences.
fn closing(context: &Context<'_>) -> Vec<String> {
    if context.overall().is_none() {
        return Vec::new();
    }
    let seen = join([extremes(context), respondents(context), None, None]);
    std::iter::once(seen).filter(|sentence| !sentence.is_empty()).chain(rounding(context)).collect()
}

/// Sentences to one paragraph; Thai parts them with a space.
fn join(sentences: [Option<String>; 4]) -> String {
    sentences.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn no_total(context: &Context<'_>) -> String {
    let missing = |i: &&Instrument| context.instrument_score(&i.code).is_none_or(|s| s.score.is_none());
    let codes: Vec<_> = context.scheme().instruments.iter().filter(missing).map(|i| i.code.clone()).collect();
    context.say("results.no_total", &[("instruments", &context.joined(&codes))])
}

fn total_change(context: &Context<'_>, delta: Option<f64>, previous: Option<f64>) -> String {
    let (Some(delta), Some(previous)) = (delta, previous) else {
        return context.term(if previous.is_some() {
            "results.not_comparable"
        } else {
            "results.no_baseline"
        });
    };
    let key = match direction(delta, context.decimals()) {
        Ordering::Greater => "results.risen",
        Ordering::Less => "results.fallen",
        Ordering::Equal => "results.unchanged",
    };
    context.say(key, &[("points", &context.points(delta.abs())), ("previous", &context.points(previous))])
}

/// A sentence on the rating of the year before, where there is one.
fn rating_change(context: &Context<'_>) -> Option<String> {
    let score = context.overall()?;
    let now = context.rating(score.fiscal_year, score.rating.as_deref())?;
    let before = context.rating(score.fiscal_year.previous(), score.previous_rating.as_deref())?;
    // Ratings of other bands are not above or below each other.
    let same = context.baseline_scheme().is_some_and(|before| before.same_bands(context.scheme()));
    let rank =
        |rating: &Rating| context.scheme().ratings.iter().position(|r| r.id == rating.id).filter(|_| same);
    let key = match (rank(now), rank(before)) {
        (Some(now), Some(before)) => match now.cmp(&before) {
            Ordering::Less => "results.rating_risen",
            Ordering::Greater => "results.rating_fallen",
            Ordering::Equal => "results.rating_unchanged",
        },
        _ => "results.rating_of_other_bands",
    };
    let names = [("before", &before.name_th[..]), ("now", &now.name_th)];
    let held_back = held_back(context, now);
    let Some(minimum) =
        now.instruments_minimum.filter(|_| key == "results.rating_risen" && !held_back.is_empty())
    else {
        return Some(context.say(key, &names));
    };
    let (instruments, minimum) = (context.joined(&held_back), context.words.weight(minimum));
    let why = [("instruments", &instruments[..]), ("minimum", &minimum)];
    Some(context.say("results.rating_risen_by", &[&names[..], &why].concat()))
}

/// The instruments that kept the year before from a rating that its total was high enough for.
fn held_back(context: &Context<'_>, rating: &Rating) -> Vec<String> {
    let previous = context.overall().and_then(|score| score.previous);
    let Some(minimum) = rating.instruments_minimum.filter(|_| previous.is_some_and(|p| p >= rating.minimum))
    else {
        return Vec::new();
    };
    let below = |i: &&Instrument| {
        context.instrument_score(&i.code).and_then(|s| s.previous).is_some_and(|score| score < minimum)
    };
    context.scheme().instruments.iter().filter(below).map(|i| i.code.clone()).collect()
}

/// The best and the weakest indicators, judged as shown.
fn extremes(context: &Context<'_>) -> Option<String> {
    let shown: Vec<_> = context
        .model
        .scores
        .indicators
        .iter()
        .filter_map(|i| Some((i.indicator, thai::round_half_away(i.score?, context.decimals()))))
        .collect();
    let high = shown.iter().map(|(_, s)| *s).max_by(f64::total_cmp)?;
    let low = shown.iter().map(|(_, s)| *s).min_by(f64::total_cmp)?;
    if shown.len() < 2 {
        return None;
    }
    if high.total_cmp(&low) == Ordering::Equal {
        return Some(context.say("results.all_alike", &[("points", &context.points(high))]));
    }
    let names = |wanted: f64| {
        let names: Vec<_> = shown
            .iter()
            .filter(|(_, s)| s.total_cmp(&wanted) == Ordering::Equal)
            .map(|(number, _)| context.indicator(*number))
            .collect();
        if names.len() > NAMES_LISTED {
            context.say("names.indicators", &[("count", &context.words.size(names.len()))])
        } else {
            context.joined(&names)
        }
    };
    Some(context.say(
        "results.extremes",
        &[
            ("best", &names(high)),
            ("highest", &context.points(high)),
            ("weakest", &names(low)),
            ("lowest", &context.points(low)),
        ],
    ))
}

/// How many people answered, with the year before where known.
fn respondents(context: &Context<'_>) -> Option<String> {
    let parts: Vec<_> = context
        .surveys()
        .filter_map(|survey| {
            let most = |scores: &[crate::compare::QuestionScore]| {
                scores.iter().filter(|q| q.instrument == survey.code).filter_map(|q| q.responses).max()
            };
            let now = context.words.count(most(&context.model.scores.questions)?);
            let before = most(&context.model.earlier.questions).map(|people| context.words.count(people));
            let key = if before.is_some() { "results.people_compared" } else { "results.people" };
            let before = before.unwrap_or_default();
            Some(context.say(key, &[("instrument", &survey.code), ("people", &now), ("before", &before)]))
        })
        .collect();
    (!parts.is_empty()).then(|| context.say("results.respondents", &[("people", &context.joined(&parts))]))
}

/// Total and instruments, at the top of the section.
pub(super) fn tiles(context: &Context<'_>) -> Vec<Tile> {
    let Some(score) = context.overall() else { return Vec::new() };
    let rating = context.rating(score.fiscal_year, score.rating.as_deref());
    let mut tiles = vec![Tile {
        label: context.term("results.total_label"),
        value: context.words.score(score.total),
        tone: None,
        note: rating.map(|r| context.say("results.tile_rating", &[("rating", &r.name_th)])),
        change: Some(context.words.change(score.delta, score.previous)),
    }];
    for instrument in &context.scheme().instruments {
        let score = context.instrument_score(&instrument.code);
        let weight = context.words.weight(instrument.weight);
        let stand_in = score.is_some_and(|s| s.stand_in);
        let note = if stand_in { "results.tile_computed" } else { "results.tile_weight" };
        tiles.push(Tile {
            label: context.say("results.tile_label", &[("instrument", &instrument.code)]),
            value: context.words.score(score.and_then(|s| s.score)),
            tone: None,
            note: Some(context.say(note, &[("weight", &weight)])),
            change: Some(context.words.change(score.and_then(|s| s.delta), score.and_then(|s| s.previous))),
        });
    }
    tiles
}

/// The overall table.
pub(super) fn part(context: &Context<'_>) -> Part {
    Part {
        closing: closing(context),
        ..context.part(&context.term("results.overall_heading"), Vec::new(), vec![table(context)])
    }
}

fn table(context: &Context<'_>) -> Table {
    let columns = vec![
        context.column("results.column_name", 8.0, Align::Start),
        context.column("results.column_weight", 1.9, Align::End),
        context.column("results.column_indicator", 2.2, Align::End),
        context.column("results.column_instrument", 2.4, Align::End),
        context.column("results.column_weighted", 2.4, Align::End),
    ];
    let mut rows = Vec::new();
    if let Some(score) = context.overall() {
        for instrument in &context.scheme().instruments {
            rows.extend(instrument_rows(context, instrument));
        }
        let weight: f64 = context.scheme().instruments.iter().map(|i| i.weight).sum();
        rows.push(row(
            RowKind::Total,
            vec![
                cell(context.term("results.total_label")),
                cell(context.words.weight(weight)),
                blank(),
                blank(),
                cell(context.words.score(score.total)),
            ],
        ));
        let rating = context.rating(score.fiscal_year, score.rating.as_deref());
        let rating = rating.map_or(NO_VALUE, |r| r.name_th.as_str());
        let rating = Cell { span: 4, align: Some(Align::End), tone: Some(Tone::Strong), ..cell(rating) };
        rows.push(row(RowKind::Total, vec![cell(context.term("results.rating_label")), rating]));
    }
    let (caption, empty) = (context.term("results.overall_caption"), context.term("results.empty"));
    context.table("overall", &caption, TextSize::Small, columns, rows, &empty)
}

fn instrument_rows(context: &Context<'_>, instrument: &Instrument) -> Vec<Row> {
    let words = context.words;
    let score = context.instrument_score(&instrument.code);
    let of = |value: Option<f64>| value.map_or_else(nothing, |v| cell(words.score(Some(v))));
    let mut rows = vec![row(
        RowKind::Lead,
        vec![
            cell(instrument_name(instrument)),
            cell(words.weight(instrument.weight)),
            blank(),
            Cell {
                note: score.filter(|s| s.stand_in).map(|_| context.term("names.computed")),
                ..of(score.and_then(|s| s.score))
            },
            of(score.and_then(|s| s.weighted)),
        ],
    )];
    for indicator in context.scheme().indicators.iter().filter(|i| i.instrument == instrument.code) {
        let score = context.indicator_score(indicator.number).and_then(|s| s.score);
        let name = Cell { indent: 1, ..cell(context.indicator_entry(indicator)) };
        rows.push(row(RowKind::Body, vec![name, blank(), of(score), blank(), blank()]));
    }
    rows
}

/// Says so when the printed weighted scores do not add up to the printed total.
fn rounding(context: &Context<'_>) -> Option<String> {
    let decimals = context.decimals();
    let total = thai::round_half_away(context.overall()?.total?, decimals);
    let printed = context.model.scores.instruments.iter().map(|i| i.weighted);
    let printed: f64 = printed
        .map(|w| w.map(|w| thai::round_half_away(w, decimals)))
        .collect::<Option<Vec<_>>>()?
        .iter()
        .sum();
    (direction(total - printed, decimals) != Ordering::Equal).then(|| {
        let variables = [("total", &context.points(total)[..]), ("printed", &context.points(printed))];
        context.say("results.rounding", &variables)
    })
}
