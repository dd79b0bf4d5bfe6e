//! The labelled cells above a table: year, half and revision as people write them.
//!
//! Comes in: a cell of `หน่วยงาน`, `ปีงบประมาณ พ.ศ.`, `รอบ ๖ เดือน` or `ฉบับที่`. Goes out: its value, or a finding. Never:
//! takes a whole year for a half, or a half of another year.

use super::cell::{self, shown};
use crate::contract::{FieldSpec, Role};
use crate::diagnostic::{Code, Diagnostic};
use crate::ingest::RawValue;
use crate::model::{DataValue, Field, FiscalYear, Half, Origin, Period, Text};
use crate::thai::{self, Date, ExcelEpoch, Span, WrittenSpan};

/// Two digits that can be a year of the Buddhist Era without its century.
const SHORT_YEARS: std::ops::RangeInclusive<i64> = 50..=99;
/// The century of such a year.
const CENTURY: i64 = 2500;
/// Words around a year, as comparison keys; longer ones before those they begin with.
const YEAR_WORDS: &[&str] =
    &["ประจำปีงบประมาณ", "ปีงบประมาณ", "ประจำปี", "ปีงบ", "ปี", "พศ", "fiscalyear", "fy", "be"];
/// Words before the number of a revision.
const REVISION_WORDS: &[&str] = &[
    "ฉบับแก้ไขครั้งที่",
    "แก้ไขครั้งที่",
    "ฉบับแก้ไขที่",
    "ครั้งที่",
    "ฉบับที่",
    "แก้ไข",
    "ฉบับ",
    "ครั้ง",
    "revision",
    "version",
    "rev",
    "v",
];

/// Reads a labelled cell of a sheet that lies in the folder of `year`.
pub(super) fn read(
    spec: &FieldSpec,
    raw: Option<&RawValue>,
    origin: &Origin,
    epoch: ExcelEpoch,
    year: FiscalYear,
    findings: &mut Vec<Diagnostic>,
) -> Field<DataValue> {
    let plain = match (spec.role, raw) {
        (Some(Role::Half), Some(raw)) => match half(raw, year) {
            Written::Number(number) => Some(RawValue::Number(number)),
            Written::AsIs => None,
            Written::Wrong(wrong) => {
                findings.push(half_unclear(raw, &wrong, origin));
                return Field::absent(crate::model::Absence::Invalid, Some(origin.clone()));
            }
        },
        (Some(Role::FiscalYear), Some(raw)) => fiscal_year(raw).map(RawValue::Number),
        (Some(Role::Revision), Some(raw)) => revision(raw, year).map(RawValue::Number),
        _ => None,
    };
    cell::read(spec, plain.as_ref().or(raw), origin, epoch, findings)
}

/// What a cell for a half says.
enum Written {
    Number(f64),
    /// Nothing to understand beyond what the contract says: a number, a blank, an error.
    AsIs,
    Wrong(Wrong),
}

/// Why a text is no half.
enum Wrong {
    WholeYear,
    OtherYear,
    Unclear,
}

fn half(raw: &RawValue, year: FiscalYear) -> Written {
    let text = match raw {
        RawValue::Text(text) => text,
        RawValue::Date(serial) => return numbered_date(*serial, year).map_or(Written::AsIs, Written::Number),
        RawValue::Number(number) => return numbered(*number),
        _ => return Written::AsIs,
    };
    let normal = thai::normalised(text);
    let is_blank = thai::key(&normal).is_empty();
    if let Some(number) = thai::parse_number(&normal) {
        return numbered(number);
    }
    if is_blank || cell::is_error_text(&normal) {
        return Written::AsIs;
    }
    let Some(written) = thai::written_span(&normal) else { return Written::Wrong(Wrong::Unclear) };
    let half = match written.span {
        Span::Year => return Written::Wrong(Wrong::WholeYear),
        Span::First => Half::First,
        Span::Second => Half::Second,
    };
    if !fits(&written, Period { fiscal_year: year, half }) {
        return Written::Wrong(Wrong::OtherYear);
    }
    Written::Number(f64::from(half.number()))
}

/// A half is the first or the second one; 6 and 12 are months that reports of halves and years cover.
fn numbered(number: f64) -> Written {
    let is = |other: f64| (number - other).abs() < f64::EPSILON;
    if is(1.0) || is(2.0) {
        return Written::Number(number);
    }
    Written::Wrong(if is(12.0) { Wrong::WholeYear } else { Wrong::Unclear })
}

/// Whether the years that stand beside months, or beside the number of the half, are those of the period.
fn fits(written: &WrittenSpan, period: Period) -> bool {
    let own = written.fiscal_year.is_none_or(|y| y == i32::from(period.fiscal_year.0));
    own && written.months.iter().all(|m| m.year.is_none_or(|y| y == period.year_of_month(m.month)))
}

/// `1/2568`, of which a spreadsheet made the first of January 2568: the first half, or the first revision.
fn numbered_date(serial: f64, year: FiscalYear) -> Option<f64> {
    let date = Date::from_excel_serial(serial, ExcelEpoch::Year1900).ok()?;
    let is_year = date.buddhist_year() == i32::from(year.0);
    (date.day() == 1 && is_year).then(|| f64::from(date.month()))
}

/// `ปี 2568`, `พ.ศ. ๒๕๖๘`, `68`.
fn fiscal_year(raw: &RawValue) -> Option<f64> {
    let number = match raw {
        #[allow(clippy::cast_possible_truncation)] // compared with two digits
        RawValue::Number(number) if number.fract() == 0.0 && number.abs() < 100.0 => *number as i64,
        RawValue::Text(text) => {
            let key = thai::key(text);
            let rest = strip_words(&key, YEAR_WORDS);
            if rest.is_empty() || rest.len() > 4 || !rest.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            rest.parse().ok()?
        }
        _ => return None,
    };
    let whole = if SHORT_YEARS.contains(&number) { CENTURY + number } else { number };
    #[allow(clippy::cast_precision_loss)] // four digits
    Some(whole as f64)
}

/// `ครั้งที่ 1`, `ฉบับที่ ๒`, `1/2568`.
fn revision(raw: &RawValue, year: FiscalYear) -> Option<f64> {
    match raw {
        RawValue::Date(serial) => numbered_date(*serial, year),
        RawValue::Text(text) => {
            let plain = thai::to_arabic_digits(&thai::normalised(text));
            let own_year = format!("/{year}");
            let short_year = format!("/{}", year.0 % 100);
            let plain = plain.trim();
            let numbered = plain.strip_suffix(&own_year).or_else(|| plain.strip_suffix(&short_year));
            let key = thai::key(numbered.unwrap_or(plain));
            let rest = strip_words(&key, REVISION_WORDS);
            let digits = (1..=2).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| rest.parse().ok()).flatten()
        }
        _ => None,
    }
}

/// A key without the words before its number.
fn strip_words<'a>(key: &'a str, words: &[&str]) -> &'a str {
    let mut rest = key;
    while let Some(shorter) = words.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = shorter;
    }
    rest
}

fn half_unclear(raw: &RawValue, wrong: &Wrong, origin: &Origin) -> Diagnostic {
    let found = raw.display();
    let value = shown(&found);
    let message = match wrong {
        Wrong::WholeYear => Text::new(
            format!("พบ “{value}” ซึ่งเป็นทั้งปีงบประมาณ แต่แบบฟอร์มนี้รายงานรอบ ๖ เดือน"),
            format!("found “{value}”, a whole fiscal year; the form reports a half"),
        ),
        Wrong::OtherYear => Text::new(
            format!("พบ “{value}” ซึ่งไม่อยู่ในปีงบประมาณของโฟลเดอร์นี้"),
            format!("found “{value}”, which lies in another fiscal year than this folder's"),
        ),
        Wrong::Unclear => Text::new(
            format!("พบ “{value}” ไม่ทราบว่าเป็นรอบใด"),
            format!("found “{value}”; it does not say which half"),
        ),
    };
    let action = match wrong {
        Wrong::WholeYear => Text::new(
            "แยกตัวเลขเป็นรอบ แล้วกรอก 1 (ต.ค.–มี.ค.) หรือ 2 (เม.ย.–ก.ย.)",
            "give the figures of one half and write 1 (October–March) or 2 (April–September)",
        ),
        _ => Text::new(
            "กรอก 1 (ต.ค.–มี.ค.) หรือ 2 (เม.ย.–ก.ย.) แล้วส่งใหม่",
            "write 1 (October–March) or 2 (April–September) and send the workbook again",
        ),
    };
    Diagnostic::new(Code::HalfUnclear, origin, message, action).found(found)
}
