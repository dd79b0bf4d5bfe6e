//! Hand-made records for the tests of the report.

use crate::model::{Absence, Due, Field, Measure, Origin, Progress, Responsible, Status};
use crate::score::progress::{Outcome, Standing};
use crate::thai::Date;
use std::sync::Arc;

pub(super) fn origin() -> Origin {
    Origin {
        file: Arc::from("input/2568/office-01.xlsx"), sheet: Arc::from("รายงานผล"), row: 6, col: 0
    }
}

pub(super) fn given<T>(value: T) -> Field<T> {
    Field::given(value, origin())
}

pub(super) fn blank<T>() -> Field<T> {
    Field::absent(Absence::Blank, Some(origin()))
}

pub(super) fn measure(code: &str, indicator: i64) -> Measure {
    Measure {
        code: code.to_owned(),
        indicator: given(indicator),
        item: blank(),
        issue: given("ประเด็น".to_owned()),
        title: given(format!("มาตรการ {code}")),
        outputs: given("ผลผลิต".to_owned()),
        communication: blank(),
        due: given(Due::On(Date::clamped(2025, 2, 28))),
        responsible: given(Responsible {
            units: vec!["office-01".to_owned()],
            wording: "ฝ่ายปกครอง".to_owned(),
        }),
        supervision: given("ผู้อำนวยการเขต".to_owned()),
        cadence: given("ทุก ๑ เดือน".to_owned()),
        origin: origin(),
    }
}

pub(super) fn report(check_ins: Option<i64>) -> Progress {
    Progress {
        unit: "office-01".to_owned(),
        measure: "M1-01".to_owned(),
        status: given(Status::UnderWay),
        percent_complete: given(50.0),
        finished_on: blank(),
        result: given("ดำเนินการแล้วบางส่วน".to_owned()),
        evidence: blank(),
        problem: blank(),
        next_step: blank(),
        check_ins: check_ins.map_or_else(blank, given),
        origin: origin(),
    }
}

pub(super) fn outcome(unit: &str, standing: Standing, report: Option<Progress>) -> Outcome {
    let late = matches!(standing, Standing::Overdue | Standing::FinishedLate);
    Outcome {
        unit: unit.to_owned(),
        measure: "M1-01".to_owned(),
        standing,
        days_late: late.then_some(31),
        report,
    }
}
