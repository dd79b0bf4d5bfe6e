//! Monitoring check-ins: how many a cadence expects, and how many were held.
//!
//! Comes in: outcomes of measures. Goes out: one count that every output takes. The rule: the periods of the
//! cadence that have ended in the half by the as-of date, for each unit that the measure is assigned to,
//! reported or not; none that ends after the unit finished the measure. Never: takes an unknown number of
//! check-ins for none.

use super::progress::{MeasureOutcome, Outcome};
use crate::model::Period;
use crate::thai::{self, Date};

/// Months of a half.
const MONTHS: u8 = 6;

/// Months between two check-ins; none for "on change" and what cannot be counted.
#[must_use]
pub fn months_between(cadence: &str) -> Option<u8> {
    let key = thai::key(cadence);
    if key == thai::key("ทุกไตรมาส") {
        return Some(3);
    }
    if key == thai::key("ทุกเดือน") {
        return Some(1);
    }
    let months: u8 = key.strip_prefix("ทุก")?.strip_suffix("เดือน")?.parse().ok()?;
    (1..=MONTHS).contains(&months).then_some(months)
}

/// Check-ins that a cadence expects in six months: ทุก ๑ เดือน 6, ทุกไตรมาส 2, ทุก ๖ เดือน 1.
#[must_use]
pub fn in_half(cadence: &str) -> Option<i64> {
    months_between(cadence).map(|months| i64::from(MONTHS / months))
}

/// Periods of a cadence that have ended in the half by `as_of`, none of them after `finished`.
#[must_use]
pub fn expected(cadence: &str, period: Period, as_of: Date, finished: Option<Date>) -> Option<i64> {
    let months = months_between(cadence)?;
    let until = finished.map_or(as_of, |day| day.min(as_of));
    let ended = (1..=MONTHS / months).filter(|n| month_end(period, n * months) <= until).count();
    i64::try_from(ended).ok()
}

/// The last day of a half's `n`-th month, counted from 1.
fn month_end(period: Period, n: u8) -> Date {
    let first = period.first_day();
    let months = i32::from(first.month()) - 1 + i32::from(n) - 1;
    let (year, month) = (first.year() + months / 12, months % 12 + 1);
    // Clamped to the month's last day.
    Date::clamped(year, u8::try_from(month).unwrap_or(1), 31)
}

/// Monitoring of one measure in a half, over all units that it is assigned to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Monitoring {
    /// Check-ins that the cadence has in a half; none for "on change".
    pub each: Option<i64>,
    /// Check-ins expected of all units together; none for "on change".
    pub expected: Option<i64>,
    /// Units that the measure is assigned to.
    pub units: usize,
    /// Units that reported a number.
    pub reported: usize,
    /// Check-ins held, as far as they were reported.
    pub held: i64,
    /// Of these, as many as were expected of each unit; what a unit held beyond that makes up for no other.
    pub counted: i64,
    /// Units of which any were expected.
    pub due: usize,
    /// Units of which any were expected, and that held as many or more; none for "on change".
    pub met: Option<usize>,
    /// Units that held fewer, in the order of `agency.toml`, with their number and what was expected; no
    /// number where none was reported.
    pub below: Vec<(String, Option<i64>, i64)>,
}

impl Monitoring {
    /// Held of those that were expected, 0–1; none where none was.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        self.expected.and_then(|expected| share(self.counted, expected))
    }

    /// Held beyond what was expected of each unit; none for "on change".
    #[must_use]
    pub fn beyond(&self) -> Option<i64> {
        self.expected.map(|_| self.held.saturating_sub(self.counted))
    }

    /// Of a measure.
    #[must_use]
    pub fn of(outcome: &MeasureOutcome) -> Self {
        let mut monitoring = Self {
            each: outcome.measure.cadence.get().and_then(|c| in_half(c)),
            units: outcome.outcomes.len(),
            ..Self::default()
        };
        for unit in &outcome.outcomes {
            let held = held(unit);
            monitoring.reported += usize::from(held.is_some());
            monitoring.held = monitoring.held.saturating_add(held.unwrap_or(0));
            let Some(expected) = unit.expected_check_ins else { continue };
            monitoring.expected = Some(monitoring.expected.unwrap_or(0).saturating_add(expected));
            monitoring.counted = monitoring.counted.saturating_add(counted(unit).unwrap_or(0));
            monitoring.due += usize::from(expected > 0);
            if is_met(unit) == Some(true) {
                monitoring.met = Some(monitoring.met.unwrap_or(0) + usize::from(expected > 0));
            } else {
                monitoring.met = monitoring.met.or(Some(0));
                monitoring.below.push((unit.unit.clone(), held, expected));
            }
        }
        monitoring
    }
}

/// Check-ins over all measures whose cadence has a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Measures.
    pub measures: usize,
    /// Expected of all units together.
    pub expected: i64,
    /// Held, of those that were expected.
    pub counted: i64,
    /// Held, as the units reported them, also more than were expected.
    pub held: i64,
}

impl Totals {
    /// Held of those that were expected, percent 0–100; none where none was.
    #[must_use]
    pub fn percent(&self) -> Option<f64> {
        share(self.counted.saturating_mul(100), self.expected)
    }

    /// The same, 0–1.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        share(self.counted, self.expected)
    }

    /// Held beyond what was expected of each unit.
    #[must_use]
    pub fn beyond(&self) -> i64 {
        self.held.saturating_sub(self.counted)
    }
}

fn share(counted: i64, expected: i64) -> Option<f64> {
    // Check-ins of a half lie far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    (expected > 0).then(|| counted as f64 / expected as f64)
}

/// The totals that every output states.
#[must_use]
pub fn totals(outcomes: &[MeasureOutcome]) -> Totals {
    let timed = outcomes.iter().map(Monitoring::of).filter_map(|m| m.expected.map(|expected| (expected, m)));
    timed.fold(Totals::default(), |sum, (expected, m)| Totals {
        measures: sum.measures + 1,
        expected: sum.expected.saturating_add(expected),
        counted: sum.counted.saturating_add(m.counted),
        held: sum.held.saturating_add(m.held),
    })
}

/// Check-ins that a unit reported for this half.
#[must_use]
pub fn held(outcome: &Outcome) -> Option<i64> {
    outcome.report.as_ref().and_then(|r| r.check_ins.get().copied())
}

/// Of what a unit held as many as were expected of it; none for "on change".
#[must_use]
pub fn counted(outcome: &Outcome) -> Option<i64> {
    outcome.expected_check_ins.map(|expected| held(outcome).unwrap_or(0).min(expected))
}

/// Whether a unit held as many as expected; none for "on change". Where none is expected, none need be
/// reported.
#[must_use]
pub fn is_met(outcome: &Outcome) -> Option<bool> {
    outcome.expected_check_ins.map(|expected| held(outcome).unwrap_or(0) >= expected)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FiscalYear, Half};

    const H1: Period = Period { fiscal_year: FiscalYear(2568), half: Half::First };
    const H2: Period = Period { fiscal_year: FiscalYear(2568), half: Half::Second };

    fn day(year: i32, month: u8, day: u8) -> Date {
        Date::clamped(year, month, day)
    }

    #[test]
    fn cadences_expect_check_ins() {
        assert_eq!(in_half("ทุก ๑ เดือน"), Some(6));
        assert_eq!(in_half("ทุกไตรมาส"), Some(2));
        assert_eq!(in_half("ทุก ๖ เดือน"), Some(1));
        assert_eq!(in_half("ทุกครั้งที่มีการเปลี่ยนแปลง"), None);
    }

    #[test]
    fn only_periods_that_have_ended_are_expected() {
        let monthly = |as_of| expected("ทุก ๑ เดือน", H1, as_of, None);
        assert_eq!(monthly(day(2024, 10, 30)), Some(0));
        assert_eq!(monthly(day(2024, 10, 31)), Some(1));
        assert_eq!(monthly(day(2025, 2, 28)), Some(5));
        assert_eq!(monthly(day(2025, 3, 31)), Some(6));
        assert_eq!(monthly(day(2025, 9, 1)), Some(6), "a half has six months");
        assert_eq!(expected("ทุกไตรมาส", H2, day(2025, 6, 30), None), Some(1));
        assert_eq!(expected("ทุก ๖ เดือน", H2, day(2025, 9, 29), None), Some(0));
        assert_eq!(expected("ทุก ๔ เดือน", H1, day(2025, 3, 31), None), Some(1));
        assert_eq!(expected("ทุกครั้งที่มีการเปลี่ยนแปลง", H1, day(2025, 3, 31), None), None);
    }

    #[test]
    fn nothing_is_expected_after_a_measure_was_finished() {
        let end = H1.last_day();
        assert_eq!(expected("ทุก ๑ เดือน", H1, end, Some(day(2025, 1, 15))), Some(3));
        assert_eq!(expected("ทุกไตรมาส", H1, end, Some(day(2024, 12, 30))), Some(0));
        assert_eq!(expected("ทุก ๑ เดือน", H2, H2.last_day(), Some(day(2025, 2, 14))), Some(0));
    }
}
