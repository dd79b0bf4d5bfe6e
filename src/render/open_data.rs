//! Open data as files: CSV in UTF-8.
//!
//! Comes in: open tables. Goes out: bytes. Never: a cell that a spreadsheet program would run as a formula.

use crate::contract::Contract;
use crate::error::Error;
use crate::report::open_data::Table;

/// Name of a table's file.
pub(super) fn file_name(table: &Table) -> String {
    format!("{}.csv", table.name)
}

/// Whether a file of that name holds rows of a data set.
pub(super) fn is_of(contract: &Contract, name: &str) -> bool {
    name.strip_prefix(&contract.name).is_some_and(|rest| rest.starts_with('-'))
}

/// The table as CSV.
///
/// # Errors
/// The library refuses: a bug.
pub(super) fn csv(table: &Table) -> Result<Vec<u8>, Error> {
    csv_of(table.columns.iter().map(|c| c.name.as_str()), table.rows.iter().map(Vec::as_slice))
}

/// A header and rows as CSV.
///
/// # Errors
/// As [`csv`].
pub(super) fn csv_of<'a>(
    header: impl Iterator<Item = &'a str>,
    rows: impl Iterator<Item = impl AsRef<[String]>>,
) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
    let failed = |e: csv::Error| Error::bug("writing CSV", e);
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row.as_ref().iter().map(|text| harmless(text))).map_err(failed)?;
    }
    writer.into_inner().map_err(|e| Error::bug("writing CSV", e))
}

/// A text that a spreadsheet program would take for a formula gets an apostrophe; numbers stay numbers.
fn harmless(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    if formula { format!("'{text}") } else { text.to_owned() }
}
