//! What is done with an output, and why: kept from the publication before, or made.

use serde::{Deserialize, Serialize};

/// What is done with an output.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// Taken over: a full run would give the same bytes.
    Kept,
    /// Made.
    Made(Why),
}

/// Why an output is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// There is no publication before.
    First,
    /// Asked for.
    Forced,
    /// The publication before does not have it.
    New,
    /// The publication's file is gone or is not what its manifest says.
    Damaged,
    /// It depends on what has changed.
    Changed(Vec<Part>),
}

/// A part of what an output depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// What it shows: the view model, with every option that reaches it.
    Content,
    /// The templates that set it.
    Templates,
    /// The fonts.
    Fonts,
    /// Pictures and attachments.
    Files,
    /// This program.
    Program,
    /// The Typst program.
    Typst,
}
