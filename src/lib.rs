//! From the workbooks of offices and schools to two published documents, in the order of the flow:
//!
//! ```text
//! workspace → ingest → shape → check → score → compare → report → changes → render → publish
//! ```
//!
//! [`pipeline`] tells the story of one agency, [`fleet`] of many; every stage is a module that only reads what the stages before it made.

/// The program: its version and the hash of its sources.
pub(crate) const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), "+", env!("ITA_REPORT_SOURCES"));

pub mod cli;
pub mod fleet;
pub mod pipeline;

pub mod workspace;

pub mod ingest;

pub mod shape;

pub mod check;

pub mod score;

pub mod compare;

pub mod ready;

pub mod report;

pub mod changes;

pub mod render;

pub mod publish;

pub mod contract;
pub mod diagnostic;
pub mod error;
pub mod files;
pub mod glyphs;
pub mod hash;
pub mod look;
pub mod model;
pub mod personal;
pub mod platform;
pub mod schedule;
pub mod scheme;
pub mod snapshot;
pub mod templates;
pub mod thai;
pub mod toml_file;
pub mod words;
