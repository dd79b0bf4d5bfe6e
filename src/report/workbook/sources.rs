//! The sheet of sources: every figure of every table with the file, sheet and cell it came from.
//!
//! In: sheets whose cells carry origins. Out: the table of sources, and a link from each row of the
//! tables to its first source. Never: an origin that was not recorded when the value was read.

use super::book::{Body, Cell, Column, Detail, Kind, Link, Row, Sheet, Table, Value};
use super::common::{SOURCE, sheet};
use crate::model::{Origin, column_letters};
use crate::report::Model;
use std::collections::BTreeMap;

/// Cells of one sheet that are named one by one; more are given as a range.
const NAMED_CELLS: usize = 1;

/// Makes the sheet and links the tables to it.
pub(super) fn attach(sheets: &mut [Sheet], model: &Model<'_>, notes: Vec<String>) -> Sheet {
    let mut table = Table::of(
        "sources",
        vec![
            Column::of("table", Kind::Link),
            Column::of("row", Kind::Text),
            Column::of("figure", Kind::Prose),
            Column::of("value", Kind::Number),
            Column::of("file", Kind::Text),
            Column::of("sheet", Kind::Text),
            Column::of("cell", Kind::List),
        ],
    );
    for from in sheets {
        let title = from.tab.clone();
        let Body::Table(own) = &mut from.body else { continue };
        let Some(link) = own.position(SOURCE) else { continue };
        for at in 0..own.rows.len() {
            let first = table.rows.len();
            let back = Link::Row { table: own.name.clone(), row: at };
            match own.detail {
                Detail::Nothing => {}
                Detail::Figures => figures(own, at, &title, &back, &mut table),
                Detail::Records => record(model, own, at, &title, &back, &mut table),
            }
            if table.rows.len() > first {
                let to = Link::Row { table: table.name.clone(), row: first };
                if let Some(cell) = own.rows.get_mut(at).and_then(|r| r.cells.get_mut(link)) {
                    *cell = Cell::text(model.term("words.source")).to(to);
                }
            }
        }
    }
    Sheet { notes, ..sheet(model, "sources", &[], table) }.records()
}

/// The text that identifies a row: its first two cells.
fn label(row: &Row) -> String {
    let texts = row.cells.iter().take(2).filter_map(|cell| match &cell.value {
        Value::Text(text) => Some(text.trim().to_owned()),
        _ => None,
    });
    texts.collect::<Vec<_>>().join(" ")
}

/// A source row for each figure that has a cell, and one for a computed figure.
fn figures(own: &Table, at: usize, title: &str, back: &Link, into: &mut Table) {
    let Some(row) = own.rows.get(at) else { return };
    for (column, cell) in own.columns.iter().zip(&row.cells) {
        let Some(origin) = &cell.origin else { continue };
        into.push(vec![
            Cell::text(title).to(back.clone()),
            Cell::text(label(row)),
            Cell::text(&column.title),
            Cell { value: cell.value.clone(), ..Cell::default() },
            Cell::text(&origin.file[..]),
            Cell::text(&origin.sheet[..]),
            Cell::text(origin.a1()),
        ]);
    }
    let Some(basis) = &row.basis else { return };
    if basis.origins.is_empty() {
        return;
    }
    let value = own.cell(at, basis.column).map(|c| c.value.clone()).unwrap_or_default();
    for ((file, sheet), range) in ranges(&basis.origins) {
        into.push(vec![
            Cell::text(title).to(back.clone()),
            Cell::text(label(row)),
            Cell::text(&basis.rule),
            Cell { value: value.clone(), ..Cell::default() },
            Cell::text(file),
            Cell::text(sheet),
            Cell::text(range),
        ]);
    }
}

/// One source row for a record, naming the cell of each of its figures.
fn record(model: &Model<'_>, own: &Table, at: usize, title: &str, back: &Link, into: &mut Table) {
    let Some(row) = own.rows.get(at) else { return };
    let cells: Vec<_> =
        own.columns.iter().zip(&row.cells).filter_map(|(c, cell)| Some((c, cell.origin.as_ref()?))).collect();
    let Some((_, first)) = cells.first() else { return };
    let listed: Vec<_> =
        cells.iter().map(|(column, origin)| format!("{} {}", column.title, origin.a1())).collect();
    into.push(vec![
        Cell::text(title).to(back.clone()),
        Cell::text(label(row)),
        Cell::text(model.say("sources.record", &[("count", &cells.len().to_string())])),
        Cell::not_applicable(),
        Cell::text(&first.file[..]),
        Cell::text(&first.sheet[..]),
        Cell::text(listed.join(" · ")),
    ]);
}

/// The smallest rectangle around the cells of each sheet: file and sheet, cells.
pub(crate) fn ranges(origins: &[Origin]) -> Vec<((String, String), String)> {
    let mut sheets: BTreeMap<(String, String), Vec<&Origin>> = BTreeMap::new();
    for origin in origins {
        sheets.entry((origin.file.to_string(), origin.sheet.to_string())).or_default().push(origin);
    }
    sheets
        .into_iter()
        .map(|(place, cells)| {
            let rows = || cells.iter().map(|c| c.row);
            let cols = || cells.iter().map(|c| c.col);
            let corner = |row: Option<u32>, col: Option<u32>| {
                format!("{}{}", column_letters(col.unwrap_or(0)), u64::from(row.unwrap_or(0)) + 1)
            };
            let first = corner(rows().min(), cols().min());
            let last = corner(rows().max(), cols().max());
            let range = if cells.len() <= NAMED_CELLS { first } else { format!("{first}:{last}") };
            (place, range)
        })
        .collect()
}
