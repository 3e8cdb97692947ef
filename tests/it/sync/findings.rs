//! Findings in what phones pull: told where somebody works, in their newest state, with a trace where a household is
//! concerned.

use mobile_sync_protocol::{
    checklist::Level,
    finding::{EarlierFinding, State},
    ids::Sha256,
    sync::{Change, Kind, Op},
};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, unit},
    phone::Phone,
    pictures,
    reply::Reply,
    server::{Desk, TestServer},
};

use crate::findings::{answered, decided, edited, path, raised, read, shortcoming};

on_both! {
    a_finding_reaches_the_phones_of_its_commune_in_each_of_its_states
    each_change_of_a_finding_is_in_the_feed_once_and_no_other_is
    who_was_told_of_a_households_finding_is_noted
    a_phone_sees_small_images_of_what_it_was_told_of
}

/// The findings among changes.
fn told(changes: &[Change]) -> Vec<EarlierFinding> {
    let findings = changes.iter().filter(|change| change.kind == Kind::Finding && change.op == Op::Put);
    findings.map(|change| serde_json::from_value(change.body.clone().unwrap()).unwrap()).collect()
}

async fn a_finding_reaches_the_phones_of_its_commune_in_each_of_its_states(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let (an, la) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "la").await);
    let (_, _, mut cursor) = an.pull(None, 500).await;
    let mut next = async |an: &Phone| {
        let (reset, changes, after) = an.pull(Some(&cursor), 500).await;
        assert!(!reset);
        cursor = after;
        changes
    };
    let mut finding = shortcoming(&server);
    finding["recommendation"] = json!("Vá lại mặt đường");
    let finding = raised(&reviewer, &finding).await;
    let changes = next(&an).await;
    let [first] = &told(&changes)[..] else { panic!("{changes:?}") };
    assert_eq!(finding["id"], json!(first.id));
    assert_eq!((first.number, first.state, first.level), (1, State::Open, Level::F2));
    assert_eq!((&*first.found, first.recommendation.as_deref()), ("Mặt đường nứt 12 m", Some("Vá lại mặt đường")));
    assert_eq!(first.commune, unit(&server.app, "06280"));
    assert_eq!((first.raised_on, first.due_on), (builders::day("2024-05-06"), Some(builders::day("2024-06-30"))));
    assert_eq!((&first.answer, &first.photos), (&None, &vec![]));

    let seen: Value = edited(&reviewer, &finding, json!({"what": "Mặt đường nứt 15 m"}), 200).await.json();
    assert_eq!(told(&next(&an).await)[0].found, "Mặt đường nứt 15 m");
    let seen: Value = answered(&officer, &seen, "Đã vá", 200).await.json();
    let answer = &told(&next(&an).await)[0];
    assert_eq!((answer.state, answer.answer.as_deref()), (State::Answered, Some("Đã vá")));
    let seen: Value = decided(&reviewer, &seen, "reopen", "Còn 3 m chưa vá", 200).await.json();
    let reopened = &told(&next(&an).await)[0];
    assert_eq!((reopened.state, reopened.answer.as_deref()), (State::Reopened, Some("Đã vá")), "what was said stays");
    let seen: Value = answered(&officer, &seen, "Đã vá hết", 200).await.json();
    assert_eq!(told(&next(&an).await)[0].answer.as_deref(), Some("Đã vá hết"), "the last words");
    decided(&reviewer, &seen, "resolve", "", 200).await;
    assert_eq!(told(&next(&an).await)[0].state, State::Resolved, "what was put right may be looked at again");

    let second = raised(&reviewer, &shortcoming(&server)).await;
    assert_eq!(told(&next(&an).await).len(), 1);
    decided(&reviewer, &second, "withdraw", "Nêu nhầm", 200).await;
    let changes = next(&an).await;
    let [gone] = &changes[..] else { panic!("{changes:?}") };
    assert_eq!((gone.kind, gone.op, &gone.body), (Kind::Finding, Op::Remove, &None));
    assert_eq!(second["id"], gone.id);
    // A phone that begins now hears of what still stands; one of the district beside it of nothing.
    let (_, everything, _) = Phone::enrol(&server, "binh").await.pull(None, 500).await;
    assert_eq!(told(&everything).len(), 1);
    let (_, beside, _) = la.pull(None, 500).await;
    assert_eq!(beside.iter().filter(|change| change.kind == Kind::Finding).count(), 0);
}

async fn each_change_of_a_finding_is_in_the_feed_once_and_no_other_is(server: TestServer) {
    let (reviewer, phone) = (server.desk("dung").await, Phone::enrol(&server, "an").await);
    let (_, _, cursor) = phone.pull(None, 500).await;
    let feed = async || server.app.store.read().await.unwrap().counters().await.unwrap().feed;
    let finding = raised(&reviewer, &shortcoming(&server)).await;
    let before = feed().await;
    // What was refused, or changes nothing, moves nothing.
    answered(&reviewer, &finding, "x", 403).await;
    decided(&reviewer, &finding, "resolve", "", 409).await;
    edited(&reviewer, &finding, json!({"what": finding["what"]}), 200).await;
    assert_eq!(feed().await, before);
    edited(&reviewer, &finding, json!({"what": "Khác"}), 200).await;
    assert_eq!(feed().await, before + 1);
    let (_, changes, _) = phone.pull(Some(&cursor), 500).await;
    assert_eq!(told(&changes).len(), 1, "of one finding only its newest state");
}

/// The entries of the log that say which findings were told to whom.
async fn pulled(server: &TestServer, phone: &Phone) -> Vec<Value> {
    let admin = server.desk("quantri").await;
    let log: Value = admin.get(&format!("/api/v1/log?about=person:{}", phone.person), 200).await.json();
    let entries = log["entries"].as_array().unwrap().iter();
    entries.filter(|entry| entry["action"] == "findings.pulled").cloned().collect()
}

/// A finding about the household of these tests.
async fn of_household(server: &TestServer, reviewer: &Desk, photos: &[Sha256]) -> Value {
    let subject = builders::subject(&server.app, "HO-01").await;
    let finding =
        json!({"subject": subject, "level": "f1", "category": "other", "what": "Chuồng hỏng", "photos": photos});
    raised(reviewer, &finding).await
}

async fn who_was_told_of_a_households_finding_is_noted(server: TestServer) {
    let (reviewer, an) = (server.desk("dung").await, Phone::enrol(&server, "an").await);
    raised(&reviewer, &shortcoming(&server)).await;
    let (_, _, cursor) = an.pull(None, 500).await;
    assert_eq!(pulled(&server, &an).await, [] as [Value; 0], "a road is nobody's home");
    let first = of_household(&server, &reviewer, &[]).await;
    let second = of_household(&server, &reviewer, &[]).await;
    let (_, changes, after) = an.pull(Some(&cursor), 500).await;
    assert_eq!(told(&changes).len(), 2);
    an.pull(Some(&after), 500).await;
    let noted = pulled(&server, &an).await;
    let [entry] = &noted[..] else { panic!("{noted:?}") };
    assert_eq!(entry["actor"], format!("device:{}", an.device));
    let detail: Value = serde_json::from_str(entry["detail"].as_str().unwrap()).unwrap();
    let mut ids: Vec<&str> = detail["findings"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    let mut raised = [first["id"].as_str().unwrap(), second["id"].as_str().unwrap()];
    ids.sort_unstable();
    raised.sort_unstable();
    assert_eq!(ids, raised);
}

async fn a_phone_sees_small_images_of_what_it_was_told_of(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let (an, la) = (Phone::enrol(&server, "an").await, Phone::enrol(&server, "la").await);
    let take =
        |number| pictures::taken(number, builders::time("2024-05-06T09:15:00+07:00"), builders::fix(21.9, 106.59));
    let (shown, mended, better) = (take(1), take(2), take(3));
    let mut names = Vec::new();
    for (desk, bytes) in [(&reviewer, &shown), (&officer, &mended), (&officer, &better)] {
        let request = desk.request(Method::POST, "/api/v1/photos").header("content-type", "image/jpeg");
        Reply::of(request.body(bytes.clone())).await.expect(201);
        names.push(Sha256::of(bytes));
    }
    let address = |name: Sha256, size: &str| format!("/api/v1/photos/{name}{size}");
    an.get(&address(names[0], "?size=thumb"), 404).await;
    let finding = of_household(&server, &reviewer, &names[..1]).await;
    let answer = |photo: Sha256| json!({"text": "Đã sửa", "photos": [photo]});
    let send = async |seen: &Value, photo: Sha256| -> Value {
        let mut body = answer(photo);
        body["seen"] = seen["changed_at"].clone();
        officer.post(&path(seen, "/answers"), &body, 200).await.json()
    };
    let seen = send(&finding, names[1]).await;
    for size in ["?size=thumb", "?size=screen"] {
        for name in &names[..2] {
            let reply = an.get(&address(*name, size), 200).await;
            assert_eq!(reply.header("content-type"), "image/jpeg");
            la.get(&address(*name, size), 404).await;
        }
    }
    an.get(&address(names[0], ""), 404).await;
    // An answer that was not enough makes room for the next, and takes its photos along.
    let seen: Value = decided(&reviewer, &seen, "reopen", "Chưa đạt", 200).await.json();
    send(&seen, names[2]).await;
    an.get(&address(names[2], "?size=thumb"), 200).await;
    an.get(&address(names[1], "?size=thumb"), 404).await;
    let (_, changes, _) = an.pull(None, 500).await;
    assert_eq!(told(&changes)[0].photos, [names[0], names[2]]);
    // What was seen of a household is noted.
    let about = format!("/api/v1/log?about=finding:{}", finding["id"].as_str().unwrap());
    let log: Value = server.desk("quantri").await.get(&about, 200).await.json();
    let opened = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|entry| entry["action"] == "photo.opened" && entry["actor"] == format!("device:{}", an.device));
    assert_eq!(opened.count(), 5);
    // What was taken back is nobody's to look at any more.
    let seen = read(&reviewer, &finding).await;
    decided(&reviewer, &seen, "withdraw", "Nêu nhầm", 200).await;
    an.get(&address(names[0], "?size=thumb"), 404).await;
}
