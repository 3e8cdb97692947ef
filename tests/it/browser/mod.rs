//! The front end in a real browser, driven by the scripts of `tests/browser`.

mod desk;
mod field;

use std::{path::PathBuf, process::Stdio};

use tokio::process::Command;

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// A script of `folder`, for Node to run.
fn script(folder: &str, needs: &str, name: &str) -> Command {
    let folder = top().join(folder);
    assert!(folder.join(needs).exists(), "{needs} is missing in {}: `make test` installs it", folder.display());
    let mut script = Command::new("node");
    script.arg(name).current_dir(folder).stdin(Stdio::null()).kill_on_drop(true);
    script
}

/// A walk through a door of the front end, which must be built.
fn walk(door: &str, name: &str) -> Command {
    let built = top().join("server/web/dist").join(door).join("index.html");
    assert!(built.exists(), "the front end is not built: make web");
    script("tests/browser", "node_modules/playwright-core", name)
}

/// Runs a script, and shows what it said where it fails.
async fn run(mut script: Command) {
    let done = script.output().await.unwrap();
    let (out, err) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
    println!("{out}");
}

/// The front end's types are made from the server's document; a change of one without the other fails here.
#[tokio::test]
async fn the_front_end_speaks_what_the_server_speaks() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("openapi.json");
    std::fs::write(&document, thucdia::http::document().to_pretty_json().unwrap()).unwrap();
    let mut script = script("server/web", "node_modules/openapi-typescript", "scripts/types.mjs");
    script.arg("--check").arg(document);
    run(script).await;
}
