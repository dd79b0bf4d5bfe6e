//! Numbers, dates and changes as readers see them: rounded half away from zero, once, here.

use super::document::{Change, Direction};
use crate::model::{FiscalYear, Half, Period, Received};
use crate::thai::{self, Date, Digits};
use std::cmp::Ordering;

/// What stands for a value that is not there.
pub const NO_VALUE: &str = "–";

/// There is no score of the year before.
pub const NO_BASELINE: &str = "ไม่มีปีฐาน";
/// One of the two scores is published, the other computed in its stead: their difference says nothing.
pub const NOT_COMPARABLE: &str = "เทียบไม่ได้";

/// The score is higher than the year before.
pub const RISEN: &str = "เพิ่มขึ้น";
/// It is lower.
pub const FALLEN: &str = "ลดลง";
/// It is the same as it is shown.
pub const UNCHANGED: &str = "เท่าเดิม";

/// Wording in the document's digits.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    /// ๐–๙ or 0–9.
    pub digits: Digits,
    /// Decimals of scores and their changes: those of the scheme.
    pub decimals: usize,
}

impl Default for Words {
    fn default() -> Self {
        Self { digits: Digits::default(), decimals: 2 }
    }
}

impl Words {
    /// A text with its digits in the document's form.
    #[must_use]
    pub fn text(self, text: &str) -> String {
        self.digits.apply(text)
    }

    /// What a finding says, in the document's digits. Files go by their names, without the coordinator's folder, in the
    /// digits that they have.
    #[must_use]
    pub fn finding(self, message: &str, files: &[Received]) -> String {
        let mut told = String::new();
        let mut rest = message;
        let next = |text: &str| {
            let at = |path: &str| text.find(path).map(|at| (at, path.len()));
            let found = files.iter().filter_map(|file| at(&file.path));
            // Of two that begin together the longer one is meant.
            found.min_by_key(|(at, length)| (*at, std::cmp::Reverse(*length)))
        };
        while let Some((at, length)) = next(rest) {
            let path = &rest[at..at + length];
            told += &self.text(&rest[..at]);
            told += path.rsplit('/').next().unwrap_or(path);
            rest = &rest[at + length..];
        }
        told + &self.text(rest)
    }

    /// A score as it is published, or a dash.
    #[must_use]
    pub fn score(self, score: Option<f64>) -> String {
        score.map_or_else(|| NO_VALUE.to_owned(), |s| self.number(s, self.decimals))
    }

    /// A weight with the decimals that it has: 40, 47.5.
    #[must_use]
    pub fn weight(self, weight: f64) -> String {
        self.text(&weight_text(weight))
    }

    /// A number with thousands separators.
    #[must_use]
    pub fn number(self, number: f64, decimals: usize) -> String {
        self.text(&thai::format_number(number, decimals))
    }

    /// A whole number with thousands separators.
    #[must_use]
    pub fn count(self, count: i64) -> String {
        // Counts in a report lie far below 2^53.
        #[allow(clippy::cast_precision_loss)]
        self.number(count as f64, 0)
    }

    /// A number of things held in memory.
    #[must_use]
    pub fn size(self, size: usize) -> String {
        self.count(i64::try_from(size).unwrap_or(i64::MAX))
    }

    /// A share in percent with two decimals; a dash when there is nothing to share.
    #[must_use]
    pub fn percent(self, part: i64, whole: i64) -> String {
        if whole == 0 {
            return NO_VALUE.to_owned();
        }
        #[allow(clippy::cast_precision_loss)]
        self.number(part as f64 * 100.0 / whole as f64, 2)
    }

    /// `พ.ศ. ๒๕๖๘`
    #[must_use]
    pub fn year(self, year: FiscalYear) -> String {
        self.text(&format!("พ.ศ. {year}"))
    }

    /// `๓๑ มีนาคม ๒๕๖๘`
    #[must_use]
    pub fn date(self, date: Date) -> String {
        thai::format_long(date, self.digits)
    }

    /// `๓๑ มี.ค. ๖๘`
    #[must_use]
    pub fn short_date(self, date: Date) -> String {
        thai::format_short(date, self.digits)
    }

    /// `รอบ ๖ เดือนแรก`, `รอบ ๖ เดือนหลัง`
    #[must_use]
    pub fn half(self, half: Half) -> String {
        self.text(match half {
            Half::First => "รอบ 6 เดือนแรก",
            Half::Second => "รอบ 6 เดือนหลัง",
        })
    }

    /// `รอบ ๖ เดือนแรก ปีงบประมาณ พ.ศ. ๒๕๖๘`
    #[must_use]
    pub fn period(self, period: Period) -> String {
        format!("{} ปีงบประมาณ {}", self.half(period.half), self.year(period.fiscal_year))
    }

    /// A change of a score where higher is better, with sign and word. It is judged as shown: what
    /// prints 0.00 has not changed. `previous` tells a score that cannot be compared from one that is not there.
    #[must_use]
    pub fn change(self, delta: Option<f64>, previous: Option<f64>) -> Change {
        let Some(delta) = delta else {
            let word = if previous.is_some() { NOT_COMPARABLE } else { NO_BASELINE };
            return Change { direction: Direction::Unknown, points: None, word: word.to_owned() };
        };
        let (direction, word) = match direction(delta, self.decimals) {
            Ordering::Greater => (Direction::Up, RISEN),
            Ordering::Less => (Direction::Down, FALLEN),
            Ordering::Equal => (Direction::Same, UNCHANGED),
        };
        Change { direction, points: Some(self.signed(delta, self.decimals)), word: word.to_owned() }
    }

    /// `+๐.๔๑`, `−๐.๔๑`, `๐.๐๐`
    #[must_use]
    pub fn signed(self, value: f64, decimals: usize) -> String {
        let sign = match direction(value, decimals) {
            Ordering::Greater => "+",
            Ordering::Less => "−",
            Ordering::Equal => "",
        };
        format!("{sign}{}", self.number(value.abs(), decimals))
    }
}

/// A weight with the decimals that it has, in Arabic digits.
#[must_use]
pub fn weight_text(weight: f64) -> String {
    let text = thai::format_number(weight, WEIGHT_DECIMALS);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// More decimals than any weight has.
const WEIGHT_DECIMALS: usize = 6;

/// Whether a change is one at the given number of decimals.
#[must_use]
pub fn direction(delta: f64, decimals: usize) -> Ordering {
    thai::round_half_away(delta, decimals).partial_cmp(&0.0).unwrap_or(Ordering::Equal)
}
