//! Where each measure stands at the as-of date, unit by unit and as a whole.
//!
//! Comes in: the register, the units' reports of a half and of the half before it in the same year, the as-of
//! date. Goes out: one outcome for every pair of measure and responsible unit, also for those nobody reported.
//! A measure that a unit reported as finished in the first half stays finished in the second.
//! Never: guesses a status.

use super::monitoring;
use crate::model::{Absence, Due, Field, FiscalYear, Half, Measure, Period, Progress, Status};
use crate::thai::Date;
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
    /// The day it is due; of a continuous measure the fiscal year's last.
    pub due: Option<Date>,
    /// Days after the due date, of a measure finished late or overdue.
    pub days_late: Option<i32>,
    /// The unit's report. Of a measure finished in the first half and not reported again: that half's report,
    /// without its check-ins.
    pub report: Option<Progress>,
    /// The earlier half that `report` was taken over from.
    pub carried: Option<Period>,
    /// Monitoring check-ins expected of the unit, see [`monitoring::expected`]; none for "on change".
    pub expected_check_ins: Option<i64>,
}

impl Outcome {
    /// The day by which the unit still has to finish the measure, whether or not it has reported on it; none once
    /// it is finished. What reminders, `status` and the memorandum call open or past its day comes from here.
    #[must_use]
    pub fn open_until(&self) -> Option<Date> {
        self.due.filter(|_| !self.standing.is_finished())
    }

    /// Whether the unit says that it has not begun; past its day such a measure is overdue besides.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        let said = |report: &Progress| report.status.get() == Some(&Status::NotStarted);
        match self.standing {
            Standing::NotStarted => true,
            Standing::Overdue => self.report.as_ref().is_some_and(said),
            _ => false,
        }
    }
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
}

/// Every measure of the register with its outcomes. `earlier` are the reports of the first half when `period`
/// is the second.
#[must_use]
pub fn evaluate(
    measures: &[Measure],
    reports: &[Progress],
    earlier: &[Progress],
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
                    let of = |reports: &[Progress]| {
                        reports.iter().find(|p| p.measure == measure.code && p.unit == *unit).cloned()
                    };
                    let before = of(earlier).filter(|p| p.status.get() == Some(&Status::Finished));
                    let own = of(reports).map(|own| completed(own, before.as_ref()));
                    let carried = if own.is_none() { before.map(without_check_ins) } else { None };
                    let from = carried.is_some().then_some(Period { half: Half::First, ..period });
                    outcome(measure, unit, own.or(carried), from, period, as_of)
                })
                .collect();
            MeasureOutcome {
                measure: measure.clone(),
                standing: combined(outcomes.iter().map(|o| o.standing)),
                outcomes,
            }
        })
        .collect()
}

/// What a report of the first half says for the second: that the measure is finished, and nothing about
/// check-ins, which were that half's.
fn without_check_ins(report: Progress) -> Progress {
    let check_ins = Field::absent(Absence::NotApplicable, report.check_ins.origin.clone());
    Progress { check_ins, ..report }
}

/// A report with the day and the evidence that the first half's report of the same finished measure gave.
fn completed(own: Progress, before: Option<&Progress>) -> Progress {
    let Some(before) = before.filter(|_| own.status.get() == Some(&Status::Finished)) else { return own };
    let blank = |absence: Option<Absence>| absence.is_some_and(|a| a != Absence::Invalid);
    let finished_on =
        if blank(own.finished_on.absence()) { before.finished_on.clone() } else { own.finished_on };
    let evidence = if blank(own.evidence.absence()) { before.evidence.clone() } else { own.evidence };
    Progress { finished_on, evidence, ..own }
}

fn outcome(
    measure: &Measure,
    unit: &str,
    report: Option<Progress>,
    carried: Option<Period>,
    period: Period,
    as_of: Date,
) -> Outcome {
    let due = due_date(measure, period.fiscal_year);
    let (standing, days_late) = standing(report.as_ref(), due, as_of);
    let day = report.as_ref().and_then(|r| r.finished_on.get().copied());
    let finished = match carried {
        // Without a date it was finished in that half all the same.
        Some(half) => Some(day.unwrap_or_else(|| half.last_day())),
        None => day.filter(|_| standing.is_finished()),
    };
    let cadence = measure.cadence.get();
    Outcome {
        unit: unit.to_owned(),
        measure: measure.code.clone(),
        standing,
        due,
        days_late,
        report,
        carried,
        expected_check_ins: cadence.and_then(|c| monitoring::expected(c, period, as_of, finished)),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

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
