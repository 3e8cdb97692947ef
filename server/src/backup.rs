//! Backups: the whole store and all photos as files that need neither this database nor this photo storage to be read.
//!
//! `photos/ab/cdef…` holds photos by the SHA-256 of their bytes, shared by all snapshots and never written twice.
//! `snapshots/<UTC time>/tables/<table>.jsonl.zst` holds the tables as they stood at one instant. Its `manifest.json` is
//! written last: a snapshot without one was interrupted, is no backup, and is cleared away by the next. The tables come
//! first and the photos that they name after, so that a snapshot never lacks a photo that came while it was made.

mod files;
mod restore;

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

use anyhow::{Context, bail};
use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::{ids::Sha256, time::Timestamp};
use serde::{Deserialize, Serialize};

use self::files::{Fetched, HashingFile, fetch, make_private, sync_folder, write_atomically};
pub use self::restore::{Restored, restore};
use crate::{
    app::Storages,
    clock::Clock,
    progress::Progress,
    store::{
        Engine, Session,
        dump::{DumpRow, TABLES, Table},
    },
    sync::pull::EPOCH,
};

/// The format of what this version writes, and the only one that it reads.
pub const FORMAT: u32 = 1;

/// The file that makes a snapshot one.
const MANIFEST: &str = "manifest.json";

/// Photos that are copied at the same time.
const AT_ONCE: usize = 8;

/// What a snapshot is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The version of thucdia that made it.
    pub product_version: String,
    /// The newest migration of the store that it was made of.
    pub migration: i64,
    /// The epoch of that store.
    pub epoch: String,
    /// When.
    pub made_at: Timestamp,
    /// The database that it was made of: `sqlite` or `postgres`.
    pub engine: String,
    /// Rows by table.
    pub counts: BTreeMap<String, u64>,
    /// Files beside this one, by path.
    pub members: BTreeMap<String, Member>,
    /// How many photos the snapshot has.
    pub photos: u64,
    /// Photos that the store knew and whose bytes were missing or damaged when the snapshot was made.
    pub photos_lost: Vec<Sha256>,
}

/// One file of a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// How many bytes it has.
    pub bytes: u64,
    /// Their SHA-256.
    pub sha256: Sha256,
}

/// A backup that was made.
#[derive(Clone, Debug, Serialize)]
pub struct Made {
    /// The name of the snapshot.
    pub snapshot: String,
    /// Photos that were copied now.
    pub photos_copied: u64,
    /// Photos that an earlier backup had copied.
    pub photos_there: u64,
    /// What it is.
    pub manifest: Manifest,
}

/// Makes a backup in `folder`, beside those that are there. The store goes on serving.
///
/// # Errors
/// Where a storage cannot be read or the folder not be written; no snapshot was made, and the same call can be repeated.
pub async fn backup(storages: &Storages, clock: &Clock, folder: &Path, progress: Progress<'_>) -> anyhow::Result<Made> {
    make_private(folder)?;
    let _lock = files::lock(folder)?;
    clear_unfinished(folder)?;
    let now = clock.now();
    let name = now.to_string().replace(':', "");
    let snapshot = folder.join("snapshots").join(&name);
    let tables = snapshot.join("tables");
    make_private(&tables)?;
    let mut manifest = dump_tables(storages, now, &tables, progress).await?;
    let (copied, there) = copy_photos(storages, folder, &tables, &mut manifest, progress).await?;
    sync_folder(&tables)?;
    write_atomically(&snapshot.join(MANIFEST), &serde_json::to_vec_pretty(&manifest)?)?;
    sync_folder(&snapshot)?;
    sync_folder(&folder.join("snapshots"))?;
    sync_folder(folder)?;
    Ok(Made { snapshot: name, photos_copied: copied, photos_there: there, manifest })
}

/// Writes each table as a file, all of one instant.
async fn dump_tables(
    storages: &Storages,
    now: Timestamp,
    folder: &Path,
    progress: Progress<'_>,
) -> anyhow::Result<Manifest> {
    let mut session = storages.store.read().await?;
    let epoch = session.meta(EPOCH).await?.context("the store has no epoch: nothing ever used it")?;
    let mut manifest = Manifest {
        format: FORMAT,
        product_version: env!("CARGO_PKG_VERSION").to_owned(),
        migration: session.migration().await?,
        epoch,
        made_at: now,
        engine: match storages.store.engine() {
            Engine::Sqlite => "sqlite".to_owned(),
            Engine::Postgres => "postgres".to_owned(),
        },
        counts: BTreeMap::new(),
        members: BTreeMap::new(),
        photos: 0,
        photos_lost: Vec::new(),
    };
    for (at, table) in (0_u64..).zip(TABLES) {
        progress(table.name, at, TABLES.len() as u64);
        let (rows, member) = dump_table(&mut session, table, &folder.join(file_name(table))).await?;
        manifest.counts.insert(table.name.to_owned(), rows);
        manifest.members.insert(format!("tables/{}", file_name(table)), member);
    }
    Ok(manifest)
}

fn file_name(table: &Table) -> String {
    format!("{}.jsonl.zst", table.name)
}

async fn dump_table(session: &mut Session, table: &'static Table, path: &Path) -> anyhow::Result<(u64, Member)> {
    let mut out = zstd::Encoder::new(HashingFile::create(path)?, 3)?;
    let (mut last, mut count): (Option<DumpRow>, u64) = (None, 0);
    loop {
        let rows = session.dump_page(table, last.as_ref()).await?;
        for row in &rows {
            out.write_all(row.line()?.as_bytes())?;
            out.write_all(b"\n")?;
            count += 1;
        }
        let Some(row) = rows.into_iter().next_back() else { break };
        last = Some(row);
    }
    let member = out.finish()?.finish().with_context(|| format!("cannot write {}", path.display()))?;
    Ok((count, member))
}

/// The rows of a table that was written to a file.
fn rows_of(
    table: &'static Table,
    path: &Path,
) -> anyhow::Result<impl Iterator<Item = anyhow::Result<DumpRow>> + use<>> {
    let file = fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let lines = BufReader::new(zstd::Decoder::new(file)?).lines();
    Ok(lines.map(move |line| Ok(DumpRow::from_line(table, &line?)?)))
}

/// The photos that the tables of a snapshot name, with their lengths.
fn photos_of(tables: &Path) -> anyhow::Result<impl Iterator<Item = anyhow::Result<(Sha256, u64)>> + use<>> {
    let table = Table::named("photo").context("there is no table of photos")?;
    Ok(rows_of(table, &tables.join(file_name(table)))?.map(|row| {
        let row = row?;
        let sha256 = row.bytes("sha256").and_then(|name| name.try_into().ok()).map(Sha256);
        let bytes = row.integer("bytes").and_then(|bytes| u64::try_from(bytes).ok());
        sha256.zip(bytes).with_context(|| format!("photo {} is no photo", row.key()))
    }))
}

/// Where a backup keeps a photo.
fn photo_path(folder: &Path, photo: Sha256) -> PathBuf {
    let name = photo.to_string();
    let (shelf, rest) = name.split_at(2);
    folder.join("photos").join(shelf).join(rest)
}

/// Copies the photos that no earlier backup has; says how many it copied, and how many were there.
async fn copy_photos(
    storages: &Storages,
    folder: &Path,
    tables: &Path,
    manifest: &mut Manifest,
    progress: Progress<'_>,
) -> anyhow::Result<(u64, u64)> {
    let total = manifest.counts.get("photo").copied().unwrap_or(0);
    let temp = folder.join("temp");
    make_private(&temp)?;
    for shelf in 0..=u8::MAX {
        make_private(&folder.join("photos").join(format!("{shelf:02x}")))?;
    }
    let mut fetched = stream::iter(photos_of(tables)?)
        .map(|photo| {
            let temp = &temp;
            async move {
                let (sha256, bytes) = photo?;
                let outcome = fetch(&storages.blobs, sha256, bytes, temp, &photo_path(folder, sha256)).await?;
                anyhow::Ok((sha256, outcome))
            }
        })
        .buffer_unordered(AT_ONCE);
    let (mut copied, mut there) = (0_u64, 0_u64);
    while let Some((sha256, outcome)) = fetched.try_next().await? {
        match outcome {
            Fetched::Copied => copied += 1,
            Fetched::There => there += 1,
            Fetched::Lost => manifest.photos_lost.push(sha256),
        }
        progress("photos", copied + there, total);
    }
    // All of them: an interrupted backup may have put photos there and not have come this far.
    for shelf in 0..=u8::MAX {
        sync_folder(&folder.join("photos").join(format!("{shelf:02x}")))?;
    }
    sync_folder(&folder.join("photos"))?;
    manifest.photos_lost.sort_unstable();
    manifest.photos = copied + there;
    Ok((copied, there))
}

/// Removes what interrupted backups left. Only whoever holds the lock may.
fn clear_unfinished(folder: &Path) -> anyhow::Result<()> {
    match fs::remove_dir_all(folder.join("temp")) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    for name in snapshot_folders(folder)? {
        let snapshot = folder.join("snapshots").join(&name);
        if snapshot.join("tables").is_dir() && !snapshot.join(MANIFEST).exists() {
            tracing::info!(snapshot = name, "an interrupted backup is cleared away");
            fs::remove_dir_all(&snapshot).with_context(|| format!("cannot remove {}", snapshot.display()))?;
        }
    }
    Ok(())
}

/// The names of all folders of snapshots, the oldest first.
fn snapshot_folders(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    match fs::read_dir(folder.join("snapshots")) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(names),
        Err(error) => return Err(error.into()),
        Ok(entries) => {
            for entry in entries {
                names.extend(entry?.file_name().into_string().ok());
            }
        }
    }
    names.sort_unstable();
    Ok(names)
}

/// Reads the manifest of one snapshot, of the newest where none is named.
///
/// # Errors
/// Where there is none, or it is of a format that this version does not read.
pub fn manifest(folder: &Path, snapshot: Option<&str>) -> anyhow::Result<(String, Manifest)> {
    let whole = |name: &String| folder.join("snapshots").join(name).join(MANIFEST).is_file();
    let name = match snapshot {
        Some(name) => name.to_owned(),
        None => snapshot_folders(folder)?.into_iter().rev().find(whole).with_context(|| {
            format!("{} holds no finished snapshot: name the folder that `thucdia backup` was given", folder.display())
        })?,
    };
    let path = folder.join("snapshots").join(&name).join(MANIFEST);
    let text = fs::read(&path).with_context(|| {
        format!("snapshot {name:?} has no manifest: it was never finished, or the name is wrong ({})", path.display())
    })?;
    let manifest: Manifest =
        serde_json::from_slice(&text).with_context(|| format!("cannot read {}", path.display()))?;
    if manifest.format != FORMAT {
        bail!("snapshot {name} has format {}; this version of thucdia reads format {FORMAT}", manifest.format);
    }
    Ok((name, manifest))
}

#[cfg(test)]
mod tests;
