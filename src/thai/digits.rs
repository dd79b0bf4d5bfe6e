//! Thai and Arabic digits.
//!
//! In: any text. Out: the same text with its digits in the wanted script.
//! Never touches anything but the twenty digit characters.

/// Which digits a text for people is written with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Digits {
    /// ๐–๙, the official form of the documents.
    #[default]
    Thai,
    /// 0–9.
    Arabic,
}

impl Digits {
    /// `text` with every digit in this script.
    #[must_use]
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Thai => to_thai_digits(text),
            Self::Arabic => to_arabic_digits(text),
        }
    }
}

/// Writes the figures of `text` as ๐–๙. Codes, addresses and names of files keep the digits they are known by: whatever
/// runs on from a Latin letter (`O22`, `M1-01`, `SHA-256`).
#[must_use]
pub fn to_thai_digits(text: &str) -> String {
    let mut in_code = false;
    text.chars()
        .map(|c| {
            in_code = c.is_ascii_alphabetic() || in_code && (c.is_ascii_digit() || "-._".contains(c));
            if in_code { c } else { thai_digit(c) }
        })
        .collect()
}

/// Writes every ๐–๙ of `text` as 0–9.
#[must_use]
pub fn to_arabic_digits(text: &str) -> String {
    text.chars().map(arabic_digit).collect()
}

/// True for 0–9 and ๐–๙.
pub(crate) fn is_digit(c: char) -> bool {
    c.is_ascii_digit() || is_thai_digit(c)
}

fn is_thai_digit(c: char) -> bool {
    ('๐'..='๙').contains(&c)
}

fn thai_digit(c: char) -> char {
    c.to_digit(10).and_then(|digit| char::from_u32(u32::from('๐') + digit)).unwrap_or(c)
}

pub(super) fn arabic_digit(c: char) -> char {
    if is_thai_digit(c) { char::from_digit(u32::from(c) - u32::from('๐'), 10).unwrap_or(c) } else { c }
}

#[cfg(test)]
mod tests {
    use super::{Digits, to_arabic_digits, to_thai_digits};

    #[test]
    fn every_digit_goes_both_ways() {
        assert_eq!(to_thai_digits("0123456789"), "๐๑๒๓๔๕๖๗๘๙");
        assert_eq!(to_arabic_digits("๐๑๒๓๔๕๖๗๘๙"), "0123456789");
    }

    #[test]
    fn other_characters_and_codes_stay() {
        assert_eq!(to_thai_digits("O22 ได้ 98.55%"), "O22 ได้ ๙๘.๕๕%");
        assert_eq!(
            to_thai_digits("(M1-01) 12 ข้อ, O1–O5 ปี 2568-h1 สขร.1"),
            "(M1-01) ๑๒ ข้อ, O1–O5 ปี ๒๕๖๘-h1 สขร.๑"
        );
        assert_eq!(to_arabic_digits("ข้อ ๕ ① x"), "ข้อ 5 ① x");
    }

    #[test]
    fn the_choice_of_script_is_applied() {
        assert_eq!(Digits::Thai.apply("ปี 2568"), "ปี ๒๕๖๘");
        assert_eq!(Digits::Arabic.apply("ปี ๒๕๖๘"), "ปี 2568");
    }
}
