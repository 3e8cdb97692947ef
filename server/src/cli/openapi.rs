//! `thucdia openapi`: the document that a server serves at `/api/openapi.json`.

use std::process::ExitCode;

use crate::http;

/// Prints the document.
pub fn run() -> anyhow::Result<ExitCode> {
    out!("{}", http::document().to_pretty_json()?);
    Ok(ExitCode::SUCCESS)
}
