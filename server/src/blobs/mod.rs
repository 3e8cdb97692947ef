//! Content-addressed bytes: a photo is named by the SHA-256 of its bytes, in a folder or in S3.
//!
//! This module knows nothing of databases, HTTP or people. It decides where bytes lie, when they count as stored, and
//! how an interrupted upload is put together. What it promises holds for both storages, and the contract suite in
//! `tests/it/blobs.rs` tests each promise on both:
//!
//! - **Storing is idempotent.** The same bytes stored twice, or twice at the same time, are stored once.
//! - **Acknowledged means durable.** What a call answered `Ok` for survives `kill -9` and, in a folder, loss of power.
//! - **The bytes read back are the bytes.** Nothing is readable under a hash that it does not have: bytes whose hash is
//!   not the announced one, or that the storage garbled, store nothing.
//! - **A call can be repeated** after whatever happened in its middle, from any replica that shares the storage.
//! - **Deleting what is missing is fine.**
//! - **Memory is bounded**, whatever the length of a body or a listing.
//!
//! A request's body is written into a [`Staged`]. If it is a whole photo, [`Staged::finish`] stores it. If it is a part
//! of one, or broke off, [`Staged::keep`] keeps what came, and [`Blobs::complete`] puts the parts together. Dropping a
//! [`Staged`] forgets the body.

mod config;
mod error;
mod folder;
mod parts;
mod s3;
mod s3_put;
mod spool;
mod staged;

use std::{
    ops::Range,
    path::Path,
    pin::Pin,
    time::{Duration, Instant, SystemTime},
};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use mobile_sync_protocol::ids::{Sha256, UploadId};
use sha2::Digest;
use tokio_util::io::ReaderStream;

pub use self::{
    config::{BlobsConfig, Bucket, Credentials, Location, LocationError},
    error::{BlobError, Cause},
    folder::Folder,
    s3::S3,
    staged::Staged,
};
use self::{
    error::Doing,
    spool::{BUFFER, Spool},
};

/// Where the parts of interrupted uploads lie.
const UPLOADS: &str = "uploads";
/// Where the parts of files that were made here lie, until nobody wants them any longer.
const EXPORTS: &str = "exports";

/// A storage of bytes. A clone is the same storage.
#[derive(Clone, Debug)]
pub enum Blobs {
    /// In a folder.
    Folder(Folder),
    /// In a bucket.
    S3(S3),
}

/// What is stored under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The name.
    pub sha256: Sha256,
    /// How many bytes it names.
    pub bytes: u64,
}

/// Bytes on their way out, in chunks of tens of kilobytes.
pub type Body = Pin<Box<dyn Stream<Item = Result<Bytes, BlobError>> + Send>>;

/// All that is stored, in the order of the hashes; each page is fetched when it is reached.
pub type Listing = Pin<Box<dyn Stream<Item = Result<Stored, BlobError>> + Send>>;

/// Stored bytes, opened for reading.
pub struct Blob {
    /// How many bytes are stored.
    pub len: u64,
    /// Which of them `body` gives: what was asked for, cut to what there is.
    pub range: Range<u64>,
    /// These bytes.
    pub body: Body,
}

impl Blobs {
    /// Opens the storage. A folder is made if need be; a bucket is not even asked for, [`probe`](Self::probe) does so.
    pub fn open(config: &BlobsConfig) -> Result<Self, BlobError> {
        match &config.location {
            Location::Folder(path) => Folder::open(path).map(Self::Folder),
            Location::S3(bucket) => S3::open(bucket, config.credentials.as_ref(), config.spool.clone()).map(Self::S3),
        }
    }

    fn spool(&self) -> &Spool {
        match self {
            Self::Folder(folder) => &folder.spool,
            Self::S3(s3) => &s3.spool,
        }
    }

    /// The same storage with another room for parts, in which files that were made here are kept. No upload meets them
    /// there, and sweeping one room leaves the other as it is.
    #[must_use]
    pub fn exports(&self) -> Self {
        let mut exports = self.clone();
        match &mut exports {
            Self::Folder(folder) => folder.room = EXPORTS,
            Self::S3(s3) => s3.room = EXPORTS,
        }
        exports
    }

    /// Some of the bytes that [`Staged::keep`] kept as the only part of an upload of `length` bytes.
    pub async fn kept(&self, upload: UploadId, length: u64, range: Range<u64>) -> Result<Body, BlobError> {
        let part = parts::Part { offset: 0, length };
        self.part(upload, part, clip(Some(range), length)).await?.ok_or(BlobError::Gap { have: 0 })
    }

    /// Begins to take in a body. Costs nothing until bytes come.
    pub fn stage(&self) -> Staged {
        Staged::new(self.clone())
    }

    /// Stores bytes that are already in memory, such as a derived image.
    pub async fn put(&self, bytes: Bytes) -> Result<Stored, BlobError> {
        let expected = Sha256::of(&bytes);
        let mut staged = self.stage();
        staged.write(bytes).await?;
        staged.finish(expected).await
    }

    /// Stores a copy of the file, if it is what `expected` says. Restoring a backup does this.
    pub async fn put_file(&self, path: &Path, expected: Sha256) -> Result<Stored, BlobError> {
        let file = tokio::fs::File::open(path).await.doing("open the file")?;
        let mut chunks = ReaderStream::with_capacity(file, BUFFER);
        let mut staged = self.stage();
        while let Some(chunk) = chunks.try_next().await.doing("read the file")? {
            staged.write(chunk).await?;
        }
        staged.finish(expected).await
    }

    /// How many bytes are stored under the name, if any.
    pub async fn exists(&self, sha256: Sha256) -> Result<Option<u64>, BlobError> {
        match self {
            Self::Folder(folder) => folder.len(sha256).await,
            Self::S3(s3) => s3.len(sha256).await,
        }
    }

    /// Opens what is stored under the name, whole or the given range of it, cut to what there is.
    pub async fn get(&self, sha256: Sha256, range: Option<Range<u64>>) -> Result<Option<Blob>, BlobError> {
        match self {
            Self::Folder(folder) => folder.get(sha256, range).await,
            Self::S3(s3) => s3.get(sha256, range).await,
        }
    }

    /// The bytes that [`get`](Self::get) opens; [`BlobError::Missing`] where there are none.
    pub async fn read(&self, sha256: Sha256, range: Option<Range<u64>>) -> Result<Body, BlobError> {
        let blob = self.get(sha256, range).await?.ok_or(BlobError::Missing(sha256))?;
        Ok(blob.body)
    }

    /// Reads what is stored under the name and hashes it: the same hash, unless the storage lost bits.
    pub async fn hash_check(&self, sha256: Sha256) -> Result<Sha256, BlobError> {
        hash_of(self.read(sha256, None).await?).await
    }

    /// All that is stored.
    pub fn list(&self) -> Listing {
        match self {
            Self::Folder(folder) => folder.list(),
            Self::S3(s3) => s3.list(),
        }
    }

    /// Deletes what is stored under the name, if anything.
    pub async fn delete(&self, sha256: Sha256) -> Result<(), BlobError> {
        match self {
            Self::Folder(folder) => folder.delete(sha256).await,
            Self::S3(s3) => s3.delete(sha256).await,
        }
    }

    /// How many bytes of an upload were kept, without a hole; none where none were.
    pub async fn staged_len(&self, upload: UploadId) -> Result<Option<u64>, BlobError> {
        let parts = self.parts(upload).await?;
        Ok(if parts.is_empty() { None } else { Some(parts::contiguous(parts)) })
    }

    /// Puts the kept parts of an upload together, stores them as `expected` and forgets the parts.
    ///
    /// Parts that do not make up the announced bytes are forgotten too, with [`BlobError::WrongHash`]. Parts that are
    /// not all there yet stay: [`BlobError::Gap`]. An upload that was completed before answers as it did then.
    pub async fn complete(&self, upload: UploadId, expected: Sha256, length: u64) -> Result<Stored, BlobError> {
        let Some(staged) = self.assemble(upload, length).await? else {
            return self.completed_before(upload, expected, length).await;
        };
        let outcome = staged.finish(expected).await;
        if matches!(outcome, Ok(_) | Err(BlobError::WrongHash { .. })) {
            self.forget(upload).await;
        }
        outcome
    }

    /// All the bytes of an upload in one body, or nothing if some are not there.
    async fn assemble(&self, upload: UploadId, length: u64) -> Result<Option<Staged>, BlobError> {
        let mut staged = self.stage();
        let chain = parts::chain(self.parts(upload).await?, length);
        if chain.iter().map(|(_, bytes)| bytes.end - bytes.start).sum::<u64>() != length {
            return Ok(None);
        }
        for (part, bytes) in chain {
            let Some(mut body) = self.part(upload, part, bytes).await? else { return Ok(None) };
            while let Some(chunk) = body.try_next().await? {
                staged.write(chunk).await?;
            }
        }
        Ok(Some(staged))
    }

    /// Parts are missing because they never came, or because the upload was completed and they were forgotten.
    async fn completed_before(&self, upload: UploadId, expected: Sha256, length: u64) -> Result<Stored, BlobError> {
        if length > 0 && self.holds(expected, length).await? {
            self.forget(upload).await;
            return Ok(Stored { sha256: expected, bytes: length });
        }
        Err(BlobError::Gap { have: parts::contiguous(self.parts(upload).await?) })
    }

    /// Forgets the parts of an upload that came to its end. If that fails the end still counts, and
    /// [`sweep`](Self::sweep) finds them later.
    async fn forget(&self, upload: UploadId) {
        if let Err(error) = self.discard(upload).await {
            tracing::warn!(%upload, %error, "the parts of a finished upload stay until they are swept");
        }
    }

    /// Forgets all parts of an upload; there need not be any.
    pub async fn discard(&self, upload: UploadId) -> Result<(), BlobError> {
        match self {
            Self::Folder(folder) => folder.discard(upload).await,
            Self::S3(s3) => s3.discard(upload).await,
        }
    }

    /// Removes temporary files, and parts of uploads that got no part since, last written before `before`; says how
    /// many.
    pub async fn sweep(&self, before: SystemTime) -> Result<u64, BlobError> {
        match self {
            Self::Folder(folder) => folder.sweep(before).await,
            Self::S3(s3) => s3.sweep(before).await,
        }
    }

    /// Writes, reads and deletes a few bytes, and says how long that took.
    pub async fn probe(&self) -> Result<Duration, BlobError> {
        let started = Instant::now();
        match self {
            Self::Folder(folder) => folder.probe().await?,
            Self::S3(s3) => s3.probe().await?,
        }
        Ok(started.elapsed())
    }

    /// Whether these very bytes are stored, as far as the storage can be trusted; garbled ones are not.
    async fn holds(&self, sha256: Sha256, bytes: u64) -> Result<bool, BlobError> {
        match self {
            Self::Folder(folder) => Ok(folder.len(sha256).await? == Some(bytes)),
            Self::S3(s3) => s3.holds(sha256, bytes).await,
        }
    }

    async fn parts(&self, upload: UploadId) -> Result<Vec<parts::Part>, BlobError> {
        match self {
            Self::Folder(folder) => folder.parts(upload).await,
            Self::S3(s3) => s3.parts(upload).await,
        }
    }

    async fn part(&self, upload: UploadId, part: parts::Part, bytes: Range<u64>) -> Result<Option<Body>, BlobError> {
        match self {
            Self::Folder(folder) => folder.part(upload, part, bytes).await,
            Self::S3(s3) => s3.part(upload, part, bytes).await,
        }
    }
}

/// The hash of all that a body gives.
async fn hash_of(mut body: Body) -> Result<Sha256, BlobError> {
    let mut hash = sha2::Sha256::new();
    while let Some(chunk) = body.try_next().await? {
        hash.update(&chunk);
    }
    Ok(Sha256(hash.finalize().into()))
}

/// A range cut to what there is.
fn clip(range: Option<Range<u64>>, len: u64) -> Range<u64> {
    let range = range.unwrap_or(0..len);
    let start = range.start.min(len);
    start..range.end.clamp(start, len)
}
