//! §3: indicators in order and sorted by score, last year beside where it is known.

use super::context::{Context, Counted};
use crate::compare::IndicatorScore;
use crate::report::axis;
use crate::report::document::{Bar, BarChart, BarValue, ChartsSection, Series, Thresholds, Tick};
use std::cmp::Ordering;

pub(super) fn section(context: &Context<'_>) -> ChartsSection {
    let scores: Vec<_> = context.model.scores.indicators.iter().filter(|i| i.score.is_some()).collect();
    let mut sorted = scores.clone();
    // Stable: of equal scores the lower number stands first.
    sorted.sort_by(|a, b| b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal));
    let mut charts = Vec::new();
    if !scores.is_empty() {
        charts.push(chart(context, &scores, &context.term("charts.in_order")));
        charts.push(chart(context, &sorted, &context.term("charts.sorted")));
    }
    // The remark on the axis holds for both.
    for chart in charts.iter_mut().skip(1) {
        chart.notes.clear();
    }
    ChartsSection {
        heading: context.section(&context.term("charts.heading")),
        paragraphs: sentences(context, &sorted),
        charts,
        empty: context.term("charts.empty"),
    }
}

fn sentences(context: &Context<'_>, sorted: &[&IndicatorScore]) -> Vec<String> {
    let (Some(high), Some(low)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let (Some(highest), Some(lowest)) = (high.score, low.score) else { return Vec::new() };
    let range = context.say(
        "charts.range",
        &[
            ("indicators", &context.words.size(sorted.len())),
            ("lowest", &context.words.number(lowest, context.decimals())),
            ("highest", &context.words.number(highest, context.decimals())),
        ],
    );
    let alone = (!with_previous(sorted)).then(|| context.term("charts.alone"));
    vec![std::iter::once(range).chain(alone).collect::<Vec<_>>().join(" ")]
}

fn with_previous(scores: &[&IndicatorScore]) -> bool {
    scores.iter().any(|i| i.previous.is_some())
}

fn chart(context: &Context<'_>, scores: &[&IndicatorScore], title: &str) -> BarChart {
    let two = with_previous(scores);
    let label = |year: String| Series { tone: None, label: year };
    let mut series = vec![label(context.results_year())];
    if two {
        series.push(label(context.baseline_year()));
    }
    let marks = marks(scores);
    let axis_min = marks.first().copied().unwrap_or_default();
    let tick = |at: &f64| Tick { value: *at, label: context.words.number(*at, 0) };
    let ticks = marks.iter().map(tick).collect();
    let start = context.words.number(axis_min, 0);
    let cut = (axis_min > 0.0).then(|| context.say("charts.axis_cut", &[("start", &start)]));
    let notes = cut.into_iter().collect();
    BarChart {
        stacked: false,
        caption: context.caption(Counted::Chart, title),
        alt: alt(context, scores, title),
        axis_min,
        axis_max: axis::HIGHEST,
        ticks,
        unit: context.term("charts.unit"),
        series,
        thresholds: thresholds(context, axis_min),
        bars: scores.iter().map(|score| bar(context, score, two)).collect(),
        notes,
    }
}

/// Marks of the axis.
fn marks(scores: &[&IndicatorScore]) -> Vec<f64> {
    axis::of_scores(scores.iter().flat_map(|i| [i.score, i.previous]).flatten())
}

/// The least scores that ratings ask of an instrument, where the axis shows them.
fn thresholds(context: &Context<'_>, axis_min: f64) -> Option<Thresholds> {
    let values = axis::thresholds(context.scheme(), axis_min);
    let named: Vec<_> = values.iter().map(|value| context.words.number(*value, 0)).collect();
    let label = context.say("charts.thresholds", &[("scores", &context.joined(&named))]);
    (!values.is_empty()).then_some(Thresholds { label, values })
}

fn bar(context: &Context<'_>, score: &IndicatorScore, two: bool) -> Bar {
    let value = |value: Option<f64>| BarValue {
        value,
        label: value.map_or_else(|| context.term("charts.no_value"), |v| context.words.score(Some(v))),
    };
    let mut values = vec![value(score.score)];
    if two {
        values.push(value(score.previous));
    }
    let name = context.scheme().indicator(score.indicator).map_or("", |i| i.name_th.as_str());
    Bar { label: context.words.text(&format!("{}. {name}", score.indicator)), values }
}

fn alt(context: &Context<'_>, scores: &[&IndicatorScore], title: &str) -> String {
    let rows: Vec<_> = scores
        .iter()
        .map(|score| {
            let before = score
                .previous
                .map(|p| format!(" {} {}", context.baseline_year(), context.words.score(Some(p))))
                .unwrap_or_default();
            format!("{} {}{before}", context.indicator(score.indicator), context.words.score(score.score))
        })
        .collect();
    context.say("charts.alt", &[("title", title), ("scores", &rows.join("; "))])
}

#[cfg(test)]
mod tests {
    use super::marks;
    use crate::compare::IndicatorScore;
    use crate::model::FiscalYear;

    fn score(score: f64, previous: Option<f64>) -> IndicatorScore {
        IndicatorScore {
            agency: "x".to_owned(),
            fiscal_year: FiscalYear(2567),
            instrument: "IIT".to_owned(),
            indicator: 1,
            score: Some(score),
            computed: Some(score),
            published: None,
            stand_in: false,
            previous,
            delta: None,
        }
    }

    #[test]
    fn the_axis_shows_every_bar() {
        for (now, before, start, step) in [
            (94.34, None, 90.0, 5.0),
            (94.34, Some(90.41), 80.0, 5.0),
            (100.0, None, 90.0, 5.0),
            (90.0, None, 80.0, 5.0),
            (64.0, None, 60.0, 10.0),
            (50.0, None, 40.0, 10.0),
            (49.9, None, 0.0, 20.0),
            (0.0, None, 0.0, 20.0),
        ] {
            let scores = [score(now, before)];
            let marks = marks(&scores.iter().collect::<Vec<_>>());
            let (found_start, found_step) = (marks[0], marks[1] - marks[0]);
            assert!(
                (found_start - start).abs() < 1e-9 && (found_step - step).abs() < 1e-9,
                "{now} {before:?}"
            );
        }
    }
}
