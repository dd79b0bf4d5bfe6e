//! `history`: publications that are kept, which of them was on the website on a day, and bringing one back.

use super::{Common, Format, editions};
use crate::error::{Error, Exit};
use crate::model::Text;
use crate::publish::history::{self, Entry, Event, Kept};
use crate::publish::{self, Moment};
use crate::thai::{self, Date, Digits};
use clap::{Args, Subcommand};
use std::path::Path;

/// Options of `history`.
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {
    #[command(subcommand)]
    command: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// นำฉบับเดิมกลับมาเผยแพร่ / put a kept publication back in its place; the present one is kept
    Restore {
        /// เลขที่ฉบับ / serial number: 3, or 2568-h1/3
        serial: String,
    },
    /// ฉบับที่อยู่บนเว็บไซต์ในวันหนึ่ง / which publications were in place on a day (Thai time)
    On {
        /// วันที่ / day, e.g. 20/04/2568
        #[arg(value_parser = day)]
        date: Date,
    },
}

fn day(text: &str) -> Result<Date, String> {
    thai::parse_date(text).map_err(|e| format!("{e} / {}", e.thai()))
}

pub(super) fn run(args: &HistoryArgs, common: &Common) -> Result<Exit, Error> {
    match &args.command {
        None => list(common),
        Some(Action::Restore { serial }) => restore(serial, common),
        Some(Action::On { date }) => on(*date, common),
    }
}

fn when(moment: Moment) -> Text {
    let (day, clock) = (moment.day(), moment.clock());
    Text::new(
        format!("{} {clock} น.", thai::format_short(day, Digits::Arabic)),
        format!("{} {clock}", thai::format_english(day)),
    )
}

fn list(common: &Common) -> Result<Exit, Error> {
    let output = editions::place(common)?;
    warn_spoilt(&output, common)?;
    let all = history::publications(&output)?;
    if common.format == Format::Json {
        common.print_json(&all)?;
        return Ok(Exit::Success);
    }
    for kept in &all {
        common.print_text(&line(kept));
    }
    if all.is_empty() {
        common.print_text(&Text::new("ยังไม่มีฉบับเผยแพร่", "nothing is published yet"));
    }
    Ok(Exit::Success)
}

fn line(kept: &Kept) -> Text {
    let made = kept.made_at.map_or_else(|| Text::new("ไม่ทราบเวลา", "time unknown"), when);
    let (th, en) =
        if kept.current { (" — ฉบับปัจจุบัน", " — current") } else { ("", "") };
    let (name, serial) = (&kept.name, kept.serial);
    Text::new(
        format!("{name} ฉบับที่ {serial}  จัดทำ {}{th}", made.th),
        format!("{name} no. {serial}  made {}{en}", made.en),
    )
}

fn restore(serial: &str, common: &Common) -> Result<Exit, Error> {
    let output = editions::place(common)?;
    let (name, number) = match serial.rsplit_once(['/', '\\']) {
        Some((name, number)) => (name.to_owned(), number),
        None => (editions::chosen(common, &output, &history::publications(&output)?)?, serial),
    };
    let number: u32 = thai::to_arabic_digits(number).parse().map_err(|_| {
        Error::Usage(Text::new(
            format!("เลขที่ฉบับ “{serial}” ไม่ถูกต้อง เช่น 3 หรือ 2568-h1/3"),
            format!("“{serial}” is no serial number; write 3 or 2568-h1/3"),
        ))
    })?;
    let dir = publish::restore(&output, &name, number)?;
    if common.format == Format::Json {
        let told = serde_json::json!({ "name": name, "serial": number, "dir": dir.display().to_string() });
        common.print_json(&told)?;
        return Ok(Exit::Success);
    }
    let shown = crate::cli::common::place(&dir);
    common.print_text(&Text::new(
        format!("นำ {name} ฉบับที่ {number} กลับมาเผยแพร่ที่ {shown} แล้ว ฉบับที่ถูกแทนเก็บไว้ใน history"),
        format!("{name} no. {number} is back in {shown}; what it replaced is in the history"),
    ));
    Ok(Exit::Success)
}

/// Tells of lines of the log that cannot be read; the rest counts.
pub(super) fn warn_spoilt(output: &Path, common: &Common) -> Result<(), Error> {
    let count = history::spoilt_lines(output)?;
    if count > 0 {
        common.warn(&Text::new(
            format!("คำเตือน: อ่านบันทึก history/log.jsonl ไม่ได้ {count} บรรทัด ข้ามไป ฉบับเผยแพร่ทุกฉบับยังอยู่ครบ"),
            format!("warning: {count} lines of history/log.jsonl cannot be read and are passed over; no publication is lost"),
        ));
    }
    Ok(())
}

fn on(date: Date, common: &Common) -> Result<Exit, Error> {
    let output = editions::place(common)?;
    warn_spoilt(&output, common)?;
    let found = history::on_day(&history::log(&output)?, date);
    if common.format == Format::Json {
        common.print_json(&found)?;
        return Ok(Exit::Success);
    }
    let kept = history::publications(&output)?;
    for entry in &found {
        common.print_text(&event(entry, &kept));
    }
    if found.is_empty() {
        common.print_text(&Text::new("วันนั้นยังไม่มีฉบับใดเผยแพร่", "nothing was published on that day"));
    }
    Ok(Exit::Success)
}

fn event(entry: &Entry, kept: &[Kept]) -> Text {
    let since = when(entry.at);
    let (th, en) = match entry.event {
        Event::Published => ("เผยแพร่", "published"),
        Event::Restored => ("นำกลับมาเผยแพร่", "restored"),
    };
    let (name, serial) = (&entry.name, entry.serial);
    let still = kept.iter().find(|k| k.name == *name && k.serial == serial);
    let (where_th, where_en) = still.map_or_else(
        || (" (เกินจำนวนที่เก็บไว้ จึงไม่มีไฟล์แล้ว)".to_owned(), " (no longer kept)".to_owned()),
        |k| {
            let dir = crate::cli::common::place(&k.dir);
            (format!(" — {dir}"), format!(" — {dir}"))
        },
    );
    Text::new(
        format!("{name} ฉบับที่ {serial} {th}เมื่อ {}{where_th}", since.th),
        format!("{name} no. {serial}, {en} {}{where_en}", since.en),
    )
}
