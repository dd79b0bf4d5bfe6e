//! What the look of the documents costs: compiling each against a plain text of the same characters; and what the
//! program adds to Typst: `run --force` against bare `typst compile` of all its PDFs, as many at once, in processor time.
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
use std::sync::atomic::{AtomicUsize, Ordering};
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
    let mut both = 0.0;
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
        both += whole;
    }
    println!("\nboth documents together: {both:.2} s");
    share(project, scratch.path(), &build);
}

/// Processor seconds of whole runs, and of Typst alone on all their PDFs.
fn share(project: &Path, scratch: &Path, build: &Path) {
    let jobs = documents(build);
    let at_once = std::thread::available_parallelism().map_or(1, usize::from);
    let (mut runs, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        runs.push(of_children(|| {
            let mut run = Command::new(PROGRAM);
            run.arg("--workspace").arg(project).arg("--output").arg(scratch.join("output"));
            let status = run.args(["--quiet", "run", "--force"]).stdout(Stdio::null()).status();
            assert!(status.expect("the program starts").success());
        }));
        bare.push(of_children(|| {
            let next = AtomicUsize::new(0);
            std::thread::scope(|scope| {
                for worker in 0..at_once {
                    let (jobs, next) = (&jobs, &next);
                    scope.spawn(move || {
                        while let Some((template, data)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                            let pdf = build.join(format!("bench-{worker}.pdf"));
                            let mut typst = common::typst(build, template, data, &pdf);
                            assert!(typst.status().expect("typst starts").success(), "{data}");
                        }
                    });
                }
            });
        }));
    }
    let [runs, bare] = [runs, bare].map(median);
    println!("\n| what | processor seconds | floor | processor seconds | ratio |");
    println!("| --- | --- | --- | --- | --- |");
    let floor = format!("typst compile of its {} PDFs, {at_once} at once", jobs.len());
    println!("| `run --force` | {runs:.2} | {floor} | {bare:.2} | {:.2} |", runs / bare);
}

/// Templates with their view models, the longest first, as the program starts them.
fn documents(build: &Path) -> Vec<(String, String)> {
    let mut found: Vec<_> =
        ["progress", "internal", "measures"].map(|name| (name.to_owned(), name.to_owned())).into();
    for entry in fs::read_dir(build).expect("the build folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        if let Some(stem) = name.strip_suffix(".json").filter(|stem| stem.starts_with("data-set-")) {
            found.push(("data_set".to_owned(), stem.to_owned()));
        }
    }
    found.into_iter().map(|(t, data)| (format!("typst/{t}.typ"), format!("{data}.json"))).collect()
}

/// Processor time of the children that ended during some work, as Linux counts it in ticks of a hundredth of a second.
fn of_children(work: impl FnOnce()) -> Duration {
    let ticks = || {
        let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
        let fields: Vec<_> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        // User and system time of children that were waited for: fields 16 and 17 of proc(5).
        fields[13].parse::<u64>().expect("ticks") + fields[14].parse::<u64>().expect("ticks")
    };
    let before = ticks();
    work();
    Duration::from_millis(10 * (ticks() - before))
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
