mod fixture;

use super::*;
use crate::model::FiscalYear;
use crate::report::document::{Direction, RowKind, Table};
use fixture::Fixture;
use serde_json::Value;

fn document(fixture: &Fixture) -> MeasuresDocument {
    let found = |_: &Briefing, name: &str| match name {
        "briefing-1.png" => Ok("/pictures/1.png".to_owned()),
        "briefing-2.png" => Err(PictureGap::Unreadable),
        _ => Err(PictureGap::Missing),
    };
    measures(&fixture.model(), &fixture.texts, Vec::new(), &found)
}

/// Every string of a document, in order.
fn strings(document: &MeasuresDocument) -> Vec<String> {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(text.clone()),
            Value::Array(items) => items.iter().for_each(|v| walk(v, found)),
            Value::Object(fields) => fields.values().for_each(|v| walk(v, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(&serde_json::to_value(document).expect("plain data"), &mut found);
    found
}

fn tables(document: &MeasuresDocument) -> Vec<&Table> {
    let indicators = document.why.instruments.iter().map(|i| &i.indicators);
    let parts = std::iter::once(&document.why.rating)
        .chain([&document.results.overall, &document.results.change])
        .chain(&document.results.questions)
        .chain([&document.results.items]);
    let after = [
        &document.analysis.weakest,
        &document.analysis.fallen,
        &document.analysis.distance,
        &document.analysis.register,
        &document.service_image,
        &document.one_stop,
        &document.supervision,
    ];
    let mut all = vec![&document.overview.answers];
    all.extend(indicators);
    for part in parts {
        all.extend(&part.tables);
    }
    for part in after.into_iter().chain(&document.appendix.parts) {
        all.extend(&part.tables);
    }
    all
}

fn table<'a>(document: &'a MeasuresDocument, id: &str) -> &'a Table {
    tables(document).into_iter().find(|t| t.id == id).expect("a table of that id")
}

fn paragraph(paragraphs: &[String], part: &str) -> bool {
    paragraphs.iter().any(|p| p.contains(part))
}

#[test]
fn the_published_figures_appear_as_printed() {
    let fixture = Fixture::sample();
    let document = document(&fixture);
    let cells = |id: &str| -> Vec<String> {
        table(&document, id).rows.iter().flat_map(|r| r.cells.iter().flat_map(|c| c.lines.clone())).collect()
    };
    let overall = cells("overall");
    for figure in [
        "๙๙.๔๑",
        "๙๘.๗๕",
        "๙๙.๗๒",
        "๙๙.๖๙",
        "๙๙.๔๐",
        "๙๙.๓๔",
        "๒๙.๘๐",
        "๙๖.๘๖",
        "๙๔.๓๔",
        "๙๔.๙๗",
        "๙๕.๘๑",
        "๒๘.๗๔",
        "๑๐๐.๐๐",
        "๔๐.๐๐",
        "๙๘.๕๕",
        "ผ่านดีเยี่ยม",
    ] {
        assert!(overall.iter().any(|c| c == figure), "{figure} in {overall:?}");
    }
    // The rounding trap: 29.80 + 28.74 + 40.00 would be 98.54.
    assert!(paragraph(&document.results.overall.closing, "จะได้ ๙๘.๕๔"));
    let eit = cells("questions-eit");
    // What the counts give beside it stands in the appendix.
    assert!(eit.contains(&"๙๔.๘๘".to_owned()) && cells("sources").contains(&"๙๘.๑๔".to_owned()));
    assert!(eit.contains(&"๕๑๙".to_owned()) && eit.contains(&"(๙๔.๕๔)".to_owned()));
    assert!(paragraph(&document.results.questions[1].tables[0].guide, "ทุกข้อใช้คะแนนที่สำนักงาน ป.ป.ช. ประกาศ"));
    assert!(!paragraph(&document.results.questions[0].tables[0].guide, "ไม่เท่ากับคะแนนที่คำนวณ"));
}

#[test]
fn tables_are_rectangular_and_their_ids_unique() {
    for fixture in [Fixture::sample(), Fixture::empty(), Fixture::without_baseline()] {
        let document = document(&fixture);
        let tables = tables(&document);
        let mut ids: Vec<_> = tables.iter().map(|t| t.id.as_str()).collect();
        ids.sort_unstable();
        let all = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), all);
        for table in &tables {
            assert!(table.id.is_ascii() && table.columns.iter().all(|c| c.width > 0.0));
            // The summary says above its table that there are no results.
            let is_told = !table.empty.is_empty() || table.id == "answers";
            assert!(!table.rows.is_empty() || is_told, "{}", table.id);
            for row in &table.rows {
                let spans: usize = row.cells.iter().map(|c| c.span).sum();
                let is_group = matches!(row.kind, RowKind::Group1 | RowKind::Group2 | RowKind::Group3);
                let wanted = if is_group { 1 } else { table.columns.len() };
                assert_eq!(spans, wanted, "{}: {:?}", table.id, row.cells);
            }
        }
    }
}

#[test]
fn captions_are_numbered_without_gaps_in_the_order_of_the_pages() {
    let fixture = Fixture::sample();
    let document = document(&fixture);
    let shown: Vec<_> = tables(&document).into_iter().filter(|t| !t.rows.is_empty()).collect();
    for (at, table) in shown.iter().enumerate() {
        let number = crate::thai::to_thai_digits(&(at + 1).to_string());
        assert!(table.caption.starts_with(&format!("ตารางที่ {number} ")), "{}", table.caption);
    }
    assert!(document.charts.charts[1].caption.starts_with("แผนภูมิที่ ๒ "));
}

#[test]
fn nothing_is_left_unfilled_in_any_workspace() {
    for fixture in [Fixture::sample(), Fixture::empty(), Fixture::without_baseline()] {
        for text in strings(&document(&fixture)) {
            assert!(!text.contains('{') && !text.contains("NaN") && !text.contains("inf"), "{text}");
            assert!(!text.starts_with(' ') && !text.ends_with(' ') && !text.contains("  "), "{text:?}");
        }
    }
}

#[test]
fn a_workspace_with_almost_nothing_says_so() {
    let document = document(&Fixture::empty());
    assert!(paragraph(&document.results.paragraphs, "ยังไม่มีผลการประเมินปีงบประมาณ พ.ศ. ๒๕๖๗"));
    assert!(document.overview.tiles.is_empty() && document.charts.charts.is_empty());
    assert!(document.briefings.briefings.is_empty());
    assert!(paragraph(&document.analysis.paragraphs, "ยังไม่มีคะแนนรวม"));
    // The summary says it once, and the cover names no results.
    assert!(!document.overview.paragraphs.is_empty() && document.overview.answers.empty.is_empty());
    assert!(document.cover.facts.iter().all(|fact| !fact.label.contains("ผลการประเมิน")));
    for id in [
        "answers",
        "overall",
        "change",
        "questions-iit",
        "oit-items",
        "losses",
        "distance",
        "register",
        "cadences",
    ] {
        assert!(table(&document, id).rows.is_empty(), "{id}");
    }
}

#[test]
fn the_change_reads_right_whichever_way_it_went() {
    let fixture = Fixture::sample();
    assert!(paragraph(&document(&fixture).results.paragraphs, "เพิ่มขึ้น"));
    let fell = Fixture::with(fixture::swap_years);
    let text = &document(&fell).results.paragraphs;
    assert!(paragraph(text, " ลดลง ") && paragraph(text, "ระดับผลการประเมินลดลงจากผ่านดีเยี่ยม"), "{text:?}");
    let same = Fixture::with(fixture::repeat_year);
    let text = &document(&same).results.paragraphs;
    assert!(paragraph(text, "เท่ากับปีงบประมาณ พ.ศ. ๒๕๖๖") && paragraph(text, "คงเดิม"), "{text:?}");
    let same = document(&same);
    assert!(table(&same, "fallen-indicators").empty.contains("ไม่มีตัวชี้วัดหรือข้อใดที่คะแนนลดลง"));
    let changes =
        table(&same, "change").rows.iter().flat_map(|r| r.cells.iter().filter_map(|c| c.change.as_ref()));
    assert!(changes.into_iter().all(|c| c.direction == Direction::Same));
}

#[test]
fn a_first_year_has_no_baseline_to_speak_of() {
    let document = document(&Fixture::without_baseline());
    assert!(paragraph(&document.results.paragraphs, "ไม่มีคะแนนรวมของปีงบประมาณ พ.ศ. ๒๕๖๖ ให้เปรียบเทียบ"));
    assert!(document.results.change.paragraphs.is_empty() && table(&document, "change").rows.is_empty());
    assert_eq!(document.charts.charts[0].series.len(), 1);
    assert!(table(&document, "fallen-indicators").empty.contains("จึงยังไม่ทราบ"));
    assert!(!tables(&document).iter().any(|t| t.id == "fallen-questions"));
}

#[test]
fn a_missing_instrument_takes_the_total_with_it_and_is_named() {
    let fixture = Fixture::with(|facts| fixture::results(facts).retain(|q| q.question != "O7"));
    let document = document(&fixture);
    assert!(paragraph(&document.results.paragraphs, "เพราะยังไม่มีคะแนนของ OIT"));
    assert!(table(&document, "distance").rows.is_empty());
    assert!(!table(&document, "overall").rows.is_empty());
}

/// What speaks of results is left out where there are none, also behind the register.
#[test]
fn the_register_without_results_speaks_of_no_scores() {
    let with = document(&Fixture::sample());
    assert!(paragraph(&table(&with, "register").notes, "คะแนนหลังชื่อตัวชี้วัด"));
    let without = document(&Fixture::with(|facts| {
        facts.years.retain(|year, _| *year == FiscalYear(2568));
    }));
    let register = table(&without, "register");
    assert!(!register.rows.is_empty() && !paragraph(&register.notes, "คะแนนหลังชื่อตัวชี้วัด"));
    assert!(paragraph(&register.notes, "รหัสมาตรการ"));
}

/// Instruments of which nothing was given have no table of gaps, and no sentence on their scores.
#[test]
fn an_instrument_of_which_nothing_was_given_has_no_table() {
    let fixture = Fixture::with(|facts| fixture::results(facts).retain(|q| q.question.starts_with('I')));
    let document = document(&fixture);
    assert!(!table(&document, "questions-iit").rows.is_empty());
    let answers = table(&document, "questions-eit");
    assert!(answers.rows.is_empty() && answers.guide.is_empty());
    assert_eq!(answers.empty, "ไม่มีผลรายข้อของ EIT ปีงบประมาณ พ.ศ. ๒๕๖๗ ในไฟล์ที่ส่ง");
    assert!(table(&document, "oit-items").rows.is_empty());
    assert_eq!(table(&document, "sources").empty, "คะแนนที่ประกาศตรงกับคะแนนที่คำนวณทุกข้อที่มีคะแนน");
}

#[test]
fn the_instrument_near_its_limit_is_named_with_the_answers_that_hold_it() {
    let document = document(&Fixture::sample());
    let text = &document.analysis.distance.paragraphs;
    assert!(
        paragraph(text, "เครื่องมือที่ต้องเฝ้าระวังคือ EIT ซึ่งอยู่เหนือเกณฑ์ขั้นต่ำของเครื่องมือ (๙๕.๐๐) เพียง ๐.๘๑ คะแนน"),
        "{text:?}"
    );
    assert!(paragraph(text, "ระดับจะลดเป็นผ่านดี"));
    assert!(paragraph(text, "ค่าประมาณ") || paragraph(text, "ประมาณ ๒๗ คำตอบ"), "{text:?}");
    assert!(paragraph(text, "ผ่านดีเยี่ยมเป็นระดับสูงสุดแล้ว"));
}

#[test]
fn the_register_groups_measures_and_counts_what_it_covers() {
    let document = document(&Fixture::sample());
    let register = &document.analysis.register;
    assert!(
        paragraph(&register.paragraphs, "ครอบคลุมครบทั้ง ๑๐ ตัวชี้วัด และ ๒๒ รายการข้อมูล"),
        "{:?}",
        register.paragraphs
    );
    let table = table(&document, "register");
    assert_eq!(table.columns.len(), 2, "a card a measure");
    let labels = |kind: RowKind| -> Vec<String> {
        table.rows.iter().filter(|r| r.kind == kind).map(|r| r.cells[0].lines[0].clone()).collect()
    };
    assert_eq!(labels(RowKind::Group1).len(), 3);
    assert_eq!(labels(RowKind::Group2)[0], "ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่ (๙๙.๔๑ คะแนน)");
    assert_eq!(labels(RowKind::Group2).len(), 10);
    assert_eq!(labels(RowKind::Group3).len(), 7);
}

#[test]
fn a_register_with_gaps_names_them() {
    let fixture = Fixture::with(|facts| {
        let year = facts.years.get_mut(&crate::model::FiscalYear(2568)).expect("a year");
        year.measures.retain(|m| m.code.starts_with("M1-") || m.item.text() == "O22");
    });
    let text = document(&fixture).analysis.register.paragraphs;
    assert!(paragraph(&text, "ตัวชี้วัดที่ยังไม่มีมาตรการ ได้แก่ ตัวชี้วัดที่ ๒"), "{text:?}");
    assert!(paragraph(&text, "รายการข้อมูลที่ยังไม่มีมาตรการ ได้แก่ ข้อ O1, O2"), "{text:?}");
    assert!(paragraph(&text, "แต่ทะเบียนยังไม่มีมาตรการของตัวชี้วัดนี้"), "{text:?}");
}

#[test]
fn pictures_are_shown_or_their_gap_is_named() {
    let document = document(&Fixture::sample());
    let of = |at: usize| &document.briefings.briefings[at].pictures;
    assert_eq!(of(0)[0].picture.as_ref().map(|p| p.path.as_str()), Some("/pictures/1.png"));
    assert!(of(1)[0].picture_note.as_ref().is_some_and(|n| n.contains("เสียหาย")));
    assert!(of(2)[0].picture_note.as_ref().is_some_and(|n| n.contains("ไม่พบไฟล์ภาพ briefing-3.png")));
    assert!(of(3).is_empty());
}

#[test]
fn arabic_digits_leave_no_thai_digit_in_our_own_words() {
    let mut fixture = Fixture::sample();
    fixture.digits = crate::thai::Digits::Arabic;
    let document = document(&fixture);
    let own = document
        .results
        .paragraphs
        .iter()
        .chain(&document.why.paragraphs)
        .chain(&document.analysis.paragraphs);
    for text in own.chain(&document.supervision.paragraphs).chain([&document.meta.title]) {
        assert!(!text.chars().any(|c| ('๐'..='๙').contains(&c)), "{text}");
    }
    assert!(document.supervision.items[1].text.contains("6 เดือน"));
}

#[test]
fn the_summary_names_what_cost_most_and_the_measures_that_answer_it() {
    let document = document(&Fixture::sample());
    let (answers, losses) = (&document.overview.answers, table(&document, "losses"));
    assert!(!answers.rows.is_empty());
    for (answer, loss) in answers.rows.iter().zip(&losses.rows) {
        let name = format!("ข้อ {}", loss.cells[1].lines[0]);
        assert!(answer.cells[0].lines[0].starts_with(&name), "{name}: {answer:?}");
        assert_eq!(answer.cells[1].lines, loss.cells[5].lines, "{name}");
    }
}

#[test]
fn charts_show_what_ratings_ask_of_an_instrument() {
    let document = document(&Fixture::sample());
    let thresholds = document.charts.charts[0].thresholds.as_ref().unwrap();
    let shown = thresholds.values.iter().all(|value| *value > document.charts.charts[0].axis_min);
    assert!(shown && thresholds.values.contains(&95.0), "{thresholds:?}");
}
