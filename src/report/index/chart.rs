//! Bars of the index page and their places in the drawing.
//!
//! Comes in: named values, marks of their axis. Goes out: a chart, places along it in percent of the page's width. Never: words a figure.

use super::{Bar, Chart, Series, Tick};
use crate::model::Text;

/// Percent of the page's width that the longest bar takes: the rest is for its value, on a phone too.
const PLOT: f64 = 84.0;
/// A name, two bars and a gap.
const ROW: u32 = 52;
/// Height of a name above its bars.
const NAME: u32 = 22;
const FOOT: u32 = 24;

/// A bar before it is placed.
pub(super) struct Value {
    pub label: String,
    pub amount: f64,
    pub shown: String,
    pub before: Option<f64>,
}

/// What a chart says beside its bars.
pub(super) struct Draft {
    pub id: &'static str,
    pub title: Text,
    pub description: String,
    pub series: Vec<Series>,
    /// Values that matter, drawn across the bars, and what they are.
    pub thresholds: (Vec<f64>, Text),
    /// Remarks below the chart.
    pub notes: Vec<Text>,
}

/// The chart of `values`; `marks` are places on the axis with their labels, from its beginning to its end.
pub(super) fn chart(draft: Draft, values: Vec<Value>, marks: &[(f64, String)]) -> Chart {
    let start = marks.first().map_or(0.0, |(start, _)| *start);
    let reach = marks.last().map_or(1.0, |(end, _)| *end) - start;
    // Hundredths of a percent are finer than a screen shows.
    let along = |value: f64| (((value - start) / reach).clamp(0.0, 1.0) * PLOT * 100.0).round() / 100.0;
    let rows = u32::try_from(values.len()).unwrap_or(0);
    let bars = (0..).zip(values).map(|(row, v): (u32, Value)| {
        let y = row * ROW + NAME;
        Bar {
            label: v.label,
            y,
            text_y: y - 6,
            width: along(v.amount),
            value: v.shown,
            before: v.before.map(along),
        }
    });
    let (thresholds, named) = draft.thresholds;
    Chart {
        id: draft.id,
        title: draft.title,
        description: draft.description,
        height: rows * ROW + FOOT,
        foot: rows * ROW,
        ticks: marks.iter().map(|(at, label)| Tick { x: along(*at), label: label.clone() }).collect(),
        bars: bars.collect(),
        series: draft.series,
        threshold: (!thresholds.is_empty()).then_some(named),
        lines: thresholds.into_iter().map(along).collect(),
        notes: draft.notes,
    }
}
