//! Photos on their way in: tus 1.0.0 over the blob storage, ended by one durable note in the store.
//!
//! Most photos come whole in one request and never touch the table of uploads. What breaks off is kept with its offset,
//! so that the phone goes on from there, on this replica or another.

pub mod checksum;

use std::{collections::HashMap, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt};
use mobile_sync_protocol::{
    ids::{DeviceId, Sha256, UploadId},
    receipt::{Receipt, ReceiptOf},
    time::Timestamp,
    upload::PhotoStatus,
};
use tokio::sync::Semaphore;

use self::checksum::Checksum;
use crate::{
    blobs::{BlobError, Blobs, Staged},
    clock::Clock,
    config::Config,
    server_key::ServerKey,
    store::{Device, Store, StoreError, StoredPhoto, Upload},
    sync::commit::{CommitError, Committer},
};

/// Takes photos in.
#[derive(Clone, Debug)]
pub struct Uploads {
    store: Store,
    blobs: Blobs,
    committer: Committer,
    key: Arc<ServerKey>,
    clock: Clock,
    lifetime_ms: i64,
    photo_bytes: u64,
    slots: Arc<Semaphore>,
}

/// A photo that a phone promises.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Its name.
    pub sha256: Sha256,
    /// What it is.
    pub media_type: String,
    /// How many bytes.
    pub bytes: u64,
}

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The upload.
    pub upload: UploadId,
    /// Bytes that are kept.
    pub offset: u64,
    /// Bytes that were promised.
    pub bytes: u64,
    /// When it is forgotten.
    pub expires_at: Timestamp,
}

/// Why an upload did not go on.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// There is no such upload of this phone.
    #[error("unknown upload")]
    Unknown,
    /// It stands elsewhere.
    #[error("the upload stands at {0}")]
    Offset(u64),
    /// More bytes than were promised, or than are allowed.
    #[error("more than {0} bytes")]
    TooLarge(u64),
    /// The bytes of this request are not those of the checksum that came with them.
    #[error("checksum mismatch")]
    Checksum,
    /// The photo is not the one that was promised; it was removed.
    #[error("the photo has the hash {actual}")]
    WrongHash {
        /// What it is.
        actual: Sha256,
    },
    /// The body broke off; what came is kept where the upload has a name.
    #[error("the body broke off")]
    Broken,
    /// The blob storage failed.
    #[error(transparent)]
    Blobs(BlobError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The note of the photo did not become durable.
    #[error(transparent)]
    Commit(#[from] CommitError),
}

impl From<BlobError> for UploadError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::WrongHash { actual, .. } => Self::WrongHash { actual },
            BlobError::Gap { have } => Self::Offset(have),
            other => Self::Blobs(other),
        }
    }
}

/// A body that was read to its end, or as far as it came.
struct Received {
    staged: Staged,
    whole: bool,
}

impl Uploads {
    /// The way in to these storages.
    pub fn new(
        store: Store,
        blobs: Blobs,
        committer: Committer,
        key: Arc<ServerKey>,
        clock: Clock,
        config: &Config,
    ) -> Self {
        Self {
            store,
            blobs,
            committer,
            key,
            clock,
            lifetime_ms: config.lifetimes.upload_h * 3_600_000,
            photo_bytes: config.limits.photo_bytes,
            slots: Arc::new(Semaphore::new(config.limits.uploads)),
        }
    }

    /// The largest photo that is taken, in bytes.
    pub fn photo_bytes(&self) -> u64 {
        self.photo_bytes
    }

    /// Begins an upload, with the first bytes where they came along.
    ///
    /// # Errors
    /// [`UploadError`]; what came before a body broke off is kept.
    pub async fn create<S, E>(
        &self,
        device: &Device,
        promise: Promise,
        body: Option<S>,
        checksum: Option<Checksum>,
    ) -> Result<Progress, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        if promise.bytes > self.photo_bytes {
            return Err(UploadError::TooLarge(self.photo_bytes));
        }
        let now = self.clock.now();
        let upload = Upload {
            id: UploadId(self.clock.id()),
            sha256: promise.sha256,
            bytes: i64::try_from(promise.bytes).unwrap_or(i64::MAX),
            media_type: promise.media_type,
            device: device.id,
            created_at: now,
            expires_at: Timestamp(now.0 + self.lifetime_ms),
        };
        let Some(body) = body else {
            self.note(&upload).await?;
            return Ok(progress(&upload, 0));
        };
        let received = self.receive(body, promise.bytes, checksum).await?;
        if received.whole && received.staged.len() == promise.bytes {
            let stored = received.staged.finish(promise.sha256).await?;
            self.stored(&upload, stored.bytes).await?;
            return Ok(progress(&upload, promise.bytes));
        }
        if received.staged.is_empty() && !received.whole {
            return Err(UploadError::Broken);
        }
        self.note(&upload).await?;
        let offset = if received.staged.is_empty() { 0 } else { received.staged.keep(upload.id, 0).await? };
        if received.whole { Ok(progress(&upload, offset)) } else { Err(UploadError::Broken) }
    }

    /// Stores a photo that comes whole and unpromised, as from a browser: its name is what its bytes hash to.
    ///
    /// # Errors
    /// [`UploadError`]; a body that broke off leaves nothing.
    pub async fn take<S, E>(&self, media_type: String, body: S) -> Result<StoredPhoto, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        let photo = self.keep(None, media_type, self.photo_bytes, body).await?;
        Ok(self.committer.photo(photo).await?)
    }

    /// Makes a file of `device`'s durable that comes whole and unpromised, `most` bytes at most. Whoever calls makes its
    /// row durable with what names it.
    ///
    /// # Errors
    /// [`UploadError`]; a body that broke off leaves nothing.
    pub async fn keep<S, E>(
        &self,
        device: Option<DeviceId>,
        media_type: String,
        most: u64,
        body: S,
    ) -> Result<StoredPhoto, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        let Received { staged, whole } = self.receive(body, most, None).await?;
        if !whole || staged.is_empty() {
            return Err(UploadError::Broken);
        }
        let name = staged.sha256()?;
        let stored = staged.finish(name).await?;
        Ok(StoredPhoto {
            sha256: name,
            bytes: i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            media_type,
            device,
            stored_at: self.clock.now(),
        })
    }

    /// Stores a photo of a phone's that comes whole by another way, as in a file: all of it, or nothing.
    ///
    /// # Errors
    /// [`UploadError`]; a body that broke off leaves nothing.
    pub async fn take_for<S, E>(&self, device: &Device, promise: Promise, body: S) -> Result<(), UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        if promise.bytes > self.photo_bytes {
            return Err(UploadError::TooLarge(self.photo_bytes));
        }
        let Received { staged, whole } = self.receive(body, promise.bytes, None).await?;
        if !whole || staged.len() != promise.bytes {
            return Err(UploadError::Broken);
        }
        let stored = staged.finish(promise.sha256).await?;
        let photo = StoredPhoto {
            sha256: promise.sha256,
            bytes: i64::try_from(stored.bytes).unwrap_or(i64::MAX),
            media_type: promise.media_type,
            device: Some(device.id),
            stored_at: self.clock.now(),
        };
        self.committer.photo(photo).await?;
        Ok(())
    }

    /// Goes on with an upload at `offset`.
    ///
    /// # Errors
    /// [`UploadError`]; what came before a body broke off is kept.
    pub async fn append<S, E>(
        &self,
        device: &Device,
        id: UploadId,
        offset: u64,
        body: S,
        checksum: Option<Checksum>,
    ) -> Result<Progress, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        let (upload, kept) = self.find(device, id).await?;
        let bytes = promised(&upload);
        if offset != kept {
            return Err(UploadError::Offset(kept));
        }
        if kept == bytes {
            return Ok(progress(&upload, bytes));
        }
        let received = self.receive(body, bytes - kept, checksum).await?;
        let offset = match received.staged.len() {
            0 => kept,
            length if length == bytes && received.whole => {
                // The whole photo in one piece after all.
                let stored = received.staged.finish(upload.sha256).await?;
                self.stored(&upload, stored.bytes).await?;
                return Ok(progress(&upload, bytes));
            }
            _ => received.staged.keep(id, kept).await?,
        };
        if offset == bytes {
            self.complete(&upload).await?;
        }
        if received.whole { Ok(progress(&upload, offset)) } else { Err(UploadError::Broken) }
    }

    /// Where an upload stands.
    ///
    /// # Errors
    /// [`UploadError::Unknown`], or where a storage fails.
    pub async fn progress(&self, device: &Device, id: UploadId) -> Result<Progress, UploadError> {
        let (upload, kept) = self.find(device, id).await?;
        Ok(progress(&upload, kept))
    }

    /// Ends an upload and forgets what came of it.
    ///
    /// # Errors
    /// [`UploadError::Unknown`], or where a storage fails.
    pub async fn terminate(&self, device: &Device, id: UploadId) -> Result<(), UploadError> {
        self.find(device, id).await?;
        self.blobs.discard(id).await?;
        self.forget(id).await
    }

    /// Where each of `names` stands, in their order.
    ///
    /// # Errors
    /// Where a storage fails.
    pub async fn status(&self, device: &Device, names: &[Sha256]) -> Result<Vec<PhotoStatus>, UploadError> {
        let mut session = self.store.read().await?;
        let stored = session.photos(names).await?;
        let missing: Vec<Sha256> = names.iter().filter(|name| !stored.contains_key(name)).copied().collect();
        let now = self.clock.now();
        let begun: HashMap<Sha256, Upload> = session.uploads_for(device.id, &missing).await?;
        drop(session);
        let mut answers = Vec::with_capacity(names.len());
        for name in names {
            answers.push(if let Some(photo) = stored.get(name) {
                PhotoStatus::Stored { sha256: *name, receipt: self.receipt(photo)? }
            } else if let Some(upload) = begun.get(name).filter(|upload| upload.expires_at > now) {
                self.begun(upload).await?
            } else {
                PhotoStatus::Missing { sha256: *name }
            });
        }
        Ok(answers)
    }

    /// Where the photo of an upload under way stands.
    async fn begun(&self, upload: &Upload) -> Result<PhotoStatus, UploadError> {
        let name = upload.sha256;
        match self.kept(upload).await {
            Ok(offset) if offset < promised(upload) => {
                Ok(PhotoStatus::Partial { sha256: name, upload: upload.id, offset })
            }
            Ok(_) => match self.store.read().await?.photos(&[name]).await?.get(&name) {
                Some(photo) => Ok(PhotoStatus::Stored { sha256: name, receipt: self.receipt(photo)? }),
                None => Ok(PhotoStatus::Missing { sha256: name }),
            },
            // What was kept is another photo, and was removed.
            Err(UploadError::WrongHash { .. }) => Ok(PhotoStatus::Missing { sha256: name }),
            Err(error) => Err(error),
        }
    }

    fn receipt(&self, photo: &StoredPhoto) -> Result<Receipt, UploadError> {
        let of = ReceiptOf::Photo { sha256: photo.sha256, bytes: u64::try_from(photo.bytes).unwrap_or(0) };
        Receipt::sign(of, photo.device, photo.stored_at, &self.key.signer)
            .map_err(|why| StoreError::inconsistent("photo", photo.sha256, why).into())
    }

    async fn note(&self, upload: &Upload) -> Result<(), UploadError> {
        let mut writer = self.store.write_apart().await?;
        writer.insert_upload(upload).await?;
        Ok(writer.commit_untraced().await?)
    }

    async fn forget(&self, id: UploadId) -> Result<(), UploadError> {
        let mut writer = self.store.write_apart().await?;
        writer.delete_upload(id).await?;
        Ok(writer.commit_untraced().await?)
    }

    /// Puts together an upload whose bytes are all kept. May be done twice, and by whoever comes first.
    async fn complete(&self, upload: &Upload) -> Result<(), UploadError> {
        match self.blobs.complete(upload.id, upload.sha256, promised(upload)).await {
            Ok(stored) => self.stored(upload, stored.bytes).await,
            Err(error) => {
                if matches!(error, BlobError::WrongHash { .. }) {
                    self.forget(upload.id).await?;
                }
                Err(error.into())
            }
        }
    }

    /// How many bytes of an upload are kept. Where they are all there, the photo is stored before this answers: a
    /// server that was killed in between left it so, and no phone sends bytes that are kept already.
    async fn kept(&self, upload: &Upload) -> Result<u64, UploadError> {
        let kept = self.blobs.staged_len(upload.id).await?.unwrap_or(0);
        if kept == promised(upload) {
            self.complete(upload).await?;
        }
        Ok(kept)
    }

    /// An upload of this phone that has not ended, and how many of its bytes are kept: all, once the photo is stored.
    async fn find(&self, device: &Device, id: UploadId) -> Result<(Upload, u64), UploadError> {
        let mut session = self.store.read().await?;
        let upload = session.upload(id).await?;
        let upload = upload.filter(|upload| upload.device == device.id && upload.expires_at > self.clock.now());
        let upload = upload.ok_or(UploadError::Unknown)?;
        if session.photos(&[upload.sha256]).await?.contains_key(&upload.sha256) {
            let bytes = promised(&upload);
            return Ok((upload, bytes));
        }
        drop(session);
        let kept = self.kept(&upload).await?;
        Ok((upload, kept))
    }

    /// Reads a body of at most `most` bytes to its end, or as far as it comes.
    async fn receive<S, E>(
        &self,
        mut body: S,
        most: u64,
        mut checksum: Option<Checksum>,
    ) -> Result<Received, UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
    {
        let _slot = self.slots.acquire().await.map_err(|_| CommitError::Closed)?;
        let mut staged = self.blobs.stage();
        let mut whole = true;
        while let Some(chunk) = body.next().await {
            let Ok(chunk) = chunk else {
                whole = false;
                break;
            };
            if staged.len() + chunk.len() as u64 > most {
                return Err(UploadError::TooLarge(most));
            }
            if let Some(checksum) = &mut checksum {
                checksum.update(&chunk);
            }
            staged.write(chunk).await?;
        }
        match checksum {
            // What broke off cannot be held against its checksum, so it is not kept.
            Some(_) if !whole => Err(UploadError::Broken),
            Some(checksum) if !checksum.holds() => Err(UploadError::Checksum),
            _ => Ok(Received { staged, whole }),
        }
    }

    async fn stored(&self, upload: &Upload, bytes: u64) -> Result<(), UploadError> {
        let photo = StoredPhoto {
            sha256: upload.sha256,
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            media_type: upload.media_type.clone(),
            device: Some(upload.device),
            stored_at: self.clock.now(),
        };
        self.committer.photo(photo).await?;
        Ok(())
    }
}

fn promised(upload: &Upload) -> u64 {
    u64::try_from(upload.bytes).unwrap_or(0)
}

fn progress(upload: &Upload, offset: u64) -> Progress {
    Progress { upload: upload.id, offset, bytes: promised(upload), expires_at: upload.expires_at }
}
