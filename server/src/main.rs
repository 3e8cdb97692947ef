//! `thucdia`: the command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    thucdia::cli::run()
}
