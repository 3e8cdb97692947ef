//! Everything that a running server is made of, put together once.

use std::{path::PathBuf, sync::Arc};

use anyhow::Context;
use uuid::Uuid;

use crate::{
    auth::recognise::Recogniser,
    blobs::{Blobs, BlobsConfig, Credentials, Location},
    checks::{Checks, Decoder},
    clock::Clock,
    config::Config,
    jobs::{Bell, Changes},
    registry::Registry,
    rescue::SealingKeys,
    server_key::ServerKey,
    store::{Actor, Entry, Store},
    sync::{commit::Committer, pull::EPOCH, push::Push},
    uploads::Uploads,
};

/// A running server's parts. A clone is the same server.
#[derive(Clone, Debug)]
pub struct App {
    /// Settings.
    pub config: Arc<Config>,
    /// Time, ids and secrets.
    pub clock: Clock,
    /// The database.
    pub store: Store,
    /// The bytes of photos.
    pub blobs: Blobs,
    /// Units, programme and checklists.
    pub registry: Arc<Registry>,
    /// Signs receipts.
    pub key: Arc<ServerKey>,
    /// Opens what phones sealed.
    pub sealing: Arc<SealingKeys>,
    /// The writer's door.
    pub committer: Committer,
    /// Takes pushes.
    pub push: Push,
    /// Takes photos.
    pub uploads: Uploads,
    /// Recognises tokens.
    pub recogniser: Recogniser,
    /// Reads photos and holds records against the rules.
    pub checks: Checks,
    /// Rings where there is something to be done beside the requests.
    pub bell: Bell,
    /// Rings where there is a file to be made.
    pub export_bell: Bell,
    /// Tells open pages that something changed.
    pub changes: Changes,
}

/// The storages alone, for commands that serve nobody.
#[derive(Clone, Debug)]
pub struct Storages {
    /// The database.
    pub store: Store,
    /// The bytes of photos.
    pub blobs: Blobs,
}

impl Storages {
    /// Opens what the settings name, and makes the data folder where there is none.
    ///
    /// # Errors
    /// Where a storage cannot be opened; the message says which.
    pub async fn open(config: &Config) -> anyhow::Result<Self> {
        let store = Self::open_store(config).await?;
        let blobs = Self::open_blobs(config)?;
        Ok(Self { store, blobs })
    }

    /// Opens the database alone.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
        make_data_folder(config)?;
        Store::open(&config.database())
            .await
            .with_context(|| format!("cannot open the database {}", crate::config::Secret(config.database()).shown()))
    }

    /// Opens the photo storage alone.
    ///
    /// # Errors
    /// Where it cannot be opened.
    pub fn open_blobs(config: &Config) -> anyhow::Result<Blobs> {
        make_data_folder(config)?;
        Blobs::open(&blobs_config(config)?).with_context(|| format!("cannot open the photo storage {}", config.blobs()))
    }
}

/// Makes the data folder where there is none, for this user alone: it holds records of households and the server's key.
fn make_data_folder(config: &Config) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(&config.data)
        .with_context(|| format!("cannot make the data folder {}", config.data.display()))
}

fn blobs_config(config: &Config) -> anyhow::Result<BlobsConfig> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let credentials = match (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
        (Some(key), Some(secret)) => Some(Credentials {
            access_key_id: key,
            secret_access_key: secret,
            session_token: variable("AWS_SESSION_TOKEN"),
        }),
        _ => None,
    };
    let location: Location = config.blobs().parse()?;
    let spool: PathBuf = config.data.join("spool");
    Ok(BlobsConfig { location, credentials, spool })
}

impl App {
    /// Opens the storages, starts the writer and the sweep.
    ///
    /// # Errors
    /// Where a storage cannot be opened or read.
    pub async fn start(config: Config, clock: Clock) -> anyhow::Result<Self> {
        let storages = Storages::open(&config).await?;
        Self::start_on(storages, config, clock).await
    }

    /// Starts on storages that are open.
    ///
    /// # Errors
    /// Where a storage cannot be read.
    pub async fn start_on(storages: Storages, config: Config, clock: Clock) -> anyhow::Result<Self> {
        let Storages { store, blobs } = storages;
        ensure_epoch(&store, &clock).await?;
        let key = Arc::new(ServerKey::load(&store, &clock).await?);
        let sealing = Arc::new(SealingKeys::load(&store, &clock).await?);
        let registry = Arc::new(Registry::load(store.clone()).await?);
        let bell = Bell::default();
        let committer = Committer::start(store.clone(), Arc::clone(&registry), clock.clone(), bell.clone());
        let checks = Checks::new(
            store.clone(),
            blobs.clone(),
            Arc::clone(&registry),
            clock.clone(),
            config.evidence.clone(),
            Decoder::find(config.worker.heic),
        );
        let app = Self {
            bell,
            export_bell: Bell::default(),
            changes: Changes::default(),
            checks,
            push: Push { registry: Arc::clone(&registry), committer: committer.clone(), key: Arc::clone(&key) },
            uploads: Uploads::new(
                store.clone(),
                blobs.clone(),
                committer.clone(),
                Arc::clone(&key),
                clock.clone(),
                &config,
            ),
            recogniser: Recogniser::new(store.clone(), clock.clone()),
            config: Arc::new(config),
            clock,
            store,
            blobs,
            registry,
            key,
            sealing,
            committer,
        };
        Ok(app)
    }
}

/// Gives a new store its epoch.
async fn ensure_epoch(store: &Store, clock: &Clock) -> anyhow::Result<()> {
    if store.read().await?.meta(EPOCH).await?.is_some() {
        return Ok(());
    }
    let mut writer = store.write().await?;
    if writer.meta(EPOCH).await?.is_none() {
        let epoch: Uuid = clock.id();
        writer.set_meta(EPOCH, &epoch.to_string()).await?;
        let entry = Entry::new(clock.now(), Actor::System, "store.made", format_args!("store:{epoch}"));
        writer.commit(&[entry]).await?;
    }
    Ok(())
}
