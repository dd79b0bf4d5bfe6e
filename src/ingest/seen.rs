//! What a person sees of a cell beyond its value: the number's format, a stroke through it, a link or a
//! picture behind it.
//!
//! Kept beside the cells, by address, and only where there is something to say: most cells cost nothing, and
//! a value that is moved into a record can still be asked what it looked like in its sheet.

use super::format::NumberFormat;
use std::sync::Arc;

/// How much of a cell's text is struck through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Struck {
    /// Nothing.
    #[default]
    No,
    /// Some of its characters.
    Partly,
    /// All of it.
    Wholly,
}

/// Where a cell leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// To this address.
    To(Arc<str>),
    /// Somewhere that a formula works out.
    Computed,
}

/// What is seen of one cell, rows and columns from zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seen {
    /// Row.
    pub row: u32,
    /// Column.
    pub col: u32,
    /// How its number is shown; none for numbers that are shown as they are.
    pub format: Option<Arc<NumberFormat>>,
    /// What its file says that its number shows, where its format does not tell the same.
    pub shown: Option<Arc<str>>,
    /// Struck through.
    pub struck: Struck,
    /// Whether some of its characters are raised or lowered, as marks of footnotes are.
    pub raised: bool,
    /// Whether it is written in the colour of its cell: nobody sees it.
    pub unseen: bool,
    /// The link behind it.
    pub link: Option<Link>,
    /// Whether it shows a picture.
    pub picture: bool,
}

impl Seen {
    /// Whether there is something to say about the cell.
    pub(super) fn matters(&self) -> bool {
        self.format.is_some()
            || self.shown.is_some()
            || self.struck != Struck::No
            || self.raised
            || self.unseen
            || self.link.is_some()
            || self.picture
    }
}

/// Rows and columns that a sheet hides although they hold data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// Rows with cells.
    pub rows: Vec<u32>,
    /// Columns: first and last.
    pub columns: Vec<(u32, u32)>,
    /// Whether a filter is set, which is what hides rows most often.
    pub filtered: bool,
}
