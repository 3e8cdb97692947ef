//! `signature.valid`: do the bytes that are kept carry the signature of an enrolled phone?

use mobile_sync_protocol::evidence::Answer;

use super::{
    super::{
        case::{Case, Signed},
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, none},
};

pub(super) const RULE: Rule = Rule {
    code: "signature.valid",
    version: 1,
    weight: 100,
    title: ("Chữ ký của thiết bị", "The device's signature"),
    explanation: (
        "Chữ ký khớp nghĩa là phiếu và ảnh đúng từng byte như thiết bị đã đăng ký gửi đi; không chứng minh cảnh chụp là thật.",
        "A valid signature says that record and photos are, byte for byte, what an enrolled device sent; not that the \
         scene is true.",
    ),
    thresholds: none,
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, _: &Thresholds) -> Verdict {
    let (answer, word, vi, en) = match case.signature {
        Signed::Valid => (Answer::Pass, "valid", "Chữ ký khớp nội dung phiếu", "The signature matches the record"),
        Signed::Joined => (
            Answer::Pass,
            "joined",
            "Máy chủ ghép từ hai bản đều có chữ ký khớp",
            "The server joined two versions whose signatures match",
        ),
        Signed::OnArrival => (
            Answer::NotApplicable,
            "on_arrival",
            "Ứng dụng ODK không ký; máy chủ ký khi nhận, và chữ ký đó khớp nội dung phiếu",
            "ODK's apps sign nothing; the server signed the record when it came, and that signature matches",
        ),
        Signed::Revoked => (
            Answer::Warn,
            "revoked",
            "Thiết bị đã bị thu hồi trước khi phiếu đến máy chủ",
            "The device was revoked before the record arrived",
        ),
        Signed::Mismatch => (
            Answer::Fail,
            "mismatch",
            "Chữ ký không khớp nội dung đang lưu",
            "The signature does not match what is stored",
        ),
        Signed::Missing => (
            Answer::Fail,
            "missing",
            "Phiếu không có chữ ký của thiết bị đã đăng ký",
            "The record has no signature of an enrolled device",
        ),
        Signed::JoinedBroken => (
            Answer::Fail,
            "joined_broken",
            "Máy chủ ghép từ hai bản, trong đó có bản không có chữ ký khớp",
            "The server joined two versions, and one of them has no valid signature",
        ),
    };
    Verdict::new(answer, vi, en).with("signature", word)
}
