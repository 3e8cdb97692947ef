//! `POST /api/v1/photos`, and who sees the photos of findings.

use mobile_sync_protocol::{ids::Sha256, problem::Code};
use reqwest::Method;
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{self, Edit, inspection, photo},
    phone::Phone,
    reply::Reply,
    server::{Desk, TestServer},
};

use super::{path, raised, read, shortcoming};

on_both! {
    photos_of_a_finding_are_seen_by_whoever_may_read_it
    what_is_no_photo_is_not_stored
    a_photo_sent_twice_is_stored_once_and_is_read
    naming_a_photo_opens_none
    seeing_a_photo_of_a_households_finding_is_noted
}

async fn sent(desk: &Desk, kind: &'static str, bytes: impl Into<reqwest::Body>, status: u16) -> Reply {
    let request = desk.request(Method::POST, "/api/v1/photos").header("content-type", kind).body(bytes);
    Reply::of(request).await.expect(status)
}

async fn photos_of_a_finding_are_seen_by_whoever_may_read_it(server: TestServer) {
    let (reviewer, officer) = (server.desk("dung").await, server.desk("chi").await);
    let (shown, mended) = (photo(1, 400_000), photo(2, 5_000));
    let stored: Value = sent(&reviewer, "image/jpeg", shown.clone(), 201).await.json();
    assert_eq!(stored, json!({"sha256": Sha256::of(&shown), "bytes": 400_000}));
    let path_of = |bytes: &[u8]| format!("/api/v1/photos/{}", Sha256::of(bytes));
    reviewer.get(&path_of(&shown), 404).await;
    let mut finding = shortcoming(&server);
    finding["photos"] = json!([Sha256::of(&shown)]);
    let finding = raised(&reviewer, &finding).await;
    assert_eq!(finding["photos"], json!([Sha256::of(&shown)]));
    sent(&officer, "image/png", mended.clone(), 201).await;
    let answer = json!({"seen": finding["changed_at"], "text": "Đã vá", "photos": [Sha256::of(&mended)]});
    officer.post(&path(&finding, "/answers"), &answer, 200).await;
    assert_eq!(read(&reviewer, &finding).await["events"][1]["photos"], json!([Sha256::of(&mended)]));
    for bytes in [&shown, &mended] {
        for who in ["dung", "chi", "em", "quantri"] {
            assert_eq!(server.desk(who).await.get(&path_of(bytes), 200).await.body, *bytes, "{who}");
        }
        // Neither another commune's officer, nor an inspector, nor anybody's phone.
        for who in ["lam", "an"] {
            server.desk(who).await.get(&path_of(bytes), 404).await;
        }
        Phone::enrol(&server, "chi").await.get(&path_of(bytes), 404).await;
    }
    assert_eq!(reviewer.get(&path_of(&mended), 200).await.header("content-type"), "image/png");
}

async fn what_is_no_photo_is_not_stored(server: TestServer) {
    let officer = server.desk("chi").await;
    let before = server.counts().await;
    sent(&officer, "text/plain", "hello", 415).await.problem(Code::MediaType);
    sent(&officer, "image/svg+xml", "<svg/>", 415).await.problem(Code::MediaType);
    sent(&officer, "image/jpeg", "", 400).await.problem(Code::BodyUnreadable);
    let most = usize::try_from(server.app.config.limits.photo_bytes).unwrap();
    sent(&officer, "image/jpeg", photo(1, most + 1), 413).await.problem(Code::UploadLength);
    // A body of no declared length is counted as it comes.
    let chunks = (0..=most / 65_536).map(|_| Ok::<_, std::io::Error>(vec![7_u8; 65_536]));
    let stream = reqwest::Body::wrap_stream(futures_util::stream::iter(chunks));
    sent(&officer, "image/jpeg", stream, 413).await.problem(Code::UploadLength);
    assert_eq!(server.counts().await, before);
}

async fn a_photo_sent_twice_is_stored_once_and_is_read(server: TestServer) {
    let officer = server.desk("chi").await;
    let bytes = photo(1, 5_000);
    let jobs = || async {
        server
            .app
            .store
            .read()
            .await
            .unwrap()
            .backlog(thucdia::store::JobKind::Photo, server.clock.now())
            .await
            .unwrap()
            .waiting
    };
    for _ in 0..2 {
        sent(&officer, "image/webp", bytes.clone(), 201).await;
        assert_eq!(jobs().await, 1, "the evidence worker reads it, once");
    }
    assert_eq!(server.counts().await["photos"], 1);
}

async fn naming_a_photo_opens_none(server: TestServer) {
    // A photo of a record of another district.
    let phone = Phone::enrol(&server, "la").await;
    let bytes = photo(1, 5_000);
    phone.push_one(&inspection(&server.app, "CT-04").await.with_photo(&bytes), 200).await;
    let name = phone.upload(&bytes).await;
    let reviewer = server.desk("dung").await;
    let mut finding = shortcoming(&server);
    finding["photos"] = json!([name]);
    let problem = reviewer.post("/api/v1/findings", &finding, 422).await.problem(Code::FindingField);
    assert_eq!(problem.errors[0].path, "/photos/0");
    // The same of a record of one's own is there to be named, once.
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(2, 5_000);
    phone.push_one(&inspection(&server.app, "CT-01").await.with_photo(&bytes), 200).await;
    let name = phone.upload(&bytes).await;
    finding["photos"] = json!([name, name]);
    let problem = reviewer.post("/api/v1/findings", &finding, 422).await.problem(Code::FindingField);
    assert_eq!(problem.errors[0].path, "/photos/1");
    finding["photos"] = json!([name]);
    raised(&reviewer, &finding).await;
}

async fn seeing_a_photo_of_a_households_finding_is_noted(server: TestServer) {
    let (reviewer, admin) = (server.desk("dung").await, server.desk("quantri").await);
    let name: Value = sent(&reviewer, "image/jpeg", photo(1, 5_000), 201).await.json();
    let subject = builders::subject(&server.app, "HO-01").await;
    let finding = json!({
        "subject": subject, "level": "f1", "category": "other", "what": "Chuồng chưa đạt", "photos": [name["sha256"]],
    });
    let finding = raised(&reviewer, &finding).await;
    reviewer.get(&format!("/api/v1/photos/{}", name["sha256"].as_str().unwrap()), 200).await;
    let log: Value =
        admin.get(&format!("/api/v1/log?about=finding:{}", finding["id"].as_str().unwrap()), 200).await.json();
    let actions: Vec<&str> =
        log["entries"].as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["finding.raised", "photo.opened"]);
}
