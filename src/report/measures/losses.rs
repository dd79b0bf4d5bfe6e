//! §5.1 and 5.2: where points are lost, and what fell.

use super::cells::{blank, cell, change, column, nothing, row};
use super::context::Context;
use crate::compare::QuestionScore;
use crate::report::analysis::{self, Loss};
use crate::report::document::{Align, Cell, Part, Row, RowKind, Table, TextSize};
use crate::report::words::direction;
use crate::scheme::Computed;
use crate::thai;
use std::cmp::Ordering;

/// Questions that the table lists; the rest share a row.
const LISTED: usize = 10;
/// Questions that a sentence names.
const NAMED: usize = 3;

/// What the section is about, in figures.
pub(super) fn summary(context: &Context<'_>) -> Vec<String> {
    let Some(total) = context.overall().and_then(|s| s.total) else {
        return vec![context.term("losses.no_total")];
    };
    let missing = 100.0 - total;
    if direction(missing, context.decimals()) != Ordering::Greater {
        return vec![context.term("losses.full_marks")];
    }
    let lost = |code: &str| Some((code.to_owned(), analysis::lost_by(context.model.scores, code)?));
    let parts: Vec<_> = context.scheme().instruments.iter().filter_map(|i| lost(&i.code)).collect();
    let costs = |lost: f64| direction(lost, context.decimals()) == Ordering::Greater;
    let (short, full): (Vec<_>, Vec<_>) = parts.iter().partition(|(_, lost)| costs(*lost));
    let short: Vec<_> =
        short.iter().map(|(code, lost)| format!("{code} {}", context.points(*lost))).collect();
    let full: Vec<_> = full.iter().map(|(code, _)| code.clone()).collect();
    // Parts are rounded when shown, and so is their sum.
    let rounded = |number: f64| thai::round_half_away(number, context.decimals());
    let sum: f64 = parts.iter().map(|(_, lost)| rounded(*lost)).sum();
    let differs = direction(sum - rounded(missing), context.decimals()) != Ordering::Equal;
    let mut first = vec![context.say("losses.missing", &[("points", &context.points(missing))])];
    if !short.is_empty() {
        first.push(context.say("losses.by_instrument", &[("parts", &context.joined(&short))]));
        if !full.is_empty() {
            first.push(context.say("losses.instruments_full", &[("instruments", &context.joined(&full))]));
        }
        first.extend(differs.then(|| context.term("losses.rounding")));
    }
    vec![first.join(" "), context.term("losses.opening")]
}

/// What is said where no question costs anything.
pub(super) fn nothing_lost(context: &Context<'_>) -> &'static str {
    if context.overall().is_some() { "losses.empty" } else { "results.empty" }
}

/// Questions by points lost to the total.
pub(super) fn weakest(context: &Context<'_>) -> Part {
    // Every question that costs something, also one whose loss prints as zero: the last row sums them up.
    let losses = analysis::losses(context.scheme(), context.model.scores);
    let table = loss_table(context, &losses);
    let paragraphs = loss_sentence(context, &losses).into_iter().collect();
    context.part(&context.term("losses.heading"), paragraphs, vec![table])
}

fn loss_sentence(context: &Context<'_>, losses: &[Loss<'_>]) -> Option<String> {
    let named: Vec<_> = losses
        .iter()
        .take(NAMED)
        .filter(|loss| direction(loss.lost, context.decimals()) == Ordering::Greater)
        .map(|loss| {
            let name = context.question_name(&loss.question.question);
            context.say("losses.one", &[("question", &name), ("points", &context.points(loss.lost))])
        })
        .collect();
    let key = match named.len() {
        0 => return None,
        1 => "losses.most_one",
        _ => "losses.most",
    };
    Some(context.say(key, &[("questions", &context.joined(&named))]))
}

fn loss_table(context: &Context<'_>, losses: &[Loss<'_>]) -> Table {
    let columns = vec![
        context.column("losses.column_order", 1.2, Align::Center),
        context.column("names.column_code", 1.2, Align::Center),
        context.column("names.column_question", 6.4, Align::Start),
        context.column("names.column_score", 1.8, Align::End),
        context.column("losses.column_short", 2.6, Align::End),
        context.column("losses.column_lost", 2.2, Align::End),
    ];
    // What prints as zero has no place of its own.
    let prints = |loss: &&Loss<'_>| direction(loss.lost, context.decimals()) == Ordering::Greater;
    let listed = losses.iter().take(LISTED).take_while(prints).count();
    let (listed, rest) = losses.split_at(listed);
    let mut rows: Vec<_> = listed.iter().enumerate().map(|(at, loss)| loss_row(context, at, loss)).collect();
    let sum = |losses: &[Loss<'_>]| {
        let sum: f64 = losses.iter().map(|l| l.lost).sum();
        cell(context.words.number(sum, context.decimals()))
    };
    if !rest.is_empty() {
        let label = context.say("losses.rest", &[("count", &context.words.size(rest.len()))]);
        rows.push(row(RowKind::Subtotal, vec![Cell { span: 5, ..start(label) }, sum(rest)]));
    }
    // Questions of instruments that are only published need not add up to what the total lacks.
    let rounded = |number: f64| thai::round_half_away(number, context.decimals());
    let all: f64 = losses.iter().map(|l| l.lost).sum();
    let is_whole = context.overall().and_then(|s| s.total).is_some_and(|total| {
        direction(rounded(all) - rounded(100.0 - total), context.decimals()) == Ordering::Equal
    });
    // Of a single row the sum says nothing.
    if is_whole && rows.len() > 1 {
        let cells = vec![Cell { span: 5, ..start(context.term("losses.total")) }, sum(losses)];
        rows.push(row(RowKind::Total, cells));
    }
    let shown: f64 =
        listed.iter().map(|l| rounded(l.lost)).sum::<f64>() + rounded(rest.iter().map(|l| l.lost).sum());
    let differs = direction(shown - rounded(all), context.decimals()) != Ordering::Equal;
    let (caption, empty) = (context.term("losses.caption"), context.term(nothing_lost(context)));
    let mut table = context.table("losses", &caption, TextSize::Small, columns, rows, &empty);
    if !table.rows.is_empty() {
        table.notes.push(context.term("losses.formula"));
        table.notes.extend((is_whole && differs).then(|| context.term("losses.sum_rounding")));
        table.notes.extend(informative_notes(context, losses));
    }
    table
}

/// Where published scores do not follow from the counts, the counts only hint at the loss.
fn informative_notes(context: &Context<'_>, losses: &[Loss<'_>]) -> Vec<String> {
    let informative = |stand_in: bool| -> Vec<String> {
        let of = |code: &str| losses.iter().map(|l| l.question).find(|q| q.instrument == code);
        let surveys = context.surveys().filter(|i| i.computed == Computed::Informative);
        surveys
            .filter(|i| of(&i.code).is_some_and(|q| q.stand_in == stand_in))
            .map(|i| i.code.clone())
            .collect()
    };
    let (published, computed) = (informative(false), informative(true));
    let mut notes = Vec::new();
    if !published.is_empty() {
        notes.push(context.say("losses.informative", &[("instruments", &context.joined(&published))]));
    }
    if !computed.is_empty() {
        notes.push(context.stand_in_note(&computed));
    }
    notes
}

fn start(label: String) -> Cell {
    Cell { align: Some(Align::Start), ..cell(label) }
}

fn loss_row(context: &Context<'_>, at: usize, loss: &Loss<'_>) -> Row {
    let words = context.words;
    let code = &loss.question.question;
    let short = analysis::short_of_best(context.scheme(), code, context.results());
    let text = context.scheme().question(code).map(|q| words.text(&q.text_th)).unwrap_or_default();
    row(
        RowKind::Body,
        vec![
            cell(words.size(at + 1)),
            cell(context.code(code)),
            cell(text),
            cell(words.score(loss.question.score)),
            short.map_or_else(nothing, |(short, all)| {
                cell(
                    context
                        .say("losses.short", &[("short", &words.count(short)), ("all", &words.count(all))]),
                )
            }),
            cell(words.number(loss.lost, context.decimals())),
        ],
    )
}

/// Indicators and questions that fell.
pub(super) fn fallen(context: &Context<'_>) -> Part {
    let indicators = analysis::fallen_indicators(context.scheme(), context.model.scores);
    let questions = analysis::fallen_questions(context.scheme(), context.model.scores);
    let rows = indicators
        .iter()
        .map(|i| {
            let cells = vec![
                cell(context.indicator(i.indicator)),
                cell(context.words.score(i.previous)),
                cell(context.words.score(i.score)),
                change(context.words.change(i.delta, i.previous)),
                deepest(context, i.indicator, &questions),
            ];
            row(RowKind::Body, cells)
        })
        .collect();
    let columns = vec![
        context.column("names.column_indicator", 5.0, Align::Start),
        column(context.baseline_year(), 1.9, Align::End),
        column(context.results_year(), 1.9, Align::End),
        context.column("names.change", 2.6, Align::End),
        context.column("fallen.column_deepest", 5.0, Align::Start),
    ];
    let caption = context.term("fallen.caption");
    let empty = if context.has_baseline() { "fallen.empty" } else { "fallen.no_baseline" };
    let empty = context.term(empty);
    let mut tables = Vec::new();
    // Where only one of the two has rows, the sentence above speaks for the other.
    if !indicators.is_empty() || questions.is_empty() {
        tables.push(context.table("fallen-indicators", &caption, TextSize::Small, columns, rows, &empty));
    }
    if !questions.is_empty() {
        tables.push(fallen_questions(context, &questions));
    }
    let sentence = fallen_sentence(context, indicators.len(), questions.len());
    context.part(&context.term("fallen.heading"), sentence.into_iter().collect(), tables)
}

fn fallen_sentence(context: &Context<'_>, indicators: usize, questions: usize) -> Option<String> {
    let key = match (indicators, questions) {
        (0, 0) => return None,
        (0, _) => "fallen.only_questions",
        (_, 0) => "fallen.only_indicators",
        _ => "fallen.both",
    };
    let (indicators, questions) = (context.words.size(indicators), context.words.size(questions));
    Some(context.say(key, &[("indicators", &indicators), ("questions", &questions)]))
}

/// The question of an indicator that fell most.
fn deepest(context: &Context<'_>, indicator: i64, fallen: &[&QuestionScore]) -> Cell {
    match fallen.iter().find(|q| q.indicator == indicator) {
        Some(question) => {
            let text = context.scheme().question(&question.question).map(|q| context.words.text(&q.text_th));
            cell(format!("{} {}", context.code(&question.question), text.unwrap_or_default()))
        }
        None => blank(),
    }
}

fn fallen_questions(context: &Context<'_>, questions: &[&QuestionScore]) -> Table {
    let words = context.words;
    let rows = questions
        .iter()
        .map(|q| {
            let text = context.scheme().question(&q.question).map(|k| words.text(&k.text_th));
            row(
                RowKind::Body,
                vec![
                    cell(context.code(&q.question)),
                    cell(text.unwrap_or_default()),
                    cell(words.score(q.previous)),
                    cell(words.score(q.score)),
                    change(words.change(q.delta, q.previous)),
                ],
            )
        })
        .collect();
    let columns = vec![
        context.column("names.column_code", 1.3, Align::Center),
        context.column("names.column_question", 8.0, Align::Start),
        column(context.baseline_year(), 2.0, Align::End),
        column(context.results_year(), 2.0, Align::End),
        context.column("names.change", 2.8, Align::End),
    ];
    let caption = context.term("fallen.questions_caption");
    context.table("fallen-questions", &caption, TextSize::Small, columns, rows, "")
}
