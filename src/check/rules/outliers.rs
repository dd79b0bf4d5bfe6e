//! A figure of one month that is far from those of the other months: digits lost, thousands of baht.
//!
//! Comes in: a sheet of data by month. Goes out: findings at single figures. Figures of one series are compared with
//! each other, so that last year's data are not needed.

use super::figure as shown;
use crate::check::rows::{identity, shown_value};
use crate::check::sheet::{Row, Sheet};
use crate::contract::Role;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{DataValue, Text};
use std::collections::BTreeMap;

/// Figures of a series that say what is usual.
const FEWEST: usize = 4;
/// How many times a figure may be larger or smaller than the middle one of its series. Taxes that are due in one
/// month are tens of times those of other months; a wrong unit makes a thousand.
const MOST_TIMES: f64 = 300.0;

/// Figures far from the others of their series.
pub(super) fn check(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    let contract = &sheet.contract;
    let Some(month) = contract.fields.iter().position(|f| f.role == Some(Role::Month)) else { return };
    let keys: Vec<usize> =
        contract.primary_key.iter().filter_map(|n| contract.position(n)).filter(|at| *at != month).collect();
    let mut series: BTreeMap<Vec<String>, Vec<&Row>> = BTreeMap::new();
    for row in sheet.rows.iter().filter(|row| !row.is_total()) {
        let of = keys.iter().filter_map(|at| row.fields[*at].get().map(shown_value));
        series.entry(of.collect()).or_default().push(row);
    }
    for (at, spec) in contract.fields.iter().enumerate().filter(|(_, spec)| spec.total) {
        for rows in series.values() {
            let figures: Vec<(&Row, f64)> = rows
                .iter()
                .filter_map(|row| match row.fields[at].get()? {
                    #[allow(clippy::cast_precision_loss)] // figures of a month
                    DataValue::Integer(figure) => Some((*row, *figure as f64)),
                    DataValue::Number(figure) => Some((*row, *figure)),
                    _ => None,
                })
                .filter(|(_, figure)| *figure > 0.0)
                .collect();
            let mut sorted: Vec<f64> = figures.iter().map(|(_, figure)| *figure).collect();
            sorted.sort_by(f64::total_cmp);
            let Some(middle) = sorted.get(sorted.len() / 2).filter(|_| sorted.len() >= FEWEST) else {
                continue;
            };
            for (row, figure) in &figures {
                let is_far = *figure > middle * MOST_TIMES || figure * MOST_TIMES < *middle;
                let Some(origin) = row.fields[at].origin.as_ref().filter(|_| is_far) else { continue };
                let (own, usual) = (shown(*figure), shown(*middle));
                findings.push(
                    Diagnostic::new(
                        Code::ValueJump,
                        origin,
                        Text::new(
                            format!("{} เดือนนี้เป็น {own} แต่เดือนอื่นอยู่ราว {usual}", spec.title),
                            format!(
                                "{} of this month is {own}; other months are around {usual}",
                                spec.title_en
                            ),
                        ),
                        Text::new(
                            "ตรวจว่าไม่ได้กรอกผิดหลักหรือผิดหน่วย ถ้าถูกต้องให้ระบุเหตุผลใน agency.toml",
                            "check digits and unit; if it is right, accept it in agency.toml with the reason",
                        ),
                    )
                    .row(identity(contract, &row.fields))
                    .found(own),
                );
            }
        }
    }
}
