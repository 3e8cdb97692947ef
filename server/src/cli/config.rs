//! `thucdia config show`: the settings that hold, after file, environment and flags.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::config::{Config, DEFAULTS, Secret};

#[derive(Args)]
pub struct Show {
    /// `show` what holds, or the commented `default` file.
    #[arg(value_enum, default_value = "show")]
    what: What,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum What {
    Show,
    Default,
}

impl Show {
    pub fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        if matches!(self.what, What::Default) {
            print!("{DEFAULTS}");
            return Ok(ExitCode::SUCCESS);
        }
        let mut shown = config.clone();
        shown.database_url = Secret(Secret(config.database()).shown());
        shown.blobs = config.blobs();
        shown.public_url = config.public_url();
        if self.json {
            println!("{}", serde_json::to_string_pretty(&shown)?);
        } else {
            print!("{}", toml::to_string(&shown)?);
        }
        Ok(ExitCode::SUCCESS)
    }
}
