//! How far a score is from another rating, in points and in answers that would have to change.

use super::Section;
use super::line::{Line, exact, same, shown};
use super::question::{by_rules, decimals};
use crate::model::{QuestionResult, Text};
use crate::report::Model;
use crate::report::analysis::{self, Answers, Bound, Distance, Need, Situation};
use crate::scheme::{Computed, Instrument, Question};

/// What a score is made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Items,
    Answers,
    /// Answers, but how they make up the score is not published.
    Estimated,
}

impl Unit {
    fn of(instrument: &Instrument, assessed: bool) -> Self {
        match (assessed, instrument.computed) {
            (true, _) => Self::Items,
            (false, Computed::Exact) => Self::Answers,
            (false, Computed::Informative) => Self::Estimated,
        }
    }

    /// The key of what is counted.
    fn counted(self) -> &'static str {
        match self {
            Self::Items => "explain.distance.items",
            Self::Answers => "explain.distance.answers",
            Self::Estimated => "explain.distance.answers_estimated",
        }
    }

    /// The key of the fewest that lose the rating.
    fn lose(self) -> &'static str {
        match self {
            Self::Items => "explain.distance.lose_items",
            Self::Answers | Self::Estimated => "explain.distance.lose_answers",
        }
    }

    /// The key of the fewest that reach the next one.
    fn reach(self) -> &'static str {
        match self {
            Self::Items => "explain.distance.reach_items",
            Self::Answers | Self::Estimated => "explain.distance.reach_answers",
        }
    }
}

fn all_results<'a>(model: &Model<'a>) -> &'a [QuestionResult] {
    let year = model.facts.years.get(&model.scheme.fiscal_year);
    year.map(|y| y.questions.as_slice()).unwrap_or_default()
}

/// Answers to a question that are not the best choice, and what changing answers to it alone would do.
pub(super) fn of_question(
    model: &Model<'_>,
    question: &Question,
    results: &[&QuestionResult],
) -> Option<Section> {
    let instrument = model.scheme.instrument_of(question)?;
    let answers = analysis::answers_to(model.scheme, model.scores, instrument, question, all_results(model))?;
    let unit = Unit::of(instrument, question.scale.is_none());
    let mut lines = Vec::new();
    if let Some((short, all)) = analysis::short_of_best(model.scheme, &question.code, all_results(model)) {
        let line = Line::of(model.both("explain.distance.short_of_best", &[]));
        let origins = results.iter().flat_map(|r| &r.counts).filter_map(|c| c.origin.as_ref());
        let how = model.both("explain.distance.of_answers", &[("all", Text::same(&all))]);
        lines.push(line.count(short).how(how).from(origins));
    }
    if let Some(situation) = Situation::of(model.scheme, model.scores) {
        lines.extend(changes(
            model,
            &situation,
            instrument,
            &answers,
            unit,
            "explain.distance.question_alone",
        ));
    }
    lines.extend(estimated(model, unit));
    Some(section(model, lines))
}

/// The same for all answers of an instrument, with the points between it and the limits.
pub(super) fn of_instrument(model: &Model<'_>, instrument: &Instrument) -> Section {
    let Some(situation) = Situation::of(model.scheme, model.scores) else {
        return section(model, vec![no_rating(model)]);
    };
    let mut lines = vec![as_published(model)];
    let assessed = model.scheme.questions_of(&instrument.code).all(|q| q.scale.is_none());
    let unit = Unit::of(instrument, assessed);
    let rating = situation.rating();
    lines.push(present(model, &situation));
    if let Some(spare) = situation.spare(&instrument.code) {
        let label = model
            .both("explain.distance.may_fall", &[("rating", Text::new(&rating.name_th, &rating.name_en))]);
        lines.push(points(model, label, spare));
    }
    if let (Some(next), Some(gap)) = (situation.next(), situation.gap(&instrument.code)) {
        let label =
            model.both("explain.distance.lacks", &[("rating", Text::new(&next.name_th, &next.name_en))]);
        lines.push(points(model, label, gap));
    }
    match analysis::answers(model.scheme, model.scores, instrument, all_results(model)) {
        Some(answers) => {
            let alone = "explain.distance.instrument_alone";
            lines.extend(changes(model, &situation, instrument, &answers, unit, alone));
        }
        None => lines.push(Line::of(model.both("explain.distance.unknown", &[]))),
    }
    lines.extend(estimated(model, unit));
    section(model, lines)
}

/// Distances of the total.
pub(super) fn of_total(model: &Model<'_>) -> Section {
    let Some(situation) = Situation::of(model.scheme, model.scores) else {
        return section(model, vec![no_rating(model)]);
    };
    let mut lines = vec![as_published(model), present(model, &situation)];
    match situation.total_spare() {
        Some(spare) => {
            let label = model.both(
                "explain.distance.may_fall",
                &[("rating", Text::new(&situation.rating().name_th, &situation.rating().name_en))],
            );
            lines.push(points(model, label, spare));
        }
        None => lines.push(Line::of(model.both("explain.distance.lowest", &[]))),
    }
    match (situation.next(), situation.total_gap()) {
        (Some(next), Some(gap)) => {
            let label =
                model.both("explain.distance.lacks", &[("rating", Text::new(&next.name_th, &next.name_en))]);
            lines.push(points(model, label, gap));
        }
        _ => lines.push(Line::of(model.both("explain.distance.best", &[]))),
    }
    for instrument in &model.scheme.instruments {
        if let Some(spare) = situation.spare(&instrument.code) {
            let label = model.both(
                "explain.distance.instrument_may_fall",
                &[("instrument", Text::same(&instrument.code))],
            );
            lines.push(points(model, label, spare).see(&instrument.code));
        }
    }
    section(model, lines)
}

fn section(model: &Model<'_>, lines: Vec<Line>) -> Section {
    Section { id: "distance", heading: model.both("explain.distance.heading", &[]), lines }
}

fn as_published(model: &Model<'_>) -> Line {
    by_rules(model, model.both("explain.distance.as_published", &[]))
}

fn no_rating(model: &Model<'_>) -> Line {
    Line::of(model.both("explain.distance.no_rating", &[]))
}

fn present(model: &Model<'_>, situation: &Situation<'_>) -> Line {
    let rating = situation.rating();
    let limit = |minimum: f64| Text::same(&shown(minimum, decimals(model)));
    let mut how = model.both("explain.distance.total_minimum", &[("minimum", limit(rating.minimum))]);
    if let Some(minimum) = rating.instruments_minimum {
        let variables = [("before", how), ("minimum", limit(minimum))];
        how = model.both("explain.distance.and_instruments", &variables);
    }
    for condition in &rating.conditions {
        let variables =
            [("before", how), ("of", Text::same(&condition.of)), ("minimum", limit(condition.minimum))];
        how = model.both("explain.distance.and_condition", &variables);
    }
    Line::of(model.both("explain.distance.present", &[]))
        .words(Text::new(&rating.name_th, &rating.name_en))
        .how(how)
}

fn points(model: &Model<'_>, label: Text, distance: Distance) -> Line {
    let limit = shown(distance.limit, decimals(model));
    let how = match distance.bound {
        Bound::Own => model.both("explain.distance.points_own", &[("limit", Text::same(&limit))]),
        Bound::Total => model.both("explain.distance.points_total", &[("limit", Text::same(&limit))]),
    };
    Line::of(label).number(Some(distance.points), decimals(model)).how(how)
}

/// The least number of answers that lose the rating, and that reach the next one.
fn changes(
    model: &Model<'_>,
    situation: &Situation<'_>,
    instrument: &Instrument,
    answers: &[Answers],
    unit: Unit,
    alone: &str,
) -> Vec<Line> {
    let code = &instrument.code;
    let all: i64 = answers.iter().map(|a| a.count).sum();
    let alone = model.both(alone, &[]);
    let line = |label: &str, least: Option<i64>, not: Text| match least {
        Some(least) => Line::of(model.both(label, &[])).count(least).how(model.both(
            "explain.distance.of",
            &[("unit", model.both(unit.counted(), &[])), ("all", Text::same(&exact_count(all)))],
        )),
        None => Line::of(model.both(label, &[])).words(not),
    };
    let mut lines = Vec::new();
    if situation.total_spare().is_some() {
        lines.push(line(
            unit.lose(),
            situation.answers_to_lose(code, answers),
            model.both("explain.distance.cannot_lose", &[("alone", alone.clone())]),
        ));
    }
    let reached = situation.gap(code).is_some_and(|gap| gap.points <= 0.0);
    let others = others(model, situation, code);
    if situation.next().is_some() {
        lines.push(line(
            unit.reach(),
            situation.answers_to_reach(code, answers),
            if reached {
                model.both("explain.distance.next_lacks", &[("others", others)])
            } else {
                model.both("explain.distance.not_enough", &[("alone", alone.clone())])
            },
        ));
    }
    lines
}

/// What the next rating lacks beside an instrument's own condition.
fn others(model: &Model<'_>, situation: &Situation<'_>, instrument: &str) -> Text {
    let lacking = situation.requirements();
    let each = lacking.iter().filter(|r| r.of != Need::Instrument(instrument)).map(|r| {
        let points = ("points", Text::same(&exact(r.lacks)));
        let text = match r.of {
            Need::Total => model.both("explain.distance.total_lacks", &[points]),
            Need::Instrument(code) | Need::Finer(code) => {
                model.both("explain.distance.part_lacks", &[points, ("part", Text::same(code))])
            }
        };
        (text.th, text.en)
    });
    let (th, en): (Vec<_>, Vec<_>) = each.unzip();
    Text::new(th.join(", "), en.join(", "))
}

fn exact_count(count: i64) -> String {
    #[allow(clippy::cast_precision_loss)] // answers: far below 2⁵³
    shown(count as f64, 0)
}

fn estimated(model: &Model<'_>, unit: Unit) -> Option<Line> {
    (unit == Unit::Estimated).then(|| Line::of(model.both("explain.distance.estimated", &[])))
}

/// The bands of the rating table, with what the result does to each.
pub(super) fn bands(model: &Model<'_>) -> Vec<Line> {
    let decimals = decimals(model);
    let round = |score: f64| crate::thai::round_half_away(score, decimals);
    let total = model.scores.agencies.first().and_then(|a| a.total).map(round);
    let scores: Option<Vec<f64>> = model.scores.instruments.iter().map(|i| i.score.map(round)).collect();
    let lowest = scores.map(|s| s.into_iter().fold(f64::INFINITY, f64::min));
    let band = |band: &crate::scheme::Rating| {
        let ok = |holds: bool| if holds { "✓" } else { "✗" };
        let mut parts = Vec::new();
        if let Some(total) = total {
            parts.push(format!("{} {} ≥ {}", ok(total >= band.minimum), exact(total), exact(band.minimum)));
        }
        if let (Some(limit), Some(lowest)) = (band.instruments_minimum, lowest) {
            parts.push(format!("{} {} ≥ {}", ok(lowest >= limit), exact(lowest), exact(limit)));
        }
        for condition in &band.conditions {
            let (of, limit) = (&condition.of, condition.minimum);
            if let Some(score) = model.scores.score_of(of).map(round) {
                parts.push(format!("{} {of} {} ≥ {}", ok(score >= limit), exact(score), exact(limit)));
            }
        }
        Line::of(Text::new(&band.name_th, &band.name_en)).how(same(parts.join("   ")))
    };
    model.scheme.ratings.iter().map(band).collect()
}
