//! Facts and schemes as frames. Every column's type is written here, never inferred from the data.

use super::columns::{
    AGENCY, COUNT, INDICATOR, INSTRUMENT, ORDER, PART, POINTS, PUBLISHED, QUESTION, SHARE, WEIGHT, YEAR,
};
use super::results::{Results, YearResults};
use crate::scheme::{Aggregate, Computed, Instrument, Missing, PublishedScore, Question, Scheme, Schemes};
use polars::prelude::*;

pub(super) struct Input {
    /// agency, year, question, part, count (null: missing), points; a part's choices together, in order.
    pub counts: LazyFrame,
    /// agency, year, question, published score (null: missing), one row a part.
    pub published: LazyFrame,
    /// agency, year and every question of the year's scheme.
    pub questions: LazyFrame,
    /// agency, year and every instrument of the year's scheme.
    pub instruments: LazyFrame,
}

/// Agency and year of each row; names are borrowed, for there are many rows.
#[derive(Default)]
struct Key<'a> {
    agency: Vec<&'a str>,
    year: Vec<u32>,
}

impl<'a> Key<'a> {
    fn push(&mut self, agency: &'a str, scheme: &Scheme) {
        self.agency.push(agency);
        self.year.push(u32::from(scheme.fiscal_year.0));
    }

    fn columns(self) -> [Column; 2] {
        [Column::new(AGENCY.into(), self.agency), Column::new(YEAR.into(), self.year)]
    }
}

pub(super) fn frames(results: &[&Results], schemes: &Schemes) -> PolarsResult<Input> {
    let years: Vec<_> = results
        .iter()
        .flat_map(|r| r.years.iter().map(|known| (r.agency.as_str(), known)))
        .filter_map(|(agency, known)| Some((agency, schemes.get(known.fiscal_year)?, known)))
        .collect();
    let pairs: Vec<_> = years.iter().map(|(agency, scheme, _)| (*agency, *scheme)).collect();
    Ok(Input {
        counts: counts(&years)?.lazy(),
        published: published(&years)?.lazy(),
        questions: questions(&pairs)?.lazy(),
        instruments: instruments(&pairs)?.lazy(),
    })
}

fn counts(years: &[(&str, &Scheme, &YearResults)]) -> PolarsResult<DataFrame> {
    let mut key = Key::default();
    let (mut questions, mut parts) = (Vec::new(), Vec::new());
    let (mut numbers, mut all_points) = (Vec::new(), Vec::new());
    for (agency, scheme, known) in years {
        // Parts in the order of their names, choices in that of the scale: sums then never depend on a
        // sheet's order, and polars need not sort millions of rows.
        let mut results: Vec<_> = known.questions.iter().collect();
        results.sort_by_key(|r| (&r.question, &r.part));
        for result in results {
            let scale = scheme.question(&result.question).and_then(|q| scheme.scale_of(q));
            let points = scale.map(|s| s.points.as_slice()).unwrap_or_default();
            for (count, points) in result.counts.iter().zip(points) {
                key.push(agency, scheme);
                questions.push(result.question.as_str());
                parts.push(result.part.as_str());
                numbers.push(*count);
                all_points.push(*points);
            }
        }
    }
    let [agency, year] = key.columns();
    DataFrame::new_infer_height(vec![
        agency,
        year,
        Column::new(QUESTION.into(), questions),
        Column::new(PART.into(), parts),
        Column::new(COUNT.into(), numbers),
        Column::new(POINTS.into(), all_points),
    ])
}

fn published(years: &[(&str, &Scheme, &YearResults)]) -> PolarsResult<DataFrame> {
    let mut key = Key::default();
    let (mut questions, mut scores) = (Vec::new(), Vec::new());
    for (agency, scheme, known) in years {
        for result in &known.questions {
            key.push(agency, scheme);
            questions.push(result.question.as_str());
            scores.push(result.published);
        }
    }
    let [agency, year] = key.columns();
    DataFrame::new_infer_height(vec![
        agency,
        year,
        Column::new(QUESTION.into(), questions),
        Column::new(PUBLISHED.into(), scores),
    ])
}

fn questions(pairs: &[(&str, &Scheme)]) -> PolarsResult<DataFrame> {
    let mut key = Key::default();
    let (mut codes, mut numbers, mut instruments) = (Vec::new(), Vec::new(), Vec::new());
    let (mut weights, mut shares, mut orders) = (Vec::new(), Vec::new(), Vec::new());
    let (mut authoritative, mut skip) = (Vec::new(), Vec::new());
    let (mut exact, mut tolerance) = (Vec::new(), Vec::new());
    for (agency, scheme) in pairs {
        for (order, question) in scheme.questions.iter().enumerate() {
            let Some(instrument) = scheme.instrument_of(question) else { continue };
            key.push(agency, scheme);
            codes.push(question.code.as_str());
            numbers.push(question.indicator);
            instruments.push(instrument.code.as_str());
            weights.push(instrument.weight);
            shares.push(share(scheme, question, instrument));
            orders.push(u32::try_from(order).unwrap_or(u32::MAX));
            authoritative.push(scheme.rules.published_score == PublishedScore::Authoritative);
            skip.push(scheme.rules.missing == Missing::Present);
            exact.push(instrument.computed == Computed::Exact);
            tolerance.push(scheme.rounding_tolerance());
        }
    }
    let [agency, year] = key.columns();
    DataFrame::new_infer_height(vec![
        agency,
        year,
        Column::new(INSTRUMENT.into(), instruments),
        Column::new(INDICATOR.into(), numbers),
        Column::new(QUESTION.into(), codes),
        Column::new(WEIGHT.into(), weights),
        Column::new(SHARE.into(), shares),
        Column::new(ORDER.into(), orders),
        Column::new("authoritative".into(), authoritative),
        Column::new("skip_missing".into(), skip),
        Column::new("exact".into(), exact),
        Column::new("tolerance".into(), tolerance),
    ])
}

/// What part of its instrument's score a question makes up, 0–1.
#[must_use]
pub fn share(scheme: &Scheme, question: &Question, instrument: &Instrument) -> f64 {
    // A scheme has tens of questions: the conversions are exact.
    #[allow(clippy::cast_precision_loss)]
    match instrument.aggregate {
        Aggregate::Questions => 1.0 / scheme.questions_of(&instrument.code).count() as f64,
        Aggregate::Indicators => {
            let indicators = scheme.indicators.iter().filter(|i| i.instrument == instrument.code).count();
            let same = scheme.questions.iter().filter(|q| q.indicator == question.indicator).count();
            1.0 / (indicators as f64 * same as f64)
        }
    }
}

fn instruments(pairs: &[(&str, &Scheme)]) -> PolarsResult<DataFrame> {
    let mut key = Key::default();
    let (mut codes, mut weights, mut by_questions, mut orders) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (agency, scheme) in pairs {
        for (order, instrument) in scheme.instruments.iter().enumerate() {
            key.push(agency, scheme);
            codes.push(instrument.code.as_str());
            weights.push(instrument.weight);
            by_questions.push(instrument.aggregate == Aggregate::Questions);
            orders.push(u32::try_from(order).unwrap_or(u32::MAX));
        }
    }
    let [agency, year] = key.columns();
    DataFrame::new_infer_height(vec![
        agency,
        year,
        Column::new(INSTRUMENT.into(), codes),
        Column::new(WEIGHT.into(), weights),
        Column::new("by_questions".into(), by_questions),
        Column::new(ORDER.into(), orders),
    ])
}
