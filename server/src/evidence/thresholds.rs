//! What the rules hold records against. The defaults, with the reason for each, are in `config.default.toml`.

use serde::{Deserialize, Serialize};

use super::rules::{
    PhotoAlike, PhotoBlurred, PhotoClock, PhotoDark, PhotoEdited, PhotoPlace, PhotoSmall, PhotoTime, PlaceAccurate,
    PlaceCommune, PlaceFresh, PlaceSite, TimeRecord, TimeVisit, TravelSpeed,
};

/// The thresholds of every rule that has some; each rule's file says what its own mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// `place.accurate`
    pub place_accurate: PlaceAccurate,
    /// `place.fresh`
    pub place_fresh: PlaceFresh,
    /// `place.commune`
    pub place_commune: PlaceCommune,
    /// `place.site`
    pub place_site: PlaceSite,
    /// `time.record`
    pub time_record: TimeRecord,
    /// `time.visit`
    pub time_visit: TimeVisit,
    /// `travel.speed`
    pub travel_speed: TravelSpeed,
    /// `photo.place`
    pub photo_place: PhotoPlace,
    /// `photo.time`
    pub photo_time: PhotoTime,
    /// `photo.clock`
    pub photo_clock: PhotoClock,
    /// `photo.alike`
    pub photo_alike: PhotoAlike,
    /// `photo.edited`
    pub photo_edited: PhotoEdited,
    /// `photo.small`
    pub photo_small: PhotoSmall,
    /// `photo.dark`
    pub photo_dark: PhotoDark,
    /// `photo.blurred`
    pub photo_blurred: PhotoBlurred,
}
