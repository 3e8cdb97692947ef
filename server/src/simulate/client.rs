//! One phone: it enrols, pulls, and sends until everything is acknowledged with a receipt that holds.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use bytes::Bytes;
use http::{Method, StatusCode};
use mobile_sync_protocol::{
    ids::{DeviceId, KeyId, PersonId, RecordId},
    receipt::{Receipt, ReceiptOf},
    signature::{PublicKey, Signer, Verifier},
    sync::{Outcome, PullResponse, PushResponse, RecordStatus},
    upload::{PhotoStatus, PhotoStatusRequest, PhotoStatusResponse},
};
use serde::{Deserialize, Serialize};
use serde_json::{json, value::RawValue};

use super::{
    Error,
    admin::{self, Admin},
    faults::{Faults, Patience},
    filler::{Negative, Outbox, Outgoing},
    ledger::{Entry, Ledger},
    photo::PhotoMaker,
    pulled::{Pulled, Shelf},
    rng::Dice,
    tus::Upload,
    wire::{Call, Trouble, Wire},
};

/// Most photos in one question about their status.
const ASKED: usize = 50;
/// Most bytes of revisions in one push.
const PUSH_BYTES: usize = 4 * 1024 * 1024;
/// How often a photo is sent whole, or begun again, before its phone complains.
const ATTEMPTS: u32 = 50;
/// Reasons of rejections that are kept for the report.
const REASONS: usize = 20;

/// What all phones of a run have done so far.
#[derive(Debug, Default)]
pub struct Tally {
    /// Records filled.
    pub records: AtomicU64,
    /// Revisions acknowledged.
    pub revisions: AtomicU64,
    /// Photos acknowledged.
    pub photos: AtomicU64,
    /// Bytes of photos acknowledged.
    pub bytes: AtomicU64,
    /// Attempts that had to be made again.
    pub retries: AtomicU64,
    /// Connections cut on purpose.
    pub drops: AtomicU64,
    /// Things sent again on purpose.
    pub repeats: AtomicU64,
    /// Revisions that the server knew already.
    pub duplicates: AtomicU64,
    /// Revisions that were joined with others.
    pub merged: AtomicU64,
    /// Revisions that became branches.
    pub conflicts: AtomicU64,
    /// Revisions that the server rejected.
    pub rejected: AtomicU64,
    /// Records that their phones pulled as whole at the end.
    pub received: AtomicU64,
    /// Milliseconds of each push that was answered.
    pub pushes: Mutex<Vec<u32>>,
    /// The first reasons of rejections.
    pub reasons: Mutex<Vec<String>>,
}

/// Adds to a counter.
pub(super) fn add(counter: &AtomicU64, number: u64) {
    counter.fetch_add(number, Ordering::Relaxed);
}

/// What the phones of a run share.
#[derive(Debug)]
pub struct Setup {
    /// The HTTP client.
    pub client: reqwest::Client,
    /// The server.
    pub base: reqwest::Url,
    /// What was pulled.
    pub shelf: Shelf,
    /// Makes photos.
    pub maker: Arc<PhotoMaker>,
    /// Where acknowledgements are written down.
    pub ledger: Option<Ledger>,
    /// What was done.
    pub tally: Tally,
    /// What goes wrong.
    pub faults: Faults,
    /// The seed of the run.
    pub seed: u64,
    /// How long a phone goes on without getting anywhere.
    pub patience: Duration,
    /// Revisions in one push.
    pub batch: usize,
    /// Bytes of one piece of an upload.
    pub piece: usize,
}

/// One phone.
#[derive(Debug)]
pub struct Phone {
    setup: Arc<Setup>,
    wire: Wire,
    signer: Signer,
    device: DeviceId,
    server: Verifier,
    pulled: Arc<Pulled>,
    patience: Patience,
    batch: usize,
}

#[derive(Deserialize)]
struct Enrolled {
    device: DeviceId,
    key: KeyId,
    token: String,
    server_key: ServerKey,
}

#[derive(Deserialize)]
struct ServerKey {
    public_key: PublicKey,
}

#[derive(Serialize)]
struct Push<'a> {
    revisions: Vec<&'a RawValue>,
}

impl Phone {
    /// Enrols the phone number `number` for `person`.
    ///
    /// # Errors
    /// Where the server stays away or refuses.
    pub async fn enrol(
        setup: Arc<Setup>,
        admin: &Admin,
        number: u64,
        name: &str,
        person: PersonId,
    ) -> Result<Self, Error> {
        let mut secret = [0; 32];
        Dice::new(setup.seed, "secret", number).fill(&mut secret);
        // The server names the key; until then any name will do.
        let public_key = Signer::from_secret(uuid::Uuid::nil().into(), secret).public_key();
        let mut wire = Wire {
            client: setup.client.clone(),
            base: setup.base.clone(),
            token: None,
            faults: Faults::default(),
            dice: Dice::new(setup.seed, "network", number),
            cuts: 0,
            advanced: false,
            answered: false,
        };
        let mut patience = Patience::new(setup.patience);
        let enrolled: Enrolled = loop {
            // A code is good for once, so an attempt whose answer was lost needs another one.
            let code = admin.enrolment(person).await?;
            let body = json!({"code": code, "public_key": public_key, "label": name});
            let answer = wire.send(Call::new(Method::POST, "/api/v1/devices").json(&body)?).await;
            match answer.and_then(|answer| answer.read()) {
                Ok(enrolled) => break enrolled,
                Err(trouble) => admin::pause(&trouble, &mut patience, setup.patience, &mut wire.dice).await?,
            }
        };
        wire.token = Some(enrolled.token);
        wire.faults = setup.faults;
        let server = enrolled.server_key.public_key.verifier();
        Ok(Self {
            signer: Signer::from_secret(enrolled.key, secret),
            device: enrolled.device,
            server: server.map_err(|why| Trouble::Wrong(format!("the server's key: {why}")))?,
            pulled: Arc::default(),
            patience: Patience::new(setup.patience),
            batch: setup.batch.max(1),
            wire,
            setup,
        })
    }

    /// The key that the phone signs with.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The token that the phone shows.
    pub fn token(&self) -> &str {
        self.wire.token.as_deref().unwrap_or_default()
    }

    /// What the phone has pulled.
    pub fn pulled(&self) -> &Arc<Pulled> {
        &self.pulled
    }

    /// Pulls whatever is new, to the end.
    ///
    /// # Errors
    /// Where the server stays away, refuses, or answers what cannot be right.
    pub async fn pull(&mut self) -> Result<(), Error> {
        self.patience.moved();
        loop {
            match self.page().await {
                Ok(true) => self.patience.moved(),
                Ok(false) => return Ok(()),
                Err(trouble) => self.pause(trouble).await?,
            }
        }
    }

    /// Pulls one page, and says whether there is another.
    async fn page(&mut self) -> Result<bool, Trouble> {
        let mut target = "/api/v1/sync/pull?limit=200".to_owned();
        if let Some(cursor) = &self.pulled.cursor {
            let mut query = reqwest::Url::clone(&self.setup.base);
            query.query_pairs_mut().clear().append_pair("cursor", cursor);
            target = format!("{target}&{}", query.query().unwrap_or_default());
        }
        let page: PullResponse = self.wire.send(Call::new(Method::GET, target)).await?.read()?;
        let more = page.more;
        Arc::make_mut(&mut self.pulled).apply(page, &self.setup.shelf)?;
        Ok(more)
    }

    /// How many of `records` the phone has pulled as whole.
    pub fn received(&self, records: &[RecordId]) -> usize {
        let whole = |id: &&RecordId| self.pulled.records.get(id) == Some(&RecordStatus::Received);
        records.iter().filter(whole).count()
    }

    /// Sends until nothing is left.
    ///
    /// # Errors
    /// Where the server refuses, or nothing moves for as long as the phone waits; what was not acknowledged stays
    /// in `outbox`.
    pub async fn sync(&mut self, outbox: &mut Outbox) -> Result<(), Error> {
        self.patience.moved();
        if self.wire.faults.reorders(&mut self.wire.dice) {
            self.wire.dice.shuffle(outbox.revisions.make_contiguous());
            self.wire.dice.shuffle(outbox.photos.make_contiguous());
        }
        while !outbox.is_empty() {
            let early = !outbox.photos.is_empty() && self.wire.faults.reorders(&mut self.wire.dice);
            let done = if outbox.revisions.is_empty() || early {
                self.send_photos(&mut outbox.photos).await
            } else {
                self.push(outbox).await
            };
            match done {
                Ok(()) => self.patience.moved(),
                Err(Step::Trouble(trouble)) => self.pause(trouble).await?,
                Err(Step::Failed(error)) => return Err(error),
            }
        }
        Ok(())
    }

    async fn pause(&mut self, trouble: Trouble) -> Result<(), Error> {
        add(&self.setup.tally.retries, 1);
        add(&self.setup.tally.drops, std::mem::take(&mut self.wire.cuts));
        if std::mem::take(&mut self.wire.answered) {
            self.patience.heard();
        }
        if std::mem::take(&mut self.wire.advanced) {
            self.patience.moved();
        }
        admin::pause(&trouble, &mut self.patience, self.setup.patience, &mut self.wire.dice).await
    }

    async fn push(&mut self, outbox: &mut Outbox) -> Result<(), Step> {
        let mut bytes = 0;
        let fits = |next: &&Outgoing| {
            bytes += next.json.get().len();
            bytes <= PUSH_BYTES
        };
        let number = outbox.revisions.iter().take(self.batch).take_while(fits).count().max(1);
        let batch: Vec<&Outgoing> = outbox.revisions.iter().take(number).collect();
        let revisions = batch.iter().map(|outgoing| &*outgoing.json).collect();
        let call = Call::new(Method::POST, "/api/v1/sync/push").json(&Push { revisions })?;
        let begun = Instant::now();
        let answer = self.wire.send(call.clone()).await?;
        let took = u32::try_from(begun.elapsed().as_millis()).unwrap_or(u32::MAX);
        if answer.status == StatusCode::PAYLOAD_TOO_LARGE && number > 1 {
            self.batch = number / 2;
            return Ok(());
        }
        let outcomes = answer.read::<PushResponse>()?.outcomes;
        if outcomes.len() != batch.len() {
            let why = format!("{} outcomes for {} revisions", outcomes.len(), batch.len());
            return Err(Trouble::Wrong(why).into());
        }
        self.setup.tally.pushes.lock().unwrap_or_else(PoisonError::into_inner).push(took);
        for (outgoing, outcome) in batch.iter().zip(&outcomes) {
            self.acknowledge(outgoing, outcome)?;
        }
        let rejected: Vec<RecordId> = batch
            .iter()
            .zip(&outcomes)
            .filter(|(_, outcome)| matches!(outcome, Outcome::Rejected { .. }))
            .map(|(outgoing, _)| outgoing.record)
            .collect();
        outbox.revisions.drain(..number);
        // Nobody waits for the photos of a record that was rejected.
        outbox.photos.retain(|photo| !rejected.contains(&photo.record));
        if self.wire.faults.repeats(&mut self.wire.dice) {
            self.push_again(call, &outcomes).await?;
        }
        Ok(())
    }

    /// Sends what was acknowledged once more: the same numbers must come back.
    async fn push_again(&mut self, call: Call, first: &[Outcome]) -> Result<(), Trouble> {
        add(&self.setup.tally.repeats, 1);
        let second: PushResponse = self.wire.send(call).await?.read()?;
        for (first, second) in first.iter().zip(&second.outcomes) {
            if number(first) != number(second) {
                return Err(Trouble::Wrong(format!("sent twice, a revision was {first:?} and then {second:?}")));
            }
        }
        Ok(())
    }

    fn acknowledge(&self, outgoing: &Outgoing, outcome: &Outcome) -> Result<(), Step> {
        let tally = &self.setup.tally;
        let (word, receipt) = match outcome {
            Outcome::Accepted { receipt, .. } => ("accepted", Some(receipt)),
            Outcome::Duplicate { receipt, .. } => {
                add(&tally.duplicates, 1);
                ("duplicate", Some(receipt))
            }
            Outcome::Merged { receipt, .. } => {
                add(&tally.merged, 1);
                ("merged", Some(receipt))
            }
            Outcome::Conflict { receipt, .. } => {
                add(&tally.conflicts, 1);
                ("conflict", Some(receipt))
            }
            Outcome::Rejected { problems } => {
                add(&tally.rejected, 1);
                let mut reasons = tally.reasons.lock().unwrap_or_else(PoisonError::into_inner);
                let room = REASONS.saturating_sub(reasons.len());
                reasons.extend(problems.iter().take(room).map(|problem| {
                    format!("{} {}: {} ({})", outgoing.revision, problem.path, problem.message, problem.code)
                }));
                ("rejected", None)
            }
        };
        if let Some(receipt) = receipt {
            let (record, revision, sha256) = (outgoing.record, outgoing.revision, outgoing.sha256);
            self.check(receipt, &ReceiptOf::Revision { record, revision, sha256 })?;
            add(&tally.revisions, 1);
        }
        self.note(&Entry::Revision {
            record: outgoing.record,
            revision: outgoing.revision,
            base: outgoing.base,
            sha256: outgoing.sha256,
            outcome: word.to_owned(),
            number: number(outcome),
            bytes: u64::try_from(outgoing.json.get().len()).unwrap_or(u64::MAX),
            photos: outgoing.photos.clone(),
            receipt: receipt.cloned(),
        })
    }

    /// A receipt must be the server's, for this, and for nothing else.
    fn check(&self, receipt: &Receipt, of: &ReceiptOf) -> Result<(), Trouble> {
        let wrong = |why: String| Trouble::Wrong(format!("phone {}: the receipt {receipt:?} {why}", self.device));
        if receipt.of != *of {
            return Err(wrong(format!("is not for {of:?}")));
        }
        receipt.verify(&self.server).map_err(|why| wrong(format!("does not hold: {why}")))
    }

    fn note(&self, entry: &Entry) -> Result<(), Step> {
        match &self.setup.ledger {
            Some(ledger) => ledger.write(entry).map_err(Step::Failed),
            None => Ok(()),
        }
    }

    /// Asks where the next photos stand, keeps the receipts of those that are stored, and sends the others.
    async fn send_photos(&mut self, photos: &mut VecDeque<Negative>) -> Result<(), Step> {
        let sha256: Vec<_> = photos.iter().take(ASKED).map(|photo| photo.sha256).collect();
        let call =
            Call::new(Method::POST, "/api/v1/photos/status").json(&PhotoStatusRequest { sha256: sha256.clone() })?;
        let statuses = self.wire.send(call).await?.read::<PhotoStatusResponse>()?.photos;
        let named: Vec<_> = statuses.iter().map(name).collect();
        if named != sha256 {
            return Err(Trouble::Wrong("the photos' statuses are not those asked for".to_owned()).into());
        }
        let asked: Vec<Negative> = photos.drain(..sha256.len()).collect();
        let mut left = asked.into_iter().zip(statuses);
        let mut sent = VecDeque::new();
        let mut result = Ok(());
        for (mut photo, status) in left.by_ref() {
            let step = self.photo(&mut photo, status).await;
            match step {
                Ok(true) => {}
                Ok(false) => sent.push_back(photo),
                Err(step) => {
                    sent.push_back(photo);
                    result = Err(step);
                    break;
                }
            }
        }
        // What was sent or not reached stays until its receipt is here.
        sent.extend(left.map(|(photo, _)| photo));
        sent.append(photos);
        *photos = sent;
        result
    }

    /// True where the photo is acknowledged.
    async fn photo(&mut self, photo: &mut Negative, status: PhotoStatus) -> Result<bool, Step> {
        let begun = match status {
            PhotoStatus::Stored { receipt, .. } => {
                let (record, sha256, bytes) = (photo.record, photo.sha256, photo.bytes);
                self.check(&receipt, &ReceiptOf::Photo { sha256, bytes })?;
                self.note(&Entry::Photo { record, sha256, bytes, receipt })?;
                add(&self.setup.tally.photos, 1);
                add(&self.setup.tally.bytes, bytes);
                self.patience.moved();
                return Ok(true);
            }
            PhotoStatus::Partial { upload, offset, .. } => Some((upload, offset)),
            PhotoStatus::Missing { .. } => None,
        };
        let (maker, shot) = (Arc::clone(&self.setup.maker), photo.shot.clone());
        let made = tokio::task::spawn_blocking(move || maker.make(&shot)).await;
        let made = made.map_err(|why| Error::Make(why.to_string())).map_err(Step::Failed)?;
        let bytes = Bytes::from(made.map_err(|why| Error::Make(why.to_string())).map_err(Step::Failed)?);
        let upload = Upload { sha256: photo.sha256, bytes: &bytes, piece: self.setup.piece };
        let done = upload.send(&mut self.wire, begun).await;
        if matches!(done, Ok(()) | Err(Trouble::Again(_))) {
            photo.attempts += 1;
            if photo.attempts > ATTEMPTS {
                let why = format!("photo {} was sent {ATTEMPTS} times and is still not stored", photo.sha256);
                return Err(Trouble::Wrong(why).into());
            }
        }
        done?;
        self.patience.moved();
        Ok(false)
    }
}

/// Why a step of sending ended.
enum Step {
    /// Another attempt may help.
    Trouble(Trouble),
    /// None will.
    Failed(Error),
}

impl From<Trouble> for Step {
    fn from(trouble: Trouble) -> Self {
        if trouble.passes() { Self::Trouble(trouble) } else { Self::Failed(trouble.into()) }
    }
}

fn number(outcome: &Outcome) -> Option<i64> {
    match outcome {
        Outcome::Accepted { number, .. }
        | Outcome::Duplicate { number, .. }
        | Outcome::Merged { number, .. }
        | Outcome::Conflict { number, .. } => Some(*number),
        Outcome::Rejected { .. } => None,
    }
}

fn name(status: &PhotoStatus) -> mobile_sync_protocol::ids::Sha256 {
    match status {
        PhotoStatus::Stored { sha256, .. } | PhotoStatus::Partial { sha256, .. } | PhotoStatus::Missing { sha256 } => {
            *sha256
        }
    }
}
