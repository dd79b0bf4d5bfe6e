//! A format's code, taken apart.

use super::{Section, Token};
use std::iter::Peekable;
use std::str::Chars;

/// Most sections that a format has.
const SECTIONS: usize = 4;
/// A longer code is cut: no format comes near it.
const LONGEST: usize = 1_000;
/// Numbers of Thai numerals and of the Thai calendar in codes of locales.
const THAI_DIGITS: u32 = 0x0D;
const BUDDHIST_CALENDAR: u32 = 0x07;

pub(super) fn sections(code: &str) -> Vec<Section> {
    let mut sections = vec![Section::default()];
    let mut chars = code.chars().take(LONGEST).collect::<String>();
    // Thai Excel writes its own letters for parts of dates in some exports.
    if chars.contains("ปป") || chars.contains("ดด") {
        chars = thai_letters(&chars);
    }
    let mut rest = chars.chars().peekable();
    while let Some(c) = rest.next() {
        if c == ';' {
            if sections.len() == SECTIONS {
                break;
            }
            sections.push(Section::default());
            continue;
        }
        let Some(section) = sections.last_mut() else { break };
        token(c, &mut rest, section);
    }
    for section in &mut sections {
        minutes(&mut section.tokens);
    }
    // What the sign decides anyway is no condition, and neither is one on which nothing depends.
    for (at, section) in sections.iter_mut().enumerate() {
        let by_sign = match at {
            0 => &[">0", ">=0"][..],
            1 => &["<0"],
            _ => &[],
        };
        section.condition =
            section.condition.take().filter(|condition| !by_sign.contains(&condition.as_str()));
    }
    let by_condition = sections.len() > 1 && sections.iter().any(|section| section.condition.is_some());
    if by_condition && sections.iter().all(|section| section.tokens == sections[0].tokens) {
        sections.truncate(1);
        sections[0].condition = None;
    }
    sections
}

/// `ว/ด/ปปปป` as `d/m/bbbb`, outside quotes.
fn thai_letters(code: &str) -> String {
    let mut quoted = false;
    code.chars()
        .map(|c| match c {
            '"' => {
                quoted = !quoted;
                c
            }
            _ if quoted => c,
            'ว' => 'd',
            'ด' | 'น' => 'm',
            'ป' => 'b',
            'ช' => 'h',
            'ท' => 's',
            _ => c,
        })
        .collect()
}

fn literal(section: &mut Section, text: &str) {
    if let Some(Token::Literal(before)) = section.tokens.last_mut() {
        before.push_str(text);
    } else {
        section.tokens.push(Token::Literal(text.to_owned()));
    }
}

/// How often the character repeats, this time included.
fn count(c: char, rest: &mut Peekable<Chars<'_>>) -> usize {
    let mut number = 1;
    while rest.next_if(|next| next.eq_ignore_ascii_case(&c)).is_some() {
        number += 1;
    }
    number
}

/// Whether the next characters are these, which are then passed.
fn follows(word: &str, rest: &mut Peekable<Chars<'_>>) -> bool {
    let ahead: String = rest.clone().take(word.chars().count()).collect();
    let found = ahead.eq_ignore_ascii_case(word);
    if found {
        rest.nth(word.chars().count() - 1);
    }
    found
}

fn token(c: char, rest: &mut Peekable<Chars<'_>>, section: &mut Section) {
    let digits_before = section.tokens.iter().any(|t| matches!(t, Token::Digit(_)));
    let token = match c {
        '"' => {
            let text: String = rest.by_ref().take_while(|c| *c != '"').collect();
            return literal(section, &text);
        }
        '\\' => {
            if let Some(c) = rest.next() {
                literal(section, c.encode_utf8(&mut [0; 4]));
            }
            return;
        }
        // A blank as wide as the next character.
        '_' => {
            rest.next();
            return literal(section, " ");
        }
        '*' => {
            rest.next();
            return;
        }
        '[' => {
            let inside: String = rest.by_ref().take_while(|c| *c != ']').collect();
            return brackets(&inside, section);
        }
        '0' | '#' | '?' => Token::Digit(c),
        '.' => {
            // A point without digits around it belongs to a date or to words.
            let next = rest.peek().is_some_and(|c| matches!(c, '0' | '#' | '?'));
            if !(digits_before || next) || section.tokens.contains(&Token::Point) {
                return literal(section, ".");
            }
            Token::Point
        }
        ',' if digits_before => Token::Comma,
        '%' => Token::Percent,
        '@' => Token::Text,
        '/' if digits_before => Token::Fraction,
        'g' | 'G' if follows("eneral", rest) => Token::General,
        'e' | 'E' if digits_before && rest.peek().is_some_and(|c| matches!(c, '+' | '-')) => {
            rest.next();
            Token::Exponent
        }
        'a' | 'A' if follows("m/pm", rest) || follows("/p", rest) => Token::HalfDay,
        't' | 'T' if rest.peek().is_some_and(|c| matches!(c, '0' | '#' | '?')) => {
            section.thai_digits = true;
            return;
        }
        'd' | 'D' => Token::Day(count(c, rest)),
        'm' | 'M' => Token::Month(count(c, rest)),
        'y' | 'Y' => Token::Year(count(c, rest)),
        'b' | 'B' => Token::BuddhistYear(count(c, rest)),
        'h' | 'H' => Token::Hour(count(c, rest)),
        's' | 'S' => Token::Second(count(c, rest)),
        other => return literal(section, other.encode_utf8(&mut [0; 4])),
    };
    section.tokens.push(token);
}

/// What stands in brackets: money and locale, hours that passed, a condition, a colour.
fn brackets(inside: &str, section: &mut Section) {
    if let Some(money) = inside.strip_prefix('$') {
        let (symbol, locale) = money.split_once('-').unwrap_or((money, ""));
        if !symbol.is_empty() {
            section.tokens.push(Token::Money(symbol.to_owned()));
        }
        let locale = u32::from_str_radix(locale.split(',').next().unwrap_or_default(), 16).unwrap_or(0);
        section.thai_digits |= locale >> 24 == THAI_DIGITS;
        section.buddhist |= (locale >> 16) & 0xFF == BUDDHIST_CALENDAR;
    } else if inside.starts_with(['<', '>', '=']) {
        section.condition = Some(inside.replace(' ', ""));
    } else if !inside.is_empty()
        && ["h", "m", "s"].iter().any(|unit| inside.to_ascii_lowercase().replace(unit, "").is_empty())
    {
        section.tokens.push(Token::Elapsed);
    } else if !inside.is_empty() {
        section.colour = Some(inside.to_ascii_lowercase());
    }
}

/// `m` is a minute beside hours or seconds.
fn minutes(tokens: &mut [Token]) {
    let is_part =
        |t: &Token| !matches!(t, Token::Literal(_) | Token::Point | Token::Digit(_) | Token::Money(_));
    for at in 0..tokens.len() {
        let Token::Month(letters @ (1 | 2)) = tokens[at] else { continue };
        let before = tokens[..at].iter().rev().find(|t| is_part(t));
        let after = tokens[at + 1..].iter().find(|t| is_part(t));
        let hours = matches!(before, Some(Token::Hour(_) | Token::Elapsed));
        if hours || matches!(after, Some(Token::Second(_))) {
            tokens[at] = Token::Minute(letters);
        }
    }
}
