//! The rows of one unit and half in somebody else's form.

use super::submission::{begin, meta_name};
use super::{MOST_ROWS, Meta, Sheet, epoch, running_totals};
use crate::check::seen::View;
use crate::check::{Context, labelled, notices, rows, scale};
use crate::diagnostic::Diagnostic;
use crate::ingest::{RawCell, RawSheet, RawWorkbook};
use crate::model::{Absence, Field, Origin};
use crate::shape::Table;

/// Rows above the first record in which titles are looked for.
const TITLE_ROWS: u32 = 4;

pub(super) fn foreign(
    context: Context<'_>,
    workbook: &RawWorkbook,
    raw: &RawSheet,
    table: &Table,
    start: &Origin,
    findings: &mut Vec<Diagnostic>,
) -> Sheet {
    let folder_year = workbook.file.fiscal_year;
    let at = start.at(table.place.0, table.place.1);
    let epoch = epoch(workbook);
    let view = View { raw, epoch, year: folder_year };
    let mut values = Meta::new();
    for (spec, given) in table.contract.meta.iter().zip(&table.meta) {
        let Some(name) = meta_name(spec.role) else { continue };
        let field = if let Some(given) = given {
            let origin = at.at(given.row, given.col);
            labelled::read(spec, given.value.as_ref(), &origin, epoch, folder_year, findings)
        } else {
            // The folder says the year where a form does not.
            if spec.constraints.required && name != "fiscal_year" {
                findings.push(notices::meta_missing(&at, &spec.title, &spec.title_en));
            }
            Field::absent(Absence::NotSubmitted, None)
        };
        values.insert(name, field);
    }
    let mut sheet = begin(context, &table.contract, &values, workbook, &at, findings);
    table.part.clone_into(&mut sheet.part);
    let period = sheet.submission.period;
    for row in table.rows.iter().take(MOST_ROWS) {
        sheet.rows.push(rows::shaped(&table.contract, row, &at, (view, period), findings));
    }
    rows::dashes(&table.contract, &table.rows, &at, findings);
    findings.extend(not_given(table, &at));
    findings.extend(scaled_titles(table, raw, &at));
    let above = table.rows.iter().map(|row| row.place.0).min().unwrap_or(table.place.0);
    findings.extend(running_totals(&table.contract, raw, above, &at));
    if table.rows.len() > MOST_ROWS {
        findings.push(notices::too_many_rows(&at, MOST_ROWS));
    }
    sheet.count();
    if let Some((words, (row, col))) = &table.nothing {
        sheet.submission.nothing = true;
        findings.push(notices::nothing_reported(&at.at(*row, *col), words, &sheet.contract));
    } else {
        sheet.must_hold_something(&at, findings);
    }
    rows::unique_keys(&sheet, findings);
    sheet
}

/// Required fields that the layout has no place for: its records would be published without them.
fn not_given(table: &Table, at: &Origin) -> Vec<Diagnostic> {
    let fields = table.contract.fields.iter().enumerate();
    let lacking = fields.filter(|(field, spec)| {
        let slots = || table.rows.iter().filter_map(|row| row.slots.get(*field));
        spec.constraints.required
            && slots().next().is_some()
            && slots().all(|slot| slot.at.is_none() && slot.value.is_none() && !slot.may_be_empty)
    });
    lacking.map(|(_, spec)| notices::not_given(at, spec)).collect()
}

/// Titles above the columns of money that say thousands or millions of baht.
fn scaled_titles(table: &Table, raw: &RawSheet, at: &Origin) -> Vec<Diagnostic> {
    let first = table.rows.iter().map(|row| row.place.0).min().unwrap_or(table.place.0);
    let mut columns: Vec<u32> = Vec::new();
    for (field, _) in table.contract.fields.iter().enumerate().filter(|(_, spec)| spec.unit == "บาท") {
        columns.extend(table.rows.iter().filter_map(|row| Some(row.slots.get(field)?.at?.1)));
    }
    columns.sort_unstable();
    columns.dedup();
    let titles = raw.cells.iter().filter(|c| c.row < first && c.row + TITLE_ROWS >= first);
    let over = |cell: &&RawCell| {
        let merged = raw.merged.iter().find(|r| (r.0, r.1) == (cell.row, cell.col));
        let last = merged.map_or(cell.col, |r| r.3);
        columns.iter().any(|col| (cell.col..=last).contains(col))
    };
    titles
        .filter(over)
        .filter_map(|cell| scale::of_title(&cell.value.display(), &at.at(cell.row, cell.col)))
        .collect()
}
