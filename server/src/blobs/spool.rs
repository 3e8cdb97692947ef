//! Bytes on a local disk that nobody may read yet: temporary files, hashed as they are written, and the bound on how
//! many threads work on them at once.
//!
//! For a folder the spool lies in the same file system, so that a finished file is renamed into place; for S3 it is
//! scratch space from which objects are sent. A temporary file goes when its owner is dropped; what a killed process
//! left goes with [`Spool::sweep`].

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use mobile_sync_protocol::ids::Sha256;
use sha2::Digest;
use tempfile::TempPath;
use tokio::sync::Semaphore;

use super::error::{BlobError, Doing};

/// What is read in one step.
pub(super) const BUFFER: usize = 64 * 1024;

/// What is hashed and written in one step while few uploads are open: a hop to another thread costs little beside it.
const ROOMY: usize = 256 * 1024;
/// What is hashed and written in one step while many are: a thousand together stay at some tens of megabytes.
const TIGHT: usize = 32 * 1024;
/// How many open uploads are few.
const FEW: usize = 48;

/// How many threads may hash, write or sync at once, for each core. They mostly wait for the disk, which does better
/// with more syncs to choose from: eight bring a third more photos a second than two.
const THREADS_PER_CORE: usize = 8;

/// A folder of temporary files.
#[derive(Clone, Debug)]
pub(super) struct Spool {
    folder: Arc<Path>,
    gate: Arc<Semaphore>,
    open: Arc<()>,
}

/// Stands for one open upload, and tells how much it may hold in memory.
#[derive(Debug)]
pub(super) struct Presence(Arc<()>);

impl Presence {
    /// How many bytes may be gathered before they are written.
    pub fn room(&self) -> usize {
        if Arc::strong_count(&self.0) <= FEW { ROOMY } else { TIGHT }
    }
}

/// A temporary file that is being written.
#[derive(Debug)]
pub(super) struct Temp {
    file: File,
    path: TempPath,
    hash: sha2::Sha256,
    bytes: u64,
}

/// A temporary file that is complete; the file system may still hold it in memory only.
#[derive(Debug)]
pub(super) struct Sealed {
    pub file: File,
    pub path: TempPath,
    pub sha256: Sha256,
    pub bytes: u64,
}

impl Spool {
    /// Opens the folder, made if need be.
    pub fn open(folder: PathBuf) -> Result<Self, BlobError> {
        fs::create_dir_all(&folder).doing("make the folder of temporary files")?;
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let gate = Semaphore::new(cores.saturating_mul(THREADS_PER_CORE).min(256));
        Ok(Self { folder: folder.into(), gate: Arc::new(gate), open: Arc::new(()) })
    }

    /// Hashes, writes or syncs on a thread that may block, once there is one to spare.
    ///
    /// Work that began runs to its end even when nobody waits for it any longer.
    pub async fn run<T, F>(&self, work: F) -> Result<T, BlobError>
    where
        T: Send + 'static,
        F: FnOnce() -> Result<T, BlobError> + Send + 'static,
    {
        let permit = Arc::clone(&self.gate).acquire_owned().await;
        let permit = permit.map_err(|source| BlobError::Unavailable { what: "wait".to_owned(), source: source.into() });
        let permit = permit?;
        blocking(move || {
            let done = work();
            drop(permit);
            done
        })
        .await
    }

    /// Counts one more open upload, for as long as the answer lives.
    pub fn enter(&self) -> Presence {
        Presence(Arc::clone(&self.open))
    }

    /// A new and empty temporary file.
    pub fn create(&self) -> Result<Temp, BlobError> {
        let named = tempfile::Builder::new().prefix("staged-").tempfile_in(&self.folder);
        let (file, path) = named.doing("make a temporary file")?.into_parts();
        Ok(Temp { file, path, hash: sha2::Sha256::new(), bytes: 0 })
    }

    /// Removes temporary files last written before `before`, and says how many.
    pub fn sweep(&self, before: SystemTime) -> Result<u64, BlobError> {
        let mut removed = 0;
        for entry in fs::read_dir(&self.folder).doing("list temporary files")? {
            let entry = entry.doing("list temporary files")?;
            if older(&entry.path(), before)? && remove(&entry.path())? {
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Writes, syncs, reads and deletes a small file.
    pub fn probe(&self) -> Result<(), BlobError> {
        let mut temp = self.create()?;
        temp.append(b"probe")?;
        temp.file.sync_all().doing("sync a file")?;
        let read = fs::read(&temp.path).doing("read a file")?;
        temp.path.close().doing("delete a file")?;
        if read == b"probe" { Ok(()) } else { Err(BlobError::io("read a file", ErrorKind::InvalidData.into())) }
    }
}

impl Temp {
    /// Writes and hashes.
    pub fn append(&mut self, bytes: &[u8]) -> Result<(), BlobError> {
        self.hash.update(bytes);
        self.file.write_all(bytes).doing("write a temporary file")?;
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        Ok(())
    }

    /// Nothing follows.
    pub fn seal(self) -> Sealed {
        let Self { file, path, hash, bytes } = self;
        Sealed { file, path, sha256: Sha256(hash.finalize().into()), bytes }
    }

    /// The hash of what was written and of `more`.
    pub fn sha256_with(&self, more: &[u8]) -> Sha256 {
        Sha256(self.hash.clone().chain_update(more).finalize().into())
    }
}

impl Sealed {
    /// Hands the file on if it is what was announced, and removes it otherwise.
    pub fn check(self, expected: Sha256) -> Result<Self, BlobError> {
        match self {
            Self { bytes: 0, .. } => Err(BlobError::Empty),
            Self { sha256: actual, .. } if actual != expected => Err(BlobError::WrongHash { expected, actual }),
            sealed => Ok(sealed),
        }
    }
}

/// Runs what may block on a thread that may.
pub(super) async fn blocking<T, F>(work: F) -> Result<T, BlobError>
where
    T: Send + 'static,
    F: FnOnce() -> Result<T, BlobError> + Send + 'static,
{
    let lost =
        |source: tokio::task::JoinError| BlobError::Unavailable { what: "work".to_owned(), source: source.into() };
    tokio::task::spawn_blocking(work).await.map_err(lost)?
}

/// Makes the names in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> Result<(), BlobError> {
    File::open(folder).and_then(|folder| folder.sync_all()).doing("sync a folder")
}

/// Whether the file was last written before `before`; one that is gone was not.
pub(super) fn older(path: &Path, before: SystemTime) -> Result<bool, BlobError> {
    match fs::metadata(path).and_then(|file| file.modified()) {
        Ok(modified) => Ok(modified < before),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(BlobError::io("look at a file", error)),
    }
}

/// Removes a file and says whether it was there.
pub(super) fn remove(path: &Path) -> Result<bool, BlobError> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(BlobError::io("delete a file", error)),
    }
}
