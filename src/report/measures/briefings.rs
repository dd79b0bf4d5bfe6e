//! §4: briefings held in the year of the measures, with pictures.

use super::context::{Context, Counted};
use super::{PictureGap, Pictures};
use crate::model;
use crate::report::document::{Briefing, BriefingsSection, Fact, Picture, Pictured};
use crate::report::own_texts::OwnText;
use crate::report::words::NO_VALUE;

pub(super) fn section(context: &Context<'_>, text: &OwnText, pictures: &Pictures<'_>) -> BriefingsSection {
    let held = context.model.year(context.model.fiscal_year());
    let held = held.map(|y| y.briefings.as_slice()).unwrap_or_default();
    let worded = context.worded(text);
    let title = worded.title.unwrap_or_else(|| "การชี้แจงและให้ข้อมูลเกี่ยวกับการประเมิน".to_owned());
    let mut paragraphs = worded.paragraphs;
    paragraphs.extend(worded.items.into_iter().map(|item| match item.marker {
        Some(marker) => format!("{marker} {}", item.text),
        None => item.text,
    }));
    paragraphs.extend(worded.closing);
    paragraphs.extend(summary(context, held));
    BriefingsSection {
        heading: format!("{} {title}", context.words.text("4.")),
        paragraphs,
        briefings: held.iter().map(|b| briefing(context, b, pictures)).collect(),
        empty: format!("ไม่มีการชี้แจงในปีงบประมาณ {} ที่บันทึกไว้ในไฟล์ที่ส่ง", context.year()),
    }
}

/// How many briefings, and how many took part where every number is known.
fn summary(context: &Context<'_>, held: &[model::Briefing]) -> Option<String> {
    let words = context.words;
    let times = words.size(held.len());
    let attendees: Option<i64> = held.iter().map(|b| b.attendees.get().copied()).sum();
    match (held.len(), attendees) {
        (0, _) => None,
        (1, Some(people)) => Some(format!("มีการชี้แจง {times} ครั้ง ผู้เข้าร่วม {} คน", words.count(people))),
        (_, Some(people)) => Some(format!(
            "มีการชี้แจงรวม {times} ครั้ง จำนวนผู้เข้าร่วมรวมทุกครั้ง {} คน โดยผู้ที่เข้าร่วมหลายครั้งนับทุกครั้ง",
            words.count(people)
        )),
        (_, None) => Some(format!("มีการชี้แจงรวม {times} ครั้ง")),
    }
}

fn briefing(context: &Context<'_>, briefing: &model::Briefing, pictures: &Pictures<'_>) -> Briefing {
    let words = context.words;
    let date = briefing.date.get().map_or_else(|| NO_VALUE.to_owned(), |d| words.date(*d));
    let fact = |label: &str, value: String| Fact { label: label.to_owned(), value };
    let mut facts = Vec::new();
    if !briefing.audience.text().is_empty() {
        facts.push(fact("ผู้เข้าร่วม", briefing.audience.text().to_owned()));
    }
    if let Some(people) = briefing.attendees.get() {
        facts.push(fact("จำนวน", format!("{} คน", words.count(*people))));
    }
    let name = briefing.picture.get();
    Briefing {
        title: if briefing.title.text().is_empty() {
            NO_VALUE.to_owned()
        } else {
            briefing.title.text().to_owned()
        },
        detail: briefing.detail.text().lines().map(str::to_owned).collect(),
        facts,
        pictures: name.iter().map(|name| pictured(context, briefing, &date, name, pictures)).collect(),
        date,
    }
}

fn pictured(
    context: &Context<'_>,
    briefing: &model::Briefing,
    date: &str,
    name: &str,
    pictures: &Pictures<'_>,
) -> Pictured {
    let title = briefing.title.text();
    match pictures(briefing, name) {
        Ok(path) => Pictured {
            picture: Some(Picture {
                path,
                alt: format!("ภาพการชี้แจงเมื่อวันที่ {date} เรื่อง {title}"),
                caption: context
                    .caption(Counted::Picture, &context.model.say("briefing_picture", &[("date", date)])),
            }),
            picture_note: None,
        },
        Err(gap) => {
            let note = match gap {
                PictureGap::Missing => format!("ไม่พบไฟล์ภาพ {name}"),
                PictureGap::Unreadable => format!("ไฟล์ภาพ {name} เสียหายหรือไม่ใช่ JPEG หรือ PNG"),
                PictureGap::TooLarge { .. } => format!("ไฟล์ภาพ {name} มีจำนวนจุดมากเกินที่รับได้"),
                PictureGap::NotRead(_) => format!("ไฟล์ภาพ {name} เปิดอ่านไม่ได้"),
            };
            Pictured { picture: None, picture_note: Some(note) }
        }
    }
}
