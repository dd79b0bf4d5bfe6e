//! `run` over many agencies: what came of each, hooks, and the last line of the log.

use super::super::common::{padded, widest};
use super::super::hooks::{self, HookArgs};
use super::super::log::{self, Log, Summary};
use super::super::progress::Terminal;
use super::super::{Common, Format, clock, report, run};
use super::Many;
use crate::cli::common::place;
use crate::error::{Error, Exit};
use crate::fleet::{self, AgencyOutcome, Outcome, Selection, State};
use crate::model::{Language, Text};
use crate::pipeline::Options;
use crate::publish::Timings;
use crate::thai;
use serde_json::json;
use std::time::Instant;

/// More agencies are not listed one by one when all is well with them.
const MOST_LISTED: usize = 100;

pub(in crate::cli) fn run(hooks: &HookArgs, options: &Options, many: &Many, common: &Common) -> Exit {
    let start = Instant::now();
    let mut timings = Timings::default();
    let progress = Terminal::new(common);
    let result = fleet::run(options, &many.fleet, &many.selection, &progress, &mut timings);
    drop(progress);
    let result = result.and_then(|outcome| {
        tell(&outcome, &many.selection, common)?;
        if let Some(text) = clock::ahead(outcome.period, options.as_of, clock::today()) {
            common.warn(&text);
        }
        Ok(outcome)
    });
    let exit = match &result {
        Ok(outcome) => outcome.exit(),
        Err(error) => {
            report(error, common);
            error.exit()
        }
    };
    let summary = match &result {
        Ok(outcome) => Summary::of_fleet(outcome, options),
        Err(error) => Summary::failed(error),
    };
    hooks::end(hooks, &summary.took(start, &timings), options, common);
    exit
}

fn tell(outcome: &Outcome, selection: &Selection, common: &Common) -> Result<(), Error> {
    for warning in &outcome.told {
        common.warn(warning);
    }
    if common.log == Log::Json {
        for agency in &outcome.agencies {
            log::write("agency", json!(agency));
        }
    }
    match common.format {
        Format::Json => common.print_json(&json(outcome))?,
        Format::Human => summary(outcome, selection, common),
    }
    if outcome.interrupted {
        common.say_error(&Error::Interrupted);
    }
    Ok(())
}

fn json(outcome: &Outcome) -> serde_json::Value {
    let counts = outcome.counts();
    json!({
        "period": outcome.period,
        "exit_code": outcome.exit() as u8,
        "interrupted": outcome.interrupted,
        "published": counts.published,
        "unchanged": counts.unchanged,
        "not_published": counts.not_published,
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
    let ids = widest(listed.iter().map(|a| a.agency.as_str()));
    let names = widest(listed.iter().map(|a| a.name.get(common.lang)));
    for agency in listed {
        let id = padded(&agency.agency, ids);
        let name = padded(agency.name.get(common.lang), names);
        let state = agency.state.text();
        let score = if agency.state.is_published() {
            format!("  {}", score(agency, common.lang))
        } else {
            String::new()
        };
        common.print(&format!("{id}  {name}  {}{score}", state.get(common.lang)));
        for line in reasons(agency) {
            common.print_text(&line);
        }
    }
    let counts = outcome.counts();
    let (all, published, unchanged, left) = (counts.all, counts.published, counts.unchanged, counts.left);
    let failed = counts.not_published - left;
    let slug = outcome.period.slug();
    common.print_text(&Text::new(
        format!("{slug}: {all} หน่วยงาน เผยแพร่ {published} (คงเดิม {unchanged}) ไม่เผยแพร่ {failed} ยังไม่ได้ทำ {left}"),
        format!("{slug}: {all} agencies, {published} published ({unchanged} unchanged), {failed} not published, {left} left"),
    ));
    let output = place(&outcome.output);
    common.print_text(&Text::new(
        format!("ผลลัพธ์อยู่ที่ {output}/<หน่วยงาน>/{slug}"),
        format!("results are in {output}/<agency>/{slug}"),
    ));
    common.print_text(&match &outcome.rollup {
        Some(rollup) => {
            let dir = place(&rollup.dir);
            Text::new(format!("ภาพรวมอยู่ที่ {dir}"), format!("the roll-up is in {dir}"))
        }
        None if selection.is_whole() => Text::new(
            "ยังไม่จัดทำภาพรวม เพราะยังทำไม่ครบทุกหน่วยงาน — สั่ง run อีกครั้งเพื่อทำส่วนที่เหลือ",
            "no roll-up yet: some agencies are left; run again for them",
        ),
        None => Text::new(
            "ยังไม่จัดทำภาพรวม เพราะทำเพียงบางหน่วยงาน — สั่ง `ita-report rollup` เมื่อครบ",
            "no roll-up: these are some of the agencies; `ita-report rollup` makes it when all are done",
        ),
    });
}

fn score(agency: &AgencyOutcome, language: Language) -> String {
    let total = agency.total.map_or_else(|| "–".to_owned(), |t| thai::format_number(t, agency.decimals));
    let rating = agency.rating_name.as_ref().map_or("", |name| name.get(language));
    let change = run::change(agency.delta, agency.previous, agency.decimals);
    format!("{total} {rating} ({})", change.get(language))
}

fn reasons(agency: &AgencyOutcome) -> Vec<Text> {
    if let State::Failed(why) = &agency.state {
        return vec![Text::new(format!("    {}", why.th), format!("    {}", why.en))];
    }
    if agency.state.is_published() {
        return Vec::new();
    }
    super::problems(&agency.problems, agency.errors, &agency.agency)
}
