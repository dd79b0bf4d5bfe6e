//! `run.json`: what went in, what came out, with which program.

use crate::error::Error;
use crate::files;
use crate::hash::hex;
use crate::model::Identity;
use crate::model::Period;
use crate::platform::Timings;
use crate::render::{Key, Output, Typst};
use crate::report::Model;
use crate::thai::{Date, Digits};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A file with its hash.
#[derive(Clone, Debug, Serialize)]
struct FileEntry {
    path: String,
    bytes: u64,
    sha256: String,
}

/// An output with its hash and what its bytes depend on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct OutputEntry {
    pub path: String,
    pub bytes: u64,
    pub sha256: String,
    pub key: Key,
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
    outputs: Vec<OutputEntry>,
}

impl Manifest {
    /// What a run went from and what it made.
    #[must_use]
    pub fn new(model: &Model<'_>, typst: &Typst, outputs: &[Output]) -> Self {
        let own = [("measures", model.outcomes.len()), ("sheets", model.facts.submissions.len())];
        let counts = model.diagnostics.counts().into_iter().chain(own).collect();
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
            outputs: entries(outputs),
        }
    }

    /// Writes the manifest with the publication's identity, the hashes of those of `files` in `dir` that are no
    /// outputs, and the timings.
    ///
    /// # Errors
    /// Reading or writing fails.
    pub(super) fn write(
        &self,
        dir: &Path,
        files: &[String],
        identity: &Identity,
        timings: &Timings,
    ) -> Result<(), Error> {
        #[derive(Serialize)]
        struct Whole<'a> {
            publication: &'a Identity,
            #[serde(flatten)]
            manifest: &'a Manifest,
            beside: Vec<FileEntry>,
            timings_ms: BTreeMap<&'a str, u64>,
        }
        let beside = files.iter().filter(|file| self.outputs.iter().all(|o| o.path != **file));
        let beside = beside.map(|file| entry(dir, file)).collect::<Result<_, Error>>()?;
        let mut timings_ms = BTreeMap::new();
        for (stage, millis) in timings {
            *timings_ms.entry(stage.as_str()).or_insert(0) += millis;
        }
        let whole = Whole { publication: identity, manifest: self, beside, timings_ms };
        crate::render::write_json(&dir.join(super::MANIFEST), &whole)
    }
}

/// A file of the publication with its hash.
fn entry(dir: &Path, file: &str) -> Result<FileEntry, Error> {
    let path = dir.join(file);
    let bytes = files::read_own(&path).map_err(|e| Error::io("reading", &path, e))?;
    Ok(FileEntry { path: file.to_owned(), bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(&bytes)) })
}

fn entries(outputs: &[Output]) -> Vec<OutputEntry> {
    let entry = |o: &Output| OutputEntry {
        path: o.path.clone(),
        bytes: o.bytes,
        sha256: o.sha256.clone(),
        key: o.key.clone(),
    };
    outputs.iter().map(entry).collect()
}

/// The manifest of a publication that is not one agency's: what it was made from, and its files.
#[derive(Serialize, Deserialize)]
struct SharedManifest {
    #[serde(skip_serializing_if = "Option::is_none")]
    publication: Option<Identity>,
    about: serde_json::Value,
    outputs: Vec<OutputEntry>,
}

/// Writes it.
///
/// # Errors
/// Writing fails.
pub(super) fn write_about(
    path: &Path,
    identity: &Identity,
    about: &serde_json::Value,
    outputs: &[Output],
) -> Result<(), Error> {
    let publication = Some(identity.clone());
    crate::render::write_json(
        path,
        &SharedManifest { publication, about: about.clone(), outputs: entries(outputs) },
    )
}

/// The files of a publication that was made from the very same, when each is there in its size.
pub(super) fn files_made_from(dir: &Path, about: &serde_json::Value) -> Option<Vec<String>> {
    let text = files::read_own(&dir.join(super::MANIFEST)).ok()?;
    let manifest: SharedManifest = serde_json::from_slice(&text).ok()?;
    let there = |o: &OutputEntry| fs::metadata(dir.join(&o.path)).is_ok_and(|m| m.len() == o.bytes);
    let same = manifest.about == *about && manifest.outputs.iter().all(there);
    let mut files: Vec<_> = manifest.outputs.into_iter().map(|o| o.path).collect();
    files.push(super::MANIFEST.to_owned());
    files.sort();
    same.then_some(files)
}
