//! The advance of a run: a bar on a terminal, a line for each finished stage in a log for programs,
//! nothing in a log for people.

use super::Common;
use super::log::{self, Log};
use crate::model::{Language, Text};
use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::json;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Draws on standard error when that is a terminal.
pub(super) struct Terminal {
    bar: ProgressBar,
    language: Language,
    /// The stage that is told to the log when it ends.
    stage: Option<Mutex<Option<Stage>>>,
}

struct Stage {
    name: Text,
    steps: usize,
    start: Instant,
}

impl Terminal {
    pub(super) fn new(common: &Common) -> Self {
        let for_programs = common.log == Log::Json;
        let seen = std::io::stderr().is_terminal() && !common.quiet && !for_programs;
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if seen {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, language: common.lang, stage: for_programs.then(Mutex::default) }
    }

    /// Writes the stage that has ended to the log, and remembers the one that begins.
    fn turn(&self, begins: Option<Stage>) {
        let Some(stage) = &self.stage else { return };
        let mut stage = stage.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ended) = std::mem::replace(&mut *stage, begins) {
            let millis = log::millis(ended.start.elapsed());
            let Stage { name, steps, .. } = ended;
            log::write("stage", json!({ "stage": name.en, "steps": steps, "duration_ms": millis }));
        }
    }
}

impl Progress for Terminal {
    fn stage(&self, name: &Text, steps: usize) {
        self.turn(Some(Stage { name: name.clone(), steps, start: Instant::now() }));
        let template = if steps > 0 { "{spinner} {msg} {pos}/{len} {bar:30}" } else { "{spinner} {msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_position(0);
        self.bar.set_length(steps as u64);
        self.bar.set_message(name.get(self.language).to_owned());
    }

    fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.turn(None);
        self.bar.finish_and_clear();
    }
}
