//! `photo.clock`: do the camera's clock and the satellites' time in the photo agree?

use serde::{Deserialize, Serialize};

use super::{
    super::{
        case::{Case, PhotoCase},
        photo::Reading,
        thresholds::Thresholds,
    },
    photo_time::instant,
    rule::{Ask, Rule, Verdict, above, figures},
    words,
};

/// What `photo.clock` holds a photo against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoClock {
    /// Seconds beyond which the photo is a reason to look.
    pub warn_beyond_s: i64,
    /// Seconds beyond which one of the two was set.
    pub fail_beyond_s: i64,
}

pub(super) const RULE: Rule = Rule {
    code: "photo.clock",
    version: 1,
    weight: 68,
    title: ("Giờ vệ tinh trong ảnh", "The satellites' time in the photo"),
    explanation: (
        "Giờ vệ tinh (GPS) ghi trong EXIF so với đồng hồ máy ảnh: chỉnh đồng hồ điện thoại không chỉnh được giờ vệ tinh. Máy \
         ảnh có thể ghi lại lần định vị cũ vài phút.",
        "The satellites' time in EXIF beside the camera's clock: setting a phone's clock does not set the satellites'. \
         Cameras may write a fix that is minutes old.",
    ),
    thresholds: |all| figures(&all.photo_clock),
    ask: Ask::Read(ask),
};

fn ask(_: &Case<'_>, photo: &PhotoCase<'_>, reading: &Reading, all: &Thresholds) -> Verdict {
    let exif = reading.exif.as_ref();
    let Some((taken, gps)) = exif.and_then(|exif| exif.taken_at.zip(exif.gps_at)) else {
        return Verdict::not_applicable(
            "Ảnh không ghi đủ giờ chụp và giờ vệ tinh",
            "The photo does not name both the camera's and the satellites' time",
        );
    };
    let apart = instant(taken, photo.photo) - gps.0;
    let limits = all.photo_clock;
    let answer = above(apart.abs() / 1_000, limits.warn_beyond_s, limits.fail_beyond_s);
    let span = words::span(apart);
    Verdict::new(
        answer,
        format!("Đồng hồ máy ảnh lệch {} so với giờ vệ tinh trong ảnh", span.vi),
        format!("The camera's clock is {} from the satellites' time in the photo", span.en),
    )
    .with("taken_at", taken.to_string())
    .with("gps_at", gps.to_string())
    .with("apart_s", apart / 1_000)
}
