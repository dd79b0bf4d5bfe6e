//! Scores against the year before.
//!
//! Comes in: the plan of the scores of any number of agencies and years. Goes out: typed rows with previous score
//! and delta (current − previous, in points, rounded as the year's scheme says). Never: a score of its own.

mod across;
pub mod published;
mod rows;

pub use across::{Across, Ranked, Spread, across};
pub use rows::{AgencyScore, Book, IndicatorScore, InstrumentScore, QuestionScore, Source, TopicScore};

use crate::error::Error;
use crate::model::FiscalYear;
use crate::scheme::{Rules, Scheme, Schemes};
use crate::score::Scores;
use crate::score::columns::{
    AGENCY, DELTA, INDICATOR, INSTRUMENT, ORDER, PREVIOUS, QUESTION, SCORE, STAND_IN, TOPIC, TOTAL, YEAR,
};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every score beside the one of the year before; null where one of the two is missing, where the year before
/// has not the same question, and where one of the two is published and the other computed in its stead.
///
/// # Errors
/// Polars fails: a bug.
pub fn with_previous(scores: &Scores, schemes: &Schemes) -> Result<Book, Error> {
    let frames = collect(scores, schemes).map_err(|e| Error::bug("scoring and comparing years", e))?;
    rows::book(&frames, schemes).map_err(|e| Error::bug("collecting scores", e))
}

/// The one place where the plan is carried out: all levels together, so that each is computed once.
fn collect(scores: &Scores, schemes: &Schemes) -> PolarsResult<rows::Frames> {
    let same = Pairing::of(schemes)?;
    let rules = Arc::new(schemes.years().filter_map(|y| Some((y, schemes.get(y)?.rules.clone()))).collect());
    let level = |frame: &LazyFrame, code, same| join_previous(frame, Some((code, same)), SCORE, &rules);
    let plans = [
        level(&scores.questions, QUESTION, same.questions),
        level(&scores.topics, TOPIC, same.topics),
        level(&scores.indicators, INDICATOR, same.indicators),
        level(&scores.instruments, INSTRUMENT, same.instruments),
        join_previous(&scores.agencies, None, TOTAL, &rules),
    ];
    // Sums of fractions depend on the order of their parts in the last digit: no sort is given up.
    let optimisations = OptFlags::default() - OptFlags::CHECK_ORDER_OBSERVE;
    let plans = plans.map(|plan| plan.logical_plan).to_vec();
    let frames = LazyFrame::collect_all_with_engine(plans, Engine::InMemory, optimisations)?;
    let [questions, topics, indicators, instruments, agencies] = <[_; 5]>::try_from(frames)
        .map_err(|all| polars_err!(ComputeError: "{} frames of five plans", all.len()))?;
    Ok(rows::Frames { questions, topics, indicators, instruments, agencies })
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
                let same = now.same_questions(before).into_iter();
                same.map(|(code, earlier)| (code, earlier.code.as_str())).collect()
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

/// The rules of each year.
type YearRules = Arc<BTreeMap<FiscalYear, Rules>>;

/// Joins a frame with itself one year earlier. The key of the earlier rows is unique, so rows neither vanish nor
/// multiply.
fn join_previous(
    frame: &LazyFrame,
    code: Option<(&str, DataFrame)>,
    value: &str,
    rules: &YearRules,
) -> LazyFrame {
    const STAND_IN_BEFORE: &str = "stand_in_before";
    let mut earlier = vec![
        col(AGENCY),
        (col(YEAR) + lit(1u32)).cast(DataType::UInt32).alias(YEAR),
        col(value).alias(PREVIOUS),
        col(STAND_IN).alias(STAND_IN_BEFORE),
    ];
    let mut on = vec![col(AGENCY), col(YEAR)];
    let mut now = frame.clone();
    if let Some((code, same)) = code {
        earlier.push(col(code).alias(EARLIER));
        let by = [col(YEAR), col(code)];
        now = now.join(same.lazy(), by.clone(), by, JoinArgs::new(JoinType::Left));
        on.push(col(EARLIER));
    }
    let mut args = JoinArgs::new(JoinType::Left);
    args.validation = JoinValidation::ManyToOne;
    // None without a year before, too.
    let comparable = col(STAND_IN).eq(col(STAND_IN_BEFORE));
    let points = |name| compared(when(comparable.clone()).then(col(name)).otherwise(lit(NULL)), rules);
    // Rounded again: 99.41 − 98.43 is no 0.98 to a computer.
    let delta = compared(points(value) - points(PREVIOUS), rules);
    now.join(frame.clone().select(earlier), on.clone(), on, args)
        .with_column(delta.alias(DELTA))
        .sort([AGENCY, YEAR, ORDER], SortMultipleOptions::default())
}

/// Points as the rules of the row's year take them for a change ([`Rules::compared`]).
fn compared(points: Expr, rules: &YearRules) -> Expr {
    let rules = Arc::clone(rules);
    let by_rule = move |columns: &mut [Column]| {
        let [points, years] = columns else { polars_bail!(ComputeError: "points and years") };
        let of_year = |(points, year): (Option<f64>, Option<u32>)| {
            let rules = rules.get(&FiscalYear(u16::try_from(year?).ok()?))?;
            Some(rules.compared(points?))
        };
        let all: Float64Chunked = points.f64()?.iter().zip(years.u32()?.iter()).map(of_year).collect();
        Ok(all.with_name(points.name().clone()).into_column())
    };
    points.map_many(by_rule, &[col(YEAR)], |_, _| Ok(Field::new(DELTA.into(), DataType::Float64)))
}
