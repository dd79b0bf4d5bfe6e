//! What the checks found in the sheets of a data set, for the public.
//!
//! Comes in: findings of the half. Goes out: a paragraph for findings that say the same, with the rows that they are
//! about. Never: a path, a cell.

use super::super::scene::{Scene, one_line};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::data_sets::DataSetTable;

/// Warnings written out under a data set.
const MOST_FINDINGS: usize = 6;
/// Rows that a warning names.
const MOST_ROWS: usize = 3;

/// Warnings about the data set's sheets, as paragraphs.
pub(super) fn paragraphs(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Vec<String> {
    let model = scene.model;
    let sheets: Vec<_> = model
        .facts
        .submissions
        .iter()
        .filter(|s| s.kind == set.contract.name && s.period == Some(model.period))
        .collect();
    let about = |d: &&Diagnostic| {
        sheets.iter().any(|s| {
            s.origin.file[..] == d.place.file && d.place.sheet.as_deref() == Some(&s.origin.sheet[..])
        })
    };
    let open = model.diagnostics.iter().filter(|d| d.severity != Severity::Note || d.accepted.is_some());
    let mut causes: Vec<Vec<&Diagnostic>> = Vec::new();
    for finding in open.filter(about) {
        let says = |d: &Diagnostic| (d.code, d.unit.clone(), d.message.th.clone(), d.accepted.clone());
        match causes.iter_mut().find(|cause| cause.first().is_some_and(|first| says(first) == says(finding)))
        {
            Some(cause) => cause.push(finding),
            None => causes.push(vec![finding]),
        }
    }
    let mut told: Vec<_> = causes.iter().take(MOST_FINDINGS).filter_map(|cause| told(scene, cause)).collect();
    let rest = causes.get(MOST_FINDINGS..).unwrap_or_default().iter().map(Vec::len).sum();
    if rest > 0 {
        told.push(scene.say("sets.more_findings", &[("findings", &scene.entries(rest))]));
    }
    told
}

/// Findings that say the same.
fn told(scene: &Scene<'_>, cause: &[&Diagnostic]) -> Option<String> {
    let first = cause.first()?;
    let reason = first.accepted.as_deref().map(|r| scene.say("sets.reason", &[("reason", &one_line(r))]));
    let unit = first.unit.as_deref().map(|id| scene.unit(id));
    let message = scene.w.finding(&first.message.th, &scene.model.facts.files);
    let found = [unit, Some(message), rows(scene, cause), reason];
    let found = found.into_iter().flatten().collect::<Vec<_>>().join(" ");
    Some(scene.say("sets.finding", &[("finding", &found)]))
}

/// The rows that they are about, as far as the message does not name them; how many there are where nothing names them.
fn rows(scene: &Scene<'_>, cause: &[&Diagnostic]) -> Option<String> {
    let mut names: Vec<&str> = Vec::new();
    for finding in cause {
        match finding.row.as_deref() {
            Some(row) if finding.message.th.contains(row) || names.contains(&row) => {}
            Some(row) => names.push(row),
            None => {
                let entries = scene.entries(cause.len());
                return (cause.len() > 1).then(|| scene.say("sets.finding_times", &[("entries", &entries)]));
            }
        }
    }
    let shown: Vec<_> = names.iter().take(MOST_ROWS).map(|row| scene.w.text(&one_line(row))).collect();
    let rest = names.len().saturating_sub(shown.len());
    let rows = if rest > 0 {
        let entries = scene.entries(rest);
        scene.say("lists.more", &[("first", &shown.join(", ")), ("units", &entries)])
    } else {
        shown.join(", ")
    };
    (!names.is_empty()).then(|| scene.say("sets.finding_rows", &[("rows", &rows)]))
}
