//! What each unit still has to do, by day: sheets to send, measures to finish.
//!
//! Comes in: coverage and outcomes of a half. Goes out: days with what is due on them. Never: what has no day.

use crate::check::Coverage;
use crate::score::progress::{MeasureOutcome, Standing};
use crate::thai::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// A measure that a unit has not finished.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Open {
    /// Its code.
    pub code: String,
    /// Item of the checklist; empty without one.
    pub item: String,
    /// What is to be done.
    pub title: String,
    /// The unit has never reported it.
    pub silent: bool,
}

/// What is due on one day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Day {
    /// The day.
    pub due: Date,
    /// Days left; negative when it is past.
    pub left: i32,
    /// Sheets of the form that are missing or blank, by their names.
    pub sheets: Vec<String>,
    /// Measures that are not finished, in the order of the register.
    pub measures: Vec<Open>,
}

/// What a unit has to do; days in order.
#[must_use]
pub fn agenda(coverage: &Coverage, outcomes: &[MeasureOutcome], today: Date) -> Vec<Day> {
    let Some(unit) = &coverage.unit else { return Vec::new() };
    let mut days: BTreeMap<Date, (Vec<String>, Vec<Open>)> = BTreeMap::new();
    for sheet in coverage.wanting() {
        if let Some(due) = sheet.due {
            days.entry(due).or_default().0.push(sheet.sheet.clone());
        }
    }
    for outcome in outcomes {
        let own = outcome.outcomes.iter().find(|o| o.unit == *unit);
        if let Some((own, due)) = own.and_then(|own| Some((own, own.open_until()?))) {
            let measure = &outcome.measure;
            days.entry(due).or_default().1.push(Open {
                code: measure.code.clone(),
                item: measure.item.text().to_owned(),
                title: measure.title.text().to_owned(),
                silent: own.standing == Standing::NotReported,
            });
        }
    }
    days.into_iter()
        .map(|(due, (sheets, measures))| Day { due, left: due.days_since(today), sheets, measures })
        .collect()
}

/// Codes of the measures that are past their day, in order of days.
pub fn overdue(days: &[Day]) -> impl Iterator<Item = &str> {
    days.iter().filter(|day| day.left < 0).flat_map(|day| &day.measures).map(|open| open.code.as_str())
}
