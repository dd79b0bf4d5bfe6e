//! Briefings of a year: their dates.

use super::within;
use crate::diagnostic::Diagnostic;
use crate::model::{Facts, FiscalYear};

/// Applies the rules to a year's briefings.
pub(super) fn check(facts: &Facts, year: FiscalYear, findings: &mut Vec<Diagnostic>) {
    let Some(known) = facts.years.get(&year) else { return };
    for briefing in &known.briefings {
        within(&briefing.date, year.first_day(), year.last_day(), briefing.title.text(), findings);
    }
}
