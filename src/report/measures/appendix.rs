//! Appendix: which scores are published and which computed, the rules, findings, source files.

use super::cells::{cell, nothing, row};
use super::context::{Context, instrument_name};
use super::{findings, questions, rules};
use crate::compare::{QuestionScore, Source};
use crate::report::document::{Align, AppendixSection, Part, RowKind, Table, TextSize};
use crate::report::own_texts::OwnTexts;
use crate::report::words::NO_VALUE;
use crate::scheme::Instrument;

pub(super) fn section(context: &Context<'_>, texts: &OwnTexts, attached: bool) -> AppendixSection {
    let opening = if attached { "appendix.opening_attached" } else { "appendix.opening" };
    context.begin(&context.term("appendix.label"));
    AppendixSection {
        heading: context.term("appendix.heading"),
        paragraphs: vec![context.term(opening)],
        parts: vec![
            scores(context),
            rules::part(context),
            findings::part(context),
            findings::files(context, texts),
        ],
    }
}

fn scores(context: &Context<'_>) -> Part {
    let mut paragraphs: Vec<_> =
        context.scheme().instruments.iter().filter_map(|i| sentence(context, i)).collect();
    paragraphs.extend(context.has_baseline().then(|| context.term("scores_used.baseline")));
    let heading = context.term("scores_used.heading");
    let table = table(context);
    // Without rows the sentence in the table's place says it.
    paragraphs.extend((!table.rows.is_empty()).then(|| context.term("scores_used.differing")));
    context.part(&heading, paragraphs, vec![table])
}

/// Where an instrument's question scores come from.
fn sentence(context: &Context<'_>, instrument: &Instrument) -> Option<String> {
    let scores: Vec<_> =
        context.model.scores.questions.iter().filter(|q| q.instrument == instrument.code).collect();
    let count = |wanted: Option<Source>| scores.iter().filter(|q| q.source == wanted).count();
    let computed = count(Some(Source::Computed));
    let published = count(Some(Source::Published));
    let absent = scores.iter().filter(|q| q.score.is_none()).count();
    let say = |key: &str, count: usize| context.say(key, &[("count", &context.words.size(count))]);
    let mut parts = Vec::new();
    if computed > 0 {
        parts.push(say("scores_used.computed", computed));
        let is_checked = |q: &&&QuestionScore| q.source == Some(Source::Computed) && q.published.is_some();
        match scores.iter().filter(is_checked).count() {
            0 => {}
            checked if checked == computed => parts.push(context.term("scores_used.computed_agree")),
            checked => parts.push(say("scores_used.computed_checked", checked)),
        }
    }
    if published > 0 {
        parts.push(say("scores_used.published", published));
        let differ = scores.iter().filter(|q| questions::differs(context, q)).count();
        parts.extend((differ > 0).then(|| say("scores_used.published_differ", differ)));
    }
    if absent > 0 {
        parts.push(say("scores_used.absent", absent));
    }
    (!parts.is_empty()).then(|| format!("{} {}", instrument_name(instrument), parts.join(" ")))
}

fn table(context: &Context<'_>) -> Table {
    let surveys: Vec<_> = context.surveys().map(|i| i.code.as_str()).collect();
    let rows = context
        .model
        .scores
        .questions
        .iter()
        .filter(|q| surveys.contains(&q.instrument.as_str()) && q.score.is_some())
        .filter(|q| is_exception(context, q))
        .map(|q| row(RowKind::Body, cells(context, q)))
        .collect();
    let columns = vec![
        context.column("names.column_code", 1.4, Align::Center),
        context.column("scores_used.column_used", 2.4, Align::End),
        context.column("scores_used.column_source", 3.0, Align::Start),
        context.column("scores_used.column_published", 2.6, Align::End),
        context.column("scores_used.column_computed", 2.6, Align::End),
        context.column("scores_used.column_difference", 2.6, Align::End),
    ];
    let questions = context.model.scores.questions.iter();
    let of_surveys: Vec<_> = questions.filter(|q| surveys.contains(&q.instrument.as_str())).collect();
    let scored = of_surveys.iter().filter(|q| q.score.is_some()).count();
    let empty = context.term(match scored {
        0 => "scores_used.empty",
        all if all == of_surveys.len() => "scores_used.all_alike",
        _ => "scores_used.scored_alike",
    });
    context.table("sources", &context.term("scores_used.caption"), TextSize::Small, columns, rows, &empty)
}

/// What a reader has to be shown: another figure than the published one, or none beside it.
fn is_exception(context: &Context<'_>, score: &QuestionScore) -> bool {
    match (score.published, score.computed) {
        (Some(published), Some(computed)) => {
            context.words.score(Some(published)) != context.words.score(Some(computed))
        }
        _ => true,
    }
}

fn cells(context: &Context<'_>, score: &QuestionScore) -> Vec<crate::report::document::Cell> {
    let words = context.words;
    let of = |value: Option<f64>| value.map_or_else(nothing, |v| cell(words.score(Some(v))));
    let difference = score.published.zip(score.computed).map(|(p, c)| p - c);
    vec![
        cell(context.code(&score.question)),
        of(score.score),
        cell(match score.source {
            Some(Source::Published) => context.term("names.published"),
            Some(Source::Computed) if score.stand_in => context.term("scores_used.computed_alone"),
            Some(Source::Computed) => context.term("names.computed"),
            None => NO_VALUE.to_owned(),
        }),
        of(score.published),
        of(score.computed),
        difference.map_or_else(nothing, |d| cell(words.signed(d, context.decimals()))),
    ]
}
