//! Numbers that belong to a person: national ids, telephones, bank accounts.

use super::{Found, Kind, Own, What, addresses};
use crate::thai;
use std::ops::Range;

/// Digits of a national id.
const ID: usize = 13;
/// Words before a telephone number.
const PHONE_WORDS: &[&str] =
    &["โทร", "tel", "phone", "มือถือ", "เบอร์", "ติดต่อ", "ไลน์", "line", "แฟกซ์", "โทรสาร", "mobile", "call"];
/// Words before a national id, which is one then even with a slip in its digits.
const ID_WORDS: &[&str] = &[
    "บัตรประชาชน",
    "ประจำตัวประชาชน",
    "เลขบัตร",
    "บัตรประจำตัว",
    "เลขประชาชน",
    "citizen id",
    "national id",
    "id card",
];
/// Words before a bank account.
const ACCOUNT_WORDS: &[&str] = &["บัญชี", "ธนาคาร", "account", "acct", "a/c", "ธ.", "พร้อมเพย์", "promptpay"];
/// Words behind an amount of money.
const MONEY_WORDS: &[&str] = &["บาท", "สตางค์", "baht", "฿"];
/// Sizes of the groups in which people write a mobile number; days and times make other ones.
const MOBILE_GROUPS: &[&[usize]] = &[
    &[10],
    &[3, 7],
    &[3, 3, 4],
    &[2, 4, 4],
    &[3, 4, 3],
    &[1, 4, 5],
    &[1, 2, 3, 4],
    &[2, 8],
    &[1, 9],
    &[4, 3, 3],
    &[4, 6],
    &[2, 3, 5],
    &[1, 3, 3, 3],
    &[6, 4],
    &[3, 3, 2, 2],
    &[1, 4, 4, 1],
    &[4, 4, 2],
    &[5, 5],
];
/// How far before a number such a word may stand, in characters.
const WORD_REACH: usize = 32;
/// Digits after which a run of digits is no number of a person; keeps long tables of digits cheap.
const MOST_GROUPS: usize = 400;

/// Digits that stand together, with their place.
#[derive(Debug)]
struct Group {
    digits: String,
    range: Range<usize>,
    /// What stands between this group and the one before; `None` where that is no separator.
    joined: Option<String>,
    /// A letter of the Latin alphabet touches it: part of a code.
    in_code: bool,
}

/// The first number of a person in a text.
pub(super) fn find(text: &str, kind: Kind, own: &Own) -> Option<Found> {
    // Most texts have too few digits to hold one.
    let digit = |c: &char| matches!(c, '0'..='9' | '๐'..='๙');
    text.chars().filter(digit).nth(8)?;
    let links = addresses::links(text);
    let groups = groups(text);
    for from in 0..groups.len() {
        if links.iter().any(|l| l.contains(&groups[from].range.start)) {
            continue;
        }
        if let Some((what, to)) = number_at(text, &groups, from, kind) {
            let range = groups[from].range.start..groups[to].range.end;
            let digits = joined(&groups[from..=to]);
            if what == What::Phone && own.phones.contains(&plain_phone(&digits)) {
                continue;
            }
            return Some(Found { what, range });
        }
    }
    None
}

/// The telephone numbers of a text, each with a nought at its beginning and no separators.
pub(super) fn phones(text: &str) -> Vec<String> {
    let groups = groups(text);
    let mut found = Vec::new();
    for from in 0..groups.len() {
        if let Some((What::Phone, to)) = number_at(text, &groups, from, Kind::Prose) {
            found.push(plain_phone(&joined(&groups[from..=to])));
        }
    }
    found
}

/// The longest number of a person that begins with a group, and its last group.
fn number_at(text: &str, groups: &[Group], from: usize, kind: Kind) -> Option<(What, usize)> {
    let mut lengths = Vec::new();
    let mut digits = String::new();
    let mut found = None;
    for (to, group) in groups.iter().enumerate().skip(from) {
        if to > from && group.joined.is_none() {
            break;
        }
        digits.push_str(&group.digits);
        lengths.push(group.digits.len());
        if digits.len() > 15 {
            break;
        }
        let separators: Vec<&str> =
            groups[from + 1..=to].iter().filter_map(|g| g.joined.as_deref()).collect();
        let run = Run {
            digits: &digits,
            lengths: &lengths,
            separators: &separators,
            before: before(text, groups[from].range.start),
            is_money: is_money(&text[group.range.end..]),
            whole: text.trim() == &text[groups[from].range.start..group.range.end],
            in_code: groups[from].in_code || group.in_code,
            kind,
        };
        if let Some(what) = run.what() {
            found = Some((what, to));
        }
    }
    found
}

/// Groups of digits that may be one number.
struct Run<'a> {
    digits: &'a str,
    lengths: &'a [usize],
    separators: &'a [&'a str],
    /// The text before it, in lower case.
    before: String,
    /// Nothing else stands in the text.
    whole: bool,
    /// Baht follow: an amount.
    is_money: bool,
    in_code: bool,
    kind: Kind,
}

impl Run<'_> {
    fn what(&self) -> Option<What> {
        if self.in_code || self.is_money {
            return None;
        }
        let named = |words: &[&str]| words.iter().any(|w| self.before.contains(w));
        if self.is_account(named(ACCOUNT_WORDS)) {
            return Some(What::Account);
        }
        // The digits of companies and offices begin with a nought.
        let is_named = || named(ID_WORDS) && !self.digits.starts_with('0');
        if self.digits.len() == ID && (is_national_id(self.digits) || is_named()) && !self.has("/") {
            return Some(What::NationalId);
        }
        let phone = self.is_phone(named(PHONE_WORDS) || self.before.trim_end().ends_with('+'));
        phone.then_some(What::Phone)
    }

    fn has(&self, separator: &str) -> bool {
        self.separators.iter().any(|s| s.contains(separator))
    }

    fn is_account(&self, named: bool) -> bool {
        // Banks write 123-4-56789-0.
        let grouped = self.lengths == [3, 1, 5, 1] && self.separators.iter().all(|s| *s == "-");
        grouped || (named && matches!(self.digits.len(), 10 | 12) && !self.has("/") && !self.is_phone(false))
    }

    fn is_phone(&self, named: bool) -> bool {
        if self.has("/") || (self.kind == Kind::Evidence && self.lengths.len() > 1 && !named) {
            return false;
        }
        let digits = self.digits;
        let mobile = |rest: &str| rest.len() == 9 && rest.starts_with(['6', '8', '9']);
        let fixed = |rest: &str| rest.len() == 8 && rest.starts_with(['2', '3', '4', '5', '7']);
        if let Some(rest) = digits.strip_prefix('0').filter(|r| !r.starts_with("066")) {
            // A landline needs its groups or the word: documents have numbers of nine digits, too.
            let grouped = self.lengths.len() > 1 && self.lengths.last().is_some_and(|l| *l >= 3);
            if mobile(rest) {
                return MOBILE_GROUPS.contains(&self.lengths) || (named && self.plausible());
            }
            if fixed(rest) {
                return named || self.whole || (grouped && self.plausible());
            }
        }
        let abroad = digits.strip_prefix("0066").or_else(|| digits.strip_prefix("66"));
        if let Some(rest) = abroad {
            let rest = rest.strip_prefix('0').unwrap_or(rest);
            let plus = self.before.trim_end().ends_with('+');
            return (mobile(rest) && digits.len() >= 11) || (fixed(rest) && (plus || named));
        }
        // A spreadsheet drops the nought of a number.
        mobile(digits) && (self.whole || named) || (fixed(digits) && named && self.lengths.len() <= 3)
    }

    /// Whether the groups have sizes in which people write telephone numbers.
    fn plausible(&self) -> bool {
        let first = self.lengths.first().copied().unwrap_or(0);
        let few = self.lengths.len() <= 5;
        let ends_well = self.lengths.len() == 1 || self.lengths.last().is_some_and(|l| *l >= 2);
        few && ends_well && (first <= 3 || self.lengths.len() == 1 || self.lengths.len() == 2)
    }
}

/// Whether what stands behind a number makes an amount of it.
fn is_money(behind: &str) -> bool {
    let satang = behind.strip_prefix('.');
    let behind = satang.map_or(behind, |s| s.trim_start_matches(crate::thai::digits::is_digit));
    MONEY_WORDS.iter().any(|word| behind.trim_start().starts_with(word))
}

/// What stands before a number, in lower case.
fn before(text: &str, at: usize) -> String {
    let head: Vec<char> = text[..at].chars().rev().take(WORD_REACH).collect();
    let head: String = head.into_iter().rev().collect();
    // A word of another line belongs to that line.
    head.rsplit('\n').next().unwrap_or_default().to_lowercase()
}

fn joined(groups: &[Group]) -> String {
    groups.iter().map(|g| g.digits.as_str()).collect()
}

/// A telephone number with its nought and without the country.
fn plain_phone(digits: &str) -> String {
    let rest = digits.strip_prefix("0066").or_else(|| digits.strip_prefix("66").filter(|r| r.len() >= 8));
    let rest = rest.unwrap_or(digits);
    format!("0{}", rest.trim_start_matches('0'))
}

/// The groups of digits of a text.
fn groups(text: &str) -> Vec<Group> {
    let mut found: Vec<Group> = Vec::new();
    let mut last_char = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !crate::thai::digits::is_digit(c) {
            last_char = Some(c);
            continue;
        }
        let mut digits = String::new();
        digits.push(c);
        let mut end = at + c.len_utf8();
        while let Some((next, d)) = chars.next_if(|(_, d)| crate::thai::digits::is_digit(*d)) {
            digits.push(d);
            end = next + d.len_utf8();
        }
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        let in_code = latin(last_char) || latin(chars.peek().map(|(_, c)| *c));
        let joined = found.last().and_then(|before| separator(&text[before.range.end..at]));
        found.push(Group { digits: thai::to_arabic_digits(&digits), range: at..end, joined, in_code });
        last_char = None;
        if found.len() == MOST_GROUPS {
            break;
        }
    }
    found
}

/// What stands between two groups of one number.
fn separator(between: &str) -> Option<String> {
    let plain = |c: char| matches!(c, '-' | '.' | '(' | ')' | '/' | '–' | '—' | '‑' | '−') || is_blank(c);
    let marks = between.chars().filter(|c| !is_blank(*c)).count();
    (between.chars().count() <= 3 && marks <= 2 && between.chars().all(plain)).then(|| between.to_owned())
}

fn is_blank(c: char) -> bool {
    c == ' ' || c == '\u{a0}' || c == '\u{2009}' || c == '\u{202f}'
}

/// Persons' numbers start with 1–8 (0 is a company's) and end with a check digit: eleven minus the
/// remainder by eleven of the first twelve digits weighted 13 to 2, last digit of that.
pub(super) fn is_national_id(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let (Some((last, first)), Some(1..=8)) = (values.split_last(), values.first()) else { return false };
    let weighted: u32 = first.iter().zip((2..=13).rev()).map(|(digit, weight)| digit * weight).sum();
    (11 - weighted % 11) % 10 == *last
}
