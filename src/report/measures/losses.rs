//! §5.1 and 5.2: where points are lost, and what fell.

use super::cells::{blank, cell, change, column, nothing, row};
use super::context::{Context, joined, stand_in_note};
use super::overall::NO_RESULTS;
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
        return vec![format!(
            "ยังไม่มีคะแนนรวมของปีงบประมาณ {} จึงยังวิเคราะห์ระยะห่างจากคะแนนเต็มและจากระดับอื่นไม่ได้ ทะเบียนมาตรการแสดงตามที่กำหนดไว้",
            context.results_year()
        )];
    };
    let missing = 100.0 - total;
    if direction(missing, context.decimals()) != Ordering::Greater {
        return vec![format!("ปีงบประมาณ {} ได้คะแนนเต็ม ไม่มีคะแนนที่เสียไป", context.results_year())];
    }
    let lost = |code: &str| Some((code.to_owned(), analysis::lost_by(context.model.scores, code)?));
    let parts: Vec<_> = context.scheme().instruments.iter().filter_map(|i| lost(&i.code)).collect();
    let by_instrument: Vec<_> = parts
        .iter()
        .map(|(code, lost)| match direction(*lost, context.decimals()) {
            Ordering::Greater => format!("{code} {} คะแนน", context.words.number(*lost, context.decimals())),
            _ => format!("{code} ได้คะแนนเต็ม"),
        })
        .collect();
    // Parts are rounded when shown, and so is their sum.
    let rounded = |number: f64| thai::round_half_away(number, context.decimals());
    let sum: f64 = parts.iter().map(|(_, lost)| rounded(*lost)).sum();
    let differs = direction(sum - rounded(missing), context.decimals()) != Ordering::Equal;
    let mut first = vec![format!(
        "คะแนนรวมปีงบประมาณ {} ห่างจากคะแนนเต็ม {}",
        context.results_year(),
        context.points(missing)
    )];
    if !parts.is_empty() {
        first.push(format!("โดยเป็นคะแนนที่ไม่ได้รับจาก {}", joined(&by_instrument)));
        first.extend(differs.then(|| "(ผลรวมต่างจากคะแนนที่ห่างเพราะการปัดเศษ)".to_owned()));
    }
    vec![
        first.join(" "),
        "ส่วนนี้แสดงว่าคะแนนเสียไปที่ข้อใด ตัวชี้วัดใดลดลง และคะแนนอยู่ห่างจากเกณฑ์ของแต่ละระดับเท่าใด แล้วจึงแสดงทะเบียนมาตรการที่กำหนดขึ้น".to_owned(),
    ]
}

/// Questions by points lost to the total.
pub(super) fn weakest(context: &Context<'_>) -> Part {
    // Every question that costs something, also one whose loss prints as zero: the last row sums them up.
    let losses = analysis::losses(context.scheme(), context.model.scores);
    let table = loss_table(context, &losses);
    Part {
        heading: context.words.text("5.1 ข้อที่ทำให้เสียคะแนนมากที่สุด"),
        paragraphs: loss_sentence(context, &losses).into_iter().collect(),
        items: Vec::new(),
        tables: vec![table],
        closing: Vec::new(),
        wide: false,
    }
}

fn loss_sentence(context: &Context<'_>, losses: &[Loss<'_>]) -> Option<String> {
    let named: Vec<_> = losses
        .iter()
        .take(NAMED)
        .filter(|loss| direction(loss.lost, context.decimals()) == Ordering::Greater)
        .map(|loss| {
            format!("{} เสีย {}", context.question_name(&loss.question.question), context.points(loss.lost))
        })
        .collect();
    match named.len() {
        0 => None,
        1 => Some(format!("ข้อที่ทำให้เสียคะแนนรวมมากที่สุดคือ{}", named[0])),
        _ => Some(format!("ข้อที่ทำให้เสียคะแนนรวมมากที่สุด ได้แก่ {}", joined(&named))),
    }
}

fn loss_table(context: &Context<'_>, losses: &[Loss<'_>]) -> Table {
    let columns = vec![
        column("ลำดับ", 1.2, Align::Center),
        column("ข้อ", 1.2, Align::Center),
        column("ข้อคำถาม / รายการ", 6.4, Align::Start),
        column("คะแนน", 1.8, Align::End),
        column("คำตอบที่ไม่ได้คะแนนสูงสุด", 2.6, Align::End),
        column("คะแนนรวมที่เสียไป", 2.2, Align::End),
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
        let label = format!("ข้ออื่นที่เสียคะแนน {} ข้อ", context.words.size(rest.len()));
        rows.push(row(RowKind::Subtotal, vec![Cell { span: 5, ..start(label) }, sum(rest)]));
    }
    let empty = if context.overall().is_some() {
        "ไม่มีข้อใดเสียคะแนน"
    } else {
        NO_RESULTS
    };
    let mut table =
        context.table("losses", "ข้อที่เสียคะแนน เรียงตามคะแนนรวมที่เสียไป", TextSize::Small, columns, rows, empty);
    if !table.rows.is_empty() {
        table.notes.push(context.words.text(&context.model.say("losses_formula", &[])));
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
        notes.push(format!(
            "คะแนนของ {} เป็นคะแนนที่ประกาศ ซึ่งไม่ได้คิดจากจำนวนคำตอบโดยตรง จำนวนคำตอบจึงเป็นข้อมูลประกอบเท่านั้น",
            joined(&published)
        ));
    }
    if !computed.is_empty() {
        notes.push(stand_in_note(&computed));
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
                cell(format!("{} จาก {}", words.count(short), words.count(all)))
            }),
            cell(words.number(loss.lost, context.decimals())),
        ],
    )
}

/// Indicators and questions that fell.
pub(super) fn fallen(context: &Context<'_>) -> Part {
    let indicators = analysis::fallen_indicators(context.scheme(), context.model.scores);
    let questions = analysis::fallen_questions(context.scheme(), context.model.scores);
    let baseline = context.baseline_year();
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
        column("ตัวชี้วัด", 5.0, Align::Start),
        column(baseline.clone(), 1.9, Align::End),
        column(context.results_year(), 1.9, Align::End),
        column(context.model.say("column_change", &[]), 2.6, Align::End),
        column("ข้อที่ลดลงมากที่สุด", 5.0, Align::Start),
    ];
    let caption = format!("ตัวชี้วัดที่คะแนนลดลงจากปีงบประมาณ {baseline}");
    let empty = if context.has_baseline() {
        format!("ไม่มีตัวชี้วัดหรือข้อใดที่คะแนนลดลงจากปีงบประมาณ {baseline}")
    } else {
        format!("ไม่มีผลการประเมินของปีงบประมาณ {baseline} จึงยังไม่ทราบว่าคะแนนใดลดลง")
    };
    let mut tables = Vec::new();
    // Where only one of the two has rows, the sentence above speaks for the other.
    if !indicators.is_empty() || questions.is_empty() {
        tables.push(context.table("fallen-indicators", &caption, TextSize::Small, columns, rows, &empty));
    }
    if !questions.is_empty() {
        tables.push(fallen_questions(context, &questions));
    }
    Part {
        heading: context.words.text("5.2 ตัวชี้วัดและข้อที่คะแนนลดลง"),
        paragraphs: fallen_sentence(context, indicators.len(), questions.len()).into_iter().collect(),
        items: Vec::new(),
        tables,
        closing: Vec::new(),
        wide: false,
    }
}

fn fallen_sentence(context: &Context<'_>, indicators: usize, questions: usize) -> Option<String> {
    let (words, year) = (context.words, context.baseline_year());
    match (indicators, questions) {
        (0, 0) => None,
        (0, _) => Some(format!(
            "ไม่มีตัวชี้วัดใดที่คะแนนลดลงจากปีงบประมาณ {year} แต่มี {} ข้อที่คะแนนลดลงและควรติดตาม",
            words.size(questions)
        )),
        (_, 0) => Some(format!("มี {} ตัวชี้วัดที่คะแนนลดลงจากปีงบประมาณ {year}", words.size(indicators))),
        _ => Some(format!(
            "มี {} ตัวชี้วัดและ {} ข้อที่คะแนนลดลงจากปีงบประมาณ {year}",
            words.size(indicators),
            words.size(questions)
        )),
    }
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
        column("ข้อ", 1.3, Align::Center),
        column("ข้อคำถาม / รายการ", 8.0, Align::Start),
        column(context.baseline_year(), 2.0, Align::End),
        column(context.results_year(), 2.0, Align::End),
        column(context.model.say("column_change", &[]), 2.8, Align::End),
    ];
    let caption = format!("ข้อที่คะแนนลดลงจากปีงบประมาณ {}", context.baseline_year());
    context.table("fallen-questions", &caption, TextSize::Small, columns, rows, "")
}
