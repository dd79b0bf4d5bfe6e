//! `run.json`: what went in, what came out, with which program.

use crate::diagnostic::Severity;
use crate::error::Error;
use crate::ingest::hex;
use crate::model::Period;
use crate::render::Typst;
use crate::report::Model;
use crate::thai::{Date, Digits};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;

/// Milliseconds by stage: the only figures of a run that differ between two equal runs.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(transparent)]
pub struct Timings {
    stages: Vec<(String, u64)>,
}

impl Timings {
    /// Adds the time since `start` under a stage's name.
    pub fn add(&mut self, stage: &str, start: Instant) {
        let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.stages.push((stage.to_owned(), millis));
    }

    /// Stages with milliseconds, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, (String, u64)> {
        self.stages.iter()
    }
}

impl<'a> IntoIterator for &'a Timings {
    type Item = &'a (String, u64);
    type IntoIter = std::slice::Iter<'a, (String, u64)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A file with its hash.
#[derive(Clone, Debug, Serialize)]
struct FileEntry {
    path: String,
    bytes: u64,
    sha256: String,
}

/// The manifest of a run.
#[derive(Clone, Debug, Serialize)]
pub struct Manifest {
    program: &'static str,
    version: &'static str,
    typst: String,
    agency: String,
    sample: bool,
    draft: bool,
    period: Period,
    results_year: u16,
    as_of: Date,
    digits: &'static str,
    counts: BTreeMap<&'static str, usize>,
    inputs: Vec<FileEntry>,
    outputs: Vec<FileEntry>,
}

impl Manifest {
    /// What is known before the outputs are written.
    #[must_use]
    pub fn new(model: &Model<'_>, typst: &Typst) -> Self {
        let count = |severity| model.diagnostics.count(severity);
        let counts = BTreeMap::from([
            ("errors", count(Severity::Error)),
            ("warnings", count(Severity::Warning)),
            ("notes", count(Severity::Note)),
            ("measures", model.outcomes.len()),
            ("sheets", model.facts.submissions.len()),
        ]);
        Self {
            program: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
            typst: typst.version().to_owned(),
            agency: model.workspace.agency.id.clone(),
            sample: model.workspace.agency.sample,
            draft: model.draft,
            period: model.period,
            results_year: model.results_year().0,
            as_of: model.as_of,
            digits: match model.digits {
                Digits::Thai => "thai",
                Digits::Arabic => "arabic",
            },
            counts,
            inputs: model
                .facts
                .files
                .iter()
                .map(|f| FileEntry { path: f.path.to_string(), bytes: f.bytes, sha256: f.sha256.clone() })
                .collect(),
            outputs: Vec::new(),
        }
    }

    /// Adds the outputs with their hashes.
    ///
    /// # Errors
    /// An output cannot be read back.
    pub(super) fn outputs(&mut self, dir: &Path, files: &[String]) -> Result<(), Error> {
        for file in files {
            let path = dir.join(file);
            let bytes = fs::read(&path).map_err(|e| Error::io("reading", &path, e))?;
            self.outputs.push(FileEntry {
                path: file.clone(),
                bytes: bytes.len() as u64,
                sha256: hex(&Sha256::digest(&bytes)),
            });
        }
        Ok(())
    }

    /// Writes the manifest with the timings.
    ///
    /// # Errors
    /// Writing fails.
    pub(super) fn write(&self, path: &Path, timings: &Timings) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Whole<'a> {
            #[serde(flatten)]
            manifest: &'a Manifest,
            timings_ms: BTreeMap<&'a str, u64>,
        }
        let mut timings_ms = BTreeMap::new();
        for (stage, millis) in timings {
            *timings_ms.entry(stage.as_str()).or_insert(0) += millis;
        }
        crate::render::write_json(path, &Whole { manifest: self, timings_ms })
    }
}
