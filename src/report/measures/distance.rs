//! §5.3: distance of the total and of every instrument from the next rating and from losing the
//! present one, in points and in answers.

use super::cells::{cell, column, nothing, row};
use super::context::{Context, instrument_name, joined};
use super::overall;
use crate::report::analysis::{self, Answers, Bound, Distance, NEAR, Need, Situation};
use crate::report::document::{Align, Cell, Column, Part, Row, RowKind, Table, TextSize};
use crate::report::words::direction;
use crate::scheme::{Computed, Instrument};
use std::cmp::Ordering;

pub(super) fn part(context: &Context<'_>) -> Part {
    let situation = Situation::of(context.scheme(), context.model.scores);
    Part {
        heading: context.words.text("5.3 ระยะห่างจากเกณฑ์ของระดับผลการประเมิน"),
        paragraphs: situation.as_ref().map(|s| sentences(context, s)).unwrap_or_default(),
        items: Vec::new(),
        tables: vec![table(context, situation.as_ref())],
        closing: Vec::new(),
        wide: false,
    }
}

/// The same sentences, for the page that says it all.
pub(super) fn standing(context: &Context<'_>) -> Vec<String> {
    let situation = Situation::of(context.scheme(), context.model.scores);
    let opening = overall::sentences(context).into_iter().take(1);
    opening.chain(situation.as_ref().map(|s| sentences(context, s)).unwrap_or_default()).collect()
}

fn sentences(context: &Context<'_>, situation: &Situation<'_>) -> Vec<String> {
    let rating = &situation.rating().name_th;
    let mut sentences = vec![match situation.total_spare() {
        None => format!("ผลการประเมินอยู่ในระดับ{rating} ซึ่งเป็นระดับต่ำสุด"),
        Some(spare) if is_zero(context, spare) => {
            format!("คะแนนรวมเท่ากับเกณฑ์ขั้นต่ำของระดับ{rating}พอดี ลดลงอีกเพียงเล็กน้อยก็จะเสียระดับ")
        }
        Some(spare) => format!(
            "คะแนนรวมสูงกว่าเกณฑ์ขั้นต่ำของระดับ{rating} ({}) อยู่ {}",
            context.words.score(Some(spare.limit)),
            context.points(spare.points)
        ),
    }];
    sentences.push(next_sentence(context, situation));
    sentences.extend(nearest_sentence(context, situation));
    sentences
}

fn is_zero(context: &Context<'_>, distance: Distance) -> bool {
    direction(distance.points, context.decimals()) == Ordering::Equal
}

fn next_sentence(context: &Context<'_>, situation: &Situation<'_>) -> String {
    let Some(next) = situation.next() else {
        return format!("{}เป็นระดับสูงสุดแล้ว จึงไม่มีระดับถัดไป", situation.rating().name_th);
    };
    let name = &next.name_th;
    let missing: Vec<_> = situation
        .requirements()
        .into_iter()
        .map(|requirement| {
            let near = if requirement.lacks < NEAR { "เพียง" } else { "" };
            let points = context.points(requirement.lacks);
            match requirement.of {
                Need::Total => format!("คะแนนรวมอีก {points}"),
                Need::Instrument(code) => format!("{code} อีก{near} {points}"),
                Need::Finer(of) => format!("{} อีก{near} {points}", context.condition(of)),
            }
        })
        .collect();
    format!("ระดับถัดไปคือ{name} ซึ่งยังขาด {}", joined(&missing))
}

/// The instrument that is nearest to losing the rating.
fn nearest_sentence(context: &Context<'_>, situation: &Situation<'_>) -> Option<String> {
    let (instrument, fall) = context
        .scheme()
        .instruments
        .iter()
        .filter_map(|i| Some((i, situation.fall(&i.code)?)))
        .min_by(|a, b| a.1.spare.points.total_cmp(&b.1.spare.points))?;
    let (code, spare) = (&instrument.code, fall.spare);
    let after = format!(" ระดับจะลดเป็น{}", fall.after.name_th);
    let limit = match spare.bound {
        Bound::Own => format!("เกณฑ์ขั้นต่ำของเครื่องมือ ({})", context.words.score(Some(spare.limit))),
        Bound::Total => format!("จุดที่ทำให้คะแนนรวมต่ำกว่า {}", context.words.score(Some(spare.limit))),
    };
    let mut sentence = if is_zero(context, spare) {
        format!("เครื่องมือที่เสี่ยงทำให้เสียระดับที่สุดคือ {code} ซึ่งอยู่ที่{limit} พอดี หากลดลงอีก{after}")
    } else if spare.points < NEAR {
        format!(
            "เครื่องมือที่ต้องเฝ้าระวังคือ {code} ซึ่งอยู่เหนือ{limit} เพียง {} หากลดลงมากกว่านั้น{after}",
            context.points(spare.points)
        )
    } else {
        format!(
            "เครื่องมือที่ใกล้เกณฑ์ที่สุดคือ {code} ซึ่งลดลงได้อีก {} ก่อนถึง{limit} หากลดลงมากกว่านั้น{after}",
            context.points(spare.points)
        )
    };
    let answers = answers_of(context, instrument).and_then(|answers| {
        let least = situation.answers_to_lose(code, &answers)?;
        Some(match measured(context, instrument) {
            Measured::Items => {
                format!(" การลดลงเช่นนั้นเทียบเท่ากับรายการข้อมูล {} ข้อที่ไม่ได้คะแนน", context.words.count(least))
            }
            Measured::Answers => format!(
                " การลดลงเช่นนั้นเทียบเท่ากับคำตอบอย่างน้อย {} คำตอบที่เปลี่ยนเป็นตัวเลือกที่ได้คะแนนต่ำสุด",
                context.words.count(least)
            ),
            Measured::Estimated => format!(
                " หากทุกคำตอบมีน้ำหนักเท่ากัน การลดลงเช่นนั้นเทียบเท่ากับคำตอบประมาณ {} คำตอบที่เปลี่ยนเป็นตัวเลือกที่ได้คะแนนต่ำสุด",
                context.words.count(least)
            ),
        })
    });
    sentence.push_str(&answers.unwrap_or_default());
    Some(sentence)
}

/// What an instrument's score is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Measured {
    /// Assessed items.
    Items,
    /// Answers that its score follows from.
    Answers,
    /// Answers, but how they make up the score is not published.
    Estimated,
}

fn measured(context: &Context<'_>, instrument: &Instrument) -> Measured {
    if !context.surveys().any(|s| s.code == instrument.code) {
        Measured::Items
    } else if instrument.computed == Computed::Exact {
        Measured::Answers
    } else {
        Measured::Estimated
    }
}

fn answers_of(context: &Context<'_>, instrument: &Instrument) -> Option<Vec<Answers>> {
    analysis::answers(context.scheme(), context.model.scores, instrument, context.results())
}

fn table(context: &Context<'_>, situation: Option<&Situation<'_>>) -> Table {
    let can_fall = situation.is_some_and(|s| s.total_spare().is_some());
    let can_rise = situation.is_some_and(|s| s.next().is_some());
    let mut columns = vec![column("รายการ", 4.4, Align::Start), column("คะแนน", 1.8, Align::End)];
    let pair = |points: &str, answers: &str| -> [Column; 2] {
        [column(points, 3.0, Align::End), column(answers, 3.4, Align::End)]
    };
    if can_fall {
        columns.extend(pair("ลดลงได้อีกก่อนเสียระดับ (คะแนน)", "คำตอบหรือข้อที่ทำให้เสียระดับ"));
    }
    if can_rise {
        columns.extend(pair("ขาดอีกก่อนถึงระดับถัดไป (คะแนน)", "คำตอบหรือข้อที่ต้องดีขึ้น"));
    }
    let mut rows = Vec::new();
    if let Some(situation) = situation {
        rows.push(total_row(context, situation));
        rows.extend(context.scheme().instruments.iter().map(|i| instrument_row(context, situation, i)));
    }
    let mut table = context.table(
        "distance",
        "ระยะห่างจากเกณฑ์ของระดับ",
        TextSize::Small,
        columns,
        rows,
        "ยังไม่มีคะแนนครบทุกเครื่องมือ จึงยังไม่มีระดับผลการประเมินให้วัดระยะห่าง",
    );
    if !table.rows.is_empty() {
        table.notes = notes(context);
    }
    table
}

fn total_row(context: &Context<'_>, situation: &Situation<'_>) -> Row {
    let total = context.overall().and_then(|s| s.total);
    let mut cells = vec![cell("คะแนนรวม"), cell(context.words.score(total))];
    if let Some(spare) = situation.total_spare() {
        cells.extend([distance(context, spare), nothing()]);
    }
    if let Some(gap) = situation.total_gap() {
        // A total that meets the next rating's minimum does not reach the rating: the rows below lack something.
        let met = is_zero(context, gap).then(|| cell("ถึงเกณฑ์แล้ว"));
        cells.extend([met.unwrap_or_else(|| distance(context, gap)), nothing()]);
    }
    row(RowKind::Total, cells)
}

fn instrument_row(context: &Context<'_>, situation: &Situation<'_>, instrument: &Instrument) -> Row {
    let code = &instrument.code;
    let score = context.instrument_score(code).and_then(|s| s.score);
    let answers = answers_of(context, instrument);
    let mut cells = vec![cell(instrument_name(instrument)), cell(context.words.score(score))];
    let least = |least: Option<i64>, impossible: &str| match (&answers, least) {
        (None, _) => cell("ไม่มีจำนวนคำตอบ"),
        (Some(_), None) => cell(impossible),
        (Some(answers), Some(least)) => amount(context, instrument, least, answers),
    };
    let changed = answers.as_deref().unwrap_or_default();
    if situation.total_spare().is_some() {
        cells.push(
            situation
                .spare(code)
                .map_or_else(|| cell("เครื่องมือนี้อย่างเดียวไม่ทำให้เสียระดับ"), |d| distance(context, d)),
        );
        cells.push(least(situation.answers_to_lose(code, changed), "เครื่องมือนี้อย่างเดียวไม่ทำให้เสียระดับ"));
    }
    if situation.next().is_some() {
        let gap = situation.gap(code);
        if gap.is_some_and(|gap| is_zero(context, gap)) {
            cells.extend([cell("ถึงเกณฑ์แล้ว"), nothing()]);
        } else {
            cells.push(gap.map_or_else(|| cell("เครื่องมือนี้อย่างเดียวไม่พอ"), |d| distance(context, d)));
            cells.push(least(situation.answers_to_reach(code, changed), "เครื่องมือนี้อย่างเดียวไม่พอ"));
        }
    }
    row(RowKind::Body, cells)
}

/// Points with the limit they are measured from.
fn distance(context: &Context<'_>, distance: Distance) -> Cell {
    let limit = context.words.score(Some(distance.limit));
    let note = match distance.bound {
        Bound::Own => format!("เกณฑ์ {limit}"),
        Bound::Total => format!("ผ่านคะแนนรวม {limit}"),
    };
    Cell { note: Some(note), ..cell(context.words.number(distance.points, context.decimals())) }
}

fn amount(context: &Context<'_>, instrument: &Instrument, least: i64, answers: &[Answers]) -> Cell {
    let all: i64 = answers.iter().map(|a| a.count).sum();
    let (least, all) = (context.words.count(least), context.words.count(all));
    let line = match measured(context, instrument) {
        Measured::Items => format!("{least} ข้อ"),
        Measured::Answers => format!("{least} คำตอบ"),
        Measured::Estimated => format!("ประมาณ {least} คำตอบ"),
    };
    Cell { note: Some(format!("จาก {all}")), ..cell(line) }
}

fn notes(context: &Context<'_>) -> Vec<String> {
    let mut notes = vec![
        "ระยะห่างวัดจากคะแนนที่ปัดเศษตามที่ประกาศ เพราะระดับตัดสินจากคะแนนนั้น".to_owned(),
        "จำนวนคำตอบหรือข้อคือจำนวนน้อยที่สุดที่ทำให้เสียระดับหรือถึงเกณฑ์ เมื่อแต่ละคำตอบเปลี่ยนเป็นตัวเลือกที่ได้คะแนนต่ำสุดหรือสูงสุด และเครื่องมืออื่นไม่เปลี่ยน".to_owned(),
    ];
    let estimated: Vec<_> = context
        .scheme()
        .instruments
        .iter()
        .filter(|i| measured(context, i) == Measured::Estimated)
        .map(|i| i.code.clone())
        .collect();
    if !estimated.is_empty() {
        notes.push(format!(
            "จำนวนคำตอบของ {} เป็นค่าประมาณที่ถือว่าทุกคำตอบมีน้ำหนักเท่ากัน เพราะวิธีรวมคะแนนจริงไม่ได้เผยแพร่",
            joined(&estimated)
        ));
    }
    notes
}
