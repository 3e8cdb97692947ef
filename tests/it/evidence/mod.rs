//! `/api/v1/records/{id}/evidence`, the smaller images of photos, and the work behind them.

mod history;
mod likeness;
mod queue;
mod travel;

use mobile_sync_protocol::{
    evidence::{Answer, EvidenceSummary},
    ids::{RecordId, Sha256},
    problem::Code,
    record::Revision,
    sync::{Kind, RecordState},
};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia::jobs;
use thucdia_tests::{
    builders::{Edit, fix, inspection, time},
    phone::Phone,
    pictures,
    reply::Reply,
    server::{Desk, TestServer},
};

on_both! {
    a_record_is_checked_when_it_is_whole_and_not_before
    what_the_rules_say_is_in_lists_and_reaches_the_phone
    every_answer_comes_with_figures_and_words
    a_drawn_signature_is_waited_for_and_is_no_evidence
    smaller_images_are_upright_jpegs_without_metadata
    a_heic_has_smaller_images_and_figures_too
    a_photo_that_cannot_be_read_says_why_and_stops_nobody
    evidence_of_a_household_is_opened_with_a_trace_and_of_others_not_at_all
    the_rules_are_told_with_their_thresholds
}

/// Where and when the records of these tests are made.
const PLACE: (f64, f64) = (21.9040, 106.5933);
const MORNING: &str = "2024-05-06T09:15:00+07:00";

/// The bytes of a photo of the inspection.
pub fn photo(number: u64) -> Vec<u8> {
    pictures::taken(number, time(MORNING), fix(PLACE.0, PLACE.1))
}

/// A record of the work `code` with these photos, handed in whole.
pub async fn handed_in(server: &TestServer, phone: &Phone, code: &str, photos: &[&[u8]]) -> Revision {
    let mut record = inspection(&server.app, code).await;
    for bytes in photos {
        record = record.with_photo(bytes);
        phone.upload(bytes).await;
    }
    phone.push_one(&record, 200).await;
    record
}

/// Works until nothing is due.
pub async fn work_off(server: &TestServer) {
    jobs::work_off(&server.app).await.unwrap();
}

/// What the record's evidence comes to.
pub async fn summary(desk: &Desk, record: RecordId) -> Option<EvidenceSummary> {
    let body: Value = desk.get(&format!("/api/v1/records/{record}"), 200).await.json();
    body.get("evidence").map(|summary| serde_json::from_value(summary.clone()).unwrap())
}

/// What one rule answers about a record; about its photos, the worst.
pub async fn answer(desk: &Desk, record: RecordId, rule: &str) -> Answer {
    checks(desk, record)
        .await
        .iter()
        .filter(|check| check["rule"] == rule)
        .map(|check| serde_json::from_value(check["answer"].clone()).unwrap())
        .max()
        .unwrap_or_else(|| panic!("{rule} says nothing"))
}

/// What the rules say of a record.
pub async fn checks(desk: &Desk, record: RecordId) -> Vec<Value> {
    let body: Value = desk.get(&format!("/api/v1/records/{record}/evidence"), 200).await.json();
    body["now"]["checks"].as_array().cloned().unwrap_or_default()
}

async fn a_record_is_checked_when_it_is_whole_and_not_before(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let bytes = photo(1);
    let record = inspection(&server.app, "CT-01").await.with_photo(&bytes);
    phone.push_one(&record, 200).await;
    work_off(&server).await;
    assert_eq!(summary(&desk, record.record).await, None);
    let empty: Value = desk.get(&format!("/api/v1/records/{}/evidence", record.record), 200).await.json();
    assert_eq!(empty, json!({"record": record.record, "photos": []}));
    phone.upload(&bytes).await;
    work_off(&server).await;
    let first = summary(&desk, record.record).await.unwrap();
    assert_eq!(first.revision, record.revision);
    // A newer snapshot is checked in its turn, and until then the summary says of which it is.
    let next = record.next();
    phone.push_one(&next, 200).await;
    assert_eq!(summary(&desk, record.record).await, Some(first));
    work_off(&server).await;
    assert_eq!(summary(&desk, record.record).await.unwrap().revision, next.revision);
}

async fn what_the_rules_say_is_in_lists_and_reaches_the_phone(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let bytes = photo(1);
    let record = handed_in(&server, &phone, "CT-01", &[&bytes]).await;
    let (_, _, cursor) = phone.pull(None, 100).await;
    work_off(&server).await;
    let (_, changes, _) = phone.pull(Some(&cursor), 100).await;
    let [change] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((change.kind, change.id.clone()), (Kind::Record, record.record.to_string()));
    let state: RecordState = serde_json::from_value(change.body.clone().unwrap()).unwrap();
    let told = state.evidence.unwrap();
    assert_eq!(Some(&told), summary(&desk, record.record).await.as_ref());
    let lists = |query: String| {
        let desk = desk.clone();
        async move {
            let body: Value = desk.get(&format!("/api/v1/records?{query}"), 200).await.json();
            body["records"].as_array().unwrap().len()
        }
    };
    assert_eq!(lists(format!("evidence={}", told.answer.as_str())).await, 1);
    for other in Answer::ALL.into_iter().filter(|other| *other != told.answer) {
        assert_eq!(lists(format!("evidence={}", other.as_str())).await, 0, "{other:?}");
    }
    // A rule that gives a reason finds the record, and one that gives none does not.
    let raised = told.reasons.first().expect("a record without answers lacks its photos").rule.clone();
    assert_eq!(lists(format!("rule={raised}")).await, 1);
    assert_eq!(lists("rule=place.mocked".to_owned()).await, 0);
    desk.get("/api/v1/records?evidence=perfect", 400).await;
}

async fn every_answer_comes_with_figures_and_words(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let record = handed_in(&server, &phone, "CT-01", &[&photo(1), &photo(2)]).await;
    work_off(&server).await;
    let checks = checks(&desk, record.record).await;
    assert!(checks.len() > 20, "{}", checks.len());
    for check in &checks {
        assert!(check["figures"].is_object() && check["version"].is_number(), "{check}");
        assert!(check["text"]["vi"].as_str().is_some_and(|text| text.len() > 10), "{check}");
        assert!(check["text"]["en"].as_str().is_some_and(|text| text.len() > 10), "{check}");
    }
    for rule in ["photo.place", "photo.time", "photo.edited", "photo.stripped", "photo.repeated", "signature.valid"] {
        assert_eq!(answer(&desk, record.record, rule).await, Answer::Pass, "{rule}");
    }
}

async fn a_drawn_signature_is_waited_for_and_is_no_evidence(server: TestServer) {
    let (an, binh) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "binh").await);
    let (desk, signed) = (server.desk("dung").await, pictures::signature());
    let mut records = Vec::new();
    for (phone, code, number) in [(&an, "CT-01", 1), (&binh, "CT-02", 2)] {
        let scene = photo(number);
        let record = inspection(&server.app, code).await.with_photo(&scene).signed_by("Hoàng Văn Páo", &signed);
        phone.upload(&scene).await;
        phone.push_one(&record, 200).await;
        records.push((record.record, Sha256::of(&scene)));
    }
    work_off(&server).await;
    assert_eq!(summary(&desk, records[0].0).await, None, "the signature has not come");
    an.upload(&signed).await;
    work_off(&server).await;
    for (record, scene) in &records {
        // The same hand signed both, and that is no photo that was used twice.
        for rule in ["photo.repeated", "photo.alike", "photo.stripped", "photo.small"] {
            assert_eq!(answer(&desk, *record, rule).await, Answer::Pass, "{rule}");
        }
        for check in checks(&desk, *record).await {
            assert!(check["photo"].is_null() || check["photo"] == scene.to_string(), "{check}");
        }
        let shown: Value = desk.get(&format!("/api/v1/records/{record}"), 200).await.json();
        assert_eq!(shown["photos_missing"], 0);
    }
    // Whoever handed in signatures alone handed in no photo.
    let bare = inspection(&server.app, "CT-01").await.signed_by("Hoàng Văn Páo", &signed);
    an.push_one(&bare, 200).await;
    work_off(&server).await;
    assert_eq!(answer(&desk, bare.record, "photos.required").await, Answer::Fail);
}

async fn smaller_images_are_upright_jpegs_without_metadata(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let bytes = photo(1);
    handed_in(&server, &phone, "CT-01", &[&bytes]).await;
    let name = Sha256::of(&bytes);
    let asked = |size: &'static str| {
        let desk = desk.clone();
        async move { desk.get(&format!("/api/v1/photos/{name}?size={size}"), 200).await }
    };
    // Made when it is asked for, where the photo still waits to be read; the same when it is read.
    let before = asked("thumb").await;
    work_off(&server).await;
    for (size, side) in [("thumb", 320), ("screen", 1_024)] {
        let reply = asked(size).await;
        assert_eq!(reply.header("content-type"), "image/jpeg");
        let picture = image::load_from_memory(&reply.body).unwrap();
        assert_eq!((picture.width(), picture.height()), (side, side * 3 / 4));
        assert!(!reply.body.windows(4).any(|four| four == b"Exif"));
        if size == "thumb" {
            assert_eq!(reply.body, before.body);
        }
        let tag = reply.header("etag").to_owned();
        let path = format!("/api/v1/photos/{name}?size={size}");
        Reply::of(desk.request(Method::GET, &path).header("if-none-match", tag)).await.expect(304);
    }
    desk.get(&format!("/api/v1/photos/{name}?size=huge"), 400).await;
    server.get(&format!("/api/v1/photos/{name}?size=thumb"), 401).await;
}

async fn a_heic_has_smaller_images_and_figures_too(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let bytes = pictures::as_heic(&photo(1));
    let record = handed_in(&server, &phone, "CT-01", &[&bytes]).await;
    let path = format!("/api/v1/photos/{}?size=thumb", Sha256::of(&bytes));
    let before = desk.get(&path, 200).await;
    work_off(&server).await;
    let after = desk.get(&path, 200).await;
    assert_eq!(before.body, after.body);
    assert_eq!(after.header("content-type"), "image/jpeg");
    let picture = image::load_from_memory(&after.body).unwrap();
    assert_eq!((picture.width(), picture.height()), (320, 240));
    assert!(!after.body.windows(4).any(|four| four == b"Exif"));
    // What needs the pixels answers, and so does what needs the metadata.
    for rule in ["photo.readable", "photo.dark", "photo.blurred", "photo.place", "photo.time", "photo.alike"] {
        assert_eq!(answer(&desk, record.record, rule).await, Answer::Pass, "{rule}");
    }
}

async fn a_photo_that_cannot_be_read_says_why_and_stops_nobody(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let noise = thucdia_tests::builders::photo(1, 50_000);
    let broken = handed_in(&server, &phone, "CT-01", &[&noise]).await;
    let whole = handed_in(&server, &phone, "CT-02", &[&photo(2)]).await;
    work_off(&server).await;
    assert_eq!(answer(&desk, broken.record, "photo.readable").await, Answer::Fail);
    assert_eq!(answer(&desk, whole.record, "photo.readable").await, Answer::Pass);
    let body: Value = desk.get(&format!("/api/v1/records/{}/evidence", broken.record), 200).await.json();
    assert!(body["photos"][0]["unreadable"].as_str().is_some_and(|why| !why.is_empty()), "{body}");
    let name = Sha256::of(&noise);
    desk.get(&format!("/api/v1/photos/{name}"), 200).await;
    desk.get(&format!("/api/v1/photos/{name}?size=thumb"), 404).await.problem(Code::PhotoNoImage);
}

async fn evidence_of_a_household_is_opened_with_a_trace_and_of_others_not_at_all(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let record = handed_in(&server, &phone, "HO-01", &[]).await;
    work_off(&server).await;
    let path = format!("/api/v1/records/{}/evidence", record.record);
    desk.get(&path, 200).await;
    let about = format!("record:{}", record.record);
    let opened: Vec<String> = server
        .app
        .store
        .read()
        .await
        .unwrap()
        .log_about(&about)
        .await
        .unwrap()
        .into_iter()
        .map(|row| row.action)
        .collect();
    assert!(opened.contains(&"record.checked".to_owned()), "{opened:?}");
    assert!(opened.contains(&"record.opened".to_owned()), "{opened:?}");
    server.desk("lam").await.get(&path, 404).await;
    server.get(&path, 401).await;
}

async fn the_rules_are_told_with_their_thresholds(server: TestServer) {
    let body: Value = server.desk("dung").await.get("/api/v1/evidence/rules", 200).await.json();
    let rules = body["rules"].as_array().unwrap();
    let speed = rules.iter().find(|rule| rule["code"] == "travel.speed").unwrap();
    assert!(speed["thresholds"].as_object().is_some_and(|figures| !figures.is_empty()), "{speed}");
    assert!(rules.iter().all(|rule| rule["title"]["vi"].is_string() && rule["explanation"]["en"].is_string()));
}
