//! Parse, run, exit code; no logic.

use std::process::ExitCode;

/// Reading thousands of workbooks leaves the system's heap in pieces; see `docs/performance.md`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ita_report::cli::main()
}
