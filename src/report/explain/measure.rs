//! A measure: where it stands and why, unit by unit.

use super::line::{Line, absence, same};
use super::question::grouped;
use super::{Explanation, Kind, Section};
use crate::model::{Due, Period, Status, Text};
use crate::report::Model;
use crate::report::words::Words;
use crate::score::monitoring::{Monitoring, totals};
use crate::score::progress::{MeasureOutcome, Outcome, Standing};
use crate::thai::{self, Date, Digits};

/// A half in words.
pub(super) fn half(period: Period) -> Text {
    let words = Words { digits: Digits::Arabic, decimals: 0 };
    Text::new(
        words.period(period),
        format!("half {} of fiscal year {}", period.half.number(), period.fiscal_year),
    )
}

fn date(date: Date) -> Text {
    Text::new(thai::format_short(date, Digits::Arabic), thai::format_english(date))
}

pub(super) fn standing(standing: Standing) -> Text {
    Text::new(standing.thai(), standing.name().replace('_', " "))
}

/// Explains a measure.
pub(super) fn measure(model: &Model<'_>, outcome: &MeasureOutcome) -> Explanation {
    let measure = &outcome.measure;
    let code = Line::of(Text::new("ทะเบียนมาตรการ", "register")).words(same(&measure.code));
    let mut register = vec![code.from([&measure.origin])];
    let due_line = Line::of(Text::new("ระยะเวลาแล้วเสร็จ", "due"));
    register.push(
        match measure.due.get() {
            Some(Due::On(day)) => due_line.words(date(*day)),
            Some(Due::Continuous(words)) => due_line
                .words(same(words))
                .how(Text::new("ถือว่าครบกำหนดเมื่อสิ้นปีงบประมาณ", "due when the fiscal year ends")),
            None => due_line.absent(reason(measure.due.absence())),
        }
        .from(&measure.due.origin),
    );
    let responsible = Line::of(Text::new("ผู้รับผิดชอบ", "responsible"));
    register.push(
        match measure.responsible.get() {
            Some(who) => responsible
                .words(same(&who.wording))
                .how(Text::new(format!("{} หน่วยงาน", who.units.len()), format!("{} units", who.units.len()))),
            None => responsible.absent(reason(measure.responsible.absence())),
        }
        .from(&measure.responsible.origin),
    );
    let due = due_day(model, outcome);
    let units = outcome.outcomes.iter().map(|own| unit_line(model, own, due)).collect();
    Explanation {
        code: measure.code.clone(),
        kind: Kind::Measure,
        title: same(measure.title.text()),
        period: half(model.period),
        answer: Line::of(Text::new("สถานะ", "standing")).words(standing(outcome.standing)),
        sections: vec![
            Section {
                id: "register", heading: Text::new("ตามทะเบียน", "in the register"), lines: register
            },
            Section {
                id: "standing",
                heading: Text::new("สถานะของมาตรการ", "where it stands"),
                lines: counts(model, outcome),
            },
            Section {
                id: "units", heading: Text::new("รายหน่วยงาน", "unit by unit"), lines: units
            },
            Section {
                id: "monitoring",
                heading: Text::new("การกำกับติดตาม", "monitoring"),
                lines: monitoring(model, outcome),
            },
        ],
    }
}

fn reason(why: Option<crate::model::Absence>) -> Text {
    why.map_or_else(|| Text::new("ไม่มีค่า", "none"), absence)
}

/// The day that `score::progress` judges by.
fn due_day(model: &Model<'_>, outcome: &MeasureOutcome) -> Option<Date> {
    match outcome.measure.due.get()? {
        Due::On(day) => Some(*day),
        Due::Continuous(_) => Some(model.fiscal_year().last_day()),
    }
}

/// The rule and the number of units in each standing.
fn counts(model: &Model<'_>, outcome: &MeasureOutcome) -> Vec<Line> {
    let mut lines = vec![
        Line::sentence(
            "ไม่รายงานผลเมื่อไม่มีหน่วยงานใดรายงาน เกินกำหนดเมื่อมีหน่วยงานเกินกำหนด แล้วเสร็จเมื่อทุกหน่วยงานแล้วเสร็จ นอกนั้นอยู่ระหว่างดำเนินการเมื่อมีหน่วยงานเริ่มแล้ว",
            "not reported when no unit reported; overdue as soon as one unit is; finished when every unit \
             has finished; otherwise under way as soon as one unit has begun",
        ),
        Line::of(Text::new("วันที่ใช้พิจารณา", "judged on")).words(date(model.as_of)),
    ];
    for one in Standing::ALL {
        let count = outcome.outcomes.iter().filter(|o| o.standing == one).count();
        if count > 0 {
            lines.push(Line::of(standing(one)).size(count).how(Text::new(
                format!("จาก {} หน่วยงาน", outcome.outcomes.len()),
                format!("of {} units", outcome.outcomes.len()),
            )));
        }
    }
    lines
}

/// What a unit reported, where that stands, and the cells that say so.
fn unit_line(model: &Model<'_>, own: &Outcome, due: Option<Date>) -> Line {
    let unit = model.workspace.unit(&own.unit);
    let name = Text::new(
        unit.map_or(own.unit.as_str(), |u| &u.name_th),
        unit.map_or(own.unit.as_str(), super::unit::english),
    );
    let line = Line::of(name).words(standing(own.standing));
    let Some(report) = &own.report else {
        return line
            .how(Text::new("ไม่มีแถวของมาตรการนี้ในแฟ้มของหน่วยงาน", "the unit's workbook has no row for it"));
    };
    let status = report.status.get().map(|s| match s {
        Status::NotStarted => standing(Standing::NotStarted),
        Status::UnderWay => standing(Standing::UnderWay),
        Status::Finished => standing(Standing::Finished),
    });
    let status = status.unwrap_or_else(|| reason(report.status.absence()));
    let mut th = format!("รายงานว่า{}", status.th);
    let mut en = format!("reported as {}", status.en);
    if let Some(day) = report.finished_on.get() {
        let day = date(*day);
        th.push_str(&format!(" เมื่อ {}", day.th));
        en.push_str(&format!(" on {}", day.en));
    }
    if let Some(period) = own.carried {
        let first = half(period);
        th.push_str(&format!(" ({})", first.th));
        en.push_str(&format!(" ({})", first.en));
    }
    if let (Some(days), Some(due)) = (own.days_late, due) {
        let from = date(report.finished_on.get().copied().unwrap_or(model.as_of));
        let due = date(due);
        th.push_str(&format!(" ช้า {days} วัน ({} − {})", from.th, due.th));
        en.push_str(&format!(" {days} days late ({} − {})", from.en, due.en));
    }
    let origins = [&report.status.origin, &report.finished_on.origin];
    line.how(Text::new(th, en)).from(origins.into_iter().flatten())
}

fn monitoring(model: &Model<'_>, outcome: &MeasureOutcome) -> Vec<Line> {
    let cadence = &outcome.measure.cadence;
    let mut lines = vec![
        Line::of(Text::new("ระยะเวลากำกับติดตาม", "cadence")).words(same(cadence.text())).from(&cadence.origin),
    ];
    let told = Monitoring::of(outcome);
    let units = told.units;
    match (told.expected, told.each) {
        (Some(expected), Some(each)) => lines.push(
            Line::of(Text::new("ครั้งที่ควรทำทั้งหมด", "check-ins expected")).count(expected).how(Text::new(
                format!(
                    "รอบละครึ่งปี {each} ครั้งต่อหน่วยงาน {units} หน่วยงานที่รับผิดชอบ นับเฉพาะรอบที่สิ้นสุดแล้ว และไม่นับรอบหลังแล้วเสร็จ"
                ),
                format!(
                    "{each} in a half for each of {units} units; periods that have ended, none after a unit finished"
                ),
            )),
        ),
        _ => lines.push(Line::sentence(
            "ทำตามเหตุการณ์ จึงไม่มีจำนวนครั้งที่กำหนด",
            "held on events, so no number is expected",
        )),
    }
    if let Some(met) = told.met {
        lines.push(Line::of(Text::new("หน่วยงานที่ทำครบ", "units that held as many")).size(met));
    }
    let origins = outcome.outcomes.iter().filter_map(|o| o.report.as_ref()?.check_ins.origin.as_ref());
    lines.push(Line::of(Text::new("ครั้งที่ทำ", "check-ins held")).count(told.held).from(origins));
    let all = totals(model.outcomes);
    lines.push(
        Line::of(Text::new("ครั้งที่ควรทำของทุกมาตรการ", "check-ins expected, all measures"))
            .count(all.expected)
            .how(Text::new(
                format!("ทำตามรอบแล้ว {} ครั้ง", grouped(all.counted)),
                format!("{} of them were held", grouped(all.counted)),
            )),
    );
    lines
}
