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

/// A frame's columns by name, each found once; what comes back tells the value of a row.
struct Columns<'a>(&'a DataFrame);

impl<'a> Columns<'a> {
    fn text(&self, name: &str) -> PolarsResult<impl Fn(usize) -> &'a str + use<'a>> {
        let column = self.0.column(name)?.str()?;
        Ok(|row| column.get(row).unwrap_or_default())
    }

    fn year(&self) -> PolarsResult<impl Fn(usize) -> FiscalYear + use<'a>> {
        let column = self.0.column(YEAR)?.u32()?;
        Ok(|row| FiscalYear(u16::try_from(column.get(row).unwrap_or_default()).unwrap_or_default()))
    }

    fn number(&self, name: &str) -> PolarsResult<impl Fn(usize) -> Option<f64> + use<'a>> {
        let column = self.0.column(name)?.f64()?;
        Ok(|row| column.get(row))
    }

    fn integer(&self, name: &str) -> PolarsResult<impl Fn(usize) -> Option<i64> + use<'a>> {
        let column = self.0.column(name)?.i64()?;
        Ok(|row| column.get(row))
    }
}

pub(super) fn book(scores: &Scores, schemes: &Schemes) -> PolarsResult<Book> {
    let instruments = instruments(&scores.instruments)?;
    let agencies = agencies(&scores.agencies, &instruments, schemes)?;
    Ok(Book {
        questions: questions(&scores.questions)?,
        indicators: indicators(&scores.indicators)?,
        instruments,
        agencies,
    })
}

fn questions(frame: &DataFrame) -> PolarsResult<Vec<QuestionScore>> {
    let c = Columns(frame);
    let (agency, year, instrument) = (c.text(AGENCY)?, c.year()?, c.text(INSTRUMENT)?);
    let (indicator, question, responses) = (c.integer(INDICATOR)?, c.text(QUESTION)?, c.integer(RESPONSES)?);
    let (score, computed, published) = (c.number(SCORE)?, c.number(COMPUTED)?, c.number(PUBLISHED)?);
    let (source, previous, delta, lost) =
        (c.text(SOURCE)?, c.number(PREVIOUS)?, c.number(DELTA)?, c.number(LOST)?);
    let row = |at| QuestionScore {
        agency: agency(at).to_owned(),
        fiscal_year: year(at),
        instrument: instrument(at).to_owned(),
        indicator: indicator(at).unwrap_or_default(),
        question: question(at).to_owned(),
        responses: responses(at),
        score: score(at),
        computed: computed(at),
        published: published(at),
        source: match source(at) {
            "published" => Some(Source::Published),
            "computed" => Some(Source::Computed),
            _ => None,
        },
        previous: previous(at),
        delta: delta(at),
        lost: lost(at),
    };
    Ok((0..frame.height()).map(row).collect())
}

fn indicators(frame: &DataFrame) -> PolarsResult<Vec<IndicatorScore>> {
    let c = Columns(frame);
    let (agency, year, instrument) = (c.text(AGENCY)?, c.year()?, c.text(INSTRUMENT)?);
    let (indicator, score) = (c.integer(INDICATOR)?, c.number(SCORE)?);
    let (previous, delta) = (c.number(PREVIOUS)?, c.number(DELTA)?);
    let row = |at| IndicatorScore {
        agency: agency(at).to_owned(),
        fiscal_year: year(at),
        instrument: instrument(at).to_owned(),
        indicator: indicator(at).unwrap_or_default(),
        score: score(at),
        previous: previous(at),
        delta: delta(at),
    };
    Ok((0..frame.height()).map(row).collect())
}

fn instruments(frame: &DataFrame) -> PolarsResult<Vec<InstrumentScore>> {
    let c = Columns(frame);
    let (agency, year, instrument) = (c.text(AGENCY)?, c.year()?, c.text(INSTRUMENT)?);
    let (weight, score, weighted) = (c.number(WEIGHT)?, c.number(SCORE)?, c.number(WEIGHTED)?);
    let (previous, delta) = (c.number(PREVIOUS)?, c.number(DELTA)?);
    let row = |at| InstrumentScore {
        agency: agency(at).to_owned(),
        fiscal_year: year(at),
        instrument: instrument(at).to_owned(),
        weight: weight(at).unwrap_or_default(),
        score: score(at),
        weighted: weighted(at),
        previous: previous(at),
        delta: delta(at),
    };
    Ok((0..frame.height()).map(row).collect())
}

fn agencies(
    frame: &DataFrame,
    instruments: &[InstrumentScore],
    schemes: &Schemes,
) -> PolarsResult<Vec<AgencyScore>> {
    let c = Columns(frame);
    let (agency, year, total) = (c.text(AGENCY)?, c.year()?, c.number(TOTAL)?);
    let (previous, delta) = (c.number(PREVIOUS)?, c.number(DELTA)?);
    let rating = |at: usize, year: FiscalYear, total: Option<f64>| {
        rate(schemes, instruments, agency(at), year, total).map(|r| r.id.clone())
    };
    let row = |at| AgencyScore {
        agency: agency(at).to_owned(),
        fiscal_year: year(at),
        total: total(at),
        rating: rating(at, year(at), total(at)),
        previous: previous(at),
        previous_rating: rating(at, year(at).previous(), previous(at)),
        delta: delta(at),
    };
    Ok((0..frame.height()).map(row).collect())
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
