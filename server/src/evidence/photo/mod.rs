//! Reads a photo's bytes once: what its metadata claims and what its pixels show.
//!
//! The bytes are foreign: nothing here panics, hangs or takes more than its bounds, whatever they are.

mod bytes;
mod container;
pub mod exif;
pub mod picture;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

pub use self::{
    exif::Exif,
    picture::{Derived, Luma, Picture},
};

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

/// Why nothing could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Unreadable {
    /// The bytes begin as none of the formats does.
    #[error("neither JPEG, PNG, WebP nor HEIC")]
    Unknown,
    /// The bytes begin as one of them, and no picture follows: not even how large it would be is said.
    #[error("no picture in the file: it is cut off or damaged")]
    NoPicture,
}

/// What the bytes are, by how they begin; `None` for a format that is not read.
pub fn sniff(bytes: &[u8]) -> Option<Format> {
    container::sniff(bytes)
}

/// Reads a photo: its metadata, its size, and its pixels where they can be decoded within the bounds of
/// [`picture::limits`]. Where they cannot, [`Picture::fault`] says why and the metadata is read all the same.
///
/// The smaller images are there too for a JPEG that is cut off: they show what is left, and have no luma.
///
/// # Errors
/// [`Unreadable`] where the bytes are of no known format or hold no picture.
pub fn read(bytes: &[u8]) -> Result<(Reading, Option<Derived>), Unreadable> {
    let format = sniff(bytes).ok_or(Unreadable::Unknown)?;
    let exif = exif::read(bytes, format);
    let orientation = exif.as_ref().and_then(|exif| exif.orientation);
    let (picture, derived) = picture::read(bytes, format, orientation).ok_or(Unreadable::NoPicture)?;
    Ok((Reading { format, exif, picture }, derived))
}

/// Whether the pixels are left to another program: those of a HEIC that is within the bounds. What that program makes
/// of it goes to [`read_decoded`].
pub fn lacks_pixels(bytes: &[u8]) -> bool {
    sniff(bytes) == Some(Format::Heic) && picture::is_within_limits(bytes, Format::Heic)
}

/// Reads a photo whose pixels another program decoded: `decoded` is a JPEG that is upright already, so that whatever
/// lies in it or in the photo turns nothing; or the fault that there is none for.
///
/// # Errors
/// [`Unreadable`] where the photo's bytes are of no known format or hold no picture.
pub fn read_decoded(bytes: &[u8], decoded: Result<&[u8], &str>) -> Result<(Reading, Option<Derived>), Unreadable> {
    let format = sniff(bytes).ok_or(Unreadable::Unknown)?;
    let exif = exif::read(bytes, format);
    let (picture, derived) = picture::read_decoded(bytes, format, decoded).ok_or(Unreadable::NoPicture)?;
    Ok((Reading { format, exif, picture }, derived))
}
