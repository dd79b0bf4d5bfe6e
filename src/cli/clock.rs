//! The only place that asks what time it is: for log lines and for the half that is due. No output of a
//! run depends on it.

#![allow(clippy::disallowed_methods)] // the place of the clock

use crate::thai::Date;
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
