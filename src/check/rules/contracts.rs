//! What is filled in under a contract and reaches no output, and units that a contract names and the
//! agency does not have.

use super::super::Context;
use super::super::sheet::Sheet;
use crate::contract::Contract;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::Text;
use crate::workspace::Workspace;

/// Columns with values that no output shows: the program would drop them in silence.
pub(super) fn unused(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    for (position, field) in sheet.contract.unused() {
        let cells =
            sheet.rows.iter().filter(|row| !row.is_total()).filter_map(|row| row.fields.get(position));
        let filled: Vec<_> = cells.filter(|field| field.value.is_ok()).collect();
        let Some(origin) = filled.first().and_then(|field| field.origin.as_ref()) else { continue };
        let (count, title) = (filled.len(), &field.title);
        findings.push(Diagnostic::new(
            Code::ColumnUnused,
            origin,
            Text::new(
                format!("คอลัมน์ “{title}” มีข้อมูล {count} ช่อง แต่ไม่มีผลลัพธ์ใดแสดงคอลัมน์นี้"),
                format!("column “{title}” has {count} values, but no output shows this column"),
            ),
            Text::new(
                format!("ลบคอลัมน์ `{}` ออกจาก contracts/{}.toml หรือย้ายข้อมูลไปไว้ในชุดข้อมูลของตนเอง", field.name, sheet.contract.name),
                format!("remove column `{}` from contracts/{}.toml, or put the values into a data set of their own", field.name, sheet.contract.name),
            ),
        ));
    }
}

/// Units and kinds of units that contracts of one's own name and the agency does not have: nobody would be
/// asked for the sheet. Built-in contracts name units that not every agency has.
pub(super) fn units(context: Context<'_>, findings: &mut Vec<Diagnostic>) {
    for contract in context.contracts.iter().filter(|c| c.own) {
        for name in unknown_units(contract, context.workspace) {
            let known: Vec<_> = context.workspace.units.iter().map(|u| u.id.as_str()).collect();
            let nearest = crate::thai::nearest(name, known.iter().copied()).map(str::to_owned);
            findings.push(
                Diagnostic::new(
                    Code::ContractUnit,
                    Place::file(format!("contracts/{}.toml", contract.name)),
                    Text::new(
                        format!("units ระบุ “{name}” แต่ agency.toml ไม่มีหน่วยงานหรือประเภทหน่วยงานนี้ จึงไม่มีใครต้องส่ง"),
                        format!("units names “{name}”, but agency.toml has no such unit or kind, so nobody is asked for the sheet"),
                    ),
                    Text::new(
                        "แก้ชื่อใน units หรือเพิ่มหน่วยงานใน agency.toml",
                        "correct the name in units, or add the unit to agency.toml",
                    ),
                )
                .found(name)
                .nearest(nearest),
            );
        }
    }
}

/// Entries of `units` that are neither a kind of unit nor one of the agency's.
fn unknown_units<'a>(contract: &'a Contract, workspace: &Workspace) -> Vec<&'a str> {
    let known = |name: &str| {
        workspace.kinds.iter().any(|kind| kind.id == name)
            || workspace.units.iter().any(|u| u.id == name || u.name_th == name)
    };
    contract.units.iter().map(String::as_str).filter(|name| !known(name)).collect()
}
