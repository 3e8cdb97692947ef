//! What a photo's pixels show, and two smaller images of them.

mod heic;
mod jpeg;
pub mod limits;
mod measure;
mod png;
mod raster;
#[cfg(test)]
mod tests;
mod webp;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use utoipa::ToSchema;

use self::raster::Raster;
use super::Format;

/// The long side, in pixels, of the image that lists show.
const THUMB_SIDE: u32 = 320;
/// The long side, in pixels, of the image that fills a screen.
const SCREEN_SIDE: u32 = 1280;
/// JPEG qualities: in a small image a fault of the encoder is seen less than in a large one.
const THUMB_QUALITY: u8 = 78;
const SCREEN_QUALITY: u8 = 82;

/// What a photo's pixels show: figures that rules hold against thresholds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Picture {
    /// Width in pixels, as it is stored: not turned.
    pub width: u32,
    /// Height in pixels, as it is stored.
    pub height: u32,
    /// Why the pixels could not be read where the file itself could; then there is no figure below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// Mean brightness, 0 (black) to 1 (white), of luma (BT.601).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brightness: Option<f64>,
    /// Sharpness, 0 (nothing but blur) to 1; absent too where there is nothing in the picture that could be sharp.
    /// What is measured is said with the rule that judges it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sharpness: Option<f64>,
}

/// Two smaller images of a photo, upright and without metadata, and what its perceptual hash is computed from.
#[derive(Clone, Debug)]
pub struct Derived {
    /// A JPEG of at most 320 pixels on the long side.
    pub thumb: Vec<u8>,
    /// A JPEG of at most 1280 pixels on the long side.
    pub screen: Vec<u8>,
    /// The luma of the larger one; without pixels where the photo is cut off, for what is grey there is in no photo.
    pub luma: Luma,
}

/// A plane of luma (BT.601, full range), upright, row by row without padding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Luma {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// A byte for each pixel.
    pub pixels: Vec<u8>,
}

/// Why pixels are not decoded.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
enum Fault {
    #[error("too many pixels to decode")]
    TooLarge,
    #[error("takes too much memory to decode")]
    TooMuchMemory,
    #[error("too many scans to decode")]
    TooManyScans,
    #[error("cut off: the end of the picture is missing")]
    CutOff,
    #[error("damaged: {0}")]
    Damaged(String),
    #[error("colours in separate scans are not decoded")]
    SeparateScans,
    #[error("pixels of HEIC are not decoded")]
    Heic,
    #[error("{0}")]
    Elsewhere(String),
}

impl Fault {
    /// What a decoder says, kept short.
    fn damaged(error: &impl ToString) -> Self {
        Self::Damaged(error.to_string().chars().take(120).collect())
    }
}

/// The pixels of a photo as its file holds them.
struct Decoded {
    raster: Raster,
    /// Whether the end is missing.
    cut_off: bool,
}

/// Reads the pixels, and turns them as `orientation` says, 1 to 8 as EXIF counts. `None` where no size is said.
pub(super) fn read(bytes: &[u8], format: Format, orientation: Option<u8>) -> Option<(Picture, Option<Derived>)> {
    let size = size(bytes, format)?;
    let shown = limits::check(size.0, size.1)
        .and_then(|()| decode(bytes, format))
        .and_then(|decoded| show(decoded, orientation));
    Some(told(size, shown))
}

/// Takes the pixels from a JPEG that another program made of the photo and turned upright.
pub(super) fn read_decoded(
    bytes: &[u8],
    format: Format,
    decoded: Result<&[u8], &str>,
) -> Option<(Picture, Option<Derived>)> {
    let size = size(bytes, format)?;
    let pixels = |jpeg: &[u8]| {
        let (width, height) = jpeg::size(jpeg).ok_or(Fault::CutOff)?;
        limits::check(width, height)?;
        show(jpeg::decode(jpeg)?, None)
    };
    let shown = limits::check(size.0, size.1)
        .and_then(|()| decoded.map_err(|why| Fault::Elsewhere(why.to_owned())))
        .and_then(pixels);
    Some(told(size, shown))
}

/// Whether a photo's size is said and within the bounds.
pub(super) fn is_within_limits(bytes: &[u8], format: Format) -> bool {
    size(bytes, format).is_some_and(|(width, height)| limits::check(width, height).is_ok())
}

fn size(bytes: &[u8], format: Format) -> Option<(u32, u32)> {
    match format {
        Format::Jpeg => jpeg::size(bytes),
        Format::Png => png::size(bytes),
        Format::Webp => webp::size(bytes),
        Format::Heic => heic::size(bytes),
    }
}

/// The figures of what could be shown, or why nothing could.
fn told((width, height): (u32, u32), shown: Result<Derived, Fault>) -> (Picture, Option<Derived>) {
    let mut picture = Picture { width, height, fault: None, brightness: None, sharpness: None };
    let derived = match shown {
        Ok(derived) if derived.luma.pixels.is_empty() => {
            picture.fault = Some(Fault::CutOff.to_string());
            Some(derived)
        }
        Ok(derived) => {
            picture.brightness = Some(measure::brightness(&derived.luma));
            picture.sharpness = measure::sharpness(&derived.luma);
            Some(derived)
        }
        Err(fault) => {
            picture.fault = Some(fault.to_string());
            None
        }
    };
    (picture, derived)
}

fn decode(bytes: &[u8], format: Format) -> Result<Decoded, Fault> {
    match format {
        Format::Jpeg => jpeg::decode(bytes),
        Format::Png => png::decode(bytes),
        Format::Webp => webp::decode(bytes),
        Format::Heic => Err(Fault::Heic),
    }
}

/// The two images, turned after they are made small: there is less to turn.
fn show(decoded: Decoded, orientation: Option<u8>) -> Result<Derived, Fault> {
    let screen = decoded.raster.shrink(SCREEN_SIDE)?.turn(orientation.unwrap_or(1));
    let thumb = screen.encode_at(THUMB_SIDE, THUMB_QUALITY)?;
    let luma = if decoded.cut_off { Luma::default() } else { screen.luma() };
    Ok(Derived { thumb, screen: screen.encode(SCREEN_QUALITY)?, luma })
}
