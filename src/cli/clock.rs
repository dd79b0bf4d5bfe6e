//! The only place that asks what time it is: for log lines, for the half that is due, and for what is still to come. No
//! output of a run depends on it.

#![allow(clippy::disallowed_methods)] // the place of the clock

use crate::model::{Period, Text};
use crate::thai::{self, Date, Digits};
use jiff::{Timestamp, tz::Offset};

/// Thailand's clock, whatever the machine is set to: seven hours ahead of UTC, no summer time.
const THAILAND: Offset = Offset::constant(7);

/// Now, in UTC, e.g. `2026-04-01T06:00:00.123Z`.
pub(super) fn now() -> String {
    format!("{:.3}", Timestamp::now())
}

/// Today's date in Thailand.
pub(super) fn today() -> Date {
    let date = THAILAND.to_datetime(Timestamp::now()).date();
    Date::clamped(i32::from(date.year()), date.month().unsigned_abs(), date.day().unsigned_abs())
}

/// What to say where the half's last day, of which the data of a document are when nobody names another, is still to
/// come. It stays the default, so that the same inputs give the same document on every day.
pub(super) fn ahead(period: Period, asked: Option<Date>, today: Date) -> Option<Text> {
    let (day, slug) = (period.last_day(), period.slug());
    if asked.is_some() || day <= today {
        return None;
    }
    let (th, en) = (thai::format_short(day, Digits::Arabic), thai::format_english(day));
    Some(Text::new(
        format!(
            "คำเตือน: เอกสารระบุข้อมูล ณ วันที่ {th} ซึ่งเป็นวันสุดท้ายของรอบ {slug} และยังมาไม่ถึง — ใช้วันอื่นได้ด้วย --as-of เช่นวันนี้ --as-of {today}"
        ),
        format!(
            "warning: the documents say that their data are of {en}, the last day of {slug}, which is still to come — take another with --as-of, such as today's --as-of {today}"
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FiscalYear, Half};

    #[test]
    fn only_a_day_that_nobody_named_and_that_is_still_to_come_is_told() {
        let period = Period { fiscal_year: FiscalYear(2569), half: Half::First };
        let eve = Date::clamped(2026, 3, 30);
        let told = ahead(period, None, eve).unwrap();
        assert!(told.th.contains("--as-of 2026-03-30") && told.en.contains("2569-h1"), "{told:?}");
        assert_eq!(ahead(period, None, period.last_day()), None);
        assert_eq!(ahead(period, Some(period.last_day()), eve), None);
    }
}
