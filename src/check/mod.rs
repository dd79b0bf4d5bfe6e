//! Raw cells to typed records: contracts, schemes and `agency.toml` decide what is right.
//!
//! Comes in: raw workbooks. Goes out: [`Facts`] with origins and every finding, in one pass.
//! Never: stops at the first error, fills a gap, computes a score that is published.

mod alike;
mod cell;
mod coverage;
mod deadlines;
mod duplicates;
mod entries;
mod furniture;
mod glyphs;
mod history;
mod labelled;
mod missing;
mod no_record;
mod notices;
mod overrides;
mod records;
mod remarks;
mod rows;
mod rules;
mod running;
mod scale;
mod seen;
mod sheet;
mod surveys;
mod tally;
mod templates;
mod units;

pub use coverage::{Coverage, Expected, State, coverage, expects, finished_before};
pub use deadlines::{due, due_of_unit};
pub use entries::check as entries;
pub use glyphs::{check as glyphs, in_text as glyphs_in_text};
pub use history::{History, Since};
pub use missing::missing;
pub use overrides::apply as accept;
pub(crate) use records::measure_code;
pub use remarks::remarks;
pub use rules::personal_data;
pub use templates::check as templates;

use crate::contract::Contracts;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ingest::RawWorkbook;
use crate::model::{Facts, Reading, Received, Submission, Text};
use crate::scheme::Schemes;
use crate::shape::Layouts;
use crate::workspace::Workspace;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};

/// What every check needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Agency, units, accepted findings.
    pub workspace: &'a Workspace,
    /// Kinds of sheets.
    pub contracts: &'a Contracts,
    /// Scoring schemes.
    pub schemes: &'a Schemes,
    /// Other people's forms.
    pub layouts: &'a Layouts,
}

/// Checks everything and returns what can be used with all findings.
#[must_use]
pub fn check(context: Context<'_>, workbooks: &[RawWorkbook]) -> (Facts, Diagnostics) {
    let mut findings = Vec::new();
    let mut facts = Facts { agency: context.workspace.agency.id.clone(), ..Facts::default() };
    let (mut sheets, mut strays) = (Vec::new(), Vec::new());
    // Side by side, and collected in the order of the workbooks.
    let read: Vec<_> = workbooks.par_iter().map(|workbook| one_workbook(context, workbook)).collect();
    for (workbook, (of_workbook, found, readings)) in workbooks.iter().zip(read) {
        facts.files.push(Received {
            path: workbook.name.clone(),
            sha256: workbook.sha256.clone(),
            bytes: workbook.bytes,
        });
        for sheet in of_workbook {
            if sheet.is_stray { strays.push(sheet.submission) } else { sheets.push(sheet) }
        }
        findings.extend(found);
        facts.readings.extend(readings);
    }
    facts.strays = strays;
    let all: Vec<_> = sheets.iter().map(|s| s.submission.clone()).collect();
    let sheets = duplicates::without(sheets, &mut findings);
    forget_replaced(&sheets, &all, &mut findings);
    records::collect(context, &sheets, &mut facts, &mut findings);
    rules::check(context, &sheets, &facts, &mut findings);
    forget_followers(&mut findings);
    let mut diagnostics = Diagnostics::default();
    for finding in alike::once(findings) {
        diagnostics.push(finding);
    }
    (facts, diagnostics)
}

fn one_workbook(
    context: Context<'_>,
    workbook: &RawWorkbook,
) -> (Vec<sheet::Sheet>, Vec<Diagnostic>, Vec<Reading>) {
    let (mut sheets, mut findings, mut readings) = (Vec::new(), Vec::new(), Vec::new());
    if remarks::is_review(workbook) {
        findings.push(entries::review(&workbook.name, workbook.file.fiscal_year));
        return (sheets, findings, readings);
    }
    for raw in &workbook.sheets {
        let (of_sheet, reading) = sheet::read(context, workbook, raw, &mut findings);
        sheets.extend(of_sheet);
        readings.extend(reading);
    }
    (sheets, findings, readings)
}

/// What is wrong in a sheet that a newer one replaces is no longer of interest.
fn forget_replaced(kept: &[sheet::Sheet], all: &[Submission], findings: &mut Vec<Diagnostic>) {
    // A list of many units is one sheet with a submission a unit: findings stay while one of them counts.
    let place = |s: &Submission| (s.origin.file.clone(), s.origin.sheet.clone());
    let counts: BTreeSet<_> = kept.iter().map(|k| place(&k.submission)).collect();
    let replaced: BTreeSet<_> = all.iter().map(place).filter(|place| !counts.contains(place)).collect();
    findings.retain(|finding| {
        let about_it = matches!(
            finding.code,
            Code::SubmissionSuperseded | Code::ContentRepeated | Code::DuplicateSubmission
        );
        let place = &finding.place;
        about_it
            || place.sheet.as_deref().is_none_or(|sheet| {
                !replaced.iter().any(|(file, name)| file[..] == *place.file && name[..] == *sheet)
            })
    });
}

/// What follows from a wrong half or unit above a table is no finding of its own.
fn forget_followers(findings: &mut Vec<Diagnostic>) {
    let of = |code: Code| -> BTreeSet<(String, Option<String>)> {
        let told = findings.iter().filter(|d| d.code == code);
        told.map(|d| (d.place.file.clone(), d.place.sheet.clone())).collect()
    };
    let (halves, units) = (of(Code::HalfDiffers), of(Code::UnitDiffers));
    findings.retain(|d| {
        let at = (d.place.file.clone(), d.place.sheet.clone());
        match d.code {
            Code::DateOutsidePeriod => !halves.contains(&at),
            Code::SheetNotExpected => !units.contains(&at),
            _ => true,
        }
    });
}

/// Says whose finding each is: the unit of the sheet, or the only unit of the file.
pub fn name_units(workspace: &Workspace, facts: &Facts, diagnostics: &mut Diagnostics) {
    let mut of_sheet: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    let mut of_file: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for submission in &facts.submissions {
        let Some(unit) = &submission.unit else { continue };
        of_sheet.insert((&submission.origin.file, &submission.origin.sheet), unit);
        of_file.entry(&submission.origin.file).or_default().insert(unit);
    }
    for finding in diagnostics.iter_mut() {
        if finding.unit.is_none() {
            let place = &finding.place;
            let sheet = place.sheet.as_deref().and_then(|sheet| of_sheet.get(&(&place.file[..], sheet)));
            let only =
                of_file.get(&place.file[..]).filter(|units| units.len() == 1).and_then(BTreeSet::first);
            finding.unit = sheet.or(only).map(|unit| (*unit).to_owned());
        }
        finding.unit_name = finding
            .unit
            .as_ref()
            .and_then(|id| workspace.unit(id))
            .map(|unit| Text::new(&unit.name_th, unit.english()));
    }
}
