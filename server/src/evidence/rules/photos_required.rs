//! `photos.required`: are the photos there that the checklist asks for?

use mobile_sync_protocol::{evidence::Answer, problem::Code};

use super::{
    super::{case::Case, thresholds::Thresholds},
    rule::{Ask, Rule, Verdict, none},
};

pub(super) const RULE: Rule = Rule {
    code: "photos.required",
    version: 1,
    weight: 50,
    title: ("Ảnh bắt buộc", "Required photos"),
    explanation: (
        "Những tiêu chí mà bảng kiểm yêu cầu có ảnh. Thiếu ảnh không làm phiếu bị từ chối.",
        "The items that the checklist wants photos of. A record that lacks some is taken all the same.",
    ),
    thresholds: none,
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, _: &Thresholds) -> Verdict {
    let missing = case.omissions.iter().filter(|omission| omission.code == Code::IncompletePhoto.as_str());
    let items: Vec<&str> = missing.map(|omission| omission.path.trim_start_matches("/answers/")).collect();
    let photos = case.photos.len();
    let verdict = match (items.len(), photos) {
        (0, 0) => Verdict::not_applicable("Bảng kiểm không yêu cầu ảnh", "The checklist asks for no photo"),
        (0, _) => Verdict::pass("Có đủ ảnh bắt buộc", "Every required photo is there"),
        (some, 0) => Verdict::new(
            Answer::Fail,
            format!("Không có ảnh nào, thiếu ảnh ở {some} tiêu chí"),
            format!("There is no photo at all; {some} items want one"),
        ),
        (some, _) => Verdict::new(
            Answer::Warn,
            format!("Thiếu ảnh ở {some} tiêu chí"),
            format!("{some} items lack the photo that they want"),
        ),
    };
    verdict.with("photos", photos).with("items_without", items)
}
