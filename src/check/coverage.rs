//! Who has submitted what: units × kinds of sheet for one half.

use super::{Context, due, due_of_unit};
use crate::contract::{Contract, Cover, Scope};
use crate::diagnostic::{Diagnostics, Severity};
use crate::model::{Facts, Period};
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
    /// It is not there.
    Missing,
    /// Nobody expects it of this unit.
    NotExpected,
}

/// One expected sheet.
#[derive(Clone, Debug, Serialize)]
pub struct Expected {
    /// Contract name.
    pub kind: String,
    /// Thai title.
    pub title: String,
    /// State.
    pub state: State,
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
    /// Its sheets.
    pub sheets: Vec<Expected>,
}

impl Coverage {
    /// Whether everything expected is there without errors.
    #[must_use]
    pub fn complete(&self) -> bool {
        self.sheets.iter().all(|s| matches!(s.state, State::Submitted | State::NotExpected))
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
        let found = facts.submissions.iter().find(|s| s.kind == c.name && s.fiscal_year == year);
        expected(c, found, true, None, diagnostics)
    });
    let mut table = vec![Coverage {
        unit: None,
        name: context.workspace.agency.name_th.clone(),
        sheets: of_agency.collect(),
    }];
    let day = |c: &Contract| due(context, facts, c, period).map(|day| due_of_unit(context.workspace, day));
    let days: BTreeMap<_, _> = contracts.iter().filter_map(|c| Some((c.name.clone(), day(c)?))).collect();
    for unit in &context.workspace.units {
        let sheets = contracts
            .iter()
            .filter(|c| c.scope == Scope::Unit && c.period == Cover::Half)
            .map(|c| {
                let found = facts.submissions.iter().find(|s| {
                    s.kind == c.name && s.unit.as_deref() == Some(&unit.id) && s.period == Some(period)
                });
                let wanted = expects(c, unit);
                let due = days.get(&c.name).copied().filter(|_| wanted);
                expected(c, found, wanted, due, diagnostics)
            })
            .collect();
        table.push(Coverage { unit: Some(unit.id.clone()), name: unit.name_th.clone(), sheets });
    }
    table
}

fn expected(
    contract: &Contract,
    found: Option<&crate::model::Submission>,
    wanted: bool,
    due: Option<Date>,
    diagnostics: &Diagnostics,
) -> Expected {
    let state = match found {
        None if wanted => State::Missing,
        None => State::NotExpected,
        Some(submission) => {
            let wrong = diagnostics.iter().any(|d| {
                d.severity == Severity::Error
                    && d.place.file == submission.origin.file[..]
                    && d.place.sheet.as_deref() == Some(&submission.origin.sheet[..])
            });
            if wrong { State::WithErrors } else { State::Submitted }
        }
    };
    Expected {
        kind: contract.name.clone(),
        title: contract.title.clone(),
        state,
        rows: found.map_or(0, |s| s.rows),
        place: found.map(|s| format!("{} [{}]", s.origin.file, s.origin.sheet)),
        due,
    }
}
