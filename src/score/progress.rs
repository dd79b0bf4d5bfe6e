//! Where each measure stands at the as-of date, unit by unit and as a whole.
//!
//! Comes in: the register, the units' reports of a half, the as-of date. Goes out: one outcome for
//! every pair of measure and responsible unit, also for those nobody reported. Never: guesses a status.

use crate::model::{Due, FiscalYear, Measure, Period, Progress, Status};
use crate::thai::{self, Date};
use serde::Serialize;

/// Where a measure stands, seen from the as-of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// แล้วเสร็จ
    Finished,
    /// แล้วเสร็จหลังกำหนด
    FinishedLate,
    /// อยู่ระหว่างดำเนินการ
    UnderWay,
    /// ยังไม่ดำเนินการ
    NotStarted,
    /// เกินกำหนด: not finished and the due date has passed.
    Overdue,
    /// ไม่รายงานผล
    NotReported,
}

impl Standing {
    /// All, from best to worst.
    pub const ALL: [Self; 6] = [
        Self::Finished,
        Self::FinishedLate,
        Self::UnderWay,
        Self::NotStarted,
        Self::Overdue,
        Self::NotReported,
    ];

    /// Stable English name, as in the CSV.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::FinishedLate => "finished_late",
            Self::UnderWay => "under_way",
            Self::NotStarted => "not_started",
            Self::Overdue => "overdue",
            Self::NotReported => "not_reported",
        }
    }

    /// In English words.
    #[must_use]
    pub fn english(self) -> &'static str {
        match self {
            Self::Finished => "Finished",
            Self::FinishedLate => "Finished after the due date",
            Self::UnderWay => "Under way",
            Self::NotStarted => "Not started",
            Self::Overdue => "Overdue",
            Self::NotReported => "Not reported",
        }
    }

    /// The official Thai term.
    #[must_use]
    pub fn thai(self) -> &'static str {
        match self {
            Self::Finished => "แล้วเสร็จ",
            Self::FinishedLate => "แล้วเสร็จหลังกำหนด",
            Self::UnderWay => "อยู่ระหว่างดำเนินการ",
            Self::NotStarted => "ยังไม่ดำเนินการ",
            Self::Overdue => "เกินกำหนด",
            Self::NotReported => "ไม่รายงานผล",
        }
    }

    /// Whether the work is done.
    #[must_use]
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Finished | Self::FinishedLate)
    }
}

/// One unit's standing on one measure.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Unit id.
    pub unit: String,
    /// Measure code.
    pub measure: String,
    /// Standing.
    pub standing: Standing,
    /// Days after the due date, of a measure finished late or overdue.
    pub days_late: Option<i32>,
    /// The unit's report.
    pub report: Option<Progress>,
}

/// A measure with the outcomes of all its units.
#[derive(Clone, Debug)]
pub struct MeasureOutcome {
    /// The register's row.
    pub measure: Measure,
    /// As a whole: the worst that needs attention, see [`combined`].
    pub standing: Standing,
    /// In the order of `agency.toml`.
    pub outcomes: Vec<Outcome>,
    /// Monitoring check-ins that the cadence expects of each unit in a half; none for "on change".
    pub expected_check_ins: Option<i64>,
}

/// Every measure of the register with its outcomes.
#[must_use]
pub fn evaluate(
    measures: &[Measure],
    reports: &[Progress],
    period: Period,
    as_of: Date,
) -> Vec<MeasureOutcome> {
    measures
        .iter()
        .map(|measure| {
            let units = measure.responsible.get().map(|r| r.units.as_slice()).unwrap_or_default();
            let outcomes: Vec<_> = units
                .iter()
                .map(|unit| {
                    let report =
                        reports.iter().find(|p| p.measure == measure.code && p.unit == *unit).cloned();
                    let due = due_date(measure, period.fiscal_year);
                    let (standing, days_late) = standing(report.as_ref(), due, as_of);
                    Outcome { unit: unit.clone(), measure: measure.code.clone(), standing, days_late, report }
                })
                .collect();
            MeasureOutcome {
                measure: measure.clone(),
                standing: combined(outcomes.iter().map(|o| o.standing)),
                outcomes,
                expected_check_ins: measure.cadence.get().and_then(|c| {
                    let means = &measure.cadence_means;
                    check_ins_in_half(if means.is_empty() { c } else { means })
                }),
            }
        })
        .collect()
}

/// The day a measure is due; continuous ones are due when the fiscal year ends.
fn due_date(measure: &Measure, year: FiscalYear) -> Option<Date> {
    match measure.due.get()? {
        Due::On(date) => Some(*date),
        Due::Continuous(_) => Some(year.last_day()),
    }
}

fn standing(report: Option<&Progress>, due: Option<Date>, as_of: Date) -> (Standing, Option<i32>) {
    let Some(report) = report else { return (Standing::NotReported, None) };
    let Some(status) = report.status.get() else { return (Standing::NotReported, None) };
    match (status, due) {
        (Status::Finished, Some(due)) => match report.finished_on.get() {
            Some(day) if *day > due => (Standing::FinishedLate, Some(day.days_since(due))),
            _ => (Standing::Finished, None),
        },
        (Status::Finished, None) => (Standing::Finished, None),
        (_, Some(due)) if due < as_of => (Standing::Overdue, Some(as_of.days_since(due))),
        (Status::UnderWay, _) => (Standing::UnderWay, None),
        (Status::NotStarted, _) => (Standing::NotStarted, None),
    }
}

/// A measure as a whole: overdue as soon as one unit is; not reported when none reported; finished only
/// when every unit finished; otherwise under way as soon as one unit has begun.
#[must_use]
pub fn combined(standings: impl Iterator<Item = Standing>) -> Standing {
    let all: Vec<_> = standings.collect();
    let any = |wanted: Standing| all.contains(&wanted);
    if all.iter().all(|s| *s == Standing::NotReported) {
        Standing::NotReported
    } else if any(Standing::Overdue) {
        Standing::Overdue
    } else if all.iter().all(|s| s.is_finished()) {
        if any(Standing::FinishedLate) { Standing::FinishedLate } else { Standing::Finished }
    } else if any(Standing::UnderWay) || all.iter().any(|s| s.is_finished()) {
        Standing::UnderWay
    } else {
        Standing::NotStarted
    }
}

/// Check-ins that a cadence expects in six months: ทุก ๑ เดือน 6, ทุกไตรมาส 2, ทุก ๖ เดือน 1.
#[must_use]
pub fn check_ins_in_half(cadence: &str) -> Option<i64> {
    let key = thai::key(cadence);
    if key == thai::key("ทุกไตรมาส") {
        return Some(2);
    }
    if key == thai::key("ทุกเดือน") {
        return Some(6);
    }
    let months: i64 = key.strip_prefix("ทุก")?.strip_suffix("เดือน")?.parse().ok()?;
    (1..=6).contains(&months).then(|| 6 / months)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cadences_expect_check_ins() {
        assert_eq!(check_ins_in_half("ทุก ๑ เดือน"), Some(6));
        assert_eq!(check_ins_in_half("ทุกไตรมาส"), Some(2));
        assert_eq!(check_ins_in_half("ทุก ๖ เดือน"), Some(1));
        assert_eq!(check_ins_in_half("ทุกครั้งที่มีการเปลี่ยนแปลง"), None);
    }

    #[test]
    fn a_measure_stands_as_its_units_stand() {
        use Standing::{Finished, FinishedLate, NotReported, NotStarted, Overdue, UnderWay};
        for (units, whole) in [
            (vec![Finished, Finished], Finished),
            (vec![Finished, FinishedLate], FinishedLate),
            (vec![Finished, NotReported], UnderWay),
            (vec![NotReported, NotReported], NotReported),
            (vec![Finished, Overdue], Overdue),
            (vec![NotStarted, NotReported], NotStarted),
            (vec![NotStarted, UnderWay], UnderWay),
        ] {
            assert_eq!(combined(units.iter().copied()), whole, "{units:?}");
        }
    }
}
