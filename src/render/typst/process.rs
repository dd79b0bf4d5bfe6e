//! Finding, checking and running the Typst program.

use crate::error::Error;
use crate::model::Text;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use wait_timeout::ChildExt;

/// The version the templates are made for.
const VERSION: &str = "0.15.1";
/// A document takes seconds; a child that takes longer hangs.
const LIMIT: Duration = Duration::from_mins(3);
/// A version answer takes milliseconds.
const VERSION_LIMIT: Duration = Duration::from_secs(20);

/// A Typst program of the right version.
#[derive(Clone, Debug)]
pub struct Typst {
    program: PathBuf,
    version: String,
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
    /// The program at `path`, or the one on PATH.
    ///
    /// # Errors
    /// It is missing, does not answer, or has another version.
    pub fn find(path: Option<&Path>) -> Result<Self, Error> {
        let program = path.unwrap_or(Path::new("typst")).to_path_buf();
        let mut command = Command::new(&program);
        command.arg("--version");
        let (ok, text) =
            run(command, VERSION_LIMIT).map_err(|why| Error::Typst(not_found(&program, &why)))?;
        let version = text.split_whitespace().nth(1).unwrap_or_default().to_owned();
        if !ok || version != VERSION {
            return Err(Error::Typst(wrong_version(&program, text.trim())));
        }
        Ok(Self { program, version })
    }

    /// The version that is needed, not looked for: for a plan, which compiles nothing.
    #[must_use]
    pub fn planned() -> Self {
        Self { program: PathBuf::from("typst"), version: VERSION.to_owned() }
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
        let mut command = Command::new(&self.program);
        command
            .arg("compile")
            .arg("--root")
            .arg(job.root)
            .arg("--ignore-system-fonts")
            .arg("--font-path")
            .arg(job.root.join("fonts"))
            .args(["--pdf-standard", "a-3a,ua-1", "--diagnostic-format", "short"])
            .arg("--creation-timestamp")
            .arg(job.timestamp.to_string())
            .arg("--input")
            .arg(format!("data={}", job.data))
            .arg(job.root.join(job.template))
            .arg(job.output)
            // Nothing of the caller's surroundings reaches the document.
            .env_remove("TYPST_FONT_PATHS")
            .env_remove("TYPST_ROOT")
            .env_remove("SOURCE_DATE_EPOCH");
        let (ok, said) = run(command, LIMIT).map_err(|why| Error::Typst(failed(job.template, &why)))?;
        if ok && said.trim().is_empty() {
            return Ok(());
        }
        Err(Error::Typst(failed(job.template, said.trim())))
    }
}

/// Runs a child to its end or the limit. Returns whether it succeeded and all it said.
fn run(mut command: Command, limit: Duration) -> Result<(bool, String), String> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| e.to_string())?;
    let reader = |stream: Option<Box<dyn Read + Send>>| {
        std::thread::spawn(move || {
            let mut said = Vec::new();
            if let Some(mut stream) = stream {
                // What cannot be read was not said; the exit status tells the rest.
                let _ = stream.read_to_end(&mut said);
            }
            String::from_utf8_lossy(&said).into_owned()
        })
    };
    let out = reader(child.stdout.take().map(|s| Box::new(s) as Box<dyn Read + Send>));
    let err = reader(child.stderr.take().map(|s| Box::new(s) as Box<dyn Read + Send>));
    let status = child.wait_timeout(limit).map_err(|e| e.to_string())?;
    let Some(status) = status else {
        let _ = child.kill();
        let _ = child.wait();
        return Err(format!("no answer within {} seconds", limit.as_secs()));
    };
    let said = [out.join(), err.join()].map(Result::unwrap_or_default).concat();
    Ok((status.success(), said))
}

fn not_found(program: &Path, why: &str) -> Text {
    let program = program.display();
    Text::new(
        format!(
            "เรียกโปรแกรม Typst ({program}) ไม่ได้: {why} — ติดตั้ง Typst {VERSION} ด้วย `make typst` หรือระบุ --typst"
        ),
        format!(
            "cannot run Typst ({program}): {why} — install Typst {VERSION} with `make typst`, or name it with --typst"
        ),
    )
}

fn wrong_version(program: &Path, said: &str) -> Text {
    let program = program.display();
    Text::new(
        format!("Typst ที่ {program} เป็น “{said}” แต่ต้องเป็นรุ่น {VERSION} — ติดตั้งด้วย `make typst` หรือระบุ --typst"),
        format!(
            "Typst at {program} is “{said}”, but version {VERSION} is needed — install it with `make typst`, or name it with --typst"
        ),
    )
}

fn failed(template: &str, said: &str) -> Text {
    Text::new(
        format!("Typst จัดทำเอกสารจาก {template} ไม่สำเร็จ ไม่มีการเผยแพร่: {said}"),
        format!("Typst did not make a clean document from {template}, nothing was published: {said}"),
    )
}
