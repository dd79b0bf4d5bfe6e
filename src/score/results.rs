//! What of an agency's facts its scores depend on: small enough to be held for thousands of agencies,
//! and written down between two runs.

use super::parts::Row;
use crate::model::{Facts, FiscalYear, Level};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The results of one agency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Results {
    /// Agency id.
    pub agency: String,
    /// Years that have results, in order.
    pub years: Vec<YearResults>,
}

/// The results of one fiscal year.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct YearResults {
    /// The year (B.E.).
    pub fiscal_year: FiscalYear,
    /// Questions and items, in the scheme's order.
    pub questions: Vec<Answered>,
    /// Published scores of indicators, instruments, the total.
    #[serde(rename = "levels", default, skip_serializing_if = "Vec::is_empty")]
    pub published: Vec<Published>,
}

/// A published score of a level above the questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Published {
    /// What it is about.
    #[serde(rename = "l")]
    pub level: Level,
    /// 0–100; none where the cell has no number.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none", with = "exact")]
    pub score: Option<f64>,
}

/// One question, one part of it, or one item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Answered {
    /// Code.
    #[serde(rename = "q")]
    pub question: String,
    /// Part of the question, or empty.
    #[serde(rename = "p", default, skip_serializing_if = "String::is_empty")]
    pub part: String,
    /// Answers by choice; none where the count is missing.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<Option<i64>>,
    /// The published score.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none", with = "exact")]
    pub published: Option<f64>,
}

impl Row for Answered {
    fn part(&self) -> &str {
        &self.part
    }

    fn has_counts(&self) -> bool {
        self.counts.iter().any(Option::is_some)
    }

    fn has_published(&self) -> bool {
        self.published.is_some()
    }
}

impl Results {
    /// The part of the facts that scores depend on.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        let years = facts
            .years
            .iter()
            .filter(|(_, known)| !known.questions.is_empty() || !known.published.is_empty());
        let answered = |q: &crate::model::QuestionResult| Answered {
            question: q.question.clone(),
            part: q.part.clone(),
            counts: q.counts.iter().map(|count| count.get().copied()).collect(),
            published: q.published.get().copied(),
        };
        Self {
            agency: facts.agency.clone(),
            years: years
                .map(|(year, known)| YearResults {
                    fiscal_year: *year,
                    questions: known.questions.iter().map(answered).collect(),
                    published: known
                        .published
                        .iter()
                        .map(|p| Published { level: p.level.clone(), score: p.score.get().copied() })
                        .collect(),
                })
                .collect(),
        }
    }
}

/// Numbers as text: the shortest decimal that reads back as the very same number, whatever the JSON reader
/// does with fractions.
mod exact {
    use super::{Deserialize, Deserializer, Serializer};
    use serde::de::Error;

    // The signature is serde's.
    #[allow(clippy::ref_option)]
    pub(super) fn serialize<S: Serializer>(value: &Option<f64>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(number) => to.serialize_str(&number.to_string()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<f64>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|t| t.parse().map_err(|_| D::Error::custom(format!("`{t}` is no number")))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn results_read_back_as_they_were(
            counts in proptest::collection::vec(proptest::option::of(0i64..1_000_000), 0..7),
            published in proptest::option::of(0.0..=100.0f64),
            part in "[ก-ฮ]{0,4}",
        ) {
            let answered = Answered { question: "I1".to_owned(), part, counts, published };
            let published = vec![Published { level: Level::Instrument("IIT".to_owned()), score: answered.published }];
            let years = vec![YearResults { fiscal_year: FiscalYear(2567), questions: vec![answered], published }];
            let results = Results { agency: "x".to_owned(), years };
            let text = serde_json::to_string(&results).unwrap();
            prop_assert_eq!(serde_json::from_str::<Results>(&text).unwrap(), results);
        }
    }
}
