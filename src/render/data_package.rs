//! `datapackage.json` after Frictionless Data Package v2, with the catalogue's metadata items.
//!
//! Comes in: the package, its tables, the bytes of their files. Goes out: JSON. Never: words anything.

use super::open_data::file_name;
use crate::contract::{Constraints, FieldType};
use crate::hash::hex;
use crate::model::Text;
use crate::report::open_data::{Column, Package, Property, Resource, Table};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The profile that the descriptor follows.
const PROFILE: &str = "https://datapackage.org/profiles/2.0/datapackage.json";
const SCHEMA_PROFILE: &str = "https://datapackage.org/profiles/2.0/tableschema.json";

/// The descriptor. `files` are the bytes of the tables' files, in the order of the tables.
pub(super) fn descriptor(package: &Package, tables: &[Table], files: &[&[u8]]) -> Value {
    let [licence, licence_title, licence_url] = &package.licence;
    let licences = json!([{ "name": licence, "title": licence_title, "path": licence_url }]);
    let resources: Vec<_> = tables
        .iter()
        .zip(files)
        .zip(&package.resources)
        .map(|((table, bytes), about)| resource(table, bytes, about, &licences))
        .collect();
    let mut contributor = json!({ "title": package.organisation.th, "roles": ["publisher"] });
    let mut whole = json!({
        "$schema": PROFILE,
        "name": package.name,
        "title": package.title.th,
        "titles": both(&package.title),
        "description": package.description.th,
        "descriptions": both(&package.description),
        "version": package.period.slug(),
        "created": format!("{}T00:00:00Z", package.as_of),
        "period": {
            "fiscal_year": package.period.fiscal_year.to_string(),
            "half": package.period.half.number(),
            "start": package.days.0,
            "end": package.days.1,
            "as_of": package.as_of,
        },
        "sample": package.sample,
        "draft": package.draft,
        "licenses": licences,
        "keywords": package.keywords,
        "sources": [{ "title": package.organisation.th }],
        "catalogue": catalogue(&package.catalogue),
        "resources": resources,
    });
    if !package.email.is_empty() {
        contributor["email"] = json!(package.email);
    }
    if !package.homepage.is_empty() {
        whole["homepage"] = json!(package.homepage);
        contributor["path"] = json!(package.homepage);
    }
    whole["contributors"] = json!([contributor]);
    whole
}

fn resource(table: &Table, bytes: &[u8], about: &Resource, licences: &Value) -> Value {
    let fields: Vec<_> = table.columns.iter().map(field).collect();
    let mut schema = json!({
        "$schema": SCHEMA_PROFILE,
        "fields": fields,
        "missingValues": [""],
    });
    let key = table.key();
    if !key.is_empty() {
        schema["primaryKey"] = json!(key);
    }
    json!({
        // Names of resources are URL-safe; the file's own name is in the path.
        "name": table.name.replace('_', "-"),
        "type": "table",
        "path": file_name(table),
        "title": table.title.th,
        "titles": both(&table.title),
        "description": table.description.th,
        "descriptions": both(&table.description),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": bytes.len(),
        "hash": format!("sha256:{}", hex(&Sha256::digest(bytes))),
        "sources": [{ "title": about.source.th }],
        "licenses": licences,
        "catalogue": catalogue(&about.catalogue),
        "schema": schema,
    })
}

fn field(column: &Column) -> Value {
    let kind = match column.kind {
        FieldType::String => "string",
        FieldType::Integer => "integer",
        FieldType::Number => "number",
        FieldType::Date => "date",
    };
    let mut field = json!({
        "name": column.name,
        "type": kind,
        "title": column.title.th,
        "titles": both(&column.title),
        "description": column.title.en,
    });
    if !column.unit.is_empty() {
        field["unit"] = json!(column.unit);
    }
    let constraints = constraints(&column.constraints, column.kind);
    if !constraints.is_empty() {
        field["constraints"] = Value::Object(constraints);
    }
    field
}

/// What a contract demands of a sheet's cells. That no value stands twice in a sheet is not said of the file: it
/// holds the sheets of many units.
fn constraints(of: &Constraints, kind: FieldType) -> Map<String, Value> {
    let mut found = Map::new();
    if of.required {
        found.insert("required".to_owned(), json!(true));
    }
    for (name, limit) in [("minimum", of.minimum), ("maximum", of.maximum)] {
        if let Some(limit) = limit {
            #[allow(clippy::cast_possible_truncation)] // a contract's limits are small
            let limit = if kind == FieldType::Integer { json!(limit as i64) } else { json!(limit) };
            found.insert(name.to_owned(), limit);
        }
    }
    if let Some(most) = of.max_length {
        found.insert("maxLength".to_owned(), json!(most));
    }
    if !of.choices.is_empty() {
        found.insert("enum".to_owned(), json!(of.choices));
    }
    found
}

fn both(text: &Text) -> Value {
    json!({ "th": text.th, "en": text.en })
}

fn catalogue(items: &[Property]) -> Value {
    let entry = |item: &Property| {
        let value = json!({ "label": both(&item.label), "value": both(&item.value) });
        (item.key.to_owned(), value)
    };
    Value::Object(items.iter().map(entry).collect())
}
