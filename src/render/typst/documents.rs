//! The documents: a root folder for Typst, the data with break marks, and the compile jobs side by side,
//! as many at once as there are cores.

use super::pool;
use super::process::{Job, Typst};
use super::segment::with_break_marks;
use crate::error::Error;
use crate::render::write;
use crate::templates::Templates;
use crate::thai::{Date, Segmenter};
use serde::Serialize;
use serde_json::Value;
use std::cmp::Reverse;
use std::path::{Path, PathBuf};

/// Template folders that Typst reads.
const FOLDERS: &[&str] = &["typst/", "fonts/"];

/// A document to make.
pub(crate) struct Document {
    /// Name among the documents of a run: its data file is `<name>.json` below Typst's root.
    pub name: String,
    /// Template, e.g. `typst/measures.typ`.
    pub template: &'static str,
    /// The view model as JSON.
    pub model: Value,
    /// Where the PDF goes.
    pub output: PathBuf,
}

impl Document {
    /// The view model as a JSON value.
    ///
    /// # Errors
    /// It cannot be written as JSON: a bug.
    pub(crate) fn value(model: &impl Serialize) -> Result<Value, Error> {
        serde_json::to_value(model).map_err(|e| Error::bug("writing a view model", e))
    }
}

/// Compiles the documents below `root`, a folder that the caller removes; those with the most text begin
/// first. `names` are never broken over a line.
///
/// # Errors
/// Writing fails, or Typst does not make a clean document.
pub(crate) fn compile(
    mut documents: Vec<Document>,
    names: Vec<&str>,
    templates: &Templates,
    typst: &Typst,
    root: &Path,
    date: Date,
) -> Result<(), Error> {
    for (path, bytes) in templates.files()? {
        if FOLDERS.iter().any(|folder| path.starts_with(folder)) {
            write(&root.join(&path), &bytes)?;
        }
    }
    let words = Segmenter::new(names);
    documents.sort_by_cached_key(|document| Reverse(text_size(&document.model)));
    pool::run(documents, pool::workers(), |document| one(document, &words, typst, root, date))
}

fn one(document: Document, words: &Segmenter, typst: &Typst, root: &Path, date: Date) -> Result<(), Error> {
    let file = format!("{}.json", document.name);
    let text = with_break_marks(document.model, words).to_string();
    write(&root.join(&file), text.as_bytes())?;
    typst.compile(&Job {
        root,
        template: document.template,
        data: &format!("/{file}"),
        output: &document.output,
        timestamp: seconds(date),
    })
}

/// Bytes of text in a view model: how long Typst takes follows from it.
fn text_size(model: &Value) -> usize {
    match model {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(text_size).sum(),
        Value::Object(fields) => fields.values().map(text_size).sum(),
        _ => 0,
    }
}

/// Midnight (UTC) of a day, in seconds since 1970.
fn seconds(date: Date) -> i64 {
    i64::from(date.days_since(Date::clamped(1970, 1, 1))) * 86_400
}
