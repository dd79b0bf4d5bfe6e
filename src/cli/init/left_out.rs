//! What the forms would lack because the register has errors: a form that goes out incomplete comes back incomplete.
//!
//! In: the workspace's workbooks. Out: the rows of the year's register that no form can list, with the reason.

use crate::diagnostic::{Diagnostics, Severity};
use crate::model::{Facts, FiscalYear, Text};
use serde::Serialize;

/// Kind of the sheet that lists the measures.
const REGISTER: &str = "measures";

/// A row of the register that cannot be listed in a form.
#[derive(Debug, Serialize)]
pub(super) struct LeftOut {
    /// The measure's code, where it can be read.
    measure: Option<String>,
    /// `file [sheet!cell]`
    place: String,
    reason: Text,
}

impl LeftOut {
    pub(super) fn line(&self) -> Text {
        let code = self.measure.as_deref().map(|code| format!("{code}: ")).unwrap_or_default();
        let place = &self.place;
        Text::new(
            format!("  {code}{} [{place}]", self.reason.th),
            format!("  {code}{} [{place}]", self.reason.en),
        )
    }
}

/// The errors in the register of a year.
pub(super) fn left_out(facts: &Facts, findings: &Diagnostics, year: FiscalYear) -> Vec<LeftOut> {
    let registers: Vec<_> = facts
        .submissions
        .iter()
        .chain(&facts.strays)
        .filter(|s| s.kind == REGISTER && s.fiscal_year == year)
        .map(|s| &s.origin)
        .collect();
    let errors = findings.iter().filter(|d| d.severity == Severity::Error);
    let of_register = errors.filter(|d| {
        let at = &d.place;
        registers.iter().any(|r| r.file[..] == at.file && at.sheet.as_deref() == Some(&r.sheet[..]))
    });
    of_register
        .map(|d| LeftOut {
            measure: d.row.clone(),
            place: match (&d.place.sheet, d.place.a1()) {
                (Some(sheet), Some(cell)) => format!("{} {sheet}!{cell}", d.place.file),
                (Some(sheet), None) => format!("{} {sheet}", d.place.file),
                (None, _) => d.place.file.clone(),
            },
            reason: d.message.clone(),
        })
        .collect()
}

/// What is said before the list.
pub(super) fn heading(count: usize) -> Text {
    Text::new(
        format!(
            "ยังไม่จัดทำแบบของหน่วยงาน เพราะทะเบียนมาตรการมีข้อผิดพลาด {count} รายการ แบบจะขาดมาตรการเหล่านี้ — แก้ทะเบียนแล้วสั่ง init อีกครั้ง"
        ),
        format!(
            "no forms for units are made: the register has {count} errors, and the forms would lack these measures; correct the register and run init again"
        ),
    )
}
