//! `/api/v1/records/{id}/decisions` and around it: a record's way through review.

mod conflicts;
mod queue;

use mobile_sync_protocol::{
    answer::Outcome as Judged,
    ids::{RecordId, RevisionId},
    problem::Code,
    record::Revision,
    sync::{Kind, RecordState, RecordStatus},
};
use serde_json::{Value, json};
use thucdia::{app::Storages, audit::audit, progress::unwatched};
use thucdia_tests::{
    builders::{Edit, inspection, photo},
    phone::Phone,
    reply::Reply,
    server::{Desk, TestServer},
};

on_both! {
    a_record_is_accepted_and_opened_again
    a_returned_record_comes_back_to_the_phone_with_words_and_its_next_snapshot_is_received_again
    of_two_reviewers_at_once_one_wins_and_the_other_is_told
    what_waits_moved_on_or_lacks_words_is_not_decided
    many_are_decided_at_once_and_one_that_is_refused_fails_no_neighbour
    a_word_on_a_rule_is_kept_and_counted
    what_was_decided_is_in_the_log_and_an_altered_decision_is_named
    open_pages_are_told_that_something_changed
}

/// What `POST …/decisions` answers.
pub async fn decide(
    desk: &Desk,
    record: RecordId,
    head: RevisionId,
    action: &str,
    words: &[&str],
    status: u16,
) -> Reply {
    let comments: Vec<Value> = words.iter().map(|text| json!({"text": text})).collect();
    let body = json!({"action": action, "head": head, "comments": comments});
    desk.post(&format!("/api/v1/records/{record}/decisions"), &body, status).await
}

async fn received(server: &TestServer, phone: &Phone) -> Revision {
    let record = inspection(&server.app, "CT-01").await.judged("site_board", Judged::Fail);
    phone.push_one(&record, 200).await;
    record
}

/// What a phone is told of its records since a cursor.
async fn told(phone: &Phone, cursor: &str) -> (Vec<RecordState>, String) {
    let (_, changes, cursor) = phone.pull(Some(cursor), 100).await;
    let records = changes.into_iter().filter(|change| change.kind == Kind::Record);
    (records.map(|change| serde_json::from_value(change.body.unwrap()).unwrap()).collect(), cursor)
}

async fn a_record_is_accepted_and_opened_again(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let record = received(&server, &phone).await;
    let body: Value = decide(&desk, record.record, record.revision, "accept", &[], 200).await.json();
    assert_eq!((&body["status"], &body["review"]["decisions"][0]["action"]), (&json!("accepted"), &json!("accept")));
    assert_eq!(body["review"]["decisions"][0]["person"], desk.person.to_string());
    let listed: Value = desk.get("/api/v1/records?status=accepted", 200).await.json();
    assert_eq!(listed["records"].as_array().unwrap().len(), 1);
    let body: Value = decide(&desk, record.record, record.revision, "reopen", &[], 200).await.json();
    assert_eq!((&body["status"], body["review"]["decisions"].as_array().unwrap().len()), (&json!("received"), 2));
}

async fn a_returned_record_comes_back_to_the_phone_with_words_and_its_next_snapshot_is_received_again(
    server: TestServer,
) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let bytes = photo(1, 3_000);
    let record = inspection(&server.app, "CT-01").await.judged("site_board", Judged::Fail).with_photo(&bytes);
    phone.upload(&bytes).await;
    phone.push_one(&record, 200).await;
    let (_, _, cursor) = phone.pull(None, 100).await;
    let path = format!("/api/v1/records/{}/decisions", record.record);
    let comments = json!([
        {"item": "site_board", "text": "Chụp lại biển báo công trình"},
        {"photo": record.photos[0].sha256, "text": "Ảnh bị nhòe"},
    ]);
    let body = json!({"action": "return", "head": record.revision, "comments": comments});
    desk.post(&path, &body, 200).await;
    let (states, cursor) = told(&phone, &cursor).await;
    let [state] = &states[..] else { panic!("{states:?}") };
    assert_eq!((state.status, state.comments.len()), (RecordStatus::Returned, 2));
    assert_eq!(state.comments[0].text, "Chụp lại biển báo công trình");
    // A comment names what is there.
    let wrong = json!({"action": "reopen", "head": record.revision, "comments": [{"item": "no_such", "text": "x"}]});
    desk.post(&path, &wrong, 422).await;
    let mended = record.next().judged("site_board", Judged::Pass);
    phone.push_one(&mended, 200).await;
    let (states, _) = told(&phone, &cursor).await;
    assert_eq!((states[0].status, states[0].comments.len()), (RecordStatus::Received, 0));
    decide(&desk, record.record, mended.revision, "accept", &[], 200).await;
}

async fn of_two_reviewers_at_once_one_wins_and_the_other_is_told(mut server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let other = server.replica().await;
    for round in 0..4 {
        let record = received(&server, &phone).await;
        let (one, two) = (server.desk("dung").await, other.desk("dung").await);
        let path = format!("/api/v1/records/{}/decisions", record.record);
        let send = |desk: &Desk, action: &str| {
            let body = json!({"action": action, "head": record.revision, "comments": [{"text": "Thiếu hồ sơ"}]});
            Reply::of(desk.request(reqwest::Method::POST, &path).json(&body))
        };
        let (first, second) = tokio::join!(send(&one, "accept"), send(&two, "return"));
        let (winner, loser) = if first.status == 200 { (first, second) } else { (second, first) };
        assert_eq!((winner.status, loser.status), (200, 409), "round {round}");
        let told: Value = loser.json();
        assert!(told["type"].as_str().unwrap().ends_with(Code::ReviewMovedOn.as_str()), "{told}");
        assert!(told["detail"].as_str().unwrap().contains("decided by"), "{told}");
        let body: Value = one.get(&format!("/api/v1/records/{}", record.record), 200).await.json();
        assert_eq!(body["review"]["decisions"].as_array().unwrap().len(), 1);
    }
}

async fn what_waits_moved_on_or_lacks_words_is_not_decided(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let waits = inspection(&server.app, "CT-01").await.with_photo(&photo(1, 3_000));
    phone.push_one(&waits, 200).await;
    decide(&desk, waits.record, waits.revision, "accept", &[], 409).await.problem(Code::ReviewTransition);
    let record = received(&server, &phone).await;
    decide(&desk, record.record, record.revision, "return", &[], 422).await.problem(Code::ReviewWords);
    decide(&desk, record.record, record.revision, "reopen", &[], 409).await.problem(Code::ReviewTransition);
    let next = record.next();
    phone.push_one(&next, 200).await;
    decide(&desk, record.record, record.revision, "accept", &[], 409).await.problem(Code::ReviewMovedOn);
    decide(&desk, record.record, next.revision, "praise", &[], 422).await;
    // A commune's officer reads records and decides nothing; of a record that nobody has, nobody learns more.
    decide(&server.desk("chi").await, record.record, next.revision, "accept", &[], 403).await;
    let unknown = inspection(&server.app, "CT-01").await;
    decide(&desk, unknown.record, unknown.revision, "accept", &[], 404).await;
    let body: Value = desk.get(&format!("/api/v1/records/{}", record.record), 200).await.json();
    assert_eq!((&body["status"], &body["review"]["decisions"]), (&json!("received"), &json!([])));
}

async fn many_are_decided_at_once_and_one_that_is_refused_fails_no_neighbour(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let (one, two) = (received(&server, &phone).await, received(&server, &phone).await);
    let accept = |record: &Revision| json!({"record": record.record, "action": "accept", "head": record.revision});
    let unknown = inspection(&server.app, "CT-01").await;
    let body = json!({"decisions": [accept(&one), accept(&unknown), accept(&one), accept(&two)]});
    let body: Value = desk.post("/api/v1/decisions", &body, 200).await.json();
    let outcomes = body["outcomes"].as_array().unwrap();
    assert_eq!((&outcomes[0]["status"], &outcomes[3]["status"]), (&json!("accepted"), &json!("accepted")));
    assert_eq!((&outcomes[1]["problem"]["status"], &outcomes[2]["problem"]["status"]), (&json!(404), &json!(409)));
    let many: Vec<Value> = (0..201).map(|_| accept(&one)).collect();
    desk.post("/api/v1/decisions", &json!({"decisions": many}), 413).await;
}

async fn a_word_on_a_rule_is_kept_and_counted(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let record = received(&server, &phone).await;
    for right in [true, false] {
        let body = json!({"record": record.record, "rule": "place.site", "right": right});
        desk.post("/api/v1/evidence/marks", &body, 204).await;
    }
    let counts: Value = desk.get("/api/v1/evidence/marks", 200).await.json();
    assert_eq!(counts["rules"], json!([{"rule": "place.site", "right": 0, "wrong": 1}]));
    let evidence: Value = desk.get(&format!("/api/v1/records/{}/evidence", record.record), 200).await.json();
    assert_eq!((&evidence["marks"][0]["rule"], &evidence["marks"][0]["right"]), (&json!("place.site"), &json!(false)));
    let body = json!({"record": record.record, "rule": "place.nice", "right": true});
    desk.post("/api/v1/evidence/marks", &body, 422).await;
}

async fn what_was_decided_is_in_the_log_and_an_altered_decision_is_named(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let record = received(&server, &phone).await;
    decide(&desk, record.record, record.revision, "return", &["Thiếu biên bản"], 200).await;
    let log: Value = desk.get(&format!("/api/v1/records/{}/log", record.record), 200).await.json();
    let entries = log["entries"].as_array().unwrap();
    let last = entries.last().unwrap();
    assert_eq!(last["action"], "record.returned");
    // Words may be about people, and the log is for ever: it holds their hash.
    assert!(!log.to_string().contains("biên bản") && last["detail"]["words"].is_string(), "{last}");
    assert_eq!(entries[0]["actor_name"], "Hoàng Văn An");
    let storages = Storages { store: server.app.store.clone(), blobs: server.app.blobs.clone() };
    let report = audit(&storages, true, &unwatched).await.unwrap();
    assert!(report.valid, "{:?}", report.altered);
    let mut writer = server.app.store.write().await.unwrap();
    let mut row = writer.records_by_id(&[record.record]).await.unwrap().remove(&record.record).unwrap();
    row.decided = None;
    row.status = row.standing().status();
    writer.put_records(&[row]).await.unwrap();
    writer.commit_untraced().await.unwrap();
    let report = audit(&storages, true, &unwatched).await.unwrap();
    let kinds: Vec<_> = report.altered.iter().map(|altered| altered.kind).collect();
    assert_eq!(kinds, ["record", "record"], "{:?}", report.altered);
}

async fn open_pages_are_told_that_something_changed(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    tokio::spawn(server.app.changes.clone().watch(server.app.store.clone()));
    let mut stream = desk.request(reqwest::Method::GET, "/api/v1/events").send().await.unwrap();
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    received(&server, &phone).await;
    let chunk = stream.chunk().await.unwrap().unwrap();
    let text = String::from_utf8(chunk.to_vec()).unwrap();
    assert!(text.starts_with("event: changed\ndata: {\"version\":"), "{text}");
    // A server that goes down leaves no page waiting.
    server.app.changes.end();
    while stream.chunk().await.unwrap().is_some() {}
}
