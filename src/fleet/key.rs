//! What a record and a publication depend on, as hashes of contents.

use crate::error::Error;
use crate::ingest::hex;
use crate::pipeline::Options;
use crate::templates::Templates;
use crate::thai::Digits;
use sha2::{Digest, Sha256};
use std::fs;
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
///
/// # Errors
/// A file or folder cannot be read.
pub(super) fn inputs(rules: &str, dir: &Path) -> Result<(String, u64), Error> {
    let mut hash = Hash(Sha256::new());
    hash.add(rules.as_bytes());
    let mut bytes = 0;
    walk(dir, "", &mut hash, &mut bytes)?;
    Ok((hash.done(), bytes))
}

fn walk(dir: &Path, prefix: &str, hash: &mut Hash, bytes: &mut u64) -> Result<(), Error> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(dir).map_err(|e| Error::io("listing", dir, e))? {
        entries.push(entry.map_err(|e| Error::io("listing", dir, e))?.path());
    }
    entries.sort();
    for path in entries {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            walk(&path, &format!("{name}/"), hash, bytes)?;
        } else {
            let content = fs::read(&path).map_err(|e| Error::io("reading", &path, e))?;
            *bytes += content.len() as u64;
            hash.add(name.as_bytes());
            hash.add(&content);
        }
    }
    Ok(())
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
    fs::read(path).ok().map(|bytes| hex(&Sha256::digest(bytes)))
}
