//! Reads photos and holds records against the rules: gathers what the rules of [`crate::evidence`] are told, asks them,
//! and keeps what they say.
//!
//! A photo is read once, when its bytes are stored; a record is checked when it is whole and all its photos are read
//! and compared with all that were read before them. Since what comes later may cast a doubt on what came earlier (the
//! same photo again, a phone that cannot have been in both places), a record that is checked for the first time sets
//! others to be checked once more.

mod alike;
mod gather;
mod heic;
mod photos;
mod records;
mod rerun;

use std::sync::Arc;

use mobile_sync_protocol::ids::RecordId;
use tokio::sync::Mutex;

use self::alike::Alike;
pub use self::{
    gather::{Gathered, gather},
    heic::{Absent, Decoder},
    photos::{READER, ReadOutcome, read_bytes},
    records::{Asked, Told, parsed},
    rerun::{Reran, Rerun},
};
use crate::{
    blobs::{BlobError, Blobs},
    clock::Clock,
    evidence::thresholds::Thresholds,
    registry::Registry,
    store::{Store, StoreError},
};

/// The service. A clone is the same one.
#[derive(Clone, Debug)]
pub struct Checks(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    store: Store,
    blobs: Blobs,
    registry: Arc<Registry>,
    clock: Clock,
    thresholds: Thresholds,
    heic: Result<Decoder, Absent>,
    alike: Mutex<Alike>,
}

/// Why something could not be read or checked now.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The storage of bytes failed.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// Heavy work gave no answer.
    #[error("{what}: {why}")]
    Lost {
        /// What was being done.
        what: &'static str,
        /// What became of it.
        why: crate::jobs::Lost,
    },
    /// The decoder of HEIC could not be run.
    #[error("decoding HEIC: {0}")]
    Heic(std::io::Error),
    /// What the rules said cannot be written down.
    #[error("the checks of record {0} have no canonical form")]
    NoForm(RecordId),
}

impl CheckError {
    /// Whether a storage is to blame that may answer later, and not what was read or checked.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Store(error) => error.is_transient(),
            Self::Blobs(error) => !matches!(error, BlobError::Missing(_)),
            Self::Heic(_) => true,
            Self::Lost { .. } | Self::NoForm(_) => false,
        }
    }
}

impl Checks {
    /// A service that holds records against `thresholds`, and decodes HEIC with `heic`.
    pub fn new(
        store: Store,
        blobs: Blobs,
        registry: Arc<Registry>,
        clock: Clock,
        thresholds: Thresholds,
        heic: Result<Decoder, Absent>,
    ) -> Self {
        let alike = Mutex::new(Alike::default());
        Self(Arc::new(Parts { store, blobs, registry, clock, thresholds, heic, alike }))
    }

    /// What the rules hold records against.
    pub fn thresholds(&self) -> &Thresholds {
        &self.0.thresholds
    }
}
