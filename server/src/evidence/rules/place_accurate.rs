//! `place.accurate`: how far may the record's position be off, by the device's own word?

use serde::{Deserialize, Serialize};

use super::{
    super::{case::Case, thresholds::Thresholds},
    rule::{Ask, Rule, Verdict, above, figures, tenth},
    words,
};

/// What `place.accurate` holds a record against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceAccurate {
    /// Metres of accuracy above which the place is a reason to look.
    pub warn_above_m: f64,
    /// Metres above which it hardly names the commune.
    pub fail_above_m: f64,
}

pub(super) const RULE: Rule = Rule {
    code: "place.accurate",
    version: 1,
    weight: 35,
    title: ("Sai số định vị", "Accuracy of the position"),
    explanation: (
        "Sai số do thiết bị tự báo (khoảng 68 %). Điện thoại chỉ cho vị trí gần đúng thì sai số hàng trăm mét trở lên.",
        "The radius that the device states (about 68 %). A phone that gives only an approximate location is off by \
         hundreds of metres.",
    ),
    thresholds: |all| figures(&all.place_accurate),
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, all: &Thresholds) -> Verdict {
    let Some(fix) = case.revision.fix else {
        return Verdict::not_applicable("Phiếu không có vị trí riêng", "The record has no position of its own");
    };
    let limits = all.place_accurate;
    let answer = above(fix.accuracy_m, limits.warn_above_m, limits.fail_above_m);
    let (off, limit) = (words::metres(fix.accuracy_m), words::metres(limits.warn_above_m));
    Verdict::new(
        answer,
        format!("Sai số định vị {} (cần không quá {})", off.vi, limit.vi),
        format!("The position may be {} off (at most {} is wanted)", off.en, limit.en),
    )
    .with("accuracy_m", tenth(fix.accuracy_m))
}
