//! All reminders as one workbook: a row a unit with its text, a row a thing to do.
//!
//! In: reminders and their texts. Out: a [`Workbook`]. Never: a judgement of its own.

use super::reminder::{Reminder, Task};
use crate::report::Model;
use crate::report::workbook::book::{Cell, Column, Kind, Link, Sheet, Table, Tone, Workbook};
use crate::report::workbook::front;

const SEND: &str = "ส่งแบบ";
const CORRECT: &str = "แก้ไข";
const MEASURE: &str = "มาตรการ";
const OUTPUT: &str = "ผลผลิต";
const SIGNALS: &[(&str, Tone)] =
    &[(SEND, Tone::Bad), (CORRECT, Tone::Bad), (MEASURE, Tone::Warn), (OUTPUT, Tone::Warn)];

/// The workbook; `texts` are those of the reminders, in the same order.
#[must_use]
pub fn workbook(model: &Model<'_>, reminders: &[Reminder], texts: &[String]) -> Workbook {
    let agency = &model.workspace.agency;
    let title = format!("ข้อความติดตามรายหน่วยงาน {}", model.words().period(model.period));
    let sheets = vec![units(reminders), things(model, reminders), messages(reminders, texts)];
    Workbook {
        subject: format!("สิ่งที่แต่ละหน่วยงานของ{} ต้องส่ง แก้ไข หรือดำเนินการ ใช้ภายใน", agency.name_th),
        keywords: vec!["ITA".to_owned()],
        ..front::book(model, format!("reminders-{}", model.period.slug()), &title, sheets)
    }
}

fn units(reminders: &[Reminder]) -> Sheet {
    let columns = vec![
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("sheets", "แบบที่ยังไม่ส่ง", Kind::Integer),
        Column::new("wrong", "จุดที่ต้องแก้", Kind::Integer),
        Column::new("measures", "มาตรการที่ค้าง", Kind::Integer),
        Column::new("outputs", "ผลผลิตที่ขาด", Kind::Integer),
        Column::new("next", "กำหนดแรก", Kind::Date),
        Column::new("text", "ไฟล์ข้อความ", Kind::Web),
    ];
    let mut table = Table::new("units", "สิ่งที่ค้างของแต่ละหน่วยงานพร้อมข้อความ", columns);
    table.frozen = 1;
    for reminder in reminders {
        let file = format!("{}/message.txt", reminder.unit);
        let sheets: usize = reminder.sheets.iter().map(|s| s.names.len()).sum();
        table.push(vec![
            Cell::text(&reminder.name),
            Cell::count(sheets + reminder.undated.len()),
            Cell::count(reminder.wrong.len()),
            Cell::count(reminder.measures.len()),
            Cell::count(reminder.outputs.len()),
            Cell::date(reminder.next()),
            Cell::text(&file).to(Link::File(file.clone())),
        ]);
    }
    Sheet::table("รายหน่วยงาน", "ข้อความติดตามรายหน่วยงาน", Vec::new(), table)
}

/// The messages, a row a line: the longest is far higher than a row can be.
fn messages(reminders: &[Reminder], texts: &[String]) -> Sheet {
    let columns = vec![
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("line", "บรรทัด", Kind::Integer),
        Column::new("text", "ข้อความ", Kind::List),
    ];
    let mut table = Table::new("messages", "ข้อความติดตามของแต่ละหน่วยงาน", columns);
    table.frozen = 2;
    for (reminder, text) in reminders.iter().zip(texts) {
        for (at, line) in text.trim_end().lines().enumerate() {
            table.push(vec![Cell::text(&reminder.name), Cell::count(at + 1), Cell::text(line)]);
        }
    }
    Sheet::table("ข้อความ", "ข้อความติดตามของแต่ละหน่วยงาน", Vec::new(), table)
}

fn things(model: &Model<'_>, reminders: &[Reminder]) -> Sheet {
    let columns = vec![
        Column::new("unit", "หน่วยงาน", Kind::Text),
        Column::new("kind", "ประเภท", Kind::Code).signals(SIGNALS),
        Column::new("what", "รายการ", Kind::Prose),
        Column::new("where", "ไฟล์ แผ่นงาน เซลล์", Kind::Text),
        Column::new("lack", "สิ่งที่ขาดหรือผิด", Kind::Prose),
        Column::new("action", "วิธีแก้", Kind::Prose),
        Column::new("due", "กำหนด", Kind::Date),
        Column::new("left", "เหลือ (วัน)", Kind::Integer),
    ];
    let mut table = Table::new("things", "รายการที่ค้างทั้งหมด", columns);
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
                Cell::text(kind),
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
        for wrong in &reminder.wrong {
            let place = format!("{} [{}!{}]", wrong.file, wrong.sheet, wrong.cell).replace("!]", "]");
            add(CORRECT, "", &place, &wrong.message, &wrong.action, None);
        }
        let coded = |task: &Task| match task.item.as_str() {
            "" => format!("{} {}", task.code, task.what),
            item => format!("{} ({item}) {}", task.code, task.what),
        };
        reminder.measures.iter().for_each(|t| add(MEASURE, &coded(t), "", "", "", Some(&t.when)));
        reminder.outputs.iter().for_each(|t| add(OUTPUT, &coded(t), "", &t.lacks, "", Some(&t.when)));
    }
    let notes = vec![format!("ข้อมูล ณ วันที่ {}", model.words().date(model.as_of))];
    Sheet::table("รายการ", "รายการที่ค้างทั้งหมด", notes, table)
}
