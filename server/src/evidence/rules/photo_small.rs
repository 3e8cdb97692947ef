//! `photo.small`: is the picture large enough to see anything in?

use mobile_sync_protocol::evidence::Answer;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        case::{Case, PhotoCase},
        photo::Reading,
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, figures},
};

/// What `photo.small` holds a photo against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoSmall {
    /// Pixels of the longer side below which the photo is a reason to look.
    pub warn_below_px: u32,
}

pub(super) const RULE: Rule = Rule {
    code: "photo.small",
    version: 1,
    weight: 25,
    title: ("Ảnh quá nhỏ", "Too small"),
    explanation: (
        "Số điểm ảnh của cạnh dài. Ảnh nhỏ thường là ảnh thu nhỏ hoặc ảnh tải về, không nhìn rõ biển tên, vết nứt.",
        "Pixels of the longer side. Small photos are mostly thumbnails or downloads, and show no signboard or crack.",
    ),
    thresholds: |all| figures(&all.photo_small),
    ask: Ask::Read(ask),
};

fn ask(_: &Case<'_>, _: &PhotoCase<'_>, reading: &Reading, all: &Thresholds) -> Verdict {
    let (width, height) = (reading.picture.width, reading.picture.height);
    let least = all.photo_small.warn_below_px;
    let answer = if width.max(height) < least { Answer::Warn } else { Answer::Pass };
    Verdict::new(
        answer,
        format!("Ảnh {width}×{height} điểm ảnh (cạnh dài cần ít nhất {least})"),
        format!("The photo has {width}×{height} pixels (its longer side wants {least} at least)"),
    )
    .with("width", width)
    .with("height", height)
}
