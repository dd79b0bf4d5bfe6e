//! The two documents: a root folder for Typst, the data with break marks, and the compile jobs side
//! by side.

use super::process::{Job, Typst};
use super::segment::with_break_marks;
use crate::error::Error;
use crate::render::write;
use crate::templates::Templates;
use crate::thai::{Date, Segmenter};
use serde::Serialize;
use std::path::{Path, PathBuf};

/// Template folders that Typst reads.
const FOLDERS: &[&str] = &["typst/", "fonts/"];

/// A document to make.
pub(crate) struct Document<'a> {
    /// Template, e.g. `typst/measures.typ`.
    pub template: &'static str,
    /// The view model as JSON.
    pub model: serde_json::Value,
    /// Where the PDF goes.
    pub output: PathBuf,
    /// Names that are never broken.
    pub names: Vec<&'a str>,
}

impl Document<'_> {
    /// The view model as a JSON value.
    ///
    /// # Errors
    /// It cannot be written as JSON: a bug.
    pub(crate) fn value(model: &impl Serialize) -> Result<serde_json::Value, Error> {
        serde_json::to_value(model).map_err(|e| Error::bug("writing a view model", e))
    }
}

/// Compiles the documents side by side below `root`, a folder that the caller removes.
///
/// # Errors
/// Writing fails, or Typst does not make a clean document.
pub(crate) fn compile(
    documents: Vec<Document<'_>>,
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
    std::thread::scope(|scope| {
        let jobs: Vec<_> = documents
            .into_iter()
            .map(|document| scope.spawn(move || one(document, typst, root, date)))
            .collect();
        for job in jobs {
            job.join().map_err(|_| Error::bug("rendering", "a document's thread died"))??;
        }
        Ok(())
    })
}

fn one(document: Document<'_>, typst: &Typst, root: &Path, date: Date) -> Result<(), Error> {
    let words = Segmenter::new(document.names);
    let stem = document.template.trim_start_matches("typst/").trim_end_matches(".typ");
    let file = format!("/{stem}.json");
    let text = with_break_marks(document.model, &words).to_string();
    write(&root.join(format!("{stem}.json")), text.as_bytes())?;
    typst.compile(&Job {
        root,
        template: document.template,
        data: &file,
        output: &document.output,
        timestamp: seconds(date),
    })
}

/// Midnight (UTC) of a day, in seconds since 1970.
fn seconds(date: Date) -> i64 {
    i64::from(date.days_since(Date::clamped(1970, 1, 1))) * 86_400
}
