//! One spelling for one text, so that what people see as equal compares as equal.
//!
//! In: text as it was typed or pasted. Out: the same text in canonical spelling, a key for
//! comparison, or the code of a question or an item.
//! Never changes words or digits (only [`key`] and the codes write digits in Arabic form).

use super::digits::{arabic_digit, is_digit, to_arabic_digits};
use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;

const NIKHAHIT: char = '\u{0E4D}';
const SARA_AA: char = '\u{0E32}';
const SARA_AM: char = '\u{0E33}';

/// The largest number a code may carry; which codes exist in a year is the scheme's business.
const LARGEST_CODE: u32 = 99;

/// Latin O, and the Greek and Cyrillic letters that look the same.
const LETTERS_O: [char; 3] = ['O', '\u{039F}', '\u{041E}'];

/// Keys of this length or shorter are too short for a guess.
const SHORTEST_GUESS: usize = 2;

/// More slips than this are another word, however long the word is.
const MOST_SLIPS: usize = 6;

/// `text` in canonical spelling.
///
/// Unicode NFC; the marks of a Thai consonant in one order (vowel, then tone mark); nikhahit and
/// sara aa as sara am, with or without a tone mark between; two sara e as sara ae; zero-width and
/// control characters removed; every blank a plain space, runs of them one space; line breaks as
/// `\n`, no blanks around them; nothing blank at either end. Applying it again changes nothing.
#[must_use]
pub fn normalise(text: &str) -> String {
    normalised(text).into_owned()
}

/// [`normalise`] without a copy where the text stands in canonical spelling already, as most do.
#[must_use]
pub fn normalised(text: &str) -> Cow<'_, str> {
    if is_canonical(text) { Cow::Borrowed(text) } else { Cow::Owned(spell(text)) }
}

/// Whether `text` is surely canonical. It answers for the characters of everyday office prose; a text
/// with any other character is spelled out.
fn is_canonical(text: &str) -> bool {
    // Nothing blank may stand at the start, just as after a line break.
    let mut previous = '\n';
    for c in text.chars() {
        let fine = match c {
            ' ' => !matches!(previous, ' ' | '\n'),
            // Blank lines stay inside a text, not before it.
            '\n' => previous != ' ',
            SARA_AA => previous != NIKHAHIT,
            'เ' => previous != 'เ',
            'ก'..='ฯ' | SARA_AM | '\u{0E30}' | 'แ'..='\u{0E46}' | '\u{0E4F}'..='\u{0E5B}' | '฿' => {
                true
            }
            _ if is_tone_mark(c) && previous == SARA_AM => false,
            // No mark is followed by one that stands before it.
            '\u{0E31}' | '\u{0E34}'..='\u{0E3A}' | '\u{0E47}'..='\u{0E4E}' => {
                mark_rank(previous).is_none_or(|before| mark_rank(c) >= Some(before))
            }
            // ASCII that can be seen, and dashes, quotation marks and dots: none of them composes.
            '!'..='~' | '\u{2010}'..='\u{2027}' => true,
            _ => false,
        };
        if !fine {
            return false;
        }
        previous = c;
    }
    !text.starts_with('\n') && (text.is_empty() || !matches!(previous, ' ' | '\n'))
}

/// Brings any text into canonical spelling.
fn spell(text: &str) -> String {
    let plain = plain_characters(text);
    let mut spelled = canonical_spelling(&plain);
    // Each round removes inversions of one fixed order of marks or shortens the text, so it ends.
    loop {
        let next = canonical_spelling(&spelled);
        if next == spelled {
            break;
        }
        spelled = next;
    }
    collapse_blanks(&spelled)
}

/// What is left of `text` for a comparison: normalised, digits Arabic, letters lower case, without
/// blanks, punctuation and ฯ.
#[must_use]
pub fn key(text: &str) -> String {
    let mut key = bare(text);
    // Marks that a removed blank kept apart meet and take their order; each round shortens or orders.
    while !is_canonical(&key) {
        let again = bare(&key);
        if again == key {
            break;
        }
        key = again;
    }
    key
}

/// Normalised, without blanks and punctuation, in lower case and Arabic digits.
fn bare(text: &str) -> String {
    let text = normalised(text);
    let mut bare = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            // Thai letters and marks: up to ฯ, after it, and from the leading vowels on.
            'a'..='z' | '0'..='9' | 'ก'..='ฮ' | '\u{0E30}'..='\u{0E3A}' | '\u{0E40}'..='\u{0E4E}' => {
                bare.push(c);
            }
            'A'..='Z' => bare.push(c.to_ascii_lowercase()),
            '๐'..='๙' => bare.push(arabic_digit(c)),
            '\0'..='\u{7F}' => {}
            _ if is_key_character(c) => bare.extend(c.to_lowercase()),
            _ => {}
        }
    }
    bare
}

/// The code of an OIT item in its official form `O1` … `O99`.
///
/// People write the letter O as O, o, 0 or ๐ and the number in either script: `O๓`, `0๓`, `๐๑๘`,
/// `o22`, `O-3`, `ข้อ O3`. A number without a letter or a zero before it is no code.
#[must_use]
pub fn oit_code(text: &str) -> Option<String> {
    let code = unprefixed_code(text);
    match code.strip_prefix(LETTERS_O) {
        Some(rest) => numbered("O", &without_joiners(rest)),
        // After a zero a full stop or a hyphen would make it a decimal or a range.
        None => numbered("O", code.strip_prefix('0')?),
    }
}

/// The code of a survey question in its official form: `I1` … or `E1` ….
///
/// `I๑๒`, `i12`, `E-3`, `ข้อ I 5` are understood. `1๓` is not taken for I3: a digit one in place of
/// the letter I cannot be told from a number.
#[must_use]
pub fn question_code(text: &str) -> Option<String> {
    let code = unprefixed_code(text);
    ["I", "E"].into_iter().find_map(|letter| numbered(letter, &without_joiners(code.strip_prefix(letter)?)))
}

/// The candidate that `needle` was probably meant to be, or `None` when nothing is near.
///
/// Compares [`key`]s by Damerau-Levenshtein distance. One slip in four characters is allowed, at
/// most six in all, and none in keys of one or two characters. The first of equally near
/// candidates wins.
#[must_use]
pub fn nearest<'a>(needle: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = key(needle);
    let length = wanted.chars().count();
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = key(candidate);
            let other_length = other.chars().count();
            let allowed = allowed_slips(length.max(other_length));
            if length.abs_diff(other_length) > allowed || other.is_empty() {
                return None;
            }
            let slips = strsim::damerau_levenshtein(&wanted, &other);
            (slips <= allowed).then_some((slips, candidate))
        })
        .min_by_key(|&(slips, _)| slips)
        .map(|(_, candidate)| candidate)
}

/// How alike two texts are by their [`key`]s, from 0 to 1.
#[must_use]
pub fn likeness(one: &str, other: &str) -> f64 {
    strsim::normalized_levenshtein(&key(one), &key(other))
}

/// True for Thai vowels and marks that are set on or behind the consonant before them.
pub(super) fn is_dependent(c: char) -> bool {
    matches!(c, '\u{0E30}'..='\u{0E3A}' | '\u{0E45}' | '\u{0E47}'..='\u{0E4E}')
}

/// True for the Thai vowels that are written before their consonant.
pub(super) fn is_leading_vowel(c: char) -> bool {
    matches!(c, '\u{0E40}'..='\u{0E44}')
}

/// Characters without a glyph: zero-width, direction marks, soft hyphen, byte order mark.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}'
    )
}

/// Drops what cannot be seen and gives blanks and line breaks one form each.
fn plain_characters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut previous = '\0';
    for c in text.chars() {
        match c {
            '\n' if previous == '\r' => {}
            '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                plain.push('\n');
            }
            _ if c.is_whitespace() => plain.push(' '),
            _ if c.is_control() || is_invisible(c) => {}
            _ => plain.push(c),
        }
        previous = c;
    }
    plain
}

/// One round: NFC, the order of Thai marks, sara am and sara ae.
fn canonical_spelling(text: &str) -> String {
    let mut characters: Vec<char> = text.nfc().collect();
    sort_marks(&mut characters);
    let mut spelled: Vec<char> = Vec::with_capacity(characters.len());
    for c in characters {
        match c {
            SARA_AA if take_nikhahit(&mut spelled) => spelled.push(SARA_AM),
            'เ' if spelled.last() == Some(&'เ') => {
                spelled.pop();
                spelled.push('แ');
            }
            // A tone mark typed after sara am belongs before it.
            _ if is_tone_mark(c) && spelled.last() == Some(&SARA_AM) => {
                spelled.pop();
                spelled.extend([c, SARA_AM]);
            }
            _ => spelled.push(c),
        }
    }
    spelled.into_iter().collect()
}

/// Removes the nikhahit at the end, the marks being sorted so that it is the last.
fn take_nikhahit(spelled: &mut Vec<char>) -> bool {
    let found = spelled.last() == Some(&NIKHAHIT);
    if found {
        spelled.pop();
    }
    found
}

/// Brings each run of Thai marks into the order below, above, tone, silencer, nikhahit. NFC alone
/// does not: it treats the vowels above and the silencer as starters.
fn sort_marks(characters: &mut [char]) {
    for run in characters.chunk_by_mut(|&a, &b| mark_rank(a).is_some() && mark_rank(b).is_some()) {
        run.sort_by_key(|&c| mark_rank(c));
    }
}

fn mark_rank(c: char) -> Option<u8> {
    match c {
        '\u{0E3A}' => Some(0),
        '\u{0E38}' | '\u{0E39}' => Some(1),
        '\u{0E31}' | '\u{0E34}'..='\u{0E37}' | '\u{0E47}' => Some(2),
        _ if is_tone_mark(c) => Some(3),
        '\u{0E4C}' => Some(4),
        '\u{0E4E}' => Some(5),
        NIKHAHIT => Some(6),
        _ => None,
    }
}

fn is_tone_mark(c: char) -> bool {
    matches!(c, '\u{0E48}'..='\u{0E4B}')
}

fn collapse_blanks(text: &str) -> String {
    let lines: Vec<String> = text
        .split('\n')
        .map(|line| line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
        .collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

fn is_key_character(c: char) -> bool {
    // U+0E47–U+0E4E are marks that Unicode does not count as alphabetic; ฯ it counts as a letter.
    (c.is_alphanumeric() && c != 'ฯ') || is_dependent(c)
}

/// `text` as a code: upper case, Arabic digits, without "ข้อ", blanks and a closing mark.
fn unprefixed_code(text: &str) -> String {
    let upper = to_arabic_digits(&normalise(text)).to_uppercase();
    let unprefixed =
        ["ข้อที่", "ข้อ"].into_iter().find_map(|prefix| upper.strip_prefix(prefix)).unwrap_or(&upper);
    unprefixed.trim_end_matches(['.', ':', ')', ' ']).replace(' ', "")
}

/// `text` without the hyphens, dashes and full stops that join a letter to its number.
fn without_joiners(text: &str) -> String {
    text.replace(['-', '.', '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}'], "")
}

fn numbered(letter: &str, digits: &str) -> Option<String> {
    if digits.is_empty() || digits.len() > 2 || !digits.chars().all(is_digit) {
        return None;
    }
    let number: u32 = digits.parse().ok()?;
    (1..=LARGEST_CODE).contains(&number).then(|| format!("{letter}{number}"))
}

fn allowed_slips(length: usize) -> usize {
    if length <= SHORTEST_GUESS { 0 } else { (length / 4).clamp(1, MOST_SLIPS) }
}

#[cfg(test)]
mod tests {
    use super::{
        bare, is_key_character, key, nearest, normalise, oit_code, question_code, spell, to_arabic_digits,
    };
    use proptest::prelude::*;

    #[test]
    fn sara_am_is_one_character_with_or_without_a_tone() {
        assert_eq!(normalise("น\u{0E4D}\u{0E32}"), "นำ");
        assert_eq!(normalise("น\u{0E49}\u{0E4D}\u{0E32}"), "น้ำ");
        assert_eq!(normalise("น\u{0E4D}\u{0E49}\u{0E32}"), "น้ำ");
        assert_eq!(normalise("น\u{0E33}\u{0E49}"), "น้ำ");
    }

    #[test]
    fn marks_stand_in_one_order() {
        assert_eq!(normalise("ท\u{0E48}\u{0E35}"), "ท\u{0E35}\u{0E48}");
        assert_eq!(normalise("ผ\u{0E49}\u{0E39}"), "ผ\u{0E39}\u{0E49}");
        assert_eq!(normalise("สิทธ\u{0E4C}\u{0E34}"), "สิทธิ์");
    }

    #[test]
    fn marks_that_a_blank_kept_apart_take_their_order() {
        let met = key("\u{10376} \u{1bc9e}");
        assert_eq!(key(&met), met);
    }

    #[test]
    fn two_sara_e_are_sara_ae() {
        assert_eq!(normalise("เเผน"), "แผน");
        assert_eq!(normalise("เ\u{200B}เผน"), "แผน");
    }

    #[test]
    fn blanks_are_single_and_line_breaks_stay() {
        assert_eq!(normalise("\u{FEFF} ก\u{A0}\u{A0}ข \t ค \r\n\n ง\u{2028}จ "), "ก ข ค\n\nง\nจ");
        assert_eq!(normalise(" \n \u{200B}"), "");
    }

    #[test]
    fn official_words_and_digits_stay() {
        let text = "ระเบียบฯ (พ.ศ. ๒๕๖๘) ต่าง ๆ ITA 98.55%";
        assert_eq!(normalise(text), text);
    }

    #[test]
    fn keys_ignore_blanks_punctuation_digits_and_case() {
        assert_eq!(key("ฝ่ายสิ่งแวดล้อมฯ"), key("ฝ่าย สิ่งแวดล้อม"));
        assert_eq!(key("ร้อยละ (ตัวเลือก ๑)"), key("ร้อยละ ตัวเลือก 1"));
        assert_eq!(key("E-Service"), "eservice");
        assert_eq!(key("ร.ร./ในสังกัด+"), "รรในสังกัด");
        assert_ne!(key("ไม่มี"), key("ไมมี"));
    }

    #[test]
    fn oit_codes_arrive_in_many_spellings() {
        for (text, code) in [
            ("O๓", "O3"),
            ("0๓", "O3"),
            ("๐๑๘", "O18"),
            ("o22", "O22"),
            ("O-3", "O3"),
            ("ข้อ O3", "O3"),
            ("ข้อที่ ๐๓", "O3"),
            (" O 03 ", "O3"),
            ("O1.", "O1"),
            ("\u{041E}๗", "O7"),
        ] {
            assert_eq!(oit_code(text).as_deref(), Some(code), "{text}");
        }
    }

    #[test]
    fn what_is_no_oit_code_is_refused() {
        for text in
            ["", "O", "0", "18", "O0", "O123", "I3", "03/04/2568", "O3 โรงเรียน", "๓", "OO3", "0.5", "0-3"]
        {
            assert_eq!(oit_code(text), None, "{text}");
        }
    }

    #[test]
    fn question_codes_need_their_letter() {
        for (text, code) in [("I๑๒", "I12"), ("i12", "I12"), ("E๖", "E6"), ("ข้อ I 5", "I5"), ("e-3", "E3")]
        {
            assert_eq!(question_code(text).as_deref(), Some(code), "{text}");
        }
        for text in ["1๓", "๑๘", "I", "O3", "I0", "E123", "IIT"] {
            assert_eq!(question_code(text), None, "{text}");
        }
    }

    #[test]
    fn the_nearest_name_is_found() {
        let offices = ["ฝ่ายปกครอง", "ฝ่ายทะเบียน", "ฝ่ายการคลัง"];
        assert_eq!(nearest("ฝายปกครอง", offices), Some("ฝ่ายปกครอง"));
        assert_eq!(nearest("ฝ่ายทะเบียณ", offices), Some("ฝ่ายทะเบียน"));
        assert_eq!(nearest("กองช่าง", offices), None);
        assert_eq!(nearest("", offices), None);
        assert_eq!(nearest("O4", ["O3", "O5"]), None);
    }

    #[test]
    fn a_huge_cell_is_compared_at_no_cost() {
        let huge = "ก".repeat(30_000);
        assert_eq!(nearest(&huge, ["ฝ่ายปกครอง"]), None);
    }

    proptest! {
        #[test]
        fn normalising_again_changes_nothing(text in any::<String>()) {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn what_is_left_as_it_is_needed_no_spelling(text in "[กน๕ฯๆ฿เแา-ฺ็-๎ae1.–“ \u{A0}\u{200B}\n\t]{0,12}") {
            prop_assert_eq!(normalise(&text), spell(&text));
        }

        #[test]
        fn normalising_thai_again_changes_nothing(text in "[กนเแา-ฺ็-๎\u{301}\u{316}\u{327}e \u{A0}\u{200B}\n]{0,24}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn keys_hold_letters_marks_and_digits_only(text in any::<String>(), thai in "[ก-๛A-Zà-ü ]{0,12}") {
            for text in [text, thai] {
                let plain = to_arabic_digits(&normalise(&text));
                let kept: String =
                    plain.chars().filter(|c| is_key_character(*c)).flat_map(char::to_lowercase).collect();
                prop_assert_eq!(bare(&text), kept);
            }
        }

        #[test]
        fn keys_are_stable(text in any::<String>()) {
            let once = key(&text);
            prop_assert_eq!(key(&once), once);
        }
    }
}
