//! The frames as typed rows: what reports, workbooks and open data are written from.

use crate::model::FiscalYear;
use crate::scheme::Schemes;
use crate::score::columns::{
    AGENCY, COMPUTED, DELTA, INDICATOR, INSTRUMENT, LOST, PREVIOUS, PUBLISHED, QUESTION, RESPONSES, SCORE,
    SHARE, SOURCE, STAND_IN, TOPIC, TOTAL, WEIGHT, WEIGHTED, YEAR,
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
    /// Whether counts stand in for a score that was not published.
    pub stand_in: bool,
    /// Part of its instrument's score that it makes up, 0–1; none where a missing question makes up none.
    #[serde(skip)]
    pub share: Option<f64>,
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
    /// Score from the parts.
    pub computed: Option<f64>,
    /// As published, where a score of this level was.
    pub published: Option<f64>,
    /// Whether it rests on counts that stand in for scores that were not published.
    pub stand_in: bool,
    /// The year before.
    pub previous: Option<f64>,
    /// Score − previous.
    pub delta: Option<f64>,
}

/// A sub-indicator's score.
#[derive(Clone, Debug, Serialize)]
pub struct TopicScore {
    /// Agency id.
    pub agency: String,
    /// Fiscal year.
    pub fiscal_year: FiscalYear,
    /// Instrument code.
    pub instrument: String,
    /// Indicator number.
    pub indicator: i64,
    /// Code.
    pub topic: String,
    /// Score.
    pub score: Option<f64>,
    /// Score from the parts.
    pub computed: Option<f64>,
    /// As published, where a score of this level was.
    pub published: Option<f64>,
    /// Whether it rests on counts that stand in for scores that were not published.
    pub stand_in: bool,
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
    /// Score from the parts.
    pub computed: Option<f64>,
    /// As published, where a score of this level was.
    pub published: Option<f64>,
    /// Whether it rests on counts that stand in for scores that were not published.
    pub stand_in: bool,
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
    /// Score from the parts.
    pub computed: Option<f64>,
    /// As published, where a score of this level was.
    pub published: Option<f64>,
    /// Whether it rests on counts that stand in for scores that were not published.
    pub stand_in: bool,
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
    /// Sub-indicators.
    pub topics: Vec<TopicScore>,
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
            topics: part(&self.topics, |r| r.agency.as_str().cmp(agency)).to_vec(),
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
            topics: part(&self.topics, |r| (r.agency.as_str(), r.fiscal_year).cmp(&key)).to_vec(),
            indicators: part(&self.indicators, |r| (r.agency.as_str(), r.fiscal_year).cmp(&key)).to_vec(),
            instruments: part(&self.instruments, |r| (r.agency.as_str(), r.fiscal_year).cmp(&key)).to_vec(),
            agencies: part(&self.agencies, |r| (r.agency.as_str(), r.fiscal_year).cmp(&key)).to_vec(),
        }
    }
}

impl Book {
    /// The score of a question, item or indicator that a condition names, in a book of one agency and year.
    #[must_use]
    pub fn finer(&self, of: &str) -> Option<f64> {
        finer(&self.questions, &self.indicators, of)
    }

    /// The score of an instrument, indicator, question or item by the code that a condition names, in a book of one
    /// agency and year.
    #[must_use]
    pub fn score_of(&self, of: &str) -> Option<f64> {
        match self.instruments.iter().find(|i| i.instrument == of) {
            Some(instrument) => instrument.score,
            None => self.finer(of),
        }
    }

    /// Instruments whose score rests on counts that stand in for scores that were not published.
    pub fn stand_ins(&self) -> impl Iterator<Item = &str> {
        self.instruments.iter().filter(|i| i.stand_in && i.score.is_some()).map(|i| i.instrument.as_str())
    }
}

fn finer(questions: &[QuestionScore], indicators: &[IndicatorScore], of: &str) -> Option<f64> {
    match questions.iter().find(|q| q.question == of) {
        Some(question) => question.score,
        None => indicators.iter().find(|i| i.indicator.to_string() == of)?.score,
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
        // No limit refuses what is no number: it would be rated, and published.
        if let Some(at) = column.iter().position(|value| value.is_some_and(|value| !value.is_finite())) {
            polars_bail!(ComputeError: "{name} of row {at} is no number");
        }
        Ok(|row| column.get(row))
    }

    fn flag(&self, name: &str) -> PolarsResult<impl Fn(usize) -> bool + use<'a>> {
        let column = self.0.column(name)?.bool()?;
        Ok(|row| column.get(row).unwrap_or(false))
    }

    fn integer(&self, name: &str) -> PolarsResult<impl Fn(usize) -> Option<i64> + use<'a>> {
        let column = self.0.column(name)?.i64()?;
        Ok(|row| column.get(row))
    }
}

/// The collected plan; each frame sorted by agency, year and the scheme's order.
pub(super) struct Frames {
    pub questions: DataFrame,
    pub topics: DataFrame,
    pub indicators: DataFrame,
    pub instruments: DataFrame,
    pub agencies: DataFrame,
}

pub(super) fn book(frames: &Frames, schemes: &Schemes) -> PolarsResult<Book> {
    let (questions, topics) = (questions(&frames.questions)?, topics(&frames.topics)?);
    let (indicators, instruments) = (indicators(&frames.indicators)?, instruments(&frames.instruments)?);
    let agencies = agencies(&frames.agencies, &questions, &indicators, &instruments, schemes)?;
    Ok(Book { questions, topics, indicators, instruments, agencies })
}

fn questions(frame: &DataFrame) -> PolarsResult<Vec<QuestionScore>> {
    let c = Columns(frame);
    let (agency, year, instrument) = (c.text(AGENCY)?, c.year()?, c.text(INSTRUMENT)?);
    let (indicator, question, responses) = (c.integer(INDICATOR)?, c.text(QUESTION)?, c.integer(RESPONSES)?);
    let (score, computed, published) = (c.number(SCORE)?, c.number(COMPUTED)?, c.number(PUBLISHED)?);
    let (source, previous, delta, lost) =
        (c.text(SOURCE)?, c.number(PREVIOUS)?, c.number(DELTA)?, c.number(LOST)?);
    let (stand_in, share) = (c.flag(STAND_IN)?, c.number(SHARE)?);
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
        stand_in: stand_in(at),
        share: share(at),
        previous: previous(at),
        delta: delta(at),
        lost: lost(at),
    };
    Ok((0..frame.height()).map(row).collect())
}

fn topics(frame: &DataFrame) -> PolarsResult<Vec<TopicScore>> {
    let c = Columns(frame);
    let (computed, published, stand_in) = (c.number(COMPUTED)?, c.number(PUBLISHED)?, c.flag(STAND_IN)?);
    let (agency, year, instrument) = (c.text(AGENCY)?, c.year()?, c.text(INSTRUMENT)?);
    let (indicator, topic, score) = (c.integer(INDICATOR)?, c.text(TOPIC)?, c.number(SCORE)?);
    let (previous, delta) = (c.number(PREVIOUS)?, c.number(DELTA)?);
    let row = |at| TopicScore {
        agency: agency(at).to_owned(),
        fiscal_year: year(at),
        instrument: instrument(at).to_owned(),
        indicator: indicator(at).unwrap_or_default(),
        topic: topic(at).to_owned(),
        score: score(at),
        computed: computed(at),
        published: published(at),
        stand_in: stand_in(at),
        previous: previous(at),
        delta: delta(at),
    };
    Ok((0..frame.height()).map(row).collect())
}

fn indicators(frame: &DataFrame) -> PolarsResult<Vec<IndicatorScore>> {
    let c = Columns(frame);
    let (computed, published, stand_in) = (c.number(COMPUTED)?, c.number(PUBLISHED)?, c.flag(STAND_IN)?);
    let (agency, year, instrument) = (c.text(AGENCY)?, c.year()?, c.text(INSTRUMENT)?);
    let (indicator, score) = (c.integer(INDICATOR)?, c.number(SCORE)?);
    let (previous, delta) = (c.number(PREVIOUS)?, c.number(DELTA)?);
    let row = |at| IndicatorScore {
        agency: agency(at).to_owned(),
        fiscal_year: year(at),
        instrument: instrument(at).to_owned(),
        indicator: indicator(at).unwrap_or_default(),
        score: score(at),
        computed: computed(at),
        published: published(at),
        stand_in: stand_in(at),
        previous: previous(at),
        delta: delta(at),
    };
    Ok((0..frame.height()).map(row).collect())
}

fn instruments(frame: &DataFrame) -> PolarsResult<Vec<InstrumentScore>> {
    let c = Columns(frame);
    let (computed, published, stand_in) = (c.number(COMPUTED)?, c.number(PUBLISHED)?, c.flag(STAND_IN)?);
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
        computed: computed(at),
        published: published(at),
        stand_in: stand_in(at),
        previous: previous(at),
        delta: delta(at),
    };
    Ok((0..frame.height()).map(row).collect())
}

fn agencies(
    frame: &DataFrame,
    questions: &[QuestionScore],
    indicators: &[IndicatorScore],
    instruments: &[InstrumentScore],
    schemes: &Schemes,
) -> PolarsResult<Vec<AgencyScore>> {
    let c = Columns(frame);
    let (agency, year, total) = (c.text(AGENCY)?, c.year()?, c.number(TOTAL)?);
    let (computed, published, stand_in) = (c.number(COMPUTED)?, c.number(PUBLISHED)?, c.flag(STAND_IN)?);
    let (previous, delta) = (c.number(PREVIOUS)?, c.number(DELTA)?);
    let rating = |at: usize, year: FiscalYear, total: Option<f64>| {
        let key = (agency(at), year);
        let instruments = part(instruments, |i| (i.agency.as_str(), i.fiscal_year).cmp(&key));
        let scores: Vec<_> = instruments.iter().map(|i| i.score).collect();
        let of = |code: &str| {
            let questions = part(questions, |q| (q.agency.as_str(), q.fiscal_year).cmp(&key));
            let indicators = part(indicators, |i| (i.agency.as_str(), i.fiscal_year).cmp(&key));
            finer(questions, indicators, code)
        };
        schemes.get(year)?.rate_with(total, &scores, of).map(|r| r.id.clone())
    };
    let row = |at| AgencyScore {
        agency: agency(at).to_owned(),
        fiscal_year: year(at),
        total: total(at),
        computed: computed(at),
        published: published(at),
        stand_in: stand_in(at),
        rating: rating(at, year(at), total(at)),
        previous: previous(at),
        previous_rating: rating(at, year(at).previous(), previous(at)),
        delta: delta(at),
    };
    Ok((0..frame.height()).map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_is_never_rated() {
        let frame = |scores: [Option<f64>; 2]| {
            let column: Column = Series::new(SCORE.into(), scores.to_vec()).into();
            DataFrame::new_infer_height(vec![column]).unwrap()
        };
        assert!(Columns(&frame([Some(99.5), None])).number(SCORE).is_ok());
        for none in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let frame = frame([Some(99.5), Some(none)]);
            let told = Columns(&frame).number(SCORE).err().map(|why| why.to_string()).unwrap_or_default();
            assert!(told.contains("is no number"), "{none}: {told}");
        }
    }
}
