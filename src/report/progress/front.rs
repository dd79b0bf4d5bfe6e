//! Document properties, marks and cover.
//!
//! Comes in: agency, half, as-of date. Goes out: what stands before the first section. Never: a figure.

use super::scene::Scene;
use crate::report::document::{Cover, Digits, Fact, Labels, Lang, Meta};
use crate::thai;
use crate::words::Kind;

const TITLE: &str = "รายงานผลการดำเนินการตามมาตรการยกระดับคุณธรรมและความโปร่งใสภายในหน่วยงาน";
/// Names the item of the checklist that the public edition answers.
const ANSWERS: &str = "ใช้ตอบแบบตรวจ";

pub(super) fn meta(scene: &Scene<'_>) -> Meta {
    let (model, w) = (scene.model, scene.w);
    let agency = &model.workspace.agency;
    let half = w.half(model.period.half);
    let year = w.year(model.fiscal_year());
    Meta {
        title: format!("{TITLE} ประจำปีงบประมาณ {year} {half} {}", agency.name_th),
        description: format!(
            "ผลการดำเนินการของ{} {} ตามมาตรการประจำปีงบประมาณ {year} {half}",
            model.workspace.words.get("all_units"),
            agency.name_th
        ),
        agency: agency.name_th.clone(),
        keywords: ["ITA", "คุณธรรมและความโปร่งใส", "รายงานผลการดำเนินการ", &agency.name_th]
            .map(ToOwned::to_owned)
            .into_iter()
            .chain(model.answered().map(|(_, item)| w.text(&item.code)))
            .collect(),
        fiscal_year: w.text(&model.fiscal_year().to_string()),
        as_of: as_of(scene),
        running_title: format!("รายงานผลการดำเนินการตามมาตรการ {half} ปีงบประมาณ {year}"),
        lang: Lang::Th,
        digits: match model.digits {
            thai::Digits::Thai => Digits::Thai,
            thai::Digits::Arabic => Digits::Arabic,
        },
        sample_mark: model.sample_mark().map(|mark| mark.th),
        draft_mark: model.draft_mark().map(|mark| mark.th),
        labels: Labels {
            contents: "สารบัญ".to_owned(), page: "หน้า".to_owned(), continued: "(ต่อ)".to_owned()
        },
        palette: model.workspace.look.palette,
    }
}

pub(super) fn cover(scene: &Scene<'_>) -> Cover {
    let noun = scene.unit_noun();
    let (model, w) = (scene.model, scene.w);
    let agency = &model.workspace.agency;
    let answered = model
        .answered()
        .map(|(instrument, item)| (ANSWERS, w.text(&format!("{} ข้อ {}", instrument.code, item.code))));
    let issuer = [&agency.name_th, &agency.parent_th].into_iter().filter(|name| !name.is_empty());
    Cover {
        logo: model.logo_picture(),
        issuer: issuer.cloned().collect(),
        title: ["รายงานผลการดำเนินการ", "ตามมาตรการยกระดับคุณธรรม", "และความโปร่งใสภายในหน่วยงาน"]
            .map(ToOwned::to_owned)
            .to_vec(),
        period: vec![
            format!("ประจำปีงบประมาณ {}", w.year(model.fiscal_year())),
            w.half(model.period.half),
            format!("({} – {})", w.date(model.period.first_day()), w.date(model.period.last_day())),
        ],
        facts: answered
            .into_iter()
            .chain([("ข้อมูล ณ วันที่", w.date(model.as_of)), (&format!("{noun}ที่รายงาน"), units(scene))])
            .map(|(label, value)| Fact { label: label.to_owned(), value })
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
        facts: public.facts.into_iter().filter(|fact| fact.label != ANSWERS).collect(),
        approval: None,
        ..public
    }
}

fn as_of(scene: &Scene<'_>) -> String {
    format!("ข้อมูล ณ วันที่ {}", scene.w.date(scene.model.as_of))
}

/// `๑๐ ฝ่าย และ ๗ โรงเรียน`
fn units(scene: &Scene<'_>) -> String {
    let noun = scene.unit_noun();
    let workspace = scene.model.workspace;
    let of = |kind: &Kind| match workspace.units_of(&kind.id).count() {
        0 => None,
        count => Some(scene.of(count, &kind.name_th)),
    };
    let kinds: Vec<_> = workspace.kinds.iter().filter_map(of).collect();
    if kinds.is_empty() {
        format!("ไม่มี{noun}ในสังกัด")
    } else {
        kinds.join(" และ ")
    }
}
