//! What a record and a publication depend on, as hashes of contents.

use crate::error::Error;
use crate::files::{self, Bounds};
use crate::hash::hex;
use crate::ingest::Limits;
use crate::pipeline::Options;
use crate::templates::Templates;
use crate::thai::Digits;
use sha2::{Digest, Sha256};
use std::path::Path;

/// A hash in the making; every piece is counted, so that where one ends makes a difference.
struct Hash(Sha256);

impl Hash {
    fn add(&mut self, piece: &[u8]) {
        self.0.update((piece.len() as u64).to_le_bytes());
        self.0.update(piece);
    }

    fn done(self) -> String {
        hex(&self.0.finalize())
    }
}

/// What all agencies of a run have in common: the program, its templates, the day asked for.
///
/// # Errors
/// A folder of templates cannot be read.
pub(super) fn rules(options: &Options, templates: &Templates) -> Result<String, Error> {
    let mut hash = Hash(Sha256::new());
    hash.add(crate::PROGRAM.as_bytes());
    for (path, bytes) in templates.files()? {
        hash.add(path.as_bytes());
        hash.add(&bytes);
    }
    hash.add(options.as_of.map(|day| day.to_string()).unwrap_or_default().as_bytes());
    Ok(hash.done())
}

/// What one agency's record depends on: the rules, and every file of its folder; with their sizes summed up.
pub(super) fn inputs(rules: &str, dir: &Path, bounds: &Bounds) -> (String, u64) {
    let mut hash = Hash(Sha256::new());
    hash.add(rules.as_bytes());
    let mut bytes = 0;
    let entries = files::walk(dir, bounds).unwrap_or_else(|error| {
        // A folder that cannot be listed is told when its agency is opened.
        hash.add(error.to_string().as_bytes());
        Vec::new()
    });
    for entry in entries {
        hash.add(entry.name.as_bytes());
        match entry.found.and_then(|_| files::read(&entry.path, bounds, Limits::default().file_bytes)) {
            Ok(content) => {
                bytes += content.len() as u64;
                hash.add(&content);
            }
            // What is not read counts by the reason: it is a finding, and goes when the reason goes.
            Err(why) => hash.add(why.to_string().as_bytes()),
        }
    }
    (hash.done(), bytes)
}

/// What a publication depends on beside its agency's record.
pub(super) fn publication(record: &str, options: &Options, typst: &str) -> String {
    let mut hash = Hash(Sha256::new());
    hash.add(record.as_bytes());
    hash.add(typst.as_bytes());
    let digits = match options.digits {
        Digits::Thai => "thai",
        Digits::Arabic => "arabic",
    };
    hash.add(digits.as_bytes());
    hash.add(&[u8::from(options.draft), u8::from(options.deny_warnings)]);
    hash.done()
}

/// The hash of a file; none when it cannot be read.
pub(super) fn file(path: &Path) -> Option<String> {
    files::read_own(path).ok().map(|bytes| hex(&Sha256::digest(bytes)))
}
