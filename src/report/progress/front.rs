//! Document properties, marks and cover.
//!
//! Comes in: agency, half, as-of date. Goes out: what stands before the first section. Never: a figure.

use super::Edition;
use super::figures::Tally;
use super::scene::Scene;
use crate::report::document::{Cover, Digits, Fact, Labels, Lang, Meta};
use crate::thai;
use crate::words::Kind;
use crate::workspace::Unit;

pub(super) fn meta(scene: &Scene<'_>) -> Meta {
    let (model, w) = (scene.model, scene.w);
    let agency = &model.workspace.agency;
    let told = [
        ("half", &w.half(model.period.half)[..]),
        ("year", &w.year(model.fiscal_year())),
        ("agency", &agency.name_th),
        ("all_units", model.workspace.words.get("all_units")),
    ];
    Meta {
        title: scene.say("front.title", &told),
        description: scene.say("front.description", &told),
        agency: agency.name_th.clone(),
        keywords: model
            .lines("front.keywords")
            .into_iter()
            .chain([agency.name_th.clone()])
            .chain(model.answered().map(|(_, item)| w.text(&item.code)))
            .collect(),
        fiscal_year: w.text(&model.fiscal_year().to_string()),
        as_of: scene.say("front.as_of", &[("date", &w.date(model.as_of))]),
        running_title: scene.say("front.running_title", &told),
        lang: Lang::Th,
        digits: match model.digits {
            thai::Digits::Thai => Digits::Thai,
            thai::Digits::Arabic => Digits::Arabic,
        },
        sample_mark: model.sample_mark().map(|mark| mark.th),
        draft_mark: model.draft_mark().map(|mark| mark.th),
        labels: Labels {
            contents: scene.term("front.contents"),
            page: scene.term("front.page"),
            continued: scene.term("front.continued"),
        },
        palette: model.workspace.look.palette,
    }
}

pub(super) fn cover(scene: &Scene<'_>) -> Cover {
    let (model, w) = (scene.model, scene.w);
    let agency = &model.workspace.agency;
    let answered = model.answered().filter(|_| scene.edition == Edition::Public);
    let answered =
        answered.map(|(list, item)| ("front.answers", answered_item(scene, &list.code, &item.code)));
    let issuer = [&agency.name_th, &agency.parent_th].into_iter().filter(|name| !name.is_empty());
    Cover {
        logo: model.logo_picture(),
        issuer: issuer.cloned().collect(),
        title: model.lines("front.cover"),
        period: vec![
            scene.say("front.year", &[("year", &w.year(model.fiscal_year()))]),
            w.half(model.period.half),
            format!("({} – {})", w.date(model.period.first_day()), w.date(model.period.last_day())),
        ],
        facts: answered
            .into_iter()
            .chain([("front.date", w.date(model.as_of))])
            .chain(units(scene).map(|units| ("front.units", units)))
            .map(|(key, value)| Fact { label: scene.term(key), value })
            .collect(),
        notices: scene.model.notices(),
        approval: model.approval(),
    }
}

/// The properties of the internal edition.
pub(super) fn internal_meta(scene: &Scene<'_>) -> Meta {
    let public = meta(scene);
    let title = scene.say("internal_title", &[]);
    let half = scene.w.period(scene.model.period);
    Meta {
        title: format!("{title} {half} {}", public.agency),
        running_title: scene.say("internal_running_title", &[("half", &half)]),
        ..public
    }
}

/// The first page of the internal edition.
pub(super) fn internal_cover(scene: &Scene<'_>) -> Cover {
    let public = cover(scene);
    let file = format!("progress-{}.pdf", scene.model.period.slug());
    let notice = scene.say("internal_notice", &[("public", &file)]);
    Cover {
        title: vec![scene.say("internal_title", &[])],
        notices: std::iter::once(notice).chain(public.notices).collect(),
        approval: None,
        ..public
    }
}

/// `OIT ข้อ O22`
pub(super) fn answered_item(scene: &Scene<'_>, checklist: &str, item: &str) -> String {
    scene.w.text(&scene.say("front.item_of", &[("checklist", checklist), ("item", item)]))
}

/// Units that have measures to report on, as the section on reports counts them; none without a register.
fn units(scene: &Scene<'_>) -> Option<String> {
    let all = by_kind(scene, |unit| Tally::unit(scene.model.outcomes, &unit.id).total() > 0);
    (!all.is_empty()).then_some(all)
}

/// Units by kind: `๑๐ ฝ่าย และ ๗ โรงเรียน`; empty without any.
pub(super) fn by_kind(scene: &Scene<'_>, wanted: impl Fn(&Unit) -> bool) -> String {
    let workspace = scene.model.workspace;
    let of = |kind: &Kind| match workspace.units_of(&kind.id).filter(|unit| wanted(unit)).count() {
        0 => None,
        count => Some(scene.of(count, &kind.name_th)),
    };
    let kinds: Vec<_> = workspace.kinds.iter().filter_map(of).collect();
    kinds.join(&scene.term("front.between_kinds"))
}
