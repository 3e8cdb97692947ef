//! What ends by itself: uploads that do not move, sessions that are over, removals nobody waits for, snapshots whose base
//! never came, files that were made for somebody.

use std::time::{Duration, SystemTime};

use mobile_sync_protocol::time::Timestamp;

use crate::{app::App, submissions};

/// How often the sweep goes round.
const EVERY: Duration = Duration::from_mins(10);

const HOUR_MS: i64 = 3_600_000;
/// How long a submission waits for its files, and a refused one for what it lacked. A day: a team is back in the evening.
const SUBMISSION_STILL_MS: i64 = 24 * HOUR_MS;

/// Goes round until the server ends.
pub async fn sweep(app: App) {
    loop {
        tokio::time::sleep(EVERY).await;
        if let Err(error) = once(&app).await {
            tracing::warn!(error = %format_args!("{error:#}"), "the sweep goes on at its next round");
        }
    }
}

/// One round.
///
/// # Errors
/// Where a storage fails; what was done stays done.
pub async fn once(app: &App) -> anyhow::Result<()> {
    let now = app.clock.now();
    let life = &app.config.lifetimes;
    uploads(app, now).await?;
    let mut writer = app.store.write_apart().await?;
    let lock = Timestamp(now.0 - app.config.limits.sign_in_lock_s * 1000);
    writer.expire_sessions(now, lock).await?;
    writer.commit_untraced().await?;
    feed(app, now).await?;
    exports(app).await?;
    submissions::settle::round(app, Timestamp(now.0 - SUBMISSION_STILL_MS)).await?;
    let before = Timestamp(now.0 - life.held_days * 24 * HOUR_MS);
    for record in app.store.read().await?.held_since(before, 500).await? {
        app.committer.settle(record).await?;
    }
    Ok(())
}

async fn uploads(app: &App, now: Timestamp) -> anyhow::Result<()> {
    loop {
        let expired = app.store.read().await?.expired_uploads(now).await?;
        if expired.is_empty() {
            break;
        }
        // Bytes first: a row without bytes answers "gone", bytes without a row would stay for ever.
        for upload in &expired {
            app.blobs.discard(*upload).await?;
        }
        let mut writer = app.store.write_apart().await?;
        for upload in &expired {
            writer.delete_upload(*upload).await?;
        }
        writer.commit_untraced().await?;
    }
    let hours = u64::try_from(app.config.lifetimes.upload_h).unwrap_or(0) + 1;
    #[expect(clippy::disallowed_methods, reason = "the ages of files are of the machine's clock")]
    let before = SystemTime::now().checked_sub(Duration::from_secs(hours * 3600));
    if let Some(before) = before {
        app.blobs.sweep(before).await?;
    }
    Ok(())
}

/// Removes files that had their days, and bytes that no row names: of whoever went on although nobody wanted it.
async fn exports(app: &App) -> anyhow::Result<()> {
    crate::exports::sweep(app).await?;
    let days = u64::try_from(app.config.lifetimes.export_days).unwrap_or(0).saturating_add(2);
    #[expect(clippy::disallowed_methods, reason = "the ages of files are of the machine's clock")]
    let before = SystemTime::now().checked_sub(Duration::from_secs(days.saturating_mul(86_400)));
    if let Some(before) = before {
        app.blobs.exports().sweep(before).await?;
    }
    Ok(())
}

/// Forgets removals once a day's worth of the feed is older than what is kept: the feed's place of each day is noted, and
/// what a noted day is old enough for is pruned.
async fn feed(app: &App, now: Timestamp) -> anyhow::Result<()> {
    let mut writer = app.store.write().await?;
    let today = now.0 / (24 * HOUR_MS);
    let mut marks: Vec<(i64, i64)> = match writer.meta("feed_marks").await? {
        Some(text) => serde_json::from_str(&text)?,
        None => Vec::new(),
    };
    let feed = writer.counters().await?.feed;
    if marks.last().is_none_or(|(day, _)| *day < today) {
        marks.push((today, feed));
    }
    let old = marks.partition_point(|(day, _)| *day < today - app.config.lifetimes.feed_days);
    if let Some((_, seq)) = marks.drain(..old).next_back() {
        writer.prune_feed(seq).await?;
    }
    writer.set_meta("feed_marks", &serde_json::to_string(&marks)?).await?;
    writer.commit_untraced().await?;
    Ok(())
}
