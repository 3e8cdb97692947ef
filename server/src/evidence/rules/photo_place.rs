//! `photo.place`: was the photo taken where the phone was?

use serde::{Deserialize, Serialize};

use super::{
    super::{
        case::{Case, PhotoCase},
        photo::Reading,
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, above, figures, tenth},
    words,
};
use crate::geo::metres_between;

/// What `photo.place` holds a photo against: metres between the two positions, less the accuracy of both.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoPlace {
    /// Beyond this the photo is a reason to look.
    pub warn_beyond_m: f64,
    /// Beyond this it was taken elsewhere.
    pub fail_beyond_m: f64,
}

pub(super) const RULE: Rule = Rule {
    code: "photo.place",
    version: 1,
    weight: 78,
    title: ("Vị trí trong ảnh", "The photo's own place"),
    explanation: (
        "Vị trí máy ảnh ghi vào EXIF so với vị trí điện thoại ghi khi chụp (không có thì so với vị trí của phiếu), trừ sai \
         số của cả hai. Máy ảnh có thể ghi lại vị trí cũ vài phút.",
        "The place that the camera wrote into EXIF beside the phone's when it was taken (or else the record's), less \
         the accuracy of both. Cameras may write a place that is minutes old.",
    ),
    thresholds: |all| figures(&all.photo_place),
    ask: Ask::Read(ask),
};

fn ask(case: &Case<'_>, photo: &PhotoCase<'_>, reading: &Reading, all: &Thresholds) -> Verdict {
    let exif = reading.exif.as_ref();
    let Some((exif, (lat, lon))) = exif.and_then(|exif| Some((exif, exif.lat.zip(exif.lon)?))) else {
        let fault = exif.and_then(|exif| exif.place_fault.as_deref());
        return Verdict::not_applicable("Ảnh không ghi vị trí dùng được", "The photo names no usable place")
            .with_some("fault", fault);
    };
    let Some((fix, by)) = photo.photo.fix.map(|fix| (fix, "photo")).or(case.revision.fix.map(|fix| (fix, "record")))
    else {
        return Verdict::not_applicable(
            "Điện thoại không ghi vị trí để so",
            "The phone noted no position to hold it against",
        )
        .with("lat", lat)
        .with("lon", lon);
    };
    let distance = metres_between((lat, lon), (fix.lat, fix.lon));
    let accuracy = fix.accuracy_m + exif.accuracy_m.unwrap_or(0.0);
    let limits = all.photo_place;
    let answer = above(distance - accuracy, limits.warn_beyond_m, limits.fail_beyond_m);
    let far = words::metres(distance);
    Verdict::new(
        answer,
        format!("Vị trí trong ảnh cách vị trí điện thoại {}", far.vi),
        format!("The photo's place is {} from the phone's", far.en),
    )
    .with("distance_m", tenth(distance))
    .with("accuracy_m", tenth(accuracy))
    .with("lat", lat)
    .with("lon", lon)
    .with("held_against", by)
}
