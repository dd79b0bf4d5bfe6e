//! The readiness list of the checklist, and what ITAP asks for of it.
//!
//! In: the readiness list. Out: tables. Never: judges an output.

use super::super::book::{Cell, Column, Kind, Link, Sheet, Table, Tone};
use super::super::common::sheet;
use crate::model::shown::web_address;
use crate::ready::{Part, Ready, State, share};
use crate::report::Model;

fn signals() -> [(&'static str, Tone); 4] {
    [
        (State::Ready.thai(), Tone::Good),
        (State::Unassigned.thai(), Tone::Warn),
        (State::Incomplete.thai(), Tone::Bad),
        (State::Missing.thai(), Tone::Bad),
    ]
}

fn names<'a>(model: &Model<'a>, parts: impl Iterator<Item = &'a Part>) -> String {
    let name = |part: &'a Part| model.workspace.unit(&part.unit).map_or(part.unit.as_str(), |u| &u.name_th);
    parts.map(name).collect::<Vec<_>>().join(", ")
}

/// One row an output or a data set.
pub(super) fn readiness(model: &Model<'_>) -> Sheet {
    let columns = vec![
        Column::of("item", Kind::Code),
        Column::of("what", Kind::Prose),
        Column::of("measure", Kind::Code),
        Column::of("quantity", Kind::Integer),
        Column::of("counter", Kind::Code),
        Column::of("wanted", Kind::Code),
        Column::of("kinds", Kind::Code),
        Column::of("due", Kind::Date),
        Column::of("state", Kind::Code).signals(&signals()),
        Column::of("lacks", Kind::Prose),
        Column::of("links", Kind::Integer),
        Column::of("open", Kind::Prose).aside(),
        Column::of("owners", Kind::Prose).review().aside(),
        Column::of("updated", Kind::Date),
        Column::of("checked_by", Kind::Remark).review(),
    ];
    let mut table = Table::of("readiness", columns);
    table.frozen = 2;
    for row in model.readiness {
        let due = row.due.map_or_else(|| Cell::text(&row.due_words), |day| Cell::date(Some(day)));
        let lacks: Vec<_> = row.all_lacks().into_iter().map(|lack| lack.text().th).collect();
        table.push(vec![
            Cell::text(&row.item),
            Cell::text(&row.what),
            Cell::text(&row.measure),
            Cell::integer(row.quantity),
            Cell::text(&row.counter),
            Cell::text(row.kinds.join(", ")),
            Cell::text(row.kinds_given().join(", ")),
            due,
            Cell::text(row.state.thai()),
            Cell::text(lacks.join("\n")),
            Cell::count(row.given().len()),
            Cell::text(names(model, row.wanting())),
            Cell::text(names(model, row.parts.iter())),
            Cell::date(row.updated()),
            Cell::default(),
        ]);
    }
    let (ready, all) = share(model.readiness.iter());
    let counts = [("ready", &ready.to_string()[..]), ("all", &all.to_string())];
    sheet(model, "readiness", &counts, table)
}

/// A web address that can be clicked; any other text as it is.
fn linked(line: &str) -> Cell {
    match web_address(line) {
        Some(address) => Cell::text(line).to(Link::Web(address.to_owned())),
        None => Cell::text(line),
    }
}

/// Item, links and note, in the order in which ITAP asks for them.
pub(super) fn itap(model: &Model<'_>) -> Sheet {
    let scheme = model.schemes.get(model.fiscal_year()).unwrap_or(model.scheme);
    let columns = vec![
        Column::of("item", Kind::Code),
        Column::of("title", Kind::Prose),
        Column::of("links", Kind::Web),
        Column::of("note", Kind::Prose),
        Column::of("ready", Kind::Integer),
        Column::of("all", Kind::Integer),
    ];
    let mut table = Table::of("itap", columns);
    for item in scheme.questions.iter().filter(|q| q.scale.is_none()) {
        let rows: Vec<&Ready> = model.readiness.iter().filter(|row| row.item == item.code).collect();
        let mut links: Vec<&str> = Vec::new();
        for link in rows.iter().flat_map(|row| row.given()).filter(|line| line.contains("://")) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        let open: Vec<_> = rows
            .iter()
            .filter(|row| row.state != State::Ready)
            .map(|row| format!("{}: {}", row.what, row.state.thai()))
            .collect();
        let (ready, all) = share(rows.iter().copied());
        let counts = [
            Cell::count(ready).by(format!(
                "COUNTIFS(readiness[item],[@item],readiness[state],\"{}\")",
                State::Ready.thai()
            )),
            Cell::count(all).by("COUNTIF(readiness[item],[@item])"),
        ];
        let first = [Cell::text(&item.text_th)].into_iter().chain(counts);
        // One link and one remark a row: no row is higher than a page, and each link can be clicked.
        for at in 0..links.len().max(open.len()).max(1) {
            let mut own: Vec<Cell> = if at == 0 { first.clone().collect() } else { vec![Cell::default(); 3] };
            let title = own.remove(0);
            let mut cells = vec![
                Cell::text(&item.code),
                title,
                links.get(at).map_or_else(Cell::default, |link| linked(link)),
                Cell::text(open.get(at).map_or("", String::as_str)),
            ];
            cells.append(&mut own);
            table.push(cells);
        }
    }
    sheet(model, "itap", &[], table)
}

/// One row a link or file of a unit, and one for each finished measure that shows none.
pub(super) fn evidence(model: &Model<'_>) -> Sheet {
    let signals = [(GOOD, Tone::Good), (BAD, Tone::Warn), (NOTHING, Tone::Bad)];
    let signals = signals.map(|(key, tone)| (model.term(key), tone));
    let columns = vec![
        Column::of("unit", Kind::Text),
        Column::of("code", Kind::Code),
        Column::of("number", Kind::Integer),
        Column::of("output", Kind::Prose),
        Column::of("evidence", Kind::Web),
        Column::of("kind", Kind::Code),
        Column::of("form", Kind::Code).signals(&signals),
    ];
    let mut table = Table::of("evidence", columns);
    table.frozen = 3;
    for unit in &model.workspace.units {
        for (code, lines) in lines_of(model, &unit.id) {
            for (at, (output, line)) in lines.iter().enumerate() {
                let (kind, form) = form_of(line);
                table.push(vec![
                    Cell::text(&unit.name_th),
                    Cell::text(&code),
                    Cell::count(at + 1),
                    Cell::text(*output),
                    linked(line),
                    kind.map_or_else(Cell::default, |key| Cell::text(model.term(key))),
                    Cell::text(model.term(form)),
                ]);
            }
        }
    }
    sheet(model, "evidence", &[], table).records()
}

/// What a unit shows for each measure or item: the output where it is known, and the line, each line once. An empty
/// line is a finished measure without evidence.
fn lines_of<'a>(model: &Model<'a>, unit: &str) -> Vec<(String, Vec<(&'a str, &'a str)>)> {
    let mut all: Vec<(String, Vec<(&str, &str)>)> = Vec::new();
    let mut add = |code: &str, output: &'a str, line: &'a str| {
        let at = all.iter().position(|(own, _)| own == code).unwrap_or_else(|| {
            all.push((code.to_owned(), Vec::new()));
            all.len() - 1
        });
        let Some((_, lines)) = all.get_mut(at) else { return };
        if !lines.iter().any(|(_, known)| *known == line) {
            lines.push((output, line));
        }
    };
    for row in model.readiness {
        let code = if row.measure.is_empty() { &row.item } else { &row.measure };
        let own = row.parts.iter().filter(|part| part.unit == unit);
        for line in own.flat_map(|part| &part.given) {
            // What nobody said an output of is listed with its measure.
            add(code, if row.state == State::Unassigned { "" } else { &row.what }, line);
        }
    }
    for outcome in model.outcomes {
        let Some(own) = outcome.outcomes.iter().find(|o| o.unit == unit) else { continue };
        let text = own.report.as_ref().map_or("", |r| match r.evidence.get() {
            Some(text) => text.as_str(),
            None => "",
        });
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            add(&own.measure, "", line);
        }
        if own.standing.is_finished() && text.trim().is_empty() {
            add(&own.measure, "", "");
        }
    }
    all
}

const GOOD: &str = "evidence.good";
const BAD: &str = "evidence.bad";
const NOTHING: &str = "evidence.nothing";

/// What a line of evidence is, as far as its words tell, and whether it has the form of that: keys of words.
fn form_of(line: &str) -> (Option<&'static str>, &'static str) {
    if line.is_empty() {
        return (None, NOTHING);
    }
    if line.contains("://") {
        let good = web_address(line).is_some_and(|address| address.contains('.'));
        return (Some("evidence.link"), if good { GOOD } else { BAD });
    }
    let is_file = line.rsplit_once('.').is_some_and(|(name, end)| {
        !name.is_empty() && (2..=5).contains(&end.len()) && end.bytes().all(|b| b.is_ascii_alphanumeric())
    });
    if is_file { (Some("evidence.file"), GOOD) } else { (None, BAD) }
}
