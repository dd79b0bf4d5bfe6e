//! `remind` and `memo`: what goes out between two publications.

use super::common::{padded, place, widest};
use super::progress::Terminal;
use super::{Common, Format, clock, fleet};
use crate::error::{Error, Exit};
use crate::model::{Language, Text};
use crate::pipeline::{self, Assessed, Options, Setup};
use crate::publish::Timings;
use crate::report::letters::Reminder;
use serde::Serialize;
use serde_json::json;

fn prepared(mut options: Options, common: &Common) -> Result<(Options, Setup, Assessed), Error> {
    options.unreported = true;
    let setup = Setup::load(&options)?;
    let progress = Terminal::new(common);
    let assessed = pipeline::assess(&setup, &progress, &mut Timings::default())?;
    Ok((options, setup, assessed))
}

/// A unit's reminder with its text.
#[derive(Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    reminder: &'a Reminder,
    text: &'a str,
}

pub(super) fn remind(common: &Common) -> Result<Exit, Error> {
    let mut options = fleet::one(common)?;
    // What is late and what is due is asked of the day on which it is sent.
    options.as_of.get_or_insert_with(clock::today);
    let (options, setup, assessed) = prepared(options, common)?;
    let reminded = pipeline::remind(&options, &setup, &assessed)?;
    for path in &reminded.changed {
        let path = place(path);
        common.warn(&Text::new(
            format!("{path} ถูกแก้ไขหลังจัดทำ จึงเก็บไว้ — ถ้าเป็นแบบที่แก้แล้ว ย้ายไปไว้ในโฟลเดอร์ปีของ input/"),
            format!("{path} was changed since it was written and stays — a corrected form belongs in the year's folder of input/"),
        ));
    }
    let letters = &reminded.letters;
    if common.format == Format::Json {
        let listed = letters.reminders.iter().zip(&letters.texts);
        let listed: Vec<_> = listed.map(|(reminder, text)| Listed { reminder, text }).collect();
        let dir = reminded.dir.display().to_string();
        common.print_json(&json!({ "dir": dir, "units": listed }))?;
        return Ok(Exit::Success);
    }
    let name = |reminder: &Reminder| {
        let english = setup.workspace.unit(&reminder.unit).map(|u| u.name_en.clone()).unwrap_or_default();
        if common.lang == Language::En && !english.is_empty() { english } else { reminder.name.clone() }
    };
    let names: Vec<_> = letters.reminders.iter().map(name).collect();
    let widest = widest(names.iter().map(String::as_str));
    for (reminder, name) in letters.reminders.iter().zip(&names) {
        let sheets: usize = reminder.sheets.iter().map(|s| s.names.len()).sum();
        let sheets = sheets + reminder.undated.len();
        let (wrong, doubtful) = (reminder.wrong.len(), reminder.doubtful.len());
        let (measures, outputs) = (reminder.measures.len(), reminder.outputs.len());
        let line = if reminder.is_empty() {
            Text::new("ไม่มีรายการค้าง", "nothing to do")
        } else {
            Text::new(
                format!(
                    "แบบที่ยังไม่ส่ง {sheets} จุดที่ต้องแก้ {wrong} จุดที่ควรตรวจสอบ {doubtful} มาตรการ {measures} ผลผลิต {outputs}"
                ),
                format!(
                    "{sheets} sheets missing, {wrong} to correct, {doubtful} to look at, {measures} measures, {outputs} outputs"
                ),
            )
        };
        common.print(&format!("{}  {}", padded(name, widest), line.get(common.lang)));
    }
    let dir = place(&reminded.dir);
    common.print_text(&Text::new(
        format!("ข้อความ สำเนาที่ทำเครื่องหมาย สมุดงานรวม และปฏิทินกำหนด (deadlines.ics) อยู่ที่ {dir}"),
        format!(
            "messages, marked copies, one workbook of all and the deadlines (deadlines.ics) are in {dir}"
        ),
    ));
    Ok(Exit::Success)
}

pub(super) fn memo(common: &Common) -> Result<Exit, Error> {
    let options = fleet::one(common)?;
    let typst = options.find_typst()?;
    // Of the same day as the report, unless asked otherwise: the director reads both.
    let (options, setup, assessed) = prepared(options, common)?;
    let progress = Terminal::new(common);
    let path = pipeline::memo(&options, &setup, &assessed, &typst, &progress)?;
    drop(progress);
    let period = pipeline::considered(&options, &assessed)?;
    if let Some(text) = clock::ahead(period, options.as_of, clock::today()) {
        common.warn(&text);
    }
    if common.format == Format::Json {
        common.print_json(&json!({ "file": path.display().to_string() }))?;
        return Ok(Exit::Success);
    }
    let path = place(&path);
    common.print_text(&Text::new(
        format!("บันทึกข้อความอยู่ที่ {path} (ใช้ภายใน ไม่เผยแพร่)"),
        format!("the memorandum is in {path} (internal, not published)"),
    ));
    Ok(Exit::Success)
}
