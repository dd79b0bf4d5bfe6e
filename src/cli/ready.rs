//! `ready`: is what the checklist asks for ready, who owes what, until when.

use super::common::{padded, percent};
use super::progress::Terminal;
use super::{Common, Format, clock, exit, fleet};
use crate::error::{Error, Exit};
use crate::model::{Language, Text};
use crate::pipeline::{self, Setup};
use crate::publish::Timings;
use crate::ready::{Ready, State, share};
use crate::report::Model;
use crate::thai::{self, Date, Digits, width};
use clap::Args;
use serde::Serialize;

#[derive(Debug, Args)]
pub(super) struct ReadyArgs {
    /// เฉพาะข้อเหล่านี้ เช่น O9 / these items alone, such as O9
    #[arg(value_name = "ITEM")]
    items: Vec<String>,
    /// แสดงรายการที่พร้อมแล้วด้วย / show what is ready, too
    #[arg(long)]
    all: bool,
    /// ผลลัพธ์เป็น JSON / one JSON document, the same as --format json
    #[arg(long)]
    json: bool,
}

/// A row with what depends on the day.
#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    row: &'a Ready,
    days_left: Option<i32>,
    /// Its day has come, or it is always to be up to date; what has no day at all is never due.
    is_due: bool,
}

pub(super) fn run(args: &ReadyArgs, common: &Common) -> Result<Exit, Error> {
    let today = clock::today();
    let mut options = fleet::one(common)?;
    options.unreported = true;
    let today = *options.as_of.get_or_insert(today);
    let setup = Setup::load(&options)?;
    let progress = Terminal::new(common);
    let assessed = pipeline::assess(&setup, &progress, &mut Timings::default())?;
    drop(progress);
    pipeline::consider(&options, &setup, &assessed, |model| show(args, model, today, common))?
}

fn show(args: &ReadyArgs, model: &Model<'_>, today: Date, common: &Common) -> Result<Exit, Error> {
    let codes: Vec<_> = args.items.iter().map(|item| crate::thai::oit_code(item)).collect();
    let known = |code: &str| model.readiness.iter().any(|row| row.item == code);
    for (item, code) in args.items.iter().zip(&codes) {
        if code.as_deref().is_none_or(|code| !known(code)) {
            return Err(Error::Usage(Text::new(
                format!("ไม่มีข้อ “{item}” ในแบบตรวจของปีงบประมาณ {}", model.fiscal_year()),
                format!("the checklist of fiscal year {} has no item “{item}”", model.fiscal_year()),
            )));
        }
    }
    let asked = |row: &&Ready| codes.is_empty() || codes.iter().flatten().any(|code| *code == row.item);
    let rows: Vec<&Ready> = model.readiness.iter().filter(asked).collect();
    let clean = !rows.iter().any(|row| row.is_late(today));
    if args.json || common.format == Format::Json {
        let listed: Vec<_> = rows
            .iter()
            .map(|row| Listed {
                row,
                days_left: row.due.map(|due| due.days_since(today)),
                is_due: row.is_due(today),
            })
            .collect();
        common.print_json(&listed)?;
        return Ok(exit(clean));
    }
    let shown: Vec<_> = rows.iter().filter(|row| args.all || row.state != State::Ready).collect();
    let mut item = "";
    for row in &shown {
        if row.item != item {
            item = &row.item;
            let (ready, all) = share(rows.iter().copied().filter(|other| other.item == row.item));
            common.print(&format!("{item}  {ready}/{all}"));
        }
        print(row, model, today, common);
    }
    for line in totals(model, &rows, today) {
        common.print_text(&line);
    }
    Ok(exit(clean))
}

/// How many names stand on one line.
const MOST_UNITS: usize = 5;

fn print(row: &Ready, model: &Model<'_>, today: Date, common: &Common) {
    let state = Text::new(row.state.thai(), row.state.english());
    let widest = State::ALL.map(|s| width::columns(Text::new(s.thai(), s.english()).get(common.lang)));
    let widest = widest.into_iter().max().unwrap_or(0);
    let name = |id: &str| match (model.workspace.unit(id), common.lang) {
        (Some(unit), Language::En) if !unit.name_en.is_empty() => unit.name_en.clone(),
        (Some(unit), _) => unit.name_th.clone(),
        (None, _) => id.to_owned(),
    };
    let code = if row.measure.is_empty() { row.data_set.clone() } else { row.measure.clone() };
    let head = [code.as_str(), row.what.as_str()].into_iter().filter(|part| !part.is_empty());
    common.print(&format!(
        "  {}  {}",
        padded(state.get(common.lang), widest),
        head.collect::<Vec<_>>().join("  ")
    ));
    let lacks: Vec<_> = row.all_lacks().into_iter().map(|l| l.text().get(common.lang).to_owned()).collect();
    // Whom to ask: who still has work with it, or who has not said which of the outputs is done.
    let unassigned =
        row.parts.iter().filter(|part| row.state == State::Unassigned && part.state == row.state);
    let units: Vec<_> = row.wanting().chain(unassigned).map(|part| name(&part.unit)).collect();
    let mut who = units.iter().take(MOST_UNITS).cloned().collect::<Vec<_>>().join(", ");
    if units.len() > MOST_UNITS {
        let more = units.len() - MOST_UNITS;
        who.push_str(Text::new(format!(" และอีก {more}"), format!(" and {more} more")).get(common.lang));
    }
    let due = match row.due {
        Some(day) if row.state.is_wanting() => super::wanting::due_on(day, today),
        Some(day) => Text::new(thai::format_short(day, Digits::Arabic), thai::format_english(day)),
        None => Text::new(&row.due_words, &row.due_words),
    };
    let parts = [lacks.join(", "), who, due.get(common.lang).to_owned()];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if row.state != State::Ready && !parts.is_empty() {
        common.print(&format!("    {}", parts.join(" · ")));
    }
}

/// How much is ready, as a whole and by sub-indicator, and what had to be there already.
fn totals(model: &Model<'_>, rows: &[&Ready], today: Date) -> Vec<Text> {
    let (ready, all) = share(rows.iter().copied());
    let percent = percent(ready, all);
    let late = rows.iter().filter(|row| row.is_late(today)).count();
    let undated = rows.iter().filter(|row| row.is_undated()).count();
    let mut lines = vec![Text::new(
        format!("พร้อม {ready} จาก {all} รายการ (ร้อยละ {percent}) ถึงกำหนดแล้วแต่ยังขาด {late} รายการ"),
        format!("{ready} of {all} are ready ({percent} percent); {late} are due and missing"),
    )];
    if undated > 0 {
        lines.push(Text::new(
            format!("  ยังขาดและไม่มีวันกำหนด {undated} รายการ"),
            format!("  {undated} are missing and have no day"),
        ));
    }
    let scheme = model.schemes.get(model.fiscal_year()).unwrap_or(model.scheme);
    for topic in &scheme.topics {
        let (ready, all) = share(rows.iter().copied().filter(|row| row.topic == topic.code));
        if all > 0 {
            lines.push(Text::new(
                format!("  {} {}: {ready}/{all}", topic.code, topic.name_th),
                format!("  {} {}: {ready}/{all}", topic.code, topic.name_en),
            ));
        }
    }
    if rows.iter().any(|row| row.state == State::Unassigned) {
        lines.push(Text::new(
            "ยังไม่ระบุรายผลผลิต: มาตรการแล้วเสร็จและมีหลักฐานแล้ว ให้หน่วยงานกรอกแผ่น “ผลผลิต” ของแบบฟอร์มเพื่อยืนยันรายผลผลิต",
            "not assigned to an output: the measure is finished and has evidence; the unit confirms it output by \
             output in the sheet ผลผลิต of its form",
        ));
    }
    lines
}
