//! `thucdia evidence`: what is read from a photo, why the rules say what they say, and asking them again.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};
use mobile_sync_protocol::{evidence::Answer, ids::RecordId, time::Timestamp};
use serde_json::json;

use super::progress::Bar;
use crate::{
    app::App,
    checks::{self, Decoder, Rerun},
    clock::Clock,
    config::Config,
    evidence::{check::Check, photo::Reading, rules},
};

#[derive(Subcommand)]
pub enum EvidenceCommand {
    /// Print what is read from a photo's file: place, times, camera, size, brightness, sharpness.
    Read(Read),
    /// Print what the rules say of a record, with every figure and threshold.
    Explain(Explain),
    /// Ask the rules again, as after a change of thresholds. What they said before stays in the history.
    Rerun(RerunCommand),
}

#[derive(Args)]
pub struct Read {
    /// The file.
    file: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct Explain {
    /// The record.
    record: RecordId,
    /// With what the rules said before.
    #[arg(long)]
    history: bool,
    /// In English.
    #[arg(long)]
    english: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
pub struct RerunCommand {
    /// Only this rule, such as place.commune; may be given several times.
    #[arg(long = "rule", value_name = "CODE")]
    rules: Vec<String>,
    /// Only records that came in on this day or later (YYYY-MM-DD, or a time with its offset).
    #[arg(long, value_name = "WHEN")]
    since: Option<String>,
    /// Read the photos again, too.
    #[arg(long)]
    photos: bool,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl EvidenceCommand {
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        match self {
            Self::Read(command) => command.run(&config).await,
            Self::Explain(command) => command.run(config).await,
            Self::Rerun(command) => command.run(config).await,
        }
    }
}

impl Read {
    async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let shown = self.file.display();
        let bytes = std::fs::read(&self.file).with_context(|| format!("cannot read {shown}"))?;
        let read = match checks::read_bytes(bytes, &Decoder::find(config.worker.heic)).await? {
            Ok(read) => read,
            Err(why) if self.json => {
                out!("{}", serde_json::to_string_pretty(&json!({"unreadable": why.to_string()}))?);
                return Ok(ExitCode::FAILURE);
            }
            Err(why) => {
                out!("{shown}: unreadable: {why}");
                return Ok(ExitCode::FAILURE);
            }
        };
        let flat = flat(&read.reading)?;
        if self.json {
            out!("{}", serde_json::to_string_pretty(&flat)?);
        } else {
            for (name, value) in &flat {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                out!("{name:<16} {text}");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A reading without its inner walls: `lat`, `lon`, `taken_at`, `width` and so on side by side.
fn flat(reading: &Reading) -> anyhow::Result<serde_json::Map<String, serde_json::Value>> {
    let mut flat = serde_json::Map::new();
    let serde_json::Value::Object(parts) = serde_json::to_value(reading)? else { return Ok(flat) };
    for (name, part) in parts {
        match part {
            serde_json::Value::Object(inner) => flat.extend(inner),
            other => drop(flat.insert(name, other)),
        }
    }
    Ok(flat)
}

impl Explain {
    async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let app = App::start(config, Clock::system()).await?;
        let mut session = app.store.read().await?;
        let record = session.records_by_id(&[self.record]).await?.remove(&self.record);
        let record = record.with_context(|| format!("there is no record {}", self.record))?;
        let said = session.evidence_history(self.record).await?;
        drop(session);
        let shown = if self.history { said.len() } else { 1 };
        if self.json {
            let mut all = Vec::new();
            for said in said.iter().take(shown) {
                all.push(json!({
                    "number": said.number, "revision": said.revision, "checked_at": said.checked_at,
                    "cause": said.cause, "sha256": said.sha256, "checks": checks::parsed(said)?,
                }));
            }
            out!("{}", serde_json::to_string_pretty(&json!({"record": self.record, "evidence": all}))?);
        } else {
            out!("record {} of {}, {}", self.record, record.captured_on, record.status.as_str());
            if said.is_empty() {
                out!("not checked yet: it waits for photos, or to be worked off");
            }
            for said in said.iter().take(shown) {
                let head = if record.head == Some(said.revision) { "" } else { ", not the newest" };
                out!(
                    "\n{}. checked at {} ({}), snapshot {}{head}",
                    said.number,
                    said.checked_at,
                    said.cause,
                    said.revision
                );
                for check in checks::parsed(said)? {
                    self.print(&check)?;
                }
            }
        }
        app.store.close().await;
        Ok(ExitCode::SUCCESS)
    }

    fn print(&self, check: &Check) -> anyhow::Result<()> {
        let text = if self.english { check.text.english() } else { &check.text.vi };
        let photo = check.photo.map(|photo| format!(" photo {photo}")).unwrap_or_default();
        let mark = match check.answer {
            Answer::Pass => "pass",
            Answer::Warn => "WARN",
            Answer::Fail => "FAIL",
            Answer::NotApplicable => "-",
        };
        out!("{mark:>5}  {} v{}{photo}", check.rule, check.version);
        out!("       {text}");
        for (word, figures) in [("measured", &check.figures), ("held against", &check.thresholds)] {
            let figures: Vec<String> = figures.iter().map(|(name, value)| format!("{name} {value}")).collect();
            if !figures.is_empty() {
                out!("       {word}: {}", figures.join(", "));
            }
        }
        Ok(())
    }
}

impl RerunCommand {
    async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        for code in &self.rules {
            let known = || rules::ALL.iter().map(|rule| rule.code).collect::<Vec<_>>().join(", ");
            anyhow::ensure!(rules::find(code).is_some(), "there is no rule {code}; there are {}", known());
        }
        let since = self.since.as_deref().map(instant).transpose()?;
        let app = App::start(config, Clock::system()).await?;
        let bar = Bar::new();
        let step = |what: &str, done, of| bar.step(what, done, of);
        let rules: Vec<&str> = self.rules.iter().map(String::as_str).collect();
        let asked = Rerun { rules: &rules, since: since.unwrap_or(Timestamp(0)), photos: self.photos };
        let done = app.checks.rerun(asked, &step).await?;
        drop(bar);
        app.store.close().await;
        if self.json {
            out!("{}", serde_json::to_string_pretty(&done)?);
        } else {
            out!(
                "asked about {} records: {} as before, {} otherwise, {} not yet to be checked",
                done.records,
                done.same,
                done.otherwise,
                done.not_yet
            );
            if done.photos > 0 {
                out!(
                    "{} photos wait to be read again: a running server does so, then checks their records",
                    done.photos
                );
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Reads a day, from its beginning in Vietnam, or a time.
fn instant(text: &str) -> anyhow::Result<Timestamp> {
    let whole = if text.len() == 10 { format!("{text}T00:00:00+07:00") } else { text.to_owned() };
    whole.parse().with_context(|| format!("--since {text}: write YYYY-MM-DD, or a time as 2024-05-06T09:15:00+07:00"))
}
