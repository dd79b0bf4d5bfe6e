//! The page that says it all: the results against their thresholds, the questions that cost most, and the measures
//! that answer them.
//!
//! Comes in: the results and the register. Goes out: a section without a number. Never: a figure that the sections
//! behind it do not have.

use super::cells::{cell, nothing, row};
use super::context::Context;
use super::{distance, losses, overall, register};
use crate::model::{Due, Measure};
use crate::report::analysis::{self, Loss};
use crate::report::document::{Align, OverviewSection, Row, RowKind, Table, TextSize};
use crate::report::words::direction;
use std::cmp::Ordering;

/// Questions that the page lists.
const LISTED: usize = 5;

pub(super) fn section(context: &Context<'_>) -> OverviewSection {
    OverviewSection {
        heading: context.term("overview.heading"),
        paragraphs: distance::standing(context),
        tiles: overall::tiles(context),
        answers: table(context),
    }
}

fn table(context: &Context<'_>) -> Table {
    let columns = vec![
        context.column("overview.column_question", 5.6, Align::Start),
        context.column("overview.column_lost", 1.7, Align::End),
        context.column("overview.column_measures", 2.2, Align::Start),
        context.column("overview.column_units", 4.0, Align::Start),
        context.column("overview.column_due", 2.3, Align::Start),
    ];
    let losses = analysis::losses(context.scheme(), context.model.scores);
    let prints = |loss: &&Loss<'_>| direction(loss.lost, context.decimals()) == Ordering::Greater;
    let rows = losses.iter().take(LISTED).take_while(prints).map(|loss| loss_row(context, loss)).collect();
    let caption = context.term("overview.caption");
    // That there are no results is said above it.
    let has_results = context.overall().is_some();
    let empty = if has_results { context.term(losses::nothing_lost(context)) } else { String::new() };
    let mut table = context.table("answers", &caption, TextSize::Small, columns, rows, &empty);
    if !table.rows.is_empty() {
        table.notes.push(context.term("overview.note"));
    }
    table
}

/// A question with what answers it.
fn loss_row(context: &Context<'_>, loss: &Loss<'_>) -> Row {
    let question = loss.question;
    let measures = register::answering(context, question.indicator, &question.question);
    let several = |all: Vec<String>| {
        let mut seen: Vec<String> = Vec::new();
        for text in all {
            if !seen.contains(&text) {
                seen.push(text);
            }
        }
        if seen.is_empty() { nothing() } else { cell(seen.join(", ")) }
    };
    let codes: Vec<_> = measures.iter().map(|measure| context.code(&measure.code)).collect();
    row(
        RowKind::Body,
        vec![
            cell(context.question_name(&question.question)),
            cell(context.words.number(loss.lost, context.decimals())),
            several(codes),
            several(measures.iter().flat_map(|measure| units(measure)).collect()),
            due(context, &measures).map_or_else(nothing, cell),
        ],
    )
}

/// Who is responsible, as the register words it.
fn units(measure: &Measure) -> Vec<String> {
    let wording = measure.responsible.value.as_ref().map(|who| who.wording.as_str()).unwrap_or_default();
    wording.split(['\n', ',']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// The last of their dates, or the words of one that has none.
fn due(context: &Context<'_>, measures: &[&Measure]) -> Option<String> {
    let dues = || measures.iter().filter_map(|measure| measure.due.value.as_ref().ok());
    let last = dues().filter_map(|due| match due {
        Due::On(date) => Some(*date),
        Due::Continuous(_) => None,
    });
    let words = dues().find_map(|due| match due {
        Due::Continuous(words) => Some(words.clone()),
        Due::On(_) => None,
    });
    last.max().map(|date| context.words.short_date(date)).or(words)
}
