//! What the figures say: points lost, distance to a rating, answers that would have to change.
//!
//! Comes in: scores and counts of one agency and year, the year's scheme. Goes out: derivations with
//! everything they are derived from, for the sentences of section 5 and for `explain`. Never: words a
//! sentence, rounds a figure that goes on, changes a score.

use crate::compare::{Book, IndicatorScore, QuestionScore};
use crate::model::QuestionResult;
use crate::scheme::{Instrument, Question, Rating, Scheme};
use crate::score::share;
use crate::thai;
use std::cmp::Ordering;

/// Points from a limit at which an instrument is said to be near it.
pub const NEAR: f64 = 1.0;

/// What a question or item costs the total: weight × share × (100 − score) ÷ 100.
#[derive(Clone, Copy, Debug)]
pub struct Loss<'a> {
    /// The question's scores.
    pub question: &'a QuestionScore,
    /// Percent of the total that its instrument weighs.
    pub weight: f64,
    /// Part of its instrument's score that the question makes up, 0–1.
    pub share: f64,
    /// Points of the total, unrounded, greater than zero.
    pub lost: f64,
}

/// Questions that cost the total something, the costliest first; equal ones in the scheme's order.
#[must_use]
pub fn losses<'a>(scheme: &Scheme, scores: &'a Book) -> Vec<Loss<'a>> {
    let mut found: Vec<_> = scores
        .questions
        .iter()
        .filter_map(|question| {
            let lost = question.lost.filter(|lost| *lost > 0.0)?;
            let known = scheme.question(&question.question)?;
            let instrument = scheme.instrument_of(known)?;
            Some(Loss { question, weight: instrument.weight, share: share(scheme, known, instrument), lost })
        })
        .collect();
    found.sort_by(|a, b| b.lost.total_cmp(&a.lost));
    found
}

/// Indicators with a lower score than the year before, as shown with the scheme's decimals; the
/// deepest fall first.
#[must_use]
pub fn fallen_indicators<'a>(scheme: &Scheme, scores: &'a Book) -> Vec<&'a IndicatorScore> {
    fallen(&scores.indicators, scheme, |row| row.delta)
}

/// Questions and items with a lower score than the year before, as shown; the deepest fall first.
#[must_use]
pub fn fallen_questions<'a>(scheme: &Scheme, scores: &'a Book) -> Vec<&'a QuestionScore> {
    fallen(&scores.questions, scheme, |row| row.delta)
}

fn fallen<'a, T>(rows: &'a [T], scheme: &Scheme, delta: impl Fn(&T) -> Option<f64>) -> Vec<&'a T> {
    let shown = |row: &T| delta(row).map(|d| thai::round_half_away(d, scheme.rules.published_decimals));
    let mut found: Vec<_> = rows.iter().filter(|row| shown(row).is_some_and(|d| d < 0.0)).collect();
    found.sort_by(|a, b| delta(a).partial_cmp(&delta(b)).unwrap_or(Ordering::Equal));
    found
}

/// Where an agency stands in the rating table. Exists only when the total and every instrument have a
/// score: a rating is never guessed.
#[derive(Clone, Debug)]
pub struct Situation<'a> {
    scheme: &'a Scheme,
    total: f64,
    /// In the order of the scheme, unrounded.
    instruments: Vec<f64>,
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

/// A distance in points of the score it is about, between published (rounded) values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Distance {
    /// Points, at least zero.
    pub points: f64,
    /// The limit, on the scale of what sets it.
    pub limit: f64,
    /// What sets it.
    pub bound: Bound,
}

impl<'a> Situation<'a> {
    /// The situation that scores describe; none while a score is missing.
    #[must_use]
    pub fn of(scheme: &'a Scheme, scores: &Book) -> Option<Self> {
        let total = scores.agencies.first()?.total?;
        let of = |code: &str| scores.instruments.iter().find(|i| i.instrument == code)?.score;
        let instruments: Vec<_> = scheme.instruments.iter().map(|i| of(&i.code)).collect::<Option<_>>()?;
        let rank = rank(scheme, total, &instruments)?;
        Some(Self { scheme, total, instruments, rank })
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

    /// How far the total may fall and still keep the rating; none at the bottom.
    #[must_use]
    pub fn total_spare(&self) -> Option<Distance> {
        let limit = self.rating().minimum;
        let points = self.shown(self.total) - limit;
        (!self.is_lowest()).then_some(Distance { points, limit, bound: Bound::Own })
    }

    /// What the total lacks for the next rating, zero when it reaches it already; none at the top.
    #[must_use]
    pub fn total_gap(&self) -> Option<Distance> {
        let limit = self.next()?.minimum;
        Some(Distance { points: (limit - self.shown(self.total)).max(0.0), limit, bound: Bound::Own })
    }

    /// How far an instrument may fall by itself and the rating still holds: the nearer of its own
    /// condition and what its weight does to the total. None at the bottom, or for an unknown code.
    #[must_use]
    pub fn spare(&self, instrument: &str) -> Option<Distance> {
        let (at, weight) = self.find(instrument)?;
        let total = self.total_spare()?;
        let through_total = Distance { points: total.points * 100.0 / weight, bound: Bound::Total, ..total };
        let own = self.rating().instruments_minimum.map(|limit| Distance {
            points: self.shown(self.instruments[at]) - limit,
            limit,
            bound: Bound::Own,
        });
        Some(own.filter(|own| own.points <= through_total.points).unwrap_or(through_total))
    }

    /// What an instrument lacks for the next rating: for its own condition, or, without one, for the
    /// total when no other instrument moves. None at the top, or for an unknown code.
    #[must_use]
    pub fn gap(&self, instrument: &str) -> Option<Distance> {
        let (at, weight) = self.find(instrument)?;
        let total = self.total_gap()?;
        Some(match self.next()?.instruments_minimum {
            Some(limit) => Distance {
                points: (limit - self.shown(self.instruments[at])).max(0.0),
                limit,
                bound: Bound::Own,
            },
            None => Distance { points: total.points * 100.0 / weight, bound: Bound::Total, ..total },
        })
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

    /// The least number of answers of an instrument that bring it to the next rating, each moved to the
    /// choice that counts most: to its own condition where the rating has one, else to the total with
    /// no other instrument moving. None when even all of them do not, or there is nothing to reach.
    #[must_use]
    pub fn answers_to_reach(&self, instrument: &str, answers: &[Answers]) -> Option<i64> {
        let (at, _) = self.find(instrument)?;
        let condition = self.next()?.instruments_minimum;
        let reached = |points: f64| match condition {
            Some(limit) => self.shown(self.instruments[at] + points) >= limit,
            None => self.rank_if(instrument, points).is_some_and(|rank| rank < self.rank),
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
        rank(self.scheme, self.total + points * weight / 100.0, &instruments)
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

    fn shown(&self, score: f64) -> f64 {
        thai::round_half_away(score, self.scheme.rules.published_decimals)
    }
}

fn rank(scheme: &Scheme, total: f64, instruments: &[f64]) -> Option<usize> {
    let scores: Vec<_> = instruments.iter().copied().map(Some).collect();
    let rating = scheme.rate(Some(total), &scores)?;
    scheme.ratings.iter().position(|r| r.id == rating.id)
}

/// Answers to one question with the same choice, or one OIT item, and what each can do to the score
/// of its instrument.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Answers {
    /// How many.
    pub count: i64,
    /// Points that one of them adds to the instrument when it moves to the choice that counts most.
    pub gain: f64,
    /// Points that one of them takes away when it moves to the choice that counts least.
    pub loss: f64,
}

/// All answers of an instrument: share × difference of points ÷ number of answers, divided by the
/// number of parts for a question with parts. None when a count or an item's score is missing.
///
/// Where published scores do not follow from the counts (`computed = "informative"`), the effect of an
/// answer is an estimate, and whoever shows it has to say so.
#[must_use]
pub fn answers(scheme: &Scheme, instrument: &Instrument, results: &[QuestionResult]) -> Option<Vec<Answers>> {
    let mut all = Vec::new();
    for question in scheme.questions_of(&instrument.code) {
        all.extend(answers_to(scheme, instrument, question, results)?);
    }
    Some(all)
}

/// The answers to one question of an instrument, as in [`answers`].
#[must_use]
pub fn answers_to(
    scheme: &Scheme,
    instrument: &Instrument,
    question: &Question,
    results: &[QuestionResult],
) -> Option<Vec<Answers>> {
    let share = share(scheme, question, instrument);
    let parts: Vec<_> = results.iter().filter(|r| r.question == question.code).collect();
    let Some(scale) = scheme.scale_of(question) else {
        let score = parts.first()?.published.get()?;
        return Some(vec![Answers { count: 1, gain: share * (100.0 - score), loss: share * score }]);
    };
    if parts.is_empty() {
        return None;
    }
    let most = scale.points.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = scale.points.iter().copied().fold(f64::INFINITY, f64::min);
    let mut all = Vec::new();
    for part in &parts {
        let counts: Vec<i64> = part.counts.iter().map(|c| c.get().copied()).collect::<Option<_>>()?;
        let responses: i64 = counts.iter().sum();
        if responses <= 0 {
            return None;
        }
        // Answers and parts lie far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        let each = share / (responses as f64 * parts.len() as f64);
        for (count, points) in counts.into_iter().zip(&scale.points) {
            all.push(Answers { count, gain: each * (most - points), loss: each * (points - least) });
        }
    }
    Some(all)
}

/// The mean of the answers to a question or one part of it, 0–100: the frames keep only the question's.
/// None when a count is missing, nobody answered, or the question has no scale.
#[must_use]
pub fn mean_of_answers(scheme: &Scheme, question: &Question, result: &QuestionResult) -> Option<f64> {
    let scale = scheme.scale_of(question)?;
    let counts: Vec<i64> = result.counts.iter().map(|c| c.get().copied()).collect::<Option<_>>()?;
    let responses: i64 = counts.iter().sum();
    // Answers of a survey: far below 2⁵³.
    #[allow(clippy::cast_precision_loss)]
    let points: f64 = counts.iter().zip(&scale.points).map(|(n, p)| *n as f64 * p).sum();
    #[allow(clippy::cast_precision_loss)]
    let mean = (responses > 0).then(|| points / responses as f64);
    mean
}

/// The least number of answers whose effects add up to enough, the strongest first. `answers` gives
/// how many have an effect and how strong it is; `enough` must stay true once it is.
#[must_use]
pub fn least_answers(
    answers: impl IntoIterator<Item = (i64, f64)>,
    enough: impl Fn(f64) -> bool,
) -> Option<i64> {
    let mut groups: Vec<_> = answers.into_iter().filter(|(n, effect)| *n > 0 && *effect > 0.0).collect();
    groups.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (mut used, mut sum) = (0i64, 0.0);
    for (count, effect) in groups {
        // A survey has at most millions of answers.
        #[allow(clippy::cast_precision_loss)]
        let with = |more: i64| sum + more as f64 * effect;
        if enough(with(count)) {
            let (mut low, mut high) = (1, count);
            while low < high {
                let middle = low + (high - low) / 2;
                if enough(with(middle)) { high = middle } else { low = middle + 1 }
            }
            return Some(used + low);
        }
        sum = with(count);
        used += count;
    }
    None
}

/// Answers to a question, over all its parts, that are not the best choice: (those, all). None when a
/// count is missing or the question has no scale.
#[must_use]
pub fn short_of_best(scheme: &Scheme, code: &str, results: &[QuestionResult]) -> Option<(i64, i64)> {
    let scale = scheme.scale_of(scheme.question(code)?)?;
    let most = scale.points.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (mut short, mut all) = (0, 0);
    for part in results.iter().filter(|r| r.question == code) {
        for (count, points) in part.counts.iter().zip(&scale.points) {
            let count = count.get().copied()?;
            all += count;
            short += if *points < most { count } else { 0 };
        }
    }
    (all > 0).then_some((short, all))
}

/// Whether scores of two years come about in the same way: scales, questions, weights, aggregation.
/// Where they do not, a change is also a change of the rules.
#[must_use]
pub fn same_rules(a: &Scheme, b: &Scheme) -> bool {
    let points = |s: &Scheme| s.scales.iter().map(|(n, s)| (n.clone(), s.points.clone())).collect::<Vec<_>>();
    let instruments = |s: &Scheme| {
        s.instruments.iter().map(|i| (i.code.clone(), i.weight, i.aggregate)).collect::<Vec<_>>()
    };
    let questions = |s: &Scheme| {
        let key = |q: &Question| (q.code.clone(), q.indicator, q.scale.clone());
        s.questions.iter().map(key).collect::<Vec<_>>()
    };
    points(a) == points(b) && instruments(a) == instruments(b) && questions(a) == questions(b)
}

#[cfg(test)]
mod tests;
