//! Who has reported: units × measures, units × sheets, and each unit's tally.
//!
//! Comes in: outcomes and the coverage of sheets. Goes out: matrices with short words and a legend, split
//! so that they fit a page. Never: says by colour what no word says.

use super::Section;
use super::build::{Draft, Extend, body, cell, column, row, upright};
use super::figures::Tally;
use super::scene::{Scene, tone};
use super::sentences::{percent, some};
use crate::check::{Coverage, Expected, State};
use crate::contract::CoreSheet;
use crate::report::Model;
use crate::report::document::{Align, Cell, Column, CoverageSection, Row, RowKind, Table, TextSize, Tone};
use crate::report::words::NO_VALUE;
use crate::score::progress::{MeasureOutcome, Standing};
use crate::thai::Date;
use crate::words::Kind;
use crate::workspace::{Unit, Workspace};

/// Units whose names stand side by side as they are read.
const FEW_UNITS: usize = 4;
/// Most units in one matrix.
const MOST_UNITS: usize = 10;

/// Each unit's tally.
pub(super) fn by_units(scene: &Scene<'_>) -> CoverageSection {
    CoverageSection {
        heading: heading(scene),
        paragraphs: paragraphs(scene),
        by_unit: Some(by_unit(scene)).filter(|t| !t.rows.is_empty()),
        matrices: Vec::new(),
    }
}

/// Each unit's tally, units × measures and units × sheets.
pub(super) fn matrix_section(scene: &Scene<'_>) -> CoverageSection {
    // Tables are numbered as they are made: the units' comes first on the page.
    let section = by_units(scene);
    CoverageSection { matrices: matrices(scene).into_iter().map(whole).collect(), ..section }
}

fn heading(scene: &Scene<'_>) -> String {
    Section::Coverage.heading(scene, &scene.term("coverage.heading"))
}

/// Headers set upright take much of a page: a table that can stays on one.
fn whole(table: Table) -> Table {
    Table { whole: true, ..table }
}

fn paragraphs(scene: &Scene<'_>) -> Vec<String> {
    let reports = Tally::reports(scene.model.outcomes);
    if reports.total() == 0 {
        return vec![scene.term("coverage.nothing")];
    }
    let units: Vec<_> = reporting(scene).map(|(unit, tally)| (unit.name_th.clone(), tally)).collect();
    let complete = units.iter().filter(|(_, t)| t.is_complete()).count();
    let part: Vec<_> = units
        .iter()
        .filter(|(_, t)| !t.is_silent() && !t.is_complete())
        .map(|(name, _)| name.clone())
        .collect();
    let none: Vec<_> = units.iter().filter(|(_, t)| t.is_silent()).map(|(name, _)| name.clone()).collect();
    let expected = [("units", &scene.units(units.len())[..]), ("reports", &scene.entries(reports.total()))];
    let mut told = vec![scene.say("coverage.expected", &expected)];
    if complete == units.len() {
        told.push(scene.term("coverage.complete"));
    } else {
        let share = percent(scene, reports.reported_share());
        let received = scene.entries(reports.reported());
        let complete = scene.places(complete);
        told.push(scene.say(
            "coverage.received",
            &[("reports", &received), ("percent", &share), ("complete", &complete)],
        ));
        for (names, key) in [(part, "coverage.in_part"), (none, "coverage.none")] {
            let (count, listed) = (scene.units(names.len()), some(scene, &names, scene.unit_noun()));
            told.extend(
                (!names.is_empty()).then(|| scene.say(key, &[("units", &count), ("names", &listed)])),
            );
        }
    }
    vec![told.join(" ")]
}

/// Units that have something to report, with their tallies.
fn reporting<'a>(scene: &'a Scene<'_>) -> impl Iterator<Item = (&'a Unit, Tally)> {
    let units = scene.model.workspace.units.iter();
    units.map(|u| (u, Tally::unit(scene.model.outcomes, &u.id))).filter(|(_, t)| t.total() > 0)
}

fn by_unit(scene: &Scene<'_>) -> Table {
    let mut rows: Vec<_> =
        reporting(scene).map(|(u, t)| body(unit_cells(scene, u.name_th.clone(), &t))).collect();
    if rows.len() > 1 {
        let all = Tally::reports(scene.model.outcomes);
        rows.push(row(RowKind::Total, unit_cells(scene, scene.term("report.sum"), &all)));
    }
    let number = |label: String| Column { align: Align::End, ..upright(label) };
    let mut columns = vec![column(scene.unit_noun(), 6.0, Align::Start)];
    let counts = ["coverage.column_expected", "coverage.column_reported", "coverage.column_share"];
    columns.extend(counts.map(|key| number(scene.term(key))));
    columns.extend(Standing::ALL.map(|standing| number(standing.thai().to_owned())));
    scene.table(Draft {
        id: "coverage-units".to_owned(),
        caption: scene.term("coverage.caption_units"),
        size: TextSize::Small,
        columns,
        rows,
        empty: String::new(),
        notes: Vec::new(),
    })
}

fn unit_cells(scene: &Scene<'_>, name: String, tally: &Tally) -> Vec<Cell> {
    let share = tally.reported_share().map_or(NO_VALUE.to_owned(), |s| scene.w.number(s, 2));
    let mut cells = vec![
        cell(name),
        cell(scene.w.size(tally.total())),
        cell(scene.w.size(tally.reported())),
        cell(share),
    ];
    cells.extend(Standing::ALL.map(|standing| cell(scene.w.size(tally.count(standing)))));
    cells
}

fn matrices(scene: &Scene<'_>) -> Vec<Table> {
    let workspace = scene.model.workspace;
    let units: Vec<_> = reporting(scene).map(|(unit, _)| unit).collect();
    let sent: Vec<_> = scene.model.coverage.iter().filter(|c| c.unit.is_some()).collect();
    let kind_of = |c: &Coverage| {
        let unit = c.unit.as_deref().and_then(|id| scene.model.workspace.unit(id));
        unit.map_or("", |unit| unit.kind.as_str())
    };
    let (measures, forms) =
        (parts(workspace, &units, |unit| unit.kind.as_str()), parts(workspace, &sent, kind_of));
    let mut tables = Vec::new();
    // Both tables of a kind of unit follow each other.
    for Kind { name_th: kind, .. } in &workspace.kinds {
        for (at, (_, part)) in measures.iter().enumerate().filter(|(_, (name, _))| name == kind) {
            let caption = scene.say("coverage.caption_matrix", &[("kind", kind)]);
            tables.push(matrix(scene, at + 1, &caption, part));
        }
        for (at, (_, part)) in forms.iter().enumerate().filter(|(_, (name, _))| name == kind) {
            tables.push(sheets(scene, at + 1, kind, part));
        }
    }
    tables.retain(|t| !t.rows.is_empty());
    tables
}

/// Each kind of unit apart, no more side by side than a page holds, in equal parts: they read better than full ones and
/// a rest.
fn parts<'a, 'b, T>(
    workspace: &'a Workspace,
    all: &[&'b T],
    kind: impl Fn(&'b T) -> &'b str,
) -> Vec<(&'a str, Vec<&'b T>)> {
    let mut found = Vec::new();
    for Kind { id, name_th: name, .. } in &workspace.kinds {
        let of_kind: Vec<_> = all.iter().copied().filter(|one| kind(one) == id).collect();
        let size = of_kind.len().div_ceil(of_kind.len().div_ceil(MOST_UNITS).max(1)).max(1);
        found.extend(of_kind.chunks(size).map(|part| (name.as_str(), part.to_vec())));
    }
    found
}

fn matrix(scene: &Scene<'_>, number: usize, caption: &str, units: &[&Unit]) -> Table {
    let concerns = |m: &&MeasureOutcome| m.outcomes.iter().any(|o| units.iter().any(|u| u.id == o.unit));
    let mut rows = Vec::new();
    let mut group = None;
    for outcome in scene.model.outcomes.iter().filter(concerns) {
        let indicator = scene.indicator(&outcome.measure);
        if group != Some(indicator.map(|i| i.number)) {
            group = Some(indicator.map(|i| i.number));
            let name =
                indicator.map_or_else(|| scene.term("report.no_indicator"), |i| scene.indicator_name(i));
            rows.push(row(RowKind::Group1, vec![cell(name)]));
        }
        rows.push(matrix_row(scene, outcome, units));
    }
    let mut columns = vec![column(scene.term("results_column_measure"), 1.3, Align::Center)];
    columns.extend(units.iter().map(|u| of_unit(&scene.short_unit(&u.id), units.len())));
    let table = scene.table(Draft {
        id: format!("coverage-matrix-{number}"),
        caption: caption.to_owned(),
        size: TextSize::Small,
        columns,
        rows,
        empty: String::new(),
        notes: vec![scene.say("coverage.names", &[("section", &Section::Units.pointer(scene))])],
    });
    Table { guide: vec![legend(scene)], ..table }
}

fn matrix_row(scene: &Scene<'_>, outcome: &MeasureOutcome, units: &[&Unit]) -> Row {
    let mut cells = vec![cell(scene.code(&outcome.measure.code))];
    cells.extend(units.iter().map(|unit| match outcome.outcomes.iter().find(|o| o.unit == unit.id) {
        Some(o) => cell(short(scene.model, o.standing)).tone(tone(o.standing)),
        None => cell(NO_VALUE).tone(Tone::Muted),
    }));
    body(cells)
}

/// A unit's column: its name is set upright where many stand side by side.
fn of_unit(name: &str, units: usize) -> Column {
    if units > FEW_UNITS { upright(name) } else { column(name, 2.0, Align::Center) }
}

/// A standing in a word that fits a narrow column, here and in the review workbook.
#[must_use]
pub fn short(model: &Model<'_>, standing: Standing) -> String {
    model.term(match standing {
        Standing::Finished => "short.finished",
        Standing::FinishedLate => "short.finished_late",
        Standing::UnderWay => "short.under_way",
        Standing::NotStarted => "short.not_started",
        Standing::Overdue => "short.overdue",
        Standing::NotReported => "short.not_reported",
    })
}

fn legend(scene: &Scene<'_>) -> String {
    let words = Standing::ALL.into_iter().map(|s| (short(scene.model, s), s.thai()));
    let shortened = words.filter(|(short, whole)| short != whole);
    let signs: Vec<_> =
        shortened.map(|(short, whole)| format!("{short} = {whole}").replace(' ', "\u{a0}")).collect();
    scene.say("coverage.legend", &[("signs", &signs.join(", ")), ("none", NO_VALUE)])
}

/// Kinds of sheets × units that they are expected of in a half.
fn sheets(scene: &Scene<'_>, number: usize, kind: &str, units: &[&Coverage]) -> Table {
    let titles: Vec<_> =
        units.first().map(|c| c.sheets.iter().map(|s| s.title.clone()).collect()).unwrap_or_default();
    let wanted =
        |at: usize| units.iter().any(|c| c.sheets.get(at).is_some_and(|s| s.state != State::NotExpected));
    let days = due(units);
    let apart = days.iter().any(|(_, day)| *day != days[0].1);
    let rows = titles.into_iter().enumerate().filter(|(at, _)| wanted(*at)).map(|(at, title)| {
        let states = units.iter().map(|c| state(scene, c.unit.as_deref(), c.sheets.get(at)));
        let day = days.iter().find(|(own, _)| **own == title).map(|(_, day)| scene.w.short_date(*day));
        let asked = units.iter().any(|c| c.sheets.get(at).is_some_and(|s| s.wanted));
        let none = if asked { "report.no_due" } else { "coverage_nobody_must" };
        let day = apart.then(|| cell(day.unwrap_or_else(|| scene.term(none))));
        body(std::iter::once(cell(scene.w.text(&title))).chain(day).chain(states).collect())
    });
    let mut columns = vec![column(scene.term("coverage.column_sheet"), 4.0, Align::Start)];
    columns.extend(apart.then(|| column(scene.say("coverage_column_due", &[]), 2.0, Align::Center)));
    columns.extend(units.iter().map(|c| {
        let name = c.unit.as_deref().map_or_else(|| c.name.clone(), |id| scene.short_unit(id));
        of_unit(&name, units.len())
    }));
    let table = scene.table(Draft {
        id: format!("coverage-sheets-{number}"),
        caption: scene.say("coverage.caption_sheets", &[("kind", kind)]),
        size: TextSize::Small,
        rows: rows.collect(),
        columns,
        empty: String::new(),
        notes: days
            .first()
            .filter(|_| !apart)
            .map(|(_, day)| scene.say("coverage_due", &[("day", &scene.w.date(*day))]))
            .into_iter()
            .collect(),
    });
    Table { guide: vec![sheets_legend(scene)], ..table }
}

fn sheets_legend(scene: &Scene<'_>) -> String {
    let words = ["sent", "partial", "wrong", "blank", "missing"];
    let keys = words.map(|word| format!("coverage.is_{word}"));
    let said = keys.map(|key| scene.term(&key));
    let mut told: Vec<(&str, &str)> = words.into_iter().zip(said.iter().map(String::as_str)).collect();
    told.push(("none", NO_VALUE));
    scene.say("coverage_sheets_legend", &told)
}

/// Until when the units were to send each kind of sheet.
fn due<'a>(units: &[&'a Coverage]) -> Vec<(&'a str, Date)> {
    let mut days: Vec<(&str, Date)> = Vec::new();
    for sheet in units.iter().flat_map(|c| &c.sheets) {
        if let Some(day) = sheet.due.filter(|_| !days.iter().any(|(title, _)| *title == sheet.title)) {
            days.push((&sheet.title, day));
        }
    }
    days
}

fn state(scene: &Scene<'_>, unit: Option<&str>, sheet: Option<&Expected>) -> Cell {
    let told = |key, tone| cell(scene.term(key)).tone(tone);
    let tally = unit.map(|id| Tally::unit(scene.model.outcomes, id)).unwrap_or_default();
    let in_part = sheet.is_some_and(|s| s.kind == CoreSheet::Progress.name()) && !tally.is_complete();
    match sheet.map(|sheet| sheet.state) {
        Some(State::Submitted) if in_part => told("coverage.is_partial", Tone::Bad),
        Some(State::Submitted) => told("coverage.is_sent", Tone::Good),
        Some(State::WithErrors) => told("coverage.is_wrong", Tone::Bad),
        Some(State::Blank) => told("coverage.is_blank", Tone::Bad),
        Some(State::Missing) => told("coverage.is_missing", Tone::Bad),
        Some(State::NotExpected) | None => cell(NO_VALUE).tone(Tone::Muted),
    }
}
