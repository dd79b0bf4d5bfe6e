//! What a cell of an `OpenDocument` spreadsheet holds, by its own word and by the text beside it.

use crate::ingest::format::{NumberFormat, Written};
use crate::ingest::xlsx::part::{attribute, attribute_text};
use crate::ingest::xlsx::sheet::error_name;
use crate::ingest::{RawValue, non_blank};
use crate::model::Text;
use crate::thai::{Date, ExcelEpoch};
use quick_xml::events::BytesStart;

/// What a cell holds, by its own word.
pub(super) fn value(start: &BytesStart<'_>, text: &str) -> Result<Option<RawValue>, Text> {
    let formula = attribute_text(start, "formula");
    let wrong = || Text::new("ค่าที่บันทึกในเซลล์ไม่ถูกต้อง", "a cell holds what no spreadsheet can store there");
    let number = || {
        let number: f64 =
            attribute(start, "value").unwrap_or_default().trim().parse().map_err(|_| wrong())?;
        if number.is_finite() { Ok(number) } else { Err(wrong()) }
    };
    if text.starts_with('#') && formula.is_some() && error_name(text.trim()) != "#ERROR!" {
        return Ok(Some(RawValue::Error(error_name(text.trim()))));
    }
    if text.starts_with("Err:") && formula.is_some() {
        return Ok(Some(RawValue::Error(error_name(text))));
    }
    // The kind of an own namespace repeats the usual one; the first that is there counts.
    Ok(match attribute(start, "value-type") {
        Some("float" | "currency") => Some(as_shown(number()?, text)),
        Some("percentage") => Some(RawValue::Percent(number()?)),
        Some("date") => {
            let written = attribute(start, "date-value").unwrap_or_default();
            Some(day(written).map_or_else(|| RawValue::Text(written.to_owned()), RawValue::Date))
        }
        Some("time") => {
            let written = attribute(start, "time-value").unwrap_or_default();
            Some(time(written).map_or_else(|| RawValue::Text(text.to_owned()), RawValue::Date))
        }
        Some("boolean") => Some(RawValue::Bool(attribute(start, "boolean-value") == Some("true"))),
        Some("string") => {
            let stored = attribute_text(start, "string-value");
            non_blank(if text.is_empty() { stored.unwrap_or_default() } else { text.to_owned() })
        }
        _ if formula.is_some() && text.is_empty() => {
            Some(RawValue::FormulaWithoutResult(formula.unwrap_or_default()))
        }
        _ => non_blank(text.to_owned()),
    })
}

/// A number whose cell shows a truth or a share in its place, as the results of some formulas do.
fn as_shown(number: f64, text: &str) -> RawValue {
    let text = text.trim();
    if matches!((number, text), (1.0, "TRUE" | "จริง") | (0.0, "FALSE" | "เท็จ")) {
        return RawValue::Bool(number > 0.0);
    }
    let written = Written::read(text).filter(|written| written.percent && !written.is(number));
    match written {
        Some(written) if written.is(number * 100.0) => RawValue::Percent(number),
        _ => RawValue::Number(number),
    }
}

/// Whether a cell's text says more of what is seen than its value and the value's format.
pub(super) fn is_told(value: &RawValue, format: Option<&NumberFormat>, shown: &str) -> bool {
    match value {
        RawValue::Number(number) => {
            let expected = format.map_or_else(|| Some(value.display()), |format| format.show(*number));
            expected.is_none_or(|expected| expected != shown)
        }
        RawValue::Percent(fraction) => {
            let depends = format.is_some_and(|format| format.beside(*fraction).is_none());
            depends || value.display() != shown
        }
        RawValue::Date(_) | RawValue::Text(_) => shown.is_empty(),
        RawValue::Bool(_) | RawValue::Error(_) | RawValue::FormulaWithoutResult(_) => false,
    }
}

/// `2025-03-15T08:30:00` as a serial.
fn day(written: &str) -> Option<f64> {
    let (date, clock) = written.split_once('T').unwrap_or((written, ""));
    let mut parts = date.splitn(3, '-');
    let mut next = || parts.next()?.parse::<u16>().ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let date = Date::new(i32::from(year), u8::try_from(month).ok()?, u8::try_from(day).ok()?).ok()?;
    let whole = f64::from(date.excel_serial(ExcelEpoch::Year1900)?);
    let mut clock = clock.splitn(3, ':').map(|part| part.trim_end_matches('Z').parse::<f64>().unwrap_or(0.0));
    let mut next = || clock.next().unwrap_or(0.0);
    Some(whole + (next() + next() / 60.0 + next() / 3600.0) / 24.0)
}

/// `PT08H30M00S` as a part of a day.
fn time(written: &str) -> Option<f64> {
    let (hours, rest) = written.strip_prefix("PT")?.split_once('H')?;
    let (minutes, rest) = rest.split_once('M')?;
    let seconds: f64 = rest.strip_suffix('S')?.parse().ok()?;
    let (hours, minutes): (f64, f64) = (hours.parse().ok()?, minutes.parse().ok()?);
    Some((hours + minutes / 60.0 + seconds / 3600.0) / 24.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_become_serials() {
        assert_eq!(day("2025-03-15"), Some(45_731.0));
        assert_eq!(day("2025-03-15T12:00:00"), Some(45_731.5));
        assert_eq!(time("PT08H30M00S"), Some(8.5 / 24.0));
        assert_eq!((day("15/3/2568"), day("2025-13-01"), time("8:30")), (None, None, None));
    }
}
