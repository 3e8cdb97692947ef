//! One file of a post. A photo goes straight to where photos are, and so does anything large; anything small beside the
//! submission's XML.

use std::future::ready;

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt, stream};
use mobile_sync_protocol::ids::{DeviceId, Sha256};

use super::Post;
use crate::{
    app::App,
    openrosa::submission::{file_name, kind},
    store::{StoredPhoto, SubmissionPart},
    uploads::UploadError,
};

/// Most bytes of all files of one post that are kept beside its XML: Collect's log of a long day of filling has a tenth
/// of it.
const BESIDE_MAX: usize = 4 << 20;
/// Most bytes of one file. What is larger than a photo may be is kept, and is no photo of a record.
const FILE_MAX: u64 = 256 << 20;
/// How many bytes tell what a file is.
const TOLD_BY: usize = 32;

impl Post {
    /// Keeps one file as it comes: all of it, or nothing.
    ///
    /// # Errors
    /// [`UploadError`]; a body that broke off leaves nothing.
    pub async fn keep<S, E>(&mut self, app: &App, device: DeviceId, name: &str, mut body: S) -> Result<(), UploadError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: Send,
    {
        let name = file_name(name).unwrap_or_default();
        let mut first = BytesMut::new();
        let mut ended = read_past(TOLD_BY, &mut first, &mut body).await?;
        let photo = kind::photo(&first);
        let room = BESIDE_MAX.saturating_sub(self.beside);
        if photo.is_none() {
            ended = ended || read_past(room, &mut first, &mut body).await?;
        }
        let media_type = photo.unwrap_or_else(|| kind::other(&first)).to_owned();
        if photo.is_none() && ended && first.len() <= room {
            self.beside += first.len();
            self.parts.push(SubmissionPart {
                name,
                sha256: Sha256::of(&first),
                bytes: i64::try_from(first.len()).unwrap_or(i64::MAX),
                media_type,
                arrived_at: app.clock.now(),
                content: Some(first.to_vec()),
            });
            return Ok(());
        }
        let whole = stream::once(ready(Ok(first.freeze()))).chain(body);
        let stored = app.uploads.keep(Some(device), media_type, FILE_MAX, whole).await?;
        let StoredPhoto { sha256, bytes, media_type, stored_at, .. } = stored.clone();
        self.parts.push(SubmissionPart { name, sha256, bytes, media_type, arrived_at: stored_at, content: None });
        self.photos.push(stored);
        Ok(())
    }
}

/// Reads until there are more than `most` bytes, or to the end; whether that was reached.
async fn read_past<S, E>(most: usize, read: &mut BytesMut, body: &mut S) -> Result<bool, UploadError>
where
    S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    while read.len() <= most {
        match body.next().await {
            Some(chunk) => read.extend_from_slice(&chunk.map_err(|_| UploadError::Broken)?),
            None => return Ok(true),
        }
    }
    Ok(false)
}
