//! Photos as files, in folders by commune and subject: images without metadata, or their bytes as they came.

use std::collections::{HashMap, HashSet};

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::{ids::Sha256, record::Photo};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    MakeError,
    package::{Entry, Package},
    registers::{PagedRecord, RecordPages, photo_path, photos},
    run::Making,
    sink::Finished,
};
use crate::{app::App, store::RecordFilter};

/// Records of one page.
const PAGE: i64 = 50;
/// Photos that are read and checked while another is written.
const AHEAD: usize = 2;
/// Photos that are named as missing.
const MISSING_MAX: usize = 10_000;

/// Where a package of photos goes on: before a page of records, some of whose photos may be there already.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Position {
    page: Value,
    missing: Vec<String>,
}

impl Position {
    /// Names a photo that is missing; once, where a page is gone through again.
    fn miss(&mut self, line: String) {
        if self.missing.len() < MISSING_MAX && !self.missing.contains(&line) {
            self.missing.push(line);
        }
    }
}

/// A photo as it is stored.
pub(super) enum Found {
    /// Its bytes, which have its name, and their CRC-32.
    Whole(Bytes, u32),
    /// It is not there, or is there with other bytes.
    Not(&'static str),
}

/// Reads a photo whole and checks that its bytes are the ones that were handed in.
pub(super) async fn read(app: &App, name: Sha256, length: Option<u64>) -> Result<Found, MakeError> {
    let Some(blob) = app.blobs.get(name, None).await? else { return Ok(Found::Not("chưa có")) };
    let mut body = blob.body;
    let mut bytes = BytesMut::with_capacity(usize::try_from(length.unwrap_or(blob.len)).unwrap_or(0));
    while let Some(chunk) = body.try_next().await? {
        bytes.extend_from_slice(&chunk);
    }
    let bytes = bytes.freeze();
    let same = bytes.clone();
    let (sha256, crc) = crate::jobs::compute(true, move || (Sha256::of(&same), crc32fast::hash(&same))).await;
    Ok(if sha256 == name { Found::Whole(bytes, crc) } else { Found::Not("nội dung lưu trữ đã bị hỏng") })
}

/// Writes all photos of the records under a filter. After a kill it goes on with the photo after the last that was kept.
pub(super) async fn write(making: &Making<'_>, filter: RecordFilter, originals: bool) -> Result<Finished, MakeError> {
    let mut package = Package::open(making).await?;
    let mut pages = RecordPages::new(making.context.clone(), filter, PAGE);
    let mut there: HashSet<String> = package.entries.iter().map(|entry| entry.name.clone()).collect();
    let mut position = Position::default();
    if let Some(resumed) = package.sink.resumed.take() {
        position = serde_json::from_value(resumed)?;
        pages.go_on(position.page.clone())?;
    } else {
        package.sink.total = pages.total().await?;
        position.page = pages.position();
    }
    while let Some(records) = pages.next().await? {
        let named: Vec<(&PagedRecord, Photo)> =
            records.iter().flat_map(|record| photos(record).into_iter().map(move |photo| (record, photo))).collect();
        let mut wanted = Vec::new();
        for (record, photo) in named {
            let path = photo_path(pages.context(), record, &photo);
            let path = if originals { path } else { format!("{}.jpg", stem(&path)) };
            if there.insert(path.clone()) {
                wanted.push((path, photo));
            }
        }
        let images = if originals { HashMap::new() } else { images(making, &wanted).await? };
        let reading = stream::iter(wanted).map(|(path, photo)| {
            let image = images.get(&photo.sha256).copied();
            async move {
                let found = match image {
                    _ if originals => read(making.app, photo.sha256, Some(photo.bytes)).await?,
                    Some(image) => read(making.app, image, None).await?,
                    None => Found::Not("chưa có ảnh xem"),
                };
                Ok::<_, MakeError>((path, photo.sha256, found))
            }
        });
        let mut reading = reading.buffered(AHEAD);
        while let Some((path, name, found)) = reading.try_next().await? {
            match found {
                Found::Whole(bytes, crc) => {
                    let entry = Entry { name: path, bytes: bytes.len() as u64, crc };
                    package.add(entry, bytes).await?;
                }
                Found::Not(why) => position.miss(format!("{path}\t{name}\t{why}")),
            }
            package.sink.rest(Some(serde_json::to_value(&position)?)).await?;
        }
        package.sink.done += i64::try_from(records.len()).unwrap_or(0);
        position.page = pages.position();
        // Names are of one record each, so those of earlier pages come no more.
        there.clear();
    }
    if !position.missing.is_empty() {
        let mut list = position.missing.join("\r\n");
        list.insert_str(0, "Ảnh còn thiếu (tệp, SHA-256, lý do)\r\n");
        package.add_bytes("anh-thieu.txt", list.into_bytes()).await?;
    }
    package.finish().await
}

/// The images without metadata that were made of photos.
async fn images(making: &Making<'_>, photos: &[(String, Photo)]) -> Result<HashMap<Sha256, Sha256>, MakeError> {
    let names: Vec<Sha256> = photos.iter().map(|(_, photo)| photo.sha256).collect();
    let readings = making.context.store.read().await?.readings(&names).await?;
    Ok(readings.into_iter().filter_map(|(photo, reading)| Some((photo, reading.images?.1))).collect())
}

/// A path without its ending.
fn stem(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(stem, _)| stem)
}
