//! What the look of the documents costs: compiling each against a plain text of the same characters.
//!
//! The plain text is every string of the same view model as a paragraph, in the same face, with the same
//! standards and attachments left out. Rounds are interleaved and medians compared.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods
)] // a failure ends it

#[path = "common/mod.rs"]
mod common;

use common::{median, timed};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_ita-report");
const ROUNDS: usize = 5;
const PLAIN: &str = r#"
#set document(title: "plain")
#set page(paper: "a4", margin: (left: 3cm, right: 2cm, y: 2.5cm))
#set text(font: "Laksaman", size: 14pt, lang: "th", fallback: false)
#for paragraph in json(sys.inputs.data) { par(paragraph) }
"#;

fn main() {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = tempfile::tempdir().expect("a temporary folder");
    let build = scratch.path().join("build");
    let run = Command::new(PROGRAM)
        .arg("--workspace")
        .arg(project)
        .arg("--output")
        .arg(scratch.path().join("output"))
        .args(["--quiet", "run", "--build-dir"])
        .arg(&build)
        .stdout(Stdio::null())
        .status();
    assert!(run.expect("the program starts").success(), "the sample does not publish");
    fs::write(build.join("plain.typ"), PLAIN).expect("a template");
    println!("| document | characters | seconds | plain text, seconds | ratio |");
    println!("| --- | --- | --- | --- | --- |");
    for name in ["measures", "progress"] {
        let text = fs::read_to_string(build.join(format!("{name}.json"))).expect("a view model");
        let model: Value = serde_json::from_str(&text).expect("JSON");
        let mut texts = Vec::new();
        strings(&model, &mut texts);
        let characters: usize = texts.iter().map(|text| text.chars().count()).sum();
        let plain = serde_json::to_string(&texts).expect("JSON");
        fs::write(build.join(format!("plain-{name}.json")), plain).expect("a file");
        let (mut whole, mut bare) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            whole.push(compile(&build, &format!("typst/{name}.typ"), &format!("{name}.json")));
            bare.push(compile(&build, "plain.typ", &format!("plain-{name}.json")));
        }
        let [whole, bare] = [whole, bare].map(median);
        println!("| {name} | {characters} | {whole:.2} | {bare:.2} | {:.2} |", whole / bare);
    }
}

/// The strings that are shown, without break marks.
fn strings(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.replace('\u{200b}', "")),
        Value::Array(items) => items.iter().for_each(|item| strings(item, found)),
        Value::Object(fields) => {
            for (_, field) in fields.iter().filter(|(key, _)| key.as_str() != "attachments") {
                strings(field, found);
            }
        }
        _ => {}
    }
}

fn compile(root: &Path, template: &str, data: &str) -> Duration {
    timed(|| {
        let mut typst = common::typst(root, template, data, &root.join("bench.pdf"));
        assert!(typst.status().expect("typst starts").success(), "{template}");
    })
}
