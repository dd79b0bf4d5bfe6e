//! Six-month data sets as they are published: data package, totals in every format, the index page, and a tenth data
//! set added by files alone.

use crate::builder::save;
use crate::clean::{row, table};
use crate::extras::{node_package, python, tool};
use crate::workspace::{Workspace, copy, project};
use calamine::{Data, Reader, Xlsx};
use ita_report::thai;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The sample's publication, made once for all tests that only read it.
fn published() -> PathBuf {
    static SAMPLE: OnceLock<Workspace> = OnceLock::new();
    let workspace = SAMPLE.get_or_init(|| {
        let workspace = Workspace::sample();
        workspace.expect(&["run"], 0);
        workspace
    });
    workspace.path("output/2568-h1")
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).expect("a JSON file")).expect("JSON")
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV file");
    reader.deserialize().map(|row| row.expect("a row")).collect()
}

const VALIDATE: &str = "
import json, sys
from frictionless import validate
report = validate(sys.argv[1])
errors = [e.message for e in report.errors] + [t.name + ': ' + e.message for t in report.tasks for e in t.errors]
print(json.dumps({'tasks': len(report.tasks), 'errors': errors}))
";

fn validated(python: &Path, package: &Path) -> Value {
    let output = Command::new(python).args(["-c", VALIDATE]).arg(package).output().expect("Python runs");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

#[test]
fn the_data_package_is_valid_and_every_csv_follows_its_schema() {
    let Some(python) = python("frictionless") else { return };
    let data = published().join("data");
    let package = data.join("datapackage.json");
    let csvs = std::fs::read_dir(&data)
        .expect("data")
        .filter(|e| e.as_ref().expect("an entry").path().extension().is_some_and(|end| end == "csv"));
    let found = validated(&python, &package);
    assert_eq!(found["errors"], serde_json::json!([]));
    assert_eq!(found["tasks"], csvs.count());

    // A cell that breaks its column's rule is seen: the schemas do bind.
    let dir = tempfile::tempdir().expect("a folder");
    copy(&data, dir.path());
    let tax = dir.path().join("o9_tax-2568-h1.csv");
    let text = std::fs::read_to_string(&tax).expect("the CSV");
    std::fs::write(&tax, text.replacen(",ภาษีป้าย,", ",ภาษีอื่น,", 1)).expect("writing");
    let found = validated(&python, &dir.path().join("datapackage.json"));
    assert!(found["errors"].to_string().contains("enum"), "{found}");
}

#[test]
fn the_package_says_who_what_when_and_under_which_licence() {
    let package = json(&published().join("data/datapackage.json"));
    assert_eq!(package["$schema"], "https://datapackage.org/profiles/2.0/datapackage.json");
    assert_eq!(package["period"]["start"], "2024-10-01");
    assert_eq!(package["period"]["end"], "2025-03-31");
    assert_eq!(package["licenses"][0]["name"], "CC-BY-4.0");
    assert!(package["description"].as_str().is_some_and(|d| d.starts_with("ข้อมูลตัวอย่าง")), "the mark");
    let keys = [
        "data_type",
        "title",
        "organization",
        "maintainer",
        "maintainer_email",
        "keywords",
        "description",
        "objective",
        "update_frequency",
        "geo_coverage",
        "data_source",
        "data_format",
        "data_category",
        "license",
    ];
    let resources = package["resources"].as_array().expect("resources");
    for described in resources.iter().chain([&package]) {
        for key in keys {
            for lang in ["th", "en"] {
                let value = described["catalogue"][key]["value"][lang].as_str().unwrap_or_default();
                assert!(!value.is_empty(), "{} {key} {lang}", described["name"]);
            }
        }
        for lang in ["th", "en"] {
            assert!(
                described["titles"][lang].as_str().is_some_and(|t| !t.is_empty()),
                "{}",
                described["name"]
            );
        }
    }
    for resource in resources {
        let path = published().join("data").join(resource["path"].as_str().expect("a path"));
        let bytes = std::fs::read(&path).expect("the file");
        assert_eq!(resource["bytes"], bytes.len());
        let mut hash = String::new();
        for byte in Sha256::digest(&bytes) {
            write!(hash, "{byte:02x}").expect("a string");
        }
        assert_eq!(resource["hash"], format!("sha256:{hash}"));
        for field in resource["schema"]["fields"].as_array().expect("fields") {
            for lang in ["th", "en"] {
                let title = field["titles"][lang].as_str().unwrap_or_default();
                assert!(!title.is_empty(), "{}: {} {lang}", resource["name"], field["name"]);
            }
        }
    }
}

/// Sums of the columns that a data set totals, from its CSV.
fn sums(name: &str, half: &str, columns: &[&str]) -> Vec<f64> {
    let rows = rows(&published().join(format!("data/{name}-{half}.csv")));
    let sum = |column: &&str| rows.iter().map(|r| r[*column].parse::<f64>().expect("a number")).sum();
    columns.iter().map(sum).collect()
}

fn text_of(pdf: &Path) -> String {
    let output = Command::new("pdftotext").args(["-layout"]).arg(pdf).arg("-").output().expect("pdftotext");
    thai::to_arabic_digits(&String::from_utf8_lossy(&output.stdout))
}

/// The total row of the sheet of groups, by column title.
fn total_row(xlsx: &Path) -> BTreeMap<String, f64> {
    let mut book: Xlsx<_> = calamine::open_workbook(xlsx).expect("the workbook");
    let sheet = book.worksheet_range("สรุป").expect("the sheet");
    let header = sheet.rows().position(|r| r[0] == Data::String("ลำดับ".to_owned())).expect("a header");
    let titles: Vec<String> =
        sheet.rows().nth(header).expect("titles").iter().map(ToString::to_string).collect();
    let total = sheet.rows().find(|r| r[0] == Data::String("รวม".to_owned())).expect("a total row");
    titles.into_iter().zip(total).filter_map(|(title, cell)| Some((title, cell.as_f64_like()?))).collect()
}

trait AsNumber {
    fn as_f64_like(&self) -> Option<f64>;
}

impl AsNumber for Data {
    fn as_f64_like(&self) -> Option<f64> {
        match self {
            Self::Float(number) => Some(*number),
            #[allow(clippy::cast_precision_loss)]
            Self::Int(number) => Some(*number as f64),
            _ => None,
        }
    }
}

/// A data set and its summed columns: name, title, decimals.
type Totalled = (&'static str, &'static [(&'static str, &'static str, usize)]);

const TOTALLED: &[Totalled] = &[
    ("o3_schools", &[("pupils", "จำนวนนักเรียน (คน)", 0), ("donations", "เงินบริจาค (บาท)", 2)]),
    ("o9_tax", &[("taxpayers", "จำนวนผู้ชำระภาษี (ราย)", 0), ("amount", "ภาษีที่จัดเก็บได้ (บาท)", 2)]),
    ("o10_revenue", &[("cases", "จำนวนราย", 0), ("amount", "รายได้ที่จัดเก็บได้ (บาท)", 2)]),
    ("o13_spending", &[("planned", "แผนการใช้จ่ายของรอบ (บาท)", 2), ("spent", "ผลการใช้จ่ายของรอบ (บาท)", 2)]),
    ("o14_subsidies", &[("granted", "เงินที่อุดหนุน (บาท)", 2), ("returned", "เงินที่ส่งคืน (บาท)", 2)]),
    ("o15_procurement", &[("price", "ราคาที่ตกลงซื้อหรือจ้าง (บาท)", 2)]),
    ("o17_complaints", &[("received", "เรื่องที่ได้รับ", 0)]),
];

#[test]
fn totals_agree_in_pdf_xlsx_and_csv() {
    if !tool("pdftotext") {
        return;
    }
    let report = text_of(&published().join("progress-2568-h1.pdf"));
    for (name, columns) in TOTALLED {
        let own = published().join(format!("data-sets/{}-2568-h1", name.replace('_', "-")));
        let text = text_of(&own.with_extension("pdf"));
        let totals = total_row(&own.with_extension("xlsx"));
        for (column, title, decimals) in *columns {
            for (half, year) in [("2568-h1", "๒๕๖๘"), ("2567-h1", "๒๕๖๗")] {
                let csv = sums(name, half, &[column])[0];
                // Satang stand where one amount of the column has them.
                let whole = thai::format_number(csv, 0);
                let shown = thai::format_number(csv, *decimals);
                let has = |page: &str| page.contains(&shown) || (csv.fract() == 0.0 && page.contains(&whole));
                assert!(has(&text), "{name} {column} {half}: {shown} is not in its PDF");
                assert!(has(&report), "{name} {column} {half}: {shown} is not in the report");
                let cell = totals.get(&format!("{title} ปี {year}"));
                let cell = cell.unwrap_or_else(|| panic!("{name}: no column {title} {year} in {totals:?}"));
                assert!((cell - csv).abs() < 1e-6, "{name} {column} {half}: {cell} in xlsx, {csv} in CSV");
            }
        }
    }
}

#[test]
fn problems_and_notes_of_offices_reach_the_documents() {
    if !tool("pdftotext") {
        return;
    }
    // In the order in which it is set: cell after cell.
    let plain = |pdf: &str| {
        let pdf = published().join(pdf);
        let output = Command::new("pdftotext").arg("-raw").arg(pdf).arg("-").output().expect("pdftotext");
        String::from_utf8_lossy(&output.stdout).split_whitespace().collect::<String>()
    };
    let report = plain("progress-2568-h1.pdf");
    let own = plain("data-sets/o13-spending-2568-h1.pdf");
    let subsidies = plain("data-sets/o14-subsidies-2568-h1.pdf");
    let problem = "ใบแจ้งหนี้ค่าสาธารณูปโภคเดือนสุดท้ายมาถึงหลังสิ้นรอบ";
    assert!(own.contains(problem));
    let note = "งดกิจกรรมหนึ่งครั้งเนื่องจากฝนตกหนัก";
    assert!(subsidies.contains(note));
    // The report for the public says where they are.
    for file in ["o13-spending-2568-h1", "o14-subsidies-2568-h1"] {
        assert!(report.contains(file), "{file}");
    }
    assert!(!report.contains(problem) && !report.contains(note));
    assert!(report.contains("คิดเป็นร้อยละของแผน๙๐.๖๘และร้อยละของงบประมาณ๔๔.๕๕"));
    // The total was high enough the year before.
    assert!(plain("measures-2568.pdf").contains("เพราะEITถึงเกณฑ์๙๕แล้ว"));
}

/// The page; the template library writes a slash in a text as an entity, which is the same to a browser.
fn page_of(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("index.html")).expect("the page").replace("&#x2f;", "/")
}

/// Values of an attribute in a page.
fn attribute(page: &str, name: &str) -> Vec<String> {
    let mark = format!(" {name}=\"");
    page.split(&mark).skip(1).filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
}

#[test]
fn the_index_page_lists_every_file_and_its_links_stay_in_the_folder() {
    let dir = published();
    let page = page_of(&dir);
    let ids: BTreeSet<String> = attribute(&page, "id").into_iter().collect();
    let mut linked = BTreeSet::new();
    for href in attribute(&page, "href") {
        if let Some(id) = href.strip_prefix('#') {
            assert!(ids.contains(id), "{href}");
        } else if href.starts_with("mailto:") || href.starts_with("https://creativecommons.org/") {
            // Where to ask, and the licence's text.
        } else {
            assert!(dir.join(&href).is_file(), "{href}");
            assert!(linked.insert(href.clone()), "{href} twice");
        }
    }
    let manifest = json(&dir.join("run.json"));
    for output in manifest["outputs"].as_array().expect("outputs") {
        let path = output["path"].as_str().expect("a path");
        if path == "index.html" {
            continue;
        }
        if path.starts_with("internal/") {
            assert!(!linked.contains(path), "{path} is for the inside");
            continue;
        }
        assert!(linked.contains(path), "{path} is not on the page");
        assert!(page.contains(output["sha256"].as_str().expect("a hash")), "{path}: hash");
    }
    // Nothing is loaded, from wherever.
    for part in ["<script", "<link", "<img", "src=", "url(", "@import"] {
        assert!(!page.contains(part), "{part}");
    }
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("<html lang=\"th\">"));
    assert!(page.contains("ข้อมูลตัวอย่าง"), "the sample's mark");
}

#[test]
fn an_accessibility_checker_finds_nothing_at_phone_and_desk_size() {
    if !tool("node") || !tool("chromium") {
        return;
    }
    let Some(modules) = node_package("axe-core") else { return };
    let which = Command::new("sh").args(["-c", "command -v chromium"]).output().expect("sh");
    let output = Command::new("node")
        .arg(project().join("tests/it/index_page/check.cjs"))
        .arg(published().join("index.html"))
        .arg(String::from_utf8_lossy(&which.stdout).trim())
        .env("NODE_PATH", modules)
        .output()
        .expect("node runs");
    let found: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"));
    for size in ["phone", "desk"] {
        assert_eq!(found[size]["violations"], serde_json::json!([]), "{size}");
        assert!(found[size]["rules"].as_u64().is_some_and(|n| n > 20), "{size}: hardly a rule applied");
        assert_eq!(found[size]["overflow"], 0, "{size}: the page is wider than the screen");
    }
    let requests = found["requests"].as_array().expect("requests");
    assert!(requests.iter().all(|r| r.as_str().is_some_and(|r| r.starts_with("file://"))), "{requests:?}");
}

/// The example's templates.
fn example() -> String {
    project().join("docs/examples/tenth-data-set").display().to_string()
}

#[test]
fn a_tenth_data_set_needs_files_only() {
    let workspace = Workspace::sample();
    let templates = example();
    let with = |args: &[&str]| -> Vec<String> {
        args.iter().copied().chain(["--templates", &templates]).map(str::to_owned).collect()
    };
    let expect = |args: &[&str], code| {
        let args = with(args);
        workspace.expect(&args.iter().map(String::as_str).collect::<Vec<_>>(), code)
    };

    // The blank form of the office that it names has its sheet.
    expect(&["init", "new", "--preset", "bangkok-district", "--name", "สำนักงานเขตทดสอบ", "--forms"], 0);
    let blanks = blank_sheets(&workspace.path("new"));
    assert!(
        blanks.iter().any(|(file, sheet)| file.contains("office-02") && sheet == "O12 การให้บริการ"),
        "{blanks:?}"
    );

    // Wrong input is found at its cell.
    let file = workspace.path("input/2568/h1/services.xlsx");
    std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
    save(&file, &[services("มิถุนายน", 120)]);
    let (out, _) = expect(&["check", "--format", "json"], 1);
    let told: Value = serde_json::from_str(&out).expect("JSON");
    let found = told["diagnostics"].as_array().expect("findings");
    assert!(
        found.iter().any(|f| f["code"] == "date-outside-period"
            && f["cell"] == "A6"
            && f["sheet"] == "O12 การให้บริการ"),
        "{found:?}"
    );

    // Right input is published in every form.
    save(&file, &[services("ตุลาคม", 123_457)]);
    expect(&["run"], 0);
    let out = workspace.path("output/2568-h1");
    let csv = rows(&out.join("data/o12_services-2568-h1.csv"));
    assert_eq!(csv[0]["people"], "123457");
    let package = json(&out.join("data/datapackage.json"));
    let resources = package["resources"].as_array().expect("resources");
    let own = resources.iter().find(|r| r["path"] == "o12_services-2568-h1.csv").expect("the resource");
    assert_eq!(own["catalogue"]["objective"]["value"]["th"], "เพื่อให้ประชาชนทราบปริมาณงานบริการของหน่วยงาน");
    let page = page_of(&out);
    assert!(
        page.contains("data-sets/o12-services-2568-h1.pdf")
            && page.contains("data-sets/o12-services-2568-h1.xlsx")
    );
    let mut book: Xlsx<_> =
        calamine::open_workbook(out.join("data-sets/o12-services-2568-h1.xlsx")).expect("xlsx");
    let sheet = book.worksheet_range("รายการ").expect("its rows");
    assert!(sheet.used_cells().any(|(_, _, cell)| *cell == Data::Float(123_457.0)));
    let mut book: Xlsx<_> = calamine::open_workbook(out.join("progress-2568-h1.xlsx")).expect("xlsx");
    let sheet = book.worksheet_range("O12 การให้บริการ").expect("its sheet in the report's workbook");
    assert!(sheet.used_cells().any(|(_, _, cell)| *cell == Data::Float(123_457.0)));
    if tool("pdftotext") {
        for pdf in ["progress-2568-h1.pdf", "data-sets/o12-services-2568-h1.pdf"] {
            assert!(text_of(&out.join(pdf)).contains("123,457"), "{pdf}");
        }
    }
    if let Some(python) = python("frictionless") {
        assert_eq!(validated(&python, &out.join("data/datapackage.json"))["errors"], serde_json::json!([]));
    }
}

/// The example's sheet with one row.
fn services(month: &str, people: i32) -> crate::builder::Sheet {
    let titles = ["เดือน", "งานบริการ", "จำนวนผู้รับบริการ (ราย)", "ระยะเวลาให้บริการเฉลี่ย (นาที)"];
    crate::builder::Sheet::new("O12 การให้บริการ", &titles)
        .row(row![month, "งานทะเบียนราษฎร", people, 12.5])
        .meta("หน่วยงาน", "ฝ่ายทะเบียน")
        .meta("ปีงบประมาณ พ.ศ.", 2568)
        .meta("รอบ ๖ เดือน", 1)
        .meta("ฉบับที่", 1)
}

/// File and sheet names of all workbooks below a folder.
fn blank_sheets(dir: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(blank_sheets(&path));
        } else if path.extension().is_some_and(|end| end == "xlsx") {
            let book: Xlsx<_> = calamine::open_workbook(&path).expect("a workbook");
            found.extend(book.sheet_names().into_iter().map(|s| (path.display().to_string(), s)));
        }
    }
    found
}

#[test]
fn a_person_is_published_with_an_initial_and_a_company_as_it_is() {
    let workspace = Workspace::empty();
    let bought = |winner: &str| {
        row![
            "ตุลาคม",
            "กระดาษ",
            20000,
            20000,
            "วิธีเฉพาะเจาะจง",
            winner,
            winner,
            19000,
            "ราคาต่ำสุด",
            format!("สัญญา {winner}").as_str()
        ]
    };
    let sheet = table("o15_procurement", vec![bought("นายสมมุติ ตัวอย่างดี"), bought("บริษัท ตัวอย่าง จำกัด")])
        .meta("หน่วยงาน", "ฝ่ายปกครอง")
        .meta("ปีงบประมาณ พ.ศ.", 2568)
        .meta("รอบ ๖ เดือน", 1)
        .meta("ฉบับที่", 1);
    save(&workspace.path("input/2568/a.xlsx"), &[sheet]);
    let facts = crate::workbook_support::Sample::at(&workspace.path("")).facts;
    let rows = facts.data_sets.values().next().expect("the data set");
    let winners: Vec<String> = rows
        .iter()
        .map(|r| match r.values[6].get() {
            Some(ita_report::model::DataValue::Text(text)) => text.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(winners, ["นายสมมุติ ต.", "บริษัท ตัวอย่าง จำกัด"]);
}

/// A variable that nobody fills in would be printed.
#[test]
fn no_variable_is_left_in_a_text() {
    let is_name = |inside: &&str| {
        !inside.is_empty() && inside.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    let published = published();
    let files = ["data/measures-2568.json", "data/progress-2568-h1.json", "data/datapackage.json"];
    let books =
        ["scores-2567.xlsx", "progress-2568-h1.xlsx", "changes.xlsx", "data-sets/o14-subsidies-2568-h1.xlsx"];
    let mut texts: Vec<_> = files
        .iter()
        .map(|name| (*name, std::fs::read_to_string(published.join(name)).expect("a text")))
        .collect();
    texts.extend(books.map(|name| (name, shared_strings(&published.join(name)))));
    if tool("pdftotext") {
        let own =
            CONTRACTS.map(|name| (name, text_of(&published.join(format!("data-sets/{name}-2568-h1.pdf")))));
        texts.extend(own);
        let inside = "internal/progress-2568-h1-internal.pdf";
        texts.push((inside, text_of(&published.join(inside))));
    }
    for (name, text) in texts {
        let inside =
            text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(inside, _)| inside));
        let left: Vec<_> = inside.filter(is_name).collect();
        assert!(left.is_empty(), "{name}: {left:?}");
    }
}

const CONTRACTS: [&str; 4] = ["o5-performance", "o13-spending", "o15-procurement", "o19-risks"];

/// Every text of a workbook.
fn shared_strings(path: &Path) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).expect("a workbook")).expect("a zip");
    let part = zip.by_name("xl/sharedStrings.xml").expect("texts");
    std::io::read_to_string(part).expect("text")
}
