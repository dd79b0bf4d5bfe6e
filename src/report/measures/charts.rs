//! §3: indicators in order and sorted by score, last year beside where it is known.

use super::context::{Context, Counted, joined};
use crate::compare::IndicatorScore;
use crate::report::document::{Bar, BarChart, BarValue, ChartsSection, Series, Thresholds, Tick};
use std::cmp::Ordering;

/// Scores end here.
const HIGHEST: f64 = 100.0;
/// Below this an axis starts at zero.
const CUT_FROM: f64 = 50.0;
/// Steps in which an axis is cut.
const CUT: f64 = 10.0;

pub(super) fn section(context: &Context<'_>) -> ChartsSection {
    let scores: Vec<_> = context.model.scores.indicators.iter().filter(|i| i.score.is_some()).collect();
    let mut sorted = scores.clone();
    // Stable: of equal scores the lower number stands first.
    sorted.sort_by(|a, b| b.score.partial_cmp(&a.score).unwrap_or(Ordering::Equal));
    let year = context.results_year();
    let mut charts = Vec::new();
    if !scores.is_empty() {
        charts.push(chart(context, &scores, &format!("คะแนนตามลำดับตัวชี้วัด ปีงบประมาณ {year}")));
        charts.push(chart(context, &sorted, &format!("คะแนนเรียงจากมากไปน้อย ปีงบประมาณ {year}")));
    }
    // The remark on the axis holds for both.
    for chart in charts.iter_mut().skip(1) {
        chart.notes.clear();
    }
    ChartsSection {
        heading: context.words.text(&format!("3. แผนภูมิผลการประเมินปีงบประมาณ {year}")),
        paragraphs: sentences(context, &sorted),
        charts,
        empty: format!("ไม่มีคะแนนตัวชี้วัดของปีงบประมาณ {year} ให้แสดงเป็นแผนภูมิ"),
    }
}

fn sentences(context: &Context<'_>, sorted: &[&IndicatorScore]) -> Vec<String> {
    let (Some(high), Some(low)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let (Some(highest), Some(lowest)) = (high.score, low.score) else { return Vec::new() };
    let range = format!(
        "คะแนนของ {} ตัวชี้วัดอยู่ระหว่าง {} ถึง {} คะแนน",
        context.words.size(sorted.len()),
        context.words.number(lowest, context.decimals()),
        context.words.number(highest, context.decimals())
    );
    let beside = if with_previous(sorted) {
        String::new()
    } else {
        format!(" ไม่มีคะแนนของปีงบประมาณ {} ให้แสดงคู่กัน", context.baseline_year())
    };
    vec![range + &beside]
}

fn with_previous(scores: &[&IndicatorScore]) -> bool {
    scores.iter().any(|i| i.previous.is_some())
}

fn chart(context: &Context<'_>, scores: &[&IndicatorScore], title: &str) -> BarChart {
    let two = with_previous(scores);
    let label = |year: String| Series { tone: None, label: format!("ปีงบประมาณ {year}") };
    let mut series = vec![label(context.results_year())];
    if two {
        series.push(label(context.baseline_year()));
    }
    let (axis_min, step) = axis(scores);
    let mut ticks = Vec::new();
    let mut at = axis_min;
    while at <= HIGHEST {
        ticks.push(Tick { value: at, label: context.words.number(at, 0) });
        at += step;
    }
    let notes = if axis_min > 0.0 {
        vec![format!(
            "แกนเริ่มที่ {} คะแนน เพื่อให้เห็นความต่างระหว่างตัวชี้วัด ความยาวของแท่งจึงเทียบกันเป็นสัดส่วนไม่ได้",
            context.words.number(axis_min, 0)
        )]
    } else {
        Vec::new()
    };
    BarChart {
        stacked: false,
        caption: context.caption(Counted::Chart, title),
        alt: alt(context, scores, title),
        axis_min,
        axis_max: HIGHEST,
        ticks,
        unit: context.words.text("คะแนน (เต็ม 100)"),
        series,
        thresholds: thresholds(context, axis_min),
        bars: scores.iter().map(|score| bar(context, score, two)).collect(),
        notes,
    }
}

/// Where the axis starts and the step of its marks. Scores crowd near the top: an axis from zero would
/// hide what tells them apart.
fn axis(scores: &[&IndicatorScore]) -> (f64, f64) {
    let values = scores.iter().flat_map(|i| [i.score, i.previous]).flatten();
    let lowest = values.fold(HIGHEST, f64::min);
    if lowest < CUT_FROM {
        return (0.0, 20.0);
    }
    // A whole step below the lowest value, so that its bar can be seen.
    let start = ((lowest / CUT).ceil() - 1.0) * CUT;
    let start = if lowest - start < CUT / 5.0 { start - CUT } else { start };
    (start, if HIGHEST - start > 3.0 * CUT { CUT } else { CUT / 2.0 })
}

/// The least scores that ratings ask of an instrument, where the axis shows them.
fn thresholds(context: &Context<'_>, axis_min: f64) -> Option<Thresholds> {
    let mut values: Vec<_> = context.scheme().ratings.iter().filter_map(|r| r.instruments_minimum).collect();
    values.retain(|value| *value > axis_min && *value < HIGHEST);
    values.sort_by(f64::total_cmp);
    values.dedup();
    let named: Vec<_> = values.iter().map(|value| context.words.number(*value, 0)).collect();
    let label = context.model.say("chart_thresholds", &[("scores", &joined(&named))]);
    (!values.is_empty()).then_some(Thresholds { label, values })
}

fn bar(context: &Context<'_>, score: &IndicatorScore, two: bool) -> Bar {
    let value = |value: Option<f64>| BarValue {
        value,
        label: value.map_or_else(|| "ไม่มีข้อมูล".to_owned(), |v| context.words.score(Some(v))),
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
    format!("แผนภูมิแท่งแนวนอน {title} {}", rows.join("; "))
}

#[cfg(test)]
mod tests {
    use super::axis;
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
            let (found_start, found_step) = axis(&scores.iter().collect::<Vec<_>>());
            assert!(
                (found_start - start).abs() < 1e-9 && (found_step - step).abs() < 1e-9,
                "{now} {before:?}"
            );
        }
    }
}
