//! Appendix: the rules that the scores follow, from the scheme.

use super::context::Context;
use crate::report::document::{Item, Part};
use crate::scheme::{Aggregate, IndicatorAggregate, Instrument, Missing, PublishedScore, Scale, Unpublished};

pub(super) fn part(context: &Context<'_>) -> Part {
    let mut items: Vec<_> = scales(context);
    items.extend(aggregation(context));
    if let (true, Some(base)) = (context.scheme().provisional, context.scheme().extends) {
        let text = context.say("rules.carried_on", &[("base", &context.words.year(base))]);
        items.push(item(context.term("rules.carried_on_lead"), text));
    }
    let total = context.say("rules.total", &[("weights", &context.weights())]);
    items.push(item(context.term("rules.total_lead"), total));
    let decimals = context.words.size(context.decimals());
    let rating = context.say("rules.rating", &[("decimals", &decimals)]);
    items.push(item(context.term("rules.rating_lead"), rating));
    items.push(item(context.term("rules.missing_lead"), missing(context)));
    Part {
        items,
        ..context.part(&context.term("rules.heading"), vec![context.term("rules.opening")], Vec::new())
    }
}

fn item(lead: String, text: String) -> Item {
    Item { marker: None, lead: Some(lead), text, items: Vec::new() }
}

/// One item a scale in use, with its questions.
fn scales(context: &Context<'_>) -> Vec<Item> {
    let scheme = context.scheme();
    scheme
        .scales
        .iter()
        .filter_map(|(name, scale)| {
            let questions: Vec<_> =
                scheme.questions.iter().filter(|q| q.scale.as_ref() == Some(name)).collect();
            let codes = context.codes(questions.iter().copied());
            let lead = context.say("names.question_lead", &[("codes", &codes)]);
            (!questions.is_empty()).then(|| item(lead, points(context, scale)))
        })
        .collect()
}

fn points(context: &Context<'_>, scale: &Scale) -> String {
    let choices: Vec<_> = scale
        .labels_th
        .iter()
        .zip(&scale.points)
        .map(|(label, points)| {
            let decimals = if points.fract() == 0.0 { 0 } else { context.decimals() };
            format!("{label} {}", context.words.number(*points, decimals))
        })
        .collect();
    context.say("rules.points", &[("choices", &choices.join(", "))])
}

fn aggregation(context: &Context<'_>) -> Vec<Item> {
    let scheme = context.scheme();
    let codes = |wanted: &dyn Fn(&Instrument) -> bool| -> Vec<String> {
        scheme.instruments.iter().filter(|i| wanted(i)).map(|i| i.code.clone()).collect()
    };
    let by_topics = codes(&|i| i.indicator_aggregate == IndicatorAggregate::Topics);
    let mut of_indicators = context.term("rules.indicators");
    if !by_topics.is_empty() {
        let topics = context.say("rules.by_topics", &[("instruments", &context.joined(&by_topics))]);
        of_indicators = format!("{of_indicators} {topics}");
    }
    let mut items = vec![item(context.term("rules.indicators_lead"), of_indicators)];
    let lead = |key: &str, codes: &[String]| context.say(key, &[("instruments", &context.joined(codes))]);
    for (way, key) in
        [(Aggregate::Questions, "rules.of_questions"), (Aggregate::Indicators, "rules.of_indicators")]
    {
        let codes = codes(&|i| i.aggregate == way);
        if !codes.is_empty() {
            items.push(item(lead("rules.instruments_lead", &codes), context.term(key)));
        }
    }
    for instrument in scheme.instruments.iter().filter(|i| !i.assumed_th.is_empty()) {
        let lead = lead("rules.assumed_lead", std::slice::from_ref(&instrument.code));
        items.push(item(lead, context.words.text(&instrument.assumed_th)));
    }
    let alone = codes(&|i| i.unpublished == Unpublished::Absent);
    if !alone.is_empty() {
        items.push(item(lead("rules.published_lead", &alone), context.term("rules.published_only")));
    }
    items
}

fn missing(context: &Context<'_>) -> String {
    let rules = &context.scheme().rules;
    let missing = context.term(match rules.missing {
        Missing::Absent => "rules.missing_absent",
        Missing::Present => "rules.missing_present",
    });
    let published = context.term(match rules.published_score {
        PublishedScore::Authoritative => "rules.published_authoritative",
        PublishedScore::Informative => "rules.published_informative",
    });
    format!("{missing} {published}")
}
