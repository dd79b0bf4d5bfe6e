//! The document as a whole, on hand-made records.

use super::fixture::{Case, outcome, report, whole};
use super::*;
use crate::model::{DataRow, DataValue, FiscalYear, Half, Period};
use crate::report::words::Words;
use crate::score::progress::Standing;
use crate::thai::Digits;
use serde_json::Value;

mod own;

const NOW: Period = Period { fiscal_year: FiscalYear(2568), half: Half::First };

fn busy() -> Case {
    let mut case = Case::new();
    let mut stuck = report(Some(2));
    stuck.problem = fixture::given("ขาดบุคลากร".to_owned());
    case.outcomes = vec![
        whole(
            "M1-01",
            1,
            vec![
                outcome("office-01", Standing::Finished, Some(report(Some(6)))),
                outcome("office-02", Standing::Overdue, Some(stuck)),
            ],
        ),
        whole("M9-01", 9, vec![outcome("school-01", Standing::NotReported, None)]),
        whole("M10-01", 10, Vec::new()),
    ];
    case
}

fn tables(document: &ProgressDocument) -> Vec<Value> {
    fn walk(value: &Value, found: &mut Vec<Value>) {
        match value {
            Value::Object(fields) if fields.contains_key("columns") => found.push(value.clone()),
            Value::Object(fields) => fields.values().for_each(|v| walk(v, found)),
            Value::Array(items) => items.iter().for_each(|v| walk(v, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(&serde_json::to_value(document).unwrap(), &mut found);
    found
}

#[test]
fn the_public_edition_says_nothing_that_is_for_the_inside() {
    let mut case = busy();
    let mut own = report(Some(1));
    own.result = fixture::given("ผลของฝ่าย".to_owned());
    own.problem = fixture::given("ปัญหาของฝ่าย".to_owned());
    case.outcomes[0].outcomes[0].report = Some(own);
    let public = progress(&case.model(), Vec::new());
    let inside = internal(&case.model(), Vec::new());
    for words in ["ปัญหาของฝ่าย", "พิจารณาสั่งการ", "ขอให้", "input/"]
    {
        assert!(!text(&public).contains(words), "{words}");
    }
    assert!(text(&inside).contains("ปัญหาของฝ่าย") && text(&inside).contains("พิจารณาสั่งการ"));
    // What left the public edition is said to be elsewhere.
    let guide = public.results.paragraphs.join(" ");
    assert!(guide.contains("progress.csv") && guide.contains("progress-2568-h1.xlsx"), "{guide}");
}

#[test]
fn both_editions_count_alike() {
    let case = busy();
    let (public, inside) = (progress(&case.model(), Vec::new()), internal(&case.model(), Vec::new()));
    let of = |table: Option<&crate::report::document::Table>| text(&table.unwrap().rows);
    assert_eq!(of(public.coverage.by_unit.as_ref()), of(inside.coverage.by_unit.as_ref()));
    assert_eq!(public.monitoring.paragraphs[0], inside.monitoring.paragraphs[0]);
}

fn text(document: &impl serde::Serialize) -> String {
    serde_json::to_string(document).unwrap()
}

#[test]
fn a_workspace_with_nothing_still_makes_sentences() {
    let case = Case::new();
    let document = progress(&case.model(), Vec::new());
    assert!(document.summary.paragraphs[0].starts_with("ยังไม่มีทะเบียนมาตรการ"));
    assert!(document.summary.status.is_none() && document.summary.tiles.is_empty());
    assert!(document.results.indicators.is_empty() && !document.results.empty.is_empty());
    assert!(document.data_sets.sets.is_empty() && !document.data_sets.empty.is_empty());
    let inside = internal(&case.model(), Vec::new());
    assert_eq!(inside.decisions.items.len(), 0);
    assert_eq!(inside.decisions.paragraphs.len(), 1);
    assert!(inside.units.units.iter().all(|unit| unit.tables.iter().all(|t| t.rows.is_empty())));
    for table in tables(&document) {
        assert_ne!(
            table["rows"].as_array().unwrap().len() + table["empty"].as_str().unwrap().len(),
            0,
            "{table}"
        );
    }
}

#[test]
fn no_agency_units_and_no_reports_do_not_panic() {
    let mut case = busy();
    case.workspace.units.clear();
    let document = progress(&case.model(), Vec::new());
    assert_eq!(document.results.indicators.len(), 3);
    assert!(internal(&case.model(), Vec::new()).coverage.matrices.is_empty());
}

#[test]
fn tables_have_unique_ids_rows_that_fit_and_numbers_in_order() {
    let mut case = busy();
    case.tax(Period { fiscal_year: FiscalYear(2568), half: Half::First }, &[(10, 5, 100.0), (11, 3, 50.0)]);
    let document = progress(&case.model(), Vec::new());
    let tables = tables(&document);
    let mut ids: Vec<_> = tables.iter().map(|t| t["id"].as_str().unwrap().to_owned()).collect();
    assert!(ids.iter().all(|id| id.is_ascii() && !id.is_empty()));
    ids.sort();
    let all = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), all);
    for table in &tables {
        let columns = table["columns"].as_array().unwrap().len();
        for row in table["rows"].as_array().unwrap() {
            let cells = row["cells"].as_array().unwrap();
            if row["kind"].as_str().unwrap().starts_with("group") {
                assert_eq!(cells.len(), 1);
            } else {
                let spans: u64 = cells.iter().map(|c| c["span"].as_u64().unwrap()).sum();
                assert_eq!(spans, columns as u64, "{}", table["id"]);
            }
        }
    }
    let json = text(&document);
    let first = json.find("ตารางที่ ๑ ").unwrap();
    let second = json.find("ตารางที่ ๒ ").unwrap();
    assert!(first < second);
    let numbered = tables.iter().filter(|t| t["caption"].as_str().unwrap().starts_with("ตารางที่")).count();
    assert!(json.contains(&Words::default().text(&format!("ตารางที่ {numbered} "))));
}

#[test]
fn what_needs_a_decision_is_listed_with_its_extent() {
    let case = busy();
    let leads: Vec<_> = internal(&case.model(), Vec::new())
        .decisions
        .items
        .into_iter()
        .map(|item| (item.marker.unwrap(), item.lead.unwrap(), item.text))
        .collect();
    let told: Vec<_> = leads.iter().map(|(_, lead, _)| lead.as_str()).collect();
    assert_eq!(
        told,
        [
            "เกินกำหนด ๑ มาตรการ ๑ รายการ",
            "ไม่มีส่วนราชการใดรายงานผล ๑ มาตรการ",
            "ไม่มีผู้รับผิดชอบที่ระบุได้ ๑ มาตรการ",
            "ยังไม่ส่งรายงานผล ๑ ส่วนราชการ",
            "มีปัญหาแต่ไม่ระบุแนวทางดำเนินการต่อ ๑ รายการ",
            // Units that reported no number are expected to have held check-ins, too.
            "กำกับติดตามไม่ครบตามรอบ ๒ มาตรการ",
        ]
    );
    assert_eq!(leads[0].0, "๑)");
    assert!(leads[3].2.contains("โรงเรียนตัวอย่าง"));
    assert!(leads[4].2.contains("M1-01 (ฝ่ายรายได้)"));
}

/// Who has not begun is asked for a day also where the measure is overdue by now.
#[test]
fn who_has_not_begun_is_named_past_the_day_too() {
    let mut case = busy();
    let late = &mut case.outcomes[0].outcomes[1];
    late.report.as_mut().unwrap().status = fixture::given(crate::model::Status::NotStarted);
    let items = internal(&case.model(), Vec::new()).decisions.items;
    let told = "ยังไม่เริ่มดำเนินการ ๑ รายการ ในจำนวนนี้เกินกำหนดแล้ว ๑ รายการ";
    let item = items.iter().find(|item| item.lead.as_deref() == Some(told)).expect(told);
    assert!(item.text.contains("M1-01 (ฝ่ายรายได้)"), "{}", item.text);
}

/// The cover counts the units that have something to report, as the section on reports does.
#[test]
fn the_cover_counts_units_that_have_to_report() {
    let mut case = busy();
    let units = |case: &Case| {
        let cover = progress(&case.model(), Vec::new()).cover;
        cover.facts.into_iter().find(|fact| fact.label == "ส่วนราชการที่ต้องรายงานผล").map(|fact| fact.value)
    };
    assert_eq!(units(&case).as_deref(), Some("๒ ฝ่าย และ ๑ โรงเรียน"));
    case.outcomes.truncate(1);
    assert_eq!(units(&case).as_deref(), Some("๒ ฝ่าย"));
    case.outcomes.clear();
    assert_eq!(units(&case), None);
}

/// A noun that a sentence begins with does not count its things again.
#[test]
fn units_are_counted_in_places_behind_their_noun() {
    let document = progress(&busy().model(), Vec::new());
    let opening = &document.summary.paragraphs[0];
    assert!(opening.contains("ส่วนราชการที่รับผิดชอบ ๓ แห่ง ต้องรายงานผล"), "{opening}");
    let sent = document.summary.tiles.iter().find(|tile| tile.label == "ส่วนราชการที่ส่งรายงาน").unwrap();
    assert_eq!(sent.note.as_deref(), Some("จาก ๓ แห่ง"));
}

/// A name follows its word without a blank, a number with one.
#[test]
fn one_sender_is_named_right_behind_the_word() {
    let mut case = busy();
    case.tax(Period { fiscal_year: FiscalYear(2568), half: Half::First }, &[(10, 5, 100.0)]);
    let json = text(&progress(&case.model(), Vec::new()).data_sets);
    assert!(json.contains("จากแบบข้อมูลของฝ่ายรายได้"), "{json}");
}

/// The register and the results are not what the offices sent.
#[test]
fn sheets_of_the_coordinator_are_told_from_those_of_units() {
    let mut case = busy();
    let period = Period { fiscal_year: FiscalYear(2568), half: Half::First };
    let sheet = |kind: &str, unit: Option<&str>, period: Option<Period>| crate::model::Submission {
        kind: kind.to_owned(),
        unit: unit.map(str::to_owned),
        fiscal_year: FiscalYear(2568),
        period,
        revision: 1,
        rows: 1,
        nothing: false,
        origin: fixture::origin(),
    };
    case.facts.submissions = vec![
        sheet("measures", None, None),
        sheet("progress", Some("office-01"), Some(period)),
        sheet("o9_tax", Some("office-02"), Some(period)),
    ];
    let json = text(&progress(&case.model(), Vec::new()).appendix);
    assert!(json.contains("ที่ส่วนราชการส่ง ๒ แผ่นงาน") && json.contains("จัดทำ ๑ แผ่นงาน"), "{json}");
}

#[test]
fn each_topic_of_the_checklist_stands_once_in_its_order() {
    let mut case = Case::new();
    let of_item = |code: &str, item: Option<&str>| {
        let mut made = whole(code, 9, vec![outcome("office-01", Standing::NotStarted, None)]);
        made.measure.item = item.map_or_else(fixture::blank, |item| fixture::given(item.to_owned()));
        made
    };
    case.outcomes = vec![
        of_item("M9-01", Some("O9")),
        of_item("M9-02", Some("O1")),
        of_item("M9-03", Some("O5")),
        of_item("M9-04", None),
    ];
    let document = progress(&case.model(), Vec::new());
    let tables = tables(&document);
    let table = tables.iter().find(|table| table["id"] == "results-9").unwrap().to_string();
    // A measure that answers no item stands below no topic.
    let wanted = ["M9-04", "๙.๑", "M9-02", "๙.๒", "M9-03", "M9-01"];
    let places: Vec<_> =
        wanted.iter().map(|text| table.find(text).unwrap_or_else(|| panic!("{text}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(table.matches("๙.๒ ").count(), 1);
}

#[test]
fn measures_of_no_known_unit_are_told_beside_what_came() {
    let mut case = busy();
    let told = |case: &Case| progress(&case.model(), Vec::new()).summary.paragraphs[0].clone();
    assert!(
        told(&case).contains("ยังไม่ทราบ") && told(&case).contains("ที่รับผิดชอบของ ๑ มาตรการ"),
        "{}",
        told(&case)
    );
    case.outcomes.pop();
    assert!(!told(&case).contains("ยังไม่ทราบ"));
}

#[test]
fn without_a_year_before_the_summary_says_so() {
    let case = busy();
    let document = progress(&case.model(), Vec::new());
    assert_eq!(document.summary.change, ["ไม่มีรายงานผลรอบ ๖ เดือนแรก ปีงบประมาณ พ.ศ. ๒๕๖๗ จึงยังเปรียบเทียบไม่ได้"]);
    let bars = document.summary.status.unwrap().bars;
    assert_eq!(bars.last().unwrap().label, "รวม พ.ศ. ๒๕๖๘");
    assert_eq!(document.summary.by_instrument.columns.len(), 7);
}

#[test]
fn with_a_year_before_the_change_is_told() {
    let mut case = busy();
    case.outcomes_before =
        vec![whole("M1-01", 1, vec![outcome("office-01", Standing::Finished, Some(report(Some(6))))])];
    let document = progress(&case.model(), Vec::new());
    assert_eq!(
        document.summary.change,
        [
            "เทียบกับรอบเดียวกันของปีงบประมาณ พ.ศ. ๒๕๖๗ ซึ่งมี ๑ มาตรการ สัดส่วนมาตรการที่แล้วเสร็จ (รวมที่แล้วเสร็จหลังกำหนด) ลดลงจากร้อยละ ๑๐๐.๐๐ เป็นร้อยละ ๐.๐๐ มาตรการที่เกินกำหนดมี ๑ มาตรการ จากเดิมที่ไม่มี และรายการที่ไม่รายงานผลมี ๑ รายการ จากเดิมที่ไม่มี"
        ]
    );
    let bars = document.summary.status.unwrap().bars;
    let [.., now, before] = &bars[..] else { panic!("{bars:?}") };
    assert_eq!([&now.label[..], &before.label], ["รวม พ.ศ. ๒๕๖๘", "รวม พ.ศ. ๒๕๖๗"]);
    assert_eq!(document.summary.by_instrument.columns.len(), 8);
}

#[test]
fn an_unreported_unit_has_its_own_row_and_no_invented_status() {
    let case = busy();
    let document = progress(&case.model(), Vec::new());
    let open_data = text(&document.results.indicators[1]);
    assert!(open_data.contains("ไม่รายงานผล") && open_data.contains("โรงเรียนตัวอย่าง"));
    assert!(text(&document.unreported).contains("ยังไม่ส่งรายงานผลทั้งฉบับ ได้แก่ โรงเรียนตัวอย่าง"));
    let inside = internal(&case.model(), Vec::new());
    let school = inside.units.units.iter().find(|unit| unit.heading.contains("โรงเรียนตัวอย่าง")).unwrap();
    assert!(text(school).contains("ยังไม่ได้รับรายงานผล"), "{school:?}");
    assert!(text(&document.results.indicators[2]).contains("ไม่มีส่วนราชการที่รับผิดชอบตามทะเบียนมาตรการ"));
}

#[test]
fn a_data_set_without_a_year_before_has_no_columns_for_one() {
    let mut case = busy();
    let now = Period { fiscal_year: FiscalYear(2568), half: Half::First };
    case.tax(now, &[(10, 5, 100.0)]);
    let alone = progress(&case.model(), Vec::new());
    assert_eq!(alone.data_sets.sets[0].part.tables[0].columns.len(), 3);
    assert!(text(&alone.data_sets.sets[0].part.items).contains("ไม่มีข้อมูลรอบเดียวกันของ พ.ศ. ๒๕๖๗ ให้เปรียบเทียบ"));
    case.tax(now.year_before(), &[(10, 4, 80.0)]);
    let beside = progress(&case.model(), Vec::new());
    let columns: Vec<_> = beside.data_sets.sets[0].part.tables.iter().map(|t| t.columns.len()).collect();
    assert_eq!(columns, [2, 2], "months down, one kind across");
    assert!(text(&beside.data_sets.sets[0].part.items).contains("เพิ่มขึ้น ๒๐ บาท (ร้อยละ ๒๕.๐๐)"));
}

#[test]
fn sample_and_draft_mark_every_page() {
    let mut case = Case::new();
    case.draft = true;
    let marked = progress(&case.model(), Vec::new());
    assert!(marked.meta.sample_mark.is_some() && marked.meta.draft_mark.is_some());
    assert_eq!(marked.cover.notices.len(), 2);
    case.draft = false;
    case.workspace.agency.sample = false;
    let real = progress(&case.model(), Vec::new());
    assert!(real.meta.sample_mark.is_none() && real.meta.draft_mark.is_none());
    assert!(real.cover.notices.is_empty());
}

#[test]
fn arabic_digits_reach_every_sentence() {
    let mut case = busy();
    case.digits = Digits::Arabic;
    let now = Period { fiscal_year: FiscalYear(2568), half: Half::First };
    case.tax(now, &[(10, 5, 100.0)]);
    case.tax(now.year_before(), &[(10, 4, 80.0)]);
    // The cadence is the office's own text.
    for outcome in &mut case.outcomes {
        outcome.measure.cadence = fixture::given("ทุกเดือน".to_owned());
    }
    let json = text(&progress(&case.model(), Vec::new()));
    let at = json.find(|c: char| ('๐'..='๙').contains(&c));
    assert_eq!(
        at.map(|at| json[..at]
            .chars()
            .rev()
            .take(40)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect::<String>()),
        None
    );
}

#[test]
fn a_value_of_a_sheet_is_shown_as_it_is_written() {
    let mut case = Case::new();
    let mut own = report(Some(6));
    own.result = fixture::given("จัดอบรม 3 ครั้ง *สำคัญ* #1 [ลิงก์]".to_owned());
    own.evidence = fixture::given("https://example.go.th/a_b?c=1".to_owned());
    case.outcomes = vec![whole("M1-01", 1, vec![outcome("office-01", Standing::UnderWay, Some(own))])];
    let json = text(&internal(&case.model(), Vec::new()).units);
    assert!(json.contains("จัดอบรม 3 ครั้ง *สำคัญ* #1 [ลิงก์]"));
    assert!(json.contains("\"link\":\"https://example.go.th/a_b?c=1\""));
}

impl Case {
    /// Rows of one office's data set of this half, values in the order of the contract.
    fn rows(&mut self, name: &str, rows: Vec<Vec<DataValue>>) {
        let rows = rows.into_iter().map(|values| DataRow {
            unit: "office-02".to_owned(),
            values: values.into_iter().map(fixture::given).collect(),
            origin: fixture::origin(),
        });
        self.facts.data_sets.insert((name.to_owned(), NOW), rows.collect());
    }

    /// One revenue office's tax rows of a half: month, payers, amount.
    fn tax(&mut self, period: Period, rows: &[(i64, i64, f64)]) {
        let rows = rows.iter().map(|(month, payers, amount)| DataRow {
            unit: "office-02".to_owned(),
            values: vec![
                fixture::given(DataValue::Integer(*month)),
                fixture::given(DataValue::Text("ภาษีป้าย".to_owned())),
                fixture::given(DataValue::Integer(*payers)),
                fixture::given(DataValue::Number(*amount)),
            ],
            origin: fixture::origin(),
        });
        self.facts.data_sets.insert(("o9_tax".to_owned(), period), rows.collect());
    }
}
