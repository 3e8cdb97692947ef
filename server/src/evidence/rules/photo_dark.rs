//! `photo.dark`: is there light enough in the picture to see anything in?

use mobile_sync_protocol::evidence::Answer;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        case::{Case, PhotoCase},
        photo::Reading,
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, figures},
    words,
};

/// What `photo.dark` holds a photo against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoDark {
    /// Mean brightness, 0 (black) to 1 (white), below which the photo is a reason to look.
    pub warn_below: f64,
}

pub(super) const RULE: Rule = Rule {
    code: "photo.dark",
    version: 1,
    weight: 20,
    title: ("Ảnh quá tối", "Too dark"),
    explanation: (
        "Độ sáng trung bình của ảnh, 0 là đen, 100 % là trắng.",
        "The picture's mean brightness; 0 is black.",
    ),
    thresholds: |all| figures(&all.photo_dark),
    ask: Ask::Read(ask),
};

fn ask(_: &Case<'_>, _: &PhotoCase<'_>, reading: &Reading, all: &Thresholds) -> Verdict {
    let Some(brightness) = reading.picture.brightness else {
        return Verdict::not_applicable("Không đo được độ sáng", "The brightness could not be measured");
    };
    let least = all.photo_dark.warn_below;
    let answer = if brightness < least { Answer::Warn } else { Answer::Pass };
    let (has, wants) = (words::number(brightness * 100.0, 0), words::number(least * 100.0, 0));
    Verdict::new(
        answer,
        format!("Độ sáng trung bình {} % (cần ít nhất {} %)", has.vi, wants.vi),
        format!("The mean brightness is {} % (at least {} % is wanted)", has.en, wants.en),
    )
    .with("brightness", (brightness * 1_000.0).round() / 1_000.0)
}
