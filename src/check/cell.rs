//! One cell against one column of a contract: text, number or date as the office meant it.

mod findings;

pub(super) use findings::{fix_cell, shown};

use crate::contract::{FieldSpec, FieldType, Persons, Role};
use crate::diagnostic::Diagnostic;
use crate::ingest::{self, RawValue};
use crate::model::{Absence, DataValue, Field, Origin, Period};
use crate::personal;
use crate::thai::{self, Date, DateError, ExcelEpoch, WrittenMonth};
use findings::{missing, not_in_list, out_of_range, too_long};

/// Texts in a cell that say "does not apply".
const NOT_APPLICABLE: &[&str] = &["-", "–", "—", "n/a", "na", "ไม่มี", "ไม่เกี่ยวข้อง"];

/// The longest of them with blanks around it, in bytes.
const LONGEST_NOT_APPLICABLE: usize = 60;

/// Unit of columns of money.
const BAHT: &str = "บาท";

/// What binary fractions leave of amounts in satang, and no formula's quotient.
const BINARY_NOISE: f64 = 1e-4;

/// Units of columns in which a number may be written with a percent sign.
const PERCENT_UNITS: &[&str] = &["ร้อยละ", "คะแนน"];

/// Reads a cell by its column's contract. A finding is pushed for everything that is wrong; the field
/// is then [`Absence::Invalid`], never a default.
pub(super) fn read(
    spec: &FieldSpec,
    raw: Option<&RawValue>,
    origin: &Origin,
    epoch: ExcelEpoch,
    findings: &mut Vec<Diagnostic>,
) -> Field<DataValue> {
    let Some(raw) = raw else {
        if spec.constraints.required {
            findings.push(missing(spec, origin));
        }
        return Field::absent(Absence::Blank, Some(origin.clone()));
    };
    match value(spec, raw, epoch) {
        Ok(Some(value)) => match constraint(spec, &value, raw, origin) {
            None => {
                findings.extend(fraction(spec, &value, raw, origin));
                Field::given(value, origin.clone())
            }
            Some(finding) => {
                findings.push(finding);
                Field::absent(Absence::Invalid, Some(origin.clone()))
            }
        },
        Ok(None) => {
            if spec.constraints.required {
                findings.push(findings::not_given(spec, &raw.display(), origin));
            }
            Field::absent(Absence::NotApplicable, Some(origin.clone()))
        }
        Err(problem) => {
            findings.push(problem.diagnostic(spec, raw, origin));
            Field::absent(Absence::Invalid, Some(origin.clone()))
        }
    }
}

/// Why a raw value is not what its column holds.
enum Problem {
    ErrorCell,
    NoResult,
    FormulaText,
    NotNumber,
    NotInteger,
    NotMonth,
    NotDate(DateError),
}

fn value(spec: &FieldSpec, raw: &RawValue, epoch: ExcelEpoch) -> Result<Option<DataValue>, Problem> {
    match raw {
        RawValue::Error(_) => return Err(Problem::ErrorCell),
        RawValue::FormulaWithoutResult(_) => return Err(Problem::NoResult),
        RawValue::Text(text) if is_error_text(text) => return Err(Problem::ErrorCell),
        RawValue::Text(text) if text.trim_start().starts_with('=') => return Err(Problem::FormulaText),
        RawValue::Text(text) if is_not_applicable(spec, text) => return Ok(None),
        _ => {}
    }
    match spec.kind {
        FieldType::String if spec.role == Some(Role::Due) => due(spec, raw, epoch).map(Some),
        FieldType::String => Ok(Some(DataValue::Text(published(spec, text(raw))))),
        FieldType::Integer if spec.role == Some(Role::Month) => month(spec, raw).map(Some),
        FieldType::Integer => integer(spec, raw).map(|n| Some(DataValue::Integer(n))),
        FieldType::Number => number(spec, raw).map(|n| Some(DataValue::Number(n))),
        FieldType::Date => date(raw, epoch).map(|d| Some(DataValue::Date(d))),
    }
}

/// Whether a text is an error of a formula that was pasted as text.
pub(super) fn is_error_text(text: &str) -> bool {
    ingest::is_error_name(text.trim())
}

fn is_not_applicable(spec: &FieldSpec, text: &str) -> bool {
    if text.len() > LONGEST_NOT_APPLICABLE {
        return false;
    }
    let plain = thai::normalised(text);
    NOT_APPLICABLE.iter().any(|word| plain.eq_ignore_ascii_case(word)) && !spec.has_choice(&thai::key(text))
}

/// Whether a cell says that there is nothing.
pub(super) fn is_dash(raw: &RawValue) -> bool {
    let RawValue::Text(text) = raw else { return false };
    text.len() <= LONGEST_NOT_APPLICABLE
        && NOT_APPLICABLE.iter().any(|word| thai::normalised(text).eq_ignore_ascii_case(word))
}

fn text(raw: &RawValue) -> String {
    match raw {
        RawValue::Text(text) => thai::normalise(text),
        // 33.333333333333336 is shown as 33.33333333.
        RawValue::Number(number) if number.fract() != 0.0 => ingest::format::as_it_is(*number),
        other => other.display(),
    }
}

/// The text as it may be published: the office's own cell keeps the whole name.
fn published(spec: &FieldSpec, text: String) -> String {
    if spec.persons == Some(Persons::Initial) { personal::reduced(&text) } else { text }
}

/// A number as it is shown: a cell that shows 95% is read as 95, typed or formatted.
fn number(spec: &FieldSpec, raw: &RawValue) -> Result<f64, Problem> {
    let percent_fits = spec.unit.is_empty() || PERCENT_UNITS.contains(&spec.unit.as_str());
    match raw {
        RawValue::Number(number) if number.is_finite() => Ok(*number),
        RawValue::Percent(fraction) if fraction.is_finite() && percent_fits => {
            Ok(ingest::as_shown(*fraction))
        }
        RawValue::Text(text) if !percent_fits && text.trim_end().ends_with('%') => Err(Problem::NotNumber),
        RawValue::Text(text) if thai::is_parted(text) => Err(Problem::NotNumber),
        RawValue::Text(text) => {
            let plain = thai::normalised(text);
            let bare = without_unit(spec, &plain, percent_fits);
            thai::parse_number(bare).ok_or(Problem::NotNumber)
        }
        _ => Err(Problem::NotNumber),
    }
}

/// An amount without what says that it is money, a percentage without its word.
fn without_unit<'a>(spec: &FieldSpec, text: &'a str, percent_fits: bool) -> &'a str {
    let mut rest = text.trim();
    if spec.unit == BAHT {
        let start = ["฿", "THB", "thb", "บาท"].iter().find_map(|sign| rest.strip_prefix(sign));
        rest = start.unwrap_or(rest).trim_start();
        let end = ["บาทถ้วน", "บาท", "บ.", "฿", "THB", "thb", "baht", "Baht"];
        let end = end.iter().find_map(|sign| rest.strip_suffix(sign));
        rest = end.unwrap_or(rest).trim_end();
        // 100,000.- and 100,000.-- are written on cheques: no satang.
        for sign in [".--", ".-", ".–", ".—", ",-", ",--"] {
            rest = rest.strip_suffix(sign).unwrap_or(rest).trim_end();
        }
    } else if percent_fits && spec.unit == PERCENT_UNITS[0] {
        rest = rest.strip_prefix(PERCENT_UNITS[0]).unwrap_or(rest).trim_start();
        rest = ["เปอร์เซ็นต์", "เปอร์เซนต์", "percent"]
            .iter()
            .find_map(|s| rest.strip_suffix(s))
            .unwrap_or(rest)
            .trim_end();
    }
    rest
}

fn integer(spec: &FieldSpec, raw: &RawValue) -> Result<i64, Problem> {
    let number = number(spec, raw)?;
    // 2^53: beyond it a cell cannot hold every whole number.
    if number.fract() != 0.0 || number.abs() > 9_007_199_254_740_992.0 {
        return Err(Problem::NotInteger);
    }
    #[allow(clippy::cast_possible_truncation)]
    Ok(number as i64)
}

fn month(spec: &FieldSpec, raw: &RawValue) -> Result<DataValue, Problem> {
    match written_month(raw) {
        Some(written) => Ok(DataValue::Integer(i64::from(written.month))),
        None => integer(spec, raw).map(DataValue::Integer).map_err(|problem| match problem {
            Problem::NotNumber => Problem::NotMonth,
            other => other,
        }),
    }
}

/// A month that is written out, or a day of which only the month counts.
fn written_month(raw: &RawValue) -> Option<WrittenMonth> {
    match raw {
        RawValue::Text(text) => thai::written_month(text),
        RawValue::Date(serial) => {
            let date = Date::from_excel_serial(*serial, ExcelEpoch::Year1900).ok()?;
            Some(WrittenMonth { month: date.month(), year: Some(date.year()) })
        }
        _ => None,
    }
}

/// A month whose year is not the one in which the period has it. A spreadsheet takes the two digits of a Buddhist
/// year for 19xx: they mean what they show.
pub(super) fn month_of_other_year(raw: &RawValue, period: Period, origin: &Origin) -> Option<Diagnostic> {
    let written = written_month(raw)?;
    let year = written.year?;
    let right = period.year_of_month(written.month);
    let shown_right = right + thai::BUDDHIST_OFFSET;
    let from_two_digits = (1900..2000).contains(&year) && year % 100 == shown_right % 100;
    let in_half = (4..=9).contains(&written.month) == (period.half == crate::model::Half::Second);
    (in_half && year != right && !from_two_digits)
        .then(|| findings::month_of_other_year(raw, written.month, shown_right, origin))
}

fn date(raw: &RawValue, epoch: ExcelEpoch) -> Result<Date, Problem> {
    let parsed = match raw {
        RawValue::Date(serial) => Date::from_excel_serial(*serial, ExcelEpoch::Year1900),
        RawValue::Text(text) => thai::parse_date(&thai::normalised(text)),
        // A bare serial number is a date that lost its format, as happens when cells are pasted.
        RawValue::Number(serial) if (20_000.0..400_000.0).contains(serial) => {
            Date::from_excel_serial(*serial, epoch)
        }
        _ => Err(DateError::NotADate),
    };
    parsed.map_err(Problem::NotDate)
}

/// A date, or words: those are checked against the list as any text.
fn due(spec: &FieldSpec, raw: &RawValue, epoch: ExcelEpoch) -> Result<DataValue, Problem> {
    match date(raw, epoch) {
        Ok(date) => Ok(DataValue::Date(date)),
        Err(problem) => match raw {
            RawValue::Text(words)
                if !words.chars().any(|c| c.is_ascii_digit() || ('๐'..='๙').contains(&c)) =>
            {
                Ok(DataValue::Text(thai::normalise(words)))
            }
            // ทุก ๖ เดือน holds a digit, and is no date.
            RawValue::Text(words) if spec.has_choice(&thai::key(words)) => {
                Ok(DataValue::Text(thai::normalise(words)))
            }
            _ => Err(problem),
        },
    }
}

fn constraint(spec: &FieldSpec, value: &DataValue, raw: &RawValue, origin: &Origin) -> Option<Diagnostic> {
    let limits = &spec.constraints;
    if let Some(number) = value.figure()
        && (limits.minimum.is_some_and(|m| number < m) || limits.maximum.is_some_and(|m| number > m))
    {
        return Some(out_of_range(spec, raw, origin));
    }
    let DataValue::Text(text) = value else { return None };
    if limits.max_length.is_some_and(|longest| text.chars().count() > longest) {
        return Some(too_long(spec, text, origin));
    }
    if !limits.choices.is_empty() && !spec.has_choice(&thai::key(text)) {
        return Some(not_in_list(spec, text, origin));
    }
    None
}

/// 0.95 in a column of percentages: most likely 95 in a cell that lost its percent format. A third of a satang:
/// most likely a formula's quotient, which is shown rounded.
fn fraction(spec: &FieldSpec, value: &DataValue, raw: &RawValue, origin: &Origin) -> Option<Diagnostic> {
    let DataValue::Number(number) = value else { return None };
    // `90.528` is ninety thousand to many a hand, and to nobody ninety baht and 52.8 satang.
    if let (RawValue::Text(text), true) = (raw, spec.unit == BAHT) {
        let written = thai::to_arabic_digits(&thai::normalise(text));
        let decimals = written.trim().rsplit_once('.').map_or("", |(_, decimals)| decimals);
        let is_finer = decimals.len() > 2 && decimals.bytes().all(|b| b.is_ascii_digit());
        return is_finer.then(|| findings::below_satang(spec, *number, origin));
    }
    let RawValue::Number(_) = raw else { return None };
    if spec.unit == BAHT && (number - thai::round_half_away(*number, 2)).abs() > BINARY_NOISE {
        return Some(findings::below_satang(spec, *number, origin));
    }
    let whole_percent = spec.unit == PERCENT_UNITS[0] && spec.role != Some(Role::Percent);
    if !(whole_percent && *number > 0.0 && *number < 1.0) {
        return None;
    }
    Some(findings::fraction(spec, *number, origin))
}
