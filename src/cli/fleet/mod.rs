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
use crate::pipeline::{Assessed, Options, Setup};

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

/// Options of a command for one agency: in a workspace of many the one that `--agency` means.
///
/// # Errors
/// There are many agencies, and not one of them is meant.
pub(super) fn one(common: &Common) -> Result<Options, Error> {
    let options = common.options();
    let Some(many) = find(common)? else { return Ok(options) };
    many.only(&options)?.ok_or_else(|| {
        let folders = many.fleet.agencies();
        let (count, first) = (folders.len(), folders.first().map_or("", String::as_str));
        Error::Usage(Text::new(
            format!("พื้นที่ทำงานนี้มี {count} หน่วยงาน แต่คำสั่งนี้ใช้กับหน่วยงานเดียว — ระบุชื่อโฟลเดอร์ เช่น --agency {first}"),
            format!("this workspace holds {count} agencies, and the command is for one — name its folder, as in --agency {first}"),
        ))
    })
}

impl Many {
    /// Options for the agency when exactly one is chosen by its name.
    pub(super) fn only(&self, options: &Options) -> Result<Option<Options>, Error> {
        if self.selection.pattern.is_none() {
            return Ok(None);
        }
        let [agency] = &self.fleet.select(&self.selection)?[..] else { return Ok(None) };
        let output = Some(options.output_dir().join(agency));
        Ok(Some(Options { output, agency: Some(agency.clone()), ..options.clone() }))
    }
}

/// What is done for one agency at a time.
pub(super) fn not_of_many() -> Error {
    Error::Usage(Text::new(
        "--watch, --dry-run และ --only ใช้กับหน่วยงานเดียวเท่านั้น — ระบุชื่อโฟลเดอร์ของหน่วยงานด้วย --agency",
        "--watch, --dry-run and --only are for one agency: name its folder with --agency",
    ))
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
