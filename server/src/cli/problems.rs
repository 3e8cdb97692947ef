//! `thucdia problems`: the catalogue of everything that an answer can say is wrong.

use std::process::ExitCode;

use clap::Args;
use mobile_sync_protocol::problem::Code;
use serde_json::json;

#[derive(Args)]
pub struct Problems {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Problems {
    pub fn run(self) -> anyhow::Result<ExitCode> {
        if self.json {
            let all: Vec<_> = Code::ALL
                .iter()
                .map(|code| {
                    let problem = code.problem();
                    json!({
                        "code": code.as_str(), "type": problem.kind, "status": problem.status, "title": problem.title,
                        "title_vi": problem.title_vi,
                    })
                })
                .collect();
            out!("{}", serde_json::to_string_pretty(&all)?);
        } else {
            let lines: Vec<String> = Code::ALL
                .iter()
                .flat_map(|code| {
                    let english = format!("{:<27} {}  {}", code.as_str(), code.status(), code.title());
                    [english, format!("{:<32} {}", "", code.title_vi())]
                })
                .collect();
            out!("{}", lines.join("\n"));
        }
        Ok(ExitCode::SUCCESS)
    }
}
