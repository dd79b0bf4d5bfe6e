//! The advance of a run: a bar on a terminal, nothing in a log.

use super::Common;
use crate::model::{Language, Text};
use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::time::Duration;

/// Draws on standard error when that is a terminal.
pub(super) struct Terminal {
    bar: ProgressBar,
    language: Language,
}

impl Terminal {
    pub(super) fn new(common: &Common) -> Self {
        let seen = std::io::stderr().is_terminal() && !common.quiet;
        let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if seen {
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, language: common.lang }
    }
}

impl Progress for Terminal {
    fn stage(&self, name: &Text, steps: usize) {
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
        self.bar.finish_and_clear();
    }
}
