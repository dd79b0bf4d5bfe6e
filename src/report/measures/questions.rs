//! §2.3 onwards: every question with the distribution of its answers, every item of the checklists.

use super::cells::{absent, cell, change, column, group, lines, nothing, row};
use super::context::Context;
use crate::compare::{QuestionScore, Source};
use crate::model::{Absence, QuestionResult};
use crate::report::document::{
    Align, Cell, Change, Column, Direction, Part, Row, RowKind, Table, TextSize, Tone,
};
use crate::report::words::direction;
use crate::scheme::{Computed, Instrument, Question, Scale};
use std::cmp::Ordering;

/// One part a survey.
pub(super) fn parts(context: &Context<'_>) -> Vec<Part> {
    context
        .surveys()
        .enumerate()
        .map(|(at, survey)| {
            let title = context.say("answers.heading", &[("instruments", &context.code(&survey.code))]);
            context.part(&title, Vec::new(), vec![table(context, at, survey)])
        })
        .collect()
}

/// The labels that head the choice columns: those of the scale with the most choices.
fn heading_scale<'a>(context: &Context<'a>, survey: &Instrument) -> Option<&'a Scale> {
    let scheme = context.scheme();
    let scales = scheme
        .questions
        .iter()
        .filter(|q| scheme.indicator(q.indicator).is_some_and(|i| i.instrument == survey.code));
    // Of equally long scales the first in the questionnaire heads the table.
    scales.filter_map(|q| scheme.scale_of(q)).rev().max_by_key(|scale| scale.labels_th.len())
}

fn table(context: &Context<'_>, at: usize, survey: &Instrument) -> Table {
    let labels = heading_scale(context, survey).map(|s| s.labels_th.as_slice()).unwrap_or_default();
    let mut columns: Vec<Column> = Vec::new();
    columns.extend(labels.iter().enumerate().map(|(at, label)| choice_column(context, at, label)));
    columns.push(context.column("answers.column_people", 1.5, Align::End));
    columns.push(context.column("names.column_score", 1.9, Align::End));
    let sources = sources(context, survey);
    columns.push(context.column("answers.column_change", 2.2, Align::End));
    let mut rows = Vec::new();
    if is_given(context, survey) {
        for indicator in context.scheme().indicators.iter().filter(|i| i.instrument == survey.code) {
            rows.push(group(RowKind::Group1, context.scored(indicator)));
            for question in context.scheme().questions.iter().filter(|q| q.indicator == indicator.number) {
                rows.extend(question_rows(context, question, labels, sources));
            }
        }
    }
    let id = format!("questions-{}", survey.code.to_lowercase());
    let caption = context.say("answers.caption", &[("instrument", &survey.code)]);
    let mut table =
        context.table(&id, &caption, TextSize::Dense, columns, rows, &none_given(context, &[survey]));
    if !table.rows.is_empty() {
        // What holds for all surveys is said above the first.
        if at == 0 {
            table.guide = vec![context.term("answers.guide")];
        }
        let of = |wanted: Source| {
            let mut questions = context.scheme().questions_of(&survey.code);
            questions
                .any(|q| context.question_score(&q.code).is_some_and(|score| score.source == Some(wanted)))
        };
        let (published, computed) = (of(Source::Published), of(Source::Computed));
        let differing = differing(context, survey);
        let said = match (sources, published) {
            (true, _) => Some("answers.sources_both"),
            // Which questions and why is said by the next.
            (false, true) => differing.is_none().then_some("answers.sources_published"),
            (false, false) => computed.then_some("answers.sources_computed"),
        };
        // One text: its sentences stay together.
        let told: Vec<_> =
            table.guide.drain(..).chain(said.map(|key| context.term(key))).chain(differing).collect();
        let told: Vec<_> = told.into_iter().chain(reversed(context, survey)).collect();
        table.guide.push(told.join(" "));
    }
    table
}

/// Whether anything was given of an instrument.
fn is_given(context: &Context<'_>, instrument: &Instrument) -> bool {
    let mut questions = context.scheme().questions_of(&instrument.code);
    questions.any(|q| context.results().iter().any(|result| result.question == q.code))
}

/// What stands in the place of a table of instruments of which nothing was given.
fn none_given(context: &Context<'_>, instruments: &[&Instrument]) -> String {
    if context.results().is_empty() {
        return context.term("results.empty");
    }
    let codes: Vec<_> = instruments.iter().map(|i| i.code.clone()).collect();
    context.say("results.empty_of", &[("instruments", &context.joined(&codes))])
}

/// The questions whose first choice is the best where that of the others is the worst, or the other way round.
fn reversed(context: &Context<'_>, survey: &Instrument) -> Option<String> {
    let scheme = context.scheme();
    let way = |scale: &Scale| scale.points.first()?.partial_cmp(scale.points.last()?);
    let usual = way(heading_scale(context, survey)?).filter(|way| way.is_ne())?;
    let other = |q: &&Question| scheme.scale_of(q).and_then(way) == Some(usual.reverse());
    let codes: Vec<_> =
        scheme.questions_of(&survey.code).filter(other).map(|q| context.code(&q.code)).collect();
    let key = if usual.is_lt() { "answers.reversed_first" } else { "answers.reversed_last" };
    (!codes.is_empty()).then(|| context.say(key, &[("questions", &context.joined(&codes))]))
}

fn choice_column(context: &Context<'_>, at: usize, label: &str) -> Column {
    column(context.words.text(&format!("{}. {label}", at + 1)), 1.5, Align::End)
}

fn question_rows(context: &Context<'_>, question: &Question, labels: &[String], sources: bool) -> Vec<Row> {
    let results: Vec<_> = context.results().iter().filter(|r| r.question == question.code).collect();
    let score = context.question_score(&question.code);
    // A question stands above its figures, as wide as the page.
    let text = format!("{} {}", context.code(&question.code), context.words.text(&question.text_th));
    let mut rows = vec![group(RowKind::Group2, text)];
    let whole = |choices: Vec<Cell>| {
        row(RowKind::Body, choices.into_iter().chain(score_cells(context, score, sources)).collect())
    };
    match results.as_slice() {
        [] => rows.push(whole(all_choices(labels, absent(context, Absence::NotSubmitted)))),
        [one] if one.part.is_empty() => rows.push(whole(choices(context, question, one, labels))),
        parts => {
            rows.push(whole(all_choices(labels, cell(context.term("answers.in_parts")))));
            let columns = labels.len() + 3;
            for part in parts {
                let name =
                    Cell { indent: 1, span: columns, align: Some(Align::Start), ..cell(part.part.clone()) };
                rows.push(row(RowKind::Body, vec![name]));
                let mut cells = choices(context, question, part, labels);
                let published = part.published.get().map(|s| context.words.score(Some(*s)));
                cells.push(responses(context, part));
                cells.push(published.map_or_else(nothing, cell));
                cells.push(nothing());
                rows.push(row(RowKind::Body, cells));
            }
        }
    }
    rows
}

/// One cell across all choices.
fn all_choices(labels: &[String], cell: Cell) -> Vec<Cell> {
    if labels.is_empty() {
        return Vec::new();
    }
    vec![Cell { span: labels.len(), align: Some(Align::Center), tone: Some(Tone::Muted), ..cell }]
}

/// Counts and percents. Questions with fewer choices share the columns out and name their choices.
fn choices(
    context: &Context<'_>,
    question: &Question,
    result: &QuestionResult,
    labels: &[String],
) -> Vec<Cell> {
    let Some(scale) = context.scheme().scale_of(question) else { return all_choices(labels, nothing()) };
    let known: Vec<_> = scale.labels_th.iter().zip(&result.counts).collect();
    if known.is_empty() {
        return all_choices(labels, absent(context, Absence::NotSubmitted));
    }
    let same = scale.labels_th == labels;
    let total: Option<i64> = result.counts.iter().map(|c| c.get().copied()).sum();
    let spans = spans(labels.len(), known.len());
    known
        .into_iter()
        .zip(spans)
        .map(|((label, count), span)| {
            let mut shown = match &count.value {
                Ok(count) => {
                    let number = context.words.count(*count);
                    let percent = total.map(|total| format!("({})", context.words.percent(*count, total)));
                    lines(std::iter::once(number).chain(percent).collect())
                }
                Err(absence) => absent(context, *absence),
            };
            if !same {
                shown.lines.insert(0, label.clone());
            }
            // What takes several columns has room for one line.
            if span > 1 {
                shown.lines = vec![shown.lines.join(" ")];
            }
            Cell { span, ..shown }
        })
        .collect()
}

/// `parts` spans that add up to `whole`; the first ones take what does not divide.
fn spans(whole: usize, parts: usize) -> Vec<usize> {
    (0..parts).map(|at| whole / parts + usize::from(at < whole % parts)).collect()
}

fn responses(context: &Context<'_>, result: &QuestionResult) -> Cell {
    let total: Option<i64> = result.counts.iter().map(|c| c.get().copied()).sum();
    total.map_or_else(nothing, |n| cell(context.words.count(n)))
}

/// Whether the scores of a survey come from both sources, so that each has to say from which.
fn sources(context: &Context<'_>, survey: &Instrument) -> bool {
    let found = |wanted| {
        context
            .scheme()
            .questions_of(&survey.code)
            .any(|q| context.question_score(&q.code).is_some_and(|score| score.source == Some(wanted)))
    };
    found(Source::Published) && found(Source::Computed)
}

/// Respondents, the score that counts with its source where `sources` asks for it, the change.
fn score_cells(context: &Context<'_>, score: Option<&QuestionScore>, sources: bool) -> Vec<Cell> {
    let Some(score) = score else { return vec![nothing(); 3] };
    let words = context.words;
    let source = score.source.filter(|_| sources).map(|source| match source {
        Source::Published => context.term("names.published"),
        Source::Computed => context.term("names.computed"),
    });
    let of = |value: Option<f64>| value.map_or_else(nothing, |v| cell(words.score(Some(v))));
    let mut cells = vec![
        score.responses.map_or_else(nothing, |n| cell(words.count(n))),
        Cell { tone: Some(Tone::Strong), note: source, ..of(score.score) },
    ];
    cells.push(change(words.change(score.delta, score.previous)));
    cells
}

/// Which published scores stand beside other computed ones, and why.
fn differing(context: &Context<'_>, survey: &Instrument) -> Option<String> {
    let differing: Vec<_> = context
        .scheme()
        .questions_of(&survey.code)
        .filter(|q| context.question_score(&q.code).is_some_and(|score| differs(context, score)))
        .collect();
    if differing.is_empty() {
        return None;
    }
    let all = differing.len() == context.scheme().questions_of(&survey.code).count();
    let questions = if all {
        context.term("answers.every_question")
    } else {
        context.say("names.question", &[("code", &context.codes(differing))])
    };
    let key = match survey.computed {
        Computed::Informative if all => "answers.every_informative",
        Computed::Informative => "answers.differing_informative",
        Computed::Exact => "answers.differing_exact",
    };
    Some(context.say(key, &[("questions", &questions), ("instrument", &survey.code)]))
}

/// Whether a published score stands that the counts do not give.
pub(super) fn differs(context: &Context<'_>, score: &QuestionScore) -> bool {
    match (score.source, score.published, score.computed) {
        (Some(Source::Published), Some(published), Some(computed)) => {
            direction(published - computed, context.decimals()) != Ordering::Equal
        }
        _ => false,
    }
}

/// Every item of the checklists, by indicator and topic.
pub(super) fn items(context: &Context<'_>) -> Part {
    let checklists: Vec<_> = context.checklists().collect();
    let names: Vec<_> = checklists.iter().map(|i| context.code(&i.code)).collect();
    let title = context.say("answers.heading", &[("instruments", &context.joined(&names))]);
    let list = whose_list(context).filter(|_| checklists.iter().any(|list| is_given(context, list)));
    let paragraphs = items_sentence(context, &checklists).into_iter().chain(list).collect();
    context.part(&title, paragraphs, vec![items_table(context, &checklists)])
}

/// Whose list of items the scheme holds, as the agency words it.
fn whose_list(context: &Context<'_>) -> Option<String> {
    let said = context.model.workspace.words.get("oit_list");
    (!context.results().is_empty() && !said.is_empty()).then(|| context.words.text(said))
}

fn items_sentence(context: &Context<'_>, checklists: &[&Instrument]) -> Option<String> {
    let codes: Vec<_> = checklists.iter().map(|i| i.code.as_str()).collect();
    let scores: Vec<_> = context
        .model
        .scores
        .questions
        .iter()
        .filter(|q| codes.contains(&q.instrument.as_str()))
        .filter_map(|q| Some((q, q.score?)))
        .collect();
    let all = context.words.size(scores.len());
    let short: Vec<_> = scores
        .iter()
        .filter(|(_, score)| direction(100.0 - score, context.decimals()) == Ordering::Greater)
        .map(|(q, _)| context.code(&q.question))
        .collect();
    let key = match (scores.is_empty(), short.len()) {
        (true, _) => return None,
        (false, 0) => "items.all_full",
        (false, _) => "items.short",
    };
    let (count, short) = (context.words.size(short.len()), short.join(", "));
    Some(context.say(key, &[("all", &all), ("count", &count), ("codes", &short)]))
}

fn items_table(context: &Context<'_>, checklists: &[&Instrument]) -> Table {
    let columns = vec![
        context.column("names.column_code", 1.2, Align::Center),
        context.column("items.column_item", 9.6, Align::Start),
        column(context.baseline_year(), 2.0, Align::End),
        column(context.results_year(), 2.0, Align::End),
        context.column("names.change", 2.6, Align::End),
    ];
    let scheme = context.scheme();
    let codes: Vec<_> = checklists.iter().map(|i| i.code.clone()).collect();
    let mut rows = Vec::new();
    let given = checklists.iter().filter(|list| is_given(context, list));
    let indicators = given.flat_map(|c| scheme.indicators.iter().filter(|i| i.instrument == c.code));
    for indicator in indicators {
        rows.push(group(RowKind::Group1, context.scored(indicator)));
        let mut topic = None;
        for item in scheme.questions.iter().filter(|q| q.indicator == indicator.number) {
            if item.topic != topic {
                topic.clone_from(&item.topic);
                let known = scheme.topics.iter().find(|t| Some(&t.code) == topic.as_ref());
                rows.extend(known.map(|t| {
                    group(RowKind::Group2, context.words.text(&format!("{} {}", t.code, t.name_th)))
                }));
            }
            rows.push(item_row(context, item));
        }
    }
    let caption = context.say("items.caption", &[("instruments", &context.joined(&codes))]);
    let empty = none_given(context, checklists);
    context.table("oit-items", &caption, TextSize::Small, columns, rows, &empty)
}

fn item_row(context: &Context<'_>, item: &Question) -> Row {
    let words = context.words;
    let score = context.question_score(&item.code);
    let of = |value: Option<f64>| value.map_or_else(nothing, |v| cell(words.score(Some(v))));
    row(
        RowKind::Body,
        vec![
            cell(context.code(&item.code)),
            cell(words.text(&item.text_th)),
            of(score.and_then(|s| s.previous)),
            of(score.and_then(|s| s.score)),
            change(without_zero(words.change(score.and_then(|s| s.delta), score.and_then(|s| s.previous)))),
        ],
    )
}

/// A change of nothing is told by its word alone.
fn without_zero(change: Change) -> Change {
    if change.direction == Direction::Same { Change { points: None, ..change } } else { change }
}
