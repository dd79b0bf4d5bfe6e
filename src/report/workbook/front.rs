//! Cover, contents and notes of a workbook.
//!
//! In: the model and the sheets. Out: the first sheets and the last. Never: a figure of its own.

use super::book::{Body, Cell, Column, Fact, Frame, Kind, Link, Sheet, Table, Value, Workbook};
use super::common::{marks, quoted, sheet, worded, words};
use crate::model::Submission;
use crate::report::Model;
use crate::report::wording::Phrases;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// Hex digits of the run's id that are shown.
const ID_DIGITS: usize = 12;

/// What a cover says beside what all covers say.
pub(super) struct Cover {
    /// Title of the workbook.
    pub title: String,
    /// Period covered.
    pub period: String,
    /// Results: label, value, how it is shown.
    pub results: Vec<Fact>,
    /// How to read the workbook, one line each.
    pub guide: Vec<String>,
}

/// A fact of the cover.
pub(crate) fn fact(label: &str, cell: Cell, kind: Kind) -> Fact {
    Fact { label: label.to_owned(), cell, kind, open: true }
}

/// Lines on how to read a workbook, the last on what a print leaves out.
pub(super) fn guide(model: &Model<'_>, key: &str) -> Vec<String> {
    let lines = model.lines(key).into_iter().chain([model.term("cover.guide_print")]);
    lines.map(|line| words(model).text(&line)).collect()
}

/// Where to see what is different from the publication before: in a workbook beside, since that depends on another
/// publication and this one on its inputs alone.
pub(super) fn changes(model: &Model<'_>) -> Fact {
    let file = "changes.xlsx";
    let cell = Cell::text(file).to(Link::File(file.to_owned()));
    Fact { label: model.term("cover.changes"), cell, kind: Kind::Link, open: false }
}

/// Links that lead from the figures of the cover to the cells of the inputs: keys of a tab and of what is there.
pub(super) fn path(model: &Model<'_>, steps: &[(&str, &str)]) -> Vec<Fact> {
    let step = |(at, (tab, what)): (usize, &(&str, &str))| {
        let (tab, what) = (model.term(tab), model.term(what));
        let text = model.say("cover.path_step", &[("tab", &tab), ("what", &what)]);
        let label = if at == 0 { model.term("cover.path") } else { String::new() };
        Fact { label, cell: Cell::text(text).to(Link::Sheet(tab)), kind: Kind::Link, open: false }
    };
    steps.iter().enumerate().map(step).collect()
}

/// The cover. `used` tells which sheets of the inputs the workbook shows: its id is made from their files
/// alone, so that a workbook changes only with its own data.
pub(super) fn cover(model: &Model<'_>, cover: Cover, used: impl Fn(&Submission) -> bool) -> Sheet {
    let words = words(model);
    let agency = &model.workspace.agency;
    let text = |key: &str, value: &str| fact(&model.term(key), Cell::text(value), Kind::Text);
    let mut facts = vec![
        text("cover.agency", &agency.name_th),
        text("cover.parent", &agency.parent_th),
        text("cover.period", &cover.period),
        text("cover.as_of", &words.date(model.as_of)),
        text("cover.data_id", &data_id(model, used)),
    ];
    facts.extend(cover.results);
    let guide = cover.guide.into_iter().enumerate();
    facts.extend(guide.map(|(at, line)| Fact {
        label: if at == 0 { model.term("cover.guide") } else { String::new() },
        cell: Cell::text(line),
        kind: Kind::Prose,
        open: false,
    }));
    facts.push(text("cover.contact", [&agency.website[..], &agency.email[..]].join("  ").trim()));
    Sheet {
        tab: model.term("cover.tab"),
        title: cover.title,
        notes: marks(model),
        body: Body::Facts(facts),
        charts: Vec::new(),
        open: true,
        records: false,
    }
}

/// Identifies the inputs: the same files give the same id, whatever the machine and the clock.
fn data_id(model: &Model<'_>, used: impl Fn(&Submission) -> bool) -> String {
    let used: BTreeSet<_> =
        model.facts.submissions.iter().filter(|s| used(s)).map(|s| &s.origin.file).collect();
    let mut hash = Sha256::new();
    for file in model.facts.files.iter().filter(|f| used.contains(&f.path)) {
        hash.update(file.path.as_bytes());
        hash.update(file.sha256.as_bytes());
    }
    hash.update(model.period.slug());
    hash.update(model.as_of.to_string());
    let hex: String = crate::hash::hex(&hash.finalize());
    hex.chars().take(ID_DIGITS).collect()
}

/// A workbook of the agency with these sheets; who has a subject, keywords and names adds them.
pub(crate) fn book(model: &Model<'_>, stem: String, title: &str, sheets: Vec<Sheet>) -> Workbook {
    let agency = &model.workspace.agency;
    Workbook {
        stem,
        title: format!("{title} {}", agency.name_th),
        subject: String::new(),
        agency: agency.name_th.clone(),
        parent: agency.parent_th.clone(),
        keywords: Vec::new(),
        as_of: model.as_of,
        decimals: model.decimals(),
        marks: marks(model),
        palette: model.workspace.look.palette,
        sheets,
        names: Vec::new(),
        contents: no_contents(model.phrases()),
        frame: frame(model.phrases()),
    }
}

/// What the writers say around the sheets.
pub(crate) fn frame(phrases: Phrases<'_>) -> Frame {
    Frame {
        page: phrases.say("frame.page", &[("page", "&P"), ("pages", "&N")]),
        on_screen: phrases.term("frame.on_screen"),
        leading: phrases.term("frame.leading"),
        back: phrases.term("frame.back"),
        no_rows: phrases.term("frame.no_rows"),
        one_table: phrases.term("frame.one_table"),
        published: phrases.term("frame.published"),
        unpublished: phrases.term("frame.unpublished"),
    }
}

/// A list of sheets that is still empty.
pub(crate) fn no_contents(phrases: Phrases<'_>) -> Sheet {
    let columns = vec![
        Column::of("sheet", Kind::Link),
        Column::of("title", Kind::List),
        Column::of("rows", Kind::Integer),
    ];
    worded(phrases, "contents", &[], Table::of("contents", columns))
}

/// Links to every sheet that follows; the writers call it for the sheets that they keep.
#[must_use]
pub fn contents(book: &Workbook, open: bool) -> Sheet {
    let mut contents = book.contents.clone();
    let Body::Table(table) = &mut contents.body else { return contents };
    for sheet in book.sheets.iter().filter(|s| s.open || !open) {
        let Some(own) = sheet.as_table() else { continue };
        table.push(vec![
            Cell::text(&sheet.tab).to(Link::Sheet(sheet.tab.clone())),
            Cell::text(&sheet.title),
            Cell::count(own.rows.len()),
        ]);
    }
    contents
}

/// Numbered notes: those of one workbook, then those that hold for all.
pub(super) fn notes(model: &Model<'_>, mut lines: Vec<String>) -> Sheet {
    lines.extend(model.lines("notes.common"));
    lines.extend(marks(model));
    let columns = vec![Column::of("number", Kind::Integer), Column::of("note", Kind::Prose)];
    let mut table = Table::of("notes", columns);
    for (at, line) in lines.into_iter().enumerate() {
        table.push(vec![Cell::count(at + 1), Cell::text(line)]);
    }
    sheet(model, "notes", &[], table)
}

/// The overall check as a fact of the cover: a formula over the table of checks.
/// `findings`: what is left open beside them.
pub(super) fn overall_check(model: &Model<'_>, checks: &Table, findings: usize) -> Fact {
    let failed = model.term("checks.failed");
    let with = |word: &str| {
        let is_it = |row: &usize| {
            checks.cell(*row, "result").is_some_and(|cell| cell.value == Value::Text(word.to_owned()))
        };
        (0..checks.rows.len()).filter(is_it).count()
    };
    let count = with(&failed);
    let passed = match findings {
        _ if with(&model.term("checks.nothing")) > 0 => model.term("cover.nothing_to_check"),
        0 => model.term("cover.passed"),
        some => model.say("cover.passed_with_findings", &[("count", &some.to_string())]),
    };
    let failing = |count: &str| model.say("cover.failed", &[("count", count)]);
    // The formula's own count stands where the sentence has it.
    let counted = format!("COUNTIF(checks[result],{})", quoted(&failed));
    let sentence = quoted(&failing("\0")).replace('\0', &format!("\"&{counted}&\""));
    let formula = format!("IF({counted}=0,{},{sentence})", quoted(&passed));
    let value = if count == 0 { passed } else { failing(&count.to_string()) };
    let (label, cell) = (model.term("cover.checks"), Cell::text(value).by(formula));
    Fact { label, cell, kind: Kind::Text, open: false }
}
