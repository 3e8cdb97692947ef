//! `place.site`: was the record made where its subject is planned to be?
//!
//! Nearness to a place that nobody verified proves nothing: where the reference is wrong, those who were on site would
//! look absent and those who copied the reference would look present. So only a surveyed site can pass a record or
//! speak strongly against it.

use mobile_sync_protocol::{evidence::Answer, registry::SiteQuality, text::Text};
use serde::{Deserialize, Serialize};

use super::{
    super::{case::Case, thresholds::Thresholds},
    rule::{Ask, Rule, Verdict, above, figures, tenth},
    words,
};
use crate::geo::link::{SubjectLink, site_tolerance_m};

/// What `place.site` holds a record against: metres from the site, beyond the extent that a site of its quality has and
/// the position's accuracy.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaceSite {
    /// Beyond this a place is a reason to look.
    pub warn_beyond_m: f64,
    /// Beyond this from a surveyed site the inspector was elsewhere.
    pub fail_beyond_m: f64,
}

pub(super) const RULE: Rule = Rule {
    code: "place.site",
    version: 1,
    weight: 75,
    title: ("Gần địa điểm dự kiến", "Near the planned site"),
    explanation: (
        "Khoảng cách đến địa điểm của đối tượng, trừ sai số định vị và phạm vi của địa điểm (đã đo: 100 m; theo hồ sơ: 500 m; \
         ước đoán: 2 km). Địa điểm chưa ai đo thì gần cũng không kết luận được là đúng chỗ.",
        "Metres to the subject's site, less the position's accuracy and the site's extent (surveyed: 100 m; from \
         documents: 500 m; guessed: 2 km). Nearness to a site that nobody surveyed is never a pass.",
    ),
    thresholds: |all| figures(&all.place_site),
    ask: Ask::Record(ask),
};

fn ask(case: &Case<'_>, all: &Thresholds) -> Verdict {
    let link = case.subject;
    let (Some(distance), Some(quality)) = (link.distance_m, link.quality) else {
        return Verdict::not_applicable(
            "Không có vị trí, hoặc đối tượng chưa có địa điểm dự kiến",
            "There is no position, or the subject has no planned site",
        );
    };
    let (extent, accuracy) = (site_tolerance_m(quality), link.accuracy_m.unwrap_or(0.0));
    let answer = above(distance - extent - accuracy, all.place_site.warn_beyond_m, all.place_site.fail_beyond_m);
    let far = words::metres(distance);
    let surveyed = quality == SiteQuality::Surveyed;
    let displaced = displaced(link, distance, accuracy);
    let verdict = match answer {
        Answer::Pass if surveyed && displaced => Verdict::new(
            Answer::Warn,
            format!("Cách địa điểm {}, nhưng gần một đối tượng khác hơn", far.vi),
            format!("{} from the site, but nearer to another subject's", far.en),
        ),
        Answer::Pass if surveyed => {
            Verdict::pass(format!("Cách địa điểm đã đo {}", far.vi), format!("{} from the surveyed site", far.en))
        }
        Answer::Pass => Verdict::not_applicable(
            format!("Cách địa điểm dự kiến {}, nhưng chưa ai đo địa điểm này nên không kết luận được", far.vi),
            format!("{} from the planned site, which nobody surveyed, so it proves nothing", far.en),
        ),
        _ if surveyed => Verdict::new(
            answer,
            format!("Cách địa điểm đã đo {}", far.vi),
            format!("{} from the surveyed site", far.en),
        ),
        // What an unverified reference says against a record is no more than a reason to look, at the reference too.
        _ => Verdict::new(
            Answer::Warn,
            format!("Cách địa điểm dự kiến {}", far.vi),
            format!("{} from the planned site", far.en),
        )
        .and(&Text::new(
            " (địa điểm chưa được đo, cần kiểm tra lại cả địa điểm)",
            " (not surveyed: check the site too)",
        )),
    };
    verdict
        .with("distance_m", tenth(distance))
        .with("accuracy_m", tenth(accuracy))
        .with("extent_m", extent)
        .with("site", quality.as_str())
        .with_some("nearer_subject", link.nearest.map(|nearer| nearer.subject.to_string()))
        .with_some("nearer_m", link.nearest.map(|nearer| tenth(nearer.distance_m)))
}

/// Whether another subject is nearer by more than the receiver can be wrong.
fn displaced(link: &SubjectLink, distance: f64, accuracy: f64) -> bool {
    link.nearest.is_some_and(|nearer| distance - nearer.distance_m > accuracy)
}
