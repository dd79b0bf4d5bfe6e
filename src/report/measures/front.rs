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
        title: term("document.title"),
        description: term("document.description"),
        agency: context.agency().to_owned(),
        keywords: context
            .model
            .lines("document.keywords")
            .into_iter()
            .chain([context.agency().to_owned(), context.year()])
            .collect(),
        fiscal_year: context.words.text(&model.fiscal_year().to_string()),
        as_of: context.say("document.as_of", &[("date", &context.words.date(model.as_of))]),
        running_title: term("document.running_title"),
        lang: Lang::Th,
        digits: match model.digits {
            thai::Digits::Thai => Digits::Thai,
            thai::Digits::Arabic => Digits::Arabic,
        },
        sample_mark: model.sample_mark().map(|mark| mark.th),
        draft_mark: model.draft_mark().map(|mark| mark.th),
        labels: Labels {
            contents: term("document.contents"),
            page: term("document.page"),
            continued: term("document.continued"),
        },
        palette: model.workspace.look.palette,
    }
}

fn cover(context: &Context<'_>) -> Cover {
    let agency = &context.model.workspace.agency;
    let fact = |label: String, value: String| Fact { label, value };
    let analysed = || fact(context.term("document.results_label"), context.term("document.results"));
    let mut facts: Vec<_> = context.model.has_results().then(analysed).into_iter().collect();
    facts.extend(context.model.answered().map(|(instrument, item)| {
        let label = context.say("document.answered_label", &[("instrument", &instrument.code)]);
        fact(label, context.question(&item.code))
    }));
    facts.push(fact(context.term("document.as_of_label"), context.words.date(context.model.as_of)));
    if !agency.website.is_empty() {
        facts.push(fact(context.term("document.website_label"), agency.website.clone()));
    }
    Cover {
        logo: context.model.logo_picture(),
        issuer: [&agency.name_th, &agency.parent_th].into_iter().filter(|n| !n.is_empty()).cloned().collect(),
        title: context.model.lines("document.cover_title"),
        period: vec![context.term("document.period")],
        facts,
        notices: context.model.notices(),
        approval: context.model.approval(),
    }
}
