//! §1: what is assessed, with which instruments, and the rating table of the results' year.

use super::cells::{blank, cell, column, row};
use super::context::{Context, instrument_name, joined};
use crate::report::analysis;
use crate::report::document::{
    Align, Cell, InstrumentText, Item, Part, Row, RowKind, Table, TextSize, Tone, WhySection,
};
use crate::report::own_texts::OwnText;
use crate::scheme::{Indicator, Instrument, Rating};
use crate::thai;

pub(super) fn section(context: &Context<'_>, introduction: &OwnText) -> WhySection {
    let worded = context.worded(introduction);
    let title = worded.title.unwrap_or_else(|| "ความสำคัญของการประเมินคุณธรรมและความโปร่งใส".to_owned());
    let mut paragraphs = worded.paragraphs;
    // The section has no place for a list: an own introduction that has one reads on as paragraphs.
    paragraphs.extend(worded.items.into_iter().flat_map(as_lines));
    paragraphs.extend(worded.closing);
    paragraphs.push(overview(context));
    let instruments = &context.scheme().instruments;
    WhySection {
        heading: format!("{} {title}", context.words.text("1.")),
        paragraphs,
        instruments: instruments.iter().enumerate().map(|(at, i)| instrument(context, at + 1, i)).collect(),
        rating: rating(context, instruments.len() + 1),
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
    let weights: Vec<_> =
        scheme.instruments.iter().map(|i| format!("{} ร้อยละ {}", i.code, words.weight(i.weight))).collect();
    format!(
        "เกณฑ์ของปีงบประมาณ {} ใช้ {} เครื่องมือ วัด {} ตัวชี้วัด และถ่วงน้ำหนักคะแนนเป็น {}",
        context.results_year(),
        words.size(scheme.instruments.len()),
        words.size(scheme.indicators.len()),
        joined(&weights)
    )
}

fn instrument(context: &Context<'_>, number: usize, instrument: &Instrument) -> InstrumentText {
    let (scheme, words) = (context.scheme(), context.words);
    let indicators: Vec<_> = scheme.indicators.iter().filter(|i| i.instrument == instrument.code).collect();
    let questions = scheme.questions_of(&instrument.code).count();
    let unit = if context.surveys().any(|s| s.code == instrument.code) {
        "ข้อคำถาม"
    } else {
        "รายการข้อมูล"
    };
    let extent = format!(
        "ประกอบด้วย {} ตัวชี้วัด {} {unit} มีน้ำหนักร้อยละ {} ของคะแนนรวม",
        words.size(indicators.len()),
        words.size(questions),
        words.weight(instrument.weight)
    );
    let purpose = words.text(&instrument.purpose_th);
    InstrumentText {
        heading: format!("{} {}", words.text(&format!("1.{number}")), instrument_name(instrument)),
        paragraphs: vec![if purpose.is_empty() { extent } else { format!("{purpose} {extent}") }],
        indicators: indicator_table(context, instrument, &indicators),
    }
}

fn indicator_table(context: &Context<'_>, instrument: &Instrument, indicators: &[&Indicator]) -> Table {
    let label = |key: &str| context.model.say(key, &[]);
    let columns = vec![
        column(label("why_column_indicator"), 5.6, Align::Start),
        column(label("why_column_subject"), 7.4, Align::Start),
        column(label("why_column_questions"), 3.0, Align::Start),
    ];
    let rows = indicators.iter().flat_map(|i| indicator_rows(context, i)).collect();
    let kind = instrument.code.to_lowercase();
    let of = [("instrument", &instrument.code[..])];
    let caption = context.model.say("why_caption", &of);
    let empty = context.model.say("why_empty", &of);
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

fn rating(context: &Context<'_>, number: usize) -> Part {
    let words = context.words;
    let rows = context.scheme().ratings.iter().enumerate().map(|(at, rating)| band(context, at, rating));
    let columns = vec![
        column("ระดับ", 3.0, Align::Start),
        column("คะแนนรวม", 3.0, Align::Center),
        column("เงื่อนไข", 7.0, Align::Start),
    ];
    let mut table = context.table(
        "ratings",
        &format!("ระดับผลการประเมินตามเกณฑ์ปีงบประมาณ {}", context.results_year()),
        TextSize::Small,
        columns,
        rows.collect(),
        "ไม่มีตารางระดับในเกณฑ์ของปีนี้",
    );
    table.whole = true;
    table.notes.push(format!(
        "ตัดสินจากคะแนนที่ปัดเศษเป็นทศนิยม {} ตำแหน่งตามที่ประกาศ และใช้ระดับสูงสุดที่ผ่านทั้งคะแนนและเงื่อนไข",
        words.size(context.decimals())
    ));
    Part {
        heading: words.text(&format!("1.{number} คะแนนและระดับผลการประเมิน")),
        paragraphs: vec![format!(
            "ผลการประเมินแสดงเป็นคะแนนเต็ม {} และแบ่งเป็น {} ระดับ",
            words.count(100),
            words.size(context.scheme().ratings.len())
        )],
        items: Vec::new(),
        tables: vec![table],
        closing: newer_rules(context),
        wide: false,
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
        conditions.push(format!("{} ต้องมีคะแนนไม่น้อยกว่า {} คะแนน", joined(&codes), words.weight(limit)));
    }
    for condition in &rating.conditions {
        let of = match context.scheme().instrument(&condition.of) {
            Some(instrument) => instrument.code.clone(),
            None => context.condition(&condition.of),
        };
        conditions.push(format!("{of} ต้องได้ไม่น้อยกว่า {} คะแนน", words.weight(condition.minimum)));
    }
    let condition = if conditions.is_empty() {
        "ไม่มีเงื่อนไข".to_owned()
    } else {
        conditions.join(" และ ")
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
fn newer_rules(context: &Context<'_>) -> Vec<String> {
    let Some(newer) = context.model.schemes.get(context.model.fiscal_year()) else { return Vec::new() };
    let same = analysis::same_rules(context.scheme(), newer) && context.scheme().same_bands(newer);
    if same {
        return Vec::new();
    }
    vec![format!(
        "เกณฑ์ของปีงบประมาณ {} ต่างจากตารางนี้ เอกสารนี้ใช้เกณฑ์ของปีงบประมาณ {} ซึ่งเป็นปีของผลการประเมินที่นำมาวิเคราะห์",
        context.year(),
        context.results_year()
    )]
}
