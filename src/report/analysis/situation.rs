//! How far a result is from other ratings: the one definition that the sentences, the tables and `explain` use.
//!
//! Distances are whole steps of the last published decimal, because ratings are decided on published scores. An
//! instrument *may fall* by the most steps after which the rating still holds, nothing else moving; with one step
//! more it is lost. A score *lacks* the fewest steps with which it meets what the next rating asks of it.

use super::{Answers, least_answers};
use crate::compare::Book;
use crate::scheme::{Rating, Scheme};
use std::collections::BTreeMap;

/// Where an agency stands in the rating table. Exists only when the total, every instrument and every score that
/// a condition names are there: a rating is never guessed.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    scheme: &'a Scheme,
    total: f64,
    /// In the order of the scheme, unrounded.
    instruments: Vec<f64>,
    /// Scores of indicators, questions and items that conditions name.
    finer: BTreeMap<&'a str, f64>,
    /// Index of the present rating, 0 the best.
    rank: usize,
}

/// What limits a change of one score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// A condition on the score itself.
    Own,
    /// The instrument has no condition, or a wider one: the total decides.
    Total,
}

/// A distance in points of the score it is about, a whole number of published steps.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    /// Points, at least zero.
    pub points: f64,
    /// The limit, on the scale of what sets it.
    pub limit: f64,
    /// What sets it.
    pub bound: Bound,
}

/// How far an instrument may fall.
#[derive(Clone, Copy, Debug)]
pub struct Fall<'a> {
    /// The most that keeps the rating.
    pub spare: Distance,
    /// The rating after one step more.
    pub after: &'a Rating,
}

/// What a rating asks a minimum of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need<'a> {
    /// The total.
    Total,
    /// An instrument, by code.
    Instrument(&'a str),
    /// An indicator, question or item, as the condition names it.
    Finer(&'a str),
}

/// Something that the next rating asks for and that is not there yet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Requirement<'a> {
    /// Of what.
    pub of: Need<'a>,
    /// Points that it lacks, above zero.
    pub lacks: f64,
    /// The score it needs.
    pub limit: f64,
}

impl<'a> Situation<'a> {
    /// The situation that scores describe; none while a score is missing.
    #[must_use]
    pub fn of(scheme: &'a Scheme, scores: &Book) -> Option<Self> {
        let total = scores.agencies.first()?.total?;
        let of = |code: &str| scores.instruments.iter().find(|i| i.instrument == code)?.score;
        let instruments: Vec<_> = scheme.instruments.iter().map(|i| of(&i.code)).collect::<Option<_>>()?;
        let conditions = scheme.ratings.iter().flat_map(|r| r.finer_conditions(scheme));
        let finer = conditions
            .map(|c| Some((c.of.as_str(), scores.finer(&c.of)?)))
            .collect::<Option<BTreeMap<_, _>>>()?;
        let mut situation = Self { scheme, total, instruments, finer, rank: 0 };
        situation.rank = situation.rank_of(total, &situation.instruments)?;
        Some(situation)
    }

    /// The present rating.
    #[must_use]
    pub fn rating(&self) -> &'a Rating {
        &self.scheme.ratings[self.rank]
    }

    /// The next better rating; none at the top.
    #[must_use]
    pub fn next(&self) -> Option<&'a Rating> {
        self.scheme.ratings.get(self.rank.checked_sub(1)?)
    }

    /// How far the total may fall and still meet the rating's minimum; none at the bottom.
    #[must_use]
    pub fn total_spare(&self) -> Option<Distance> {
        let limit = self.rating().minimum;
        let steps = (self.steps(self.total) - self.steps_to(limit)).max(0);
        (!self.is_lowest()).then_some(Distance { points: self.points(steps), limit, bound: Bound::Own })
    }

    /// What the total lacks for the next rating's minimum, zero when it meets it already; none at the top.
    #[must_use]
    pub fn total_gap(&self) -> Option<Distance> {
        let limit = self.next()?.minimum;
        Some(Distance { points: self.lack(self.total, limit), limit, bound: Bound::Own })
    }

    /// How far an instrument may fall by itself and the rating still holds, and the rating after one step more.
    /// None where it cannot lose the rating by itself, and for an unknown code.
    #[must_use]
    pub fn fall(&self, instrument: &str) -> Option<Fall<'a>> {
        let (at, _) = self.find(instrument)?;
        let score = self.instruments[at];
        let lost = |steps: i64| self.rank_if(instrument, -self.points(steps)).is_some_and(|r| r > self.rank);
        // As far as to zero, and not below.
        let most = self.steps_within(score);
        if !lost(most) {
            return None;
        }
        let (mut low, mut high) = (0, most);
        while low < high {
            let middle = low + (high - low) / 2;
            if lost(middle) { high = middle } else { low = middle + 1 }
        }
        let after = self.rating_if(instrument, -self.points(low))?;
        let own = self.rating().minimum_of(instrument);
        let falls_below = |limit: &f64| self.scheme.shown(score - self.points(low)) < *limit;
        let (limit, bound) = match own.filter(falls_below) {
            Some(limit) => (limit, Bound::Own),
            None => (self.rating().minimum, Bound::Total),
        };
        Some(Fall { spare: Distance { points: self.points(low - 1), limit, bound }, after })
    }

    /// The same without the rating after it.
    #[must_use]
    pub fn spare(&self, instrument: &str) -> Option<Distance> {
        self.fall(instrument).map(|fall| fall.spare)
    }

    /// What an instrument lacks for what the next rating asks of it: its own condition, or, without one, the total
    /// when no other instrument moves. None at the top, for an unknown code, and where the instrument alone cannot
    /// lift the total that far.
    #[must_use]
    pub fn gap(&self, instrument: &str) -> Option<Distance> {
        let (at, weight) = self.find(instrument)?;
        let next = self.next()?;
        let score = self.instruments[at];
        if let Some(limit) = next.minimum_of(instrument) {
            return Some(Distance { points: self.lack(score, limit), limit, bound: Bound::Own });
        }
        let limit = next.minimum;
        let met = |steps: i64| self.scheme.shown(self.total + self.points(steps) * weight / 100.0) >= limit;
        let most = self.steps_within(100.0 - score);
        if !met(most) {
            return None;
        }
        let (mut low, mut high) = (0, most);
        while low < high {
            let middle = low + (high - low) / 2;
            if met(middle) { high = middle } else { low = middle + 1 }
        }
        Some(Distance { points: self.points(low), limit, bound: Bound::Total })
    }

    /// Everything that the next rating asks for and that is not there, in the order total, instruments, finer
    /// conditions. Empty only at the top.
    #[must_use]
    pub fn requirements(&self) -> Vec<Requirement<'a>> {
        let Some(next) = self.next() else { return Vec::new() };
        let mut all = vec![(Need::Total, self.total, next.minimum)];
        for (instrument, score) in self.scheme.instruments.iter().zip(&self.instruments) {
            let limit = next.minimum_of(&instrument.code);
            all.extend(limit.map(|limit| (Need::Instrument(&instrument.code), *score, limit)));
        }
        for condition in next.finer_conditions(self.scheme) {
            let score = self.finer.get(condition.of.as_str());
            all.extend(score.map(|score| (Need::Finer(&condition.of), *score, condition.minimum)));
        }
        let lacking = all.into_iter().map(|(of, score, limit)| Requirement {
            of,
            lacks: self.lack(score, limit),
            limit,
        });
        lacking.filter(|requirement| requirement.lacks > 0.0).collect()
    }

    /// The rating if one instrument changed by `points` and nothing else did.
    #[must_use]
    pub fn rating_if(&self, instrument: &str, points: f64) -> Option<&'a Rating> {
        self.scheme.ratings.get(self.rank_if(instrument, points)?)
    }

    /// The least number of answers of an instrument that lose the rating, each moved to the choice
    /// that counts least. None when even all of them do not, or nothing can be lost.
    #[must_use]
    pub fn answers_to_lose(&self, instrument: &str, answers: &[Answers]) -> Option<i64> {
        let lost = |points: f64| self.rank_if(instrument, -points).is_some_and(|rank| rank > self.rank);
        least_answers(answers.iter().map(|a| (a.count, a.loss)), lost)
    }

    /// The least number of answers of an instrument that bring it to what the next rating asks of it, each moved to
    /// the choice that counts most: to its own condition where the rating has one, else to the total's minimum with
    /// no other instrument moving. None when even all of them do not, or there is nothing to reach.
    #[must_use]
    pub fn answers_to_reach(&self, instrument: &str, answers: &[Answers]) -> Option<i64> {
        let (at, weight) = self.find(instrument)?;
        let next = self.next()?;
        let condition = next.minimum_of(instrument);
        let reached = |points: f64| match condition {
            Some(limit) => self.scheme.shown(self.instruments[at] + points) >= limit,
            None => self.scheme.shown(self.total + points * weight / 100.0) >= next.minimum,
        };
        if reached(0.0) {
            return None;
        }
        least_answers(answers.iter().map(|a| (a.count, a.gain)), reached)
    }

    fn rank_if(&self, instrument: &str, points: f64) -> Option<usize> {
        let (at, weight) = self.find(instrument)?;
        let mut instruments = self.instruments.clone();
        instruments[at] += points;
        self.rank_of(self.total + points * weight / 100.0, &instruments)
    }

    fn rank_of(&self, total: f64, instruments: &[f64]) -> Option<usize> {
        let scores: Vec<_> = instruments.iter().copied().map(Some).collect();
        let rating = self.scheme.rate_with(Some(total), &scores, |of| self.finer.get(of).copied())?;
        self.scheme.ratings.iter().position(|r| r.id == rating.id)
    }

    /// Position and weight of an instrument. A weight of zero never moves the total.
    fn find(&self, instrument: &str) -> Option<(usize, f64)> {
        let at = self.scheme.instruments.iter().position(|i| i.code == instrument)?;
        let weight = self.scheme.instruments.get(at)?.weight;
        (weight > 0.0 && at < self.instruments.len()).then_some((at, weight))
    }

    fn is_lowest(&self) -> bool {
        self.rank + 1 == self.scheme.ratings.len()
    }

    /// Published steps in one point.
    fn per_point(&self) -> f64 {
        (0..self.scheme.rules.published_decimals).fold(1.0, |scale, _| scale * 10.0)
    }

    /// A score as a whole number of published steps.
    fn steps(&self, score: f64) -> i64 {
        whole((self.scheme.shown(score) * self.per_point()).round())
    }

    /// The fewest steps that meet a limit, which may have more decimals than scores are published with.
    fn steps_to(&self, limit: f64) -> i64 {
        whole((limit * self.per_point() - 1e-6).ceil())
    }

    /// Whole steps that cover some points.
    fn steps_within(&self, points: f64) -> i64 {
        whole((points.max(0.0) * self.per_point()).ceil())
    }

    fn lack(&self, score: f64, limit: f64) -> f64 {
        self.points((self.steps_to(limit) - self.steps(score)).max(0))
    }

    /// Steps in points.
    fn points(&self, steps: i64) -> f64 {
        // At most a hundred points of a few decimals: far below 2⁵³.
        #[allow(clippy::cast_precision_loss)]
        let points = steps as f64 / self.per_point();
        points
    }
}

/// A number without a fraction, as one.
fn whole(number: f64) -> i64 {
    // Scores lie between 0 and 100, with a few decimals.
    #[allow(clippy::cast_possible_truncation)]
    let whole = number as i64;
    whole
}
