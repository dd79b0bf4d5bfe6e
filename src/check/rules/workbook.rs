//! Sheets of one workbook against each other: one unit, one half.

use crate::check::Context;
use crate::check::sheet::Sheet;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::{Half, Origin, Text};
use std::collections::{BTreeMap, BTreeSet};

/// Applies the rules to every workbook.
pub(super) fn check(context: Context<'_>, sheets: &[Sheet], findings: &mut Vec<Diagnostic>) {
    let mut by_file: BTreeMap<&str, Vec<&Sheet>> = BTreeMap::new();
    for sheet in sheets {
        by_file.entry(&sheet.submission.origin.file).or_default().push(sheet);
    }
    for of_file in by_file.values() {
        units(context, of_file, findings);
        let mut by_unit: BTreeMap<&str, Vec<&Sheet>> = BTreeMap::new();
        for sheet in of_file {
            if let Some(unit) = &sheet.submission.unit {
                by_unit.entry(unit).or_default().push(sheet);
            }
        }
        for of_unit in by_unit.values() {
            halves(of_unit, findings);
        }
    }
}

/// A workbook may hold both halves of a kind of sheet; a single sheet of the other half is a slip.
fn halves(sheets: &[&Sheet], findings: &mut Vec<Diagnostic>) {
    let of = |half: Half| -> Vec<&Sheet> {
        let in_half = |s: &&&Sheet| s.submission.period.is_some_and(|p| p.half == half);
        sheets.iter().filter(in_half).copied().collect()
    };
    let (first, second) = (of(Half::First), of(Half::Second));
    if first.is_empty() || second.is_empty() {
        return;
    }
    let first_leads = sheets.first().and_then(|s| s.submission.period).is_some_and(|p| p.half == Half::First);
    let few_first = first.len() < second.len() || (first.len() == second.len() && !first_leads);
    let (usual, others) = if few_first { (&second, &first) } else { (&first, &second) };
    let kinds: BTreeSet<&str> = usual.iter().map(|s| s.submission.kind.as_str()).collect();
    for sheet in others.iter().filter(|s| !kinds.contains(s.submission.kind.as_str())) {
        let (Some(period), Some(origin)) = (sheet.submission.period, &sheet.half_at) else { continue };
        findings.push(half_differs(period.half, usual.len(), origin));
    }
}

fn half_differs(half: Half, others: usize, origin: &Origin) -> Diagnostic {
    let (own, other) = (half.number(), 3 - half.number());
    Diagnostic::new(
        Code::HalfDiffers,
        origin,
        Text::new(
            format!("แผ่นงานนี้ระบุรอบที่ {own} แต่อีก {others} แผ่นงานในแฟ้มเดียวกันระบุรอบที่ {other}"),
            format!("the sheet says half {own}; other sheets of the workbook ({others}) say half {other}"),
        ),
        Text::new(
            "แก้รอบให้ตรงกัน หรือแยกเป็นคนละแฟ้ม แล้วส่งใหม่",
            "make the halves agree, or put the sheet into a workbook of its own",
        ),
    )
    .found(own.to_string())
    .nearest(Some(other.to_string()))
}

/// A single sheet under another unit's name, of a kind that the workbook's own unit lacks.
fn units(context: Context<'_>, sheets: &[&Sheet], findings: &mut Vec<Diagnostic>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for unit in sheets.iter().filter_map(|s| s.submission.unit.as_deref()) {
        *counts.entry(unit).or_default() += 1;
    }
    let all: usize = counts.values().sum();
    let Some((usual, most)) = counts.iter().max_by_key(|(_, count)| **count) else { return };
    if *most < 2 || most * 2 <= all {
        return;
    }
    let name = context.workspace.unit(usual).map_or(*usual, |u| u.name_th.as_str());
    let kinds: BTreeSet<&str> = sheets
        .iter()
        .filter(|s| s.submission.unit.as_deref() == Some(usual))
        .map(|s| s.submission.kind.as_str())
        .collect();
    for sheet in sheets {
        let Some(unit) = sheet.submission.unit.as_deref() else { continue };
        let expected =
            context.workspace.unit(usual).is_some_and(|u| crate::check::expects(&sheet.contract, u));
        let stray = unit != *usual && counts.get(unit) == Some(&1);
        if let (true, true, Some(origin)) = (stray, expected, &sheet.unit_at)
            && !kinds.contains(sheet.submission.kind.as_str())
        {
            let own = context.workspace.unit(unit).map_or(unit, |u| u.name_th.as_str());
            findings.push(unit_differs(own, name, *most, origin).unit(Some(unit.to_owned())));
        }
    }
}

fn unit_differs(own: &str, usual: &str, others: usize, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::UnitDiffers,
        origin,
        Text::new(
            format!("แผ่นงานนี้ระบุ{own} แต่อีก {others} แผ่นงานในแฟ้มเดียวกันระบุ{usual}"),
            format!("the sheet names {own}; other sheets of the workbook ({others}) name {usual}"),
        ),
        Text::new(
            "ตรวจว่าตัวเลขเป็นของหน่วยงานใด แล้วแก้ชื่อหน่วยงานให้ตรง",
            "check whose figures they are and correct the unit's name",
        ),
    )
    .found(own)
    .nearest(Some(usual.to_owned()))
}
