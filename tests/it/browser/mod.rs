//! `/desk` in a real browser: each person's day on either storage, every page held to accessibility and to its policy.

use std::{collections::BTreeMap, path::PathBuf, process::Stdio};

use thucdia::demo;
use thucdia_tests::{
    program::Program,
    server::{Kind, Storage},
};
use tokio::process::Command;

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs a script of `folder` with Node, and shows what it said where it fails.
async fn node(folder: PathBuf, needs: &str, script: &mut Command) {
    assert!(folder.join(needs).exists(), "{needs} is missing in {}: `make test` installs it", folder.display());
    script.current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    let done = script.output().await.unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
    println!("{out}");
}

async fn everybody_does_their_days_work(kind: Kind) {
    let built = top().join("server/web/dist/desk/index.html");
    assert!(built.exists(), "the front end is not built: make web");
    let storage = Storage::new(kind).await;
    let program = Program::demo(&storage).await;
    let accounts: BTreeMap<_, _> = demo::accounts().map(|account| (account.name, account.password)).collect();
    let mut script = Command::new("node");
    script.arg("run.js");
    script.env("THUCDIA_URL", &program.url).env("THUCDIA_ACCOUNTS", serde_json::to_string(&accounts).unwrap());
    // The pages look the same on either.
    if kind == Kind::SqliteFolder {
        script.env("THUCDIA_PICTURES", top().join("screenshots"));
    }
    node(top().join("tests/browser"), "node_modules/playwright-core", &mut script).await;
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

/// The front end's types are made from the server's document; a change of one without the other fails here.
#[tokio::test]
async fn the_front_end_speaks_what_the_server_speaks() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("openapi.json");
    std::fs::write(&document, thucdia::http::document().to_pretty_json().unwrap()).unwrap();
    let mut script = Command::new("node");
    script.arg("scripts/types.mjs").arg("--check").arg(document);
    node(top().join("server/web"), "node_modules/openapi-typescript", &mut script).await;
}
