//! The published figures of FY 2567, to the last printed digit, in every output.

use crate::extras::tool;
use crate::workspace::{Workspace, project};
use calamine::{Data, Reader};
use ita_report::thai;
use std::collections::BTreeMap;
use std::process::Command;

fn golden(name: &str) -> Vec<BTreeMap<String, String>> {
    rows(&std::fs::read(project().join("tests/golden/fy2567").join(name)).expect("golden figures"))
}

fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(bytes).deserialize().map(|r| r.expect("a row")).collect()
}

fn published() -> Workspace {
    let workspace = Workspace::sample();
    workspace.expect(&["run"], 0);
    workspace
}

fn two(text: &str) -> String {
    thai::format_number(text.parse().expect("a number"), 2)
}

#[test]
fn csv_pdf_and_xlsx_print_the_published_figures() {
    let workspace = published();
    let data =
        |name: &str| rows(&std::fs::read(workspace.path("output/2568-h1/data").join(name)).expect(name));
    let mut printed = Vec::new();

    let questions = data("question_scores.csv");
    for row in golden("questions.csv") {
        let ours = questions.iter().find(|q| q["question"] == row["question"]).expect("the question");
        assert_eq!(two(&ours["score"]), two(&row["printed_score"]), "{}", row["question"]);
        if row["instrument"] == "IIT" {
            assert_eq!(two(&ours["score_computed"]), two(&row["printed_score"]), "{}", row["question"]);
        }
        printed.push(two(&row["printed_score"]));
    }
    let indicators = data("indicator_scores.csv");
    for row in golden("indicators.csv") {
        let ours = indicators.iter().find(|i| i["indicator"] == row["indicator"]).expect("the indicator");
        assert_eq!(two(&ours["score"]), row["printed_score"], "indicator {}", row["indicator"]);
        printed.push(row["printed_score"].clone());
    }
    let instruments = data("instrument_scores.csv");
    let agency = &data("agency_scores.csv")[0];
    for row in golden("summary.csv") {
        match row["level"].as_str() {
            "TOTAL" => assert_eq!(two(&agency["score"]), row["printed_score"]),
            "RATING" => assert_eq!(agency["rating_th"], row["printed_score"]),
            level => {
                let ours = instruments.iter().find(|i| i["instrument"] == level).expect("the instrument");
                assert_eq!(two(&ours["score"]), two(&row["printed_score"]), "{level}");
                assert_eq!(two(&ours["weighted"]), row["printed_weighted"], "{level}");
                printed.push(row["printed_weighted"].clone());
                printed.push(two(&row["printed_score"]));
            }
        }
    }
    printed.push("98.55".to_owned());
    let items = data("oit_items.csv");
    let texts = golden("texts.csv");
    for row in golden("oit.csv") {
        let ours = items.iter().find(|i| i["item"] == row["item"]).expect("the item");
        assert_eq!(two(&ours["score"]), row["printed_score"], "{}", row["item"]);
        let official = texts.iter().find(|t| t["code"] == row["item"]).expect("the wording");
        assert_eq!(ours["title_th"], official["text_th"]);
    }

    in_workbook(&workspace, &printed);
    if tool("pdftotext") {
        let output = Command::new("pdftotext")
            .arg(workspace.path("output/2568-h1/measures-2568.pdf"))
            .arg("-")
            .output()
            .expect("pdftotext");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.contains("ผ่านดีเยี่ยม"));
        for figure in &printed {
            let figure = thai::to_thai_digits(figure);
            assert!(text.contains(&figure), "{figure} is not in the PDF");
        }
    }
}

fn in_workbook(workspace: &Workspace, printed: &[String]) {
    let path = workspace.path("output/2568-h1/scores-2567.xlsx");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("the workbook opens");
    let mut numbers = Vec::new();
    for (_, range) in book.worksheets() {
        numbers.extend(range.used_cells().filter_map(|(_, _, value)| match value {
            Data::Float(number) => Some(thai::format_number(*number, 2)),
            #[allow(clippy::cast_precision_loss)]
            Data::Int(number) => Some(thai::format_number(*number as f64, 2)),
            _ => None,
        }));
    }
    for figure in printed {
        assert!(numbers.contains(figure), "{figure} is not in the workbook");
    }
}

#[test]
fn the_summary_says_total_rating_and_how_many_reported() {
    let workspace = Workspace::sample();
    let (out, _) = workspace.expect(&["run", "--quiet"], 0);
    for wanted in
        ["98.55 ผ่านดีเยี่ยม", "IIT 99.34", "EIT 95.81", "OIT 100.00", "29.80", "28.74", "40.00", "17 จาก 17"]
    {
        assert!(out.contains(wanted), "{wanted} is not in\n{out}");
    }
}
