//! One cell against one column of a contract: text, number or date as the office meant it.

use super::persons;
use crate::contract::{FieldSpec, FieldType, Persons, Role};
use crate::diagnostic::{Code, Diagnostic};
use crate::ingest::{self, RawValue};
use crate::model::{Absence, DataValue, Field, Origin, Text};
use crate::thai::{self, Date, DateError, ExcelEpoch};

/// Texts in a cell that say "does not apply".
const NOT_APPLICABLE: &[&str] = &["-", "–", "—", "n/a", "na", "ไม่มี", "ไม่เกี่ยวข้อง"];

/// The longest of them with blanks around it, in bytes.
const LONGEST_NOT_APPLICABLE: usize = 60;

/// Errors of formulas that were pasted as text.
const ERROR_TEXTS: &[&str] = &[
    "#DIV/0!",
    "#N/A",
    "#NAME?",
    "#NULL!",
    "#NUM!",
    "#REF!",
    "#VALUE!",
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
];

/// Units of columns in which a number may be written with a percent sign.
const PERCENT_UNITS: &[&str] = &["ร้อยละ", "คะแนน"];

/// How many characters of a wrong value a message repeats.
const SHOWN: usize = 60;

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
                findings.push(missing(spec, origin).found(raw.display()));
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
    NotDate(DateError),
}

fn value(spec: &FieldSpec, raw: &RawValue, epoch: ExcelEpoch) -> Result<Option<DataValue>, Problem> {
    match raw {
        RawValue::Error(_) => return Err(Problem::ErrorCell),
        RawValue::FormulaWithoutResult(_) => return Err(Problem::NoResult),
        RawValue::Text(text) if ERROR_TEXTS.contains(&text.trim()) => return Err(Problem::ErrorCell),
        RawValue::Text(text) if text.trim_start().starts_with('=') => return Err(Problem::FormulaText),
        RawValue::Text(text) if is_not_applicable(spec, text) => return Ok(None),
        _ => {}
    }
    match spec.kind {
        FieldType::String if spec.role == Some(Role::Due) => due(raw, epoch).map(Some),
        FieldType::String => Ok(Some(DataValue::Text(published(spec, text(raw))))),
        FieldType::Integer if spec.role == Some(Role::Month) => month(spec, raw).map(Some),
        FieldType::Integer => integer(spec, raw).map(|n| Some(DataValue::Integer(n))),
        FieldType::Number => number(spec, raw).map(|n| Some(DataValue::Number(n))),
        FieldType::Date => date(raw, epoch).map(|d| Some(DataValue::Date(d))),
    }
}

fn is_not_applicable(spec: &FieldSpec, text: &str) -> bool {
    if text.len() > LONGEST_NOT_APPLICABLE {
        return false;
    }
    let plain = thai::normalised(text);
    NOT_APPLICABLE.iter().any(|word| plain.eq_ignore_ascii_case(word)) && !spec.has_choice(&thai::key(text))
}

fn text(raw: &RawValue) -> String {
    match raw {
        RawValue::Text(text) => thai::normalise(text),
        other => other.display(),
    }
}

/// The text as it may be published: the office's own cell keeps the whole name.
fn published(spec: &FieldSpec, text: String) -> String {
    if spec.persons == Persons::Initial { persons::reduced(&text) } else { text }
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
        RawValue::Text(text) => thai::parse_number(&thai::normalised(text)).ok_or(Problem::NotNumber),
        _ => Err(Problem::NotNumber),
    }
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
    if let RawValue::Text(text) = raw
        && let Some(month) = thai::month_number(text)
    {
        return Ok(DataValue::Integer(i64::from(month)));
    }
    integer(spec, raw).map(DataValue::Integer)
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
fn due(raw: &RawValue, epoch: ExcelEpoch) -> Result<DataValue, Problem> {
    match date(raw, epoch) {
        Ok(date) => Ok(DataValue::Date(date)),
        Err(problem) => match raw {
            RawValue::Text(words)
                if !words.chars().any(|c| c.is_ascii_digit() || ('๐'..='๙').contains(&c)) =>
            {
                Ok(DataValue::Text(thai::normalise(words)))
            }
            _ => Err(problem),
        },
    }
}

fn constraint(spec: &FieldSpec, value: &DataValue, raw: &RawValue, origin: &Origin) -> Option<Diagnostic> {
    let limits = &spec.constraints;
    let number = match value {
        #[allow(clippy::cast_precision_loss)]
        DataValue::Integer(number) => Some(*number as f64),
        DataValue::Number(number) => Some(*number),
        _ => None,
    };
    if let Some(number) = number
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

/// 0.95 in a column of percentages: most likely 95 in a cell that lost its percent format.
fn fraction(spec: &FieldSpec, value: &DataValue, raw: &RawValue, origin: &Origin) -> Option<Diagnostic> {
    let (DataValue::Number(number), RawValue::Number(_)) = (value, raw) else { return None };
    let whole_percent = spec.unit == PERCENT_UNITS[0] && spec.role != Some(Role::Percent);
    if !(whole_percent && *number > 0.0 && *number < 1.0) {
        return None;
    }
    let (th, en) = named(spec);
    let meant = ingest::as_shown(*number).to_string();
    Some(
        Diagnostic::new(
            Code::PercentFraction,
            origin,
            Text::new(
                format!("พบ {number} ในคอลัมน์ร้อยละ 0–100 ({th})"),
                format!("found {number} in a column of percentages from 0 to 100 ({en})"),
            ),
            fix_cell(),
        )
        .found(number.to_string())
        .nearest(Some(meant)),
    )
}

fn range(spec: &FieldSpec) -> String {
    let show = |n: f64| thai::format_number(n, usize::from(n.fract() != 0.0) * 2);
    match (spec.constraints.minimum, spec.constraints.maximum) {
        (Some(low), Some(high)) => format!("{}–{}", show(low), show(high)),
        (Some(low), None) => format!("≥ {}", show(low)),
        (None, Some(high)) => format!("≤ {}", show(high)),
        (None, None) => String::new(),
    }
}

/// The value in a message, cut where it is long.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    shown.replace('\n', " ")
}

pub(super) fn fix_cell() -> Text {
    Text::new("แก้ค่าในเซลล์นี้แล้วส่งใหม่", "correct this cell and send the workbook again")
}

fn named(spec: &FieldSpec) -> (String, String) {
    let english = if spec.title_en.is_empty() { &spec.name } else { &spec.title_en };
    (spec.title.clone(), english.clone())
}

fn missing(spec: &FieldSpec, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    Diagnostic::new(
        Code::ValueMissing,
        origin,
        Text::new(format!("ยังไม่ได้กรอก{th}"), format!("{en} is missing")),
        Text::new("กรอกค่าในเซลล์นี้แล้วส่งใหม่", "fill in this cell and send the workbook again"),
    )
}

fn out_of_range(spec: &FieldSpec, raw: &RawValue, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let (found, range) = (raw.display(), range(spec));
    Diagnostic::new(
        Code::ValueOutOfRange,
        origin,
        Text::new(
            format!("พบ {found} ต้องอยู่ระหว่าง {range} ({th})"),
            format!("found {found}, must be {range} ({en})"),
        ),
        fix_cell(),
    )
    .found(found)
}

fn too_long(spec: &FieldSpec, text: &str, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let (long, limit) = (text.chars().count(), spec.constraints.max_length.unwrap_or(0));
    Diagnostic::new(
        Code::ValueTooLong,
        origin,
        Text::new(
            format!("{th}ยาว {long} อักขระ เกิน {limit} อักขระที่กำหนด"),
            format!("{en} has {long} characters, at most {limit} are allowed"),
        ),
        Text::new("ย่อข้อความแล้วส่งใหม่", "shorten the text and send the workbook again"),
    )
    .found(shown(text))
}

fn not_in_list(spec: &FieldSpec, text: &str, origin: &Origin) -> Diagnostic {
    let (th, en) = named(spec);
    let choices = &spec.constraints.choices;
    let nearest = thai::nearest(text, choices.iter().map(String::as_str)).map(str::to_owned);
    Diagnostic::new(
        Code::ValueNotInList,
        origin,
        Text::new(
            format!("{th} “{}” ไม่อยู่ในรายการ ({})", shown(text), choices.join(", ")),
            format!("{en} “{}” is not in the list ({})", shown(text), choices.join(", ")),
        ),
        Text::new("เลือกค่าจากรายการแล้วส่งใหม่", "choose a value of the list and send the workbook again"),
    )
    .found(text)
    .nearest(nearest)
}

impl Problem {
    fn diagnostic(self, spec: &FieldSpec, raw: &RawValue, origin: &Origin) -> Diagnostic {
        let (th, en) = named(spec);
        let found = raw.display();
        let value = shown(&found);
        let (code, message, action) = match self {
            Self::ErrorCell => (
                Code::ValueErrorCell,
                Text::new(
                    format!("เซลล์มีค่าผิดพลาด {value} ({th})"),
                    format!("the cell holds the error {value} ({en})"),
                ),
                Text::new(
                    "แก้สูตรหรือพิมพ์ค่าแทน แล้วส่งใหม่",
                    "correct the formula or type the value, then send it again",
                ),
            ),
            Self::NoResult => (
                Code::FormulaWithoutResult,
                Text::new(
                    format!("เซลล์เป็นสูตรที่ยังไม่มีผลลัพธ์ ({th})"),
                    format!("the cell holds a formula without a stored result ({en})"),
                ),
                Text::new(
                    "เปิดไฟล์ใน Excel กดบันทึก แล้วส่งใหม่",
                    "open the workbook in Excel, save it, and send it again",
                ),
            ),
            Self::FormulaText => (
                Code::FormulaWithoutResult,
                Text::new(
                    format!("เซลล์มีตัวสูตร “{value}” เป็นข้อความ ไม่ใช่ผลลัพธ์ ({th})"),
                    format!("the cell holds the formula “{value}” as text, not its result ({en})"),
                ),
                Text::new(
                    "พิมพ์ค่าที่ได้แทนสูตร แล้วส่งใหม่",
                    "type the value instead of the formula and send it again",
                ),
            ),
            Self::NotNumber => (
                Code::ValueNotNumber,
                Text::new(
                    format!("พบ “{value}” ต้องเป็นตัวเลข ({th})"),
                    format!("found “{value}”, must be a number ({en})"),
                ),
                fix_cell(),
            ),
            Self::NotInteger => (
                Code::ValueNotInteger,
                Text::new(
                    format!("พบ {value} ต้องเป็นจำนวนเต็ม ({th})"),
                    format!("found {value}, must be a whole number ({en})"),
                ),
                fix_cell(),
            ),
            Self::NotDate(why) => (
                Code::ValueNotDate,
                Text::new(
                    format!("พบ “{value}” ต้องเป็นวันที่ ({th}): {}", why.thai()),
                    format!("found “{value}”, must be a date ({en}): {why}"),
                ),
                Text::new(
                    "กรอกวันที่ เช่น 15/04/2568 แล้วส่งใหม่",
                    "write a date such as 15/04/2568 and send it again",
                ),
            ),
        };
        Diagnostic::new(code, origin, message, action).found(found)
    }
}
