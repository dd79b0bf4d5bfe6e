//! What a publication was made from beside the workbooks: the agency's file, schemes, texts, templates,
//! options, the program.
//!
//! Comes in: the model and the templates. Goes out: tables of one value a record. Never: a path of this
//! machine.

use super::{Column, Record, Table, Value, unit_name};
use crate::error::Error;
use crate::hash::hex;
use crate::ingest::Pictures;
use crate::model::{FiscalYear, Text};
use crate::report::Model;
use crate::report::own_texts::OwnTexts;
use crate::templates::Templates;
use crate::workspace::AGENCY_FILE;
use serde_json::Value as Json;
use sha2::{Digest, Sha256};

/// Template folders that are compared file by file. Schemes and texts are compared by what they say.
const FOLDERS: &[&str] = &["contracts/", "fonts/", "html/", "typst/", "wording/"];
/// Hex digits of a file's hash that are kept.
const HASH_DIGITS: usize = 16;

pub(super) fn tables(
    model: &Model<'_>,
    texts: &OwnTexts,
    pictures: &Pictures,
    templates: &Templates,
) -> Result<Vec<Table>, Error> {
    let mut tables = vec![agency(model), units(model), accepted(model)];
    for year in [model.results_year(), model.results_year().previous()] {
        tables.extend(scheme(model, year)?);
    }
    tables.extend([
        own_texts(model, texts),
        picture_files(model, pictures),
        template_files(model, templates)?,
    ]);
    tables.extend([options(model), program(model)]);
    Ok(tables)
}

/// A table with the one column `value`.
fn table(model: &Model<'_>, id: &str, records: Vec<Record>) -> Table {
    titled(model, id, model.both(&format!("snapshot.{id}.title"), &[]), records)
}

fn titled(model: &Model<'_>, id: &str, title: Text, records: Vec<Record>) -> Table {
    let columns = vec![Column { id: "value".to_owned(), title: model.both("snapshot.value", &[]) }];
    Table { id: id.to_owned(), title, columns, records }
}

/// A setting of a table that has a name of its own.
fn named(model: &Model<'_>, table: &str, key: &str, file: &str, value: impl Into<String>) -> Record {
    setting(key, model.both(&format!("snapshot.{table}.{key}"), &[]), file, value)
}

fn setting(key: &str, label: Text, file: &str, value: impl Into<String>) -> Record {
    let value: String = value.into();
    let value = if value.is_empty() {
        Value::Absent { absent: crate::model::Absence::Blank }
    } else {
        Value::Text(value)
    };
    Record {
        key: vec![key.to_owned()],
        label,
        unit: None,
        unit_name: None,
        file: file.to_owned(),
        sheet: None,
        values: vec![value],
        cells: vec![String::new()],
    }
}

fn agency_file() -> String {
    format!("input/{AGENCY_FILE}")
}

fn agency(model: &Model<'_>) -> Table {
    let agency = &model.workspace.agency;
    let sample = if agency.sample { "true" } else { "false" };
    let file = agency_file();
    let records = [
        ("id", agency.id.as_str()),
        ("name_th", &agency.name_th),
        ("name_en", &agency.name_en),
        ("short_th", &agency.short_th),
        ("parent_th", &agency.parent_th),
        ("parent_en", &agency.parent_en),
        ("director_th", &agency.director_th),
        ("director_en", &agency.director_en),
        ("website", &agency.website),
        ("email", &agency.email),
        ("phone", &agency.phone),
        ("sample", sample),
    ]
    .map(|(key, value)| named(model, "agency", key, &file, value));
    table(model, "agency", records.to_vec())
}

fn units(model: &Model<'_>) -> Table {
    let words = &model.workspace.words;
    let records = model.workspace.units.iter().map(|unit| {
        let kind = unit.kind.as_str();
        Record {
            values: vec![Value::Text(kind.to_owned()), Value::Text(unit.name_th.clone())],
            cells: vec![String::new(), String::new()],
            ..setting(&unit.id, unit_name(unit), &agency_file(), kind)
        }
    });
    let column =
        |id: &str| Column { id: id.to_owned(), title: model.both(&format!("snapshot.units.{id}"), &[]) };
    Table {
        id: "units".to_owned(),
        title: Text::new(words.get("units"), words.get("units_en")),
        columns: vec![column("kind"), column("name_th")],
        records: records.collect(),
    }
}

fn accepted(model: &Model<'_>) -> Table {
    let records = model.workspace.accepted.iter().map(|a| {
        let place: Vec<_> = [&a.file, &a.sheet, &a.cell].into_iter().flatten().cloned().collect();
        let what = format!("{} {}", a.code, place.join(" ")).trim_end().to_owned();
        setting(&what, Text::same(&what), &agency_file(), &a.reason)
    });
    table(model, "accepted", records.collect())
}

fn scheme(model: &Model<'_>, year: FiscalYear) -> Result<Option<Table>, Error> {
    let Some(scheme) = model.schemes.get(year) else { return Ok(None) };
    let json = serde_json::to_value(scheme).map_err(|e| Error::bug("writing a scheme", e))?;
    let mut flat = Vec::new();
    flatten("", &json, &mut flat);
    let file = format!("templates/schemes/{year}.toml");
    let records =
        flat.into_iter().map(|(path, value)| setting(&path, Text::same(&path), &file, value)).collect();
    let title = model.both("snapshot.scheme", &[("year", Text::same(&year))]);
    Ok(Some(titled(model, &format!("scheme/{year}"), title, records)))
}

/// Every value of a scheme with its path; an entry of a list goes by its own name.
fn flatten(path: &str, value: &Json, into: &mut Vec<(String, String)>) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match value {
        Json::Object(fields) => {
            for (name, value) in fields {
                flatten(&below(name), value, into);
            }
        }
        Json::Array(items) if items.iter().any(Json::is_object) => {
            for (at, item) in items.iter().enumerate() {
                let name = ["code", "number", "id"].iter().find_map(|key| item.get(key));
                flatten(&below(&name.map_or_else(|| at.to_string(), plain)), item, into);
            }
        }
        Json::Array(items) => {
            into.push((path.to_owned(), items.iter().map(plain).collect::<Vec<_>>().join(" | ")));
        }
        Json::Null => {}
        other => into.push((path.to_owned(), plain(other))),
    }
}

fn plain(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn own_texts(model: &Model<'_>, texts: &OwnTexts) -> Table {
    let records = texts.sections().map(|(section, text)| {
        let stem = |path: &str| {
            let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
            name.rsplit_once('.').is_some_and(|(stem, _)| stem == section)
        };
        let own = texts.files.iter().rev().find(|f| stem(&f.path)).map(|f| f.path.to_string());
        let file = own.filter(|_| !text.is_built_in());
        let file = file.unwrap_or_else(|| format!("templates/texts/{section}.md"));
        setting(
            section,
            model.both("snapshot.text", &[("section", Text::same(section))]),
            &file,
            text.plain(),
        )
    });
    let title = model.both("snapshot.texts", &[("year", Text::same(&model.fiscal_year()))]);
    titled(model, "texts", title, records.to_vec())
}

fn hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)).chars().take(HASH_DIGITS).collect()
}

fn picture_files(model: &Model<'_>, pictures: &Pictures) -> Table {
    let records = pictures.named().map(|(workbook, name, picture)| {
        let folder = workbook.rsplit_once('/').map_or("", |(folder, _)| folder);
        let file = format!("{folder}/{name}");
        setting(&file, Text::same(name), &file, hash(&picture.bytes))
    });
    let mut records: Vec<_> = records.collect();
    records.dedup_by(|a, b| a.key == b.key);
    table(model, "pictures", records)
}

fn template_files(model: &Model<'_>, templates: &Templates) -> Result<Table, Error> {
    let files = templates.files()?;
    let used = files.iter().filter(|(path, _)| FOLDERS.iter().any(|folder| path.starts_with(folder)));
    let records =
        used.map(|(path, bytes)| setting(path, Text::same(path), &format!("templates/{path}"), hash(bytes)));
    Ok(table(model, "templates", records.collect()))
}

fn options(model: &Model<'_>) -> Table {
    let digits = match model.digits {
        crate::thai::Digits::Thai => "thai",
        crate::thai::Digits::Arabic => "arabic",
    };
    let records = [
        ("as_of", model.as_of.to_string()),
        ("digits", digits.to_owned()),
        ("draft", model.draft.to_string()),
    ]
    .map(|(key, value)| named(model, "options", key, "", value));
    table(model, "options", records.to_vec())
}

fn program(model: &Model<'_>) -> Table {
    let version = crate::PROGRAM.split_once('+').map_or(crate::PROGRAM, |(version, _)| version);
    let sources: String = crate::PROGRAM.chars().skip(version.len() + 1).take(HASH_DIGITS).collect();
    let records = [("version", version.to_owned()), ("sources", sources)]
        .map(|(key, value)| named(model, "program", key, "", value));
    table(model, "program", records.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::progress::fixture::Case;

    /// Their keys are composed: a text that is missing would stand there as its key.
    #[test]
    fn every_setting_has_its_words() {
        let case = Case::new();
        let model = case.model();
        let (pictures, templates) = (Pictures::default(), Templates::default());
        let mut tables =
            vec![agency(&model), units(&model), accepted(&model), options(&model), program(&model)];
        tables.extend([picture_files(&model, &pictures), template_files(&model, &templates).unwrap()]);
        let key = |text: &Text| text.th.starts_with("snapshot.") || text.en.starts_with("snapshot.");
        for table in tables {
            let columns = table.columns.iter().map(|c| &c.title);
            let mut said = columns.chain(table.records.iter().map(|r| &r.label)).chain([&table.title]);
            assert!(!said.any(key), "{table:?}");
        }
    }
}
