//! The publication that a run replaces: what of it may be taken over.
//!
//! Comes in: a publication's folder. Goes out: the bytes of an output that a full run would make again.
//! Never: trusts a file; its bytes must be those that the manifest names.

use super::manifest::OutputEntry;
use crate::ingest::hex;
use crate::render::{Key, Why};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A publication's outputs by their paths.
#[derive(Debug, Default)]
pub struct Previous {
    dir: PathBuf,
    outputs: Option<BTreeMap<String, OutputEntry>>,
}

/// The part of the manifest that is read again.
#[derive(Deserialize)]
struct Outputs {
    outputs: Vec<OutputEntry>,
}

impl Previous {
    /// The publication in `dir`. One that is not there, or whose manifest is not of a kind that this
    /// program reads, gives nothing to take over: everything is made.
    #[must_use]
    pub fn read(dir: &Path) -> Self {
        let manifest = fs::read(dir.join("run.json")).ok();
        let outputs = manifest.and_then(|bytes| serde_json::from_slice::<Outputs>(&bytes).ok());
        let by_path = |o: Outputs| o.outputs.into_iter().map(|entry| (entry.path.clone(), entry)).collect();
        Self { dir: dir.to_path_buf(), outputs: outputs.map(by_path) }
    }

    /// The bytes of an output with this path and key.
    ///
    /// # Errors
    /// Why it must be made.
    pub fn output(&self, path: &str, key: &Key) -> Result<Vec<u8>, Why> {
        let outputs = self.outputs.as_ref().ok_or(Why::First)?;
        let entry = outputs.get(path).ok_or(Why::New)?;
        let differing = entry.key.differing(key);
        if !differing.is_empty() {
            return Err(Why::Changed(differing));
        }
        let bytes = fs::read(self.dir.join(path)).map_err(|_| Why::Damaged)?;
        if hex(&Sha256::digest(&bytes)) == entry.sha256 { Ok(bytes) } else { Err(Why::Damaged) }
    }
}
