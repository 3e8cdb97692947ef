//! `thucdia doctor`: whether this machine and these settings can serve.

use std::process::ExitCode;

use clap::Args;

use crate::{
    clock::Clock,
    config::Config,
    doctor::{Health, examine},
};

/// Ends with 0 where all is well, 1 where somebody should look at something, 2 where something does not work.
#[derive(Args)]
pub struct Doctor {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Doctor {
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let checks = examine(config, &Clock::system()).await;
        if self.json {
            out!("{}", serde_json::to_string_pretty(&checks)?);
        } else {
            for check in &checks {
                let word = match check.health {
                    Health::Ok => "ok  ",
                    Health::Warn => "warn",
                    Health::Fail => "FAIL",
                };
                out!("{word}  {:<10}  {}", check.name, check.found);
                if !check.advice.is_empty() {
                    out!("                  {}", check.advice);
                }
            }
        }
        Ok(match checks.iter().map(|check| check.health).max() {
            Some(Health::Fail) => ExitCode::from(2),
            Some(Health::Warn) => ExitCode::from(1),
            Some(Health::Ok) | None => ExitCode::SUCCESS,
        })
    }
}
