//! `place.commune`: was the record made in the commune that it claims?

use mobile_sync_protocol::{evidence::Answer, registry::BoundaryQuality, text::Text};
use serde::{Deserialize, Serialize};

use super::{
    super::{case::Case, thresholds::Thresholds},
    rule::{Ask, Rule, Verdict, above, figures, tenth},
    words,
};

/// What `place.commune` holds a record against: metres outside of the outline, beyond what the outline and the
/// position can be wrong by their own word.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceCommune {
    /// Beyond this a place is a reason to look.
    pub warn_beyond_m: f64,
    /// Beyond this it is another commune's.
    pub fail_beyond_m: f64,
}

pub(super) const RULE: Rule = Rule {
    code: "place.commune",
    version: 1,
    weight: 80,
    title: ("Trong xã đã khai", "Inside the commune that is claimed"),
    explanation: (
        "Khoảng cách từ vị trí đến đường ranh của xã vào ngày kiểm tra, trừ sai số định vị và sai số của đường ranh (gần \
         đúng: 1 km; bản đồ tham khảo: 50 m; chính thức: 10 m). Xã của phiếu vẫn là xã cán bộ đã khai.",
        "Metres from the position to the commune's outline on the day of the inspection, less the position's accuracy \
         and what the outline can be wrong (approximate: 1 km; reference map: 50 m; official: 10 m). The record's \
         commune stays the one that the inspector stated.",
    ),
    thresholds: |all| figures(&all.place_commune),
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, all: &Thresholds) -> Verdict {
    let link = case.commune;
    let (Some(outside), Some(quality)) = (link.distance_m, link.quality) else {
        return Verdict::not_applicable(
            "Không có vị trí, hoặc chưa có đường ranh của xã vào ngày kiểm tra",
            "There is no position, or no outline of the commune on the day of the inspection",
        );
    };
    let (tolerance, accuracy) = (quality.tolerance_m(), link.accuracy_m.unwrap_or(0.0));
    let beyond = outside - tolerance - accuracy;
    let answer = above(beyond, all.place_commune.warn_beyond_m, all.place_commune.fail_beyond_m);
    let far = words::metres(outside);
    let verdict = match answer {
        Answer::Pass if outside <= 0.0 => Verdict::pass("Vị trí nằm trong xã đã khai", "The place is in the commune"),
        Answer::Pass => Verdict::pass(
            format!("Vị trí ngoài ranh giới xã {}, trong phạm vi sai số", far.vi),
            format!("The place is {} outside of the commune, which map and receiver can be wrong", far.en),
        ),
        _ => Verdict::new(
            answer,
            format!("Vị trí ở ngoài xã đã khai {}", far.vi),
            format!("The place is {} outside of the commune that is claimed", far.en),
        ),
    };
    let verdict = if quality == BoundaryQuality::Approximate {
        verdict.and(&Text::new(" (đường ranh gần đúng)", " (by an approximate outline)"))
    } else {
        verdict
    };
    verdict
        .with("outside_m", tenth(outside))
        .with("accuracy_m", tenth(accuracy))
        .with("tolerance_m", tolerance)
        .with("outline", quality.as_str())
        .with_some("in_unit", link.derived.map(|unit| unit.to_string()))
}
