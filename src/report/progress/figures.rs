//! Counts of a half, as the progress report and the workbook show them.
//!
//! Comes in: outcomes of measures. Goes out: tallies by standing, monitoring held against expected.
//! Never: judges an outcome (that is `score::progress`'s), words or rounds a figure.

use crate::score::progress::{MeasureOutcome, Standing};

/// Measures, or pairs of measure and unit, counted by standing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    counts: [usize; Standing::ALL.len()],
}

impl Tally {
    /// Counts standings.
    #[must_use]
    pub fn of(standings: impl IntoIterator<Item = Standing>) -> Self {
        let mut tally = Self::default();
        for standing in standings {
            let at = Standing::ALL.iter().position(|s| *s == standing);
            if let Some(count) = at.and_then(|at| tally.counts.get_mut(at)) {
                *count += 1;
            }
        }
        tally
    }

    /// Measures by their standing as a whole.
    #[must_use]
    pub fn measures(outcomes: &[MeasureOutcome]) -> Self {
        Self::of(outcomes.iter().map(|o| o.standing))
    }

    /// Expected reports: one a measure and responsible unit.
    #[must_use]
    pub fn reports(outcomes: &[MeasureOutcome]) -> Self {
        Self::of(outcomes.iter().flat_map(|m| m.outcomes.iter().map(|o| o.standing)))
    }

    /// Expected reports of one unit.
    #[must_use]
    pub fn unit(outcomes: &[MeasureOutcome], unit: &str) -> Self {
        let all = outcomes.iter().flat_map(|m| &m.outcomes);
        Self::of(all.filter(|o| o.unit == unit).map(|o| o.standing))
    }

    /// How many stand so.
    #[must_use]
    pub fn count(&self, standing: Standing) -> usize {
        Standing::ALL.iter().zip(self.counts).find(|(s, _)| **s == standing).map_or(0, |(_, n)| n)
    }

    /// All.
    #[must_use]
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Finished, in time or late.
    #[must_use]
    pub fn finished(&self) -> usize {
        self.count(Standing::Finished) + self.count(Standing::FinishedLate)
    }

    /// Reported on.
    #[must_use]
    pub fn reported(&self) -> usize {
        self.total() - self.count(Standing::NotReported)
    }

    /// Finished late or overdue.
    #[must_use]
    pub fn late(&self) -> usize {
        self.count(Standing::FinishedLate) + self.count(Standing::Overdue)
    }

    /// Percent finished; none of nothing.
    #[must_use]
    pub fn finished_share(&self) -> Option<f64> {
        share(self.finished(), self.total())
    }

    /// Percent reported on; none of nothing.
    #[must_use]
    pub fn reported_share(&self) -> Option<f64> {
        share(self.reported(), self.total())
    }
}

/// A part in percent of a whole, 0–100; none of nothing.
#[must_use]
pub fn share(part: usize, whole: usize) -> Option<f64> {
    // Counts of a report lie far below 2^53.
    #[allow(clippy::cast_precision_loss)]
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// Monitoring of one measure in a half, over the units that reported how often it was held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Monitoring {
    /// Check-ins expected of each unit; none for "on change".
    pub each: Option<i64>,
    /// Units that reported a number.
    pub units: usize,
    /// Units whose number is not known.
    pub unknown: usize,
    /// Check-ins held, all units together.
    pub held: i64,
    /// Units that held as many as expected or more; all that reported where nothing is expected.
    pub met: usize,
    /// Units that held fewer, with their number, in the order of `agency.toml`.
    pub below: Vec<(String, i64)>,
}

impl Monitoring {
    /// Of a measure.
    #[must_use]
    pub fn of(outcome: &MeasureOutcome) -> Self {
        let mut monitoring = Self { each: outcome.expected_check_ins, ..Self::default() };
        for unit in &outcome.outcomes {
            let held = unit.report.as_ref().and_then(|r| r.check_ins.get().copied());
            let Some(held) = held else {
                monitoring.unknown += 1;
                continue;
            };
            monitoring.units += 1;
            monitoring.held += held;
            match monitoring.each {
                Some(each) if held < each => monitoring.below.push((unit.unit.clone(), held)),
                _ => monitoring.met += 1,
            }
        }
        monitoring
    }

    /// Check-ins expected of the units that reported; none for "on change".
    #[must_use]
    pub fn expected(&self) -> Option<i64> {
        Some(self.each? * i64::try_from(self.units).ok()?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{measure, outcome, report};
    use super::*;

    #[test]
    fn a_tally_counts_each_standing() {
        use Standing::{Finished, FinishedLate, NotReported, Overdue, UnderWay};
        let tally =
            Tally::of([Finished, FinishedLate, Overdue, UnderWay, UnderWay, NotReported, NotReported]);
        assert_eq!((tally.total(), tally.finished(), tally.late(), tally.reported()), (7, 2, 2, 5));
        assert_eq!(tally.count(UnderWay), 2);
        assert_eq!(tally.count(Standing::NotStarted), 0);
        assert!(tally.finished_share().is_some_and(|s| (s - 28.571_428).abs() < 1e-5));
        assert_eq!(Tally::default().finished_share(), None);
    }

    #[test]
    fn monitoring_is_counted_over_the_units_that_told() {
        let measure = measure("M1-01", 1);
        let units = vec![
            outcome("office-01", Standing::UnderWay, Some(report(Some(6)))),
            outcome("office-02", Standing::UnderWay, Some(report(Some(2)))),
            outcome("office-03", Standing::NotReported, None),
            outcome("office-04", Standing::UnderWay, Some(report(None))),
        ];
        let mut whole = MeasureOutcome {
            measure,
            standing: Standing::UnderWay,
            outcomes: units,
            expected_check_ins: Some(6),
        };
        let monitoring = Monitoring::of(&whole);
        assert_eq!((monitoring.units, monitoring.unknown, monitoring.held, monitoring.met), (2, 2, 8, 1));
        assert_eq!(monitoring.expected(), Some(12));
        assert_eq!(monitoring.below, [("office-02".to_owned(), 2)]);
        whole.expected_check_ins = None;
        let free = Monitoring::of(&whole);
        assert_eq!((free.expected(), free.met), (None, 2));
        assert!(free.below.is_empty());
    }
}
