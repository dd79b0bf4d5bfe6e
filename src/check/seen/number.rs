//! The number that is meant where a format writes words beside it, or fewer digits of it.

use crate::contract::FieldSpec;
use crate::ingest::format::NumberFormat;
use crate::thai;

/// Words that multiply the number before them.
const SCALES: &[(&str, f64)] = &[
    ("พันล้าน", 1e9),
    ("ร้อยล้าน", 1e8),
    ("สิบล้าน", 1e7),
    ("ล้าน", 1e6),
    ("ล", 1e6),
    ("แสน", 1e5),
    ("หมื่น", 1e4),
    ("พัน", 1e3),
    ("million", 1e6),
    ("thousand", 1e3),
];
const MONEY: &str = "บาท";
/// Ways to write the money of the country.
const MONEY_WORDS: &[&str] = &["บาท", "฿", "thb", "baht", "บ"];
/// Units of shares, beside which a percent sign says nothing new.
const PERCENT_UNITS: &[&str] = &["ร้อยละ", "คะแนน"];
/// What cheques write behind whole baht.
const NO_SATANG: &[&str] = &[".--", ".-", ".–", ".—", ",-"];
/// Words for people that forms use alike.
const PEOPLE: &[&str] = &["คน", "ราย", "ท่าน"];
/// Decimals of what a scale makes: satang, and room for shares of them.
const DECIMALS: usize = 6;

/// The amount that a text writes with a scale behind its number: 105.5 พันบาท.
pub(in crate::check) fn scaled(text: &str) -> Option<f64> {
    let text = thai::normalised(text);
    let words = text.find(|c: char| c.is_alphabetic())?;
    let (number, words) = text.split_at(words);
    let words = words.trim().to_lowercase();
    let (rest, scale) = SCALES.iter().find_map(|(word, scale)| Some((words.strip_prefix(word)?, *scale)))?;
    let rest = rest.trim();
    let number = thai::parse_number(number.trim())?;
    (rest.is_empty() || MONEY_WORDS.contains(&rest)).then(|| thai::round_half_away(number * scale, DECIMALS))
}

/// Whether marks that the format itself writes make another number of it: `"-"0`, `(0)`, `0\.00`, `0\%`.
fn misleads(written: &str, words: &str, number: f64, is_share: bool) -> bool {
    let marks: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    if marks.contains(['%', '‰']) && !is_share {
        return true;
    }
    if !words.is_empty() || is_share {
        return false;
    }
    let marks = NO_SATANG.iter().find_map(|end| marks.strip_suffix(end)).unwrap_or(&marks);
    let is_sign = |c: char| matches!(c, '-' | '\u{2212}' | '–' | '(' | ')');
    marks.chars().any(|mark| !(number < 0.0 && is_sign(mark)))
}

/// The number that is meant, where it is not the one that is stored.
///
/// # Errors
/// It cannot be told.
pub(super) fn meant(spec: &FieldSpec, format: &NumberFormat, number: f64) -> Result<Option<f64>, ()> {
    let beside = format.beside(number).ok_or(())?;
    if beside.hidden {
        // Accounts show nothing as a hyphen.
        return if number == 0.0 { Ok(None) } else { Err(()) };
    }
    let is_word =
        |c: &char| c.is_alphanumeric() || ('\u{e00}'..='\u{e7f}').contains(c) || "$€£¥".contains(*c);
    let words: String = beside.words.to_lowercase().chars().filter(is_word).collect();
    let unit = spec.unit.as_str();
    if beside.unsigned || misleads(&beside.words, &words, number, PERCENT_UNITS.contains(&unit)) {
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
