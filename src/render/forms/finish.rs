//! The last touch on a written workbook: rows that grow with what is typed into them.

use super::failed;
use crate::error::Error;
use crate::render::zip_system::as_unix;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

/// The mark by which a row keeps its height whatever is typed into it.
const FIXED: &str = " customHeight=\"1\"";

/// The workbook with its row heights as a start only. The writing library fixes every height that it
/// sets; without the mark Excel opens the row as high as written and lets it grow with its text.
///
/// # Errors
/// The bytes are no workbook: a bug.
pub(super) fn growing_rows(workbook: &[u8]) -> Result<Vec<u8>, Error> {
    let mut from = ZipArchive::new(Cursor::new(workbook)).map_err(failed)?;
    let mut to = ZipWriter::new(Cursor::new(Vec::with_capacity(workbook.len())));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for at in 0..from.len() {
        let mut entry = from.by_index(at).map_err(failed)?;
        let name = entry.name().map_err(failed)?.into_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(failed)?;
        if name.starts_with("xl/worksheets/sheet") {
            let text = String::from_utf8(bytes).map_err(failed)?;
            bytes = without_fixed_heights(&text).into_bytes();
        }
        to.start_file(name, options).map_err(failed)?;
        to.write_all(&bytes).map_err(failed)?;
    }
    Ok(as_unix(to.finish().map_err(failed)?.into_inner()))
}

/// Only inside `<row …>`: a cell's text could hold the same characters.
fn without_fixed_heights(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    for (at, part) in sheet.split("<row ").enumerate() {
        if at == 0 {
            out.push_str(part);
            continue;
        }
        out.push_str("<row ");
        let end = part.find('>').unwrap_or(part.len());
        let (tag, rest) = part.split_at(end);
        out.push_str(&tag.replace(FIXED, ""));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::without_fixed_heights;

    #[test]
    fn only_rows_lose_their_fixed_height() {
        let sheet = r#"<sheetFormatPr customHeight="1"/><row r="1" ht="44" customHeight="1"><c/></row>"#;
        let grown = r#"<sheetFormatPr customHeight="1"/><row r="1" ht="44"><c/></row>"#;
        assert_eq!(without_fixed_heights(sheet), grown);
    }
}
