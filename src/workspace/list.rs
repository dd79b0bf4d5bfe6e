//! What lies in an agency's folder: year folders, workbooks, remarks, and what is not read.

use super::InputFile;
use crate::error::Error;
use crate::files::{self, Bounds, Refused};
use crate::model::{FiscalYear, REVIEWS};
use std::path::{Path, PathBuf};

/// Year folders of the agency's folder, with the names that they have.
pub(super) fn year_folders(dir: &Path) -> Result<Vec<(FiscalYear, String)>, Error> {
    let year = |path: PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        path.is_dir().then_some((FiscalYear::parse(&name)?, name))
    };
    Ok(read_dir(dir)?.into_iter().filter_map(year).collect())
}

/// Workbooks, what cannot be read, and what else there is.
#[derive(Default)]
pub(super) struct Listed {
    pub files: Vec<InputFile>,
    pub reviews: Vec<InputFile>,
    pub unread: Vec<(String, Refused)>,
    pub others: Vec<String>,
}

/// Workbooks in `<year>/` of the agency's folder and below, sorted; the year folders decide the year. And what
/// is not read, wherever in the agency's folder it lies.
pub(super) fn list_files(dir: &Path, input: &str, bounds: &Bounds) -> Result<Listed, Error> {
    let mut listed = Listed::default();
    for entry in files::walk(dir, bounds).map_err(|e| Error::io("listing", dir, e))? {
        let own = entry.name.rsplit('/').next().unwrap_or_default();
        // Excel's marks of open workbooks are told; other traces are nobody's input.
        if is_trace(&entry.name) && !own.starts_with("~$") {
            continue;
        }
        let name = format!("{input}/{}", entry.name);
        let year = entry.name.split_once('/').and_then(|(folder, _)| FiscalYear::parse(folder));
        match (entry.found, year) {
            (Ok(_), Some(fiscal_year)) if is_spreadsheet(own) => {
                let file = InputFile { path: entry.path, name, fiscal_year };
                let reviewed = entry.name.split('/').nth(1) == Some(REVIEWS);
                if reviewed && !own.starts_with("~$") {
                    listed.reviews.push(file);
                } else {
                    listed.files.push(file);
                }
            }
            (Ok(_), _) => listed.others.push(name),
            (Err(why), _) => listed.unread.push((name, why)),
        }
    }
    Ok(listed)
}

/// Whether a name below an agency's folder is known to be nobody's input: traces of systems and programs.
/// A workbook whose download broke off is somebody's.
fn is_trace(name: &str) -> bool {
    let own = name.rsplit('/').next().unwrap_or_default();
    let unfinished = own.rsplit_once('.').is_some_and(|(stem, _)| is_spreadsheet(stem));
    let passing = name.split('/').any(files::is_passing);
    passing && (!unfinished || own.starts_with(['.', '~']))
}

/// Whether a name claims to be a workbook of any kind; the kinds we cannot read are refused by name
/// later, not passed over.
pub(crate) fn is_spreadsheet(name: &str) -> bool {
    let known = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "xltx", "xltm", "xlt"];
    name.rsplit_once('.').is_some_and(|(_, end)| known.iter().any(|k| end.eq_ignore_ascii_case(k)))
}

pub(super) fn read_dir(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = std::fs::read_dir(dir);
    let paths: Result<Vec<_>, _> = entries.and_then(|all| all.map(|entry| Ok(entry?.path())).collect());
    let mut paths = paths.map_err(|e| Error::io("listing", dir, e))?;
    paths.sort();
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_of_systems_are_told_from_broken_downloads() {
        for trace in [
            "2568/._a.xlsx",
            "2568/.DS_Store",
            "2568/Thumbs.db",
            "__MACOSX/2568/a.xlsx",
            "2568/4F1A.tmp",
            ".git/x",
        ] {
            assert!(is_trace(trace), "{trace}");
        }
        for file in ["2568/a.xlsx.crdownload", "2568/a.xlsx.tmp", "2568/a.zip", "2568/h"] {
            assert!(!is_trace(file), "{file}");
        }
    }
}
