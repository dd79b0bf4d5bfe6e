//! The review workbooks as plain data: sheets, columns, typed cells with formulas and origins.
//!
//! In: the model. Out: a [`Workbook`] for `render::xlsx`. Never: writes a file, knows a cell address or
//! computes a score; the result kept with a formula is the figure of the model.

pub mod book;
mod checks;
pub(crate) mod common;
mod data_set;
pub(crate) mod front;
mod progress;
mod remarks;
mod scores;
mod sources;

pub use book::Workbook;
pub use data_set::data_set;
pub use front::contents;
pub use progress::progress;
pub use scores::scores;
pub(crate) use sources::ranges;
