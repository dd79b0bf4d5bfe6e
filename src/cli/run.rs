//! `run`: the main job, and what it says at the end.

use super::hooks::{self, HookArgs};
use super::log::{Log, Summary, reported};
use super::progress::Terminal;
use super::{Common, Format, changes, clock, exit, fleet, history, wanting, watch};
use crate::cli::common::place;
use crate::compare::Book;
use crate::diagnostic::Severity;
use crate::error::{Error, Exit};
use crate::model::{Language, Text};
use crate::pipeline::{self, Options, Outcome};
use crate::platform::stop;
use crate::publish::Timings;
use crate::render::Warm;
use crate::report::Only;
use crate::report::words;
use crate::scheme::Schemes;
use crate::score::progress::Standing;
use crate::thai;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Decimals of scores in a year without a scheme: there are none to show.
const DECIMALS: usize = 2;

/// Options of `run`.
#[allow(clippy::struct_excessive_bools)] // independent flags of a command line
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// จัดทำฉบับร่างแม้ข้อมูลมีข้อผิดพลาด / render in spite of data errors, into a folder of its own
    #[arg(long)]
    draft: bool,
    /// คำเตือนถือเป็นข้อผิดพลาด / warnings forbid publishing
    #[arg(long)]
    deny_warnings: bool,
    /// ไม่เผยแพร่และจบด้วยรหัส 1 เมื่อยังส่งไม่ครบ / publish nothing and exit with 1 while a unit or a sheet is missing or blank
    #[arg(long)]
    require_complete: bool,
    /// ทำผลลัพธ์ใหม่ทุกไฟล์ / make every output anew, also those that have not changed
    #[arg(long)]
    force: bool,
    /// แสดงสิ่งที่จะเปลี่ยนโดยไม่เผยแพร่ / tell what would change; publish nothing
    #[arg(long)]
    dry_run: bool,
    /// จัดทำเฉพาะส่วน: เอกสารมาตรการ ผลการประเมิน หรือรายงานผล / one part alone, into a folder of its own
    #[arg(long, value_enum, value_name = "PART")]
    only: Option<Part>,
    /// เก็บสิ่งที่ส่งให้ Typst ไว้ในโฟลเดอร์นี้ / keep what Typst is given in this folder, to work on templates
    #[arg(long, value_name = "DIR")]
    build_dir: Option<PathBuf>,
    /// รอบที่ถึงกำหนดตามปฏิทิน / the half that is due by the calendar; nothing is published while nobody has reported on it
    #[arg(long)]
    due: bool,
    /// เฝ้าดู input/ และจัดทำใหม่เมื่อมีการบันทึกไฟล์ / stay, and run again when a file in input/ is saved
    #[arg(long)]
    watch: bool,
    /// วินาทีที่ต้องไม่มีการบันทึกก่อนจัดทำใหม่ / seconds without a change before --watch runs again
    #[arg(long, value_name = "SECONDS", default_value_t = 2, requires = "watch",
          value_parser = clap::value_parser!(u64).range(1..=3_600))]
    settle: u64,
    #[command(flatten)]
    hooks: HookArgs,
}

impl RunArgs {
    /// Its hooks; a look is no run that anybody waits for.
    pub(super) fn hooks(&self) -> Option<&HookArgs> {
        (!self.dry_run).then_some(&self.hooks)
    }
}

/// A part of a publication.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Part {
    /// เอกสารมาตรการ / the measures document, with the results that it stands on
    Measures,
    /// ผลการประเมินปีก่อน / last year's results
    Results,
    /// รายงานผลและชุดข้อมูล / the progress report and the data sets
    Progress,
}

impl From<Part> for Only {
    fn from(part: Part) -> Self {
        match part {
            Part::Measures => Self::Measures,
            Part::Results => Self::Results,
            Part::Progress => Self::Progress,
        }
    }
}

/// How often a run begins anew when somebody changes inputs meanwhile, and how long it waits before.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_secs(2);

pub(super) fn run(args: &RunArgs, common: &Common) -> Result<Exit, Error> {
    let mut options = common.options();
    options.draft = args.draft;
    options.deny_warnings = args.deny_warnings;
    options.dry_run = args.dry_run;
    options.only = args.only.map(Only::from);
    options.require_complete = args.require_complete;
    // What is kept in a folder is wanted whole.
    options.force = args.force || args.build_dir.is_some();
    options.build_dir.clone_from(&args.build_dir);
    if args.due {
        common.choose_due(&mut options)?;
    }
    listen(&options, common)?;
    if let Some(many) = fleet::find(common)? {
        let is_plain = !(args.watch || options.dry_run || options.only.is_some());
        if is_plain {
            return Ok(fleet::run(&args.hooks, &options, &many, common));
        }
        options = many.only(&options)?.ok_or_else(fleet::not_of_many)?;
    }
    if args.watch {
        // Large documents are kept open, so that a correction sets again only what it changes.
        options.warm = Some(Arc::new(Warm::begin()));
        return watch::watch(&options, Duration::from_secs(args.settle), common, &|| {
            once(&args.hooks, &options, common)
        });
    }
    Ok(once(&args.hooks, &options, common))
}

/// Listens for signals; work that has to be left where it stands is told as any other interruption.
fn listen(options: &Options, common: &Common) -> Result<(), Error> {
    let (common, options, start) = (common.clone(), options.clone(), Instant::now());
    stop::listen(move || {
        super::report(&Error::Interrupted, &common);
        let summary = Summary::of(&Err(Error::Interrupted), &options, Error::Interrupted.exit());
        common.log_summary(&summary.took(start, &Timings::default()));
    })
}

/// One run with all that it says, its hook and its last line of the log.
fn once(hooks: &HookArgs, options: &Options, common: &Common) -> Exit {
    let start = Instant::now();
    let mut timings = Timings::default();
    let result = attempt(options, common, &mut timings).and_then(|outcome| {
        tell(&outcome, &timings, options, common)?;
        Ok(outcome)
    });
    let exit = match &result {
        Ok(outcome) => exit(outcome.publishable),
        Err(error) => {
            super::report(error, common);
            error.exit()
        }
    };
    let summary = Summary::of(&result, options, exit).took(start, &timings);
    // A look is no run that anybody waits for.
    if options.dry_run {
        common.log_summary(&summary);
    } else {
        hooks::end(hooks, &summary, options, common);
    }
    exit
}

/// Runs; when somebody saves a workbook meanwhile, waits a moment and reads everything again.
fn attempt(options: &Options, common: &Common, timings: &mut Timings) -> Result<Outcome, Error> {
    let mut tried = 1;
    loop {
        *timings = Timings::default();
        let progress = Terminal::new(common);
        let result = pipeline::run(options, &progress, timings);
        drop(progress);
        match result {
            Err(error @ Error::InputChanged(_)) if tried < TRIES => {
                tried += 1;
                common.warn(&again(&error));
                stop::wait(PAUSE)?;
            }
            result => return result,
        }
    }
}

fn again(error: &Error) -> Text {
    let files = if let Error::InputChanged(files) = error { files.join(", ") } else { String::new() };
    Text::new(
        format!("มีการแก้ไขไฟล์ข้อมูลระหว่างจัดทำ ({files}) จึงเริ่มอ่านใหม่"),
        format!("inputs were changed during the run ({files}): reading them again"),
    )
}

fn tell(outcome: &Outcome, timings: &Timings, options: &Options, common: &Common) -> Result<(), Error> {
    history::warn_spoilt(&options.output_dir(), common)?;
    if let Some(damaged) = outcome.published.as_ref().and_then(|published| published.damaged.as_ref()) {
        common.warn(damaged);
    }
    if common.log == Log::Json || common.format == Format::Human {
        common.say_findings(&outcome.diagnostics);
    }
    if let Some(text) = clock::ahead(outcome.period, options.as_of, clock::today()) {
        common.warn(&text);
    }
    match common.format {
        Format::Json => common.print_json(&json(outcome, timings)),
        Format::Human => {
            let schemes = Schemes::load(&options.find_templates()?)?;
            for line in summary(outcome, timings, &schemes, common.lang) {
                common.print(&line);
            }
            Ok(())
        }
    }
}

/// Score, rating, deltas, coverage, and where the results are.
fn summary(outcome: &Outcome, timings: &Timings, schemes: &Schemes, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |text: Text| lines.push(text.get(language).to_owned());
    if let Some(published) = &outcome.published {
        let dir = place(&published.dir);
        say(Text::new(format!("ผลลัพธ์อยู่ที่ {dir}"), format!("results are in {dir}")));
        let is = |file: &str, end: &str| Path::new(file).extension().is_some_and(|e| e == end);
        // What people open first; the page leads to all the rest.
        let shown = |file: &str| ["html", "pdf", "xlsx"].iter().any(|end| is(file, end));
        let documents = published.files.iter().filter(|f| !f.contains('/') && shown(f));
        for file in documents {
            say(Text::new(format!("  {file}"), format!("  {file}")));
        }
        if let Some(report) = &outcome.changes {
            changes::short(report, false).into_iter().for_each(&mut say);
        }
    } else if let Some(report) = &outcome.changes {
        say(Text::new("ทดลองจัดทำ ยังไม่เผยแพร่", "a dry run: nothing is published"));
        changes::short(report, true).into_iter().for_each(&mut say);
    } else if !outcome.complete && !outcome.diagnostics.has_errors() {
        say(Text::new(
            "ไม่เผยแพร่: ยังส่งไม่ครบ (--require-complete) ดูรายชื่อด้านล่าง",
            "not published: not everything is there (--require-complete); see below who is missing",
        ));
    } else {
        let errors = outcome.diagnostics.count(Severity::Error);
        say(Text::new(
            format!("ไม่เผยแพร่: พบข้อผิดพลาด {errors} รายการ แก้ตามรายการข้างต้นแล้วสั่งใหม่ (หรือ run --draft)"),
            format!("not published: {errors} errors; correct them and run again (or run --draft)"),
        ));
    }
    say(outcome.why.clone());
    let year = outcome.results_year;
    let decimals = schemes.get(year).map_or(DECIMALS, |s| s.rules.published_decimals);
    if let Some(total) = outcome.scores.agencies.first() {
        let scheme = schemes.get(year);
        let name = |id: &Option<String>| {
            let rating = scheme.and_then(|s| s.ratings.iter().find(|r| Some(&r.id) == id.as_ref()));
            rating.map_or_else(|| Text::new("ไม่มีระดับ", "no rating"), |r| Text::new(&r.name_th, &r.name_en))
        };
        let (score, rating) = (score(total.total, decimals), name(&total.rating));
        let change = change(total.delta, total.previous, decimals);
        say(Text::new(
            format!("คะแนนรวม ITA ปีงบประมาณ {year}: {score} {} ({})", rating.th, change.th),
            format!("ITA total, fiscal year {year}: {score} {} / {} ({})", rating.th, rating.en, change.en),
        ));
    }
    for line in instruments(&outcome.scores, decimals) {
        say(line);
    }
    let (all, reported) = reported(outcome);
    say(Text::new(
        format!("ส่งรายงานผลแล้ว {reported} จาก {all} หน่วยงาน"),
        format!("{reported} of {all} units have reported"),
    ));
    wanting::summary(&outcome.coverage).into_iter().for_each(&mut say);
    let standing = |wanted: Standing| outcome.outcomes.iter().filter(|m| m.standing == wanted).count();
    let shown = Standing::ALL.map(|s| (s, standing(s))).into_iter().filter(|(_, n)| *n > 0);
    let (th, en): (Vec<_>, Vec<_>) = shown
        .map(|(s, n)| (format!("{} {n}", s.thai()), format!("{} {n}", s.name().replace('_', " "))))
        .unzip();
    let measures = outcome.outcomes.len();
    say(Text::new(
        format!("มาตรการ {measures} รายการ: {}", th.join(", ")),
        format!("{measures} measures: {}", en.join(", ")),
    ));
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|s| outcome.diagnostics.count(s));
    let total = timings.total();
    let draft = if outcome.published.is_some() && errors > 0 {
        ("ฉบับร่างนี้มี", "this draft has ")
    } else {
        ("", "")
    };
    say(Text::new(
        format!("{}ข้อผิดพลาด {errors} คำเตือน {warnings} ข้อสังเกต {notes} ใช้เวลา {total} มิลลิวินาที", draft.0),
        format!("{}{errors} errors, {warnings} warnings, {notes} notes, {total} ms", draft.1),
    ));
    lines
}

fn score(score: Option<f64>, decimals: usize) -> String {
    score.map_or_else(|| "–".to_owned(), |s| thai::format_number(s, decimals))
}

pub(super) fn change(delta: Option<f64>, previous: Option<f64>, decimals: usize) -> Text {
    let Some(delta) = delta else {
        return match previous {
            Some(_) => Text::new(words::NOT_COMPARABLE, "not comparable"),
            None => Text::new(words::NO_BASELINE, "no baseline"),
        };
    };
    let points = thai::format_number(delta.abs(), decimals);
    // Compared as shown: a change that prints 0.00 is none.
    match thai::round_half_away(delta, decimals).partial_cmp(&0.0) {
        Some(std::cmp::Ordering::Greater) => Text::new(format!("เพิ่มขึ้น +{points}"), format!("rose +{points}")),
        Some(std::cmp::Ordering::Less) => Text::new(format!("ลดลง −{points}"), format!("fell −{points}")),
        _ => Text::new("เท่าเดิม", "unchanged"),
    }
}

fn instruments(scores: &Book, decimals: usize) -> Vec<Text> {
    scores
        .instruments
        .iter()
        .map(|i| {
            let (score, weighted) = (score(i.score, decimals), score(i.weighted, decimals));
            let change = change(i.delta, i.previous, decimals);
            let name = &i.instrument;
            let computed =
                if i.stand_in { (" คะแนนที่คำนวณ", " computed") } else { ("", "") };
            Text::new(
                format!("  {name} {score}{} ถ่วงน้ำหนัก {weighted} ({})", computed.0, change.th),
                format!("  {name} {score}{} weighted {weighted} ({})", computed.1, change.en),
            )
        })
        .collect()
}

fn json(outcome: &Outcome, timings: &Timings) -> serde_json::Value {
    json!({
        "period": outcome.period,
        "why": outcome.why,
        "results_year": outcome.results_year,
        "published": outcome.published.as_ref().map(|p| json!({
            "dir": p.dir.display().to_string(),
            "files": p.files,
            "serial": p.serial,
            "replaced": p.replaced,
        })),
        "changes": outcome.changes,
        "scores": outcome.scores,
        "coverage": outcome.coverage,
        "diagnostics": outcome.diagnostics,
        "timings_ms": timings,
    })
}
