//! The flow has one direction: a module uses only those that come before it in the table. A module that
//! is not in the table is a failure too, so a new one gets its place when it is made.

use crate::workspace::project;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Every module of the crate, each after all that it may use.
const ORDER: &[&str] = &[
    // What everybody shares; none of these knows a stage.
    "thai",
    "personal",
    "model",
    "error",
    "toml_file",
    "hash",
    "files",
    "words",
    "templates",
    "diagnostic",
    "look",
    "glyphs",
    // Rules and the workspace.
    "scheme",
    "contract",
    "snapshot",
    "workspace",
    "platform",
    // The stages.
    "ingest",
    "shape",
    "check",
    "score",
    "compare",
    "ready",
    "report",
    "changes",
    "render",
    "publish",
    // Who calls them.
    "pipeline",
    "fleet",
    "schedule",
    "cli",
];

/// Modules that a text uses, by their names at the root: `crate::name`, `crate::{name, other::Type}`, and
/// `super` repeated up to the root. `depth` is how far the text's module is below the root.
fn used(text: &str, depth: usize) -> BTreeSet<String> {
    let code: Vec<_> = text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect();
    let code = code.join("\n");
    let mut found = BTreeSet::new();
    let root = ["crate::".to_owned(), "super::".repeat(depth)];
    for prefix in root {
        for (at, _) in code.match_indices(&prefix) {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                Some(list) => found.extend(items(list)),
                None => found.extend(name(rest)),
            }
        }
    }
    found
}

/// First names of the items of a list of imports, up to its closing brace.
fn items(list: &str) -> Vec<String> {
    let (mut depth, mut item, mut all) = (0, String::new(), Vec::new());
    for c in list.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => all.push(std::mem::take(&mut item)),
            _ => item.push(c),
        }
    }
    all.push(item);
    all.iter().filter_map(|item| name(item.trim())).collect()
}

fn name(text: &str) -> Option<String> {
    let name: String = text.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Arrows of a file that run back, as `from → to`; `path` is relative to `src`.
fn backward(path: &str, text: &str) -> Vec<String> {
    let parts: Vec<_> = path.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect();
    let place = |module: &str| ORDER.iter().position(|known| *known == module);
    let Some(own) = place(parts[0]) else { return vec![format!("{} is not in the table", parts[0])] };
    let later = |module: &String| place(module).is_some_and(|at| at > own);
    let back = used(text, parts.len()).into_iter().filter(later);
    back.map(|module| format!("{} → {module} ({path})", parts[0])).collect()
}

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn no_arrow_runs_back() {
    let src = project().join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    files.sort();
    assert!(files.len() > 200, "{} files", files.len());
    let mut back = Vec::new();
    for file in files {
        let path = file.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
        // They name the modules; nothing else.
        if ["lib.rs", "main.rs"].contains(&&*path) {
            continue;
        }
        back.extend(backward(&path, &std::fs::read_to_string(&file).expect("a source")));
    }
    assert!(back.is_empty(), "arrows that run back:\n{}", back.join("\n"));
}

#[test]
fn a_forbidden_use_is_found_however_it_is_written() {
    let forbidden = [
        ("score/mod.rs", "use crate::report::Model;\n"),
        ("score/progress.rs", "use crate::{\n    error::Error,\n    report::{Model, words},\n};\n"),
        ("score/mod.rs", "fn a() { crate::report::table(); }\n"),
        ("scheme.rs", "use super::report::Model;\n"),
        ("score/mod.rs", "pub(crate) use super::report::Model;\n"),
        ("check/rules/data.rs", "use super::super::super::report::Model;\n"),
        ("ingest/workbook.rs", "use crate::render::{self, forms}; // a note\n"),
    ];
    for (path, text) in forbidden {
        assert_eq!(backward(path, text).len(), 1, "{path}: {text}");
    }
    let allowed = [
        ("report/mod.rs", "use crate::score::Scores;\nuse crate::{error::Error, model::Text};\n"),
        ("check/rules/data.rs", "use super::super::report;\n"),
        ("score/mod.rs", "// see crate::report\n//! [`crate::render`]\n"),
    ];
    for (path, text) in allowed {
        assert_eq!(backward(path, text), Vec::<String>::new(), "{path}: {text}");
    }
    assert_eq!(backward("novel/mod.rs", ""), ["novel is not in the table"]);
}
