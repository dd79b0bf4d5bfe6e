//! The roll-up as a document and as text: the typed tables worded in the document's digits.

use super::{RollUp, Section};
use crate::report::document::{
    Align, Attachment, BarChart, Cell, Column, Cover, Digits, Fact, Labels, Lang, Meta, Part, Row, RowKind,
    Table, Text, TextSize, Tile,
};
use crate::report::words::{NO_VALUE, Words};
use crate::report::workbook::book::{self, Kind, Value};
use crate::thai;
use serde::Serialize;

/// Everything on the pages of `rollup-<half>.pdf`.
#[derive(Serialize, Clone, Debug)]
pub struct RollUpDocument {
    /// Properties, marks, repeated words.
    pub meta: Meta,
    /// First page.
    pub cover: Cover,
    /// Heading of the summary.
    pub heading: Text,
    /// Its paragraphs.
    pub paragraphs: Vec<Text>,
    /// Its figures.
    pub tiles: Vec<Tile>,
    /// Agencies by rating.
    pub chart: BarChart,
    /// The tables.
    pub parts: Vec<Part>,
    /// Files embedded in the PDF.
    pub attachments: Vec<Attachment>,
}

/// Words the roll-up for its document.
#[must_use]
pub fn document(rollup: &RollUp<'_>, attachments: Vec<Attachment>) -> RollUpDocument {
    let words = rollup.words();
    let mut parts: Vec<_> =
        rollup.sections.iter().enumerate().map(|(at, section)| part(rollup, section, at + 1)).collect();
    parts.push(Part {
        heading: numbered(words, rollup.sections.len() + 2, &rollup.say("rollup.notes", &[])),
        paragraphs: rollup.notes.clone(),
        items: Vec::new(),
        tables: Vec::new(),
        closing: Vec::new(),
        wide: false,
    });
    RollUpDocument {
        meta: meta(rollup),
        cover: cover(rollup),
        heading: numbered(words, 1, &rollup.say("rollup.summary", &[])),
        paragraphs: rollup.paragraphs.clone(),
        tiles: rollup.tiles.clone(),
        chart: rollup.chart.clone(),
        parts,
        attachments,
    }
}

fn numbered(words: Words, number: usize, heading: &str) -> String {
    words.text(&format!("{number}. {heading}"))
}

fn meta(rollup: &RollUp<'_>) -> Meta {
    let say = |key: &str| rollup.say(key, &[]);
    Meta {
        palette: None,
        title: format!("{} {}", rollup.title, rollup.subtitle),
        description: rollup.subject.clone(),
        agency: if rollup.issuer.is_empty() { rollup.title.clone() } else { rollup.issuer.clone() },
        keywords: vec!["ITA".to_owned(), say("rollup.keyword_integrity"), say("rollup.keyword_overview")],
        fiscal_year: rollup.subtitle.clone(),
        as_of: rollup.as_of_text.clone(),
        running_title: rollup.title.clone(),
        lang: Lang::Th,
        digits: match rollup.digits {
            thai::Digits::Thai => Digits::Thai,
            thai::Digits::Arabic => Digits::Arabic,
        },
        sample_mark: rollup.sample_mark.clone(),
        draft_mark: rollup.draft_mark.clone(),
        labels: Labels {
            contents: say("rollup.contents"),
            page: say("rollup.page"),
            continued: say("rollup.continued"),
        },
    }
}

fn cover(rollup: &RollUp<'_>) -> Cover {
    let say = |key: &str| rollup.say(key, &[]);
    Cover {
        logo: None,
        issuer: Some(rollup.issuer.clone()).filter(|i| !i.is_empty()).into_iter().collect(),
        title: vec![say("rollup.title_first"), say("rollup.title_second")],
        period: vec![rollup.subtitle.clone()],
        facts: vec![Fact { label: say("rollup.scope"), value: rollup.subject.clone() }],
        notices: rollup.marks(),
        approval: None,
    }
}

fn part(rollup: &RollUp<'_>, section: &Section, number: usize) -> Part {
    let words = rollup.words();
    let mut closing = Vec::new();
    let all = section.table.rows.len();
    let printed = printed(section);
    if printed.len() < all {
        let (printed, all) = (words.size(printed.len()), words.size(all));
        let variables = [("printed", &printed[..]), ("all", &all), ("file", &section.table.name)];
        closing.push(rollup.say("rollup.table_printed", &variables));
    }
    let rows = printed.into_iter().map(|row| Row {
        kind: RowKind::Body,
        cells: row_text(&section.table, row, words).into_iter().map(cell).collect(),
    });
    let columns =
        section.table.columns.iter().map(|c| Column::new(c.title.clone(), width(c.kind), align(c.kind)));
    Part {
        heading: numbered(words, number + 1, &section.heading),
        paragraphs: section.paragraphs.clone(),
        items: Vec::new(),
        tables: vec![Table {
            id: section.table.name.replace('_', "-"),
            caption: words.text(&rollup.say(
                "rollup.table_caption",
                &[("number", &number.to_string()), ("description", &section.table.description)],
            )),
            guide: Vec::new(),
            size: TextSize::Small,
            columns: columns.collect(),
            rows: rows.collect(),
            empty: rollup.say("rollup.table_empty", &[]),
            notes: Vec::new(),
            whole: false,
            settled: false,
        }],
        closing,
        wide: section.wide,
    }
}

/// Rows that go to paper: of a long table the first half and the last half of what is printed, but only the
/// first of one that is ordered by need.
fn printed(section: &Section) -> Vec<&book::Row> {
    let rows = &section.table.rows;
    if rows.len() <= section.printed {
        return rows.iter().collect();
    }
    if section.table.name == "ranking" {
        let half = section.printed / 2;
        return rows[..half].iter().chain(&rows[rows.len() - half..]).collect();
    }
    rows[..section.printed].iter().collect()
}

/// A row's values as readers see them.
#[must_use]
pub fn row_text(table: &book::Table, row: &book::Row, words: Words) -> Vec<String> {
    table
        .columns
        .iter()
        .zip(&row.cells)
        .map(|(column, cell)| match &cell.value {
            // An id is a name: it stays as it is written.
            Value::Text(id) if column.id == "agency" => id.clone(),
            value => value_text(value, column.kind, words),
        })
        .collect()
}

fn value_text(value: &Value, kind: Kind, words: Words) -> String {
    match value {
        Value::Missing | Value::NotApplicable => NO_VALUE.to_owned(),
        Value::Text(text) if kind == Kind::Code => words.text(text),
        Value::Text(text) => text.clone(),
        Value::Date(date) => words.date(*date),
        Value::Number(number) => match kind {
            Kind::Points => words.signed(*number, words.decimals),
            Kind::Score => words.score(Some(*number)),
            Kind::Share => words.number(number * 100.0, 2),
            Kind::Integer => words.number(*number, 0),
            _ => words.number(*number, 2),
        },
    }
}

fn cell(text: String) -> Cell {
    Cell::of(vec![text])
}

fn width(kind: Kind) -> f64 {
    match kind {
        Kind::Text => 3.4,
        Kind::Prose => 4.6,
        Kind::Code => 1.6,
        _ => 1.35,
    }
}

fn align(kind: Kind) -> Align {
    match kind {
        Kind::Text | Kind::Prose => Align::Start,
        Kind::Code => Align::Center,
        _ => Align::End,
    }
}
