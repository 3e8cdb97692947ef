//! `photo.time`: was the photo taken when the phone says?

use mobile_sync_protocol::record::Photo;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        case::{Case, PhotoCase},
        photo::{Reading, exif::LocalTime},
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, above, figures},
    words,
};

/// What `photo.time` holds a photo against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoTime {
    /// Seconds beyond which the photo is a reason to look.
    pub warn_beyond_s: i64,
    /// Seconds beyond which it is another day's.
    pub fail_beyond_s: i64,
}

pub(super) const RULE: Rule = Rule {
    code: "photo.time",
    version: 1,
    weight: 72,
    title: ("Giờ chụp trong ảnh", "The photo's own time"),
    explanation: (
        "Giờ chụp máy ảnh ghi vào EXIF so với giờ điện thoại ghi trong phiếu. EXIF không ghi múi giờ thì lấy múi giờ của \
         điện thoại.",
        "The time that the camera wrote into EXIF beside the one that the phone noted in the record. Where EXIF has no \
         offset, the phone's is taken.",
    ),
    thresholds: |all| figures(&all.photo_time),
    ask: Ask::Read(ask),
};

/// A camera's time in milliseconds of UTC, where its offset is not written by the phone's.
pub(super) fn instant(taken: LocalTime, photo: &Photo) -> i64 {
    taken.wall_ms - i64::from(taken.offset_seconds.unwrap_or(photo.taken_at.offset_seconds)) * 1_000
}

fn ask(_: &Case<'_>, photo: &PhotoCase<'_>, reading: &Reading, all: &Thresholds) -> Verdict {
    let Some(taken) = reading.exif.as_ref().and_then(|exif| exif.taken_at) else {
        return Verdict::not_applicable("Ảnh không ghi giờ chụp", "The photo does not say when it was taken");
    };
    let apart = instant(taken, photo.photo) - photo.photo.taken_at.at.0;
    let limits = all.photo_time;
    let answer = above(apart.abs() / 1_000, limits.warn_beyond_s, limits.fail_beyond_s);
    let (span, noted) = (words::span(apart), words::moment(photo.photo.taken_at));
    Verdict::new(
        answer,
        format!("Giờ chụp trong ảnh lệch {} so với giờ điện thoại ghi ({})", span.vi, noted.vi),
        format!("The photo's own time is {} from the one that the phone noted ({})", span.en, noted.en),
    )
    .with("taken_at", taken.to_string())
    .with("noted_at", photo.photo.taken_at.to_string())
    .with("apart_s", apart / 1_000)
    .with("offset_written", taken.offset_seconds.is_some())
}
