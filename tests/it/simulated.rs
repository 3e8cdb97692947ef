//! A team of fifty phones on a bad network, and a server that is killed twice under them: afterwards every record and
//! photo is there exactly once, byte for byte, and the store verifies.

use std::{path::Path, time::Duration};

use thucdia::{
    auth::Role,
    desk::people::{self, NewPerson},
    simulate::{
        audit::{CheckOptions, check},
        faults::Faults,
        run::{Options, Progress, run},
    },
    store::{Actor, PersonRole},
};
use thucdia_tests::{
    builders,
    program::{self, Program},
    server::{Kind, TestServer},
};

const NAME: &str = "simulate";
const PASSWORD: &str = "a password of the test";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite_and_a_folder_a_bad_day_ends_with_everything_once() {
    a_bad_day_ends_with_everything_once(Kind::SqliteFolder).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres_and_s3_a_bad_day_ends_with_everything_once() {
    a_bad_day_ends_with_everything_once(Kind::PostgresS3).await;
}

fn lines(file: &Path) -> usize {
    std::fs::read_to_string(file).map_or(0, |text| text.lines().count())
}

async fn a_bad_day_ends_with_everything_once(kind: Kind) {
    let server = TestServer::start(kind).await;
    let district = builders::unit(&server.app, "184");
    let administrator = NewPerson {
        name: NAME.to_owned(),
        full_name: "Simulate".to_owned(),
        password: Some(PASSWORD.to_owned()),
        phone: None,
        department: None,
        roles: vec![PersonRole { role: Role::Administrator, unit: district }],
    };
    people::add(&server.app, administrator, Actor::System).await.unwrap();
    let storage = server.stop().await;
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.jsonl");

    let mut program = Program::serve(&storage, "127.0.0.1:0").await;
    let options = Options {
        phones: 50,
        records: 2_000,
        photos: 4_000,
        photo_bytes: Some(20_000),
        faults: Faults { drop: 0.2, repeat: 0.2, reorder: 0.2 },
        ledger: Some(ledger.clone()),
        unit: Some("184".to_owned()),
        ..Options::new(&program.url, NAME, PASSWORD, "2024-05-06".parse().unwrap())
    };
    let running = tokio::spawn(async move { run(&options, &Progress::hidden()).await });
    for acknowledged in [1_000, 3_000] {
        while lines(&ledger) < acknowledged {
            assert!(!running.is_finished(), "it ended with {} lines", lines(&ledger));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        program = program.kill_and_serve_again(&storage).await;
    }
    let report = running.await.unwrap().unwrap();
    assert!(report.is_good(), "{report}");
    assert_eq!((report.records, report.photos, report.received, report.rejected), (2_000, 4_000, 2_000, 0), "{report}");

    let options = CheckOptions {
        server: program.url.clone(),
        name: NAME.to_owned(),
        password: PASSWORD.to_owned(),
        ledger,
        exact: true,
        concurrency: 50,
        patience: Duration::from_secs(30),
    };
    let checked = check(&options, &Progress::hidden()).await.unwrap();
    assert!(checked.is_good(), "{checked}");
    program.kill().await;

    let verified = program::command(&storage, &["verify", "--json"]).output().await.unwrap();
    let said = String::from_utf8_lossy(&verified.stdout).into_owned() + &String::from_utf8_lossy(&verified.stderr);
    assert!(verified.status.success(), "{said}");
}
