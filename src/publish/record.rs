//! Which publication a folder holds: its name, its serial number, when it was made. It stands in
//! `changes.json`, the one file that tells of the publication before, and not in what is a function of
//! the inputs alone.

use super::clock::Moment;
use crate::files;
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
}

impl Identity {
    /// That of the publication in `dir`; none when its file is missing or of another kind.
    #[must_use]
    pub fn read(dir: &Path) -> Option<Self> {
        #[derive(Deserialize)]
        struct Only {
            publication: Identity,
        }
        let bytes = files::read_own(&dir.join(CHANGES)).ok()?;
        serde_json::from_slice::<Only>(&bytes).ok().map(|only| only.publication)
    }
}

/// The snapshot of the publication in `dir`; none when it has none that this program can read.
#[must_use]
pub fn read_snapshot(dir: &Path) -> Option<Snapshot> {
    let bytes = files::read_own(&dir.join(snapshot::FILE)).ok()?;
    serde_json::from_slice(&bytes).ok().filter(|s: &Snapshot| s.format == snapshot::FORMAT)
}
