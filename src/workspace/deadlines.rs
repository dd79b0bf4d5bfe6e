//! `[deadlines]`: until when data sets are wanted, where the register of measures does not say.
//!
//! Comes in: days as people write them. Goes out: the date for a half. Never: looks at a register.

use crate::model::{Half, Period};
use crate::thai::{self, Date};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The most days by which units may be asked to send earlier.
const MOST_LEAD_DAYS: u16 = 60;

/// A day as `agency.toml` gives it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Written {
    /// Day of the month after the half.
    Day(i64),
    /// `15/04`, day and month.
    One(String),
    /// One for each half.
    Several(Vec<String>),
}

/// A due day of a data set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Due {
    /// Day of the month after the half, 1–31.
    AfterHalf(u8),
    /// Day and month.
    On(u8, u8),
}

/// `[deadlines]` as it is written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct DeadlinesFile(BTreeMap<String, Written>);

/// Due days by data set or OIT item.
#[derive(Clone, Debug, Default)]
pub struct Deadlines {
    /// Units send this many days before the data set is due.
    pub lead_days: u16,
    days: BTreeMap<String, Vec<Due>>,
}

impl DeadlinesFile {
    /// Checks the days.
    ///
    /// # Errors
    /// The key whose day cannot be meant.
    pub(super) fn check(self) -> Result<Deadlines, String> {
        let mut found = Deadlines::default();
        for (key, written) in self.0 {
            if key == "lead_days" {
                let days = match written {
                    Written::Day(days) => u16::try_from(days).ok().filter(|days| *days <= MOST_LEAD_DAYS),
                    _ => None,
                };
                found.lead_days = days.ok_or(key)?;
                continue;
            }
            let days = match written {
                Written::Day(day) => {
                    u8::try_from(day).ok().filter(|d| (1..=31).contains(d)).map(|d| vec![Due::AfterHalf(d)])
                }
                Written::One(text) => day_month(&text).map(|due| vec![due]),
                Written::Several(texts) => texts.iter().map(|text| day_month(text)).collect(),
            };
            found.days.insert(key.clone(), days.ok_or(key)?);
        }
        Ok(found)
    }
}

impl Deadlines {
    /// The day that `[deadlines]` gives for a data set (or its item) in a half.
    #[must_use]
    pub fn of(&self, key: &str, period: Period) -> Option<Date> {
        let days = self.days.get(key)?;
        days.iter().find_map(|due| match *due {
            Due::AfterHalf(day) => Some(after_half(period, day)),
            Due::On(day, month) => on(period, day, month),
        })
    }

    /// Names that days are given for.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &str> {
        self.days.keys().map(String::as_str)
    }
}

/// A day of the month after a half; the month's last day where it has fewer.
#[must_use]
pub fn after_half(period: Period, day: u8) -> Date {
    let last = period.last_day();
    Date::clamped(last.year(), last.month() + 1, day)
}

/// Whether a date belongs to the half's collecting time: from its last month until the last month of the
/// next half begins.
#[must_use]
pub fn collects(period: Period, date: Date) -> bool {
    let last = period.last_day();
    let from = Date::clamped(last.year(), last.month(), 1);
    let until = match period.half {
        Half::First => Date::clamped(last.year(), 9, 1),
        Half::Second => Date::clamped(last.year() + 1, 3, 1),
    };
    from <= date && date < until
}

fn on(period: Period, day: u8, month: u8) -> Option<Date> {
    let year = period.last_day().year();
    [year, year + 1]
        .into_iter()
        .map(|year| Date::clamped(year, month, day))
        .find(|date| collects(period, *date))
}

/// `15/04`, `15 เมษายน`, `๓๑ มี.ค.`
fn day_month(text: &str) -> Option<Due> {
    let plain = thai::to_arabic_digits(text.trim());
    let (day, month) = plain.split_once(['/', '-', ' '])?;
    let month = month.trim();
    let month: u8 = month.parse().ok().or_else(|| thai::month_number(month))?;
    let day: u8 = day.trim().parse().ok()?;
    // A leap year has every day there is.
    Date::new(2024, month, day).ok().map(|_| Due::On(day, month))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::FiscalYear;

    fn of(toml: &str) -> Result<Deadlines, String> {
        toml::from_str::<DeadlinesFile>(toml).unwrap().check()
    }

    #[test]
    fn days_are_those_of_the_half() {
        let deadlines =
            of("lead_days = 5\nO9 = \"31/03\"\no13 = 15\no3 = [\"๑๕ เม.ย.\", \"10 ตุลาคม\"]").unwrap();
        let period = |half| Period { fiscal_year: FiscalYear(2568), half };
        let day = |key: &str, half| deadlines.of(key, period(half)).map(|d| d.to_string());
        assert_eq!(deadlines.lead_days, 5);
        assert_eq!(day("O9", Half::First).as_deref(), Some("2025-03-31"));
        // Given for the first half only.
        assert_eq!(day("O9", Half::Second), None);
        assert_eq!(day("o13", Half::Second).as_deref(), Some("2025-10-15"));
        assert_eq!(day("o3", Half::First).as_deref(), Some("2025-04-15"));
        assert_eq!(day("o3", Half::Second).as_deref(), Some("2025-10-10"));
        assert_eq!(day("o14", Half::First), None);
    }

    #[test]
    fn a_day_that_is_none_is_refused_by_name() {
        for wrong in ["O9 = 0", "O9 = 32", "O9 = \"31/02\"", "O9 = \"soon\"", "O9 = [\"15/04\", \"40/10\"]"] {
            assert_eq!(of(wrong).err().as_deref(), Some("O9"), "{wrong}");
        }
        assert_eq!(of("lead_days = 90").err().as_deref(), Some("lead_days"));
    }
}
