//! The rules: one file each. A rule measures one thing, holds it against its thresholds, and answers with its figures
//! and a sentence made from them.
//!
//! A rule's code is stable: it is stored, filtered by and counted. Whoever changes what a rule answers to the same
//! figures raises its version. What each threshold is and why stands in `config.default.toml`.

mod place_accurate;
mod place_commune;
mod place_fresh;
mod place_mocked;
mod place_present;
mod place_site;

mod photo_alike;
mod photo_blurred;
mod photo_clock;
mod photo_dark;
mod photo_edited;
mod photo_place;
mod photo_readable;
mod photo_repeated;
mod photo_small;
mod photo_stripped;
mod photo_time;

mod photos_required;
mod signature_valid;
mod time_record;
mod time_visit;
mod travel_speed;

mod rule;
#[cfg(test)]
mod tests;
mod words;

pub use self::{
    photo_alike::PhotoAlike, photo_blurred::PhotoBlurred, photo_clock::PhotoClock, photo_dark::PhotoDark,
    photo_edited::PhotoEdited, photo_place::PhotoPlace, photo_small::PhotoSmall, photo_time::PhotoTime,
    place_accurate::PlaceAccurate, place_commune::PlaceCommune, place_fresh::PlaceFresh, place_site::PlaceSite,
    rule::Rule, time_record::TimeRecord, time_visit::TimeVisit, travel_speed::TravelSpeed,
};
use super::{case::Case, check::Check, thresholds::Thresholds};

/// All rules, in the order in which they are asked and told.
pub static ALL: [Rule; 22] = [
    signature_valid::RULE,
    place_present::RULE,
    place_accurate::RULE,
    place_fresh::RULE,
    place_mocked::RULE,
    place_commune::RULE,
    place_site::RULE,
    travel_speed::RULE,
    time_record::RULE,
    time_visit::RULE,
    photos_required::RULE,
    photo_readable::RULE,
    photo_repeated::RULE,
    photo_alike::RULE,
    photo_place::RULE,
    photo_time::RULE,
    photo_clock::RULE,
    photo_edited::RULE,
    photo_stripped::RULE,
    photo_small::RULE,
    photo_dark::RULE,
    photo_blurred::RULE,
];

/// The rule with this code.
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().find(|rule| rule.code == code)
}

/// What all rules say of a record.
pub fn check(case: &Case<'_>, thresholds: &Thresholds) -> Vec<Check> {
    ALL.iter().flat_map(|rule| rule.check(case, thresholds)).collect()
}

/// What the rules with these codes say of a record.
pub fn check_some(case: &Case<'_>, thresholds: &Thresholds, codes: &[&str]) -> Vec<Check> {
    ALL.iter().filter(|rule| codes.contains(&rule.code)).flat_map(|rule| rule.check(case, thresholds)).collect()
}
