//! `photo.readable`: are the bytes a picture?

use mobile_sync_protocol::evidence::Answer;

use super::{
    super::{
        case::{Case, PhotoCase},
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, none},
};

pub(super) const RULE: Rule = Rule {
    code: "photo.readable",
    version: 1,
    weight: 90,
    title: ("Đọc được ảnh", "The photo can be read"),
    explanation: (
        "Tệp có phải là ảnh JPEG, PNG, WebP hay HEIC nguyên vẹn không. Tệp vẫn được giữ đúng như đã nhận.",
        "Whether the file is a whole JPEG, PNG, WebP or HEIC. It is kept as it came in any case.",
    ),
    thresholds: none,
    ask: Ask::Photo(ask),
};

fn ask(_: &Case<'_>, photo: &PhotoCase<'_>, _: &Thresholds) -> Verdict {
    match photo.reading {
        Err(why) => Verdict::new(
            Answer::Fail,
            format!("Không đọc được ảnh (lý do kỹ thuật: {why})"),
            format!("The photo cannot be read: {why}"),
        )
        .with("why", why),
        Ok(reading) => match &reading.picture.fault {
            Some(fault) => Verdict::new(
                Answer::Warn,
                format!("Không đọc được trọn vẹn ảnh (lý do kỹ thuật: {fault})"),
                format!("The picture cannot be read in full: {fault}"),
            )
            .with("fault", fault.as_str()),
            None => Verdict::pass("Ảnh đọc được trọn vẹn", "The photo can be read in full"),
        }
        .with("width", reading.picture.width)
        .with("height", reading.picture.height),
    }
}
