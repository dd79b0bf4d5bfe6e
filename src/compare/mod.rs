//! Scores against the year before.
//!
//! Comes in: scoring frames of any number of agencies and years. Goes out: the same with previous score
//! and delta (current − previous, in points), and typed rows for the reports. Never: computes a score.

mod across;
mod rows;

pub use across::{Across, Ranked, Spread, across};
pub use rows::{AgencyScore, Book, IndicatorScore, InstrumentScore, QuestionScore, Source};

use crate::error::Error;
use crate::scheme::Schemes;
use crate::score::Scores;
use crate::score::columns::{
    AGENCY, DELTA, INDICATOR, INSTRUMENT, ORDER, PREVIOUS, QUESTION, SCORE, TOTAL, YEAR,
};
use polars::prelude::*;

/// Every score beside the one of the year before; null where one of the two is missing.
///
/// # Errors
/// Polars fails: a bug.
pub fn with_previous(scores: &Scores, schemes: &Schemes) -> Result<Book, Error> {
    let frames = || -> PolarsResult<Scores> {
        Ok(Scores {
            questions: beside(&scores.questions, &[AGENCY, YEAR, QUESTION], SCORE, Some(ORDER))?,
            indicators: beside(&scores.indicators, &[AGENCY, YEAR, INDICATOR], SCORE, Some(ORDER))?,
            instruments: beside(&scores.instruments, &[AGENCY, YEAR, INSTRUMENT], SCORE, Some(ORDER))?,
            agencies: beside(&scores.agencies, &[AGENCY, YEAR], TOTAL, None)?,
        })
    };
    let frames = frames().map_err(|e| Error::bug("comparing years", e))?;
    rows::book(&frames, schemes).map_err(|e| Error::bug("collecting scores", e))
}

/// Joins a frame with itself one year earlier; the key is unique on both sides, so rows neither
/// vanish nor multiply.
fn beside(frame: &DataFrame, key: &[&str], value: &str, order: Option<&str>) -> PolarsResult<DataFrame> {
    let on: Vec<Expr> = key.iter().map(|k| col(*k)).collect();
    let mut earlier: Vec<Expr> = on.clone();
    earlier.push(col(value).alias(PREVIOUS));
    let earlier = frame
        .clone()
        .lazy()
        .select(earlier)
        .with_column((col(YEAR) + lit(1u32)).cast(DataType::UInt32).alias(YEAR));
    let mut args = JoinArgs::new(JoinType::Left);
    args.validation = JoinValidation::OneToOne;
    let mut sort = vec![AGENCY, YEAR];
    sort.extend(order);
    frame
        .clone()
        .lazy()
        .join(earlier, on.clone(), on, args)
        .with_column((col(value) - col(PREVIOUS)).alias(DELTA))
        .sort(sort, SortMultipleOptions::default())
        .collect()
}
