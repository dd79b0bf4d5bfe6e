//! All reminders as one workbook: a row a unit with its text, a row a thing to do.
//!
//! In: reminders and their texts. Out: a [`Workbook`]. Never: a judgement of its own.

use super::reminder::{Reminder, Task};
use crate::report::Model;
use crate::report::workbook::book::{Cell, Column, Kind, Link, Sheet, Table, Tone, Workbook};
use crate::report::workbook::common::sheet;
use crate::report::workbook::front;

/// Keys of what a unit has to do.
const SEND: &str = "reminders.send";
const CORRECT: &str = "reminders.correct";
const LOOK: &str = "reminders.look";
const MEASURE: &str = "reminders.measure";
const OUTPUT: &str = "reminders.output";

/// The workbook; `texts` are those of the reminders, in the same order.
#[must_use]
pub fn workbook(model: &Model<'_>, reminders: &[Reminder], texts: &[String]) -> Workbook {
    let title = model.say("reminders.title", &[("period", &model.words().period(model.period))]);
    let sheets = vec![units(model, reminders), things(model, reminders), messages(model, reminders, texts)];
    Workbook {
        subject: model.say("reminders.subject", &[("agency", &model.workspace.agency.name_th)]),
        keywords: vec!["ITA".to_owned()],
        ..front::book(model, format!("reminders-{}", model.period.slug()), &title, sheets)
    }
}

fn units(model: &Model<'_>, reminders: &[Reminder]) -> Sheet {
    let columns = vec![
        Column::of("unit", Kind::Text),
        Column::of("sheets", Kind::Integer),
        Column::of("wrong", Kind::Integer),
        Column::of("doubtful", Kind::Integer),
        Column::of("measures", Kind::Integer),
        Column::of("outputs", Kind::Integer),
        Column::of("next", Kind::Date),
        Column::of("text", Kind::Web),
    ];
    let mut table = Table::of("units", columns);
    table.frozen = 1;
    for reminder in reminders {
        let file = format!("{}/message.txt", reminder.unit);
        let sheets: usize = reminder.sheets.iter().map(|s| s.names.len()).sum();
        table.push(vec![
            Cell::text(&reminder.name),
            Cell::count(sheets + reminder.undated.len()),
            Cell::count(reminder.wrong.len()),
            Cell::count(reminder.doubtful.len()),
            Cell::count(reminder.measures.len()),
            Cell::count(reminder.outputs.len()),
            Cell::date(reminder.next()),
            Cell::text(&file).to(Link::File(file.clone())),
        ]);
    }
    sheet(model, "reminders_units", &[], table)
}

/// The messages, a row a line: the longest is far higher than a row can be.
fn messages(model: &Model<'_>, reminders: &[Reminder], texts: &[String]) -> Sheet {
    let columns = vec![
        Column::of("unit", Kind::Text),
        Column::of("line", Kind::Integer),
        Column::of("text", Kind::List),
    ];
    let mut table = Table::of("messages", columns);
    table.frozen = 2;
    for (reminder, text) in reminders.iter().zip(texts) {
        for (at, line) in text.trim_end().lines().enumerate() {
            table.push(vec![Cell::text(&reminder.name), Cell::count(at + 1), Cell::text(line)]);
        }
    }
    sheet(model, "reminders_messages", &[], table)
}

fn things(model: &Model<'_>, reminders: &[Reminder]) -> Sheet {
    let signals = [
        (SEND, Tone::Bad),
        (CORRECT, Tone::Bad),
        (LOOK, Tone::Warn),
        (MEASURE, Tone::Warn),
        (OUTPUT, Tone::Warn),
    ];
    let columns = vec![
        Column::of("unit", Kind::Text),
        Column::of("kind", Kind::Code).signals(&signals.map(|(key, tone)| (model.term(key), tone))),
        Column::of("what", Kind::Prose),
        Column::of("where", Kind::Text),
        Column::of("lack", Kind::Prose),
        Column::of("action", Kind::Prose),
        Column::of("due", Kind::Date),
        Column::of("left", Kind::Integer),
    ];
    let mut table = Table::of("things", columns);
    table.frozen = 2;
    for reminder in reminders {
        let mut add = |kind: &str,
                       what: &str,
                       place: &str,
                       lack: &str,
                       action: &str,
                       when: Option<&super::reminder::When>| {
            table.push(vec![
                Cell::text(&reminder.name),
                Cell::text(model.term(kind)),
                Cell::text(what),
                Cell::text(place),
                Cell::text(lack),
                Cell::text(action),
                Cell::date(when.and_then(|w| w.date)),
                Cell::integer(when.and_then(|w| w.left).map(i64::from)),
            ]);
        };
        for sheets in &reminder.sheets {
            sheets.names.iter().for_each(|name| add(SEND, name, "", "", "", Some(&sheets.when)));
        }
        reminder.undated.iter().for_each(|name| add(SEND, name, "", "", "", None));
        for (kind, found) in [(CORRECT, &reminder.wrong), (LOOK, &reminder.doubtful)] {
            for one in found {
                let place = format!("{} [{}!{}]", one.file, one.sheet, one.cell).replace("!]", "]");
                add(kind, "", &place, &one.message, &one.action, None);
            }
        }
        let coded = |task: &Task| match task.item.as_str() {
            "" => format!("{} {}", task.code, task.what),
            item => format!("{} ({item}) {}", task.code, task.what),
        };
        reminder.measures.iter().for_each(|t| add(MEASURE, &coded(t), "", "", "", Some(&t.when)));
        reminder.outputs.iter().for_each(|t| add(OUTPUT, &coded(t), "", &t.lacks, "", Some(&t.when)));
    }
    sheet(model, "reminders_things", &[("date", &model.words().date(model.as_of))], table)
}
