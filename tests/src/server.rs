//! A server in the test's own process, on either storage, in a district that is filled.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use mobile_sync_protocol::{ids::PersonId, time::Timestamp};
use reqwest::{Client, Method, RequestBuilder, redirect::Policy};
use tempfile::TempDir;
use thucdia::{
    app::{App, Storages},
    auth::token,
    blobs::{Blobs, BlobsConfig},
    clock::Clock,
    config::{Config, Flags},
    http::{self, Serving},
    store::Store,
    telemetry,
};
use tokio::net::TcpListener;

use crate::{builders, postgres::Database, reply::Reply, s3::S3Server};

/// The pairs of storages that the product runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// SQLite and a folder.
    SqliteFolder,
    /// PostgreSQL and S3.
    PostgresS3,
}

/// Storages with nothing in them. Dropping them removes them.
#[derive(Debug)]
pub struct Storage {
    folder: TempDir,
    beyond: Option<(Database, S3Server)>,
}

impl Storage {
    /// Makes storages of `kind`.
    pub async fn new(kind: Kind) -> Self {
        let beyond = match kind {
            Kind::SqliteFolder => None,
            Kind::PostgresS3 => Some((Database::create(), S3Server::start().await.unwrap())),
        };
        Self { folder: tempfile::tempdir().unwrap(), beyond }
    }

    /// The settings of a server on these storages; each has a data folder of its own where there is more than a folder.
    pub fn config(&self, replica: usize) -> Config {
        let data =
            self.folder.path().join(if self.beyond.is_some() { format!("data-{replica}") } else { "data".into() });
        let flags = Flags { data: Some(data), listen: Some("127.0.0.1:0".parse().unwrap()), ..Flags::default() };
        let mut config = Config::load(&flags).unwrap();
        if let Some((database, s3)) = &self.beyond {
            config.database_url.0 = database.address();
            config.blobs = s3.location();
        }
        config
    }

    /// What a process of its own needs in its environment to reach the storages.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let keys = self.beyond.as_ref().map(|(_, s3)| s3.credentials());
        keys.into_iter()
            .flat_map(|keys| {
                [("AWS_ACCESS_KEY_ID", keys.access_key_id), ("AWS_SECRET_ACCESS_KEY", keys.secret_access_key)]
            })
            .collect()
    }

    /// Opens them as one replica does.
    pub async fn open(&self, config: &Config) -> Storages {
        std::fs::create_dir_all(&config.data).unwrap();
        let blobs = BlobsConfig {
            location: config.blobs().parse().unwrap(),
            credentials: self.beyond.as_ref().map(|(_, s3)| s3.credentials()),
            spool: config.data.join("spool"),
        };
        Storages { store: Store::open(&config.database()).await.unwrap(), blobs: Blobs::open(&blobs).unwrap() }
    }

    /// Where the bytes of photos lie, under the same names on both kinds.
    pub fn photos(&self) -> PathBuf {
        self.beyond.as_ref().map_or_else(|| self.folder.path().join("data/photos"), |(_, s3)| s3.objects())
    }
}

/// A running server.
#[derive(Debug)]
pub struct TestServer {
    /// Its parts.
    pub app: App,
    /// Its address, with no slash at the end.
    pub url: String,
    /// Its clock, which stands until a test moves it.
    pub clock: Clock,
    /// What it keeps things in.
    pub storage: Arc<Storage>,
    /// Speaks HTTP with it.
    pub client: Client,
    serving: Serving,
    replicas: usize,
}

impl TestServer {
    /// A server in a filled district.
    pub async fn start(kind: Kind) -> Self {
        Self::start_with(kind, |_| {}).await
    }

    /// The same with other settings.
    pub async fn start_with(kind: Kind, settings: impl FnOnce(&mut Config)) -> Self {
        let server = Self::empty_with(kind, settings).await;
        builders::fill(&server.app).await;
        server
    }

    /// A server that nothing was imported into.
    pub async fn empty(kind: Kind) -> Self {
        Self::empty_with(kind, |_| {}).await
    }

    async fn empty_with(kind: Kind, settings: impl FnOnce(&mut Config)) -> Self {
        let storage = Arc::new(Storage::new(kind).await);
        let clock = Clock::simulated(builders::time("2024-05-06T08:00:00+07:00").at, 20_240_506);
        let mut config = storage.config(0);
        settings(&mut config);
        Self::on(storage, config, clock, 0).await
    }

    async fn on(storage: Arc<Storage>, config: Config, clock: Clock, replicas: usize) -> Self {
        telemetry::count();
        let storages = storage.open(&config).await;
        let app = App::start_on(storages, config, clock.clone()).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let serving = http::serve(listener, http::router(app.clone())).unwrap();
        let url = format!("http://{}", serving.address);
        Self { app, url, clock, storage, client: client(), serving, replicas }
    }

    /// Another server on the same storages.
    pub async fn replica(&mut self) -> Self {
        self.replica_with(|_| {}).await
    }

    /// The same with other settings.
    pub async fn replica_with(&mut self, settings: impl FnOnce(&mut Config)) -> Self {
        self.replicas += 1;
        let mut config = self.storage.config(self.replicas);
        config.limits = self.app.config.limits;
        config.lifetimes = self.app.config.lifetimes;
        config.worker = self.app.config.worker;
        settings(&mut config);
        Self::on(Arc::clone(&self.storage), config, self.clock.clone(), 0).await
    }

    /// Ends with grace, and leaves the storages to whoever else holds them.
    pub async fn stop(self) -> Arc<Storage> {
        let Self { app, serving, storage, client, .. } = self;
        drop(client);
        serving.stop().await;
        app.store.close().await;
        storage
    }

    /// A request that nobody is named in.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url))
    }

    /// What `GET path` answers to nobody in particular.
    pub async fn get(&self, path: &str, status: u16) -> Reply {
        Reply::of(self.request(Method::GET, path)).await.expect(status)
    }

    /// Somebody of the district at the desk, signed in without a password.
    pub async fn desk(&self, name: &str) -> Desk {
        let mut writer = self.app.store.write_apart().await.unwrap();
        let person = writer.person_by_name(name).await.unwrap().unwrap().person.id;
        let (now, token) = (self.clock.now(), token::new(&self.clock));
        let until = Timestamp(now.0 + 1_000 * 86_400_000);
        writer.insert_session(&token::hash(&token), person, now, until).await.unwrap();
        writer.commit_untraced().await.unwrap();
        Desk { client: self.client.clone(), url: self.url.clone(), person, token }
    }

    /// How much is there in all; two answers that are the same mean that nothing was stored in between.
    pub async fn counts(&self) -> serde_json::Value {
        serde_json::to_value(self.app.store.read().await.unwrap().counts().await.unwrap()).unwrap()
    }
}

/// A client that takes answers as they come.
pub fn client() -> Client {
    // The server brings one cryptography, and reqwest none; a second installation changes nothing.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder().redirect(Policy::none()).no_proxy().build().unwrap()
}

/// Somebody at the desk.
#[derive(Clone, Debug)]
pub struct Desk {
    client: Client,
    url: String,
    /// Who.
    pub person: PersonId,
    /// The secret in the session's cookie.
    pub token: String,
}

impl Desk {
    /// A request of theirs.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookie = format!("thucdia_session={}", self.token);
        self.client.request(method, format!("{}{path}", self.url)).header("cookie", cookie)
    }

    /// What `GET path` answers.
    pub async fn get(&self, path: &str, status: u16) -> Reply {
        Reply::of(self.request(Method::GET, path)).await.expect(status)
    }

    /// What `POST path` answers to a JSON body.
    pub async fn post(&self, path: &str, body: &serde_json::Value, status: u16) -> Reply {
        Reply::of(self.request(Method::POST, path).json(body)).await.expect(status)
    }

    /// Imports a file.
    pub async fn import(&self, what: &str, file: &str, bytes: impl Into<reqwest::Body>, status: u16) -> Reply {
        let path = format!("/api/v1/import/{what}?file={file}");
        Reply::of(self.request(Method::POST, &path).body(bytes)).await.expect(status)
    }
}

/// The files below a folder, by name.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
