//! The one place that depends on the platform: folders that change places, children that are ended,
//! signals that ask the program to stop.
//!
//! Linux is where the program is tested; Windows, where coordinators work, has its branch in each file.

pub(crate) mod bound;
pub(crate) mod child;
pub(crate) mod disk;
pub(crate) mod folders;
mod progress;
pub(crate) mod scratch;
pub mod stop;

pub use progress::{Progress, Timings};
