//! What a photo's EXIF claims (CIPA DC-008, ISO 12234; the GPS tags of its section 4.6.6).
//!
//! The reader is our own: libraries hand on what cannot be meant (latitude 99, 0/0), and to agree with ExifTool on
//! what is broken takes a say in every entry. What a photo claims is what this server exists to judge.

mod editors;
mod local_time;
mod place;
#[cfg(test)]
mod tests;
mod text;
mod tiff;
mod time;

use mobile_sync_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use self::local_time::{LocalTime, NotALocalTime};
use self::tiff::Tags;
use super::{Format, container};

/// What a photo's metadata claims. Absent is what was not written or cannot be meant.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Exif {
    /// Latitude in degrees, WGS 84; present with `lon` or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Why there is no place although something was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_fault: Option<String>,
    /// Metres by which the place may be wrong (`GPSHPositioningError`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// Metres above sea level; negative below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude_m: Option<f64>,
    /// Where the camera looked, in degrees clockwise from north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction_deg: Option<f64>,
    /// The satellites' time (`GPSDateStamp`, `GPSTimeStamp`), UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gps_at: Option<Timestamp>,
    /// When the photo was taken by the camera's clock (`DateTimeOriginal`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub taken_at: Option<LocalTime>,
    /// When it was digitised (`DateTimeDigitized`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub digitized_at: Option<LocalTime>,
    /// When the file was last changed (`DateTime`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub modified_at: Option<LocalTime>,
    /// The camera's maker.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// The camera's model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// The software that wrote the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub software: Option<String>,
    /// How the picture is turned, 1 to 8 as EXIF counts; 1 is upright.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orientation: Option<u8>,
    /// The picture's width in pixels, as the camera wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_width: Option<u32>,
    /// The picture's height in pixels, as the camera wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stated_height: Option<u32>,
    /// Programs that left their name elsewhere than in `software` (XMP, Photoshop's segment).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub editors: Vec<String>,
}

/// What the metadata of a photo claims; `None` where the file carries none at all: neither EXIF nor XMP, and no
/// program's name. Colour profiles and JFIF's density are no metadata in this sense.
///
/// For HEIC the picture's rotation is in the container; there `orientation` only repeats it.
pub fn read(bytes: &[u8], format: Format) -> Option<Exif> {
    let blocks = container::blocks(bytes, format);
    if blocks.is_empty() {
        return None;
    }
    let mut tags = Tags::default();
    blocks.exif.iter().for_each(|block| tags.read(block));
    let software = text::name(tags.main(0x0131));
    let place = place::place(&tags);
    Some(Exif {
        lat: place.as_ref().ok().copied().flatten().map(|(lat, _)| lat),
        lon: place.as_ref().ok().copied().flatten().map(|(_, lon)| lon),
        place_fault: place.err().map(|fault| fault.to_string()),
        accuracy_m: place::accuracy(&tags),
        altitude_m: place::altitude(&tags),
        direction_deg: place::direction(&tags),
        gps_at: time::gps_time(&tags),
        taken_at: time::camera_time(&tags, time::TAKEN),
        digitized_at: time::camera_time(&tags, time::DIGITIZED),
        modified_at: time::camera_time(&tags, time::MODIFIED),
        maker: text::name(tags.main(0x010F)),
        model: text::name(tags.main(0x0110)),
        orientation: unsigned(&tags, 0x0112).and_then(|turn| u8::try_from(turn).ok()).filter(|turn| *turn <= 8),
        stated_width: unsigned(&tags, 0xA002),
        stated_height: unsigned(&tags, 0xA003),
        editors: editors::editors(&tags, &blocks, software.as_deref()),
        software,
    })
}

/// A whole number above zero.
fn unsigned(tags: &Tags<'_>, tag: u16) -> Option<u32> {
    tags.main(tag)?.unsigned().filter(|number| *number > 0)
}
