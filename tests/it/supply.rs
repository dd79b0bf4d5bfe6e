//! What is inside that is not ours: every part is listed with its licence and hash, and files of others are those that
//! they were.

use crate::extras::python;
use crate::workspace::project;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

fn hash(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    ita_report::hash::hex(&Sha256::digest(bytes))
}

/// Fonts and words of others lie beside a note of origin with the hash of each.
#[test]
fn files_of_others_are_those_that_their_notes_name() {
    let templates = project().join("templates");
    let mut seen = 0;
    for (folder, end, note) in [("fonts", "otf", "ORIGIN.md"), ("thai", "txt", "words_th.README.md")] {
        let note = std::fs::read_to_string(templates.join(folder).join(note)).expect("a note of origin");
        for entry in std::fs::read_dir(templates.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            let own = path.ends_with("domain_words.txt") || path.ends_with("GPL-2.txt");
            if own || path.extension().is_none_or(|e| e != end) {
                continue;
            }
            seen += 1;
            assert!(note.contains(&hash(&path)), "{} is not the file of its note", path.display());
        }
    }
    assert_eq!(seen, 5, "four fonts, one list of words");
}

/// Crates of the lock file with their checksums.
fn locked() -> BTreeMap<(String, String), String> {
    let lock = std::fs::read_to_string(project().join("Cargo.lock")).expect("Cargo.lock");
    let lock: toml::Table = lock.parse().expect("TOML");
    let text = |package: &toml::Value, key: &str| {
        package.get(key).and_then(toml::Value::as_str).unwrap_or_default().to_owned()
    };
    let packages = lock["package"].as_array().expect("packages");
    packages.iter().map(|p| ((text(p, "name"), text(p, "version")), text(p, "checksum"))).collect()
}

#[test]
fn the_list_of_parts_names_every_crate_with_licence_and_hash() {
    let Some(python) = python("tomllib") else { return };
    let list = || {
        let output = Command::new(&python).arg(project().join("scripts/sbom")).arg("0.15.1").output();
        let output = output.expect("Python starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        output.stdout
    };
    let bytes = list();
    let parts: Value = serde_json::from_slice(&bytes).expect("JSON");
    assert_eq!((&parts["bomFormat"], &parts["specVersion"]), (&"CycloneDX".into(), &"1.6".into()));
    assert_eq!(parts["metadata"]["component"]["name"], "ita-report");
    let locked = locked();
    let mut known = BTreeSet::from([parts["metadata"]["component"]["bom-ref"].as_str().expect("a name")]);
    for part in parts["components"].as_array().expect("components") {
        let text = |key: &str| part[key].as_str().unwrap_or_default();
        assert!(known.insert(text("bom-ref")), "{part} twice");
        let licence = &part["licenses"][0];
        assert!(licence["expression"].is_string() || licence["license"]["name"].is_string(), "{part}");
        let sum = part["hashes"][0]["content"].as_str();
        if let Some(right) = locked.get(&(text("name").to_owned(), text("version").to_owned())) {
            assert_eq!(sum, Some(right.as_str()), "{part}");
            assert_eq!(text("purl"), text("bom-ref"));
        }
        if text("type") == "file" {
            assert_eq!(sum, Some(hash(&project().join(text("name"))).as_str()), "{part}");
        }
    }
    // What the program is made of, from direct dependencies down.
    for edge in parts["dependencies"].as_array().expect("dependencies") {
        for used in edge["dependsOn"].as_array().expect("references") {
            assert!(known.contains(used.as_str().expect("a reference")), "{used} is no part");
        }
    }
    for direct in ["calamine", "polars", "rust_xlsxwriter", "typst-cli"] {
        assert!(known.iter().any(|name| name.contains(&format!("/{direct}@"))), "{direct} is missing");
    }
    // Nothing that only tests need.
    assert!(!known.iter().any(|name| name.contains("/proptest@")), "a part of the tests");
}
