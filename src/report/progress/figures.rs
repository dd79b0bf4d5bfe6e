//! Counts of a half, as the progress report and the workbook show them.
//!
//! Comes in: outcomes of measures. Goes out: tallies by standing.
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

    /// Whether all that was expected has been reported on.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.reported() == self.total()
    }

    /// Whether something was expected and nothing has been reported on.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.total() > 0 && self.reported() == 0
    }

    /// Finished late or overdue.
    #[must_use]
    pub fn late(&self) -> usize {
        self.count(Standing::FinishedLate) + self.count(Standing::Overdue)
    }

    /// The counts that are shown side by side, with their Thai and English words: what was finished late is
    /// finished, so that one page says one number.
    #[must_use]
    pub fn shown(&self) -> [(&'static str, &'static str, usize); 5] {
        let one = |s: Standing| (s.thai(), s.english(), self.count(s));
        let finished = Standing::Finished;
        [
            (finished.thai(), finished.english(), self.finished()),
            one(Standing::UnderWay),
            one(Standing::NotStarted),
            one(Standing::Overdue),
            one(Standing::NotReported),
        ]
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
#[allow(clippy::cast_precision_loss)] // counts of a report lie far below 2⁵³
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 * 100.0 / whole as f64)
}

/// A part of a whole, 0–1, as a workbook holds what it shows in percent; none of nothing.
#[must_use]
#[allow(clippy::cast_precision_loss)] // counts of a report lie far below 2⁵³
pub fn fraction(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_counts_each_standing() {
        use Standing::{Finished, FinishedLate, NotReported, Overdue, UnderWay};
        let tally =
            Tally::of([Finished, FinishedLate, Overdue, UnderWay, UnderWay, NotReported, NotReported]);
        assert_eq!((tally.total(), tally.finished(), tally.late(), tally.reported()), (7, 2, 2, 5));
        assert_eq!(tally.count(UnderWay), 2);
        assert_eq!(tally.count(Standing::NotStarted), 0);
        assert_eq!(tally.shown().map(|(.., n)| n), [2, 2, 0, 1, 2], "late is finished");
        assert!(tally.finished_share().is_some_and(|s| (s - 28.571_428).abs() < 1e-5));
        assert_eq!(Tally::default().finished_share(), None);
        assert!(!tally.is_complete() && !tally.is_silent());
        assert!(Tally::of([NotReported]).is_silent() && Tally::of([UnderWay]).is_complete());
        assert!(!Tally::default().is_silent(), "nothing was expected");
    }
}
