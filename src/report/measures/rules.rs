//! Appendix: the rules that the scores follow, from the scheme.

use super::context::{Context, joined};
use crate::report::document::{Item, Part};
use crate::scheme::{Aggregate, IndicatorAggregate, Instrument, Missing, PublishedScore, Scale, Unpublished};

pub(super) fn part(context: &Context<'_>, number: usize) -> Part {
    let mut items: Vec<_> = scales(context);
    items.extend(aggregation(context));
    if let (true, Some(base)) = (context.scheme().provisional, context.scheme().extends) {
        let text = format!("เกณฑ์ของปีนี้ยังไม่มี จึงใช้เกณฑ์ของปีงบประมาณ {} ไปก่อน", context.words.year(base));
        items.push(item("เกณฑ์ที่ยกมา:", text));
    }
    items.push(total(context));
    items.push(rating(context));
    items.push(missing(context));
    Part {
        heading: context.words.text(&format!("ผ.{number} วิธีคิดคะแนน")),
        paragraphs: vec![format!("คะแนนในเอกสารนี้คิดตามเกณฑ์ของปีงบประมาณ {} ดังนี้", context.results_year())],
        items,
        tables: Vec::new(),
        closing: Vec::new(),
        wide: false,
    }
}

fn item(lead: &str, text: String) -> Item {
    Item { marker: None, lead: Some(lead.to_owned()), text, items: Vec::new() }
}

/// One item a scale in use, with its questions.
fn scales(context: &Context<'_>) -> Vec<Item> {
    let scheme = context.scheme();
    scheme
        .scales
        .iter()
        .filter_map(|(name, scale)| {
            let questions: Vec<_> =
                scheme.questions.iter().filter(|q| q.scale.as_ref() == Some(name)).collect();
            let codes = context.codes(questions.iter().copied());
            (!questions.is_empty()).then(|| item(&format!("ข้อ {codes}:"), points(context, scale)))
        })
        .collect()
}

fn points(context: &Context<'_>, scale: &Scale) -> String {
    let choices: Vec<_> = scale
        .labels_th
        .iter()
        .zip(&scale.points)
        .map(|(label, points)| {
            let decimals = if points.fract() == 0.0 { 0 } else { context.decimals() };
            format!("{label} {}", context.words.number(*points, decimals))
        })
        .collect();
    format!("ค่าคะแนนของตัวเลือกคือ {} โดยคะแนนของข้อคือค่าเฉลี่ยของคำตอบทั้งหมด", choices.join(", "))
}

fn aggregation(context: &Context<'_>) -> Vec<Item> {
    let scheme = context.scheme();
    let codes = |wanted: &dyn Fn(&Instrument) -> bool| -> Vec<String> {
        scheme.instruments.iter().filter(|i| wanted(i)).map(|i| i.code.clone()).collect()
    };
    let by_topics = codes(&|i| i.indicator_aggregate == IndicatorAggregate::Topics);
    let mut of_indicators = "ค่าเฉลี่ยของทุกข้อในตัวชี้วัด ข้อที่มีหลายส่วนใช้ค่าเฉลี่ยของทุกส่วน".to_owned();
    if !by_topics.is_empty() {
        of_indicators.push_str(&format!(
            " ส่วนตัวชี้วัดของ {} เป็นค่าเฉลี่ยของตัวชี้วัดย่อย ซึ่งเป็นค่าเฉลี่ยของข้อในตัวชี้วัดย่อยนั้น",
            joined(&by_topics)
        ));
    }
    let mut items = vec![item("คะแนนตัวชี้วัด:", of_indicators)];
    for (way, text) in [
        (Aggregate::Questions, "ค่าเฉลี่ยของทุกข้อในเครื่องมือ ไม่ใช่ค่าเฉลี่ยของตัวชี้วัด"),
        (Aggregate::Indicators, "ค่าเฉลี่ยของทุกตัวชี้วัดในเครื่องมือ"),
    ] {
        let codes = codes(&|i| i.aggregate == way);
        if !codes.is_empty() {
            items.push(item(&format!("คะแนนเครื่องมือ {}:", joined(&codes)), text.to_owned()));
        }
    }
    for instrument in scheme.instruments.iter().filter(|i| !i.assumed_th.is_empty()) {
        items.push(item(
            &format!("ข้อสมมติของ {}:", instrument.code),
            context.words.text(&instrument.assumed_th),
        ));
    }
    let alone = codes(&|i| i.unpublished == Unpublished::Absent);
    if !alone.is_empty() {
        items.push(item(
            &format!("คะแนนที่ประกาศของ {}:", joined(&alone)),
            "ใช้คะแนนที่ประกาศเท่านั้น ข้อที่ไม่มีคะแนนประกาศไม่คิดจากจำนวนคำตอบแทน จึงไม่มีคะแนน".to_owned(),
        ));
    }
    items
}

fn total(context: &Context<'_>) -> Item {
    let weights: Vec<_> = context
        .scheme()
        .instruments
        .iter()
        .map(|i| format!("{} ร้อยละ {}", i.code, context.words.weight(i.weight)))
        .collect();
    item(
        "คะแนนรวม:",
        format!("ผลรวมของคะแนนเครื่องมือก่อนปัดเศษคูณน้ำหนัก ({}) ปัดเศษครั้งเดียวเมื่อแสดงผล", joined(&weights)),
    )
}

fn rating(context: &Context<'_>) -> Item {
    item(
        "ระดับ:",
        format!("ตัดสินจากคะแนนที่ปัดเศษเป็นทศนิยม {} ตำแหน่ง โดยครึ่งหนึ่งปัดขึ้น", context.words.size(context.decimals())),
    )
}

fn missing(context: &Context<'_>) -> Item {
    let rules = &context.scheme().rules;
    let missing = match rules.missing {
        Missing::Absent => "คะแนนที่ขาดส่วนใดส่วนหนึ่งไม่คิดเป็นคะแนน และไม่นับเป็นศูนย์",
        Missing::Present => "คะแนนที่ขาดบางส่วนคิดจากส่วนที่มี และไม่นับส่วนที่ขาดเป็นศูนย์",
    };
    let published = match rules.published_score {
        PublishedScore::Authoritative => {
            "ข้อที่มีคะแนนประกาศใช้คะแนนที่ประกาศ เว้นแต่คะแนนที่คำนวณปัดเศษแล้วได้เท่ากันในแบบวัดที่คำนวณซ้ำได้ จึงใช้ค่าที่ยังไม่ปัดเศษ"
        }
        PublishedScore::Informative => "ใช้คะแนนที่คำนวณจากจำนวนคำตอบ คะแนนที่ประกาศใช้เทียบเท่านั้น",
    };
    item("ข้อมูลที่ขาดและคะแนนที่ประกาศ:", format!("{missing} {published}"))
}
