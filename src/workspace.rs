//! The workspace: `agency.toml`, year folders, halves.
//!
//! Comes in: a folder. Goes out: the agency with its units, and the paths of its workbooks. The agency's
//! inputs lie in `input/`, or in `input/<agency>/` where a workspace holds many (see [`crate::fleet`]).
//! Never: opens a workbook.

mod agency_file;
mod codes;
mod deadlines;
mod decode;
mod groups;

pub use codes::{CODES_FILE, to_toml as codes_to_toml};
pub use deadlines::{Deadlines, after_half, collects};
pub(crate) use decode::decode;
pub use groups::Groups;

use crate::error::Error;
use crate::files::{self, Bounds, Refused};
use crate::hash::hex;
use crate::look::Look;
use crate::model::shown::web_address;
use crate::model::{FiscalYear, GivenCode, REVIEWS, Text};
use crate::snapshot::Snapshot;
use crate::thai;
use crate::words::{Kind, Words};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Fewest letters of a unit's name that is abbreviated with ฯ.
const SHORTEST_BEGINNING: usize = 4;

/// Name of the agency's file.
pub const AGENCY_FILE: &str = "agency.toml";
pub use crate::model::INPUT;
/// Folder of an agency's own layouts, in its inputs.
pub const LAYOUTS: &str = "layouts";

/// Who submits a workbook.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// Stable ASCII id, e.g. `office-01`; file names use it.
    pub id: String,
    /// Id of its kind.
    pub kind: String,
    /// Thai name.
    pub name_th: String,
    /// English name.
    #[serde(default)]
    pub name_en: String,
    /// Other names it goes by.
    #[serde(default)]
    pub aliases: Vec<String>,
}

/// A finding that the coordinator accepts, with a reason that is printed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// Diagnostic code.
    pub code: String,
    /// File, relative to `input/`; `*` at the end stands for anything.
    pub file: Option<String>,
    /// Sheet.
    pub sheet: Option<String>,
    /// Cell, A1.
    pub cell: Option<String>,
    /// Why it is right all the same.
    pub reason: String,
}

/// Programs that are called when a run has ended: each a program with its arguments, no shell command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hooks {
    /// After a publication.
    #[serde(default)]
    pub on_success: Vec<String>,
    /// After a run that published nothing.
    #[serde(default)]
    pub on_failure: Vec<String>,
}

/// The assessed body.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agency {
    /// Stable ASCII id.
    pub id: String,
    /// Thai name.
    pub name_th: String,
    /// English name; the Thai one without it.
    #[serde(default)]
    pub name_en: String,
    /// Short Thai name.
    #[serde(default)]
    pub short_th: String,
    /// The body it belongs to, Thai.
    #[serde(default)]
    pub parent_th: String,
    /// The body it belongs to, English.
    #[serde(default)]
    pub parent_en: String,
    /// Title of its head, Thai.
    #[serde(default)]
    pub director_th: String,
    /// Title of its head, English.
    #[serde(default)]
    pub director_en: String,
    /// Public website.
    #[serde(default)]
    pub website: String,
    /// Contact.
    #[serde(default)]
    pub email: String,
    /// Contact.
    #[serde(default)]
    pub phone: String,
    /// Invented data: every output says so.
    #[serde(default)]
    pub sample: bool,
}

/// What the open-data catalogue is told beside what `[agency]` says; an empty text means the default.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenData {
    /// Who answers for the data, Thai; the agency's name without it.
    pub maintainer_th: String,
    /// Who answers for the data, English.
    pub maintainer_en: String,
    /// Where to ask; the agency's address without it.
    pub email: String,
    /// Why the data are published, Thai.
    pub objective_th: String,
    /// Why the data are published, English.
    pub objective_en: String,
    /// How often the data change, Thai; every six months without it.
    pub update_frequency_th: String,
    /// How often the data change, English.
    pub update_frequency_en: String,
    /// Area that the data cover, Thai; the agency's short name without it.
    pub area_th: String,
    /// Area that the data cover, English.
    pub area_en: String,
    /// Category of data governance, Thai; public data without it.
    pub category_th: String,
    /// Category of data governance, English.
    pub category_en: String,
    /// Short name of the licence, as catalogues know it.
    pub licence: String,
    /// Title of the licence.
    pub licence_title: String,
    /// Web address of the licence's text.
    pub licence_url: String,
}

impl Default for OpenData {
    fn default() -> Self {
        let none = String::new;
        Self {
            maintainer_th: none(),
            maintainer_en: none(),
            email: none(),
            objective_th: none(),
            objective_en: none(),
            update_frequency_th: none(),
            update_frequency_en: none(),
            area_th: none(),
            area_en: none(),
            category_th: none(),
            category_en: none(),
            licence: "CC-BY-4.0".to_owned(),
            licence_title: "Creative Commons Attribution 4.0".to_owned(),
            licence_url: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        }
    }
}

/// How many replaced publications of a half remain: the corrections of one deadline, with room to spare.
const PUBLICATIONS_KEPT: usize = 20;

/// What becomes of replaced publications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// How many remain of each half; at least one, so that the last one can be brought back.
    #[serde(default = "publications_kept")]
    pub keep: NonZeroUsize,
}

impl Default for History {
    fn default() -> Self {
        Self { keep: publications_kept() }
    }
}

fn publications_kept() -> NonZeroUsize {
    NonZeroUsize::new(PUBLICATIONS_KEPT).unwrap_or(NonZeroUsize::MIN)
}

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

/// Positions of units by the comparison keys of their names, made when first asked for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(OnceLock<BTreeMap<String, usize>>);

impl Workspace {
    /// Opens the workspace of one agency at `root`.
    ///
    /// # Errors
    /// No `agency.toml`, or it does not parse, or two units share an id or a name, or a folder cannot
    /// be listed.
    pub fn open(root: &Path) -> Result<Self, Error> {
        Self::open_in(root, INPUT.to_owned())
    }

    /// Opens one agency, by its folder, of a workspace that holds many.
    ///
    /// # Errors
    /// As [`Workspace::open`]; and the agency's id is not the folder's name, which keeps ids unique.
    pub fn open_agency(root: &Path, folder: &str) -> Result<Self, Error> {
        let opened = Self::open_in(root, format!("{INPUT}/{folder}"))?;
        if opened.agency.id == folder {
            return Ok(opened);
        }
        let id = &opened.agency.id;
        let text = Text::new(
            format!("id ของหน่วยงานคือ `{id}` แต่โฟลเดอร์ชื่อ `{folder}` — แก้ให้ตรงกัน"),
            format!("the agency's id is `{id}`, its folder `{folder}`: make them the same"),
        );
        let path = format!("{INPUT}/{folder}/{AGENCY_FILE}");
        Err(Error::Config { path, line: None, text: Box::new(text) })
    }

    fn open_in(root: &Path, input: String) -> Result<Self, Error> {
        let dir = input.split('/').fold(root.to_path_buf(), |dir, part| dir.join(part));
        let agency_path = dir.join(AGENCY_FILE);
        // The input folder itself may be a link: who runs the program put it there, not who hands in files.
        let bounds = Bounds::of([root, root.join(INPUT).as_path()]);
        bounds.admit(&dir).map_err(|why| match why {
            Refused::Missing => Error::NoAgency(dir.clone()),
            why => refused(&input, &why),
        })?;
        let seen = Snapshot::take([dir.as_path()], &bounds)?;
        let file_name = format!("{input}/{AGENCY_FILE}");
        let bytes = files::read(&agency_path, &bounds, files::SMALL).map_err(|why| match why {
            Refused::Missing => Error::NoAgency(dir.clone()),
            Refused::Unreadable(_) => Error::io("reading", &agency_path, why.into()),
            why => refused(&file_name, &why),
        })?;
        let decoded = decode(&bytes).map_err(|text| Error::Config {
            path: file_name.clone(),
            line: None,
            text: Box::new(text),
        })?;
        let parts = agency_file::parse(&decoded.text, &file_name)?;
        check_addresses(&parts.agency.website, &parts.open_data.licence_url, &file_name)?;
        let Listed { files, reviews, unread, others } = list_files(&dir, &input, &bounds)?;
        Ok(Self {
            root: root.to_path_buf(),
            files,
            reviews,
            unread,
            layouts: own_layouts(&dir, &input, &bounds)?,
            codes: codes::read(&year_folders(&dir)?, &dir, &input, &bounds)?,
            others,
            bounds,
            input,
            agency: parts.agency,
            kinds: parts.kinds,
            groups: parts.groups,
            words: parts.words,
            presumed: parts.presumed,
            deadlines: parts.deadlines,
            notes: decoded.note.into_iter().collect(),
            open_data: parts.open_data,
            look: parts.look,
            units: parts.units,
            accepted: parts.accepted,
            history: parts.history,
            names: Names::default(),
            hooks: parts.hooks,
            seen,
        })
    }

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
        year_folders(&self.dir())
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
        let names = self.names.0.get_or_init(|| names(&self.units, &self.words.short_kinds));
        let key = thai::key(name);
        if let Some(at) = names.get(&key) {
            return self.units.get(*at);
        }
        // `ฝ่ายสิ่งแวดล้อมฯ`: a beginning that only one unit's name has. A few letters are no name.
        if !name.contains('ฯ') || key.chars().count() < SHORTEST_BEGINNING {
            return None;
        }
        let alike = names.range(key.clone()..).take_while(|(n, _)| n.starts_with(&key));
        let mut units: Vec<usize> = alike.map(|(_, at)| *at).collect();
        units.sort_unstable();
        units.dedup();
        match units.as_slice() {
            [only] => self.units.get(*only),
            _ => None,
        }
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

/// Addresses of the settings become links on the page and in the catalogue.
fn check_addresses(website: &str, licence: &str, path: &str) -> Result<(), Error> {
    for (key, value) in [("website", website), ("licence_url", licence)] {
        // A host alone, as people write it, is printed and never a link.
        let bare = value.split_once(':').is_none_or(|(start, _)| start.contains('.')) && !value.contains('@');
        if !value.is_empty() && !bare && web_address(value).is_none() {
            let text = Text::new(
                format!("{key} ต้องขึ้นต้นด้วย https:// หรือ http:// และไม่มีชื่อผู้ใช้หรือรหัสผ่าน — แก้ค่านี้"),
                format!(
                    "{key} must begin with https:// or http:// and hold no user or password — correct it"
                ),
            );
            return Err(Error::Config { path: path.to_owned(), line: None, text: Box::new(text) });
        }
    }
    Ok(())
}

/// An error about a settings file that is there and not read.
fn refused(name: &str, why: &Refused) -> Error {
    let (message, action) = (why.message(), why.action());
    Error::Usage(Text::new(
        format!("{name} {} — {}", message.th, action.th),
        format!("{name}: {} — {}", message.en, action.en),
    ))
}

/// Year folders of the agency's folder, with the names that they have.
fn year_folders(dir: &Path) -> Result<Vec<(FiscalYear, String)>, Error> {
    let year = |path: PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        path.is_dir().then_some((FiscalYear::parse(&name)?, name))
    };
    Ok(read_dir(dir)?.into_iter().filter_map(year).collect())
}

/// `layouts/*.toml` of the agency's folder, sorted.
fn own_layouts(dir: &Path, input: &str, bounds: &Bounds) -> Result<Vec<(String, String)>, Error> {
    let folder = dir.join(LAYOUTS);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for path in read_dir(&folder)? {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if path.extension().is_none_or(|end| !end.eq_ignore_ascii_case("toml")) {
            continue;
        }
        let shown = format!("{input}/{LAYOUTS}/{name}");
        let text = files::read_text(&path, bounds, files::SMALL)
            .map_err(|why| Error::Template { path: shown.clone(), problem: why.message().en })?;
        found.push((shown, text.trim_start_matches('\u{feff}').to_owned()));
    }
    Ok(found)
}

/// Workbooks, what cannot be read, and what else there is.
#[derive(Default)]
struct Listed {
    files: Vec<InputFile>,
    reviews: Vec<InputFile>,
    unread: Vec<(String, Refused)>,
    others: Vec<String>,
}

/// Workbooks in `<year>/` of the agency's folder and below, sorted; the year folders decide the year. And what
/// is not read, wherever in the agency's folder it lies.
fn list_files(dir: &Path, input: &str, bounds: &Bounds) -> Result<Listed, Error> {
    let mut listed = Listed::default();
    for entry in files::walk(dir, bounds).map_err(|e| Error::io("listing", dir, e))? {
        let own = entry.name.rsplit('/').next().unwrap_or_default();
        // Excel's marks of open workbooks are told; other traces are nobody's input.
        if is_trace(&entry.name) && !own.starts_with("~$") {
            continue;
        }
        let name = format!("{input}/{}", entry.name);
        let year = entry.name.split_once('/').and_then(|(folder, _)| FiscalYear::parse(folder));
        match (entry.found, year) {
            (Ok(_), Some(fiscal_year)) if is_spreadsheet(own) => {
                let file = InputFile { path: entry.path, name, fiscal_year };
                let reviewed = entry.name.split('/').nth(1) == Some(REVIEWS);
                if reviewed && !own.starts_with("~$") {
                    listed.reviews.push(file);
                } else {
                    listed.files.push(file);
                }
            }
            (Ok(_), _) => listed.others.push(name),
            (Err(why), _) => listed.unread.push((name, why)),
        }
    }
    Ok(listed)
}

/// Whether a name below an agency's folder is known to be nobody's input: traces of systems and programs.
/// A workbook whose download broke off is somebody's.
fn is_trace(name: &str) -> bool {
    let own = name.rsplit('/').next().unwrap_or_default();
    let unfinished = own.rsplit_once('.').is_some_and(|(stem, _)| is_spreadsheet(stem));
    let passing = name.split('/').any(files::is_passing);
    passing && (!unfinished || own.starts_with(['.', '~']))
}

/// Whether a name claims to be a workbook of any kind; the kinds we cannot read are refused by name
/// later, not passed over.
pub(crate) fn is_spreadsheet(name: &str) -> bool {
    let known = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "xltx", "xltm", "xlt"];
    name.rsplit_once('.').is_some_and(|(_, end)| known.iter().any(|k| end.eq_ignore_ascii_case(k)))
}

fn read_dir(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = std::fs::read_dir(dir).map_err(|e| Error::io("listing", dir, e))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|e| Error::io("listing", dir, e))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// The error for an option that names nothing.
#[must_use]
pub fn no_data(what: &str) -> Error {
    Error::Usage(Text::new(
        format!("ไม่พบข้อมูลสำหรับ {what} — ตรวจโฟลเดอร์ปีใน input/ หรือเปลี่ยน --fy และ --half"),
        format!("no data for {what} — look at the year folders in input/, or change --fy and --half"),
    ))
}

/// Positions of units by the comparison keys of all names they go by. Of two units with one name the first is meant.
fn names(units: &[Unit], short_kinds: &[(String, String)]) -> BTreeMap<String, usize> {
    let mut names = BTreeMap::new();
    for (at, unit) in units.iter().enumerate() {
        let english = Some(&unit.name_en).filter(|name| !name.is_empty());
        for name in [&unit.name_th, &unit.id].into_iter().chain(english).chain(&unit.aliases) {
            names.entry(thai::key(name)).or_insert(at);
        }
    }
    // `ศพด.วัดโพธิ์`: the short name of the kind, where the unit's name begins with the full one.
    for (at, unit) in units.iter().enumerate() {
        for (full, short) in short_kinds {
            let rest = unit.name_th.strip_prefix(full.as_str()).map(str::trim_start);
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                names.entry(thai::key(&format!("{short}{rest}"))).or_insert(at);
            }
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_goes_by_the_short_name_of_its_kind() {
        let unit = |id: &str, name: &str| Unit {
            id: id.to_owned(),
            kind: "centre".to_owned(),
            name_th: name.to_owned(),
            name_en: String::new(),
            aliases: Vec::new(),
        };
        let units = [unit("a", "ศูนย์พัฒนาเด็กเล็กบ้านเหนือ"), unit("b", "ศูนย์พัฒนาเด็กเล็ก"), unit("c", "กองช่าง")];
        let both = [("ศูนย์พัฒนาเด็กเล็ก", "ศพด."), ("กอง", "กอง")];
        let short_kinds = both.map(|(full, short)| (full.to_owned(), short.to_owned())).to_vec();
        let names = names(&units, &short_kinds);
        assert_eq!(names.get(&thai::key("ศพด.บ้านเหนือ")), Some(&0));
        assert_eq!(names.get(&thai::key("ศพด. บ้านเหนือ")), Some(&0));
        // The kind alone is nobody's name.
        assert_eq!(names.get(&thai::key("ศพด.")), None);
        assert_eq!(names.get(&thai::key("กองช่าง")), Some(&2));
    }

    #[test]
    fn traces_of_systems_are_told_from_broken_downloads() {
        for trace in [
            "2568/._a.xlsx",
            "2568/.DS_Store",
            "2568/Thumbs.db",
            "__MACOSX/2568/a.xlsx",
            "2568/4F1A.tmp",
            ".git/x",
        ] {
            assert!(is_trace(trace), "{trace}");
        }
        for file in ["2568/a.xlsx.crdownload", "2568/a.xlsx.tmp", "2568/a.zip", "2568/h"] {
            assert!(!is_trace(file), "{file}");
        }
    }
}
