//! `thucdia verify`: whether the store, or a bundle that was made of it, still says what was handed in.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;

use super::progress::Bar;
use crate::{app::Storages, audit::audit, config::Config, exports::bundle};

#[derive(Args)]
pub struct Verify {
    /// An evidence bundle, which is verified with no server and no settings. The store of these settings where absent.
    bundle: Option<PathBuf>,
    /// The fingerprint of the server's key, or the key, that must have signed the bundle.
    #[arg(long, requires = "bundle", value_name = "KEY")]
    key: Option<String>,
    /// Do not read photos: only look whether each is there with its length.
    #[arg(long, conflicts_with = "bundle")]
    quick: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        if let Some(path) = &self.bundle {
            return self.bundle(path);
        }
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
    fn bundle(&self, path: &Path) -> anyhow::Result<ExitCode> {
        let bar = Bar::new();
        let step = |what: &str, done, of| bar.step(what, done, of);
        let report = bundle::verify::verify(path, self.key.as_deref(), &step)
            .with_context(|| format!("cannot read {}", path.display()))?;
        drop(bar);
        if self.json {
            out!("{}", serde_json::to_string_pretty(&report)?);
        } else {
            told(&report)?;
        }
        Ok(if report.valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// Says what a bundle is worth, for people.
fn told(report: &bundle::verify::Report) -> std::io::Result<()> {
    if let (Some(at), Some(by), Some(holds)) = (report.made_at, &report.made_by, report.holds) {
        out!("made {at} by {by}: {} records, {} photos, {} findings", holds.records, holds.photos, holds.findings);
    }
    let checked = &report.checked;
    out!(
        "checked {} files, {} signatures of phones, {} receipts, {} times that the rules spoke, {} decisions, \
         {} findings, {} log entries{}",
        checked.files,
        checked.signatures,
        checked.receipts,
        checked.checks,
        checked.decisions,
        checked.findings,
        checked.log,
        if report.whole_log { " that link up to the newest of that time" } else { "" }
    );
    for altered in &report.altered {
        let bytes = altered.bytes.map(|(from, to)| format!(" (bytes {from} to {to})")).unwrap_or_default();
        out!("altered: {} {}{bytes}: {}", altered.kind, altered.id, altered.what);
    }
    match &report.signed_by {
        Some(signed) if signed.known == Some(true) => out!("signed with the key that was named"),
        Some(signed) => out!("signed with the key {}: compare it with what the office publishes", signed.fingerprint),
        None => out!("not signed by any key of the server"),
    }
    match report.more {
        _ if report.valid => out!("valid"),
        0 => out!("NOT valid: {} alterations", report.altered.len()),
        more => out!("NOT valid: {} alterations, and {more} more", report.altered.len()),
    }
    Ok(())
}
