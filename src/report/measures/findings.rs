//! Appendix: accepted findings, findings left open, source files.

use super::cells::{cell, lines, row};
use super::context::Context;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::Submission;
use crate::report::document::{Align, Part, RowKind, Table, TextSize};
use crate::report::own_texts::OwnTexts;

/// Kinds of sheets that this document is made from.
const KINDS: [&str; 5] = ["survey_questions", "survey_answers", "oit_items", "measures", "briefings"];

/// Sheets of the years that the document shows.
fn sources<'a>(context: &Context<'a>) -> Vec<&'a Submission> {
    let (year, results) = (context.model.fiscal_year(), context.model.results_year());
    let wanted = |s: &&Submission| {
        let results_kind = !["measures", "briefings"].contains(&s.kind.as_str());
        let in_years = if results_kind {
            s.fiscal_year == results || s.fiscal_year == results.previous()
        } else {
            s.fiscal_year == year
        };
        KINDS.contains(&s.kind.as_str()) && in_years
    };
    let mut found: Vec<_> = context.model.facts.submissions.iter().filter(wanted).collect();
    found.sort_by(|a, b| a.origin.cmp(&b.origin));
    found
}

/// Findings about this document's sheets, or about files as a whole that are no unit's.
fn findings<'a>(context: &Context<'a>) -> Vec<&'a Diagnostic> {
    let sources = sources(context);
    let submissions = &context.model.facts.submissions;
    let of_source = |d: &Diagnostic| {
        sources.iter().any(|s| is_about(d, s))
            || (d.unit.is_none() && !submissions.iter().any(|s| is_about(d, s)))
    };
    context.model.diagnostics.iter().filter(|d| of_source(d) && !is_told(d)).collect()
}

/// That a published score is used is no open question: the table of scores says so. These findings are counted in
/// the closing sentence, so that the document and the workbook give one number.
fn is_told(d: &Diagnostic) -> bool {
    d.code == Code::ScorePublished && d.accepted.is_none()
}

fn told_elsewhere(context: &Context<'_>) -> usize {
    let sources = sources(context);
    let own = |d: &&Diagnostic| is_told(d) && sources.iter().any(|s| is_about(d, s));
    context.model.diagnostics.iter().filter(own).count()
}

fn is_about(diagnostic: &Diagnostic, sheet: &Submission) -> bool {
    diagnostic.place.file == sheet.origin.file[..]
        && diagnostic.place.sheet.as_deref().is_none_or(|name| name == &sheet.origin.sheet[..])
}

pub(super) fn part(context: &Context<'_>) -> Part {
    let tables = vec![accepted(context), open(context)];
    // Without their number: this document stays as it is when a unit's report changes.
    let mut closing = vec![context.term("findings.of_reports")];
    let told = told_elsewhere(context);
    if told > 0 {
        closing.push(context.say("findings.published_scores", &[("count", &context.words.size(told))]));
    }
    Part { closing, ..context.part(&context.term("findings.heading"), Vec::new(), tables) }
}

fn accepted(context: &Context<'_>) -> Table {
    let rows = findings(context)
        .into_iter()
        .filter_map(|d| {
            let reason = d.accepted.as_ref()?;
            Some(row(
                RowKind::Body,
                vec![
                    place(d),
                    cell(context.words.finding(&d.message.th, &context.model.facts.files)),
                    cell(reason.clone()),
                ],
            ))
        })
        .collect();
    let columns = vec![
        context.column("findings.column_place", 4.2, Align::Start),
        context.column("findings.column_found", 6.0, Align::Start),
        context.column("findings.column_reason", 5.0, Align::Start),
    ];
    let (caption, empty) =
        (context.term("findings.accepted_caption"), context.term("findings.accepted_empty"));
    context.table("accepted", &caption, TextSize::Compact, columns, rows, &empty)
}

fn open(context: &Context<'_>) -> Table {
    let rows = findings(context)
        .into_iter()
        .filter(|d| d.accepted.is_none())
        .map(|d| {
            row(
                RowKind::Body,
                vec![
                    cell(context.term(word(d.severity))),
                    place(d),
                    cell(context.words.finding(&d.message.th, &context.model.facts.files)),
                ],
            )
        })
        .collect();
    let columns = vec![
        context.column("findings.column_kind", 1.8, Align::Start),
        context.column("findings.column_place", 4.6, Align::Start),
        context.column("findings.column_found", 8.6, Align::Start),
    ];
    let (caption, empty) = (context.term("findings.open_caption"), context.term("findings.open_empty"));
    context.table("open", &caption, TextSize::Compact, columns, rows, &empty)
}

/// How many sheets and texts the document stands on, and where they are listed: no path of a file is for the public.
pub(super) fn files(context: &Context<'_>, texts: &OwnTexts) -> Part {
    let (sheets, own) = (sources(context).len(), texts.files.len());
    let key = match (sheets, own) {
        (0, _) => "files.none",
        (_, 0) => "files.sheets",
        _ => "files.sheets_and_texts",
    };
    let (sheets, own) = (context.words.size(sheets), context.words.size(own));
    let told = context.say(key, &[("sheets", &sheets), ("texts", &own)]);
    context.part(&context.term("files.heading"), vec![told], Vec::new())
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "findings.error",
        Severity::Warning => "findings.warning",
        Severity::Note => "findings.note",
    }
}

/// File, then sheet and cell, as the person sees them in Excel.
fn place(diagnostic: &Diagnostic) -> crate::report::document::Cell {
    let place = &diagnostic.place;
    let cell = place.a1();
    let inside = match (&place.sheet, cell) {
        (Some(sheet), Some(cell)) => Some(format!("{sheet}!{cell}")),
        (Some(sheet), None) => Some(sheet.clone()),
        (None, _) => None,
    };
    // No path of a file is for the public; whoever mends the file finds it by its name.
    let name = place.file.rsplit('/').next().unwrap_or(&place.file).to_owned();
    lines(std::iter::once(name).chain(inside).collect())
}
