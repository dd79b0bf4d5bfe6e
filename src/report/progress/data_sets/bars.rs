//! The chart of a data set: this half beside the year before, or two columns side by side.
//!
//! Comes in: the groups that the contract wants compared. Goes out: a bar chart. Never: sums.

use super::{decimals, label_of, level_title, year_label};
use crate::contract::{FieldSpec, FieldType};
use crate::report::axis;
use crate::report::data_sets::{Bars, Comparison, DataSetTable, Group};
use crate::report::document::{Bar, BarChart, BarValue, Series, Tick, Tone};
use crate::report::progress::scene::Scene;
use crate::report::words::NO_VALUE;
use std::cmp::Ordering;

/// Most bars that fit a page; of more groups the largest are drawn.
const MOST_BARS: usize = 24;
/// Steps of the axis: labels of amounts are wide.
const STEPS: u32 = 4;

/// One value of a bar.
struct Value {
    value: Option<f64>,
    /// Some rows have no value, so the sum is not whole.
    incomplete: bool,
}

/// The data set's chart, if the contract asks for one and there is something to draw.
pub(super) fn chart(scene: &Scene<'_>, set: &DataSetTable<'_>) -> Option<BarChart> {
    let bars = set.bars.as_ref()?;
    let w = scene.w;
    let beside = bars.columns.len() == 1 && set.has_previous;
    let values = |group: &Group| -> Vec<Value> {
        let of = |sum: crate::report::data_sets::Sum| Value { value: sum.value, incomplete: sum.absent > 0 };
        let years =
            |s: &Comparison| if beside { vec![of(s.current), of(s.previous)] } else { vec![of(s.current)] };
        group.sums.iter().flat_map(years).collect()
    };
    let (shown, left) = largest(bars);
    let most = shown.iter().flat_map(|g| values(g)).filter_map(|v| v.value).fold(0.0, f64::max);
    let scale = axis::scale(most);
    let field = *bars.columns.first()?;
    // Whole baht below a million, hundredths of a million above: the table has every satang.
    let places = if scale > 1.0 { decimals(field).max(2) } else { 0 };
    let counted = scale <= 1.0 && field.kind == FieldType::Integer;
    let marks = axis::marks(most / scale, STEPS, counted);
    let mark_places = usize::from(marks.iter().any(|m| m.fract() != 0.0));
    let drawn = |group: &&Group| Bar {
        label: group.labels.first().map(|l| w.text(&label_of(scene, l))).unwrap_or_default(),
        values: values(group)
            .into_iter()
            .map(|v| BarValue {
                value: v.value.map(|v| v / scale),
                label: v.value.map_or_else(|| NO_VALUE.to_owned(), |v| w.number(v / scale, places)),
            })
            .collect(),
    };
    let rows: Vec<Bar> = shown.iter().map(drawn).collect();
    let series = series(scene, &bars.columns, beside);
    let what: Vec<_> = bars.columns.iter().map(|f| w.text(&f.title_without_unit())).collect();
    let what = what.join(&scene.term("bars.between_columns"));
    let level = w.text(level_title(scene, set, bars.level));
    let title = scene.say("bars.title", &[("what", &what), ("level", &level)]);
    let told: Vec<_> = rows
        .iter()
        .map(|bar| {
            let values: Vec<_> =
                series.iter().zip(&bar.values).map(|(s, v)| format!("{} {}", s.label, v.label)).collect();
            format!("{} {}", bar.label, values.join(" "))
        })
        .collect();
    let millions = || scene.say("bars.millions", &[("unit", &field.unit)]);
    let unit = if scale > 1.0 { millions() } else { field.unit.clone() };
    let highest = rows.iter().flat_map(|bar| &bar.values).filter_map(|v| v.value).fold(0.0, f64::max);
    if scale <= 1.0 && highest < WORTH_A_CHART {
        return None;
    }
    let mut notes = Vec::new();
    if left > 0 {
        let told = [("shown", &w.size(rows.len())[..]), ("all", &w.size(rows.len() + left))];
        notes.push(scene.say("bars.largest", &told));
    }
    if shown.iter().flat_map(|g| values(g)).any(|v| v.incomplete && v.value.is_some()) {
        notes.push(scene.term("bars.incomplete"));
    }
    Some(BarChart {
        stacked: false,
        thresholds: None,
        caption: scene.chart_caption(&format!("{title} {}", w.half(scene.model.period.half))),
        alt: scene.say(
            if unit.is_empty() { "bars.alt_without_unit" } else { "bars.alt" },
            &[("title", &title), ("unit", &unit), ("figures", &told.join(", "))],
        ),
        axis_min: 0.0,
        axis_max: marks.last().copied().unwrap_or(1.0),
        ticks: marks.iter().map(|m| Tick { value: *m, label: w.number(*m, mark_places) }).collect(),
        unit: if unit.is_empty() { String::new() } else { scene.say("bars.unit", &[("unit", &unit)]) },
        series,
        bars: rows,
        notes,
    })
}

fn series(scene: &Scene<'_>, columns: &[&FieldSpec], beside: bool) -> Vec<Series> {
    let year = scene.model.fiscal_year();
    if beside {
        // Short enough for the head of a column of values.
        return [year, year.previous()]
            .map(|year| Series { tone: None, label: year_label(scene, year) })
            .to_vec();
    }
    let tone = |at: usize| (at > 0).then_some(Tone::Muted);
    let of = |(at, f): (usize, &&FieldSpec)| Series {
        tone: tone(at),
        label: scene.w.text(&f.title_without_unit()),
    };
    columns.iter().enumerate().map(of).collect()
}

/// Where no bar reaches so far the table says as much.
const WORTH_A_CHART: f64 = 5.0;

/// The groups to draw, in their order, and how many are left out.
fn largest<'a>(bars: &'a Bars<'_>) -> (Vec<&'a Group>, usize) {
    let mut at: Vec<usize> = (0..bars.groups.len()).collect();
    if at.len() > MOST_BARS {
        let value =
            |at: &usize| bars.groups.get(*at).and_then(|g| g.sums.first()?.current.value).unwrap_or(f64::MIN);
        at.sort_by(|a, b| value(b).partial_cmp(&value(a)).unwrap_or(Ordering::Equal));
        at.truncate(MOST_BARS);
        at.sort_unstable();
    }
    let left = bars.groups.len() - at.len();
    (at.into_iter().filter_map(|i| bars.groups.get(i)).collect(), left)
}
