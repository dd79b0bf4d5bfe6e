//! Opening a workspace: the settings, what lies in the agency's folder, and how it was before any of it was read.

use super::above::no_agency;
use super::list::{Listed, list_files, read_dir, year_folders};
use super::names::Names;
use super::{AGENCY_FILE, INPUT, LAYOUTS, Workspace, agency_file, codes, decode};
use crate::error::Error;
use crate::files::{self, Bounds, Refused};
use crate::model::Text;
use crate::model::shown::web_address;
use crate::snapshot::Snapshot;
use std::path::Path;

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
            Refused::Missing => no_agency(root, &dir),
            why => refused(&input, &why),
        })?;
        let seen = Snapshot::take([dir.as_path()], &bounds)?;
        let file_name = format!("{input}/{AGENCY_FILE}");
        let bytes = files::read(&agency_path, &bounds, files::SMALL).map_err(|why| match why {
            Refused::Missing => no_agency(root, &dir),
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
            .map_err(|why| Error::template(&shown, why.message()))?;
        found.push((shown, text.trim_start_matches('\u{feff}').to_owned()));
    }
    Ok(found)
}
