//! How a figure came about, step by step down to the cells of the inputs.
//!
//! Comes in: the model and a code, written as people write it. Goes out: an [`Explanation`], worded in
//! Thai and English, with unrounded figures beside the shown ones; or what the code may have meant.
//! Never: a figure of its own. Scores come from `compare`, distances and answers from `analysis`,
//! sums of data sets from `data_sets`: the same that the documents print.

mod aggregate;
mod code;
mod data_set;
mod distance;
mod line;
mod measure;
mod question;
mod total;
mod unit;

pub use code::{Listed, Unknown, listed};
pub use line::{Line, Place, Value, exact};

use crate::model::Text;
use crate::report::Model;
use code::Subject;
use serde::Serialize;

/// A figure and everything it is made of.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The code in its official form.
    pub code: String,
    /// What it names.
    pub kind: Kind,
    /// What it is called.
    pub title: Text,
    /// The fiscal year or half it is about.
    pub period: Text,
    /// The figure.
    pub answer: Line,
    /// How it came about.
    pub sections: Vec<Section>,
}

/// What a code names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A survey question.
    Question,
    /// One part of a question.
    Part,
    /// An item of the open-data checklist.
    Item,
    /// An indicator.
    Indicator,
    /// An instrument.
    Instrument,
    /// The total.
    Total,
    /// The rating.
    Rating,
    /// A measure.
    Measure,
    /// What a unit sent.
    Unit,
    /// A six-month data set.
    DataSet,
}

/// One step.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    /// Stable name.
    pub id: &'static str,
    /// Heading.
    pub heading: Text,
    /// From top to bottom.
    pub lines: Vec<Line>,
}

/// Explains what a code names.
///
/// # Errors
/// The code names nothing; the error holds what it may have meant.
pub fn explain(model: &Model<'_>, code: &str) -> Result<Explanation, Unknown> {
    Ok(match code::find(model, code)? {
        Subject::Question(question) => question::question(model, question),
        Subject::Part(question, at) => question::part(model, question, at),
        Subject::Indicator(indicator) => aggregate::indicator(model, indicator),
        Subject::Instrument(instrument) => aggregate::instrument(model, instrument),
        Subject::Total => total::total(model),
        Subject::Rating => total::rating(model),
        Subject::Measure(outcome) => measure::measure(model, outcome),
        Subject::Unit(unit) => unit::unit(model, unit),
        Subject::DataSet(contract) => data_set::data_set(model, contract),
    })
}
