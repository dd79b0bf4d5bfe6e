//! Bars of the index page and their places in the drawing.
//!
//! Comes in: named values on an axis from zero. Goes out: a chart. Never: words a figure.

use super::{Bar, Chart, Series, Tick};
use crate::model::Text;

/// As wide as a phone, so that its letters stay readable there; the page sets a limit for wider screens.
const WIDTH: u32 = 400;
/// Room for the first mark's label.
const LEFT: u32 = 8;
/// Room for the value behind the longest bar.
const RIGHT: u32 = 64;
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
}

/// The chart of `values`; `marks` are places on the axis with their labels, the last one its end.
pub(super) fn chart(draft: Draft, values: Vec<Value>, marks: &[(f64, String)]) -> Chart {
    let most = marks.last().map_or(1.0, |(end, _)| *end);
    let along = |value: f64| {
        let share = (value / most).clamp(0.0, 1.0);
        // Between zero and the width of the plot.
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let length = (share * f64::from(WIDTH - LEFT - RIGHT)).round() as u32;
        length
    };
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
    Chart {
        id: draft.id,
        title: draft.title,
        description: draft.description,
        width: WIDTH,
        height: rows * ROW + FOOT,
        left: LEFT,
        foot: rows * ROW,
        ticks: marks.iter().map(|(at, label)| Tick { x: LEFT + along(*at), label: label.clone() }).collect(),
        bars: bars.collect(),
        series: draft.series,
    }
}
