//! The scoring scheme of a fiscal year: questions, scales, weights, aggregation, ratings.
//!
//! Comes in: `templates/schemes/<year>.toml`; a scheme may extend another year's and replace keys.
//! Goes out: a checked [`Scheme`]. Never: computes a score.
//! Source of the rules of FY 2567/2568: see `docs/scoring.md`.

use crate::error::Error;
use crate::model::FiscalYear;
use crate::templates::Templates;
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

/// Whether scores from counts must equal published ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Computed {
    /// They must; a difference is an error.
    Exact,
    /// They need not; a difference is a note.
    Informative,
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

/// IIT, EIT or OIT.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Instrument {
    /// Code.
    pub code: String,
    /// Percent of the total.
    pub weight: f64,
    /// Mean of what.
    pub aggregate: Aggregate,
    /// Whether counts reproduce published scores.
    pub computed: Computed,
    /// Thai name.
    pub name_th: String,
    /// English name.
    pub name_en: String,
    /// What it measures, Thai.
    pub purpose_th: String,
}

/// One of the ten indicators.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Indicator {
    /// 1–10
    pub number: i64,
    /// Its instrument's code.
    pub instrument: String,
    /// Thai name.
    pub name_th: String,
    /// English name.
    pub name_en: String,
    /// What it is about, Thai.
    pub subject_th: String,
}

/// A group of OIT items: 9.1 – 10.2.
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
    /// Its topic, OIT only.
    pub topic: Option<String>,
    /// Wording in short, Thai.
    pub text_th: String,
}

/// One band of the rating table.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Rating {
    /// Stable name.
    pub id: String,
    /// Thai name.
    pub name_th: String,
    /// English name.
    pub name_en: String,
    /// Lowest total.
    pub minimum: f64,
    /// Lowest score of every instrument.
    pub instruments_minimum: Option<f64>,
}

/// The scheme of one fiscal year.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// Year (B.E.).
    pub fiscal_year: FiscalYear,
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
    question_keys: OnceLock<BTreeMap<String, String>>,
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

    /// The rating of a total: the first band whose conditions hold, on scores rounded as published.
    /// `None` when the total or an instrument is absent.
    #[must_use]
    pub fn rate(&self, total: Option<f64>, instruments: &[Option<f64>]) -> Option<&Rating> {
        let round = |score: f64| thai::round_half_away(score, self.rules.published_decimals);
        let total = round(total?);
        let lowest = instruments.iter().copied().collect::<Option<Vec<_>>>()?;
        let lowest = lowest.into_iter().map(round).fold(f64::INFINITY, f64::min);
        self.ratings.iter().find(|band| {
            total >= band.minimum && band.instruments_minimum.is_none_or(|limit| lowest >= limit)
        })
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
    pub fn question_keys(&self) -> &BTreeMap<String, String> {
        self.question_keys.get_or_init(|| {
            let mut keys = BTreeMap::new();
            for question in self.questions.iter().filter(|q| q.scale.is_some()) {
                keys.insert(thai::key(&question.code), question.code.clone());
            }
            // Two surveys share wordings: only a wording that belongs to one question tells which.
            for question in self.questions.iter().filter(|q| q.scale.is_some()) {
                let same = self.questions.iter().filter(|q| q.text_th == question.text_th).count();
                if same == 1 {
                    keys.insert(thai::key(&question.text_th), question.code.clone());
                }
            }
            keys
        })
    }

    fn problem(&self) -> Option<String> {
        let weights: f64 = self.instruments.iter().map(|i| i.weight).sum();
        if (weights - 100.0).abs() > 1e-9 {
            return Some(format!("the weights add up to {weights}, not 100"));
        }
        if let Some(i) = self.indicators.iter().find(|i| self.instrument(&i.instrument).is_none()) {
            return Some(format!("indicator {} names an unknown instrument", i.number));
        }
        for question in &self.questions {
            if self.indicator(question.indicator).is_none() {
                return Some(format!("question {} names an unknown indicator", question.code));
            }
            match &question.scale {
                Some(name) if !self.scales.contains_key(name) => {
                    return Some(format!("question {} names an unknown scale", question.code));
                }
                _ => {}
            }
        }
        for (name, scale) in &self.scales {
            if scale.points.len() != scale.labels_th.len() || scale.points.len() < 2 {
                return Some(format!("scale {name}: as many labels as points, at least two"));
            }
            if scale.points.iter().any(|p| !(0.0..=100.0).contains(p)) {
                return Some(format!("scale {name}: points lie between 0 and 100"));
            }
        }
        let mut codes: Vec<_> = self.questions.iter().map(|q| &q.code).collect();
        codes.sort();
        if let Some([twice, _]) = codes.array_windows().find(|[a, b]| a == b) {
            return Some(format!("question {twice} is defined twice"));
        }
        match self.ratings.last() {
            Some(last) if last.minimum <= 0.0 && last.instruments_minimum.is_none() => None,
            _ => Some("the last rating must hold from 0 without a condition: no gaps".to_owned()),
        }
    }
}

/// The schemes of all years.
#[derive(Clone, Debug)]
pub struct Schemes {
    by_year: BTreeMap<FiscalYear, Scheme>,
}

impl Schemes {
    /// Loads and checks `schemes/*.toml`.
    ///
    /// # Errors
    /// A scheme that cannot be read, extends an unknown year, or contradicts itself.
    pub fn load(templates: &Templates) -> Result<Self, Error> {
        let mut tables = BTreeMap::new();
        for (path, text) in templates.texts("schemes", "toml")? {
            let table: toml::Table = toml::from_str(&text)
                .map_err(|source| Error::Toml { path: path.clone(), source: Box::new(source) })?;
            let year = table.get("fiscal_year").and_then(toml::Value::as_integer);
            let Some(year) = year else {
                let problem = "fiscal_year is missing".to_owned();
                return Err(Error::Template { path, problem });
            };
            tables.insert(year, (path, table));
        }
        let mut by_year = BTreeMap::new();
        for (year, (path, _)) in &tables {
            let table = resolve(*year, &tables, 0)?;
            let scheme: Scheme = table
                .try_into()
                .map_err(|source| Error::Toml { path: path.clone(), source: Box::new(source) })?;
            if let Some(problem) = scheme.problem() {
                return Err(Error::Template { path: path.clone(), problem });
            }
            by_year.insert(scheme.fiscal_year, scheme);
        }
        Ok(Self { by_year })
    }

    /// The scheme of a year.
    #[must_use]
    pub fn get(&self, year: FiscalYear) -> Option<&Scheme> {
        self.by_year.get(&year)
    }

    /// The years that have one.
    pub fn years(&self) -> impl Iterator<Item = FiscalYear> {
        self.by_year.keys().copied()
    }
}

/// How long a chain of `extends` may be; longer is a circle.
const LONGEST_CHAIN: usize = 20;

fn resolve(
    year: i64,
    tables: &BTreeMap<i64, (String, toml::Table)>,
    depth: usize,
) -> Result<toml::Table, Error> {
    let Some((path, table)) = tables.get(&year) else {
        let problem = "another scheme extends this year, which has none".to_owned();
        return Err(Error::Template { path: format!("schemes/{year}.toml"), problem });
    };
    let mut own = table.clone();
    let Some(base) = own.remove("extends") else { return Ok(own) };
    let base = base.as_integer().filter(|_| depth < LONGEST_CHAIN);
    let Some(base) = base else {
        let problem = "extends must name a year and not lead back".to_owned();
        return Err(Error::Template { path: path.clone(), problem });
    };
    let mut merged = resolve(base, tables, depth + 1)?;
    merge(&mut merged, own);
    Ok(merged)
}

/// Tables merge key by key; anything else is replaced.
fn merge(base: &mut toml::Table, own: toml::Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(toml::Value::Table(inner)), toml::Value::Table(value)) => merge(inner, value),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}
