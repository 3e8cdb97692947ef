//! The body of one request on its way in: hashed and spilled to a temporary file as it arrives.

use std::mem;

use bytes::Bytes;
use mobile_sync_protocol::ids::{Sha256, UploadId};

use super::{
    Blobs, Stored,
    error::BlobError,
    parts::Part,
    spool::{Presence, Sealed, Spool, Temp},
};

/// Bytes that arrived but that nothing names yet. Dropping it forgets them.
///
/// It holds at most 256 KiB, 32 KiB where many are open, and the chunk that is being written, whatever the body's length. A [`write`](Self::write)
/// that is given up half-way loses the body: later calls answer [`BlobError::Lost`].
#[derive(Debug)]
pub struct Staged {
    home: Blobs,
    temp: Slot,
    buffer: Vec<u8>,
    bytes: u64,
    presence: Presence,
}

#[derive(Debug)]
enum Slot {
    /// Nothing was spilled: the body still fits in the buffer.
    Unopened,
    Open(Box<Temp>),
    Lost,
}

impl Slot {
    fn open(self, spool: &Spool) -> Result<Box<Temp>, BlobError> {
        match self {
            Self::Unopened => spool.create().map(Box::new),
            Self::Open(temp) => Ok(temp),
            Self::Lost => Err(BlobError::Lost),
        }
    }

    fn seal(self, spool: &Spool, rest: &[u8]) -> Result<Sealed, BlobError> {
        let mut temp = self.open(spool)?;
        temp.append(rest)?;
        Ok(temp.seal())
    }
}

impl Staged {
    pub(super) fn new(home: Blobs) -> Self {
        let presence = home.spool().enter();
        Self { home, temp: Slot::Unopened, buffer: Vec::new(), bytes: 0, presence }
    }

    /// How many bytes were written so far.
    pub fn len(&self) -> u64 {
        self.bytes
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.bytes == 0
    }

    /// The hash of what was written so far.
    pub fn sha256(&self) -> Result<Sha256, BlobError> {
        match &self.temp {
            Slot::Unopened => Ok(Sha256::of(&self.buffer)),
            Slot::Open(temp) => Ok(temp.sha256_with(&self.buffer)),
            Slot::Lost => Err(BlobError::Lost),
        }
    }

    /// Takes the next bytes of the body, in chunks of whatever size.
    pub async fn write(&mut self, chunk: Bytes) -> Result<(), BlobError> {
        let bytes = self.bytes.saturating_add(chunk.len() as u64);
        let room = self.presence.room();
        if self.buffer.len() + chunk.len() < room {
            // At once what it will need: growing by doubling would leave the halves behind, a thousand times.
            if self.buffer.capacity() == 0 {
                self.buffer.reserve_exact(room);
            }
            self.buffer.extend_from_slice(&chunk);
        } else {
            self.spill(chunk).await?;
        }
        self.bytes = bytes;
        Ok(())
    }

    async fn spill(&mut self, chunk: Bytes) -> Result<(), BlobError> {
        let temp = mem::replace(&mut self.temp, Slot::Lost);
        let mut buffer = mem::take(&mut self.buffer);
        let spool = self.home.spool().clone();
        let work = move || {
            let mut temp = temp.open(&spool)?;
            temp.append(&buffer)?;
            temp.append(&chunk)?;
            buffer.clear();
            Ok((temp, buffer))
        };
        let (temp, buffer) = self.home.spool().run(work).await?;
        self.temp = Slot::Open(temp);
        self.buffer = buffer;
        Ok(())
    }

    /// The body is a whole photo: stores it if its hash is `expected`, and nothing readable otherwise.
    ///
    /// It is durable once this answers, and storing the same bytes again, even at the same time, changes nothing.
    pub async fn finish(self, expected: Sha256) -> Result<Stored, BlobError> {
        let Self { home, temp, buffer, .. } = self;
        let spool = home.spool().clone();
        match home {
            Blobs::Folder(folder) => {
                let inner = spool.clone();
                spool.run(move || folder.store(temp.seal(&inner, &buffer)?.check(expected)?)).await
            }
            Blobs::S3(s3) => {
                let inner = spool.clone();
                let sealed = spool.run(move || temp.seal(&inner, &buffer)?.check(expected)).await?;
                s3.store(sealed).await
            }
        }
    }

    /// The body is a part of an upload: keeps it as the bytes from `offset` on, and answers how many bytes of the
    /// upload are there without a hole.
    ///
    /// They are durable once this answers, for every replica that shares the storage. Where other requests kept some
    /// of the same bytes meanwhile, the answer may be more than `offset` and this body's length. Bytes that would leave
    /// a hole are refused with [`BlobError::Gap`].
    pub async fn keep(self, upload: UploadId, offset: u64) -> Result<u64, BlobError> {
        let Self { home, temp, buffer, bytes, .. } = self;
        let have = home.staged_len(upload).await?.unwrap_or(0);
        let end = offset.saturating_add(bytes);
        if offset > have {
            return Err(BlobError::Gap { have });
        }
        if end <= have {
            return Ok(have);
        }
        let part = Part { offset, length: bytes };
        let spool = home.spool().clone();
        let inner = spool.clone();
        match &home {
            Blobs::Folder(folder) => {
                let folder = folder.clone();
                spool.run(move || folder.keep(upload, part, temp.seal(&inner, &buffer)?)).await?;
            }
            Blobs::S3(s3) => {
                let sealed = spool.run(move || temp.seal(&inner, &buffer)).await?;
                s3.keep(upload, part, sealed).await?;
            }
        }
        Ok(end)
    }
}
