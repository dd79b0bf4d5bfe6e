//! The workspace: `agency.toml`, year folders, halves.
//!
//! Comes in: a folder. Goes out: the agency with its units, and the paths of its workbooks. The agency's
//! inputs lie in `input/`, or in `input/<agency>/` where a workspace holds many (see [`crate::fleet`]).
//! Never: opens a workbook.

mod above;
mod agency_file;
mod codes;
mod deadlines;
mod decode;
mod groups;
mod list;
mod names;
mod open;
mod settings;

pub use above::{above, from_here, part_of};
pub use codes::{CODES_FILE, to_toml as codes_to_toml};
pub use deadlines::{Deadlines, after_half, collects};
pub(crate) use decode::decode;
pub use groups::Groups;
pub(crate) use list::is_spreadsheet;
pub(crate) use names::Names;
pub use settings::{Agency, History, Hooks, OpenData, Override, Unit};

use crate::error::Error;
use crate::files::{self, Bounds, Refused};
use crate::hash::hex;
use crate::look::Look;
use crate::model::{FiscalYear, GivenCode, Text};
use crate::snapshot::Snapshot;
use crate::words::{Kind, Words};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Name of the agency's file.
pub const AGENCY_FILE: &str = "agency.toml";
pub use crate::model::INPUT;
/// Folder of an agency's own layouts, in its inputs.
pub const LAYOUTS: &str = "layouts";

/// An input workbook that lies in a year folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// On disk.
    pub path: PathBuf,
    /// Relative to the workspace, with `/`; how people and manifests call it.
    pub name: String,
    /// The folder's year.
    pub fiscal_year: FiscalYear,
}

/// A workspace on disk.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its root.
    pub root: PathBuf,
    /// Folder of the agency's inputs below the root, with `/`: `input`, or `input/<agency>`.
    pub input: String,
    /// The agency.
    pub agency: Agency,
    /// What the open-data catalogue is told.
    pub open_data: OpenData,
    /// Its colours and logo.
    pub look: Look,
    /// Kinds of units, in the order of the file.
    pub kinds: Vec<Kind>,
    /// Words that mean several units.
    pub groups: Groups,
    /// What it calls things, and which unit sends what.
    pub words: Words,
    /// Data sets whose senders are the preset's, because `agency.toml` does not say.
    pub presumed: Vec<String>,
    /// Until when data sets are wanted.
    pub deadlines: Deadlines,
    /// What a person should know about the way `agency.toml` was saved.
    pub notes: Vec<Text>,
    /// Those who submit, in the order of the file.
    pub units: Vec<Unit>,
    /// Accepted findings.
    pub accepted: Vec<Override>,
    /// What becomes of replaced publications.
    pub history: History,
    /// Programs to call when a run has ended.
    pub hooks: Hooks,
    /// Workbooks, sorted by name.
    pub files: Vec<InputFile>,
    /// Review workbooks with remarks, in the folder `reviews` of a year: no input of figures.
    pub reviews: Vec<InputFile>,
    /// What lies in the agency's folder and is not read, by name, with the reason.
    pub unread: Vec<(String, Refused)>,
    /// What else lies in the agency's folder, by name: neither a workbook of a year nor a trace of a system.
    pub others: Vec<String>,
    /// Where files of the workspace may lie, links resolved.
    pub bounds: Bounds,
    /// Layouts of the agency's own: file names as people call them, and texts.
    pub layouts: Vec<(String, String)>,
    /// Codes that were given to records without one, by the year of their folder.
    pub codes: BTreeMap<FiscalYear, Vec<GivenCode>>,
    /// See [`Workspace::find_unit`].
    pub(crate) names: Names,
    /// The agency's folder as it was before anything in it was read.
    pub seen: Snapshot,
}

impl Workspace {
    /// `agency.toml` as findings and messages call it.
    #[must_use]
    pub fn agency_file(&self) -> String {
        format!("{}/{AGENCY_FILE}", self.input)
    }

    /// The agency's folder on disk.
    fn dir(&self) -> PathBuf {
        self.input.split('/').fold(self.root.clone(), |dir, part| dir.join(part))
    }

    /// Its year folders with the names that they have, sorted, whatever lies in them.
    ///
    /// # Errors
    /// The agency's folder cannot be listed.
    pub fn year_folders(&self) -> Result<Vec<(FiscalYear, String)>, Error> {
        list::year_folders(&self.dir())
    }

    /// Makes sure that nobody has changed the inputs since the workspace was opened. `read` tells the
    /// SHA-256 of a workbook as it was read: one that was only saved again is no change.
    ///
    /// # Errors
    /// [`Error::InputChanged`] with the files that differ.
    pub fn unchanged<'a>(&self, read: impl Fn(&Path) -> Option<&'a str>) -> Result<(), Error> {
        let now = Snapshot::take([self.dir().as_path()], &self.bounds)?;
        let differs = |path: &Path| {
            let content = files::read(path, &self.bounds, files::OWN).ok();
            let content = content.map(|bytes| hex(&Sha256::digest(bytes)));
            content.is_none() || content.as_deref() != read(path)
        };
        let changed: Vec<_> = self
            .seen
            .changes(&now)
            .into_keys()
            .filter(|path| differs(path))
            .map(|path| path.strip_prefix(&self.root).unwrap_or(&path).display().to_string())
            .collect();
        if changed.is_empty() { Ok(()) } else { Err(Error::InputChanged(changed)) }
    }

    /// A unit by id.
    #[must_use]
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|u| u.id == id)
    }

    /// A unit by its name, an alias or its id, however it is spelt; `ฯ` at the end stands for the rest of a
    /// name where only one unit's begins so.
    #[must_use]
    pub fn find_unit(&self, name: &str) -> Option<&Unit> {
        self.names.find(&self.units, &self.words.short_kinds, name).and_then(|at| self.units.get(at))
    }

    /// Units of a kind, by its id.
    pub fn units_of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Unit> {
        self.units.iter().filter(move |u| u.kind == kind)
    }

    /// The kind of a unit.
    #[must_use]
    pub fn kind_of(&self, unit: &Unit) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.id == unit.kind)
    }

    /// What of `agency.toml` still waits for its own words: `…` and `(ชื่อ…)` of the preset, no units.
    #[must_use]
    pub fn unfinished(&self) -> Vec<Text> {
        let agency = &self.agency;
        let own = [
            ("name_th", &agency.name_th),
            ("name_en", &agency.name_en),
            ("short_th", &agency.short_th),
            ("parent_th", &agency.parent_th),
            ("director_th", &agency.director_th),
            ("director_en", &agency.director_en),
        ];
        let own = own.map(|(key, value)| (key.to_owned(), value));
        let units = self.units.iter().map(|unit| (format!("{} name_th", unit.id), &unit.name_th));
        let blank = |value: &str| value.contains('…') || value.contains("(ชื่อ");
        let mut found: Vec<_> = own
            .into_iter()
            .chain(units)
            .filter(|(_, value)| blank(value))
            .map(|(key, value)| Text::new(format!("{key} “{value}”"), format!("{key} “{value}”")))
            .collect();
        if self.units.is_empty() {
            found.push(Text::new("ยังไม่มี [[unit]] เลย", "there is no [[unit]] yet"));
        }
        found
    }

    /// The units that a text means, when it is a word for several.
    #[must_use]
    pub fn group(&self, text: &str) -> Option<Vec<&Unit>> {
        self.groups.members(text, &self.units)
    }
}

/// The error for an option that names nothing.
#[must_use]
pub fn no_data(what: &str) -> Error {
    Error::Usage(Text::new(
        format!("ไม่พบข้อมูลสำหรับ {what} — ตรวจโฟลเดอร์ปีใน input/ หรือเปลี่ยน --fy และ --half"),
        format!("no data for {what} — look at the year folders in input/, or change --fy and --half"),
    ))
}
