//! The readiness list of the checklist, and what ITAP asks for of it.
//!
//! In: the readiness list. Out: tables. Never: judges an output.

use super::super::book::{Cell, Column, Kind, Sheet, Table, Tone};
use crate::ready::{Part, Ready, State, share};
use crate::report::Model;

/// Words of [`State::thai`].
const SIGNALS: &[(&str, Tone)] =
    &[("พร้อม", Tone::Good), ("ยังไม่ระบุรายผลผลิต", Tone::Warn), ("ไม่ครบ", Tone::Bad), ("ยังไม่มี", Tone::Bad)];

fn names<'a>(model: &Model<'a>, parts: impl Iterator<Item = &'a Part>) -> String {
    let name = |part: &'a Part| model.workspace.unit(&part.unit).map_or(part.unit.as_str(), |u| &u.name_th);
    parts.map(name).collect::<Vec<_>>().join(", ")
}

/// One row an output or a data set.
pub(super) fn readiness(model: &Model<'_>) -> Sheet {
    let columns = vec![
        Column::new("item", "ข้อ", Kind::Code),
        Column::new("what", "ผลผลิต/ชุดข้อมูล", Kind::Prose),
        Column::new("measure", "มาตรการ", Kind::Code),
        Column::new("quantity", "จำนวน", Kind::Integer),
        Column::new("counter", "หน่วยนับ", Kind::Code),
        Column::new("wanted", "ชนิดไฟล์ที่ต้องมี", Kind::Code),
        Column::new("kinds", "ชนิดไฟล์ที่มี", Kind::Code),
        Column::new("due", "กำหนด", Kind::Date),
        Column::new("state", "ความพร้อม", Kind::Code).signals(SIGNALS),
        Column::new("lacks", "สิ่งที่ยังขาด", Kind::Prose),
        Column::new("open", "หน่วยงานที่ยังค้าง", Kind::Prose),
        Column::new("owners", "ผู้จัดทำ", Kind::Prose).review(),
        Column::new("links", "ลิงก์และไฟล์", Kind::Prose),
        Column::new("updated", "ปรับปรุงล่าสุด", Kind::Date),
        Column::new("checked_by", "ผู้ตรวจ", Kind::Remark).review(),
    ];
    let mut table = Table::new("readiness", "ความพร้อมของผลผลิตและชุดข้อมูลตามแบบตรวจ", columns);
    table.frozen = 2;
    for row in model.readiness {
        let due = row.due.map_or_else(|| Cell::text(&row.due_words), |day| Cell::date(Some(day)));
        let lacks: Vec<_> = row.all_lacks().into_iter().map(|lack| lack.text().th).collect();
        table.push(vec![
            Cell::text(&row.item),
            Cell::text(&row.what),
            Cell::text(&row.measure),
            Cell::integer(row.quantity),
            Cell::text(&row.counter),
            Cell::text(row.kinds.join(", ")),
            Cell::text(row.kinds_given().join(", ")),
            due,
            Cell::text(row.state.thai()),
            Cell::text(lacks.join("\n")),
            Cell::text(names(model, row.wanting())),
            Cell::text(names(model, row.parts.iter())),
            Cell::text(row.given().join("\n")),
            Cell::date(row.updated()),
            Cell::default(),
        ]);
    }
    let (ready, all) = share(model.readiness.iter());
    let notes = vec![
        format!("พร้อม {ready} จาก {all} รายการ"),
        "ยังไม่ระบุรายผลผลิต = มาตรการแล้วเสร็จและมีหลักฐาน แต่ยังไม่ได้ระบุในแผ่น “ผลผลิต” ว่าเป็นผลผลิตใด".to_owned(),
        "ลิงก์ตรวจเฉพาะรูปแบบ ไม่ได้เปิดดู ชนิดไฟล์ดูจากนามสกุล".to_owned(),
    ];
    Sheet::table("ความพร้อม OIT", "ความพร้อมของข้อมูลตามแบบตรวจ OIT", notes, table)
}

/// Item, links and note, in the order in which ITAP asks for them.
pub(super) fn itap(model: &Model<'_>) -> Sheet {
    let scheme = model.schemes.get(model.fiscal_year()).unwrap_or(model.scheme);
    let columns = vec![
        Column::new("item", "ข้อ", Kind::Code),
        Column::new("title", "ข้อมูล", Kind::Prose),
        Column::new("links", "ลิงก์", Kind::Prose),
        Column::new("note", "หมายเหตุ", Kind::Prose),
        Column::new("ready", "พร้อม", Kind::Integer),
        Column::new("all", "ทั้งหมด", Kind::Integer),
    ];
    let mut table = Table::new("itap", "ลิงก์รายข้อสำหรับนำเข้า ITAP", columns);
    for item in scheme.questions.iter().filter(|q| q.scale.is_none()) {
        let rows: Vec<&Ready> = model.readiness.iter().filter(|row| row.item == item.code).collect();
        let mut links: Vec<&str> = Vec::new();
        for link in rows.iter().flat_map(|row| row.given()).filter(|line| line.contains("://")) {
            if !links.contains(&link) {
                links.push(link);
            }
        }
        let open: Vec<_> = rows
            .iter()
            .filter(|row| row.state != State::Ready)
            .map(|row| format!("{}: {}", row.what, row.state.thai()))
            .collect();
        let (ready, all) = share(rows.iter().copied());
        table.push(vec![
            Cell::text(&item.code),
            Cell::text(&item.text_th),
            Cell::text(links.join("\n")),
            Cell::text(open.join("\n")),
            Cell::count(ready).by(format!(
                "COUNTIFS(readiness[item],[@item],readiness[state],\"{}\")",
                State::Ready.thai()
            )),
            Cell::count(all).by("COUNTIF(readiness[item],[@item])"),
        ]);
    }
    Sheet::table("ลิงก์สำหรับ ITAP", "ลิงก์รายข้อสำหรับนำเข้า ITAP", Vec::new(), table)
}
