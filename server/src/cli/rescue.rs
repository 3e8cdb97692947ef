//! `thucdia rescue FILE`: takes in what a phone could not send.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use mobile_sync_protocol::sync::Outcome;
use tokio_util::io::ReaderStream;

use crate::{
    app::App,
    clock::Clock,
    config::Config,
    rescue::{self, RescueOutcome},
};

#[derive(Args)]
pub struct Rescue {
    /// The file that the phone sealed.
    file: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Rescue {
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        let shown = self.file.display();
        let file = tokio::fs::File::open(&self.file).await.with_context(|| format!("cannot open {shown}"))?;
        let app = App::start(config, Clock::system()).await?;
        let taken = rescue::take_in(&app, ReaderStream::with_capacity(file, 64 * 1024), None).await;
        app.store.close().await;
        let told = taken.with_context(|| format!("{shown} was not taken in"))?;
        if self.json {
            out!("{}", serde_json::to_string_pretty(&told)?);
        } else {
            tell(&told)?;
        }
        Ok(if told.damage.is_none() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

fn tell(told: &RescueOutcome) -> anyhow::Result<()> {
    out!("phone     {} of {} ({})", told.label, told.person.full_name, told.person.name);
    let refused = |outcome: &Outcome| matches!(outcome, Outcome::Rejected { .. });
    let kept_aside = told.revisions.iter().filter(|revision| refused(&revision.outcome)).count();
    out!("revisions {}, of which {kept_aside} went to quarantine", told.revisions.len());
    let photos = &told.photos;
    let (refused, missing) = (photos.refused.len(), photos.missing.len());
    out!("photos    {} stored, {} known, {refused} refused, {missing} missing", photos.stored, photos.known);
    for photo in &photos.refused {
        out!("refused   {}: {}", photo.sha256, photo.problem.detail.as_deref().unwrap_or(&photo.problem.title));
    }
    if let Some(damage) = &told.damage {
        out!("damaged   {}", damage.title);
    }
    Ok(())
}
