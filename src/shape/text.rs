//! What a text says: dates, months, halves, years, units, persons.

use super::layout::{Find, Pattern, Target};
use crate::ingest::RawValue;
use crate::model::Half;
use crate::thai;
use crate::workspace::Workspace;
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// A text in two writings with the same characters: as it stands, and with Arabic digits.
pub(super) struct Matched {
    shown: Vec<char>,
    plain: String,
}

impl Matched {
    pub(super) fn new(text: &str) -> Self {
        let shown = thai::normalise(text);
        let plain = thai::to_arabic_digits(&shown);
        Self { shown: shown.chars().collect(), plain }
    }

    pub(super) fn plain(&self) -> &str {
        &self.plain
    }

    /// The characters between two places of the plain text, as they were written.
    pub(super) fn shown(&self, start: usize, end: usize) -> String {
        let chars = |to: usize| self.plain.get(..to).map_or(0, |s| s.chars().count());
        let (from, to) = (chars(start), chars(end));
        self.shown.get(from..to).map(|part| part.iter().collect::<String>()).unwrap_or_default()
    }

    /// The first group of a pattern, or all that it found.
    pub(super) fn group(&self, pattern: &Pattern) -> Option<String> {
        let found = pattern.get().captures(&self.plain)?;
        let part = found.iter().skip(1).flatten().next().or_else(|| found.get(0))?;
        Some(self.shown(part.start(), part.end()).trim().to_owned())
    }

    /// Named groups of a pattern.
    pub(super) fn groups<'p>(&self, pattern: &'p Pattern) -> Option<Vec<(&'p str, String)>> {
        let found = pattern.get().captures(&self.plain)?;
        let names = pattern.names();
        Some(
            names
                .filter_map(|name| {
                    let part = found.name(name)?;
                    Some((name, self.shown(part.start(), part.end()).trim().to_owned()))
                })
                .filter(|(_, text)| !text.is_empty())
                .collect(),
        )
    }
}

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new($text).ok());
    };
}

/// Names and abbreviations of months.
const MONTH: &str = r"(?:มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม|ม\.? ?ค\.?|ก\.? ?พ\.?|มี\.? ?ค\.?|เม\.? ?ย\.?|พ\.? ?ค\.?|มิ\.? ?ย\.?|ก\.? ?ค\.?|ส\.? ?ค\.?|ก\.? ?ย\.?|ต\.? ?ค\.?|พ\.? ?ย\.?|ธ\.? ?ค\.?)";

pattern!(MONTHS, &format!(r"(?:^|[^ก-๎]|เดือน)({MONTH})(?:[^ก-๎]|$)"));
pattern!(MONTHS_WITH_YEAR, &format!(r"({MONTH}) ?(?:พ\.? ?ศ\.? ?)?(2[45]\d\d|\d\d)(?:\D|$)"));
pattern!(DAY_OF_MONTH, r"^ ?1/(\d{1,2})/(2[45]\d\d) ?$");
pattern!(
    ENGLISH_MONTH,
    r"(?i)^ ?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)(?:t?\.?[ '’/-]*(\d{4}|\d{2}))?\.? ?$"
);
pattern!(DATE_WORDS, &format!(r"(\d{{1,2}}) ?({MONTH}) ?(?:พ\.? ?ศ\.? ?)?(2[45]\d\d|20\d\d|\d\d)(?:\D|$)"));
pattern!(DATE_DIGITS, r"(?:^|\D)(\d{1,2}/\d{1,2}/(?:\d{4}|\d{2}))(?:\D|$)");
pattern!(YEAR, r"ปี ?(?:งบประมาณ)? ?(?:พ\.? ?ศ\.?)? ?(25\d\d|[5-9]\d)(?:\D|$)");
pattern!(NUMBER, r"-?\d[\d,]*(?:\.\d+)?");
pattern!(ITEM, r"^ ?([Oo0][ .-]?\d{1,2})(?:\D|$)");
pattern!(QUESTION, r"^ ?([IiEe][ .-]?\d{1,2})(?:\D|$)");
pattern!(
    FIRST_HALF,
    r"(?:6|หก) ?เดือนแรก|ครึ่งปีแรก|ครึ่งแรก|รอบ(?:ที่)? ?1(?:\D|$)|(?:^|[^a-zA-Z])[hH]1(?:[^0-9a-zA-Z]|$)"
);
pattern!(
    SECOND_HALF,
    r"(?:6|หก) ?เดือนหลัง|ครึ่งปีหลัง|ครึ่งหลัง|รอบ(?:ที่)? ?2(?:\D|$)|(?:^|[^a-zA-Z])[hH]2(?:[^0-9a-zA-Z]|$)"
);

/// Every month that a text names, in order.
pub(super) fn months(text: &str) -> Vec<u8> {
    let plain = thai::to_arabic_digits(&thai::normalise(text));
    let Some(pattern) = MONTHS.as_ref() else { return Vec::new() };
    let mut found = Vec::new();
    let mut from = 0;
    // Neighbours share the character between them, so the search goes on inside a match.
    while let Some(m) = plain.get(from..).and_then(|rest| pattern.captures(rest)).and_then(|c| c.get(1)) {
        found.extend(thai::month_number(m.as_str()));
        from += m.end();
    }
    found
}

/// The one month that a title is, and its calendar year (B.E.) where it names one: `ต.ค. 67`, `ตุลาคม 2567`, `Oct-67`,
/// or a day of the month, as Excel makes of such a text by itself.
pub(super) fn month_title(text: &str) -> Option<(u8, Option<u16>)> {
    let plain = thai::to_arabic_digits(&thai::normalise(text));
    if let Some(found) = DAY_OF_MONTH.as_ref().and_then(|p| p.captures(&plain)) {
        let month = found.get(1)?.as_str().parse().ok().filter(|month| (1..=12).contains(month))?;
        return Some((month, found.get(2)?.as_str().parse().ok()));
    }
    if let Some(found) = ENGLISH_MONTH.as_ref().and_then(|p| p.captures(&plain)) {
        let name = found.get(1)?.as_str().to_lowercase();
        let month = (1..=12).find(|month| {
            thai::english_month_name(*month).is_some_and(|full| full.to_lowercase().starts_with(&name))
        })?;
        return Some((month, found.get(2).and_then(|year| calendar_year(year.as_str()))));
    }
    let [month] = months(text)[..] else { return None };
    let with_year = MONTHS_WITH_YEAR.as_ref()?.captures(&plain);
    let year = with_year.and_then(|found| Some(found.get(2)?.as_str().to_owned()));
    Some((month, year.and_then(|year| calendar_year(&year))))
}

/// A year (B.E.) of two or four digits, of either era.
fn calendar_year(text: &str) -> Option<u16> {
    let number: u16 = text.parse().ok()?;
    Some(match number {
        // 24 is 2024, 67 is 2567.
        0..50 => number + 2000 + 543,
        50..100 => number + 2500,
        1900..2400 => number + 543,
        _ => number,
    })
}

/// The fiscal year (B.E.) that a text names, if it names one.
pub(super) fn fiscal_year(text: &str) -> Option<u16> {
    let plain = thai::to_arabic_digits(&thai::normalise(text));
    let full = |year: &str| {
        let number: u16 = year.parse().ok()?;
        Some(if number < 100 { 2500 + number } else { number })
    };
    if let Some(found) = YEAR.as_ref().and_then(|p| p.captures(&plain)) {
        return full(found.get(1)?.as_str());
    }
    let found = MONTHS_WITH_YEAR.as_ref()?.captures(&plain)?;
    let month = thai::month_number(found.get(1)?.as_str())?;
    Some(full(found.get(2)?.as_str())? + u16::from(month >= 10))
}

/// The half that a text names, by words or by its months.
pub(super) fn half(text: &str) -> Option<Half> {
    let plain = thai::to_arabic_digits(&thai::normalise(text));
    let says = |pattern: &LazyLock<Option<Regex>>| pattern.as_ref().is_some_and(|p| p.is_match(&plain));
    match (says(&FIRST_HALF), says(&SECOND_HALF)) {
        (true, false) => return Some(Half::First),
        (false, true) => return Some(Half::Second),
        (true, true) => return None,
        (false, false) => {}
    }
    let months = months(text);
    let first = months.first().map(|m| half_of(*m))?;
    months.iter().all(|m| half_of(*m) == first).then_some(first)
}

/// The month of a title. The day on which something was written, or of which its figures are, is no title.
pub(super) fn title_month(text: &Matched, workspace: &Workspace) -> Option<String> {
    const DAY_WORD: &str = "วันที่";
    found(Find::Month, text, workspace).filter(|_| !text.plain().contains(DAY_WORD))
}

/// The half in which a month lies.
pub(super) fn half_of(month: u8) -> Half {
    if (4..=9).contains(&month) { Half::Second } else { Half::First }
}

/// The first date in a sentence.
fn date(text: &Matched) -> Option<String> {
    let found = DATE_WORDS.as_ref().and_then(|p| p.captures(text.plain()));
    if let Some(found) = found {
        let [day, month, year] = [1, 2, 3].map(|n| found.get(n).map_or("", |m| m.as_str()));
        return Some(format!("{day} {month} {year}"));
    }
    let found = DATE_DIGITS.as_ref().and_then(|p| p.captures(text.plain()))?;
    Some(found.get(1)?.as_str().to_owned())
}

/// What a target makes of a cell; `None`: nothing.
pub(super) fn taken(target: &Target, raw: &RawValue, workspace: &Workspace) -> Option<RawValue> {
    if target.is_plain() {
        return Some(raw.clone());
    }
    // A cell that holds a date or a number needs no search.
    if !matches!(raw, RawValue::Text(_))
        && target.find.is_some_and(|f| matches!(f, Find::Date | Find::Number))
    {
        return Some(raw.clone());
    }
    let RawValue::Text(original) = raw else {
        return if matches!(raw, RawValue::Error(_) | RawValue::FormulaWithoutResult(_)) {
            Some(raw.clone())
        } else {
            taken(target, &RawValue::Text(raw.display()), workspace)
        };
    };
    let mut text = thai::normalise(original);
    for step in &target.replace {
        text = step.like.get().replace_all(&text, step.with.as_str()).into_owned();
    }
    let matched = Matched::new(&text);
    if let Some(found) = target.find.and_then(|find| found(find, &matched, workspace)) {
        return Some(RawValue::Text(found));
    }
    if let Some(word) = target.words.iter().find(|w| w.like.get().is_match(matched.plain())) {
        return Some(RawValue::Text(word.value.clone()));
    }
    if let Some(found) = target.like.iter().find_map(|p| matched.group(p)) {
        return (!found.is_empty()).then_some(RawValue::Text(found));
    }
    (!target.strict).then_some(RawValue::Text(text))
}

/// What is looked for in a text.
pub(super) fn found(find: Find, text: &Matched, workspace: &Workspace) -> Option<String> {
    let first = |pattern: &LazyLock<Option<Regex>>| {
        Some(pattern.as_ref()?.captures(text.plain())?.get(1)?.as_str().to_owned())
    };
    match find {
        Find::Date => date(text),
        Find::Month => match months(text.plain()).as_slice() {
            [month] => Some(month.to_string()),
            _ => None,
        },
        Find::FiscalYear => fiscal_year(text.plain()).map(|y| y.to_string()),
        Find::Half => half(text.plain()).map(|h| h.number().to_string()),
        Find::Item => first(&ITEM).and_then(|code| thai::oit_code(&code)),
        Find::Question => first(&QUESTION).and_then(|code| thai::question_code(&code)),
        Find::Number => NUMBER.as_ref()?.find(text.plain()).map(|m| m.as_str().to_owned()),
        Find::Unit => one_unit(&text.shown(0, text.plain.len()), workspace),
        Find::Units => {
            let parts = responsible(&text.shown(0, text.plain.len()), workspace);
            (!parts.units.is_empty()).then(|| parts.units.join(" / "))
        }
        Find::Persons => {
            let parts = responsible(&text.shown(0, text.plain.len()), workspace);
            (!parts.persons.is_empty() && !parts.units.is_empty()).then(|| parts.persons.join("\n"))
        }
    }
}

/// The one unit whose name stands somewhere in a text; `None` when there is none, or more than one.
pub(super) fn one_unit(text: &str, workspace: &Workspace) -> Option<String> {
    if let Some(unit) = workspace.find_unit(text) {
        return Some(unit.name_th.clone());
    }
    let key = thai::key(text);
    let mut hits: Vec<(usize, usize, usize)> = Vec::new();
    for (at, unit) in workspace.units.iter().enumerate() {
        for name in std::iter::once(&unit.name_th).chain(&unit.aliases) {
            let name = thai::key(name);
            if name.chars().count() >= 4
                && let Some(start) = key.find(&name)
            {
                hits.push((start, start + name.len(), at));
            }
        }
    }
    // A name inside a longer one is no mention of its own.
    let inside = |a: &(usize, usize, usize), b: &(usize, usize, usize)| {
        b.0 <= a.0 && a.1 <= b.1 && (b.1 - b.0) > (a.1 - a.0)
    };
    let own: Vec<_> = hits.iter().filter(|a| !hits.iter().any(|b| inside(a, b))).collect();
    let first = own.first()?.2;
    own.iter().all(|h| h.2 == first).then(|| workspace.units.get(first).map(|u| u.name_th.clone()))?
}

/// Who answers: units as they are written, and persons or positions beside them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Responsible {
    pub units: Vec<String>,
    pub persons: Vec<String>,
}

/// Words that tell a unit from a person where the text is neither's name in `agency.toml`.
#[derive(Default, Deserialize)]
struct Written {
    /// Beginnings of words that name a unit or several.
    beginnings: Vec<String>,
    /// Titles that make a position of the unit behind them.
    heads: Vec<String>,
}

static WRITTEN: LazyLock<Written> = LazyLock::new(|| {
    // A built-in file: a unit test reads it.
    toml::from_str(include_str!("../../templates/words/written_units.toml")).unwrap_or_default()
});

/// Parts a cell of responsible units and persons.
pub(super) fn responsible(text: &str, workspace: &Workspace) -> Responsible {
    let mut found = Responsible::default();
    for token in text.split(['/', '\n', ',', ';', '、', '،']).map(str::trim).filter(|t| !t.is_empty()) {
        part(token, workspace, &mut found);
    }
    found
}

fn part(token: &str, workspace: &Workspace, into: &mut Responsible) {
    if is_unit(token, workspace) {
        into.units.push(token.to_owned());
        return;
    }
    // Two units with และ between them; names hold the word too, so both sides must be units.
    for (at, word) in token.match_indices("และ") {
        let (left, right) = (token[..at].trim(), token[at + word.len()..].trim());
        if is_unit(left, workspace) && is_unit(right, workspace) {
            into.units.extend([left.to_owned(), right.to_owned()]);
            return;
        }
    }
    // The longest unit at the end, then at the beginning.
    let inside: Vec<usize> = token.char_indices().map(|(at, _)| at).skip(1).collect();
    for at in &inside {
        let (person, unit) = (token[..*at].trim(), token[*at..].trim());
        if is_unit(unit, workspace) {
            into.units.push(unit.to_owned());
            let is_head = WRITTEN.heads.iter().any(|h| person.ends_with(h.as_str()));
            into.persons.push(if is_head { token.to_owned() } else { person.to_owned() });
            return;
        }
    }
    for at in inside.iter().rev() {
        let (unit, person) = (token[..*at].trim(), &token[*at..]);
        if person.starts_with(char::is_whitespace) && is_unit(unit, workspace) {
            into.units.push(unit.to_owned());
            into.persons.push(person.trim().to_owned());
            return;
        }
    }
    let own =
        workspace.kinds.iter().flat_map(|kind| [&kind.name_th, &kind.short_th]).filter(|w| !w.is_empty());
    if WRITTEN.beginnings.iter().chain(own).any(|w| token.starts_with(w.as_str())) {
        // Looks like a unit: the checks say whose it is not.
        into.units.push(token.to_owned());
    } else {
        into.persons.push(token.to_owned());
    }
}

fn is_unit(text: &str, workspace: &Workspace) -> bool {
    workspace.group(text).is_some() || workspace.find_unit(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_tell_units_from_persons_are_read() {
        assert!(WRITTEN.beginnings.iter().any(|w| w == "กอง") && WRITTEN.heads.iter().any(|w| w == "ปลัด"));
        let blank = |words: &[String]| words.iter().any(|w| w.trim().is_empty());
        assert!(
            !blank(&WRITTEN.beginnings) && !blank(&WRITTEN.heads),
            "a blank word is the beginning of all"
        );
    }
}
