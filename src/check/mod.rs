//! Raw cells to typed records: contracts, schemes and `agency.toml` decide what is right.
//!
//! Comes in: raw workbooks. Goes out: [`Facts`] with origins and every finding, in one pass.
//! Never: stops at the first error, fills a gap, computes a score that is published.

mod cell;
mod coverage;
mod glyphs;
mod overrides;
mod records;
mod rules;
mod sheet;
mod surveys;

pub use coverage::{Coverage, Expected, State, coverage, expects};
pub use glyphs::check as glyphs;
pub use overrides::apply as accept;

use crate::contract::Contracts;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::ingest::RawWorkbook;
use crate::model::{Facts, Received};
use crate::scheme::Schemes;
use crate::workspace::Workspace;

/// What every check needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Agency, units, accepted findings.
    pub workspace: &'a Workspace,
    /// Kinds of sheets.
    pub contracts: &'a Contracts,
    /// Scoring schemes.
    pub schemes: &'a Schemes,
}

/// Checks everything and returns what can be used with all findings.
#[must_use]
pub fn check(context: Context<'_>, workbooks: &[RawWorkbook]) -> (Facts, Diagnostics) {
    let mut findings = Vec::new();
    let mut facts = Facts { agency: context.workspace.agency.id.clone(), ..Facts::default() };
    let mut sheets = Vec::new();
    for workbook in workbooks {
        facts.files.push(Received {
            path: workbook.name.clone(),
            sha256: workbook.sha256.clone(),
            bytes: workbook.bytes,
        });
        for raw in &workbook.sheets {
            sheets.extend(sheet::read(context, workbook, raw, &mut findings));
        }
    }
    let sheets = sheet::without_duplicates(sheets, &mut findings);
    records::collect(context, &sheets, &mut facts, &mut findings);
    rules::check(context, &facts, &mut findings);
    for finding in &mut findings {
        finding.unit = finding.unit.take().or_else(|| unit_of(&sheets, finding));
    }
    let mut diagnostics = Diagnostics::default();
    for finding in findings {
        diagnostics.push(finding);
    }
    (facts, diagnostics)
}

fn unit_of(sheets: &[sheet::Sheet], finding: &Diagnostic) -> Option<String> {
    let name = finding.place.sheet.as_deref()?;
    let sheet = sheets.iter().find(|s| {
        s.submission.origin.file[..] == finding.place.file && &s.submission.origin.sheet[..] == name
    })?;
    sheet.submission.unit.clone()
}
