//! `doctor`: what a run needs, whether it is there, and what to do.

mod checks;
mod rules;

use super::{Common, Format};
use crate::error::{Error, Exit};
use crate::model::Text;
use serde_json::json;

/// One thing that was looked at.
struct Check {
    /// For programs.
    id: &'static str,
    /// What, and how it stands.
    what: Text,
    state: State,
}

enum State {
    Good,
    /// Worth knowing; a run copes with it.
    Note(Text),
    /// Nothing is wrong, and there is nothing to publish yet: what is wanted, and the exit code of a run.
    Wait(Text, Exit),
    /// A run would fail: why, what to do, and the exit code that it would end with.
    Bad(Text, Exit),
}

impl Check {
    fn good(id: &'static str, what: Text) -> Self {
        Self { id, what, state: State::Good }
    }

    fn bad(id: &'static str, what: Text, error: &Error) -> Self {
        Self { id, what, state: State::Bad(error.text(), error.exit()) }
    }

    fn exit(&self) -> Exit {
        match &self.state {
            State::Good | State::Note(_) => Exit::Success,
            State::Wait(_, exit) | State::Bad(_, exit) => *exit,
        }
    }

    fn name(&self) -> &'static str {
        match &self.state {
            State::Good => "good",
            State::Note(_) | State::Wait(..) => "note",
            State::Bad(..) => "bad",
        }
    }

    fn told(&self) -> Option<&Text> {
        match &self.state {
            State::Good => None,
            State::Note(text) | State::Wait(text, _) | State::Bad(text, _) => Some(text),
        }
    }

    fn line(&self) -> Text {
        let sign = match &self.state {
            State::Good => "✓",
            State::Note(_) | State::Wait(..) => "!",
            State::Bad(..) => "✗",
        };
        let Text { th, en } = &self.what;
        match self.told() {
            None => Text::new(format!("{sign} {th}"), format!("{sign} {en}")),
            Some(told) => Text::new(format!("{sign} {th}: {}", told.th), format!("{sign} {en}: {}", told.en)),
        }
    }
}

pub(super) fn run(common: &Common) -> Result<Exit, Error> {
    let checks = checks::all(&common.options());
    let exit = checks.iter().map(Check::exit).max_by_key(|exit| *exit as u8).unwrap_or(Exit::Success);
    match common.format {
        Format::Json => {
            let each =
                |c: &Check| json!({ "check": c.id, "state": c.name(), "what": c.what, "told": c.told() });
            let checks: Vec<_> = checks.iter().map(each).collect();
            common.print_json(&json!({ "exit_code": exit as u8, "checks": checks }))?;
        }
        Format::Human => {
            for check in &checks {
                common.print_text(&check.line());
            }
            common.print_text(&verdict(&checks));
        }
    }
    Ok(exit)
}

fn verdict(checks: &[Check]) -> Text {
    let bad = checks.iter().filter(|check| matches!(check.state, State::Bad(..))).count();
    if bad == 0 && checks.iter().any(|check| matches!(check.state, State::Wait(..))) {
        return Text::new(
            "ติดตั้งพร้อมแล้ว ยังไม่มีข้อมูลให้จัดทำรายงาน: วางข้อมูลตามบรรทัด ! แล้วสั่ง `ita-report check`",
            "all is in place, and there is nothing to publish yet: lay in what the lines with ! name, then `ita-report check`",
        );
    }
    if bad == 0 {
        return Text::new(
            "พร้อมจัดทำรายงาน: `ita-report check` แล้ว `ita-report run`",
            "ready: `ita-report check`, then `ita-report run`",
        );
    }
    Text::new(
        format!("ต้องแก้ {bad} รายการที่มีเครื่องหมาย ✗ ก่อนจัดทำรายงาน"),
        format!("{bad} to be mended before a run, marked ✗"),
    )
}
