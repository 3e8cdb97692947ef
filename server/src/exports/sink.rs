//! Where the bytes of an export go: hashed as they come, into parts that are kept one after another, so that memory
//! stays the same whatever the length and whoever takes over goes on after the last part.

use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::TryStreamExt;
use mobile_sync_protocol::{
    ids::{Sha256, UploadId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::Digest;
use uuid::Uuid;

use super::run::MakeError;
use crate::{
    app::App,
    blobs::{Blobs, Staged},
    store::{Export, ExportPart, ExportProgress},
};

/// Of a large export a part is this share of what there is, so that the row that names the parts stays short.
const SHARE: u64 = 64;
/// How often the row learns how far an export is.
const TELL: Duration = Duration::from_secs(1);
/// How long a row is held without a word.
pub(super) const LEASE_MS: i64 = 60_000;

/// Takes the bytes of one export.
#[derive(Debug)]
pub struct Sink<'a> {
    app: &'a App,
    id: Uuid,
    lease: Uuid,
    home: Blobs,
    staged: Staged,
    parts: Vec<ExportPart>,
    /// Bytes in the parts.
    kept: u64,
    hash: sha2::Sha256,
    told: Instant,
    part: u64,
    /// Where to go on; `None` at the very beginning.
    pub resumed: Option<Value>,
    /// How many things went into it.
    pub done: i64,
    /// How many there are, where that is known.
    pub total: i64,
}

impl<'a> Sink<'a> {
    /// Goes on where whoever was at it before left the parts, or begins anew where there is no position to go on from.
    /// `seen` is shown what is kept.
    ///
    /// # Errors
    /// Where what is kept cannot be read.
    pub async fn open(
        app: &'a App,
        export: &Export,
        lease: Uuid,
        mut seen: impl FnMut(&[u8]) + Send,
    ) -> Result<Self, MakeError> {
        let home = app.blobs.exports();
        let mut sink = Self {
            app,
            id: export.id,
            lease,
            staged: home.stage(),
            home,
            parts: Vec::new(),
            kept: 0,
            hash: sha2::Sha256::new(),
            told: Instant::now(),
            part: app.config.worker.export_part_bytes,
            resumed: None,
            done: 0,
            total: 0,
        };
        let Some(position) = &export.position else {
            discard(&sink.home, &export.parts).await?;
            return Ok(sink);
        };
        let Position { at, done, total } = serde_json::from_value(position.clone())?;
        (sink.resumed, sink.done, sink.total) = (Some(at), done, total);
        for (name, length) in &export.parts {
            let mut body = sink.home.kept(UploadId(*name), *length, 0..*length).await?;
            while let Some(chunk) = body.try_next().await? {
                sink.hash.update(&chunk);
                seen(&chunk);
                sink.kept += chunk.len() as u64;
            }
            sink.parts.push((*name, *length));
        }
        Ok(sink)
    }

    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        self.kept + self.staged.len()
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub async fn write(&mut self, bytes: impl Into<Bytes>) -> Result<(), MakeError> {
        let bytes = bytes.into();
        self.hash.update(&bytes);
        Ok(self.staged.write(bytes).await?)
    }

    /// Says that another export could be gone on with here, and how. Now and then keeps what came, and tells the row how
    /// far it is; learns there whether it is still wanted. Without a position it is begun anew after a kill.
    ///
    /// # Errors
    /// [`MakeError::Gone`] where somebody else is at it or nobody wants it, or where a storage fails.
    pub async fn rest(&mut self, position: Option<Value>) -> Result<(), MakeError> {
        let full = self.staged.len() >= self.part.max(self.kept / SHARE);
        if full {
            self.keep().await?;
        } else if self.told.elapsed() < TELL {
            return Ok(());
        }
        let position = position.map(|at| Position { at, done: self.done, total: self.total });
        let position = position.map(serde_json::to_value).transpose()?;
        self.tell(full.then(|| (self.parts.clone(), position))).await
    }

    /// Tells the row how far it is, whatever was told before.
    ///
    /// # Errors
    /// As [`Self::rest`].
    async fn tell(&mut self, kept: Option<(Vec<ExportPart>, Option<Value>)>) -> Result<(), MakeError> {
        self.told = Instant::now();
        let bytes = i64::try_from(self.len()).unwrap_or(i64::MAX);
        let progress = ExportProgress { done: self.done, total: self.total, bytes, kept };
        let until = Timestamp(self.app.clock.now().0 + LEASE_MS);
        let mut writer = self.app.store.write_apart().await?;
        let held = writer.export_progress(self.id, self.lease, until, &progress).await?;
        writer.commit_untraced().await?;
        if held { Ok(()) } else { Err(MakeError::Gone) }
    }

    /// Waits for something long, and says meanwhile that the export is at work.
    ///
    /// # Errors
    /// As [`Self::rest`].
    pub async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> Result<T, MakeError> {
        let mut work = std::pin::pin!(work);
        loop {
            match tokio::time::timeout(Duration::from_secs(10), work.as_mut()).await {
                Ok(done) => return Ok(done),
                Err(_) => self.tell(None).await?,
            }
        }
    }

    /// Keeps what came since the last part.
    async fn keep(&mut self) -> Result<(), MakeError> {
        let staged = std::mem::replace(&mut self.staged, self.home.stage());
        let length = staged.len();
        if length == 0 {
            return Ok(());
        }
        let name = self.app.clock.id();
        staged.keep(UploadId(name), 0).await?;
        self.parts.push((name, length));
        self.kept += length;
        Ok(())
    }

    /// Keeps the last bytes. Gives the parts and the hash of the whole.
    ///
    /// # Errors
    /// Where they cannot be kept.
    pub async fn finish(mut self) -> Result<Finished, MakeError> {
        self.keep().await?;
        let sha256 = Sha256(self.hash.finalize().into());
        Ok(Finished { parts: self.parts, bytes: self.kept, sha256, done: self.done, total: self.total })
    }
}

/// Where an export goes on, and what it came to until there.
#[derive(Serialize, Deserialize)]
struct Position {
    at: Value,
    done: i64,
    total: i64,
}

/// What became of an export's bytes.
#[derive(Debug)]
pub struct Finished {
    /// What is kept, in order.
    pub parts: Vec<ExportPart>,
    /// How many bytes.
    pub bytes: u64,
    /// The SHA-256 of the whole.
    pub sha256: Sha256,
    /// How many things went into it.
    pub done: i64,
    /// How many there are.
    pub total: i64,
}

/// Removes what is kept of an export.
///
/// # Errors
/// Where the storage fails; the same call can be repeated.
pub(super) async fn discard(home: &Blobs, parts: &[ExportPart]) -> Result<(), crate::blobs::BlobError> {
    for (name, _) in parts {
        home.discard(UploadId(*name)).await?;
    }
    Ok(())
}
