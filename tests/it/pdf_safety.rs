//! What people write stays text in the PDFs; the agency's look harms neither standard nor legibility.

use crate::extras::tool;
use crate::pdf_archive::{all_pdfs, assert_valid, assert_verbatim};
use crate::workspace::{Workspace, project};
use ita_report::glyphs::Glyphs;
use ita_report::templates::Templates;
use std::fs;
use std::process::Command;

const AGENCY: &str = "input/agency.toml";

fn change_agency(workspace: &Workspace, from: &str, to: &str) {
    let path = workspace.path(AGENCY);
    let text = fs::read_to_string(&path).expect("agency.toml");
    assert!(text.contains(from), "{from} is not in agency.toml");
    fs::write(path, text.replacen(from, to, 1)).expect("agency.toml");
}

fn look(workspace: &Workspace, lines: &str) {
    change_agency(workspace, "[[unit]]", &format!("[look]\n{lines}\n\n[[unit]]"));
}

/// Addresses behind the links of a PDF.
fn links(pdf: &std::path::Path) -> Vec<String> {
    let output = Command::new("qpdf").args(["--qdf", "--object-streams=disable"]).arg(pdf).arg("-").output();
    let text = String::from_utf8_lossy(&output.expect("qpdf").stdout).into_owned();
    let after = text.split("/URI (").skip(1);
    after.filter_map(|rest| rest.split_once(')')).map(|(address, _)| address.to_owned()).collect()
}

#[test]
fn markup_arrives_as_text_and_a_logo_and_colours_keep_the_standards() {
    let workspace = Workspace::sample();
    // Known by its old name too, so that its workbooks are still its own.
    change_agency(
        &workspace,
        "name_th = \"ฝ่ายปกครอง\"\nname_en = \"Administration Section\"\naliases = []",
        "name_th = \"ฝ่าย #panic() $x^2$ *ก* _ข_ @label <tag> `c`\"\nname_en = \"A\"\naliases = [\"ฝ่ายปกครอง\"]",
    );
    let website = "website = \"https://bangna.example.go.th\"";
    let script = "website = \"javascript:alert(1)\"";
    change_agency(&workspace, website, script);
    workspace.expect(&["run", "--quiet"], 2);
    change_agency(&workspace, script, website);
    look(&workspace, "logo = \"logo.png\"\naccent = \"#1f3a93\"\ntable_header = \"#ffe0b2\"");
    fs::copy(project().join("input/2568/briefing-1.png"), workspace.path("input/logo.png")).expect("a logo");
    let texts = workspace.path("input/2568/texts");
    fs::create_dir_all(&texts).expect("a folder");
    let long_thai = "กระบวนการ".repeat(40);
    let long_path = "part/".repeat(60);
    let long_latin = "x".repeat(400);
    let hostile = format!(
        "#import \"@preview/x:1.0.0\": * และ <script>alert(1)</script> และ ${{env}} และ \\u{{41}}\n\n\
         {{{{ doc }}}} %s %n javascript:alert(1) file:///etc/passwd\n\n\
         ช่อง\u{200b}ว่าง\u{200d}ที่\u{feff}มองไม่เห็น\n\n{long_thai}\n\n{long_latin}\n\nhttps://example.go.th/{long_path}\n"
    );
    fs::write(texts.join("service-image.md"), hostile).expect("a text");
    workspace.expect(&["run", "--quiet"], 0);
    let pdfs = all_pdfs(&workspace.path("output/2568-h1"));
    assert_valid(&pdfs);
    assert_verbatim(&workspace);
    if tool("qpdf") {
        let all: Vec<_> = pdfs.iter().flat_map(|pdf| links(pdf)).collect();
        assert!(!all.is_empty(), "the sample's evidence has addresses");
        for address in all {
            assert!(address.starts_with("https://") || address.starts_with("http://"), "{address}");
        }
    }
}

#[test]
fn a_character_without_a_glyph_is_a_finding_where_it_stands() {
    let workspace = Workspace::sample();
    change_agency(&workspace, "name_th = \"ฝ่ายเทศกิจ\"", "name_th = \"ฝ่ายเทศกิจ 😀\"");
    let texts = workspace.path("input/2568/texts");
    fs::create_dir_all(&texts).expect("a folder");
    fs::write(texts.join("one-stop.md"), "บรรทัดแรก\n\nขวาไปซ้าย \u{202e} และ \u{f0b7}\n").expect("a text");
    let (out, err) = workspace.expect(&["run", "--lang", "en"], 1);
    let said = out + &err;
    for wanted in ["U+1F600", "U+202E", "one-stop.md", "line 3", "glyph-missing"] {
        assert!(said.contains(wanted), "{wanted} is not in\n{said}");
    }
    assert!(!workspace.path("output/2568-h1").exists());
    // A draft is made all the same, with something in their place.
    workspace.expect(&["run", "--draft", "--quiet"], 1);
    assert!(workspace.path("output/2568-h1-draft/progress-2568-h1.pdf").exists());
}

/// What findings say is printed in the documents, and in the notes of those that are accepted.
#[test]
fn findings_are_worded_in_characters_that_the_documents_have() {
    fn sources(dir: &std::path::Path, into: &mut Vec<std::path::PathBuf>) {
        for entry in fs::read_dir(dir).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, into);
            } else {
                into.push(path);
            }
        }
    }
    let glyphs = Glyphs::load(&Templates::default()).expect("the fonts");
    let mut files = Vec::new();
    for folder in ["check", "compare", "ingest", "personal", "shape"] {
        sources(&project().join("src").join(folder), &mut files);
    }
    let mut strange = Vec::new();
    for file in files.iter().filter(|file| !file.ends_with("tests.rs")) {
        let text = fs::read_to_string(file).expect("a source");
        let own = text.split("#[cfg(test)]").next().unwrap_or_default();
        for line in own.lines().filter(|line| line.contains("format!(") || line.trim_start().starts_with('"'))
        {
            let code = line.split(" // ").next().unwrap_or_default();
            strange.extend(glyphs.lacking(code).map(|c| format!("{} {c}: {line}", file.display())));
        }
    }
    assert_eq!(strange, Vec::<String>::new());
}

/// A coordinator checks before running: what a run would refuse is told then, and can be accepted.
#[test]
fn findings_in_the_agencys_own_texts_are_told_before_a_run() {
    let workspace = Workspace::sample();
    let texts = workspace.path("input/2568/texts");
    fs::create_dir_all(&texts).expect("a folder");
    fs::write(texts.join("one-stop.md"), "ยิ้ม 😀\n").expect("a text");
    fs::write(texts.join("servce.md"), "สะกดผิด\n").expect("a text");
    let (found, code) = workspace.findings();
    let place = |file: &str| format!("input/2568/texts/{file} ");
    assert_eq!(code, 1, "{found:#?}");
    assert!(found.contains(&format!("glyph-missing {}", place("one-stop.md"))), "{found:#?}");
    assert!(found.contains(&format!("text-unknown {}", place("servce.md"))), "{found:#?}");
    let run = workspace.run(&["run", "--format", "json"]);
    let run: serde_json::Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let told = run["diagnostics"].as_array().expect("findings");
    let of_texts = told.iter().filter(|d| d["file"].as_str().is_some_and(|f| f.contains("/texts/")));
    assert_eq!(of_texts.count(), 2, "each is told once: {told:#?}");
}

#[test]
fn a_missing_logo_is_a_finding_and_a_faint_colour_is_refused() {
    let workspace = Workspace::sample();
    look(&workspace, "logo = \"ตรา.png\"");
    let (found, code) = workspace.findings();
    assert_eq!(code, 0);
    assert!(found.contains(&format!("picture-missing {AGENCY} ")), "{found:#?}");
    fs::write(workspace.path("input/ตรา.png"), "no picture").expect("a file");
    assert!(workspace.findings().0.contains(&format!("picture-missing {AGENCY} ")));

    let workspace = Workspace::sample();
    look(&workspace, "accent = \"#ff8800\"");
    let (_, err) = workspace.expect(&["check", "--lang", "en"], 2);
    assert!(err.contains("2.39 to 1") && err.contains("accent"), "{err}");
}
