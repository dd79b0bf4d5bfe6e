//! Months and halves of a fiscal year as people write them.
//!
//! In: the text of a cell. Out: a month with the year that was written beside it, or a half, or the whole
//! year. Never decides whether a year fits a report: what was written is handed on.

use super::date::{month_of_word, numbered_year};
use super::digits::to_arabic_digits;
use super::normalise::{key, normalise};

/// Words for a whole year, as comparison keys.
const WHOLE_YEAR: &[&str] = &[
    "12เดือน",
    "สิบสองเดือน",
    "ทั้งปี",
    "ตลอดปี",
    "เต็มปี",
    "ตลอดทั้งปี",
    "รอบปี",
    "2รอบ",
    "สองรอบ",
    "fullyear",
    "wholeyear",
    "annual",
];
/// Words for the halves, as comparison keys.
const FIRST: &[&str] = &["เดือนแรก", "ครึ่งแรก", "ครึ่งปีแรก", "ปีแรก", "รอบแรก", "firsthalf", "1sthalf"];
const SECOND: &[&str] = &["เดือนหลัง", "ครึ่งหลัง", "ครึ่งปีหลัง", "ปีหลัง", "รอบหลัง", "secondhalf", "2ndhalf"];
/// Words before the number of a half, as comparison keys; longer ones before those they begin with.
const BEFORE_NUMBER: &[&str] = &[
    "รอบ6เดือนที่",
    "รอบ6เดือนครั้งที่",
    "รอบที่",
    "ครั้งที่",
    "ครึ่งปีที่",
    "ครึ่งที่",
    "งวดที่",
    "รอบ",
    "งวด",
    "ที่",
    "half",
    "h",
    "period",
];

/// A month, perhaps with a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenMonth {
    /// 1–12.
    pub month: u8,
    /// Year of the Common Era that was written with it.
    pub year: Option<i32>,
}

/// What a text about halves covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// October to March.
    First,
    /// April to September.
    Second,
    /// Both halves.
    Year,
}

/// A half as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenSpan {
    /// What it covers.
    pub span: Span,
    /// Months that were named with their years.
    pub months: Vec<WrittenMonth>,
    /// The fiscal year (B.E.) that was written beside the number of the half: `1/2568`.
    pub fiscal_year: Option<i32>,
}

/// The month that a text names, alone or with its year: `ตุลาคม`, `ต.ค. 67`, `เดือนตุลาคม พ.ศ. ๒๕๖๗`,
/// `10/2567`, `Oct-67`. `None` for anything else, a bare number too.
#[must_use]
pub fn written_month(text: &str) -> Option<WrittenMonth> {
    let plain = to_arabic_digits(&normalise(text)).to_lowercase();
    let rest = ["ประจำเดือน", "เดือน"].iter().find_map(|w| plain.strip_prefix(w)).unwrap_or(&plain).trim();
    if let Some((first, last)) = rest.split_once(['/', '-']).map(|(a, b)| (a.trim(), b.trim())) {
        let is_number = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
        if is_number(first) && is_number(last) {
            let (month, year) = if first.len() == 4 { (last, first) } else { (first, last) };
            let month = month.parse().ok().filter(|m| (1..=12).contains(m))?;
            return Some(WrittenMonth { month, year: Some(numbered_year(year)?) });
        }
    }
    let found = months(rest);
    match found.as_slice() {
        [month] if only_a_month(rest) => Some(*month),
        _ => None,
    }
}

/// The half or the year that a text names: `รอบ ๖ เดือนแรก`, `ต.ค. 67 – มี.ค. 68`, `ไตรมาส 1-2`, `1/2568`,
/// `ทั้งปี`. `None` when it names no half, or contradicts itself.
#[must_use]
pub fn written_span(text: &str) -> Option<WrittenSpan> {
    let key = key(text);
    let plain = to_arabic_digits(&normalise(text)).to_lowercase();
    let mut spans = Vec::new();
    let any = |words: &[&str]| words.iter().any(|w| key.contains(w));
    if any(WHOLE_YEAR) {
        spans.push(Span::Year);
    }
    match (any(FIRST) || key == "แรก", any(SECOND) || key == "หลัง") {
        (true, true) => spans.push(Span::Year),
        (true, false) => spans.push(Span::First),
        (false, true) => spans.push(Span::Second),
        (false, false) => {}
    }
    let months = months(&plain);
    if let [first, .., last] = months.as_slice() {
        match (first.month, last.month) {
            (10, 3) => spans.push(Span::First),
            (4, 9) => spans.push(Span::Second),
            (10, 9) => spans.push(Span::Year),
            _ => return None,
        }
    }
    if key.contains("ไตรมาส") {
        spans.push(quarters(&key)?);
    }
    let mut fiscal_year = None;
    if spans.is_empty() && months.is_empty() {
        let (span, year) = numbered(&key, &plain)?;
        spans.push(span);
        fiscal_year = year;
    }
    let span = *spans.first()?;
    spans.iter().all(|s| *s == span).then_some(WrittenSpan { span, months, fiscal_year })
}

/// The quarters that a key names.
fn quarters(key: &str) -> Option<Span> {
    let (_, rest) = key.split_once("ไตรมาส")?;
    let digits: Vec<char> = rest.chars().filter(char::is_ascii_digit).collect();
    match digits.as_slice() {
        ['1', '2'] => Some(Span::First),
        ['3', '4'] => Some(Span::Second),
        ['1', .., '4'] => Some(Span::Year),
        _ => None,
    }
}

/// `1`, `ครั้งที่ 1`, `รอบที่ 2`, `1/2568`.
fn numbered(key: &str, plain: &str) -> Option<(Span, Option<i32>)> {
    let rest = BEFORE_NUMBER.iter().find_map(|word| key.strip_prefix(word)).unwrap_or(key);
    let (half, year) = match rest.len() {
        1 => (rest, None),
        5 if plain.contains('/') => {
            let (half, year) = rest.split_at_checked(1)?;
            (half, Some(year.parse().ok().filter(|y| (2400..2700).contains(y))?))
        }
        _ => return None,
    };
    match half {
        "1" => Some((Span::First, year)),
        "2" => Some((Span::Second, year)),
        _ => None,
    }
}

/// The months of a text in their order, each with the year that follows it.
fn months(plain: &str) -> Vec<WrittenMonth> {
    let mut found: Vec<WrittenMonth> = Vec::new();
    let mut open = false;
    for word in words(plain) {
        if word.starts_with(|c: char| c.is_ascii_digit()) {
            if open && let Some(last) = found.last_mut() {
                last.year = numbered_year(&word);
            }
            open = false;
            continue;
        }
        let bare = ["ประจำเดือน", "เดือน", "ถึง", "ตั้งแต่", "ระหว่าง"]
            .iter()
            .fold(word.as_str(), |rest, lead| rest.strip_prefix(lead).unwrap_or(rest));
        if let Ok(month) = month_of_word(bare)
            && let Ok(month) = u8::try_from(month)
        {
            found.push(WrittenMonth { month, year: None });
            open = true;
        } else if !matches!(bare, "พศ" | "ปี" | "ปีพศ" | "คศ" | "") {
            open = false;
        }
    }
    found
}

/// Whether a text holds nothing but one month and its year.
fn only_a_month(plain: &str) -> bool {
    words(plain).iter().all(|word| {
        word.bytes().all(|b| b.is_ascii_digit())
            || month_of_word(word).is_ok()
            || matches!(word.as_str(), "พศ" | "ปี" | "ปีพศ" | "คศ" | "")
    })
}

/// Words without full stops, and numbers; everything else parts them.
fn words(plain: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut is_number = false;
    for c in plain.chars() {
        let digit = c.is_ascii_digit();
        // Thai vowels and marks are no letters of their own.
        let letter = c.is_alphabetic() || ('\u{e31}'..='\u{e4e}').contains(&c);
        if c == '.' && !is_number {
            continue;
        }
        if !(digit || letter) || (!current.is_empty() && digit != is_number) {
            words.extend((!current.is_empty()).then(|| std::mem::take(&mut current)));
        }
        if digit || letter {
            is_number = digit;
            current.push(c);
        }
    }
    words.extend((!current.is_empty()).then_some(current));
    words
}

#[cfg(test)]
mod tests {
    use super::{Span, written_month, written_span};

    #[test]
    fn months_are_written_alone_or_with_their_year() {
        for (text, month, year) in [
            ("ตุลาคม", 10, None),
            ("ต.ค.", 10, None),
            ("เดือนตุลาคม", 10, None),
            ("ต.ค. 67", 10, Some(2024)),
            ("ต.ค.67", 10, Some(2024)),
            ("ต.ค.-67", 10, Some(2024)),
            ("ตุลาคม ๒๕๖๗", 10, Some(2024)),
            ("ตุลาคม พ.ศ. 2567", 10, Some(2024)),
            ("กุมภาพันธ์ 2568", 2, Some(2025)),
            ("10/2567", 10, Some(2024)),
            ("2567-10", 10, Some(2024)),
            ("Oct 2024", 10, Some(2024)),
            ("Oct-67", 10, Some(2024)),
        ] {
            let found = written_month(text).map(|m| (m.month, m.year));
            assert_eq!(found, Some((month, year)), "{text}");
        }
        for text in ["", "10", "13/2567", "ไตรมาส 1", "ตุลาคม พฤศจิกายน", "ปลายตุลาคม 67", "67"]
        {
            assert_eq!(written_month(text), None, "{text}");
        }
    }

    #[test]
    fn halves_are_written_in_words_months_and_numbers() {
        for (text, span) in [
            ("1", Span::First),
            ("๒", Span::Second),
            ("ครั้งที่ 1", Span::First),
            ("รอบที่ 2", Span::Second),
            ("1/2568", Span::First),
            ("รอบ ๖ เดือนแรก", Span::First),
            ("6 เดือนหลัง", Span::Second),
            ("ครึ่งปีแรก", Span::First),
            ("ต.ค. 67 – มี.ค. 68", Span::First),
            ("รอบ 6 เดือน (ต.ค.67-มี.ค.68)", Span::First),
            ("เม.ย. - ก.ย. 2568", Span::Second),
            ("ตุลาคม 2567 ถึงมีนาคม 2568", Span::First),
            ("ไตรมาส 1-2", Span::First),
            ("ไตรมาสที่ 3 และ 4", Span::Second),
            ("รอบ 12 เดือน (ต.ค. 67 – ก.ย. 68)", Span::Year),
            ("รอบ ๑๒ เดือน", Span::Year),
            ("ทั้งปี", Span::Year),
            ("ตลอดปีงบประมาณ", Span::Year),
            ("ต.ค.67 - ก.ย.68", Span::Year),
            ("ครึ่งแรกและครึ่งหลัง", Span::Year),
            ("ไตรมาส 1-4", Span::Year),
        ] {
            assert_eq!(written_span(text).map(|s| s.span), Some(span), "{text}");
        }
        assert_eq!(written_span("1/2568").and_then(|s| s.fiscal_year), Some(2568));
        for text in [
            "",
            "3",
            "12",
            "6",
            "6 เดือน",
            "ไตรมาส 1",
            "มี.ค. 68",
            "หลังสิ้นปี",
            "ม.ค. – มี.ค.",
            "ก่อน",
            "ล่าสุด",
            "รอบ 6 เดือนแรก (เม.ย. – ก.ย.)",
        ] {
            assert_eq!(written_span(text), None, "{text}");
        }
    }
}
