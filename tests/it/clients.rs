//! `/api/v1/uploads` driven by clients that others wrote, each broken off once and resumed. Where they are installed is
//! said here, for other doors too.

use std::{path::PathBuf, process::Stdio};

use mobile_sync_protocol::{ids::Sha256, upload::PhotoStatus};
use serde_json::Value;
use thucdia_tests::{
    builders::{Edit, inspection, photo},
    phone::Phone,
    server::TestServer,
};
use tokio::process::Command;

on_both! {
    tus_js_client_uploads_breaks_off_and_resumes
    tuspy_uploads_breaks_off_and_resumes
}

/// The clients' scripts, beside what is installed for them from npm.
pub(super) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("clients")
}

/// Runs a client's script, which prints where the upload is and where it broke off.
async fn drive(server: &TestServer, program: PathBuf, script: &str, installed: PathBuf) {
    assert!(installed.exists(), "{} is missing: run .ci/install-clients, or `make test`", installed.display());
    let phone = Phone::enrol(server, "an").await;
    let bytes = photo(3, 3 * 1024 * 1024);
    let name = Sha256::of(&bytes);
    let files = tempfile::tempdir().unwrap();
    let file = files.path().join("photo.jpg");
    std::fs::write(&file, &bytes).unwrap();
    let endpoint = format!("{}/api/v1/uploads", server.url);
    let mut client = Command::new(program);
    client.arg(folder().join(script)).args([&endpoint, &phone.token]).arg(&file).arg(name.to_string());
    client.current_dir(files.path()).stdin(Stdio::null()).env("PYTHONDONTWRITEBYTECODE", "1").kill_on_drop(true);
    let done = client.output().await.unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let said: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(said["offset"], 1024 * 1024, "it was broken off there");

    let [PhotoStatus::Stored { receipt, .. }] = &phone.status(&[name]).await[..] else { panic!("not stored") };
    phone.check(receipt);
    phone.push(&[inspection(&server.app, "CT-01").await.with_photo(&bytes)], 200).await;
    assert_eq!(phone.get(&format!("/api/v1/photos/{name}"), 200).await.body, bytes);
}

async fn tus_js_client_uploads_breaks_off_and_resumes(server: TestServer) {
    drive(&server, "node".into(), "upload.js", folder().join("node_modules/tus-js-client")).await;
}

/// The Python that has the clients.
pub(super) fn python() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cache"), PathBuf::from);
    cache.join("thucdia/clients/bin/python")
}

async fn tuspy_uploads_breaks_off_and_resumes(server: TestServer) {
    drive(&server, python(), "upload.py", python()).await;
}
