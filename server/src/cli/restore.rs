//! `thucdia restore FOLDER`: a snapshot into an empty store, of either database and either photo storage.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;

use super::progress::Bar;
use crate::{app::Storages, backup, clock::Clock, config::Config};

#[derive(Args)]
pub struct Restore {
    /// The folder that `thucdia backup` was given.
    folder: PathBuf,
    /// The snapshot to restore; the newest where none is named.
    #[arg(long, value_name = "NAME")]
    snapshot: Option<String>,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Restore {
    pub async fn run(self, config: &Config) -> anyhow::Result<ExitCode> {
        let storages = Storages::open(config).await?;
        let bar = Bar::new();
        let step = |what: &str, done, of| bar.step(what, done, of);
        let restored =
            backup::restore(&storages, &Clock::system(), &self.folder, self.snapshot.as_deref(), &step).await?;
        drop(bar);
        storages.store.close().await;
        if self.json {
            out!("{}", serde_json::to_string_pretty(&restored)?);
        } else {
            let rows: u64 = restored.manifest.counts.values().sum();
            out!("snapshot {} of {} is restored", restored.snapshot, restored.manifest.made_at);
            out!("{rows} rows, {} photos, epoch {}", restored.photos, restored.epoch);
            out!("phones begin anew at their next sync and keep what they have not handed in");
        }
        for photo in &restored.photos_lost {
            eprintln!("thucdia: photo {photo} was lost before the snapshot was made");
        }
        Ok(ExitCode::SUCCESS)
    }
}
