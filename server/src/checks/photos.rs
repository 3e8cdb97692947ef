//! Photos: each is read once, and compared with all that were read before.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use mobile_sync_protocol::{ids::Sha256, time::Timestamp};
use serde_json::json;

use super::{CheckError, Checks, alike::Found, heic};
use crate::{
    blobs::BlobError,
    evidence::{
        likeness::{Plane, Query},
        photo::{self, Derived, Luma, Reading, Unreadable},
    },
    jobs::aside,
    store::{Actor, Entry, Job, JobKind, Pair, PhotoReading, StoreError},
};

/// The version of the reader. A higher one reads what it read before otherwise, so it is worth reading photos again.
/// The second one reads the pixels of HEIC.
pub const READER: i64 = 2;

/// How often a photo is tried before it counts as unreadable.
const TRIES: i64 = 3;
/// How long the reading of one photo may take. It is bounded by its pixels; this bounds what nobody thought of.
const LIMIT: Duration = Duration::from_mins(1);
/// How long a search among all photos may take.
const SEARCH_LIMIT: Duration = Duration::from_mins(2);
/// How long to wait, in milliseconds, before what failed is tried again.
const PAUSE_MS: i64 = 15_000;

/// What was read from a photo's bytes.
#[derive(Debug)]
pub struct ReadOutcome {
    /// What they say.
    pub reading: Reading,
    /// Two smaller images; `None` where the pixels are not decoded.
    pub derived: Option<Derived>,
    /// What asks for its likes; `None` for a picture with nothing in it to compare.
    pub query: Option<Query>,
}

/// Reads a photo's bytes, on a thread that gives way to all others; the pixels of HEIC by the decoder, where there is
/// one. [`Unreadable`] says why nothing could be read.
///
/// # Errors
/// Where there is no answer, or the decoder cannot be run.
pub async fn read_bytes(
    bytes: Vec<u8>,
    heic: &Result<heic::Decoder, heic::Absent>,
) -> Result<Result<ReadOutcome, Unreadable>, CheckError> {
    let decoded = match heic {
        _ if !photo::lacks_pixels(&bytes) => None,
        Ok(decoder) => Some(decoder.decode(&bytes).await.map_err(CheckError::Heic)?),
        Err(absent) => Some(Err(absent.to_string())),
    };
    let read = move || {
        let (reading, derived) = match &decoded {
            None => photo::read(&bytes)?,
            Some(decoded) => photo::read_decoded(&bytes, decoded.as_deref().map_err(String::as_str))?,
        };
        let query = derived.as_ref().and_then(|derived| Query::of(plane(&derived.luma)));
        Ok(ReadOutcome { reading, derived, query })
    };
    aside(LIMIT, read).await.map_err(|why| CheckError::Lost { what: "reading the photo", why })
}

fn plane(luma: &Luma) -> Plane<'_> {
    Plane { width: luma.width, height: luma.height, pixels: &luma.pixels }
}

/// What became of a job.
enum Step {
    /// The photo was read, or counts as unreadable.
    Kept(Box<Kept>),
    /// It is tried again.
    Again { trouble: String, to_blame: bool },
}

/// A reading to be kept, and what asks for the photo's likes.
struct Kept {
    reading: PhotoReading,
    query: Option<Query>,
}

impl Checks {
    /// Works off photos that this process holds; `at_once` of them side by side.
    ///
    /// # Errors
    /// Where the store fails; what is held falls due again by itself.
    pub async fn read_photos(&self, jobs: Vec<Job>, at_once: usize) -> Result<(), CheckError> {
        let steps = stream::iter(jobs)
            .map(|job| async move {
                let step = self.step(&job).await;
                (job, step)
            })
            .buffered(at_once.max(1));
        let (mut done, mut kept) = (Vec::new(), Vec::new());
        let mut steps = std::pin::pin!(steps);
        while let Some((job, step)) = steps.next().await {
            match step? {
                Step::Kept(one) => {
                    done.push(job);
                    kept.push(*one);
                }
                Step::Again { trouble, to_blame } => self.again(&job, &trouble, to_blame).await?,
            }
        }
        if !done.is_empty() {
            self.keep(&done, kept).await?;
        }
        Ok(())
    }

    async fn step(&self, job: &Job) -> Result<Step, CheckError> {
        let name = job.photo()?;
        if job.tries > TRIES {
            let why = job.trouble.as_deref().unwrap_or("the server ended while it was being read");
            return Ok(Step::Kept(Box::new(self.unreadable(name, &format!("tried {TRIES} times: {why}")))));
        }
        match self.read(name).await {
            Ok(reading) => Ok(Step::Kept(Box::new(reading))),
            Err(error) if error.is_passing() => Ok(Step::Again { trouble: error.to_string(), to_blame: false }),
            Err(CheckError::Store(error)) => Err(error.into()),
            Err(error) if job.tries == TRIES => {
                Ok(Step::Kept(Box::new(self.unreadable(name, &format!("tried {TRIES} times: {error}")))))
            }
            Err(error) => Ok(Step::Again { trouble: error.to_string(), to_blame: true }),
        }
    }

    async fn again(&self, job: &Job, trouble: &str, to_blame: bool) -> Result<(), StoreError> {
        tracing::warn!(photo = %job.photo()?, tries = job.tries, trouble, "a photo is read later");
        let due = Timestamp(self.0.clock.now().0 + PAUSE_MS * job.tries.max(1));
        let mut writer = self.0.store.write_apart().await?;
        writer.postpone_job(job, due, trouble, to_blame).await?;
        writer.commit_untraced().await
    }

    fn unreadable(&self, photo: Sha256, why: &str) -> Kept {
        let reading = PhotoReading {
            photo,
            read_at: self.0.clock.now(),
            reader: READER,
            outcome: Err(why.to_owned()),
            images: None,
            likeness: None,
            compared_at: None,
        };
        Kept { reading, query: None }
    }

    async fn read(&self, name: Sha256) -> Result<Kept, CheckError> {
        let begun = std::time::Instant::now();
        let bytes = self.bytes(name).await?;
        let read = read_bytes(bytes, &self.0.heic).await?;
        metrics::histogram!("thucdia_photo_seconds").record(begun.elapsed().as_secs_f64());
        let outcome = match read {
            Ok(outcome) => outcome,
            Err(why) => return Ok(self.unreadable(name, &why.to_string())),
        };
        let images = match outcome.derived {
            Some(derived) => Some(self.keep_images(derived).await?),
            None => None,
        };
        let reading = PhotoReading {
            photo: name,
            read_at: self.0.clock.now(),
            reader: READER,
            images,
            likeness: outcome.query.as_ref().map(|query| query.likeness().to_bytes().to_vec()),
            outcome: Ok(outcome.reading),
            compared_at: None,
        };
        Ok(Kept { reading, query: outcome.query })
    }

    async fn bytes(&self, name: Sha256) -> Result<Vec<u8>, BlobError> {
        let mut body = self.0.blobs.read(name, None).await?;
        let mut bytes = Vec::new();
        while let Some(chunk) = body.try_next().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    async fn keep_images(&self, derived: Derived) -> Result<(Sha256, Sha256), BlobError> {
        let thumb = self.0.blobs.put(Bytes::from(derived.thumb)).await?;
        let screen = self.0.blobs.put(Bytes::from(derived.screen)).await?;
        Ok((thumb.sha256, screen.sha256))
    }

    /// The names of a photo's two smaller images, made now where they are not there: the photo waits to be read, or was
    /// restored from a backup, which carries none. `None` where it has none.
    ///
    /// # Errors
    /// Where a storage fails, or the photo cannot be read now.
    pub async fn images(&self, name: Sha256) -> Result<Option<(Sha256, Sha256)>, CheckError> {
        let known = self.0.store.read().await?.readings(&[name]).await?.remove(&name);
        if let Some(reading) = known {
            let Some((thumb, screen)) = reading.images else { return Ok(None) };
            let there = self.0.blobs.exists(thumb).await?.is_some() && self.0.blobs.exists(screen).await?.is_some();
            if there {
                return Ok(Some((thumb, screen)));
            }
        }
        let bytes = self.bytes(name).await?;
        match read_bytes(bytes, &self.0.heic).await? {
            Ok(ReadOutcome { derived: Some(derived), .. }) => Ok(Some(self.keep_images(derived).await?)),
            Ok(_) | Err(_) => Ok(None),
        }
    }

    /// Keeps readings, compares them with all before, and sets the records that they concern to be checked.
    async fn keep(&self, jobs: &[Job], kept: Vec<Kept>) -> Result<(), CheckError> {
        let (readings, queries): (Vec<_>, Vec<_>) = kept.into_iter().map(|one| (one.reading, one.query)).unzip();
        let mut entries = Vec::new();
        for reading in &readings {
            let outcome = if reading.outcome.is_ok() { "read" } else { "unreadable" };
            metrics::counter!("thucdia_photos_read", "outcome" => outcome).increment(1);
            if let Err(why) = &reading.outcome {
                let subject = format!("photo:{}", reading.photo);
                let entry = Entry::new(self.0.clock.now(), Actor::System, "photo.unreadable", subject);
                entries.push(entry.with(json!({"why": why})));
            }
        }
        let mut writer = self.0.store.write().await?;
        let positions = writer.put_readings(&readings).await?;
        writer.commit(&entries).await?;
        let names: Vec<Sha256> = readings.iter().map(|reading| reading.photo).collect();
        let pairs = self.compare(&names, &positions, queries).await?;
        let concerned: Vec<Sha256> = names.iter().copied().chain(pairs.iter().map(|pair| pair.earlier)).collect();
        let now = self.0.clock.now();
        let mut writer = self.0.store.write().await?;
        writer.put_likenesses(&names, &pairs, now).await?;
        let records: Vec<_> = writer.records_naming(&concerned).await?.into_iter().map(|id| *id.0.as_bytes()).collect();
        writer.queue_jobs(JobKind::Record, &records, now).await?;
        writer.finish_jobs(jobs, now).await?;
        writer.commit_untraced().await?;
        Ok(())
    }

    /// The photos that look like these among all that were read before each.
    async fn compare(
        &self,
        photos: &[Sha256],
        positions: &[i64],
        queries: Vec<Option<Query>>,
    ) -> Result<Vec<Pair>, CheckError> {
        let asked = photos.iter().zip(positions).zip(queries);
        let (names, asked): (Vec<Sha256>, Vec<(i64, Query)>) =
            asked.filter_map(|((name, position), query)| Some((*name, (*position, query?)))).unzip();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.search(asked).await?;
        let positions: Vec<i64> = found.iter().map(|found| found.position).collect();
        let earlier = self.0.store.read().await?.photos_at(&positions).await?;
        let pair = |found: &Found| {
            let (photo, earlier) = (*names.get(found.asked)?, *earlier.get(&found.position)?);
            (photo != earlier).then_some(Pair { photo, earlier, found: found.hit.found })
        };
        Ok(found.iter().filter_map(pair).collect())
    }

    async fn search(&self, asked: Vec<(i64, Query)>) -> Result<Vec<Found>, CheckError> {
        let mut guard = self.0.alike.lock().await;
        let mut session = self.0.store.read().await?;
        guard.follow(&mut session).await?;
        drop(session);
        // The index goes to the thread that searches and comes back. Where it does not, it is loaded anew.
        let alike = std::mem::take(&mut *guard);
        let searched = aside(SEARCH_LIMIT, move || {
            let found = alike.search(&asked);
            (alike, found)
        });
        let (alike, found) = searched.await.map_err(|why| CheckError::Lost { what: "comparing photos", why })?;
        *guard = alike;
        Ok(found)
    }
}
