//! What contradicts itself in a scheme.

use super::{IndicatorAggregate, PublishedScore, Question, Rating, Scheme, Unpublished};
use std::collections::BTreeSet;

/// Scores are rounded to a few decimals at most.
const MAX_DECIMALS: usize = 6;

impl Scheme {
    /// The first contradiction; none in a scheme that can be used.
    pub(super) fn problem(&self) -> Option<String> {
        self.weights()
            .or_else(|| self.names())
            .or_else(|| self.scales())
            .or_else(|| self.topics())
            .or_else(|| self.bands())
    }

    fn weights(&self) -> Option<String> {
        let weights: f64 = self.instruments.iter().map(|i| i.weight).sum();
        if (weights - 100.0).abs() > 1e-9 {
            return Some(format!("the weights add up to {weights}, not 100"));
        }
        if let Some(i) = self.instruments.iter().find(|i| i.weight < 0.0) {
            return Some(format!("instrument {}: a weight is at least 0", i.code));
        }
        if self.rules.published_decimals > MAX_DECIMALS {
            return Some(format!("published_decimals is at most {MAX_DECIMALS}"));
        }
        let absent = self.instruments.iter().find(|i| i.unpublished == Unpublished::Absent)?;
        (self.rules.published_score == PublishedScore::Informative).then(|| {
            format!(
                "instrument {} takes published scores alone (unpublished = \"absent\"), but published_score = \
                 \"informative\" never takes them",
                absent.code
            )
        })
    }

    fn names(&self) -> Option<String> {
        if let Some(i) = self.indicators.iter().find(|i| self.instrument(&i.instrument).is_none()) {
            return Some(format!("indicator {} names an unknown instrument", i.number));
        }
        if let Some(i) = self.instruments.iter().find(|i| self.questions_of(&i.code).next().is_none()) {
            return Some(format!("instrument {} has no question", i.code));
        }
        let none = |number: i64| self.questions.iter().all(|q| q.indicator != number);
        if let Some(i) = self.indicators.iter().find(|i| none(i.number)) {
            return Some(format!("indicator {} has no question", i.number));
        }
        for question in &self.questions {
            if self.indicator(question.indicator).is_none() {
                return Some(format!("question {} names an unknown indicator", question.code));
            }
            if question.scale.as_ref().is_some_and(|name| !self.scales.contains_key(name)) {
                return Some(format!("question {} names an unknown scale", question.code));
            }
        }
        if let Some(code) = &self.answered_item
            && self.question(code).is_none_or(|q| q.scale.is_some())
        {
            return Some(format!("answered_item {code} is not an item of the checklist"));
        }
        twice("instrument", self.instruments.iter().map(|i| i.code.clone()))
            .or_else(|| twice("indicator", self.indicators.iter().map(|i| i.number.to_string())))
            .or_else(|| twice("topic", self.topics.iter().map(|t| t.code.clone())))
            .or_else(|| twice("question", self.questions.iter().map(|q| q.code.clone())))
            .or_else(|| twice("question identity", self.questions.iter().filter_map(|q| q.identity.clone())))
            .or_else(|| {
                twice("indicator identity", self.indicators.iter().filter_map(|i| i.identity.clone()))
            })
    }

    fn scales(&self) -> Option<String> {
        for (name, scale) in &self.scales {
            let labels = scale.labels_th.len();
            if scale.points.len() != labels || scale.labels_en.len() != labels || labels < 2 {
                return Some(format!("scale {name}: as many labels as points, at least two"));
            }
            if scale.points.iter().any(|p| !(0.0..=100.0).contains(p)) {
                return Some(format!("scale {name}: points lie between 0 and 100"));
            }
        }
        None
    }

    fn topics(&self) -> Option<String> {
        if let Some(t) = self.topics.iter().find(|t| self.indicator(t.indicator).is_none()) {
            return Some(format!("topic {} names an unknown indicator", t.code));
        }
        let of = |q: &Question| self.topics.iter().find(|t| Some(&t.code) == q.topic.as_ref());
        for question in &self.questions {
            let topic = of(question);
            if question.topic.is_some() && topic.is_none_or(|t| t.indicator != question.indicator) {
                return Some(format!(
                    "question {} names a topic that its indicator does not have",
                    question.code
                ));
            }
            let by_topics = self
                .instrument_of(question)
                .is_some_and(|i| i.indicator_aggregate == IndicatorAggregate::Topics);
            if by_topics && topic.is_none() {
                return Some(format!(
                    "question {} needs a topic: its indicator is the mean of topics",
                    question.code
                ));
            }
        }
        let unused =
            self.topics.iter().find(|t| self.questions.iter().all(|q| q.topic.as_ref() != Some(&t.code)))?;
        Some(format!("topic {} has no question", unused.code))
    }

    fn bands(&self) -> Option<String> {
        let bad = |score: f64| !(0.0..=100.0).contains(&score);
        for band in &self.ratings {
            let limits = band.conditions.iter().map(|c| c.minimum).chain(band.instruments_minimum);
            if limits.chain([band.minimum]).any(bad) {
                return Some(format!("rating {}: limits lie between 0 and 100", band.id));
            }
            let known = |of: &str| {
                self.instrument(of).is_some()
                    || self.question(of).is_some()
                    || of.parse().is_ok_and(|number| self.indicator(number).is_some())
            };
            if let Some(condition) = band.conditions.iter().find(|c| !known(&c.of)) {
                return Some(format!(
                    "rating {}: a condition names `{}`, which is unknown",
                    band.id, condition.of
                ));
            }
        }
        if let Some([better, worse]) = self.ratings.array_windows().find(|[a, b]| a.minimum < b.minimum) {
            return Some(format!("rating {} stands before {}, but needs less", better.id, worse.id));
        }
        let last =
            self.ratings.last().filter(|last: &&Rating| last.minimum <= 0.0 && last.is_unconditional());
        if last.is_none() {
            return Some("the last rating must hold from 0 without a condition: no gaps".to_owned());
        }
        twice("rating", self.ratings.iter().map(|r| r.id.clone()))
    }
}

fn twice(what: &str, names: impl Iterator<Item = String>) -> Option<String> {
    let mut known = BTreeSet::new();
    for name in names {
        if !known.insert(name.clone()) {
            return Some(format!("{what} {name} is defined twice"));
        }
    }
    None
}
