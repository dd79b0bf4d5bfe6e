//! Workbooks to raw cells: the only stage that knows formats of files.
//!
//! Comes in: paths. Goes out: for each file its bytes' hash and its sheets' cells with absolute
//! positions, plus findings about files that cannot be read. Never: interprets a value, panics on a
//! malformed file, reads past the limits.

mod container;
mod csv;
pub mod format;
mod legacy;
mod ods;
mod pictures;
mod refusal;
mod seen;
mod upright;
mod xlsx;

use container::Kind;
pub use container::Limits;
pub use pictures::{PictureFile, PictureGap, Pictures};
pub use seen::{Hidden, Link, Seen, Struck};
pub(crate) use xlsx::sheet::is_error_name;

use crate::contract::{RETURN_OF, is_guide};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::error::Error;
use crate::files::{self, Bounds, Refused};
use crate::hash::hex;
use crate::model::FiscalYear;
use crate::model::shown::one_line;
use crate::platform::stop;
use crate::thai::{self, Date, ExcelEpoch};
use crate::workspace::InputFile;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

thread_local! {
    /// Whether this thread is inside a reader of other people's files.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread becomes a finding, so that the panic hook can stay silent.
#[must_use]
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// What a cell holds, before anybody asks what it should hold.
#[derive(Clone, Debug, PartialEq)]
pub enum RawValue {
    /// Text as stored.
    Text(String),
    /// A number.
    Number(f64),
    /// A number that Excel shows with a percent sign: 0.95 for 95%.
    Percent(f64),
    /// A number that Excel shows as a date: the serial, counted from 1900 also in workbooks of 1904.
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
            Self::Number(number) => number.to_string(),
            Self::Percent(fraction) => format!("{}%", as_shown(*fraction)),
            Self::Date(serial) => Date::from_excel_serial(*serial, ExcelEpoch::Year1900).map_or_else(
                |_| serial.to_string(),
                |date| format!("{}/{}/{}", date.day(), date.month(), date.buddhist_year()),
            ),
            Self::Bool(true) => "TRUE".to_owned(),
            Self::Bool(false) => "FALSE".to_owned(),
            Self::Error(name) => (*name).to_owned(),
            Self::FormulaWithoutResult(formula) => format!("={formula}"),
        }
    }
}

/// The number that stands before the percent sign: 95 for 0.95, without binary noise.
#[must_use]
pub fn as_shown(fraction: f64) -> f64 {
    thai::round_half_away(fraction * 100.0, 9)
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
#[derive(Clone, Debug, Default)]
pub struct RawSheet {
    /// Name on the tab.
    pub name: Arc<str>,
    /// Whether Excel hides it.
    pub hidden: bool,
    /// Used cells.
    pub cells: Vec<RawCell>,
    /// Merged ranges: first row, first column, last row, last column.
    pub merged: Vec<(u32, u32, u32, u32)>,
    /// What is seen of cells beyond their values, in order of row and column.
    pub seen: Vec<Seen>,
    /// What the sheet hides.
    pub hides: Hidden,
    /// Ranges, as [`Self::merged`], that a conditional format may show as something else than they hold.
    pub conditional: Vec<(u32, u32, u32, u32)>,
    /// Cells of formulas whose stored numbers the file asks to be worked out anew.
    pub recalculated: Vec<(u32, u32)>,
}

impl RawSheet {
    /// What is seen of a cell beyond its value.
    #[must_use]
    pub fn seen(&self, row: u32, col: u32) -> Option<&Seen> {
        let at = self.seen.binary_search_by_key(&(row, col), |s| (s.row, s.col)).ok()?;
        self.seen.get(at)
    }

    /// Of a guide nothing is data, but its first row may say of which workbook it is a returned copy.
    fn keep_originals(&mut self) {
        let names = |c: &RawCell| matches!(&c.value, RawValue::Text(text) if text.starts_with(RETURN_OF));
        self.cells.retain(|c| c.row == 0 && names(c));
        (self.seen, self.hides, self.merged) = Default::default();
        (self.conditional, self.recalculated) = Default::default();
    }

    fn holds_no_data(&self) -> bool {
        self.cells.is_empty() || is_guide(&self.name)
    }
}

/// White space alone is a blank cell.
fn non_blank(text: String) -> Option<RawValue> {
    let blank = text.chars().all(|c| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}'));
    (!blank).then_some(RawValue::Text(text))
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

impl RawWorkbook {
    /// A file of which nothing is known yet.
    fn unread(file: &InputFile) -> Self {
        Self {
            file: file.clone(),
            name: Arc::from(file.name.as_str()),
            sha256: String::new(),
            bytes: 0,
            epoch_1904: false,
            sheets: Vec::new(),
        }
    }

    /// About how much memory its cells take, in bytes.
    fn held_bytes(&self) -> usize {
        let text = |cell: &RawCell| match &cell.value {
            RawValue::Text(text) | RawValue::FormulaWithoutResult(text) => text.len(),
            _ => 0,
        };
        let cells = self.sheets.iter().flat_map(|sheet| &sheet.cells);
        cells.map(|cell| size_of::<RawCell>() + text(cell)).sum()
    }
}

/// Reads all files, several at once, each isolated: a file that cannot be read is a finding.
/// The result is in the order of `files`. `done` is called after each file.
///
/// # Errors
/// Somebody asked to stop.
pub fn read_all(
    files: &[InputFile],
    bounds: &Bounds,
    limits: Limits,
    done: &(dyn Fn() + Sync),
) -> Result<(Vec<RawWorkbook>, Diagnostics), Error> {
    let held = AtomicUsize::new(0);
    let one = |file| {
        stop::check()?;
        // Too much already, whatever the order in which threads came to it: what the order of names still has room
        // for is read below.
        if held.load(Ordering::Relaxed) > limits.held_bytes {
            return Ok(None);
        }
        let outcome = read(file, bounds, limits);
        held.fetch_add(outcome.0.held_bytes(), Ordering::Relaxed);
        done();
        Ok::<_, Error>(Some(outcome))
    };
    // Threads of the pool that all stages share: a fleet reads thousands of small folders at once.
    let outcomes: Vec<_> = files.par_iter().map(one).collect();
    stop::check()?;
    let read = together(files, outcomes, limits.held_bytes, |file| {
        done();
        read(file, bounds, limits)
    })?;
    let mut workbooks = Vec::new();
    let mut diagnostics = Diagnostics::default();
    let mut by_content: BTreeMap<(FiscalYear, String), InputFile> = BTreeMap::new();
    // Originals first: a finding about a copy belongs to the copy, whichever of the two names sorts first.
    let (copies, originals): (Vec<_>, Vec<_>) =
        read.into_iter().enumerate().partition(|(at, _)| is_named_copy(&files[*at].name));
    for (at, (mut workbook, findings)) in originals.into_iter().chain(copies) {
        // A name is shown everywhere, and looked up nowhere from here on.
        for sheet in &mut workbook.sheets {
            if let Cow::Owned(name) = one_line(&sheet.name) {
                sheet.name = Arc::from(name);
            }
        }
        let content = (workbook.file.fiscal_year, workbook.sha256.clone());
        match by_content.get(&content) {
            // A copy has the findings of the original; it is told once.
            Some(first) if !workbook.sha256.is_empty() => {
                diagnostics.push(refusal::repeated_file(&workbook.file, first));
                workbook.sheets = Vec::new();
            }
            _ => {
                by_content.insert(content, workbook.file.clone());
                diagnostics.append(findings);
            }
        }
        workbooks.push((at, workbook));
    }
    workbooks.sort_by_key(|(at, _)| *at);
    Ok((workbooks.into_iter().map(|(_, workbook)| workbook).collect(), diagnostics))
}

/// What was read of files, as long as it holds no more than so many bytes together: judged in the order of names, so
/// that every machine reads the same files. Those that were left out although there is room for them are read now.
fn together(
    files: &[InputFile],
    outcomes: Vec<Result<Option<(RawWorkbook, Diagnostics)>, Error>>,
    held_bytes: usize,
    read: impl Fn(&InputFile) -> (RawWorkbook, Diagnostics),
) -> Result<Vec<(RawWorkbook, Diagnostics)>, Error> {
    let (mut room, mut full) = (held_bytes, false);
    let mut kept = Vec::new();
    for (file, outcome) in files.iter().zip(outcomes) {
        stop::check()?;
        let mut outcome = match outcome? {
            Some(outcome) => outcome,
            None if full => (RawWorkbook::unread(file), Diagnostics::default()),
            None => read(file),
        };
        let size = outcome.0.held_bytes();
        full |= size > room;
        room -= size.min(room);
        if full {
            outcome = (RawWorkbook::unread(file), Diagnostics::default());
            outcome.1.push(refusal::too_much_together(file, held_bytes));
        }
        kept.push(outcome);
    }
    Ok(kept)
}

/// Whether a file's name says that it is a copy: `… - Copy`, `… (1)`, `สำเนาของ …`.
#[must_use]
pub fn is_named_copy(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or(file).to_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem).trim_end();
    let numbered = stem.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    let is_number = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    name.contains("สำเนา") || name.contains("copy") || numbered.is_some_and(|(_, number)| is_number(number))
}

fn read(file: &InputFile, bounds: &Bounds, limits: Limits) -> (RawWorkbook, Diagnostics) {
    let mut findings = Diagnostics::default();
    let mut workbook = RawWorkbook::unread(file);
    let base = file.path.file_name().map(|n| n.to_string_lossy()).unwrap_or_default();
    if base.starts_with("~$") {
        findings.push(refusal::lock_file(file));
        return (workbook, findings);
    }
    let bytes = match files::read(&file.path, bounds, limits.file_bytes) {
        Ok(bytes) => bytes,
        Err(Refused::TooLarge { size, limit }) => {
            workbook.bytes = size;
            findings.push(refusal::too_large(file, size, limit));
            return (workbook, findings);
        }
        Err(why) => {
            findings.push(Diagnostic::not_read(&file.name, &why));
            return (workbook, findings);
        }
    };
    workbook.bytes = bytes.len() as u64;
    workbook.sha256 = hex(&Sha256::digest(&bytes));
    if csv::is_csv(&base) {
        match csv::parse(&bytes, limits) {
            Ok(sheet) if sheet.cells.is_empty() => findings.push(refusal::no_data(file)),
            Ok(sheet) => workbook.sheets.push(sheet),
            Err(why) => findings.push(refusal::csv(file, &why)),
        }
        return (workbook, findings);
    }
    let inspected = match container::inspect(file, &bytes, limits) {
        Ok(inspected) => inspected,
        Err(refusal) => {
            findings.push(*refusal);
            return (workbook, findings);
        }
    };
    if let Some(remark) = inspected.remark {
        findings.push(remark);
    }
    let largest = inspected.largest;
    GUARDED.set(true);
    let parsed = std::panic::catch_unwind(|| match inspected.kind {
        Kind::Xlsx => xlsx::parse(file, &bytes, largest, limits),
        Kind::Xlsb => legacy::xlsb(file, &bytes, largest, limits),
        Kind::Ods => ods::parse(file, &bytes, limits),
        Kind::Xls => legacy::xls(file, &bytes, limits),
    });
    GUARDED.set(false);
    match parsed {
        Ok(Ok(content)) => {
            workbook.epoch_1904 = content.epoch_1904;
            workbook.sheets = content.sheets;
            findings.append(content.findings);
        }
        Ok(Err(why)) => findings.push(refusal::unreadable(file, &why)),
        Err(_) => findings.push(refusal::unreadable(file, &refusal::broken())),
    }
    (workbook, findings)
}
