//! Whole-run tests, through the binary and through the library's stages.

mod bad_input;
mod builder;
mod catalogue;
mod changes;
mod clean;
mod extremes;
mod forms;
mod fuzz;
mod golden;
mod hostile;
mod pages;
mod rounds;
mod schemes;
mod workbook_review;
mod workbook_support;
mod workspace;
