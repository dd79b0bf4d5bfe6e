//! One year's scores of many agencies side by side: ranks, ratings, and how each figure is spread.
//!
//! Sums run over the agencies in the order of their ids, so that the last binary digit depends neither on the
//! machine nor on how the work was divided.

use super::{AgencyScore, Book};
use crate::model::FiscalYear;
use crate::scheme::Scheme;
use crate::thai;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// How a score is spread over agencies. All in points of 0–100.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spread {
    /// Agencies that have the score.
    pub count: usize,
    /// Mean.
    pub mean: Option<f64>,
    /// The middle one; of an even number the mean of the two.
    pub median: Option<f64>,
    /// Lowest.
    pub lowest: Option<f64>,
    /// Highest.
    pub highest: Option<f64>,
    /// Agencies that have the score of the year before too.
    pub compared: usize,
    /// Mean change of those.
    pub delta: Option<f64>,
    /// How many rose, fell and stayed, judged on the published digits.
    pub rose: usize,
    /// How many fell.
    pub fell: usize,
}

/// An agency's place.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// 1 for the highest total; equal published totals share a rank. None without a total.
    pub rank: Option<usize>,
    /// The agency's total.
    pub score: AgencyScore,
}

/// Everything about one year across agencies.
#[derive(Clone, Debug, Default)]
pub struct Across {
    /// From the highest total to the lowest, equal ones by id; those without a total last.
    pub ranking: Vec<Ranked>,
    /// Totals.
    pub total: Spread,
    /// By instrument code.
    pub instruments: BTreeMap<String, Spread>,
    /// By indicator number.
    pub indicators: BTreeMap<i64, Spread>,
    /// By question or item code.
    pub questions: BTreeMap<String, Spread>,
    /// Agencies by rating id, this year and the year before.
    pub ratings: BTreeMap<String, (usize, usize)>,
}

/// Puts the agencies' scores of a year side by side.
#[must_use]
pub fn across(book: &Book, year: FiscalYear, agencies: &BTreeSet<&str>, scheme: &Scheme) -> Across {
    let wanted = |agency: &str, of: FiscalYear| of == year && agencies.contains(agency);
    let decimals = scheme.rules.published_decimals;
    let mut totals = Collected::new(decimals);
    let mut instruments = BTreeMap::new();
    let mut indicators = BTreeMap::new();
    let mut questions = BTreeMap::new();
    let mut all = Across::default();
    for row in book.agencies.iter().filter(|r| wanted(&r.agency, r.fiscal_year)) {
        totals.add(row.total, row.delta);
        for (rating, before) in [(&row.rating, false), (&row.previous_rating, true)] {
            let Some(rating) = rating else { continue };
            let entry = all.ratings.entry(rating.clone()).or_default();
            if before { entry.1 += 1 } else { entry.0 += 1 }
        }
        all.ranking.push(Ranked { rank: None, score: row.clone() });
    }
    let new = || Collected::new(decimals);
    for row in book.instruments.iter().filter(|r| wanted(&r.agency, r.fiscal_year)) {
        instruments.entry(row.instrument.clone()).or_insert_with(new).add(row.score, row.delta);
    }
    for row in book.indicators.iter().filter(|r| wanted(&r.agency, r.fiscal_year)) {
        indicators.entry(row.indicator).or_insert_with(new).add(row.score, row.delta);
    }
    for row in book.questions.iter().filter(|r| wanted(&r.agency, r.fiscal_year)) {
        questions.entry(row.question.clone()).or_insert_with(new).add(row.score, row.delta);
    }
    all.total = totals.spread();
    all.instruments = spreads(instruments);
    all.indicators = spreads(indicators);
    all.questions = spreads(questions);
    rank(&mut all.ranking, decimals);
    all
}

fn spreads<K: Ord>(collected: BTreeMap<K, Collected>) -> BTreeMap<K, Spread> {
    collected.into_iter().map(|(key, values)| (key, values.spread())).collect()
}

/// Orders by published total and numbers the places.
fn rank(ranking: &mut [Ranked], decimals: usize) {
    let shown = |r: &Ranked| r.score.total.map(|t| thai::round_half_away(t, decimals));
    ranking.sort_by(|a, b| {
        let by_total = match (shown(a), shown(b)) {
            (Some(a), Some(b)) => b.total_cmp(&a),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        };
        by_total.then_with(|| a.score.agency.cmp(&b.score.agency))
    });
    let mut last: Option<(f64, usize)> = None;
    for (at, place) in ranking.iter_mut().enumerate() {
        let Some(total) = shown(place) else { continue };
        let rank = match last {
            Some((same, rank)) if same.total_cmp(&total) == Ordering::Equal => rank,
            _ => at + 1,
        };
        place.rank = Some(rank);
        last = Some((total, rank));
    }
}

/// A figure of many agencies, being collected.
struct Collected {
    decimals: usize,
    scores: Vec<f64>,
    deltas: Vec<f64>,
}

impl Collected {
    fn new(decimals: usize) -> Self {
        Self { decimals, scores: Vec::new(), deltas: Vec::new() }
    }

    fn add(&mut self, score: Option<f64>, delta: Option<f64>) {
        self.scores.extend(score);
        self.deltas.extend(delta);
    }

    fn spread(mut self) -> Spread {
        let mean = mean(&self.scores);
        let delta = self::mean(&self.deltas);
        let shown = |delta: &&f64| thai::round_half_away(**delta, self.decimals);
        let rose = self.deltas.iter().filter(|d| shown(d) > 0.0).count();
        let fell = self.deltas.iter().filter(|d| shown(d) < 0.0).count();
        self.scores.sort_by(f64::total_cmp);
        let middle = self.scores.len() / 2;
        let median = match self.scores.len() % 2 {
            _ if self.scores.is_empty() => None,
            1 => Some(self.scores[middle]),
            _ => Some(f64::midpoint(self.scores[middle - 1], self.scores[middle])),
        };
        Spread {
            count: self.scores.len(),
            mean,
            median,
            lowest: self.scores.first().copied(),
            highest: self.scores.last().copied(),
            compared: self.deltas.len(),
            delta,
            rose,
            fell,
        }
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    // Thousands of agencies at most.
    #[allow(clippy::cast_precision_loss)]
    let count = values.len() as f64;
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(agency: &str, total: Option<f64>) -> Ranked {
        let score = AgencyScore {
            agency: agency.to_owned(),
            fiscal_year: FiscalYear(2567),
            total,
            computed: None,
            published: None,
            stand_in: false,
            rating: None,
            previous: None,
            previous_rating: None,
            delta: None,
        };
        Ranked { rank: None, score }
    }

    #[test]
    fn equal_published_totals_share_a_rank_and_the_next_is_skipped() {
        let mut ranking = vec![
            place("d", None),
            place("c", Some(90.0)),
            place("b", Some(95.004)),
            place("a", Some(95.001)),
        ];
        rank(&mut ranking, 2);
        let shown: Vec<_> = ranking.iter().map(|r| (r.score.agency.as_str(), r.rank)).collect();
        assert_eq!(shown, [("a", Some(1)), ("b", Some(1)), ("c", Some(3)), ("d", None)]);
    }

    #[test]
    fn a_spread_by_hand() {
        let mut collected = Collected::new(2);
        for (score, delta) in
            [(Some(80.0), Some(1.0)), (Some(90.0), Some(-3.0)), (None, None), (Some(100.0), Some(0.001))]
        {
            collected.add(score, delta);
        }
        let spread = collected.spread();
        assert_eq!((spread.count, spread.compared, spread.rose, spread.fell), (3, 3, 1, 1));
        assert_eq!((spread.mean, spread.median), (Some(90.0), Some(90.0)));
        assert_eq!((spread.lowest, spread.highest), (Some(80.0), Some(100.0)));
        assert!((spread.delta.unwrap() + 1.999 / 3.0).abs() < 1e-12);
    }
}
