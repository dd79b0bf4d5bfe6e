//! Codes for records of a form that has none.
//!
//! The same record keeps its code: found again by its texts, then by its row. A code is never given twice, and
//! the code of a record that is gone is not given to another one unless that stands in its very row.

use super::Given;
use super::layout::Codes;
use super::notices;
use super::read::Record;
use crate::diagnostic::Diagnostic;
use crate::ingest::RawValue;
use crate::model::{GivenCode, Origin};
use crate::thai;
use std::collections::BTreeSet;

/// A record without a code of its own.
struct Nameless {
    /// Its position.
    at: usize,
    by: String,
    content: String,
    row: u32,
}

/// Gives each record without a code one: `M`, the number it is counted by, a hyphen and a serial in the order of
/// the sheet. The code's cell is the record's first one. `kept` are codes of an earlier time.
pub(super) fn give(
    codes: &Codes,
    records: &mut [Record],
    kept: &[GivenCode],
    at: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Vec<GivenCode> {
    let text = |record: &Record, field: &String| {
        record.values.get(field).and_then(|g| g.value.as_ref()).map(RawValue::display)
    };
    let mut nameless = Vec::new();
    let mut used: BTreeSet<String> = kept.iter().map(|k| k.code.clone()).collect();
    for (position, record) in records.iter().enumerate() {
        if let Some(code) = text(record, &codes.field) {
            used.insert(code);
            continue;
        }
        let Some(by) = text(record, &codes.by) else { continue };
        let content: Vec<String> = codes.content.iter().filter_map(|field| text(record, field)).collect();
        nameless.push(Nameless {
            at: position,
            by: thai::to_arabic_digits(by.trim()),
            content: thai::normalise(&content.join(" / ")),
            row: record.place.0 + 1,
        });
    }
    let matched = matched(&nameless, kept);
    let mut given = Vec::new();
    let mut fresh = 0;
    for (record, old) in nameless.iter().zip(&matched) {
        fresh += usize::from(old.is_none());
        let code = old.map_or_else(|| next(&record.by, &used), str::to_owned);
        used.insert(code.clone());
        let value = Some(RawValue::Text(code.clone()));
        let (row, col) = records[record.at].place;
        records[record.at].values.insert(codes.field.clone(), Given { value, row, col });
        let (by, content) = (record.by.clone(), record.content.clone());
        given.push(GivenCode { code, by, content, row: record.row });
    }
    if fresh > 0
        && let ([first, ..], [.., last]) = (given.as_slice(), given.as_slice())
    {
        findings.push(notices::codes(at, &first.code, &last.code, given.len(), fresh));
    }
    given
}

/// The kept code of each record, where it has one: by content first, then by row.
fn matched<'a>(records: &[Nameless], kept: &'a [GivenCode]) -> Vec<Option<&'a str>> {
    let mut left: Vec<Option<(&GivenCode, String)>> =
        kept.iter().map(|k| Some((k, thai::key(&k.content)))).collect();
    let mut found = vec![None; records.len()];
    let mut pass = |same: &dyn Fn(&Nameless, &GivenCode, &str) -> bool| {
        for (record, code) in records.iter().zip(&mut found).filter(|(_, code)| code.is_none()) {
            let here = left.iter_mut().find(|old| {
                old.as_ref().is_some_and(|(old, key)| old.by == record.by && same(record, old, key))
            });
            *code = here.and_then(Option::take).map(|(old, _)| old.code.as_str());
        }
    };
    pass(&|record, old, key| old.row == record.row && thai::key(&record.content) == key);
    pass(&|record, _, key| thai::key(&record.content) == key);
    pass(&|record, old, _| old.row == record.row);
    found
}

/// The serial after all that were ever given.
fn next(by: &str, used: &BTreeSet<String>) -> String {
    let start = format!("M{by}-");
    let serials = used.iter().filter_map(|code| code.strip_prefix(&start)?.parse::<usize>().ok());
    format!("{start}{:02}", serials.max().unwrap_or(0) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(by: &str, content: &str, row: u32) -> Nameless {
        Nameless { at: 0, by: by.into(), content: content.into(), row }
    }

    fn kept(code: &str, by: &str, content: &str, row: u32) -> GivenCode {
        GivenCode { code: code.into(), by: by.into(), content: content.into(), row }
    }

    #[test]
    fn a_record_keeps_its_code_by_its_texts_then_by_its_row() {
        let old = [kept("M1-01", "1", "ก", 5), kept("M1-02", "1", "ข", 6), kept("M2-01", "2", "ค", 7)];
        // A row is put in, another one edited where it is.
        let now = [record("1", "ใหม่", 5), record("1", "ก", 6), record("1", "ข", 7), record("2", "ค", 8)];
        assert_eq!(matched(&now, &old), [None, Some("M1-01"), Some("M1-02"), Some("M2-01")]);
        let now = [record("1", "ก แก้คำ", 5), record("1", "ข", 6), record("2", "ค", 7)];
        assert_eq!(matched(&now, &old), [Some("M1-01"), Some("M1-02"), Some("M2-01")]);
        // Another indicator is another measure.
        assert_eq!(matched(&[record("3", "ก", 5)], &old), [None]);
        // Two with the same words keep their order.
        let twice = [kept("M1-01", "1", "ก", 5), kept("M1-02", "1", "ก", 6)];
        assert_eq!(
            matched(&[record("1", "ก", 5), record("1", "ก", 6)], &twice),
            [Some("M1-01"), Some("M1-02")]
        );
    }

    #[test]
    fn the_code_of_a_record_that_is_gone_is_not_given_again() {
        let used = ["M1-01", "M1-07", "M10-09"].map(str::to_owned).into();
        assert_eq!(next("1", &used), "M1-08");
        assert_eq!(next("10", &used), "M10-10");
        assert_eq!(next("2", &used), "M2-01");
    }
}
