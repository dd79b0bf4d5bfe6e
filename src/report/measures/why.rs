//! §1: what is assessed, with which instruments, and the rating table of the results' year.

use super::cells::{blank, cell, row};
use super::context::{Context, instrument_name};
use crate::report::analysis;
use crate::report::document::{
    Align, Cell, InstrumentText, Item, Part, Row, RowKind, Table, TextSize, Tone, WhySection,
};
use crate::report::own_texts::OwnText;
use crate::scheme::{Indicator, Instrument, Rating};
use crate::thai;

pub(super) fn section(context: &Context<'_>, introduction: &OwnText) -> WhySection {
    let worded = context.worded(introduction);
    let title = worded.title.unwrap_or_else(|| context.term("why.heading"));
    let mut paragraphs = worded.paragraphs;
    // The section has no place for a list: an own introduction that has one reads on as paragraphs.
    paragraphs.extend(worded.items.into_iter().flat_map(as_lines));
    paragraphs.extend(worded.closing);
    paragraphs.push(overview(context));
    let instruments = &context.scheme().instruments;
    WhySection {
        heading: context.section(&title),
        paragraphs,
        instruments: instruments.iter().map(|i| instrument(context, i)).collect(),
        rating: rating(context),
    }
}

fn as_lines(item: Item) -> Vec<String> {
    let first = match item.marker {
        Some(marker) => format!("{marker} {}", item.text),
        None => item.text,
    };
    std::iter::once(first).chain(item.items.into_iter().flat_map(as_lines)).collect()
}

fn overview(context: &Context<'_>) -> String {
    let (scheme, words) = (context.scheme(), context.words);
    let (instruments, indicators) =
        (words.size(scheme.instruments.len()), words.size(scheme.indicators.len()));
    let variables =
        [("instruments", &instruments[..]), ("indicators", &indicators), ("weights", &context.weights())];
    context.say("why.overview", &variables)
}

fn instrument(context: &Context<'_>, instrument: &Instrument) -> InstrumentText {
    let (scheme, words) = (context.scheme(), context.words);
    let indicators: Vec<_> = scheme.indicators.iter().filter(|i| i.instrument == instrument.code).collect();
    let is_survey = context.surveys().any(|s| s.code == instrument.code);
    let extent = context.say(
        if is_survey { "why.extent_survey" } else { "why.extent_checklist" },
        &[
            ("indicators", &words.size(indicators.len())),
            ("questions", &words.size(scheme.questions_of(&instrument.code).count())),
            ("weight", &words.weight(instrument.weight)),
        ],
    );
    let purpose = words.text(&instrument.purpose_th);
    InstrumentText {
        heading: context.heading(&instrument_name(instrument)),
        paragraphs: vec![if purpose.is_empty() { extent } else { format!("{purpose} {extent}") }],
        indicators: indicator_table(context, instrument, &indicators),
    }
}

fn indicator_table(context: &Context<'_>, instrument: &Instrument, indicators: &[&Indicator]) -> Table {
    let columns = vec![
        context.column("why.column_indicator", 5.6, Align::Start),
        context.column("why.column_subject", 7.4, Align::Start),
        context.column("why.column_questions", 3.0, Align::Start),
    ];
    let rows = indicators.iter().flat_map(|i| indicator_rows(context, i)).collect();
    let kind = instrument.code.to_lowercase();
    let of = [("instrument", &instrument.code[..])];
    let caption = context.say("why.caption", &of);
    let empty = context.say("why.empty", &of);
    context.table(&format!("indicators-{kind}"), &caption, TextSize::Small, columns, rows, &empty)
}

/// An indicator, and its topics below it where it has some.
fn indicator_rows(context: &Context<'_>, indicator: &Indicator) -> Vec<Row> {
    let (scheme, words) = (context.scheme(), context.words);
    let questions = scheme.questions.iter().filter(|q| q.indicator == indicator.number);
    let topics: Vec<_> = scheme.topics.iter().filter(|t| t.indicator == indicator.number).collect();
    let codes = if topics.is_empty() { context.codes(questions) } else { String::new() };
    let name = Cell {
        title: Some(context.indicator_name(indicator)),
        lines: vec![indicator.name_en.clone()],
        tone: Some(Tone::Muted),
        ..blank()
    };
    let first = row(RowKind::Body, vec![name, cell(words.text(&indicator.subject_th)), cell(codes)]);
    let rest = topics.into_iter().map(|topic| {
        let items = scheme.questions.iter().filter(|q| q.topic.as_deref() == Some(&topic.code));
        let name =
            Cell { indent: 1, span: 2, ..cell(words.text(&format!("{} {}", topic.code, topic.name_th))) };
        row(RowKind::Body, vec![name, cell(context.codes(items))])
    });
    std::iter::once(first).chain(rest).collect()
}

fn rating(context: &Context<'_>) -> Part {
    let words = context.words;
    let rows = context.scheme().ratings.iter().enumerate().map(|(at, rating)| band(context, at, rating));
    let columns = vec![
        context.column("why.column_rating", 3.0, Align::Start),
        context.column("why.column_total", 3.0, Align::Center),
        context.column("why.column_condition", 7.0, Align::Start),
    ];
    let (caption, empty) = (context.term("why.ratings_caption"), context.term("why.ratings_empty"));
    let mut table = context.table("ratings", &caption, TextSize::Small, columns, rows.collect(), &empty);
    table.whole = true;
    table.notes.push(context.say("why.ratings_note", &[("decimals", &words.size(context.decimals()))]));
    let ratings = words.size(context.scheme().ratings.len());
    let paragraphs = vec![context.say("why.ratings", &[("ratings", &ratings)])];
    Part {
        closing: newer_rules(context).into_iter().collect(),
        ..context.part(&context.term("why.ratings_heading"), paragraphs, vec![table])
    }
}

fn band(context: &Context<'_>, at: usize, rating: &Rating) -> Row {
    let words = context.words;
    // A band ends where a better one without a condition begins; a condition lets totals through.
    let better = &context.scheme().ratings[..at];
    let above = better.iter().filter(|r| r.is_unconditional()).map(|r| r.minimum);
    let decimals = context.decimals();
    let step = thai::unit_of(decimals);
    let highest = above.fold(f64::INFINITY, f64::min);
    let highest = if highest.is_finite() { highest - step } else { 100.0 };
    let mut conditions = Vec::new();
    if let Some(limit) = rating.instruments_minimum {
        let codes: Vec<_> = context.scheme().instruments.iter().map(|i| i.code.clone()).collect();
        let variables = [("instruments", &context.joined(&codes)[..]), ("minimum", &words.weight(limit))];
        conditions.push(context.say("why.condition_instruments", &variables));
    }
    for condition in &rating.conditions {
        let of = match context.scheme().instrument(&condition.of) {
            Some(instrument) => instrument.code.clone(),
            None => context.condition(&condition.of),
        };
        let variables = [("of", &of[..]), ("minimum", &words.weight(condition.minimum))];
        conditions.push(context.say("why.condition", &variables));
    }
    let condition = if conditions.is_empty() {
        context.term("why.condition_none")
    } else {
        conditions.join(&context.term("why.condition_and"))
    };
    row(
        RowKind::Body,
        vec![
            cell(rating.name_th.clone()),
            cell(format!("{} – {}", words.number(rating.minimum, decimals), words.number(highest, decimals))),
            cell(condition),
        ],
    )
}

/// Says so when the year of the measures is assessed by other rules than the results shown.
fn newer_rules(context: &Context<'_>) -> Option<String> {
    let newer = context.model.schemes.get(context.model.fiscal_year())?;
    let same = analysis::same_rules(context.scheme(), newer) && context.scheme().same_bands(newer);
    (!same).then(|| context.term("why.newer_rules"))
}
