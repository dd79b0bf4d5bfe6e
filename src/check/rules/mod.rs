//! Rules that look across cells, rows and sheets.

mod briefings;
mod contracts;
mod data;
mod evidence;
mod outliers;
mod outputs;
mod personal;
mod progress;
mod register;
mod repeated;
mod stated;
mod surveys;
mod totals;
mod wordings;
mod workbook;

pub use personal::in_text as personal_data;

use super::cell::shown;
use super::sheet::Sheet;
use super::{Context, scale};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Due, Facts, Field, FiscalYear, Text};
use crate::thai::{self, Date, Digits};

/// Lists longer than this are not searched for the nearest value: the search is quadratic.
const MOST_CANDIDATES: usize = 500;

/// Applies every rule.
pub(super) fn check(context: Context<'_>, sheets: &[Sheet], facts: &Facts, findings: &mut Vec<Diagnostic>) {
    for year in facts.years.keys() {
        surveys::check(context, sheets, facts, *year, findings);
        briefings::check(facts, *year, findings);
        due(facts, *year, findings);
    }
    for (period, rows) in &facts.progress {
        progress::check(context, facts, *period, rows, findings);
    }
    for (period, rows) in &facts.outputs {
        outputs::check(context, facts, *period, rows, findings);
    }
    register::changed(findings);
    progress::unanswered(sheets, facts, findings);
    workbook::check(context, sheets, findings);
    repeated::check(context, facts, findings);
    for sheet in sheets {
        wordings::check(context, sheet, facts, findings);
        scale::scores(sheet, findings);
        stated::check(sheet, findings);
        totals::check(sheet, findings);
        contracts::unused(sheet, findings);
        data::rows(sheet, findings);
        data::series(sheet, findings);
        evidence::links(sheet, findings);
    }
    outliers::check(sheets, findings);
    repeated::within(sheets, findings);
    personal::check(context, sheets, findings);
    data::jumps(context, facts, findings);
    data::gone(context, facts, findings);
    contracts::units(context, findings);
}

/// A measure is due in its year, or in the one after it: anything else is a slip in the year.
fn due(facts: &Facts, year: FiscalYear, findings: &mut Vec<Diagnostic>) {
    let (first, last) = (year.first_day(), FiscalYear(year.0.saturating_add(1)).last_day());
    for measure in facts.years.get(&year).into_iter().flat_map(|known| &known.measures) {
        if let (Some(Due::On(date)), Some(origin)) = (measure.due.get(), &measure.due.origin) {
            let date = Field::given(*date, origin.clone());
            within(&date, first, last, &measure.code, findings);
        }
    }
}

/// A date must lie in its period.
fn within(field: &Field<Date>, first: Date, last: Date, row: &str, findings: &mut Vec<Diagnostic>) {
    let (Some(date), Some(origin)) = (field.get(), &field.origin) else { return };
    if *date < first || *date > last {
        // With the year in full: a slip in its hundreds must be seen.
        let show = |d: Date| thai::format_long(d, Digits::Arabic);
        let action = if *date > last {
            Text::new(
                "ตรวจวัน เดือน และปี พ.ศ. ถ้าเกิดขึ้นหลังสิ้นรอบจริง ให้รายงานในรอบที่วันนั้นอยู่ แล้วส่งใหม่",
                "check day, month and year; what took place after the period belongs into the report of its own \
                 period; then send the workbook again",
            )
        } else {
            Text::new(
                "ตรวจวัน เดือน และปี พ.ศ. แล้วส่งใหม่",
                "check day, month and year, then send the workbook again",
            )
        };
        findings.push(
            Diagnostic::new(
                Code::DateOutsidePeriod,
                origin,
                Text::new(
                    format!("วันที่ {} อยู่นอกช่วง {} – {}", show(*date), show(first), show(last)),
                    format!("{date} lies outside {first} – {last}"),
                ),
                action,
            )
            .row(shown(row))
            .found(show(*date)),
        );
    }
}

/// The change in percent when it is beyond `limit`.
fn jump(before: f64, now: f64, limit: f64) -> Option<f64> {
    let change = (now - before) / before.abs() * 100.0;
    (before != 0.0 && change.is_finite() && change.abs() > limit).then_some(change)
}

/// A figure as messages show it: with its decimals only where it has some.
fn figure(number: f64) -> String {
    thai::format_number(number, if number.fract() == 0.0 { 0 } else { 2 })
}

/// How a change is worded, as in the documents' tables: `+62.50`, `−93.90`.
fn signed(change: f64) -> String {
    let change = thai::round_half_away(change, 2);
    let sign = match change.partial_cmp(&0.0) {
        Some(std::cmp::Ordering::Greater) => "+",
        Some(std::cmp::Ordering::Less) => "−",
        _ => "",
    };
    format!("{sign}{}", thai::format_number(change.abs(), 2))
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn changes_are_worded_as_in_the_tables() {
        assert_eq!([signed(62.5), signed(-93.936)], ["+62.50", "−93.94"]);
    }
}
