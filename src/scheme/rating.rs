//! The rating table: bands from best to worst, each with its conditions.

use super::{Instrument, Scheme};
use crate::thai;
use serde::{Deserialize, Serialize};

/// A condition of a band on one score.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Code of the instrument, question or item, or number of the indicator.
    pub of: String,
    /// Lowest score, 0–100.
    pub minimum: f64,
}

/// One band of the rating table.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// Stable name.
    pub id: String,
    /// Thai name.
    pub name_th: String,
    /// English name.
    pub name_en: String,
    /// Lowest total.
    pub minimum: f64,
    /// Lowest score of every instrument.
    pub instruments_minimum: Option<f64>,
    /// Conditions on single instruments, indicators, questions or items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<Condition>,
}

/// Whether a result reaches a band.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// All conditions hold.
    Yes,
    /// One does not.
    No,
    /// A score that decides is absent.
    Unknown,
}

impl Rating {
    /// Whether nothing but the total decides.
    #[must_use]
    pub fn is_unconditional(&self) -> bool {
        self.instruments_minimum.is_none() && self.conditions.is_empty()
    }

    /// The lowest score of an instrument that the band allows; none without a condition on it.
    #[must_use]
    pub fn minimum_of(&self, instrument: &str) -> Option<f64> {
        let own = self.conditions.iter().filter(|c| c.of == instrument).map(|c| c.minimum);
        own.chain(self.instruments_minimum).reduce(f64::max)
    }

    /// Conditions that are not on an instrument: on an indicator, a question, an item.
    pub fn finer_conditions<'a>(&'a self, scheme: &'a Scheme) -> impl Iterator<Item = &'a Condition> {
        self.conditions.iter().filter(|c| scheme.instrument(&c.of).is_none())
    }
}

impl Scheme {
    /// A score rounded as it is published.
    #[must_use]
    pub fn shown(&self, score: f64) -> f64 {
        thai::round_half_away(score, self.rules.published_decimals)
    }

    /// The rating of a total where no band has a condition on anything finer than an instrument. `instruments`
    /// in the scheme's order.
    #[must_use]
    pub fn rate(&self, total: Option<f64>, instruments: &[Option<f64>]) -> Option<&Rating> {
        self.rate_with(total, instruments, |_| None)
    }

    /// The rating of a total: the first band whose conditions hold, on scores rounded as published. `finer` gives
    /// the score of an indicator, question or item that a condition names. None when the total, an instrument, or
    /// a score that decides is absent: a rating is never guessed.
    #[must_use]
    pub fn rate_with(
        &self,
        total: Option<f64>,
        instruments: &[Option<f64>],
        finer: impl Fn(&str) -> Option<f64>,
    ) -> Option<&Rating> {
        for band in &self.ratings {
            match self.reaches(band, total, instruments, &finer)? {
                Reached::Yes => return Some(band),
                Reached::No => {}
                Reached::Unknown => return None,
            }
        }
        None
    }

    /// Whether a result reaches a band. None without a total or with an instrument missing.
    #[must_use]
    pub fn reaches(
        &self,
        band: &Rating,
        total: Option<f64>,
        instruments: &[Option<f64>],
        finer: impl Fn(&str) -> Option<f64>,
    ) -> Option<Reached> {
        let total = self.shown(total?);
        let scores = instruments.iter().copied().collect::<Option<Vec<_>>>()?;
        let of = |code: &str| {
            let at = self.instruments.iter().position(|i: &Instrument| i.code == code);
            at.map_or_else(|| finer(code), |at| scores.get(at).copied())
        };
        let low = |limit: f64| scores.iter().any(|score| self.shown(*score) < limit);
        if total < band.minimum || band.instruments_minimum.is_some_and(low) {
            return Some(Reached::No);
        }
        let holds = |c: &Condition| of(&c.of).map(|score| self.shown(score) >= c.minimum);
        let known: Vec<_> = band.conditions.iter().map(holds).collect();
        Some(match known.contains(&Some(false)) {
            true => Reached::No,
            false if known.contains(&None) => Reached::Unknown,
            false => Reached::Yes,
        })
    }

    /// Whether two years rate by the same bands, so that their ratings can be compared.
    #[must_use]
    pub fn same_bands(&self, other: &Self) -> bool {
        let bands = |s: &Self| -> Vec<_> {
            let key = |r: &Rating| (r.id.clone(), r.minimum, r.instruments_minimum, r.conditions.clone());
            s.ratings.iter().map(key).collect()
        };
        self.rules.published_decimals == other.rules.published_decimals && bands(self) == bands(other)
    }
}
