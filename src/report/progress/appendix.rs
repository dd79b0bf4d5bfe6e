//! Sources and notes: where the figures come from, how they were judged, what is left open.
//!
//! Comes in: submissions, findings, attachments. Goes out: tables of places and reasons. Never: hides a
//! finding that concerns the half.

use super::Edition;
use super::build::{Draft, Extend, body, cell, column, item, lines, part, row};
use super::scene::{Scene, one_line};
use crate::contract::CoreSheet;
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::{Half, Period, Submission};
use crate::report::Model;
use crate::report::document::{
    Align, AppendixSection, Attachment, Cell, Part, Row, RowKind, Table, TextSize, Tone,
};
use crate::report::words::NO_VALUE;
use crate::scheme::{Differences, Instrument};
use std::collections::BTreeMap;

/// Cells of one cause that are named before the rest is only counted.
const CELLS_SHOWN: usize = 8;

/// How figures were judged, where they come from, which findings were accepted: no path of a file.
pub(super) fn public(scene: &Scene<'_>, attachments: &[Attachment]) -> AppendixSection {
    let accepted: Vec<_> = causes(scene).into_iter().filter(|c| c.first.accepted.is_some()).collect();
    let parts = vec![
        rules(scene),
        where_from(scene),
        findings(scene, "appendix.accepted", "accepted", &accepted),
        attached(scene, attachments),
    ];
    section(scene, "appendix.public", parts)
}

/// Files and sheets, and findings of no unit; those of a unit stand with it.
pub(super) fn internal(scene: &Scene<'_>) -> AppendixSection {
    let found = causes(scene);
    let (accepted, open): (Vec<_>, Vec<_>) = found.into_iter().partition(|c| c.first.accepted.is_some());
    let known = |id: &str| scene.model.workspace.unit(id).is_some();
    let (of_units, open): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|c| c.first.unit.as_deref().is_some_and(known));
    let mut others = findings(scene, "appendix.open", "open", &open);
    if !of_units.is_empty() {
        let count = scene.w.size(of_units.len());
        others.paragraphs.push(scene.say("internal_findings_of_units", &[("count", &count)]));
    }
    let mut parts = vec![sources(scene), findings(scene, "appendix.accepted", "accepted", &accepted)];
    // Where all of them stand with their units there is nothing to add.
    parts.extend((of_units.is_empty() || !open.is_empty()).then_some(others));
    section(scene, "appendix.internal", parts)
}

/// The appendix, its parts numbered like those of the measures document: `ผ.๑`.
fn section(scene: &Scene<'_>, key: &str, mut parts: Vec<Part>) -> AppendixSection {
    for (at, part) in parts.iter_mut().enumerate() {
        let told = [("number", &(at + 1).to_string()[..]), ("title", &part.heading)];
        part.heading = scene.w.text(&scene.say("appendix.part", &told));
    }
    AppendixSection { heading: scene.term(key), paragraphs: Vec::new(), parts }
}

fn rules(scene: &Scene<'_>) -> Part {
    let (w, model) = (scene.w, scene.model);
    let told = [
        ("as_of", &w.date(model.as_of)[..]),
        ("before", &w.date(model.as_of.year_before())),
        ("year_before", &w.year(model.fiscal_year().previous())),
        ("year_end", &w.date(model.fiscal_year().last_day())),
    ];
    let mut part = part(scene.term("appendix.rules"));
    // Rules in words have digits too.
    part.items = [
        ["rules.of_units", "rules.of_units_text"],
        ["rules.continuous", "rules.continuous_text"],
        ["rules.of_measures", "rules.of_measures_text"],
        ["rules.unreported", "rules.unreported_text"],
        ["rules.check_ins", "rules.check_ins_text"],
        ["rules.compared", "rules.compared_text"],
        ["rules.rounded", "rules.rounded_text"],
    ]
    .map(|[lead, text]| item(None, scene.term(lead), w.text(&scene.say(text, &told))))
    .to_vec();
    let named =
        |i: &Instrument| scene.say("rules.instrument", &[("code", &i.code[..]), ("name", &i.name_th)]);
    let named: Vec<_> = scene.scheme().instruments.iter().map(named).collect();
    part.items.insert(0, item(None, scene.term("rules.instruments"), named.join(", ")));
    if model.scheme.rules.differences == Differences::Published
        && let Some(rounded) = part.items.last_mut()
    {
        rounded.text += &format!(" {}", scene.term("rules.rounded_published"));
    }
    part
}

/// Whether the report's figures come from a sheet.
fn used(scene: &Scene<'_>, sheet: &Submission) -> bool {
    let model = scene.model;
    if scene.edition == Edition::Internal {
        return used_inside(model, sheet);
    }
    let workbook = model.contracts.get(&sheet.kind).map(|c| c.workbook.as_str());
    match sheet.period {
        Some(period) => period == model.period || period == model.period.year_before(),
        None if workbook == Some("results") || workbook == Some("answers") => {
            [model.results_year(), model.results_year().previous()].contains(&sheet.fiscal_year)
        }
        None => {
            sheet.kind == "measures"
                && [model.fiscal_year(), model.fiscal_year().previous()].contains(&sheet.fiscal_year)
        }
    }
}

/// The same of the internal edition, which neither compares with the year before nor shows results: sheets of the half,
/// reports of the half before that it carries, the register of the year.
fn used_inside(model: &Model<'_>, sheet: &Submission) -> bool {
    let first = Period { half: Half::First, ..model.period };
    let is = |core: CoreSheet| sheet.kind == core.name();
    match sheet.period {
        Some(period) => period == model.period || (period == first && is(CoreSheet::Progress)),
        None => is(CoreSheet::Measures) && sheet.fiscal_year == model.fiscal_year(),
    }
}

/// How many sheets the figures come from, and where they are listed.
fn where_from(scene: &Scene<'_>) -> Part {
    let mut part = part(scene.term("appendix.where_from"));
    let sheets = scene.model.facts.submissions.iter().filter(|s| used(scene, s));
    // The register and results are the coordinator's.
    let (of_units, own): (Vec<_>, Vec<_>) = sheets.partition(|s| s.unit.is_some());
    let counts = [of_units.len(), own.len()].map(|count| scene.w.size(count));
    let told = [("sheets", &counts[0][..]), ("own", &counts[1]), ("workbook", &scene.workbook())];
    part.paragraphs.push(match (of_units.len(), own.len()) {
        (0, 0) => scene.term("appendix.no_files"),
        (_, 0) => scene.say("appendix_sources", &told),
        (0, _) => scene.say("appendix_sources_own", &told),
        _ => scene.say("appendix_sources_both", &told),
    });
    part
}

fn sources(scene: &Scene<'_>) -> Part {
    let mut part = part(scene.term("appendix.where_from"));
    let model = scene.model;
    let sheets: Vec<_> = model.facts.submissions.iter().filter(|s| used(scene, s)).collect();
    if !sheets.is_empty() {
        let count = scene.w.size(sheets.len());
        part.paragraphs.push(scene.say("appendix.sheets", &[("sheets", &count)]));
    }
    part.tables.push(source_table(scene, &sheets));
    part
}

fn source_table(scene: &Scene<'_>, sheets: &[&Submission]) -> Table {
    // Sheets of one file and one span of time share a row.
    let mut files: BTreeMap<_, Vec<&Submission>> = BTreeMap::new();
    for sheet in sheets {
        let unit = |id: &str| scene.model.workspace.units.iter().position(|u| u.id == id);
        let place = sheet.unit.as_deref().and_then(unit);
        let (folder, file) = sheet.origin.file.rsplit_once('/').unwrap_or(("", &sheet.origin.file));
        let span = (std::cmp::Reverse(sheet.fiscal_year), std::cmp::Reverse(sheet.period), folder);
        files.entry((span, place, file)).or_default().push(sheet);
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut group = None;
    for ((span, _, file), mut sheets) in files {
        if group != Some(span) {
            group = Some(span);
            let told = [("span", &span_name(scene, span.0.0, span.1.0)[..]), ("folder", span.2)];
            rows.push(row(RowKind::Group1, vec![cell(scene.say("sources_folder", &told))]));
        }
        let contract = |s: &Submission| scene.model.contracts.get(&s.kind);
        sheets.sort_by_key(|s| contract(s).map(|c| c.order));
        // A name is not parted where a line ends between two of them.
        let names: Vec<_> = sheets.iter().map(|s| s.origin.sheet.replace(' ', "\u{a0}")).collect();
        let unit = sheets.first().and_then(|s| s.unit.as_deref()).map(|id| scene.short_unit(id));
        let revision = sheets.iter().map(|s| s.revision).max().unwrap_or(1);
        rows.push(body(vec![
            cell(unit.unwrap_or_else(|| scene.model.workspace.agency.name_th.clone())),
            cell(file),
            cell(names.join(", ")),
            cell(scene.w.count(revision)),
        ]));
    }
    scene.table(Draft {
        id: "sources".to_owned(),
        caption: scene.term("appendix.sheets_caption"),
        size: TextSize::Dense,
        columns: vec![
            column(scene.unit_noun(), 2.6, Align::Start),
            column(scene.term("appendix.column_file"), 3.2, Align::Start),
            column(scene.term("appendix.column_sheet"), 8.8, Align::Start),
            column(scene.term("appendix.column_revision"), 1.3, Align::Center),
        ],
        rows,
        empty: scene.term("appendix.no_files"),
        notes: Vec::new(),
    })
}

fn span_name(scene: &Scene<'_>, year: crate::model::FiscalYear, period: Option<Period>) -> String {
    let year = || scene.say("report.fiscal_year", &[("year", &scene.w.year(year))]);
    period.map_or_else(year, |p| scene.w.period(p))
}

/// A finding with all the cells that have it.
pub(super) struct Cause<'a> {
    pub first: &'a Diagnostic,
    cells: Vec<String>,
}

impl Cause<'_> {
    /// Whether it is about a unit.
    pub(super) fn is_of(&self, unit: &str) -> bool {
        self.first.unit.as_deref() == Some(unit)
    }
}

/// Findings about the sheets of this half and about whole files, one entry a cause.
pub(super) fn causes<'a>(scene: &Scene<'a>) -> Vec<Cause<'a>> {
    let model = scene.model;
    let of = |d: &Diagnostic| {
        model.facts.submissions.iter().find(|s| {
            s.origin.file[..] == d.place.file && d.place.sheet.as_deref() == Some(&s.origin.sheet[..])
        })
    };
    let concerns = |d: &Diagnostic| match of(d) {
        Some(sheet) if sheet.period.is_some() => sheet.period == Some(model.period),
        Some(sheet) => sheet.kind == "measures" && sheet.fiscal_year == model.fiscal_year(),
        None => true,
    };
    let mut causes: Vec<Cause<'a>> = Vec::new();
    for finding in model.diagnostics.iter().filter(|d| concerns(d)) {
        let same = causes.iter_mut().find(|c| {
            let (a, b) = (c.first, finding);
            a.code == b.code
                && a.place.file == b.place.file
                && a.place.sheet == b.place.sheet
                && a.message == b.message
                && a.accepted == b.accepted
        });
        let cell = finding.place.a1();
        match same {
            Some(cause) => cause.cells.extend(cell),
            None => causes.push(Cause { first: finding, cells: cell.into_iter().collect() }),
        }
    }
    causes
}

fn findings(scene: &Scene<'_>, key: &str, id: &str, found: &[Cause<'_>]) -> Part {
    let title = scene.term(key);
    let mut part = part(title.clone());
    let all: Vec<_> = found.iter().collect();
    part.tables.push(finding_table(scene, &format!("findings-{id}"), title, &all));
    part
}

/// Findings, one row a cause; inside the agency with their places.
pub(super) fn finding_table(scene: &Scene<'_>, id: &str, caption: String, found: &[&Cause<'_>]) -> Table {
    let accepted = id == "findings-accepted";
    let of_unit = id.starts_with("unit-");
    let mut columns = Vec::new();
    if !of_unit {
        columns.push(column(scene.unit_noun(), 3.0, Align::Start));
    }
    if scene.edition == Edition::Internal {
        columns.push(column(scene.term("appendix.column_place"), 4.4, Align::Start));
    }
    columns.push(column(scene.term("appendix.column_finding"), 5.0, Align::Start));
    let [last, none] = if accepted {
        ["appendix.column_reason", "appendix.none_accepted"]
    } else {
        ["appendix.column_action", "appendix.none_open"]
    };
    columns.push(column(scene.term(last), 3.8, Align::Start));
    scene.table(Draft {
        id: id.to_owned(),
        caption,
        // Beside a unit's measures, in the size of these.
        size: if of_unit { TextSize::Dense } else { TextSize::Small },
        columns,
        rows: found.iter().map(|cause| finding(scene, cause, of_unit)).collect(),
        empty: scene.term(none),
        notes: Vec::new(),
    })
}

fn finding(scene: &Scene<'_>, cause: &Cause<'_>, of_unit: bool) -> Row {
    let d = cause.first;
    let unit =
        d.unit.as_deref().map_or_else(|| scene.model.workspace.agency.name_th.clone(), |id| scene.unit(id));
    let plain = of_unit && d.severity == Severity::Note;
    let message = cell(scene.w.finding(&d.message.th, &scene.model.facts.files))
        .note((!plain).then(|| scene.term(severity(d))));
    let last = match &d.accepted {
        Some(reason) => cell(one_line(reason)),
        None if d.action.th.is_empty() => cell(NO_VALUE).tone(Tone::Muted),
        None => cell(scene.w.finding(&d.action.th, &scene.model.facts.files)),
    };
    let unit = (!of_unit).then(|| cell(unit));
    let place = (scene.edition == Edition::Internal).then(|| place(scene, cause));
    body(unit.into_iter().chain(place).chain([message, last]).collect())
}

/// The word for how grave a finding is.
fn severity(finding: &Diagnostic) -> &'static str {
    match finding.severity {
        Severity::Note if finding.accepted.is_some() => "appendix.is_accepted",
        Severity::Note => "appendix.is_note",
        Severity::Warning => "appendix.is_warning",
        Severity::Error => "appendix.is_error",
    }
}

/// File, sheet and cells as the office sees them in Excel.
fn place(scene: &Scene<'_>, cause: &Cause<'_>) -> Cell {
    let place = &cause.first.place;
    // The folder is the coordinator's: an office knows its file.
    let file = place.file.rsplit_once('/').map_or(place.file.as_str(), |(_, name)| name);
    let mut told = vec![file.to_owned()];
    told.extend(place.sheet.clone());
    if !cause.cells.is_empty() {
        let shown: Vec<_> = cause.cells.iter().take(CELLS_SHOWN).cloned().collect();
        let rest = cause.cells.len().saturating_sub(CELLS_SHOWN);
        let key = if rest == 0 { "appendix.cells" } else { "appendix.more_cells" };
        told.push(scene.say(key, &[("cells", &shown.join(", ")), ("count", &scene.w.size(rest))]));
    }
    lines(told)
}

fn attached(scene: &Scene<'_>, attachments: &[Attachment]) -> Part {
    let mut part = part(scene.term("appendix.attached"));
    if !attachments.is_empty() {
        let count = scene.w.size(attachments.len());
        part.paragraphs.push(scene.say("appendix.files", &[("count", &count)]));
    }
    let (now, before) = (scene.model.period, scene.model.period.year_before());
    // Files of no half first, then the data sets in the order of the checklist, each half beside that of the year before.
    let common = attachments.iter().filter(|file| file.data_set.is_none());
    let mut rows: Vec<(String, [Option<&str>; 2])> =
        common.map(|file| (scene.w.text(&file.description), [Some(&file.name[..]), None])).collect();
    for contract in scene.model.contracts.data_sets() {
        let of = |period: Period| {
            let is_it = |file: &&Attachment| {
                file.data_set.as_ref().is_some_and(|(name, half)| *name == contract.name && *half == period)
            };
            attachments.iter().find(is_it).map(|file| &file.name[..])
        };
        let files = [of(now), of(before)];
        if files.iter().any(Option::is_some) {
            rows.push((scene.w.text(&contract.title), files));
        }
    }
    let named = |file: Option<&str>| file.map_or_else(|| cell(NO_VALUE).tone(Tone::Muted), cell);
    let halves = [now, before].map(|period| {
        let year = scene.w.year(period.fiscal_year);
        column(scene.say("attached_column_file", &[("year", &year)]), 5.2, Align::Start)
    });
    let what = column(scene.say("attached_column_what", &[]), 5.6, Align::Start);
    let table = scene.table(Draft {
        id: "attachments".to_owned(),
        caption: scene.say("attached_caption", &[]),
        size: TextSize::Dense,
        columns: std::iter::once(what).chain(halves).collect(),
        rows: rows
            .into_iter()
            .map(|(title, [now, before])| body(vec![cell(title), named(now), named(before)]))
            .collect(),
        empty: scene.say("attached_none", &[]),
        notes: Vec::new(),
    });
    part.tables.push(Table { settled: true, ..table });
    part
}
