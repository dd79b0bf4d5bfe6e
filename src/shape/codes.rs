//! Codes for records of a form that has none.

use super::Given;
use super::layout::Codes;
use super::notices;
use super::read::Record;
use crate::diagnostic::Diagnostic;
use crate::ingest::RawValue;
use crate::model::Origin;
use crate::thai;
use std::collections::BTreeMap;

/// Gives each record a code: `M`, the number it is counted by, a hyphen and a serial in the order of the
/// sheet. The code's cell is the record's first one.
pub(super) fn give(codes: &Codes, records: &mut [Record], at: &Origin, findings: &mut Vec<Diagnostic>) {
    let mut serials: BTreeMap<String, usize> = BTreeMap::new();
    let mut given: Vec<String> = Vec::new();
    for record in records.iter_mut() {
        if record.values.get(&codes.field).is_some_and(|g| g.value.is_some()) {
            continue;
        }
        let by = record.values.get(&codes.by).and_then(|g| g.value.as_ref()).map(RawValue::display);
        let Some(by) = by.map(|b| thai::to_arabic_digits(b.trim())) else { continue };
        let serial = serials.entry(by.clone()).or_default();
        *serial += 1;
        let code = format!("M{by}-{serial:02}");
        given.push(code.clone());
        let (row, col) = record.place;
        record.values.insert(codes.field.clone(), Given { value: Some(RawValue::Text(code)), row, col });
    }
    if let [first, .., last] = given.as_slice() {
        findings.push(notices::codes(at, first, last, given.len()));
    }
}
