//! A line of an explanation: what it is, the figure, how it came about, where it stands.

use crate::model::{Absence, Field, Origin, Text};
use crate::report::workbook::ranges;
use crate::thai;
use serde::Serialize;

/// A line.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Line {
    /// What it is.
    pub label: Text,
    /// The figure or word; none for a sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// How it came about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub how: Option<Text>,
    /// The code that explains more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Where it stands in the inputs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Place>,
}

/// A figure, unrounded and as shown.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Value {
    /// A number.
    Number {
        /// Unrounded.
        exact: f64,
        /// As the documents print it, in Arabic digits.
        shown: String,
    },
    /// Words.
    Words(Text),
    /// There is none, and why.
    Absent(Text),
}

/// A cell, or cells that form a rectangle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Path of the workbook, relative to the workspace.
    pub file: String,
    /// Name of the sheet.
    pub sheet: String,
    /// `D14` or `D14:I14`.
    pub cells: String,
}

impl Place {
    /// `file [sheet!D14]`
    #[must_use]
    pub fn display(&self) -> String {
        format!("{} [{}!{}]", self.file, self.sheet, self.cells)
    }
}

/// Both languages the same: codes and arithmetic.
pub(super) fn same(text: impl Into<String>) -> Text {
    let text = text.into();
    Text::new(text.clone(), text)
}

/// Digits of a number in arithmetic: what a spreadsheet shows without rounding, and a little less than a
/// double holds, so that the noise of binary fractions stays out.
const MOST_DECIMALS: i32 = 10;
/// Below this a number is shown with all decimals; that makes thirteen digits.
const ALL_DECIMALS_BELOW: f64 = 1_000.0;

/// A number in arithmetic: unrounded as far as it can be told from the noise of binary fractions.
#[must_use]
pub fn exact(number: f64) -> String {
    let mut decimals = MOST_DECIMALS;
    let mut limit = ALL_DECIMALS_BELOW;
    while decimals > 0 && number.abs() >= limit {
        decimals -= 1;
        limit *= 10.0;
    }
    let decimals = usize::try_from(decimals).unwrap_or(0);
    let text = format!("{:.decimals$}", thai::round_half_away(number, decimals));
    let text = if decimals > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    match text.strip_prefix('-') {
        Some("0") => "0".to_owned(),
        Some(rest) => format!("−{rest}"),
        None => text.to_owned(),
    }
}

/// A number as the documents show it.
pub(super) fn shown(number: f64, decimals: usize) -> String {
    thai::format_number(number, decimals)
}

/// A change with its sign.
pub(super) fn signed(number: f64, decimals: usize) -> String {
    crate::report::words::Words { digits: thai::Digits::Arabic, decimals }.signed(number, decimals)
}

impl Line {
    /// A sentence, or what a figure is called.
    pub(super) fn of(label: Text) -> Self {
        Self { label, ..Self::default() }
    }

    /// With a number shown with `decimals`; absent ones say so.
    pub(super) fn number(mut self, number: Option<f64>, decimals: usize) -> Self {
        self.value = Some(match number {
            Some(exact) => Value::Number { exact, shown: shown(exact, decimals) },
            None => Value::Absent(none()),
        });
        self
    }

    /// With a change.
    pub(super) fn points(mut self, points: f64, decimals: usize) -> Self {
        self.value = Some(Value::Number { exact: points, shown: signed(points, decimals) });
        self
    }

    /// With a whole number.
    #[allow(clippy::cast_precision_loss)] // answers, units, days: far below 2⁵³
    pub(super) fn count(self, count: i64) -> Self {
        self.number(Some(count as f64), 0)
    }

    /// With a number of things held in memory.
    pub(super) fn size(self, size: usize) -> Self {
        self.count(i64::try_from(size).unwrap_or(i64::MAX))
    }

    /// With words.
    pub(super) fn words(mut self, words: Text) -> Self {
        self.value = Some(Value::Words(words));
        self
    }

    /// Without a value, and why.
    pub(super) fn absent(mut self, why: Text) -> Self {
        self.value = Some(Value::Absent(why));
        self
    }

    /// A number of the inputs: its value, or why it is not there, and its cell.
    pub(super) fn given(self, field: &Field<f64>, decimals: usize) -> Self {
        let line = match (field.get(), field.absence()) {
            (None, Some(why)) => self.absent(absence(why)),
            (value, _) => self.number(value.copied(), decimals),
        };
        line.from(&field.origin)
    }

    /// With its derivation.
    pub(super) fn how(mut self, how: Text) -> Self {
        self.how = Some(how);
        self
    }

    /// With the code that explains more.
    pub(super) fn see(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// With the cells it was read from, one place a sheet.
    pub(super) fn from<'a>(mut self, origins: impl IntoIterator<Item = &'a Origin>) -> Self {
        let origins: Vec<_> = origins.into_iter().cloned().collect();
        let places = ranges(&origins).into_iter();
        self.sources.extend(places.map(|((file, sheet), cells)| Place { file, sheet, cells }));
        self
    }
}

/// That there is no value.
pub(super) fn none() -> Text {
    Text::new("ไม่มีค่า", "none")
}

/// Why a value is not there.
pub(super) fn absence(why: Absence) -> Text {
    match why {
        Absence::NotSubmitted => Text::new("ไม่ได้ส่งข้อมูล", "not submitted"),
        Absence::Blank => Text::new("เว้นว่าง", "left blank"),
        Absence::NotApplicable => Text::new("ไม่เกี่ยวข้อง", "does not apply"),
        Absence::Invalid => Text::new("อ่านค่าไม่ได้", "cannot be read"),
        Absence::Superseded => Text::new("ใช้ยอดวันหลัง", "a later day counts"),
    }
}

#[cfg(test)]
mod tests {
    use super::exact;

    #[test]
    fn arithmetic_shows_figures_without_binary_noise() {
        for (number, text) in [
            (99.303_675_048_355_9, "99.3036750484"),
            (61_508_220.01 + 1e-8, "61508220.01"),
            (0.1 + 0.2, "0.3"),
            (138_063_200.0, "138063200"),
            (1e15, "1000000000000000"),
            (29.802_720_000_000_004, "29.80272"),
            (-0.25, "−0.25"),
            (-1e-13, "0"),
            (0.0, "0"),
            (100.0, "100"),
        ] {
            assert_eq!(exact(number), text);
        }
    }
}
