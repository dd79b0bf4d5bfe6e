//! What an office writes into a cell is text everywhere: nothing of it is run, set or taken for markup, and
//! not a letter is lost; what cannot be published is a finding at its cell.

use crate::clean::{ADMIN, Inputs, REGISTER, clean, listed, table};
use crate::extras::tool;
use calamine::{Data, Reader};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where offices write what they like: workbook, kind of sheet, cell, and the open data with its column.
const PLACES: [(&str, &str, &str, &str, &str); 6] = [
    (REGISTER, "measures", "E4", "measures.csv", "title"),
    (REGISTER, "measures", "F4", "measures.csv", "outputs"),
    (ADMIN, "progress", "F7", "progress.csv", "result"),
    (ADMIN, "progress", "H7", "progress.csv", "problem"),
    (ADMIN, "progress", "I7", "progress.csv", "next_step"),
    (ADMIN, "o17_complaints", "F6", "o17_complaints-2568-h1.csv", "outcome"),
];

/// Each is markup, a formula or a command somewhere; without digits, which a document writes in Thai.
const HOSTILE: [&str; 6] = [
    r#"#eval("panic()") #panic("x") $x^y$ *ก* _ข_ @label <tag> `c` // หมายเหตุ /* ค */"#,
    r#"<script>alert("x")</script> <img src=x onerror=alert('x')> & &amp; <!-- ง"#,
    r#"#import "@preview/x:y": * #include "/etc/passwd" #read("a.toml") \u{41} \ \"จ"#,
    r"@SUM(A:A)*cmd|'/C calc'!A {{ doc }} {% raw %} ${env} $(touch evil) `touch evil`",
    r#"+HYPERLINK("https://evil.example","ฉ") %s %n "a","b";'c' ชื่อ=ค่า"#,
    r"-cmd|'/C calc'!A [x](javascript:alert) ]]></c> </table> # ช == ซ - ฌ",
];

fn sheet(kind: &str) -> String {
    table(kind, Vec::new()).name
}

fn planted(texts: [&str; 6]) -> Inputs {
    let mut inputs = clean();
    for ((file, kind, cell, ..), text) in PLACES.into_iter().zip(texts) {
        inputs.set(file, &sheet(kind), cell, text);
    }
    inputs
}

fn run(root: &Path, args: &[&str]) -> (Option<i32>, String) {
    let program = Command::new(env!("CARGO_BIN_EXE_ita-report")).current_dir(root).args(args).output();
    let program = program.expect("the program starts");
    let said = [program.stdout, program.stderr].concat();
    (program.status.code(), String::from_utf8_lossy(&said).into_owned())
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Text of a PDF in the order in which it is drawn, without white space.
fn pdf_text(pdf: &Path) -> String {
    let text = Command::new("pdftotext").arg("-raw").arg(pdf).arg("-").output().expect("pdftotext");
    squeezed(&String::from_utf8_lossy(&text.stdout))
}

/// Texts and formulas of a workbook's cells.
fn cells(path: &Path) -> (BTreeSet<String>, Vec<String>) {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
    let (mut texts, mut formulas) = (BTreeSet::new(), Vec::new());
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).expect("a sheet");
        texts.extend(range.cells().filter_map(|(.., cell)| match cell {
            Data::String(text) => Some(text.clone()),
            _ => None,
        }));
        let own = book.worksheet_formula(&name).expect("formulas");
        formulas.extend(own.cells().map(|(.., formula)| formula.clone()).filter(|f| !f.is_empty()));
    }
    (texts, formulas)
}

fn column(path: &Path, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(path).expect("a CSV");
    let header = reader.headers().expect("a header");
    let at = header.iter().position(|h| h == name).unwrap_or_else(|| panic!("{name} is not in {header:?}"));
    reader.records().map(|row| row.expect("a row")[at].to_owned()).collect()
}

#[test]
fn markup_formulas_and_scripts_in_cells_stay_text_everywhere() {
    let dir = tempfile::tempdir().expect("a folder");
    // Marks that turn the direction of reading, and control characters, are dropped: nobody sees them.
    let marked = HOSTILE.map(|text| text.replacen(' ', " \u{202e}\u{2067}\u{7}", 1));
    let found = listed(&planted(marked.each_ref().map(String::as_str)).check(dir.path()));
    assert!(found.is_empty(), "{found:#?}");
    let (code, said) = run(dir.path(), &["run", "--quiet"]);
    assert_eq!(code, Some(0), "{said}");
    let published = dir.path().join("output/2568-h1");
    assert!(!dir.path().join("evil").exists() && !published.join("evil").exists());

    // Open data: nothing begins as a formula does; otherwise letter by letter.
    for ((.., file, name), text) in PLACES.into_iter().zip(HOSTILE) {
        let column = column(&published.join("data").join(file), name);
        let guarded = if text.starts_with(['+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
        assert!(column.contains(&guarded), "{guarded} is not in {column:#?}");
    }

    // Workbooks: a cell with the text, and no formula that came from outside.
    let set = PathBuf::from("data-sets/o17-complaints-2568-h1.xlsx");
    let progress = PathBuf::from("progress-2568-h1.xlsx");
    for (path, wanted) in [(&progress, &HOSTILE[2..5]), (&set, &HOSTILE[5..])] {
        let (texts, formulas) = cells(&published.join(path));
        for text in wanted {
            assert!(texts.contains(*text), "{text} is not in {}", path.display());
        }
        for formula in formulas {
            let foreign = ["evil", "calc'", "cmd|"].iter().any(|sign| formula.contains(sign));
            assert!(!foreign, "{formula} in {}", path.display());
        }
    }

    // The page: no text becomes an element, an attribute or a script.
    let page = fs::read_to_string(published.join("index.html")).expect("the page");
    for sign in ["<script>alert", "<img src=x", "javascript:", "<tag>", "</c>"] {
        assert!(!page.contains(sign), "{sign} is in the page");
    }

    if !tool("pdftotext") {
        return;
    }
    let measures = pdf_text(&published.join("measures-2568.pdf"));
    // What units wrote stands in the internal edition.
    let progress = pdf_text(&published.join("internal/progress-2568-h1-internal.pdf"));
    let set = pdf_text(&published.join(set.with_extension("pdf")));
    for (document, texts) in [(&measures, &HOSTILE[..2]), (&progress, &HOSTILE[2..5]), (&set, &HOSTILE[5..])]
    {
        for text in texts {
            assert!(document.contains(&squeezed(text)), "{text} is not in\n{document}");
        }
    }
}

#[test]
fn what_cannot_be_published_is_a_finding_at_its_cell() {
    let long = "ยาว".repeat(10_000);
    let formula = r#"=HYPERLINK("https://evil.example","กดที่นี่")"#;
    let texts = ["ปกติ", formula, &long, "ยิ้ม 😀", "ส่วนตัว \u{f0b7}", formula];
    let dir = tempfile::tempdir().expect("a folder");
    let found = listed(&planted(texts).check(dir.path()));
    let cell = |place: usize| format!("{} {}!{}", PLACES[place].0, sheet(PLACES[place].1), PLACES[place].2);
    let expected = [
        format!("formula-without-result {}", cell(5)),
        format!("value-too-long {}", cell(2)),
        format!("glyph-missing {}", cell(3)),
        format!("glyph-missing {}", cell(4)),
        format!("formula-without-result {}", cell(1)),
    ];
    assert_eq!(found, expected);
    let (code, said) = run(dir.path(), &["run", "--lang", "en"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("has 30000 characters, at most"), "{said}");
    assert!(!dir.path().join("output/2568-h1").exists());
}

/// A beginning that only one unit has stands for it; a few letters, or a beginning that several have, never do.
#[test]
fn an_abbreviated_unit_is_found_only_where_it_can_be_no_other() {
    let sample = crate::workspace::Workspace::sample();
    let agency = ita_report::workspace::Workspace::open(&sample.path("")).expect("a workspace");
    let found = |name: &str| agency.find_unit(name).map(|unit| unit.name_th.as_str());
    assert_eq!(found("ฝ่ายสิ่งแวดล้อมฯ"), Some("ฝ่ายสิ่งแวดล้อมและสุขาภิบาล"));
    assert_eq!(found("ฝ่ายพัฒนาชุมชน ฯ"), Some("ฝ่ายพัฒนาชุมชนและสวัสดิการสังคม"));
    for name in ["ฯ", "ฝฯ", "ฝ่ายฯ", "โรงเรียนฯ", "ฝ่ายสิ่งแว", "กองคลังฯ"]
    {
        assert_eq!(found(name), None, "{name}");
    }
}
