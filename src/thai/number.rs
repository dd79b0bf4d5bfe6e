//! Numbers as people read and write them.
//!
//! In: a value to show, or the text of a cell. Out: text with thousands separators, or a value.
//! Never guesses: a text that is not plainly a number is no number.
//!
//! # Rounding
//! Half away from zero, on the decimal value. A score is a mean of hundreds of answers, so its
//! binary value may lie a few units in the last place below a tie that is exact on paper
//! (84.995 arrives as 84.99499999999999). The value is therefore taken in its shortest decimal
//! form, brought to eight more places than wanted, and only then rounded: what is nearer to a tie
//! than half a unit of that ninth place counts as the tie. 2.675 gives 2.68, 98.5462 gives 98.55.

use super::digits::to_arabic_digits;

/// Places kept beyond the wanted ones before the rounding that counts.
const GUARD_PLACES: usize = 8;

/// What stands for a value that cannot be shown (not finite).
const NO_VALUE: &str = "–";

/// `value` with `decimals` places, thousands separators and Arabic digits: `1,234.50`.
///
/// A value that is not finite gives an en dash; a negative value that rounds to zero loses its
/// sign.
#[must_use]
pub fn format_number(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return NO_VALUE.to_owned();
    }
    let digits = rounded_digits(value, decimals);
    let (whole, fraction) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let sign = if is_negative(value, &digits) { "-" } else { "" };
    format!("{sign}{}{fraction}", with_separators(whole))
}

/// `value` rounded as [`format_number`] shows it, for comparisons that count on the published
/// figure (the bands of a rating). Not finite values come back as they are.
#[must_use]
pub fn round_half_away(value: f64, decimals: usize) -> f64 {
    if !value.is_finite() {
        return value;
    }
    let digits = rounded_digits(value, decimals);
    let magnitude: f64 = digits.parse().unwrap_or_else(|_| value.abs());
    if is_negative(value, &digits) { -magnitude } else { magnitude }
}

/// The smallest difference that shows at so many decimals: 0.01 for two.
#[must_use]
pub fn unit_of(decimals: usize) -> f64 {
    // Read from its decimal form, so that it is the nearest double on every machine.
    format!("1e-{decimals}").parse().unwrap_or(0.0)
}

/// The number a person wrote: Thai or Arabic digits, a sign, commas or spaces between groups of
/// three, a trailing percent sign (dropped, the value is not divided by 100).
///
/// `None` for anything else: words, exponents, brackets, a comma in the wrong place.
#[must_use]
pub fn parse_number(text: &str) -> Option<f64> {
    let arabic = to_arabic_digits(text);
    let trimmed = arabic.trim();
    let unsuffixed = trimmed.strip_suffix('%').unwrap_or(trimmed).trim_end();
    let (sign, unsigned) = match unsuffixed.strip_prefix(['-', '\u{2212}']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, unsuffixed.strip_prefix('+').unwrap_or(unsuffixed)),
    };
    let (whole, fraction) = match unsigned.split_once('.') {
        Some((whole, fraction)) if is_digits(fraction) => (whole, fraction),
        Some(_) => return None,
        None => (unsigned, "0"),
    };
    let whole = without_separators(whole)?;
    let magnitude: f64 = format!("{whole}.{fraction}").parse().ok()?;
    magnitude.is_finite().then_some(sign * magnitude)
}

/// The digits of `|value|`, rounded, with exactly `decimals` places.
fn rounded_digits(value: f64, decimals: usize) -> String {
    let shortest = value.abs().to_string();
    let guarded = round_text(&shortest, decimals.saturating_add(GUARD_PLACES));
    round_text(&guarded, decimals)
}

/// Rounds a plain unsigned decimal text half away from zero.
fn round_text(digits: &str, places: usize) -> String {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let kept: String = fraction.chars().take(places).collect();
    let round_up = fraction.chars().nth(places).is_some_and(|next| next >= '5');
    let mut all: Vec<u8> = whole.bytes().chain(kept.bytes()).collect();
    all.resize(whole.len().saturating_add(places), b'0');
    if round_up && carry(&mut all) {
        all.insert(0, b'1');
    }
    let split = all.len() - places;
    let mut text: String = all.iter().map(|&digit| char::from(digit)).collect();
    if places > 0 {
        text.insert(split, '.');
    }
    text
}

/// Adds one to the last digit; true when a one is left over in front.
fn carry(digits: &mut [u8]) -> bool {
    for digit in digits.iter_mut().rev() {
        if *digit == b'9' {
            *digit = b'0';
        } else {
            *digit += 1;
            return false;
        }
    }
    true
}

fn is_negative(value: f64, digits: &str) -> bool {
    value < 0.0 && digits.bytes().any(|digit| (b'1'..=b'9').contains(&digit))
}

fn with_separators(whole: &str) -> String {
    let mut text = String::with_capacity(whole.len() + whole.len() / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The digits of the whole part, if its separators stand where they belong.
fn without_separators(whole: &str) -> Option<String> {
    let is_separator = |c: char| c == ',' || is_blank(c);
    let mut groups = whole.split(is_separator);
    let first = groups.next().filter(|group| is_digits(group))?;
    let mut digits = first.to_owned();
    for group in groups {
        if digits.is_empty() || first.len() > 3 || group.len() != 3 || !is_digits(group) {
            return None;
        }
        digits.push_str(group);
    }
    Some(digits)
}

/// A blank that may part the groups of one number; a line's end or a tab parts two numbers.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// Whether a text holds two numbers with more between them than parts the groups of one: a line's end, a tab,
/// several blanks.
#[must_use]
pub fn is_parted(text: &str) -> bool {
    let chars: Vec<char> = to_arabic_digits(text).chars().collect();
    let mut gap: Option<Vec<char>> = None;
    for c in chars {
        if c.is_ascii_digit() {
            if gap.is_some_and(|gap| gap.len() > 1 || gap.iter().any(|c| !is_blank(*c))) {
                return true;
            }
            gap = Some(Vec::new());
        } else if c.is_whitespace() {
            if let Some(gap) = &mut gap {
                gap.push(c);
            }
        } else {
            gap = None;
        }
    }
    false
}

/// Digits of a number without the noughts at its end: 510,000 has two. Two decimals count.
#[must_use]
pub fn significant_digits(number: f64) -> usize {
    let plain = format!("{:.2}", number.abs());
    let digits: String = plain.chars().filter(char::is_ascii_digit).collect();
    digits.trim_start_matches('0').trim_end_matches('0').len()
}

/// Whether a text is nothing but dashes or dots.
#[must_use]
pub fn is_dashes(text: &str) -> bool {
    let plain = text.trim();
    !plain.is_empty() && plain.chars().all(|c| matches!(c, '-' | '–' | '—' | '−' | '.' | ' '))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{format_number, is_parted, parse_number, round_half_away};

    #[test]
    fn halves_go_away_from_zero() {
        for (value, decimals, shown) in [
            (98.5462, 2, "98.55"),
            (99.995, 2, "100.00"),
            (2.675, 2, "2.68"),
            (1.005, 2, "1.01"),
            (0.5, 0, "1"),
            (2.5, 0, "3"),
            (-2.5, 0, "-3"),
            (-0.125, 2, "-0.13"),
            (84.994, 2, "84.99"),
        ] {
            assert_eq!(format_number(value, decimals), shown, "{value}");
        }
    }

    #[test]
    fn a_tie_lost_in_binary_is_still_a_tie() {
        assert_eq!(format_number(84.994_999_999_999_99, 2), "85.00");
        assert_eq!(format_number(84.994_999, 2), "84.99");
        assert_eq!(format_number(0.1 + 0.2, 1), "0.3");
    }

    #[test]
    fn thousands_are_separated_and_zero_has_no_sign() {
        assert_eq!(format_number(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(format_number(999_999.5, 0), "1,000,000");
        assert_eq!(format_number(100.0, 0), "100");
        assert_eq!(format_number(-0.004, 2), "0.00");
        assert_eq!(format_number(-1_234.0, 0), "-1,234");
    }

    #[test]
    fn extremes_do_not_panic() {
        assert_eq!(format_number(f64::NAN, 2), "–");
        assert_eq!(format_number(f64::NEG_INFINITY, 2), "–");
        assert_eq!(format_number(f64::MIN_POSITIVE, 2), "0.00");
        assert_eq!(format_number(f64::MAX, 0).len(), 309 + 102);
    }

    #[test]
    fn the_rounded_value_is_the_shown_value() {
        assert!((round_half_away(84.995, 2) - 85.0).abs() < f64::EPSILON);
        assert!((round_half_away(-1.005, 2) + 1.01).abs() < f64::EPSILON);
        assert!(round_half_away(f64::NAN, 2).is_nan());
    }

    #[test]
    fn people_write_numbers_in_many_ways() {
        for (text, value) in [
            ("๙๘.๕๕", 98.55),
            (" 1,234,567.50 ", 1_234_567.5),
            ("๑ ๒๓๔", 1234.0),
            ("1\u{a0}234", 1234.0),
            ("97.29%", 97.29),
            ("๙๗.๒๙ %", 97.29),
            ("-3", -3.0),
            ("\u{2212}0.5", -0.5),
            ("+1.2", 1.2),
            ("007", 7.0),
        ] {
            let parsed = parse_number(text);
            assert!(parsed.is_some_and(|n| (n - value).abs() < 1e-9), "{text}: {parsed:?}");
        }
    }

    #[test]
    fn two_numbers_in_a_cell_are_not_one() {
        for text in ["500\n600", "500\t600", "500  600", "500\u{2028}600", "๕๐๐\r\n๖๐๐", "500 \n600"]
        {
            assert!(is_parted(text), "{text:?}");
        }
        for text in ["500 600", "1\u{a0}234", "1,234  บาท", "5\nบาท", "1,234.50", ""] {
            assert!(!is_parted(text), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_plainly_a_number_is_refused() {
        for text in [
            "", " ", "%", "-", ".5", "5.", "1,23", "12,3456", "1234,567", ",123", "1,,234", "1e5", "(5)",
            "5 คน", "12 5", "500\n600", "500\t600", "1.2.3", "inf", "NaN", "--3", "3-", "5%%", "1.5,000",
        ] {
            assert_eq!(parse_number(text), None, "{text:?}");
        }
    }
}
