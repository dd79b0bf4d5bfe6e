//! The axis of a chart of amounts or of scores: round marks, and the scale that its numbers are shown in.
//!
//! Comes in: the values, the scheme. Goes out: marks, a scale, thresholds. Never: words a label.

use crate::scheme::Scheme;

/// Steps between marks that people read easily, times powers of ten.
const STEPS: [f64; 3] = [1.0, 2.0, 5.0];
/// From here on values are shown in millions.
const MILLION: f64 = 1_000_000.0;

/// Marks from zero to the first round number not below `most`, at most `steps` beside zero; of things that
/// are counted only whole ones.
#[must_use]
pub fn marks(most: f64, steps: u32, counted: bool) -> Vec<f64> {
    let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
    let mut power = power_of_ten(most / f64::from(steps));
    if counted {
        power = power.max(1.0);
    }
    loop {
        for step in STEPS.map(|s| s * power) {
            if let Some(count) = (1..=steps).find(|n| f64::from(*n) * step >= most) {
                return (0..=count).map(|n| f64::from(n) * step).collect();
            }
        }
        power *= 10.0;
    }
}

/// The largest power of ten that is not above `number`, which is above zero.
fn power_of_ten(number: f64) -> f64 {
    let mut power = 1.0;
    while power * 10.0 <= number {
        power *= 10.0;
    }
    while power > number {
        power /= 10.0;
    }
    power
}

/// What values are divided by, so that labels stay short: a million, or one.
#[must_use]
pub fn scale(most: f64) -> f64 {
    if most >= MILLION { MILLION } else { 1.0 }
}

/// Scores end here.
pub const HIGHEST: f64 = 100.0;
/// Below this an axis of scores starts at zero.
const CUT_FROM: f64 = 50.0;
/// Steps in which an axis of scores is cut.
const CUT: f64 = 10.0;

/// Marks of an axis of scores. Scores crowd near the top: an axis from zero would hide what tells them apart.
#[must_use]
pub fn of_scores(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let lowest = values.fold(HIGHEST, f64::min);
    let (start, step) = if lowest < CUT_FROM {
        (0.0, 20.0)
    } else {
        // A whole step below the lowest value, so that its bar can be seen.
        let start = ((lowest / CUT).ceil() - 1.0) * CUT;
        let start = if lowest - start < CUT / 5.0 { start - CUT } else { start };
        (start, if HIGHEST - start > 3.0 * CUT { CUT } else { CUT / 2.0 })
    };
    std::iter::successors(Some(start), |at| Some(at + step)).take_while(|at| *at <= HIGHEST).collect()
}

/// The least scores that ratings ask of an instrument, where the axis shows them.
#[must_use]
pub fn thresholds(scheme: &Scheme, axis_min: f64) -> Vec<f64> {
    let mut values: Vec<_> = scheme.ratings.iter().filter_map(|r| r.instruments_minimum).collect();
    values.retain(|value| *value > axis_min && *value < HIGHEST);
    values.sort_by(f64::total_cmp);
    values.dedup();
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_round_few_and_reach_the_largest_value() {
        assert_eq!(marks(37.0, 4, false), [0.0, 10.0, 20.0, 30.0, 40.0]);
        assert_eq!(marks(4.0, 4, true), [0.0, 1.0, 2.0, 3.0, 4.0]);
        assert_eq!(marks(1_234_567.0, 4, false), [0.0, 500_000.0, 1_000_000.0, 1_500_000.0]);
        assert_eq!(marks(1.0, 4, true), [0.0, 1.0]);
        for most in [0.0, 1e-9, 0.3, 99.99, 1e12, f64::NAN] {
            let marks = marks(most, 5, false);
            assert!(marks.len() <= 6 && marks.first() == Some(&0.0));
            assert!(marks.last().is_some_and(|last| most.is_nan() || *last >= most), "{most}: {marks:?}");
        }
    }
}
