//! Figures of a unit that are, one by one, those of the same half of the year before.

use crate::check::Context;
use crate::contract::{Contract, FieldType};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::{DataRow, DataValue, Facts, Period, Progress, Text};
use std::collections::BTreeMap;

/// Figures other than nought that must agree; fewer agree by accident.
const FEWEST_FIGURES: usize = 5;
/// Reports on measures that must agree in every word.
const FEWEST_REPORTS: usize = 2;

/// Applies the rule to the data sets and the reports of every half.
pub(super) fn check(context: Context<'_>, facts: &Facts, findings: &mut Vec<Diagnostic>) {
    for ((kind, period), now) in &facts.data_sets {
        let Some(before) = facts.data_sets.get(&(kind.clone(), period.year_before())) else { continue };
        let Some(contract) = context.contracts.get(kind) else { continue };
        // Last year's dates were moved; everything else says that nobody looked again.
        let compared: Vec<usize> = contract
            .fields
            .iter()
            .enumerate()
            .filter(|(_, f)| f.kind != FieldType::Date)
            .map(|(at, _)| at)
            .collect();
        let before = by_unit(before, |r| &r.unit);
        for (unit, rows) in by_unit(now, |r| &r.unit) {
            let Some(old) = before.get(unit) else { continue };
            let figures: usize = rows.iter().map(|row| figures(contract, row)).sum();
            let same = rows.len() == old.len()
                && rows
                    .iter()
                    .zip(old)
                    .all(|(a, b)| compared.iter().all(|at| a.values[*at].value == b.values[*at].value));
            if same
                && figures >= FEWEST_FIGURES
                && let Some(first) = rows.first()
            {
                findings.push(
                    finding(&first.origin.file, &first.origin.sheet, *period).unit(Some(unit.to_owned())),
                );
            }
        }
    }
    for (period, now) in &facts.progress {
        let Some(before) = facts.progress.get(&period.year_before()) else { continue };
        let before = by_unit(before, |r| &r.unit);
        for (unit, rows) in by_unit(now, |r| &r.unit) {
            let Some(old) = before.get(unit) else { continue };
            let same = rows.len() == old.len() && rows.iter().zip(old).all(|(a, b)| tells_the_same(a, b));
            let told = rows.iter().filter(|r| r.result.get().is_some()).count();
            if same
                && told >= FEWEST_REPORTS
                && let Some(first) = rows.first()
            {
                findings.push(
                    finding(&first.origin.file, &first.origin.sheet, *period).unit(Some(unit.to_owned())),
                );
            }
        }
    }
}

fn by_unit<'a, T>(rows: &'a [T], unit: impl Fn(&'a T) -> &'a String) -> BTreeMap<&'a str, Vec<&'a T>> {
    let mut found: BTreeMap<&str, Vec<&T>> = BTreeMap::new();
    for row in rows {
        found.entry(unit(row)).or_default().push(row);
    }
    found
}

/// Figures of a row other than nought, months and years not counted.
fn figures(contract: &Contract, row: &DataRow) -> usize {
    let is_figure = |value: &DataValue| match value {
        DataValue::Integer(number) => *number != 0,
        DataValue::Number(number) => *number != 0.0,
        _ => false,
    };
    let summed = contract.fields.iter().zip(&row.values).filter(|(spec, _)| spec.total);
    summed.filter_map(|(_, value)| value.get()).filter(|v| is_figure(v)).count()
}

fn tells_the_same(a: &Progress, b: &Progress) -> bool {
    a.measure == b.measure
        && a.status.value == b.status.value
        && a.percent_complete.value == b.percent_complete.value
        && a.result.value == b.result.value
        && a.evidence.value == b.evidence.value
        && a.check_ins.value == b.check_ins.value
}

fn finding(file: &str, sheet: &str, period: Period) -> Diagnostic {
    let before = period.year_before();
    Diagnostic::new(
        Code::FiguresRepeated,
        Place::sheet(file, sheet),
        Text::new(
            format!("ข้อมูลทุกค่าเหมือนรอบเดียวกันของปีงบประมาณ {}", before.fiscal_year),
            format!("every value is that of the same half of fiscal year {}", before.fiscal_year),
        ),
        Text::new(
            "ตรวจว่าไม่ได้ส่งแฟ้มของปีก่อนซ้ำ ถ้าถูกต้องให้ยอมรับใน agency.toml พร้อมเหตุผล",
            "check that last year's workbook was not sent again; if it is right, accept it in agency.toml with the reason",
        ),
    )
}
