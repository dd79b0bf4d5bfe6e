//! Documents through the Typst CLI, a child process like any other.
//!
//! Comes in: a view model. Goes out: a PDF (PDF/UA-1 and PDF/A-3a). Never: generates Typst source;
//! text of a cell reaches Typst as data only. Any warning of Typst is a failure.

mod documents;
mod fit;
mod geometry;
mod head;
mod metrics;
mod process;
mod segment;
mod warm;

pub(super) use documents::{Document, Sources, Workshop};
pub use process::{LIMIT, Typst};
pub use warm::Warm;

use crate::error::Error;
use crate::templates::Templates;

/// Makes sure that the sizes of pages and tables can be meant.
///
/// # Errors
/// Their file is missing or wrong.
pub fn check_sizes(templates: &Templates) -> Result<(), Error> {
    geometry::Geometry::load(templates).map(|_| ())
}
