//! Names the program by what it is built from: a hash over the sources, the word lists and the pinned
//! dependencies. An output made by another program is never taken for one of this program, also where
//! both carry the same version number.

#![allow(clippy::print_stdout)] // how a build script talks to cargo

use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// What decides the bytes of an output besides the templates, which are hashed when they are used.
const SOURCES: &[&str] = &["Cargo.lock", "build.rs", "src", "templates/thai"];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo:rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let name: Vec<_> = file.iter().map(|part| part.to_string_lossy()).collect();
        let content = fs::read(&file)?;
        hash.update(name.join("/"));
        hash.update((content.len() as u64).to_le_bytes());
        hash.update(content);
    }
    let hex = hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string does not fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    println!("cargo:rustc-env=ITA_REPORT_SOURCES={hex}");
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_file() {
        files.push(path.to_path_buf());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
