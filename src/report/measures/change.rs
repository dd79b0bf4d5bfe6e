//! §2.2: change from the year before, for the total, every instrument and every indicator.

use super::cells::{cell, change, column, nothing, row};
use super::context::{Context, instrument_name, joined};
use crate::compare::IndicatorScore;
use crate::report::analysis;
use crate::report::document::{Align, Cell, Part, Row, RowKind, Table, TextSize};
use crate::report::words::{NO_VALUE, direction};
use crate::scheme::Differences;
use std::cmp::Ordering;

pub(super) fn part(context: &Context<'_>) -> Part {
    Part {
        heading: context.words.text(&format!("2.2 การเปลี่ยนแปลงจากปีงบประมาณ {}", context.baseline_year())),
        paragraphs: sentences(context),
        items: Vec::new(),
        tables: vec![table(context)],
        closing: Vec::new(),
        wide: false,
    }
}

fn sentences(context: &Context<'_>) -> Vec<String> {
    let compared: Vec<_> =
        context.model.scores.indicators.iter().filter_map(|i| Some((i, i.delta?))).collect();
    if compared.is_empty() {
        return Vec::new();
    }
    let decimals = context.decimals();
    let count = |wanted: Ordering| compared.iter().filter(|(_, d)| direction(*d, decimals) == wanted).count();
    let parts: Vec<_> =
        [(Ordering::Greater, "คะแนนเพิ่มขึ้น"), (Ordering::Less, "คะแนนลดลง"), (Ordering::Equal, "คะแนนเท่าเดิม")]
            .into_iter()
            .filter(|(way, _)| count(*way) > 0)
            .map(|(way, word)| format!("{word} {} ตัวชี้วัด", context.words.size(count(way))))
            .collect();
    let mut moves = vec![format!(
        "เมื่อเทียบกับปีงบประมาณ {} ใน {} ตัวชี้วัดที่มีคะแนนทั้งสองปี มี{}",
        context.baseline_year(),
        context.words.size(compared.len()),
        joined(&parts)
    )];
    let by_delta = |a: &&(&IndicatorScore, f64), b: &&(&IndicatorScore, f64)| a.1.total_cmp(&b.1);
    // Of several that moved alike, the first in order speaks for the move.
    let most =
        compared.iter().rev().max_by(by_delta).filter(|m| direction(m.1, decimals) == Ordering::Greater);
    if let Some((indicator, delta)) = most {
        moves.push(format!(
            "เพิ่มขึ้นมากที่สุดคือ{} ({} คะแนน)",
            context.indicator(indicator.indicator),
            context.words.signed(*delta, decimals)
        ));
    }
    let least = compared.iter().min_by(by_delta).filter(|m| direction(m.1, decimals) == Ordering::Less);
    if let Some((indicator, delta)) = least {
        moves.push(format!(
            "ลดลงมากที่สุดคือ{} ({} คะแนน)",
            context.indicator(indicator.indicator),
            context.words.signed(*delta, decimals)
        ));
    }
    let mut sentences = vec![moves.join(" ")];
    if context.baseline_scheme().is_some_and(|before| !analysis::same_rules(before, context.scheme())) {
        let differs = |i: &&crate::scheme::Instrument| {
            context.baseline_scheme().is_some_and(|b| !analysis::same_rules_of(&i.code, b, context.scheme()))
        };
        let codes: Vec<_> =
            context.scheme().instruments.iter().filter(differs).map(|i| i.code.clone()).collect();
        let of = if codes.is_empty() {
            "น้ำหนักของเครื่องมือ".to_owned()
        } else {
            format!("ข้อคำถามหรือวิธีคิดคะแนนของ {}", joined(&codes))
        };
        sentences.push(format!(
            "{of} ปีงบประมาณ {} ต่างจากปีงบประมาณ {} ผลต่างส่วนหนึ่งจึงมาจากเกณฑ์ที่เปลี่ยนไป",
            context.baseline_year(),
            context.results_year()
        ));
    }
    sentences
}

fn table(context: &Context<'_>) -> Table {
    let columns = vec![
        column("เครื่องมือ / ตัวชี้วัด", 9.0, Align::Start),
        // The caption says that these are fiscal years; short headers leave the names their room.
        column(context.baseline_year(), 2.4, Align::End),
        column(context.results_year(), 2.4, Align::End),
        column(context.model.say("column_change", &[]), 3.0, Align::End),
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
    let mut table = context.table(
        "change",
        &format!("คะแนนเทียบกับปีงบประมาณ {}", context.baseline_year()),
        TextSize::Small,
        columns,
        rows,
        &format!("ไม่มีผลการประเมินของปีงบประมาณ {} ในไฟล์ที่ส่ง จึงยังเปรียบเทียบไม่ได้", context.baseline_year()),
    );
    if !table.rows.is_empty() {
        table.notes.push(difference_note(context));
    }
    table
}

/// What the differences are of, as the scheme rules.
fn difference_note(context: &Context<'_>) -> String {
    let key = match context.scheme().rules.differences {
        Differences::Published => "change_published",
        Differences::Unrounded => "change_unrounded",
    };
    context.model.say(key, &[("workbook", &format!("scores-{}.xlsx", context.model.results_year()))])
}

fn total_rows(context: &Context<'_>) -> Vec<Row> {
    let Some(score) = context.overall() else { return Vec::new() };
    let name = |year, id: Option<&str>| {
        cell(context.rating(year, id).map_or(NO_VALUE, |rating| rating.name_th.as_str()))
    };
    vec![
        compared(context, RowKind::Total, cell("คะแนนรวม ITA"), [score.previous, score.total, score.delta]),
        row(
            RowKind::Total,
            vec![
                cell("ระดับผลการประเมิน"),
                name(score.fiscal_year.previous(), score.previous_rating.as_deref()),
                name(score.fiscal_year, score.rating.as_deref()),
                cell(rating_word(context)),
            ],
        ),
    ]
}

fn rating_word(context: &Context<'_>) -> &'static str {
    let same = context.baseline_scheme().is_some_and(|before| before.same_bands(context.scheme()));
    if !same && context.overall().is_some_and(|s| s.rating.is_some() && s.previous_rating.is_some()) {
        return "เกณฑ์ระดับต่างกัน";
    }
    let rank = |id: Option<&String>| context.scheme().ratings.iter().position(|r| Some(&r.id) == id);
    let score = context.overall();
    let now = rank(score.and_then(|s| s.rating.as_ref()));
    let before = rank(score.and_then(|s| s.previous_rating.as_ref()));
    match (now, before) {
        (Some(now), Some(before)) => match now.cmp(&before) {
            Ordering::Less => "ระดับดีขึ้น",
            Ordering::Greater => "ระดับลดลง",
            Ordering::Equal => "ระดับคงเดิม",
        },
        _ => NO_VALUE,
    }
}

/// Score before, now, and change.
fn compared(context: &Context<'_>, kind: RowKind, name: Cell, scores: [Option<f64>; 3]) -> Row {
    let words = context.words;
    let of = |score: Option<f64>| score.map_or_else(nothing, |s| cell(words.score(Some(s))));
    let [before, now, delta] = scores;
    row(kind, vec![name, of(before), of(now), change(words.change(delta, before))])
}
