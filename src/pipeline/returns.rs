//! The end of a check: marked copies for the offices, and the agency's history of checks.
//!
//! Comes in: an assessment. Goes out: files in the output folder, and what changed since the last check.
//! Never: marks a cell itself.

use super::{Assessed, Setup};
use crate::check::{History, Since};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::error::Error;
use crate::model::Text;
use crate::render::forms::{Marking, clear_copies, edited_copies, write_copies};
use crate::report::wording::Phrases;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folder of the marked copies, in the output folder.
pub const RETURNS: &str = "returns";

/// What a check leaves behind.
#[derive(Debug)]
pub struct GivenBack {
    /// The agency's history of checks, this one included.
    pub history: History,
    /// What changed since the check before, by unit.
    pub since: Vec<Since>,
    /// Copies of the check before that are open in another program and could not be removed.
    pub held: Vec<PathBuf>,
    /// What kept the copies or the history from being written. The findings are there all the same.
    pub failed: Option<Error>,
}

impl GivenBack {
    /// How many marked copies this check has written; none when it could not write them all.
    #[must_use]
    pub fn copies(&self, diagnostics: &Diagnostics) -> usize {
        if self.failed.is_some() {
            return 0;
        }
        let edited = diagnostics.iter().filter(|d| d.code == Code::ReturnEdited).count();
        self.history.copies().len().saturating_sub(edited + self.held.len())
    }
}

/// Marks what is to be corrected, and advances the agency's history of checks.
/// A folder that cannot be read or written keeps nobody from the findings: the error is in what comes back.
#[must_use]
pub fn give_back(setup: &Setup, assessed: &mut Assessed) -> GivenBack {
    let (before, unread) = match History::load(&setup.output) {
        Ok(history) => (history, None),
        Err(error) => (History::default(), Some(error)),
    };
    let dir = setup.output.join(RETURNS);
    let edited = edited_copies(&dir, before.copies());
    for name in edited.keys() {
        assessed.diagnostics.push(edited_where_it_is(setup, &dir.join(name)));
    }
    assessed.diagnostics.sort();
    let (mut history, since) = before.advance(&mut assessed.diagnostics, &names(setup));
    let written = unread.map_or_else(|| write(setup, assessed, (&before, &mut history), edited), Err);
    let (held, failed) = match written {
        Ok(held) => (held, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    GivenBack { history, since, held, failed }
}

/// Copies and history on the disk; returns the copies that another program holds.
fn write(
    setup: &Setup,
    assessed: &Assessed,
    (before, history): (&History, &mut History),
    edited: BTreeMap<String, String>,
) -> Result<Vec<PathBuf>, Error> {
    let dir = setup.output.join(RETURNS);
    let kept = clear_copies(&dir, before.copies());
    let rules = Marking {
        agency: &setup.workspace.agency,
        phrases: Phrases::new(&setup.wording, &setup.workspace.words),
        contracts: &setup.contracts,
        schemes: &setup.schemes,
    };
    let mut copies = write_copies(&dir, &assessed.workbooks, &assessed.diagnostics, rules)?;
    // One that is still right was not written a second time.
    let held = kept.keys().filter(|name| !copies.contains_key(*name)).map(|name| dir.join(name)).collect();
    // Noticed again until it is moved or removed.
    copies.extend(edited);
    copies.extend(kept);
    history.set_copies(copies);
    history.save(&setup.output)?;
    Ok(held)
}

/// A copy that was corrected in the folder of copies is read by nobody.
fn edited_where_it_is(setup: &Setup, path: &Path) -> Diagnostic {
    let shown = path.strip_prefix(&setup.workspace.root).unwrap_or(path);
    Diagnostic::new(
        Code::ReturnEdited,
        Place::file(shown.display().to_string()),
        Text::new(
            "สำเนานี้ถูกแก้ไขในโฟลเดอร์สำเนา โปรแกรมไม่อ่านไฟล์ในโฟลเดอร์นี้",
            "this copy was changed in the folder of copies, where nothing is read",
        ),
        Text::new(
            "ย้ายไปไว้ในโฟลเดอร์ปีของ input/ ข้างต้นฉบับ สำเนาที่แก้แล้วจะใช้แทนต้นฉบับเอง",
            "move it into the year's folder of input/, beside its original: it then replaces it by itself",
        ),
    )
}

/// Names of units by id; the agency's under the empty id.
fn names(setup: &Setup) -> BTreeMap<String, Text> {
    let workspace = &setup.workspace;
    let english = |name: &str, id: &str| if name.is_empty() { id.to_owned() } else { name.to_owned() };
    let mut names: BTreeMap<_, _> = workspace
        .units
        .iter()
        .map(|u| (u.id.clone(), Text::new(&u.name_th, english(&u.name_en, &u.name_th))))
        .collect();
    let agency = &workspace.agency;
    names.insert(String::new(), Text::new(&agency.name_th, english(&agency.name_en, &agency.id)));
    names
}
