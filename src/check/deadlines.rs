//! Until when a sheet is wanted: the register's day for its item, else `[deadlines]`, else the contract's.
//!
//! Comes in: records of the register, settings, contracts. Goes out: a day. Never: judges lateness.

use super::Context;
use crate::contract::Contract;
use crate::model::{Due, Facts, Period};
use crate::thai::Date;
use crate::workspace::{Workspace, after_half, collects};

/// The day by which a contract's data of a half are due on the website; `None` when nothing gives one.
///
/// Of several measures of the item that end in the half's collecting time the earliest counts.
#[must_use]
pub fn due(context: Context<'_>, facts: &Facts, contract: &Contract, period: Period) -> Option<Date> {
    let item = contract.report.as_ref().map(|report| report.item.as_str());
    let register = item.and_then(|item| {
        let measures = facts.years.get(&period.fiscal_year).map_or(&[][..], |year| &year.measures);
        let days = measures.iter().filter(|m| m.item.get().is_some_and(|own| own == item)).filter_map(|m| {
            match m.due.get() {
                Some(Due::On(date)) if collects(period, *date) => Some(*date),
                _ => None,
            }
        });
        days.min()
    });
    let settings = &context.workspace.deadlines;
    register
        .or_else(|| settings.of(&contract.name, period))
        .or_else(|| settings.of(item?, period))
        .or_else(|| contract.due_day.map(|day| after_half(period, day)))
}

/// The day by which units send it: `lead_days` before it is due.
#[must_use]
pub fn due_of_unit(workspace: &Workspace, due: Date) -> Date {
    due.days_before(workspace.deadlines.lead_days)
}
