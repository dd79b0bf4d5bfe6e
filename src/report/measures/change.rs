//! §2.2: change from the year before, for the total, every instrument and every indicator.

use super::cells::{cell, change, column, nothing, row};
use super::context::{Context, instrument_name};
use crate::compare::IndicatorScore;
use crate::report::analysis;
use crate::report::document::{Align, Cell, Part, Row, RowKind, Table, TextSize};
use crate::report::words::{NO_VALUE, direction};
use crate::scheme::Differences;
use std::cmp::Ordering;

pub(super) fn part(context: &Context<'_>) -> Part {
    context.part(&context.term("change.heading"), sentences(context), vec![table(context)])
}

fn sentences(context: &Context<'_>) -> Vec<String> {
    let compared: Vec<_> =
        context.model.scores.indicators.iter().filter_map(|i| Some((i, i.delta?))).collect();
    if compared.is_empty() {
        return Vec::new();
    }
    let decimals = context.decimals();
    let count = |wanted: Ordering| compared.iter().filter(|(_, d)| direction(*d, decimals) == wanted).count();
    let parts: Vec<_> = [
        (Ordering::Greater, "change.risen"),
        (Ordering::Less, "change.fallen"),
        (Ordering::Equal, "change.unchanged"),
    ]
    .into_iter()
    .filter(|(way, _)| count(*way) > 0)
    .map(|(way, key)| context.say(key, &[("count", &context.words.size(count(way)))]))
    .collect();
    let compared_size = context.words.size(compared.len());
    let mut moves = vec![
        context.say("change.indicators", &[("compared", &compared_size), ("moves", &context.joined(&parts))]),
    ];
    let by_delta = |a: &&(&IndicatorScore, f64), b: &&(&IndicatorScore, f64)| a.1.total_cmp(&b.1);
    // Of several that moved alike, the first in order speaks for the move.
    let most =
        compared.iter().rev().max_by(by_delta).map(|found| (found, Ordering::Greater, "change.most_risen"));
    let least = compared.iter().min_by(by_delta).map(|found| (found, Ordering::Less, "change.most_fallen"));
    for ((indicator, delta), way, key) in most.into_iter().chain(least) {
        if direction(*delta, decimals) == way {
            let change = context.words.signed(*delta, decimals);
            let name = context.indicator(indicator.indicator);
            moves.push(context.say(key, &[("indicator", &name), ("change", &change)]));
        }
    }
    let mut sentences = vec![moves.join(" ")];
    if context.baseline_scheme().is_some_and(|before| !analysis::same_rules(before, context.scheme())) {
        let differs = |i: &&crate::scheme::Instrument| {
            context.baseline_scheme().is_some_and(|b| !analysis::same_rules_of(&i.code, b, context.scheme()))
        };
        let codes: Vec<_> =
            context.scheme().instruments.iter().filter(differs).map(|i| i.code.clone()).collect();
        let same = |code: &String| {
            context.baseline_scheme().is_some_and(|b| analysis::same_questions_of(code, b, context.scheme()))
        };
        let key = if codes.iter().all(same) { "change.other_method" } else { "change.other_rules" };
        sentences.push(if codes.is_empty() {
            context.term("change.other_weights")
        } else {
            context.say(key, &[("instruments", &context.joined(&codes))])
        });
    }
    sentences
}

fn table(context: &Context<'_>) -> Table {
    let columns = vec![
        context.column("results.column_name", 9.0, Align::Start),
        // The caption says that these are fiscal years; short headers leave the names their room.
        column(context.baseline_year(), 2.4, Align::End),
        column(context.results_year(), 2.4, Align::End),
        context.column("names.change", 3.0, Align::End),
    ];
    let mut rows = Vec::new();
    if context.has_baseline() {
        for instrument in &context.scheme().instruments {
            let score = context.instrument_score(&instrument.code);
            rows.push(compared(
                context,
                RowKind::Lead,
                cell(instrument_name(instrument)),
                [score.and_then(|s| s.previous), score.and_then(|s| s.score), score.and_then(|s| s.delta)],
            ));
            for indicator in context.scheme().indicators.iter().filter(|i| i.instrument == instrument.code) {
                let score = context.indicator_score(indicator.number);
                rows.push(compared(
                    context,
                    RowKind::Body,
                    Cell { indent: 1, ..cell(context.indicator_entry(indicator)) },
                    [
                        score.and_then(|s| s.previous),
                        score.and_then(|s| s.score),
                        score.and_then(|s| s.delta),
                    ],
                ));
            }
        }
        rows.extend(total_rows(context));
    }
    let (caption, empty) = (context.term("change.caption"), context.term("change.empty"));
    let mut table = context.table("change", &caption, TextSize::Small, columns, rows, &empty);
    if !table.rows.is_empty() {
        table.notes.push(difference_note(context));
    }
    table
}

/// What the differences are of, as the scheme rules.
fn difference_note(context: &Context<'_>) -> String {
    context.term(match context.scheme().rules.differences {
        Differences::Published => "change.published",
        Differences::Unrounded => "change.unrounded",
    })
}

fn total_rows(context: &Context<'_>) -> Vec<Row> {
    let Some(score) = context.overall() else { return Vec::new() };
    let name = |year, id: Option<&str>| {
        cell(context.rating(year, id).map_or(NO_VALUE, |rating| rating.name_th.as_str()))
    };
    vec![
        compared(
            context,
            RowKind::Total,
            cell(context.term("results.total_label")),
            [score.previous, score.total, score.delta],
        ),
        row(
            RowKind::Total,
            vec![
                cell(context.term("results.rating_label")),
                name(score.fiscal_year.previous(), score.previous_rating.as_deref()),
                name(score.fiscal_year, score.rating.as_deref()),
                cell(rating_word(context)),
            ],
        ),
    ]
}

fn rating_word(context: &Context<'_>) -> String {
    let same = context.baseline_scheme().is_some_and(|before| before.same_bands(context.scheme()));
    if !same && context.overall().is_some_and(|s| s.rating.is_some() && s.previous_rating.is_some()) {
        return context.term("change.other_bands");
    }
    let rank = |id: Option<&String>| context.scheme().ratings.iter().position(|r| Some(&r.id) == id);
    let score = context.overall();
    let now = rank(score.and_then(|s| s.rating.as_ref()));
    let before = rank(score.and_then(|s| s.previous_rating.as_ref()));
    match (now, before) {
        (Some(now), Some(before)) => match now.cmp(&before) {
            Ordering::Less => context.term("change.rating_risen"),
            Ordering::Greater => context.term("change.rating_fallen"),
            Ordering::Equal => context.term("change.rating_unchanged"),
        },
        _ => NO_VALUE.to_owned(),
    }
}

/// Score before, now, and change.
fn compared(context: &Context<'_>, kind: RowKind, name: Cell, scores: [Option<f64>; 3]) -> Row {
    let words = context.words;
    let of = |score: Option<f64>| score.map_or_else(nothing, |s| cell(words.score(Some(s))));
    let [before, now, delta] = scores;
    row(kind, vec![name, of(before), of(now), change(words.change(delta, before))])
}
