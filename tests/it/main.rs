//! Whole-run tests, through the binary and through the library's stages.

mod bad_input;
mod builder;
mod forms;
mod golden;
mod schemes;
mod workspace;
