//! The workbook of changes: what is different from the publication before, each figure with the input
//! cells that caused it.
//!
//! In: a report of changes and the two review workbooks. Out: a [`Workbook`] in the look of those two,
//! with links into them. Never: compares anything itself.

use super::{Event, Fate, Figure, Input, Report};
use crate::changes;
use crate::model::{Identity, Language, Text};
use crate::report::Model;
use crate::report::snapshot::{self, Kind as FigureKind};
use crate::report::workbook::book::{
    Body, Cell, Column, Fact, Kind, Link, Row, Sheet, Table, Tone, Value, Workbook,
};
use crate::report::workbook::common::marks;
use crate::report::workbook::front;
use crate::thai;

/// Keys of what happened to an input.
const CHANGED: &str = "changed.event.changed";
const ADDED: &str = "changed.event.added";
const REMOVED: &str = "changed.event.removed";
/// Keys of what was done with an output.
const KEPT: &str = "changed.fate.kept";
const MADE: &str = "changed.fate.made";

/// The workbook of changes. `scores` and `progress` are the review workbooks beside it.
#[must_use]
pub fn changes(model: &Model<'_>, report: &Report, scores: &Workbook, progress: &Workbook) -> Workbook {
    let title = model.say("changed.title", &[]);
    let books = Books { model, scores, progress };
    let sheets = vec![
        cover(model, report, &title),
        sheet(model, figures(report, &books)),
        sheet(model, inputs(model, report)),
        sheet(model, outputs(model, report)),
    ];
    let sheets = sheets.into_iter().map(Sheet::review).collect();
    Workbook {
        subject: model.say("changed.subject", &[("agency", &model.workspace.agency.name_th)]),
        keywords: vec!["ITA".to_owned(), model.say("changed.keyword", &[])],
        ..front::book(model, "changes".to_owned(), &title, sheets)
    }
}

/// A sheet; `changes.toml` has its tab and title under the name of its table.
fn sheet(model: &Model<'_>, table: Table) -> Sheet {
    let said = |what: &str| model.say(&format!("changed.{}.{what}", table.name), &[]);
    Sheet::table(said("tab"), said("heading"), Vec::new(), table)
}

/// A table before its rows, with what it is about and the titles of its columns from there too.
fn table(model: &Model<'_>, name: &str, columns: &[(&str, Kind)]) -> Table {
    let said = |what: &str| model.say(&format!("changed.{name}.{what}"), &[]);
    let columns = columns.iter().map(|(id, kind)| Column::new(*id, said(id), *kind)).collect();
    Table::new(name, said("description"), columns)
}

/// Highlights words of a column, given by their keys.
fn highlight<const N: usize>(model: &Model<'_>, table: &mut Table, column: &str, words: [(&str, Tone); N]) {
    let words = words.map(|(key, tone)| (model.say(key, &[]), tone));
    if let Some(at) = table.position(column)
        && let Some(column) = table.columns.get_mut(at)
    {
        *column = column.clone().signals(&words);
    }
}

fn thai(text: &Text) -> String {
    text.get(Language::Th).to_owned()
}

fn publication(model: &Model<'_>, identity: Option<&Identity>, none: &str) -> Cell {
    let words = model.words();
    Cell::text(identity.map_or_else(
        || model.say(none, &[]),
        |i| {
            let day = thai::format_long(i.made_at.day(), words.digits);
            let (serial, clock) = (words.text(&i.serial.to_string()), words.text(&i.made_at.clock()));
            let variables = [("name", &i.name[..]), ("serial", &serial), ("day", &day), ("clock", &clock)];
            model.say("changed.cover.publication", &variables)
        },
    ))
}

fn cover(model: &Model<'_>, report: &Report, title: &str) -> Sheet {
    let words = model.words();
    let cells: Vec<_> = changes::groups(&report.changes.inputs).iter().map(|g| thai(&g.line())).collect();
    let fact = |label: &str, cell: Cell, kind: Kind| front::fact(&model.say(label, &[]), cell, kind);
    let now = publication(model, report.publication.as_ref(), "changed.cover.not_published");
    let before = publication(model, report.before.as_ref(), "changed.cover.no_publication");
    let mut facts = vec![
        fact("changed.cover.agency", Cell::text(&model.workspace.agency.name_th), Kind::Text),
        fact("changed.cover.period", Cell::text(words.period(model.period)), Kind::Text),
        fact("changed.cover.now", now, Kind::Text),
        fact("changed.cover.before", before, Kind::Text),
        fact("changed.cover.inputs", Cell::count(report.changes.inputs.len()), Kind::Integer),
        fact("changed.cover.figures", Cell::count(report.changes.figures.len()), Kind::Integer),
    ];
    if !report.compared {
        let why = Cell::text(model.say("changed.cover.not_compared", &[]));
        facts.push(fact("changed.cover.note", why, Kind::Prose));
    }
    let lines = cells.into_iter().enumerate();
    facts.extend(lines.map(|(at, line)| Fact {
        label: if at == 0 { model.say("changed.cover.summary", &[]) } else { String::new() },
        cell: Cell::text(line),
        kind: Kind::Prose,
        open: false,
    }));
    Sheet {
        tab: model.say("changed.cover.tab", &[]),
        title: title.to_owned(),
        notes: marks(model),
        body: Body::Facts(facts),
        charts: Vec::new(),
        open: false,
        records: false,
    }
}

fn value(value: Option<&snapshot::Value>) -> Cell {
    match value {
        Some(snapshot::Value::Number(number)) => Cell::number(Some(*number)),
        Some(other) => Cell::text(thai(&other.shown())),
        None => Cell::default(),
    }
}

/// The key of what happened.
fn event(input: &Input) -> &'static str {
    match input.event {
        Event::Changed => CHANGED,
        Event::Added => ADDED,
        Event::Removed => REMOVED,
    }
}

/// Every changed input, one row each.
fn inputs(model: &Model<'_>, report: &Report) -> Table {
    let columns = [
        ("number", Kind::Integer),
        ("table", Kind::Text),
        ("unit", Kind::Text),
        ("record", Kind::Prose),
        ("column", Kind::Text),
        ("event", Kind::Code),
        ("old", Kind::Prose),
        ("new", Kind::Prose),
        ("file", Kind::Text),
        ("sheet", Kind::Text),
        ("cell", Kind::Code),
    ];
    let mut table = table(model, "inputs", &columns);
    let events = [(CHANGED, Tone::Warn), (ADDED, Tone::Good), (REMOVED, Tone::Bad)];
    highlight(model, &mut table, "event", events);
    for (at, input) in report.changes.inputs.iter().enumerate() {
        let spot = input.place();
        let whole = |wanted: Event| {
            let listed = || {
                let each = input.values.iter().map(|v| format!("{} {}", v.column.th, v.value.shown().th));
                Cell::text(each.collect::<Vec<_>>().join(" · "))
            };
            (input.event == wanted).then(listed)
        };
        table.push(vec![
            Cell::count(at + 1),
            Cell::text(thai(&input.title)),
            Cell::text(input.unit_name.as_ref().map(thai).unwrap_or_default()),
            Cell::text(thai(&input.record)),
            Cell::text(input.column.as_ref().map(thai).unwrap_or_default()),
            Cell::text(model.say(event(input), &[])),
            whole(Event::Removed).unwrap_or_else(|| value(input.old.as_ref())),
            whole(Event::Added).unwrap_or_else(|| value(input.new.as_ref())),
            Cell::text(spot.map(|s| s.file.clone()).unwrap_or_default()),
            Cell::text(spot.and_then(|s| s.sheet.clone()).unwrap_or_default()),
            Cell::text(spot.and_then(|s| s.cell.clone()).unwrap_or_default()),
        ]);
    }
    table
}

/// The key of what a figure is.
fn kind(kind: FigureKind) -> &'static str {
    match kind {
        FigureKind::Figure => "changed.kind.figure",
        FigureKind::Rating => "changed.kind.rating",
        FigureKind::Status => "changed.kind.status",
        FigureKind::Coverage => "changed.kind.coverage",
    }
}

/// Every changed figure with each of its causes, one row a cause.
fn figures(report: &Report, books: &Books<'_>) -> Table {
    let columns = [
        ("kind", Kind::Code),
        ("figure", Kind::Prose),
        ("old", Kind::Code),
        ("new", Kind::Code),
        ("difference", Kind::Points),
        ("where", Kind::Link),
        ("cause", Kind::Link),
        ("cause_old", Kind::Prose),
        ("cause_new", Kind::Prose),
        ("place", Kind::Prose),
    ];
    let mut table = table(books.model, "figures", &columns);
    table.frozen = 2;
    for figure in &report.changes.figures {
        let first = figure.causes.first().copied();
        table.rows.push(Row { strong: true, ..Row::of(row(figure, first, report, books)) });
        for cause in figure.causes.iter().skip(1) {
            table.push(row(figure, Some(*cause), report, books));
        }
    }
    table
}

fn row(figure: &Figure, cause: Option<usize>, report: &Report, books: &Books<'_>) -> Vec<Cell> {
    let shown = |text: Option<&Text>| Cell::text(text.map(thai).unwrap_or_default());
    let difference = match (&figure.old, &figure.new) {
        (Some(snapshot::Value::Number(old)), Some(snapshot::Value::Number(new))) => Some(new - old),
        _ => None,
    };
    let link = books.link(&figure.id).map(|link| Cell::text(books.model.say("changed.open", &[])).to(link));
    let input = cause.and_then(|at| Some((at, report.changes.inputs.get(at)?)));
    let mut cells = vec![
        Cell::text(books.model.say(kind(figure.kind), &[])),
        Cell::text(thai(&figure.label)),
        shown(figure.old_shown.as_ref()),
        shown(figure.new_shown.as_ref()),
        Cell::number(difference),
        link.unwrap_or_default(),
    ];
    cells.extend(match input {
        Some((at, input)) => {
            let column = input.column.as_ref().map(thai).unwrap_or_default();
            let unit = input.unit_name.as_ref().map(thai).unwrap_or_default();
            let name = [thai(&input.record), column, unit].join(" ");
            let name = format!("{} {}", books.model.say(event(input), &[]), name.trim());
            let to = Link::Row { table: "inputs".to_owned(), row: at };
            [
                Cell::text(name).to(to),
                value(input.old.as_ref()),
                value(input.new.as_ref()),
                Cell::text(input.place().map(changes::Spot::display).unwrap_or_default()),
            ]
        }
        None => <[Cell; 4]>::default(),
    });
    cells
}

/// Every output with what was done and why.
fn outputs(model: &Model<'_>, report: &Report) -> Table {
    let columns = [("path", Kind::Text), ("fate", Kind::Code), ("why", Kind::Prose)];
    let mut table = table(model, "outputs", &columns);
    highlight(model, &mut table, "fate", [(KEPT, Tone::Muted), (MADE, Tone::Good)]);
    for made in &report.outputs {
        let fate = if made.fate == Fate::Kept { KEPT } else { MADE };
        let fate = Cell::text(model.say(fate, &[]));
        table.push(vec![Cell::text(&made.path), fate, Cell::text(thai(&made.why))]);
    }
    table
}

/// The review workbooks, to find the row of a figure in.
struct Books<'a> {
    model: &'a Model<'a>,
    scores: &'a Workbook,
    progress: &'a Workbook,
}

impl Books<'_> {
    /// The cell of a review workbook that shows a figure.
    fn link(&self, id: &str) -> Option<Link> {
        let parts: Vec<_> = id.split('/').collect();
        match parts.as_slice() {
            ["total" | "rating", year] if self.current(year) => at(self.scores, "total", 0, "value"),
            ["score" | "weighted" | "responses" | "lost" | "delta", year, what] => {
                let suffix = if self.current(year) { "" } else { "_previous" };
                self.score(parts[0], what, suffix)
            }
            ["standing", period, code, unit] if *period == self.model.period.slug() => {
                let table = self.progress.table("reports")?;
                let name = &self.model.workspace.unit(unit)?.name_th;
                let is = |row: usize, column: &str, text: &str| {
                    table.cell(row, column).is_some_and(|c| c.value == Value::Text(text.to_owned()))
                };
                let row =
                    (0..table.rows.len()).find(|row| is(*row, "code", code) && is(*row, "unit", name))?;
                at(self.progress, "reports", row, "code")
            }
            ["standing", period, code] if *period == self.model.period.slug() => {
                let row = self.progress.table("measures")?.find("code", code)?;
                at(self.progress, "measures", row, "code")
            }
            _ => None,
        }
    }

    fn current(&self, year: &str) -> bool {
        year == self.model.results_year().to_string()
    }

    fn score(&self, figure: &str, what: &str, suffix: &str) -> Option<Link> {
        let column = match figure {
            "weighted" => "weighted",
            "responses" => "responses",
            "lost" => "lost",
            "delta" => "delta",
            _ => "score",
        };
        let places = match figure {
            "lost" => vec![("lost_points".to_owned(), "question", what)],
            "delta" => vec![("years".to_owned(), "code", what.trim_start_matches("indicator-"))],
            _ => vec![
                (format!("questions{suffix}"), "question", what),
                (format!("items{suffix}"), "question", what),
                (format!("instruments{suffix}"), "instrument", what),
                (format!("indicators{suffix}"), "indicator", what.strip_prefix("indicator-").unwrap_or("")),
            ],
        };
        places.into_iter().find_map(|(table, key, text)| {
            let own = self.scores.table(&table)?;
            let number = text.parse::<f64>().ok();
            let same = |cell: &Cell| match &cell.value {
                Value::Text(found) => found == text,
                Value::Number(found) => Some(*found) == number,
                _ => false,
            };
            let row = (0..own.rows.len()).find(|row| own.cell(*row, key).is_some_and(same))?;
            at(self.scores, &table, row, column)
        })
    }
}

/// A cell of a review workbook, when its table has the column.
fn at(book: &Workbook, table: &str, row: usize, column: &str) -> Option<Link> {
    book.table(table)?.position(column)?;
    let (stem, table, column) = (book.stem.clone(), table.to_owned(), column.to_owned());
    Some(Link::Book { stem, table, row, column })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::progress::fixture::Case;
    use crate::report::workbook;

    /// Keys of sheets and columns are composed: a text that is missing would stand there as its key.
    #[test]
    fn every_sheet_and_column_has_its_words() {
        let case = Case::new();
        let model = case.model();
        let changes = changes::Changes::default();
        let report =
            Report { publication: None, before: None, compared: false, changes, outputs: Vec::new() };
        let book = super::changes(&model, &report, &workbook::scores(&model), &workbook::progress(&model));
        let said = format!("{book:?}");
        assert!(!said.contains("changed."), "{said}");
    }
}
