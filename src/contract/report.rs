//! How a data set is shown: groups, sums, what follows from them, the chart.

use super::ReportList;
use serde::Deserialize;

/// How a data set is shown: set only for six-month data sets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportTable {
    /// OIT item that it answers, e.g. `O9`.
    pub item: String,
    /// Columns that rows are grouped by in the report's table, outermost first.
    pub group_by: Vec<String>,
    /// Columns summed in each group; empty: rows are listed as they are.
    #[serde(default)]
    pub sum: Vec<String>,
    /// Columns that the list shows when nothing is summed.
    #[serde(default)]
    pub show: Vec<String>,
    /// How the rows are set; without it every column of the sheet is a column of the list.
    pub list: Option<ReportList>,
    /// Columns that follow from the sums, e.g. spending in percent of the plan.
    #[serde(default)]
    pub derived: Vec<Derived>,
    /// Bars that people compare.
    pub chart: Option<ReportChart>,
    /// Kind of data for the open-data catalogue.
    #[serde(default)]
    pub data_type: DataType,
    /// Why it is published, Thai; the agency's own or a general one without it.
    #[serde(default)]
    pub objective: String,
    /// Why it is published, English.
    #[serde(default)]
    pub objective_en: String,
}

/// A column that follows from two sums of the same group: one in percent of the other, or what is left of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// Title, Thai.
    pub title: String,
    /// Title, English.
    pub title_en: String,
    /// A summed column.
    pub of: String,
    /// The summed column that it is a percentage of; or
    pub percent_of: Option<String>,
    /// the summed column that is taken off it.
    pub minus: Option<String>,
}

impl Derived {
    /// Its value from the sums of a group: `of`, and the other. None of nothing.
    #[must_use]
    pub fn value(&self, of: f64, other: f64) -> Option<f64> {
        if self.minus.is_some() {
            return Some(of - other);
        }
        (other != 0.0).then(|| of * 100.0 / other)
    }

    /// The other column.
    #[must_use]
    pub fn other(&self) -> &str {
        self.percent_of.as_deref().or(self.minus.as_deref()).unwrap_or_default()
    }
}

/// Kinds of data in Thailand's open-data catalogue, those that a table can be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DataType {
    /// ข้อมูลระเบียน
    #[default]
    Record,
    /// ข้อมูลสถิติ
    Statistics,
}

/// The chart of a data set: a bar a group, for one column this half beside the same half one year before,
/// for two columns both of this half.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportChart {
    /// Column whose values name the bars, or `unit`.
    pub by: String,
    /// One or two columns of numbers.
    pub columns: Vec<String>,
}
