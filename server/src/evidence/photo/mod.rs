//! Reads a photo's bytes once: what its metadata claims and what its pixels show.
//!
//! The bytes are foreign: nothing here panics, hangs or takes more than its bounds, whatever they are.

mod bytes;
mod container;
pub mod exif;
pub mod picture;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::{exif::Exif, picture::Picture};

/// What a photo's bytes say.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Reading {
    /// What the bytes are, whatever was declared.
    pub format: Format,
    /// What the metadata claims; absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exif: Option<Exif>,
    /// What the pixels show.
    pub picture: Picture,
}

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
    /// WebP.
    Webp,
    /// HEIC: HEVC in an ISO base media file.
    Heic,
}

/// What the bytes are, by how they begin; `None` for a format that is not read.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    container::sniff(bytes)
}
