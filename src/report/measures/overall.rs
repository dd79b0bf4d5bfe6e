//! §2.1: total, rating, instruments and indicators, in sentences and in the overall table.

use super::cells::{blank, cell, column, nothing, row};
use super::context::{Context, instrument_name, joined, stand_in_note};
use crate::report::document::{Align, Cell, Part, Row, RowKind, Table, TextSize, Tile, Tone};
use crate::report::words::{NO_VALUE, direction};
use crate::scheme::{Instrument, Rating};
use crate::thai;
use std::cmp::Ordering;

/// More names than this are counted instead of listed.
const NAMES_LISTED: usize = 3;

pub(super) const NO_RESULTS: &str = "ไม่มีผลการประเมินของปีนี้ในไฟล์ที่ส่ง";

/// What the results are, in sentences.
pub(super) fn sentences(context: &Context<'_>) -> Vec<String> {
    let Some(score) = context.overall() else {
        return vec![format!(
            "ยังไม่มีผลการประเมินปีงบประมาณ {} ของ{}ในไฟล์ที่ส่ง ส่วนนี้จึงยังไม่แสดงคะแนน",
            context.results_year(),
            context.agency()
        )];
    };
    let Some(total) = score.total else { return vec![no_total(context)] };
    let rating = context.rating(score.fiscal_year, score.rating.as_deref());
    let first = format!(
        "ปีงบประมาณ {} {}ได้คะแนน ITA รวม {}",
        context.results_year(),
        context.agency(),
        context.points(total)
    );
    let rating = rating.map(|r| format!("อยู่ในระดับ{}", r.name_th));
    let change = total_change(context, score.delta, score.previous);
    let mut sentences = vec![join([Some(first), rating, Some(change), rating_change(context)])];
    let computed = context.stand_ins();
    if !computed.is_empty() {
        sentences.push(stand_in_note(&computed));
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
    format!(
        "ยังไม่มีคะแนนรวมและระดับผลการประเมินของปีงบประมาณ {} เพราะยังไม่มีคะแนนของ {}",
        context.results_year(),
        joined(&codes)
    )
}

fn total_change(context: &Context<'_>, delta: Option<f64>, previous: Option<f64>) -> String {
    let before = context.baseline_year();
    let (Some(delta), Some(previous)) = (delta, previous) else {
        if previous.is_some() {
            return format!("ไม่เทียบกับปีงบประมาณ {before} เพราะปีหนึ่งใช้คะแนนที่ประกาศ อีกปีหนึ่งใช้คะแนนที่คำนวณแทน");
        }
        return format!("ไม่มีคะแนนรวมของปีงบประมาณ {before} ให้เปรียบเทียบ");
    };
    let points = context.points(delta.abs());
    let previous = context.points(previous);
    match direction(delta, context.decimals()) {
        Ordering::Greater => format!("เพิ่มขึ้น {points} จากปีงบประมาณ {before} ที่ได้ {previous}"),
        Ordering::Less => format!("ลดลง {points} จากปีงบประมาณ {before} ที่ได้ {previous}"),
        Ordering::Equal => format!("เท่ากับปีงบประมาณ {before}"),
    }
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
    let year = context.baseline_year();
    Some(match (rank(now), rank(before)) {
        (Some(now_at), Some(before_at)) if now_at < before_at => {
            format!("ส่งผลให้เลื่อนจากระดับ “{}” เป็นระดับ “{}”", before.name_th, now.name_th)
        }
        (Some(now_at), Some(before_at)) if now_at > before_at => {
            format!("ระดับผลการประเมินลดลงจาก{}ใน{year} เป็น{}", before.name_th, now.name_th)
        }
        (Some(_), Some(_)) => format!("ระดับผลการประเมินคงเดิมจากปีงบประมาณ {year}"),
        _ => format!("ปีงบประมาณ {year} อยู่ในระดับ{} ตามเกณฑ์ของปีนั้น", before.name_th),
    })
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
        return Some(format!("ทุกตัวชี้วัดได้ {} เท่ากัน", context.points(high)));
    }
    let names = |wanted: f64| {
        let names: Vec<_> = shown
            .iter()
            .filter(|(_, s)| s.total_cmp(&wanted) == Ordering::Equal)
            .map(|(number, _)| context.indicator(*number))
            .collect();
        if names.len() > NAMES_LISTED {
            format!("{} ตัวชี้วัด", context.words.size(names.len()))
        } else {
            joined(&names)
        }
    };
    Some(format!(
        "ตัวชี้วัดที่ได้คะแนนสูงสุด ได้แก่ {} ({}) ส่วนตัวชี้วัดที่ได้คะแนนต่ำสุด ได้แก่ {} ({})",
        names(high),
        context.points(high),
        names(low),
        context.points(low)
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
            let now = most(&context.model.scores.questions)?;
            let before = most(&context.model.earlier.questions)
                .map(|n| format!(" ({} จำนวน {} คน)", context.baseline_year(), context.words.count(n)))
                .unwrap_or_default();
            Some(format!("{} {} คน{before}", survey.code, context.words.count(now)))
        })
        .collect();
    (!parts.is_empty()).then(|| format!("มีผู้ตอบแบบวัด {}", joined(&parts)))
}

/// Total and instruments, at the top of the section.
pub(super) fn tiles(context: &Context<'_>) -> Vec<Tile> {
    let Some(score) = context.overall() else { return Vec::new() };
    let rating = context.rating(score.fiscal_year, score.rating.as_deref());
    let mut tiles = vec![Tile {
        label: "คะแนนรวม ITA".to_owned(),
        value: context.words.score(score.total),
        tone: None,
        note: rating.map(|r| format!("ระดับ{}", r.name_th)),
        change: Some(context.words.change(score.delta, score.previous)),
    }];
    for instrument in &context.scheme().instruments {
        let score = context.instrument_score(&instrument.code);
        tiles.push(Tile {
            label: format!("คะแนน {}", instrument.code),
            value: context.words.score(score.and_then(|s| s.score)),
            tone: None,
            note: Some(format!(
                "น้ำหนักร้อยละ {}{}",
                context.words.weight(instrument.weight),
                if score.is_some_and(|s| s.stand_in) {
                    " (คะแนนที่คำนวณ)"
                } else {
                    ""
                }
            )),
            change: Some(context.words.change(score.and_then(|s| s.delta), score.and_then(|s| s.previous))),
        });
    }
    tiles
}

/// The overall table.
pub(super) fn part(context: &Context<'_>) -> Part {
    Part {
        heading: context.words.text("2.1 ผลการประเมินในภาพรวม"),
        paragraphs: Vec::new(),
        items: Vec::new(),
        tables: vec![table(context)],
        closing: closing(context),
        wide: false,
    }
}

fn table(context: &Context<'_>) -> Table {
    let columns = vec![
        column("เครื่องมือ / ตัวชี้วัด", 8.0, Align::Start),
        column("น้ำหนัก (ร้อยละ)", 1.9, Align::End),
        column("คะแนนตัวชี้วัด", 2.2, Align::End),
        column(context.words.text("คะแนนเครื่องมือ (เต็ม 100)"), 2.4, Align::End),
        column("คะแนนถ่วงน้ำหนัก", 2.4, Align::End),
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
                cell("คะแนนรวม ITA"),
                cell(context.words.weight(weight)),
                blank(),
                blank(),
                cell(context.words.score(score.total)),
            ],
        ));
        let rating = context.rating(score.fiscal_year, score.rating.as_deref());
        let rating = rating.map_or(NO_VALUE, |r| r.name_th.as_str());
        let rating = Cell { span: 4, align: Some(Align::End), tone: Some(Tone::Strong), ..cell(rating) };
        rows.push(row(RowKind::Total, vec![cell("ระดับผลการประเมิน"), rating]));
    }
    context.table(
        "overall",
        &format!("ผลการประเมินปีงบประมาณ {} จำแนกตามตัวชี้วัด", context.results_year()),
        TextSize::Small,
        columns,
        rows,
        NO_RESULTS,
    )
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
                note: score.filter(|s| s.stand_in).map(|_| "คำนวณ".to_owned()),
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
        format!(
            "คะแนนรวมคิดจากคะแนนเครื่องมือก่อนปัดเศษ ได้ {} หากบวกคะแนนถ่วงน้ำหนักที่ปัดเศษแล้วในตารางจะได้ {}",
            context.points(total),
            context.points(printed)
        )
    })
}
