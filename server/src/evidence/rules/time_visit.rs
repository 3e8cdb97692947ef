//! `time.visit`: were the record and its photos made on the days of its visit?

use mobile_sync_protocol::{
    registry::Visit,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};

use super::{
    super::{
        case::{Case, PhotoCase},
        thresholds::Thresholds,
    },
    rule::{Ask, Rule, Verdict, above, figures},
    words,
};

/// What `time.visit` holds a record against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeVisit {
    /// Days outside of the visit above which it cannot be a plan that moved.
    pub fail_beyond_days: i32,
}

pub(super) const RULE: Rule = Rule {
    code: "time.visit",
    version: 1,
    weight: 65,
    title: ("Trong những ngày của đợt kiểm tra", "On the days of the visit"),
    explanation: (
        "Ngày lập phiếu và ngày chụp ghi trong ảnh so với những ngày của đợt kiểm tra.",
        "The record's day and the days on which its photos say that they were taken, beside the days of the visit.",
    ),
    thresholds: |all| figures(&all.time_visit),
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, all: &Thresholds) -> Verdict {
    let Some(visit) = case.visit else {
        return Verdict::not_applicable("Phiếu không thuộc đợt kiểm tra nào", "The record names no visit");
    };
    let own = case.revision.captured_at.date();
    let photos: Vec<Date> = case.photos.iter().map(taken_on).collect();
    let outside = photos.iter().filter(|day| days_outside(visit, **day) > 0).count();
    let furthest = photos.iter().chain([&own]).max_by_key(|day| days_outside(visit, **day)).copied().unwrap_or(own);
    let days = days_outside(visit, furthest);
    let answer = above(days, 0, all.time_visit.fail_beyond_days);
    let (from, to, day) = (words::day(visit.starts_on), words::day(visit.ends_on), words::day(furthest));
    let (vi, en) = match (days, days_outside(visit, own)) {
        (0, _) => (
            format!("Phiếu và ảnh trong đợt kiểm tra {} đến {}", from.vi, to.vi),
            format!("Record and photos are of the visit's days, {} to {}", from.en, to.en),
        ),
        (days, 0) => (
            format!(
                "{outside} ảnh chụp ngoài đợt kiểm tra ({} đến {}), xa nhất là {}, lệch {days} ngày",
                from.vi, to.vi, day.vi
            ),
            format!(
                "{outside} photos are of other days than the visit's ({} to {}), the furthest of {}, {days} days off",
                from.en, to.en, day.en
            ),
        ),
        (days, _) => (
            format!(
                "Phiếu lập ngoài đợt kiểm tra ({} đến {}), xa nhất là {}, lệch {days} ngày",
                from.vi, to.vi, day.vi
            ),
            format!(
                "The record is of another day than the visit's ({} to {}), the furthest {}, {days} days off",
                from.en, to.en, day.en
            ),
        ),
    };
    Verdict::new(answer, vi, en)
        .with("record_on", own.to_string())
        .with("photos_outside", outside)
        .with("furthest_on", furthest.to_string())
        .with("days_outside", days)
        .with("starts_on", visit.starts_on.to_string())
        .with("ends_on", visit.ends_on.to_string())
}

/// The day on which a photo was taken, by its camera, or else by the phone.
fn taken_on(photo: &PhotoCase<'_>) -> Date {
    let camera = photo.reading.ok().and_then(|reading| reading.exif.as_ref()?.taken_at);
    camera.map_or_else(|| photo.photo.taken_at.date(), |taken| Timestamp(taken.wall_ms).date_at(0))
}

fn days_outside(visit: &Visit, day: Date) -> i32 {
    visit.starts_on.days_since(day).max(day.days_since(visit.ends_on)).max(0)
}
