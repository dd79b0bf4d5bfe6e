//! The open editions against the UK Government Analysis Function's rules for accessible spreadsheets.

use super::workbook_support::{Book, Sample, same};
use calamine::Data;
use ita_report::render::xlsx;
use ita_report::report::workbook;
use std::collections::BTreeSet;

fn editions() -> Vec<Book> {
    Sample::new().with(|model| {
        [workbook::scores(model), workbook::progress(model)]
            .map(|book| Book::of(&xlsx::open(&book).expect("an open spreadsheet")))
            .into()
    })
}

#[test]
fn cover_contents_and_notes_come_before_the_tables() {
    for open in editions() {
        assert_eq!(open.tabs[..3], ["หน้าปก", "สารบัญ", "หมายเหตุ"]);
        let listed: Vec<_> = (0..open.size("สารบัญ").0)
            .filter_map(|row| open.link("สารบัญ", row, 0))
            .map(|(tab, row)| {
                assert_eq!(row, 0, "a link leads to the top of its sheet");
                tab
            })
            .collect();
        assert_eq!(listed, open.tabs[2..], "contents list every sheet in order, with a link");
        let notes: String =
            (0..open.size("หมายเหตุ").0).map(|row| open.at("หมายเหตุ", row, 1).to_string()).collect();
        assert!(notes.contains("[x]") && notes.contains("[z]"), "the shorthand is explained");
    }
}

#[test]
fn nothing_floats_hides_freezes_filters_or_merges() {
    for open in editions() {
        for (name, text) in open.parts() {
            for part in [
                "<f>",
                "<pane",
                "autoFilter",
                "mergeCell",
                "conditionalFormatting",
                "dataValidation",
                "<drawing",
                "hidden=",
                "state=\"hidden\"",
                "definedName",
            ] {
                assert!(!text.contains(part), "{name} has {part}");
            }
            let floats = ["drawing", "chart", "media", "comment", "vba"];
            assert!(!floats.iter().any(|f| name.contains(f)), "{name}");
            if name == "xl/styles.xml" {
                assert!(text.contains("<fills count=\"2\">"), "only the two fills that every file has");
                assert!(!text.contains("<font><sz val=\"1\"/>"), "nothing is made tiny");
            }
        }
    }
}

#[test]
fn a_sheet_is_a_title_some_lines_and_one_full_table() {
    for open in editions() {
        for tab in &open.tabs {
            assert!(!open.at(tab, 0, 0).to_string().is_empty(), "{tab} begins with its title in A1");
        }
        for tab in &open.tabs[1..] {
            assert!(open.xml(tab).contains("<tableParts count=\"1\""), "{tab} has one table");
            let (rows, cols) = open.size(tab);
            let header = (0..rows).find(|row| (0..cols).all(|col| open.at(tab, *row, col) != Data::Empty));
            let header = header.unwrap_or_else(|| panic!("{tab} has a header without gaps"));
            assert!(header > 1, "{tab} says what it holds above the table");
            for row in 1..header {
                assert!(
                    open.at(tab, row, 0) != Data::Empty,
                    "{tab} row {} is blank above the table",
                    row + 1
                );
            }
            let titles: BTreeSet<_> = (0..cols).map(|col| open.at(tab, header, col).to_string()).collect();
            assert_eq!(titles.len(), cols, "{tab} has one title a column");
            let empty = (header + 1..rows)
                .flat_map(|row| (0..cols).map(move |col| (row, col)))
                .filter(|(row, col)| open.at(tab, *row, *col) == Data::Empty);
            assert_eq!(empty.collect::<Vec<_>>(), [], "{tab} has empty cells instead of a shorthand");
        }
    }
}

#[test]
fn values_are_those_of_the_review_workbook() {
    let scores = &editions()[0];
    assert!(same(&scores.value("รายข้อ", "ข้อ", &["E1"], "คะแนน"), &Data::Float(94.88)));
    assert_eq!(scores.value("รายข้อ", "ข้อ", &["I3"], "ตัวเลือก ๖").to_string(), "[z]");
}
