//! The one place that asks for the time of day: when a publication was made and put on the website.
//! Nothing of it reaches a figure or a document.

#![allow(clippy::disallowed_methods)] // the place of the clock

use super::Text;
use crate::thai::Date;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::SystemTime;

/// Thailand's time, the whole year; the machine's zone does not matter.
const THAILAND: Offset = Offset::constant(7);

/// The first second of the year 9999.
const LAST: u64 = 253_370_764_800;

/// A moment, to the second; written as `2025-04-20T10:15:00Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Moment(Timestamp);

impl Moment {
    /// Now.
    #[must_use]
    pub fn now() -> Self {
        let seconds = match SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
            Err(_) => 0,
        };
        // A clock that shows no such time was refused before: see `plausible`.
        Self(Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH))
    }

    /// Whether the machine's clock shows a time that files and workbooks can hold: the years 1970 to 9998.
    ///
    /// # Errors
    /// It does not; the battery of a computer's clock may be empty.
    pub fn plausible() -> Result<(), Text> {
        judge(SystemTime::now())
    }

    /// When a day begins in Thailand.
    #[must_use]
    pub fn start_of(day: Date) -> Option<Self> {
        let seconds = i64::from(day.days_since(Date::clamped(1970, 1, 1))) * 86_400;
        let utc = Timestamp::from_second(seconds).ok()?;
        utc.checked_sub(SignedDuration::from_secs(i64::from(THAILAND.seconds()))).ok().map(Self)
    }

    /// The day in Thailand.
    #[must_use]
    pub fn day(self) -> Date {
        let local = THAILAND.to_datetime(self.0);
        Date::clamped(
            i32::from(local.year()),
            u8::try_from(local.month()).unwrap_or(1),
            u8::try_from(local.day()).unwrap_or(1),
        )
    }

    /// Hour and minute in Thailand.
    #[must_use]
    pub fn clock(self) -> String {
        let local = THAILAND.to_datetime(self.0);
        format!("{:02}:{:02}", local.hour(), local.minute())
    }
}

/// See [`Moment::plausible`].
fn judge(now: SystemTime) -> Result<(), Text> {
    let since = now.duration_since(SystemTime::UNIX_EPOCH).ok();
    if since.is_some_and(|since| since.as_secs() < LAST) {
        return Ok(());
    }
    Err(Text::new(
        "นาฬิกาของเครื่องแสดงเวลาที่เป็นไปไม่ได้ (ก่อน พ.ศ. 2513 หรือหลัง พ.ศ. 10541) — ตั้งวันและเวลาของเครื่องให้ถูกต้องแล้วสั่งใหม่",
        "the computer's clock shows an impossible time (before 1970 or after 9998) — set its date and time, then run again",
    ))
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

impl TryFrom<String> for Moment {
    type Error = jiff::Error;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_impossible_clock_is_refused() {
        let second = std::time::Duration::from_secs(1);
        let (first, last) = (SystemTime::UNIX_EPOCH, SystemTime::UNIX_EPOCH + second * 253_370_764);
        assert!(judge(first).is_ok() && judge(last).is_ok() && judge(SystemTime::now()).is_ok());
        for wrong in [first - second, first + second * 253_370_765 * 1_000] {
            let error = judge(wrong).unwrap_err();
            assert!(error.en.contains("impossible time") && error.th.contains("นาฬิกา"));
        }
    }

    #[test]
    fn a_day_begins_and_ends_in_thailand() {
        let moment = |text: &str| Moment::try_from(text.to_owned()).unwrap();
        let day = Date::new(2025, 4, 20).unwrap();
        assert_eq!(Moment::start_of(day), Some(moment("2025-04-19T17:00:00Z")));
        assert_eq!(moment("2025-04-19T17:00:00Z").day(), day);
        assert_eq!(moment("2025-04-20T16:59:59Z").day(), day);
        assert_eq!(moment("2025-04-20T16:59:59Z").clock(), "23:59");
        assert_eq!(moment("2025-04-20T17:00:00Z").day(), Date::new(2025, 4, 21).unwrap());
    }
}
