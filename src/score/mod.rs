//! Facts and schemes to scores: question → (sub-indicator →) indicator → instrument → total, for any number of agencies
//! and years at once. The agency and the year are columns, not loops.
//!
//! Comes in: question results, schemes. Goes out: the plan of frames with unrounded scores (0–100), null where a
//! part is missing; `compare` goes on with it and collects once. Never: rounds, words anything, reads a file.
//! Rules: mean of the answers → question; mean of its parts for a question with parts; mean of its
//! questions, or of its sub-indicators → indicator, by the scheme; mean of questions or of indicators →
//! instrument, by the scheme; the weighted sum of unrounded instrument scores → total. A published score of any
//! level stands beside the computed one. Evidence for each: `docs/scoring.md`.

pub mod columns;
mod input;
pub mod monitoring;
pub mod parts;
pub mod progress;
mod results;

pub use results::{Answered, Published, Results, YearResults};

use crate::error::Error;
use crate::model::Facts;
use crate::scheme::Schemes;
use columns::{
    AGENCY, AUTHORITATIVE, COMPUTED, COUNT, INDICATOR, INSTRUMENT, LOST, ORDER, PART, POINTS, PUBLISHED,
    QUESTION, RESPONSES, SCORE, SHARE, SKIP_MISSING, SOURCE, STAND_IN, TOLERANCE, TOPIC, TOTAL, WEIGHT,
    WEIGHTED, YEAR,
};
use polars::prelude::*;

/// The plan of scores at each level, sorted by agency, year and the scheme's order. Nothing is computed before it
/// is collected; what one level needs of another is computed once.
#[derive(Clone)]
pub struct Scores {
    /// One row a question or item.
    pub questions: LazyFrame,
    /// One row a sub-indicator.
    pub topics: LazyFrame,
    /// One row an indicator.
    pub indicators: LazyFrame,
    /// One row an instrument.
    pub instruments: LazyFrame,
    /// One row an agency and year.
    pub agencies: LazyFrame,
}

/// Plans the scores of every agency and year that has results and a scheme.
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
    let questions = questions(input.counts, input.published, input.questions, input.some_skip)?.cache();
    let topics = with_published(
        mean_of(questions.clone().filter(col(TOPIC).is_not_null()), &[INSTRUMENT, INDICATOR, TOPIC]),
        input.published_topics,
        &[TOPIC],
    )
    .cache();
    let indicators = with_published(
        indicators(questions.clone(), topics.clone()),
        input.published_indicators,
        &[INDICATOR],
    )
    .cache();
    let instruments = with_published(
        instruments(questions.clone(), indicators.clone(), input.instruments),
        input.published_instruments,
        &[INSTRUMENT],
    )
    .with_column((col(SCORE) * col(WEIGHT) / lit(100.0)).alias(WEIGHTED))
    .cache();
    let agencies = with_published(totals(instruments.clone()), input.published_totals, &[])
        .rename([SCORE], [TOTAL], true)
        .cache();
    Ok(Scores { questions, topics, indicators, instruments, agencies })
}

/// Keys of a group within an agency and year.
fn keys(within: &[&str]) -> Vec<Expr> {
    [AGENCY, YEAR].iter().chain(within).map(|name| col(*name)).collect()
}

fn by_order(frame: LazyFrame) -> LazyFrame {
    frame.sort([AGENCY, YEAR, ORDER], SortMultipleOptions::default())
}

/// `value` unless a part of the group is missing.
fn whole(part: Expr, value: Expr) -> Expr {
    when(part.null_count().eq(lit(0))).then(value).otherwise(lit(NULL))
}

/// One row a question of the scheme: computed from counts, published, and the one that counts.
///
/// `some_skip`: whether any scheme goes on without missing parts.
fn questions(
    counts: LazyFrame,
    published: LazyFrame,
    scheme: LazyFrame,
    some_skip: bool,
) -> PolarsResult<LazyFrame> {
    let computed = counts
        .group_by_stable(keys(&[QUESTION, PART]))
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
        .group_by_stable(keys(&[QUESTION]))
        .agg([
            // Parts of one question are asked of the same people.
            whole(col(RESPONSES), col(RESPONSES).max()).alias(RESPONSES),
            whole(col(COMPUTED), col(COMPUTED).mean()).alias(COMPUTED),
        ]);
    let published =
        published
            .group_by_stable(keys(&[QUESTION]))
            .agg([whole(col(PUBLISHED), col(PUBLISHED).mean()).alias(PUBLISHED)]);
    // Where counts reproduce the published score to its last digit, the unrounded one goes on: the total
    // must come from unrounded scores. Elsewhere the published score stands.
    let authoritative = published_stands(col("exact"));
    let computed_counts =
        col(COMPUTED).is_not_null().and(col("counts_stand_in").or(col(PUBLISHED).is_not_null()));
    let source = when(authoritative.clone())
        .then(lit("published"))
        .when(computed_counts.clone())
        .then(lit("computed"))
        .otherwise(lit(NULL));
    let questions = scheme
        .join(computed, keys(&[QUESTION]), keys(&[QUESTION]), JoinArgs::new(JoinType::Left))
        .join(published, keys(&[QUESTION]), keys(&[QUESTION]), JoinArgs::new(JoinType::Left))
        .with_columns([
            when(authoritative)
                .then(col(PUBLISHED))
                .when(computed_counts)
                .then(col(COMPUTED))
                .otherwise(lit(NULL))
                .alias(SCORE),
            source.alias(SOURCE),
        ])
        .with_column(
            col(SOURCE)
                .eq(lit("computed"))
                .and(col("exact").not())
                .and(col(PUBLISHED).is_null())
                .fill_null(lit(false))
                .alias(STAND_IN),
        )
        .with_columns(if some_skip { vec![share_of_present()?.alias(SHARE)] } else { Vec::new() })
        .with_column((col(WEIGHT) * col(SHARE) * (lit(100.0) - col(SCORE)) / lit(100.0)).alias(LOST));
    Ok(by_order(questions))
}

/// The share of a question where a mean goes on without missing parts: only those that are there divide it.
/// Elsewhere the share of the scheme.
fn share_of_present() -> PolarsResult<Expr> {
    let counts = col(SCORE).is_not_null();
    let number =
        |what: Expr, within: &[&str]| Ok::<_, PolarsError>(what.over(keys(within))?.cast(DataType::Float64));
    let questions = |within: &[&str]| number(counts.clone().sum(), within);
    let distinct = |name: &str, within: &[&str]| number(col(name).filter(counts.clone()).n_unique(), within);
    let indicators = distinct(INDICATOR, &[INSTRUMENT])?;
    let parts = when(col("by_questions"))
        .then(questions(&[INSTRUMENT])?)
        .when(col("by_topics"))
        .then(
            indicators.clone()
                * distinct(TOPIC, &[INSTRUMENT, INDICATOR])?
                * questions(&[INSTRUMENT, INDICATOR, TOPIC])?,
        )
        .otherwise(indicators * questions(&[INSTRUMENT, INDICATOR])?);
    let share = when(col(SKIP_MISSING).not()).then(col(SHARE));
    Ok(share.when(counts.clone()).then(lit(1.0) / parts).otherwise(lit(NULL)))
}

/// Whether the published score stands: it is given, the scheme says that it counts, and `reproducible` counts do
/// not give the very same.
fn published_stands(reproducible: Expr) -> Expr {
    let reproduced = reproducible
        .and((col(PUBLISHED) - col(COMPUTED)).lt_eq(col(TOLERANCE)))
        .and((col(COMPUTED) - col(PUBLISHED)).lt_eq(col(TOLERANCE)))
        .fill_null(lit(false));
    col(AUTHORITATIVE).and(col(PUBLISHED).is_not_null()).and(reproduced.not())
}

/// The mean of the scores of a group; absent when one is missing and the scheme does not go on without.
fn mean_of(parts: LazyFrame, within: &[&str]) -> LazyFrame {
    by_order(
        parts.group_by_stable(keys(within)).agg([
            when(col(SCORE).null_count().eq(lit(0)).or(col(SKIP_MISSING).all(true)))
                .then(col(SCORE).mean())
                .otherwise(lit(NULL))
                .alias(SCORE),
            col(STAND_IN).any(true).alias(STAND_IN),
            col(SKIP_MISSING).first(),
            col(AUTHORITATIVE).first(),
            col(TOLERANCE).first(),
            col("by_topics").first(),
            col(ORDER).first(),
        ]),
    )
}

/// A level's own score beside the published one: the published one stands, unless the parts give the very same.
fn with_published(level: LazyFrame, published: LazyFrame, within: &[&str]) -> LazyFrame {
    let scored = level
        .rename([SCORE], [COMPUTED], true)
        .join(
            published.select(keys(within).into_iter().chain([col(PUBLISHED)]).collect::<Vec<_>>()),
            keys(within),
            keys(within),
            JoinArgs::new(JoinType::Left),
        )
        .with_columns([
            when(published_stands(lit(true))).then(col(PUBLISHED)).otherwise(col(COMPUTED)).alias(SCORE),
            col(STAND_IN).and(published_stands(lit(true)).not()).alias(STAND_IN),
        ]);
    by_order(scored)
}

fn indicators(questions: LazyFrame, topics: LazyFrame) -> LazyFrame {
    let of_topics = mean_of(topics, &[INDICATOR]).select([
        col(AGENCY),
        col(YEAR),
        col(INDICATOR),
        col(SCORE).alias("of_topics"),
        col(STAND_IN).alias("topics_stand_in"),
    ]);
    mean_of(questions, &[INSTRUMENT, INDICATOR])
        .join(of_topics, keys(&[INDICATOR]), keys(&[INDICATOR]), JoinArgs::new(JoinType::Left))
        .with_columns([
            when(col("by_topics")).then(col("of_topics")).otherwise(col(SCORE)).alias(SCORE),
            when(col("by_topics")).then(col("topics_stand_in")).otherwise(col(STAND_IN)).alias(STAND_IN),
        ])
}

fn instruments(questions: LazyFrame, indicators: LazyFrame, scheme: LazyFrame) -> LazyFrame {
    let of = |parts: LazyFrame, score: &str, stand_in: &str| {
        mean_of(parts, &[INSTRUMENT]).select([
            col(AGENCY),
            col(YEAR),
            col(INSTRUMENT),
            col(SCORE).alias(score),
            col(STAND_IN).alias(stand_in),
        ])
    };
    scheme
        .join(
            of(questions, "of_questions", "questions_stand_in"),
            keys(&[INSTRUMENT]),
            keys(&[INSTRUMENT]),
            JoinArgs::new(JoinType::Left),
        )
        .join(
            of(indicators, "of_indicators", "indicators_stand_in"),
            keys(&[INSTRUMENT]),
            keys(&[INSTRUMENT]),
            JoinArgs::new(JoinType::Left),
        )
        .with_columns([
            when(col("by_questions")).then(col("of_questions")).otherwise(col("of_indicators")).alias(SCORE),
            when(col("by_questions"))
                .then(col("questions_stand_in"))
                .otherwise(col("indicators_stand_in"))
                .alias(STAND_IN),
        ])
}

/// The weighted sum of unrounded instrument scores; absent when one of them is.
fn totals(instruments: LazyFrame) -> LazyFrame {
    instruments.group_by_stable(keys(&[])).agg([
        whole(col(WEIGHTED), col(WEIGHTED).sum()).alias(SCORE),
        col(STAND_IN).any(true).alias(STAND_IN),
        col(AUTHORITATIVE).first(),
        col(TOLERANCE).first(),
        col(ORDER).first(),
    ])
}
