//! Photos: the bytes of each are there, as many as were stored, and hash to its name.

use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::ids::Sha256;

use super::Report;
use crate::{
    app::Storages,
    blobs::{BlobError, Blobs},
    progress::Progress,
    store::StoredPhoto,
};

const PAGE: i64 = 500;
/// Photos that are read at the same time.
const AT_ONCE: usize = 4;

pub(super) async fn check(
    storages: &Storages,
    quick: bool,
    progress: Progress<'_>,
    report: &mut Report,
) -> anyhow::Result<()> {
    let total = u64::try_from(storages.store.read().await?.counts().await?.photos).unwrap_or(0);
    let mut after: Vec<u8> = Vec::new();
    loop {
        // A session for each page: one that is open for hours would keep SQLite from folding its log into the file.
        let page = match storages.store.read().await?.photos_after(&after, PAGE).await {
            Ok(page) => page,
            Err(error) => return Ok(report.unreadable(error)?),
        };
        let Some(last) = page.last() else { return Ok(()) };
        after = last.sha256.0.to_vec();
        let mut checked = stream::iter(page)
            .map(|photo| async move { anyhow::Ok((photo.sha256, wrong(&storages.blobs, &photo, quick).await?)) })
            .buffer_unordered(AT_ONCE);
        while let Some((photo, wrong)) = checked.try_next().await? {
            report.checked.photos += 1;
            if let Some(what) = wrong {
                report.add("photo", photo, what);
            }
            progress("photos", report.checked.photos, total);
        }
    }
}

/// What is wrong with a photo, if anything.
async fn wrong(blobs: &Blobs, photo: &StoredPhoto, quick: bool) -> Result<Option<String>, BlobError> {
    let name: Sha256 = photo.sha256;
    let Some(bytes) = blobs.exists(name).await? else {
        return Ok(Some("its bytes are not stored".to_owned()));
    };
    if i64::try_from(bytes).ok() != Some(photo.bytes) {
        return Ok(Some(format!("has {bytes} bytes, and {} were stored", photo.bytes)));
    }
    if quick {
        return Ok(None);
    }
    match blobs.hash_check(name).await {
        Ok(actual) if actual == name => Ok(None),
        Ok(actual) => Ok(Some(format!("its bytes have SHA-256 {actual}"))),
        Err(BlobError::Missing(_)) => Ok(Some("its bytes are not stored".to_owned())),
        Err(error) => Err(error),
    }
}
