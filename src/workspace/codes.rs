//! Codes that the program has given to records of a form without codes, kept in `<year>/measure-codes.toml`.
//!
//! Units report by these codes all year, so a row that is put in between must not renumber those below it. The
//! file is written by `learn --codes` and read with the workbooks of its year.

use crate::error::Error;
use crate::files::{self, Bounds};
use crate::model::{FiscalYear, GivenCode};
use crate::toml_file;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the file in a year's folder.
pub const CODES_FILE: &str = "measure-codes.toml";

/// The file.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    #[serde(default)]
    code: Vec<GivenCode>,
}

/// The kept codes as a file.
///
/// # Errors
/// They cannot be written as TOML: a bug.
pub fn to_toml(codes: &[GivenCode]) -> Result<String, Error> {
    let text = toml::to_string(&Kept { code: codes.to_vec() }).map_err(|e| Error::bug("writing codes", e))?;
    Ok(format!(
        "# รหัสมาตรการที่โปรแกรมให้ เก็บไว้เพื่อให้รหัสคงเดิมเมื่อแทรกหรือแก้แถว / codes that were given, kept for next time\n\n{text}"
    ))
}

/// What is kept in the folders of the years.
pub(super) fn read(
    folders: &[(FiscalYear, String)],
    dir: &Path,
    input: &str,
    bounds: &Bounds,
) -> Result<BTreeMap<FiscalYear, Vec<GivenCode>>, Error> {
    let mut found = BTreeMap::new();
    for (year, folder) in folders {
        let path = dir.join(folder).join(CODES_FILE);
        if !path.is_file() {
            continue;
        }
        let shown = format!("{input}/{folder}/{CODES_FILE}");
        let text = files::read_text(&path, bounds, files::SMALL)
            .map_err(|why| Error::template(&shown, why.message()))?;
        let kept: Kept = toml_file::read(&shown, &text)?;
        found.insert(*year, kept.code);
    }
    Ok(found)
}
