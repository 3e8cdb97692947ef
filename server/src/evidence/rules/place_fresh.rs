//! `place.fresh`: was the record's position measured when the record was made?

use serde::{Deserialize, Serialize};

use super::{
    super::{case::Case, thresholds::Thresholds},
    rule::{Ask, Rule, Verdict, above, figures},
    words,
};

/// What `place.fresh` holds a record against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceFresh {
    /// Seconds between position and record above which they hardly belong together.
    pub warn_beyond_s: i64,
}

pub(super) const RULE: Rule = Rule {
    code: "place.fresh",
    version: 1,
    weight: 30,
    title: ("Thời điểm đo vị trí", "When the position was measured"),
    explanation: (
        "Vị trí đo cách xa lúc lập phiếu có thể là vị trí cũ của điện thoại, ở nơi khác.",
        "A position measured long before or after the record may be an old one, of another place.",
    ),
    thresholds: |all| figures(&all.place_fresh),
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, all: &Thresholds) -> Verdict {
    let Some(fix) = case.revision.fix else {
        return Verdict::not_applicable("Phiếu không có vị trí riêng", "The record has no position of its own");
    };
    let apart = case.revision.captured_at.at.since(fix.at.at);
    let answer = above(apart.abs() / 1_000, all.place_fresh.warn_beyond_s, i64::MAX);
    let (span, side) = (words::span(apart), if apart < 0 { ("sau", "after") } else { ("trước", "before") });
    Verdict::new(
        answer,
        format!("Vị trí đo {} lúc lập phiếu {}", side.0, span.vi),
        format!("The position was measured {} {} the record was made", span.en, side.1),
    )
    .with("apart_s", apart / 1_000)
}
