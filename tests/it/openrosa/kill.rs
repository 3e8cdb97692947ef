//! The real program, killed while forms are submitted: what was acknowledged is there with its photo, and nothing is half
//! there.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use thucdia::{audit::audit, progress::unwatched, store::SubmissionState};
use thucdia_tests::{
    builders::photo,
    collect::{Collect, post},
    program::Program,
    server::{Kind, TestServer},
};

use super::Filled;

const ROUNDS: u64 = 3;
const PHONES: u64 = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_and_a_folder_no_acknowledged_submission_is_lost_by_a_kill() {
    no_acknowledged_submission_is_lost(Kind::SqliteFolder).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_and_s3_no_acknowledged_submission_is_lost_by_a_kill() {
    no_acknowledged_submission_is_lost(Kind::PostgresS3).await;
}

/// Submits new forms, each with a photo of its own, until the server is gone.
async fn submits(client: &Collect, about: &Filled, first: u64, taken: &Mutex<Vec<String>>, ended: &AtomicBool) {
    for number in first.. {
        if ended.load(Ordering::SeqCst) {
            return;
        }
        let filled = about.anew();
        let body = post(&filled.xml(), &[("1.jpg", &photo(number, 60_000))]);
        let Ok(answer) = client.posting(body).send().await else { return };
        assert_eq!(answer.status(), 201);
        taken.lock().unwrap().push(filled.instance);
    }
}

async fn no_acknowledged_submission_is_lost(kind: Kind) {
    let server = TestServer::start(kind).await;
    let collect = Collect::new(&server, "an").await;
    let about = Filled::new(&server, "CT-01").await.with_photo("1.jpg");
    let storage = server.stop().await;
    let taken: Mutex<Vec<String>> = Mutex::default();
    for round in 0..ROUNDS {
        let program = Program::serve(&storage, "127.0.0.1:0").await;
        let (client, ended) = (collect.at(&program.url), AtomicBool::new(false));
        let before = taken.lock().unwrap().len();
        let phones = (0..PHONES).map(|phone| (round * PHONES + phone) * 1_000_000);
        let working =
            futures_util::future::join_all(phones.map(|first| submits(&client, &about, first, &taken, &ended)));
        let killing = async {
            // In the thick of it, wherever that is: after so many answers.
            while taken.lock().unwrap().len() < before + 40 {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            program.kill().await;
            ended.store(true, Ordering::SeqCst);
        };
        tokio::time::timeout(Duration::from_mins(1), futures_util::future::join(working, killing)).await.unwrap();
    }

    let storages = storage.open(&storage.config(0)).await;
    let taken = taken.into_inner().unwrap();
    assert!(taken.len() >= 120, "{}", taken.len());
    let ids: Vec<&str> = taken.iter().map(String::as_str).collect();
    let known = storages.store.read().await.unwrap().submissions_by_instance(&ids).await.unwrap();
    for id in ids {
        let [submission] = known[id].as_slice() else { panic!("{id}: {:?}", known[id]) };
        assert_eq!((submission.state, submission.files, submission.photos), (SubmissionState::Pushed, 1, 1));
    }
    // Records, revisions, photos and what was submitted, acknowledged or not: all of it is whole.
    let report = audit(&storages, false, &unwatched).await.unwrap();
    assert!(report.valid, "{:#?}", report.altered);
    assert_eq!(report.checked.submissions, report.checked.records);
}
