//! Works off what is to be done beside the requests: photos first, then the records that wait for them.
//!
//! Every replica does this. What one of them holds when it dies falls due again when its lease ends. What was taken
//! before and not finished is taken alone and with nothing beside it: if it is what ends processes, it ends no
//! neighbour's chances with it.

use std::time::Duration;

use mobile_sync_protocol::time::Timestamp;
use uuid::Uuid;

use crate::{
    app::App,
    checks::CheckError,
    store::{Job, JobKind, StoreError, Taken},
};

/// How long a row is held: longer than a round takes, so that none is done twice.
const LEASE_MS: i64 = 10 * 60_000;
/// How often to look for what other replicas left.
const LOOK: Duration = Duration::from_secs(5);
/// How long to wait where a storage cannot be reached.
const PAUSE: Duration = Duration::from_secs(10);
/// Rows of one round: photos share a search, records share nothing and hold up the photos.
const PHOTOS: i64 = 32;
const RECORDS: i64 = 64;

/// Goes on until the server ends.
pub async fn work(app: App) {
    if app.config.worker.photos == 0 {
        return;
    }
    let lease = app.clock.id();
    loop {
        match round(&app, lease).await {
            Ok(0) => app.bell.wait(LOOK).await,
            Ok(_) => {}
            Err(error) => {
                tracing::warn!(error = %format_args!("{error:#}"), "photos and records wait to be checked");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// Works until nothing is due, and says how much was done.
///
/// # Errors
/// Where a storage fails.
pub async fn work_off(app: &App) -> Result<usize, CheckError> {
    let lease = app.clock.id();
    let mut done = 0;
    loop {
        match round(app, lease).await? {
            0 => return Ok(done),
            some => done += some,
        }
    }
}

async fn round(app: &App, lease: Uuid) -> Result<usize, CheckError> {
    let mut done = 0;
    for (taken, limit) in [(Taken::Again, 1), (Taken::Fresh, PHOTOS)] {
        let jobs = take(app, JobKind::Photo, taken, limit, lease).await?;
        done += jobs.len();
        if !jobs.is_empty() {
            app.checks.read_photos(jobs, app.config.worker.photos).await?;
        }
    }
    for (taken, limit) in [(Taken::Again, 1), (Taken::Fresh, RECORDS)] {
        let jobs = take(app, JobKind::Record, taken, limit, lease).await?;
        done += jobs.len();
        app.checks.check_jobs(jobs).await?;
    }
    Ok(done)
}

async fn take(app: &App, kind: JobKind, taken: Taken, limit: i64, lease: Uuid) -> Result<Vec<Job>, StoreError> {
    let now = app.clock.now();
    // A look costs a reader; only where there is something does it cost a writer.
    if app.store.read().await?.backlog(kind, now).await?.waiting == 0 {
        return Ok(Vec::new());
    }
    let mut writer = app.store.write_apart().await?;
    let jobs = writer.take_jobs(kind, taken, limit, now, Timestamp(now.0 + LEASE_MS), lease).await?;
    writer.commit_untraced().await?;
    Ok(jobs)
}
