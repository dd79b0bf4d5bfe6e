//! The smallest parts of a line that a break may stand between.
//!
//! In: text, and a function that cuts a run of Thai letters into words. Out: atoms, contiguous
//! slices that join to the text. Never decides where a line ends.

use super::digits::is_digit;
use super::normalise::{is_dependent, is_invisible, is_leading_vowel};

/// What an atom is, as far as line ends are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    LineBreak,
    Blank,
    /// A Thai word or abbreviation.
    Thai,
    /// Digits with their separators: `๙๘.๕๕`, `1,234`, `15/4/2568`.
    Number,
    /// Latin or other letters, digits among them: `E-Service`, `O๒๒`.
    Word,
    /// An address on the web or of mail.
    Address,
    Open,
    Close,
    Dash,
    Slash,
    Symbol,
}

/// A slice of the text with its kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom<'a> {
    pub text: &'a str,
    pub kind: Kind,
}

/// Cuts `text` into atoms; `segment` gives the words of a run of Thai letters.
pub(super) fn atoms<'a>(text: &'a str, mut segment: impl FnMut(&'a str) -> Vec<&'a str>) -> Vec<Atom<'a>> {
    let mut atoms: Vec<Atom<'a>> = Vec::new();
    let mut quotes = 0_usize;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = next_atom(rest, first, atoms.last(), &mut quotes);
        let (taken, tail) = rest.split_at(length);
        rest = tail;
        if kind == Kind::Thai {
            atoms.extend(segment(taken).into_iter().map(|text| Atom { text, kind }));
        } else {
            atoms.push(Atom { text: taken, kind });
        }
    }
    atoms
}

/// True for the letters of Thai words: consonants, vowels and marks, not ฯ, ๆ, ฿ and digits.
pub(super) fn is_thai_letter(c: char) -> bool {
    matches!(c, '\u{0E01}'..='\u{0E2E}') || is_dependent(c) || is_leading_vowel(c)
}

/// Whether a line may end between two characters of one Thai word at all.
pub(super) fn may_part(before: char, after: char) -> bool {
    !is_dependent(after) && !is_leading_vowel(before)
}

fn next_atom(rest: &str, first: char, previous: Option<&Atom<'_>>, quotes: &mut usize) -> (Kind, usize) {
    let run = |belongs: fn(char) -> bool| rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    match first {
        '\n' | '\r' => (Kind::LineBreak, run(|c| matches!(c, '\n' | '\r'))),
        _ if is_blank(first) => (Kind::Blank, run(is_blank)),
        _ if rest.starts_with("ฯลฯ") => (Kind::Close, "ฯลฯ".len()),
        _ if is_thai_letter(first) => (Kind::Thai, thai_run(rest)),
        _ if is_word_character(first) => word_run(rest),
        '"' | '\'' => {
            let kind = straight_quote(rest, previous, *quotes);
            *quotes += 1;
            (kind, first.len_utf8())
        }
        _ => (punctuation(first), first.len_utf8()),
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\n' | '\r')
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() && !matches!(c, 'ฯ' | 'ๆ') && !is_thai_letter(c)
}

fn punctuation(c: char) -> Kind {
    match c {
        '(' | '[' | '{' | '“' | '‘' | '«' | '‹' | '„' => Kind::Open,
        ')' | ']' | '}' | '”' | '’' | '»' | '›' | '.' | ',' | ':' | ';' | '!' | '?' | '%' | '‰' | '…'
        | '°' | 'ๆ' | 'ฯ' | '๏' | '๚' | '๛' => Kind::Close,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => Kind::Dash,
        '/' => Kind::Slash,
        _ => Kind::Symbol,
    }
}

/// The side of a straight quotation mark: from the blanks around it, else every other one closes.
fn straight_quote(rest: &str, previous: Option<&Atom<'_>>, quotes: usize) -> Kind {
    let follows = rest.chars().nth(1);
    let opens = match previous.map(|atom| atom.kind) {
        None | Some(Kind::Blank | Kind::LineBreak | Kind::Open) => true,
        _ if follows.is_none_or(char::is_whitespace) => false,
        _ => quotes.is_multiple_of(2),
    };
    if opens { Kind::Open } else { Kind::Close }
}

/// Length of the Thai letters at the start, with the full stops of abbreviations.
fn thai_run(rest: &str) -> usize {
    let mut characters = rest.char_indices().peekable();
    while let Some((index, c)) = characters.next() {
        let ends_abbreviation = c == '.' && characters.peek().is_none_or(|&(_, next)| next != '.');
        if !(is_thai_letter(c) || ends_abbreviation || is_combining(c)) {
            return index;
        }
    }
    rest.len()
}

/// The letters and digits at the start, as an address, a number or a word.
fn word_run(rest: &str) -> (Kind, usize) {
    let address = address_length(rest);
    if address > 0 {
        return (Kind::Address, address);
    }
    let mut end = 0;
    let mut has_letter = false;
    let mut previous = '\0';
    let mut characters = rest.char_indices().peekable();
    while let Some((index, c)) = characters.next() {
        let next = characters.peek().map(|&(_, next)| next);
        let belongs = is_word_character(c)
            || is_combining(c)
            || next.is_some_and(|next| is_word_character(next) && joins(previous, c, next));
        if !belongs {
            break;
        }
        has_letter |= c.is_alphabetic() && !is_digit(c);
        previous = c;
        end = index + c.len_utf8();
    }
    (if has_letter { Kind::Word } else { Kind::Number }, end)
}

/// Whether `c` holds two characters of one word or number together: E-Service, ๙๘.๕๕, 15/4/2568.
fn joins(before: char, c: char, after: char) -> bool {
    match c {
        '-' | '_' | '\'' | '’' | '&' => is_word_character(before),
        '.' | ',' | ':' | '/' | '–' => is_digit(before) && is_digit(after),
        _ => false,
    }
}

/// Marks of other scripts and invisible characters stay with what they follow.
fn is_combining(c: char) -> bool {
    is_invisible(c) || unicode_normalization::char::is_combining_mark(c) && !is_thai_letter(c)
}

/// Length of the web or mail address at the start, 0 when there is none.
fn address_length(rest: &str) -> usize {
    let end = rest
        .find(|c: char| !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '`'))
        .unwrap_or(rest.len());
    let (run, _) = rest.split_at(end);
    let address = run.trim_end_matches(['.', ',', ':', ';', '!', '?', ')', ']', '\'']);
    let is_address = address.contains("://")
        || address.starts_with("www.")
        || address.split_once('@').is_some_and(|(_, host)| is_host(host))
        || is_host(address.split('/').next().unwrap_or_default());
    if is_address { address.len() } else { 0 }
}

/// True for labels joined by full stops of which the last is made of letters: bangkok.go.th.
fn is_host(text: &str) -> bool {
    let mut labels = text.split('.').rev();
    let last = labels.next().unwrap_or_default();
    let mut others = labels.peekable();
    others.peek().is_some()
        && last.len() >= 2
        && last.bytes().all(|byte| byte.is_ascii_alphabetic())
        && others.all(|label| {
            !label.is_empty()
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        })
}

#[cfg(test)]
mod tests {
    use super::{Kind, atoms};

    fn kinds(text: &str) -> Vec<(&str, Kind)> {
        atoms(text, |run| vec![run]).into_iter().map(|atom| (atom.text, atom.kind)).collect()
    }

    #[test]
    fn codes_numbers_and_words_stay_whole() {
        assert_eq!(
            kinds("O๑๒ ๙๘.๕๕% E-Service"),
            [
                ("O๑๒", Kind::Word),
                (" ", Kind::Blank),
                ("๙๘.๕๕", Kind::Number),
                ("%", Kind::Close),
                (" ", Kind::Blank),
                ("E-Service", Kind::Word),
            ]
        );
        assert_eq!(kinds("15/4/2568"), [("15/4/2568", Kind::Number)]);
        assert_eq!(kinds("๑."), [("๑", Kind::Number), (".", Kind::Close)]);
    }

    #[test]
    fn abbreviations_keep_their_full_stops_and_ellipses_do_not_count() {
        assert_eq!(kinds("พ.ร.บ."), [("พ.ร.บ.", Kind::Thai)]);
        assert_eq!(kinds("ชื่อ..").first(), Some(&("ชื่อ", Kind::Thai)));
    }

    #[test]
    fn addresses_are_found_and_their_closing_marks_are_not_theirs() {
        assert_eq!(
            kinds("(https://a.go.th/x?y=1)."),
            [
                ("(", Kind::Open),
                ("https://a.go.th/x?y=1", Kind::Address),
                (")", Kind::Close),
                (".", Kind::Close),
            ]
        );
        assert_eq!(kinds("bmaoss.bangkok.go.th"), [("bmaoss.bangkok.go.th", Kind::Address)]);
        assert_eq!(kinds("ita@bangkok.go.th"), [("ita@bangkok.go.th", Kind::Address)]);
        assert!(kinds("e.g. 98.55").iter().all(|(_, kind)| *kind != Kind::Address));
    }

    #[test]
    fn straight_quotes_open_and_close() {
        let quotes: Vec<Kind> = kinds("หลัก \"ยิ้ม\" และ\"ไว\"ที่")
            .into_iter()
            .filter(|(text, _)| *text == "\"")
            .map(|(_, kind)| kind)
            .collect();
        assert_eq!(quotes, [Kind::Open, Kind::Close, Kind::Open, Kind::Close]);
    }
}
