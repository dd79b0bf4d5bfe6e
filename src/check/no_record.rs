//! What is said of rows that are no records, or may be none: below a total of the whole table, a part of others, an
//! example, nothing beside figures.
//!
//! Comes in: the rows of a table once each is known as a record or a total, or one of them. Goes out: findings. Never:
//! leaves a row out; the figures that somebody wrote below a total count, and the total beside them is wrong.

use super::cell;
use super::rows::identity;
use super::sheet::{Row, RowKind};
use crate::contract::Contract;
use crate::diagnostic::{ACCEPT, Code, Diagnostic, Place};
use crate::model::{Origin, Text};
use crate::shape::below_a_total;

/// Records below the total of all above it, which is the first of `rows`: the published sum is another than the one that
/// is written there.
pub(super) fn below_total(
    contract: &Contract,
    columns: &[usize],
    rows: &[Row],
    findings: &mut Vec<Diagnostic>,
) {
    let Some((total, below)) = rows.split_first() else { return };
    let has_figure = |row: &&Row| columns.iter().any(|at| row.fields[*at].figure().is_some_and(|f| f != 0.0));
    let records = || below.iter().filter(|row| row.kind == RowKind::Record);
    // A group that ends with a sum of its own, which is found already.
    let has_sum = findings.iter().any(|finding| {
        finding.code == Code::RowIsSum && below.iter().any(|row| finding.place == Place::from(&row.origin))
    });
    if let Some(first) = records().find(has_figure).filter(|_| !has_sum) {
        let told = below_a_total(&first.origin, records().count(), &total.origin);
        findings.push(told.row(identity(contract, &first.fields)));
    }
}

/// A row that says that it is a part of others.
pub(super) fn part(contract: &Contract, row: &Row) -> Diagnostic {
    let name = identity(contract, &row.fields);
    Diagnostic::new(
        Code::RowIsSum,
        &row.origin,
        Text::new(
            format!("แถว “{name}” เป็นส่วนหนึ่งของแถวอื่นหรือยอดที่นำมาเปรียบเทียบ จึงอาจถูกนับซ้ำ"),
            format!("the row “{name}” is a part of others, or compared with them; it may be counted twice"),
        ),
        Text::new(
            format!("ลบแถวนี้ หรือย้ายไปเขียนในหมายเหตุใต้ตาราง ถ้าเป็นข้อมูลจริง {ACCEPT}"),
            "delete the row, or make it a remark below the table; if it is a record, accept it in agency.toml with the reason",
        ),
    )
    .found(name.clone())
    .row(name)
}

/// A line that shows how to fill in the form is left out, and said so.
pub(super) fn example(label: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::new(
        Code::RowLikeSum,
        origin,
        Text::new(
            format!("แถว “{}” เป็นแถวตัวอย่าง จึงไม่นำมาใช้", cell::shown(label)),
            format!("the row “{}” is an example; it is not used", cell::shown(label)),
        ),
        Text::new(
            "ลบแถวตัวอย่าง หรือแก้ชื่อถ้าเป็นข้อมูลจริง",
            "delete the example, or change its name if it is a record",
        ),
    )
    .found(cell::shown(label))
}

/// Nothing to report, and figures all the same.
pub(super) fn nothing_beside_figures(origin: &Origin, words: &str) -> Diagnostic {
    Diagnostic::new(
        Code::NothingContradicted,
        origin,
        Text::new(
            format!("แถวนี้เขียนว่า “{}” แต่ในตารางมีตัวเลข", cell::shown(words)),
            format!("the row says “{}” (nothing to report), but the table has figures", cell::shown(words)),
        ),
        Text::new(
            "ลบแถว “ไม่มี” หรือลบตัวเลข ให้เหลืออย่างเดียว",
            "delete the row that says so, or delete the figures",
        ),
    )
    .found(cell::shown(words))
}
