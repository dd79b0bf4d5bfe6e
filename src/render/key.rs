//! What an output's bytes depend on, as hashes: two runs that would make the same bytes have equal keys.
//!
//! Comes in: view models, template files, embedded files. Goes out: a [`Key`]. Never: a file's time, a
//! path of this machine, the clock.

use crate::PROGRAM;
use crate::changes::Part;
use crate::error::Error;
use crate::hash::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Bytes of a hash that are kept: 128 bits tell any two contents apart.
const KEPT: usize = 16;

/// Hashes of everything that an output's bytes depend on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key {
    parts: BTreeMap<Part, String>,
}

impl Key {
    /// The key of something that this program makes from a value.
    ///
    /// # Errors
    /// The value cannot be written as JSON: a bug.
    pub(crate) fn of(content: &impl Serialize) -> Result<Self, Error> {
        let mut hash = Hash::default();
        serde_json::to_writer(&mut hash, content).map_err(|e| Error::bug("hashing a view model", e))?;
        Ok(Self::default().with(Part::Content, hash).with(Part::Program, Hash::of([PROGRAM.as_bytes()])))
    }

    /// The key of bytes that are there already: they themselves.
    pub(crate) fn of_bytes(bytes: &[u8]) -> Self {
        Self::default().with(Part::Content, Hash::of([bytes]))
    }

    /// With one more part.
    pub(crate) fn with(mut self, part: Part, hash: Hash) -> Self {
        self.parts.insert(part, hash.shown());
        self
    }

    /// The parts in which two keys differ.
    #[must_use]
    pub fn differing(&self, other: &Self) -> Vec<Part> {
        let all = [&self.parts, &other.parts].into_iter().flat_map(BTreeMap::keys);
        let mut found: Vec<_> = all.copied().filter(|p| self.parts.get(p) != other.parts.get(p)).collect();
        found.sort();
        found.dedup();
        found
    }
}

/// A hash that grows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hash(Sha256);

impl Hash {
    /// Over several pieces; where one ends makes a difference.
    pub(crate) fn of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut hash = Self::default();
        for piece in pieces {
            hash.0.update((piece.len() as u64).to_le_bytes());
            hash.0.update(piece);
        }
        hash
    }

    fn shown(self) -> String {
        hex(&self.0.finalize()[..KEPT])
    }
}

impl Write for Hash {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_tells_which_part_changed() {
        let key = Key::of(&["a", "b"]).unwrap().with(Part::Fonts, Hash::of([&b"x"[..]]));
        assert_eq!(key.differing(&key), []);
        let other = Key::of(&["a", "c"]).unwrap().with(Part::Fonts, Hash::of([&b"x"[..]]));
        assert_eq!(key.differing(&other), [Part::Content]);
        assert_eq!(key.differing(&Key::of(&["a", "b"]).unwrap()), [Part::Fonts]);
    }

    #[test]
    fn pieces_do_not_run_into_each_other() {
        let one = Hash::of([&b"ab"[..], &b"c"[..]]).shown();
        assert_ne!(one, Hash::of([&b"a"[..], &b"bc"[..]]).shown());
    }
}
