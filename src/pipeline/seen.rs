//! One half of an assessment: what the model of a publication borrows.
//!
//! Comes in: an assessment. Goes out: the model. Never: words it, writes a file.

use super::{Assessed, Options, Outcome, Setup, publishable};
use crate::check::{self, Coverage};
use crate::compare::Book;
use crate::error::Error;
use crate::model::{Facts, FiscalYear, Half, Period, Text};
use crate::report::{Model, Only};
use crate::scheme::{self, Scheme};
use crate::score::{self, progress::MeasureOutcome};
use crate::thai::Date;
use crate::workspace::no_data;

/// The half to report on: as asked, else the newest that has data.
///
/// # Errors
/// Nothing was submitted for any half, or only one of year and half was given and has no data.
pub fn choose_period(options: &Options, facts: &Facts) -> Result<Period, Error> {
    let mut with_data = facts.progress.keys().chain(facts.data_sets.keys().map(|(_, period)| period));
    if let (Some(fiscal_year), Some(half)) = (options.fiscal_year, options.half) {
        let period = Period { fiscal_year, half };
        if options.reported && !with_data.any(|p| *p == period) {
            return Err(no_data(&period.slug()));
        }
        return Ok(period);
    }
    with_data
        .copied()
        .filter(|p| options.fiscal_year.is_none_or(|y| y == p.fiscal_year))
        .filter(|p| options.half.is_none_or(|h| h == p.half))
        .max()
        .or_else(|| without_progress(options, facts))
        .ok_or_else(|| match (registered(options, facts), options.fiscal_year) {
            (Some(year), _) => only_register(year),
            (None, Some(year)) => no_data(&year.to_string()),
            (None, None) => no_data("input/"),
        })
}

/// The newest year, of those that may be meant, that has measures.
fn registered(options: &Options, facts: &Facts) -> Option<FiscalYear> {
    let years = facts.years.iter().filter(|(_, year)| !year.measures.is_empty()).map(|(year, _)| *year);
    years.filter(|year| options.fiscal_year.is_none_or(|asked| asked == *year)).max()
}

/// The half of a part that needs no report of a unit: the measures of a year, or the results before it.
fn without_progress(options: &Options, facts: &Facts) -> Option<Period> {
    let fiscal_year = match options.only? {
        Only::Measures => registered(options, facts)?,
        Only::Results => {
            let years = facts.years.iter().filter(|(_, y)| !y.questions.is_empty());
            let after = years.map(|(year, _)| FiscalYear(year.0.saturating_add(1)));
            after.filter(|year| options.fiscal_year.is_none_or(|asked| asked == *year)).max()?
        }
        Only::Progress => return None,
    };
    Some(Period { fiscal_year, half: options.half.unwrap_or(Half::First) })
}

/// Nobody has reported, yet the measures can be published.
fn only_register(year: FiscalYear) -> Error {
    Error::Usage(Text::new(
        format!(
            "ยังไม่มีรายงานผลของปีงบประมาณ {year} — จัดทำเฉพาะเอกสารมาตรการได้ด้วย `ita-report run --only measures` หรือเฉพาะผลการประเมินด้วย --only results"
        ),
        format!(
            "nobody has reported on fiscal year {year} yet — `ita-report run --only measures` makes the measures document alone, --only results the scores"
        ),
    ))
}

/// Hands `then` the model of the half asked for, as a run would report it; nothing is written.
///
/// # Errors
/// No data for the half or its results' year.
pub fn consider<T>(
    options: &Options,
    setup: &Setup,
    assessed: &Assessed,
    then: impl FnOnce(&Model<'_>) -> T,
) -> Result<T, Error> {
    let period = choose_period(options, &assessed.facts)?;
    Ok(then(&Seen::new(setup, options, period, assessed)?.model(assessed)))
}

/// An assessment seen from one half: what the model borrows.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    setup: &'a Setup,
    options: &'a Options,
    period: Period,
    scheme: &'a Scheme,
    scores: Book,
    earlier: Book,
    as_of: Date,
    outcomes: Vec<MeasureOutcome>,
    outcomes_before: Vec<MeasureOutcome>,
    coverage: Vec<Coverage>,
}

impl<'a> Seen<'a> {
    pub(super) fn new(
        setup: &'a Setup,
        options: &'a Options,
        period: Period,
        assessed: &Assessed,
    ) -> Result<Self, Error> {
        let results_year = period.fiscal_year.previous();
        let scheme = setup
            .schemes
            .get(results_year)
            .ok_or_else(|| Error::Usage(scheme::missing(&setup.schemes, results_year)))?;
        let agency = &setup.workspace.agency.id;
        let as_of = options.as_of.unwrap_or_else(|| period.last_day());
        Ok(Self {
            scores: assessed.book.of(agency, results_year),
            earlier: assessed.book.of(agency, results_year.previous()),
            outcomes: outcomes(&assessed.facts, period, as_of),
            outcomes_before: outcomes_in(&assessed.facts, period.year_before()),
            coverage: check::coverage(setup.context(), &assessed.facts, &assessed.diagnostics, period),
            setup,
            options,
            period,
            scheme,
            as_of,
        })
    }

    pub(super) fn model<'b>(&'b self, assessed: &'b Assessed) -> Model<'b> {
        Model {
            workspace: &self.setup.workspace,
            contracts: &self.setup.contracts,
            schemes: &self.setup.schemes,
            scheme: self.scheme,
            period: self.period,
            as_of: self.as_of,
            digits: self.options.digits,
            draft: self.options.draft,
            only: self.options.only,
            facts: &assessed.facts,
            scores: &self.scores,
            earlier: &self.earlier,
            outcomes: &self.outcomes,
            outcomes_before: &self.outcomes_before,
            coverage: &self.coverage,
            logo: assessed.pictures.logo(),
            diagnostics: &assessed.diagnostics,
        }
    }

    /// Whether there is something to publish.
    pub(super) fn allowed(&self, assessed: &Assessed) -> bool {
        self.options.draft || publishable(self.options, &assessed.diagnostics)
    }

    pub(super) fn outcome(self, assessed: Assessed) -> Outcome {
        Outcome {
            period: self.period,
            results_year: self.scheme.fiscal_year,
            scores: self.scores,
            coverage: self.coverage,
            outcomes: self.outcomes,
            diagnostics: assessed.diagnostics,
            published: None,
            changes: None,
        }
    }
}

/// Name of a publication's folder; a draft or a part made alone never takes a publication's place.
pub(crate) fn folder(period: Period, only: Option<Only>, draft: bool) -> String {
    let part = only.map(|only| format!("-{}", only.name())).unwrap_or_default();
    let draft = if draft { "-draft" } else { "" };
    format!("{}{part}{draft}", period.slug())
}

/// Outcomes of a half's measures at `as_of`.
pub(crate) fn outcomes(facts: &Facts, period: Period, as_of: Date) -> Vec<MeasureOutcome> {
    let measures = facts.years.get(&period.fiscal_year).map(|y| y.measures.as_slice());
    let reports = facts.progress.get(&period).map(Vec::as_slice);
    score::progress::evaluate(measures.unwrap_or_default(), reports.unwrap_or_default(), period, as_of)
}

/// Outcomes of an earlier half at its own end; empty when nobody reported in it.
fn outcomes_in(facts: &Facts, period: Period) -> Vec<MeasureOutcome> {
    if facts.progress.contains_key(&period) { outcomes(facts, period, period.last_day()) } else { Vec::new() }
}
