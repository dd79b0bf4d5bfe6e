//! Number formats: what Excel shows of a number, read from the format's code.
//!
//! In: a code such as `d/m/bbbb` or `#,##0.00 "ล้านบาท"`, or the number of a built-in one. Out: what kind of
//! value it shows, the words and the scale beside the number, and the text for a value where it is plain.
//! Never: reads a file.

mod parse;
mod precision;
mod show;
mod written;

pub use precision::Precision;
pub(crate) use show::as_it_is;
pub use written::Written;

use std::sync::Arc;

/// What a format makes of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shows {
    /// The number as it is, with as many decimals as it has.
    General,
    /// The number with fixed digits.
    Number,
    /// A hundred times the number with a percent sign.
    Percent,
    /// A day, a time of day, or both.
    Date,
    /// Hours, minutes or seconds that have passed.
    Elapsed,
    /// Text.
    Text,
}

/// One piece of a format's section.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    /// Shown as it is.
    Literal(String),
    /// A symbol of money: `฿`, `$`.
    Money(String),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
    Comma,
    Percent,
    /// `E+`, `E-`: a power of ten.
    Exponent,
    /// The slash of a fraction.
    Fraction,
    General,
    /// `@`: the text of the cell.
    Text,
    Day(usize),
    Month(usize),
    Year(usize),
    /// `bb`, `bbbb`: the Buddhist year.
    BuddhistYear(usize),
    Hour(usize),
    Minute(usize),
    Second(usize),
    /// `AM/PM`.
    HalfDay,
    /// `[h]`, `[mm]`, `[s]`.
    Elapsed,
}

/// One of up to four sections: positive, negative, zero, text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Section {
    tokens: Vec<Token>,
    /// `[>100]`: a condition of its own instead of the sign.
    condition: Option<String>,
    /// Thai digits.
    thai_digits: bool,
    /// Years of the Buddhist Era, by the calendar of the locale.
    buddhist: bool,
    /// `[Red]`: a colour of its own.
    colour: Option<String>,
}

/// A format, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberFormat {
    code: String,
    sections: Vec<Section>,
}

impl NumberFormat {
    /// The format of a code. Anything is a format; what is not understood shows as itself.
    #[must_use]
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), sections: parse::sections(code) }
    }

    /// A format that every program knows by number (ECMA-376, 18.8.30), the Thai ones (59–81) included.
    #[must_use]
    #[expect(clippy::match_same_arms, reason = "a table by number")]
    pub fn built_in(id: u32) -> Option<Self> {
        let code = match id {
            0 => "General",
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            5 | 6 => "#,##0;-#,##0",
            7 | 8 => "#,##0.00;-#,##0.00",
            9 => "0%",
            10 => "0.00%",
            11 => "0.00E+00",
            12 => "# ?/?",
            13 => "# ??/??",
            14 => "d/m/yyyy",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "d/m/yyyy h:mm",
            37 | 38 => "#,##0;-#,##0",
            39 | 40 => "#,##0.00;-#,##0.00",
            41 | 42 => "#,##0;-#,##0;\"-\"",
            43 | 44 => "#,##0.00;-#,##0.00;\"-\"",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            47 => "mm:ss.0",
            48 => "##0.0E+0",
            49 => "@",
            // East Asian dates and times; which one depends on the system.
            27..=31 | 36 | 50..=54 | 57 | 58 => "d/m/yyyy",
            32..=35 | 55 | 56 => "h:mm:ss",
            59 => "t0",
            60 => "t0.00",
            61 => "t#,##0",
            62 => "t#,##0.00",
            67 => "t0%",
            68 => "t0.00%",
            69 => "t# ?/?",
            70 => "t# ??/??",
            71 => "d/m/bbbb",
            72 => "d-mmm-bb",
            73 => "d-mmm",
            74 => "mmm-bb",
            75 => "h:mm",
            76 => "h:mm:ss",
            77 => "d/m/bbbb h:mm",
            78 => "mm:ss",
            79 => "[h]:mm:ss",
            80 => "mm:ss.0",
            81 => "d/m/bb",
            _ => return None,
        };
        Some(Self::new(code))
    }

    /// The format by its number, or by its code where the workbook defines one.
    #[must_use]
    pub fn shared(id: u32, code: Option<&str>) -> Arc<Self> {
        Arc::new(match code {
            Some(code) => Self::new(code),
            None => Self::built_in(id).unwrap_or_else(|| Self::new("General")),
        })
    }

    /// The code.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Whether it shows every value as it is.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.sections.iter().all(|s| matches!(s.tokens[..], [] | [Token::General | Token::Text]))
            && self.sections.len() == 1
    }

    /// How exactly a number is shown; none where that is not fixed or the number is scaled.
    #[must_use]
    pub fn precision(&self, number: f64) -> Option<Precision> {
        precision::of(&self.section(number)?.tokens)
    }

    /// What it shows.
    #[must_use]
    pub fn shows(&self) -> Shows {
        let Some(first) = self.sections.first() else { return Shows::General };
        let has = |wanted: fn(&Token) -> bool| first.tokens.iter().any(wanted);
        if has(|t| *t == Token::Elapsed) {
            Shows::Elapsed
        } else if has(|t| {
            matches!(
                t,
                Token::Day(_)
                    | Token::Month(_)
                    | Token::Year(_)
                    | Token::BuddhistYear(_)
                    | Token::Hour(_)
                    | Token::Minute(_)
                    | Token::Second(_)
            )
        }) {
            Shows::Date
        } else if has(|t| *t == Token::Percent) {
            Shows::Percent
        } else if has(|t| matches!(t, Token::Digit(_))) {
            Shows::Number
        } else if has(|t| *t == Token::Text) {
            Shows::Text
        } else if has(|t| *t == Token::General) {
            Shows::General
        } else {
            // Words or nothing in place of the number.
            Shows::Number
        }
    }

    /// Whether it writes whole days: day, month and year.
    #[must_use]
    pub fn shows_whole_day(&self) -> bool {
        let has = |wanted: fn(&Token) -> bool| {
            self.sections.first().is_some_and(|first| first.tokens.iter().any(wanted))
        };
        has(|t| matches!(t, Token::Day(1 | 2)))
            && has(|t| matches!(t, Token::Month(_)))
            && has(|t| matches!(t, Token::Year(_) | Token::BuddhistYear(_)))
    }

    /// Whether a day is written with figures that are no part of it: `d/m/"2567"`.
    #[must_use]
    pub fn has_other_figures(&self) -> bool {
        let is_figure = |c: char| c.is_ascii_digit() || ('๐'..='๙').contains(&c);
        let is_other = |t: &Token| matches!(t, Token::Literal(text) if text.contains(is_figure));
        self.sections.first().is_some_and(|first| first.tokens.iter().any(is_other))
    }

    /// Whether it shows a number as a percentage; none when a condition of its own decides.
    #[must_use]
    pub fn is_percent(&self, number: f64) -> Option<bool> {
        Some(self.section(number)?.tokens.contains(&Token::Percent))
    }

    /// The time of day that it writes beside a day.
    #[must_use]
    pub fn time(&self, serial: f64) -> Option<String> {
        let has_hour = |first: &Section| first.tokens.iter().any(|t| matches!(t, Token::Hour(_)));
        self.sections.first().filter(|first| has_hour(first))?;
        let minutes = show::minutes(serial);
        Some(format!("{}:{:02}", minutes / 60, minutes % 60))
    }

    /// Whether it shows nothing of a text: `;;;` has a section for texts, and nothing in it.
    #[must_use]
    pub fn hides_text(&self) -> bool {
        self.sections.get(3).is_some_and(|of_text| of_text.tokens.is_empty())
    }

    /// Whether it writes a time of day and no part of a day's date.
    #[must_use]
    pub fn shows_time_only(&self) -> bool {
        self.shows() == Shows::Date
            && !self.sections.first().is_some_and(|first| {
                first.tokens.iter().any(|t| {
                    matches!(t, Token::Day(_) | Token::Month(_) | Token::Year(_) | Token::BuddhistYear(_))
                })
            })
    }

    /// Whether the year of the Common Era is shown by its last two digits, as `68` for 1968.
    #[must_use]
    pub fn shows_two_digits_of_year(&self) -> bool {
        self.sections.first().is_some_and(|first| {
            !first.buddhist && first.tokens.iter().any(|t| matches!(t, Token::Year(1 | 2)))
        })
    }

    /// Words, scale and money that stand beside a number; `None` when a condition of the format's own
    /// decides what is shown.
    #[must_use]
    pub fn beside(&self, number: f64) -> Option<Beside> {
        let section = self.section(number)?;
        let mut beside = Beside::default();
        let tokens = &section.tokens;
        for token in tokens {
            if let Token::Literal(text) | Token::Money(text) = token {
                beside.words.push_str(text);
            }
        }
        let is_shown =
            |t: &Token| matches!(t, Token::Digit(_) | Token::General | Token::Text | Token::Percent);
        // White on a sheet that is white is not there, either.
        let is_white = section.colour.as_deref() == Some("white");
        beside.hidden = is_white || !tokens.iter().any(is_shown);
        beside.unsigned = number < 0.0
            && self.sections.len() > 1
            && section.colour.is_none()
            && !beside.words.contains(['-', '(', '\u{2212}', '–']);
        let digits = tokens.iter().rposition(|t| matches!(t, Token::Digit(_) | Token::Point));
        // Commas after the last digit, or right before the point, each divide by a thousand.
        let after =
            digits.map_or(0, |last| tokens[last + 1..].iter().filter(|t| **t == Token::Comma).count());
        let point = tokens.iter().position(|t| *t == Token::Point);
        let before =
            point.map_or(0, |point| tokens[..point].iter().rev().take_while(|t| **t == Token::Comma).count());
        beside.thousands = u32::try_from(after + before).unwrap_or(u32::MAX);
        Some(beside)
    }

    /// The section for a number, unless conditions choose it.
    fn section(&self, number: f64) -> Option<&Section> {
        if self.sections.iter().any(|s| s.condition.is_some()) {
            return None;
        }
        let at = match self.sections.len() {
            0 | 1 => 0,
            2 => usize::from(number < 0.0),
            _ if number < 0.0 => 1,
            _ if number == 0.0 => 2,
            _ => 0,
        };
        self.sections.get(at)
    }

    /// The text that stands in the cell, where that is plain: dates with day, month and year, times, numbers
    /// with leading zeros or fixed decimals.
    #[must_use]
    pub fn show(&self, value: f64) -> Option<String> {
        show::show(self, value)
    }
}

/// What stands beside a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Literal text and symbols of money, in order.
    pub words: String,
    /// How often the number is divided by a thousand before it is shown.
    pub thousands: u32,
    /// Whether the number itself is not shown.
    pub hidden: bool,
    /// Whether it is negative and nothing says so.
    pub unsigned: bool,
}

#[cfg(test)]
mod tests;
