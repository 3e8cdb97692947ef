//! `photo.blurred`: is the picture sharp enough to see anything in?

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

/// What `photo.blurred` holds a photo against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoBlurred {
    /// Sharpness, 0 to 1 as `evidence::photo` measures it, below which the photo is a reason to look.
    pub warn_below: f64,
}

pub(super) const RULE: Rule = Rule {
    code: "photo.blurred",
    version: 1,
    weight: 15,
    title: ("Ảnh bị nhòe", "Blurred"),
    explanation: (
        "Độ nét từ 0 đến 1, đo xem làm mờ thêm thì ảnh thay đổi bao nhiêu (Crété và cộng sự, 2007), trên ảnh đã thu về cùng \
         cỡ. Ảnh nhòe do rung theo phương chéo thường không nhận ra được.",
        "Sharpness from 0 to 1: how much blurring the picture once more changes it (Crété et al. 2007), at one size. Slanted \
         shakes are often missed.",
    ),
    thresholds: |all| figures(&all.photo_blurred),
    ask: Ask::Read(ask),
};

fn ask(_: &Case<'_>, _: &PhotoCase<'_>, reading: &Reading, all: &Thresholds) -> Verdict {
    let Some(sharpness) = reading.picture.sharpness else {
        return Verdict::not_applicable(
            "Không đo được độ nét: ảnh không có gì để nét",
            "The sharpness could not be measured: nothing in the picture could be sharp",
        );
    };
    let least = all.photo_blurred.warn_below;
    let answer = if sharpness < least { Answer::Warn } else { Answer::Pass };
    let (has, wants) = (words::number(sharpness, 2), words::number(least, 2));
    Verdict::new(
        answer,
        format!("Độ nét {} (cần ít nhất {})", has.vi, wants.vi),
        format!("The sharpness is {} (at least {} is wanted)", has.en, wants.en),
    )
    .with("sharpness", (sharpness * 1_000.0).round() / 1_000.0)
}
