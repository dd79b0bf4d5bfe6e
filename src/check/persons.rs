//! Persons' names in text: found by the title before them, reduced to an initial.
//!
//! Comes in: text. Goes out: the places of surnames, or the text with initials. Never: takes a business that is
//! called after a person for the person.

use std::ops::Range;

/// Titles that stand before a given name, longer ones before those they begin with.
const TITLES: &[&str] = &[
    "นางสาว",
    "นาง",
    "นาย",
    "น.ส.",
    "เด็กชาย",
    "เด็กหญิง",
    "ด.ช.",
    "ด.ญ.",
    "ว่าที่ร้อยตรี",
    "ว่าที่ ร.ต.",
    "ดร.",
    "Mrs.",
    "Mr.",
    "Ms.",
    "Miss ",
];
/// Words before a name that make it a business.
const BUSINESSES: &[&str] =
    &["ร้าน", "บริษัท", "บจก.", "หจก.", "ห้างหุ้นส่วนจำกัด", "ห้างหุ้นส่วนสามัญ", "หสม.", "สำนักงาน", "โรงพิมพ์", "อู่"];
/// What follows นาย in a word that is no title: นายกเทศมนตรี, นายทะเบียน, นายหน้า.
const NO_NAMES: &[&str] = &[
    "ก",
    "กเทศ",
    "กองค์",
    "กสมาคม",
    "กสภา",
    "กรัฐ",
    "กเมือง",
    "ทะเบียน",
    "หน้า",
    "จ้าง",
    "แพทย์",
    "อำเภอ",
    "ตรวจ",
    "ช่าง",
    "ประกัน",
    "แบบ",
];

/// The surname of the first person named from `start` on, as bytes of the text.
fn surname(text: &str, start: usize) -> Option<Range<usize>> {
    let mut at = start;
    while let Some(rest) = text.get(at..) {
        let before = text[..at].chars().next_back();
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && !is_mark(c));
        if begins
            && let Some(title) = TITLES.iter().find(|t| rest.starts_with(**t))
            && !BUSINESSES.iter().any(|b| text[..at].trim_end().ends_with(b))
            && let Some(found) = after_title(text, at + title.len())
        {
            return Some(found);
        }
        at += rest.chars().next()?.len_utf8();
    }
    None
}

/// The word after the given name, which begins at or after `at`.
fn after_title(text: &str, at: usize) -> Option<Range<usize>> {
    let given = word(text, skip_blanks(text, at))?;
    let name = &text[given.clone()];
    if NO_NAMES.iter().any(|w| name == *w || (w.chars().count() > 1 && name.starts_with(w))) {
        return None;
    }
    let gap = skip_blanks(text, given.end);
    if gap == given.end {
        return None;
    }
    let first = word(text, gap)?;
    // A reduced surname is left alone.
    if text[first.end..].starts_with('.') && text[first.clone()].chars().count() == 1 {
        return None;
    }
    // ณ อยุธยา is one surname.
    let second = (&text[first.clone()] == "ณ").then(|| word(text, skip_blanks(text, first.end))).flatten();
    Some(first.start..second.map_or(first.end, |s| s.end))
}

fn skip_blanks(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len())
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

/// Whether the text names a person with a surname.
pub(super) fn names_one(text: &str) -> bool {
    surname(text, 0).is_some()
}

/// The text with every person's surname reduced to its initial.
pub(super) fn reduced(text: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn surnames_become_initials_in_every_line() {
        let text = "1. นายตัวอย่าง ใจทดสอบ เสนอ 19,000 บาท\nนางสาว สมมุติ ทดลองดี 20,000\nน.ส.สมมุติ ณ ทดสอบ";
        let wanted = "1. นายตัวอย่าง จ. เสนอ 19,000 บาท\nนางสาว สมมุติ ท. 20,000\nน.ส.สมมุติ ณ.";
        assert_eq!(reduced(text), wanted);
        assert_eq!(reduced(wanted), wanted, "reduced once");
        assert_eq!(reduced("Mr. Test Example, 5 baht"), "Mr. Test E., 5 baht");
    }

    #[test]
    fn businesses_officers_and_places_are_no_persons() {
        for text in [
            "บริษัท นายช่าง การโยธา จำกัด",
            "ร้าน นายสมมุติ พาณิชย์",
            "ร้านนางเลิ้ง พาณิชย์",
            "นายกเทศมนตรี ตำบลทดสอบ",
            "นายทะเบียน ท้องถิ่น",
            "นายตัวอย่าง",
            "จำนวน 3 ราย",
            "",
        ] {
            assert_eq!(reduced(text), text);
            assert!(!names_one(text), "{text}");
        }
    }
}
