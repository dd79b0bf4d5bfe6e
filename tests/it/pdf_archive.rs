//! The PDFs as archives and as data: both standards by a validator that is not Typst's, clean structure,
//! attachments that come out, the same bytes twice.

use crate::extras::{python, tool};
use crate::pages;
use crate::workspace::{Workspace, project};
use ita_report::thai::to_thai_digits;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const MEASURES: &str = "measures-2568";
const PROGRESS: &str = "progress-2568-h1";
const BOTH: [&str; 2] = [MEASURES, PROGRESS];

fn pdf(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.path(&format!("output/2568-h1/{name}.pdf"))
}

/// Every PDF below a folder.
pub fn all_pdfs(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(all_pdfs(&path));
        } else if path.extension().is_some_and(|end| end == "pdf") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A judge of `tests/judges`: whether it is content, and what it said.
fn judge(python: &Path, name: &str, args: &[&Path]) -> (bool, String) {
    let script = project().join("tests/judges").join(name);
    let output = Command::new(python).arg(script).args(args).output().expect("python3");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Both standards and qpdf's check for every PDF given.
pub fn assert_valid(paths: &[PathBuf]) {
    if let Some(python) = python("page") {
        let paths: Vec<_> = paths.iter().map(PathBuf::as_path).collect();
        let (content, said) = judge(&python, "standards.py", &paths);
        assert!(content, "not compliant:\n{said}");
    }
    if tool("qpdf") {
        for path in paths {
            let output = Command::new("qpdf").arg("--check").arg(path).output().expect("qpdf");
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
            assert!(said.contains("No syntax or stream encoding errors found"), "{said}");
        }
    }
}

fn model(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.path(&format!("output/2568-h1/data/{name}.json"))
}

/// Every text of both view models, once and in order, and nothing else, comes back from the PDFs.
pub fn assert_verbatim(workspace: &Workspace) {
    if tool("pdftotext") && tool("python3") {
        for name in BOTH {
            let (content, said) =
                judge(Path::new("python3"), "verbatim.py", &[&model(workspace, name), &pdf(workspace, name)]);
            assert!(content, "{said}");
        }
    }
}

/// Names of the files attached to a PDF, after they were compared with those in `data/`.
fn attachments(published: &Path, name: &str) -> BTreeSet<String> {
    let out = tempfile::tempdir().expect("a folder");
    let pdf = published.join(format!("{name}.pdf"));
    let status = Command::new("pdfdetach").args(["-saveall", "-o"]).arg(out.path()).arg(&pdf).output();
    assert!(status.expect("pdfdetach").status.success());
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(out.path()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        let ours = fs::read(published.join("data").join(&file)).expect("the same file in data/");
        assert!(fs::read(&path).expect("an attachment") == ours, "{file} in {name}.pdf differs from data/");
        names.insert(file);
    }
    names
}

#[test]
fn both_documents_meet_both_standards_and_carry_their_data() {
    let workspace = Workspace::sample();
    workspace.expect(&["run", "--quiet", "--build-dir", "build"], 0);
    // The data sets' own documents too.
    let all = all_pdfs(&workspace.path("output/2568-h1"));
    assert!(all.len() > BOTH.len());
    assert_valid(&all);
    assert_verbatim(&workspace);
    assert_ink_apart(&all);
    assert_pages(&workspace);
    assert_outputs_agree(&workspace);
    planted_faults_are_seen(&workspace);
    one_character_more_or_less_is_seen(&workspace);
    a_section_without_a_place_is_set(&workspace);
    if !tool("pdfdetach") {
        return;
    }
    let published = workspace.path("output/2568-h1");
    let of = BOTH.map(|name| attachments(&published, name));
    let scores = ["agency_scores", "choice_counts", "indicator_scores", "instrument_scores", "oit_items"];
    for file in scores.map(|stem| format!("{stem}.csv")) {
        assert!(of[0].contains(&file) && !of[1].contains(&file), "{file}");
    }
    for file in ["progress.csv", "measure_standings.csv", "o9_tax-2568-h1.csv", "o9_tax-2567-h1.csv"] {
        assert!(of[1].contains(file) && !of[0].contains(file), "{file}");
    }
    for (attached, name) in of.iter().zip(BOTH) {
        assert!(attached.contains("measures.csv") && attached.contains(&format!("{name}.json")), "{name}");
    }
    // Every CSV of the open data is in one of them.
    for entry in fs::read_dir(published.join("data")).expect("data/") {
        let path = entry.expect("an entry").path();
        let file = path.file_name().expect("a name").to_string_lossy().into_owned();
        if path.extension().is_some_and(|end| end == "csv") {
            assert!(of.iter().any(|attached| attached.contains(&file)), "{file} is in no PDF");
        }
    }
}

/// The judge of the text is strict: one character of one text changed, and it says so.
fn one_character_more_or_less_is_seen(workspace: &Workspace) {
    if !(tool("pdftotext") && tool("python3")) {
        return;
    }
    let text = fs::read_to_string(model(workspace, PROGRESS)).expect("the model");
    let cell = "แล้วเสร็จ\"";
    let changed = workspace.path("changed.json");
    for other in ["แล้วเสร็\"", "แล้วเสร็จจ\"", "แลวเสร็จ\"", "แล้วเสร็จ -\""]
    {
        assert!(text.contains(cell), "the sample has no such cell");
        fs::write(&changed, text.replacen(cell, other, 1)).expect("a file");
        let (content, said) =
            judge(Path::new("python3"), "verbatim.py", &[&changed, &pdf(workspace, PROGRESS)]);
        assert!(!content && said.contains("model:"), "{other} was not seen: {said}");
    }
}

/// A new section needs no line of a template: it stands before the appendix.
fn a_section_without_a_place_is_set(workspace: &Workspace) {
    if !tool("pdftotext") {
        return;
    }
    let build = workspace.path("build");
    for name in ["measures", "progress", "internal"] {
        let text = fs::read_to_string(build.join(format!("{name}.json"))).expect("a model");
        let mut model: Value = serde_json::from_str(&text).expect("JSON");
        model["zones"] = json!({
            "heading": "Zones", "paragraphs": ["Three of them."], "items": [], "tables": [], "closing": [], "wide": false,
        });
        fs::write(build.join("changed.json"), model.to_string()).expect("a file");
        let typst = std::env::var("ITA_REPORT_TYPST").unwrap_or_else(|_| "typst".to_owned());
        let pdf = build.join("changed.pdf");
        let made = Command::new(typst)
            .args(["compile", "--ignore-system-fonts", "--input", "data=/changed.json", "--root"])
            .args([&build, Path::new("--font-path"), &build.join("fonts")])
            .args([&build.join(format!("typst/{name}.typ")), &pdf])
            .output()
            .expect("Typst");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let output = Command::new("pdftotext").arg(&pdf).arg("-").output().expect("pdftotext");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let (section, appendix) = (text.rfind("Three of them."), text.rfind("ผ.๑"));
        assert!(section.is_some() && section < appendix, "{name}: {section:?}, {appendix:?}");
    }
}

/// No ink of one line meets that of another, or a rule, on any page, and every number in a table has its room.
pub fn assert_ink_apart(paths: &[PathBuf]) {
    if tool("pdftocairo") && tool("python3") {
        let paths: Vec<_> = paths.iter().map(PathBuf::as_path).collect();
        let (content, said) = judge(Path::new("python3"), "ink.py", &paths);
        assert!(content, "{said}");
    }
}

/// Every figure is the same in all outputs that show it, `explain` among them; one that is not is seen wherever it is.
fn assert_outputs_agree(workspace: &Workspace) {
    let Some(python) = python("openpyxl").filter(|_| tool("pdftotext")) else { return };
    let (published, build) = (workspace.path("output/2568-h1"), workspace.path("build"));
    let paths: Vec<&Path> = vec![&published, &build];
    let explain = [env!("CARGO_BIN_EXE_ita-report"), "--workspace", ".", "explain", "--format", "json"];
    let root = workspace.path(".");
    let explain = explain.map(|word| if word == "." { root.as_path() } else { Path::new(word) });
    let (content, said) = judge(&python, "agreement.py", &[paths.clone(), explain.to_vec()].concat());
    assert!(content, "{said}");
    let planted = [
        ("index.html", "<strong>๙๘.๕๕", "<strong>๙๘.๕๖", "index.html says 98.56"),
        ("data/question_scores.csv", "99.3036750483559", "99.31", "I1 / score: open data says 99.31"),
        ("data/o9_tax-2568-h1.csv", ",95,", ",96,", "taxpayers"),
        // A PDF that prints another number than its model.
        ("../../build/measures.json", "๙๙.๓๔", "๙๙.๓๕", "99.35"),
    ];
    let mut whole = Vec::new();
    for (file, right, wrong, _) in planted {
        let text = fs::read_to_string(published.join(file)).expect("an output");
        assert!(text.contains(right), "{file} has no {right}");
        fs::write(published.join(file), text.replacen(right, wrong, 1)).expect("an output");
        whole.push(text);
    }
    let (content, said) = judge(&python, "agreement.py", &paths);
    for ((file, _, wrong, wanted), text) in planted.into_iter().zip(whole) {
        assert!(!content && said.contains(wanted), "{wrong} in {file} was not seen: {said}");
        fs::write(published.join(file), text).expect("an output");
    }
}

/// As many pages as readers have time for, and few of them end early.
fn assert_pages(workspace: &Workspace) {
    if !(tool("pdftocairo") && tool("python3")) {
        return;
    }
    let bars = [(MEASURES, 30), (PROGRESS, 45)];
    let inside = workspace.path("output/2568-h1/internal/progress-2568-h1-internal.pdf");
    let mut wanted: Vec<_> =
        bars.map(|(name, most)| format!("{}:{most}", pdf(workspace, name).display())).to_vec();
    wanted.push(inside.display().to_string());
    let wanted: Vec<_> = wanted.iter().map(Path::new).collect();
    let (content, said) = judge(Path::new("python3"), "pages.py", &wanted);
    assert!(content, "{said}");
    // A unit stands on three pages at most: from its heading to the next one, whose page counts unless it begins there.
    let pages = pages::pages(&inside);
    let heading = |number: &str| {
        let mut words =
            pages.iter().skip(2).flat_map(|page| page.words.iter().map(move |w| (page.number, w)));
        let found = words.find(|(_, w)| w.text == number && w.left < 95.0);
        found.map(|(page, w)| (page, w.top < 100.0))
    };
    let numbers = (1..=17).map(|unit| to_thai_digits(&format!("4.{unit}"))).chain(["ภาคผนวก".to_owned()]);
    let starts: Vec<_> =
        numbers.map(|number| heading(&number).unwrap_or_else(|| panic!("{number}"))).collect();
    for pair in starts.windows(2) {
        let touched = pair[1].0 - pair[0].0 + usize::from(!pair[1].1);
        assert!(touched <= 3, "a unit stands on {touched} pages: {starts:?}");
    }
}

/// What the judge of ink is for: lines too tight, and a number that its column is a point too narrow for.
fn planted_faults_are_seen(workspace: &Workspace) {
    if !(tool("pdftocairo") && tool("python3")) {
        return;
    }
    let build = workspace.path("build");
    let compile = |name: &str| -> PathBuf {
        let out = build.join(format!("{name}-planted.pdf"));
        let typst = std::env::var("ITA_REPORT_TYPST").unwrap_or_else(|_| "typst".to_owned());
        let status = Command::new(typst)
            .args(["compile", "--root"])
            .arg(&build)
            .arg("--ignore-system-fonts")
            .arg("--font-path")
            .arg(build.join("fonts"))
            .args(["--input", &format!("data=/{name}.json")])
            .arg(build.join(format!("typst/{name}.typ")))
            .arg(&out)
            .status();
        assert!(status.expect("typst").success());
        out
    };
    // The bold hundred, a point wider than its cell has room for; and so wide that it reaches over the rule.
    let data = build.join("measures.json");
    let whole = fs::read_to_string(&data).expect("a view model");
    for (sides, wanted) in [(7.0, "๑๐๐.๐๐ is too wide for its cell"), (3.5, "a rule runs through ink")]
    {
        let mut narrow: Value = serde_json::from_str(&whole).expect("JSON");
        let squeezed = squeeze(&mut narrow, "๑๐๐.๐๐", sides);
        assert!(squeezed > 0, "no column shows the number");
        fs::write(&data, narrow.to_string()).expect("a view model");
        let (content, said) = judge(Path::new("python3"), "ink.py", &[&compile("measures")]);
        assert!(!content && said.contains(wanted), "a number that is a point too wide was not seen: {said}");
    }
    fs::write(&data, whole).expect("a view model");
    // Lines as tight as they once were.
    let sizes = build.join("typst/lib/geometry.toml");
    let text = fs::read_to_string(&sizes).expect("sizes");
    let tight =
        text.lines().map(|line| if line.starts_with("leading_em") { "leading_em = 0.1" } else { line });
    fs::write(&sizes, tight.collect::<Vec<_>>().join("\n")).expect("sizes");
    let (content, said) = judge(Path::new("python3"), "ink.py", &[&compile("measures")]);
    assert!(!content && said.contains("ink of two lines meets"), "leading of 0.1 em was not seen: {said}");
}

/// Makes every column that shows `number` in bold a point narrower than the number with so many points at its sides; how
/// many there are.
fn squeeze(value: &mut Value, number: &str, sides: f64) -> usize {
    match value {
        Value::Array(items) => items.iter_mut().map(|item| squeeze(item, number, sides)).sum(),
        Value::Object(fields) => {
            let shows = |cell: &Value| cell["tone"] == "strong" && cell["lines"][0] == number;
            let rows = fields.get("rows").and_then(Value::as_array).cloned().unwrap_or_default();
            let column = rows.iter().find_map(|row| {
                let mut at = 0;
                for cell in row["cells"].as_array()? {
                    if shows(cell) && cell["span"] == 1 {
                        return Some((at, cell.clone()));
                    }
                    at += usize::try_from(cell["span"].as_u64()?).ok()?;
                }
                None
            });
            let points = fields.get("points").and_then(Value::as_f64);
            let (Some((column, _)), Some(points)) = (column, points) else {
                return fields.values_mut().map(|field| squeeze(field, number, sides)).sum();
            };
            // The face's bold digits are 0.685 em wide, its point 0.258 em.
            let needed = (5.0 * 0.685 + 0.258) * points + sides;
            let Some(widths) = fields.get_mut("widths").and_then(Value::as_array_mut) else { return 0 };
            widths[column] = Value::from(needed - 1.0);
            1
        }
        _ => 0,
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let workspace = Workspace::sample();
    let run = |output: &str| {
        workspace.expect(&["run", "--quiet", "--output", output], 0);
        BOTH.map(|name| fs::read(workspace.path(&format!("{output}/2568-h1/{name}.pdf"))).expect("a PDF"))
    };
    let [first, second] = ["one", "elsewhere/two"].map(run);
    for (at, name) in BOTH.into_iter().enumerate() {
        assert!(first[at] == second[at], "{name}.pdf differs between two runs");
    }
}

/// Every string of a view model.
fn strings<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| strings(field, found)),
        _ => {}
    }
}

/// Every cell of the sample's seeds: what people wrote.
fn written(dir: &Path, cells: &mut Vec<String>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            written(&path, cells);
        } else if path.extension().is_some_and(|end| end == "csv") {
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&path);
            for row in reader.as_mut().expect("seeds").records() {
                cells.extend(row.expect("a row").iter().map(ToOwned::to_owned));
            }
        }
    }
}

/// Whether every word of a line for which `is` holds stands in a cell beside the word before or behind it.
fn stands_in(line: &str, cells: &[String], is: impl Fn(&&str) -> bool) -> bool {
    // The colon behind a label is ours, and so are brackets around a text.
    let words: Vec<_> = line.trim_matches(['(', ')', ':']).split(' ').collect();
    (0..words.len()).filter(|at| is(&words[*at])).all(|at| {
        let beside = [words.get(at.saturating_sub(1)..=at), words.get(at..at + 2), words.get(at..=at)];
        let from = if words.len() == 1 { 2 } else { 0 };
        beside[from..]
            .iter()
            .take(2)
            .flatten()
            .any(|run| cells.iter().any(|cell| cell.contains(&run.join(" "))))
    })
}

#[test]
fn arabic_digits_reach_every_text_but_what_people_wrote() {
    let workspace = Workspace::sample();
    workspace.expect(&["run", "--quiet", "--digits", "arabic"], 0);
    assert_valid(&BOTH.map(|name| pdf(&workspace, name)));
    assert_verbatim(&workspace);
    let mut cells = Vec::new();
    written(&project().join("samples/bangna"), &mut cells);
    let thai_digit = |text: &&str| text.chars().any(|c| ('๐'..='๙').contains(&c));
    for name in BOTH {
        let bytes = fs::read(model(&workspace, name)).expect("the model");
        let value: Value = serde_json::from_slice(&bytes).expect("JSON");
        let mut texts = Vec::new();
        strings(&value, &mut texts);
        let lines = texts.iter().flat_map(|text| text.lines()).filter(thai_digit);
        let left: Vec<_> = lines.filter(|line| !stands_in(line, &cells, thai_digit)).collect();
        assert!(left.is_empty(), "{name}: Thai digits in {left:#?}");
    }
}
