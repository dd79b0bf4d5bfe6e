//! The scoring scheme of a fiscal year: questions, scales, weights, aggregation, ratings.
//!
//! Comes in: `templates/schemes/<year>.toml`; a scheme may extend another year's and replace keys.
//! Goes out: a checked [`Scheme`]. Never: computes a score.
//! Source of the rules of FY 2567/2568: see `docs/scoring.md`.

mod check;
mod identity;
mod load;
mod rating;

pub use load::{CarriedOn, Schemes, carried_on, missing};
pub use rating::{Condition, Rating, Reached};

use crate::model::FiscalYear;
use crate::thai;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What a score with a missing part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Missing {
    /// Absent, with the reason.
    Absent,
    /// The mean of the parts that are there.
    Present,
}

/// What a published question score does to the computed one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PublishedScore {
    /// It stands; the computed one is kept beside it.
    Authoritative,
    /// It is only compared.
    Informative,
}

/// What an instrument's score is the mean of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Aggregate {
    /// Its questions (or items).
    Questions,
    /// Its indicators.
    Indicators,
}

/// What an indicator's score is the mean of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum IndicatorAggregate {
    /// Its questions (or items).
    #[default]
    Questions,
    /// Its topics (sub-indicators), each the mean of its own questions.
    Topics,
}

/// What a question without a published score gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Unpublished {
    /// The score from the counts, marked as computed wherever it is shown.
    #[default]
    Computed,
    /// None: the counts do not give the score, so it is absent.
    Absent,
}

/// Whether scores from counts must equal published ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Computed {
    /// They must; a difference is an error.
    Exact,
    /// They need not; a difference is a note.
    Informative,
}

/// What the change from the year before is the difference of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Differences {
    /// The scores as published, rounded: what a reader of both publications finds.
    #[default]
    Published,
    /// The scores before rounding.
    Unrounded,
}

/// General rules.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// Decimals of published scores; ratings compare on them.
    pub published_decimals: usize,
    /// Missing parts.
    pub missing: Missing,
    /// Published question scores.
    pub published_score: PublishedScore,
    /// Changes from the year before.
    #[serde(default)]
    pub differences: Differences,
}

impl Rules {
    /// A score as the change from the year before takes it, points.
    #[must_use]
    pub fn compared(&self, score: f64) -> f64 {
        match self.differences {
            Differences::Published => thai::round_half_away(score, self.published_decimals),
            Differences::Unrounded => score,
        }
    }
}

/// Points for each choice of a question.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// 0–100 for choice 1, 2, …
    pub points: Vec<f64>,
    /// Thai labels.
    pub labels_th: Vec<String>,
    /// English labels.
    pub labels_en: Vec<String>,
}

/// A survey or checklist: IIT, EIT, OIT, or another that a year brings.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Code.
    pub code: String,
    /// Percent of the total.
    pub weight: f64,
    /// Mean of what.
    pub aggregate: Aggregate,
    /// What its indicators are the mean of.
    #[serde(default)]
    pub indicator_aggregate: IndicatorAggregate,
    /// Whether counts reproduce published scores.
    pub computed: Computed,
    /// Whether counts may stand in for a score that is not published.
    #[serde(default)]
    pub unpublished: Unpublished,
    /// What of these rules is assumed and not proven, Thai; empty when nothing is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub assumed_th: String,
    /// The same in English.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub assumed_en: String,
    /// Thai name.
    pub name_th: String,
    /// English name.
    pub name_en: String,
    /// What it measures, Thai.
    pub purpose_th: String,
}

/// One of the indicators.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// 1, 2, …
    pub number: i64,
    /// Its instrument's code.
    pub instrument: String,
    /// Thai name.
    pub name_th: String,
    /// English name.
    pub name_en: String,
    /// What it is about, Thai.
    pub subject_th: String,
    /// What makes it the same indicator in another year's scheme; its Thai name unless stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
}

/// A sub-indicator, a group of an indicator's questions: 9.1 – 10.2. Whether scores are averaged by it is the
/// instrument's `indicator_aggregate`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// `9.1`
    pub code: String,
    /// Its indicator.
    pub indicator: i64,
    /// Thai name.
    pub name_th: String,
    /// English name.
    pub name_en: String,
}

/// A survey question, or an OIT item (no scale: its score is assessed, not counted).
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// `I1`, `E3`, `O22`
    pub code: String,
    /// Its indicator.
    pub indicator: i64,
    /// Name of its scale; none for an OIT item.
    pub scale: Option<String>,
    /// Its topic (sub-indicator), where it has one.
    pub topic: Option<String>,
    /// The official wording, word for word, Thai.
    pub text_th: String,
    /// What makes it the same question in another year's scheme. Unless stated, a question is the same when
    /// instrument and wording are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Its parts, where it is asked in several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<QuestionPart>,
}

/// A question that a title of a column may mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionKey {
    /// Its code.
    pub code: String,
    /// Its instrument.
    pub instrument: String,
}

/// Comparison keys of codes and wordings, and the questions that they may mean: surveys share wordings.
pub type QuestionKeys = BTreeMap<String, Vec<QuestionKey>>;

/// One part of a question that is asked in several.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct QuestionPart {
    /// Name, Thai: `งานทะเบียน`
    pub name_th: String,
    /// The official wording, Thai.
    pub text_th: String,
}

/// The scheme of one fiscal year.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Year (B.E.).
    pub fiscal_year: FiscalYear,
    /// The year whose scheme this one carries on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<FiscalYear>,
    /// Whether the year's own rules are not at hand yet: those of the year before are carried on.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub provisional: bool,
    /// Item of the checklist that the two documents answer, e.g. `O22`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered_item: Option<String>,
    /// General rules.
    pub rules: Rules,
    /// By name.
    pub scales: BTreeMap<String, Scale>,
    /// In the order of the document.
    pub instruments: Vec<Instrument>,
    /// By number.
    pub indicators: Vec<Indicator>,
    /// By code.
    #[serde(default)]
    pub topics: Vec<Topic>,
    /// In the order of the questionnaire.
    pub questions: Vec<Question>,
    /// From best to worst.
    pub ratings: Vec<Rating>,
    /// See [`Scheme::question_keys`].
    #[serde(skip)]
    question_keys: OnceLock<QuestionKeys>,
}

impl Scheme {
    /// A question or item by code.
    #[must_use]
    pub fn question(&self, code: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.code == code)
    }

    /// An indicator by number.
    #[must_use]
    pub fn indicator(&self, number: i64) -> Option<&Indicator> {
        self.indicators.iter().find(|i| i.number == number)
    }

    /// An instrument by code.
    #[must_use]
    pub fn instrument(&self, code: &str) -> Option<&Instrument> {
        self.instruments.iter().find(|i| i.code == code)
    }

    /// The instrument that a question counts for.
    #[must_use]
    pub fn instrument_of(&self, question: &Question) -> Option<&Instrument> {
        self.instrument(&self.indicator(question.indicator)?.instrument)
    }

    /// A question or item by its code as people write it: either script's digits, small letters, `ข้อ` in front.
    #[must_use]
    pub fn written(&self, text: &str) -> Option<&Question> {
        let official = |code: Option<String>| self.question(&code?);
        official(thai::question_code(text)).or_else(|| official(thai::oit_code(text))).or_else(|| {
            let key = thai::key(text);
            let bare = thai::key(key.strip_prefix(&thai::key("ข้อ")).unwrap_or(&key));
            self.questions.iter().find(|q| {
                let code = thai::key(&q.code);
                !code.is_empty() && (code == key || code == bare)
            })
        })
    }

    /// Most choices of any scale.
    #[must_use]
    pub fn choices(&self) -> usize {
        self.scales.values().map(|s| s.points.len()).max().unwrap_or(0)
    }

    /// Items of the checklists: what is assessed, not counted.
    pub fn items(&self) -> impl Iterator<Item = &Question> {
        self.questions.iter().filter(|q| q.scale.is_none())
    }

    /// First and last item of the checklists as people name them: `O1–O22`; empty without items.
    #[must_use]
    pub fn item_range(&self) -> String {
        match (self.items().next(), self.items().last()) {
            (Some(first), Some(last)) if first.code != last.code => format!("{}–{}", first.code, last.code),
            (Some(only), _) => only.code.clone(),
            _ => String::new(),
        }
    }

    /// The item that the documents answer, with its instrument.
    #[must_use]
    pub fn answered(&self) -> Option<(&Instrument, &Question)> {
        let item = self.question(self.answered_item.as_deref()?)?;
        Some((self.instrument_of(item)?, item))
    }

    /// The scale of a question; none for OIT items.
    #[must_use]
    pub fn scale_of(&self, question: &Question) -> Option<&Scale> {
        self.scales.get(question.scale.as_ref()?)
    }

    /// Questions of an instrument, in order.
    pub fn questions_of<'a>(&'a self, instrument: &'a str) -> impl Iterator<Item = &'a Question> {
        self.questions
            .iter()
            .filter(move |q| self.indicator(q.indicator).is_some_and(|i| i.instrument == instrument))
    }

    /// What part of its instrument's score a question makes up, 0–1, when no part is missing.
    #[must_use]
    pub fn share(&self, question: &Question, instrument: &Instrument) -> f64 {
        let same = |q: &&Question| q.indicator == question.indicator;
        let indicators = self.indicators.iter().filter(|i| i.instrument == instrument.code).count();
        let parts = match (instrument.aggregate, instrument.indicator_aggregate) {
            (Aggregate::Questions, _) => self.questions_of(&instrument.code).count(),
            (Aggregate::Indicators, IndicatorAggregate::Questions) => {
                indicators * self.questions.iter().filter(same).count()
            }
            (Aggregate::Indicators, IndicatorAggregate::Topics) => {
                let topics = self.topics.iter().filter(|t| t.indicator == question.indicator).count();
                let own = |q: &&Question| q.topic == question.topic;
                indicators * topics * self.questions.iter().filter(same).filter(own).count()
            }
        };
        // A scheme has tens of questions: the conversion is exact.
        #[allow(clippy::cast_precision_loss)]
        let share = 1.0 / parts as f64;
        share
    }

    /// How far a score may lie from its published, rounded form: half of the last decimal, and a hair
    /// for binary fractions.
    #[must_use]
    pub fn rounding_tolerance(&self) -> f64 {
        0.5 * thai::unit_of(self.rules.published_decimals) + 1e-9
    }

    /// Comparison keys of question codes and wordings, for the header of raw answers; made when first
    /// asked for.
    #[must_use]
    pub fn question_keys(&self) -> &QuestionKeys {
        self.question_keys.get_or_init(|| {
            let mut keys = QuestionKeys::new();
            let asked = || self.questions.iter().filter(|q| q.scale.is_some());
            let meant = |q: &Question| QuestionKey {
                code: q.code.clone(),
                instrument: self.instrument_of(q).map(|i| i.code.clone()).unwrap_or_default(),
            };
            for question in asked() {
                keys.entry(thai::key(&question.text_th)).or_default().push(meant(question));
            }
            // A code is nobody else's.
            for question in asked() {
                keys.insert(thai::key(&question.code), vec![meant(question)]);
            }
            keys
        })
    }
}
