//! Drop-downs, limits and input messages of a column, from its contract.
//!
//! In: a column. Out: what Excel checks while the office types. Excel's own limits hold: 32
//! characters in a title, 255 in a message or a list that is written out.

use super::failed;
use crate::contract::{Constraints, FieldSpec, FieldType, Role};
use crate::error::Error;
use crate::model::Half;
use crate::report::wording::Phrases;
use crate::thai;
use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, DataValidationRule, ExcelDateTime, Formula};

/// Excel's limits, in UTF-16 units.
pub(super) const TITLE_UNITS: usize = 32;
pub(super) const MESSAGE_UNITS: usize = 255;

/// First and last day that a date cell takes: a Buddhist year typed as such is years ahead in the
/// Common Era, and `check` reads both.
const FIRST_DATE: (u16, u8, u8) = (2000, 1, 1);
const LAST_DATE: (u16, u8, u8) = (2699, 12, 31);

/// The texts to choose from, and whether something else may be typed too.
pub(super) struct Choices {
    pub list: Vec<String>,
    pub open: bool,
}

/// What a column offers to choose from; `None`: nothing.
pub(super) fn choices(field: &FieldSpec, half: Option<Half>) -> Option<Choices> {
    match field.role {
        Some(Role::Month) => Some(Choices { list: months(half), open: false }),
        // A date may be typed instead of one of the words.
        Some(Role::Due) => Some(Choices { list: field.constraints.choices.clone(), open: true }),
        _ if field.constraints.choices.is_empty() => None,
        _ => Some(Choices { list: field.constraints.choices.clone(), open: false }),
    }
}

/// Thai names of the months of a half, or of the whole fiscal year.
fn months(half: Option<Half>) -> Vec<String> {
    let numbers: &[u8] = match half {
        Some(Half::First) => &[10, 11, 12, 1, 2, 3],
        Some(Half::Second) => &[4, 5, 6, 7, 8, 9],
        None => &[10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    };
    numbers.iter().filter_map(|m| thai::month_name(*m)).map(str::to_owned).collect()
}

/// Whether a list can be written out inside the validation; else it must stand on a sheet.
pub(super) fn fits_inline(list: &[String]) -> bool {
    let units: usize = list.iter().map(|text| text.encode_utf16().count() + 1).sum();
    units <= MESSAGE_UNITS && !list.iter().any(|text| text.contains([',', '"']))
}

/// The validation of a column. `example`: a day of the period, as it is typed. `range`: where its list is when it
/// is not written out.
///
/// # Errors
/// The library refuses a text: a bug.
pub(super) fn of_column(
    field: &FieldSpec,
    half: Option<Half>,
    example: &str,
    range: Option<&str>,
    phrases: Phrases<'_>,
) -> Result<DataValidation, Error> {
    let validation = DataValidation::new().ignore_blank(true);
    let choices = choices(field, half);
    let (mut validation, problem) = match (&choices, range) {
        (_, Some(range)) => {
            (validation.allow_list_formula(Formula::new(range)), phrases.term("cell.from_list"))
        }
        (Some(choices), None) => (
            validation.allow_list_strings(&choices.list).map_err(failed)?,
            phrases.term("cell.from_list_only"),
        ),
        (None, None) => limits(validation, field, example, phrases),
    };
    if choices.is_some_and(|c| c.open) {
        validation = validation.show_error_message(false);
    } else if range.is_some() && field.role == Some(Role::Measure) {
        validation = validation.set_error_style(DataValidationErrorStyle::Warning);
    }
    validation
        .set_input_title(cut(&field.title, TITLE_UNITS))
        .and_then(|v| v.set_input_message(cut(&message(field, example, phrases), MESSAGE_UNITS)))
        .and_then(|v| v.set_error_title(cut(&phrases.term("cell.wrong"), TITLE_UNITS)))
        .and_then(|v| v.set_error_message(cut(&problem, MESSAGE_UNITS)))
        .map_err(failed)
}

fn limits(
    validation: DataValidation,
    field: &FieldSpec,
    example: &str,
    phrases: Phrases<'_>,
) -> (DataValidation, String) {
    let (low, high) = (field.constraints.minimum, field.constraints.maximum);
    let describe = |kind: &str| {
        let kind = phrases.term(kind);
        match range_words(&field.constraints, phrases) {
            Some(range) => phrases.say("cell.type_within", &[("kind", &kind), ("range", &range)]),
            None => phrases.say("cell.type_kind", &[("kind", &kind)]),
        }
    };
    match field.kind {
        FieldType::Integer => (whole(validation, low, high), describe("cell.integer")),
        FieldType::Number => {
            let rule = match (low, high) {
                (Some(low), Some(high)) => DataValidationRule::Between(low, high),
                (None, Some(high)) => DataValidationRule::LessThanOrEqualTo(high),
                (low, None) => DataValidationRule::GreaterThanOrEqualTo(low.unwrap_or(-1e15)),
            };
            (validation.allow_decimal_number(rule), describe("cell.number"))
        }
        FieldType::Date => match (day(FIRST_DATE), day(LAST_DATE)) {
            (Some(first), Some(last)) => (
                validation.allow_date(DataValidationRule::Between(first, last)),
                phrases.say("cell.type_date", &[("example", example)]),
            ),
            _ => (validation.allow_any_value(), String::new()),
        },
        FieldType::String => {
            let longest = field.constraints.max_length.and_then(|n| u32::try_from(n).ok());
            match longest {
                Some(longest) => (
                    validation.allow_text_length(DataValidationRule::LessThanOrEqualTo(longest)),
                    phrases.say("cell.too_long", &[("most", &longest.to_string())]),
                ),
                None => (validation.allow_any_value(), String::new()),
            }
        }
    }
}

/// Excel's whole-number rule takes 32-bit limits; larger ones are left to `check`.
fn whole(validation: DataValidation, low: Option<f64>, high: Option<f64>) -> DataValidation {
    let limit = |number: f64| {
        #[expect(clippy::cast_possible_truncation, reason = "clamped to the range of i32 before")]
        let whole = number.clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32;
        whole
    };
    let low = low.map_or(i32::MIN, limit);
    match high.map(limit) {
        Some(high) => validation.allow_whole_number(DataValidationRule::Between(low, high)),
        None => validation.allow_whole_number(DataValidationRule::GreaterThanOrEqualTo(low)),
    }
}

fn day((year, month, day): (u16, u8, u8)) -> Option<ExcelDateTime> {
    ExcelDateTime::from_ymd(year, month, day).ok()
}

/// `0–100`, `ตั้งแต่ 0`, `ไม่เกิน 5`; none without limits.
pub(super) fn range_words(limits: &Constraints, phrases: Phrases<'_>) -> Option<String> {
    let show = |n: f64| thai::format_number(n, usize::from(n.fract() != 0.0) * 2);
    match (limits.minimum, limits.maximum) {
        (Some(low), Some(high)) => {
            Some(phrases.say("cell.within", &[("low", &show(low)), ("high", &show(high))]))
        }
        (Some(low), None) => Some(phrases.say("cell.at_least", &[("low", &show(low))])),
        (None, Some(high)) => Some(phrases.say("cell.at_most", &[("high", &show(high))])),
        (None, None) => None,
    }
}

/// How long a column's texts may be; none without a limit.
pub(super) fn longest(field: &FieldSpec, phrases: Phrases<'_>) -> Option<String> {
    let most = field.constraints.max_length?;
    Some(phrases.say("cell.longest", &[("most", &most.to_string())]))
}

/// What a column counts in; none where it counts nothing.
pub(super) fn unit(field: &FieldSpec, phrases: Phrases<'_>) -> Option<String> {
    (!field.unit.is_empty()).then(|| phrases.say("cell.unit", &[("unit", &field.unit)]))
}

/// What to write; whether it must be filled in and in which unit stands on the second line.
fn message(field: &FieldSpec, example: &str, phrases: Phrases<'_>) -> String {
    let what = match (field.help.as_str(), field.kind, field.role) {
        (help, FieldType::Date, _) => {
            // An example of the form's own half, whatever the year.
            let like = phrases.say("cell.date_like", &[("example", example)]);
            if help.is_empty() { like } else { format!("{help} {like}") }
        }
        ("", _, _) if !field.constraints.choices.is_empty() => phrases.term("cell.choose"),
        ("", FieldType::Integer, _) => phrases.term("cell.integer"),
        ("", FieldType::Number, _) => phrases.term("cell.number"),
        ("", FieldType::String, Some(Role::Lines)) => phrases.term("cell.lines"),
        ("", FieldType::String, _) => phrases.term("cell.text"),
        (help, ..) => help.to_owned(),
    };
    let need = if field.constraints.required { "cell.required" } else { "cell.optional" };
    let mut second = vec![phrases.term(need)];
    second.extend(unit(field, phrases));
    second.extend(longest(field, phrases));
    format!("{what}\n{}", second.join(" · "))
}

/// At most `units` UTF-16 units, never half a cluster.
pub(super) fn cut(text: &str, units: usize) -> String {
    use unicode_segmentation::UnicodeSegmentation;
    if text.encode_utf16().count() <= units {
        return text.to_owned();
    }
    let mut room = units.saturating_sub(1);
    let mut out = String::new();
    for cluster in text.graphemes(true) {
        let size = cluster.encode_utf16().count();
        if size > room {
            break;
        }
        room -= size;
        out.push_str(cluster);
    }
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::{cut, fits_inline, months};
    use crate::model::Half;

    #[test]
    fn texts_are_cut_between_clusters() {
        assert_eq!(cut("สั้น", 32), "สั้น");
        let long = "ที่".repeat(20);
        let short = cut(&long, 32);
        assert_eq!(short, format!("{}…", "ที่".repeat(10)));
        assert!(short.encode_utf16().count() <= 32);
    }

    #[test]
    fn long_lists_and_lists_with_commas_stand_on_a_sheet() {
        assert!(fits_inline(&["ก".repeat(254)]));
        assert!(!fits_inline(&["ก".repeat(255)]));
        assert!(!fits_inline(&["ก, ข".to_owned()]));
    }

    #[test]
    fn a_half_has_its_own_six_months() {
        assert_eq!(months(Some(Half::Second)).first().map(String::as_str), Some("เมษายน"));
        assert_eq!(months(Some(Half::First)).len(), 6);
        assert_eq!(months(None).len(), 12);
    }
}
