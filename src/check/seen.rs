//! A cell is read as the person sees it, or a finding says that it is not.
//!
//! Comes in: a value with what is seen of its cell beyond it. Goes out: the value that is meant, where that is
//! plain, as its column reads it. Never: chooses between two meanings.

mod findings;
mod number;

use super::cell;
use crate::contract::{FieldSpec, FieldType, Header, Role};
use crate::diagnostic::{Code, Diagnostic};
use crate::ingest::format::{NumberFormat, Shows};
use crate::ingest::{Link, RawCell, RawSheet, RawValue, Seen, Struck};
use crate::model::{Absence, DataValue, Field, FiscalYear, Origin};
use crate::thai::{BUDDHIST_OFFSET, Date, ExcelEpoch};

pub(super) use findings::{hidden, unsure};
pub(super) use number::{scale, scale_name, scaled};

/// Years of the Common Era that a date of a report never has, and that Excel makes of two digits: 68 is 1968.
const LAST_CENTURY: std::ops::RangeInclusive<i32> = 1940..=1999;
/// A date of a report is at most this many years away from its fiscal year.
const NEAR_YEARS: i32 = 5;
/// Half of the last digit that reports show, and what binary fractions leave of it.
const SHOWN_BY_REPORTS: f64 = 0.005 + 1e-9;
/// From here on Excel has replaced digits of a long number by zeros.
const FIFTEEN_DIGITS: f64 = 1e15;

/// A sheet, to ask what its cells look like.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub raw: &'a RawSheet,
    pub epoch: ExcelEpoch,
    pub year: FiscalYear,
}

/// Reads a cell by its column's contract, as [`cell::read`] does, but as it is seen.
pub(super) fn read(
    view: View<'_>,
    spec: &FieldSpec,
    raw: Option<&RawValue>,
    origin: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Field<DataValue> {
    let plain = |raw, findings: &mut _| cell::read(spec, raw, origin, view.epoch, findings);
    let Some(value) = raw else { return plain(raw, findings) };
    let seen = view.raw.seen(origin.row, origin.col);
    let long = matches!(value, RawValue::Number(number) if number.abs() >= FIFTEEN_DIGITS);
    // Years that Excel makes of two digits are looked for whatever is known of the cell.
    let is_day = matches!(value, RawValue::Date(_));
    if seen.is_none() && !long && !is_day {
        return plain(raw, findings);
    }
    let nothing = Seen::default();
    match meant(view, spec, value, seen.unwrap_or(&nothing), origin) {
        Ok(None) => {
            let field = plain(raw, findings);
            let is_read = field.get().is_some();
            findings.extend(seen.filter(|_| is_read).and_then(|seen| rounded(spec, value, seen, origin)));
            field
        }
        Ok(Some(value)) => plain(Some(&value), findings),
        Err(finding) => {
            findings.push(*finding);
            Field::absent(Absence::Invalid, Some(origin.clone()))
        }
    }
}

/// The value that is seen, where it is another one than the value that is stored.
fn meant(
    view: View<'_>,
    spec: &FieldSpec,
    value: &RawValue,
    seen: &Seen,
    origin: &Origin,
) -> Result<Option<RawValue>, Box<Diagnostic>> {
    if seen.picture {
        return Err(findings::picture(spec, origin).into());
    }
    if seen.struck != Struck::No {
        return Err(findings::struck(spec, value, seen.struck, origin).into());
    }
    if seen.unseen {
        return Err(findings::unseen(spec, value, origin).into());
    }
    let is_text = spec.kind == FieldType::String && spec.role != Some(Role::Due);
    if seen.raised && !is_text {
        return Err(findings::raised(spec, value, origin).into());
    }
    if matches!(spec.role, Some(Role::Evidence | Role::Url))
        && let Some(link) = &seen.link
    {
        return address(spec, value, link, origin);
    }
    // A nought that is not shown is one in accounts; of texts and days nothing is left to be seen.
    let is_nought = matches!(value, RawValue::Number(number) if *number == 0.0) && !is_text;
    if seen.shown.as_deref() == Some("") && !is_nought {
        return Err(findings::shows_nothing(spec, value, origin).into());
    }
    match value {
        RawValue::Date(serial) if is_text => text_of_date(spec, value, *serial, seen, origin),
        RawValue::Date(serial) if spec.kind == FieldType::Date || spec.role == Some(Role::Due) => {
            day(view, spec, *serial, seen, origin)
        }
        RawValue::Number(number) if is_text => {
            if number.abs() >= FIFTEEN_DIGITS {
                return Err(findings::digits_lost(spec, value, origin).into());
            }
            text_of_number(spec, *number, seen, origin)
        }
        RawValue::Percent(fraction) if is_text => text_of_number(spec, *fraction, seen, origin),
        RawValue::Number(number) if spec.kind == FieldType::Date => {
            let beside = seen.format.as_ref().and_then(|format| format.beside(*number));
            if beside.is_some_and(|beside| beside.hidden) {
                return Err(findings::unseen(spec, value, origin).into());
            }
            Ok(None)
        }
        RawValue::Number(number) if spec.kind.is_number() => {
            let format = seen.format.as_deref();
            let meant = match &seen.shown {
                Some(shown) => number::shown(spec, format, *number, shown),
                None => format.map_or(Ok(None), |format| number::formatted(spec, format, *number)),
            };
            match (meant, &seen.shown, format) {
                (Ok(meant), ..) => Ok(meant.map(RawValue::Number)),
                (Err(()), Some(shown), _) => Err(findings::shows_other(spec, value, shown, origin).into()),
                (Err(()), None, Some(format)) => Err(findings::format(spec, *number, format, origin).into()),
                (Err(()), None, None) => Ok(None),
            }
        }
        RawValue::Percent(fraction) if spec.kind.is_number() => match (&seen.shown, &seen.format) {
            (Some(shown), _) if !number::shows_share(*fraction, shown) => {
                Err(findings::shows_other(spec, value, shown, origin).into())
            }
            // Conditions of its own, or something in the place of the percentage; a nought may be shown in its own way.
            (None, Some(format))
                if *fraction != 0.0
                    && (format.is_percent(*fraction) != Some(true)
                        || format.beside(*fraction).is_some_and(|beside| beside.unsigned)) =>
            {
                Err(findings::format(spec, *fraction, format, origin).into())
            }
            _ => Ok(None),
        },
        _ => Ok(None),
    }
}

/// What a cell of a column of texts shows of its number.
fn text_of_number(
    spec: &FieldSpec,
    number: f64,
    seen: &Seen,
    origin: &Origin,
) -> Result<Option<RawValue>, Box<Diagnostic>> {
    if let Some(shown) = &seen.shown {
        return Ok(Some(RawValue::Text(shown.to_string())));
    }
    let Some(format) = &seen.format else { return Ok(None) };
    match format.beside(number) {
        Some(beside) if !beside.hidden => match (format.shows(), format.show(number)) {
            (_, Some(shown)) => Ok(Some(RawValue::Text(shown))),
            (Shows::Text, None) => Ok(None),
            // In thousands, or as something that nobody would write.
            (_, None) => Err(findings::format(spec, number, format, origin).into()),
        },
        // Words in the place of the number.
        Some(beside) if !beside.words.trim().is_empty() => {
            Ok(Some(RawValue::Text(beside.words.trim().to_owned())))
        }
        _ => Err(findings::format(spec, number, format, origin).into()),
    }
}

/// A figure that its cell shows with fewer digits than it has, where the reports would show the difference.
fn rounded(spec: &FieldSpec, value: &RawValue, seen: &Seen, origin: &Origin) -> Option<Diagnostic> {
    if !spec.kind.is_number() {
        return None;
    }
    let (stored, number) = match value {
        RawValue::Number(number) => (*number, *number),
        RawValue::Percent(fraction) => (*fraction, crate::ingest::as_shown(*fraction)),
        _ => return None,
    };
    let shown = seen.format.as_ref()?.precision(stored)?.seen(number);
    ((shown - number).abs() > SHOWN_BY_REPORTS).then(|| findings::rounded(spec, number, shown, origin))
}

/// An answer of a survey that nobody sees as one: struck out, or without anything to be seen. Of a row the first tells.
pub(super) fn answers(raw: &RawSheet, cells: &[RawCell], header: &Header, at: &Origin) -> Option<Diagnostic> {
    if raw.seen.is_empty() {
        return None;
    }
    cells.iter().filter(|cell| header.questions.iter().any(|(col, _)| *col == cell.col)).find_map(|cell| {
        let seen = raw.seen(cell.row, cell.col)?;
        let shows_nothing = || match (&cell.value, &seen.format) {
            _ if seen.shown.as_deref() == Some("") => true,
            (RawValue::Number(number), Some(format)) => {
                format.beside(*number).is_some_and(|beside| beside.hidden)
            }
            _ => false,
        };
        let origin = at.at(cell.row, cell.col);
        if seen.struck != Struck::No {
            Some(findings::answer_struck(&cell.value, &origin))
        } else if seen.unseen || shows_nothing() {
            Some(findings::answer_unseen(&cell.value, &origin))
        } else {
            None
        }
    })
}

/// One stroke of an office is one finding: of a row that is struck through from end to end only the first stays.
pub(super) fn one_stroke(raw: &RawSheet, row: u32, findings: &mut Vec<Diagnostic>) {
    let is_stroke = |finding: &Diagnostic| finding.code == Code::CellStruck;
    if findings.iter().filter(|f| is_stroke(f)).count() < 2 {
        return;
    }
    let from = raw.cells.partition_point(|c| c.row < row);
    let mut cells = raw.cells[from..].iter().take_while(|c| c.row == row);
    if cells.all(|c| raw.seen(c.row, c.col).is_some_and(|seen| seen.struck == Struck::Wholly)) {
        let mut first = true;
        findings.retain(|f| !is_stroke(f) || std::mem::take(&mut first));
    }
}

/// The address behind a cell is the evidence, not the words in front of it.
fn address(
    spec: &FieldSpec,
    value: &RawValue,
    link: &Link,
    origin: &Origin,
) -> Result<Option<RawValue>, Box<Diagnostic>> {
    let Link::To(target) = link else { return Err(findings::link_computed(spec, origin).into()) };
    let shown = value.display();
    let text = shown.trim();
    if is_address(text) && !same_address(text, target) {
        return Err(findings::link_differs(spec, text, target, origin).into());
    }
    Ok(Some(RawValue::Text(if is_address(text) { text.to_owned() } else { target.to_string() })))
}

fn is_address(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let one_word = !text.contains(char::is_whitespace);
    one_word && (lower.contains("://") || lower.starts_with("www."))
}

/// Whether two addresses lead to the same place, as far as their writing tells.
fn same_address(one: &str, other: &str) -> bool {
    let plain = |address: &str| {
        let decoded = percent_decoded(address);
        let lower = decoded.to_lowercase();
        let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
        rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
    };
    plain(one) == plain(other)
}

fn percent_decoded(address: &str) -> String {
    let mut out = Vec::with_capacity(address.len());
    let mut bytes = address.bytes();
    while let Some(byte) = bytes.next() {
        let ahead: Vec<u8> = bytes.clone().take(2).collect();
        let code = std::str::from_utf8(&ahead).ok().filter(|_| byte == b'%' && ahead.len() == 2);
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                bytes.nth(1);
            }
            None => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// A day, a month or a time that Excel made of something typed into a column of texts.
fn text_of_date(
    spec: &FieldSpec,
    value: &RawValue,
    serial: f64,
    seen: &Seen,
    origin: &Origin,
) -> Result<Option<RawValue>, Box<Diagnostic>> {
    let Some(format) = &seen.format else { return Ok(None) };
    let shown = format.show(serial);
    if format.shows_time_only()
        && let Some(time) = shown
    {
        return Ok(Some(RawValue::Text(time)));
    }
    if format.shows() == Shows::Date && format.shows_whole_day() {
        match Date::from_excel_serial(serial, ExcelEpoch::Year1900) {
            Ok(date) if !LAST_CENTURY.contains(&date.year()) => {
                let time = format.time(serial).filter(|_| serial.fract() != 0.0);
                return Ok(time.map(|time| RawValue::Text(format!("{} {time}", value.display()))));
            }
            Ok(_) if format.shows_two_digits_of_year() => {
                if let Some(shown) = shown {
                    return Ok(Some(RawValue::Text(shown)));
                }
            }
            _ => {}
        }
    }
    Err(findings::converted(spec, value, shown.as_deref(), origin).into())
}

/// A day of a report. 15/3/68 typed into Excel is 15 March 1968.
fn day(
    view: View<'_>,
    spec: &FieldSpec,
    serial: f64,
    seen: &Seen,
    origin: &Origin,
) -> Result<Option<RawValue>, Box<Diagnostic>> {
    let Ok(date) = Date::from_excel_serial(serial, ExcelEpoch::Year1900) else { return Ok(None) };
    let is_whole = |format: &NumberFormat| format.shows_whole_day() && !format.has_other_figures();
    if let Some(format) = seen.format.as_ref().filter(|format| !is_whole(format)) {
        return Err(findings::part_of_day(spec, date, format, origin).into());
    }
    if !LAST_CENTURY.contains(&date.year()) {
        return Ok(None);
    }
    let year = 2500 + date.year() % 100 - BUDDHIST_OFFSET;
    let near = (year - (i32::from(view.year.0) - BUDDHIST_OFFSET)).abs() <= NEAR_YEARS;
    let typed = Date::new(year, date.month(), date.day()).ok().filter(|_| near);
    let two_digits = seen.format.as_ref().is_some_and(|format| format.shows_two_digits_of_year());
    match typed.and_then(|typed| typed.excel_serial(ExcelEpoch::Year1900)) {
        Some(serial) if two_digits => Ok(Some(RawValue::Date(f64::from(serial)))),
        _ => Err(findings::century(spec, date, typed, origin).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_compared_as_people_read_them() {
        assert!(same_address("www.example.go.th/ita/", "https://example.go.th/ita"));
        assert!(same_address("https://example.go.th/%E0%B8%81.pdf", "https://EXAMPLE.go.th/ก.pdf"));
        assert!(!same_address("https://example.go.th/a.pdf", "https://example.go.th/b.pdf"));
        assert!(is_address("https://a") && is_address("WWW.a.th") && !is_address("คลิก https://a"));
        assert_eq!(percent_decoded("%"), "%");
        assert_eq!(percent_decoded("a%2"), "a%2");
    }
}
