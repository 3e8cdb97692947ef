//! The one place where what phones send becomes durable.
//!
//! Requests that come together share one writing session and one commit: a phone waits for the disk once, and a
//! thousand phones wait for it together. What one of them sent wrong never fails its neighbours, and neither does what
//! the database refuses of one: such a batch is taken again one by one.

mod batch;

use std::{collections::BTreeSet, sync::Arc};

use mobile_sync_protocol::{
    ids::{DeviceId, Key, PersonId, RecordId, RevisionId, Sha256},
    problem::Violation,
    time::Timestamp,
};
use tokio::sync::{mpsc, oneshot};

use self::batch::Batch;
use super::{history::Verdict, prepare::Prepared};
use crate::{
    clock::Clock,
    jobs::Bell,
    registry::Registry,
    store::{Actor, Store, StoreError, StoredPhoto, Submission, SubmissionPart},
};

/// About how many revisions one commit takes. Enough to share the disk's wait; not so many that every phone waits for
/// the same commit while no core prepares the next.
const BATCH_REVISIONS: usize = 200;
/// Most requests that one commit takes.
const BATCH_REQUESTS: usize = 512;
/// Requests that may wait for the writer before their senders are told to come back.
const QUEUE: usize = 2_048;

/// One item of a push: prepared, or already refused.
#[derive(Clone, Debug)]
pub enum Item {
    /// It can be decided on.
    Prepared(Box<Prepared>),
    /// It cannot; it goes to quarantine.
    Refused(bytes::Bytes, Vec<Violation>),
}

/// What became of one item.
#[derive(Clone, Debug)]
pub enum Decided {
    /// It is part of a record; what a receipt names.
    Kept {
        /// What became of it.
        verdict: Verdict,
        /// Its record.
        record: RecordId,
        /// Its id.
        revision: RevisionId,
        /// The SHA-256 of its canonical form.
        sha256: Sha256,
        /// When it became durable.
        at: Timestamp,
        /// The phone that sent it first.
        device: DeviceId,
    },
    /// It is in quarantine.
    Refused(Vec<Violation>),
}

/// A conflict as a person settles it.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The record.
    pub record: RecordId,
    /// The head that was looked at.
    pub head: RevisionId,
    /// The branch that disagrees with it.
    pub branch: RevisionId,
    /// The items that are taken from the branch, with their photos.
    pub take: BTreeSet<Key>,
    /// Whether the branch's photos of the whole are added.
    pub take_photos: bool,
    /// Who settles it.
    pub by: Actor,
}

/// What became of a settlement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// This snapshot stands for the record now.
    Joined(RevisionId),
    /// Another head stands for the record by now.
    MovedOn,
    /// The branch is no conflict of the record.
    NoConflict,
}

/// A submission of OpenRosa's clients, as it is to be stored.
#[derive(Clone, Debug)]
pub struct Arriving {
    /// What was stored under its id when all this was worked out.
    pub known: Vec<Submission>,
    /// Its row, as it stands once `item` is taken.
    pub submission: Submission,
    /// Its XML.
    pub xml: bytes::Bytes,
    /// The files that are new.
    pub parts: Vec<SubmissionPart>,
    /// The photos among them, whose bytes are durable.
    pub photos: Vec<StoredPhoto>,
    /// The snapshot that was made of it; `None` where there is nothing to be taken yet.
    pub item: Option<Item>,
    /// What sent it.
    pub device: DeviceId,
    /// Whose that is.
    pub person: PersonId,
}

/// What became of a submission.
#[derive(Clone, Debug)]
pub enum Landed {
    /// It is durable, and this was decided on the snapshot.
    Kept(Option<Decided>),
    /// Something else is stored under its id by now; nothing was changed.
    MovedOn,
}

/// Something that is to become durable.
enum Work {
    Submission(Box<Arriving>),
    Push { items: Arc<Vec<Item>>, device: DeviceId, person: PersonId },
    Photo { photo: StoredPhoto },
    Settle { record: RecordId },
    SettleConflict(Box<Settlement>),
}

/// What the writer says of a work.
enum Done {
    Submission(Landed),
    Push(Vec<Decided>),
    Photo(StoredPhoto),
    Settled,
    SettledConflict(Settled),
}

type Reply = oneshot::Sender<Result<Done, Arc<StoreError>>>;

/// The writer's door. Cheap to clone; the writer ends when the last is dropped.
#[derive(Clone, Debug)]
pub struct Committer {
    queue: mpsc::Sender<(Work, Reply)>,
}

/// Why something did not become durable.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The store refused or could not be reached.
    #[error("the store did not take it")]
    Store(#[source] Arc<StoreError>),
    /// The server is going down.
    #[error("the writer is gone")]
    Closed,
}

impl Committer {
    /// Starts the writer. It rings where its commits leave something to be done.
    pub fn start(store: Store, registry: Arc<Registry>, clock: Clock, bell: Bell) -> Self {
        let (queue, inbox) = mpsc::channel(QUEUE);
        let engine = Engine { store, registry, clock, bell };
        crate::jobs::spawn("committer", engine.run(inbox));
        Self { queue }
    }

    /// Decides on the items of one push, in order, and makes the decisions durable.
    ///
    /// # Errors
    /// [`CommitError`] where nothing became durable.
    pub async fn push(
        &self,
        items: Vec<Item>,
        device: DeviceId,
        person: PersonId,
    ) -> Result<Vec<Decided>, CommitError> {
        match self.ask(Work::Push { items: Arc::new(items), device, person }).await? {
            Done::Push(decided) => Ok(decided),
            _ => Err(CommitError::Closed),
        }
    }

    /// Decides on a submission and makes it durable, with all that came along.
    ///
    /// # Errors
    /// [`CommitError`] where nothing became durable.
    pub async fn submission(&self, arriving: Arriving) -> Result<Landed, CommitError> {
        match self.ask(Work::Submission(Box::new(arriving))).await? {
            Done::Submission(landed) => Ok(landed),
            _ => Err(CommitError::Closed),
        }
    }

    /// Notes that a photo's bytes are durable and lets the records that wait for it go on. Returns the photo as it was
    /// first stored.
    ///
    /// # Errors
    /// [`CommitError`] where nothing became durable.
    pub async fn photo(&self, photo: StoredPhoto) -> Result<StoredPhoto, CommitError> {
        match self.ask(Work::Photo { photo }).await? {
            Done::Photo(photo) => Ok(photo),
            _ => Err(CommitError::Closed),
        }
    }

    /// Stops waiting for bases that never came: what was held becomes part of the record, or a branch of it.
    ///
    /// # Errors
    /// [`CommitError`] where nothing became durable.
    pub async fn settle(&self, record: RecordId) -> Result<(), CommitError> {
        self.ask(Work::Settle { record }).await.map(drop)
    }

    /// Settles a conflict by a person's choice.
    ///
    /// # Errors
    /// [`CommitError`] where nothing became durable.
    pub async fn settle_conflict(&self, settlement: Settlement) -> Result<Settled, CommitError> {
        match self.ask(Work::SettleConflict(Box::new(settlement))).await? {
            Done::SettledConflict(settled) => Ok(settled),
            _ => Err(CommitError::Closed),
        }
    }

    async fn ask(&self, work: Work) -> Result<Done, CommitError> {
        let (reply, answer) = oneshot::channel();
        self.queue.send((work, reply)).await.map_err(|_| CommitError::Closed)?;
        answer.await.map_err(|_| CommitError::Closed)?.map_err(CommitError::Store)
    }
}

struct Engine {
    store: Store,
    registry: Arc<Registry>,
    clock: Clock,
    bell: Bell,
}

impl Engine {
    async fn run(self, mut inbox: mpsc::Receiver<(Work, Reply)>) {
        while let Some(first) = inbox.recv().await {
            let mut batch = vec![first];
            let mut revisions = batch.iter().map(|(work, _)| work.size()).sum::<usize>();
            while batch.len() < BATCH_REQUESTS && revisions < BATCH_REVISIONS {
                let Ok(next) = inbox.try_recv() else { break };
                revisions += next.0.size();
                batch.push(next);
            }
            let (works, replies): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
            metrics::histogram!("thucdia_commit_requests").record(u32::try_from(works.len()).unwrap_or(u32::MAX));
            match self.take(&works).await {
                Ok(done) => {
                    for (reply, done) in replies.into_iter().zip(done) {
                        // A phone that hung up asks again and is told that this is known.
                        let _gone = reply.send(Ok(done));
                    }
                }
                Err(_) if works.len() > 1 => self.one_by_one(works, replies).await,
                Err(error) => {
                    let error = Arc::new(error);
                    for reply in replies {
                        let _gone = reply.send(Err(Arc::clone(&error)));
                    }
                }
            }
        }
    }

    async fn one_by_one(&self, works: Vec<Work>, replies: Vec<Reply>) {
        for (work, reply) in works.into_iter().zip(replies) {
            let answer = self.take(&[work]).await.map_err(Arc::new);
            let answer = answer.and_then(|mut done| done.pop().ok_or_else(|| Arc::new(no_answer())));
            let _gone = reply.send(answer);
        }
    }

    async fn take(&self, works: &[Work]) -> Result<Vec<Done>, StoreError> {
        let mut writer = self.store.write().await?;
        let now = self.clock.now();
        let mut batch = Batch::load(&mut writer, works, now, &self.clock, &self.registry).await?;
        let done = works.iter().map(|work| batch.decide(work)).collect();
        let entries = batch.write(&mut writer).await?;
        writer.commit(&entries).await?;
        self.bell.ring();
        Ok(done)
    }
}

fn no_answer() -> StoreError {
    StoreError::inconsistent("batch", "", "a work has no answer")
}

impl Work {
    fn size(&self) -> usize {
        match self {
            Self::Push { items, .. } => items.len(),
            Self::Submission(_) | Self::Photo { .. } | Self::Settle { .. } | Self::SettleConflict(_) => 1,
        }
    }

    fn prepared(&self) -> impl Iterator<Item = &Prepared> {
        let items: &[Item] = match self {
            Self::Push { items, .. } => items,
            Self::Submission(arriving) => arriving.item.as_slice(),
            Self::Photo { .. } | Self::Settle { .. } | Self::SettleConflict(_) => &[],
        };
        items.iter().filter_map(|item| match item {
            Item::Prepared(prepared) => Some(&**prepared),
            Item::Refused(..) => None,
        })
    }
}
