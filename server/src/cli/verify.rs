//! `thucdia verify`: whether the store still says what was handed in.

use std::process::ExitCode;

use clap::Args;

use super::progress::Bar;
use crate::{app::Storages, audit::audit, config::Config};

#[derive(Args)]
pub struct Verify {
    /// Do not read photos: only look whether each is there with its length.
    #[arg(long)]
    quick: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let storages = Storages::open(config).await?;
        let bar = Bar::new();
        let step = |what: &str, done, of| bar.step(what, done, of);
        let report = audit(&storages, self.quick, &step).await?;
        drop(bar);
        storages.store.close().await;
        if self.json {
            out!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            let checked = &report.checked;
            out!(
                "checked {} log entries, {} records, {} revisions, {} findings, {} evaluations, {} photos{}",
                checked.log,
                checked.records,
                checked.revisions,
                checked.findings,
                checked.evaluations,
                checked.photos,
                if report.quick { " (not read)" } else { "" }
            );
            for altered in &report.altered {
                out!("altered: {} {}: {}", altered.kind, altered.id, altered.what);
            }
            match report.more {
                _ if report.valid => out!("valid"),
                0 => out!("NOT valid: {} alterations", report.altered.len()),
                more => out!("NOT valid: {} alterations, and {more} more", report.altered.len()),
            }
        }
        Ok(if report.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
