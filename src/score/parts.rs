//! Which rows of a question its scores come from, where some are about the whole question and others about its
//! parts.
//!
//! A row without a part is about the whole question. A published score of the whole counts, and those of the parts
//! are not averaged with it; counts of the parts count, and those of the whole are not one more part.

use crate::model::QuestionResult;

/// A row about a question or one of its parts.
pub trait Row {
    /// The part; empty for the whole question.
    fn part(&self) -> &str;
    /// Whether any choice has a count.
    fn has_counts(&self) -> bool;
    /// Whether it has a published score.
    fn has_published(&self) -> bool;
}

impl Row for QuestionResult {
    fn part(&self) -> &str {
        &self.part
    }

    fn has_counts(&self) -> bool {
        self.counts.iter().any(|count| count.get().is_some())
    }

    fn has_published(&self) -> bool {
        self.published.get().is_some()
    }
}

/// Rows whose counts make up the question's computed score: the parts where any of them has counts, else the
/// whole.
#[must_use]
pub fn counted<'a, T: Row>(rows: &[&'a T]) -> Vec<&'a T> {
    pick(rows, Row::has_counts, false)
}

/// Rows whose published scores make up the question's: the whole where it has one, else the parts.
#[must_use]
pub fn published<'a, T: Row>(rows: &[&'a T]) -> Vec<&'a T> {
    pick(rows, Row::has_published, true)
}

fn pick<'a, T: Row>(rows: &[&'a T], has: impl Fn(&T) -> bool, whole_first: bool) -> Vec<&'a T> {
    let of = |whole: bool| rows.iter().copied().filter(|r| r.part().is_empty() == whole).collect::<Vec<_>>();
    let (first, second) = (of(whole_first), of(!whole_first));
    if first.iter().any(|row| has(row)) {
        return first;
    }
    if second.iter().any(|row| has(row)) {
        return second;
    }
    // Nothing is there: the parts, or else the whole, say why.
    let parts = of(false);
    if parts.is_empty() { of(true) } else { parts }
}
