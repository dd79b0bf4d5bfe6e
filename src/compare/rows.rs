//! The frames as typed rows: what reports, workbooks and open data are written from.

use crate::model::FiscalYear;
use crate::scheme::{Rating, Schemes};
use crate::score::Scores;
use crate::score::columns::{
    AGENCY, COMPUTED, DELTA, INDICATOR, INSTRUMENT, LOST, PREVIOUS, PUBLISHED, QUESTION, RESPONSES, SCORE,
    SOURCE, TOTAL, WEIGHT, WEIGHTED, YEAR,
};
use polars::prelude::*;
use serde::Serialize;
use std::cmp::Ordering;

/// Where a score comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The NACC's figure.
    Published,
    /// Derived from counts.
    Computed,
}

impl Source {
    /// Stable name, as in the CSV.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Computed => "computed",
        }
    }
}

/// A question's or item's score. All scores 0–100, unrounded.
#[derive(Clone, Debug, Serialize)]
pub struct QuestionScore {
    /// Agency id.
    pub agency: String,
    /// Fiscal year.
    pub fiscal_year: FiscalYear,
    /// Instrument code.
    pub instrument: String,
    /// Indicator number.
    pub indicator: i64,
    /// Question or item code.
    pub question: String,
    /// Number of answers.
    pub responses: Option<i64>,
    /// The score that counts.
    pub score: Option<f64>,
    /// From the counts.
    pub computed: Option<f64>,
    /// As published.
    pub published: Option<f64>,
    /// Which of the two counts.
    pub source: Option<Source>,
    /// The year before.
    pub previous: Option<f64>,
    /// Score − previous.
    pub delta: Option<f64>,
    /// Points that it costs the total.
    pub lost: Option<f64>,
}

/// An indicator's score.
#[derive(Clone, Debug, Serialize)]
pub struct IndicatorScore {
    /// Agency id.
    pub agency: String,
    /// Fiscal year.
    pub fiscal_year: FiscalYear,
    /// Instrument code.
    pub instrument: String,
    /// Number.
    pub indicator: i64,
    /// Score.
    pub score: Option<f64>,
    /// The year before.
    pub previous: Option<f64>,
    /// Score − previous.
    pub delta: Option<f64>,
}

/// An instrument's score.
#[derive(Clone, Debug, Serialize)]
pub struct InstrumentScore {
    /// Agency id.
    pub agency: String,
    /// Fiscal year.
    pub fiscal_year: FiscalYear,
    /// Code.
    pub instrument: String,
    /// Percent of the total.
    pub weight: f64,
    /// Score.
    pub score: Option<f64>,
    /// Score × weight ÷ 100.
    pub weighted: Option<f64>,
    /// The year before.
    pub previous: Option<f64>,
    /// Score − previous.
    pub delta: Option<f64>,
}

/// An agency's total.
#[derive(Clone, Debug, Serialize)]
pub struct AgencyScore {
    /// Agency id.
    pub agency: String,
    /// Fiscal year.
    pub fiscal_year: FiscalYear,
    /// Total.
    pub total: Option<f64>,
    /// Rating id.
    pub rating: Option<String>,
    /// The year before.
    pub previous: Option<f64>,
    /// Rating id of the year before.
    pub previous_rating: Option<String>,
    /// Total − previous.
    pub delta: Option<f64>,
}

/// All scores, sorted by agency, year and the scheme's order.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Book {
    /// Questions and items.
    pub questions: Vec<QuestionScore>,
    /// Indicators.
    pub indicators: Vec<IndicatorScore>,
    /// Instruments.
    pub instruments: Vec<InstrumentScore>,
    /// Totals.
    pub agencies: Vec<AgencyScore>,
}

impl Book {
    /// The part about one agency, all its years.
    #[must_use]
    pub fn of_agency(&self, agency: &str) -> Self {
        Self {
            questions: part(&self.questions, |r| r.agency.as_str().cmp(agency)).to_vec(),
            indicators: part(&self.indicators, |r| r.agency.as_str().cmp(agency)).to_vec(),
            instruments: part(&self.instruments, |r| r.agency.as_str().cmp(agency)).to_vec(),
            agencies: part(&self.agencies, |r| r.agency.as_str().cmp(agency)).to_vec(),
        }
    }

    /// The part about one agency and year. The rows are sorted, so this costs no walk over all.
    #[must_use]
    pub fn of(&self, agency: &str, year: FiscalYear) -> Self {
        let key = (agency, year);
        Self {
            questions: part(&self.questions, |r| (r.agency.as_str(), r.fiscal_year).cmp(&key)).to_vec(),
            indicators: part(&self.indicators, |r| (r.agency.as_str(), r.fiscal_year).cmp(&key)).to_vec(),
            instruments: part(&self.instruments, |r| (r.agency.as_str(), r.fiscal_year).cmp(&key)).to_vec(),
            agencies: part(&self.agencies, |r| (r.agency.as_str(), r.fiscal_year).cmp(&key)).to_vec(),
        }
    }
}

/// The rows that are equal to a key, in rows sorted by it.
fn part<T>(rows: &[T], against: impl Fn(&T) -> Ordering) -> &[T] {
    let start = rows.partition_point(|row| against(row) == Ordering::Less);
    let length = rows[start..].partition_point(|row| against(row) == Ordering::Equal);
    &rows[start..start + length]
}

/// One frame's columns by name and row.
struct Reader<'a>(&'a DataFrame);

impl Reader<'_> {
    fn text(&self, name: &str, row: usize) -> PolarsResult<String> {
        Ok(self.0.column(name)?.str()?.get(row).unwrap_or_default().to_owned())
    }

    fn year(&self, row: usize) -> PolarsResult<FiscalYear> {
        let year = self.0.column(YEAR)?.u32()?.get(row).unwrap_or_default();
        Ok(FiscalYear(u16::try_from(year).unwrap_or_default()))
    }

    fn number(&self, name: &str, row: usize) -> PolarsResult<Option<f64>> {
        Ok(self.0.column(name)?.f64()?.get(row))
    }

    fn integer(&self, name: &str, row: usize) -> PolarsResult<Option<i64>> {
        Ok(self.0.column(name)?.i64()?.get(row))
    }

    fn rows<T>(&self, row: impl Fn(&Self, usize) -> PolarsResult<T>) -> PolarsResult<Vec<T>> {
        (0..self.0.height()).map(|at| row(self, at)).collect()
    }
}

pub(super) fn book(scores: &Scores, schemes: &Schemes) -> PolarsResult<Book> {
    let questions = Reader(&scores.questions).rows(|r, at| {
        Ok(QuestionScore {
            agency: r.text(AGENCY, at)?,
            fiscal_year: r.year(at)?,
            instrument: r.text(INSTRUMENT, at)?,
            indicator: r.integer(INDICATOR, at)?.unwrap_or_default(),
            question: r.text(QUESTION, at)?,
            responses: r.integer(RESPONSES, at)?,
            score: r.number(SCORE, at)?,
            computed: r.number(COMPUTED, at)?,
            published: r.number(PUBLISHED, at)?,
            source: match r.text(SOURCE, at)?.as_str() {
                "published" => Some(Source::Published),
                "computed" => Some(Source::Computed),
                _ => None,
            },
            previous: r.number(PREVIOUS, at)?,
            delta: r.number(DELTA, at)?,
            lost: r.number(LOST, at)?,
        })
    })?;
    let indicators = Reader(&scores.indicators).rows(|r, at| {
        Ok(IndicatorScore {
            agency: r.text(AGENCY, at)?,
            fiscal_year: r.year(at)?,
            instrument: r.text(INSTRUMENT, at)?,
            indicator: r.integer(INDICATOR, at)?.unwrap_or_default(),
            score: r.number(SCORE, at)?,
            previous: r.number(PREVIOUS, at)?,
            delta: r.number(DELTA, at)?,
        })
    })?;
    let instruments = Reader(&scores.instruments).rows(|r, at| {
        Ok(InstrumentScore {
            agency: r.text(AGENCY, at)?,
            fiscal_year: r.year(at)?,
            instrument: r.text(INSTRUMENT, at)?,
            weight: r.number(WEIGHT, at)?.unwrap_or_default(),
            score: r.number(SCORE, at)?,
            weighted: r.number(WEIGHTED, at)?,
            previous: r.number(PREVIOUS, at)?,
            delta: r.number(DELTA, at)?,
        })
    })?;
    let agencies = Reader(&scores.agencies).rows(|r, at| {
        let (agency, fiscal_year) = (r.text(AGENCY, at)?, r.year(at)?);
        let total = r.number(TOTAL, at)?;
        let previous = r.number(PREVIOUS, at)?;
        let rating = |year: FiscalYear, total: Option<f64>| {
            rate(schemes, &instruments, &agency, year, total).map(|r| r.id.clone())
        };
        Ok(AgencyScore {
            rating: rating(fiscal_year, total),
            previous_rating: rating(fiscal_year.previous(), previous),
            delta: r.number(DELTA, at)?,
            total,
            previous,
            fiscal_year,
            agency: agency.clone(),
        })
    })?;
    Ok(Book { questions, indicators, instruments, agencies })
}

fn rate<'a>(
    schemes: &'a Schemes,
    instruments: &[InstrumentScore],
    agency: &str,
    year: FiscalYear,
    total: Option<f64>,
) -> Option<&'a Rating> {
    let own = part(instruments, |i| (i.agency.as_str(), i.fiscal_year).cmp(&(agency, year)));
    let scores: Vec<_> = own.iter().map(|i| i.score).collect();
    schemes.get(year)?.rate(total, &scores)
}
