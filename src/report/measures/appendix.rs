//! Appendix: which scores are published and which computed, the rules, findings, source files.

use super::cells::{cell, column, nothing, row};
use super::context::{Context, instrument_name};
use super::{findings, questions, rules};
use crate::compare::{QuestionScore, Source};
use crate::report::document::{Align, AppendixSection, Part, RowKind, Table, TextSize};
use crate::report::own_texts::OwnTexts;
use crate::report::words::NO_VALUE;
use crate::scheme::Instrument;

pub(super) fn section(context: &Context<'_>, texts: &OwnTexts, attached: bool) -> AppendixSection {
    let opening = if attached { "appendix_opening_attached" } else { "appendix_opening" };
    AppendixSection {
        heading: context.model.say("appendix_heading", &[]),
        paragraphs: vec![context.model.say(opening, &[])],
        parts: vec![
            scores(context, 1),
            rules::part(context, 2),
            findings::part(context, 3),
            findings::files(context, texts, 4),
        ],
    }
}

fn scores(context: &Context<'_>, number: usize) -> Part {
    let mut paragraphs: Vec<_> =
        context.scheme().instruments.iter().filter_map(|i| sentence(context, i)).collect();
    if context.has_baseline() {
        let before = context.baseline_year();
        paragraphs.push(context.model.say("sources_baseline", &[("before", &before)]));
    }
    if !context.results().is_empty() {
        let workbook = format!("scores-{}.xlsx", context.model.results_year());
        paragraphs.push(context.model.say("sources_differing", &[("workbook", &workbook)]));
    }
    Part {
        heading: context.words.text(&format!("ผ.{number} คะแนนที่ประกาศและคะแนนที่คำนวณ")),
        paragraphs,
        items: Vec::new(),
        tables: vec![table(context)],
        closing: Vec::new(),
        wide: false,
    }
}

/// Where an instrument's question scores come from.
fn sentence(context: &Context<'_>, instrument: &Instrument) -> Option<String> {
    let scores: Vec<_> =
        context.model.scores.questions.iter().filter(|q| q.instrument == instrument.code).collect();
    let count = |wanted: Option<Source>| scores.iter().filter(|q| q.source == wanted).count();
    let computed = count(Some(Source::Computed));
    let published = count(Some(Source::Published));
    let absent = scores.iter().filter(|q| q.score.is_none()).count();
    let words = context.words;
    let mut parts = Vec::new();
    if computed > 0 {
        let checked =
            scores.iter().filter(|q| q.source == Some(Source::Computed) && q.published.is_some()).count();
        let agree = match checked {
            0 => String::new(),
            n if n == computed => " ซึ่งปัดเศษแล้วตรงกับคะแนนที่ประกาศทุกข้อ".to_owned(),
            n => format!(" ซึ่งมีคะแนนประกาศให้เทียบ {} ข้อ", words.size(n)),
        };
        parts.push(format!("ใช้คะแนนที่คำนวณจากจำนวนคำตอบ {} ข้อ{agree}", words.size(computed)));
    }
    if published > 0 {
        let differ = scores.iter().filter(|q| questions::differs(context, q)).count();
        let differ = match differ {
            0 => String::new(),
            n => format!(" ซึ่งต่างจากคะแนนที่คำนวณ {} ข้อ", words.size(n)),
        };
        parts.push(format!("ใช้คะแนนที่ประกาศ {} ข้อ{differ}", words.size(published)));
    }
    if absent > 0 {
        parts.push(format!("ไม่มีคะแนน {} ข้อ", words.size(absent)));
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
        column("ข้อ", 1.4, Align::Center),
        column("คะแนนที่ใช้", 2.4, Align::End),
        column("แหล่งที่มา", 3.0, Align::Start),
        column("คะแนนที่ประกาศ", 2.6, Align::End),
        column("คะแนนที่คำนวณ", 2.6, Align::End),
        column("ประกาศ − คำนวณ", 2.6, Align::End),
    ];
    let scored = context.model.scores.questions.iter().any(|q| q.score.is_some());
    let empty = if scored {
        context.model.say("sources_none", &[])
    } else {
        "ไม่มีคะแนนรายข้อของแบบวัดในปีนี้".to_owned()
    };
    context.table(
        "sources",
        &format!("แหล่งที่มาของคะแนนรายข้อ ปีงบประมาณ {}", context.results_year()),
        TextSize::Small,
        columns,
        rows,
        &empty,
    )
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
            Some(Source::Published) => "ประกาศ",
            Some(Source::Computed) if score.stand_in => "คำนวณ (ไม่มีคะแนนประกาศ)",
            Some(Source::Computed) => "คำนวณ",
            None => NO_VALUE,
        }),
        of(score.published),
        of(score.computed),
        difference.map_or_else(nothing, |d| cell(words.signed(d, context.decimals()))),
    ]
}
