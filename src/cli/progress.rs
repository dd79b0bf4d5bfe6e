//! The advance of a run: a bar on a terminal, a line for each finished stage in a log for programs,
//! nothing in a log for people.

use super::Common;
use super::log::{self, Log};
use crate::model::{Language, Text};
use crate::pipeline::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use serde_json::json;
use std::fmt;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A stage's first moments say little about how long it will take.
const SETTLED: Duration = Duration::from_secs(2);

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
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg}") {
            bar.set_style(style);
        }
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
        self.bar.set_message(name.get(self.language).to_owned());
        let template =
            if steps > 0 { "{spinner} {msg} {pos}/{len} {bar:30} {left}" } else { "{spinner} {msg}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            let language = self.language;
            self.bar.set_style(style.with_key(
                "left",
                move |state: &ProgressState, out: &mut dyn fmt::Write| {
                    if state.pos() > 0 && state.elapsed() >= SETTLED {
                        // What cannot be drawn is not.
                        let _ = out.write_str(left(state.eta()).get(language));
                    }
                },
            ));
        }
        // The time that is left is estimated for each stage anew.
        self.bar.reset();
        self.bar.set_length(steps as u64);
    }

    fn step(&self) {
        self.bar.inc(1);
    }
}

/// The time that is left, in the largest units that tell something.
fn left(time: Duration) -> Text {
    let seconds = time.as_secs();
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    match (hours, minutes) {
        (0, 0) => Text::new(format!("เหลืออีก {seconds} วินาที"), format!("{seconds} s left")),
        (0, _) => Text::new(format!("เหลืออีก {minutes} นาที"), format!("{minutes} min left")),
        _ => Text::new(format!("เหลืออีก {hours} ชม. {minutes} นาที"), format!("{hours} h {minutes} min left")),
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.turn(None);
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_that_is_left_is_told_in_words() {
        let told = |seconds| left(Duration::from_secs(seconds));
        assert_eq!(told(59), Text::new("เหลืออีก 59 วินาที", "59 s left"));
        assert_eq!(told(60), Text::new("เหลืออีก 1 นาที", "1 min left"));
        assert_eq!(told(3599), Text::new("เหลืออีก 59 นาที", "59 min left"));
        assert_eq!(told(7260), Text::new("เหลืออีก 2 ชม. 1 นาที", "2 h 1 min left"));
    }
}
