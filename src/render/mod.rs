//! View models to files: PDF through the Typst process, workbooks, open data.
//!
//! Comes in: the model. Goes out: the list of outputs ([`outputs`]), and their files in a staging folder
//! ([`make`]). Never: computes a figure or words a sentence.

mod attachments;
mod data_package;
pub mod forms;
mod ics;
mod index;
mod job;
mod key;
pub(crate) mod letters;
mod list;
mod make;
mod open_data;
pub(crate) mod pool;
mod rollup;
mod typst;
pub mod xlsx;
mod zip_system;

pub use crate::changes::{Fate, Part, Why};
pub use index::check as check_page;
pub use job::Job;
pub use key::Key;
pub use letters::{Letters, memo, reminders};
pub use list::{INDEX, index, outputs, plan_index};
pub use make::{Before, Output, make, plan};
pub use rollup::rollup;
pub use typst::{LIMIT as TYPST_LIMIT, Typst, Warm, check_sizes};

use crate::changes::{self, FILE as CHANGES, Report};
use crate::error::Error;
use crate::ingest::Pictures;
use crate::report::own_texts::OwnTexts;
use crate::report::{Model, workbook};
use crate::templates::Templates;
use serde::Serialize;
use std::fs;
use std::path::Path;

/// What rendering needs beside the model.
#[derive(Clone, Copy, Debug)]
pub struct Tools<'a> {
    /// Typst templates and fonts.
    pub templates: &'a Templates,
    /// The Typst program.
    pub typst: &'a Typst,
    /// Wording that the agency owns.
    pub texts: &'a OwnTexts,
    /// Pictures of briefings.
    pub pictures: &'a Pictures,
    /// Keeps what Typst is given in this folder, for those who write templates.
    pub build_dir: Option<&'a Path>,
    /// A folder of the run for passing files.
    pub work: &'a Path,
}

/// Writes what changed since the publication before: `changes.json` and `changes.xlsx`. They alone are
/// no function of the inputs, so they stand beside the list of outputs.
///
/// # Errors
/// Writing fails.
pub fn changes(model: &Model<'_>, report: &Report, dir: &Path) -> Result<(), Error> {
    write_json(&dir.join(CHANGES), report)?;
    let (scores, progress) = (workbook::scores(model), workbook::progress(model));
    let book = changes::workbook(model, report, &scores, &progress);
    write(&dir.join(format!("{}.xlsx", book.stem)), &xlsx::review_beside(&book, &[&scores, &progress])?)
}

/// Where and with what documents are set.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Typst templates and fonts.
    pub templates: &'a Templates,
    /// The Typst program.
    pub typst: &'a Typst,
    /// Typst's root.
    pub root: &'a Path,
}

impl<'a> Tools<'a> {
    /// Where a run sets its documents.
    #[must_use]
    pub fn place(&self) -> Place<'a> {
        let root = self.build_dir.unwrap_or(self.work);
        Place { templates: self.templates, typst: self.typst, root }
    }
}

/// Writes a file, making its folder.
fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir).map_err(|e| Error::io("making", dir, e))?;
    }
    fs::write(path, bytes).map_err(|e| Error::io("writing", path, e))
}

/// Indented JSON with a final line feed.
///
/// # Errors
/// The value cannot be written as JSON: a bug.
pub fn json_bytes(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| Error::bug("writing JSON", e))?;
    text.push(b'\n');
    Ok(text)
}

/// Writes indented JSON with a final line feed.
///
/// # Errors
/// Writing fails.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), Error> {
    fs::write(path, json_bytes(value)?).map_err(|e| Error::io("writing", path, e))
}
