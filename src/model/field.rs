//! A value that may be missing, and if so why: missing is never zero.

use super::Origin;
use serde::{Deserialize, Serialize};

/// Why a value is not there. They stay distinct to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Absence {
    /// No sheet holds it.
    NotSubmitted,
    /// The cell is empty.
    Blank,
    /// The cell says that it does not apply (`-`, `ไม่มี`, `N/A`).
    NotApplicable,
    /// The cell holds something that cannot be read; a diagnostic says what.
    Invalid,
    /// A figure of a day, and a later day of the same half has one, too.
    Superseded,
}

/// A cell's value with its origin, or the reason for its absence.
#[derive(Clone, Debug, PartialEq)]
pub struct Field<T> {
    /// The value, or why there is none.
    pub value: Result<T, Absence>,
    /// The cell, where a sheet has one for it.
    pub origin: Option<Origin>,
}

impl<T> Field<T> {
    /// A value read from a cell.
    pub fn given(value: T, origin: Origin) -> Self {
        Self { value: Ok(value), origin: Some(origin) }
    }

    /// A cell without a usable value.
    #[must_use]
    pub fn absent(why: Absence, origin: Option<Origin>) -> Self {
        Self { value: Err(why), origin }
    }

    /// The value if it is there.
    pub fn get(&self) -> Option<&T> {
        self.value.as_ref().ok()
    }

    /// Why it is not there.
    pub fn absence(&self) -> Option<Absence> {
        self.value.as_ref().err().copied()
    }

    /// The same cell with the value converted.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Field<U> {
        Field { value: self.value.map(convert), origin: self.origin }
    }
}

impl Field<String> {
    /// The text, or an empty one.
    #[must_use]
    pub fn text(&self) -> &str {
        self.get().map_or("", String::as_str)
    }
}
