//! The number that a person reads in a cell's text.

use crate::thai;

/// A number as it is written: `1,234.50`, `(5)`, `95%`, `1.23E+04`, with words around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    /// The number, without what a percent sign means.
    pub number: f64,
    /// Whether a percent sign, or one of thousandths, stands behind it.
    pub percent: bool,
    /// Half of its last digit, which rounding may have taken.
    half_digit: f64,
}

/// What binary fractions leave of a number.
const NOISE: f64 = 1e-12;
/// More digits than any number has that a cell can hold.
const DIGITS: usize = 400;

impl Written {
    /// Reads a text; nothing where it holds no number, or digits of something else beside it.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = thai::to_arabic_digits(text);
        let start = text.find(|c: char| c.is_ascii_digit())?;
        // `.5` is a half; a point after a word is none.
        let before = &text[..start];
        let starts_with_point =
            before.ends_with('.') && !before.trim_end_matches('.').ends_with(char::is_alphabetic);
        let (before, start) =
            if starts_with_point { (&before[..start - 1], start - 1) } else { (before, start) };
        let bracketed = before.contains('(') && text[start..].contains(')');
        let (body, decimals, rest) = digits(&text[start..]);
        // `500-` owes; `500.-`, `500/-` and `500 -` have no satang.
        let negative =
            bracketed || before.contains(['-', '\u{2212}', '–']) || rest.starts_with(['-', '\u{2212}', '–']);
        let (power, rest) = exponent(rest);
        if body.len() > DIGITS || rest.contains(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let number: f64 = format!("{body}e{power}").parse().ok()?;
        let last_digit = power.saturating_sub(i32::try_from(decimals).ok()?);
        let half_digit: f64 = format!("5e{}", last_digit.saturating_sub(1)).parse().ok()?;
        let percent = rest.contains(['%', '‰']);
        let number = if negative { -number } else { number };
        number.is_finite().then_some(Self { number, percent, half_digit })
    }

    /// Whether this value, rounded, is written so.
    #[must_use]
    pub fn is(self, value: f64) -> bool {
        (self.number - value).abs() <= self.half_digit * (1.0 + 1e-6) + value.abs() * NOISE
    }
}

/// Digits and a point, without the marks of groups; how many stand behind the point; and what follows.
fn digits(text: &str) -> (String, usize, &str) {
    let mut body = String::new();
    let mut decimals = None;
    for (at, c) in text.char_indices() {
        let before_digit = || text[at + c.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
        match c {
            '0'..='9' => {
                body.push(c);
                decimals = decimals.map(|number: usize| number + 1);
            }
            '.' if decimals.is_none() && before_digit() => {
                body.push('.');
                decimals = Some(0);
            }
            ',' | '\'' | '\u{a0}' | '\u{202f}' | '\u{2019}' if decimals.is_none() && before_digit() => {}
            _ => return (body, decimals.unwrap_or(0), &text[at..]),
        }
    }
    (body, decimals.unwrap_or(0), "")
}

/// The power of ten that follows a number, and what follows it.
fn exponent(text: &str) -> (i32, &str) {
    let Some(after) = text.strip_prefix(['E', 'e']) else { return (0, text) };
    let unsigned = after.strip_prefix(['+', '-']).unwrap_or(after);
    let end = unsigned.find(|c: char| !c.is_ascii_digit()).unwrap_or(unsigned.len());
    let size = after.len() - unsigned.len() + end;
    match after[..size].parse() {
        Ok(power) => (power, &after[size..]),
        Err(_) => (0, text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_read_them() {
        let read = |text: &str| Written::read(text).map(|w| (w.number, w.percent));
        for (text, number) in [
            ("1,234.50", 1234.5),
            (" ๑,๒๓๔ ", 1234.0),
            ("(5)", -5.0),
            ("-฿5.00", -5.0),
            ("฿ -5.00", -5.0),
            ("1.50 ล้านบาท", 1.5),
            ("500.-", 500.0),
            ("500/-", 500.0),
            ("500 -", 500.0),
            ("500-", -500.0),
            ("1.23E+04", 12_300.0),
            ("12K", 12.0),
            ("ก.5", 5.0),
            (".5", 0.5),
        ] {
            assert_eq!(read(text), Some((number, false)), "{text}");
        }
        assert_eq!(read("95 %"), Some((95.0, true)));
        for text in ["", "-", "มี", "TRUE", "1 1/2", "1.2.3", "3-1005-00123-45-6", "15/2568"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"9".repeat(1000)), None);
        assert_eq!(read("1E+999999999"), None);
        assert_eq!(read("1E+99999999999"), None);
    }

    #[test]
    fn rounding_is_no_difference_and_other_numbers_are() {
        let is = |text, value| Written::read(text).is_some_and(|w| w.is(value));
        assert!(is("3", 2.6) && is("1,234.57", 1234.565) && is("1.23E+04", 12_345.0));
        assert!(is("1234567.89123457", 1_234_567.891_234_57) && is("-5", -5.0));
        assert!(!is("12", 12_000.0) && !is("5.00", 500.0) && !is("95%", 0.95) && !is("5", -5.0));
    }
}
