//! Files embedded in the documents, and which document gets which.
//!
//! Comes in: open tables with their bytes. Goes out: entries for the view models. Never: gives a document a file that its
//! figures do not stand on, so that a changed cell changes only the documents that show it.

use super::open_data::{csv, file_name};
use crate::error::Error;
use crate::model::Period;
use crate::report::document::{Attachment, Relationship};
use crate::report::open_data::Table;
use std::path::Path;
use std::sync::Arc;

/// The documents that a file of the open data belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// The measures document.
    Measures,
    /// The progress report.
    Progress,
    /// Both.
    Both,
}

/// A file of the open data.
#[derive(Clone, Debug)]
pub(super) struct OpenFile {
    /// File name in `data/`.
    pub name: String,
    /// What it holds, Thai, one line.
    pub title: String,
    /// The data set that it holds, by its contract, and the half.
    pub data_set: Option<(String, Period)>,
    /// Where it is embedded.
    pub owner: Owner,
    /// The file.
    pub bytes: Arc<[u8]>,
}

impl OpenFile {
    /// The file of a table.
    ///
    /// # Errors
    /// The library refuses: a bug.
    pub(super) fn new(table: &Table) -> Result<Self, Error> {
        let owner = match table.name.as_str() {
            "measures" => Owner::Both,
            "measure_standings" | "progress" | "oit_readiness" => Owner::Progress,
            _ if table.contract.is_some() => Owner::Progress,
            _ => Owner::Measures,
        };
        Ok(Self {
            name: file_name(table),
            title: table.title.th.clone(),
            data_set: table.contract.clone().zip(table.period),
            owner,
            bytes: csv(table)?.into(),
        })
    }

    /// Whether it is embedded in the document.
    pub(super) fn is_in(&self, document: Owner) -> bool {
        self.owner == document || self.owner == Owner::Both
    }

    /// Its entry in a view model.
    pub(super) fn attachment(&self) -> Attachment {
        Attachment { data_set: self.data_set.clone(), ..entry(&self.name, &self.title) }
    }
}

/// The entries of a document: its files and its own view model, whose file name is `model`; by name.
pub(super) fn of<'a>(files: impl Iterator<Item = &'a OpenFile>, model: &str, title: &str) -> Vec<Attachment> {
    let own = entry(model, title);
    let mut found: Vec<_> = files.map(OpenFile::attachment).chain([own]).collect();
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

fn entry(name: &str, title: &str) -> Attachment {
    let is_json = Path::new(name).extension().is_some_and(|end| end == "json");
    Attachment {
        path: format!("/{}", data(name)),
        description: title.to_owned(),
        name: name.to_owned(),
        mime: if is_json { "application/json" } else { "text/csv" }.to_owned(),
        relationship: Relationship::Data,
        data_set: None,
    }
}

/// Where a file of the open data stands in the publication and below Typst's root.
pub(super) fn data(name: &str) -> String {
    format!("data/{name}")
}
