//! `photo.stripped`: has the photo lost what a camera writes?

use mobile_sync_protocol::evidence::Answer;

use super::{
    super::{
        case::{Case, PhotoCase},
        photo::Reading,
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, none},
};

pub(super) const RULE: Rule = Rule {
    code: "photo.stripped",
    version: 1,
    weight: 45,
    title: ("Ảnh mất thông tin gốc", "A photo stripped of its metadata"),
    explanation: (
        "Ảnh không còn giờ chụp lẫn vị trí: thường là ảnh gửi qua ứng dụng trò chuyện, ảnh chụp màn hình hoặc tải về.",
        "Neither time nor place is left: mostly photos that went through a chat application, screenshots, downloads.",
    ),
    thresholds: none,
    ask: Ask::Read(ask),
};

fn ask(_: &Case<'_>, _: &PhotoCase<'_>, reading: &Reading, _: &Thresholds) -> Verdict {
    let exif = reading.exif.as_ref();
    let (time, place) = (exif.is_some_and(|exif| exif.taken_at.is_some()), exif.is_some_and(|exif| exif.lat.is_some()));
    let camera = exif.and_then(|exif| exif.model.as_deref().or(exif.maker.as_deref()));
    let verdict = match (exif.is_some(), time || place) {
        (_, true) => Verdict::pass("Ảnh còn thông tin gốc", "The photo has its metadata"),
        (true, false) => Verdict::new(
            Answer::Warn,
            "Ảnh không còn giờ chụp và vị trí",
            "Neither time nor place is left in the photo",
        ),
        (false, _) => {
            Verdict::new(Answer::Warn, "Ảnh không còn thông tin gốc nào", "The photo carries no metadata at all")
        }
    };
    verdict.with("time", time).with("place", place).with_some("camera", camera)
}
