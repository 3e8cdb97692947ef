//! `photo.edited`: does the file bear signs of having been worked on?

use mobile_sync_protocol::evidence::Answer;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        case::{Case, PhotoCase},
        photo::{Exif, Reading},
        thresholds::Thresholds,
    },
    photo_time::instant,
    rule::{Ask, Rule, Verdict, figures},
    words,
};

/// What `photo.edited` holds a photo against.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoEdited {
    /// Seconds after it was taken within which a camera finishes a file.
    pub warn_changed_after_s: i64,
    /// Programs that change pictures: any part of a program's name, in small letters.
    pub programs: Vec<String>,
}

pub(super) const RULE: Rule = Rule {
    code: "photo.edited",
    version: 1,
    weight: 58,
    title: ("Dấu hiệu chỉnh sửa", "Signs of editing"),
    explanation: (
        "Tên phần mềm chỉnh sửa trong tệp, tệp được lưu lại sau khi chụp, kích thước khác kích thước máy ảnh đã ghi. Xoay \
         hay cắt ảnh cho rõ cũng để lại dấu hiệu này.",
        "An editor's name in the file, a file saved anew after it was taken, a size other than the camera wrote. To turn \
         or trim a photo so that it is clearer leaves the same signs.",
    ),
    thresholds: |all| figures(&all.photo_edited),
    ask: Ask::Read(ask),
};

fn ask(_: &Case<'_>, photo: &PhotoCase<'_>, reading: &Reading, all: &Thresholds) -> Verdict {
    let Some(exif) = &reading.exif else {
        return Verdict::not_applicable("Ảnh không có thông tin của máy ảnh", "The photo carries no metadata");
    };
    let limits = &all.photo_edited;
    let program = program(exif, &limits.programs);
    let late = exif
        .modified_at
        .zip(exif.taken_at)
        .map(|(modified, taken)| (instant(modified, photo.photo) - instant(taken, photo.photo)) / 1_000);
    let resized = resized(exif, reading);
    let mut signs = Vec::new();
    if let Some(program) = program {
        signs.push((format!("tên phần mềm {program}"), format!("the name of {program}")));
    }
    if let Some(late) = late.filter(|late| *late > limits.warn_changed_after_s) {
        let span = words::span(late.saturating_mul(1_000));
        signs.push((format!("lưu lại {} sau khi chụp", span.vi), format!("saved {} after it was taken", span.en)));
    }
    if let Some((width, height)) = resized {
        signs.push((
            format!("máy ảnh ghi {width}×{height} điểm ảnh"),
            format!("the camera wrote {width}×{height} pixels"),
        ));
    }
    let verdict = if signs.is_empty() {
        Verdict::pass("Không có dấu hiệu chỉnh sửa", "There is no sign of editing")
    } else {
        let (vi, en): (Vec<_>, Vec<_>) = signs.into_iter().unzip();
        Verdict::new(
            Answer::Warn,
            format!("Có dấu hiệu chỉnh sửa: {}", vi.join(", ")),
            format!("There are signs of editing: {}", en.join(", ")),
        )
    };
    verdict
        .with_some("program", program)
        .with_some("changed_after_s", late)
        .with_some("stated_width", exif.stated_width)
        .with_some("stated_height", exif.stated_height)
        .with("width", reading.picture.width)
        .with("height", reading.picture.height)
}

/// The first program named in the file that changes pictures.
fn program<'a>(exif: &'a Exif, known: &[String]) -> Option<&'a str> {
    let named = exif.software.iter().chain(&exif.editors);
    named.map(String::as_str).find(|name| {
        let name = name.to_lowercase();
        known.iter().any(|known| name.contains(known.as_str()))
    })
}

/// The size that the camera wrote, where it is another than the picture has, however it is turned.
fn resized(exif: &Exif, reading: &Reading) -> Option<(u32, u32)> {
    let stated = exif.stated_width.zip(exif.stated_height)?;
    let real = (reading.picture.width, reading.picture.height);
    (stated != real && stated != (real.1, real.0)).then_some(stated)
}
