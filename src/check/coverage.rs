//! Who has submitted what: units × kinds of sheet for one half. `check`, `status`, `run`, `doctor` and the
//! documents all take it from here.

use super::{Context, due, due_of_unit};
use crate::contract::{Contract, Cover, Scope};
use crate::diagnostic::{Diagnostics, Severity};
use crate::model::{Facts, Half, Period, Status, Submission};
use crate::thai::Date;
use crate::workspace::Unit;
use serde::Serialize;
use std::collections::BTreeMap;

/// Whether a sheet is there and right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is there without errors.
    Submitted,
    /// It is there with errors.
    WithErrors,
    /// The form is there as it was sent out: nothing is filled in, so nothing was submitted.
    Blank,
    /// It is not there.
    Missing,
    /// Nobody expects it of this unit.
    NotExpected,
}

impl State {
    /// Whether somebody filled the sheet in.
    #[must_use]
    pub fn is_sent(self) -> bool {
        matches!(self, Self::Submitted | Self::WithErrors)
    }

    /// Whether it is still to come.
    #[must_use]
    pub fn is_wanting(self) -> bool {
        matches!(self, Self::Missing | Self::Blank)
    }
}

/// One expected sheet.
#[derive(Clone, Debug, Serialize)]
pub struct Expected {
    /// Contract name.
    pub kind: String,
    /// Thai title.
    pub title: String,
    /// Name of the sheet in the blank form.
    pub sheet: String,
    /// State.
    pub state: State,
    /// Whether it has to be sent; what is sent beyond that counts in no total.
    pub wanted: bool,
    /// Rows in it.
    pub rows: usize,
    /// File and sheet where it is.
    pub place: Option<String>,
    /// Day by which the unit sends it; none where nobody is to, or nothing gives one.
    pub due: Option<Date>,
}

/// One unit's sheets, in the order of the blank workbook; the agency itself comes first with no unit.
#[derive(Clone, Debug, Serialize)]
pub struct Coverage {
    /// Unit id; none for the agency.
    pub unit: Option<String>,
    /// Thai name.
    pub name: String,
    /// English name; the Thai one where there is none.
    pub name_en: String,
    /// Its sheets.
    pub sheets: Vec<Expected>,
}

impl Coverage {
    /// Whether everything expected is there without errors.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.sheets.iter().all(|s| matches!(s.state, State::Submitted | State::NotExpected))
    }

    /// Expected sheets that were not submitted, or as a blank form.
    pub fn wanting(&self) -> impl Iterator<Item = &Expected> {
        self.sheets.iter().filter(|s| s.state.is_wanting())
    }

    /// Whether any sheet was filled in and submitted.
    #[must_use]
    pub fn is_sent(&self) -> bool {
        self.sheets.iter().any(|s| s.state.is_sent())
    }

    /// Sheets that are there of those that have to be sent, and all of these.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        let wanted = self.sheets.iter().filter(|s| s.wanted);
        (wanted.clone().filter(|s| s.state.is_sent()).count(), wanted.count())
    }

    /// Sheets that are there although nobody has to send them.
    pub fn beyond(&self) -> impl Iterator<Item = &Expected> {
        self.sheets.iter().filter(|s| !s.wanted && s.state.is_sent())
    }
}

/// Whether a contract expects a sheet from a unit.
#[must_use]
pub fn expects(contract: &Contract, unit: &Unit) -> bool {
    if contract.scope != Scope::Unit {
        return false;
    }
    contract.units.is_empty()
        || contract.units.iter().any(|u| *u == unit.kind || *u == unit.id || *u == unit.name_th)
}

/// The table of units and sheets for a half.
#[must_use]
pub fn coverage(
    context: Context<'_>,
    facts: &Facts,
    diagnostics: &Diagnostics,
    period: Period,
) -> Vec<Coverage> {
    let mut contracts: Vec<_> = context.contracts.iter().collect();
    contracts.sort_by_key(|c| (c.order, c.name.clone()));
    let of_agency = contracts.iter().filter(|c| c.scope == Scope::Agency && c.required).map(|c| {
        let year = if c.workbook == "results" { period.fiscal_year.previous() } else { period.fiscal_year };
        let found = facts.submissions.iter().filter(|s| s.kind == c.name && s.fiscal_year == year);
        expected(c, &found.take(1).collect::<Vec<_>>(), true, None, diagnostics)
    });
    let mut table = vec![Coverage {
        unit: None,
        name: context.workspace.agency.name_th.clone(),
        name_en: english(&context.workspace.agency.name_en, &context.workspace.agency.name_th),
        sheets: of_agency.collect(),
    }];
    let day = |c: &Contract| due(context, facts, c, period).map(|day| due_of_unit(context.workspace, day));
    let days: BTreeMap<_, _> = contracts.iter().filter_map(|c| Some((c.name.clone(), day(c)?))).collect();
    // What nobody has to send is listed where somebody did.
    let sent = |c: &Contract| facts.submissions.iter().any(|s| s.kind == c.name && s.period == Some(period));
    for unit in &context.workspace.units {
        let sheets = contracts
            .iter()
            .filter(|c| c.scope == Scope::Unit && c.period == Cover::Half && (c.required || sent(c)))
            .map(|c| {
                // More than one where a form came in a file a month.
                let found = facts.submissions.iter().filter(|s| {
                    s.kind == c.name && s.unit.as_deref() == Some(&unit.id) && s.period == Some(period)
                });
                let found: Vec<_> = found.collect();
                let wanted =
                    c.required && expects(c, unit) && (c.name != "progress" || has_open(facts, unit, period));
                let due = days.get(&c.name).copied().filter(|_| wanted);
                expected(c, &found, wanted, due, diagnostics)
            })
            .collect();
        table.push(Coverage {
            unit: Some(unit.id.clone()),
            name: unit.name_th.clone(),
            name_en: unit.english().to_owned(),
            sheets,
        });
    }
    table
}

fn english(english: &str, thai: &str) -> String {
    if english.is_empty() { thai } else { english }.to_owned()
}

/// Whether a unit has anything to report on: a measure that is assigned to it and was not finished in the first
/// half. Without a register nobody can tell, and a report is expected.
fn has_open(facts: &Facts, unit: &Unit, period: Period) -> bool {
    let Some(year) = facts.years.get(&period.fiscal_year).filter(|y| !y.measures.is_empty()) else {
        return true;
    };
    let assigned = year.measures.iter().filter(|m| {
        // Whose a measure is that names an unknown unit has a finding of its own.
        m.responsible.get().is_none_or(|r| r.units.contains(&unit.id))
    });
    assigned.into_iter().any(|m| !finished_before(facts, &unit.id, &m.code, period))
}

/// Whether a unit reported a measure as finished in the first half, seen from the second.
#[must_use]
pub fn finished_before(facts: &Facts, unit: &str, measure: &str, period: Period) -> bool {
    let first = Period { half: Half::First, ..period };
    period.half == Half::Second
        && facts.progress.get(&first).is_some_and(|rows| {
            rows.iter()
                .any(|p| p.unit == unit && p.measure == measure && p.status.get() == Some(&Status::Finished))
        })
}

fn expected(
    contract: &Contract,
    found: &[&Submission],
    wanted: bool,
    due: Option<Date>,
    diagnostics: &Diagnostics,
) -> Expected {
    let is_wrong = |submission: &&&Submission| {
        diagnostics.iter().any(|d| {
            d.severity == Severity::Error
                && d.place.file == submission.origin.file[..]
                && d.place.sheet.as_deref() == Some(&submission.origin.sheet[..])
        })
    };
    let wrong = found.iter().find(is_wrong);
    let rows: usize = found.iter().map(|s| s.rows).sum();
    let nothing = found.iter().any(|s| s.nothing);
    let state = match rows {
        _ if found.is_empty() && wanted => State::Missing,
        _ if found.is_empty() => State::NotExpected,
        _ if wrong.is_some() => State::WithErrors,
        0 if !nothing && wanted => State::Blank,
        0 if !nothing => State::NotExpected,
        _ => State::Submitted,
    };
    let place = wrong.or_else(|| found.first());
    Expected {
        kind: contract.name.clone(),
        title: contract.title.clone(),
        sheet: contract.sheet.clone(),
        state,
        wanted,
        rows,
        place: place.map(|s| format!("{} [{}]", s.origin.file, s.origin.sheet)),
        due,
    }
}
