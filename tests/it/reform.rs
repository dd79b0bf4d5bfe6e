//! Another year's rules are one scheme file: an invented reform, and scores published with one decimal.

use crate::builder::{self, Cell, Sheet};
use crate::extras::tool;
use crate::workbook_review::differences;
use crate::workbook_support::{Book, recalculate};
use crate::workspace::{Workspace, project};
use ita_report::contract::Contracts;
use ita_report::model::{DataValue, FiscalYear};
use ita_report::render::forms::{self, Addressee, Form, FormSheet};
use ita_report::report::wording::{Phrases, Wording};
use ita_report::scheme::{Scheme, Schemes};
use ita_report::templates::Templates;
use ita_report::{thai, workspace};
use std::collections::BTreeMap;
use std::process::Command;

/// Folder of the overlay in a workspace, away from where one would be found by itself.
const OVERLAY: &str = "rules";

fn built_in(year: u16) -> String {
    let all = Templates::new(None).expect("templates").texts("schemes", "toml").expect("schemes");
    let name = format!("{year}.toml");
    all.into_iter().find(|(path, _)| path.ends_with(&name)).expect("the scheme").1
}

fn lay_over(workspace: &Workspace, year: u16, text: &str) {
    let dir = workspace.path(OVERLAY).join("schemes");
    std::fs::create_dir_all(&dir).expect("a folder");
    std::fs::write(dir.join(format!("{year}.toml")), text).expect("a scheme");
}

/// Sub-indicators that count, a fourth instrument with weights that are no whole numbers, an eleventh indicator,
/// scales of five and seven choices, an item less and one more, a sixth band with conditions on an item and on an
/// instrument.
fn reform() -> String {
    let text = built_in(2567)
        .replacen("weight = 30", "weight = 25", 1)
        .replacen("weight = 30", "weight = 12.5", 1)
        .replacen("weight = 40", "weight = 50", 1)
        .replace("answered_item = \"O22\"", "answered_item = \"O23\"");
    let (before, oit) = text.split_once("code = \"OIT\"").expect("OIT");
    let oit = oit.replacen("aggregate = \"questions\"", "aggregate = \"indicators\"", 1).replacen(
        "indicator_aggregate = \"questions\"",
        "indicator_aggregate = \"topics\"",
        1,
    );
    let text = format!("{before}code = \"OIT\"{oit}");
    let removed = "[[questions]]\ncode = \"O21\"\n";
    let (before, after) = text.split_once(removed).expect("O21");
    let (_, after) = after.split_once("[[questions]]").expect("O22");
    let text = format!("{before}[[questions]]{after}");
    let band = "[[ratings]]\nid = \"outstanding\"\nname_th = \"ดีเด่น\"\nname_en = \"Outstanding\"\nminimum = 98\n\
                instruments_minimum = 95\nconditions = [{ of = \"O22\", minimum = 100 }, { of = \"PIT\", minimum = 90 }]\n\n";
    let text = text.replacen("[[ratings]]", &format!("{band}[[ratings]]"), 1);
    let labels = |n: usize| (1..=n).map(|k| format!("\"ระดับ {k}\"")).collect::<Vec<_>>().join(", ");
    let scale = |name: &str, points: &str, n: usize| {
        format!("[scales.{name}]\npoints = [{points}]\nlabels_th = [{0}]\nlabels_en = [{0}]\n\n", labels(n))
    };
    let added = scale("five", "0, 25, 50, 75, 100", 5)
        + &scale("seven", "0, 10, 30, 50, 70, 90, 100", 7)
        + "[[instruments]]\ncode = \"PIT\"\nweight = 12.5\naggregate = \"questions\"\ncomputed = \"exact\"\n\
           name_th = \"แบบวัดการมีส่วนร่วม\"\nname_en = \"Participation\"\npurpose_th = \"วัดการมีส่วนร่วมของประชาชน\"\n\n\
           [[indicators]]\nnumber = 11\ninstrument = \"PIT\"\nname_th = \"การมีส่วนร่วม\"\nname_en = \"Participation\"\n\
           subject_th = \"การมีส่วนร่วมของประชาชน\"\n\n\
           [[questions]]\ncode = \"O23\"\nindicator = 10\ntopic = \"10.2\"\ntext_th = \"รายการใหม่\"\n\n\
           [[questions]]\ncode = \"P1\"\nindicator = 11\nscale = \"seven\"\ntext_th = \"มีส่วนร่วมในการวางแผน\"\n\n\
           [[questions]]\ncode = \"P-2\"\nindicator = 11\nscale = \"five\"\ntext_th = \"มีส่วนร่วมในการติดตาม\"\n\n";
    // Lists of tables may be written anywhere; scales and the added rows stand at the end.
    format!("{text}\n{added}")
}

/// Answers to a question, twenty of them: most the best choice, a few the next to it.
fn counts(scheme: &Scheme, at: usize, code: &str) -> Vec<i64> {
    let scale = scheme.question(code).and_then(|q| scheme.scale_of(q)).expect("a scale");
    let mut order: Vec<usize> = (0..scale.points.len()).collect();
    order.sort_by(|a, b| scale.points[*b].total_cmp(&scale.points[*a]));
    let few = i64::try_from(at % 3).expect("small");
    let mut counts = vec![0; scale.points.len()];
    counts[order[0]] = 20 - few;
    counts[order[1]] = few;
    counts
}

fn mean(values: &[f64]) -> f64 {
    #[allow(clippy::cast_precision_loss)]
    let count = values.len() as f64;
    values.iter().sum::<f64>() / count
}

/// The score of a question of the filled-in forms, worked out apart from the program.
fn score(scheme: &Scheme, at: usize, code: &str) -> f64 {
    let question = scheme.question(code).expect("a question");
    if question.scale.is_none() {
        return if code == "O5" { 50.0 } else { 100.0 };
    }
    if question.indicator > 5 && question.indicator < 9 {
        return 97.5;
    }
    let points = &scheme.scale_of(question).expect("a scale").points;
    #[allow(clippy::cast_precision_loss)]
    let sum: f64 = counts(scheme, at, code).iter().zip(points).map(|(n, p)| *n as f64 * p).sum();
    sum / 20.0
}

/// Columns of a form by name.
type Columns = BTreeMap<String, usize>;
/// Values of a form's row.
type Values = Vec<Option<DataValue>>;

/// The form of the results, filled in through its own rows and columns; `edit` has the last word on a row.
fn results(
    scheme: &Scheme,
    contracts: &Contracts,
    root: &std::path::Path,
    edit: &dyn Fn(&str, &mut Values, &Columns),
) -> Vec<u8> {
    let input = workspace::Workspace::open(root).expect("the workspace");
    let wording = Wording::load(&Templates::default()).expect("wording");
    let phrases = Phrases::new(&wording, &input.words);
    let sheets = forms::contracts_of(contracts, "results", None);
    let sheets: Vec<FormSheet<'_>> = sheets
        .iter()
        .map(|contract| {
            let mut sheet = forms::blank_sheet(contract, &[], Some(scheme), phrases);
            let position = |name: &str| sheet.contract.position(name);
            if let Some(first) = position("count_1") {
                let last = position("count_7").expect("as many columns as the widest scale has choices");
                assert!(position("count_8").is_none() && last == first + 6);
            }
            let columns: Columns =
                sheet.contract.fields.iter().enumerate().map(|(at, f)| (f.name.clone(), at)).collect();
            for row in &mut sheet.rows {
                let Some(Some(DataValue::Text(code))) = row.values.first().cloned() else { panic!("a code") };
                let at = scheme.questions.iter().position(|q| q.code == code).expect("a question");
                let question = &scheme.questions[at];
                if question.scale.is_none() {
                    row.values[columns["score"]] = Some(DataValue::Number(score(scheme, at, &code)));
                    edit(&code, &mut row.values, &columns);
                    continue;
                }
                for (n, count) in counts(scheme, at, &code).into_iter().enumerate() {
                    row.values[columns[&format!("count_{}", n + 1)]] = Some(DataValue::Integer(count));
                }
                if (6..9).contains(&question.indicator) {
                    row.values[columns["published_score"]] = Some(DataValue::Number(97.5));
                }
                edit(&code, &mut row.values, &columns);
            }
            sheet
        })
        .collect();
    let fiscal_year = FiscalYear(2567);
    let to = Addressee { agency: &input.agency, phrases, unit: None, fiscal_year, half: None };
    Form { to, sheets, register: &[] }.to_xlsx().expect("a form")
}

fn rows(workspace: &Workspace, name: &str) -> Vec<BTreeMap<String, String>> {
    let bytes = std::fs::read(workspace.path("output/2568-h1/data").join(name)).expect(name);
    csv::Reader::from_reader(bytes.as_slice()).deserialize().map(|r| r.expect("a row")).collect()
}

fn pdf(workspace: &Workspace, name: &str) -> Option<String> {
    if !tool("pdftotext") {
        return None;
    }
    let path = workspace.path("output/2568-h1").join(name);
    let output = Command::new("pdftotext").arg(path).arg("-").output().expect("pdftotext");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn an_invented_reform_is_one_scheme_file() {
    let workspace = Workspace::sample();
    lay_over(&workspace, 2567, &reform());
    // The years beside it keep their rules.
    lay_over(&workspace, 2568, &built_in(2567).replace("fiscal_year = 2567", "fiscal_year = 2568"));
    lay_over(&workspace, 2566, &built_in(2566).replace("extends = 2567", "extends = 2568"));
    let templates = Templates::new(Some(workspace.path(OVERLAY))).expect("templates");
    let schemes = Schemes::load(&templates).expect("the reform is a scheme");
    let scheme = schemes.get(FiscalYear(2567)).expect("the reform");
    let contracts = Contracts::load(&templates).expect("contracts").with_choices(schemes.choices());
    let form = results(scheme, &contracts, &workspace.path(""), &|_, _, _| {});
    // The register and the reports of that year name the item that the reform removes.
    std::fs::remove_dir_all(workspace.path("input/2567")).expect("removed");
    std::fs::create_dir_all(workspace.path("input/2567")).expect("a folder");
    std::fs::write(workspace.path("input/2567/ita-results.xlsx"), form).expect("the results");

    let (out, _) = workspace.expect(&["run", "--templates", OVERLAY], 0);
    // Worked out apart: means of questions, of sub-indicators, of indicators, weighted.
    let of = |wanted: &dyn Fn(&ita_report::scheme::Question) -> bool| -> Vec<f64> {
        let all = scheme.questions.iter().enumerate().filter(|(_, q)| wanted(q));
        all.map(|(at, q)| score(scheme, at, &q.code)).collect()
    };
    let topic = |code: &str| mean(&of(&|q| q.topic.as_deref() == Some(code)));
    let ninth = mean(&["9.1", "9.2", "9.3", "9.4", "9.5"].map(topic));
    let tenth = mean(&["10.1", "10.2"].map(topic));
    let iit = mean(&of(&|q| q.indicator < 6));
    let pit = mean(&of(&|q| q.indicator == 11));
    let total = 0.25 * iit + 0.125 * 97.5 + 0.5 * f64::midpoint(ninth, tenth) + 0.125 * pit;
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let agency = &rows(&workspace, "agency_scores.csv")[0];
    assert!((number(&agency["score"]) - total).abs() < 1e-9, "{} is not {total}", agency["score"]);
    assert_eq!(agency["rating"], "outstanding");
    let shown = thai::format_number(total, 2);
    assert!(out.contains(&shown) && out.contains("ดีเด่น") && out.contains("PIT"), "{out}");
    let indicators = rows(&workspace, "indicator_scores.csv");
    let eleventh = indicators.iter().find(|i| i["indicator"] == "11").expect("indicator 11");
    assert!((number(&eleventh["score"]) - pit).abs() < 1e-9);
    let topics = rows(&workspace, "sub_indicator_scores.csv");
    let second = topics.iter().find(|t| t["topic"] == "9.2").expect("9.2");
    assert!((number(&second["score"]) - topic("9.2")).abs() < 1e-9);
    let instruments = rows(&workspace, "instrument_scores.csv");
    assert_eq!(instruments.iter().find(|i| i["instrument"] == "PIT").expect("PIT")["weight"], "12.5");
    let choices = rows(&workspace, "choice_counts.csv");
    assert_eq!(choices.iter().filter(|c| c["question"] == "P1").count(), 7);
    assert_eq!(choices.iter().filter(|c| c["question"] == "P-2").count(), 5);
    let items = rows(&workspace, "oit_items.csv");
    assert!(items.iter().any(|i| i["item"] == "O23") && items.iter().all(|i| i["item"] != "O21"));

    // `explain` knows every new name, and the conditions.
    let explain = ["--quiet", "--templates", OVERLAY, "explain", "P1", "p2", "11", "PIT", "9", "rating"];
    let (explained, _) = workspace.expect(&explain, 0);
    for wanted in ["ตัวเลือก 7", "ตัวชี้วัดที่ 11", "แบบวัดการมีส่วนร่วม", "9.5", "O22 100 ≥ 100", "ดีเด่น"]
    {
        assert!(explained.contains(wanted), "{wanted} is not in\n{explained}");
    }
    if let Some(text) = pdf(&workspace, "measures-2568.pdf") {
        for wanted in ["PIT", "๑๒.๕", "ดีเด่น", "P1", "ระดับ ๗"] {
            assert!(text.contains(wanted), "{wanted} is not in the measures document");
        }
        // The document of 2568 answers the item of its own year.
        assert!(text.contains("O22"), "the answered item is not on the cover");
    }
    let Some(progress) = pdf(&workspace, "progress-2568-h1.pdf") else { return };
    assert!(progress.contains("O22"));
    if !tool("soffice") {
        return;
    }
    let read = |name: &str| std::fs::read(workspace.path("output/2568-h1").join(name)).expect(name);
    let books = ["scores-2567.xlsx", "progress-2568-h1.xlsx"].map(|name| (name, read(name)));
    let inputs: Vec<_> = books.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    for ((name, bytes), recalculated) in books.iter().zip(recalculate(&inputs)) {
        let differences = differences(&Book::of(bytes), &recalculated);
        assert!(differences.is_empty(), "{name}: {:#?}", &differences[..differences.len().min(8)]);
    }
}

/// Rows of a register: code, indicator, item.
fn register(rows: &[(&str, i32, &str)]) -> Sheet {
    let header = [
        "รหัสมาตรการ",
        "ตัวชี้วัดที่",
        "รหัสข้อ OIT",
        "ประเด็นที่ต้องปรับปรุง/ยกระดับ",
        "มาตรการ/กิจกรรม",
        "ผลผลิต",
        "การสื่อสารสร้างการรับรู้",
        "ระยะเวลาแล้วเสร็จ",
        "ผู้รับผิดชอบ",
        "การกำกับติดตาม",
        "ระยะเวลากำกับติดตาม",
    ];
    rows.iter().fold(
        Sheet::new("ทะเบียนมาตรการ", &header),
        |sheet, (code, indicator, item)| {
            let mut row: Vec<Cell> = vec![(*code).into(), (*indicator).into(), (*item).into()];
            let rest = [
                "ประเด็น",
                "มาตรการ",
                "ผลผลิต",
                "ประชาสัมพันธ์",
                "๓๐ ก.ย. ๖๘",
                "ฝ่ายปกครอง",
                "ผู้กำกับติดตาม",
                "ทุกไตรมาส",
            ];
            row.extend(rest.map(Cell::from));
            sheet.row(row)
        },
    )
}

#[test]
fn a_reform_reaches_the_checks_and_the_forms_of_its_year() {
    let workspace = Workspace::empty();
    lay_over(&workspace, 2567, &reform());
    lay_over(&workspace, 2568, &reform().replace("fiscal_year = 2567", "fiscal_year = 2568"));
    lay_over(&workspace, 2566, &built_in(2566).replace("extends = 2567", "extends = 2565"));
    let templates = Templates::new(Some(workspace.path(OVERLAY))).expect("templates");
    let schemes = Schemes::load(&templates).expect("the reform is a scheme");
    let scheme = schemes.get(FiscalYear(2567)).expect("the reform");
    let contracts = Contracts::load(&templates).expect("contracts").with_choices(schemes.choices());
    let check = |wrong: bool| -> Vec<String> {
        let edit = |code: &str, values: &mut Values, columns: &Columns| match code {
            _ if !wrong => {}
            "P1" => values[0] = Some(DataValue::Text("P7".to_owned())),
            // The scale has five choices.
            "P-2" => values[columns["count_6"]] = Some(DataValue::Integer(3)),
            "O23" => values[0] = Some(DataValue::Text("O21".to_owned())),
            _ => {}
        };
        let form = results(scheme, &contracts, &workspace.path(""), &edit);
        std::fs::write(workspace.path("input/2567/results.xlsx"), form).expect("the results");
        let item = if wrong { "O21" } else { "O23" };
        let indicator = if wrong { 12 } else { 11 };
        let measures = register(&[("M11-01", indicator, ""), ("M10-01", 10, item)]);
        builder::save(&workspace.path("input/2568/register.xlsx"), &[measures]);
        let output = workspace.run(&["check", "--templates", OVERLAY, "--format", "json"]);
        assert_eq!(
            output.status.code(),
            Some(i32::from(wrong)),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let errors =
            told["diagnostics"].as_array().expect("a list").iter().filter(|f| f["severity"] == "error");
        errors.map(|f| format!("{} {}", f["code"], f["cell"]).replace('"', "")).collect()
    };
    assert_eq!(check(false), Vec::<String>::new());
    let mut found = check(true);
    found.sort();
    let expected = [
        "choice-unused I24",
        "indicator-unknown B2",
        "item-unknown A26",
        "item-unknown C3",
        "question-missing null",
        "question-missing null",
        "question-unknown A23",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_reform_reaches_the_roll_up() {
    let workspace = Workspace::empty();
    lay_over(&workspace, 2567, &reform());
    lay_over(&workspace, 2568, &built_in(2567).replace("fiscal_year = 2567", "fiscal_year = 2568"));
    lay_over(&workspace, 2566, &built_in(2566).replace("extends = 2567", "extends = 2568"));
    workspace.expect(&["init", "many", "--fleet", "3", "--fy", "2568", "--templates", OVERLAY], 0);
    let stub = project().join("tests/it/typst-stub").to_string_lossy().into_owned();
    workspace.expect(&["run", "--workspace", "many", "--templates", OVERLAY, "--typst", &stub], 0);
    let of = |folder: &str, name: &str| -> Vec<BTreeMap<String, String>> {
        let path = workspace.path("many/output").join(folder).join("2568-h1/data").join(name);
        let bytes = std::fs::read(path).expect(name);
        csv::Reader::from_reader(bytes.as_slice()).deserialize().map(|r| r.expect("a row")).collect()
    };
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let ranking = of("rollup", "ranking.csv");
    assert_eq!(ranking.len(), 3);
    let mut means: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in &ranking {
        let agency = &row["agency"];
        let own = &of(agency, "agency_scores.csv")[0];
        assert_eq!(row["total"], own["score"], "{agency}");
        // Worked out apart from the instruments' scores, with the reform's weights.
        let instruments = of(agency, "instrument_scores.csv");
        let score = |code: &str| {
            number(&instruments.iter().find(|i| i["instrument"] == code).expect("an instrument")["score"])
        };
        let total = 0.25 * score("IIT") + 0.125 * score("EIT") + 0.5 * score("OIT") + 0.125 * score("PIT");
        assert!((number(&row["total"]) - total).abs() < 1e-9, "{agency}: {total}");
        let questions = of(agency, "question_scores.csv");
        let items = of(agency, "oit_items.csv");
        for (rows, key) in [(&questions, "question"), (&items, "item"), (&instruments, "instrument")] {
            for row in rows {
                means.entry(row[key].clone()).or_default().push(number(&row["score"]));
            }
        }
    }
    let figures = of("rollup", "figures.csv");
    let questions = of("rollup", "questions.csv");
    for (code, list, key) in [
        ("PIT", &figures, "figure"),
        ("P1", &questions, "question"),
        ("P-2", &questions, "question"),
        ("O23", &questions, "question"),
    ] {
        let row =
            list.iter().find(|row| row[key] == code).unwrap_or_else(|| panic!("{code} is not in {list:?}"));
        assert!((number(&row["mean"]) - mean(&means[code])).abs() < 1e-9, "{code}");
    }
    assert!(questions.iter().all(|row| row["question"] != "O21"));
    assert!(figures.iter().any(|row| row["name"] == "การมีส่วนร่วม"), "indicator 11 in {figures:?}");
    assert_eq!(of("rollup", "ratings.csv").len(), 6, "the bands of the reform");
    let page =
        std::fs::read_to_string(workspace.path("many/output/rollup/2568-h1/index.html")).expect("the page");
    assert!(page.contains("ดีเด่น") && page.contains("PIT"), "bands and instruments on the page");
    if !tool("soffice") {
        return;
    }
    let book = std::fs::read(workspace.path("many/output/rollup/2568-h1/rollup-2568-h1.xlsx"))
        .expect("the workbook");
    let recalculated = recalculate(&[("rollup.xlsx", book.as_slice())]);
    let differences = differences(&Book::of(&book), &recalculated[0]);
    assert!(differences.is_empty(), "{:#?}", &differences[..differences.len().min(8)]);
}

#[test]
fn published_decimals_are_those_of_the_scheme_in_every_output() {
    let workspace = Workspace::sample();
    lay_over(&workspace, 2567, &built_in(2567).replace("published_decimals = 2", "published_decimals = 1"));
    let (out, _) = workspace.expect(&["run", "--templates", OVERLAY], 0);
    // Total and instruments of the results, and of the year before, whose scheme extends it.
    let scores: Vec<f64> = ["agency_scores.csv", "instrument_scores.csv", "indicator_scores.csv"]
        .iter()
        .flat_map(|name| rows(&workspace, name))
        .flat_map(|row| [row["score"].clone(), row["score_previous"].clone()])
        .map(|text| text.parse().expect("a number"))
        .collect();
    let two: Vec<_> = scores
        .iter()
        .map(|score| thai::format_number(*score, 2))
        .filter(|text| !text.ends_with('0'))
        .collect();
    assert!(two.len() > 15, "{two:?}");
    let explain = ["--quiet", "--templates", OVERLAY, "explain", "total"];
    let (explained, _) = workspace.expect(&explain, 0);
    assert!(out.contains("98.5 ") && explained.contains("98.5 ("), "{out}\n{explained}");
    let index = std::fs::read_to_string(workspace.path("output/2568-h1/index.html")).expect("the page");
    let facts = std::fs::read(workspace.path("output/2568-h1/facts.json")).expect("facts");
    let facts: serde_json::Value = serde_json::from_slice(&facts).expect("JSON");
    let figures = facts["figures"].as_array().expect("figures").iter();
    let of_scores =
        |id: &str| ["total/", "score/", "weighted/", "delta/", "lost/"].iter().any(|p| id.starts_with(p));
    let facts: Vec<&str> = figures
        .filter(|f| f["id"].as_str().is_some_and(of_scores))
        .filter_map(|f| f["shown"]["th"].as_str())
        .collect();
    let facts = facts.join(" ");
    let mut outputs = vec![("terminal", out), ("page", index), ("facts", facts)];
    for name in ["measures-2568.pdf", "progress-2568-h1.pdf"] {
        outputs.extend(pdf(&workspace, name).map(|text| (name, text)));
    }
    let words = |text: &str| -> Vec<String> {
        let number = |c: char| c.is_ascii_digit() || c == '.';
        thai::to_arabic_digits(text).split(|c| !number(c)).map(str::to_owned).collect()
    };
    for (name, text) in &outputs {
        let numbers = words(text);
        let wrong: Vec<_> = two.iter().filter(|two| numbers.contains(two)).collect();
        assert!(wrong.is_empty(), "{name} shows {wrong:?}");
        // The progress report shows scores of indicators alone: 99.41 as 99.4.
        let shown = if name.starts_with("progress") { "99.4" } else { "98.5" };
        assert!(numbers.iter().any(|n| n == shown), "{name} does not show {shown}");
    }
    let book = Book::of(&std::fs::read(workspace.path("output/2568-h1/scores-2567.xlsx")).expect("scores"));
    let one_decimal = |text: &str| text.contains("formatCode=\"#,##0.0\"");
    assert!(book.parts().any(|(name, text)| name == "xl/styles.xml" && one_decimal(text)));
}
