//! `run --watch`: runs again when a file in `input/` (or in `--templates`) was saved and nothing has
//! changed for a moment.
//!
//! It looks at the folder five times a second instead of asking the system for notices: offices keep
//! their workbooks on network shares, and a share does not tell what another computer writes to it. For
//! some dozens of files a look costs less than a millisecond.

use super::Common;
use crate::error::{Error, Exit};
use crate::files::Bounds;
use crate::model::Text;
use crate::pipeline::Options;
use crate::platform::stop;
use crate::snapshot::{Change, Snapshot};
use crate::workspace::INPUT;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How often it looks.
const LOOK: Duration = Duration::from_millis(200);

/// So that the end of the quiet time is met, and not missed by one look.
const LEAST_WAIT: Duration = Duration::from_millis(20);

/// Runs at once, then after every change, until somebody asks to stop.
///
/// # Errors
/// The folder cannot be looked at.
pub(super) fn watch(
    options: &Options,
    settle: Duration,
    common: &Common,
    run: &dyn Fn() -> Exit,
) -> Result<Exit, Error> {
    let input = options.workspace.join(INPUT);
    let own = options.agency.as_ref().map_or_else(|| input.clone(), |agency| input.join(agency));
    let folders: Vec<PathBuf> = [Some(own), options.templates.clone()].into_iter().flatten().collect();
    let bounds = Bounds::of(folders.iter().map(PathBuf::as_path).chain([options.workspace.as_path()]));
    let look = || Snapshot::take(folders.iter().map(PathBuf::as_path), &bounds);
    let mut seen = look()?;
    loop {
        let exit = run();
        if stop::asked() {
            return Ok(exit);
        }
        common.say(&Text::new(
            "เฝ้าดูไฟล์ใน input/ — บันทึกไฟล์แล้วจะจัดทำใหม่เอง กด Ctrl-C เพื่อเลิก",
            "watching input/: save a file and it runs again; Ctrl-C ends it",
        ));
        let Some(now) = next(&seen, settle, &look)? else {
            common.say(&Text::new("เลิกเฝ้าดู", "no longer watching"));
            return Ok(Exit::Success);
        };
        for line in lines(&seen.changes(&now), options) {
            common.say(&line);
        }
        seen = now;
    }
}

/// Waits for a change and then until all is quiet; none when somebody asks to stop.
fn next(
    seen: &Snapshot,
    settle: Duration,
    look: &dyn Fn() -> Result<Snapshot, Error>,
) -> Result<Option<Snapshot>, Error> {
    let mut last = look()?;
    let mut quiet = Instant::now();
    loop {
        // What was saved during the run counts too: `seen` is from before it.
        if last != *seen && quiet.elapsed() >= settle {
            return Ok(Some(last));
        }
        match stop::wait(LOOK.min(settle.saturating_sub(quiet.elapsed())).max(LEAST_WAIT)) {
            Err(Error::Interrupted) => return Ok(None),
            waited => waited?,
        }
        let now = look()?;
        if now != last {
            last = now;
            quiet = Instant::now();
        }
    }
}

fn lines(changes: &BTreeMap<PathBuf, Change>, options: &Options) -> Vec<Text> {
    let line = |(path, change): (&PathBuf, &Change)| {
        let file = path.strip_prefix(&options.workspace).unwrap_or(path).display().to_string();
        match change {
            Change::Added => Text::new(format!("เพิ่ม {file}"), format!("added: {file}")),
            Change::Modified => Text::new(format!("แก้ไข {file}"), format!("saved: {file}")),
            Change::Removed => Text::new(format!("ลบ {file}"), format!("removed: {file}")),
        }
    };
    changes.iter().map(line).collect()
}
