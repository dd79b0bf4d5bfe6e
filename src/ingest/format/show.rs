//! The text that a format makes of a value.

use super::{NumberFormat, Section, Shows, Token};
use crate::ingest::as_shown;
use crate::thai::{self, Date, ExcelEpoch};

/// Beyond it a cell no longer holds every whole number.
const LARGEST: f64 = 9_007_199_254_740_992.0;
/// Decimals that a format may ask for.
const DECIMALS: usize = 15;
const MINUTES: f64 = 24.0 * 60.0;

pub(super) fn show(format: &NumberFormat, value: f64) -> Option<String> {
    if !value.is_finite() {
        return None;
    }
    let section = format.section(value)?;
    let text = match format.shows() {
        Shows::Number | Shows::Percent => number(section, value, format.sections.len() > 1)?,
        Shows::Date => date(section, value)?,
        // A section of its own for negative numbers writes its own sign.
        Shows::General if format.sections.len() > 1 => general(section, value.abs())?,
        Shows::General => general(section, value)?,
        Shows::Elapsed | Shows::Text => return None,
    };
    Some(if section.thai_digits { thai::to_thai_digits(&text) } else { text })
}

/// Words around a number that is shown as it is.
fn general(section: &Section, value: f64) -> Option<String> {
    let part = |token: &Token| match token {
        Token::Literal(text) | Token::Money(text) => Some(text.clone()),
        Token::General => Some(as_it_is(value)),
        _ => None,
    };
    Some(section.tokens.iter().map(part).collect::<Option<String>>()?.trim().to_owned())
}

/// Digits of a number that a cell without a format shows.
const GENERAL_DIGITS: usize = 10;

/// A number as a cell without a format shows it: with as many decimals as fit.
pub(crate) fn as_it_is(value: f64) -> String {
    let whole = format!("{:.0}", value.abs().trunc()).len();
    thai::round_half_away(value, GENERAL_DIGITS.saturating_sub(whole)).to_string()
}

/// Digits are put in their places from the right; what is left over goes before the first place.
fn number(section: &Section, value: f64, own_sign: bool) -> Option<String> {
    let tokens = &section.tokens;
    let strange = |t: &Token| {
        !matches!(
            t,
            Token::Literal(_)
                | Token::Digit(_)
                | Token::Point
                | Token::Comma
                | Token::Money(_)
                | Token::Percent
        )
    };
    let percents = tokens.iter().filter(|t| **t == Token::Percent).count();
    let value = (0..percents).fold(value, |value, _| as_shown(value));
    if tokens.iter().any(strange) || value.abs() >= LARGEST {
        return None;
    }
    let point = tokens.iter().position(|t| *t == Token::Point).unwrap_or(tokens.len());
    let decimals = tokens[point..].iter().filter(|t| matches!(t, Token::Digit(_))).count();
    // A comma groups between digits; elsewhere it divides, which is for others to say.
    let grouped = tokens[..point].contains(&Token::Comma);
    let last = tokens.iter().rposition(|t| matches!(t, Token::Digit(_)))?;
    let scales =
        tokens[last..].contains(&Token::Comma) || (point > 0 && tokens.get(point - 1) == Some(&Token::Comma));
    if decimals > DECIMALS || scales {
        return None;
    }
    let rounded = thai::round_half_away(value.abs(), decimals);
    let written = format!("{rounded:.decimals$}");
    let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
    let mut whole: Vec<char> = if whole == "0" { Vec::new() } else { whole.chars().collect() };
    let places = tokens[..point].iter().filter(|t| matches!(t, Token::Digit(_))).count();
    let mut out: Vec<char> = Vec::new();
    let mut seen = 0;
    let mut written_digits = 0;
    let group = |out: &mut Vec<char>, written_digits: &mut usize, c: char| {
        if grouped && *written_digits > 0 && (*written_digits).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
        *written_digits += 1;
    };
    for token in tokens[..point].iter().rev() {
        match token {
            Token::Literal(text) | Token::Money(text) => out.extend(text.chars().rev()),
            Token::Percent => out.push('%'),
            Token::Digit(place) => {
                seen += 1;
                match (whole.pop(), place) {
                    (Some(c), _) => group(&mut out, &mut written_digits, c),
                    (None, '0') => group(&mut out, &mut written_digits, '0'),
                    (None, _) => {}
                }
                if seen == places {
                    while let Some(c) = whole.pop() {
                        group(&mut out, &mut written_digits, c);
                    }
                }
            }
            _ => {}
        }
    }
    let mut text: String = out.into_iter().rev().collect();
    let mut digits = fraction.chars();
    for token in tokens.get(point..).unwrap_or_default() {
        match token {
            Token::Point => text.push('.'),
            Token::Literal(words) | Token::Money(words) => text.push_str(words),
            Token::Percent => text.push('%'),
            Token::Digit(_) => text.extend(digits.next()),
            _ => {}
        }
    }
    // A section of its own for negative numbers writes its own sign.
    let sign = if value < 0.0 && !own_sign && !text.contains('-') && !text.contains('(') { "-" } else { "" };
    Some(format!("{sign}{}", text.trim()))
}

fn date(section: &Section, value: f64) -> Option<String> {
    let needs_day = section
        .tokens
        .iter()
        .any(|t| matches!(t, Token::Day(_) | Token::Month(_) | Token::Year(_) | Token::BuddhistYear(_)));
    let day = if needs_day { Some(Date::from_excel_serial(value, ExcelEpoch::Year1900).ok()?) } else { None };
    let minutes = minutes(value);
    let half_day = section.tokens.contains(&Token::HalfDay);
    let mut text = String::new();
    for token in &section.tokens {
        let part = match token {
            Token::Literal(words) => words.clone(),
            Token::Day(letters @ (1 | 2)) => padded(u32::from(day?.day()), *letters),
            Token::Month(letters @ (1 | 2)) => padded(u32::from(day?.month()), *letters),
            Token::Month(3) => thai::month_short(day?.month())?.to_owned(),
            Token::Month(4) => thai::month_name(day?.month())?.to_owned(),
            Token::Year(letters) | Token::BuddhistYear(letters) => {
                let buddhist = section.buddhist || matches!(token, Token::BuddhistYear(_));
                let year = if buddhist { day?.buddhist_year() } else { day?.year() };
                let year = u32::try_from(year).ok()?;
                if *letters > 2 { year.to_string() } else { padded(year % 100, 2) }
            }
            Token::Hour(letters) => {
                let hour = minutes / 60;
                let hour = if half_day { (hour + 11) % 12 + 1 } else { hour };
                padded(hour, *letters)
            }
            Token::Minute(letters) => padded(minutes % 60, *letters),
            Token::HalfDay => (if minutes < 720 { "AM" } else { "PM" }).to_owned(),
            _ => return None,
        };
        text.push_str(&part);
    }
    Some(text.trim().to_owned())
}

/// Minutes since midnight: what a cell holds of a time is a fraction of a day.
pub(super) fn minutes(serial: f64) -> u32 {
    let minutes = ((serial - serial.floor()) * MINUTES).round();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within one day")]
    let minutes = (minutes.clamp(0.0, MINUTES) as u32) % 1440;
    minutes
}

fn padded(number: u32, letters: usize) -> String {
    if letters > 1 { format!("{number:02}") } else { number.to_string() }
}
