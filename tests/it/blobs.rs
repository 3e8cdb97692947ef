//! The promises of `thucdia::blobs`, each tested on a folder and on S3.

use std::{
    collections::BTreeSet,
    future::Future,
    path::{Path, PathBuf},
    process::Stdio,
    sync::atomic::{AtomicUsize, Ordering},
    task::Poll,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use mobile_sync_protocol::ids::{Sha256, UploadId};
use tempfile::TempDir;
use thucdia::blobs::{BlobError, Blobs, BlobsConfig, Body, Location, Staged, Stored};
use thucdia_tests::s3::{FRAGILE, S3Server};
use tokio::io::{AsyncBufReadExt, BufReader};
use uuid::Uuid;

/// Makes each function a test on a folder and a test on S3.
macro_rules! on_both_storages {
    ($($test:ident)+) => {
        mod folder {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(super::Storage::folder()).await;
            })+
        }
        mod s3 {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(super::Storage::s3().await).await;
            })+
        }
    };
}

on_both_storages! {
    what_is_stored_reads_back_whole_and_by_ranges
    storing_the_same_bytes_twice_stores_them_once
    storing_the_same_bytes_twice_at_once_stores_them_once
    a_wrong_hash_stores_nothing_readable
    a_photo_has_at_least_one_byte
    what_is_missing_is_said_to_be_missing
    deleting_what_is_missing_is_fine
    a_listing_has_every_photo_once_in_order
    a_body_that_is_dropped_leaves_nothing
    a_body_knows_its_length_and_hash_as_it_comes
    an_upload_that_broke_off_goes_on_at_another_replica
    parts_that_overlap_count_once
    a_late_and_shorter_body_cuts_nothing_off
    bytes_that_would_leave_a_hole_are_refused
    an_upload_with_bytes_missing_is_not_completed
    an_upload_is_completed_once_however_often_it_is_asked_for
    two_replicas_may_complete_an_upload_at_once
    parts_that_are_another_photo_are_forgotten
    a_part_that_lost_bits_is_found_out
    an_upload_that_was_forgotten_is_gone
    giving_up_at_any_moment_can_be_repeated
    a_stored_photo_that_lost_bits_is_found_out_and_healed
    sweeping_removes_what_is_old_and_nothing_else
    a_file_is_stored_as_what_it_is
    a_probe_leaves_nothing
    a_long_body_needs_little_memory
    open_uploads_need_little_memory
    what_was_acknowledged_survives_a_kill
}

/// A storage of one of the two kinds, with nothing in it.
struct Storage {
    folder: TempDir,
    s3: Option<S3Server>,
    replicas: AtomicUsize,
}

impl Storage {
    fn folder() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), s3: None, replicas: AtomicUsize::new(0) }
    }

    async fn s3() -> Self {
        Self { s3: Some(S3Server::start().await.unwrap()), ..Self::folder() }
    }

    fn config(&self) -> BlobsConfig {
        let replica = self.replicas.fetch_add(1, Ordering::SeqCst);
        let folder = self.folder.path();
        let location = self.s3.as_ref().map_or(format!("dir:{}/blobs", folder.display()), S3Server::location);
        BlobsConfig {
            location: location.parse().unwrap(),
            credentials: self.s3.as_ref().map(S3Server::credentials),
            spool: folder.join(format!("spool-{replica}")),
        }
    }

    /// A replica of its own over the same bytes.
    fn open(&self) -> Blobs {
        Blobs::open(&self.config()).unwrap()
    }

    /// Where the bytes lie; both kinds use the same names.
    fn root(&self) -> PathBuf {
        self.s3.as_ref().map_or(self.folder.path().join("blobs"), S3Server::objects)
    }

    fn photo(&self, sha256: Sha256) -> PathBuf {
        let name = sha256.to_string();
        self.root().join("photos").join(&name[..2]).join(&name[2..])
    }

    fn parts(&self, upload: UploadId) -> BTreeSet<PathBuf> {
        files(&self.root().join("uploads").join(upload.to_string()))
    }

    fn temporary_files(&self) -> usize {
        let spools = (0..self.replicas.load(Ordering::SeqCst)).map(|replica| format!("spool-{replica}"));
        let folders = spools.chain(["blobs/temp".to_owned()]);
        folders.map(|folder| files(&self.folder.path().join(folder)).len()).sum()
    }
}

fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeSet::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

/// Bytes that look like no others.
fn photo(seed: u64, length: usize) -> Bytes {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut bytes = Vec::with_capacity(length + 8);
    while bytes.len() < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend_from_slice(&state.to_le_bytes());
    }
    bytes.truncate(length);
    bytes.into()
}

fn upload() -> UploadId {
    UploadId(Uuid::now_v7())
}

async fn staged(blobs: &Blobs, bytes: &Bytes) -> Staged {
    let mut staged = blobs.stage();
    for at in (0..bytes.len()).step_by(10_000) {
        staged.write(bytes.slice(at..bytes.len().min(at + 10_000))).await.unwrap();
    }
    staged
}

async fn keep(blobs: &Blobs, upload: UploadId, whole: &Bytes, range: std::ops::Range<usize>) -> Result<u64, BlobError> {
    let offset = range.start as u64;
    staged(blobs, &whole.slice(range)).await.keep(upload, offset).await
}

async fn collected(body: Body) -> Vec<u8> {
    body.try_fold(Vec::new(), |mut all, chunk| async move {
        all.extend_from_slice(&chunk);
        Ok(all)
    })
    .await
    .unwrap()
}

async fn read(blobs: &Blobs, sha256: Sha256) -> Vec<u8> {
    collected(blobs.read(sha256, None).await.unwrap()).await
}

async fn what_is_stored_reads_back_whole_and_by_ranges(storage: Storage) {
    let blobs = storage.open();
    let bytes = photo(1, 200_000);
    let stored = blobs.put(bytes.clone()).await.unwrap();
    assert_eq!(stored, Stored { sha256: Sha256::of(&bytes), bytes: 200_000 });

    let replica = storage.open();
    assert_eq!(replica.exists(stored.sha256).await.unwrap(), Some(200_000));
    assert_eq!(read(&replica, stored.sha256).await, bytes);
    assert_eq!(replica.hash_check(stored.sha256).await.unwrap(), stored.sha256);
    let ranges = [(0, 1), (70_000, 140_000), (199_999, 200_000), (150_000, 900_000), (5, 5), (200_000, 300_000)];
    for (start, end) in ranges {
        let blob = replica.get(stored.sha256, Some(start..end)).await.unwrap().unwrap();
        assert_eq!((blob.len, blob.range), (200_000, start..end.min(200_000).max(start)), "{start}..{end}");
        let expected = bytes.slice(usize::try_from(start).unwrap()..usize::try_from(end.min(200_000)).unwrap());
        assert_eq!(collected(blob.body).await, expected, "{start}..{end}");
    }
}

async fn storing_the_same_bytes_twice_stores_them_once(storage: Storage) {
    let bytes = photo(2, 100_000);
    let first = storage.open().put(bytes.clone()).await.unwrap();
    let again = storage.open().put(bytes.clone()).await.unwrap();
    assert_eq!(first, again);
    let all: Vec<Stored> = storage.open().list().try_collect().await.unwrap();
    assert_eq!(all, [first]);
    assert_eq!(read(&storage.open(), first.sha256).await, bytes);
    assert_eq!(storage.temporary_files(), 0);
}

async fn storing_the_same_bytes_twice_at_once_stores_them_once(storage: Storage) {
    let bytes = photo(3, 300_000);
    let replicas = [storage.open(), storage.open(), storage.open(), storage.open()];
    let puts = replicas.iter().map(|blobs| blobs.put(bytes.clone()));
    for stored in futures_util::future::join_all(puts).await {
        assert_eq!(stored.unwrap().sha256, Sha256::of(&bytes));
    }
    assert_eq!(read(&replicas[0], Sha256::of(&bytes)).await, bytes);
    assert_eq!(storage.temporary_files(), 0);
}

async fn a_wrong_hash_stores_nothing_readable(storage: Storage) {
    let blobs = storage.open();
    let (bytes, announced) = (photo(4, 100_000), Sha256::of(b"another photo"));
    let refused = staged(&blobs, &bytes).await.finish(announced).await.unwrap_err();
    let BlobError::WrongHash { expected, actual } = refused else { panic!("{refused:?}") };
    assert_eq!((expected, actual), (announced, Sha256::of(&bytes)));
    assert!(!refused.is_retryable());
    for sha256 in [expected, actual] {
        assert_eq!(blobs.exists(sha256).await.unwrap(), None);
    }
    assert_eq!(blobs.list().count().await, 0);
    assert_eq!(storage.temporary_files(), 0);
}

async fn a_photo_has_at_least_one_byte(storage: Storage) {
    let blobs = storage.open();
    assert!(matches!(blobs.put(Bytes::new()).await, Err(BlobError::Empty)));
    assert!(matches!(blobs.stage().finish(Sha256::of(b"")).await, Err(BlobError::Empty)));
    assert_eq!(blobs.exists(Sha256::of(b"")).await.unwrap(), None);
    blobs.put(Bytes::from_static(b"1")).await.unwrap();
    let upload = upload();
    assert!(matches!(blobs.complete(upload, Sha256::of(b""), 0).await, Err(BlobError::Empty)));
    assert_eq!(blobs.stage().keep(upload, 0).await.unwrap(), 0);
    assert_eq!(blobs.staged_len(upload).await.unwrap(), None);
}

async fn what_is_missing_is_said_to_be_missing(storage: Storage) {
    let blobs = storage.open();
    let sha256 = Sha256::of(b"never seen");
    assert_eq!(blobs.exists(sha256).await.unwrap(), None);
    for range in [None, Some(0..10), Some(3..3)] {
        assert!(blobs.get(sha256, range).await.unwrap().is_none());
    }
    assert!(matches!(blobs.read(sha256, None).await, Err(BlobError::Missing(name)) if name == sha256));
    assert!(matches!(blobs.hash_check(sha256).await, Err(BlobError::Missing(_))));
    assert_eq!(blobs.list().count().await, 0);
}

async fn deleting_what_is_missing_is_fine(storage: Storage) {
    let blobs = storage.open();
    let stored = blobs.put(photo(5, 1_000)).await.unwrap();
    for _ in 0..2 {
        blobs.delete(stored.sha256).await.unwrap();
        assert_eq!(blobs.exists(stored.sha256).await.unwrap(), None);
    }
    assert_eq!(blobs.put(photo(5, 1_000)).await.unwrap(), stored);
    assert_eq!(read(&blobs, stored.sha256).await, photo(5, 1_000));
}

async fn a_listing_has_every_photo_once_in_order(storage: Storage) {
    let blobs = storage.open();
    // More than a page of S3; written behind the storage's back, which is quicker.
    let mut expected = Vec::new();
    for seed in 0..1_100_u64 {
        let bytes = seed.to_string();
        let sha256 = Sha256::of(bytes.as_bytes());
        std::fs::create_dir_all(storage.photo(sha256).parent().unwrap()).unwrap();
        std::fs::write(storage.photo(sha256), &bytes).unwrap();
        expected.push(Stored { sha256, bytes: bytes.len() as u64 });
    }
    expected.sort_by_key(|stored| stored.sha256);
    std::fs::write(storage.root().join("photos/00/notes.txt"), "not a photo").unwrap();
    keep(&blobs, upload(), &photo(6, 50), 0..50).await.unwrap();
    let listed: Vec<Stored> = blobs.list().try_collect().await.unwrap();
    assert!(listed == expected, "{} of {} listed", listed.len(), expected.len());
}

async fn a_body_that_is_dropped_leaves_nothing(storage: Storage) {
    let blobs = storage.open();
    let body = staged(&blobs, &photo(7, 500_000)).await;
    assert_eq!(storage.temporary_files(), 1);
    drop(body);
    assert_eq!(storage.temporary_files(), 0);
}

async fn a_body_knows_its_length_and_hash_as_it_comes(storage: Storage) {
    let blobs = storage.open();
    let bytes = photo(8, 300_000);
    let mut body = blobs.stage();
    assert!(body.is_empty());
    for (at, chunk) in [(0, 1), (1, 60_000), (60_001, 150_000), (210_001, 89_999)] {
        body.write(bytes.slice(at..at + chunk)).await.unwrap();
        assert_eq!(body.len(), (at + chunk) as u64);
        assert_eq!(body.sha256().unwrap(), Sha256::of(&bytes[..at + chunk]));
    }
    let stored = body.finish(Sha256::of(&bytes)).await.unwrap();
    assert_eq!(read(&blobs, stored.sha256).await, bytes);
}

async fn an_upload_that_broke_off_goes_on_at_another_replica(storage: Storage) {
    let (whole, upload) = (photo(9, 400_000), upload());
    assert_eq!(storage.open().staged_len(upload).await.unwrap(), None);
    assert_eq!(keep(&storage.open(), upload, &whole, 0..150_000).await.unwrap(), 150_000);
    assert_eq!(storage.open().staged_len(upload).await.unwrap(), Some(150_000));
    assert_eq!(keep(&storage.open(), upload, &whole, 150_000..150_001).await.unwrap(), 150_001);
    assert_eq!(keep(&storage.open(), upload, &whole, 150_001..400_000).await.unwrap(), 400_000);
    let stored = storage.open().complete(upload, Sha256::of(&whole), 400_000).await.unwrap();
    assert_eq!(stored, Stored { sha256: Sha256::of(&whole), bytes: 400_000 });
    assert_eq!(read(&storage.open(), stored.sha256).await, whole);
    assert_eq!(storage.open().staged_len(upload).await.unwrap(), None);
    assert_eq!((storage.parts(upload).len(), storage.temporary_files()), (0, 0));
}

async fn parts_that_overlap_count_once(storage: Storage) {
    let (blobs, whole, upload) = (storage.open(), photo(10, 300_000), upload());
    for _ in 0..2 {
        assert_eq!(keep(&blobs, upload, &whole, 0..100_000).await.unwrap(), 100_000);
    }
    assert_eq!(keep(&blobs, upload, &whole, 50_000..160_000).await.unwrap(), 160_000);
    assert_eq!(keep(&blobs, upload, &whole, 0..300_000).await.unwrap(), 300_000);
    assert_eq!(blobs.staged_len(upload).await.unwrap(), Some(300_000));
    let stored = blobs.complete(upload, Sha256::of(&whole), 300_000).await.unwrap();
    assert_eq!(read(&blobs, stored.sha256).await, whole);
}

async fn a_late_and_shorter_body_cuts_nothing_off(storage: Storage) {
    // The phone gave a connection up and sent more over the next one, before the server noticed the first one's end.
    let (blobs, whole, upload) = (storage.open(), photo(11, 200_000), upload());
    let late = staged(&blobs, &whole.slice(0..80_000)).await;
    assert_eq!(keep(&blobs, upload, &whole, 0..150_000).await.unwrap(), 150_000);
    assert_eq!(late.keep(upload, 0).await.unwrap(), 150_000);
    assert_eq!(blobs.staged_len(upload).await.unwrap(), Some(150_000));
}

async fn bytes_that_would_leave_a_hole_are_refused(storage: Storage) {
    let (blobs, whole, upload) = (storage.open(), photo(12, 100_000), upload());
    assert!(matches!(keep(&blobs, upload, &whole, 1..10).await, Err(BlobError::Gap { have: 0 })));
    keep(&blobs, upload, &whole, 0..40_000).await.unwrap();
    assert!(matches!(keep(&blobs, upload, &whole, 40_001..50_000).await, Err(BlobError::Gap { have: 40_000 })));
    assert_eq!(blobs.staged_len(upload).await.unwrap(), Some(40_000));
    assert_eq!(storage.temporary_files(), 0);
}

async fn an_upload_with_bytes_missing_is_not_completed(storage: Storage) {
    let (blobs, whole, upload) = (storage.open(), photo(13, 100_000), upload());
    let complete = || blobs.complete(upload, Sha256::of(&whole), 100_000);
    assert!(matches!(complete().await, Err(BlobError::Gap { have: 0 })));
    keep(&blobs, upload, &whole, 0..60_000).await.unwrap();
    assert!(matches!(complete().await, Err(BlobError::Gap { have: 60_000 })));
    assert_eq!(blobs.exists(Sha256::of(&whole)).await.unwrap(), None);
    keep(&blobs, upload, &whole, 60_000..100_000).await.unwrap();
    complete().await.unwrap();
}

async fn an_upload_is_completed_once_however_often_it_is_asked_for(storage: Storage) {
    let (blobs, whole, upload) = (storage.open(), photo(14, 100_000), upload());
    keep(&blobs, upload, &whole, 0..100_000).await.unwrap();
    let first = blobs.complete(upload, Sha256::of(&whole), 100_000).await.unwrap();
    assert_eq!(storage.open().complete(upload, Sha256::of(&whole), 100_000).await.unwrap(), first);
    // A process that was killed while it forgot the parts left some of them.
    keep(&blobs, upload, &whole, 0..30_000).await.unwrap();
    assert_eq!(storage.open().complete(upload, Sha256::of(&whole), 100_000).await.unwrap(), first);
    assert_eq!(blobs.staged_len(upload).await.unwrap(), None);
}

async fn two_replicas_may_complete_an_upload_at_once(storage: Storage) {
    let (blobs, whole, upload) = (storage.open(), photo(15, 500_000), upload());
    for at in [0, 100_000, 200_000, 300_000, 400_000] {
        keep(&blobs, upload, &whole, at..at + 100_000).await.unwrap();
    }
    let replicas = [storage.open(), storage.open(), storage.open()];
    let completions = replicas.iter().map(|blobs| blobs.complete(upload, Sha256::of(&whole), 500_000));
    for stored in futures_util::future::join_all(completions).await {
        assert_eq!(stored.unwrap().sha256, Sha256::of(&whole));
    }
    assert_eq!(read(&blobs, Sha256::of(&whole)).await, whole);
    assert_eq!((storage.parts(upload).len(), storage.temporary_files()), (0, 0));
}

async fn parts_that_are_another_photo_are_forgotten(storage: Storage) {
    let (blobs, whole, upload) = (storage.open(), photo(16, 90_000), upload());
    keep(&blobs, upload, &whole, 0..90_000).await.unwrap();
    let announced = Sha256::of(b"another photo");
    let refused = blobs.complete(upload, announced, 90_000).await.unwrap_err();
    assert!(matches!(refused, BlobError::WrongHash { actual, .. } if actual == Sha256::of(&whole)));
    assert_eq!(blobs.staged_len(upload).await.unwrap(), None);
    assert_eq!(blobs.list().count().await, 0);
    assert_eq!((storage.parts(upload).len(), storage.temporary_files()), (0, 0));
}

async fn a_part_that_lost_bits_is_found_out(storage: Storage) {
    let (blobs, whole, upload) = (storage.open(), photo(17, 90_000), upload());
    let (garbled, cut) = (photo(18, 40_000), photo(17, 10));
    for damage in [garbled, cut] {
        keep(&blobs, upload, &whole, 0..40_000).await.unwrap();
        keep(&blobs, upload, &whole, 40_000..90_000).await.unwrap();
        std::fs::write(storage.parts(upload).first().unwrap(), damage).unwrap();
        let refused = blobs.complete(upload, Sha256::of(&whole), 90_000).await.unwrap_err();
        assert!(matches!(refused, BlobError::WrongHash { .. } | BlobError::Gap { have: 0 }), "{refused:?}");
        assert_eq!(blobs.list().count().await, 0);
    }
    keep(&blobs, upload, &whole, 0..90_000).await.unwrap();
    blobs.complete(upload, Sha256::of(&whole), 90_000).await.unwrap();
    assert_eq!(read(&blobs, Sha256::of(&whole)).await, whole);
}

async fn an_upload_that_was_forgotten_is_gone(storage: Storage) {
    let (blobs, whole) = (storage.open(), photo(19, 50_000));
    let (forgotten, other) = (upload(), upload());
    for upload in [forgotten, other] {
        keep(&blobs, upload, &whole, 0..20_000).await.unwrap();
        keep(&blobs, upload, &whole, 20_000..30_000).await.unwrap();
    }
    for _ in 0..2 {
        blobs.discard(forgotten).await.unwrap();
        assert_eq!(blobs.staged_len(forgotten).await.unwrap(), None);
    }
    assert_eq!(storage.parts(forgotten).len(), 0);
    assert_eq!(blobs.staged_len(other).await.unwrap(), Some(30_000));
}

/// Polls a future so many times at most, then drops it, as happens when a client hangs up.
async fn give_up_after<F: Future>(polls: usize, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = polls;
    std::future::poll_fn(move |context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        future.as_mut().poll(context).map(Some)
    })
    .await
}

async fn giving_up_at_any_moment_can_be_repeated(storage: Storage) {
    let mut ended = 0;
    for polls in (0..12).chain((12..400).step_by(20)) {
        let whole = photo(1_000 + polls as u64, 200_000);
        let (sha256, upload, blobs) = (Sha256::of(&whole), upload(), storage.open());
        let body = staged(&blobs, &whole).await;
        let finished = give_up_after(polls, body.finish(sha256)).await;
        if let Some(finished) = finished {
            assert_eq!(finished.unwrap().sha256, sha256);
            ended += 1;
        }
        let blobs = storage.open();
        let kept = give_up_after(polls, keep(&blobs, upload, &whole, 0..150_000)).await;
        let have = storage.open().staged_len(upload).await.unwrap().unwrap_or(0);
        assert!(have == 150_000 || (have == 0 && kept.is_none()), "{have} after {polls} polls");
        keep(&blobs, upload, &whole, 0..150_000).await.unwrap();
        keep(&blobs, upload, &whole, 150_000..200_000).await.unwrap();
        let completed = give_up_after(polls, blobs.complete(upload, sha256, 200_000)).await;
        completed.transpose().unwrap();

        let blobs = storage.open();
        assert!(matches!(blobs.exists(sha256).await.unwrap(), None | Some(200_000)), "after {polls} polls");
        blobs.complete(upload, sha256, 200_000).await.unwrap();
        assert_eq!(read(&blobs, sha256).await, whole, "after {polls} polls");
        assert_eq!(storage.parts(upload).len(), 0);
    }
    assert!(ended > 0, "no future came to its end");
    assert_all_is_what_it_is_called(&storage.open()).await;
}

async fn assert_all_is_what_it_is_called(blobs: &Blobs) {
    for stored in blobs.list().try_collect::<Vec<Stored>>().await.unwrap() {
        assert_eq!(blobs.hash_check(stored.sha256).await.unwrap(), stored.sha256);
    }
}

async fn a_stored_photo_that_lost_bits_is_found_out_and_healed(storage: Storage) {
    let blobs = storage.open();
    for (seed, damage) in [(20, photo(21, 70_000)), (22, photo(22, 69_999))] {
        let bytes = photo(seed, 70_000);
        let sha256 = Sha256::of(&bytes);
        std::fs::create_dir_all(storage.photo(sha256).parent().unwrap()).unwrap();
        std::fs::write(storage.photo(sha256), &damage).unwrap();
        assert_eq!(blobs.hash_check(sha256).await.unwrap(), Sha256::of(&damage));
        blobs.put(bytes.clone()).await.unwrap();
        assert_eq!(read(&blobs, sha256).await, bytes);
    }
}

async fn sweeping_removes_what_is_old_and_nothing_else(storage: Storage) {
    let (blobs, whole) = (storage.open(), photo(23, 100_000));
    let (old, resumed) = (upload(), upload());
    let stored = blobs.put(photo(24, 1_000)).await.unwrap();
    keep(&blobs, old, &whole, 0..10_000).await.unwrap();
    keep(&blobs, old, &whole, 10_000..20_000).await.unwrap();
    keep(&blobs, resumed, &whole, 0..10_000).await.unwrap();
    // More than is held in memory, so that there is a file to forget.
    let abandoned = photo(27, 600_000);
    let forgotten = staged(&blobs, &abandoned).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    let between = SystemTime::now();
    // S3 tells times in whole seconds.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    keep(&blobs, resumed, &whole, 10_000..20_000).await.unwrap();
    let young = staged(&blobs, &whole).await;

    assert_eq!(blobs.sweep(between).await.unwrap(), 3);
    assert_eq!(blobs.sweep(between).await.unwrap(), 0);
    assert_eq!(blobs.staged_len(old).await.unwrap(), None);
    assert_eq!(blobs.staged_len(resumed).await.unwrap(), Some(20_000));
    assert_eq!(blobs.exists(stored.sha256).await.unwrap(), Some(1_000));
    young.finish(Sha256::of(&whole)).await.unwrap();
    // Its file is gone, and it says so rather than store half of it.
    assert!(forgotten.finish(Sha256::of(&abandoned)).await.is_err());
    assert_eq!(blobs.exists(Sha256::of(&abandoned)).await.unwrap(), None);
}

async fn a_file_is_stored_as_what_it_is(storage: Storage) {
    let (blobs, bytes) = (storage.open(), photo(25, 250_000));
    let file = storage.folder.path().join("restored.jpg");
    std::fs::write(&file, &bytes).unwrap();
    let wrong = blobs.put_file(&file, Sha256::of(b"another")).await.unwrap_err();
    assert!(matches!(wrong, BlobError::WrongHash { .. }));
    let stored = blobs.put_file(&file, Sha256::of(&bytes)).await.unwrap();
    assert_eq!(stored.bytes, 250_000);
    assert_eq!(read(&blobs, stored.sha256).await, bytes);
    assert!(file.exists());
}

async fn a_probe_leaves_nothing(storage: Storage) {
    let blobs = storage.open();
    assert!(blobs.probe().await.unwrap() < Duration::from_secs(5));
    assert_eq!(storage.temporary_files(), 0);
    assert_eq!(blobs.list().count().await, 0);
    assert_eq!(blobs.sweep(SystemTime::now() + Duration::from_mins(1)).await.unwrap(), 0);
}

/// Set in a process that a test started for a part of itself: the storage that it works on, or nothing in particular.
const ALONE: &str = "THUCDIA_TEST_ALONE";

/// Another process that runs only the named test of this binary.
fn process(test: &str, storage: &str) -> tokio::process::Command {
    let mut process = tokio::process::Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", test, "--nocapture"]).env(ALONE, storage).kill_on_drop(true);
    process
}

/// Whether this process has the memory to itself; if not, one that has runs the test.
async fn alone(storage: &Storage, test: &str) -> bool {
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let kind = if storage.s3.is_some() { "s3" } else { "folder" };
    let status = process(&format!("blobs::{kind}::{test}"), "").status().await.unwrap();
    assert!(status.success(), "{test} failed in a process of its own");
    false
}

/// A figure of the kernel's about this process's memory, in kilobytes.
fn memory(figure: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(figure)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

async fn a_long_body_needs_little_memory(storage: Storage) {
    if !cfg!(target_os = "linux") || !alone(&storage, "a_long_body_needs_little_memory").await {
        return;
    }
    let blobs = storage.open();
    blobs.probe().await.unwrap();
    let chunk = photo(26, 60_000);
    let before = memory("VmHWM");
    let mut body = blobs.stage();
    for _ in 0..500 {
        body.write(chunk.clone()).await.unwrap();
    }
    let sha256 = body.sha256().unwrap();
    let stored = body.finish(sha256).await.unwrap();
    assert_eq!(stored.bytes, 30_000_000);
    assert_eq!(blobs.hash_check(sha256).await.unwrap(), sha256);
    let grown = memory("VmHWM") - before;
    assert!(grown < 12_000, "30 MB took {grown} kB of memory");
}

async fn open_uploads_need_little_memory(storage: Storage) {
    const UPLOADS: u64 = 400;
    if !cfg!(target_os = "linux") || !alone(&storage, "open_uploads_need_little_memory").await {
        return;
    }
    let blobs = storage.open();
    let before = memory("VmRSS");
    let mut open = Vec::new();
    for seed in 0..UPLOADS {
        // One byte short of what would be written to the disk: the most that is ever held.
        open.push(staged(&blobs, &photo(seed, 2 * 64 * 1024 + 50_000)).await);
    }
    let each = (memory("VmRSS") - before) / UPLOADS;
    assert!(each < 100, "an open upload takes {each} kB");
}

#[tokio::test]
async fn the_process_that_is_killed() {
    let Some(storage) = std::env::var_os(ALONE) else { return };
    let Some((location, spool)) = storage.to_str().unwrap().split_once('\n') else { return };
    let credentials = match location.parse().unwrap() {
        Location::S3(_) => Some(S3Server::known_credentials()),
        Location::Folder(_) => None,
    };
    let location = location.parse().unwrap();
    let blobs = Blobs::open(&BlobsConfig { location, credentials, spool: spool.into() }).unwrap();
    for seed in 5_000.. {
        let (whole, upload) = (photo(seed, 150_000), upload());
        if seed % 2 == 0 {
            blobs.put(whole.clone()).await.unwrap();
        } else {
            let kept = keep(&blobs, upload, &whole, 0..90_000).await.unwrap();
            println!("kept {upload} {kept} {}", Sha256::of(&whole));
            keep(&blobs, upload, &whole, 90_000..150_000).await.unwrap();
            blobs.complete(upload, Sha256::of(&whole), 150_000).await.unwrap();
        }
        println!("stored {}", Sha256::of(&whole));
    }
}

async fn what_was_acknowledged_survives_a_kill(storage: Storage) {
    for acknowledged in [1, 2, 3, 20, 41] {
        let BlobsConfig { location, spool, .. } = storage.config();
        let settings = format!("{location}\n{}", spool.display());
        let mut killed =
            process("blobs::the_process_that_is_killed", &settings).stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(killed.stdout.take().unwrap()).lines();
        let mut said = Vec::new();
        while let Some(line) = lines.next_line().await.unwrap() {
            said.extend(["kept ", "stored "].iter().any(|word| line.starts_with(word)).then_some(line));
            if said.len() == acknowledged {
                killed.start_kill().unwrap();
            }
        }
        killed.wait().await.unwrap();
        assert!(said.len() >= acknowledged, "the process ended by itself: {said:?}");

        let blobs = storage.open();
        for line in &said {
            let words: Vec<&str> = line.split(' ').collect();
            let sha256: Sha256 = words.last().unwrap().parse().unwrap();
            let stored = blobs.exists(sha256).await.unwrap().is_some();
            if words[0] == "kept" && !stored {
                let have = blobs.staged_len(words[1].parse().unwrap()).await.unwrap();
                assert!(have >= Some(90_000), "{line}: {have:?}");
            } else {
                assert_eq!(blobs.hash_check(sha256).await.unwrap(), sha256, "{line}");
            }
        }
        assert_all_is_what_it_is_called(&blobs).await;
        blobs.sweep(SystemTime::now() + Duration::from_mins(1)).await.unwrap();
        assert_eq!(files(&storage.root().join("uploads")).iter().map(|upload| files(upload).len()).sum::<usize>(), 0);
    }
}

#[tokio::test]
async fn an_object_garbled_on_its_way_to_s3_is_sent_again() {
    let storage = Storage::s3().await;
    let bytes = Bytes::from([FRAGILE, &photo(30, 1_000)].concat());
    storage.s3.as_ref().unwrap().garble(1);
    let stored = storage.open().put(bytes.clone()).await.unwrap();
    assert_eq!(read(&storage.open(), stored.sha256).await, bytes);
}

#[tokio::test]
async fn an_object_that_s3_refuses_is_not_readable() {
    let storage = Storage::s3().await;
    let (blobs, server) = (storage.open(), storage.s3.as_ref().unwrap());
    let bytes = Bytes::from([FRAGILE, &photo(31, 1_000)].concat());
    let (sha256, upload) = (Sha256::of(&bytes), upload());

    server.garble(usize::MAX);
    let refused = blobs.put(bytes.clone()).await.unwrap_err();
    assert!(refused.is_retryable(), "{refused:?}");
    assert_eq!(blobs.exists(sha256).await.unwrap(), None);
    assert!(keep(&blobs, upload, &bytes, 0..1_000).await.unwrap_err().is_retryable());
    assert_eq!(blobs.staged_len(upload).await.unwrap(), None);

    server.garble(0);
    keep(&blobs, upload, &bytes, 0..bytes.len()).await.unwrap();
    blobs.complete(upload, sha256, bytes.len() as u64).await.unwrap();
    assert_eq!(read(&blobs, sha256).await, bytes);
}

#[tokio::test]
async fn a_large_object_garbled_on_its_way_to_s3_is_sent_again() {
    let storage = Storage::s3().await;
    let mut bytes = photo(32, 20_000_000).to_vec();
    bytes[9_000_000..9_000_000 + FRAGILE.len()].copy_from_slice(FRAGILE);
    let bytes = Bytes::from(bytes);
    storage.s3.as_ref().unwrap().garble(1);
    let stored = storage.open().put(bytes.clone()).await.unwrap();
    assert_eq!(storage.open().hash_check(stored.sha256).await.unwrap(), stored.sha256);
    assert_eq!(storage.open().put(bytes).await.unwrap(), stored);
}

#[tokio::test]
async fn an_s3_server_that_is_gone_may_come_back_and_a_wrong_key_may_not() {
    let storage = Storage::s3().await;
    let mut config = storage.config();
    config.credentials.as_mut().unwrap().secret_access_key = "guessed".to_owned();
    let stranger = Blobs::open(&config).unwrap();
    let refused = stranger.probe().await.unwrap_err();
    assert!(matches!(refused, BlobError::Refused { .. }) && !refused.is_retryable(), "{refused:?}");
    assert!(!stranger.put(photo(33, 10)).await.unwrap_err().is_retryable());
    assert!(Blobs::open(&BlobsConfig { credentials: None, ..storage.config() }).is_err());

    let blobs = storage.open();
    let stored = blobs.put(photo(33, 10)).await.unwrap();
    storage.s3.as_ref().unwrap().stop();
    for error in [blobs.exists(stored.sha256).await.unwrap_err(), blobs.put(photo(34, 10)).await.unwrap_err()] {
        assert!(error.is_retryable(), "{error:?}");
    }
    assert_eq!(storage.temporary_files(), 0);
}

#[tokio::test]
async fn a_folder_that_was_unmounted_is_not_made_anew() {
    let storage = Storage::folder();
    let blobs = storage.open();
    std::fs::remove_dir_all(storage.root()).unwrap();
    std::fs::create_dir(storage.root()).unwrap();
    for error in [blobs.put(photo(35, 10)).await.unwrap_err(), blobs.probe().await.unwrap_err()] {
        assert!(error.is_retryable(), "{error:?}");
    }
    assert_eq!(files(&storage.root()).len(), 0);
}
