//! Restoring: a snapshot into a store that nobody has used, of either database and either photo storage.
//!
//! Photos come first and can be repeated; the tables follow in one commit, with the entry in the log that says so. The
//! restored store has an epoch of its own: phones notice, forget what they pulled, keep what they have not handed in,
//! and hand in again what the backup is too old to know.

use std::{fs, path::Path};

use anyhow::{Context, bail, ensure};
use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::ids::Sha256;
use serde::Serialize;
use serde_json::json;
use uuid::Uuid;

use super::{AT_ONCE, Manifest, files::measure, manifest, photo_path, photos_of, rows_of};
use crate::{
    app::Storages,
    blobs::BlobError,
    clock::Clock,
    progress::Progress,
    store::{
        Actor, Entry, Writer,
        dump::{DumpRow, TABLES, Table},
    },
    sync::pull::EPOCH,
};

/// A backup that was restored.
#[derive(Clone, Debug, Serialize)]
pub struct Restored {
    /// The name of the snapshot.
    pub snapshot: String,
    /// The epoch of the restored store.
    pub epoch: Uuid,
    /// Photos that were restored.
    pub photos: u64,
    /// Photos that were lost when the snapshot was made already.
    pub photos_lost: Vec<Sha256>,
    /// What the snapshot is.
    pub manifest: Manifest,
}

/// Restores one snapshot of `folder`, the newest where none is named.
///
/// # Errors
/// Where the store is in use, the snapshot is damaged or of another migration, or a storage fails. The store is as it
/// was, and the same call can be repeated.
pub async fn restore(
    storages: &Storages,
    clock: &Clock,
    folder: &Path,
    snapshot: Option<&str>,
    progress: Progress<'_>,
) -> anyhow::Result<Restored> {
    let (name, manifest) = manifest(folder, snapshot)?;
    check_store(storages, &manifest).await?;
    let snapshot = folder.join("snapshots").join(&name);
    check_members(&snapshot, &manifest, progress)?;
    let tables = snapshot.join("tables");
    let photos = restore_photos(storages, folder, &tables, &manifest, progress).await?;
    let epoch = restore_tables(storages, clock, &tables, &name, &manifest, progress).await?;
    Ok(Restored { snapshot: name, epoch, photos, photos_lost: manifest.photos_lost.clone(), manifest })
}

async fn check_store(storages: &Storages, manifest: &Manifest) -> anyhow::Result<()> {
    let mut session = storages.store.read().await?;
    if let Some(table) = session.first_used_table().await? {
        bail!(
            "the store is in use (table {table} has rows), and a restore never writes over one: name an empty database \
             with --data or --database-url, or move the old one away"
        );
    }
    let migration = session.migration().await?;
    ensure!(
        migration == manifest.migration,
        "the snapshot is of migration {} and this version of thucdia makes stores of migration {migration}: restore it \
         with thucdia {}, then start this version on the restored store",
        manifest.migration,
        manifest.product_version
    );
    Ok(())
}

/// Checks that each file of the snapshot is there as it was written, before anything is done with them.
fn check_members(snapshot: &Path, manifest: &Manifest, progress: Progress<'_>) -> anyhow::Result<()> {
    for table in TABLES {
        let name = format!("tables/{}", super::file_name(table));
        ensure!(manifest.members.contains_key(&name), "the snapshot has no table {}", table.name);
    }
    for (at, (name, member)) in (0_u64..).zip(&manifest.members) {
        progress("check", at, manifest.members.len() as u64);
        let path = snapshot.join(name);
        let found = measure(&path).with_context(|| format!("cannot read {}", path.display()))?;
        ensure!(
            found == *member,
            "{} is damaged: it has SHA-256 {} and {} bytes, and the manifest says {} and {}; restore another snapshot",
            path.display(),
            found.sha256,
            found.bytes,
            member.sha256,
            member.bytes
        );
    }
    Ok(())
}

async fn restore_photos(
    storages: &Storages,
    folder: &Path,
    tables: &Path,
    manifest: &Manifest,
    progress: Progress<'_>,
) -> anyhow::Result<u64> {
    let lost = &manifest.photos_lost;
    let mut stored = stream::iter(photos_of(tables)?)
        .map(|photo| async move {
            let (sha256, _) = photo?;
            let path = photo_path(folder, sha256);
            if lost.contains(&sha256) && fs::metadata(&path).is_err() {
                return anyhow::Ok(0);
            }
            match storages.blobs.put_file(&path, sha256).await {
                Ok(_) => Ok(1),
                Err(BlobError::WrongHash { .. } | BlobError::Empty) => bail!(
                    "{} is damaged: its bytes are not the photo of that name; copy it from another backup",
                    path.display()
                ),
                Err(error) => Err(error).with_context(|| format!("cannot restore photo {}", path.display())),
            }
        })
        .buffer_unordered(AT_ONCE);
    let mut photos = 0;
    while let Some(one) = stored.try_next().await? {
        photos += one;
        progress("photos", photos, manifest.photos);
    }
    Ok(photos)
}

async fn restore_tables(
    storages: &Storages,
    clock: &Clock,
    tables: &Path,
    name: &str,
    manifest: &Manifest,
    progress: Progress<'_>,
) -> anyhow::Result<Uuid> {
    let mut writer = storages.store.write().await?;
    // Somebody may have begun to use the store while the photos were copied.
    if let Some(table) = writer.first_used_table().await? {
        bail!("the store came into use while it was being restored (table {table} has rows): nothing was restored");
    }
    writer.clear_counters().await?;
    for (at, table) in (0_u64..).zip(TABLES) {
        progress(table.name, at, TABLES.len() as u64);
        let rows = restore_table(&mut writer, table, &tables.join(super::file_name(table))).await?;
        let said = manifest.counts.get(table.name).copied().unwrap_or(0);
        ensure!(rows == said, "table {} has {rows} rows, and the manifest says {said}", table.name);
    }
    let (now, epoch) = (clock.now(), clock.id());
    writer.set_meta(EPOCH, &epoch.to_string()).await?;
    let detail = json!({"snapshot": name, "made_at": manifest.made_at, "epoch_before": manifest.epoch});
    let entry = Entry::new(now, Actor::System, "store.restored", format_args!("store:{epoch}")).with(detail);
    writer.commit(&[entry]).await?;
    Ok(epoch)
}

async fn restore_table(writer: &mut Writer, table: &'static Table, path: &Path) -> anyhow::Result<u64> {
    let (mut page, mut later, mut count): (Vec<DumpRow>, Vec<DumpRow>, u64) = (Vec::new(), Vec::new(), 0);
    for row in rows_of(table, path)? {
        page.push(row?);
        count += 1;
        if page.len() == table.page {
            write_page(writer, table, &mut page, &mut later).await?;
        }
    }
    write_page(writer, table, &mut page, &mut later).await?;
    for row in later {
        writer
            .restore_later(table, &row)
            .await
            .with_context(|| format!("cannot restore {} {}", table.name, row.key()))?;
    }
    Ok(count)
}

async fn write_page(
    writer: &mut Writer,
    table: &'static Table,
    page: &mut Vec<DumpRow>,
    later: &mut Vec<DumpRow>,
) -> anyhow::Result<()> {
    writer.restore_rows(table, page).await.with_context(|| format!("cannot restore the table {}", table.name))?;
    later.extend(page.drain(..).filter(DumpRow::has_later).map(DumpRow::only_later));
    Ok(())
}
