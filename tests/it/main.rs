//! Whole-run tests, through the binary and through the library's stages.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::print_stdout, clippy::print_stderr)] // a failure ends a test

mod agencies;
mod arrows;
mod attacked;
mod bad_input;
mod binary;
mod builder;
mod catalogue;
mod cells;
mod changes;
mod clean;
mod contracts;
mod contradictions;
mod costly;
mod data_sets;
#[cfg(unix)] // the stand-in for Typst is a script
mod doctor;
mod doors;
mod everywhere;
mod explain;
mod extras;
mod extremes;
#[cfg(unix)]
mod failures;
mod filler;
mod fleet;
mod fleet_halves;
mod forms;
mod fuzz;
mod fuzz_files;
mod golden;
mod halves;
mod history_damage;
mod hostile;
mod items;
#[cfg(unix)]
mod kills;
#[cfg(unix)]
mod kills_elsewhere;
mod layouts;
mod mutations;
mod office_forms;
mod open_document;
mod own_words;
mod pages;
mod pdf_archive;
mod pdf_safety;
mod publication;
mod reform;
mod remarks;
mod rerun;
mod rounds;
mod sample_plan;
mod schedules;
mod schemas;
mod scheme_files;
mod schemes;
mod seen;
mod submitted;
mod supply;
mod unattended;
#[cfg(target_os = "linux")]
mod watch;
mod workbook_large;
mod workbook_open;
mod workbook_review;
mod workbook_size;
mod workbook_support;
mod workbook_validity;
mod workspace;
mod year;
mod year_round;
