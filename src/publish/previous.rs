//! The publication that a run replaces: what of it may be taken over.
//!
//! Comes in: a publication's folder. Goes out: the bytes of an output that a full run would make again.
//! Never: trusts a file; its bytes must be those that the manifest names.

use super::manifest::OutputEntry;
use super::read_identity;
use super::read_snapshot;
use crate::files;
use crate::hash::hex;
use crate::model::Identity;
use crate::model::Received;
use crate::render::{Key, Why};
use crate::report::snapshot::Snapshot;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A publication's outputs by their paths.
#[derive(Debug, Default)]
pub struct Previous {
    dir: PathBuf,
    outputs: Option<BTreeMap<String, OutputEntry>>,
    inputs: BTreeMap<String, String>,
    /// Which publication it is, when it tells.
    pub identity: Option<Identity>,
    /// What it states and was made from.
    pub snapshot: Option<Snapshot>,
}

/// The part of the manifest that is read again.
#[derive(Deserialize)]
struct Read {
    inputs: Vec<InputEntry>,
    outputs: Vec<OutputEntry>,
}

#[derive(Deserialize)]
struct InputEntry {
    path: String,
    sha256: String,
}

impl Previous {
    /// The publication in `dir`. One that is not there, or whose manifest is not of a kind that this
    /// program reads, gives nothing to take over: everything is made.
    #[must_use]
    pub fn read(dir: &Path) -> Self {
        let bytes = files::read_own(&dir.join(super::MANIFEST)).ok();
        let read = bytes.and_then(|bytes| serde_json::from_slice::<Read>(&bytes).ok());
        let (inputs, outputs) = read.map(|read| (read.inputs, read.outputs)).unzip();
        Self {
            dir: dir.to_path_buf(),
            outputs: outputs
                .map(|o: Vec<_>| o.into_iter().map(|entry| (entry.path.clone(), entry)).collect()),
            inputs: inputs.into_iter().flatten().map(|i| (i.path, i.sha256)).collect(),
            identity: read_identity(dir),
            snapshot: read_snapshot(dir),
        }
    }

    /// Files that it was made from and that have other bytes now.
    #[must_use]
    pub fn resaved(&self, now: &[Received]) -> Vec<String> {
        let differs = |f: &&Received| self.inputs.get(&f.path[..]).is_some_and(|before| *before != f.sha256);
        now.iter().filter(differs).map(|f| f.path.to_string()).collect()
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
        let bytes = files::read_own(&self.dir.join(path)).map_err(|_| Why::Damaged)?;
        if hex(&Sha256::digest(&bytes)) == entry.sha256 { Ok(bytes) } else { Err(Why::Damaged) }
    }
}
