//! Bytes in a folder, which several machines may share.
//!
//! `photos/ab/cdef…` holds what is stored, `uploads/<upload>/<part>` the parts of interrupted uploads, `exports/` in the
//! same way the parts of files that were made here, `temp/` what is being written. A file gets its name only after its bytes are on the disk, and is acknowledged only after its name
//! is. The 256 folders of the fan-out are made when the storage is opened and never later: where they vanish, the disk
//! was unmounted, and to make them anew would put photos on the wrong one.

use std::{
    fs::{self, File},
    io::{ErrorKind, Seek, SeekFrom},
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    time::SystemTime,
};

use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::ids::{Sha256, UploadId};
use tokio::io::AsyncReadExt;
use tokio_util::io::ReaderStream;

use super::{
    Blob, Body, EXPORTS, Listing, Stored, UPLOADS, clip,
    error::{BlobError, Doing},
    parts::Part,
    spool::{self, BUFFER, Sealed, Spool, blocking, sync_folder},
};

/// A storage in a folder.
#[derive(Clone, Debug)]
pub struct Folder {
    root: Arc<Path>,
    /// The folder of parts.
    pub(super) room: &'static str,
    pub(super) spool: Spool,
}

impl Folder {
    pub(super) fn open(root: &Path) -> Result<Self, BlobError> {
        let spool = Spool::open(root.join("temp"))?;
        let folder = Self { root: root.into(), room: UPLOADS, spool };
        for room in [UPLOADS, EXPORTS] {
            fs::create_dir_all(root.join(room)).doing("make the folders of parts")?;
        }
        for shelf in 0..=u8::MAX {
            fs::create_dir_all(folder.shelf(shelf)).doing("make the folders of photos")?;
        }
        sync_folder(&root.join("photos"))?;
        sync_folder(root)?;
        match root.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => sync_folder(parent)?,
            _ => (),
        }
        Ok(folder)
    }

    fn shelf(&self, first: u8) -> PathBuf {
        self.root.join("photos").join(format!("{first:02x}"))
    }

    fn photo(&self, sha256: Sha256) -> PathBuf {
        let name = sha256.to_string();
        let (first, rest) = name.split_at(2);
        self.root.join("photos").join(first).join(rest)
    }

    fn uploads(&self) -> PathBuf {
        self.root.join(self.room)
    }

    fn upload(&self, upload: UploadId) -> PathBuf {
        self.uploads().join(upload.to_string())
    }

    /// Stores a file whose hash was checked. Over bytes of the same name it puts the same bytes, fresh from the hash.
    pub(super) fn store(&self, sealed: Sealed) -> Result<Stored, BlobError> {
        let stored = Stored { sha256: sealed.sha256, bytes: sealed.bytes };
        place(sealed, &self.photo(stored.sha256))?;
        Ok(stored)
    }

    /// Keeps a part of an upload.
    pub(super) fn keep(&self, upload: UploadId, part: Part, sealed: Sealed) -> Result<(), BlobError> {
        let folder = self.upload(upload);
        match fs::create_dir(&folder) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                return Err(BlobError::io("make the folder of an upload", error));
            }
            _ => (),
        }
        place(sealed, &folder.join(part.name()))?;
        // Always: another replica may have made the folder a moment ago and not have come this far.
        sync_folder(&self.uploads())
    }

    pub(super) async fn parts(&self, upload: UploadId) -> Result<Vec<Part>, BlobError> {
        let folder = self.upload(upload);
        blocking(move || Ok(names(&folder)?.iter().filter_map(|name| Part::parse(name)).collect())).await
    }

    pub(super) async fn part(
        &self,
        upload: UploadId,
        part: Part,
        range: Range<u64>,
    ) -> Result<Option<Body>, BlobError> {
        let opened = open(self.upload(upload).join(part.name()), Some(range)).await?;
        Ok(opened.map(|blob| blob.body))
    }

    pub(super) async fn discard(&self, upload: UploadId) -> Result<(), BlobError> {
        let folder = self.upload(upload);
        blocking(move || match fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(BlobError::io("remove an upload", error)),
            _ => Ok(()),
        })
        .await
    }

    pub(super) async fn len(&self, sha256: Sha256) -> Result<Option<u64>, BlobError> {
        let path = self.photo(sha256);
        blocking(move || match fs::metadata(&path) {
            Ok(file) => Ok(Some(file.len())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BlobError::io("look at a photo", error)),
        })
        .await
    }

    pub(super) async fn get(&self, sha256: Sha256, range: Option<Range<u64>>) -> Result<Option<Blob>, BlobError> {
        open(self.photo(sha256), range).await
    }

    pub(super) async fn delete(&self, sha256: Sha256) -> Result<(), BlobError> {
        let path = self.photo(sha256);
        blocking(move || if spool::remove(&path)? { path.parent().map_or(Ok(()), sync_folder) } else { Ok(()) }).await
    }

    pub(super) fn list(&self) -> Listing {
        let folder = self.clone();
        let shelves = stream::iter(0..=u8::MAX).then(move |first| {
            let folder = folder.clone();
            blocking(move || folder.photos_of(first))
        });
        shelves.map_ok(|photos| stream::iter(photos.into_iter().map(Ok))).try_flatten().boxed()
    }

    fn photos_of(&self, first: u8) -> Result<Vec<Stored>, BlobError> {
        let folder = self.shelf(first);
        let mut photos = Vec::new();
        for name in names(&folder)? {
            let Ok(sha256) = format!("{first:02x}{name}").parse() else { continue };
            match fs::metadata(folder.join(&name)) {
                Ok(file) => photos.push(Stored { sha256, bytes: file.len() }),
                Err(error) if error.kind() == ErrorKind::NotFound => (),
                Err(error) => return Err(BlobError::io("look at a photo", error)),
            }
        }
        photos.sort_unstable_by_key(|photo| photo.sha256);
        Ok(photos)
    }

    pub(super) async fn sweep(&self, before: SystemTime) -> Result<u64, BlobError> {
        let folder = self.clone();
        blocking(move || Ok(folder.spool.sweep(before)? + folder.sweep_uploads(before)?)).await
    }

    /// Removes uploads of which no part is young; one young part keeps the older ones that it needs.
    fn sweep_uploads(&self, before: SystemTime) -> Result<u64, BlobError> {
        let mut removed = 0;
        for upload in names(&self.uploads())? {
            let folder = self.uploads().join(upload);
            let parts: Vec<PathBuf> = names(&folder)?.iter().map(|name| folder.join(name)).collect();
            let old = parts.iter().map(|part| spool::older(part, before)).collect::<Result<Vec<bool>, _>>()?;
            if old.contains(&false) || (parts.is_empty() && !spool::older(&folder, before)?) {
                continue;
            }
            for part in &parts {
                removed += u64::from(spool::remove(part)?);
            }
            // Not empty when a part arrived this very moment: then it stays.
            match fs::remove_dir(&folder) {
                Err(error) if !matches!(error.kind(), ErrorKind::NotFound | ErrorKind::DirectoryNotEmpty) => {
                    return Err(BlobError::io("remove an upload", error));
                }
                _ => (),
            }
        }
        Ok(removed)
    }

    pub(super) async fn probe(&self) -> Result<(), BlobError> {
        let folder = self.clone();
        blocking(move || {
            sync_folder(&folder.shelf(0))?;
            sync_folder(&folder.uploads())?;
            folder.spool.probe()
        })
        .await
    }
}

/// Gives a file its name: bytes first, then the name, then the folder that holds the name.
fn place(sealed: Sealed, path: &Path) -> Result<(), BlobError> {
    sealed.file.sync_all().doing("sync a file")?;
    sealed.path.persist(path).map_err(|error| BlobError::io("name a file", error.error))?;
    path.parent().map_or(Ok(()), sync_folder)
}

/// Opens a file at a range, the part of it that exists.
async fn open(path: PathBuf, range: Option<Range<u64>>) -> Result<Option<Blob>, BlobError> {
    let opened = blocking(move || {
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(BlobError::io("open a file", error)),
        };
        let len = file.metadata().doing("look at a file")?.len();
        let range = clip(range, len);
        file.seek(SeekFrom::Start(range.start)).doing("read a file")?;
        Ok(Some((file, len, range)))
    });
    let Some((file, len, range)) = opened.await? else { return Ok(None) };
    let taken = tokio::fs::File::from_std(file).take(range.end - range.start);
    let chunks = ReaderStream::with_capacity(taken, BUFFER);
    let body = chunks.map_err(|error| BlobError::io("read a file", error)).boxed();
    Ok(Some(Blob { len, range, body }))
}

/// The names in a folder; none where there is no such folder.
fn names(folder: &Path) -> Result<Vec<String>, BlobError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(BlobError::io("list a folder", error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        if let Ok(name) = entry.doing("list a folder")?.file_name().into_string() {
            names.push(name);
        }
    }
    Ok(names)
}
