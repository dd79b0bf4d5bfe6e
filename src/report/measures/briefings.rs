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
    let title = worded.title.unwrap_or_else(|| context.term("briefings.heading"));
    let mut paragraphs = worded.paragraphs;
    paragraphs.extend(worded.items.into_iter().map(|item| match item.marker {
        Some(marker) => format!("{marker} {}", item.text),
        None => item.text,
    }));
    paragraphs.extend(worded.closing);
    paragraphs.extend(summary(context, held));
    BriefingsSection {
        heading: context.section(&title),
        paragraphs,
        briefings: held.iter().map(|b| briefing(context, b, pictures)).collect(),
        empty: context.term("briefings.empty"),
    }
}

/// How many briefings, and how many took part where every number is known.
fn summary(context: &Context<'_>, held: &[model::Briefing]) -> Option<String> {
    let words = context.words;
    let attendees: Option<i64> = held.iter().map(|b| b.attendees.get().copied()).sum();
    let key = match (held.len(), attendees) {
        (0, _) => return None,
        (1, Some(_)) => "briefings.one",
        (_, Some(_)) => "briefings.several",
        (_, None) => "briefings.times",
    };
    let people = attendees.map(|people| words.count(people)).unwrap_or_default();
    Some(context.say(key, &[("times", &words.size(held.len())), ("people", &people)]))
}

fn briefing(context: &Context<'_>, briefing: &model::Briefing, pictures: &Pictures<'_>) -> Briefing {
    let words = context.words;
    let date = briefing.date.get().map_or_else(|| NO_VALUE.to_owned(), |d| words.date(*d));
    let fact = |label: &str, value: String| Fact { label: context.term(label), value };
    let mut facts = Vec::new();
    if !briefing.audience.text().is_empty() {
        facts.push(fact("briefings.audience", briefing.audience.text().to_owned()));
    }
    if let Some(people) = briefing.attendees.get() {
        facts.push(fact(
            "briefings.attendees",
            context.say("names.people", &[("count", &words.count(*people))]),
        ));
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
                alt: context.say("briefings.alt", &[("date", date), ("title", title)]),
                caption: context
                    .caption(Counted::Picture, &context.say("briefings.picture", &[("date", date)])),
            }),
            picture_note: None,
        },
        Err(gap) => {
            let key = match gap {
                PictureGap::Missing => "briefings.picture_missing",
                PictureGap::Unreadable => "briefings.picture_unreadable",
                PictureGap::TooLarge { .. } => "briefings.picture_too_large",
                PictureGap::NotRead(_) => "briefings.picture_not_read",
            };
            Pictured { picture: None, picture_note: Some(context.say(key, &[("file", name)])) }
        }
    }
}
