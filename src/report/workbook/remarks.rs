//! Reviewing columns, and remarks of earlier editions back at their records.
//!
//! In: the sheets of a review workbook and the remarks that came back. Out: four columns to fill in beside every record,
//! a fifth that says what has changed since, and a sheet that lists every remark. Never: drops a remark whose record is
//! gone.

use super::book::{Body, Cell, Column, Kind, Sheet, Table, Tone, Value};
use super::common::sheet;
use super::scores::checklists;
use crate::model::{CHANGED, REVIEWING, Remark, SIGN_OFF, Shown};
use crate::report::Model;
use crate::thai::{self, Date};

/// Tables that are reviewed row by row, and the columns that name a record.
const REVIEWED: [(&str, &[&str]); 7] = [
    ("evidence", &["unit", "code", "evidence"]),
    ("sign_off", &["role"]),
    ("reports", &["unit", "code"]),
    ("standings", &["code"]),
    ("questions", &["question"]),
    ("items", &["question"]),
    ("indicators", &["indicator"]),
];
const IDS: [&str; 4] = ["reviewer", "verdict", "comment", "reviewed_on"];
const KINDS: [Kind; 4] = [Kind::Code, Kind::Code, Kind::Prose, Kind::Date];

/// The sheet on which the workbook as a whole is signed: its entries come back like every remark. `scores` as for
/// [`attach`].
pub(super) fn sign_off(model: &Model<'_>, scores: bool) -> Sheet {
    let mut table = Table::of("sign_off", vec![Column::of("role", Kind::Text)]);
    for role in ["remarks.author", "remarks.reviewer", "remarks.approver"] {
        table.push(vec![Cell::text(model.term(role))]);
    }
    // Each workbook has a tab of its own, so that what comes back is known to be of this one.
    let tab = SIGN_OFF[usize::from(scores)].to_owned();
    Sheet { tab, ..sheet(model, "sign_off", &[], table) }.review()
}

/// Adds the reviewing columns, fills in the remarks about these sheets, and returns the sheet that lists them: none
/// where there are none. `scores`: the sheets are those of the workbook of scores, else of the one of progress.
pub(super) fn attach(sheets: &mut [Sheet], model: &Model<'_>, scores: bool) -> Option<Sheet> {
    let of_scores = tabs_of_scores(model);
    let ours = |r: &&Remark| r.fiscal_year == model.fiscal_year() && of_scores.contains(&r.sheet) == scores;
    let names = names(model);
    let remarks = without_copies(&names, model.facts.remarks.iter().filter(ours));
    let [same, moved, gone] = fates(model);
    let mut list = list(&[(&same, Tone::Good), (&moved, Tone::Warn), (&gone, Tone::Bad)]);
    let mut placed = vec![false; remarks.len()];
    for reviewed in sheets.iter_mut() {
        let tab = reviewed.tab.clone();
        let Body::Table(table) = &mut reviewed.body else { continue };
        let Some((_, keys)) = REVIEWED.iter().find(|(name, _)| *name == table.name) else { continue };
        let titles: Vec<String> = keys
            .iter()
            .filter_map(|id| Some(table.columns.get(table.position(id)?)?.title.clone()))
            .collect();
        let compared = table.columns.len();
        columns(table);
        for at in 0..table.rows.len() {
            let own: Vec<usize> = (0..remarks.len())
                .filter(|n| {
                    remarks.get(*n).is_some_and(|r| r.sheet == tab && is_about(r, table, at, &titles))
                })
                .collect();
            let about: Vec<(&Remark, String)> = own
                .iter()
                .filter_map(|n| remarks.get(*n))
                .map(|r| (r, since(model, r, table, at, compared)))
                .collect();
            for n in own {
                placed.iter_mut().skip(n).take(1).for_each(|p| *p = true);
            }
            for (remark, changed) in &about {
                let fate = if changed.is_empty() { &same } else { &moved };
                list.push(listed(remark, &name(table, at, &titles), fate, changed));
            }
            // The newest is shown at the record, all of them on the list.
            if let Some((remark, changed)) = about.iter().max_by_key(|(r, _)| day(r)) {
                fill(table, at, compared, remark, changed);
            }
        }
    }
    for (remark, _) in remarks.iter().zip(&placed).filter(|(_, placed)| !**placed) {
        list.push(listed(remark, &words_of(&names, remark), &gone, ""));
    }
    (!list.rows.is_empty()).then(|| sheet(model, "remarks", &[], list).review())
}

/// Tabs of the workbook of scores that are reviewed.
fn tabs_of_scores(model: &Model<'_>) -> [String; 4] {
    let checklists = checklists(model.scheme);
    [
        model.term("sheets.questions.tab"),
        model.say("sheets.items.tab", &[("checklists", &checklists)]),
        model.term("sheets.indicators.tab"),
        SIGN_OFF[1].to_owned(),
    ]
}

/// What became of a remark's record: it is as it was, it has changed, it is gone.
fn fates(model: &Model<'_>) -> [String; 3] {
    ["remarks.same", "remarks.moved", "remarks.gone"].map(|key| model.term(key))
}

/// A remark that was carried from edition to edition is one: the one that knows most about what has changed.
fn without_copies<'a>(names: &Names, remarks: impl Iterator<Item = &'a Remark>) -> Vec<Remark> {
    let mut kept: Vec<Remark> = Vec::new();
    for remark in remarks {
        match kept.iter_mut().find(|k| k.is_copy_of(remark) && words_of(names, k) == words_of(names, remark))
        {
            Some(same) if same.changed.is_empty() => same.changed.clone_from(&remark.changed),
            Some(_) => {}
            None => kept.push(remark.clone()),
        }
    }
    kept
}

fn columns(table: &mut Table) {
    for ((id, title), kind) in IDS.iter().zip(REVIEWING).zip(KINDS) {
        table.columns.push(Column::new(*id, title, kind).review());
    }
    table.columns.push(Column::new("changed_since", CHANGED, Kind::Prose).review());
    let width = table.columns.len();
    for cells in table.rows.iter_mut().map(|r| &mut r.cells) {
        cells.resize_with(width, Cell::default);
    }
    if !table.totals.is_empty() {
        table.totals.resize_with(width, Cell::default);
    }
}

fn list(fates: &[(&str, Tone)]) -> Table {
    let mut columns = vec![Column::of("sheet", Kind::Text), Column::of("record", Kind::Text)];
    for ((id, title), kind) in IDS.iter().zip(REVIEWING).zip(KINDS) {
        columns.push(Column::new(*id, title, kind));
    }
    columns.push(Column::of("fate", Kind::Code).signals(fates));
    columns.push(Column::new("changed_since", CHANGED, Kind::Prose));
    columns.push(Column::of("file", Kind::Text));
    Table::of("remarks", columns)
}

fn listed(remark: &Remark, record: &str, fate: &str, changed: &str) -> Vec<Cell> {
    let mut cells = vec![Cell::text(&remark.sheet), Cell::text(record)];
    cells.extend(entry(remark));
    cells.extend([Cell::text(fate), Cell::text(changed), Cell::text(&remark.file)]);
    cells
}

/// The four cells as the reviewer filled them in.
fn entry(remark: &Remark) -> [Cell; 4] {
    let date = match &remark.date {
        None => Cell::default(),
        Some(Shown::Date(date)) => Cell::date(Some(*date)),
        Some(Shown::Text(text)) => Cell::text(text),
        Some(Shown::Number(number)) => Cell::number(Some(*number)),
    };
    [Cell::text(&remark.reviewer), Cell::text(&remark.verdict), Cell::text(&remark.comment), date]
}

fn fill(table: &mut Table, at: usize, first: usize, remark: &Remark, changed: &str) {
    let Some(row) = table.rows.get_mut(at) else { return };
    let cells = entry(remark).into_iter().chain([Cell::text(changed)]);
    for (place, cell) in row.cells.iter_mut().skip(first).zip(cells) {
        *place = cell;
    }
}

fn day(remark: &Remark) -> Option<Date> {
    match remark.date {
        Some(Shown::Date(date)) => Some(date),
        _ => None,
    }
}

/// Whether a remark was written beside this record.
fn is_about(remark: &Remark, table: &Table, at: usize, titles: &[String]) -> bool {
    titles.iter().all(|title| match (remark.row.get(title), cell(table, at, title).and_then(value)) {
        (Some(then), Some(now)) => then.same(&now),
        _ => false,
    })
}

fn cell<'a>(table: &'a Table, at: usize, title: &str) -> Option<&'a Cell> {
    let column = table.columns.iter().position(|c| c.title == title)?;
    table.rows.get(at)?.cells.get(column)
}

/// The record's name: what its key columns say.
fn name(table: &Table, at: usize, titles: &[String]) -> String {
    let parts = titles.iter().filter_map(|t| Some(words(&value(cell(table, at, t)?)?)));
    parts.collect::<Vec<_>>().join(" ")
}

/// Titles of the columns that name records, and the tab of evidence.
struct Names {
    keys: [String; 8],
    evidence: (String, String),
}

fn names(model: &Model<'_>) -> Names {
    let keys = [
        "sheets.sign_off.columns.role",
        "columns.unit",
        "sheets.reports.columns.code",
        "sheets.evidence.columns.code",
        "columns.evidence",
        "columns.code",
        "columns.question",
        "sheets.indicators.columns.label",
    ];
    let evidence = (model.term("sheets.evidence.tab"), model.term("columns.evidence"));
    Names { keys: keys.map(|key| model.term(key)), evidence }
}

/// The record's name where it is gone: the first words of its row.
fn words_of(names: &Names, remark: &Remark) -> String {
    let (tab, title) = &names.evidence;
    // Other sheets tell of evidence, too; a record's name it is on its own sheet alone.
    let named = names.keys.iter().filter(|key| *key != title || remark.sheet == *tab);
    let parts = named.filter_map(|key| remark.row.get(key)).map(words);
    parts.collect::<Vec<_>>().join(" ")
}

/// What has changed in a record since the remark was written: every shown value that is another one now, after what an
/// earlier edition had found.
fn since(model: &Model<'_>, remark: &Remark, table: &Table, at: usize, compared: usize) -> String {
    let mut changes: Vec<String> =
        Some(remark.changed.clone()).into_iter().filter(|c| !c.is_empty()).collect();
    for column in table.columns.iter().take(compared).filter(|c| !c.review) {
        let Some(now) = cell(table, at, &column.title) else { continue };
        if now.value == Value::NotApplicable {
            continue;
        }
        let (then, now) = (remark.row.get(&column.title), value(now));
        let same = match (then, &now) {
            (None, None) => true,
            (Some(then), Some(now)) => then.same(now),
            _ => false,
        };
        if !same {
            let said = |v: Option<&Shown>| v.map_or_else(|| model.term("remarks.nothing"), words);
            let (then, now) = (said(then), said(now.as_ref()));
            let change = [("column", column.title.as_str()), ("then", &then), ("now", &now)];
            changes.push(model.say("remarks.change", &change));
        }
    }
    changes.join("\n")
}

/// A cell's value as it comes back from a workbook.
fn value(cell: &Cell) -> Option<Shown> {
    match &cell.value {
        Value::Missing | Value::NotApplicable => None,
        Value::Text(text) => {
            Some(thai::normalise(text).trim().to_owned()).filter(|t| !t.is_empty()).map(Shown::Text)
        }
        Value::Number(number) => Some(Shown::Number(*number)),
        Value::Date(date) => Some(Shown::Date(*date)),
    }
}

fn words(value: &Shown) -> String {
    match value {
        Shown::Text(text) => text.clone(),
        Shown::Number(number) => number.to_string(),
        Shown::Date(date) => format!("{}/{}/{}", date.day(), date.month(), date.buddhist_year()),
    }
}
