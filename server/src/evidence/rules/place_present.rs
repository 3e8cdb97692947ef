//! `place.present`: does the record say where it was made?

use mobile_sync_protocol::{answer::Value, evidence::Answer, place::FixSource};

use super::{
    super::{case::Case, thresholds::Thresholds},
    rule::{Ask, Rule, Verdict, none},
};

pub(super) const RULE: Rule = Rule {
    code: "place.present",
    version: 1,
    weight: 70,
    title: ("Có vị trí", "A place is there"),
    explanation: (
        "Phiếu cần vị trí đo tại chỗ. Vị trí chỉ có trong ảnh hoặc chấm tay trên bản đồ là lý do để xem lại.",
        "A record needs a position measured on site. One that only photos have, or that a person put on a map, is a \
         reason to look.",
    ),
    thresholds: none,
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, _: &Thresholds) -> Verdict {
    if let Some(fix) = case.revision.fix {
        if fix.source == FixSource::Manual {
            let (vi, en) = ("Vị trí do người nhập chấm trên bản đồ, không phải đo", "A person put the place on a map");
            return Verdict::new(Answer::Warn, vi, en).with("source", "manual");
        }
        return Verdict::pass("Phiếu có vị trí đo tại chỗ", "The record has a measured position").with("source", "fix");
    }
    let answers = case.revision.answers.values().any(|answer| matches!(answer.value, Value::Place(_)));
    let photos = case.photos.iter().any(|photo| {
        photo.photo.fix.is_some()
            || photo.reading.is_ok_and(|reading| reading.exif.as_ref().is_some_and(|exif| exif.lat.is_some()))
    });
    let (answer, source, vi, en) = match (answers, photos) {
        (true, _) => (
            Answer::Warn,
            "answer",
            "Phiếu không có vị trí riêng, chỉ có vị trí trong câu trả lời",
            "The record has no position of its own, only one in an answer",
        ),
        (false, true) => (
            Answer::Warn,
            "photo",
            "Phiếu không có vị trí riêng, chỉ có vị trí trong ảnh",
            "The record has no position of its own, only photos have one",
        ),
        (false, false) => {
            (Answer::Fail, "none", "Phiếu và ảnh đều không có vị trí", "Neither the record nor a photo has a position")
        }
    };
    Verdict::new(answer, vi, en).with("source", source)
}
