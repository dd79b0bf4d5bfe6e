//! How exactly a format shows a number.

use super::Token;
use crate::thai;

/// Digits of a denominator that is looked for; formats have three at most.
const MOST_DIGITS: usize = 3;

/// What is left of a number when it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// So many decimals.
    Decimals(usize),
    /// Digits before and behind the point, before a power of ten.
    Power(usize, usize),
    /// The nearest fraction with a denominator up to this one.
    Fraction(u32),
    /// The nearest fraction with this denominator.
    Parts(u32),
}

pub(super) fn of(tokens: &[Token]) -> Option<Precision> {
    let is_plain = |t: &Token| {
        matches!(
            t,
            Token::Literal(_)
                | Token::Money(_)
                | Token::Digit(_)
                | Token::Point
                | Token::Comma
                | Token::Percent
        )
    };
    let is_digit = |t: &&Token| matches!(t, Token::Digit(_));
    let mark = tokens.iter().position(|t| matches!(t, Token::Exponent | Token::Fraction));
    let body = &tokens[..mark.unwrap_or(tokens.len())];
    let last = body.iter().rposition(|t| matches!(t, Token::Digit(_) | Token::Point))?;
    let point = body.iter().position(|t| *t == Token::Point).unwrap_or(body.len());
    let is_scaled = body[last..].contains(&Token::Comma)
        || point.checked_sub(1).is_some_and(|at| body.get(at) == Some(&Token::Comma));
    if !body.iter().all(is_plain) || is_scaled {
        return None;
    }
    let decimals = body[point..].iter().filter(is_digit).count();
    let Some(mark) = mark else { return Some(Precision::Decimals(decimals)) };
    let behind = &tokens[mark + 1..];
    if tokens[mark] == Token::Exponent {
        return Some(Precision::Power(body[..point].iter().filter(is_digit).count().max(1), decimals));
    }
    let places = behind.iter().filter(is_digit).count();
    if places > 0 {
        let digits = u32::try_from(places.min(MOST_DIGITS)).ok()?;
        return Some(Precision::Fraction(10_u32.pow(digits) - 1));
    }
    // `# ?/8`: eighths.
    let Some(Token::Literal(words)) = behind.first() else { return None };
    words.trim().parse().ok().filter(|parts| *parts > 0).map(Precision::Parts)
}

impl Precision {
    /// The number that a reader sees.
    #[must_use]
    pub fn seen(self, number: f64) -> f64 {
        match self {
            Self::Decimals(decimals) => thai::round_half_away(number, decimals),
            Self::Power(whole, decimals) => power(number, whole, decimals),
            Self::Fraction(largest) => {
                let near = |parts: &u32| (in_parts(number, *parts) - number).abs();
                let best = (1..=largest).min_by(|a, b| near(a).total_cmp(&near(b)));
                best.map_or(number, |parts| in_parts(number, parts))
            }
            Self::Parts(parts) => in_parts(number, parts),
        }
    }
}

fn in_parts(number: f64, parts: u32) -> f64 {
    (number * f64::from(parts)).round() / f64::from(parts)
}

/// 123,456 is 1.23E+05 with one digit and two decimals, and 123.5E+3 with three and one.
fn power(number: f64, whole: usize, decimals: usize) -> f64 {
    let step = i32::try_from(whole).unwrap_or(1);
    if number == 0.0 || !number.is_finite() {
        return number;
    }
    // Read from decimal forms, so that they are the same on every machine.
    let written = format!("{number:e}");
    let exponent: i32 = written.rsplit_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0);
    let unit: f64 = format!("1e{}", exponent.div_euclid(step) * step).parse().unwrap_or(1.0);
    thai::round_half_away(number / unit, decimals) * unit
}
