//! Which record of one table is which of the other.
//!
//! Comes in: the records of a table in two publications. Goes out: pairs. Never: pairs by position in
//! the list: rows may have been moved, sheets renamed, files sent again under another name.

use crate::report::snapshot::Record;
use std::collections::BTreeMap;

/// Two records that are one, or one without a counterpart.
pub(super) type Pair<'a> = (Option<&'a Record>, Option<&'a Record>);

/// Pairs in the order of `new`; what is only in `old` follows.
///
/// Records with the same key are one. Of the rest, a record whose values are the same except for its key
/// was renamed, and so was one that stands in the same row of the same sheet of the same file.
pub(super) fn pairs<'a>(old: &'a [Record], new: &'a [Record]) -> Vec<Pair<'a>> {
    let mut open: BTreeMap<(&[String], usize), &Record> = BTreeMap::new();
    for (record, number) in numbered(old) {
        open.insert((&record.key, number), record);
    }
    let mut found: Vec<Pair<'a>> = Vec::new();
    for (record, number) in numbered(new) {
        found.push((open.remove(&(&record.key[..], number)), Some(record)));
    }
    let mut left: Vec<&Record> = Vec::new();
    for record in old {
        let known = open.values().any(|o| std::ptr::eq(*o, record));
        if known {
            left.push(record);
        }
    }
    for same in [same_content, same_row] {
        for pair in found.iter_mut().filter(|pair| pair.0.is_none()) {
            let Some(new) = pair.1 else { continue };
            let mut matching = left.iter().enumerate().filter(|(_, old)| same(old, new));
            if let (Some((at, old)), None) = (matching.next(), matching.next()) {
                pair.0 = Some(old);
                left.remove(at);
            }
        }
    }
    found.extend(left.into_iter().map(|old| (Some(old), None)));
    found
}

/// Records with how many of the same key came before: a key that occurs twice is no error here.
fn numbered(records: &[Record]) -> impl Iterator<Item = (&Record, usize)> {
    let mut seen: BTreeMap<&[String], usize> = BTreeMap::new();
    records.iter().map(move |record| {
        let number = seen.entry(&record.key).or_default();
        *number += 1;
        (record, *number)
    })
}

/// The same sender and values, apart from those that make up the key.
fn same_content(old: &Record, new: &Record) -> bool {
    let rest = |record: &Record| {
        let in_key = |value: &crate::report::snapshot::Value| matches!(value, crate::report::snapshot::Value::Text(text) if record.key.contains(text));
        record.values.iter().map(|v| (!in_key(v)).then(|| v.clone())).collect::<Vec<_>>()
    };
    // A setting is its key: its value alone tells nothing.
    old.sheet.is_some() && old.unit == new.unit && old.values.len() > 1 && rest(old) == rest(new)
}

/// The same row of the same sheet of the same file.
fn same_row(old: &Record, new: &Record) -> bool {
    let row = |record: &Record| {
        let cell = record.cells.iter().find(|c| !c.is_empty())?;
        Some(cell.trim_start_matches(|c: char| c.is_ascii_alphabetic()).to_owned())
    };
    old.sheet.is_some()
        && (&old.file, &old.sheet, &old.unit) == (&new.file, &new.sheet, &new.unit)
        && row(old).is_some()
        && row(old) == row(new)
}
