//! Figures that are, one by one, those of the same half of the year before, of another month or of another unit.

use crate::check::Context;
use crate::check::rows::{identity, shown_value};
use crate::check::sheet::{Row, Sheet};
use crate::contract::{Contract, FieldSpec, FieldType, Role};
use crate::diagnostic::{ACCEPT, Code, Diagnostic, Place};
use crate::model::{DataRow, DataValue, Facts, Origin, Period, Progress, Text};
use crate::thai;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

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

/// Digits that agree in rows that were copied; fewer agree by accident, as fees of a fixed amount do.
const COPIED_DIGITS: usize = 8;
/// Digits of a text that is the number of a contract with its year.
const NUMBER_DIGITS: usize = 5;
/// Digits that agree in a table that was copied from another unit.
const COPIED_TABLE_DIGITS: usize = 12;

/// Rows of one month that are those of another, and tables of one unit that are those of another.
pub(super) fn within(sheets: &[Sheet], findings: &mut Vec<Diagnostic>) {
    let sheets = || sheets.iter().filter(|s| s.contract.report.is_some() && !s.is_stray);
    for sheet in sheets() {
        months(sheet, findings);
    }
    let mut tables: BTreeMap<(&str, Option<Period>, Vec<String>), &Sheet> = BTreeMap::new();
    for sheet in sheets() {
        let rows = || sheet.rows.iter().filter(|row| !row.is_total());
        let digits: usize = rows().map(|row| digits(&sheet.contract, row)).sum();
        let Some(first) = rows().next().filter(|_| digits >= COPIED_TABLE_DIGITS) else { continue };
        let told = rows().map(|row| told(&sheet.contract, row, |spec| spec.total).join("\u{1}"));
        let key = (&sheet.contract.name[..], sheet.submission.period, told.collect());
        match tables.entry(key) {
            Entry::Vacant(entry) => drop(entry.insert(sheet)),
            Entry::Occupied(entry) => {
                let other = *entry.get();
                let (own, others) = (&sheet.submission.unit, &other.submission.unit);
                let Some(from) = other.rows.first().filter(|_| own != others) else { continue };
                findings.push(copied_table(&first.origin, &from.origin));
            }
        }
    }
}

/// One finding a month: a month that was copied is one slip.
fn months(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    let contract = &sheet.contract;
    let Some(month) = contract.fields.iter().position(|f| f.role == Some(Role::Month)) else { return };
    let mut known: BTreeMap<Vec<String>, &Row> = BTreeMap::new();
    let mut reported = Vec::new();
    for row in sheet.rows.iter().filter(|row| !row.is_total()) {
        if digits(contract, row) < COPIED_DIGITS && !is_numbered(contract, row) {
            continue;
        }
        let key = told(contract, row, |spec| spec.role != Some(Role::Month));
        let Some(first) = known.get(&key) else {
            known.insert(key, row);
            continue;
        };
        let (own, before) = (&row.fields[month], &first.fields[month]);
        let (Some(now), Some(then)) = (own.get(), before.get()) else { continue };
        if own.value != before.value && !reported.contains(&now) {
            reported.push(now);
            let then = match then {
                DataValue::Integer(month) => u8::try_from(*month).ok(),
                _ => None,
            };
            findings.push(copied_month(contract, row, then.unwrap_or_default()));
        }
    }
}

/// What a row says in some of its columns.
fn told(contract: &Contract, row: &Row, is_compared: impl Fn(&FieldSpec) -> bool) -> Vec<String> {
    let fields = contract.fields.iter().zip(&row.fields).filter(|(spec, _)| is_compared(spec));
    fields.map(|(_, field)| field.get().map(shown_value).unwrap_or_default()).collect()
}

/// Digits of a row's figures, without the noughts at their ends.
fn digits(contract: &Contract, row: &Row) -> usize {
    let summed = contract.fields.iter().zip(&row.fields).filter(|(spec, _)| spec.total);
    summed.filter_map(|(_, field)| field.figure()).map(thai::significant_digits).sum()
}

/// Whether the row's key holds a number of its own, as that of a contract.
fn is_numbered(contract: &Contract, row: &Row) -> bool {
    let keys = contract.primary_key.iter().filter_map(|name| contract.position(name));
    let mut texts = keys.filter_map(|at| match row.fields[at].get()? {
        DataValue::Text(text) => Some(text),
        _ => None,
    });
    texts.any(|text| text.chars().filter(|c| thai::digits::is_digit(*c)).count() >= NUMBER_DIGITS)
}

fn copied_month(contract: &Contract, row: &Row, month: u8) -> Diagnostic {
    let th = thai::month_name(month).unwrap_or_default();
    let en = thai::english_month_name(month).unwrap_or_default();
    Diagnostic::new(
        Code::FiguresRepeated,
        &row.origin,
        Text::new(
            format!("ทุกค่าของแถวเหมือนแถวของเดือน{th}"),
            format!("every value of the row is that of a row of {en}"),
        ),
        Text::new(
            format!("ตรวจว่าไม่ได้คัดลอกเดือนอื่นมา หรือรายงานรายการเดียวสองเดือน ถ้าถูกต้อง{ACCEPT}"),
            "check that no other month was copied and nothing is reported in two months; if it is right, accept it in agency.toml with the reason",
        ),
    )
    .row(identity(contract, &row.fields))
}

fn copied_table(own: &Origin, other: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::FiguresRepeated,
        Place::sheet(&own.file[..], &own.sheet[..]),
        Text::new(
            format!("ตัวเลขทุกค่าเหมือนในแฟ้มของอีกหน่วยงาน ({})", other.file),
            format!("every figure is that of another unit's workbook ({})", other.file),
        ),
        Text::new(
            format!("ตรวจว่าเป็นข้อมูลของหน่วยงานนี้ ไม่ใช่ที่คัดลอกมา ถ้าถูกต้อง{ACCEPT}"),
            "check that the figures are this unit's own; if they are, accept it in agency.toml with the reason",
        ),
    )
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
            format!("ตรวจว่าไม่ได้ส่งแฟ้มของปีก่อนซ้ำ ถ้าถูกต้อง{ACCEPT}"),
            "check that last year's workbook was not sent again; if it is right, accept it in agency.toml with the reason",
        ),
    )
}
