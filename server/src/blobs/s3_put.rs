//! How an object comes into the bucket: sent from the spool with its SHA-256, and believed only when that is confirmed.
//!
//! A server that knows checksums says the hash back, and that is enough. From one that does not, the object is read
//! back once. A server may refuse an object whose bytes were garbled on their way and yet leave it readable; then it
//! is read, and deleted if it is not what another request stored under that name meanwhile.

use std::{ops::Range, time::Duration, time::SystemTime};

use aws_sdk_s3::{
    error::ProvideErrorMetadata,
    primitives::{ByteStream, Length},
    types::{ChecksumAlgorithm, CompletedMultipartUpload, CompletedPart},
};
use mobile_sync_protocol::ids::{Sha256, UploadId};
use sha2::Digest;

use super::{
    Stored,
    error::{BlobError, Doing},
    hash_of,
    parts::Part,
    s3::{Failure, S3, base64, failed, garbled, length, status},
    spool::{BUFFER, Sealed},
};

/// From this size on an object is sent in parts, so that a broken connection costs one part.
const ONE_PIECE_MAX: u64 = 16 * 1024 * 1024;
/// The size of such a part.
const PIECE: u64 = 8 * 1024 * 1024;
/// How often an object that another request is storing, or that was found garbled, is sent again.
const ATTEMPTS: u32 = 3;
/// How long to wait for the other request before that.
const PAUSE: Duration = Duration::from_millis(100);

/// What the server made of an object.
enum Sent {
    /// It took it and said the right hash.
    Confirmed,
    /// It took it, and said nothing of the hash.
    Taken,
    /// There is an object of this name, or one is being stored.
    Exists,
    /// Other bytes reached it, or nobody knows whether any did.
    Failed(BlobError),
}

/// What lies under a key.
enum Found {
    Nothing,
    Right,
    /// Other bytes, and their version.
    Wrong(Option<String>),
}

/// Whether a checksum that the server remembers is believed, or the bytes are read.
#[derive(Clone, Copy)]
enum Trust {
    Checksum,
    BytesOnly,
}

impl S3 {
    /// Stores a file whose hash was checked.
    pub(super) async fn store(&self, sealed: Sealed) -> Result<Stored, BlobError> {
        let stored = Stored { sha256: sealed.sha256, bytes: sealed.bytes };
        self.place(&self.photo(stored.sha256), &sealed).await?;
        Ok(stored)
    }

    /// Keeps a part of an upload.
    pub(super) async fn keep(&self, upload: UploadId, part: Part, sealed: Sealed) -> Result<(), BlobError> {
        self.place(&self.part_key(upload, part), &sealed).await
    }

    /// Whether these very bytes are stored.
    pub(super) async fn holds(&self, sha256: Sha256, bytes: u64) -> Result<bool, BlobError> {
        let found = self.inspect(&self.photo(sha256), sha256, bytes, Trust::Checksum).await?;
        Ok(matches!(found, Found::Right))
    }

    /// Sends a file until the object is there and confirmed.
    ///
    /// It looks first: a server that has the object may refuse it while bytes are still on their way, and all that is
    /// to be seen of that is a broken connection.
    async fn place(&self, key: &str, sealed: &Sealed) -> Result<(), BlobError> {
        let mut trust = Trust::Checksum;
        let mut failure = garbled("store an object");
        for attempt in 0..=ATTEMPTS {
            match self.inspect(key, sealed.sha256, sealed.bytes, trust).await? {
                Found::Right => return Ok(()),
                Found::Wrong(version) => self.delete_version(key, version).await?,
                Found::Nothing => (),
            }
            if attempt == ATTEMPTS {
                break;
            }
            tokio::time::sleep(PAUSE * attempt).await;
            let large = sealed.bytes > ONE_PIECE_MAX;
            let sent = if large { self.send_pieces(key, sealed).await } else { self.send(key, sealed).await };
            trust = match sent? {
                Sent::Confirmed => return Ok(()),
                Sent::Exists => Trust::Checksum,
                Sent::Taken => Trust::BytesOnly,
                Sent::Failed(error) => {
                    failure = error;
                    Trust::BytesOnly
                }
            };
        }
        Err(failure)
    }

    async fn inspect(&self, key: &str, sha256: Sha256, bytes: u64, trust: Trust) -> Result<Found, BlobError> {
        let Some(head) = self.head(key).await? else { return Ok(Found::Nothing) };
        let version = head.e_tag().map(str::to_owned);
        if length(head.content_length()) != bytes {
            return Ok(Found::Wrong(version));
        }
        if matches!(trust, Trust::Checksum) && head.checksum_sha256() == Some(base64(sha256).as_str()) {
            return Ok(Found::Right);
        }
        let Some(blob) = self.open_object(key, None).await? else { return Ok(Found::Nothing) };
        let right = hash_of(blob.body).await? == sha256;
        Ok(if right { Found::Right } else { Found::Wrong(version) })
    }

    /// Deletes an object unless it was replaced meanwhile, where the server knows such a condition.
    async fn delete_version(&self, key: &str, version: Option<String>) -> Result<(), BlobError> {
        let delete = self.client.delete_object().bucket(&*self.bucket).key(key).set_if_match(version);
        match delete.send().await {
            Ok(_) => Ok(()),
            Err(error) if matches!(status(&error), Some(404 | 409 | 412)) => Ok(()),
            Err(_) => self.delete_key(key).await,
        }
    }

    async fn send(&self, key: &str, sealed: &Sealed) -> Result<Sent, BlobError> {
        let checksum = base64(sealed.sha256);
        let put = self
            .client
            .put_object()
            .bucket(&*self.bucket)
            .key(key)
            .content_type("application/octet-stream")
            .if_none_match("*")
            .checksum_sha256(checksum.as_str())
            .body(piece_of(sealed, 0..sealed.bytes).await?);
        match put.send().await {
            Ok(put) => Ok(judge(put.checksum_sha256(), &checksum)),
            Err(error) => refused("put an object", error),
        }
    }

    /// Sends a large file piece by piece, and tells the server to forget the pieces if that fails.
    async fn send_pieces(&self, key: &str, sealed: &Sealed) -> Result<Sent, BlobError> {
        let request = self
            .client
            .create_multipart_upload()
            .bucket(&*self.bucket)
            .key(key)
            .content_type("application/octet-stream")
            .checksum_algorithm(ChecksumAlgorithm::Sha256);
        let begun = request.send().await.map_err(|error| failed("begin a large object", error))?;
        let id = begun.upload_id().ok_or_else(|| garbled("begin a large object"))?;
        let sent = self.send_begun(key, id, sealed).await;
        if !matches!(sent, Ok(Sent::Confirmed | Sent::Taken)) {
            self.abort(key, id).await;
        }
        sent
    }

    async fn send_begun(&self, key: &str, id: &str, sealed: &Sealed) -> Result<Sent, BlobError> {
        let mut pieces = CompletedMultipartUpload::builder();
        let mut hashes = sha2::Sha256::new();
        let mut count = 0;
        let mut at = 0;
        while at < sealed.bytes {
            let range = at..(at + PIECE).min(sealed.bytes);
            let sha256 = self.hash_piece(sealed, range.clone()).await?;
            count += 1;
            at = range.end;
            let request = self.client.upload_part().bucket(&*self.bucket).key(key).upload_id(id).part_number(count);
            let request = request.checksum_sha256(base64(sha256)).body(piece_of(sealed, range).await?);
            let sent = match request.send().await {
                Ok(sent) => sent,
                Err(error) => return refused("send a piece", error),
            };
            hashes.update(sha256.0);
            let piece = CompletedPart::builder().part_number(count).checksum_sha256(base64(sha256));
            pieces = pieces.parts(piece.set_e_tag(sent.e_tag).build());
        }
        let end = self.client.complete_multipart_upload().bucket(&*self.bucket).key(key).upload_id(id);
        let end = end.if_none_match("*").multipart_upload(pieces.build());
        match end.send().await {
            // The checksum of an object sent in pieces is the hash of the pieces' hashes, and their number.
            Ok(end) => Ok(judge(end.checksum_sha256(), &composite(hashes, count))),
            Err(error) => refused("end a large object", error),
        }
    }

    async fn hash_piece(&self, sealed: &Sealed, range: Range<u64>) -> Result<Sha256, BlobError> {
        let path = sealed.path.to_path_buf();
        let work = move || {
            use std::io::{Read, Seek, SeekFrom};
            let mut file = std::fs::File::open(path).doing("read the spool")?;
            file.seek(SeekFrom::Start(range.start)).doing("read the spool")?;
            let mut piece = std::io::BufReader::with_capacity(BUFFER, file.take(range.end - range.start));
            let mut hash = HashWriter(sha2::Sha256::new());
            std::io::copy(&mut piece, &mut hash).doing("read the spool")?;
            Ok(Sha256(hash.0.finalize().into()))
        };
        self.spool.run(work).await
    }

    async fn abort(&self, key: &str, id: &str) {
        let abort = self.client.abort_multipart_upload().bucket(&*self.bucket).key(key).upload_id(id);
        if let Err(error) = abort.send().await {
            let error = failed("forget a large object", error);
            tracing::debug!(%error, "pieces of a large object stay until they are swept");
        }
    }

    /// Forgets large objects that a killed process left half-sent, where the server can list them; a page at a time.
    pub(super) async fn abort_multiparts(&self, before: SystemTime) {
        let list = self.client.list_multipart_uploads().bucket(&*self.bucket).prefix(self.photos());
        let half_sent = match list.send().await {
            Ok(page) => page.uploads.unwrap_or_default(),
            Err(error) => {
                let error = failed("list half-sent objects", error);
                tracing::debug!(%error, "half-sent objects are left to the bucket's own rules");
                return;
            }
        };
        for upload in half_sent {
            let old = upload.initiated().and_then(|at| SystemTime::try_from(*at).ok()).is_some_and(|at| at < before);
            if let (true, Some(key), Some(id)) = (old, upload.key(), upload.upload_id()) {
                self.abort(key, id).await;
            }
        }
    }
}

struct HashWriter(sha2::Sha256);

impl std::io::Write for HashWriter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn composite(hashes: sha2::Sha256, count: i32) -> String {
    format!("{}-{count}", base64(Sha256(hashes.finalize().into())))
}

/// A server that says the right hash back has it; from any other answer nothing follows, so the bytes must tell.
fn judge(said: Option<&str>, expected: &str) -> Sent {
    if said == Some(expected) { Sent::Confirmed } else { Sent::Taken }
}

fn refused<E>(what: &str, error: Failure<E>) -> Result<Sent, BlobError>
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    if matches!(status(&error), Some(409 | 412)) {
        return Ok(Sent::Exists);
    }
    match failed(what, error) {
        error @ BlobError::Unavailable { .. } => Ok(Sent::Failed(error)),
        error => Err(error),
    }
}

/// A range of the file, which is opened anew when it must be sent again.
async fn piece_of(sealed: &Sealed, range: Range<u64>) -> Result<ByteStream, BlobError> {
    let body = ByteStream::read_from()
        .path(&sealed.path)
        .offset(range.start)
        .length(Length::Exact(range.end - range.start))
        .buffer_size(BUFFER);
    body.build().await.map_err(std::io::Error::other).doing("read the spool")
}
