//! Forms as offices keep them in the place of our own, from the workbook to the publication; and the same forms
//! saved in other formats.

use crate::extras::tool;
use crate::hostile::{parts, zipped};
use crate::layouts::{FORMS, figures, form, repository};
use crate::workbook_support::Book;
use crate::workspace::Workspace;
use std::path::Path;
use std::process::Command;

/// Takes the rows of the sheets of a workbook whose tabs begin so.
fn empty_sheets(path: &Path, tab: &str) {
    let bytes = std::fs::read(path).expect("a workbook");
    let book = Book::of(&bytes);
    let doomed: Vec<usize> =
        (1..).zip(&book.tabs).filter(|(_, t)| t.starts_with(tab)).map(|(n, _)| n).collect();
    assert!(!doomed.is_empty(), "{} has no sheet {tab}: {:?}", path.display(), book.tabs);
    let emptied = parts(&bytes, |name, text| {
        let is_it = doomed.iter().any(|n| name == format!("xl/worksheets/sheet{n}.xml"));
        match (is_it, text.split_once("<sheetData>"), text.split_once("</sheetData>")) {
            (true, Some((before, _)), Some((_, after))) => format!("{before}<sheetData></sheetData>{after}"),
            _ => text,
        }
    });
    std::fs::write(path, zipped(&emptied)).expect("a workbook");
}

/// Takes the rows of one instrument out of our own form of results.
fn without_instrument(path: &Path, tab: &str, letter: char) {
    let bytes = std::fs::read(path).expect("a workbook");
    let book = Book::of(&bytes);
    let sheet = book.tabs.iter().position(|t| t == tab).expect("the sheet") + 1;
    let is_code = |row: usize| {
        let text = book.at(tab, row, 0).to_string();
        text.strip_prefix(letter).is_some_and(|n| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit()))
    };
    let left = parts(&bytes, |name, text| {
        if name != format!("xl/worksheets/sheet{sheet}.xml") {
            return text;
        }
        let number = |row: &str| row.split_once("<row r=\"")?.1.split('"').next()?.parse::<usize>().ok();
        let rows = text.split_inclusive("</row>");
        rows.filter(|row| number(row).is_none_or(|n| !is_code(n - 1))).collect()
    });
    std::fs::write(path, zipped(&left)).expect("a workbook");
}

fn put(ws: &Workspace, name: &str, year: &str) {
    let to = ws.path(&format!("input/{year}/{name}"));
    std::fs::copy(repository(&format!("tests/golden/forms/{name}")), to).expect("a form");
}

fn text_of(ws: &Workspace, pdf: &str) -> String {
    let output =
        Command::new("pdftotext").arg("-layout").arg(ws.path(pdf)).arg("-").output().expect("pdftotext");
    assert!(output.status.success());
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The sum of a column of an open data file, and its rows.
fn csv_sum(ws: &Workspace, file: &str, column: &str) -> (f64, usize) {
    let mut reader = csv::Reader::from_path(ws.path(file)).expect("a CSV");
    let headers = reader.headers().expect("a header").clone();
    let at = headers.iter().position(|h| h.trim_start_matches('\u{feff}') == column);
    let at = at.unwrap_or_else(|| panic!("no {column} in {headers:?}"));
    let values: Vec<f64> = reader.records().map(|r| r.expect("a row")[at].parse().unwrap_or(0.0)).collect();
    (values.iter().sum(), values.len())
}

/// Whether any cell of a workbook holds the number.
fn holds(ws: &Workspace, file: &str, wanted: f64) -> bool {
    let book = Book::of(&std::fs::read(ws.path(file)).expect("a workbook"));
    book.numbers().any(|number| (number - wanted).abs() < 5e-3)
}

fn near(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-6, "{found} instead of {wanted}");
}

#[test]
fn forms_of_offices_in_place_of_ours_reach_csv_workbook_and_pdf() {
    if !tool("pdftotext") {
        return;
    }
    let ws = Workspace::sample();
    let own = |name: &str| ws.path(&format!("input/2568/{name}.xlsx"));
    empty_sheets(&own("h1-office-05"), "O9");
    empty_sheets(&own("h1-office-08"), "O15");
    (1..=7).for_each(|n| empty_sheets(&own(&format!("h1-school-0{n}")), "O3"));
    without_instrument(&ws.path("input/2567/ita-results.xlsx"), "ผลสำรวจรายข้อ", 'I');
    for name in ["tax-cross-table.xlsx", "sor-khor-ror-1.xlsx", "schools-one-list.xlsx"] {
        put(&ws, name, "2568");
    }
    put(&ws, "results-block.xlsx", "2567");
    let (out, _) = ws.expect(&["run", "--fy", "2568", "--half", "1", "--lang", "en"], 0);
    assert!(out.contains("total, fiscal year 2567: 98.55") && out.contains("IIT 99.34"), "{out}");

    let data = |name: &str| format!("output/2568-h1/data/{name}-2568-h1.csv");
    assert_eq!(csv_sum(&ws, &data("o9_tax"), "amount"), (2_625_000.0, 18));
    near(csv_sum(&ws, &data("o9_tax"), "taxpayers").0, 225.0);
    let price = csv_sum(&ws, &data("o15_procurement"), "price").0;
    let schools = |column| csv_sum(&ws, &data("o3_schools"), column);
    assert_eq!(schools("pupils"), (2128.0, 7));
    near(schools("teachers").0, 168.0);
    near(schools("subsidies").0, 700_028.0);
    near(schools("donations").0, 140_000.0);

    let report = text_of(&ws, "output/2568-h1/progress-2568-h1.pdf");
    for figure in ["๒,๖๒๕,๐๐๐", "๗๐๐,๐๒๘", "๒,๑๒๘", "๑๔๐,๐๐๐"] {
        assert!(report.contains(figure), "{figure} is not in the progress report");
    }
    let measures = text_of(&ws, "output/2568-h1/measures-2568.pdf");
    for figure in ["๙๘.๕๕", "๙๙.๓๔", "๙๙.๔๑", "๙๘.๗๕", "๙๙.๗๒", "๙๙.๖๙", "๙๙.๔๐"]
    {
        assert!(measures.contains(figure), "{figure} is not in the measures document");
    }
    for figure in [2_625_000.0, 225.0, 700_028.0, 140_000.0, price] {
        assert!(holds(&ws, "output/2568-h1/progress-2568-h1.xlsx", figure), "{figure} is in no cell");
    }
}

#[test]
fn scores_in_total_and_a_register_as_published_reach_csv_workbook_and_pdf() {
    if !tool("pdftotext") {
        return;
    }
    let ws = Workspace::sample();
    for entry in std::fs::read_dir(ws.path("input/2568")).expect("a folder") {
        let path = entry.expect("an entry").path();
        // Reports on the codes of the invented register.
        if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("h1-")) {
            std::fs::remove_file(path).expect("removed");
        }
    }
    for name in ["tax-cross-table.xlsx", "sor-khor-ror-1.xlsx", "schools-one-list.xlsx", "register.xlsx"] {
        put(&ws, name, "2568");
    }
    std::fs::remove_file(ws.path("input/2567/ita-results.xlsx")).expect("removed");
    put(&ws, "results-overall-only.xlsx", "2567");
    let (out, _) = ws.expect(&["run", "--fy", "2568", "--half", "1", "--lang", "en"], 0);
    for said in ["98.55", "ผ่านดีเยี่ยม", "IIT 99.34 weighted 29.80", "EIT 95.81 weighted 28.74"]
    {
        assert!(out.contains(said), "{said}: {out}");
    }
    let (price, rows) = csv_sum(&ws, "output/2568-h1/data/o15_procurement-2568-h1.csv", "price");
    assert_eq!(rows, 4);
    near(price, 114_200.0);
    near(csv_sum(&ws, "output/2568-h1/data/o15_procurement-2568-h1.csv", "budget").0, 115_000.0);
    assert_eq!(csv_sum(&ws, "output/2568-h1/data/measures.csv", "indicator").1, 46);
    let report = text_of(&ws, "output/2568-h1/progress-2568-h1.pdf");
    for figure in ["๑๑๔,๒๐๐", "๑๑๕,๐๐๐", "๒,๖๒๕,๐๐๐"] {
        assert!(report.contains(figure), "{figure} is not in the progress report");
    }
    let measures = text_of(&ws, "output/2568-h1/measures-2568.pdf");
    for figure in ["๙๘.๕๕", "๙๙.๓๔", "๙๕.๘๑", "๙๖.๘๖", "๙๔.๓๔", "๙๔.๙๗", "M10-05"]
    {
        assert!(measures.contains(figure), "{figure} is not in the measures document");
    }
    for figure in [98.55, 99.34, 95.81, 96.86] {
        assert!(holds(&ws, "output/2568-h1/scores-2567.xlsx", figure), "{figure} is in no cell");
    }
}

#[test]
fn the_same_forms_in_other_formats_give_the_same_figures() {
    if !tool("soffice") {
        return;
    }
    let dir = tempfile::tempdir().expect("a folder");
    for format in ["xls", "ods", "xlsx"] {
        let out = dir.path().join(format);
        let profile = format!("-env:UserInstallation=file://{}", dir.path().join("profile").display());
        let mut command = Command::new("soffice");
        command.arg(profile).args(["--headless", "--convert-to", format, "--outdir"]).arg(&out);
        command.args(FORMS.iter().map(|(name, _)| repository(&format!("tests/golden/forms/{name}"))));
        assert!(command.output().expect("soffice starts").status.success());
        for (name, year) in FORMS {
            let saved = Path::new(name).with_extension(format);
            let resaved = form(&out.join(&saved), year);
            let original = form(&repository(&format!("tests/golden/forms/{name}")), year);
            assert_eq!(figures(&resaved), figures(&original), "{}", saved.display());
        }
    }
}
