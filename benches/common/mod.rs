//! What the benchmarks share: times, memory of a child, Typst alone, a workbook with one part changed.

// Each benchmark uses a part of it.
#![allow(dead_code)]

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// The program's allocator, so that floors measured in this process have it too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The median in seconds.
pub fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    let middle = times.len() / 2;
    if times.len() % 2 == 1 {
        times[middle].as_secs_f64()
    } else {
        f64::midpoint(times[middle - 1].as_secs_f64(), times[middle].as_secs_f64())
    }
}

/// Waits for a child and returns the highest resident memory seen, in KiB.
pub fn highest_memory(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut highest = 0;
    loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
        highest = highest.max(line.split_whitespace().next().and_then(|n| n.parse().ok()).unwrap_or(0));
        if child.try_wait().expect("waiting").is_some() {
            return highest;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

/// Typst alone, with the options that the program gives it: `data` is a file below `root`, the template too.
pub fn typst(root: &Path, template: &str, data: &str, pdf: &Path) -> Command {
    let program = std::env::var_os("ITA_REPORT_TYPST").map_or_else(|| PathBuf::from("typst"), PathBuf::from);
    let mut command = Command::new(program);
    command
        .arg("compile")
        .arg("--root")
        .arg(root)
        .args(["--ignore-system-fonts", "--pdf-standard", "a-3a,ua-1", "--creation-timestamp", "0"])
        .arg("--font-path")
        .arg(root.join("fonts"))
        .arg("--input")
        .arg(format!("data=/{data}"))
        .arg(root.join(template))
        .arg(pdf);
    command
}

/// Writes a workbook anew with another text in one of its parts.
pub fn change_part(path: &Path, part: &str, change: impl Fn(&str) -> String) {
    let bytes = fs::read(path).expect("a workbook");
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a zip");
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let mut changed = false;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).expect("a part");
        let name = entry.name().expect("a name").into_owned();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).expect("content");
        if name == part {
            let before = String::from_utf8(content).expect("XML");
            let after = change(&before);
            changed = after != before;
            content = after.into_bytes();
        }
        out.start_file(name, SimpleFileOptions::default()).expect("a part");
        out.write_all(&content).expect("content");
    }
    assert!(changed, "{part} of {} stays as it was", path.display());
    fs::write(path, out.finish().expect("a zip").into_inner()).expect("the changed workbook");
}
