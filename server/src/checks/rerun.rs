//! Asks the rules again: after a change of thresholds, of outlines, or of the reader.

use mobile_sync_protocol::{
    ids::{RecordId, Sha256},
    time::Timestamp,
};
use serde::Serialize;
use uuid::Uuid;

use super::{Asked, CheckError, Checks, Told};
use crate::{progress::Progress, store::JobKind};

/// Records and photos of one page.
const PAGE: i64 = 500;

/// What is asked again.
#[derive(Clone, Copy, Debug)]
pub struct Rerun<'a> {
    /// The rules; all where there are none.
    pub rules: &'a [&'a str],
    /// Only records that first came in then or later.
    pub since: Timestamp,
    /// Whether all photos are read again, too.
    pub photos: bool,
}

/// What asking again came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Reran {
    /// Records that were asked about.
    pub records: u64,
    /// Those of which the rules said what they had said before.
    pub same: u64,
    /// Those of which they said something else.
    pub otherwise: u64,
    /// Those that are still to be read or checked for the first time.
    pub not_yet: u64,
    /// Photos that wait to be read again.
    pub photos: u64,
}

impl Checks {
    /// Asks the rules again about every whole record, while a server may serve.
    ///
    /// # Errors
    /// Where a storage fails. What was asked stays asked, and the same call can be repeated.
    pub async fn rerun(&self, asked: Rerun<'_>, progress: Progress<'_>) -> Result<Reran, CheckError> {
        let mut done = Reran::default();
        if asked.photos {
            done.photos = self.read_again(progress).await?;
        }
        let total = self.0.store.read().await?.count_to_check(asked.since).await?;
        let total = u64::try_from(total).unwrap_or(0);
        let mut after = Uuid::nil();
        loop {
            let page: Vec<RecordId> = self.0.store.read().await?.records_to_check(asked.since, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(done) };
            after = last.0;
            for record in page {
                match self.check(record, Asked { rules: asked.rules, cause: "rerun" }).await? {
                    Told::Same => done.same += 1,
                    Told::New(_) => done.otherwise += 1,
                    Told::NotYet => done.not_yet += 1,
                }
                done.records += 1;
                progress("records", done.records, total);
            }
        }
    }

    /// Sets all photos to be read again.
    async fn read_again(&self, progress: Progress<'_>) -> Result<u64, CheckError> {
        let total = u64::try_from(self.0.store.read().await?.counts().await?.photos).unwrap_or(0);
        let (mut after, mut done) = (Vec::new(), 0);
        loop {
            let page = self.0.store.read().await?.photos_after(&after, PAGE).await?;
            let names: Vec<Sha256> = page.iter().map(|photo| photo.sha256).collect();
            let Some(last) = names.last() else { return Ok(done) };
            after = last.0.to_vec();
            let ids: Vec<[u8; 32]> = names.iter().map(|name| name.0).collect();
            let mut writer = self.0.store.write_apart().await?;
            writer.queue_jobs(JobKind::Photo, &ids, self.0.clock.now()).await?;
            writer.commit_untraced().await?;
            done += names.len() as u64;
            progress("photos", done, total);
        }
    }
}
