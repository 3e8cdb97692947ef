//! `time.record`: was the record made before it arrived?

use serde::{Deserialize, Serialize};

use super::{
    super::{case::Case, thresholds::Thresholds},
    rule::{Ask, Rule, Verdict, above, figures},
    words,
};

/// What `time.record` holds a record against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRecord {
    /// Seconds by which the phone's clock may be ahead of the server's.
    pub warn_ahead_s: i64,
    /// Seconds above which the clock was set.
    pub fail_ahead_s: i64,
}

pub(super) const RULE: Rule = Rule {
    code: "time.record",
    version: 1,
    weight: 55,
    title: ("Đồng hồ của điện thoại", "The phone's clock"),
    explanation: (
        "Phiếu không thể lập sau khi đã đến máy chủ. Đến muộn nhiều ngày thì bình thường: nơi kiểm tra không có sóng.",
        "A record cannot be made after it arrived. That it arrives days later is as it should be: there is no signal \
         on site.",
    ),
    thresholds: |all| figures(&all.time_record),
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, all: &Thresholds) -> Verdict {
    let ahead = case.revision.captured_at.at.since(case.received_at);
    let limits = all.time_record;
    let answer = above(ahead / 1_000, limits.warn_ahead_s, limits.fail_ahead_s);
    let span = words::span(ahead);
    let (vi, en) = if ahead > 0 {
        (
            format!("Giờ lập phiếu sau giờ máy chủ nhận {}", span.vi),
            format!("It says that it was made {} after it arrived", span.en),
        )
    } else {
        (format!("Phiếu lập trước khi máy chủ nhận {}", span.vi), format!("It was made {} before it arrived", span.en))
    };
    Verdict::new(answer, vi, en).with("ahead_s", ahead / 1_000)
}
