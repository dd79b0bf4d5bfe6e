//! What the tests of publishing share: a small workspace with a stand-in for Typst, and an eye on
//! whether every publication is whole.

use crate::clean::clean;
use crate::workspace::{copy, project};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

pub const NAME: &str = "2568-h1";

pub fn stub() -> PathBuf {
    project().join("tests/it/typst-stub")
}

/// A workspace whose output folder is watched over.
pub struct Watched {
    dir: tempfile::TempDir,
    /// Every publication that a reader could ever see, by the SHA-256 of its manifest.
    seen: BTreeSet<String>,
    /// Publications of the history that were looked at, with their manifests' hashes: nothing changes there.
    kept: BTreeMap<PathBuf, String>,
}

impl Watched {
    /// The small clean workspace.
    pub fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let mut inputs = clean();
        // Every publication of a test remains.
        inputs.agency.push_str("\n[history]\nkeep = 10000\n");
        assert_eq!(inputs.check(dir.path()).iter().count(), 0, "a clean workspace");
        Self { dir, seen: BTreeSet::new(), kept: BTreeMap::new() }
    }

    /// The whole sample.
    pub fn sample() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        copy(&project().join("input"), &dir.path().join("input"));
        Self { dir, seen: BTreeSet::new(), kept: BTreeMap::new() }
    }

    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    pub fn output(&self) -> PathBuf {
        self.root().join("output")
    }

    /// The program with arguments, the stand-in for Typst, English messages.
    pub fn program(&self, args: &[&str]) -> Command {
        self.under(&[], args)
    }

    /// The same as the last words of another command line.
    pub fn under(&self, outer: &[&str], args: &[&str]) -> Command {
        let program = env!("CARGO_BIN_EXE_ita-report");
        let mut command = match outer.split_first() {
            None => Command::new(program),
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        };
        command.args(args).args(["--lang", "en"]).current_dir(self.root()).env("ITA_REPORT_TYPST", stub());
        command
    }

    /// Runs to the end, expects an exit code, returns standard error.
    pub fn expect(&mut self, args: &[&str], code: i32) -> String {
        let output = self.program(args).output().expect("the program starts");
        let err = said(&output);
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{err}");
        self.look();
        err
    }

    /// What a reader sees now: nothing, or a whole publication. Remembers which.
    pub fn look(&mut self) -> Option<String> {
        let dir = self.output().join(NAME);
        if !dir.exists() {
            return None;
        }
        let id = whole(&dir);
        self.seen.insert(id.clone());
        Some(id)
    }

    /// How many publications were ever seen.
    pub fn seen(&self) -> usize {
        self.seen.len()
    }

    /// After a healthy run: all that was ever published is here or in the history, each exactly once and
    /// whole, and nothing else lies about.
    pub fn tidy(&mut self) {
        let current = self.look().expect("a publication");
        let history = self.output().join("history").join(NAME);
        let mut kept = BTreeSet::new();
        if history.exists() {
            for entry in std::fs::read_dir(&history).expect("the history") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    let id = self.kept.entry(path.clone()).or_insert_with(|| whole(&path));
                    assert!(kept.insert(id.clone()), "{} is there twice", path.display());
                }
            }
        }
        assert!(kept.insert(current), "the current publication is in the history");
        assert_eq!(kept, self.seen, "publications that were ever visible, and those that are left");
        let left: Vec<_> = std::fs::read_dir(self.output())
            .expect("the output")
            .map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with('.') && name != ".lock")
            .collect();
        assert!(left.is_empty(), "left behind: {left:?}");
    }
}

/// Standard error as text.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Makes sure that a publication holds exactly the files that its manifest names, with their hashes: its outputs, and
/// beside them what differs from the publication before, which is no function of the inputs.
/// Returns the manifest's hash.
pub fn whole(dir: &Path) -> String {
    let manifest = std::fs::read(dir.join("run.json")).unwrap_or_else(|e| panic!("{}: {e}", dir.display()));
    let read: Value = serde_json::from_slice(&manifest).expect("a manifest");
    let mut named = BTreeSet::from(["run.json".to_owned()]);
    // A roll-up of many agencies compares with nothing.
    let beside = read["beside"].as_array().cloned().unwrap_or_default();
    for output in read["outputs"].as_array().expect("outputs").iter().chain(&beside) {
        let path = output["path"].as_str().expect("a path");
        let bytes = std::fs::read(dir.join(path)).unwrap_or_else(|e| panic!("{}/{path}: {e}", dir.display()));
        assert_eq!(hash(&bytes), output["sha256"].as_str().expect("a hash"), "{}/{path}", dir.display());
        named.insert(path.to_owned());
    }
    let mut found = BTreeSet::new();
    list(dir, dir, &mut found);
    assert_eq!(found, named, "{}", dir.display());
    hash(&manifest)
}

fn list(root: &Path, dir: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            list(root, &path, found);
        } else {
            found.insert(path.strip_prefix(root).expect("below").to_string_lossy().into_owned());
        }
    }
}

fn hash(bytes: &[u8]) -> String {
    ita_report::hash::hex(&Sha256::digest(bytes))
}

/// A file system of its own of some kilobytes, in memory; none where that is not allowed.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    pub fn mount(at: &Path, kilobytes: u64) -> Option<Self> {
        std::fs::create_dir_all(at).expect("a folder");
        let size = format!("size={kilobytes}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        if mounted.is_ok_and(|o| o.status.success()) {
            return Some(Self(at.to_owned()));
        }
        crate::extras::there(false, "a small disk that may be mounted");
        None
    }

    pub fn remount(&self, options: &str) {
        let options = format!("remount,{options}");
        let done = Command::new("mount").args(["-o", &options]).arg(&self.0).status().expect("mount");
        assert!(done.success(), "mount -o {options}");
    }

    /// Kilobytes in use.
    pub fn used(&self) -> u64 {
        let output = Command::new("df").args(["-k", "--output=used"]).arg(&self.0).output().expect("df");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        text.split_whitespace().last().and_then(|n| n.parse().ok()).expect("a number")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}
