//! Properties of the document and its cover.

use super::context::Context;
use crate::report::document::{Cover, Digits, Fact, Labels, Lang, Meta};
use crate::thai;

pub(super) fn front(context: &Context<'_>) -> (Meta, Cover) {
    (meta(context), cover(context))
}

fn meta(context: &Context<'_>) -> Meta {
    let model = context.model;
    let term = |key: &str| context.term(key);
    Meta {
        title: term("front.title"),
        description: term("front.description"),
        agency: context.agency().to_owned(),
        keywords: context
            .model
            .lines("front.keywords")
            .into_iter()
            .chain([context.agency().to_owned(), context.year()])
            .collect(),
        fiscal_year: context.words.text(&model.fiscal_year().to_string()),
        as_of: context.say("front.as_of", &[("date", &context.words.date(model.as_of))]),
        running_title: term("front.running_title"),
        lang: Lang::Th,
        digits: match model.digits {
            thai::Digits::Thai => Digits::Thai,
            thai::Digits::Arabic => Digits::Arabic,
        },
        sample_mark: model.sample_mark().map(|mark| mark.th),
        draft_mark: model.draft_mark().map(|mark| mark.th),
        labels: Labels {
            contents: term("front.contents"),
            page: term("front.page"),
            continued: term("front.continued"),
        },
        palette: model.workspace.look.palette,
    }
}

fn cover(context: &Context<'_>) -> Cover {
    let agency = &context.model.workspace.agency;
    let fact = |label: String, value: String| Fact { label, value };
    let mut facts = vec![fact(context.term("front.results_label"), context.term("front.results"))];
    facts.extend(context.model.answered().map(|(instrument, item)| {
        let label = context.say("front.answered_label", &[("instrument", &instrument.code)]);
        fact(label, context.question(&item.code))
    }));
    facts.push(fact(context.term("front.as_of_label"), context.words.date(context.model.as_of)));
    if !agency.website.is_empty() {
        facts.push(fact(context.term("front.website_label"), agency.website.clone()));
    }
    Cover {
        logo: context.model.logo_picture(),
        issuer: [&agency.name_th, &agency.parent_th].into_iter().filter(|n| !n.is_empty()).cloned().collect(),
        title: context.model.lines("front.cover_title"),
        period: vec![context.term("front.period")],
        facts,
        notices: context.model.notices(),
        approval: context.model.approval(),
    }
}
