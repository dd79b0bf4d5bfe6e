//! Documents that stay open: under `run --watch` a `typst watch` child for each large document, which sets again only
//! what a correction has changed.
//!
//! Comes in: a document's data and files. Goes out: its PDF, or nothing when the child could not make it; it is then
//! compiled as in any other run. Never: judges a document. What a child has to say about it is found out by the
//! compilation that follows.
//!
//! How a PDF is known to be of these data: each time they are a file with a new name, and a small file tells the
//! template which one. The list of files read that Typst writes at its end must name it, and what it said since must
//! be a plain success.

use super::process::{self, Typst};
use crate::error::Error;
use crate::files;
use crate::platform::child::{self, Kept};
use crate::platform::scratch::{self, Scratch};
use crate::platform::stop;
use crate::render::{pool, write};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Documents with less text, in bytes, are set faster than it is worth to keep a child for them.
pub(super) const LEAST_TEXT: usize = 64 << 10;
/// Children at once. A report of a hundred pages holds some 300 MB.
const MOST_CHILDREN: usize = 3;
/// Memory at which a child is replaced by a fresh one.
const MOST_MEMORY: u64 = 1 << 30;
/// Documents after which it is replaced where its memory cannot be asked for.
const MOST_TURNS: u64 = 50;
/// After so many failures one after the other a document is no longer tried.
const MOST_FAILURES: u32 = 2;
/// How often a child is looked at.
const LOOK: Duration = Duration::from_millis(5);
/// A child that is idle after this time has missed the change, and is reminded, at most so often.
const BEGIN: Duration = Duration::from_millis(1500);
const MOST_REMINDERS: u32 = 3;

/// The file that names the data file, the list of files read, what the child says, and the PDF.
const POINTER: &str = "data.path";
const READ: &str = "read.json";
const SAID: &str = "said.txt";
const MADE: &str = "made.pdf";

/// Documents that are kept open; their children end when it is dropped.
#[derive(Debug)]
pub struct Warm {
    documents: Mutex<BTreeMap<String, Document>>,
}

/// What a document is made from.
pub(super) struct Wanted<'a> {
    /// Its name among the documents of a run.
    pub name: &'a str,
    /// Template, below the root.
    pub template: &'a str,
    /// Templates and fonts, with their paths below the root.
    pub sources: &'a [(String, Vec<u8>)],
    /// What the document embeds.
    pub files: &'a [(String, Arc<[u8]>)],
    /// The data as JSON.
    pub data: &'a str,
    /// Seconds since 1970 of the document's date.
    pub timestamp: i64,
}

/// A document with its child.
#[derive(Debug)]
struct Document {
    child: Option<Kept>,
    root: PathBuf,
    /// What holds the root, among this system's temporary files and for its owner alone. It goes after the child that
    /// works in it.
    _dir: Scratch,
    /// What the child was started with: it is of no use for anything else.
    sources: Vec<(String, Vec<u8>)>,
    timestamp: i64,
    /// Number of the data file that was written last.
    serial: u64,
    /// Documents made since the child was started.
    turns: u64,
    failures: u32,
    /// When it was used last, counted over all documents.
    used: u64,
}

impl Warm {
    /// No documents yet. What a killed program has left of its own is removed.
    #[must_use]
    pub fn begin() -> Self {
        scratch::remove_abandoned();
        Self { documents: Mutex::default() }
    }

    /// The document's PDF; none where it has to be compiled as in any other run.
    ///
    /// # Errors
    /// Somebody has asked to stop.
    pub(super) fn compile(&self, typst: &Typst, wanted: &Wanted<'_>) -> Result<Option<Vec<u8>>, Error> {
        let Some(mut document) = self.take(wanted) else { return Ok(None) };
        let made = document.make(typst, wanted);
        stop::check()?;
        if made.is_some() {
            document.failures = 0;
            document.renew(typst, wanted);
        } else {
            document.failures += 1;
            document.child = None;
        }
        pool::held(&self.documents).insert(wanted.name.to_owned(), document);
        Ok(made)
    }

    /// Takes a document out of the list, so that others are made beside it; none when it is not worth a try.
    fn take(&self, wanted: &Wanted<'_>) -> Option<Document> {
        let mut documents = pool::held(&self.documents);
        let used = documents.values().map(|d| d.used).max().unwrap_or(0) + 1;
        if let Some(mut document) = documents.remove(wanted.name) {
            document.used = used;
            if document.timestamp != wanted.timestamp || document.sources != wanted.sources {
                // Somebody works on templates, or the half is another.
                drop(document);
                return Document::new(wanted, used);
            }
            if document.failures >= MOST_FAILURES {
                documents.insert(wanted.name.to_owned(), document);
                return None;
            }
            return Some(document);
        }
        if documents.len() >= MOST_CHILDREN {
            let oldest = documents.iter().min_by_key(|(_, d)| d.used).map(|(name, _)| name.clone());
            oldest.and_then(|name| documents.remove(&name));
        }
        Document::new(wanted, used)
    }
}

impl Document {
    /// A document without a child; none where no folder can be made for it.
    fn new(wanted: &Wanted<'_>, used: u64) -> Option<Self> {
        let dir = Scratch::new().ok()?;
        Some(Self {
            child: None,
            root: dir.path().join("root"),
            _dir: dir,
            sources: wanted.sources.to_vec(),
            timestamp: wanted.timestamp,
            serial: 0,
            turns: 0,
            failures: 0,
            used,
        })
    }

    /// Has the child make the document. Nothing went wrong when there is a result.
    fn make(&mut self, typst: &Typst, wanted: &Wanted<'_>) -> Option<Vec<u8>> {
        let _turn = process::Turn::take();
        if self.child.as_ref().is_none_or(|child| !child.is_at_work()) {
            self.child = None;
            self.lay_out(wanted).ok()?;
        }
        self.serial += 1;
        let data = data_file(self.serial);
        // Before the pointer: whoever reads the new pointer finds what belongs to it.
        write(&self.root.join(&data), wanted.data.as_bytes()).ok()?;
        for (path, bytes) in wanted.files {
            write_changed(&self.root.join(path), bytes).ok()?;
        }
        let (read, pointer) = (self.root.join(READ), self.root.join(POINTER));
        remove(&read).ok()?;
        let heard = fs::metadata(self.root.join(SAID)).map_or(0, |file| file.len());
        // Written where it is: a file that takes its place would not be noticed everywhere.
        fs::write(&pointer, format!("/{data}")).ok()?;
        if self.child.is_none() {
            self.child = Some(start(typst, &self.root, wanted).ok()?);
        }
        self.wait(typst.limit(), &data, heard)?;
        self.turns += 1;
        // That of the document before; the child watches the newest one.
        if let Some(before) = self.serial.checked_sub(2) {
            remove(&self.root.join(data_file(before))).ok()?;
        }
        let pdf = files::read_own(&self.root.join(MADE)).ok()?;
        process::lacking(&pdf).is_none().then_some(pdf)
    }

    /// Waits until Typst has said that it has read `data` and made a document without a word of complaint.
    fn wait(&self, limit: Duration, data: &str, heard: u64) -> Option<()> {
        let (start, mut reminded, mut reminders) = (Instant::now(), Instant::now(), 0);
        loop {
            if stop::asked() || start.elapsed() >= limit {
                return None;
            }
            match read_by(&self.root.join(READ), data) {
                Some(true) => return is_clean(&self.said(heard)?).then_some(()),
                Some(false) => return None,
                None => {}
            }
            if !self.child.as_ref()?.is_at_work() {
                return None;
            }
            let said = self.said(heard)?;
            if said.contains(COMPLAINED) {
                return None;
            }
            let idle = said.rfind(BEGUN) <= said.rfind(CLEAN);
            if idle && reminded.elapsed() >= BEGIN {
                if reminders == MOST_REMINDERS {
                    return None;
                }
                (reminded, reminders) = (Instant::now(), reminders + 1);
                fs::write(self.root.join(POINTER), format!("/{data}")).ok()?;
            }
            std::thread::sleep(LOOK);
        }
    }

    /// What the child has said from a place on.
    fn said(&self, from: u64) -> Option<String> {
        let said = files::read_own(&self.root.join(SAID)).ok()?;
        let from = usize::try_from(from).ok()?;
        Some(String::from_utf8_lossy(said.get(from..)?).into_owned())
    }

    /// Replaces a child that has grown. The fresh one sets the same document meanwhile.
    fn renew(&mut self, typst: &Typst, wanted: &Wanted<'_>) {
        let grown = match self.child.as_ref().and_then(|child| memory(child.id())) {
            Some(memory) => memory >= MOST_MEMORY,
            None => self.turns >= MOST_TURNS,
        };
        if grown {
            self.child = None;
            self.turns = 0;
            // Where it does not start, the next document starts one or is compiled without.
            self.child = start(typst, &self.root, wanted).ok();
        }
    }

    /// An empty root with templates and fonts.
    fn lay_out(&mut self, wanted: &Wanted<'_>) -> Result<(), Error> {
        if self.root.exists() {
            fs::remove_dir_all(&self.root).map_err(|e| Error::io("removing", &self.root, e))?;
        }
        (self.serial, self.turns) = (0, 0);
        for (path, bytes) in wanted.sources {
            write(&self.root.join(path), bytes)?;
        }
        Ok(())
    }
}

/// What Typst says when it begins, when a document has no fault, and when it has one.
const BEGUN: &str = "compiling ...";
const CLEAN: &str = "compiled successfully";
const COMPLAINED: &str = "compiled with";

fn is_clean(said: &str) -> bool {
    let complains = |line: &str| line.contains("warning:") || line.contains("error:");
    said.contains(CLEAN) && !said.contains(COMPLAINED) && !said.lines().any(complains)
}

fn data_file(serial: u64) -> String {
    format!("data-{serial}.json")
}

/// Whether a document was made from `data`, by the list of files read; none while the list is of another document or
/// not whole yet.
fn read_by(list: &Path, data: &str) -> Option<bool> {
    let list: serde_json::Value = serde_json::from_slice(&files::read_own(list).ok()?).ok()?;
    let inputs = list.get("inputs")?.as_array()?;
    let named = inputs.iter().filter_map(|path| Path::new(path.as_str()?).file_name());
    named.into_iter().any(|name| name == data).then(|| list.get("outputs").is_some_and(|o| !o.is_null()))
}

fn start(typst: &Typst, root: &Path, wanted: &Wanted<'_>) -> std::io::Result<Kept> {
    let said = File::options().create(true).append(true).open(root.join(SAID))?;
    let job = process::Job {
        root,
        template: wanted.template,
        data: &format!("/{POINTER}"),
        output: &root.join(MADE),
        timestamp: wanted.timestamp,
    };
    let mut command = typst.command("watch", &job);
    command.arg("--deps").arg(root.join(READ)).args(["--deps-format", "json"]);
    child::keep(command, said)
}

/// Memory that a process holds, in bytes; none where the system does not say.
fn memory(id: u32) -> Option<u64> {
    let status = files::read_own(&Path::new("/proc").join(id.to_string()).join("status")).ok()?;
    let status = String::from_utf8_lossy(&status);
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok()?.checked_mul(1 << 10)
}

/// Writes a file unless it holds the same: every change has Typst set the document again.
fn write_changed(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    if files::read_own(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    write(path, bytes)
}

fn remove(path: &Path) -> std::io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_taken_for_that_of_its_data_only_when_the_list_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let list = dir.path().join(READ);
        let of = |text: &str| {
            fs::write(&list, text).unwrap();
            read_by(&list, "data-2.json")
        };
        assert_eq!(
            of(r#"{"inputs":["../x/data.path","../x/data-2.json"],"outputs":["made.pdf"]}"#),
            Some(true)
        );
        assert_eq!(of(r#"{"inputs":["../x/data.path","../x/data-2.json"],"outputs":null}"#), Some(false));
        assert_eq!(of(r#"{"inputs":["../x/data-1.json"],"outputs":["made.pdf"]}"#), None);
        assert_eq!(of(r#"{"inputs":["../x/data-2.json"],"#), None);
        assert_eq!(of(r#"{"inputs":["../x/data-2.json.old"],"outputs":["made.pdf"]}"#), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_memory_of_a_process_is_known() {
        let own = memory(std::process::id()).unwrap();
        assert!((1 << 20..MOST_MEMORY * 64).contains(&own), "{own}");
        assert_eq!(memory(u32::MAX), None);
    }

    #[test]
    fn any_complaint_makes_it_unclean() {
        let clean = "[09:00:00] compiling ...\n\n[09:00:01] compiled successfully in 312.5 ms\n";
        assert!(is_clean(clean));
        assert!(!is_clean("[09:00:00] compiling ...\n"));
        assert!(!is_clean(&format!("{clean}[09:00:01] compiled with warnings in 3 ms\n")));
        assert!(!is_clean(&format!("{clean}x.typ:1:1: warning: unknown font family\n")));
    }
}
