//! `--log json`: one JSON object a line on standard error, for journals and alerts.
//!
//! Every line has `event` and `time`; the last line of `run` is `summary`. `docs/operations.md` lists
//! the events and their keys.

use super::clock;
use crate::diagnostic::Severity;
use crate::error::{Error, Exit};
use crate::fleet;
use crate::model::{Text, shown};
use crate::pipeline::{Options, Outcome};
use crate::publish::Timings;
use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

/// What is written on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Log {
    /// Text
    #[default]
    Human,
    /// One JSON object a line
    Json,
}

/// How many agencies a sentence names.
const MOST_NAMED: usize = 10;

/// The file that takes the log in the place of standard error.
static FILE: OnceLock<Mutex<File>> = OnceLock::new();

/// Sends the log to the end of a file: Windows Task Scheduler throws standard error away.
///
/// # Errors
/// The file cannot be opened for writing.
pub(super) fn to_file(path: &Path) -> Result<(), Error> {
    let file = OpenOptions::new().create(true).append(true).open(path);
    let file = file.map_err(|e| Error::io("writing", path, e))?;
    // Set once, before the first event.
    let _ = FILE.set(Mutex::new(file));
    Ok(())
}

/// Writes an event. A reader that has gone away is no error.
pub(super) fn write(event: &str, body: Value) {
    let mut line = json!({ "event": event, "time": clock::now() });
    match (line.as_object_mut(), body) {
        (Some(line), Value::Object(body)) => line.extend(body),
        (Some(line), body) => drop(line.insert("value".to_owned(), body)),
        (None, _) => {}
    }
    let line = shown::json(&line.to_string());
    let _ = match FILE.get() {
        Some(file) => writeln!(file.lock().unwrap_or_else(PoisonError::into_inner), "{line}"),
        None => writeln!(std::io::stderr(), "{line}"),
    };
}

/// Whole milliseconds.
pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// How a run ended, for alerts: the last line of the log, and what hooks are told.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Summary {
    /// `published`, `draft`, `refused` (the data have errors), `preview` (`--dry-run`),
    /// `failed` or `interrupted`; of `status`:
    /// `incomplete`.
    pub(super) result: &'static str,
    pub(super) exit_code: u8,
    /// `2568-h1`.
    pub(super) period: Option<String>,
    /// Folder of the publication.
    pub(super) dir: Option<String>,
    pub(super) replaced: bool,
    pub(super) files: usize,
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) notes: usize,
    pub(super) units: usize,
    pub(super) units_reported: usize,
    /// Of a run over many agencies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) agencies: Option<fleet::Counts>,
    pub(super) duration_ms: u64,
    pub(super) stages_ms: BTreeMap<String, u64>,
    /// One sentence.
    pub(super) message: Text,
}

impl Summary {
    pub(super) fn of(result: &Result<Outcome, Error>, options: &Options, exit: Exit) -> Self {
        match result {
            Ok(outcome) => Self::finished(outcome, options, exit),
            Err(error) => Self::failed(error),
        }
    }

    /// With the time since `start`, and that of the stages that were finished.
    pub(super) fn took(mut self, start: Instant, timings: &Timings) -> Self {
        self.duration_ms = millis(start.elapsed());
        // Parts of a stage run side by side and are in its time already.
        for (stage, millis) in timings.iter().filter(|(name, _)| !name.contains('/')) {
            *self.stages_ms.entry(stage.clone()).or_insert(0) += millis;
        }
        self
    }

    /// Of `status --complete` while units are missing.
    pub(super) fn incomplete(period: String, units: usize, missing: &[&str]) -> Self {
        let names = missing.join(", ");
        let message = Text::new(
            format!("{period} ยังขาดข้อมูลของ {} หน่วยงาน: {names}", missing.len()),
            format!("{period}: {} units have not submitted everything: {names}", missing.len()),
        );
        Self {
            result: "incomplete",
            exit_code: Exit::Data as u8,
            period: Some(period),
            units,
            units_reported: units.saturating_sub(missing.len()),
            message,
            ..Self::default()
        }
    }

    /// The same of many agencies, by those that have not sent everything.
    pub(super) fn of_fleet_incomplete(period: String, missing: &[&str]) -> Self {
        let (count, names) = (missing.len(), first(missing));
        Self {
            result: "incomplete",
            exit_code: Exit::Data as u8,
            message: Text::new(
                format!("{period} ยังขาดข้อมูลของ {count} แห่ง: {names}"),
                format!("{period}: {count} agencies have not submitted everything: {names}"),
            ),
            period: Some(period),
            ..Self::default()
        }
    }

    pub(super) fn failed(error: &Error) -> Self {
        Self {
            result: if matches!(error, Error::Interrupted) { "interrupted" } else { "failed" },
            exit_code: error.exit() as u8,
            message: error.text(),
            ..Self::default()
        }
    }

    /// Of a run over many agencies.
    pub(super) fn of_fleet(outcome: &fleet::Outcome, options: &Options) -> Self {
        let (exit, counts, period) = (outcome.exit(), outcome.counts(), outcome.period.slug());
        let result = match exit {
            _ if outcome.interrupted => "interrupted",
            Exit::Success if options.draft => "draft",
            Exit::Success => "published",
            Exit::Data => "refused",
            Exit::Usage | Exit::Environment => "failed",
        };
        let not = outcome.agencies.iter().filter(|a| !a.state.is_published());
        let not: Vec<_> = not.map(|a| a.agency.as_str()).collect();
        let named = first(&not);
        let (th, en) = if not.is_empty() {
            Default::default()
        } else {
            (format!(" ยังไม่เผยแพร่: {named}"), format!("; not: {named}"))
        };
        let (all, published) = (counts.all, counts.published);
        let sum = |of: fn(&fleet::AgencyOutcome) -> usize| outcome.agencies.iter().map(of).sum();
        Self {
            result,
            exit_code: exit as u8,
            dir: outcome.rollup.as_ref().map(|p| p.dir.display().to_string()),
            replaced: outcome.rollup.as_ref().is_some_and(|p| p.replaced),
            files: outcome.rollup.as_ref().map_or(0, |p| p.files.len()),
            errors: sum(|a| a.errors),
            warnings: sum(|a| a.warnings),
            units: sum(|a| a.units),
            units_reported: sum(|a| a.units_reported),
            agencies: Some(counts),
            message: Text::new(
                format!("{period}: เผยแพร่แล้ว {published} จาก {all} หน่วยงาน{th}"),
                format!("{period}: {published} of {all} agencies are published{en}"),
            ),
            period: Some(period),
            ..Self::default()
        }
    }

    fn finished(outcome: &Outcome, options: &Options, exit: Exit) -> Self {
        let [errors, warnings, notes] =
            [Severity::Error, Severity::Warning, Severity::Note].map(|s| outcome.diagnostics.count(s));
        let (units, units_reported) = reported(outcome);
        let period = outcome.period.slug();
        let published = outcome.published.as_ref();
        let (result, message) = match (published, options.draft) {
            (None, _) if options.dry_run && exit == Exit::Success => (
                "preview",
                Text::new(
                    format!("ดูตัวอย่าง {period} แล้ว ไม่มีการเผยแพร่"),
                    format!("a look at {period}; nothing was published"),
                ),
            ),
            (Some(_), false) => {
                ("published", Text::new(format!("เผยแพร่ {period} แล้ว"), format!("{period} is published")))
            }
            (Some(_), true) => (
                "draft",
                Text::new(format!("จัดทำฉบับร่าง {period} แล้ว"), format!("the draft of {period} is made")),
            ),
            (None, _) => (
                "refused",
                Text::new(
                    format!("ไม่เผยแพร่ {period}: ข้อผิดพลาด {errors} คำเตือน {warnings}"),
                    format!("{period} is not published: {errors} errors, {warnings} warnings"),
                ),
            ),
        };
        Self {
            result,
            exit_code: exit as u8,
            period: Some(period),
            dir: published.map(|p| p.dir.display().to_string()),
            replaced: published.is_some_and(|p| p.replaced),
            files: published.map_or(0, |p| p.files.len()),
            errors,
            warnings,
            notes,
            units,
            units_reported,
            message,
            ..Self::default()
        }
    }
}

/// The first of some names.
fn first(names: &[&str]) -> String {
    let more = if names.len() > MOST_NAMED { ", …" } else { "" };
    format!("{}{more}", names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join(", "))
}

/// Units that must report, and those that have.
pub(super) fn reported(outcome: &Outcome) -> (usize, usize) {
    let units: Vec<_> = outcome.coverage.iter().filter(|c| c.unit.is_some()).collect();
    let has = |c: &crate::check::Coverage| c.sheets.iter().any(|s| s.kind == "progress" && s.state.is_sent());
    (units.len(), units.iter().filter(|c| has(c)).count())
}
