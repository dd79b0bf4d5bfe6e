//! A workspace in a temporary folder and runs of the program in it.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A copy of the sample, or an almost empty workspace.
pub struct Workspace {
    dir: tempfile::TempDir,
}

/// The project's folder.
pub fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

impl Workspace {
    /// A copy of the repository's sample.
    pub fn sample() -> Self {
        let workspace = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        copy(&project().join("input"), &workspace.path("input"));
        workspace
    }

    /// The sample's agency without a single workbook.
    pub fn empty() -> Self {
        let workspace = Self { dir: tempfile::tempdir().expect("a temporary folder") };
        std::fs::create_dir_all(workspace.path("input/2568")).expect("folders");
        std::fs::create_dir_all(workspace.path("input/2567")).expect("folders");
        let agency = "input/agency.toml";
        let text = std::fs::read_to_string(project().join(agency)).expect("agency.toml");
        // What it accepts are findings in workbooks that are not here.
        let text = text.split("[[accept]]").next().unwrap_or_default();
        std::fs::write(workspace.path(agency), text).expect("agency.toml");
        workspace
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    /// Runs the program here.
    pub fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_ita-report"))
            .current_dir(self.dir.path())
            .args(args)
            .output()
            .expect("the program starts")
    }

    /// Runs it, expects an exit code, returns standard output and error.
    pub fn expect(&self, args: &[&str], code: i32) -> (String, String) {
        let output = self.run(args);
        let out = String::from_utf8_lossy(&output.stdout).into_owned();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
        (out, err)
    }

    /// The findings of `check` as `code file sheet!cell`, without notes and what was not sent, and its exit code.
    pub fn findings(&self) -> (Vec<String>, i32) {
        let output = self.run(&["check", "--format", "json"]);
        let told: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|e| {
            panic!(
                "{e}: {}{}",
                String::from_utf8_lossy(&output.stdout),
                String::from_utf8_lossy(&output.stderr)
            )
        });
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let list = told["diagnostics"].as_array().expect("a list");
        for (count, severity) in [("errors", "error"), ("warnings", "warning"), ("notes", "note")] {
            assert_eq!(told["counts"][count], list.iter().filter(|f| f["severity"] == severity).count());
        }
        assert_eq!(told["publishable"], output.status.success());
        let shown = list
            .iter()
            .filter(|f| f["severity"] != "note")
            // These workspaces are almost empty on purpose: what else is missing is tested in `submitted`.
            .filter(|f| f["code"] != "unit-missing" && f["code"] != "sheet-missing")
            .map(|f| {
                let cell = [text(&f["sheet"]), text(&f["cell"])].join("!");
                format!("{} {} {}", text(&f["code"]), text(&f["file"]), cell.trim_end_matches('!'))
            })
            .collect();
        (shown, output.status.code().unwrap_or(-1))
    }
}

/// Copies a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a readable folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("copying a file");
        }
    }
}
