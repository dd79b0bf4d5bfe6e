//! An indicator or an instrument: the mean of its parts.

use super::line::{Line, exact, same};
use super::question::{Scored, by_rules, change, decimals, results, year};
use super::{Explanation, Kind, Section, code, distance};
use crate::model::{Origin, Text};
use crate::report::Model;
use crate::report::analysis;
use crate::scheme::{Aggregate, Indicator, IndicatorAggregate, Instrument, Missing, Question};

/// Explains an indicator.
pub(super) fn indicator(model: &Model<'_>, indicator: &Indicator) -> Explanation {
    let score = model.scores.indicators.iter().find(|i| i.indicator == indicator.number);
    let questions: Vec<_> =
        model.scheme.questions.iter().filter(|q| q.indicator == indicator.number).collect();
    let aggregate = model.scheme.instrument(&indicator.instrument).map(|i| i.indicator_aggregate);
    let (mut lines, scores) = if aggregate == Some(IndicatorAggregate::Topics) {
        of_topics(model, indicator)
    } else {
        let mut lines = vec![mean_rule(model, "explain.mean.indicator")];
        lines.extend(question_lines(model, &questions));
        (lines, questions.iter().map(|q| question_score(model, q)).collect())
    };
    lines.push(mean_line(model, &scores, score.and_then(|s| s.computed)));
    lines.extend(published_line(model, score.and_then(|s| Some((s.score?, s.published?)))));
    lines.extend(stand_in_line(model, score.is_some_and(|s| s.stand_in)));
    let instrument = model.scores.instruments.iter().find(|i| i.instrument == indicator.instrument);
    let leads_to = vec![
        Line::of(same(&indicator.instrument))
            .number(instrument.and_then(|i| i.score), decimals(model))
            .see(&indicator.instrument),
    ];
    Explanation {
        code: indicator.number.to_string(),
        kind: Kind::Indicator,
        title: model.both(
            "explain.indicator",
            &[
                ("number", Text::same(&indicator.number)),
                ("name", Text::new(&indicator.name_th, &indicator.name_en)),
            ],
        ),
        period: year(model, model.scheme.fiscal_year),
        answer: Line::of(model.both("explain.score", &[]))
            .number(score.and_then(|s| s.score), decimals(model)),
        sections: vec![
            score_section(model, lines),
            change(
                model,
                Scored::Instrument(&indicator.instrument),
                score.map(|s| (s.score, s.previous, s.delta)),
            ),
            lost(model, |q| q.indicator == indicator.number),
            Section { id: "leads_to", heading: model.both("explain.goes_into", &[]), lines: leads_to },
        ],
    }
}

/// Explains an instrument.
pub(super) fn instrument(model: &Model<'_>, instrument: &Instrument) -> Explanation {
    let score = model.scores.instruments.iter().find(|i| i.instrument == instrument.code);
    let questions: Vec<_> = model.scheme.questions_of(&instrument.code).collect();
    let (mut lines, scores) = match instrument.aggregate {
        Aggregate::Questions => {
            let mut lines = vec![mean_rule(model, "explain.mean.instrument")];
            lines.extend(question_lines(model, &questions));
            (lines, questions.iter().map(|q| question_score(model, q)).collect::<Vec<_>>())
        }
        Aggregate::Indicators => {
            let mut lines = vec![mean_rule(model, "explain.mean.instrument_of_indicators")];
            let own: Vec<_> =
                model.scheme.indicators.iter().filter(|i| i.instrument == instrument.code).collect();
            let of = |i: &&Indicator| {
                model.scores.indicators.iter().find(|s| s.indicator == i.number).and_then(|s| s.score)
            };
            lines.extend(own.iter().map(|i| {
                Line::of(Text::new(&i.name_th, &i.name_en))
                    .number(of(i), decimals(model))
                    .see(i.number.to_string())
            }));
            (lines, own.iter().map(of).collect())
        }
    };
    lines.push(mean_line(model, &scores, score.and_then(|s| s.computed)));
    lines.extend(published_line(model, score.and_then(|s| Some((s.score?, s.published?)))));
    lines.extend(stand_in_line(model, score.is_some_and(|s| s.stand_in)));
    if !instrument.assumed_th.is_empty() {
        lines.push(by_rules(model, Text::new(&instrument.assumed_th, &instrument.assumed_en)));
    }
    let weighted = weighted(model, instrument);
    Explanation {
        code: instrument.code.clone(),
        kind: Kind::Instrument,
        title: Text::new(&instrument.name_th, &instrument.name_en),
        period: year(model, model.scheme.fiscal_year),
        answer: Line::of(model.both("explain.score", &[]))
            .number(score.and_then(|s| s.score), decimals(model)),
        sections: vec![
            score_section(model, lines),
            Section {
                id: "weight",
                heading: model.both("explain.weight.heading", &[]),
                lines: vec![weighted.see(code::TOTAL)],
            },
            change(
                model,
                Scored::Instrument(&instrument.code),
                score.map(|s| (s.score, s.previous, s.delta)),
            ),
            lost(model, |q| model.scheme.instrument_of(q).is_some_and(|i| i.code == instrument.code)),
            distance::of_instrument(model, instrument),
        ],
    }
}

/// The sub-indicators of an indicator, each with the questions it is the mean of.
fn of_topics(model: &Model<'_>, indicator: &Indicator) -> (Vec<Line>, Vec<Option<f64>>) {
    let mut lines = vec![mean_rule(model, "explain.mean.indicator_of_topics")];
    let mut scores = Vec::new();
    for topic in model.scheme.topics.iter().filter(|t| t.indicator == indicator.number) {
        let row = model.scores.topics.iter().find(|t| t.topic == topic.code);
        let questions: Vec<_> =
            model.scheme.questions.iter().filter(|q| q.topic.as_ref() == Some(&topic.code)).collect();
        let own: Vec<_> = questions.iter().map(|q| question_score(model, q)).collect();
        let mean = mean_line(model, &own, row.and_then(|t| t.computed));
        let label = Text::new(
            format!("{} {}", topic.code, topic.name_th),
            format!("{} {}", topic.code, topic.name_en),
        );
        lines.push(Line { label, ..mean });
        lines.extend(published_line(model, row.and_then(|t| Some((t.score?, t.published?)))));
        lines.extend(question_lines(model, &questions).into_iter().map(|line| Line {
            label: Text::new(format!("    {}", line.label.th), format!("    {}", line.label.en)),
            ..line
        }));
        scores.push(row.and_then(|t| t.score));
    }
    (lines, scores)
}

/// The published score of a level, and whether it counts.
pub(super) fn published_line(model: &Model<'_>, scores: Option<(f64, f64)>) -> Option<Line> {
    let (score, published) = scores?;
    #[allow(clippy::float_cmp)] // the very figure, or another
    let how = if score == published {
        model.both("explain.published.counts", &[])
    } else {
        model.both("explain.published.reproduced", &[])
    };
    let line = Line::of(model.both("explain.published.label", &[]));
    Some(line.number(Some(published), decimals(model)).how(how))
}

/// Says that a score rests on counts that stand in for published scores.
pub(super) fn stand_in_line(model: &Model<'_>, stand_in: bool) -> Option<Line> {
    stand_in.then(|| Line::of(model.both("explain.stand_in", &[])))
}

/// Score × weight ÷ 100.
pub(super) fn weighted(model: &Model<'_>, instrument: &Instrument) -> Line {
    let score = model.scores.instruments.iter().find(|i| i.instrument == instrument.code);
    let line = Line::of(model.both("explain.weight.line", &[("instrument", Text::same(&instrument.code))]));
    match score.and_then(|s| Some((s.score?, s.weighted?))) {
        Some((score, weighted)) => {
            let how = format!("{} × {} ÷ 100 = {}", exact(score), exact(instrument.weight), exact(weighted));
            line.number(Some(weighted), decimals(model)).how(same(how))
        }
        None => line.absent(model.both("explain.no_score", &[])),
    }
}

fn score_section(model: &Model<'_>, lines: Vec<Line>) -> Section {
    Section { id: "score", heading: model.both("explain.how", &[]), lines }
}

fn question_score(model: &Model<'_>, question: &Question) -> Option<f64> {
    model.scores.questions.iter().find(|q| q.question == question.code)?.score
}

/// A line a question, with the cells behind its score.
fn question_lines(model: &Model<'_>, questions: &[&Question]) -> Vec<Line> {
    let line = |question: &&Question| {
        let results = results(model, &question.code);
        let origins: Vec<Origin> = results
            .iter()
            .flat_map(|r| r.counts.iter().filter_map(|c| c.origin.clone()).chain(r.published.origin.clone()))
            .collect();
        let score = question_score(model, question);
        let line = Line::of(same(format!("{} {}", question.code, question.text_th)));
        let line = match score {
            Some(score) => line.number(Some(score), decimals(model)),
            None => line.absent(model.both("explain.no_score", &[])),
        };
        line.see(&question.code).from(&origins)
    };
    questions.iter().map(line).collect()
}

/// The rule with what the scheme does about missing parts.
fn mean_rule(model: &Model<'_>, rule: &str) -> Line {
    let parts = match model.scheme.rules.missing {
        Missing::Absent => "explain.mean.whole",
        Missing::Present => "explain.mean.present",
    };
    by_rules(model, model.both(parts, &[("rule", model.both(rule, &[]))]))
}

fn mean_line(model: &Model<'_>, parts: &[Option<f64>], score: Option<f64>) -> Line {
    let line = Line::of(model.both("explain.mean.label", &[]));
    let there: Vec<f64> = parts.iter().copied().flatten().collect();
    let Some(score) = score else {
        let missing = parts.len() - there.len();
        return line.absent(model.both(
            "explain.mean.missing",
            &[("missing", Text::same(&missing)), ("all", Text::same(&parts.len()))],
        ));
    };
    let sum: f64 = there.iter().sum();
    let how = format!("{} ÷ {} = {}", exact(sum), there.len(), exact(score));
    line.number(Some(score), decimals(model)).how(same(how))
}

/// Points lost by some questions.
fn lost(model: &Model<'_>, wanted: impl Fn(&Question) -> bool) -> Section {
    let losses = analysis::losses(model.scheme, model.scores);
    let own: Vec<_> =
        losses.iter().filter(|l| model.scheme.question(&l.question.question).is_some_and(&wanted)).collect();
    let sum: f64 = own.iter().map(|l| l.lost).sum();
    let mut lines = vec![Line::of(model.both("explain.lost.total", &[])).number(Some(sum), decimals(model))];
    lines.extend(own.iter().map(|l| {
        Line::of(same(format!("    {}", l.question.question)))
            .number(Some(l.lost), decimals(model))
            .see(&l.question.question)
    }));
    Section { id: "cost", heading: model.both("explain.lost.heading", &[]), lines }
}
