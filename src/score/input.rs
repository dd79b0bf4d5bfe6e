//! Facts and schemes as frames. Every column's type is written here, never inferred from the data.

use super::columns::{
    AGENCY, CHOICE, COUNT, INDICATOR, INSTRUMENT, ORDER, PART, POINTS, PUBLISHED, QUESTION, SHARE, WEIGHT,
    YEAR,
};
use crate::model::Facts;
use crate::scheme::{Aggregate, Computed, Instrument, Missing, PublishedScore, Question, Scheme, Schemes};
use polars::prelude::*;

pub(super) struct Input {
    /// agency, year, question, part, choice, count (null: missing), points.
    pub counts: LazyFrame,
    /// agency, year, question, published score (null: missing), one row a part.
    pub published: LazyFrame,
    /// agency, year and every question of the year's scheme.
    pub questions: LazyFrame,
    /// agency, year and every instrument of the year's scheme.
    pub instruments: LazyFrame,
}

#[derive(Default)]
struct Key {
    agency: Vec<String>,
    year: Vec<u32>,
}

impl Key {
    fn push(&mut self, facts: &Facts, scheme: &Scheme) {
        self.agency.push(facts.agency.clone());
        self.year.push(u32::from(scheme.fiscal_year.0));
    }

    fn columns(self) -> [Column; 2] {
        [Column::new(AGENCY.into(), self.agency), Column::new(YEAR.into(), self.year)]
    }
}

pub(super) fn frames(facts: &[&Facts], schemes: &Schemes) -> PolarsResult<Input> {
    let years: Vec<_> = facts
        .iter()
        .flat_map(|f| f.years.iter().map(move |(year, known)| (*f, *year, known)))
        .filter(|(_, _, known)| !known.questions.is_empty())
        .filter_map(|(f, year, known)| Some((f, schemes.get(year)?, known)))
        .collect();
    let mut counts = (Key::default(), Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut published = (Key::default(), Vec::new(), Vec::new());
    for (facts, scheme, known) in &years {
        for result in &known.questions {
            published.0.push(facts, scheme);
            published.1.push(result.question.clone());
            published.2.push(result.published.get().copied());
            let scale = scheme.question(&result.question).and_then(|q| scheme.scale_of(q));
            let points = scale.map(|s| s.points.as_slice()).unwrap_or_default();
            for (at, (count, points)) in result.counts.iter().zip(points).enumerate() {
                counts.0.push(facts, scheme);
                counts.1.push(result.question.clone());
                counts.2.push(result.part.clone());
                counts.3.push(u32::try_from(at + 1).unwrap_or(u32::MAX));
                counts.4.push(count.get().copied());
                counts.5.push(*points);
            }
        }
    }
    let [agency, year] = counts.0.columns();
    let counts = DataFrame::new_infer_height(vec![
        agency,
        year,
        Column::new(QUESTION.into(), counts.1),
        Column::new(PART.into(), counts.2),
        Column::new(CHOICE.into(), counts.3),
        Column::new(COUNT.into(), counts.4),
        Column::new(POINTS.into(), counts.5),
    ])?;
    let [agency, year] = published.0.columns();
    let published = DataFrame::new_infer_height(vec![
        agency,
        year,
        Column::new(QUESTION.into(), published.1),
        Column::new(PUBLISHED.into(), published.2),
    ])?;
    let pairs: Vec<_> = years.iter().map(|(facts, scheme, _)| (*facts, *scheme)).collect();
    Ok(Input {
        counts: counts.lazy(),
        published: published.lazy(),
        questions: questions(&pairs)?.lazy(),
        instruments: instruments(&pairs)?.lazy(),
    })
}

fn questions(pairs: &[(&Facts, &Scheme)]) -> PolarsResult<DataFrame> {
    let mut key = Key::default();
    let (mut codes, mut numbers, mut instruments) = (Vec::new(), Vec::new(), Vec::new());
    let (mut weights, mut shares, mut orders) = (Vec::new(), Vec::new(), Vec::new());
    let (mut authoritative, mut skip) = (Vec::new(), Vec::new());
    let (mut exact, mut tolerance) = (Vec::new(), Vec::new());
    for (facts, scheme) in pairs {
        for (order, question) in scheme.questions.iter().enumerate() {
            let Some(instrument) = scheme.instrument_of(question) else { continue };
            key.push(facts, scheme);
            codes.push(question.code.clone());
            numbers.push(question.indicator);
            instruments.push(instrument.code.clone());
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

fn instruments(pairs: &[(&Facts, &Scheme)]) -> PolarsResult<DataFrame> {
    let mut key = Key::default();
    let (mut codes, mut weights, mut by_questions, mut orders) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (facts, scheme) in pairs {
        for (order, instrument) in scheme.instruments.iter().enumerate() {
            key.push(facts, scheme);
            codes.push(instrument.code.clone());
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
