//! Whole-run tests, through the binary and through the library's stages.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)] // a failure ends a test

mod agencies;
mod arrows;
mod attacked;
mod bad_input;
mod builder;
mod catalogue;
mod cells;
mod changes;
mod clean;
mod contracts;
mod data_sets;
mod doctor;
mod doors;
mod explain;
mod extras;
mod extremes;
mod failures;
mod fleet;
mod forms;
mod fuzz;
mod golden;
mod hostile;
mod kills;
mod layouts;
mod mutations;
mod pages;
mod pdf_archive;
mod pdf_safety;
mod publication;
mod reform;
mod rerun;
mod rounds;
mod schedules;
mod schemes;
mod seen;
mod submitted;
mod unattended;
mod workbook_large;
mod workbook_open;
mod workbook_review;
mod workbook_size;
mod workbook_support;
mod workbook_validity;
mod workspace;
