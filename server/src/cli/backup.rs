//! `thucdia backup FOLDER`: a snapshot of everything, while the server serves.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::progress::Bar;
use crate::{app::Storages, backup, clock::Clock, config::Config};

#[derive(Args)]
pub struct Backup {
    /// The folder of all backups; photos that an earlier one copied are not copied again.
    folder: PathBuf,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Backup {
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let storages = Storages::open(config).await?;
        let bar = Bar::new();
        let step = |what: &str, done, of| bar.step(what, done, of);
        let made = backup::backup(&storages, &Clock::system(), &self.folder, &step).await?;
        drop(bar);
        storages.store.close().await;
        let manifest = &made.manifest;
        if self.json {
            out!("{}", serde_json::to_string_pretty(&made)?);
        } else {
            let rows: u64 = manifest.counts.values().sum();
            out!("snapshot {} in {}", made.snapshot, self.folder.display());
            out!("{rows} rows of {} tables", manifest.counts.len());
            out!("{} photos: {} copied now, {} there before", manifest.photos, made.photos_copied, made.photos_there);
        }
        for photo in &manifest.photos_lost {
            eprintln!("thucdia: photo {photo} is missing or damaged in the photo storage, and is not in the backup");
        }
        Ok(if manifest.photos_lost.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}
