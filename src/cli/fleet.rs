//! `run`, `check` and `status` where the workspace holds many agencies.

use super::progress::Terminal;
use super::{Common, Format, check, status};
use crate::error::{Error, Exit};
use crate::fleet::{self, AgencyOutcome, Fleet, Outcome, Record, Selection, State};
use crate::model::{Language, Period, Text};
use crate::pipeline::{self, Options};
use crate::platform::stop;
use crate::thai::{self, width};
use serde_json::json;

/// More agencies are not listed one by one when all is well with them.
const MOST_LISTED: usize = 100;

/// The fleet in the workspace, and which of its agencies are meant; none for a single agency's workspace.
pub(super) fn find(common: &Common) -> Result<Option<(Fleet, Selection)>, Error> {
    let selection = Selection { pattern: common.agency.clone(), shard: common.shard };
    match Fleet::find(&common.workspace)? {
        Some(fleet) => Ok(Some((fleet, selection))),
        None if selection.is_whole() => Ok(None),
        None => Err(Error::Usage(Text::new(
            "--agency และ --shard ใช้กับพื้นที่ทำงานที่มีหลายหน่วยงาน (input/<หน่วยงาน>/agency.toml) เท่านั้น",
            "--agency and --shard are for a workspace of many agencies (input/<agency>/agency.toml)",
        ))),
    }
}

/// What a fleet does not do.
pub(super) fn only_plain(watch: bool, dry_run: bool) -> Result<(), Error> {
    if watch || dry_run {
        return Err(Error::Usage(Text::new(
            "--watch และ --dry-run ใช้กับพื้นที่ทำงานของหน่วยงานเดียวเท่านั้น",
            "--watch and --dry-run are for a workspace of one agency",
        )));
    }
    Ok(())
}

pub(super) fn run(
    options: &Options,
    fleet: &Fleet,
    selection: &Selection,
    common: &Common,
) -> Result<Exit, Error> {
    let progress = Terminal::new(common);
    let outcome = fleet::run(options, fleet, selection, &progress)?;
    drop(progress);
    match common.format {
        Format::Json => common.print_json(&json(&outcome))?,
        Format::Human => summary(&outcome, selection, common),
    }
    if outcome.interrupted {
        common.say_error(&Error::Interrupted);
    }
    Ok(outcome.exit())
}

fn json(outcome: &Outcome) -> serde_json::Value {
    json!({
        "period": outcome.period,
        "exit_code": outcome.exit() as u8,
        "interrupted": outcome.interrupted,
        "published": outcome.count(State::is_published),
        "unchanged": outcome.count(|s| *s == State::Unchanged),
        "not_published": outcome.count(|s| !s.is_published()),
        "agencies": outcome.agencies,
        "rollup": outcome.rollup.as_ref().map(|p| json!({
            "dir": p.dir.display().to_string(),
            "files": p.files,
        })),
    })
}

/// A line an agency, the reasons of those that were not published, and the counts.
fn summary(outcome: &Outcome, selection: &Selection, common: &Common) {
    let few = outcome.agencies.len() <= MOST_LISTED;
    let listed: Vec<_> = outcome.agencies.iter().filter(|a| few || !a.state.is_published()).collect();
    let ids = listed.iter().map(|a| width::columns(&a.agency)).max().unwrap_or(0);
    let names = listed.iter().map(|a| width::columns(a.name.get(common.lang))).max().unwrap_or(0);
    for agency in listed {
        let pad =
            |text: &str, to: usize| format!("{text}{}", " ".repeat(to.saturating_sub(width::columns(text))));
        let id = pad(&agency.agency, ids);
        let name = pad(agency.name.get(common.lang), names);
        let state = agency.state.text();
        let score = if agency.state.is_published() {
            format!("  {}", score(agency, common.lang))
        } else {
            String::new()
        };
        common.print(&format!("{id}  {name}  {}{score}", state.get(common.lang)));
        for line in reasons(agency) {
            common.print(&format!("    {}", line.get(common.lang)));
        }
    }
    let all = outcome.agencies.len();
    let published = outcome.count(State::is_published);
    let unchanged = outcome.count(|s| *s == State::Unchanged);
    let left = outcome.count(|s| *s == State::Left);
    let failed = all - published - left;
    let slug = outcome.period.slug();
    common.print_text(&Text::new(
        format!("{slug}: {all} หน่วยงาน เผยแพร่ {published} (คงเดิม {unchanged}) ไม่เผยแพร่ {failed} ยังไม่ได้ทำ {left}"),
        format!("{slug}: {all} agencies, {published} published ({unchanged} unchanged), {failed} not published, {left} left"),
    ));
    let output = pipeline::shown(&outcome.output);
    common.print_text(&Text::new(
        format!("ผลลัพธ์อยู่ที่ {output}/<หน่วยงาน>/{slug}"),
        format!("results are in {output}/<agency>/{slug}"),
    ));
    match &outcome.rollup {
        Some(rollup) => {
            let dir = pipeline::shown(&rollup.dir);
            common.print_text(&Text::new(format!("ภาพรวมอยู่ที่ {dir}"), format!("the roll-up is in {dir}")));
        }
        None if selection.is_whole() => common.print_text(&Text::new(
            "ยังไม่จัดทำภาพรวม เพราะยังทำไม่ครบทุกหน่วยงาน — สั่ง run อีกครั้งเพื่อทำส่วนที่เหลือ",
            "no roll-up yet: some agencies are left; run again for them",
        )),
        None => common.print_text(&Text::new(
            "ยังไม่จัดทำภาพรวม เพราะทำเพียงบางหน่วยงาน — สั่ง `ita-report rollup` เมื่อครบ",
            "no roll-up: these are some of the agencies; `ita-report rollup` makes it when all are done",
        )),
    }
}

fn score(agency: &AgencyOutcome, language: Language) -> String {
    let total = agency.total.map_or_else(|| "–".to_owned(), |t| thai::format_number(t, 2));
    let rating = agency.rating_name.as_ref().map_or("", |name| name.get(language));
    let change = super::run::change(agency.delta);
    format!("{total} {rating} ({})", change.get(language))
}

fn reasons(agency: &AgencyOutcome) -> Vec<Text> {
    if let State::Failed(why) = &agency.state {
        return vec![why.clone()];
    }
    if agency.state.is_published() {
        return Vec::new();
    }
    problems(&agency.problems, agency.errors, &agency.agency)
}

/// The first errors of an agency, and how to see the others.
fn problems(problems: &[fleet::Problem], errors: usize, agency: &str) -> Vec<Text> {
    let line = |p: &fleet::Problem, message: &str, action: &str| {
        let code = if p.code.is_empty() { String::new() } else { format!(" error[{}]", p.code) };
        let action = if action.is_empty() { String::new() } else { format!(" — {action}") };
        format!("{}:{code}: {message}{action}", p.place)
    };
    let mut lines: Vec<_> = problems
        .iter()
        .map(|p| Text::new(line(p, &p.message.th, &p.action.th), line(p, &p.message.en, &p.action.en)))
        .collect();
    if errors > problems.len() {
        let more = errors - problems.len();
        lines.push(Text::new(
            format!("และอีก {more} ข้อผิดพลาด — ดูด้วย `ita-report check --agency {agency}`"),
            format!("and {more} more errors: `ita-report check --agency {agency}`"),
        ));
    }
    lines
}

pub(super) fn check(
    options: &Options,
    fleet: &Fleet,
    selection: &Selection,
    common: &Common,
) -> Result<Exit, Error> {
    let progress = Terminal::new(common);
    let gathered = fleet::gather(options, &fleet.select(selection)?, &progress)?;
    let output = gathered.output();
    if let [record] = gathered.records.as_slice()
        && !record.refused
    {
        let (setup, assessed, _) = gathered.assess(0)?;
        drop(progress);
        return check::finish(options, &setup, assessed, common);
    }
    let wanted: Vec<usize> = (0..gathered.records.len())
        .filter(|at| {
            let record = &gathered.records[*at];
            let to_mark = record.errors + record.warnings > 0;
            !record.refused && (to_mark || output.join(&record.agency).join(check::RETURNS).is_dir())
        })
        .collect();
    progress_stage(&progress, wanted.len());
    let mut copies = 0;
    for at in wanted {
        let (setup, mut assessed, _) = gathered.assess(at)?;
        copies += check::give_back(&setup, &mut assessed)?.0.copies().len();
        crate::pipeline::Progress::step(&progress);
        if stop::asked() {
            return Err(Error::Interrupted);
        }
    }
    drop(progress);
    let clean = gathered.records.iter().all(|r| r.publishable(options.deny_warnings));
    if common.format == Format::Json {
        let agencies: Vec<_> = gathered.records.iter().map(checked).collect();
        common.print_json(&json!({ "agencies": agencies, "marked_copies": copies }))?;
        return Ok(super::exit(clean));
    }
    for record in gathered.records.iter().filter(|r| r.errors > 0) {
        let (name, errors, warnings) = (&record.name, record.errors, record.warnings);
        let agency = &record.agency;
        common.print_text(&Text::new(
            format!("{agency}  {}: ข้อผิดพลาด {errors} คำเตือน {warnings}", name.th),
            format!("{agency}  {}: {errors} errors, {warnings} warnings", name.en),
        ));
        for line in problems(&record.problems, errors, agency) {
            common.print(&format!("    {}", line.get(common.lang)));
        }
    }
    let all = gathered.records.len();
    let sum = |of: fn(&Record) -> usize| gathered.records.iter().map(of).sum::<usize>();
    let (files, sheets) = (sum(|r| r.files), sum(|r| r.sheets));
    let (errors, warnings) = (sum(|r| r.errors), sum(|r| r.warnings));
    let wrong = gathered.records.iter().filter(|r| r.errors > 0).count();
    common.print_text(&Text::new(
        format!("ตรวจ {all} หน่วยงาน {files} ไฟล์ {sheets} แผ่นงาน: ข้อผิดพลาด {errors} ใน {wrong} หน่วยงาน คำเตือน {warnings}"),
        format!("checked {all} agencies, {files} files, {sheets} sheets: {errors} errors in {wrong} agencies, {warnings} warnings"),
    ));
    if copies > 0 {
        let dir = pipeline::shown(&output);
        common.print_text(&Text::new(
            format!("สำเนาที่ทำเครื่องหมายให้แก้ {copies} ไฟล์อยู่ที่ {dir}/<หน่วยงาน>/{}", check::RETURNS),
            format!("{copies} marked copies to be corrected are in {dir}/<agency>/{}", check::RETURNS),
        ));
    }
    Ok(super::exit(clean))
}

fn progress_stage(progress: &Terminal, steps: usize) {
    let name = Text::new("จัดทำสำเนาที่ทำเครื่องหมาย", "writing marked copies");
    crate::pipeline::Progress::stage(progress, &name, steps);
}

fn checked(record: &Record) -> serde_json::Value {
    json!({
        "agency": record.agency,
        "name": record.name,
        "refused": record.refused,
        "files": record.files,
        "sheets": record.sheets,
        "errors": record.errors,
        "warnings": record.warnings,
        "problems": record.problems,
    })
}

pub(super) fn status(
    args: &status::StatusArgs,
    options: &Options,
    fleet: &Fleet,
    selection: &Selection,
    common: &Common,
) -> Result<Exit, Error> {
    let progress = Terminal::new(common);
    let (gathered, period) = fleet::status(options, fleet, selection, &progress)?;
    if let [record] = gathered.records.as_slice()
        && !record.refused
    {
        let (setup, assessed, _) = gathered.assess(0)?;
        drop(progress);
        return status::show(args, options, (&setup, &assessed), period, common);
    }
    drop(progress);
    if common.format == Format::Json {
        let agencies: Vec<_> = gathered.records.iter().map(|r| standing(r, period)).collect();
        common.print_json(&json!({ "period": period, "agencies": agencies }))?;
        return Ok(Exit::Success);
    }
    let slug = period.slug();
    common.print_text(&Text::new(format!("สถานะการส่งข้อมูล {slug}"), format!("submissions of {slug}")));
    let ids = gathered.records.iter().map(|r| width::columns(&r.agency)).max().unwrap_or(0);
    for record in &gathered.records {
        let (reported, submitted, expected) = reported(record, period);
        let (units, errors) = (record.units, record.errors);
        let id = format!("{}{}", record.agency, " ".repeat(ids - width::columns(&record.agency)));
        let published = record.published.contains_key(&slug);
        let (th, en) = if published {
            ("เผยแพร่แล้ว", "published")
        } else {
            ("ยังไม่เผยแพร่", "not published")
        };
        let sheets = expected.map_or_else(Text::default, |expected| {
            Text::new(format!(" แผ่นงาน {submitted}/{expected}"), format!(", sheets {submitted}/{expected}"))
        });
        common.print_text(&Text::new(
            format!("{id}  รายงานผล {reported}/{units}{} ข้อผิดพลาด {errors} {th}", sheets.th),
            format!("{id}  reports {reported}/{units}{}, {errors} errors, {en}", sheets.en),
        ));
    }
    Ok(Exit::Success)
}

fn reported(record: &Record, period: Period) -> (usize, usize, Option<usize>) {
    record.half(period).map_or((0, 0, None), |h| (h.reported, h.submitted, Some(h.expected)))
}

fn standing(record: &Record, period: Period) -> serde_json::Value {
    let (reported, submitted, expected) = reported(record, period);
    json!({
        "agency": record.agency,
        "name": record.name,
        "units": record.units,
        "units_reported": reported,
        "sheets_submitted": submitted,
        "sheets_expected": expected,
        "errors": record.errors,
        "warnings": record.warnings,
        "published": record.published.contains_key(&period.slug()),
    })
}
