//! Settings: the commented defaults in `config.default.toml`, then a file, the environment, and flags, each over the one
//! before.

use std::{net::SocketAddr, path::PathBuf};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

use crate::evidence::thresholds::Thresholds;

/// The defaults, with a comment for each setting.
pub const DEFAULTS: &str = include_str!("../config.default.toml");

/// Everything that can be set.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// The address under which phones reach the server, for enrolment codes; empty for `http://` and `listen`.
    pub public_url: String,
    /// The folder for everything that is kept, where nothing else is said.
    pub data: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; empty for a file in `data`.
    pub database_url: Secret,
    /// `dir:PATH` or `s3://bucket[/prefix]?endpoint=…&region=…`; empty for a folder in `data`.
    pub blobs: String,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// Which log lines are written, in the syntax of `RUST_LOG`.
    pub log: String,
    /// Limits on what comes in.
    pub limits: Limits,
    /// How long things last.
    pub lifetimes: Lifetimes,
    /// What is done beside the requests.
    pub worker: Worker,
    /// What photos and records are held against.
    pub evidence: Thresholds,
    /// A map to draw under everything else.
    pub base_map: BaseMap,
}

/// A map to draw under everything else. Without one, maps show outlines, sites and positions alone, which needs no
/// internet.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaseMap {
    /// Where its tiles are, with `{z}`, `{x}` and `{y}`; empty for none.
    pub tiles: String,
    /// Whom to name on it.
    pub attribution: String,
}

/// Limits on what comes in.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Most bytes of one JSON body, after decompression.
    pub body_bytes: usize,
    /// Most bytes of one photo.
    pub photo_bytes: u64,
    /// Most uploads that are received at once; further ones wait.
    pub uploads: usize,
    /// Failed attempts to sign in, in a row, before a name is locked.
    pub sign_in_failures: i64,
    /// How long a name is locked, in seconds.
    pub sign_in_lock_s: i64,
    /// Most exports that one person has waiting or under way.
    pub exports: i64,
}

/// How long things last.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lifetimes {
    /// A desk session, in hours.
    pub session_h: i64,
    /// An enrolment code, in minutes.
    pub enrolment_min: i64,
    /// An upload that does not move, in hours.
    pub upload_h: i64,
    /// A removal in the feed, in days; a phone that was away for longer begins anew.
    pub feed_days: i64,
    /// A snapshot whose base never comes, in days, before it takes its place without.
    pub held_days: i64,
    /// A file that was made beside the requests, in days.
    pub export_days: i64,
}

/// What is done beside the requests.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Photos that are read at the same time; with 0 this replica reads none and checks no records.
    pub photos: usize,
    /// Whether the pixels of HEIC are decoded, where there is a program for it.
    pub heic: bool,
    /// Exports that are made at the same time; with 0 this replica makes none.
    pub exports: usize,
    /// Bytes of an export that are kept at once: what a kill costs.
    pub export_part_bytes: u64,
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// A setting that may hold a password and is not shown.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.shown())
    }
}

impl Secret {
    /// The setting with its password left out.
    pub fn shown(&self) -> String {
        match (self.0.split_once("://"), self.0.rsplit_once('@')) {
            (Some((scheme, _)), Some((_, place))) => format!("{scheme}://…@{place}"),
            _ => self.0.clone(),
        }
    }
}

/// What the command line says over everything else.
#[derive(Clone, Debug, Default, Serialize, clap::Args)]
pub struct Flags {
    /// A file of settings over the defaults.
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip)]
    pub config: Option<PathBuf>,
    /// The address to listen on.
    #[arg(long, global = true, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// The folder for everything that is kept.
    #[arg(long, global = true, value_name = "FOLDER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://…`
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// `dir:PATH` or `s3://bucket`
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blobs: Option<String>,
    /// The address under which phones reach the server.
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<String>,
}

impl Config {
    /// Joins defaults, file, environment and flags.
    ///
    /// # Errors
    /// Where a setting is unknown or cannot be read; the message names it and where it was set.
    pub fn load(flags: &Flags) -> Result<Self, Box<figment::Error>> {
        let mut figment = Figment::new().merge(Toml::string(DEFAULTS));
        if let Some(file) = &flags.config {
            figment = figment.merge(Toml::file_exact(file));
        }
        // THUCDIA_LISTEN, THUCDIA_LIMITS__PHOTO_BYTES and so on; THUCDIA_SHARED and such belong to the tests.
        let known = |key: &figment::value::UncasedStr| {
            let top = key.as_str().split("__").next().unwrap_or_default().to_ascii_lowercase();
            [
                "listen",
                "public_url",
                "data",
                "database_url",
                "blobs",
                "log_format",
                "log",
                "limits",
                "lifetimes",
                "worker",
                "evidence",
                "base_map",
            ]
            .contains(&top.as_str())
        };
        figment
            .merge(Env::prefixed("THUCDIA_").filter(known).split("__"))
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(Box::new)
    }

    /// The database's address, with the default filled in.
    pub fn database(&self) -> String {
        if self.database_url.0.is_empty() {
            format!("sqlite:{}", self.data.join("thucdia.sqlite").display())
        } else {
            self.database_url.0.clone()
        }
    }

    /// Where bytes are kept, with the default filled in.
    pub fn blobs(&self) -> String {
        if self.blobs.is_empty() { format!("dir:{}", self.data.join("photos").display()) } else { self.blobs.clone() }
    }

    /// Whether nobody on the way can read what is sent here: it comes over TLS, or from this machine.
    pub fn is_private_on_the_way(&self) -> bool {
        self.public_url().starts_with("https://") || self.listen.ip().is_loopback()
    }

    /// The address under which phones reach the server.
    pub fn public_url(&self) -> String {
        if self.public_url.is_empty() {
            format!("http://{}", self.listen)
        } else {
            self.public_url.trim_end_matches('/').to_owned()
        }
    }
}
