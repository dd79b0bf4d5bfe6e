//! Parse, run, exit code; no logic.

use std::process::ExitCode;

fn main() -> ExitCode {
    ita_report::cli::main()
}
