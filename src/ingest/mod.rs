//! Workbooks to raw cells: the only stage that touches calamine.
//!
//! Comes in: paths. Goes out: for each file its bytes' hash and its sheets' cells with absolute
//! positions, plus findings about files that cannot be read. Never: interprets a value, panics on a
//! malformed file, reads past the limits.

mod container;
mod pictures;
mod workbook;

pub use container::Limits;
pub use pictures::{PictureFile, PictureGap, Pictures};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::error::Error;
use crate::model::Text;
use crate::workspace::InputFile;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Name of the reading threads; a panic there is a finding, so the panic hook stays silent for them.
pub const THREAD_NAME: &str = "ingest";

/// What a cell holds, before anybody asks what it should hold.
#[derive(Clone, Debug, PartialEq)]
pub enum RawValue {
    /// Text as stored.
    Text(String),
    /// A number.
    Number(f64),
    /// A number that Excel shows as a date: the serial in the workbook's epoch.
    Date(f64),
    /// TRUE or FALSE.
    Bool(bool),
    /// `#DIV/0!` and the like.
    Error(&'static str),
    /// A formula that was saved without its result.
    FormulaWithoutResult(String),
}

impl RawValue {
    /// The value as a person would read it.
    #[must_use]
    pub fn display(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) | Self::Date(number) => number.to_string(),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Error(name) => (*name).to_owned(),
            Self::FormulaWithoutResult(formula) => format!("={formula}"),
        }
    }
}

/// A used cell at its absolute position, rows and columns from zero.
#[derive(Clone, Debug, PartialEq)]
pub struct RawCell {
    /// Row.
    pub row: u32,
    /// Column.
    pub col: u32,
    /// Content; blank cells are not kept.
    pub value: RawValue,
}

/// A sheet with its used cells in order of row and column.
#[derive(Clone, Debug)]
pub struct RawSheet {
    /// Name on the tab.
    pub name: Arc<str>,
    /// Whether Excel hides it.
    pub hidden: bool,
    /// Used cells.
    pub cells: Vec<RawCell>,
    /// Merged ranges: first row, first column, last row, last column.
    pub merged: Vec<(u32, u32, u32, u32)>,
}

/// A file as it was read.
#[derive(Clone, Debug)]
pub struct RawWorkbook {
    /// Which file.
    pub file: InputFile,
    /// Relative path, shared by all origins.
    pub name: Arc<str>,
    /// Hex SHA-256 of the bytes that were read.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Whether dates count from 1904.
    pub epoch_1904: bool,
    /// Sheets in workbook order; empty when the file was refused.
    pub sheets: Vec<RawSheet>,
}

/// Reads all files, several at once, each isolated: a file that cannot be read is a finding.
/// The result is in the order of `files`. `done` is called after each file.
///
/// # Errors
/// A file that vanished or may not be opened: the environment failed.
pub fn read_all(
    files: &[InputFile],
    limits: Limits,
    done: &(dyn Fn() + Sync),
) -> Result<(Vec<RawWorkbook>, Diagnostics), Error> {
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len());
    let worker = || {
        let mut mine = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(at) else { return mine };
            mine.push((at, read(file, limits)));
            done();
        }
    };
    let mut read: Vec<_> = std::thread::scope(|scope| {
        let mut handles = Vec::new();
        for _ in 0..workers {
            let builder = std::thread::Builder::new().name(THREAD_NAME.to_owned());
            handles.push(builder.spawn_scoped(scope, worker));
        }
        let mut all = Vec::new();
        for handle in handles {
            let handle = handle.map_err(|e| Error::bug("starting a reader", e))?;
            let mine = handle.join().map_err(|_| Error::bug("reading workbooks", "a reader died"))?;
            all.extend(mine);
        }
        Ok::<_, Error>(all)
    })?;
    read.sort_by_key(|(at, _)| *at);
    let mut workbooks = Vec::new();
    let mut diagnostics = Diagnostics::default();
    for (_, outcome) in read {
        let (workbook, findings) = outcome?;
        workbooks.push(workbook);
        diagnostics.append(findings);
    }
    Ok((workbooks, diagnostics))
}

fn read(file: &InputFile, limits: Limits) -> Result<(RawWorkbook, Diagnostics), Error> {
    let mut findings = Diagnostics::default();
    let mut workbook = RawWorkbook {
        file: file.clone(),
        name: Arc::from(file.name.as_str()),
        sha256: String::new(),
        bytes: 0,
        epoch_1904: false,
        sheets: Vec::new(),
    };
    let base = file.path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    if base.starts_with("~$") {
        findings.push(lock_file(file));
        return Ok((workbook, findings));
    }
    let size = std::fs::metadata(&file.path).map_err(|e| Error::io("reading", &file.path, e))?.len();
    workbook.bytes = size;
    if size > limits.file_bytes {
        findings.push(container::too_large(file, size, limits.file_bytes));
        return Ok((workbook, findings));
    }
    let bytes = std::fs::read(&file.path).map_err(|e| Error::io("reading", &file.path, e))?;
    workbook.bytes = bytes.len() as u64;
    workbook.sha256 = hex(&Sha256::digest(&bytes));
    if let Some(refusal) = container::inspect(file, &bytes, limits) {
        let fatal = refusal.code.severity() == crate::diagnostic::Severity::Error;
        findings.push(refusal);
        if fatal {
            return Ok((workbook, findings));
        }
    }
    let parsed = std::panic::catch_unwind(|| workbook::parse(file, &bytes, limits));
    match parsed {
        Ok(Ok(content)) => {
            workbook.epoch_1904 = content.epoch_1904;
            workbook.sheets = content.sheets;
            findings.append(content.findings);
        }
        Ok(Err(message)) => findings.push(unreadable(file, &message)),
        Err(_) => findings.push(unreadable(file, "the file's inner structure is broken")),
    }
    Ok((workbook, findings))
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unreadable(file: &InputFile, message: &str) -> Diagnostic {
    Diagnostic::new(
        Code::FileUnreadable,
        Place::file(&file.name),
        Text::new(
            format!("อ่านไฟล์ไม่ได้ ไฟล์อาจเสียหาย ({message})"),
            format!("the workbook cannot be read, it may be damaged ({message})"),
        ),
        Text::new(
            "เปิดไฟล์ใน Excel บันทึกเป็น .xlsx ใหม่ แล้วส่งอีกครั้ง",
            "open it in Excel, save it as .xlsx and send it again",
        ),
    )
}

fn lock_file(file: &InputFile) -> Diagnostic {
    Diagnostic::new(
        Code::FileLocked,
        Place::file(&file.name),
        Text::new(
            "เป็นไฟล์ชั่วคราวของ Excel แสดงว่ามีผู้เปิดไฟล์จริงค้างอยู่ ไม่นำมาใช้",
            "a temporary file of Excel: somebody has the workbook open; it is not read",
        ),
        Text::new("ปิดไฟล์ใน Excel ก่อนทำรายงาน", "close the workbook in Excel before the run"),
    )
}
