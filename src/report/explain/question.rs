//! A survey question, one of its parts, or an item of the checklist: from the answers to its score.

use super::line::{Line, absence, exact, same, shown};
use super::{Explanation, Kind, Section, code, distance};
use crate::compare::{QuestionScore, Source};
use crate::model::{Field, FiscalYear, QuestionResult, Text};
use crate::report::Model;
use crate::report::analysis;
use crate::scheme::{Computed, Missing, PublishedScore, Question, Scale, Scheme};
use crate::score::parts;

/// What the inputs of the results' year say about a question.
pub(super) fn results<'a>(model: &Model<'a>, code: &str) -> Vec<&'a QuestionResult> {
    let year = model.facts.years.get(&model.scheme.fiscal_year);
    year.map(|y| y.questions.iter().filter(|q| q.question == code).collect()).unwrap_or_default()
}

/// Explains a question or item.
pub(super) fn question(model: &Model<'_>, question: &Question) -> Explanation {
    let score = model.scores.questions.iter().find(|q| q.question == question.code);
    let results = results(model, &question.code);
    let mut sections = Vec::new();
    if let Some(scale) = model.scheme.scale_of(question) {
        let one_part = results.len() == 1;
        for (at, result) in results.iter().enumerate() {
            let heading = if one_part {
                model.both("explain.question.answers", &[])
            } else {
                part_heading(model, &question.code, at, result)
            };
            sections.push(answers(model, question, scale, result, heading));
        }
    }
    sections.push(score_section(model, question, &results, score));
    sections.push(change(model, Scored::Question, score.map(|s| (s.score, s.previous, s.delta))));
    sections.extend(cost(model, question, score));
    sections.extend(distance::of_question(model, question, &results));
    sections.push(leads_to(model, question));
    Explanation {
        code: question.code.clone(),
        kind: if question.scale.is_some() { Kind::Question } else { Kind::Item },
        title: same(&question.text_th),
        period: year(model, model.scheme.fiscal_year),
        answer: Line::of(model.both("explain.score", &[]))
            .number(score.and_then(|s| s.score), decimals(model))
            .how(which(model, question, score)),
        sections,
    }
}

/// Explains one part of a question.
pub(super) fn part(model: &Model<'_>, question: &Question, at: usize) -> Explanation {
    let results = results(model, &question.code);
    let result = results.get(at);
    let computed = result.and_then(|r| analysis::mean_of_answers(model.scheme, question, r));
    let mut sections = Vec::new();
    if let (Some(scale), Some(result)) = (model.scheme.scale_of(question), result) {
        sections.push(answers(model, question, scale, result, model.both("explain.question.answers", &[])));
    }
    let whole = Line::of(model.both("explain.part.rule", &[("question", Text::same(&question.code))]));
    sections.push(Section {
        id: "leads_to",
        heading: model.both("explain.goes_into", &[]),
        lines: vec![whole.see(&question.code)],
    });
    Explanation {
        code: code::part_code(&question.code, at),
        kind: Kind::Part,
        title: same(result.map_or("", |r| r.part.as_str())),
        period: year(model, model.scheme.fiscal_year),
        answer: Line::of(model.both("explain.question.computed", &[])).number(computed, decimals(model)),
        sections,
    }
}

/// Decimals of published scores.
pub(super) fn decimals(model: &Model<'_>) -> usize {
    model.scheme.rules.published_decimals
}

/// A fiscal year in words.
pub(super) fn year(model: &Model<'_>, year: FiscalYear) -> Text {
    model.both("explain.year", &[("year", Text::same(&year))])
}

fn part_heading(model: &Model<'_>, question: &str, at: usize, result: &QuestionResult) -> Text {
    let code = code::part_code(question, at);
    model.both("explain.part.answers", &[("code", Text::same(&code)), ("part", Text::same(&result.part))])
}

/// Choice by choice: answers, points, and their mean.
fn answers(
    model: &Model<'_>,
    question: &Question,
    scale: &Scale,
    result: &QuestionResult,
    heading: Text,
) -> Section {
    let mut lines = Vec::new();
    for (at, (count, points)) in result.counts.iter().zip(&scale.points).enumerate() {
        let label = |labels: &[String]| labels.get(at).cloned().unwrap_or_default();
        let line = Line::of(model.both(
            "explain.question.choice",
            &[
                ("choice", Text::same(&(at + 1))),
                ("label", Text::new(label(&scale.labels_th), label(&scale.labels_en))),
            ],
        ));
        let line = match count.value {
            Ok(count) => {
                // Answers to a survey: far below 2⁵³.
                #[allow(clippy::cast_precision_loss)]
                let product = count as f64 * points;
                let how = format!("{} × {} = {}", grouped(count), exact(*points), exact(product));
                line.count(count).how(same(how))
            }
            Err(why) => line.absent(absence(why)),
        };
        lines.push(line.from(&count.origin));
    }
    let counts: Option<Vec<i64>> = result.counts.iter().map(|c| c.get().copied()).collect();
    let mean = analysis::mean_of_answers(model.scheme, question, result);
    if let (Some(counts), Some(mean)) = (counts, mean) {
        let responses: i64 = counts.iter().sum();
        #[allow(clippy::cast_precision_loss)] // as above
        let points: f64 = counts.iter().zip(&scale.points).map(|(n, p)| *n as f64 * p).sum();
        lines.push(Line::of(model.both("explain.question.all_answers", &[])).count(responses));
        lines.push(
            Line::of(model.both("explain.question.computed", &[]))
                .number(Some(mean), model.scheme.rules.published_decimals)
                .how(same(format!("{} ÷ {} = {}", exact(points), grouped(responses), exact(mean)))),
        );
    } else {
        lines.push(
            Line::of(model.both("explain.question.computed", &[]))
                .absent(model.both("explain.question.no_mean", &[])),
        );
    }
    Section { id: "answers", heading, lines }
}

pub(super) fn grouped(count: i64) -> String {
    #[allow(clippy::cast_precision_loss)] // answers to a survey: far below 2⁵³
    shown(count as f64, 0)
}

/// Computed, published, and which of the two counts.
fn score_section(
    model: &Model<'_>,
    question: &Question,
    results: &[&QuestionResult],
    score: Option<&QuestionScore>,
) -> Section {
    let decimals = decimals(model);
    let mut lines = vec![rule(model, question)];
    if results.is_empty() {
        lines.push(Line::of(model.both("explain.question.no_row", &[])));
    }
    if question.scale.is_some() {
        let line = Line::of(model.both("explain.question.computed", &[]))
            .number(score.and_then(|s| s.computed), decimals);
        let counted = parts::counted(results);
        lines.push(if counted.len() > 1 { line.how(mean_of_parts(model, question, &counted)) } else { line });
    }
    // A published score of the whole question counts, not the mean of its parts with it.
    let published: Vec<&Field<f64>> = parts::published(results).iter().map(|r| &r.published).collect();
    let label = if question.scale.is_some() {
        model.both("explain.published.label", &[])
    } else {
        model.both("explain.question.assessed", &[])
    };
    match published.as_slice() {
        [] => {}
        [one] => lines.push(Line::of(label).given(one, decimals)),
        several => {
            let line = Line::of(label).number(score.and_then(|s| s.published), decimals);
            lines.push(line.from(several.iter().filter_map(|f| f.origin.as_ref())));
        }
    }
    if let (Some(computed), Some(published)) =
        (score.and_then(|s| s.computed), score.and_then(|s| s.published))
    {
        let off = published - computed;
        let tolerance = model.scheme.rounding_tolerance();
        let how = if off.abs() <= tolerance {
            model.both("explain.question.equal", &[])
        } else {
            model.both("explain.question.beyond_rounding", &[])
        };
        lines.push(Line::of(model.both("explain.question.difference", &[])).points(off, decimals).how(how));
    }
    lines.push(
        Line::of(model.both("explain.question.counts", &[]))
            .number(score.and_then(|s| s.score), decimals)
            .how(which(model, question, score)),
    );
    Section { id: "score", heading: model.both("explain.question.score_heading", &[]), lines }
}

fn mean_of_parts(model: &Model<'_>, question: &Question, results: &[&QuestionResult]) -> Text {
    let means: Option<Vec<_>> =
        results.iter().map(|r| analysis::mean_of_answers(model.scheme, question, r)).collect();
    match means {
        Some(means) => {
            let sum: Vec<_> = means.iter().map(|m| exact(*m)).collect();
            same(format!("({}) ÷ {}", sum.join(" + "), means.len()))
        }
        None => model.both("explain.question.part_without_score", &[]),
    }
}

/// The rule of the scheme.
fn rule(model: &Model<'_>, question: &Question) -> Line {
    let rule = match (&question.scale, model.scheme.rules.missing) {
        (None, _) => "explain.question.rule_assessed",
        (Some(_), Missing::Absent) => "explain.question.rule_whole",
        (Some(_), Missing::Present) => "explain.question.rule_present",
    };
    by_rules(model, model.both(rule, &[]))
}

/// A sentence with the scheme that it comes from.
pub(super) fn by_rules(model: &Model<'_>, rule: Text) -> Line {
    let year = Text::same(&model.scheme.fiscal_year);
    Line::of(model.both("explain.rules", &[("rule", rule), ("year", year)]))
}

/// Which score counts, and why.
fn which(model: &Model<'_>, question: &Question, score: Option<&QuestionScore>) -> Text {
    let exact = model.scheme.instrument_of(question).is_none_or(|i| i.computed == Computed::Exact);
    let Some(score) = score else {
        return model.both("explain.which.no_data", &[]);
    };
    let key = match (score.source, score.computed, score.published) {
        (None, Some(_), None) => "explain.which.not_allowed",
        (None, _, _) => "explain.which.none",
        (Some(Source::Published), _, _) if question.scale.is_none() => "explain.which.assessed",
        (Some(Source::Published), None, _) => "explain.which.published_only",
        (Some(Source::Published), Some(_), _) if !exact => "explain.which.published_not_exact",
        (Some(Source::Published), Some(_), _) => "explain.which.published",
        (Some(Source::Computed), _, None) if score.stand_in => "explain.which.stand_in",
        (Some(Source::Computed), _, None) => "explain.which.computed_only",
        (Some(Source::Computed), _, Some(_)) => {
            if model.scheme.rules.published_score == PublishedScore::Informative {
                "explain.which.computed"
            } else {
                "explain.which.reproduced"
            }
        }
    };
    model.both(key, &[])
}

/// What a score is of, and so whose rules its change depends on.
#[derive(Clone, Copy)]
pub(super) enum Scored<'a> {
    /// A question or item: its points come from its own answers.
    Question,
    /// An instrument or an indicator of it, by the instrument's code.
    Instrument(&'a str),
    /// All instruments together.
    Total,
}

/// The change from the year before: score, previous score, difference. Whether the rules are the same is asked of
/// the instrument that the score belongs to; of all for the total.
pub(super) fn change(
    model: &Model<'_>,
    scored: Scored<'_>,
    scores: Option<(Option<f64>, Option<f64>, Option<f64>)>,
) -> Section {
    let baseline = model.results_year().previous();
    let decimals = decimals(model);
    let label = model.both("explain.change.before", &[("baseline", Text::same(&baseline))]);
    let mut lines = Vec::new();
    match scores {
        Some((Some(score), Some(previous), Some(delta))) => {
            lines.push(Line::of(label).number(Some(previous), decimals));
            let compared = |score| exact(model.scheme.rules.compared(score));
            let how = format!("{} − {} = {}", compared(score), compared(previous), signed_exact(delta));
            lines.push(
                Line::of(model.both("explain.change.points", &[])).points(delta, decimals).how(same(how)),
            );
            let same = |before: &Scheme| match scored {
                Scored::Question => true,
                Scored::Instrument(code) => analysis::same_rules_of(code, model.scheme, before),
                Scored::Total => analysis::same_rules(model.scheme, before),
            };
            let other = model.schemes.get(baseline).is_some_and(|before| !same(before));
            if other {
                lines.push(Line::of(model.both("explain.change.other_rules", &[])));
            }
        }
        Some((Some(_), Some(previous), None)) => {
            lines.push(Line::of(label).number(Some(previous), decimals));
            lines.push(Line::of(model.both("explain.change.not_compared", &[])));
        }
        Some((None, Some(previous), _)) => {
            lines.push(Line::of(label).number(Some(previous), decimals));
            lines.push(Line::of(model.both("explain.change.no_score", &[])));
        }
        _ => lines.push(Line::of(label).absent(model.both("explain.change.no_baseline", &[]))),
    }
    Section { id: "change", heading: model.both("explain.change.heading", &[]), lines }
}

fn signed_exact(number: f64) -> String {
    if number > 0.0 { format!("+{}", exact(number)) } else { exact(number) }
}

/// What it costs the total.
fn cost(model: &Model<'_>, question: &Question, score: Option<&QuestionScore>) -> Option<Section> {
    let instrument = model.scheme.instrument_of(question)?;
    let (score, lost) = score.and_then(|s| Some((s.score?, s.lost?)))?;
    let share = analysis::share(model.scheme, model.scores, question, instrument);
    let how = format!(
        "{} × {} × (100 − {}) ÷ 100 = {}",
        exact(instrument.weight),
        exact(share),
        exact(score),
        exact(lost)
    );
    let losses = analysis::losses(model.scheme, model.scores);
    let mut lines = vec![
        by_rules(model, model.both("explain.question.cost_rule", &[])),
        Line::of(model.both("explain.lost.total", &[])).number(Some(lost), decimals(model)).how(same(how)),
    ];
    if let Some(rank) = losses.iter().position(|l| l.question.question == question.code) {
        lines.push(
            Line::of(model.both("explain.question.rank", &[]))
                .size(rank + 1)
                .how(model.both("explain.question.of_ranks", &[("all", Text::same(&losses.len()))])),
        );
    }
    Some(Section { id: "cost", heading: model.both("explain.lost.heading", &[]), lines })
}

/// Where the score goes.
fn leads_to(model: &Model<'_>, question: &Question) -> Section {
    let decimals = decimals(model);
    let mut lines = Vec::new();
    if let Some(indicator) = model.scheme.indicator(question.indicator) {
        let score = model.scores.indicators.iter().find(|i| i.indicator == indicator.number);
        lines.push(
            Line::of(model.both(
                "explain.indicator",
                &[
                    ("number", Text::same(&indicator.number)),
                    ("name", Text::new(&indicator.name_th, &indicator.name_en)),
                ],
            ))
            .number(score.and_then(|s| s.score), decimals)
            .see(indicator.number.to_string()),
        );
    }
    if let Some(instrument) = model.scheme.instrument_of(question) {
        let score = model.scores.instruments.iter().find(|i| i.instrument == instrument.code);
        lines.push(
            Line::of(Text::new(
                format!("{} {}", instrument.code, instrument.name_th),
                format!("{} {}", instrument.code, instrument.name_en),
            ))
            .number(score.and_then(|s| s.score), decimals)
            .see(&instrument.code),
        );
    }
    let total = model.scores.agencies.first().and_then(|a| a.total);
    lines.push(Line::of(model.both("explain.total", &[])).number(total, decimals).see(code::TOTAL));
    Section { id: "leads_to", heading: model.both("explain.goes_into", &[]), lines }
}
