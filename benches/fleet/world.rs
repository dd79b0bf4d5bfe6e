//! An invented fleet on disk, and what is done with it: by the program, by its floors, by hand.

use super::common::{self, change_part, highest_memory};
use calamine::Reader;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

const PROGRAM: &str = env!("CARGO_BIN_EXE_ita-report");
const HALF: [&str; 4] = ["--fy", "2568", "--half", "1"];

pub struct World {
    dir: tempfile::TempDir,
    pub size: usize,
}

impl World {
    pub fn new(size: usize, more: &[&str]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let made = Command::new(PROGRAM)
            .args(["init", "ws", "--fleet", &size.to_string(), "--seed", "1"])
            .args(more)
            .current_dir(dir.path())
            .stdout(Stdio::null())
            .status()
            .expect("the program starts");
        assert!(made.success());
        Self { dir, size }
    }

    fn path(&self, relative: &str) -> PathBuf {
        self.dir.path().join(relative)
    }

    fn program(&self, args: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.current_dir(self.dir.path()).args(["--workspace", "ws", "--quiet"]).args(args).args(HALF);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    }

    /// Reads, checks and scores everything anew, and nothing else (`check` would also mark up the workbooks
    /// that have warnings); returns the highest memory in KiB.
    pub fn assess(&self) -> u64 {
        self.forget();
        highest_memory(self.program(&["status"]).spawn().expect("status"))
    }

    pub fn forget(&self) {
        let _ = fs::remove_dir_all(self.path("ws/output"));
    }

    /// Calamine alone: every cell of every workbook, as many at once as there are cores.
    pub fn read_all(&self) -> (usize, usize) {
        let mut paths = Vec::new();
        workbooks(&self.path("ws/input"), &mut paths);
        paths.sort();
        let cells = AtomicUsize::new(0);
        side_by_side(&paths, |path| {
            let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).expect("a workbook");
            let read: usize = book.worksheets().iter().map(|(_, range)| range.used_cells().count()).sum();
            cells.fetch_add(read, Ordering::Relaxed);
        });
        (paths.len(), cells.into_inner())
    }

    /// A whole run; returns the number of documents that the build folders hold, when they are kept.
    pub fn run(&self, keep: bool) -> usize {
        let build = self.path("build");
        let mut command = self.program(&["run"]);
        if keep {
            command.arg("--build-dir").arg(&build);
        }
        let code = command.status().expect("run").code();
        assert_eq!(code, Some(0), "the invented fleet publishes");
        if keep { documents(&build).len() } else { 0 }
    }

    /// Typst alone, on what the program gave it.
    pub fn compile_bare(&self, expected: usize) {
        let out = self.path("bare");
        fs::create_dir_all(&out).expect("a folder");
        let documents = documents(&self.path("build"));
        assert_eq!(documents.len(), expected);
        let number = AtomicUsize::new(0);
        side_by_side(&documents, |(root, template, data)| {
            let pdf = out.join(format!("{}.pdf", number.fetch_add(1, Ordering::Relaxed)));
            let done = common::typst(root, template, data, &pdf).status().expect("typst starts");
            assert!(done.success(), "{data}");
        });
    }

    /// One number in one workbook becomes another.
    pub fn change_a_cell(&self, round: usize) {
        let dir = self.path("ws/input").join(format!("agency-{:02}/2568", 1 + round));
        let mut reports: Vec<_> =
            fs::read_dir(&dir).expect("a year").map(|e| e.expect("an entry").path()).collect();
        reports.retain(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("h1-")));
        reports.sort();
        change(reports.first().expect("a report"));
    }

    /// The script, when Python and its libraries are there.
    pub fn script(&self) -> Option<impl Fn() + '_> {
        let found = Command::new("python3").args(["-c", "import pandas, openpyxl, xlsxwriter"]).output();
        found.is_ok_and(|o| o.status.success()).then_some(())?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/fleet/by_hand.py");
        let schemes = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/schemes");
        Some(move || {
            let done = Command::new("python3")
                .arg(&script)
                .arg(self.path("ws/input"))
                .arg(&schemes)
                .arg(self.path("by-hand.xlsx"))
                .status()
                .expect("python3");
            assert!(done.success(), "the script fails");
        })
    }
}

fn workbooks(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            workbooks(&path, found);
        } else if path.extension().is_some_and(|e| e == "xlsx") {
            found.push(path);
        }
    }
}

fn side_by_side<T: Sync>(jobs: &[T], work: impl Fn(&T) + Sync) {
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(job) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    work(job);
                }
            });
        }
    });
}

/// Root, template and data file of every document in the build folders, the longest first.
fn documents(build: &Path) -> Vec<(PathBuf, String, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(build).expect("build folders") {
        let root = entry.expect("an entry").path();
        for file in fs::read_dir(&root).expect("a root") {
            let path = file.expect("an entry").path();
            if path.extension().is_none_or(|e| e != "json") {
                continue;
            }
            let stem = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let own = format!("typst/{stem}.typ");
            // Documents that share a template are named after what they show.
            let template = if root.join(&own).is_file() { own } else { "typst/data_set.typ".to_owned() };
            let bytes = fs::metadata(&path).expect("a file").len();
            found.push((bytes, root.clone(), template, format!("{stem}.json")));
        }
    }
    found.sort();
    found.reverse();
    found.into_iter().map(|(_, root, template, data)| (root, template, data)).collect()
}

/// Adds one to the last number of the first sheet's last row: a count of check-ins.
fn change(path: &Path) {
    change_part(path, "xl/worksheets/sheet1.xml", |text| {
        let end = text.rfind("</v>").expect("a value");
        let start = text[..end].rfind("<v>").expect("a value") + 3;
        let number: u32 = text[start..end].parse().expect("a whole number");
        format!("{}{}{}", &text[..start], number + 1, &text[end..])
    });
}
