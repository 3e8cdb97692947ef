//! Files of a backup: private, whole, and on the disk before anybody relies on them.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{Context, bail};
use futures_util::TryStreamExt;
use mobile_sync_protocol::ids::Sha256;
use sha2::Digest;

use super::Member;
use crate::blobs::{BlobError, Blobs};

/// Makes a folder, and those above it, for this user alone: a backup holds passwords' hashes and the server's key.
pub(super) fn make_private(folder: &Path) -> anyhow::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> anyhow::Result<()> {
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("cannot sync the folder {}", folder.display()))
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Keeps a second backup out of the folder until the answer is dropped.
pub(super) fn lock(folder: &Path) -> anyhow::Result<File> {
    let path = folder.join(".lock");
    let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
    let file = file.with_context(|| format!("cannot write {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!("another backup into {} is under way", folder.display()),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

/// Writes a file that is there whole or not at all.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let temp = path.with_extension("temp");
    let write = || -> io::Result<()> {
        let mut file = create(&temp)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temp, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

/// A file that is hashed while it is written.
pub(super) struct HashingFile {
    file: File,
    hash: sha2::Sha256,
    bytes: u64,
}

impl HashingFile {
    /// A new file.
    pub(super) fn create(path: &Path) -> anyhow::Result<Self> {
        let file = create(path).with_context(|| format!("cannot write {}", path.display()))?;
        Ok(Self { file, hash: sha2::Sha256::new(), bytes: 0 })
    }

    /// Makes it durable.
    pub(super) fn finish(self) -> io::Result<Member> {
        self.file.sync_all()?;
        Ok(Member { bytes: self.bytes, sha256: Sha256(self.hash.finalize().into()) })
    }
}

impl Write for HashingFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(bytes.get(..written).unwrap_or_default());
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// What a file is.
pub(super) fn measure(path: &Path) -> io::Result<Member> {
    let mut hash = HashOnly { hash: sha2::Sha256::new() };
    let bytes = io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(Member { bytes, sha256: Sha256(hash.hash.finalize().into()) })
}

struct HashOnly {
    hash: sha2::Sha256,
}

impl Write for HashOnly {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.hash.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What became of a photo.
pub(super) enum Fetched {
    /// It was copied.
    Copied,
    /// It was there.
    There,
    /// The storage has not these bytes any more.
    Lost,
}

/// Copies a photo out of the storage, if `path` has not its bytes yet.
pub(super) async fn fetch(
    blobs: &Blobs,
    photo: Sha256,
    bytes: u64,
    temp: &Path,
    path: &Path,
) -> anyhow::Result<Fetched> {
    if fs::metadata(path).is_ok_and(|file| file.len() == bytes) {
        return Ok(Fetched::There);
    }
    let mut body = match blobs.read(photo, None).await {
        Err(BlobError::Missing(_)) => return Ok(Fetched::Lost),
        other => other.with_context(|| format!("cannot read photo {photo}"))?,
    };
    let temp = temp.join(photo.to_string());
    let mut file = HashingFile::create(&temp)?;
    while let Some(chunk) = body.try_next().await.with_context(|| format!("cannot read photo {photo}"))? {
        file.write_all(&chunk).with_context(|| format!("cannot write {}", temp.display()))?;
    }
    let copied = file.finish().with_context(|| format!("cannot write {}", temp.display()))?;
    if copied != (Member { bytes, sha256: photo }) {
        fs::remove_file(&temp)?;
        return Ok(Fetched::Lost);
    }
    fs::rename(&temp, path).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Fetched::Copied)
}
