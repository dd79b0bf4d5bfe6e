//! The number that is meant where a format writes words beside it, or fewer digits of it.

use crate::contract::FieldSpec;
use crate::ingest::format::{Beside, NumberFormat, Precision, Written};
use crate::thai;

/// Words that multiply the number before them, as comparison keys; the Thai one of a size first, longer ones before those
/// that they begin with.
const SCALES: &[(&str, f64)] = &[
    ("พันล้าน", 1e9),
    ("ร้อยล้าน", 1e8),
    ("สิบล้าน", 1e7),
    ("ล้าน", 1e6),
    ("ล", 1e6),
    ("แสน", 1e5),
    ("หมื่น", 1e4),
    ("พัน", 1e3),
    ("000", 1e3),
    ("millionsof", 1e6),
    ("millions", 1e6),
    ("million", 1e6),
    ("thousandsof", 1e3),
    ("thousands", 1e3),
    ("thousand", 1e3),
];
const MONEY: &str = "บาท";
/// Ways to write the money of the country.
const MONEY_WORDS: &[&str] = &["บาท", "฿", "thb", "baht", "บ"];
/// Units of shares, beside which a percent sign says nothing new.
const PERCENT_UNITS: &[&str] = &["ร้อยละ", "คะแนน"];
/// Words for people that forms use alike.
const PEOPLE: &[&str] = &["คน", "ราย", "ท่าน"];
/// Decimals of what a scale makes: satang, and room for shares of them.
const DECIMALS: usize = 6;

/// The amount that a text writes with a scale behind its number: 105.5 พันบาท.
pub(in crate::check) fn scaled(text: &str) -> Option<f64> {
    let text = thai::normalised(text);
    let words = text.find(|c: char| c.is_alphabetic())?;
    let (number, words) = text.split_at(words);
    let number = thai::parse_number(number.trim())?;
    Some(thai::round_half_away(number * scale(words)?, DECIMALS))
}

/// How many baht words for many of them mean, where they say nothing else: พันบาท, ลบ., million baht.
pub(in crate::check) fn scale(words: &str) -> Option<f64> {
    let key = thai::key(words);
    let (rest, scale) = SCALES.iter().find_map(|(word, scale)| Some((key.strip_prefix(word)?, *scale)))?;
    (rest.is_empty() || MONEY_WORDS.contains(&rest)).then_some(scale)
}

/// The Thai words for so many baht.
pub(in crate::check) fn scale_name(scale: f64) -> String {
    let word = SCALES.iter().find(|(_, size)| size.to_bits() == scale.to_bits());
    format!("{}{MONEY}", word.map_or("", |(word, _)| word))
}

/// The number that is meant by a cell whose file says what it shows.
///
/// # Errors
/// It cannot be told, or another number is shown.
pub(super) fn shown(
    spec: &FieldSpec,
    format: Option<&NumberFormat>,
    number: f64,
    shown: &str,
) -> Result<Option<f64>, ()> {
    let Some(written) = Written::read(shown) else {
        let is_fraction = |f: &NumberFormat| {
            matches!(f.precision(number), Some(Precision::Fraction(_) | Precision::Parts(_)))
        };
        let format = format.filter(|format| is_fraction(format));
        return match format.and_then(|format| format.beside(number)) {
            Some(beside) => meant(spec, &beside, number),
            // Nothing is shown as a hyphen, a word or a blank.
            None => {
                if number == 0.0 {
                    Ok(None)
                } else {
                    Err(())
                }
            }
        };
    };
    // What no format says, or one that depends on conditions, is read from the text itself.
    let beside = format.and_then(|format| format.beside(number)).unwrap_or_else(|| Beside {
        words: shown
            .chars()
            .filter(|c| !c.is_numeric() && (c.is_alphabetic() || is_thai(*c) || "$€£¥%‰".contains(*c)))
            .collect(),
        ..Beside::default()
    });
    let expected = (0..beside.thousands).fold(number, |rest, _| rest / 1000.0);
    // Formats that write negative numbers in red may leave their sign out.
    let by_format = format.is_some_and(|format| format.beside(number).is_some());
    let without_sign = number < 0.0 && by_format && written.is(-expected);
    let is_share = PERCENT_UNITS.contains(&spec.unit.as_str());
    let is_shown = (written.is(expected) || without_sign) && (is_share || !written.percent);
    if is_shown { meant(spec, &beside, number) } else { Err(()) }
}

/// The number that is meant where its format is all that is known of what its cell shows.
///
/// # Errors
/// It cannot be told, or another number is shown: `0"/"00` makes 5/00 of 500.
pub(super) fn formatted(spec: &FieldSpec, format: &NumberFormat, number: f64) -> Result<Option<f64>, ()> {
    let beside = format.beside(number).ok_or(())?;
    let is_share = PERCENT_UNITS.contains(&spec.unit.as_str());
    let is_shown = |written: Written| {
        let is_number = written.is(number) || (number < 0.0 && written.is(-number));
        is_number && (is_share || !written.percent)
    };
    if let Some(text) = format.show(number) {
        match Written::read(&text) {
            Some(written) if !is_shown(written) => return Err(()),
            None if thai::to_arabic_digits(&text).contains(|c: char| c.is_ascii_digit()) => return Err(()),
            _ => {}
        }
    }
    meant(spec, &beside, number)
}

/// Vowels and tone marks of words are no letters to a computer.
fn is_thai(c: char) -> bool {
    ('\u{e00}'..='\u{e7f}').contains(&c)
}

/// Whether a text shows a share as a percentage.
pub(super) fn shows_share(fraction: f64, shown: &str) -> bool {
    Written::read(shown).is_some_and(|written| written.percent && written.is(fraction * 100.0))
        || (fraction == 0.0 && Written::read(shown).is_none())
}

/// The number that is meant, where it is not the one that is stored.
///
/// # Errors
/// It cannot be told.
pub(super) fn meant(spec: &FieldSpec, beside: &Beside, number: f64) -> Result<Option<f64>, ()> {
    if beside.hidden {
        // Accounts show nothing as a hyphen.
        return if number == 0.0 { Ok(None) } else { Err(()) };
    }
    let is_word = |c: &char| c.is_alphanumeric() || is_thai(*c) || "$€£¥".contains(*c);
    let words: String = beside.words.to_lowercase().chars().filter(is_word).collect();
    let unit = spec.unit.as_str();
    if beside.unsigned {
        return Err(());
    }
    if words.is_empty() {
        return if beside.thousands == 0 { Ok(None) } else { Err(()) };
    }
    let fits = |word: &str| {
        word == unit
            || (unit == MONEY && MONEY_WORDS.contains(&word))
            || (PEOPLE.contains(&unit) && PEOPLE.contains(&word))
    };
    let scale = SCALES
        .iter()
        .filter(|_| !fits(&words))
        .find_map(|(word, scale)| Some((words.strip_prefix(word)?, *scale)));
    if let Some((rest, scale)) = scale {
        if unit.is_empty() || !(rest.is_empty() || fits(rest)) {
            return Err(());
        }
        let divided = (0..beside.thousands).fold(1.0, |product, _| product * 1000.0);
        let meant = thai::round_half_away(number / divided * scale, DECIMALS);
        return Ok(Some(meant).filter(|meant| (meant - number).abs() > f64::EPSILON));
    }
    let harmless = unit.is_empty() || fits(&words) || words.contains(unit) || unit.contains(&words);
    let money = MONEY_WORDS.iter().any(|word| words == *word) || "$€£¥".chars().any(|c| words.contains(c));
    let other_money = money && !fits(&words);
    if beside.thousands == 0 && harmless && !other_money { Ok(None) } else { Err(()) }
}
