//! Facts and schemes to scores: question → indicator → instrument → total, for any number of agencies
//! and years at once. The agency and the year are columns, not loops.
//!
//! Comes in: question results, schemes. Goes out: frames with unrounded scores (0–100), null where a
//! part is missing. Never: rounds, words anything, reads a file.
//! Rules: mean of the answers → question; mean of its parts for a question with parts; mean of its
//! questions → indicator; mean of questions or of indicators → instrument, by the scheme; the weighted
//! sum of unrounded instrument scores → total. Evidence for each: `docs/scoring.md`.

pub mod columns;
mod input;
pub mod monitoring;
pub mod progress;
pub mod published;
mod results;

pub use input::share;
pub use results::{Answered, Results, YearResults};

use crate::error::Error;
use crate::model::Facts;
use crate::scheme::Schemes;
use columns::{
    AGENCY, COMPUTED, COUNT, INDICATOR, INSTRUMENT, LOST, ORDER, PART, POINTS, PUBLISHED, QUESTION,
    RESPONSES, SCORE, SHARE, SOURCE, TOTAL, WEIGHT, WEIGHTED, YEAR,
};
use polars::prelude::*;

/// Scores at each level, sorted by agency, year and the scheme's order.
#[derive(Clone)]
pub struct Scores {
    /// One row a question or item.
    pub questions: DataFrame,
    /// One row an indicator.
    pub indicators: DataFrame,
    /// One row an instrument.
    pub instruments: DataFrame,
    /// One row an agency and year.
    pub agencies: DataFrame,
}

/// Scores every agency and year that has results and a scheme.
///
/// # Errors
/// Polars fails: a bug, never a matter of the data.
pub fn score<'a>(facts: impl IntoIterator<Item = &'a Facts>, schemes: &Schemes) -> Result<Scores, Error> {
    let results: Vec<_> = facts.into_iter().map(Results::of).collect();
    score_results(&results, schemes)
}

/// The same from the part of the facts that scores depend on: one plan for any number of agencies.
///
/// # Errors
/// As [`score`].
pub fn score_results<'a>(
    results: impl IntoIterator<Item = &'a Results>,
    schemes: &Schemes,
) -> Result<Scores, Error> {
    let results: Vec<_> = results.into_iter().collect();
    plan(&results, schemes).map_err(|e| Error::bug("scoring", e))
}

fn plan(results: &[&Results], schemes: &Schemes) -> PolarsResult<Scores> {
    let input = input::frames(results, schemes)?;
    let questions = questions(input.counts, input.published, input.questions).collect()?;
    let indicators =
        mean_of(questions.clone().lazy(), [col(AGENCY), col(YEAR), col(INSTRUMENT), col(INDICATOR)].to_vec())
            .collect()?;
    let instruments =
        instruments(questions.clone().lazy(), indicators.clone().lazy(), input.instruments).collect()?;
    let agencies = instruments
        .clone()
        .lazy()
        .group_by_stable([col(AGENCY), col(YEAR)])
        .agg([whole(col(WEIGHTED), col(WEIGHTED).sum()).alias(TOTAL)])
        .collect()?;
    Ok(Scores { questions, indicators, instruments, agencies })
}

/// `value` unless a part of the group is missing.
fn whole(part: Expr, value: Expr) -> Expr {
    when(part.null_count().eq(lit(0))).then(value).otherwise(lit(NULL))
}

/// One row a question of the scheme: computed from counts, published, and the one that counts.
fn questions(counts: LazyFrame, published: LazyFrame, scheme: LazyFrame) -> LazyFrame {
    let part = [col(AGENCY), col(YEAR), col(QUESTION), col(PART)];
    let question = [col(AGENCY), col(YEAR), col(QUESTION)];
    let computed = counts
        .group_by_stable(part)
        .agg([
            whole(col(COUNT), col(COUNT).sum()).alias(RESPONSES),
            whole(col(COUNT), (col(COUNT).cast(DataType::Float64) * col(POINTS)).sum()).alias(POINTS),
        ])
        .with_column(
            when(col(RESPONSES).gt(lit(0)))
                .then(col(POINTS) / col(RESPONSES).cast(DataType::Float64))
                .otherwise(lit(NULL))
                .alias(COMPUTED),
        )
        .group_by_stable(question.clone())
        .agg([
            // Parts of one question are asked of the same people.
            whole(col(RESPONSES), col(RESPONSES).max()).alias(RESPONSES),
            whole(col(COMPUTED), col(COMPUTED).mean()).alias(COMPUTED),
        ]);
    let published =
        published
            .group_by_stable(question.clone())
            .agg([whole(col(PUBLISHED), col(PUBLISHED).mean()).alias(PUBLISHED)]);
    // Where counts reproduce the published score to its last digit, the unrounded one goes on: the total
    // must come from unrounded scores. Elsewhere the published score stands.
    let reproduced = col("exact")
        .and((col(PUBLISHED) - col(COMPUTED)).lt_eq(col("tolerance")))
        .and((col(COMPUTED) - col(PUBLISHED)).lt_eq(col("tolerance")))
        .fill_null(lit(false));
    let authoritative = col("authoritative").and(col(PUBLISHED).is_not_null()).and(reproduced.not());
    scheme
        .join(computed, question.clone(), question.clone(), JoinArgs::new(JoinType::Left))
        .join(published, question.clone(), question, JoinArgs::new(JoinType::Left))
        .with_columns([
            when(authoritative.clone()).then(col(PUBLISHED)).otherwise(col(COMPUTED)).alias(SCORE),
            when(authoritative)
                .then(lit("published"))
                .when(col(COMPUTED).is_not_null())
                .then(lit("computed"))
                .otherwise(lit(NULL))
                .alias(SOURCE),
        ])
        .with_column((col(WEIGHT) * col(SHARE) * (lit(100.0) - col(SCORE)) / lit(100.0)).alias(LOST))
        .sort([AGENCY, YEAR, ORDER], SortMultipleOptions::default())
}

/// The mean of the scores of a group; absent when one is missing and the scheme does not go on without.
fn mean_of(parts: LazyFrame, group: Vec<Expr>) -> LazyFrame {
    parts
        .group_by_stable(group)
        .agg([
            when(col(SCORE).null_count().eq(lit(0)).or(col("skip_missing").all(true)))
                .then(col(SCORE).mean())
                .otherwise(lit(NULL))
                .alias(SCORE),
            col("skip_missing").first(),
            col(ORDER).first(),
        ])
        .sort([AGENCY, YEAR, ORDER], SortMultipleOptions::default())
}

fn instruments(questions: LazyFrame, indicators: LazyFrame, scheme: LazyFrame) -> LazyFrame {
    let group = || [col(AGENCY), col(YEAR), col(INSTRUMENT)].to_vec();
    let of = |parts: LazyFrame, name: &str| {
        mean_of(parts, group()).select([col(AGENCY), col(YEAR), col(INSTRUMENT), col(SCORE).alias(name)])
    };
    scheme
        .join(of(questions, "of_questions"), group(), group(), JoinArgs::new(JoinType::Left))
        .join(of(indicators, "of_indicators"), group(), group(), JoinArgs::new(JoinType::Left))
        .with_column(
            when(col("by_questions")).then(col("of_questions")).otherwise(col("of_indicators")).alias(SCORE),
        )
        .with_column((col(SCORE) * col(WEIGHT) / lit(100.0)).alias(WEIGHTED))
        .sort([AGENCY, YEAR, ORDER], SortMultipleOptions::default())
        .select([col(AGENCY), col(YEAR), col(INSTRUMENT), col(WEIGHT), col(SCORE), col(WEIGHTED), col(ORDER)])
}
