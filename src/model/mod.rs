//! The vocabulary that every stage shares: periods, origins, fields that know why they are empty,
//! and the typed records of the inputs.
//!
//! Comes in: nothing. Goes out: plain types. Never: reads files, computes scores, words sentences.

mod facts;
mod field;
mod moment;
mod origin;
mod period;
mod publication;
mod remark;
pub mod shown;
mod text;

pub use facts::{
    Briefing, DataRow, DataValue, Due, Facts, GivenCode, Level, LevelScore, Measure, OutputReport, Progress,
    QuestionResult, Reading, Received, Responsible, Status, Submission, YearFacts,
};
pub use field::{Absence, Field};
pub use moment::Moment;
pub use origin::{Origin, column_letters, parse_a1};
pub use period::{FiscalYear, Half, Period};
pub use publication::{Holder, Identity};
pub use remark::{CHANGED, REVIEWING, REVIEWS, Remark, SIGN_OFF, Shown};
pub use text::{Language, Text};

/// Folder of the inputs.
pub const INPUT: &str = "input";
