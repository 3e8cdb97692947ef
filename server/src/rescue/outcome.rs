//! What became of a file that was taken in, and why one was not.

use mobile_sync_protocol::{
    ids::{DeviceId, RecordId, RevisionId, Sha256},
    problem::Problem,
    sync::Outcome,
    time::OffsetTime,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::sealed::SealedError;
use crate::{
    store::{DevicePerson, StoreError},
    sync::push::PushError,
    uploads::UploadError,
};

/// What became of a file.
#[derive(Debug, Serialize, ToSchema)]
pub struct RescueOutcome {
    /// The phone that sealed it.
    pub device: DeviceId,
    /// What its holder calls it.
    pub label: String,
    /// Whose it is.
    pub person: DevicePerson,
    /// When the file was made, by the phone's clock.
    pub made_at: OffsetTime,
    /// What became of each revision, in the file's order.
    pub revisions: Vec<RescuedRevision>,
    /// What became of the photos.
    pub photos: RescuedPhotos,
    /// What is wrong with the file, where it ends too early or was altered; what is told of it before that was whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damage: Option<Problem>,
}

/// What became of a revision.
#[derive(Debug, Serialize, ToSchema)]
pub struct RescuedRevision {
    /// The record, where the revision says which.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordId>,
    /// The revision, where it says which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<RevisionId>,
    /// What a push of the phone's own would have answered.
    pub outcome: Outcome,
}

/// What became of the photos of a file.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct RescuedPhotos {
    /// How many were stored now.
    pub stored: usize,
    /// How many the server had.
    pub known: usize,
    /// Those that were not taken, and why.
    pub refused: Vec<RefusedPhoto>,
    /// Those whose bytes are missing from a damaged file.
    pub missing: Vec<Sha256>,
}

/// A photo that was not taken.
#[derive(Debug, Serialize, ToSchema)]
pub struct RefusedPhoto {
    /// Its name.
    pub sha256: Sha256,
    /// Why.
    pub problem: Problem,
}

/// Why a file was not taken in, or not to its end. Sending it again is safe.
#[derive(Debug, thiserror::Error)]
pub enum RescueError {
    /// It cannot be opened, or its header cannot be read: nothing of it was taken.
    #[error("{0}")]
    Unreadable(String),
    /// It ends within its header, or was altered there: nothing of it was taken.
    #[error("the file ends too early, or was altered")]
    Damaged,
    /// The phone that it names was never enrolled here.
    #[error("no phone {0} was enrolled here")]
    Device(DeviceId),
    /// The phone's holder works in none of the units of whoever sends it.
    #[error("the phone is of other units")]
    OutOfScope,
    /// Its revisions were not taken.
    #[error(transparent)]
    Push(#[from] PushError),
    /// A photo of it was not taken, for no fault of its own.
    #[error(transparent)]
    Upload(#[from] UploadError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SealedError> for RescueError {
    fn from(error: SealedError) -> Self {
        match error {
            SealedError::Foreign => Self::Unreadable(error.to_string()),
            SealedError::Damaged => Self::Damaged,
        }
    }
}
