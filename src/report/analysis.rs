//! What the figures say: points lost, distance to a rating, answers that would have to change.
//!
//! Comes in: scores and counts of one agency and year, the year's scheme. Goes out: derivations with
//! everything they are derived from, for the sentences of section 5 and for `explain`. Never: words a
//! sentence, rounds a figure that goes on, changes a score.

mod situation;

pub use situation::{Bound, Distance, Fall, Need, Requirement, Situation};

use crate::compare::{Book, IndicatorScore, QuestionScore};
use crate::model::QuestionResult;
use crate::scheme::{IndicatorAggregate, Instrument, Question, Scheme};
use crate::score::parts::counted;
use crate::thai;
use std::cmp::Ordering;
use std::collections::BTreeSet;

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
            let share = share(scheme, scores, known, instrument);
            Some(Loss { question, weight: instrument.weight, share, lost })
        })
        .collect();
    found.sort_by(|a, b| b.lost.total_cmp(&a.lost));
    found
}

/// What part of its instrument's score a question makes up, 0–1: as it was scored, where some are missing and the
/// scheme goes on without them; else as the scheme says.
#[must_use]
pub fn share(scheme: &Scheme, scores: &Book, question: &Question, instrument: &Instrument) -> f64 {
    let scored = scores.questions.iter().find(|q| q.question == question.code).and_then(|q| q.share);
    scored.unwrap_or_else(|| scheme.share(question, instrument))
}

/// What an instrument costs the total: weight × (100 − score) ÷ 100. None without a score.
#[must_use]
pub fn lost_by(scores: &Book, instrument: &str) -> Option<f64> {
    let row = scores.instruments.iter().find(|i| i.instrument == instrument)?;
    Some(row.weight * (100.0 - row.score?) / 100.0)
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
pub fn answers(
    scheme: &Scheme,
    scores: &Book,
    instrument: &Instrument,
    results: &[QuestionResult],
) -> Option<Vec<Answers>> {
    let mut all = Vec::new();
    for question in scheme.questions_of(&instrument.code) {
        all.extend(answers_to(scheme, scores, instrument, question, results)?);
    }
    Some(all)
}

/// The answers to one question of an instrument, as in [`answers`].
#[must_use]
pub fn answers_to(
    scheme: &Scheme,
    scores: &Book,
    instrument: &Instrument,
    question: &Question,
    results: &[QuestionResult],
) -> Option<Vec<Answers>> {
    let share = share(scheme, scores, question, instrument);
    let rows: Vec<_> = results.iter().filter(|r| r.question == question.code).collect();
    let parts = counted(&rows);
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
    let rows: Vec<_> = results.iter().filter(|r| r.question == code).collect();
    for part in counted(&rows) {
        for (count, points) in part.counts.iter().zip(&scale.points) {
            let count = count.get().copied()?;
            all += count;
            short += if *points < most { count } else { 0 };
        }
    }
    (all > 0).then_some((short, all))
}

/// Whether the scores of an instrument come about in the same way in two years: aggregation, questions with their
/// scales. Where they do not, a change is also a change of the rules.
#[must_use]
pub fn same_rules_of(instrument: &str, a: &Scheme, b: &Scheme) -> bool {
    let aggregation = |s: &Scheme| {
        let known = s.instrument(instrument)?;
        Some((known.aggregate, known.indicator_aggregate, s.rules.missing, s.rules.published_score))
    };
    let questions = |s: &Scheme| {
        let by_topics =
            s.instrument(instrument).is_some_and(|i| i.indicator_aggregate == IndicatorAggregate::Topics);
        let key = |q: &Question| {
            let points = s.scale_of(q).map(|scale| scale.points.clone());
            (s.identity_of(q), q.indicator, points, q.topic.clone().filter(|_| by_topics))
        };
        s.questions_of(instrument).map(key).collect::<Vec<_>>()
    };
    aggregation(a) == aggregation(b) && questions(a) == questions(b)
}

/// Whether an instrument asks the same in two years, in whatever order.
#[must_use]
pub fn same_questions_of(instrument: &str, a: &Scheme, b: &Scheme) -> bool {
    let asked = |s: &Scheme| s.questions_of(instrument).map(|q| s.identity_of(q)).collect::<BTreeSet<_>>();
    asked(a) == asked(b)
}

/// Whether all scores of two years come about in the same way, their weights included. The bands of the ratings are
/// [`Scheme::same_bands`].
#[must_use]
pub fn same_rules(a: &Scheme, b: &Scheme) -> bool {
    let weights = |s: &Scheme| s.instruments.iter().map(|i| (i.code.clone(), i.weight)).collect::<Vec<_>>();
    weights(a) == weights(b) && a.instruments.iter().all(|i| same_rules_of(&i.code, a, b))
}

#[cfg(test)]
mod tests;
