//! CSV seeds, typed by their contracts: `<year>/<kind>.csv`, and `<year>/h1/<kind>.csv` with the
//! columns `unit` and `revision` first.

use crate::contract::{Contract, Contracts, FieldSpec, FieldType, Role, Scope};
use crate::error::Error;
use crate::files;
use crate::model::DataValue;
use crate::model::Text;
use crate::thai;
use std::fs;
use std::path::{Path, PathBuf};

/// One seed file.
pub(super) struct Seed {
    /// Contract name, which is the file's name.
    pub kind: String,
    pub rows: Vec<SeedRow>,
    path: PathBuf,
}

/// One line.
pub(super) struct SeedRow {
    /// Line in the file, from one.
    pub line: u64,
    /// Name of the unit, later its id; empty in the agency's own seeds.
    pub unit: String,
    pub revision: i64,
    /// In the order of the contract's fields.
    pub values: Vec<Option<DataValue>>,
}

impl Seed {
    /// What is wrong with the file.
    pub(super) fn problem(&self, problem: Text) -> Error {
        wrong(&self.path, problem)
    }
}

fn wrong(path: &Path, problem: Text) -> Error {
    Error::template(path.display().to_string(), problem)
}

fn no_csv(path: &Path, why: &csv::Error) -> Error {
    Error::unreadable_template(path.display().to_string(), why)
}

/// Folders below `dir` whose names mean something, in order of their names.
pub(super) fn folders<T>(
    dir: &Path,
    meaning: impl Fn(&str) -> Option<T>,
) -> Result<Vec<(T, PathBuf)>, Error> {
    let mut found = Vec::new();
    for path in entries(dir)? {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if let (true, Some(means)) = (path.is_dir(), meaning(&name)) {
            found.push((means, path));
        }
    }
    Ok(found)
}

/// The seeds that lie in `folder`, in order of their names.
pub(super) fn load(contracts: &Contracts, folder: &Path) -> Result<Vec<Seed>, Error> {
    let mut seeds = Vec::new();
    for path in entries(folder)? {
        let is_csv = path.extension().is_some_and(|e| e == "csv");
        let kind = path.file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if !is_csv || !path.is_file() {
            continue;
        }
        let contract = contracts.get(&kind).filter(|c| !c.has_question_columns()).ok_or_else(|| {
            let problem =
                Text::new(format!("ไม่มีแบบชนิด `{kind}`"), format!("there is no form of the kind `{kind}`"));
            wrong(&path, problem)
        })?;
        seeds.push(Seed { rows: rows(contract, &path)?, kind, path });
    }
    Ok(seeds)
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let list = fs::read_dir(dir).map_err(|e| Error::io("listing", dir, e))?;
    let mut paths = Vec::new();
    for entry in list {
        paths.push(entry.map_err(|e| Error::io("listing", dir, e))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Where a column of the file goes.
enum Column {
    Unit,
    Revision,
    Field(usize),
}

fn rows(contract: &Contract, path: &Path) -> Result<Vec<SeedRow>, Error> {
    let text = files::read_own(path).map_err(|e| Error::io("reading", path, e))?;
    let text = String::from_utf8(text).map_err(|_| Error::not_utf8(path.display().to_string()))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let header = reader.headers().map_err(|why| no_csv(path, &why))?.clone();
    let of_unit = contract.scope == Scope::Unit;
    let columns = header
        .iter()
        .map(|name| match name {
            "unit" if of_unit => Ok(Column::Unit),
            "revision" if of_unit => Ok(Column::Revision),
            _ => contract.position(name).map(Column::Field).ok_or_else(|| {
                let problem = Text::new(
                    format!("แบบนี้ไม่มีคอลัมน์ `{name}`"),
                    format!("the contract has no column `{name}`"),
                );
                wrong(path, problem)
            }),
        })
        .collect::<Result<Vec<_>, _>>()?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|why| no_csv(path, &why))?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut row =
            SeedRow { line, unit: String::new(), revision: 1, values: vec![None; contract.fields.len()] };
        for (column, text) in columns.iter().zip(record.iter()) {
            let bad = |(th, en): (&str, &str)| {
                let problem = Text::new(
                    format!("บรรทัด {line}: `{text}` ไม่ใช่{th}"),
                    format!("line {line}: `{text}` is no {en}"),
                );
                wrong(path, problem)
            };
            match column {
                Column::Unit => text.clone_into(&mut row.unit),
                Column::Revision => {
                    row.revision = text.trim().parse().map_err(|_| bad(("เลขฉบับแก้ไข", "revision")))?;
                }
                Column::Field(at) => {
                    row.values[*at] = value(&contract.fields[*at], text).map_err(bad)?;
                }
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// A cell's value by its column's type; the error names the type in Thai and English.
fn value(field: &FieldSpec, text: &str) -> Result<Option<DataValue>, (&'static str, &'static str)> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    Ok(Some(match (field.kind, field.role) {
        (FieldType::Integer, _) => {
            DataValue::Integer(text.trim().parse().map_err(|_| ("จำนวนเต็ม", "whole number"))?)
        }
        (FieldType::Number, _) => DataValue::Number(text.trim().parse().map_err(|_| ("ตัวเลข", "number"))?),
        (FieldType::Date, _) => DataValue::Date(thai::parse_date(text).map_err(|_| ("วันที่", "date"))?),
        (FieldType::String, Some(Role::Due)) => match thai::parse_date(text) {
            Ok(date) => DataValue::Date(date),
            Err(_) => DataValue::Text(text.to_owned()),
        },
        (FieldType::String, _) => DataValue::Text(text.to_owned()),
    }))
}
