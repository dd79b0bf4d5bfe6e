//! Units: their totals, every report, coverage, and what is late.
//!
//! In: outcomes and coverage of the half. Out: tables. Never: guesses for a unit that did not report.

use super::super::book::{Cell, Column, Detail, Kind, Link, Row, Sheet, Table, Tone};
use super::super::common::{
    absence, check, check_column, given, given_integer, pipeline_column, source_column,
};
use super::STANDING_SIGNALS;
use super::measures::{ENOUGH, TOO_FEW, due_date, instrument};
use crate::check::{Coverage, State};
use crate::model::{Absence, Field, Progress, Status};
use crate::report::Model;
use crate::report::progress::short;
use crate::score::monitoring;
use crate::score::progress::{MeasureOutcome, Outcome, Standing};

const SUBMITTED: &str = "ส่งแล้ว";
const WITH_ERRORS: &str = "มีข้อผิดพลาด";
const NOT_SUBMITTED: &str = "ยังไม่ส่ง";
const BLANK: &str = "ส่งแบบเปล่า";
const COVERAGE_SIGNALS: &[(&str, Tone)] =
    &[(SUBMITTED, Tone::Good), (WITH_ERRORS, Tone::Bad), (NOT_SUBMITTED, Tone::Bad), (BLANK, Tone::Bad)];

/// Colours of the matrix's words, which are those of the internal edition.
const SHORT_SIGNALS: &[(&str, Tone)] = &[
    (short(Standing::Finished), Tone::Good),
    (short(Standing::FinishedLate), Tone::Warn),
    (short(Standing::NotStarted), Tone::Warn),
    (short(Standing::Overdue), Tone::Bad),
    (short(Standing::NotReported), Tone::Bad),
];

fn unit_name<'a>(model: &Model<'a>, id: &'a str) -> &'a str {
    model.workspace.unit(id).map_or(id, |u| u.name_th.as_str())
}

fn status_word(status: Status) -> &'static str {
    match status {
        Status::NotStarted => Standing::NotStarted.thai(),
        Status::UnderWay => Standing::UnderWay.thai(),
        Status::Finished => Standing::Finished.thai(),
    }
}

/// Every measure of every responsible unit: what was reported and where that stands.
pub(super) fn reports(model: &Model<'_>) -> Sheet {
    let columns = vec![
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("code", "รหัสมาตรการ", Kind::Code),
        Column::new("instrument", "เครื่องมือ", Kind::Code).aside(),
        Column::new("title", "มาตรการ/กิจกรรม", Kind::Prose),
        Column::new("status", "สถานะที่รายงาน", Kind::Code),
        Column::new("percent_complete", "ร้อยละความสำเร็จ", Kind::Number),
        Column::new("due", "ครบกำหนด", Kind::Date),
        Column::new("finished_on", "วันที่แล้วเสร็จ", Kind::Date),
        Column::new("standing", "สถานะ", Kind::Code).signals(STANDING_SIGNALS),
        Column::new("days_late", "วันที่เกินกำหนด", Kind::Integer),
        pipeline_column("pipeline", "สถานะจากโปรแกรม", Kind::Code),
        pipeline_column("pipeline_days", "วันที่เกินจากโปรแกรม", Kind::Integer),
        check_column(),
        Column::new("check_ins", "ครั้งที่กำกับติดตาม", Kind::Integer),
        Column::new("check_ins_expected", "ครั้งที่ควรกำกับติดตาม", Kind::Integer),
        Column::new("monitored", "ผลการกำกับติดตาม", Kind::Code),
        Column::new("result", "ผลการดำเนินงาน", Kind::Prose).aside(),
        Column::new("evidence", "หลักฐาน", Kind::Prose).aside(),
        Column::new("problem", "ปัญหา/อุปสรรค", Kind::Prose).aside(),
        Column::new("next_step", "แนวทางดำเนินการต่อ", Kind::Prose).aside(),
        Column::new("note", "หมายเหตุ", Kind::Remark).aside(),
        source_column(),
    ];
    let mut table = Table::new("reports", "ผลการดำเนินการรายหน่วยงานและรายมาตรการ", columns);
    table.detail = Detail::Records;
    table.frozen = 2;
    for (outcome, own) in ordered(model) {
        table.rows.push(Row::of(report(model, outcome, own)));
    }
    let notes = vec!["มาตรการที่กำหนดเป็นคำ (เช่น ทุกเดือน) ใช้วันสิ้นปีงบประมาณเป็นวันครบกำหนด".to_owned()];
    Sheet::table("รายงานรายหน่วยงาน", "ผลการดำเนินการรายหน่วยงานและรายมาตรการ", notes, table).records()
}

/// All outcomes, unit by unit in the order of `agency.toml`.
fn ordered<'a>(model: &Model<'a>) -> Vec<(&'a MeasureOutcome, &'a Outcome)> {
    let mut all: Vec<_> =
        model.outcomes.iter().flat_map(|o| o.outcomes.iter().map(move |own| (o, own))).collect();
    let place: std::collections::BTreeMap<_, _> =
        model.workspace.units.iter().enumerate().map(|(at, u)| (u.id.as_str(), at)).collect();
    // Stable: measures of a unit stay in the order of the register.
    all.sort_by_key(|(_, own)| place.get(own.unit.as_str()).copied().unwrap_or(usize::MAX));
    all
}

fn report(model: &Model<'_>, outcome: &MeasureOutcome, own: &Outcome) -> Vec<Cell> {
    let report = own.report.as_ref();
    let prose = |field: fn(&Progress) -> &Field<String>| {
        let field = report.map(field);
        Cell::text(field.map_or("", |f| f.text())).read_at(field.and_then(|f| f.origin.as_ref()))
    };
    let status = report.and_then(|r| r.status.get()).map_or("", |s| status_word(*s));
    let finished = report.map(|r| &r.finished_on);
    let finished_cell = Cell::date(finished.and_then(|f| f.get().copied()));
    vec![
        Cell::text(unit_name(model, &own.unit)),
        Cell::text(&own.measure),
        Cell::text(instrument(model, &outcome.measure)),
        Cell::text(outcome.measure.title.text()),
        Cell::text(status).read_at(report.and_then(|r| r.status.origin.as_ref())),
        report.map_or_else(Cell::default, |r| given(&r.percent_complete)),
        Cell::date(due_date(model, &outcome.measure)),
        finished_cell.read_at(finished.and_then(|f| f.origin.as_ref())),
        Cell::text(own.standing.thai()).by(standing_formula()),
        Cell::integer(own.days_late.map(i64::from)).by(days_formula()),
        Cell::text(own.standing.thai()),
        Cell::integer(own.days_late.map(i64::from)),
        check_both(),
        report.map_or_else(Cell::default, |r| given_integer(&r.check_ins)),
        Cell::integer(own.expected_check_ins),
        monitored(own),
        prose(|r| &r.result),
        prose(|r| &r.evidence),
        prose(|r| &r.problem),
        prose(|r| &r.next_step),
        Cell::text(note(own)),
        Cell::default(),
    ]
}

/// `score::progress` for one report: what the unit says, against the due date and the as-of date.
fn standing_formula() -> String {
    let [finished, finished_late, _, _, overdue, not_reported] = Standing::ALL.map(Standing::thai);
    format!(
        "IF([@status]=\"\",\"{not_reported}\",IF([@status]=\"{finished}\",\
         IF(AND([@due]<>\"\",[@finished_on]<>\"\",[@finished_on]>[@due]),\"{finished_late}\",\"{finished}\"),\
         IF(AND([@due]<>\"\",[@due]<as_of),\"{overdue}\",[@status])))"
    )
}

fn days_formula() -> String {
    let [_, finished_late, _, _, overdue, _] = Standing::ALL.map(Standing::thai);
    format!(
        "IF([@standing]=\"{finished_late}\",[@finished_on]-[@due],IF([@standing]=\"{overdue}\",as_of-[@due],\"\"))"
    )
}

fn check_both() -> Cell {
    let days = check(&[("days_late", "pipeline_days")]);
    let inner = days.formula.unwrap_or_default();
    Cell { value: days.value, ..Cell::default() }
        .by(format!("IF([@standing]=[@pipeline],{inner},\"{}\")", super::super::common::DIFFERENT))
}

/// Whether the unit held as many check-ins as expected of it.
fn monitored(own: &Outcome) -> Cell {
    let word = monitoring::is_met(own).map_or("", |met| if met { ENOUGH } else { TOO_FEW });
    Cell::text(word).by(format!(
        "IF([@check_ins_expected]=\"\",\"\",IF(N([@check_ins])>=[@check_ins_expected],\"{ENOUGH}\",\"{TOO_FEW}\"))"
    ))
}

/// Why there is nothing to show, and where a report comes from that is not this half's.
fn note(own: &Outcome) -> String {
    let Some(report) = &own.report else {
        return "หน่วยงานไม่ได้รายงานมาตรการนี้".to_owned();
    };
    if own.carried.is_some() {
        return "แล้วเสร็จและรายงานแล้วในรอบ ๖ เดือนแรก".to_owned();
    }
    let mut notes = Vec::new();
    for (name, why) in [
        ("สถานะ", report.status.absence()),
        ("ร้อยละความสำเร็จ", report.percent_complete.absence()),
        ("ครั้งที่กำกับติดตาม", report.check_ins.absence()),
    ] {
        if let Some(why) = why {
            notes.push(format!("{name}: {}", absence(why)));
        }
    }
    if report.finished_on.absence() == Some(Absence::Invalid) {
        notes.push(format!("วันที่แล้วเสร็จ: {}", absence(Absence::Invalid)));
    }
    notes.join(" · ")
}

/// One row a unit: how many of its measures stand where.
pub(super) fn totals(model: &Model<'_>) -> Sheet {
    let mut columns = vec![
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("kind", "ประเภท", Kind::Code),
        Column::new("assigned", "มาตรการที่รับผิดชอบ", Kind::Integer),
    ];
    columns.extend(Standing::ALL.iter().map(|s| Column::new(s.name(), s.thai(), Kind::Integer)));
    columns.extend([
        Column::new("reported", "รายงานแล้ว (ร้อยละ)", Kind::Share),
        Column::new("done", "แล้วเสร็จ (ร้อยละ)", Kind::Share),
    ]);
    let mut table = Table::new("units", "ผลการดำเนินการรายหน่วยงาน", columns);
    let not_reported = Standing::NotReported.name();
    for unit in &model.workspace.units {
        let own: Vec<_> =
            model.outcomes.iter().flat_map(|o| &o.outcomes).filter(|o| o.unit == unit.id).collect();
        let mut cells = vec![
            Cell::text(&unit.name_th),
            Cell::text(model.workspace.kind_of(unit).map_or("", |kind| kind.short_th.as_str())),
            Cell::count(own.len()).by("COUNTIF(reports[unit],[@unit])"),
        ];
        for standing in Standing::ALL {
            let count = own.iter().filter(|o| o.standing == standing).count();
            cells.push(
                Cell::count(count)
                    .by(format!("COUNTIFS(reports[unit],[@unit],reports[standing],\"{}\")", standing.thai())),
            );
        }
        let reported = own.iter().filter(|o| o.standing != Standing::NotReported).count();
        let done = own.iter().filter(|o| o.standing.is_finished()).count();
        cells.push(share(reported, own.len(), &format!("([@assigned]-[@{not_reported}])")));
        cells.push(share(done, own.len(), "([@finished]+[@finished_late])"));
        table.push(cells);
    }
    Sheet::table("รายหน่วยงาน", "ผลการดำเนินการรายหน่วยงาน", Vec::new(), table)
}

fn share(part: usize, whole: usize, formula: &str) -> Cell {
    // Counts of measures: far below 2⁵³.
    #[allow(clippy::cast_precision_loss)]
    let share = (whole > 0).then(|| part as f64 / whole as f64);
    Cell::number(share).by(format!("IF([@assigned]=0,\"\",{formula}/[@assigned])"))
}

/// Units × kinds of sheet.
pub(super) fn coverage(model: &Model<'_>) -> Sheet {
    let mut kinds: Vec<(&str, &str)> = Vec::new();
    for sheet in model.coverage.iter().flat_map(|c| &c.sheets) {
        if !kinds.iter().any(|(kind, _)| *kind == sheet.kind) {
            kinds.push((&sheet.kind, &sheet.title));
        }
    }
    let mut columns = vec![
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("complete", "ครบ", Kind::Code).signals(COVERAGE_SIGNALS),
    ];
    columns.extend(
        kinds
            .iter()
            .map(|(kind, title)| Column::new(*kind, *title, Kind::Code).signals(COVERAGE_SIGNALS).upright()),
    );
    let mut table = Table::new("coverage", "แผ่นงานที่หน่วยงานส่งแล้วและยังไม่ส่ง", columns);
    for row in model.coverage {
        let mut cells = vec![Cell::text(&row.name), Cell::text(verdict(row))];
        cells.extend(kinds.iter().map(|(kind, _)| {
            let state = row.sheets.iter().find(|s| s.kind == *kind).map_or(State::NotExpected, |s| s.state);
            match state {
                State::Submitted => Cell::text(SUBMITTED),
                State::WithErrors => Cell::text(WITH_ERRORS),
                State::Blank => Cell::text(BLANK),
                State::Missing => Cell::text(NOT_SUBMITTED),
                State::NotExpected => Cell::not_applicable(),
            }
        }));
        table.push(cells);
    }
    let notes = vec!["เซลล์ว่างหมายถึงไม่ต้องส่งแผ่นงานนั้น".to_owned()];
    Sheet::table("ความครบถ้วน", "ความครบถ้วนของไฟล์ที่ส่ง", notes, table)
}

fn verdict(row: &Coverage) -> &'static str {
    if row.complete() {
        SUBMITTED
    } else if row.sheets.iter().any(|s| s.state == State::WithErrors) {
        WITH_ERRORS
    } else {
        NOT_SUBMITTED
    }
}

/// Measures × units.
pub(super) fn matrix(model: &Model<'_>) -> Sheet {
    let mut columns =
        vec![Column::new("code", "รหัส", Kind::Code), Column::new("title", "มาตรการ/กิจกรรม", Kind::Prose)];
    columns.extend(
        model
            .workspace
            .units
            .iter()
            .map(|u| Column::new(&u.id, &u.name_th, Kind::Code).signals(SHORT_SIGNALS).upright()),
    );
    let mut table = Table::new("matrix", "สถานะของทุกมาตรการในทุกหน่วยงาน", columns);
    table.frozen = 2;
    for outcome in model.outcomes {
        let mut cells = vec![Cell::text(&outcome.measure.code), Cell::text(outcome.measure.title.text())];
        cells.extend(model.workspace.units.iter().map(|unit| {
            let own = outcome.outcomes.iter().find(|o| o.unit == unit.id);
            own.map_or_else(Cell::not_applicable, |o| Cell::text(short(o.standing)))
        }));
        table.push(cells);
    }
    let meanings: Vec<_> = Standing::ALL.iter().map(|s| format!("{} = {}", short(*s), s.thai())).collect();
    let notes = vec![format!("{} เซลล์ว่าง = ไม่ได้รับมอบหมาย", meanings.join("  "))];
    Sheet::table("มาตรการ × หน่วยงาน", "สถานะของทุกมาตรการในทุกหน่วยงาน", notes, table)
}

/// What is late or was not reported, unit by unit.
pub(super) fn late(model: &Model<'_>) -> Sheet {
    let columns = vec![
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("code", "รหัสมาตรการ", Kind::Code),
        Column::new("title", "มาตรการ/กิจกรรม", Kind::Prose),
        Column::new("standing", "สถานะ", Kind::Code).signals(STANDING_SIGNALS),
        Column::new("due", "ครบกำหนด", Kind::Date),
        Column::new("days_late", "วันที่เกินกำหนด", Kind::Integer),
        Column::new("problem", "ปัญหา/อุปสรรค", Kind::Prose),
        Column::new("next_step", "แนวทางดำเนินการต่อ", Kind::Prose),
        Column::new("where", "รายงาน", Kind::Link).review(),
    ];
    let mut table = Table::new("late", "มาตรการที่เกินกำหนด แล้วเสร็จหลังกำหนด หรือไม่รายงานผล", columns);
    table.frozen = 2;
    for (at, (outcome, own)) in ordered(model).into_iter().enumerate() {
        if !matches!(own.standing, Standing::FinishedLate | Standing::Overdue | Standing::NotReported) {
            continue;
        }
        let text =
            |field: fn(&Progress) -> &Field<String>| own.report.as_ref().map_or("", |r| field(r).text());
        table.push(vec![
            Cell::text(unit_name(model, &own.unit)),
            Cell::text(&own.measure),
            Cell::text(outcome.measure.title.text()),
            Cell::text(own.standing.thai()).by(format!("reports[standing#{at}]")),
            Cell::date(due_date(model, &outcome.measure)),
            Cell::integer(own.days_late.map(i64::from)).by(format!("reports[days_late#{at}]")),
            Cell::text(text(|r| &r.problem)),
            Cell::text(text(|r| &r.next_step)),
            Cell::text("ดูรายงาน").to(Link::Row { table: "reports".to_owned(), row: at }),
        ]);
    }
    Sheet::table("ล่าช้าและไม่รายงาน", "มาตรการที่ล่าช้าหรือไม่รายงานผล", Vec::new(), table)
}
