//! Civil dates as Thai offices write them.
//!
//! In: the text of a cell, an Excel serial, or year, month and day of the Common Era. Out: a
//! [`Date`], or its Thai or English form. Never looks at a clock, never guesses the order of day
//! and month: day first, or year first when the year has four digits.
//!
//! # Years
//! 2400–2699 are Buddhist (Common Era + 543), 1900–2099 are Common Era, two digits are Buddhist
//! 25xx. Any other year is an error. The same holds for Excel serials, because coordinators type
//! Buddhist years into date cells. 29 February moves with its year: 29/02/2567 is 29 February
//! 2024, but 29 February of the year 2568 C.E., a day that Excel knows, has no counterpart in 2025.

use super::digits::{Digits, is_digit, to_arabic_digits};
use super::normalise::normalise;
use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;
use thiserror::Error;

/// Years between the Common Era and the Buddhist Era.
pub const BUDDHIST_OFFSET: i32 = 543;

const BUDDHIST_YEARS: std::ops::RangeInclusive<i32> = 2400..=2699;
const COMMON_YEARS: std::ops::RangeInclusive<i32> = 1900..=2099;
const BUDDHIST_CENTURY: i32 = 2500;

/// Last serial of 31 December 9999 in each epoch.
const LAST_SERIAL_1900: i32 = 2_958_465;
const LAST_SERIAL_1904: i32 = 2_957_003;

/// Minutes by which Thailand's clocks are ahead of UTC.
const THAILAND: i64 = 7 * 60;

/// Excel's 1900 epoch has a 29 February 1900, which never was.
const PHANTOM_DAY: i32 = 60;

/// One month: Thai name, Thai abbreviation, English name.
type MonthNames = (&'static str, &'static str, &'static str);

pub(super) const MONTHS: [MonthNames; 12] = [
    ("มกราคม", "ม.ค.", "January"),
    ("กุมภาพันธ์", "ก.พ.", "February"),
    ("มีนาคม", "มี.ค.", "March"),
    ("เมษายน", "เม.ย.", "April"),
    ("พฤษภาคม", "พ.ค.", "May"),
    ("มิถุนายน", "มิ.ย.", "June"),
    ("กรกฎาคม", "ก.ค.", "July"),
    ("สิงหาคม", "ส.ค.", "August"),
    ("กันยายน", "ก.ย.", "September"),
    ("ตุลาคม", "ต.ค.", "October"),
    ("พฤศจิกายน", "พ.ย.", "November"),
    ("ธันวาคม", "ธ.ค.", "December"),
];

const ENGLISH_WEEKDAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

const WEEKDAYS: [&str; 8] = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "พฤหัส", "ศุกร์", "เสาร์", "อาทิตย์"];

/// Why something is no date.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DateError {
    /// The text is empty, or the serial is not a day of its epoch, or the form is unknown.
    #[error("not a date")]
    NotADate,
    /// The year belongs to neither era; as it was written.
    #[error("the year {0} is neither Buddhist (2400–2699) nor Common Era (1900–2099)")]
    Year(i32),
    /// The calendar has no such day; the year is of the Common Era.
    #[error("{year:04}-{month:02}-{day:02} is not in the calendar")]
    NoSuchDay {
        /// Year of the Common Era.
        year: i32,
        /// Month as it was written.
        month: u32,
        /// Day as it was written.
        day: u32,
    },
}

impl DateError {
    /// The same message in Thai.
    #[must_use]
    pub fn thai(&self) -> String {
        match self {
            Self::NotADate => "ไม่ใช่วันที่".to_owned(),
            Self::Year(year) => {
                format!("ปี {year} ไม่ใช่ปี พ.ศ. (2400–2699) หรือ ค.ศ. (1900–2099)")
            }
            Self::NoSuchDay { year, month, day } => {
                let buddhist = year + BUDDHIST_OFFSET;
                format!("ไม่มีวันที่ {day}/{month}/{buddhist} ในปฏิทิน")
            }
        }
    }
}

/// The day that a workbook's serials count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExcelEpoch {
    /// 1 is 1 January 1900, and 60 is the day that never was.
    Year1900,
    /// 0 is 1 January 1904.
    Year1904,
}

/// A day of the Gregorian calendar. Serialised as `2025-04-15`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    /// The day of a Common Era year.
    ///
    /// # Errors
    /// [`DateError::NoSuchDay`] when the calendar has no such day.
    pub fn new(year: i32, month: u8, day: u8) -> Result<Self, DateError> {
        Self::from_parts(year, u32::from(month), u32::from(day))
    }

    /// The day nearest to the one named: months and days outside the calendar move to its edge.
    #[must_use]
    pub fn clamped(year: i32, month: u8, day: u8) -> Self {
        let year = i16::try_from(year.clamp(1, 9999)).unwrap_or(1);
        let month = i8::try_from(month.clamp(1, 12)).unwrap_or(1);
        let first = civil::Date::new(year, month, 1).unwrap_or(civil::Date::MIN);
        let day = i8::try_from(day).unwrap_or(i8::MAX).clamp(1, first.days_in_month());
        Self(first.with().day(day).build().unwrap_or(first))
    }

    /// The same day one year earlier; 28 February of the 29th, and the last day of a month of its last day.
    #[must_use]
    pub fn year_before(self) -> Self {
        let is_last = self.0.day() == self.0.days_in_month();
        Self::clamped(self.year() - 1, self.month(), if is_last { 31 } else { self.day() })
    }

    fn from_parts(year: i32, month: u32, day: u32) -> Result<Self, DateError> {
        let date = || {
            let year = i16::try_from(year).ok().filter(|year| *year > 0)?;
            civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
        };
        date().map(Self).ok_or(DateError::NoSuchDay { year, month, day })
    }

    /// The day of an Excel serial; the time of day is dropped, a Buddhist year converted.
    ///
    /// # Errors
    /// [`DateError`] when the serial is no day of the epoch or its year is of neither era.
    pub fn from_excel_serial(serial: f64, epoch: ExcelEpoch) -> Result<Self, DateError> {
        let (first, last) = match epoch {
            ExcelEpoch::Year1900 => (1, LAST_SERIAL_1900),
            ExcelEpoch::Year1904 => (0, LAST_SERIAL_1904),
        };
        let whole = serial.floor();
        if !(f64::from(first)..=f64::from(last)).contains(&whole) {
            return Err(DateError::NotADate);
        }
        #[expect(clippy::cast_possible_truncation, reason = "a whole number within i32")]
        let days = whole as i32;
        if epoch == ExcelEpoch::Year1900 && days == PHANTOM_DAY {
            return Err(DateError::NoSuchDay { year: 1900, month: 2, day: 29 });
        }
        let typed = days_after(epoch_start(epoch, days), days).ok_or(DateError::NotADate)?;
        let (year, month, day) = (i32::from(typed.year()), typed.month(), typed.day());
        Self::from_parts(common_era(year)?, u32::from(month.unsigned_abs()), u32::from(day.unsigned_abs()))
    }

    /// The Excel serial of this day, or `None` before the first day of the epoch.
    #[must_use]
    pub fn excel_serial(self, epoch: ExcelEpoch) -> Option<i32> {
        let (start, first) = match epoch {
            ExcelEpoch::Year1900 if self.0 < civil::date(1900, 3, 1) => (epoch_start(epoch, 1), 1),
            ExcelEpoch::Year1900 => (epoch_start(epoch, PHANTOM_DAY), 1),
            ExcelEpoch::Year1904 => (epoch_start(epoch, 0), 0),
        };
        let serial = self.days_since(Self(start));
        (serial >= first).then_some(serial)
    }

    /// Year of the Common Era.
    #[must_use]
    pub fn year(self) -> i32 {
        i32::from(self.0.year())
    }

    /// Year of the Buddhist Era.
    #[must_use]
    pub fn buddhist_year(self) -> i32 {
        self.year() + BUDDHIST_OFFSET
    }

    /// Month, 1–12.
    #[must_use]
    pub fn month(self) -> u8 {
        self.0.month().unsigned_abs()
    }

    /// Day of the month, 1–31.
    #[must_use]
    pub fn day(self) -> u8 {
        self.0.day().unsigned_abs()
    }

    /// The day so many days before this one.
    #[must_use]
    pub fn days_before(self, days: u16) -> Self {
        Self(self.0.saturating_sub(jiff::Span::new().days(i32::from(days))))
    }

    /// Days from `earlier` to this day, negative when this day comes first.
    #[must_use]
    pub fn days_since(self, earlier: Self) -> i32 {
        let hours = self.0.duration_since(earlier.0).as_hours();
        // Ten thousand years are under four million days.
        i32::try_from(hours / 24).unwrap_or(i32::MAX)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        iso(&text).ok_or_else(|| de::Error::custom(format!("{text:?} is not a date (YYYY-MM-DD)")))
    }
}

/// The date a person wrote, in Thai or Arabic digits.
///
/// `๑๕ เม.ย. ๖๘`, `15 เมษายน พ.ศ. 2568`, `15/04/2568`, `15-4-68`, `2568-04-15`, `2025-04-15`,
/// `15 April 2025`; before it `วันที่`, `วันอังคารที่` or `อังคารที่`, after it a time of day, which is
/// dropped, unless it names a time zone: the day is Thailand's. See the head of this module for years.
///
/// # Errors
/// [`DateError`] with the reason.
pub fn parse_date(text: &str) -> Result<Date, DateError> {
    let plain = to_arabic_digits(&normalise(text)).to_lowercase();
    if let Some(date) = zoned(&plain) {
        return date;
    }
    let dated = without_weekday(without_time(&plain));
    let parts = parts(dated);
    let (day, month, year) = match parts.as_slice() {
        [Part::Number(day), Part::Word(month), Part::Number(year)] => (*day, month_of_word(month)?, *year),
        [Part::Number(day), Part::Word(month), Part::Word(era), Part::Number(year)]
            if matches!(era.as_str(), "พศ" | "คศ" | "ปี" | "ปีพศ") =>
        {
            (*day, month_of_word(month)?, *year)
        }
        [Part::Number(first), Part::Mark(one), Part::Number(month), Part::Mark(two), Part::Number(last)]
            if one == two =>
        {
            let month = number(month)?;
            if first.len() == 4 { (*last, month, *first) } else { (*first, month, *last) }
        }
        _ => return Err(DateError::NotADate),
    };
    Date::from_parts(written_year(year)?, month, number(day)?)
}

/// The day in Thailand of a time stamp that names its time zone: `2025-03-15T20:00:00Z` is the 16th.
fn zoned(text: &str) -> Option<Result<Date, DateError>> {
    let (date, time) = text.split_once(['t', ' '])?;
    let time = time.trim();
    let (year, rest) = date.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (clock, west, offset) = if let Some(clock) = time.strip_suffix('z') {
        (clock, false, "00:00")
    } else {
        let at = time.rfind(['+', '-'])?;
        (time.get(..at)?, time.get(at..)?.starts_with('-'), time.get(at + 1..)?)
    };
    let minutes = |text: &str| -> Option<i64> {
        let (hours, minutes) = match text.split_once(':') {
            Some((hours, rest)) => (hours, rest.split(':').next()?),
            None if text.len() == 4 => text.split_at_checked(2)?,
            None => (text, "0"),
        };
        let (hours, minutes): (i64, i64) = (hours.trim().parse().ok()?, minutes.trim().parse().ok()?);
        ((0..24).contains(&hours) && (0..60).contains(&minutes)).then_some(hours * 60 + minutes)
    };
    let (clock, offset) = (minutes(clock.split('.').next()?)?, minutes(offset)?);
    let written = || -> Result<Date, DateError> {
        let date = Date::from_parts(written_year(year)?, number(month)?, number(day)?)?;
        let utc = clock - if west { -offset } else { offset };
        let days = (utc + THAILAND).div_euclid(24 * 60);
        let shift = jiff::Span::new().try_days(days).map_err(|_| DateError::NotADate)?;
        date.0.checked_add(shift).map(Date).map_err(|_| DateError::NotADate)
    };
    Some(written())
}

/// `๑๕ เมษายน ๒๕๖๘`.
#[must_use]
pub fn format_long(date: Date, digits: Digits) -> String {
    let text = format!("{} {} {}", date.day(), names(date).0, date.buddhist_year());
    digits.apply(&text)
}

/// `๑๕ เม.ย. ๖๘`.
#[must_use]
pub fn format_short(date: Date, digits: Digits) -> String {
    let year = date.buddhist_year() % 100;
    digits.apply(&format!("{} {} {year:02}", date.day(), names(date).1))
}

/// `15 April 2025`.
#[must_use]
pub fn format_english(date: Date) -> String {
    format!("{} {} {}", date.day(), names(date).2, date.year())
}

/// The Thai name of a month, 1–12.
#[must_use]
pub fn month_name(month: u8) -> Option<&'static str> {
    month_names(month).map(|names| names.0)
}

/// The Thai abbreviation of a month, 1–12.
#[must_use]
pub fn month_short(month: u8) -> Option<&'static str> {
    month_names(month).map(|names| names.1)
}

/// The English name of a month, 1–12.
#[must_use]
pub fn english_month_name(month: u8) -> Option<&'static str> {
    month_names(month).map(|names| names.2)
}

fn month_names(month: u8) -> Option<&'static MonthNames> {
    MONTHS.get(usize::from(month).checked_sub(1)?)
}

/// The month, 1–12, that a Thai or English name or abbreviation (`ตุลาคม`, `ต.ค.`) means.
#[must_use]
pub fn month_number(text: &str) -> Option<u8> {
    let word = text.to_lowercase().replace([' ', '.'], "");
    u8::try_from(month_of_word(&word).ok()?).ok()
}

/// A piece of a written date.
enum Part<'a> {
    Number(&'a str),
    /// Letters without full stops and blanks.
    Word(String),
    /// The character between two numbers.
    Mark(char),
}

/// Cuts a date into numbers, words and the marks between numbers. Blanks part, and say nothing.
fn parts(text: &str) -> Vec<Part<'_>> {
    let class = |c: char| {
        if is_digit(c) {
            0
        } else if c == ' ' {
            1
        } else if matches!(c, '/' | '-') {
            2
        } else {
            3
        }
    };
    let mut parts: Vec<Part<'_>> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| class(c) != class(first)).unwrap_or(rest.len());
        let (chunk, tail) = rest.split_at(end);
        rest = tail;
        match class(first) {
            0 => parts.push(Part::Number(chunk)),
            1 => {}
            2 => parts.extend(chunk.chars().map(Part::Mark)),
            _ if chunk == "." => parts.push(Part::Mark('.')),
            _ => parts.push(Part::Word(chunk.replace(['.', ','], ""))),
        }
    }
    parts
}

/// Drops a time of day: from the blank or the `t` before the hours to the end.
fn without_time(text: &str) -> &str {
    let before_minutes = text.find(':').and_then(|colon| text.get(..colon));
    let day = before_minutes.and_then(|head| head.get(..head.rfind(['t', ' '])?));
    day.unwrap_or(text).trim_end_matches([',', ' '])
}

/// Drops `วันที่`, `วันอังคารที่`, `อังคารที่`, `Tuesday,`.
fn without_weekday(text: &str) -> &str {
    let day = text.strip_prefix("วัน").unwrap_or(text).trim_start();
    let Some(rest) = WEEKDAYS.iter().find_map(|weekday| day.strip_prefix(weekday)) else {
        let english = ENGLISH_WEEKDAYS.iter().find_map(|weekday| text.strip_prefix(weekday));
        let rest = english.map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()));
        let rest = rest.map(|rest| rest.trim_start_matches([',', '.', ' ']));
        return match rest {
            Some(rest) => rest,
            None if day.len() < text.len() => day.strip_prefix("ที่").unwrap_or(day).trim_start(),
            None => text,
        };
    };
    let rest = rest.trim_start();
    rest.strip_prefix("ที่").unwrap_or(rest).trim_start_matches([',', ' '])
}

pub(super) fn month_of_word(word: &str) -> Result<u32, DateError> {
    let is_meant = |(thai, short, english): &MonthNames| {
        let english = english.to_lowercase();
        word == *thai || word == short.replace('.', "") || word == english || english.get(..3) == Some(word)
    };
    let index = MONTHS.iter().position(is_meant).ok_or(DateError::NotADate)?;
    u32::try_from(index + 1).map_err(|_| DateError::NotADate)
}

/// A day or a month: one or two digits.
fn number(digits: &str) -> Result<u32, DateError> {
    if digits.len() > 2 {
        return Err(DateError::NotADate);
    }
    digits.parse().map_err(|_| DateError::NotADate)
}

fn written_year(digits: &str) -> Result<i32, DateError> {
    let year: i32 = digits.parse().map_err(|_| DateError::NotADate)?;
    match digits.len() {
        2 => common_era(BUDDHIST_CENTURY + year),
        4 => common_era(year),
        _ => Err(DateError::Year(year)),
    }
}

/// The year of the Common Era that two or four digits mean.
pub(super) fn numbered_year(digits: &str) -> Option<i32> {
    written_year(digits).ok()
}

fn common_era(year: i32) -> Result<i32, DateError> {
    if BUDDHIST_YEARS.contains(&year) {
        Ok(year - BUDDHIST_OFFSET)
    } else if COMMON_YEARS.contains(&year) {
        Ok(year)
    } else {
        Err(DateError::Year(year))
    }
}

/// The day that `serial` days are counted from.
fn epoch_start(epoch: ExcelEpoch, serial: i32) -> civil::Date {
    match epoch {
        ExcelEpoch::Year1900 if serial < PHANTOM_DAY => civil::date(1899, 12, 31),
        ExcelEpoch::Year1900 => civil::date(1899, 12, 30),
        ExcelEpoch::Year1904 => civil::date(1904, 1, 1),
    }
}

fn days_after(start: civil::Date, days: i32) -> Option<civil::Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    start.checked_add(span).ok()
}

fn iso(text: &str) -> Option<Date> {
    let (year, rest) = text.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let is_number =
        |digits: &str, length| digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !(is_number(year, 4) && is_number(month, 2) && is_number(day, 2)) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

fn names(date: Date) -> &'static MonthNames {
    // The calendar's months are 1–12, so the index always exists.
    let index = usize::from(date.month()).saturating_sub(1);
    MONTHS.get(index).unwrap_or(&MONTHS[0])
}

#[cfg(test)]
mod tests;
