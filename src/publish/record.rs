//! Which publication a folder holds: its name, its serial number, when it was made, and an id that no
//! other publication has. It is in the manifest and in `changes.json`, and not in any file that is a
//! function of the inputs alone.

use crate::changes::FILE as CHANGES;
use crate::error::Error;
use crate::files;
use crate::hash::hex;
use crate::model::{Identity, Moment};
use crate::report::snapshot::{self, Snapshot};
use serde::Deserialize;
use std::path::Path;

/// A new identity, made now.
///
/// # Errors
/// The system has no random numbers.
pub(super) fn new_identity(name: &str, serial: u32) -> Result<Identity, Error> {
    let mut bits = [0; 16];
    getrandom::fill(&mut bits).map_err(|e| Error::io("reading", "the system's random numbers", e.into()))?;
    Ok(Identity { name: name.to_owned(), serial, made_at: Moment::now(), id: Some(hex(&bits)) })
}

/// That of the publication in `dir`; none when its files are missing or of another kind.
#[must_use]
pub fn read_identity(dir: &Path) -> Option<Identity> {
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

/// The snapshot of the publication in `dir`; none when it has none that this program can read.
#[must_use]
pub fn read_snapshot(dir: &Path) -> Option<Snapshot> {
    let bytes = files::read_own(&dir.join(snapshot::FILE)).ok()?;
    serde_json::from_slice(&bytes).ok().filter(|s: &Snapshot| s.format == snapshot::FORMAT)
}
