//! A horizontal bar chart.
//!
//! In: nothing; types only. Out: plain serde values: numbers for the bars' lengths, words for everything a reader
//! sees. Never: scaling or choosing an axis; the builder says where it starts and ends.

use serde::Serialize;

use super::{Text, Tone};

/// Horizontal bars, one group a row, up to two series.
#[derive(Serialize, Clone, Debug)]
pub struct BarChart {
    /// Caption below the chart, with its number, e.g. `แผนภูมิที่ ๑ …`.
    pub caption: Text,
    /// Alternative text: what the chart shows, with its figures.
    pub alt: Text,
    /// Value at the left end of the axis.
    pub axis_min: f64,
    /// Value at the right end of the axis, greater than `axis_min`.
    pub axis_max: f64,
    /// Marks on the axis.
    pub ticks: Vec<Tick>,
    /// What is measured, e.g. `คะแนน (เต็ม ๑๐๐)`.
    pub unit: Text,
    /// One or two series; the first is drawn strong, the second pale.
    pub series: Vec<Series>,
    /// Values that matter, drawn across the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub thresholds: Option<Thresholds>,
    /// Rows from top to bottom.
    pub bars: Vec<Bar>,
    /// The values of a row stand behind one another and fill the axis; any number of series, each with its tone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stacked: bool,
    /// Remarks under the chart, e.g. that the axis does not start at zero.
    pub notes: Vec<Text>,
}

/// A series' name in the legend.
#[derive(Serialize, Clone, Debug)]
pub struct Series {
    /// Name, e.g. `ปีงบประมาณ พ.ศ. ๒๕๖๗`.
    pub label: Text,
    /// How a stacked series stands out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
}

/// Values that are drawn as dashed lines.
#[derive(Serialize, Clone, Debug)]
pub struct Thresholds {
    /// What they are, with their values, in the legend.
    pub label: Text,
    /// Places on the axis.
    pub values: Vec<f64>,
}

/// A mark on the axis.
#[derive(Serialize, Clone, Debug)]
pub struct Tick {
    /// Place on the axis.
    pub value: f64,
    /// Its label.
    pub label: Text,
}

/// A row of the chart.
#[derive(Serialize, Clone, Debug)]
pub struct Bar {
    /// Name of the row.
    pub label: Text,
    /// One value a series, in the order of the series.
    pub values: Vec<BarValue>,
}

/// One bar.
#[derive(Serialize, Clone, Debug)]
pub struct BarValue {
    /// Length of the bar, in axis units; absent: no bar, only the label (e.g. `ไม่มีข้อมูล`).
    pub value: Option<f64>,
    /// The value as printed, rounded.
    pub label: Text,
}
