//! Properties of the document and its cover.

use super::context::Context;
use crate::report::document::{Cover, Digits, Fact, Labels, Lang, Meta};
use crate::thai;

pub(super) fn front(context: &Context<'_>) -> (Meta, Cover) {
    (meta(context), cover(context))
}

fn meta(context: &Context<'_>) -> Meta {
    let model = context.model;
    let (agency, year) = (context.agency(), context.year());
    Meta {
        title: format!("มาตรการยกระดับคุณธรรมและความโปร่งใสภายในหน่วยงาน {agency} ประจำปีงบประมาณ {year}"),
        description: format!(
            "ผลการประเมิน ITA ของ{agency} ปีงบประมาณ {} บทวิเคราะห์ และมาตรการของปีงบประมาณ {year}",
            context.results_year()
        ),
        agency: agency.to_owned(),
        keywords: vec![
            "ITA".to_owned(),
            "คุณธรรมและความโปร่งใส".to_owned(),
            "มาตรการ".to_owned(),
            agency.to_owned(),
            year,
        ],
        fiscal_year: context.words.text(&model.fiscal_year().to_string()),
        as_of: as_of(context),
        running_title: format!("มาตรการยกระดับคุณธรรมและความโปร่งใส ปีงบประมาณ {}", context.year()),
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

fn as_of(context: &Context<'_>) -> String {
    format!("ข้อมูล ณ วันที่ {}", context.words.date(context.model.as_of))
}

fn cover(context: &Context<'_>) -> Cover {
    let agency = &context.model.workspace.agency;
    let fact = |label: &str, value: String| Fact { label: label.to_owned(), value };
    let mut facts = vec![fact("ผลการประเมินที่วิเคราะห์", format!("ปีงบประมาณ {}", context.results_year()))];
    facts.extend(context.model.answered().map(|(instrument, item)| {
        fact(&format!("เผยแพร่ตามแบบตรวจ {}", instrument.code), format!("ข้อ {}", context.code(&item.code)))
    }));
    facts.push(fact("ข้อมูล ณ วันที่", context.words.date(context.model.as_of)));
    if !agency.website.is_empty() {
        facts.push(fact("เว็บไซต์", agency.website.clone()));
    }
    Cover {
        logo: context.model.logo_picture(),
        issuer: [&agency.name_th, &agency.parent_th].into_iter().filter(|n| !n.is_empty()).cloned().collect(),
        title: vec!["มาตรการยกระดับคุณธรรม".to_owned(), "และความโปร่งใสภายในหน่วยงาน".to_owned()],
        period: vec![format!("ประจำปีงบประมาณ {}", context.year())],
        facts,
        notices: context.model.notices(),
        approval: context.model.approval(),
    }
}
