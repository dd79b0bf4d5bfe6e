//! A figure that is far from those of the other months, or a count of people far from all others: digits lost or
//! doubled, thousands of baht.
//!
//! Comes in: sheets of data sets. Goes out: findings at single figures. Figures of one series are compared with each
//! other, so that last year's data are not needed.

use super::figure as shown;
use crate::check::rows::{identity, shown_value};
use crate::check::sheet::{Row, Sheet};
use crate::contract::{Contract, FieldSpec, FieldType, Role};
use crate::diagnostic::{ACCEPT, Code, Diagnostic};
use crate::model::Text;
use std::collections::BTreeMap;

/// Figures of a series that say what is usual.
const FEWEST: usize = 4;
/// How many times a figure may be larger or smaller than the middle one of its series. Taxes that are due in one
/// month are tens of times those of other months; a wrong unit makes a thousand.
const MOST_TIMES: f64 = 300.0;

/// Figures far from the others of their series.
pub(super) fn check(sheets: &[Sheet], findings: &mut Vec<Diagnostic>) {
    let mut of_kind: BTreeMap<&str, Vec<&Sheet>> = BTreeMap::new();
    for sheet in sheets.iter().filter(|sheet| sheet.contract.report.is_some()) {
        match sheet.contract.fields.iter().position(|f| f.role == Some(Role::Month)) {
            Some(month) => by_month(sheet, month, findings),
            None => of_kind.entry(&sheet.contract.name).or_default().push(sheet),
        }
    }
    // People are counted alike by every unit: a crowd is a hundred times another, not a thousand times.
    for sheets in of_kind.into_values() {
        let Some(contract) = sheets.first().map(|sheet| &sheet.contract) else { continue };
        let is_count = |spec: &FieldSpec| spec.total && spec.kind == FieldType::Integer;
        for (at, _) in contract.fields.iter().enumerate().filter(|(_, spec)| is_count(spec)) {
            let rows = sheets.iter().flat_map(|sheet| sheet.rows.iter().filter(|row| !row.is_total()));
            far(contract, at, &rows.collect::<Vec<_>>(), OTHER_ROWS, findings);
        }
    }
}

/// What a figure is compared with, after “but … are around”.
const OTHER_MONTHS: (&str, &str) = ("เดือนอื่น", "other months");
const OTHER_ROWS: (&str, &str) = ("รายการอื่น", "other rows");

fn by_month(sheet: &Sheet, month: usize, findings: &mut Vec<Diagnostic>) {
    let contract = &sheet.contract;
    let keys: Vec<usize> =
        contract.primary_key.iter().filter_map(|n| contract.position(n)).filter(|at| *at != month).collect();
    let mut series: BTreeMap<Vec<String>, Vec<&Row>> = BTreeMap::new();
    for row in sheet.rows.iter().filter(|row| !row.is_total()) {
        let of = keys.iter().filter_map(|at| row.fields[*at].get().map(shown_value));
        series.entry(of.collect()).or_default().push(row);
    }
    for (at, _) in contract.fields.iter().enumerate().filter(|(_, spec)| spec.total) {
        for rows in series.values() {
            far(contract, at, rows, OTHER_MONTHS, findings);
        }
    }
}

/// Figures of one column that are far from the middle one.
fn far(contract: &Contract, at: usize, rows: &[&Row], others: (&str, &str), findings: &mut Vec<Diagnostic>) {
    let spec = &contract.fields[at];
    let figures =
        || rows.iter().filter_map(|row| Some((*row, row.fields[at].figure().filter(|f| *f > 0.0)?)));
    let mut sorted: Vec<f64> = figures().map(|(_, figure)| figure).collect();
    sorted.sort_by(f64::total_cmp);
    let Some(middle) = sorted.get(sorted.len() / 2).filter(|_| sorted.len() >= FEWEST) else { return };
    for (row, figure) in figures() {
        let is_far = figure > middle * MOST_TIMES || figure * MOST_TIMES < *middle;
        let Some(origin) = row.fields[at].origin.as_ref().filter(|_| is_far) else { continue };
        let (own, usual) = (shown(figure), shown(*middle));
        let (th, en) = others;
        findings.push(
            Diagnostic::new(
                Code::ValueJump,
                origin,
                Text::new(
                    format!("{} เป็น {own} แต่{th}อยู่ราว {usual}", spec.title),
                    format!("{} is {own}; {en} are around {usual}", spec.title_en),
                ),
                Text::new(
                    format!("ตรวจว่าไม่ได้กรอกผิดหลักหรือผิดหน่วย ถ้าถูกต้อง{ACCEPT}"),
                    "check digits and unit; if it is right, accept it in agency.toml with the reason",
                ),
            )
            .row(identity(contract, &row.fields))
            .found(own),
        );
    }
}
