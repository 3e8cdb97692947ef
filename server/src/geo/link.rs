//! How a record hangs together with a commune and a subject: what it declares, what the place says, whether they agree.
//!
//! The commune is what the inspector states; the place can only agree with it or give a reason to look. So a link keeps
//! both, with how the second was found and every figure that went into the judgement, and is kept on the record as it
//! was: a better map later does not rewrite it.
//!
//! What is never said is that nearness proves presence. A site that nobody surveyed can at best answer
//! [`Agreement::Approximate`], since a point that agrees with a wrong reference is wrong too.

use mobile_sync_protocol::{
    ids::{SubjectId, UnitId},
    registry::{BoundaryQuality, SiteQuality},
    time::Date,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    boundaries::{Boundaries, Located, Reach},
    site::Place,
};

/// A point that a record offers as its place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offered {
    /// Where in the record it stands.
    pub by: OfferedBy,
    /// Latitude in degrees.
    pub lat: f64,
    /// Longitude in degrees.
    pub lon: f64,
    /// Metres within which the device believed itself to be; a photo's EXIF rarely says.
    pub accuracy_m: Option<f64>,
}

/// What in a record offers a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OfferedBy {
    /// The record's own fix.
    Record,
    /// The answer to an item that asks for a place.
    Answer,
    /// A photo.
    Photo,
}

/// How the place's side of a link was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum LinkMethod {
    /// It was not: only what is declared is known.
    Declared,
    /// The point is inside an outline.
    Boundary,
    /// The point is in none; the nearest counts.
    Distance,
}

/// Whether the place agrees with what is declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// It does.
    Agrees,
    /// It differs by no more than the map and the receiver can be wrong.
    Approximate,
    /// It differs by more.
    Disagrees,
    /// There is no point, or nothing to hold it against.
    Unknown,
}

/// A record and its commune.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CommuneLink {
    /// What the inspector states.
    pub declared: UnitId,
    /// What the place says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub derived: Option<UnitId>,
    /// How that was found.
    pub method: LinkMethod,
    /// Metres that the point is outside the declared commune's outline; 0 inside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// The accuracy of the point that was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// The quality of the declared commune's outline; of the derived one's where the declared has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<BoundaryQuality>,
    /// What the point was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<OfferedBy>,
    /// Whether they agree.
    pub agreement: Agreement,
}

/// A subject that the record may be about.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The subject.
    pub subject: SubjectId,
    /// The commune that it is in.
    pub commune: UnitId,
    /// Where it is planned to be.
    pub site: Option<Place>,
    /// How well that is known; counts only with a site.
    pub quality: SiteQuality,
}

/// A record and its subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct SubjectLink {
    /// What the inspector states.
    pub subject: SubjectId,
    /// Metres from the point to the subject's site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_m: Option<f64>,
    /// Another subject whose site is nearer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<NearerSubject>,
    /// How the place's side was found.
    pub method: LinkMethod,
    /// The accuracy of the point that was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy_m: Option<f64>,
    /// How well the declared subject's site is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quality: Option<SiteQuality>,
    /// Whether they agree.
    pub agreement: Agreement,
}

/// A subject that is nearer than the declared one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct NearerSubject {
    /// The subject.
    pub subject: SubjectId,
    /// The commune that it is in.
    pub commune: UnitId,
    /// Metres from the point to its site.
    pub distance_m: f64,
}

/// The point to judge by: the record's own fix, else the most accurate of the others.
///
/// The record's own fix is the one that the inspector was asked for and saw on the screen, taken with care and signed
/// as the record's place; photos may be taken across the valley. Without it, accuracy is all there is to choose by, and
/// a point that does not say comes last. Points that are no coordinates are passed over.
pub fn best_point(points: &[Offered]) -> Option<Offered> {
    let rank = |point: &Offered| (point.by != OfferedBy::Record, stated_accuracy(point).unwrap_or(f64::INFINITY));
    points
        .iter()
        .filter(|point| mobile_sync_protocol::place::check_coordinates(point.lat, point.lon).is_ok())
        .min_by(|one, other| {
            let (one, other) = (rank(one), rank(other));
            one.0.cmp(&other.0).then(one.1.total_cmp(&other.1))
        })
        .copied()
}

fn stated_accuracy(point: &Offered) -> Option<f64> {
    point.accuracy_m.filter(|metres| metres.is_finite() && *metres >= 0.0)
}

/// Links a record to its commune on the inspection's day.
///
/// Inside the declared outline is agreement, also where a neighbour's outline holds the point too. Outside, the point
/// still counts as [`Agreement::Approximate`] up to the tolerance of the outline's quality plus the point's accuracy:
/// the line may be that wrong, and the receiver that much on top. A commune whose outline is missing, or is of other
/// days than the inspection's, cannot be held against the point: the derived unit is told, the agreement is unknown.
pub fn commune_link(declared: UnitId, on: Date, points: &[Offered], boundaries: &Boundaries) -> CommuneLink {
    let point = best_point(points);
    let found = point.and_then(|point| boundaries.locate(point.lat, point.lon, on));
    let reach = point
        .filter(|_| boundaries.covers(declared, on))
        .and_then(|point| boundaries.distance_to(declared, point.lat, point.lon));
    let accuracy_m = point.as_ref().and_then(stated_accuracy);
    let held = reach.is_some_and(|reach| reach.inside);
    CommuneLink {
        declared,
        derived: if held { Some(declared) } else { found.as_ref().map(|found| found.unit) },
        method: commune_method(held, found.as_ref()),
        distance_m: reach.map(|reach| reach.outside_m),
        accuracy_m,
        quality: reach.map(|reach| reach.quality).or(found.map(|found| found.quality)),
        by: point.map(|point| point.by),
        agreement: reach.map_or(Agreement::Unknown, |reach| commune_agreement(reach, accuracy_m)),
    }
}

fn commune_method(held: bool, found: Option<&Located>) -> LinkMethod {
    match found {
        _ if held => LinkMethod::Boundary,
        Some(found) if found.inside => LinkMethod::Boundary,
        Some(_) => LinkMethod::Distance,
        None => LinkMethod::Declared,
    }
}

fn commune_agreement(reach: Reach, accuracy_m: Option<f64>) -> Agreement {
    if reach.inside {
        Agreement::Agrees
    } else if reach.outside_m <= reach.quality.tolerance_m() + accuracy_m.unwrap_or(0.0) {
        Agreement::Approximate
    } else {
        Agreement::Disagrees
    }
}

/// How far from a site of this quality a record of it may be made, in metres.
///
/// A surveyed spot stands for works with an extent, and an inspector stands where the works can be seen: 100 m. A spot
/// read off documents is often the middle of a lot or the commune's list: 500 m. A guess is the village: 2 km.
pub fn site_tolerance_m(quality: SiteQuality) -> f64 {
    match quality {
        SiteQuality::Guessed => 2_000.0,
        SiteQuality::Documented => 500.0,
        SiteQuality::Surveyed => 100.0,
    }
}

/// Links a record to its subject among those that it may be about.
///
/// A point within [`site_tolerance_m`] plus its accuracy of the declared site agrees only where somebody surveyed the
/// site; else it is approximate at best. Another subject that is nearer is always told, and where it is nearer by more
/// than the receiver can be wrong, agreement is approximate too: the houses of a hamlet stand close together, so a
/// nearer neighbour alone is a reason to look and no contradiction.
pub fn subject_link(declared: SubjectId, points: &[Offered], candidates: &[Candidate]) -> SubjectLink {
    let point = best_point(points);
    let accuracy_m = point.as_ref().and_then(stated_accuracy);
    let own = candidates.iter().find(|candidate| candidate.subject == declared && candidate.site.is_some());
    let distance_m = point.zip(own).and_then(|(point, own)| distance_m(point, own));
    let nearest = point.zip(distance_m).and_then(|(point, limit)| nearer(declared, point, limit, candidates));
    SubjectLink {
        subject: declared,
        distance_m,
        nearest,
        method: match distance_m {
            None => LinkMethod::Declared,
            Some(metres) if metres <= 0.0 => LinkMethod::Boundary,
            Some(_) => LinkMethod::Distance,
        },
        accuracy_m,
        quality: own.map(|own| own.quality),
        agreement: distance_m.zip(own).map_or(Agreement::Unknown, |(metres, own)| {
            let noise = accuracy_m.unwrap_or(0.0);
            let displaced = nearest.is_some_and(|nearer| metres - nearer.distance_m > noise);
            match own.quality {
                quality if metres > site_tolerance_m(quality) + noise => Agreement::Disagrees,
                SiteQuality::Surveyed if !displaced => Agreement::Agrees,
                _ => Agreement::Approximate,
            }
        }),
    }
}

fn distance_m(point: Offered, candidate: &Candidate) -> Option<f64> {
    candidate.site.as_ref().map(|site| site.distance_m(point.lat, point.lon))
}

fn nearer(declared: SubjectId, point: Offered, limit: f64, candidates: &[Candidate]) -> Option<NearerSubject> {
    candidates
        .iter()
        .filter(|candidate| candidate.subject != declared)
        .filter_map(|candidate| {
            let distance_m = distance_m(point, candidate)?;
            Some(NearerSubject { subject: candidate.subject, commune: candidate.commune, distance_m })
        })
        .filter(|candidate| candidate.distance_m < limit)
        .min_by(|one, other| one.distance_m.total_cmp(&other.distance_m).then(one.subject.cmp(&other.subject)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::geo::{boundaries::Outline, geometry::Shape};

    const WEST: UnitId = UnitId(Uuid::from_u128(1));
    const EAST: UnitId = UnitId(Uuid::from_u128(2));
    const BARE: UnitId = UnitId(Uuid::from_u128(3));

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Two communes of a tenth of a degree side by side, their border at 106.6 degrees.
    fn map(quality: BoundaryQuality) -> Boundaries {
        let square = |unit, code: &str, west: f64| Outline {
            unit,
            code: code.to_owned(),
            valid_from: Some(day("2020-01-01")),
            valid_to: Some(day("2025-06-30")),
            quality,
            shape: Shape::from_value(&json!({"type": "Polygon", "coordinates": [[
                [west, 21.8], [west + 0.1, 21.8], [west + 0.1, 21.9], [west, 21.9], [west, 21.8]]]}))
            .unwrap(),
        };
        Boundaries::new(vec![square(WEST, "1", 106.5), square(EAST, "2", 106.6)])
    }

    fn point(by: OfferedBy, lon: f64, accuracy_m: impl Into<Option<f64>>) -> Offered {
        Offered { by, lat: 21.85, lon, accuracy_m: accuracy_m.into() }
    }

    fn link(quality: BoundaryQuality, lon: f64, accuracy_m: f64) -> CommuneLink {
        commune_link(WEST, day("2024-05-06"), &[point(OfferedBy::Record, lon, accuracy_m)], &map(quality))
    }

    #[test]
    fn a_point_inside_the_declared_commune_agrees() {
        let link = link(BoundaryQuality::Official, 106.55, 5.0);
        assert_eq!((link.derived, link.method), (Some(WEST), LinkMethod::Boundary));
        assert_eq!((link.distance_m, link.agreement), (Some(0.0), Agreement::Agrees));
    }

    #[test]
    fn how_far_outside_still_passes_depends_on_the_map_and_the_receiver() {
        // A thousandth of a degree of longitude is 103 m there.
        assert_eq!(link(BoundaryQuality::Official, 106.601, 5.0).agreement, Agreement::Disagrees);
        assert_eq!(link(BoundaryQuality::Official, 106.601, 100.0).agreement, Agreement::Approximate);
        let rough = link(BoundaryQuality::Approximate, 106.601, 5.0);
        assert_eq!((rough.derived, rough.agreement), (Some(EAST), Agreement::Approximate));
        assert!((rough.distance_m.unwrap() - 103.4).abs() < 0.5);
        assert_eq!(link(BoundaryQuality::Approximate, 106.62, 5.0).agreement, Agreement::Disagrees);
    }

    #[test]
    fn a_point_outside_all_communes_is_the_nearest_ones_by_distance() {
        let link = link(BoundaryQuality::Official, 106.499, 5.0);
        assert_eq!((link.derived, link.method), (Some(WEST), LinkMethod::Distance));
        assert_eq!(link.agreement, Agreement::Disagrees);
    }

    #[test]
    fn without_a_point_or_an_outline_of_that_day_nothing_is_known() {
        let map = map(BoundaryQuality::Official);
        let none = commune_link(WEST, day("2024-05-06"), &[], &map);
        assert_eq!((none.derived, none.method, none.agreement), (None, LinkMethod::Declared, Agreement::Unknown));
        let here = [point(OfferedBy::Record, 106.55, 5.0)];
        let bare = commune_link(BARE, day("2024-05-06"), &here, &map);
        assert_eq!((bare.derived, bare.agreement), (Some(WEST), Agreement::Unknown));
        let late = commune_link(WEST, day("2025-07-01"), &here, &map);
        assert_eq!((late.derived, late.distance_m, late.agreement), (None, None, Agreement::Unknown));
    }

    #[test]
    fn the_records_own_fix_counts_before_a_sharper_photo() {
        let record = point(OfferedBy::Record, 106.55, 50.0);
        let photo = point(OfferedBy::Photo, 106.65, 3.0);
        let silent = point(OfferedBy::Photo, 106.66, None);
        let answer = point(OfferedBy::Answer, 106.67, 9.0);
        assert_eq!(best_point(&[photo, record]), Some(record));
        assert_eq!(best_point(&[silent, answer, photo]), Some(photo));
        assert_eq!(best_point(&[silent]), Some(silent));
        let nowhere = Offered { lat: f64::NAN, ..record };
        assert_eq!(best_point(&[nowhere, silent]), Some(silent));
    }

    #[test]
    fn links_are_kept_as_json_and_come_back() {
        let link = link(BoundaryQuality::ReferenceMap, 106.601, 12.5);
        let kept = serde_json::to_value(&link).unwrap();
        assert_eq!((&kept["method"], &kept["quality"]), (&json!("boundary"), &json!("reference-map")));
        assert_eq!(serde_json::from_value::<CommuneLink>(kept).unwrap(), link);
    }

    const BRIDGE: SubjectId = SubjectId(Uuid::from_u128(10));
    const SCHOOL: SubjectId = SubjectId(Uuid::from_u128(11));

    fn spot(subject: SubjectId, lon: f64, quality: SiteQuality) -> Candidate {
        let site = Place::from_value(&json!({"type": "Point", "coordinates": [lon, 21.85]})).unwrap();
        Candidate { subject, commune: WEST, site: Some(site), quality }
    }

    fn subject(own: SiteQuality, lon: f64, other: f64, accuracy_m: f64) -> SubjectLink {
        let candidates = [spot(BRIDGE, 106.55, own), spot(SCHOOL, other, SiteQuality::Surveyed)];
        subject_link(BRIDGE, &[point(OfferedBy::Record, lon, accuracy_m)], &candidates)
    }

    #[test]
    fn nearness_to_a_site_that_nobody_surveyed_is_never_agreement() {
        assert_eq!(subject(SiteQuality::Surveyed, 106.5501, 106.6, 5.0).agreement, Agreement::Agrees);
        assert_eq!(subject(SiteQuality::Documented, 106.5501, 106.6, 5.0).agreement, Agreement::Approximate);
        assert_eq!(subject(SiteQuality::Guessed, 106.56, 106.6, 5.0).agreement, Agreement::Approximate);
        assert_eq!(subject(SiteQuality::Documented, 106.56, 106.6, 5.0).agreement, Agreement::Disagrees);
    }

    #[test]
    fn a_nearer_subject_is_told_and_weighs_by_the_receivers_noise() {
        let sharp = subject(SiteQuality::Surveyed, 106.5509, 106.551, 5.0);
        assert_eq!(sharp.nearest.map(|nearer| nearer.subject), Some(SCHOOL));
        assert_eq!(sharp.agreement, Agreement::Approximate);
        let noisy = subject(SiteQuality::Surveyed, 106.5509, 106.551, 120.0);
        assert_eq!((noisy.nearest.is_some(), noisy.agreement), (true, Agreement::Agrees));
        assert_eq!(subject(SiteQuality::Surveyed, 106.5501, 106.6, 5.0).nearest, None);
    }

    #[test]
    fn a_subject_without_a_site_is_only_declared() {
        let bare = Candidate { subject: BRIDGE, commune: WEST, site: None, quality: SiteQuality::Surveyed };
        let link = subject_link(BRIDGE, &[point(OfferedBy::Record, 106.55, 5.0)], &[bare]);
        assert_eq!((link.method, link.agreement, link.quality), (LinkMethod::Declared, Agreement::Unknown, None));
    }
}
