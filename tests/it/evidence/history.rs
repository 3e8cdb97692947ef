//! What the rules said stays: asked again with other thresholds they may say something else, and both are told.

use mobile_sync_protocol::{evidence::Answer, time::Timestamp};
use serde_json::{Value, json};
use thucdia::{
    app::App,
    audit::audit,
    checks::{Reran, Rerun},
    progress::unwatched,
};
use thucdia_tests::{phone::Phone, program, server::TestServer};

use super::{answer, handed_in, photo, work_off};

on_both! {
    a_threshold_that_changed_changes_the_verdict_and_not_the_history
    only_the_rules_and_records_that_were_asked_about_are_asked
    the_log_vouches_for_every_verdict
    the_program_reads_explains_and_asks_again
}

/// A server on the same storages that wants photos of 2,000 pixels.
async fn stricter(server: &TestServer) -> App {
    let mut config = (*server.app.config).clone();
    config.evidence.photo_small.warn_below_px = 2_000;
    let storages = server.storage.open(&config).await;
    App::start_on(storages, config, server.clock.clone()).await.unwrap()
}

async fn rerun(app: &App, rules: &[&str], since: Timestamp) -> Reran {
    app.checks.rerun(Rerun { rules, since, photos: false }, &unwatched).await.unwrap()
}

async fn a_threshold_that_changed_changes_the_verdict_and_not_the_history(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let record = handed_in(&server, &phone, "CT-01", &[&photo(1)]).await;
    work_off(&server).await;
    assert_eq!(answer(&desk, record.record, "photo.small").await, Answer::Pass);
    let expected = Reran { records: 1, same: 1, ..Reran::default() };
    assert_eq!(rerun(&server.app, &[], Timestamp(0)).await, expected);
    let other = stricter(&server).await;
    assert_eq!(rerun(&other, &[], Timestamp(0)).await, Reran { records: 1, otherwise: 1, ..Reran::default() });
    assert_eq!(answer(&desk, record.record, "photo.small").await, Answer::Warn);
    let path = format!("/api/v1/records/{}/evidence?history=true", record.record);
    let body: Value = desk.get(&path, 200).await.json();
    let small = |said: &Value| {
        let checks = said["checks"].as_array().unwrap();
        let small = checks.iter().find(|check| check["rule"] == "photo.small").unwrap();
        (small["answer"].clone(), small["thresholds"]["warn_below_px"].clone())
    };
    assert_eq!((&body["now"]["number"], &body["now"]["cause"]), (&json!(2), &json!("rerun")));
    assert_eq!(small(&body["now"]), (json!("warn"), json!(2_000)));
    let before = body["before"].as_array().unwrap();
    assert_eq!((before.len(), &before[0]["cause"]), (1, &json!("arrival")));
    assert_eq!(small(&before[0]), (json!("pass"), json!(1_000)));
}

async fn only_the_rules_and_records_that_were_asked_about_are_asked(server: TestServer) {
    let (phone, desk) = (Phone::enrol(&server, "an").await, server.desk("dung").await);
    let early = handed_in(&server, &phone, "CT-01", &[&photo(1)]).await;
    server.clock.advance(3_600_000);
    let since = server.clock.now();
    let late = handed_in(&server, &phone, "CT-02", &[&photo(2)]).await;
    work_off(&server).await;
    let other = stricter(&server).await;
    assert_eq!(rerun(&other, &["photo.dark"], Timestamp(0)).await, Reran { records: 2, same: 2, ..Reran::default() });
    assert_eq!(rerun(&other, &["photo.small"], since).await, Reran { records: 1, otherwise: 1, ..Reran::default() });
    assert_eq!(answer(&desk, early.record, "photo.small").await, Answer::Pass);
    assert_eq!(answer(&desk, late.record, "photo.small").await, Answer::Warn);
}

async fn the_log_vouches_for_every_verdict(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let record = handed_in(&server, &phone, "CT-01", &[&photo(1)]).await;
    work_off(&server).await;
    let storages = thucdia::app::Storages { store: server.app.store.clone(), blobs: server.app.blobs.clone() };
    let report = audit(&storages, false, &unwatched).await.unwrap();
    assert!(report.valid, "{:?}", report.altered);
    let mut said = server.app.store.read().await.unwrap().evidence_history(record.record).await.unwrap().remove(0);
    let summary = server
        .app
        .store
        .read()
        .await
        .unwrap()
        .records_by_id(&[record.record])
        .await
        .unwrap()
        .remove(&record.record)
        .unwrap()
        .evidence
        .unwrap();
    // A verdict that nobody logged, under a number that was never given.
    said.number += 1;
    let mut writer = server.app.store.write().await.unwrap();
    writer.put_evidence(&said, &summary, &std::collections::BTreeMap::new()).await.unwrap();
    writer.commit_untraced().await.unwrap();
    let report = audit(&storages, true, &unwatched).await.unwrap();
    assert_eq!(report.altered.len(), 1, "{:?}", report.altered);
    assert_eq!((report.altered[0].kind, report.altered[0].id.clone()), ("evidence", record.record.to_string()));
}

async fn the_program_reads_explains_and_asks_again(server: TestServer) {
    let phone = Phone::enrol(&server, "an").await;
    let bytes = photo(1);
    let record = handed_in(&server, &phone, "CT-01", &[&bytes]).await;
    work_off(&server).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("photo.jpg");
    std::fs::write(&file, &bytes).unwrap();
    let run = |arguments: Vec<String>| {
        let storage = server.storage.clone();
        async move {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let output = program::command(&storage, &arguments).output().await.unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            (output.status.success(), serde_json::from_str::<Value>(&text).unwrap_or(Value::String(text)))
        }
    };
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let (good, read) = run(words(&format!("evidence read {} --json", file.display()))).await;
    assert!(good && read["taken_at"] == "2024-05-06T09:15:00+07:00" && read["format"] == "jpeg", "{read}");
    assert!((read["lat"].as_f64().unwrap() - super::PLACE.0).abs() < 1e-6, "{read}");
    let (good, explained) = run(words(&format!("evidence explain {} --json", record.record))).await;
    assert!(good && explained["evidence"][0]["checks"].as_array().unwrap().len() > 15, "{explained}");
    let (good, text) = run(words(&format!("evidence explain {}", record.record))).await;
    assert!(good && text.as_str().unwrap().contains("photo.place v1"), "{text}");
    let (good, done) = run(words("evidence rerun --rule photo.dark --since 2024-01-01 --json")).await;
    assert!(good && done["same"] == 1, "{done}");
    for wrong in ["evidence rerun --rule photo.nice", "evidence rerun --since yesterday"] {
        let (good, _) = run(words(wrong)).await;
        assert!(!good, "{wrong}");
    }
}
