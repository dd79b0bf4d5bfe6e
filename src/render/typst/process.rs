//! Finding, checking and running the Typst program.

use super::warm::Warm;
use crate::error::Error;
use crate::files;
use crate::model::Text;
use crate::platform::child::{self, Ended, Failure};
use crate::render::pool;
use memchr::memmem;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The version the templates are made for.
const VERSION: &str = "0.15.1";
/// A document takes seconds; a child that takes longer hangs.
pub const LIMIT: Duration = Duration::from_mins(3);
/// A version answer takes milliseconds.
const VERSION_LIMIT: Duration = Duration::from_secs(20);

/// A folder below Typst's root that is never made.
const NO_PACKAGES: &str = "no-packages";
/// A way into the network that ends at once: nobody listens on this port of this machine.
const NOWHERE: &str = "http://127.0.0.1:9";

/// A Typst program of the right version.
#[derive(Clone, Debug)]
pub struct Typst {
    program: PathBuf,
    version: String,
    limit: Duration,
    /// Documents that are kept open between runs.
    warm: Option<Arc<Warm>>,
}

/// One document to compile.
pub(crate) struct Job<'a> {
    /// Typst's root: templates, fonts, data and attachments lie below it.
    pub root: &'a Path,
    /// Main template, below the root.
    pub template: &'a str,
    /// Data file, from the root, starting with `/`.
    pub data: &'a str,
    /// Where the PDF goes.
    pub output: &'a Path,
    /// Seconds since 1970 of the document's date.
    pub timestamp: i64,
}

impl Typst {
    /// The program at `path`, else the one that was delivered with this program, else the one on PATH; a document may
    /// take `limit`.
    ///
    /// # Errors
    /// It is missing, does not answer, or has another version.
    pub fn find(path: Option<&Path>, limit: Duration) -> Result<Self, Error> {
        let program =
            path.map(Path::to_path_buf).or_else(delivered).unwrap_or_else(|| PathBuf::from("typst"));
        let mut command = Command::new(&program);
        command.arg("--version");
        let said = child::run(command, VERSION_LIMIT).map_err(|failure| match failure {
            Failure::Interrupted => Error::Interrupted,
            failure => Error::Typst(not_found(&program, &failure.to_string())),
        })?;
        let version = said.said.split_whitespace().nth(1).unwrap_or_default().to_owned();
        if !said.status.success() || version != VERSION {
            return Err(Error::Typst(wrong_version(&program, said.said.trim())));
        }
        Ok(Self { program, version, limit, warm: None })
    }

    /// The version that is needed, not looked for: for a plan, which compiles nothing.
    #[must_use]
    pub fn planned() -> Self {
        Self { program: PathBuf::from("typst"), version: VERSION.to_owned(), limit: LIMIT, warm: None }
    }

    /// With documents that are kept open between runs.
    #[must_use]
    pub fn keeping(self, warm: Option<Arc<Warm>>) -> Self {
        Self { warm, ..self }
    }

    /// Documents that are kept open between runs.
    pub(super) fn warm(&self) -> Option<&Warm> {
        self.warm.as_deref()
    }

    /// How long a document may take.
    pub(super) fn limit(&self) -> Duration {
        self.limit
    }

    /// Its version.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Where it is.
    #[must_use]
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// Compiles a document.
    ///
    /// # Errors
    /// Typst fails, hangs, or says anything at all: it exits with 0 in spite of warnings.
    pub(crate) fn compile(&self, job: &Job<'_>) -> Result<(), Error> {
        let command = self.command("compile", job);
        let _turn = Turn::take();
        let Ended { status, said } =
            child::run_bound(command, self.limit).map_err(|failure| match failure {
                Failure::Interrupted => Error::Interrupted,
                Failure::Hung(_) => Error::Typst(hung(job.template, self.limit)),
                failure @ Failure::System(_) => Error::Typst(failed(job.template, &failure.to_string())),
            })?;
        let said = said.trim();
        match (status.success(), said.is_empty()) {
            (true, true) => {
                let pdf = files::read_own(job.output).unwrap_or_default();
                lacking(&pdf).map_or(Ok(()), |why| Err(Error::Typst(failed(job.template, why))))
            }
            (true, false) => Err(Error::Typst(failed(job.template, said))),
            (false, _) => Err(Error::Typst(failed(job.template, format!("{said} ({status})").trim()))),
        }
    }

    /// The command line that makes a document, once (`compile`) or whenever it changes (`watch`).
    pub(super) fn command(&self, verb: &str, job: &Job<'_>) -> Command {
        let mut command = Command::new(&self.program);
        command
            .arg(verb)
            .arg("--root")
            .arg(job.root)
            .arg("--ignore-system-fonts")
            .arg("--font-path")
            .arg(job.root.join("fonts"))
            .args(["--pdf-standard", "a-3a,ua-1", "--diagnostic-format", "short"])
            .arg("--creation-timestamp")
            .arg(job.timestamp.to_string())
            // Packages come from nowhere: not from the network, not from the caller's own folders.
            .arg("--package-path")
            .arg(job.root.join(NO_PACKAGES))
            .arg("--package-cache-path")
            .arg(job.root.join(NO_PACKAGES))
            .arg("--input")
            .arg(format!("data={}", job.data))
            .arg(job.root.join(job.template))
            .arg(job.output)
            .envs(
                ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"]
                    .map(|v| (v, NOWHERE)),
            )
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            // Nothing of the caller's surroundings reaches the document.
            .env_remove("TYPST_FONT_PATHS")
            .env_remove("TYPST_ROOT")
            .env_remove("SOURCE_DATE_EPOCH");
        command
    }
}

/// The Typst that lies beside this program, as in the archives that are handed out, or in `lib/ita-report/` as in the
/// package for Debian. One folder can then be copied anywhere and needs no PATH.
fn delivered() -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    let folder = program.parent()?;
    let name = format!("typst{}", std::env::consts::EXE_SUFFIX);
    let installed = folder.parent().map(|prefix| prefix.join("lib").join("ita-report").join(&name));
    [Some(folder.join(&name)), installed].into_iter().flatten().find(|place| place.is_file())
}

/// What is missing of a PDF that should be whole: its beginning, its end, the table that the end points to, pages.
/// A disk that fills up, or a program that dies, leaves a file that begins well.
pub(super) fn lacking(pdf: &[u8]) -> Option<&'static str> {
    if !pdf.starts_with(b"%PDF-") {
        return Some("no PDF was written");
    }
    let tail = pdf.trim_ascii_end();
    let Some(tail) = tail.strip_suffix(b"%%EOF") else { return Some("the PDF is cut short: it has no end") };
    let number = memmem::rfind(tail, b"startxref").and_then(|at| {
        let text = std::str::from_utf8(&tail[at + b"startxref".len()..]).ok()?;
        text.trim().parse::<usize>().ok()
    });
    let table = number.and_then(|at| pdf.get(at..)).unwrap_or_default();
    // A table of its own, or an object that holds it.
    let object = table.first().is_some_and(u8::is_ascii_digit)
        && memmem::find(&table[..table.len().min(24)], b" obj").is_some();
    if !table.starts_with(b"xref") && !object {
        return Some("the PDF is damaged: its table of contents is not where its end says");
    }
    let counts = memmem::find_iter(pdf, b"/Type/Pages").chain(memmem::find_iter(pdf, b"/Type /Pages"));
    let has_pages = counts.map(|at| &pdf[at..pdf.len().min(at + 200)]).any(|entry| {
        let count = memmem::find(entry, b"/Count ").map(|at| &entry[at + b"/Count ".len()..]);
        count.is_some_and(|count| count.first().is_some_and(|digit| (b'1'..=b'9').contains(digit)))
    });
    (!has_pages).then_some("the PDF has no pages")
}

/// Documents being compiled in this process, whatever agency they belong to.
static COMPILING: Mutex<usize> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

/// One of as many turns as there are cores: several agencies at work at once do not start more children.
pub(super) struct Turn;

impl Turn {
    pub(super) fn take() -> Self {
        // A thread that panicked while it counted left a number behind all the same.
        let mut compiling = COMPILING.lock().unwrap_or_else(PoisonError::into_inner);
        while *compiling >= pool::workers() {
            compiling = ENDED.wait(compiling).unwrap_or_else(PoisonError::into_inner);
        }
        *compiling += 1;
        Self
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *COMPILING.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        ENDED.notify_one();
    }
}

fn not_found(program: &Path, why: &str) -> Text {
    let program = program.display();
    Text::new(
        format!(
            "เรียกโปรแกรม Typst ({program}) ไม่ได้: {why} — วางโปรแกรม Typst {VERSION} ไว้ในโฟลเดอร์เดียวกับ ita-report หรือระบุ --typst (ผู้ที่สร้างจากซอร์สใช้ `make typst`)"
        ),
        format!(
            "cannot run Typst ({program}): {why} — put Typst {VERSION} into the folder of ita-report, or name it with --typst (when building from source: `make typst`)"
        ),
    )
}

fn wrong_version(program: &Path, said: &str) -> Text {
    let program = program.display();
    Text::new(
        format!(
            "Typst ที่ {program} เป็น “{said}” แต่ต้องเป็นรุ่น {VERSION} — วางรุ่น {VERSION} ไว้ในโฟลเดอร์เดียวกับ ita-report หรือระบุ --typst"
        ),
        format!(
            "Typst at {program} is “{said}”, but version {VERSION} is needed — put version {VERSION} into the folder of ita-report, or name it with --typst"
        ),
    )
}

fn failed(template: &str, said: &str) -> Text {
    Text::new(
        format!("Typst จัดทำเอกสารจาก {template} ไม่สำเร็จ ไม่มีการเผยแพร่: {said}"),
        format!("Typst did not make a clean document from {template}, nothing was published: {said}"),
    )
}

fn hung(template: &str, limit: Duration) -> Text {
    let seconds = limit.as_secs();
    Text::new(
        format!(
            "Typst ไม่จัดทำเอกสารจาก {template} ให้เสร็จภายใน {seconds} วินาที จึงหยุด ไม่มีการเผยแพร่ ฉบับเดิมยังอยู่ครบ — สั่งใหม่ หรือเพิ่มเวลาด้วย --typst-limit"
        ),
        format!(
            "Typst did not finish the document from {template} within {seconds} seconds and was stopped; nothing was published — run again, or allow more with --typst-limit"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pdf_that_is_cut_short_is_noticed_wherever_it_is_cut() {
        let body = "%PDF-1.7\n1 0 obj\n<</Type/Pages/Count 2/Kids[]>>\nendobj\n";
        let whole = format!("{body}xref\n0 1\ntrailer\n<<>>\nstartxref\n{}\n%%EOF\n", body.len());
        assert_eq!(lacking(whole.as_bytes()), None);
        let end = whole.trim_end().len();
        for cut in 0..end {
            assert!(lacking(&whole.as_bytes()[..cut]).is_some(), "cut at {cut}");
        }
        // A middle that is missing, and an end that stands behind another file's beginning.
        let hole = whole.replacen("/Kids[]", "", 1);
        assert!(lacking(hole.as_bytes()).is_some());
        assert!(lacking(whole.replace("/Count 2", "/Count 0").as_bytes()).is_some());
        assert!(lacking(b"<html>").is_some() && lacking(b"").is_some());
    }
}
