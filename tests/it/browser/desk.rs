//! `/desk`: each person's day on either storage, every page held to accessibility and to its policy.

use std::collections::BTreeMap;

use thucdia::demo;
use thucdia_tests::{
    program::Program,
    server::{Kind, Storage},
};

use super::{run, top, walk};

async fn everybody_does_their_days_work(kind: Kind) {
    let storage = Storage::new(kind).await;
    let program = Program::demo(&storage).await;
    let accounts: BTreeMap<_, _> = demo::accounts().map(|account| (account.name, account.password)).collect();
    let mut script = walk("desk", "run.js");
    script.env("THUCDIA_URL", &program.url).env("THUCDIA_ACCOUNTS", serde_json::to_string(&accounts).unwrap());
    // The pages look the same on either.
    if kind == Kind::SqliteFolder {
        script.env("THUCDIA_PICTURES", top().join("screenshots"));
    }
    run(script).await;
}

mod sqlite_folder {
    #[tokio::test]
    async fn everybody_does_their_days_work() {
        super::everybody_does_their_days_work(super::Kind::SqliteFolder).await;
    }
}

mod postgres_s3 {
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn everybody_does_their_days_work() {
        super::everybody_does_their_days_work(super::Kind::PostgresS3).await;
    }
}
