//! Fiscal years in the Buddhist Era and their halves.

use crate::thai::Date;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A fiscal year, Buddhist Era: 2568 = 1 Oct 2024 – 30 Sep 2025.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FiscalYear(pub u16);

impl FiscalYear {
    /// The years that a folder name or an option can mean.
    pub const RANGE: std::ops::RangeInclusive<u16> = 2500..=2700;

    /// The year before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// A year from a folder name or an option: Arabic or Thai digits, nothing else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let year: u16 = crate::thai::to_arabic_digits(text.trim()).parse().ok()?;
        Self::RANGE.contains(&year).then_some(Self(year))
    }

    /// The C.E. year in which the fiscal year ends.
    #[must_use]
    pub fn common_era(self) -> i32 {
        i32::from(self.0) - crate::thai::BUDDHIST_OFFSET
    }

    /// First day, 1 October of the year before.
    #[must_use]
    pub fn first_day(self) -> Date {
        Date::clamped(self.common_era() - 1, 10, 1)
    }

    /// Last day, 30 September.
    #[must_use]
    pub fn last_day(self) -> Date {
        Date::clamped(self.common_era(), 9, 30)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Half of a fiscal year: October–March, April–September.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Half {
    /// รอบ ๖ เดือนแรก, October–March
    First,
    /// รอบ ๖ เดือนหลัง, April–September
    Second,
}

impl Half {
    /// 1 or 2.
    #[must_use]
    pub fn number(self) -> u8 {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }

    /// From 1 or 2.
    #[must_use]
    pub fn from_number(number: i64) -> Option<Self> {
        match number {
            1 => Some(Self::First),
            2 => Some(Self::Second),
            _ => None,
        }
    }
}

impl Serialize for Half {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(self.number())
    }
}

impl<'de> Deserialize<'de> for Half {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let number = i64::deserialize(from)?;
        Self::from_number(number).ok_or_else(|| serde::de::Error::custom(format!("{number} is no half")))
    }
}

/// One half of one fiscal year: what a progress report covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The fiscal year (B.E.).
    pub fiscal_year: FiscalYear,
    /// Its half.
    pub half: Half,
}

impl Period {
    /// The half that somebody works on at a date: the one that ended not more than thirty days before,
    /// while its report is due, then the one that runs.
    #[must_use]
    pub fn due_on(date: Date) -> Self {
        let running = Self::of(date);
        let ended = match running.half {
            Half::First => Self { fiscal_year: running.fiscal_year.previous(), half: Half::Second },
            Half::Second => Self { half: Half::First, ..running },
        };
        if date.days_since(ended.last_day()) <= 30 { ended } else { running }
    }

    /// The half in which a date lies.
    #[must_use]
    fn of(date: Date) -> Self {
        let year = u16::try_from(date.buddhist_year()).unwrap_or_default();
        let (year, half) = match date.month() {
            10..=12 => (year.saturating_add(1), Half::First),
            1..=3 => (year, Half::First),
            _ => (year, Half::Second),
        };
        Self { fiscal_year: FiscalYear(year), half }
    }

    /// First day of the half.
    #[must_use]
    pub fn first_day(self) -> Date {
        match self.half {
            Half::First => self.fiscal_year.first_day(),
            Half::Second => Date::clamped(self.fiscal_year.common_era(), 4, 1),
        }
    }

    /// Last day of the half: 31 March or 30 September.
    #[must_use]
    pub fn last_day(self) -> Date {
        match self.half {
            Half::First => Date::clamped(self.fiscal_year.common_era(), 3, 31),
            Half::Second => self.fiscal_year.last_day(),
        }
    }

    /// The year of the Common Era in which the fiscal year has a month, 1–12.
    #[must_use]
    pub fn year_of_month(self, month: u8) -> i32 {
        self.fiscal_year.common_era() - i32::from(month >= 10)
    }

    /// The same half one year before.
    #[must_use]
    pub fn year_before(self) -> Self {
        Self { fiscal_year: self.fiscal_year.previous(), half: self.half }
    }

    /// The name of folders and files: `2568-h1`.
    #[must_use]
    pub fn slug(self) -> String {
        format!("{}-h{}", self.fiscal_year, self.half.number())
    }

    /// The half in a folder's name, and what follows it: `2568-h1-measures` is the first half of 2568 and `-measures`.
    #[must_use]
    pub fn of_name(name: &str) -> Option<(Self, &str)> {
        let (year, rest) = name.split_once("-h")?;
        let (half, part) = rest.split_at_checked(1)?;
        let half = Half::from_number(half.parse().ok()?)?;
        let known = part.is_empty() || part.starts_with('-');
        known.then_some((Self { fiscal_year: FiscalYear::parse(year)?, half }, part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_half_that_is_due_has_just_ended_or_runs() {
        let due = |year, month, day| Period::due_on(Date::clamped(year, month, day)).slug();
        assert_eq!(due(2025, 3, 31), "2568-h1", "its last day");
        assert_eq!(due(2025, 4, 1), "2568-h1", "the scheduled run");
        assert_eq!(due(2025, 4, 30), "2568-h1");
        assert_eq!(due(2025, 5, 1), "2568-h2");
        assert_eq!(due(2025, 10, 1), "2568-h2", "the other scheduled run");
        assert_eq!(due(2025, 10, 30), "2568-h2");
        assert_eq!(due(2025, 10, 31), "2569-h1");
        assert_eq!(due(2024, 12, 31), "2568-h1");
        assert_eq!(due(2025, 1, 1), "2568-h1");
    }
}
