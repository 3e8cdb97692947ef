//! The real program in a process of its own, which a test may kill.

use std::{path::PathBuf, process::Stdio, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};

use crate::server::Storage;

/// A program that serves. Dropping it kills it.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// Its address, with no slash at the end.
    pub url: String,
}

/// The program: `THUCDIA_BIN`, or what lies beside the tests.
fn program() -> PathBuf {
    let beside = || std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().join("thucdia");
    let program = std::env::var_os("THUCDIA_BIN").map_or_else(beside, PathBuf::from);
    assert!(program.exists(), "{} is missing: cargo build -p thucdia", program.display());
    program
}

/// A command of the program on `storage`.
pub fn command(storage: &Storage, arguments: &[&str]) -> Command {
    let config = storage.config(1);
    let mut command = Command::new(program());
    command.args(arguments).arg("--data").arg(&config.data);
    if !config.database_url.0.is_empty() {
        command.args(["--database-url", &config.database_url.0, "--blobs", &config.blobs]);
    }
    command.envs(storage.environment()).stdin(Stdio::null()).kill_on_drop(true);
    command
}

impl Program {
    /// Serves on `storage` at `listen`, and waits until the program says where it listens.
    pub async fn serve(storage: &Storage, listen: &str) -> Self {
        Self::start(storage, &["serve", "--listen", listen], Duration::from_secs(20)).await
    }

    /// Fills `storage` with the demonstration district, photos that can be looked at included, and serves it.
    pub async fn demo(storage: &Storage) -> Self {
        Self::start(storage, &["demo", "--listen", "127.0.0.1:0"], Duration::from_mins(4)).await
    }

    async fn start(storage: &Storage, arguments: &[&str], patience: Duration) -> Self {
        let mut command = command(storage, arguments);
        command.stdout(Stdio::null());
        command.env("THUCDIA_LOG_FORMAT", "json").env("THUCDIA_LOG", "info");
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        let listening = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                let entry: Value = serde_json::from_str(&line).unwrap_or_default();
                if let Some(address) = entry["fields"]["address"].as_str() {
                    return format!("http://{address}");
                }
                said.push(line);
            }
            panic!("it ended: {said:#?}");
        };
        let url = tokio::time::timeout(patience, listening).await.unwrap();
        // A pipe that nobody reads fills up.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Self { child, url }
    }

    /// Kills it with no chance to end in order.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Kills it, and serves at the same address on the same storage.
    pub async fn kill_and_serve_again(self, storage: &Storage) -> Self {
        let listen = self.url.trim_start_matches("http://").to_owned();
        self.kill().await;
        Self::serve(storage, &listen).await
    }
}
