//! What a photo's EXIF claims (CIPA DC-008, ISO 12234; the GPS tags of its section 4.6.6).

use std::{fmt, str::FromStr};

use mobile_sync_protocol::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::ToSchema;

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

/// A camera's time: as its clock showed it, with the offset from UTC where it was written.
///
/// Text: `2024-05-06T09:15:00.250+07:00`, or without the offset, or without the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct LocalTime {
    /// Milliseconds since 1970-01-01 00:00 as if the clock had shown UTC.
    pub wall_ms: i64,
    /// Seconds east of UTC.
    pub offset_seconds: Option<i32>,
}

impl fmt::Display for LocalTime {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wall = jiff::Timestamp::from_millisecond(self.wall_ms).map_err(|_| fmt::Error)?;
        write!(out, "{}", jiff::tz::Offset::UTC.to_datetime(wall))?;
        match self.offset_seconds {
            Some(east) => {
                let sign = if east < 0 { '-' } else { '+' };
                let minutes = east.unsigned_abs() / 60;
                write!(out, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
            None => Ok(()),
        }
    }
}

/// A text that is no [`LocalTime`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a time as in 2024-05-06T09:15:00+07:00, with or without the offset")]
pub struct NotALocalTime;

impl FromStr for LocalTime {
    type Err = NotALocalTime;

    fn from_str(text: &str) -> Result<Self, NotALocalTime> {
        let (wall, offset_seconds) = match text.len().checked_sub(6).and_then(|at| text.split_at_checked(at)) {
            Some((wall, offset)) if offset.starts_with(['+', '-']) => (wall, Some(offset_of(offset)?)),
            _ => (text, None),
        };
        let wall: jiff::civil::DateTime = wall.parse().map_err(|_| NotALocalTime)?;
        let wall = jiff::tz::Offset::UTC.to_timestamp(wall).map_err(|_| NotALocalTime)?;
        Ok(Self { wall_ms: wall.as_millisecond(), offset_seconds })
    }
}

/// Reads `±hh:mm`.
fn offset_of(text: &str) -> Result<i32, NotALocalTime> {
    let (sign, rest) = text.split_at_checked(1).ok_or(NotALocalTime)?;
    let (hours, minutes) = rest.split_once(':').ok_or(NotALocalTime)?;
    let (hours, minutes): (i32, i32) =
        (hours.parse().map_err(|_| NotALocalTime)?, minutes.parse().map_err(|_| NotALocalTime)?);
    Ok((hours * 60 + minutes) * if sign == "-" { -60 } else { 60 })
}

impl Serialize for LocalTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for LocalTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
