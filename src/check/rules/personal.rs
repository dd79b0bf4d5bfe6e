//! Personal data in text that will be published: national id numbers and mobile phone numbers.

use crate::check::cell::shown;
use crate::check::persons;
use crate::check::rows::identity;
use crate::check::sheet::Sheet;
use crate::contract::{FieldType, Persons, Role};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{DataValue, Origin, Text};
use crate::thai;

/// Digits of a national id and of a mobile number.
const ID_DIGITS: usize = 13;
const MOBILE_DIGITS: usize = 10;
/// A mobile number with the country's code in the place of the nought.
const ABROAD_DIGITS: usize = 11;

/// One finding a cell.
pub(super) fn check(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    let contract = &sheet.contract;
    for row in &sheet.rows {
        for (spec, field) in contract.fields.iter().zip(&row.fields) {
            let (Some(DataValue::Text(text)), Some(origin)) = (field.get(), &field.origin) else { continue };
            // Addresses and file names carry long numbers of their own.
            if spec.persons == Persons::None && persons::names_one(text) {
                findings.push(named(origin).row(identity(contract, &row.fields)));
                continue;
            }
            let prose = spec.kind == FieldType::String
                && !matches!(spec.role, Some(Role::Evidence | Role::Url | Role::Picture));
            if let Some((what, number)) = if prose { find(text) } else { None } {
                let row = identity(contract, &row.fields);
                findings.push(finding(what, &number, origin.into()).row(row));
            }
        }
    }
}

/// A column that carries no names has one. The finding does not repeat it.
fn named(origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::PersonalData,
        origin,
        Text::new(
            "ข้อความมีชื่อและนามสกุลของบุคคล ซึ่งจะถูกเผยแพร่",
            "the text holds a person's name and surname, which would be published",
        ),
        Text::new("ลบข้อมูลส่วนบุคคลออกจากข้อความ", "remove the personal data from the text"),
    )
}

/// The first personal number in a text of the agency's own, which is published too.
#[must_use]
pub fn in_text(text: &str, place: Place) -> Option<Diagnostic> {
    find(text).map(|(what, number)| finding(what, &number, place))
}

#[derive(Clone, Copy)]
enum What {
    NationalId,
    Mobile,
}

/// The first number in a text that belongs to a person.
fn find(text: &str) -> Option<(What, String)> {
    // Most texts have too few digits to hold one.
    let digit = |c: &char| matches!(c, '0'..='9' | '๐'..='๙');
    text.chars().filter(digit).nth(MOBILE_DIGITS - 1)?;
    let plain = thai::to_arabic_digits(text);
    // Digits with single hyphens or blanks between them are one number.
    let mut run = String::new();
    let mut pending = false;
    for c in plain.chars().chain(['\n']) {
        if c.is_ascii_digit() {
            pending = false;
            run.push(c);
            continue;
        }
        if matches!(c, '-' | ' ') && !run.is_empty() && !pending {
            pending = true;
            continue;
        }
        if let Some(what) = kind(&run) {
            return Some((what, run));
        }
        run.clear();
        pending = false;
    }
    None
}

fn kind(digits: &str) -> Option<What> {
    match digits.len() {
        ID_DIGITS if is_national_id(digits) => Some(What::NationalId),
        MOBILE_DIGITS if ["06", "08", "09"].iter().any(|start| digits.starts_with(start)) => {
            Some(What::Mobile)
        }
        ABROAD_DIGITS if ["666", "668", "669"].iter().any(|start| digits.starts_with(start)) => {
            Some(What::Mobile)
        }
        _ => None,
    }
}

/// Persons' numbers start with 1–8 (0 is a company's) and end with a check digit: eleven minus the
/// remainder by eleven of the first twelve digits weighted 13 to 2, last digit of that.
fn is_national_id(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let (Some((last, first)), Some(1..=8)) = (values.split_last(), values.first()) else { return false };
    let weighted: u32 = first.iter().zip((2..=13).rev()).map(|(digit, weight)| digit * weight).sum();
    (11 - weighted % 11) % 10 == *last
}

fn finding(what: What, number: &str, place: Place) -> Diagnostic {
    let (th, en) = match what {
        What::NationalId => ("เลขประจำตัวประชาชน", "a national id number"),
        What::Mobile => ("หมายเลขโทรศัพท์มือถือ", "a mobile phone number"),
    };
    // The finding is stored and shown: it must not repeat what it protects.
    let masked: String = number
        .chars()
        .enumerate()
        .map(|(at, c)| if (3..number.len() - 2).contains(&at) { 'x' } else { c })
        .collect();
    Diagnostic::new(
        Code::PersonalData,
        place,
        Text::new(
            format!("ข้อความมี{th} ({masked}) ซึ่งจะถูกเผยแพร่"),
            format!("the text holds {en} ({masked}), which would be published"),
        ),
        Text::new("ลบข้อมูลส่วนบุคคลออกจากข้อความ", "remove the personal data from the text"),
    )
    .found(shown(&masked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_need_a_right_check_digit_and_a_person() {
        // 1-1017-00207-36-6: weighted sum 93, remainder 5, check digit 6.
        assert!(is_national_id("1101700207366"));
        assert!(!is_national_id("1101700207367"));
        assert!(!is_national_id("0105536000315"), "a company's");
    }

    #[test]
    fn numbers_are_found_in_any_writing() {
        let found = |text| find(text).map(|(_, digits)| digits);
        assert_eq!(found("บัตร ๑-๑๐๑๗-๐๐๒๐๗-๓๖-๖ ค่ะ").as_deref(), Some("1101700207366"));
        assert_eq!(found("โทร 081-234-5678").as_deref(), Some("0812345678"));
        assert_eq!(found("โทร +66 81-234-5678").as_deref(), Some("66812345678"));
        assert_eq!(found("โทร 0 2328 1234"), None);
        assert_eq!(found("โครงการ 67089123456 จำนวน 10 ราย"), None);
        assert_eq!(found("08123456789"), None);
    }
}
