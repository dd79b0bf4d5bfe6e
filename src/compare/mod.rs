//! Scores against the year before.
//!
//! Comes in: scoring frames of any number of agencies and years. Goes out: the same with previous score
//! and delta (current − previous, in points), and typed rows for the reports. Never: computes a score.

mod across;
pub mod published;
mod rows;

pub use across::{Across, Ranked, Spread, across};
pub use rows::{AgencyScore, Book, IndicatorScore, InstrumentScore, QuestionScore, Source, TopicScore};

use crate::error::Error;
use crate::scheme::{Scheme, Schemes};
use crate::score::Scores;
use crate::score::columns::{
    AGENCY, DELTA, INDICATOR, INSTRUMENT, ORDER, PREVIOUS, QUESTION, SCORE, STAND_IN, TOPIC, TOTAL, YEAR,
};
use polars::prelude::*;

/// Every score beside the one of the year before; null where one of the two is missing, where the year before
/// has not the same question, and where one of the two is published and the other computed in its stead.
///
/// # Errors
/// Polars fails: a bug.
pub fn with_previous(scores: &Scores, schemes: &Schemes) -> Result<Book, Error> {
    let frames = || -> PolarsResult<Scores> {
        let same = Pairing::of(schemes)?;
        Ok(Scores {
            questions: join_previous(
                &scores.questions,
                Some((QUESTION, &same.questions)),
                SCORE,
                Some(ORDER),
            )?,
            topics: join_previous(&scores.topics, Some((TOPIC, &same.topics)), SCORE, Some(ORDER))?,
            indicators: join_previous(
                &scores.indicators,
                Some((INDICATOR, &same.indicators)),
                SCORE,
                Some(ORDER),
            )?,
            instruments: join_previous(
                &scores.instruments,
                Some((INSTRUMENT, &same.instruments)),
                SCORE,
                Some(ORDER),
            )?,
            agencies: join_previous(&scores.agencies, None, TOTAL, None)?,
        })
    };
    let frames = frames().map_err(|e| Error::bug("comparing years", e))?;
    rows::book(&frames, schemes).map_err(|e| Error::bug("collecting scores", e))
}

/// What each question, sub-indicator, indicator and instrument of a year was called the year before. One row for
/// each that has a counterpart; the counterpart is unique, too.
struct Pairing {
    questions: DataFrame,
    topics: DataFrame,
    indicators: DataFrame,
    instruments: DataFrame,
}

/// The column of the year before's code.
const EARLIER: &str = "earlier";

impl Pairing {
    fn of(schemes: &Schemes) -> PolarsResult<Self> {
        let years: Vec<_> =
            schemes.years().filter_map(|year| schemes.get(year).zip(schemes.get(year.previous()))).collect();
        Ok(Self {
            questions: pairs(&years, QUESTION, |now, before| {
                let same = now.questions.iter();
                same.filter_map(|q| Some((q.code.as_str(), now.same_question(q, before)?.code.as_str())))
                    .collect()
            })?,
            topics: pairs(&years, TOPIC, |now, before| {
                let same = now.topics.iter();
                same.filter_map(|t| Some((t.code.as_str(), now.same_topic(t, before)?.code.as_str())))
                    .collect()
            })?,
            indicators: pairs(&years, INDICATOR, |now, before| {
                let same = now.indicators.iter();
                same.filter_map(|i| Some((i.number, now.same_indicator(i, before)?.number))).collect()
            })?,
            instruments: pairs(&years, INSTRUMENT, |now, before| {
                let same = now.instruments.iter();
                same.filter_map(|i| Some((i.code.as_str(), before.instrument(&i.code)?.code.as_str())))
                    .collect()
            })?,
        })
    }
}

fn pairs<'a, T>(
    years: &[(&'a Scheme, &'a Scheme)],
    name: &str,
    of: impl Fn(&'a Scheme, &'a Scheme) -> Vec<(T, T)>,
) -> PolarsResult<DataFrame>
where
    Series: NamedFrom<Vec<T>, [T]>,
{
    let (mut in_year, mut own, mut earlier) = (Vec::new(), Vec::new(), Vec::new());
    for (now, before) in years {
        for (code, code_before) in of(now, before) {
            in_year.push(u32::from(now.fiscal_year.0));
            own.push(code);
            earlier.push(code_before);
        }
    }
    let column = |name: &str, values: Vec<T>| -> Column { Series::new(name.into(), values).into() };
    let in_year: Column = UInt32Chunked::from_vec(YEAR.into(), in_year).into_series().into();
    DataFrame::new_infer_height(vec![in_year, column(name, own), column(EARLIER, earlier)])
}

/// Joins a frame with itself one year earlier. The key of the earlier rows is unique, so rows neither vanish nor
/// multiply.
fn join_previous(
    frame: &DataFrame,
    code: Option<(&str, &DataFrame)>,
    value: &str,
    order: Option<&str>,
) -> PolarsResult<DataFrame> {
    const STAND_IN_BEFORE: &str = "stand_in_before";
    let mut earlier = vec![
        col(AGENCY),
        (col(YEAR) + lit(1u32)).cast(DataType::UInt32).alias(YEAR),
        col(value).alias(PREVIOUS),
        col(STAND_IN).alias(STAND_IN_BEFORE),
    ];
    let mut on = vec![col(AGENCY), col(YEAR)];
    let mut now = frame.clone().lazy();
    if let Some((code, same)) = code {
        earlier.push(col(code).alias(EARLIER));
        let by = [col(YEAR), col(code)];
        now = now.join(same.clone().lazy(), by.clone(), by, JoinArgs::new(JoinType::Left));
        on.push(col(EARLIER));
    }
    let mut args = JoinArgs::new(JoinType::Left);
    args.validation = JoinValidation::ManyToOne;
    let mut sort = vec![AGENCY, YEAR];
    sort.extend(order);
    now.join(frame.clone().lazy().select(earlier), on.clone(), on, args)
        .with_column(
            when(col(STAND_IN).eq(col(STAND_IN_BEFORE)))
                .then(col(value) - col(PREVIOUS))
                .otherwise(lit(NULL))
                .alias(DELTA),
        )
        .sort(sort, SortMultipleOptions::default())
        .collect()
}
