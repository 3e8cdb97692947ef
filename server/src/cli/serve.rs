//! `thucdia serve`: phones and browsers, until interrupted.

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{app::App, clock::Clock, config::Config, http, jobs, machine, registry::builtin, telemetry};

#[derive(Args)]
pub struct Serve {}

impl Serve {
    pub async fn run(self, config: Config) -> anyhow::Result<ExitCode> {
        telemetry::start(&config);
        raise_open_files();
        let listener = listen(&config).await?;
        let app = App::start(config, Clock::system()).await?;
        builtin::seed(&app).await.context("what is built in cannot be written")?;
        until_interrupted(app, listener).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Takes the address first, so that a port in use is told before anything is written.
pub async fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let listen = config.listen;
    TcpListener::bind(listen).await.with_context(|| format!("cannot listen on {listen}"))
}

/// Each upload takes a socket and a file; the limit that a shell sets is often too low for a busy hour.
fn raise_open_files() {
    match machine::raise_open_files() {
        Ok(files) => tracing::info!(limit = files.soft, "open files"),
        Err(error) => tracing::warn!(%error, "the limit of open files stays as it was"),
    }
}

/// Serves until the process is told to end, then lets requests under way end.
pub async fn until_interrupted(app: App, listener: TcpListener) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let serving = http::serve(listener, http::router(app.clone()))?;
    jobs::spawn("sweep", jobs::sweep(app.clone()));
    jobs::spawn("work", jobs::work(app.clone()));
    for _ in 0..app.config.worker.exports {
        jobs::spawn("export", jobs::export(app.clone()));
    }
    jobs::spawn("watch", app.changes.clone().watch(app.store.clone()));
    tracing::info!(address = %serving.address, database = ?app.store.engine(), "listening");
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted?,
        _ = terminate.recv() => {}
    }
    tracing::info!("ending: requests under way are let end");
    app.changes.end();
    serving.stop().await;
    app.store.close().await;
    Ok(())
}
