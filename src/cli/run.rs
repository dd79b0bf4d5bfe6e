//! `run`: the main job, and what it says at the end.

use super::progress::Terminal;
use super::{Common, Format, changes, exit};
use crate::check::State;
use crate::compare::Book;
use crate::diagnostic::Severity;
use crate::error::{Error, Exit};
use crate::model::{Language, Text};
use crate::pipeline::{self, Outcome};
use crate::scheme::Schemes;
use crate::score::progress::Standing;
use crate::templates::Templates;
use crate::thai;
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

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
    /// ทำผลลัพธ์ใหม่ทุกไฟล์ / make every output anew, also those that have not changed
    #[arg(long)]
    force: bool,
    /// แสดงสิ่งที่จะเปลี่ยนโดยไม่เผยแพร่ / tell what would change; publish nothing
    #[arg(long)]
    dry_run: bool,
    /// เก็บสิ่งที่ส่งให้ Typst ไว้ในโฟลเดอร์นี้ / keep what Typst is given in this folder, to work on templates
    #[arg(long, value_name = "DIR")]
    build_dir: Option<PathBuf>,
}

pub(super) fn run(args: &RunArgs, common: &Common) -> Result<Exit, Error> {
    let mut options = common.options();
    options.draft = args.draft;
    options.deny_warnings = args.deny_warnings;
    options.dry_run = args.dry_run;
    // What is kept in a folder is wanted whole.
    options.force = args.force || args.build_dir.is_some();
    options.build_dir.clone_from(&args.build_dir);
    let progress = Terminal::new(common);
    let outcome = pipeline::run(&options, &progress)?;
    drop(progress);
    match common.format {
        Format::Json => common.print_json(&json(&outcome))?,
        Format::Human => {
            common.say_findings(&outcome.diagnostics);
            let schemes = Schemes::load(&Templates::new(options.templates.clone())?)?;
            for line in summary(&outcome, &schemes, common.lang) {
                common.print(&line);
            }
        }
    }
    Ok(exit(pipeline::publishable(&options, &outcome.diagnostics)))
}

/// Score, rating, deltas, coverage, and where the results are.
fn summary(outcome: &Outcome, schemes: &Schemes, language: Language) -> Vec<String> {
    let mut lines = Vec::new();
    let mut say = |text: Text| lines.push(text.get(language).to_owned());
    if let Some(published) = &outcome.published {
        let dir = pipeline::shown(&published.dir);
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
    } else {
        let errors = outcome.diagnostics.count(Severity::Error);
        say(Text::new(
            format!("ไม่เผยแพร่: พบข้อผิดพลาด {errors} รายการ แก้ตามรายการข้างต้นแล้วสั่งใหม่ (หรือ run --draft)"),
            format!("not published: {errors} errors; correct them and run again (or run --draft)"),
        ));
    }
    let year = outcome.results_year;
    if let Some(total) = outcome.scores.agencies.first() {
        let scheme = schemes.get(year);
        let name = |id: &Option<String>| {
            let rating = scheme.and_then(|s| s.ratings.iter().find(|r| Some(&r.id) == id.as_ref()));
            rating.map_or_else(|| Text::new("ไม่มีระดับ", "no rating"), |r| Text::new(&r.name_th, &r.name_en))
        };
        let (score, rating, change) = (score(total.total), name(&total.rating), change(total.delta));
        say(Text::new(
            format!("คะแนนรวม ITA ปีงบประมาณ {year}: {score} {} ({})", rating.th, change.th),
            format!("ITA total, fiscal year {year}: {score} {} / {} ({})", rating.th, rating.en, change.en),
        ));
    }
    for line in instruments(&outcome.scores) {
        say(line);
    }
    let units: Vec<_> = outcome.coverage.iter().filter(|c| c.unit.is_some()).collect();
    let reported = units
        .iter()
        .filter(|c| c.sheets.iter().any(|s| s.kind == "progress" && s.state != State::Missing))
        .count();
    let all = units.len();
    say(Text::new(
        format!("ส่งรายงานผลแล้ว {reported} จาก {all} หน่วยงาน"),
        format!("{reported} of {all} units have reported"),
    ));
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
    let [warnings, notes] = [Severity::Warning, Severity::Note].map(|s| outcome.diagnostics.count(s));
    let total = outcome.timings.total();
    say(Text::new(
        format!("คำเตือน {warnings} ข้อสังเกต {notes} ใช้เวลา {total} มิลลิวินาที"),
        format!("{warnings} warnings, {notes} notes, {total} ms"),
    ));
    lines
}

fn score(score: Option<f64>) -> String {
    score.map_or_else(|| "–".to_owned(), |s| thai::format_number(s, 2))
}

fn change(delta: Option<f64>) -> Text {
    let Some(delta) = delta else { return Text::new("ไม่มีปีฐาน", "no baseline") };
    let points = thai::format_number(delta.abs(), 2);
    // Compared as shown: a change that prints 0.00 is none.
    match thai::round_half_away(delta, 2).partial_cmp(&0.0) {
        Some(std::cmp::Ordering::Greater) => Text::new(format!("เพิ่มขึ้น +{points}"), format!("rose +{points}")),
        Some(std::cmp::Ordering::Less) => Text::new(format!("ลดลง −{points}"), format!("fell −{points}")),
        _ => Text::new("เท่าเดิม", "unchanged"),
    }
}

fn instruments(scores: &Book) -> Vec<Text> {
    scores
        .instruments
        .iter()
        .map(|i| {
            let (score, weighted, change) = (score(i.score), score(i.weighted), change(i.delta));
            let name = &i.instrument;
            Text::new(
                format!("  {name} {score} ถ่วงน้ำหนัก {weighted} ({})", change.th),
                format!("  {name} {score} weighted {weighted} ({})", change.en),
            )
        })
        .collect()
}

fn json(outcome: &Outcome) -> serde_json::Value {
    json!({
        "period": outcome.period,
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
        "timings_ms": outcome.timings,
    })
}
