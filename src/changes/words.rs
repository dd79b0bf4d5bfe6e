//! Changes in the coordinator's words.
//!
//! Comes in: changes, what was done with an output. Goes out: short lines in Thai and English. Never:
//! decides what changed.

use super::{Changes, Event, Fate, Figure, Input, Part, Why};
use crate::model::Text;
use crate::thai::to_thai_digits;

/// Groups of changes that a line names before it only counts the rest.
const GROUPS_SHOWN: usize = 3;
/// Settings of one kind that a line names.
const SETTINGS_SHOWN: usize = 2;

/// Changes of one sheet of one sender, or of one kind of setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What, and of whom: `รายงานผล ฝ่ายโยธา`.
    pub name: Text,
    /// What was done: `แก้ ๓ เซลล์`.
    pub done: Text,
}

impl Group {
    /// `รายงานผล ฝ่ายโยธา: แก้ ๓ เซลล์`
    #[must_use]
    pub fn line(&self) -> Text {
        Text::new(
            format!("{}: {}", self.name.th, self.done.th),
            format!("{}: {}", self.name.en, self.done.en),
        )
    }
}

/// The changed inputs, grouped by sheet and sender, in their order.
#[must_use]
pub fn groups<'a>(inputs: impl IntoIterator<Item = &'a Input>) -> Vec<Group> {
    let mut groups: Vec<(&str, Option<&str>, Vec<&Input>)> = Vec::new();
    for input in inputs {
        let key = (input.table.as_str(), input.unit.as_deref());
        match groups.iter_mut().find(|(table, unit, _)| (*table, *unit) == key) {
            Some((.., list)) => list.push(input),
            None => groups.push((key.0, key.1, vec![input])),
        }
    }
    groups.into_iter().filter_map(|(.., list)| group(&list)).collect()
}

fn group(list: &[&Input]) -> Option<Group> {
    let first = list.first()?;
    let name = match &first.unit_name {
        Some(unit) => {
            Text::new(format!("{} {}", first.title.th, unit.th), format!("{}, {}", first.title.en, unit.en))
        }
        None => first.title.clone(),
    };
    let of_workbook = list.iter().any(|i| i.place().is_some_and(|spot| spot.sheet.is_some()));
    let done = if of_workbook { counted(list, first.table == "sheets") } else { named(list) };
    Some(Group { name: Text::new(to_thai_digits(&name.th), name.en), done })
}

fn of(list: &[&Input], event: Event) -> usize {
    list.iter().filter(|i| i.event == event).count()
}

/// How many cells and rows.
fn counted(list: &[&Input], sheets: bool) -> Text {
    let row = if sheets { "แผ่น" } else { "แถว" };
    let parts = [
        (Event::Changed, "แก้", "เซลล์", "cells corrected"),
        (Event::Added, "เพิ่ม", row, if sheets { "sheets added" } else { "rows added" }),
        (Event::Removed, "ตัดออก", row, if sheets { "sheets removed" } else { "rows removed" }),
    ];
    let found = parts.into_iter().filter_map(|(event, verb, noun, english)| {
        let number = of(list, event);
        (number > 0).then(|| (format!("{verb} {number} {noun}"), format!("{number} {english}")))
    });
    let (th, en): (Vec<_>, Vec<_>) = found.unzip();
    Text::new(to_thai_digits(&th.join(" ")), en.join(", "))
}

/// Which settings.
fn named(list: &[&Input]) -> Text {
    let line = |input: &&Input| {
        let (verb, english) = match input.event {
            Event::Changed => ("แก้", "changed"),
            Event::Added => ("เพิ่ม", "added"),
            Event::Removed => ("ตัดออก", "removed"),
        };
        (format!("{verb} {}", input.record.th), format!("{} {english}", input.record.en))
    };
    let (mut th, mut en): (Vec<_>, Vec<_>) = list.iter().take(SETTINGS_SHOWN).map(line).unzip();
    let rest = list.len().saturating_sub(SETTINGS_SHOWN);
    if rest > 0 {
        th.push(to_thai_digits(&format!("และอีก {rest} รายการ")));
        en.push(format!("{rest} more"));
    }
    Text::new(th.join(" "), en.join(", "))
}

/// Figures that people look at first.
fn is_headline(figure: &Figure) -> bool {
    let mut parts = figure.id.split('/');
    match parts.next() {
        Some("total" | "rating" | "measures") => true,
        // Instruments are named by capital letters alone.
        Some("score") => parts.nth(1).is_some_and(|what| what.chars().all(|c| c.is_ascii_uppercase())),
        _ => false,
    }
}

/// `คะแนนรวม ปี 2567: 98.55 → 98.40`, the figures that people look at first.
#[must_use]
pub fn headline(changes: &Changes) -> Vec<Text> {
    changes.figures.iter().filter(|f| is_headline(f)).map(figure_line).collect()
}

fn figure_line(figure: &Figure) -> Text {
    let none = || Text::new("–", "–");
    let old = figure.old_shown.clone().unwrap_or_else(none);
    let new = figure.new_shown.clone().unwrap_or_else(none);
    let label = &figure.label;
    // What prints the same has changed in the decimals that are not shown.
    let (th, en) = if old == new {
        (" (ต่างในทศนิยมที่ไม่แสดง)", " (differs beyond the shown decimals)")
    } else {
        ("", "")
    };
    Text::new(
        format!("{}: {} → {}{th}", label.th, old.th, new.th),
        format!("{}: {} → {}{en}", label.en, old.en, new.en),
    )
}

/// Why an output was kept or made. `uses` are the beginnings of the names of the tables that it shows;
/// none: all. `resaved` are input files whose bytes differ from those of the publication before.
#[must_use]
pub fn why(fate: &Fate, uses: &[String], changes: &Changes, resaved: &[String]) -> Text {
    let parts = match fate {
        Fate::Kept => {
            return Text::new(
                "ข้อมูล แม่แบบ และโปรแกรมเหมือนฉบับก่อน",
                "data, templates and program are those of the publication before",
            );
        }
        Fate::Made(Why::First) => return Text::new("ยังไม่มีฉบับก่อนให้เทียบ", "there is no publication before"),
        Fate::Made(Why::Forced) => return Text::new("สั่งให้ทำใหม่ทุกไฟล์ (--force)", "asked for with --force"),
        Fate::Made(Why::New) => {
            return Text::new("ฉบับก่อนไม่มีไฟล์นี้", "the publication before does not have this file");
        }
        Fate::Made(Why::Damaged) => {
            return Text::new(
                "ไฟล์ในฉบับก่อนหายไปหรือถูกแก้ไข",
                "the file of the publication before is gone or was altered",
            );
        }
        Fate::Made(Why::Changed(parts)) => parts,
    };
    let mut lines = Vec::new();
    if parts.contains(&Part::Program) {
        lines.push(Text::new("โปรแกรมเปลี่ยนรุ่น", "another version of the program"));
    }
    if parts.contains(&Part::Typst) {
        lines.push(Text::new("Typst เปลี่ยนรุ่น", "another version of Typst"));
    }
    let used = |input: &&Input| {
        let listed = uses.is_empty() || uses.iter().any(|prefix| input.table.starts_with(prefix));
        let folder = |name: &str| input.table == "templates" && input.record.en.starts_with(name);
        listed
            && match input.table.as_str() {
                "program" => false,
                "templates" => {
                    (parts.contains(&Part::Templates) && folder("typst/"))
                        || (parts.contains(&Part::Fonts) && folder("fonts/"))
                        || (parts.contains(&Part::Content) && (folder("contracts/") || folder("wording/")))
                }
                "pictures" => parts.contains(&Part::Files),
                _ => parts.contains(&Part::Content) || parts.contains(&Part::Files),
            }
    };
    let found = groups(changes.inputs.iter().filter(used));
    let rest = found.len().saturating_sub(GROUPS_SHOWN);
    lines.extend(found.iter().take(GROUPS_SHOWN).map(Group::line));
    if rest > 0 {
        lines.push(Text::new(to_thai_digits(&format!("และอีก {rest} กลุ่ม")), format!("{rest} more groups")));
    }
    if lines.is_empty()
        && let [file, ..] = resaved
    {
        lines.push(Text::new(
            format!("ไฟล์ {file} ถูกบันทึกใหม่ แต่ค่าที่ใช้ไม่เปลี่ยน"),
            format!("{file} was saved again without a change of a used value"),
        ));
    }
    if lines.is_empty() {
        lines.push(Text::new(
            "ข้อสังเกต ไฟล์แนบ หรือไฟล์อื่นของฉบับเปลี่ยน",
            "findings, attachments or other files of the publication changed",
        ));
    }
    let (th, en): (Vec<_>, Vec<_>) = lines.into_iter().map(|line| (line.th, line.en)).unzip();
    Text::new(th.join(" · "), en.join("; "))
}
