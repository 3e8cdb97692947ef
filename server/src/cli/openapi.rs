//! `thucdia openapi`: the document that a server serves at `/api/openapi.json`.

use std::process::ExitCode;

use clap::Args;

use crate::http;

#[derive(Args)]
pub struct OpenApi {}

impl OpenApi {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        println!("{}", http::document().to_pretty_json()?);
        Ok(ExitCode::SUCCESS)
    }
}
