//! The end of a check: marked copies for the offices, and the agency's history of checks.
//!
//! Comes in: an assessment. Goes out: files in the output folder, and what changed since the last check.
//! Never: marks a cell itself.

use super::{Assessed, Setup};
use crate::check::{History, Since};
use crate::error::Error;
use crate::model::Text;
use crate::render::forms::{Marking, clear_copies, write_copies};
use std::collections::BTreeMap;

/// Folder of the marked copies, in the output folder.
pub const RETURNS: &str = "returns";

/// Marks what is to be corrected, and advances the agency's history of checks.
///
/// # Errors
/// Reading or writing in the output folder fails.
pub fn give_back(setup: &Setup, assessed: &mut Assessed) -> Result<(History, Vec<Since>), Error> {
    let before = History::load(&setup.output)?;
    let (mut history, since) = before.advance(&mut assessed.diagnostics, &names(setup));
    let dir = setup.output.join(RETURNS);
    clear_copies(&dir, before.copies())?;
    let rules =
        Marking { agency: &setup.workspace.agency, contracts: &setup.contracts, schemes: &setup.schemes };
    history.set_copies(write_copies(&dir, &assessed.workbooks, &assessed.diagnostics, rules)?);
    history.save(&setup.output)?;
    Ok((history, since))
}

/// Names of units by id; the agency's under the empty id.
fn names(setup: &Setup) -> BTreeMap<String, Text> {
    let workspace = &setup.workspace;
    let english = |name: &str, id: &str| if name.is_empty() { id.to_owned() } else { name.to_owned() };
    let mut names: BTreeMap<_, _> = workspace
        .units
        .iter()
        .map(|u| (u.id.clone(), Text::new(&u.name_th, english(&u.name_en, &u.id))))
        .collect();
    let agency = &workspace.agency;
    names.insert(String::new(), Text::new(&agency.name_th, english(&agency.name_en, &agency.id)));
    names
}
