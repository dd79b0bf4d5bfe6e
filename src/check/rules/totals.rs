//! Total rows against the rows they sum up, and values against the column that limits them.

use super::figure;
use crate::check::furniture::TOLERANCE;
use crate::check::rows::identity;
use crate::check::running::MOST_MARKS;
use crate::check::sheet::{Row, RowKind, Sheet};
use crate::contract::FieldSpec;
use crate::diagnostic::{ACCEPT, Code, Diagnostic};
use crate::model::{Absence, Origin, Text};

/// Applies the rules to a sheet.
pub(super) fn check(sheet: &Sheet, findings: &mut Vec<Diagnostic>) {
    for (at, spec) in sheet.contract.fields.iter().enumerate() {
        if spec.total {
            sums(sheet, at, spec, findings);
        }
        if let Some(limit) = spec.at_most.as_deref().and_then(|name| sheet.contract.position(name)) {
            at_most(sheet, at, limit, findings);
        }
        if let Some(other) = spec.goes_with.as_deref().and_then(|name| sheet.contract.position(name)) {
            goes_with(sheet, at, other, findings);
        }
    }
}

/// A total stands for all rows above it, or for those since the total before, that of a group for those since any
/// of them, as a quarter behind its months; what was carried from another
/// page may be part of it.
fn sums(sheet: &Sheet, at: usize, spec: &FieldSpec, findings: &mut Vec<Diagnostic>) {
    let (mut all, mut since, mut carried) = (Some(0.0), Some(0.0), 0.0);
    let mut rows = 0usize;
    // What all rows were at each total: a quarter sums up the months since the quarter before.
    let mut before: Vec<f64> = Vec::new();
    for row in &sheet.rows {
        let field = &row.fields[at];
        match row.kind {
            RowKind::Record => {
                // With a part that cannot be read there is no sum to compare with.
                let part = match (&field.value, field.figure()) {
                    (Err(Absence::Invalid), _) => None,
                    (_, part) => Some(part.unwrap_or(0.0)),
                };
                (all, since) = (add(all, part), add(since, part));
                rows += 1;
            }
            RowKind::Total | RowKind::GroupTotal => {
                if let (Some(total), Some(origin), Some(all), Some(part)) =
                    (field.figure(), &field.origin, all, since)
                    && rows > 0
                    && ![all, part, all + carried, part + carried]
                        .iter()
                        .any(|sum| (total - sum).abs() <= TOLERANCE)
                    && !(row.kind == RowKind::GroupTotal
                        && before.iter().any(|before| (total - (all - before)).abs() <= TOLERANCE))
                {
                    findings.push(mismatch(spec, total, if part > 0.0 { part } else { all }, origin));
                }
                if before.len() == MOST_MARKS {
                    before.remove(0);
                }
                before.extend(all);
                since = Some(0.0);
            }
            RowKind::Carried => carried = field.figure().unwrap_or(carried),
            RowKind::Derived => {}
        }
    }
}

fn add(sum: Option<f64>, part: Option<f64>) -> Option<f64> {
    Some(sum? + part?)
}

fn mismatch(spec: &FieldSpec, total: f64, sum: f64, origin: &Origin) -> Diagnostic {
    let (total, sum) = (figure(total), figure(sum));
    Diagnostic::new(
        Code::TotalMismatch,
        origin,
        Text::new(
            format!("แถวรวมเขียน {total} แต่รวมแถวข้างบนได้ {sum} ({})", spec.title),
            format!("the total row says {total}, but the rows above add up to {sum} ({})", spec.title_en),
        ),
        Text::new(
            "ตรวจยอดรวมและทุกแถวข้างบน แล้วส่งใหม่",
            "check the total and every row above it, then send it again",
        ),
    )
    .found(total)
    .nearest(Some(sum))
}

fn at_most(sheet: &Sheet, at: usize, limit: usize, findings: &mut Vec<Diagnostic>) {
    let fields = &sheet.contract.fields;
    for row in sheet.rows.iter().filter(|r| !r.is_total()) {
        let Row { fields: cells, .. } = row;
        let (Some(value), Some(most), Some(origin)) =
            (cells[at].figure(), cells[limit].figure(), &cells[at].origin)
        else {
            continue;
        };
        if value <= most + TOLERANCE {
            let share = fields[at].seldom_below.unwrap_or(0.0);
            if value > 0.0 && value < most * share {
                let far = far_below(&fields[at], &fields[limit], value, most, origin);
                findings.push(far.row(identity(&sheet.contract, cells)));
            }
            continue;
        }
        let (value, most) = (figure(value), figure(most));
        findings.push(
            Diagnostic::new(
                Code::ValueOutOfRange,
                origin,
                Text::new(
                    format!("{} {value} มากกว่า{} {most}", fields[at].title, fields[limit].title),
                    format!("{} {value} exceeds {} {most}", fields[at].title_en, fields[limit].title_en),
                ),
                Text::new("ตรวจค่าทั้งสองเซลล์แล้วส่งใหม่", "check both cells and send the workbook again"),
            )
            .row(identity(&sheet.contract, cells))
            .found(value),
        );
    }
}

/// A value so far below the column that limits it that its unit or its digits are in doubt.
fn far_below(spec: &FieldSpec, limit: &FieldSpec, value: f64, most: f64, origin: &Origin) -> Diagnostic {
    let (value, most) = (figure(value), figure(most));
    Diagnostic::new(
        Code::ValueJump,
        origin,
        Text::new(
            format!("{} {value} ต่ำกว่า{} {most} มาก", spec.title, limit.title),
            format!("{} {value} is far below {} {most}", spec.title_en, limit.title_en),
        ),
        Text::new(
            format!("ตรวจว่าไม่ได้กรอกผิดหลักหรือผิดหน่วย ถ้าถูกต้อง{ACCEPT}"),
            "check digits and unit; if it is right, accept it in agency.toml with the reason",
        ),
    )
    .found(value)
}

/// Money from nobody.
fn goes_with(sheet: &Sheet, at: usize, other: usize, findings: &mut Vec<Diagnostic>) {
    let fields = &sheet.contract.fields;
    for row in sheet.rows.iter().filter(|r| !r.is_total()) {
        let (own, count) = (row.fields[at].figure(), row.fields[other].figure());
        let (Some(own), Some(0.0), Some(origin)) = (own, count, &row.fields[other].origin) else { continue };
        if own == 0.0 {
            continue;
        }
        let own = figure(own);
        findings.push(
            Diagnostic::new(
                Code::ValuesContradict,
                origin,
                Text::new(
                    format!("{} เป็น 0 แต่{} เป็น {own}", fields[other].title, fields[at].title),
                    format!("{} is 0, but {} is {own}", fields[other].title_en, fields[at].title_en),
                ),
                Text::new(
                    "แก้ค่าในแถวนี้ให้สอดคล้องกัน แล้วส่งใหม่",
                    "make the values of the row agree and send it again",
                ),
            )
            .row(identity(&sheet.contract, &row.fields))
            .found("0"),
        );
    }
}
