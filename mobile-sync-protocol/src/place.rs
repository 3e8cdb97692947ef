//! Where something is: WGS 84 degrees, distances in metres.

use serde::{Deserialize, Serialize};

use crate::time::OffsetTime;

/// A position as a device gave it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// Latitude in degrees, -90 to 90.
    pub lat: f64,
    /// Longitude in degrees, -180 to 180.
    pub lon: f64,
    /// Radius in metres within which the device believes itself to be (68 % for browsers and Android).
    pub accuracy_m: f64,
    /// Height above the ellipsoid in metres.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub altitude_m: Option<f64>,
    /// When the position was measured.
    pub at: OffsetTime,
    /// What measured it.
    pub source: FixSource,
    /// True where the device says that the position was not measured. External receivers look like this too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mocked: Option<bool>,
}

/// What measured a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FixSource {
    /// A satellite receiver, the phone's or one beside it.
    Gnss,
    /// Cell towers and Wi-Fi.
    Network,
    /// A browser, which does not say.
    Browser,
    /// A person put it on a map.
    Manual,
}

/// Why coordinates are no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAPlace {
    /// Latitude outside -90 to 90, or not a number.
    #[error("latitude must be from -90 to 90")]
    Latitude,
    /// Longitude outside -180 to 180, or not a number.
    #[error("longitude must be from -180 to 180")]
    Longitude,
    /// Exactly 0, 0: what software writes when it has no position.
    #[error("0, 0 is what a device writes when it has no position")]
    NullIsland,
    /// Negative, or not a number.
    #[error("accuracy must be 0 or more metres")]
    Accuracy,
    /// Outside -500 to 10,000 metres.
    #[error("altitude must be from -500 to 10000 metres")]
    Altitude,
}

impl Fix {
    /// Checks the ranges.
    ///
    /// # Errors
    /// The first [`NotAPlace`] that applies.
    pub fn check(&self) -> Result<(), NotAPlace> {
        check_coordinates(self.lat, self.lon)?;
        if !(0.0..=1e7).contains(&self.accuracy_m) {
            return Err(NotAPlace::Accuracy);
        }
        match self.altitude_m {
            Some(altitude) if !(-500.0..=10_000.0).contains(&altitude) => Err(NotAPlace::Altitude),
            _ => Ok(()),
        }
    }
}

/// Checks that a latitude and a longitude in degrees can be a place on land.
///
/// # Errors
/// The first [`NotAPlace`] that applies.
pub fn check_coordinates(lat: f64, lon: f64) -> Result<(), NotAPlace> {
    if !(-90.0..=90.0).contains(&lat) {
        return Err(NotAPlace::Latitude);
    }
    if !(-180.0..=180.0).contains(&lon) {
        return Err(NotAPlace::Longitude);
    }
    if lat == 0.0 && lon == 0.0 {
        return Err(NotAPlace::NullIsland);
    }
    Ok(())
}
