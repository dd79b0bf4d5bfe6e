//! The roll-up as a workbook: the same sections, with all their rows and unrounded values.

use super::RollUp;
use crate::report::workbook::Workbook;
use crate::report::workbook::book::{Body, Cell, Fact, Kind, Sheet};

/// The sheets of the roll-up.
#[must_use]
pub fn workbook(rollup: &RollUp<'_>) -> Workbook {
    let say = |key: &str| rollup.say(key, &[]);
    let fact = |label: &str, text: &str| Fact {
        label: label.to_owned(),
        cell: Cell::text(text),
        kind: Kind::Text,
        open: true,
    };
    let mut facts = vec![
        fact(&say("rollup.cover_period"), &rollup.subtitle),
        fact(&say("rollup.scope"), &rollup.subject),
        fact(&say("rollup.cover_as_of"), &rollup.as_of_text),
    ];
    facts.extend(rollup.tiles.iter().map(|t| {
        let note = t.note.clone().unwrap_or_default();
        fact(&t.label, format!("{} {note}", t.value).trim())
    }));
    facts.extend(rollup.notes.iter().map(|note| fact("", note)));
    let cover = Sheet {
        tab: say("rollup.cover"),
        title: rollup.title.clone(),
        notes: rollup.marks(),
        body: Body::Facts(facts),
        charts: Vec::new(),
        open: true,
        records: false,
    };
    let mut sheets = vec![cover];
    for section in &rollup.sections {
        let mut table = section.table.clone();
        table.frozen = 2;
        sheets.push(Sheet::table(
            &section.heading,
            &section.table.description,
            section.paragraphs.clone(),
            table,
        ));
    }
    Workbook {
        stem: format!("rollup-{}", rollup.slug),
        title: rollup.title.clone(),
        subject: rollup.subject.clone(),
        agency: rollup.issuer.clone(),
        parent: String::new(),
        keywords: vec!["ITA".to_owned(), say("rollup.keyword_overview")],
        as_of: rollup.as_of,
        decimals: rollup.decimals,
        marks: rollup.marks(),
        palette: None,
        sheets,
        names: Vec::new(),
        contents: rollup.contents.clone(),
        frame: rollup.frame.clone(),
    }
}
