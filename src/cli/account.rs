//! `check --account`: what became of every used cell, sheet by sheet.

use super::Common;
use crate::model::{Facts, FiscalYear, Reading, Text};

/// The account of the files whose path ends so; of all for an empty text.
pub(super) fn of<'a>(facts: &'a Facts, file: &str) -> Vec<&'a Reading> {
    let wanted = file.replace('\\', "/");
    facts.readings.iter().filter(|r| r.file.ends_with(wanted.as_str())).collect()
}

/// Prints that account for people.
pub(super) fn print(facts: &Facts, file: &str, common: &Common) {
    let readings = of(facts, file);
    for reading in &readings {
        for line in lines(reading) {
            common.print_text(&line);
        }
    }
    for (year, known) in &facts.years {
        for line in codes(*year, &readings, &known.measures) {
            common.print_text(&line);
        }
    }
}

fn lines(reading: &Reading) -> Vec<Text> {
    let Reading { used, read, headings, labels, furniture, reported, score, .. } = reading;
    let place = format!("{} [{}]", reading.file, reading.sheet);
    let second = reading.second.as_ref().map(|(name, score)| format!("{name} {score:.2}"));
    let second = second.unwrap_or_else(|| "–".to_owned());
    let by = if reading.layout.is_empty() { "–" } else { &reading.layout };
    let mut lines = vec![
        Text::new(
            format!("{place}: อ่านด้วยผัง {by} ({score:.2}) รองลงมา {second}"),
            format!("{place}: read by {by} ({score:.2}), next best {second}"),
        ),
        Text::new(
            format!(
                "  ใช้ {used} เซลล์ = อ่าน {read} + หัวตาราง {headings} + ป้าย {labels} + ส่วนประกอบ {furniture} + แจ้งแล้ว {reported}"
            ),
            format!(
                "  {used} cells used = {read} read + {headings} headings + {labels} labels + {furniture} furniture + {reported} reported"
            ),
        ),
    ];
    for (why, rows) in &reading.left {
        let word = reason(why);
        lines.push(Text::new(
            format!("  ไม่เป็นรายการ: {} แถว {rows}", word.th),
            format!("  no record: {}, rows {rows}", word.en),
        ));
    }
    lines
}

fn reason(why: &str) -> Text {
    match why {
        "total" => Text::new("ยอดรวม", "sums"),
        "remark" => Text::new("หมายเหตุหรือลายเซ็น", "remarks or signatures"),
        "banner" => Text::new("หัวข้อคั่น", "banners"),
        "unanswered" => Text::new("กรอกไว้ให้แต่ยังไม่ตอบ", "filled in beforehand, not answered"),
        "passed_over" => Text::new("คอลัมน์ที่ข้าม", "columns passed over"),
        _ => Text::new("แจ้งในข้อค้นพบ", "told in findings"),
    }
}

/// Codes of measures in sheets that the program gave codes to: the coordinator hands them on.
fn codes(year: FiscalYear, readings: &[&Reading], measures: &[crate::model::Measure]) -> Vec<Text> {
    let of = |m: &crate::model::Measure| {
        readings
            .iter()
            .any(|r| r.file == m.origin.file && r.sheet == m.origin.sheet && r.layout != "measures")
    };
    let line = |m: &crate::model::Measure| {
        let (row, title) = (u64::from(m.origin.row) + 1, crate::shape::short(m.title.text()));
        Text::new(
            format!("  {year} {} แถว {row}: {title}", m.code),
            format!("  {year} {} row {row}: {title}", m.code),
        )
    };
    measures.iter().filter(|m| of(m)).map(line).collect()
}
