//! Whole-run tests, through the binary and through the library's stages.

mod bad_input;
mod builder;
mod catalogue;
mod changes;
mod clean;
mod data_sets;
mod explain;
mod extremes;
mod forms;
mod fuzz;
mod golden;
mod hostile;
mod pages;
mod pdf_archive;
mod rerun;
mod rounds;
mod schemes;
mod workbook_large;
mod workbook_open;
mod workbook_review;
mod workbook_size;
mod workbook_support;
mod workbook_validity;
mod workspace;
