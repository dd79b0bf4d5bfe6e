//! `run`, `check` and `status` where the workspace holds many agencies.

mod check;
mod run;
mod status;

pub(super) use check::check;
pub(super) use run::run;
pub(super) use status::status;

use super::Common;
use crate::error::Error;
use crate::fleet::{Fleet, Gathered, Problem, Selection};
use crate::model::Text;
use crate::pipeline::{Assessed, Setup};

/// A fleet, and which of its agencies are meant.
pub(super) struct Many {
    fleet: Fleet,
    selection: Selection,
}

/// The fleet in the workspace; none for a single agency's workspace.
pub(super) fn find(common: &Common) -> Result<Option<Many>, Error> {
    let selection = Selection { pattern: common.agency.clone(), shard: common.shard };
    match Fleet::find(&common.workspace)? {
        Some(fleet) => Ok(Some(Many { fleet, selection })),
        None if selection.is_whole() => Ok(None),
        None => Err(Error::Usage(Text::new(
            "--agency และ --shard ใช้กับพื้นที่ทำงานที่มีหลายหน่วยงาน (input/<หน่วยงาน>/agency.toml) เท่านั้น",
            "--agency and --shard are for a workspace of many agencies (input/<agency>/agency.toml)",
        ))),
    }
}

/// What a fleet does not do.
pub(super) fn only_plain(watch: bool, dry_run: bool, part: bool) -> Result<(), Error> {
    if watch || dry_run || part {
        return Err(Error::Usage(Text::new(
            "--watch, --dry-run และ --only ใช้กับพื้นที่ทำงานของหน่วยงานเดียวเท่านั้น",
            "--watch, --dry-run and --only are for a workspace of one agency",
        )));
    }
    Ok(())
}

/// The agency, when exactly one was chosen and its configuration is right: it is shown as in a workspace of
/// its own.
fn alone(gathered: &Gathered) -> Result<Option<(Setup, Assessed)>, Error> {
    match gathered.records.as_slice() {
        [record] if !record.refused => gathered.assess(0).map(|(setup, assessed, _)| Some((setup, assessed))),
        _ => Ok(None),
    }
}

/// The first errors of an agency, and how to see the others.
fn problems(problems: &[Problem], errors: usize, agency: &str) -> Vec<Text> {
    let line = |p: &Problem, message: &str, action: &str| {
        let code = if p.code.is_empty() { String::new() } else { format!(" error[{}]", p.code) };
        let action = if action.is_empty() { String::new() } else { format!(" — {action}") };
        format!("    {}:{code}: {message}{action}", p.place)
    };
    let mut lines: Vec<_> = problems
        .iter()
        .map(|p| Text::new(line(p, &p.message.th, &p.action.th), line(p, &p.message.en, &p.action.en)))
        .collect();
    if errors > problems.len() {
        let more = errors - problems.len();
        lines.push(Text::new(
            format!("    และอีก {more} ข้อผิดพลาด — ดูด้วย `ita-report check --agency {agency}`"),
            format!("    and {more} more errors: `ita-report check --agency {agency}`"),
        ));
    }
    lines
}
