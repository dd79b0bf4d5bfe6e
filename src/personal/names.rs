//! Persons' names: found by the title or rank before them, reduced to an initial.

mod words;

use std::ops::Range;
use words::{ABBREVIATIONS, BUSINESSES, LATIN, LEADING, NO_NAMES, NO_SURNAMES, TITLES};

/// Fewest letters of a given name and of a surname.
const SHORTEST: usize = 2;

/// Whether the text names a person with a surname.
#[must_use]
pub fn names_one(text: &str) -> bool {
    surname(text, 0).is_some()
}

/// The text with every person's surname reduced to its initial.
#[must_use]
pub fn reduced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    while let Some(found) = surname(text, done) {
        // Vowels written before their consonant are no initial.
        let initial = text[found.clone()].chars().find(|c| !('เ'..='ไ').contains(c));
        out.push_str(&text[done..found.start]);
        out.extend(initial);
        out.push('.');
        done = found.end;
    }
    out.push_str(&text[done..]);
    out
}

/// The surname of the first person named from `start` on, as bytes of the text.
fn surname(text: &str, start: usize) -> Option<Range<usize>> {
    let mut at = start;
    while let Some(rest) = text.get(at..) {
        let c = rest.chars().next()?;
        if may_begin(c)
            && begins(text, at)
            && !BUSINESSES.iter().any(|b| text[..at].trim_end().ends_with(b))
            && let Some(found) = after_titles(text, at)
        {
            return Some(found);
        }
        at += c.len_utf8();
    }
    None
}

/// Whether a title may begin with this character: keeps prose cheap.
fn may_begin(c: char) -> bool {
    matches!(
        c,
        'ผ' | 'ร'
            | 'ศ'
            | 'ห'
            | 'น'
            | 'เ'
            | 'พ'
            | 'จ'
            | 'ส'
            | 'ด'
            | 'ว'
            | 'แ'
            | 'ท'
            | 'ค'
            | 'ม'
    ) || matches!(c.to_ascii_lowercase(), 'm' | 'd' | 'p')
}

/// Whether a word may begin here: after a blank or a mark, or after a word that leads on to a name.
fn begins(text: &str, at: usize) -> bool {
    let head = &text[..at];
    head.chars().next_back().is_none_or(|c| !c.is_alphanumeric() && !is_mark(c))
        || LEADING.iter().any(|word| head.ends_with(word))
}

/// The surname behind one or more titles that begin at `at`.
fn after_titles(text: &str, at: usize) -> Option<Range<usize>> {
    let (mut end, mut title) = title(text, at)?;
    // ผศ.ดร., ว่าที่ ร.ต.หญิง, พ.ต.อ.นายแพทย์
    for _ in 0..3 {
        let next = skip_blanks(text, end);
        if let Some(rest) = text[next..].strip_prefix("หญิง") {
            end = text.len() - rest.len();
        } else if let Some(rest) =
            text[next..].strip_prefix("(พิเศษ)").or_else(|| text[next..].strip_prefix("พิเศษ"))
        {
            end = text.len() - rest.len();
        } else if let Some((further, name)) = self::title(text, next) {
            (end, title) = (further, name);
        } else {
            break;
        }
    }
    let excluded = |name: &str| {
        let of_title = NO_NAMES.iter().filter(|(of, _)| *of == title).flat_map(|(_, words)| *words);
        of_title.into_iter().any(|w| name.starts_with(w)) || (title == "นาย" && name == "ก")
    };
    let given = word(text, skip_blanks(text, end))?;
    let name = &text[given.clone()];
    if excluded(name) || letters(name) < SHORTEST || NO_SURNAMES.iter().any(|w| *w != "รอง" && name == *w)
    {
        return None;
    }
    let gap = skip_gap(text, given.end);
    if gap == given.end {
        return None;
    }
    let first = word(text, gap)?;
    let family = &text[first.clone()];
    // The next person of a list, not this one's surname.
    let is_next_line = text[given.end..gap].contains('\n');
    if self::title(text, gap).is_some_and(|(_, t)| is_next_line || matches!(t, "นาย" | "นางสาว"))
    {
        return None;
    }
    // A reduced surname is left alone.
    let is_initial = letters(family) < SHORTEST;
    if is_initial && (family != "ณ" || text[first.end..].starts_with('.')) {
        return None;
    }
    if NO_SURNAMES.iter().any(|w| family.starts_with(w)) || is_other_script(name, family) {
        return None;
    }
    // ณ อยุธยา is one surname.
    let second = (family == "ณ").then(|| word(text, skip_blanks(text, first.end))).flatten();
    Some(first.start..second.map_or(first.end, |s| s.end))
}

/// A title that begins at `at`: its end, and the title as listed (empty for an abbreviation).
fn title(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let rest = text.get(at..)?;
    if let Some(title) = TITLES.iter().find(|t| rest.starts_with(**t)) {
        return Some((at + title.len(), title));
    }
    if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let found = LATIN.iter().find(|t| rest[..end].eq_ignore_ascii_case(t))?;
        let stop = usize::from(rest[end..].starts_with('.'));
        return Some((at + found.len() + stop, ""));
    }
    ABBREVIATIONS.iter().find_map(|letters| Some((at + abbreviation(rest, letters)?, "")))
}

/// The length of an abbreviated title: its letters with full stops and blanks between them, and a stop or a
/// blank behind it.
fn abbreviation(rest: &str, letters: &str) -> Option<usize> {
    let mut wanted = letters.chars();
    let mut next = wanted.next();
    let mut stops = 0;
    for (at, c) in rest.char_indices() {
        let Some(letter) = next else {
            // The end: a single letter needs its full stop, others may have a blank.
            return match c {
                '.' => Some(at + 1),
                ' ' | '\u{a0}' if stops > 0 || letters.chars().count() > 1 => Some(at),
                // พ.ต.อสมมุติ has stops enough to be a rank.
                _ if stops > 1 => Some(at),
                _ => None,
            };
        };
        if c == letter {
            next = wanted.next();
        } else if c == '.' {
            stops += 1;
        } else if !(c == ' ' && at > 0) {
            return None;
        }
    }
    None
}

fn letters(word: &str) -> usize {
    word.chars().filter(|c| c.is_alphabetic() && !is_mark(*c)).count()
}

/// A Thai given name has no Latin surname, and the other way round.
fn is_other_script(given: &str, family: &str) -> bool {
    let latin = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    latin(given) != latin(family)
}

fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len())
}

/// Skips blanks and at most one line break: a surname may stand on the next line.
fn skip_gap(text: &str, at: usize) -> usize {
    let blanks = skip_blanks(text, at);
    match text[blanks..].strip_prefix('\n') {
        Some(_) => skip_blanks(text, blanks + 1),
        None => blanks,
    }
}

fn word(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let end = rest.find(|c: char| !(c.is_alphabetic() || is_mark(c))).unwrap_or(rest.len());
    (end > 0).then(|| at..at + end)
}

/// Vowels and tone marks above and below, which are no letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{e31}' | '\u{e33}'..='\u{e3a}' | '\u{e45}'..='\u{e4e}')
}
