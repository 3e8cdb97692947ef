//! What phone and server say to each other about photos. The bytes go over tus 1.0.0.

use serde::{Deserialize, Serialize};

use crate::{
    ids::{Sha256, UploadId},
    receipt::Receipt,
};

/// The version of tus that is spoken.
pub const TUS_VERSION: &str = "1.0.0";
/// The extensions of tus that are spoken.
pub const TUS_EXTENSIONS: &str = "creation,creation-with-upload,checksum,expiration,termination";
/// Most photos in one question about their status.
pub const STATUS_MAX: usize = 1_000;

/// `POST /api/v1/photos/status`: which of these are stored?
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PhotoStatusRequest {
    /// At most 1,000 names.
    pub sha256: Vec<Sha256>,
}

/// The answer, one for each name, in the order in which they were asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PhotoStatusResponse {
    /// The answers.
    pub photos: Vec<PhotoStatus>,
}

/// Where one photo stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum PhotoStatus {
    /// Durable; the receipt allows the phone to delete its copy.
    Stored {
        /// The photo.
        sha256: Sha256,
        /// The server's word.
        receipt: Receipt,
    },
    /// Begun; go on from `offset`.
    Partial {
        /// The photo.
        sha256: Sha256,
        /// The upload, at `/api/v1/uploads/{upload}`.
        upload: UploadId,
        /// Bytes that are there.
        offset: u64,
    },
    /// Not here.
    Missing {
        /// The photo.
        sha256: Sha256,
    },
}
