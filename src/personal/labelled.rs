//! What is personal only because a word before it says what it is: passwords, passports, days of birth, names in
//! messengers.

use super::{Found, What};
use std::ops::Range;

/// Words that say what follows, in lower case, and what it is.
const WORDS: &[(&str, What)] = &[
    ("รหัสผ่าน", What::Secret),
    ("พาสเวิร์ด", What::Secret),
    ("password", What::Secret),
    ("passcode", What::Secret),
    ("หนังสือเดินทาง", What::Passport),
    ("พาสปอร์ต", What::Passport),
    ("passport", What::Passport),
    ("วันเดือนปีเกิด", What::Birth),
    ("วันเกิด", What::Birth),
    ("เกิดวันที่", What::Birth),
    ("เกิดเมื่อวันที่", What::Birth),
    ("date of birth", What::Birth),
    ("ไอดีไลน์", What::Messenger),
    ("ไลน์ไอดี", What::Messenger),
    ("line id", What::Messenger),
    ("id line", What::Messenger),
    ("id ไลน์", What::Messenger),
    ("ไลน์", What::Messenger),
];
/// Words between the label and what it labels.
const BETWEEN: &[&str] = &["เลขที่", "หมายเลข", "คือ", "number", "no.", "no", "is", "id"];
/// Fewest characters of a password and of a name.
const SHORTEST: usize = 4;

/// The first such piece of a text.
pub(super) fn find(text: &str) -> Option<Found> {
    let lower = text.to_ascii_lowercase();
    WORDS.iter().find_map(|(word, what)| {
        lower.match_indices(word).find_map(|(at, _)| {
            let range = piece(text, &lower, at + word.len(), *what)?;
            Some(Found { what: *what, range })
        })
    })
}

/// What stands behind a word, where it looks like what the word announces.
fn piece(text: &str, lower: &str, from: usize, what: What) -> Option<Range<usize>> {
    let is_mark = |c: char| c.is_whitespace() || matches!(c, ':' | '=' | '-' | '(' | '"' | '“' | '.' | '\'');
    let mut at = from;
    let mut is_marked = false;
    loop {
        let rest = text[at..].trim_start_matches(is_mark);
        is_marked |= text[at..text.len() - rest.len()].contains([':', '=']);
        at = text.len() - rest.len();
        let between = BETWEEN.iter().find(|word| {
            let behind = lower[at..].strip_prefix(**word);
            behind.is_some_and(|behind| behind.starts_with(is_mark))
        });
        match between {
            Some(word) => at += word.len(),
            None => break,
        }
    }
    let rest = &text[at..];
    let latin =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-' | '@' | '!' | '#' | '$' | '*');
    let length = match what {
        What::Birth => {
            let is_day = rest.chars().next().is_some_and(crate::thai::digits::is_digit);
            is_day.then(|| rest.find(['\n', ',', ';']).unwrap_or(rest.len()))?
        }
        _ => rest.find(|c| !latin(c)).unwrap_or(rest.len()),
    };
    let found = rest[..length].trim_end_matches(['.', '-']);
    let digits = found.chars().filter(char::is_ascii_digit).count();
    let fits = match what {
        What::Birth => true,
        // One or two letters and six or seven digits.
        What::Passport => found.len() <= 9 && digits >= 6 && found.len() - digits <= 2,
        // A word of a sentence is none: it needs its mark, or characters that words do not have.
        What::Secret => found.len() >= SHORTEST && (is_marked || digits > 0),
        _ => found.len() >= SHORTEST && (is_marked || digits > 0 || found.starts_with('@')),
    };
    fits.then(|| at..at + found.len())
}
