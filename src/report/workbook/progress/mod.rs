//! The workbook of progress: what each unit did about each measure, and the data sets of the half.
//!
//! In: the model. Out: a [`Workbook`]. Never: judges a measure; cached results are those of
//! `score::progress`.

pub(super) mod data_sets;
mod measures;
mod ready;
mod units;

use super::book::{Cell, Column, Fact, Kind, Name, Sheet, Table, Tone, Workbook};
use super::checks;
use super::common::{CHECK_TOLERANCE, marks, words};
use super::{front, remarks, sources};
use crate::report::Model;
use crate::score::progress::Standing;

/// Results of the year before belong to the workbook of scores.
const RESULT_KINDS: &[&str] = &["survey_questions", "survey_answers", "oit_items"];

/// Words of a standing.
const STANDING_SIGNALS: &[(&str, Tone)] = &[
    ("แล้วเสร็จ", Tone::Good),
    ("แล้วเสร็จหลังกำหนด", Tone::Warn),
    ("เกินกำหนด", Tone::Bad),
    ("ไม่รายงานผล", Tone::Bad),
    ("ยังไม่ดำเนินการ", Tone::Warn),
];

/// The workbook of progress of the model's half.
#[must_use]
pub fn progress(model: &Model<'_>) -> Workbook {
    let words = words(model);
    let mut sheets = vec![
        measures::summary(model),
        measures::register(model),
        measures::standings(model),
        units::totals(model),
        units::reports(model),
        units::coverage(model),
        units::matrix(model),
        units::late(model),
        measures::monitoring(model),
    ];
    if !model.readiness.is_empty() {
        sheets.extend([ready::readiness(model), ready::itap(model)]);
    }
    sheets.push(ready::evidence(model));
    let (mut sets, set_totals) = data_sets::sheets(model);
    sheets.extend(set_totals);
    sheets.append(&mut sets);
    let (constants, names) = constants(model);
    sheets.push(constants);
    let year = model.fiscal_year();
    let found = checks::findings(model, |s| {
        let own = s.fiscal_year == year || s.period == Some(model.period.year_before());
        own && !RESULT_KINDS.contains(&s.kind.as_str())
    });
    let checks = checks::checks(&sheets, Vec::new(), &found);
    let source_notes = vec!["คลิกชื่อตารางเพื่อกลับไปยังแถวที่ใช้ข้อมูล คอลัมน์ เซลล์ บอกเซลล์ของแต่ละค่าในแถว".to_owned()];
    let sources = sources::attach(&mut sheets, source_notes);
    let verdict = checks.as_table().map(|table| front::overall_check(table, found.len()));
    sheets.push(remarks::sign_off(false));
    let remarks = remarks::attach(&mut sheets, model, false);
    sheets.extend(remarks);
    sheets.extend([checks, checks::findings_sheet(model, &found), sources, notes(model)]);
    let title = format!("รายงานผลการดำเนินการตามมาตรการ {}", words.period(model.period));
    let mut results = results(model);
    results.extend(verdict);
    results.push(front::changes(model));
    results.extend(front::path(&[
        ("สถานะมาตรการ", "จำนวนหน่วยงานในแต่ละสถานะของทุกมาตรการ"),
        ("รายงานรายหน่วยงาน", "ผลที่แต่ละหน่วยงานรายงาน และสถานะที่คิดจากผลนั้น"),
        ("หลักฐาน", "ลิงก์และไฟล์ทุกรายการ คลิกเปิดดูได้"),
        ("ที่มา", "ไฟล์ แผ่นงาน และเซลล์ของทุกรายงาน"),
        ("การตรวจสอบ", "ข้อตรวจทุกข้อพร้อมผล"),
    ]));
    let guide = [
        "แผ่น สรุป นับมาตรการตามสถานะ แผ่น สถานะมาตรการ แสดงจำนวนหน่วยงานในแต่ละสถานะ",
        "สถานะเป็นสูตร คิดจากสถานะที่หน่วยงานรายงาน กำหนดแล้วเสร็จ วันที่แล้วเสร็จ และวันที่ของข้อมูล (แผ่น ค่าคงที่)",
        "คอลัมน์ ที่มา พาไปยังไฟล์ แผ่นงาน และเซลล์ของหน่วยงานที่รายงาน",
        "หน่วยงานที่ไม่รายงานผลแสดงเป็น ไม่รายงานผล ไม่นับเป็นศูนย์",
        super::common::PRINT_GUIDE,
    ];
    let cover = front::Cover {
        title: title.clone(),
        period: format!(
            "{} ({} – {})",
            words.period(model.period),
            words.date(model.period.first_day()),
            words.date(model.period.last_day())
        ),
        results,
        guide: guide.into_iter().map(|line| words.text(line)).collect(),
    };
    sheets.insert(0, front::cover(model, cover, |_| true));
    let agency = &model.workspace.agency;
    Workbook {
        stem: format!("progress-{}", model.period.slug()),
        subject: format!(
            "ผลการดำเนินการตามมาตรการของ{} รายมาตรการและรายหน่วยงาน พร้อมที่มาของข้อมูล",
            agency.name_th
        ),
        title: format!("{title} {}", agency.name_th),
        agency: agency.name_th.clone(),
        parent: agency.parent_th.clone(),
        keywords: ["ITA", "มาตรการ", "ผลการดำเนินการ"]
            .map(str::to_owned)
            .into_iter()
            .chain(model.answered().map(|(_, item)| item.code.clone()))
            .collect(),
        as_of: model.as_of,
        decimals: model.decimals(),
        marks: marks(model),
        palette: model.workspace.look.palette,
        sheets,
        names,
    }
}

/// Measures and how many are finished, on the cover.
fn results(model: &Model<'_>) -> Vec<Fact> {
    let all = model.outcomes.len();
    let finished = model.outcomes.iter().filter(|o| o.standing.is_finished()).count();
    let count = |standing: Standing| format!("COUNTIF(standings[standing],\"{}\")", standing.thai());
    vec![
        front::fact("มาตรการทั้งหมด", Cell::count(all).by("COUNTA(standings[code])"), Kind::Integer),
        front::fact(
            "มาตรการที่แล้วเสร็จ",
            Cell::count(finished).by(format!(
                "{}+{}",
                count(Standing::Finished),
                count(Standing::FinishedLate)
            )),
            Kind::Integer,
        ),
    ]
}

/// The day of judgement and the tolerance.
fn constants(model: &Model<'_>) -> (Sheet, Vec<Name>) {
    let columns = vec![
        Column::new("name", "ชื่อที่ใช้ในสูตร", Kind::Text),
        Column::new("value", "ค่า", Kind::Number),
        Column::new("meaning", "ความหมาย", Kind::Prose),
    ];
    let mut table = Table::new("constants", "ค่าคงที่ที่สูตรใช้", columns);
    let row = |name: &str, cell: Cell, meaning: &str| vec![Cell::text(name), cell, Cell::text(meaning)];
    table.push(row("as_of", Cell::date(Some(model.as_of)), "วันที่ใช้ตัดสินว่าเกินกำหนดหรือไม่"));
    table.push(row(
        "check_tolerance",
        Cell::number(Some(CHECK_TOLERANCE)),
        "ผลต่างระหว่างสูตรกับโปรแกรมที่ถือว่าตรงกัน (ลำดับการบวกต่างกัน)",
    ));
    let names = ["as_of", "check_tolerance"].iter().enumerate();
    let names = names
        .map(|(at, name)| Name { name: (*name).to_owned(), target: format!("constants[value#{at}]") })
        .collect();
    (Sheet::table("ค่าคงที่", "ค่าคงที่ที่สูตรใช้", Vec::new(), table), names)
}

fn notes(model: &Model<'_>) -> Sheet {
    let words = words(model);
    let mut lines: Vec<String> = [
        "สถานะของหน่วยงาน: แล้วเสร็จหลังกำหนด เมื่อวันที่แล้วเสร็จอยู่หลังกำหนด เกินกำหนด เมื่อยังไม่แล้วเสร็จและเลยกำหนดแล้ว ณ วันที่ของข้อมูล",
        "มาตรการที่กำหนดเป็นคำ เช่น ทุกเดือน เป็นปัจจุบัน ถือว่าครบกำหนดเมื่อสิ้นปีงบประมาณ",
        "สถานะของมาตรการ: เกินกำหนดเมื่อมีหน่วยงานเกินกำหนด แล้วเสร็จเมื่อทุกหน่วยงานแล้วเสร็จ ไม่รายงานผลเมื่อไม่มีหน่วยงานใดรายงาน นอกนั้นอยู่ระหว่างดำเนินการเมื่อมีหน่วยงานเริ่มแล้ว",
        "จำนวนครั้งที่ควรกำกับติดตามต่อหน่วยงานในรอบ 6 เดือน: ทุก 1 เดือน 6 ครั้ง ทุกไตรมาส 2 ครั้ง ทุก 6 เดือน 1 ครั้ง",
    ]
    .into_iter()
    .map(|line| words.text(line))
    .collect();
    lines.extend(front::common_notes(model));
    front::notes(lines)
}
