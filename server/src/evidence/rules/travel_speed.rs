//! `travel.speed`: can one phone have been at two records, one after the other?

use mobile_sync_protocol::{evidence::Answer, time::Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    super::{
        case::{Case, Stop},
        check::OTHERS,
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, above, figures, tenth},
    words,
};
use crate::geo::metres_between;

/// What `travel.speed` holds two records of one phone against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TravelSpeed {
    /// Metres below which a distance is no journey.
    pub journey_m: f64,
    /// Kilometres an hour above which the journey is a reason to look.
    pub warn_above_kmh: f64,
    /// Kilometres an hour above which nobody can have made it.
    pub fail_above_kmh: f64,
}

pub(super) const RULE: Rule = Rule {
    code: "travel.speed",
    version: 1,
    weight: 85,
    title: ("Tốc độ di chuyển", "Speed of travel"),
    explanation: (
        "Tốc độ cần có để cùng một điện thoại đi giữa phiếu này và phiếu ngay trước, ngay sau; khoảng cách đã trừ sai số \
         của hai vị trí.",
        "The speed that one phone needs between this record and the ones just before and after; the distance is less \
         the accuracy of both positions.",
    ),
    thresholds: |all| figures(&all.travel_speed),
    ask: Ask::Record(ask),
};

/// A journey between this record and a neighbour.
struct Journey<'a> {
    stop: &'a Stop,
    metres: f64,
    seconds: f64,
    kmh: f64,
}

fn ask(case: &Case<'_>, all: &Thresholds) -> Verdict {
    let Some(fix) = case.revision.fix else {
        return Verdict::not_applicable("Phiếu không có vị trí riêng", "The record has no position of its own");
    };
    let here = |stop| journey((fix.lat, fix.lon, fix.accuracy_m), fix.at.at, stop);
    let journeys: Vec<Journey<'_>> = case.before.iter().chain(&case.after).map(here).collect();
    let limits = all.travel_speed;
    let real = |journey: &&Journey<'_>| journey.metres >= limits.journey_m;
    let Some(fastest) = journeys.iter().filter(real).max_by(|one, other| one.kmh.total_cmp(&other.kmh)) else {
        return if journeys.is_empty() {
            Verdict::not_applicable(
                "Điện thoại này không có phiếu nào khác có vị trí",
                "The phone has no other record with a position",
            )
        } else {
            Verdict::pass("Điện thoại ở gần chỗ của phiếu liền kề", "The phone was near its neighbouring records")
        };
    };
    let answer = above(fastest.kmh, limits.warn_above_kmh, limits.fail_above_kmh);
    let (far, speed) = (words::metres(fastest.metres), words::number(fastest.kmh, 0));
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds between two times that are whole milliseconds")]
    let span = words::span((fastest.seconds * 1_000.0) as i64);
    let (vi, en) = (
        format!("{} trong {} so với phiếu liền kề, tức {} km/h", far.vi, span.vi, speed.vi),
        format!("{} in {} from a neighbouring record, which takes {} km/h", far.en, span.en, speed.en),
    );
    let others: Vec<Value> = journeys.iter().map(|journey| json!({"record": journey.stop.record})).collect();
    let verdict = Verdict::new(answer, vi, en)
        .with("speed_kmh", tenth(fastest.kmh))
        .with("distance_m", tenth(fastest.metres))
        .with("seconds", tenth(fastest.seconds))
        .with("neighbour", fastest.stop.record.to_string());
    if answer > Answer::Pass { verdict.with(OTHERS, others) } else { verdict }
}

fn journey((lat, lon, accuracy_m): (f64, f64, f64), at: Timestamp, stop: &Stop) -> Journey<'_> {
    let metres = (metres_between((lat, lon), (stop.lat, stop.lon)) - accuracy_m - stop.accuracy_m).max(0.0);
    #[expect(clippy::cast_precision_loss, reason = "a span of time in milliseconds")]
    let seconds = at.since(stop.at).abs() as f64 / 1_000.0;
    // Two places in the same second are a speed all the same.
    Journey { stop, metres, seconds, kmh: metres / seconds.max(1.0) * 3.6 }
}
