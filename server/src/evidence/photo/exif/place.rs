//! The place that a photo claims: latitude and longitude, or why there are none (CIPA DC-008, section 4.6.6).
//!
//! Forms that ExifTool reads are read to the same figure: degrees, minutes and seconds, whichever of them carries the
//! fraction or is missing, as rationals of either sign, as real or whole numbers, as text. But what cannot be a place
//! is none here: readers hand on latitude 99, 75 minutes, 0/0, unknown reference letters and the point where nobody is.
//! A missing reference is no place either: northern and eastern would be a guess, and a guess is no evidence.

use std::fmt;

use super::tiff::{Tags, Value};

/// A coordinate's axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Latitude,
    Longitude,
}

impl Axis {
    /// The tags of the reference and of the value.
    fn tags(self) -> (u16, u16) {
        match self {
            Self::Latitude => (0x01, 0x02),
            Self::Longitude => (0x03, 0x04),
        }
    }

    fn limit(self) -> f64 {
        match self {
            Self::Latitude => 90.0,
            Self::Longitude => 180.0,
        }
    }

    /// The sign that a reference stands for: its letter or its word.
    fn sign(self, reference: &str) -> Option<f64> {
        let (positive, negative) = match self {
            Self::Latitude => ("north", "south"),
            Self::Longitude => ("east", "west"),
        };
        let means = |word: &str| {
            reference.eq_ignore_ascii_case(word)
                || word.get(..1).is_some_and(|letter| reference.eq_ignore_ascii_case(letter))
        };
        if means(positive) { Some(1.0) } else { means(negative).then_some(-1.0) }
    }
}

impl fmt::Display for Axis {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Latitude => "latitude",
            Self::Longitude => "longitude",
        })
    }
}

/// Why what was written is no place.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub(super) enum Fault {
    #[error("no {0}")]
    Missing(Axis),
    #[error("{0} is no number")]
    NoNumber(Axis),
    #[error("{0} has no reference")]
    NoReference(Axis),
    #[error("{0} has the unknown reference {1:?}")]
    UnknownReference(Axis, String),
    #[error("{0} mixes signs")]
    MixedSigns(Axis),
    #[error("{0} has {1} minutes")]
    Minutes(Axis, f64),
    #[error("{0} has {1} seconds")]
    Seconds(Axis, f64),
    #[error("{0} {1} does not exist")]
    OutOfRange(Axis, f64),
    #[error("latitude and longitude are zero")]
    Zero,
}

/// Latitude and longitude in degrees; `None` where nothing was written of either.
pub(super) fn place(tags: &Tags<'_>) -> Result<Option<(f64, f64)>, Fault> {
    if [0x01, 0x02, 0x03, 0x04].iter().all(|tag| tags.gps(*tag).is_none()) {
        return Ok(None);
    }
    let (lat, lon) = (coordinate(tags, Axis::Latitude)?, coordinate(tags, Axis::Longitude)?);
    // Cameras without a fix write zeros; the true point is in the open Atlantic. Less than a metre is a rounded zero.
    if lat.abs() < 1e-5 && lon.abs() < 1e-5 { Err(Fault::Zero) } else { Ok(Some((lat, lon))) }
}

fn coordinate(tags: &Tags<'_>, axis: Axis) -> Result<f64, Fault> {
    let (reference, value) = axis.tags();
    let value = tags.gps(value).ok_or(Fault::Missing(axis))?;
    let degrees = degrees(axis, value)?;
    let sign = sign(axis, tags.gps(reference))?;
    if degrees > axis.limit() { Err(Fault::OutOfRange(axis, degrees)) } else { Ok(sign * degrees) }
}

fn sign(axis: Axis, reference: Option<&Value<'_>>) -> Result<f64, Fault> {
    let text = reference.and_then(Value::text_bytes).ok_or(Fault::NoReference(axis))?;
    let text = String::from_utf8_lossy(text).trim_end().chars().take(16).collect::<String>();
    match axis.sign(&text) {
        _ if text.is_empty() => Err(Fault::NoReference(axis)),
        Some(sign) => Ok(sign),
        None => Err(Fault::UnknownReference(axis, text)),
    }
}

/// Degrees, without a sign: the reference says on which side. Exactly 60 minutes or seconds come from rounding.
fn degrees(axis: Axis, value: &Value<'_>) -> Result<f64, Fault> {
    let numbers: Vec<f64> = value.numbers().into_iter().collect::<Option<_>>().ok_or(Fault::NoNumber(axis))?;
    let part = |at: usize| numbers.get(at).copied();
    let (degrees, minutes, seconds) = match part(0) {
        Some(degrees) => (degrees, part(1).unwrap_or(0.0), part(2).unwrap_or(0.0)),
        None => return Err(Fault::NoNumber(axis)),
    };
    let parts = [degrees, minutes, seconds];
    if parts.iter().any(|part| *part < 0.0) && parts.iter().any(|part| *part > 0.0) {
        return Err(Fault::MixedSigns(axis));
    }
    if minutes.abs() > 60.0 {
        return Err(Fault::Minutes(axis, minutes));
    }
    if seconds.abs() > 60.0 {
        return Err(Fault::Seconds(axis, seconds));
    }
    Ok((degrees + (minutes + seconds / 60.0) / 60.0).abs())
}

/// Metres above sea level: without a reference it is above, as the standard says; by an unknown one it is neither.
pub(super) fn altitude(tags: &Tags<'_>) -> Option<f64> {
    let metres = first(tags, 0x06)?;
    let below = match tags.gps(0x05).map(reference_number) {
        None => false,
        Some(Some(reference)) => reference % 2 == 1,
        Some(None) => return None,
    };
    let metres = if below { -metres.abs() } else { metres };
    // From the deepest sea to the height of a balloon.
    (-12_000.0..=100_000.0).contains(&metres).then_some(metres)
}

/// 0 and 1 are above and below sea level, since EXIF 3.0 also 2 and 3 above and below the ellipsoid. Some write the
/// digit instead of the number.
fn reference_number(value: &Value<'_>) -> Option<u8> {
    match value.bytes() {
        [] => Some(0),
        [number, ..] => {
            let number = if value.text_bytes().is_none() { value.unsigned()?.try_into().ok()? } else { *number };
            Some(number.checked_sub(b'0').filter(|digit| *digit < 4).unwrap_or(number)).filter(|number| *number < 4)
        }
    }
}

/// Metres by which the place may be wrong.
pub(super) fn accuracy(tags: &Tags<'_>) -> Option<f64> {
    first(tags, 0x1F).filter(|metres| *metres >= 0.0)
}

/// Where the camera looked, in degrees clockwise from north; magnetic north counts as north.
pub(super) fn direction(tags: &Tags<'_>) -> Option<f64> {
    first(tags, 0x11).filter(|degrees| (0.0..=360.0).contains(degrees))
}

fn first(tags: &Tags<'_>, tag: u16) -> Option<f64> {
    tags.gps(tag)?.numbers().first().copied().flatten()
}
