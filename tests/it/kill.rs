//! The real program, killed in the middle: what was acknowledged is there when it starts again.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use mobile_sync_protocol::{
    ids::Sha256,
    record::Revision,
    sync::{Outcome, PushResponse},
    upload::PhotoStatus,
};
use reqwest::{Body, Method};
use serde_json::{Value, json};
use thucdia_tests::{
    builders::{Edit, id, inspection, photo},
    phone::Phone,
    program::Program,
    server::{Kind, TestServer},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_and_a_folder_nothing_acknowledged_is_lost_by_a_kill() {
    nothing_acknowledged_is_lost(Kind::SqliteFolder).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_and_s3_nothing_acknowledged_is_lost_by_a_kill() {
    nothing_acknowledged_is_lost(Kind::PostgresS3).await;
}

/// What the server gave its word for.
#[derive(Default)]
struct Ledger {
    revisions: Mutex<Vec<Revision>>,
    photos: Mutex<Vec<u64>>,
    answers: AtomicUsize,
}

/// Sends until the server is gone.
async fn work(phone: &Phone, template: &Revision, worker: u64, ledger: &Ledger, ended: &AtomicBool) {
    for round in 0_u64.. {
        if ended.load(Ordering::SeqCst) {
            return;
        }
        let number = worker * 1_000_000 + round;
        let bytes = photo(number, 60_000);
        let first = Revision { record: id(), revision: id(), ..template.clone() }.with_photo(&bytes);
        let body = json!({"revisions": [phone.sign(&first.next()), phone.sign(&first)]});
        let Ok(answer) = phone.request(Method::POST, "/api/v1/sync/push").json(&body).send().await else { return };
        if let Ok(answer) = answer.json::<PushResponse>().await {
            assert!(answer.outcomes.iter().all(|outcome| matches!(outcome, Outcome::Accepted { .. })), "{answer:?}");
            ledger.revisions.lock().unwrap().push(first);
            ledger.answers.fetch_add(1, Ordering::SeqCst);
        }
        let sent = phone.creation(Sha256::of(&bytes), 60_000, Some(Body::from(bytes))).send().await;
        if sent.is_ok_and(|answer| answer.status() == 201) {
            ledger.photos.lock().unwrap().push(number);
            ledger.answers.fetch_add(1, Ordering::SeqCst);
        }
    }
}

async fn nothing_acknowledged_is_lost(kind: Kind) {
    let server = TestServer::start(kind).await;
    let phone = Phone::enrol(&server, "an").await;
    let template = inspection(&server.app, "CT-01").await;
    let storage = server.stop().await;
    let ledger = Ledger::default();

    for round in 0..3 {
        let program = Program::serve(&storage, "127.0.0.1:0").await;
        let phones: Vec<Phone> = (0..6).map(|_| phone.at(&program.url)).collect();
        let ended = AtomicBool::new(false);
        let before = ledger.answers.load(Ordering::SeqCst);
        let working = futures_util::future::join_all(
            phones
                .iter()
                .zip(0_u64..)
                .map(|(phone, worker)| work(phone, &template, round * 10 + worker, &ledger, &ended)),
        );
        let killing = async {
            // In the thick of it, wherever that is: after so many answers.
            while ledger.answers.load(Ordering::SeqCst) < before + 60 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            program.kill().await;
            ended.store(true, Ordering::SeqCst);
        };
        tokio::time::timeout(Duration::from_secs(30), futures_util::future::join(working, killing)).await.unwrap();
    }

    let program = Program::serve(&storage, "127.0.0.1:0").await;
    let phone = phone.at(&program.url);
    let acknowledged = ledger.revisions.into_inner().unwrap();
    let photos = ledger.photos.into_inner().unwrap();
    assert!(acknowledged.len() > 60 && photos.len() > 60, "{} and {}", acknowledged.len(), photos.len());
    for revision in &acknowledged {
        let record: Value = phone.get(&format!("/api/v1/records/{}", revision.record), 200).await.json();
        assert_eq!((&record["held"], record["revisions"].as_array().unwrap().len()), (&json!(0), 2));
    }
    for part in acknowledged.chunks(100) {
        for outcome in phone.push(part, 200).await.outcomes() {
            let Outcome::Duplicate { receipt, .. } = outcome else { panic!("{outcome:?}") };
            phone.check(&receipt);
        }
    }
    for number in &photos {
        let bytes = photo(*number, 60_000);
        let name = Sha256::of(&bytes);
        assert!(matches!(phone.status(&[name]).await[..], [PhotoStatus::Stored { .. }]));
        let read = phone.get(&format!("/api/v1/photos/{name}"), 200).await.body;
        assert_eq!(read, bytes);
    }
    program.kill().await;
}
