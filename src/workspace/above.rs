//! The workspace that somebody means who named a folder without one: a folder above it, or one beside it.
//!
//! Comes in: a folder that is no workspace, perhaps not there at all. Goes out: a workspace as it can be typed. Never:
//! opens it.

use super::{AGENCY_FILE, INPUT};
use crate::error::Error;
use crate::model::Text;
use std::fs;
use std::path::{Path, PathBuf};

/// How many workspaces beside a folder are looked for: where there are many, none is meant more than another.
const MOST_BESIDE: usize = 3;
/// Folders of a workspace in which no other belongs.
const OWN_FOLDERS: [&str; 3] = [INPUT, "blank", "output"];

/// The innermost workspace in which a folder lies, which is not that folder itself.
#[must_use]
pub fn above(dir: &Path) -> Option<PathBuf> {
    resolved(dir).ancestors().skip(1).find(|dir| is_workspace(dir)).map(Path::to_path_buf)
}

/// The workspace of which a folder is a part: among its inputs, its blank forms or its outputs.
#[must_use]
pub fn part_of(dir: &Path) -> Option<PathBuf> {
    let dir = resolved(dir);
    above(&dir).filter(|found| OWN_FOLDERS.iter().any(|own| dir.starts_with(found.join(own))))
}

/// Absolute, without links as far as it is there.
fn resolved(dir: &Path) -> PathBuf {
    fs::canonicalize(dir).or_else(|_| std::path::absolute(dir)).unwrap_or_else(|_| dir.to_path_buf())
}

/// Of one agency or of many.
fn is_workspace(dir: &Path) -> bool {
    let input = dir.join(INPUT);
    let folders = || fs::read_dir(&input).into_iter().flatten().flatten();
    input.join(AGENCY_FILE).is_file() || folders().any(|entry| entry.path().join(AGENCY_FILE).is_file())
}

/// A folder as it is typed where the program runs: `.`, `../..`, `report`, or absolute.
#[must_use]
pub fn from_here(dir: &Path) -> String {
    let here = std::env::current_dir().map(|here| resolved(&here)).unwrap_or_default();
    let short = if let Ok(below) = dir.strip_prefix(&here) {
        if below.as_os_str().is_empty() { PathBuf::from(".") } else { below.to_path_buf() }
    } else if let Ok(above) = here.strip_prefix(dir) {
        above.components().map(|_| "..").collect()
    } else {
        dir.to_path_buf()
    };
    let shown = short.display().to_string();
    if shown.contains(char::is_whitespace) { format!("\"{shown}\"") } else { shown }
}

/// There is no agency in a folder below `root`: which workspace was meant, else how one is made.
pub(super) fn no_agency(root: &Path, dir: &Path) -> Error {
    if dir == root.join(INPUT) && is_workspace(root) {
        let root = root.display();
        return Error::Usage(Text::new(
            format!(
                "{root} เป็นพื้นที่ทำงานของหลายหน่วยงาน แต่คำสั่งนี้ใช้กับหน่วยงานเดียว — ใช้คำสั่งที่เลือกหน่วยงานด้วย --agency ได้ หรือทำในโฟลเดอร์ของหน่วยงานนั้นเอง"
            ),
            format!(
                "{root} is a workspace of many agencies, and this command is for one — use a command that chooses an agency with --agency, or work in a workspace of its own"
            ),
        ));
    }
    let beside = || {
        // Only for a name that is not there: an empty folder may be meant to become a workspace.
        let parent = resolved(root).parent().map(Path::to_path_buf).filter(|_| !root.exists())?;
        let entries = fs::read_dir(parent).into_iter().flatten().flatten();
        let mut found: Vec<_> = entries.map(|e| e.path()).filter(|dir| is_workspace(dir)).collect();
        found.sort();
        (1..=MOST_BESIDE).contains(&found.len()).then_some(found)
    };
    let Some(meant) = above(root).map(|found| vec![found]).or_else(beside) else {
        return Error::NoAgency(dir.to_path_buf());
    };
    let options: Vec<_> = meant.iter().map(|dir| format!("`--workspace {}`", from_here(dir))).collect();
    let (folder, th, en) = (dir.display(), options.join(" หรือ "), options.join(" or "));
    Error::Usage(Text::new(
        format!("ไม่พบไฟล์ {AGENCY_FILE} ใน {folder} — พื้นที่ทำงานอยู่ที่อื่น ให้ระบุ {th}"),
        format!("no {AGENCY_FILE} in {folder} — the workspace is another folder: {en}"),
    ))
}
