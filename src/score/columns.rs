//! Names of the columns of the scoring frames, in one place.

/// Agency id.
pub const AGENCY: &str = "agency";
/// Fiscal year (B.E.).
pub const YEAR: &str = "fiscal_year";
/// Instrument code.
pub const INSTRUMENT: &str = "instrument";
/// 1, 2, …
pub const INDICATOR: &str = "indicator";
/// Sub-indicator: `9.1`.
pub const TOPIC: &str = "topic";
/// `I1`, `E3`, `O22`.
pub const QUESTION: &str = "question";
/// Part of a question.
pub const PART: &str = "part";
/// Answers for a choice.
pub const COUNT: &str = "count";
/// Points for a choice, 0–100.
pub const POINTS: &str = "points";
/// Position of a question or indicator in the scheme.
pub const ORDER: &str = "order";
/// Answers to a question.
pub const RESPONSES: &str = "responses";
/// The score that counts.
pub const SCORE: &str = "score";
/// The score from the counts.
pub const COMPUTED: &str = "score_computed";
/// The score as published.
pub const PUBLISHED: &str = "score_published";
/// `published` or `computed`.
pub const SOURCE: &str = "source";
/// Percent of the total.
pub const WEIGHT: &str = "weight";
/// Score × weight ÷ 100.
pub const WEIGHTED: &str = "weighted";
/// Share of a question in its instrument.
pub const SHARE: &str = "share";
/// Points that a question costs the total.
pub const LOST: &str = "points_lost";
/// The score of the year before.
pub const PREVIOUS: &str = "score_previous";
/// Score − previous score, in points.
pub const DELTA: &str = "delta";
/// Sum of the weighted scores.
pub const TOTAL: &str = "total";
/// Whether the score rests on counts that stand in for scores that were not published.
pub const STAND_IN: &str = "stand_in";
/// Half of the last published decimal.
pub const TOLERANCE: &str = "tolerance";
/// Whether a published score counts where it is given.
pub const AUTHORITATIVE: &str = "authoritative";
/// Whether a mean goes on without a missing part.
pub const SKIP_MISSING: &str = "skip_missing";
