//! Which publication a folder holds: its name, its serial number, when it was made, and an id that no
//! other publication has. It is in the manifest and in `changes.json`, and not in any file that is a
//! function of the inputs alone.

use super::clock::Moment;
use crate::error::Error;
use crate::files;
use crate::ingest::hex;
use crate::report::snapshot::{self, Snapshot};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Name of the file.
pub const CHANGES: &str = "changes.json";

/// Which publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Folder name, e.g. `2568-h1`.
    pub name: String,
    /// Counts the publications of a name, from 1; never given twice.
    pub serial: u32,
    /// When it was made.
    pub made_at: Moment,
    /// 128 random bits in hexadecimal. Two publications of the same inputs may be equal in every other
    /// byte; this tells them apart. None in publications of earlier versions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl Identity {
    /// A new identity, made now.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn new(name: &str, serial: u32) -> Result<Self, Error> {
        let mut bits = [0; 16];
        getrandom::fill(&mut bits)
            .map_err(|e| Error::io("reading", "the system's random numbers", e.into()))?;
        Ok(Self { name: name.to_owned(), serial, made_at: Moment::now(), id: Some(hex(&bits)) })
    }

    /// That of the publication in `dir`; none when its files are missing or of another kind.
    #[must_use]
    pub fn read(dir: &Path) -> Option<Self> {
        #[derive(Deserialize)]
        struct Only {
            publication: Identity,
        }
        // Manifests of earlier versions do not say it.
        [super::MANIFEST, CHANGES].into_iter().find_map(|file| {
            let bytes = files::read_own(&dir.join(file)).ok()?;
            serde_json::from_slice::<Only>(&bytes).ok().map(|only| only.publication)
        })
    }
}

/// The snapshot of the publication in `dir`; none when it has none that this program can read.
#[must_use]
pub fn read_snapshot(dir: &Path) -> Option<Snapshot> {
    let bytes = files::read_own(&dir.join(snapshot::FILE)).ok()?;
    serde_json::from_slice(&bytes).ok().filter(|s: &Snapshot| s.format == snapshot::FORMAT)
}
