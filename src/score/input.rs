//! Facts and schemes as frames. Every column's type is written here, never inferred from the data.

use super::columns::{
    AGENCY, AUTHORITATIVE, COUNT, INDICATOR, INSTRUMENT, ORDER, PART, POINTS, PUBLISHED, QUESTION, SHARE,
    SKIP_MISSING, TOLERANCE, TOPIC, WEIGHT, YEAR,
};
use super::parts;
use super::results::{Answered, Results, YearResults};
use crate::model::Level;
use crate::scheme::{
    Aggregate, Computed, IndicatorAggregate, Missing, PublishedScore, Scheme, Schemes, Unpublished,
};
use polars::prelude::*;

pub(super) struct Input {
    /// agency, year, question, part, count (null: missing), points; a part's choices together, in order.
    pub counts: LazyFrame,
    /// agency, year, question, published score (null: missing), one row a part that counts.
    pub published: LazyFrame,
    /// agency, year, sub-indicator, published score.
    pub published_topics: LazyFrame,
    /// agency, year, indicator, published score.
    pub published_indicators: LazyFrame,
    /// agency, year, instrument, published score.
    pub published_instruments: LazyFrame,
    /// agency, year, published total.
    pub published_totals: LazyFrame,
    /// agency, year and every question of the year's scheme.
    pub questions: LazyFrame,
    /// agency, year and every instrument of the year's scheme.
    pub instruments: LazyFrame,
    /// Whether any of the schemes goes on without missing parts.
    pub some_skip: bool,
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
        published_topics: level(&years, TOPIC, |level| match level {
            Level::Topic(code) => Some(code.as_str()),
            _ => None,
        })?,
        published_indicators: level(&years, INDICATOR, |level| match level {
            Level::Indicator(number) => Some(*number),
            _ => None,
        })?,
        published_instruments: level(&years, INSTRUMENT, |level| match level {
            Level::Instrument(code) => Some(code.as_str()),
            _ => None,
        })?,
        published_totals: level(&years, "level", |level| (*level == Level::Total).then_some("total"))?,
        questions: questions(&pairs)?.lazy(),
        instruments: instruments(&pairs)?.lazy(),
        some_skip: pairs.iter().any(|(_, scheme)| scheme.rules.missing == Missing::Present),
    })
}

/// The rows of each question, parts in the order of their names.
fn by_question(known: &YearResults) -> Vec<Vec<&Answered>> {
    let mut rows: Vec<_> = known.questions.iter().collect();
    rows.sort_by_key(|r| (&r.question, &r.part));
    rows.chunk_by(|a, b| a.question == b.question).map(<[&Answered]>::to_vec).collect()
}

/// Published scores of one level; of one that is given twice, the first.
fn level<'a, T: Clone + PartialEq>(
    years: &[(&'a str, &Scheme, &'a YearResults)],
    name: &str,
    key_of: impl Fn(&'a Level) -> Option<T>,
) -> PolarsResult<LazyFrame>
where
    Column: NamedVec<T>,
{
    let mut key = Key::default();
    let (mut keys, mut scores) = (Vec::new(), Vec::new());
    for (agency, scheme, known) in years {
        let mut own: Vec<T> = Vec::new();
        for published in &known.published {
            let (Some(of), Some(score)) = (key_of(&published.level), published.score) else { continue };
            if own.contains(&of) {
                continue;
            }
            own.push(of.clone());
            key.push(agency, scheme);
            keys.push(of);
            scores.push(score);
        }
    }
    let [agency, year] = key.columns();
    let columns = vec![agency, year, Column::named(name, keys), Column::new(PUBLISHED.into(), scores)];
    Ok(DataFrame::new_infer_height(columns)?.lazy())
}

/// A column of the keys of a level.
trait NamedVec<T> {
    fn named(name: &str, values: Vec<T>) -> Column;
}

impl NamedVec<&str> for Column {
    fn named(name: &str, values: Vec<&str>) -> Column {
        Self::new(name.into(), values)
    }
}

impl NamedVec<i64> for Column {
    fn named(name: &str, values: Vec<i64>) -> Column {
        Self::new(name.into(), values)
    }
}

fn counts(years: &[(&str, &Scheme, &YearResults)]) -> PolarsResult<DataFrame> {
    let mut key = Key::default();
    let (mut questions, mut parts) = (Vec::new(), Vec::new());
    let (mut numbers, mut all_points) = (Vec::new(), Vec::new());
    for (agency, scheme, known) in years {
        // Parts in the order of their names, choices in that of the scale: sums then never depend on a
        // sheet's order, and polars need not sort millions of rows.
        for result in by_question(known).into_iter().flat_map(|rows| parts::counted(&rows)) {
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
        for result in by_question(known).into_iter().flat_map(|rows| parts::published(&rows)) {
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
    let (mut codes, mut numbers, mut instruments, mut topics) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut weights, mut shares, mut orders) = (Vec::new(), Vec::new(), Vec::new());
    let (mut authoritative, mut skip) = (Vec::new(), Vec::new());
    let (mut exact, mut tolerance, mut counts) = (Vec::new(), Vec::new(), Vec::new());
    let (mut by_questions, mut by_topics) = (Vec::new(), Vec::new());
    for (agency, scheme) in pairs {
        let tolerated = scheme.rounding_tolerance();
        for (order, question) in scheme.questions.iter().enumerate() {
            let Some(instrument) = scheme.instrument_of(question) else { continue };
            key.push(agency, scheme);
            codes.push(question.code.as_str());
            numbers.push(question.indicator);
            instruments.push(instrument.code.as_str());
            topics.push(question.topic.as_deref());
            weights.push(instrument.weight);
            shares.push(scheme.share(question, instrument));
            orders.push(u32::try_from(order).unwrap_or(u32::MAX));
            authoritative.push(scheme.rules.published_score == PublishedScore::Authoritative);
            skip.push(scheme.rules.missing == Missing::Present);
            exact.push(instrument.computed == Computed::Exact);
            tolerance.push(tolerated);
            counts.push(instrument.unpublished == Unpublished::Computed);
            by_questions.push(instrument.aggregate == Aggregate::Questions);
            by_topics.push(instrument.indicator_aggregate == IndicatorAggregate::Topics);
        }
    }
    let [agency, year] = key.columns();
    DataFrame::new_infer_height(vec![
        agency,
        year,
        Column::new(INSTRUMENT.into(), instruments),
        Column::new(INDICATOR.into(), numbers),
        Column::new(TOPIC.into(), topics),
        Column::new(QUESTION.into(), codes),
        Column::new(WEIGHT.into(), weights),
        Column::new(SHARE.into(), shares),
        Column::new(ORDER.into(), orders),
        Column::new(AUTHORITATIVE.into(), authoritative),
        Column::new(SKIP_MISSING.into(), skip),
        Column::new("exact".into(), exact),
        Column::new(TOLERANCE.into(), tolerance),
        Column::new("counts_stand_in".into(), counts),
        Column::new("by_questions".into(), by_questions),
        Column::new("by_topics".into(), by_topics),
    ])
}

fn instruments(pairs: &[(&str, &Scheme)]) -> PolarsResult<DataFrame> {
    let mut key = Key::default();
    let (mut codes, mut weights, mut by_questions, mut orders) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut authoritative, mut tolerance) = (Vec::new(), Vec::new());
    for (agency, scheme) in pairs {
        for (order, instrument) in scheme.instruments.iter().enumerate() {
            key.push(agency, scheme);
            codes.push(instrument.code.as_str());
            weights.push(instrument.weight);
            by_questions.push(instrument.aggregate == Aggregate::Questions);
            orders.push(u32::try_from(order).unwrap_or(u32::MAX));
            authoritative.push(scheme.rules.published_score == PublishedScore::Authoritative);
            tolerance.push(scheme.rounding_tolerance());
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
        Column::new(AUTHORITATIVE.into(), authoritative),
        Column::new(TOLERANCE.into(), tolerance),
    ])
}
