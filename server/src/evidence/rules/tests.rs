//! For each rule a record whose evidence is good, and the same where one thing was changed and that rule alone objects.

use std::collections::BTreeMap;

use mobile_sync_protocol::{
    evidence::Answer,
    ids::{RecordId, Sha256, SubjectId, UnitId},
    place::{Fix, FixSource},
    problem::{Code, Violation},
    record::{Photo, Revision},
    registry::{BoundaryQuality, SiteQuality, Visit},
    time::{Date, OffsetTime, Timestamp},
};
use serde_json::json;
use uuid::Uuid;

use super::{
    super::{
        case::{PhotoCase, Signed, Stop, Twin},
        likeness::{How, Match},
        photo::{Exif, Format, Picture, Reading},
    },
    *,
};
use crate::geo::link::{Agreement, CommuneLink, LinkMethod, NearerSubject, OfferedBy, SubjectLink};

const MORNING: &str = "2024-05-06T09:15:00+07:00";
const HERE: (f64, f64) = (21.904, 106.5933);

/// Everything that a [`Case`] borrows.
#[derive(Clone)]
struct Scene {
    revision: Revision,
    received_at: Timestamp,
    signature: Signed,
    visit: Option<Visit>,
    commune: CommuneLink,
    subject: SubjectLink,
    omissions: Vec<Violation>,
    photos: Vec<(Photo, Result<Reading, String>, Vec<Twin>)>,
    before: Option<Stop>,
}

impl Scene {
    fn check(&self) -> Vec<Check> {
        let photos = self.photos.iter().map(|(photo, reading, twins)| PhotoCase {
            photo,
            reading: reading.as_ref().map_err(String::as_str),
            twins: twins.clone(),
        });
        let case = Case {
            record: self.revision.record,
            revision: &self.revision,
            received_at: self.received_at,
            signature: self.signature,
            visit: self.visit.as_ref(),
            commune: &self.commune,
            subject: &self.subject,
            site: None,
            omissions: &self.omissions,
            photos: photos.collect(),
            before: self.before,
            after: None,
        };
        check(&case, &thresholds())
    }

    fn exif(&mut self) -> &mut Exif {
        self.reading().exif.as_mut().unwrap()
    }

    fn reading(&mut self) -> &mut Reading {
        self.photos[0].1.as_mut().unwrap()
    }

    fn fix(&mut self) -> &mut Fix {
        self.revision.fix.as_mut().unwrap()
    }
}

/// The defaults, as they are shipped.
fn thresholds() -> Thresholds {
    crate::config::Config::load(&crate::config::Flags::default()).unwrap().evidence
}

fn time(text: &str) -> OffsetTime {
    text.parse().unwrap()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn id(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn fix() -> Fix {
    let (lat, lon) = HERE;
    let (at, source) = (time(MORNING), FixSource::Gnss);
    Fix { lat, lon, accuracy_m: 6.0, altitude_m: None, at, source, mocked: Some(false) }
}

/// A record of a works, made on site in its visit by a phone whose camera writes everything.
fn good() -> Scene {
    let revision: Revision = serde_json::from_value(json!({
        "record": id(1), "revision": id(2), "checklist": {"id": "infrastructure_work", "version": 1},
        "visit": id(7), "subject": id(4), "sub_project": id(5), "commune": id(6),
        "captured_at": MORNING, "answers": {},
    }))
    .unwrap();
    let exif = Exif {
        lat: Some(HERE.0 + 0.0001),
        lon: Some(HERE.1),
        accuracy_m: Some(5.0),
        gps_at: Some("2024-05-06T02:15:01Z".parse().unwrap()),
        taken_at: Some("2024-05-06T09:15:03".parse().unwrap()),
        modified_at: Some("2024-05-06T09:15:03".parse().unwrap()),
        maker: Some("samsung".to_owned()),
        model: Some("SM-A546E".to_owned()),
        software: Some("A546EXXU".to_owned()),
        stated_width: Some(4_000),
        stated_height: Some(3_000),
        ..Exif::default()
    };
    let picture = Picture { width: 4_000, height: 3_000, fault: None, brightness: Some(0.5), sharpness: Some(0.7) };
    let photo = Photo {
        sha256: Sha256([1; 32]),
        bytes: 3_000_000,
        media_type: "image/jpeg".to_owned(),
        item: None,
        caption: None,
        taken_at: time("2024-05-06T09:15:02+07:00"),
        fix: Some(fix()),
        signed_by: None,
    };
    Scene {
        revision: Revision { fix: Some(fix()), photos: vec![photo.clone()], ..revision },
        received_at: Timestamp(time(MORNING).at.0 + 3 * 86_400_000),
        signature: Signed::Valid,
        visit: Some(visit()),
        commune: CommuneLink {
            declared: UnitId(id(6)),
            derived: Some(UnitId(id(6))),
            method: LinkMethod::Boundary,
            distance_m: Some(0.0),
            accuracy_m: Some(6.0),
            quality: Some(BoundaryQuality::ReferenceMap),
            by: Some(OfferedBy::Record),
            agreement: Agreement::Agrees,
        },
        subject: SubjectLink {
            subject: SubjectId(id(4)),
            distance_m: Some(20.0),
            nearest: None,
            method: LinkMethod::Distance,
            accuracy_m: Some(6.0),
            quality: Some(SiteQuality::Surveyed),
            agreement: Agreement::Agrees,
        },
        omissions: Vec::new(),
        photos: vec![(photo, Ok(Reading { format: Format::Jpeg, exif: Some(exif), picture }), Vec::new())],
        before: Some(stop(3_000.0, 30)),
    }
}

fn visit() -> Visit {
    serde_json::from_value(json!({
        "id": id(7), "title": "Đợt 1", "starts_on": "2024-05-06", "ends_on": "2024-05-10",
        "communes": [id(6)], "subjects": [id(4)], "team": [],
    }))
    .unwrap()
}

/// Where the phone was so many minutes before, so far to the south.
fn stop(metres: f64, minutes: i64) -> Stop {
    let at = Timestamp(time(MORNING).at.0 - minutes * 60_000);
    Stop { record: RecordId(id(9)), at, lat: HERE.0 - metres / 110_700.0, lon: HERE.1, accuracy_m: 5.0 }
}

fn twin(subject: u128, bits: Option<u16>, taken_at: &str) -> Twin {
    Twin {
        photo: Sha256([2; 32]),
        likeness: bits.map(|bits| Match { bits, how: How::Whole }),
        record: RecordId(id(9)),
        subject: SubjectId(id(subject)),
        sub_project: revision_sub_project(),
        commune: UnitId(id(6)),
        visit: visit().id.into(),
        taken_at: time(taken_at).at,
    }
}

fn revision_sub_project() -> mobile_sync_protocol::ids::SubProjectId {
    mobile_sync_protocol::ids::SubProjectId(id(5))
}

/// The worst answer of each rule.
fn answers(scene: &Scene) -> BTreeMap<String, Answer> {
    let mut worst = BTreeMap::new();
    for check in scene.check() {
        let known = worst.entry(check.rule).or_insert(check.answer);
        *known = (*known).max(check.answer);
    }
    worst
}

/// One thing that is changed, the rule that objects to it, and how strongly.
type Mutation = (&'static str, Answer, fn(&mut Scene));

const MUTATIONS: &[Mutation] = &[
    ("signature.valid", Answer::Fail, |scene| scene.signature = Signed::Mismatch),
    ("signature.valid", Answer::Fail, |scene| scene.signature = Signed::Missing),
    ("signature.valid", Answer::Fail, |scene| scene.signature = Signed::JoinedBroken),
    ("signature.valid", Answer::Warn, |scene| scene.signature = Signed::Revoked),
    ("place.present", Answer::Warn, |scene| scene.revision.fix = None),
    ("place.present", Answer::Warn, |scene| scene.fix().source = FixSource::Manual),
    ("place.accurate", Answer::Warn, |scene| scene.fix().accuracy_m = 500.0),
    ("place.accurate", Answer::Fail, |scene| scene.fix().accuracy_m = 5_000.0),
    ("place.fresh", Answer::Warn, |scene| scene.fix().at.at.0 -= 45 * 60_000),
    ("place.mocked", Answer::Warn, |scene| scene.fix().mocked = Some(true)),
    ("place.mocked", Answer::Warn, |scene| scene.fix().accuracy_m = 0.0),
    ("place.mocked", Answer::Warn, |scene| scene.photos[0].0.fix.as_mut().unwrap().mocked = Some(true)),
    ("place.commune", Answer::Warn, |scene| scene.commune.distance_m = Some(500.0)),
    ("place.commune", Answer::Fail, |scene| scene.commune.distance_m = Some(5_000.0)),
    ("place.site", Answer::Warn, |scene| scene.subject.distance_m = Some(400.0)),
    ("place.site", Answer::Fail, |scene| scene.subject.distance_m = Some(4_000.0)),
    ("place.site", Answer::Warn, |scene| {
        let (subject, commune) = (SubjectId(id(8)), UnitId(id(6)));
        scene.subject.nearest = Some(NearerSubject { subject, commune, distance_m: 2.0 });
    }),
    ("travel.speed", Answer::Warn, |scene| scene.before = Some(stop(60_000.0, 30))),
    ("travel.speed", Answer::Fail, |scene| scene.before = Some(stop(150_000.0, 30))),
    ("travel.speed", Answer::Fail, |scene| scene.before = Some(stop(9_000.0, 0))),
    ("time.record", Answer::Warn, |scene| scene.received_at.0 = time(MORNING).at.0 - 3_600_000),
    ("time.record", Answer::Fail, |scene| scene.received_at.0 = time(MORNING).at.0 - 3 * 86_400_000),
    ("time.visit", Answer::Warn, |scene| scene.visit.as_mut().unwrap().starts_on = day("2024-05-07")),
    ("time.visit", Answer::Fail, |scene| {
        let visit = scene.visit.as_mut().unwrap();
        (visit.starts_on, visit.ends_on) = (day("2024-01-08"), day("2024-01-12"));
    }),
    ("photos.required", Answer::Warn, |scene| {
        scene.omissions.push(Violation::plain("/answers/signboard", Code::IncompletePhoto));
    }),
    ("photo.readable", Answer::Fail, |scene| scene.photos[0].1 = Err("cut off".to_owned())),
    ("photo.readable", Answer::Warn, |scene| scene.reading().picture.fault = Some("cut off".to_owned())),
    ("photo.repeated", Answer::Fail, |scene| scene.photos[0].2.push(twin(8, None, MORNING))),
    ("photo.repeated", Answer::Warn, |scene| scene.photos[0].2.push(twin(4, None, MORNING))),
    ("photo.alike", Answer::Fail, |scene| scene.photos[0].2.push(twin(8, Some(12), MORNING))),
    ("photo.alike", Answer::Warn, |scene| {
        scene.photos[0].2.push(twin(4, Some(12), "2024-01-05T09:15:00+07:00"));
    }),
    ("photo.place", Answer::Warn, |scene| scene.exif().lat = Some(HERE.0 + 0.009)),
    ("photo.place", Answer::Fail, |scene| scene.exif().lat = Some(HERE.0 + 0.09)),
    ("photo.time", Answer::Warn, |scene| scene.photos[0].0.taken_at.at.0 -= 3_600_000),
    ("photo.time", Answer::Fail, |scene| scene.photos[0].0.taken_at.at.0 -= 30 * 86_400_000),
    ("photo.clock", Answer::Warn, |scene| scene.exif().gps_at.as_mut().unwrap().0 -= 3_600_000),
    ("photo.clock", Answer::Fail, |scene| scene.exif().gps_at.as_mut().unwrap().0 -= 30 * 86_400_000),
    ("photo.edited", Answer::Warn, |scene| scene.exif().software = Some("Adobe Photoshop 25.1".to_owned())),
    ("photo.edited", Answer::Warn, |scene| scene.exif().editors.push("Snapseed 2.0".to_owned())),
    ("photo.edited", Answer::Warn, |scene| {
        scene.exif().modified_at = Some("2024-05-06T21:15:03".parse().unwrap());
    }),
    ("photo.edited", Answer::Warn, |scene| scene.exif().stated_width = Some(4_200)),
    ("photo.stripped", Answer::Warn, |scene| scene.reading().exif = None),
    ("photo.small", Answer::Warn, |scene| {
        let reading = scene.reading();
        (reading.picture.width, reading.picture.height) = (640, 480);
        let exif = reading.exif.as_mut().unwrap();
        (exif.stated_width, exif.stated_height) = (None, None);
    }),
    ("photo.dark", Answer::Warn, |scene| scene.reading().picture.brightness = Some(0.02)),
    ("photo.blurred", Answer::Warn, |scene| scene.reading().picture.sharpness = Some(0.1)),
];

#[test]
fn nothing_objects_to_good_evidence() {
    for (rule, answer) in answers(&good()) {
        assert_eq!(answer, Answer::Pass, "{rule}");
    }
}

#[test]
fn each_change_is_objected_to_by_its_rule_alone() {
    let good = answers(&good());
    for (rule, expected, change) in MUTATIONS {
        let mut scene = self::good();
        change(&mut scene);
        let changed = answers(&scene);
        assert_eq!(changed[*rule], *expected, "{rule}");
        let others = changed.iter().filter(|(other, answer)| *other != rule && **answer > good[*other]);
        assert_eq!(others.collect::<Vec<_>>(), Vec::new(), "besides {rule}");
    }
}

#[test]
fn every_rule_has_a_change_that_it_objects_to() {
    for rule in &ALL {
        assert!(MUTATIONS.iter().any(|(changed, ..)| *changed == rule.code), "{}", rule.code);
    }
}

#[test]
fn codes_are_unique_and_every_sentence_is_in_two_languages() {
    let mut codes: Vec<_> = ALL.iter().map(|rule| rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), ALL.len());
    let mut scenes = vec![good()];
    scenes.extend(MUTATIONS.iter().map(|(.., change)| {
        let mut scene = good();
        change(&mut scene);
        scene
    }));
    for scene in &scenes {
        for check in scene.check() {
            assert!(!check.text.vi.is_empty() && !check.text.en.is_empty(), "{check:?}");
            assert_ne!(check.text.vi, check.text.en, "{check:?}");
        }
    }
    for rule in &ALL {
        for text in [rule.title(), rule.explanation()] {
            assert!(!text.vi.is_empty() && !text.en.is_empty() && text.vi != text.en, "{}", rule.code);
            assert!(!text.vi.contains("  ") && !text.en.contains("  "), "{text:?}");
        }
    }
}

#[test]
fn a_rule_with_thresholds_shows_them_beside_its_figures() {
    let scene = good();
    for check in scene.check() {
        let rule = find(&check.rule).unwrap();
        assert_eq!(check.thresholds, rule.thresholds(&thresholds()));
    }
    let small = scene.check().into_iter().find(|check| check.rule == "photo.small").unwrap();
    assert_eq!((&small.figures["width"], &small.thresholds["warn_below_px"]), (&json!(4_000), &json!(1_000)));
}

#[test]
fn what_the_map_and_the_receiver_can_be_wrong_is_no_doubt() {
    let mut scene = good();
    scene.commune.distance_m = Some(55.0);
    assert_eq!(answers(&scene)["place.commune"], Answer::Pass);
    scene.commune.accuracy_m = Some(1.0);
    assert_eq!(answers(&scene)["place.commune"], Answer::Warn);
    // An approximate outline can be wrong by a kilometre, and says so.
    scene.commune.quality = Some(BoundaryQuality::Approximate);
    assert_eq!(answers(&scene)["place.commune"], Answer::Pass);
    let said = scene.check().into_iter().find(|check| check.rule == "place.commune").unwrap();
    assert!(said.text.vi.contains("gần đúng") && said.figures["outline"] == "approximate", "{said:?}");
}

#[test]
fn a_site_that_nobody_surveyed_neither_passes_nor_fails_a_record() {
    let mut scene = good();
    for quality in [SiteQuality::Guessed, SiteQuality::Documented] {
        scene.subject.quality = Some(quality);
        scene.subject.distance_m = Some(1.0);
        assert_eq!(answers(&scene)["place.site"], Answer::NotApplicable, "{quality:?}");
        scene.subject.distance_m = Some(50_000.0);
        assert_eq!(answers(&scene)["place.site"], Answer::Warn, "{quality:?}");
    }
}

#[test]
fn photos_of_one_burst_may_look_alike_and_so_may_weak_matches_of_one_site() {
    let mut scene = good();
    scene.photos[0].2.push(twin(4, Some(12), MORNING));
    assert_eq!(answers(&scene)["photo.alike"], Answer::Pass);
    let limits = thresholds().photo_alike;
    scene.photos[0].2[0] = twin(4, Some(limits.warn_within_bits), "2024-01-05T09:15:00+07:00");
    assert_eq!(answers(&scene)["photo.alike"], Answer::Pass);
    scene.photos[0].2[0] = twin(8, Some(limits.warn_within_bits), "2024-01-05T09:15:00+07:00");
    assert_eq!(answers(&scene)["photo.alike"], Answer::Warn);
    scene.photos[0].2[0] = twin(8, Some(limits.warn_within_bits + 1), "2024-01-05T09:15:00+07:00");
    assert_eq!(answers(&scene)["photo.alike"], Answer::Pass);
}

#[test]
fn a_doubt_names_the_other_records_that_it_is_about() {
    let mut scene = good();
    scene.photos[0].2.push(twin(8, None, MORNING));
    scene.before = Some(stop(150_000.0, 30));
    let checks = scene.check();
    for rule in ["photo.repeated", "travel.speed"] {
        let check = checks.iter().find(|check| check.rule == rule).unwrap();
        assert_eq!(check.others().collect::<Vec<_>>(), [RecordId(id(9))], "{rule}");
    }
    assert!(good().check().iter().all(|check| check.others().next().is_none()));
}

#[test]
fn cameras_that_leave_their_own_programs_name_are_no_editors() {
    for name in ["HDR+ 1.0.345618096zd", "17.4.1", "Camera FV-5", "MediaTek Camera Application", "Windows Phone 8.1"] {
        let mut scene = good();
        scene.exif().software = Some(name.to_owned());
        scene.exif().editors.push(name.to_owned());
        assert_eq!(answers(&scene)["photo.edited"], Answer::Pass, "{name}");
    }
}

#[test]
fn some_rules_can_be_asked_alone() {
    let scene = good();
    let all = scene.check();
    let photos = [];
    let case = Case {
        record: scene.revision.record,
        revision: &scene.revision,
        received_at: scene.received_at,
        signature: scene.signature,
        visit: None,
        commune: &scene.commune,
        subject: &scene.subject,
        site: None,
        omissions: &[],
        photos: photos.to_vec(),
        before: None,
        after: None,
    };
    let some = check_some(&case, &thresholds(), &["place.commune", "time.visit", "no.such"]);
    let codes: Vec<_> = some.iter().map(|check| check.rule.as_str()).collect();
    assert_eq!(codes, ["place.commune", "time.visit"]);
    assert!(all.len() > some.len());
}
