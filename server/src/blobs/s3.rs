//! Bytes in a bucket of S3, or of what speaks like it.
//!
//! The keys are the folder's paths: `photos/ab/cdef…`, `uploads/<upload>/<part>`, `exports/<part>/<part>`. This file asks, reads, lists and
//! deletes; `s3_put.rs` stores. Nothing else in the server names the SDK.

use std::{ops::Range, path::PathBuf, sync::Arc, time::Duration, time::SystemTime};

use aws_sdk_s3::{
    Client, Config,
    config::{
        BehaviorVersion, Region, RequestChecksumCalculation, ResponseChecksumValidation, retry::RetryConfig,
        timeout::TimeoutConfig,
    },
    error::{ProvideErrorMetadata, SdkError},
    operation::head_object::HeadObjectOutput,
    primitives::ByteStream,
    types::{ChecksumMode, Object},
};
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::ids::{Sha256, UploadId};
use uuid::Uuid;

use super::{
    Blob, Body, Listing, Stored, UPLOADS, clip,
    config::{Bucket, Credentials},
    error::{BlobError, Doing},
    parts::Part,
    spool::{Spool, blocking},
};

/// A server that does not take a connection in this time is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// A server that does not begin to answer in this time will not.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
/// How many objects are deleted at once.
const DELETES: usize = 8;

/// A storage in a bucket.
#[derive(Clone, Debug)]
pub struct S3 {
    pub(super) client: Client,
    pub(super) bucket: Arc<str>,
    prefix: Arc<str>,
    /// The folder of parts.
    pub(super) room: &'static str,
    pub(super) spool: Spool,
}

/// An answer of the server that is no success.
pub(super) type Failure<E> = SdkError<E, aws_sdk_s3::config::http::HttpResponse>;

impl S3 {
    pub(super) fn open(bucket: &Bucket, credentials: Option<&Credentials>, spool: PathBuf) -> Result<Self, BlobError> {
        let keys = credentials.ok_or_else(|| BlobError::Refused {
            what: "open the bucket".to_owned(),
            source: "S3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY".into(),
        })?;
        let prefix = if bucket.prefix.is_empty() { String::new() } else { format!("{}/", bucket.prefix) };
        Ok(Self {
            client: Client::from_conf(settings(bucket, keys)?),
            bucket: bucket.name.as_str().into(),
            prefix: prefix.into(),
            room: UPLOADS,
            spool: Spool::open(spool)?,
        })
    }

    pub(super) fn photos(&self) -> String {
        format!("{}photos/", self.prefix)
    }

    pub(super) fn photo(&self, sha256: Sha256) -> String {
        let name = sha256.to_string();
        let (first, rest) = name.split_at(2);
        format!("{}{first}/{rest}", self.photos())
    }

    fn uploads(&self) -> String {
        format!("{}{}/", self.prefix, self.room)
    }

    fn upload(&self, upload: UploadId) -> String {
        format!("{}{upload}/", self.uploads())
    }

    pub(super) fn part_key(&self, upload: UploadId, part: Part) -> String {
        format!("{}{}", self.upload(upload), part.name())
    }

    pub(super) async fn parts(&self, upload: UploadId) -> Result<Vec<Part>, BlobError> {
        let prefix = self.upload(upload);
        let mut objects = self.objects(prefix.clone());
        let mut parts = Vec::new();
        while let Some(object) = objects.try_next().await? {
            let name = object.key().and_then(|key| key.strip_prefix(prefix.as_str()));
            parts.extend(name.and_then(Part::parse).filter(|part| size(&object) == part.length));
        }
        Ok(parts)
    }

    pub(super) async fn part(
        &self,
        upload: UploadId,
        part: Part,
        range: Range<u64>,
    ) -> Result<Option<Body>, BlobError> {
        Ok(self.open_object(&self.part_key(upload, part), Some(range)).await?.map(|blob| blob.body))
    }

    pub(super) async fn discard(&self, upload: UploadId) -> Result<(), BlobError> {
        let keys: Vec<String> = self.objects(self.upload(upload)).map_ok(key).try_collect().await?;
        self.delete_all(keys).await.map(|_| ())
    }

    pub(super) async fn len(&self, sha256: Sha256) -> Result<Option<u64>, BlobError> {
        Ok(self.head(&self.photo(sha256)).await?.map(|head| length(head.content_length())))
    }

    pub(super) async fn get(&self, sha256: Sha256, range: Option<Range<u64>>) -> Result<Option<Blob>, BlobError> {
        self.open_object(&self.photo(sha256), range).await
    }

    pub(super) async fn delete(&self, sha256: Sha256) -> Result<(), BlobError> {
        self.delete_key(&self.photo(sha256)).await
    }

    pub(super) fn list(&self) -> Listing {
        let prefix = self.photos();
        let photos = self.objects(prefix.clone()).try_filter_map(move |object| {
            let name = object.key().and_then(|key| key.strip_prefix(prefix.as_str()));
            let sha256 = name.and_then(|name| name.split_once('/')).map(|(shelf, rest)| format!("{shelf}{rest}"));
            let photo = sha256.and_then(|name| name.parse().ok()).map(|sha256| Stored { sha256, bytes: size(&object) });
            std::future::ready(Ok(photo))
        });
        photos.boxed()
    }

    pub(super) async fn sweep(&self, before: SystemTime) -> Result<u64, BlobError> {
        let spool = self.spool.clone();
        let mut removed = blocking(move || spool.sweep(before)).await?;
        removed += self.sweep_uploads(before).await?;
        self.abort_multiparts(before).await;
        Ok(removed)
    }

    /// Removes uploads of which no part is young. A listing is ordered, so an upload's parts come one after another.
    async fn sweep_uploads(&self, before: SystemTime) -> Result<u64, BlobError> {
        let uploads = self.uploads();
        let mut objects = self.objects(uploads.clone());
        let mut removed = 0;
        let (mut upload, mut keys, mut old) = (String::new(), Vec::new(), false);
        while let Some(object) = objects.try_next().await? {
            let modified = object.last_modified().and_then(|at| SystemTime::try_from(*at).ok());
            let key = key(object);
            let name = key.strip_prefix(uploads.as_str()).unwrap_or_default();
            let of = name.split('/').next().unwrap_or_default();
            if of != upload {
                removed += self.delete_all(if old { std::mem::take(&mut keys) } else { Vec::new() }).await?;
                of.clone_into(&mut upload);
                (keys, old) = (Vec::new(), true);
            }
            keys.push(key);
            old &= modified.is_some_and(|at| at < before);
        }
        Ok(removed + self.delete_all(if old { keys } else { Vec::new() }).await?)
    }

    pub(super) async fn probe(&self) -> Result<(), BlobError> {
        let key = format!("{}{}/probe", self.uploads(), Uuid::new_v4());
        let body = Bytes::from_static(b"probe");
        let put = self.client.put_object().bucket(&*self.bucket).key(&key).body(body.clone().into());
        put.checksum_sha256(base64(Sha256::of(&body))).send().await.map_err(|error| failed("put the probe", error))?;
        let mut read = Vec::new();
        if let Some(mut blob) = self.open_object(&key, None).await? {
            while let Some(chunk) = blob.body.try_next().await? {
                read.extend_from_slice(&chunk);
            }
        }
        self.delete_key(&key).await?;
        if read == body { Ok(()) } else { Err(garbled("read the probe")) }
    }

    /// What the server says of an object, its checksum included.
    pub(super) async fn head(&self, key: &str) -> Result<Option<HeadObjectOutput>, BlobError> {
        let head = self.client.head_object().bucket(&*self.bucket).key(key).checksum_mode(ChecksumMode::Enabled);
        match head.send().await {
            Ok(head) => Ok(Some(head)),
            Err(error) if status(&error) == Some(404) => Ok(None),
            Err(error) => Err(failed("look at an object", error)),
        }
    }

    pub(super) async fn open_object(&self, key: &str, range: Option<Range<u64>>) -> Result<Option<Blob>, BlobError> {
        let header = match &range {
            Some(range) if range.start >= range.end => return self.open_nothing(key, range.clone()).await,
            Some(range) => Some(format!("bytes={}-{}", range.start, range.end - 1)),
            None => None,
        };
        let got = match self.client.get_object().bucket(&*self.bucket).key(key).set_range(header).send().await {
            Ok(got) => got,
            Err(error) if error.code() == Some("NoSuchKey") => return Ok(None),
            // Nothing from there on, or a server that calls an empty object unsatisfiable.
            Err(error) if status(&error) == Some(416) => {
                return self.open_nothing(key, range.unwrap_or(0..0)).await;
            }
            Err(error) => return Err(failed("open an object", error)),
        };
        let len = match (&range, got.content_range().and_then(|text| text.rsplit_once('/'))) {
            (Some(_), Some((_, total))) => total.parse().map_err(|_| garbled("read a range"))?,
            (Some(_), None) => return Err(garbled("read a range")),
            (None, _) => length(got.content_length()),
        };
        Ok(Some(Blob { len, range: clip(range, len), body: chunks(got.body) }))
    }

    /// An object of which no byte is asked for.
    async fn open_nothing(&self, key: &str, range: Range<u64>) -> Result<Option<Blob>, BlobError> {
        let Some(head) = self.head(key).await? else { return Ok(None) };
        let len = length(head.content_length());
        let start = clip(Some(range), len).start;
        Ok(Some(Blob { len, range: start..start, body: stream::empty().boxed() }))
    }

    pub(super) async fn delete_key(&self, key: &str) -> Result<(), BlobError> {
        match self.client.delete_object().bucket(&*self.bucket).key(key).send().await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == Some("NoSuchKey") => Ok(()),
            Err(error) => Err(failed("delete an object", error)),
        }
    }

    /// Deletes one by one: not every server knows the request that deletes many.
    async fn delete_all(&self, keys: Vec<String>) -> Result<u64, BlobError> {
        let deletes = keys.into_iter().map(|key| async move { self.delete_key(&key).await });
        stream::iter(deletes).buffer_unordered(DELETES).try_fold(0, |done, ()| async move { Ok(done + 1) }).await
    }

    /// The objects under a prefix, in the order of their keys.
    fn objects(&self, prefix: String) -> stream::BoxStream<'static, Result<Object, BlobError>> {
        let pages = self.client.list_objects_v2().bucket(&*self.bucket).prefix(prefix).into_paginator().send();
        let pages = stream::try_unfold(pages, |mut pages| async move {
            let page = pages.try_next().await.map_err(|error| failed("list objects", error))?;
            Ok(page.map(|page| (page.contents.unwrap_or_default(), pages)))
        });
        pages.map_ok(|objects| stream::iter(objects.into_iter().map(Ok))).try_flatten().boxed()
    }
}

fn settings(bucket: &Bucket, keys: &Credentials) -> Result<Config, BlobError> {
    // A server reached without TLS needs no certificates, and a small container may have none.
    let plain = bucket.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    let trust = TrustStore::default().with_native_roots(!plain);
    let tls = TlsContext::builder().with_trust_store(trust).build();
    let tls = tls.map_err(std::io::Error::other).doing("prepare TLS")?;
    let http = aws_smithy_http_client::Builder::new()
        .tls_provider(Provider::Rustls(CryptoMode::Ring))
        .tls_context(tls)
        .build_https();
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT_TIMEOUT).read_timeout(ANSWER_TIMEOUT).build();
    let keys = aws_sdk_s3::config::Credentials::new(
        keys.access_key_id.as_str(),
        keys.secret_access_key.as_str(),
        keys.session_token.clone(),
        None,
        "settings",
    );
    // Every object is sent with the SHA-256 that names it, so the SDK need not think of a checksum of its own, which
    // servers other than Amazon's do not always know.
    let mut settings = Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(bucket.region.clone()))
        .credentials_provider(keys)
        .http_client(http)
        .retry_config(RetryConfig::standard())
        .timeout_config(timeouts)
        .request_checksum_calculation(RequestChecksumCalculation::WhenRequired)
        .response_checksum_validation(ResponseChecksumValidation::WhenRequired)
        .force_path_style(bucket.path_style);
    settings.set_endpoint_url(bucket.endpoint.clone());
    Ok(settings.build())
}

/// Sorts an answer that is no success; `what` says what was being done.
pub(super) fn failed<E>(what: &str, error: Failure<E>) -> BlobError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let (status, code) = (status(&error), error.code().map(str::to_owned));
    let said = code.iter().cloned().chain(status.map(|status| status.to_string())).collect::<Vec<_>>().join(", ");
    let what = if said.is_empty() { what.to_owned() } else { format!("{what} ({said})") };
    let construction = matches!(error, SdkError::ConstructionFailure(_));
    let source = error.into();
    match status {
        Some(507) => BlobError::DiskFull(source),
        _ if code.as_deref().is_some_and(|code| PASSING.contains(&code)) => BlobError::Unavailable { what, source },
        Some(408 | 409 | 429 | 500..) => BlobError::Unavailable { what, source },
        None if !construction => BlobError::Unavailable { what, source },
        _ => BlobError::Refused { what, source },
    }
}

/// Answers with a status of the 400s that are no fault of the request: the bytes were garbled or lost on their way.
const PASSING: [&str; 6] = [
    "BadDigest",
    "InvalidDigest",
    "XAmzContentSHA256Mismatch",
    "XAmzContentChecksumMismatch",
    "IncompleteBody",
    "RequestTimeout",
];

pub(super) fn status<E>(error: &Failure<E>) -> Option<u16> {
    error.raw_response().map(|response| response.status().as_u16())
}

/// The server gave something else than it was given.
pub(super) fn garbled(what: &str) -> BlobError {
    BlobError::Unavailable { what: what.to_owned(), source: "the server did not give what it was given".into() }
}

/// A hash as S3 writes it.
pub(super) fn base64(sha256: Sha256) -> String {
    data_encoding::BASE64.encode(&sha256.0)
}

pub(super) fn length(said: Option<i64>) -> u64 {
    said.and_then(|said| u64::try_from(said).ok()).unwrap_or(0)
}

fn size(object: &Object) -> u64 {
    length(object.size())
}

fn key(object: Object) -> String {
    object.key.unwrap_or_default()
}

fn chunks(body: ByteStream) -> Body {
    let chunks = stream::try_unfold(body, |mut body| async move {
        match body.next().await {
            Some(Ok(chunk)) => Ok(Some((chunk, body))),
            Some(Err(source)) => {
                Err(BlobError::Unavailable { what: "read an object".to_owned(), source: source.into() })
            }
            None => Ok(None),
        }
    });
    chunks.boxed()
}
