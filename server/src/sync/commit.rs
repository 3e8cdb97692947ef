//! The one place where what phones send becomes durable.
//!
//! Requests that come together share one writing session and one commit: a phone waits for the disk once, and a
//! thousand phones wait for it together. What one of them sent wrong never fails its neighbours, and neither does what
//! the database refuses of one: such a batch is taken again one by one.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use mobile_sync_protocol::{
    canonical::canonical_of,
    checklist::Checklist,
    ids::{DeviceId, Key, PersonId, RecordId, RevisionId, Sha256, SubjectId, VisitId},
    problem::{Code, Violation},
    record::Revision,
    registry::Subject,
    sync::{Kind, RecordStatus},
    time::Timestamp,
};
use serde_json::json;
use tokio::sync::{mpsc, oneshot};

use super::{
    assess::{Assessment, assess, outcomes},
    history::{History, Node, Verdict},
    prepare::Prepared,
};
use crate::{
    clock::Clock,
    geo::link::{CommuneLink, SubjectLink},
    jobs::Bell,
    registry::Registry,
    review::conflict::joined,
    store::{
        Actor, Audience, Entry, FeedEntry, JobKind, Quarantined, RecordRow, RevisionRow, RevisionSummary, Session,
        Store, StoreError, StoredPhoto, Writer,
    },
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

/// Something that is to become durable.
enum Work {
    Push { items: Arc<Vec<Item>>, device: DeviceId, person: PersonId },
    Photo { photo: StoredPhoto },
    Settle { record: RecordId },
    SettleConflict(Box<Settlement>),
}

/// What the writer says of a work.
enum Done {
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
            Self::Photo { .. } | Self::Settle { .. } | Self::SettleConflict(_) => 1,
        }
    }

    fn prepared(&self) -> impl Iterator<Item = &Prepared> {
        let items: &[Item] = match self {
            Self::Push { items, .. } => items,
            Self::Photo { .. } | Self::Settle { .. } | Self::SettleConflict(_) => &[],
        };
        items.iter().filter_map(|item| match item {
            Item::Prepared(prepared) => Some(&**prepared),
            Item::Refused(..) => None,
        })
    }
}

/// What a record's head comes to, for a row of the record table.
struct Derived {
    assessment: Assessment,
    commune_link: CommuneLink,
    subject_link: SubjectLink,
}

/// One record at work.
struct AtWork {
    /// As it was stored; `None` where it is new.
    before: Option<RecordRow>,
    history: History,
    /// Who sent each snapshot that is new, and what was worked out of it.
    fresh: HashMap<RevisionId, Fresh>,
    person: PersonId,
    device: DeviceId,
}

/// A snapshot that is new.
struct Fresh {
    device: DeviceId,
    person: PersonId,
    canonical: Vec<u8>,
    sha256: Sha256,
    checklist: Arc<Checklist>,
    commune_link: CommuneLink,
    subject_link: SubjectLink,
}

/// Everything that the works of one commit touch.
struct Batch<'a> {
    now: Timestamp,
    clock: &'a Clock,
    registry: Arc<crate::registry::Snapshot>,
    records: BTreeMap<RecordId, AtWork>,
    /// The record of every known revision that the works name as themselves or as a base.
    owners: HashMap<RevisionId, RecordId>,
    stored_revisions: HashMap<RevisionId, RevisionSummary>,
    subjects: HashMap<SubjectId, Subject>,
    new_subjects: BTreeMap<SubjectId, Subject>,
    visits: HashSet<VisitId>,
    photos: HashMap<Sha256, StoredPhoto>,
    new_photos: BTreeMap<Sha256, StoredPhoto>,
    quarantined: Vec<Quarantined>,
    entries: Vec<Entry>,
}

impl<'a> Batch<'a> {
    async fn load(
        session: &mut Session,
        works: &[Work],
        now: Timestamp,
        clock: &'a Clock,
        registry: &Registry,
    ) -> Result<Self, StoreError> {
        let prepared: Vec<&Prepared> = works.iter().flat_map(Work::prepared).collect();
        let mut revisions: BTreeSet<RevisionId> = BTreeSet::new();
        let mut records: BTreeSet<RecordId> = BTreeSet::new();
        let mut subjects: BTreeSet<SubjectId> = BTreeSet::new();
        let mut visits: BTreeSet<VisitId> = BTreeSet::new();
        let mut photos: BTreeSet<Sha256> = BTreeSet::new();
        for item in &prepared {
            revisions.insert(item.revision.revision);
            revisions.extend(item.revision.base);
            records.insert(item.revision.record);
            subjects.extend(item.revision.subject_id());
            visits.extend(item.revision.visit);
            photos.extend(item.revision.photos.iter().map(|photo| photo.sha256));
        }
        for work in works {
            match work {
                Work::Photo { photo } => drop(photos.insert(photo.sha256)),
                Work::Settle { record } => drop(records.insert(*record)),
                Work::SettleConflict(settlement) => drop(records.insert(settlement.record)),
                Work::Push { .. } => {}
            }
        }
        let revisions: Vec<_> = revisions.into_iter().collect();
        let known = session.revisions_by_id(&revisions).await?;
        let records: Vec<_> = records.into_iter().collect();
        let rows = session.records_by_id(&records).await?;
        let known_records: Vec<_> = rows.keys().copied().collect();
        let contents = session.contents_of(&known_records).await?;
        let subjects: Vec<_> = subjects.into_iter().collect();
        let visits: Vec<_> = visits.into_iter().collect();
        let photos: Vec<_> = photos.into_iter().collect();
        let mut batch = Self {
            now,
            clock,
            registry: registry.current(),
            records: BTreeMap::new(),
            owners: known.iter().map(|summary| (summary.id, summary.record)).collect(),
            stored_revisions: HashMap::new(),
            subjects: session.subjects_by_id(&subjects).await?,
            new_subjects: BTreeMap::new(),
            visits: session.known_visits(&visits).await?,
            photos: session.photos(&photos).await?,
            new_photos: BTreeMap::new(),
            quarantined: Vec::new(),
            entries: Vec::new(),
        };
        let mut nodes: HashMap<RecordId, Vec<Node>> = HashMap::new();
        for content in contents {
            let revision: Revision = serde_json::from_slice(&content.canonical)
                .map_err(|why| StoreError::inconsistent("revision", content.summary.id, why))?;
            let summary = content.summary;
            nodes.entry(summary.record).or_default().push(Node {
                number: summary.number,
                place: summary.place,
                sha256: Some(summary.sha256),
                joined: summary.joined,
                content: Arc::new(revision),
            });
            batch.stored_revisions.insert(summary.id, summary);
        }
        for (id, row) in rows {
            let history = History::stored(row.head, nodes.remove(&id).unwrap_or_default());
            let (person, device) = (row.person, row.device);
            batch.records.insert(id, AtWork { before: Some(row), history, fresh: HashMap::new(), person, device });
        }
        Ok(batch)
    }

    fn decide(&mut self, work: &Work) -> Done {
        match work {
            Work::Push { items, device, person } => {
                Done::Push(items.iter().map(|item| self.decide_item(item, *device, *person)).collect())
            }
            Work::Photo { photo } => Done::Photo(self.decide_photo(photo)),
            Work::Settle { record } => {
                self.settle(*record);
                Done::Settled
            }
            Work::SettleConflict(settlement) => Done::SettledConflict(self.settle_conflict(settlement)),
        }
    }

    fn settle_conflict(&mut self, settlement: &Settlement) -> Settled {
        let id = settlement.record;
        let Some(at_work) = self.records.get_mut(&id) else { return Settled::NoConflict };
        let history = &mut at_work.history;
        if !history.is_conflict(settlement.branch) {
            return Settled::NoConflict;
        }
        let head = history.head().filter(|head| head.content.revision == settlement.head);
        let (Some(head), Some(branch)) = (head, history.node(settlement.branch)) else { return Settled::MovedOn };
        let mut joined = joined(&head.content, &branch.content, &settlement.take, settlement.take_photos);
        joined.revision = RevisionId(self.clock.id());
        let revision = joined.revision;
        history.settle_conflict(settlement.branch, joined);
        let entry = Entry::new(self.now, settlement.by, "record.conflict_settled", format_args!("record:{id}"));
        self.entries.push(entry.with(json!({
            "revision": revision,
            "head": settlement.head,
            "branch": settlement.branch,
            "taken": settlement.take,
        })));
        Settled::Joined(revision)
    }

    fn settle(&mut self, record: RecordId) {
        let clock = self.clock;
        if let Some(at_work) = self.records.get_mut(&record) {
            at_work.history.settle_held(&mut || RevisionId(clock.id()));
            self.entries.push(Entry::new(self.now, Actor::System, "record.settled", format_args!("record:{record}")));
        }
    }

    fn decide_photo(&mut self, photo: &StoredPhoto) -> StoredPhoto {
        if let Some(known) = self.photos.get(&photo.sha256) {
            return known.clone();
        }
        let actor = photo.device.map_or(Actor::System, Actor::Device);
        let entry = Entry::new(self.now, actor, "photo.stored", format_args!("photo:{}", photo.sha256));
        self.entries.push(entry.with(json!({"bytes": photo.bytes})));
        self.photos.insert(photo.sha256, photo.clone());
        self.new_photos.insert(photo.sha256, photo.clone());
        photo.clone()
    }

    fn decide_item(&mut self, item: &Item, device: DeviceId, person: PersonId) -> Decided {
        match item {
            Item::Refused(raw, problems) => self.refuse(raw, problems.clone(), device, person),
            Item::Prepared(prepared) => match self.late_problems(prepared) {
                problems if problems.is_empty() => self.add(prepared, device, person),
                problems => self.refuse(&prepared.raw, problems, device, person),
            },
        }
    }

    fn refuse(&mut self, raw: &bytes::Bytes, problems: Vec<Violation>, device: DeviceId, person: PersonId) -> Decided {
        self.quarantined.push(Quarantined {
            id: self.clock.id(),
            device,
            person,
            received_at: self.now,
            raw: raw.to_vec(),
            problems: problems.clone(),
        });
        Decided::Refused(problems)
    }

    /// What only the store can tell: unknown subjects and visits, ids of other records.
    fn late_problems(&self, prepared: &Prepared) -> Vec<Violation> {
        let revision = &prepared.revision;
        let mut wrong = Vec::new();
        for (path, id) in [("/revision", Some(revision.revision)), ("/base", revision.base)] {
            if id.and_then(|id| self.owners.get(&id)).is_some_and(|owner| *owner != revision.record) {
                let code = if path == "/base" { Code::RecordBase } else { Code::RecordIdReused };
                wrong.push(Violation::plain(path, code));
            }
        }
        if revision.visit.is_some_and(|visit| !self.visits.contains(&visit)) {
            wrong.push(Violation::plain("/visit", Code::RecordUnknownVisit));
        }
        let known = revision.subject_id().and_then(|id| self.subjects.get(&id).or_else(|| self.new_subjects.get(&id)));
        match (known, &revision.new_subject) {
            (None, None) => wrong.push(Violation::plain("/subject", Code::RecordUnknownSubject)),
            (Some(subject), _) if subject.kind != prepared.checklist.subject_kind => {
                wrong.push(Violation::plain("/checklist", Code::RecordWrongKind));
            }
            // A subject of another unit: the link would say that this commune's money went there.
            (Some(subject), None) if !self.same_ground(subject, revision) => {
                wrong.push(Violation::plain("/subject", Code::RecordOutOfScope));
            }
            _ => {}
        }
        wrong
    }

    /// Whether a subject's commune and a revision's are one ground: the same unit, or one that came of the other.
    fn same_ground(&self, subject: &Subject, revision: &Revision) -> bool {
        let day = revision.captured_at.date();
        let now = |unit| self.registry.units.now(unit, day);
        subject.commune == revision.commune || now(subject.commune) == now(revision.commune)
    }

    fn add(&mut self, prepared: &Prepared, device: DeviceId, person: PersonId) -> Decided {
        let revision = &prepared.revision;
        let at_work = self.records.entry(revision.record).or_insert_with(|| AtWork {
            before: None,
            history: History::default(),
            fresh: HashMap::new(),
            person,
            device,
        });
        let clock = self.clock;
        let mut new_id = || RevisionId(clock.id());
        let verdict = at_work.history.add(Arc::clone(revision), prepared.sha256, &mut new_id);
        let (mut at, mut sender) = (self.now, device);
        match &verdict {
            Verdict::IdReused => {
                let problems = vec![Violation::plain("/revision", Code::RecordIdReused)];
                return self.refuse(&prepared.raw, problems, device, person);
            }
            Verdict::Duplicate { .. } => {
                if let Some(stored) = self.stored_revisions.get(&revision.revision) {
                    (at, sender) = (stored.received_at, stored.device);
                }
            }
            Verdict::Accepted { .. } | Verdict::Merged { .. } | Verdict::Conflict { .. } => {
                at_work.fresh.insert(
                    revision.revision,
                    Fresh {
                        device,
                        person,
                        canonical: prepared.canonical.clone(),
                        sha256: prepared.sha256,
                        checklist: Arc::clone(&prepared.checklist),
                        commune_link: prepared.commune_link.clone(),
                        subject_link: prepared.subject_link.clone(),
                    },
                );
                self.owners.insert(revision.revision, revision.record);
                self.note_received(prepared, &verdict, device);
            }
        }
        Decided::Kept {
            verdict,
            record: revision.record,
            revision: revision.revision,
            sha256: prepared.sha256,
            at,
            device: sender,
        }
    }

    fn note_received(&mut self, prepared: &Prepared, verdict: &Verdict, device: DeviceId) {
        let revision = &prepared.revision;
        let word = match verdict {
            Verdict::Merged { .. } => "merged",
            Verdict::Conflict { .. } => "conflict",
            _ => "accepted",
        };
        let entry =
            Entry::new(self.now, Actor::Device(device), "record.received", format_args!("record:{}", revision.record));
        let detail = json!({"revision": revision.revision, "sha256": prepared.sha256, "outcome": word});
        self.entries.push(entry.with(detail));
        if let Some(new) = &revision.new_subject
            && !self.subjects.contains_key(&new.id)
        {
            let subject = Subject {
                id: new.id,
                kind: new.kind,
                code: None,
                name: new.name.clone(),
                sub_project: revision.sub_project,
                also: Vec::new(),
                commune: revision.commune,
                village: new.village.clone(),
                site: None,
                planned: BTreeMap::new(),
                unlisted: true,
            };
            self.new_subjects.entry(new.id).or_insert(subject);
        }
    }

    async fn write(mut self, writer: &mut Writer) -> Result<Vec<Entry>, StoreError> {
        let mut feed = Vec::new();
        let new_subjects: Vec<Subject> = std::mem::take(&mut self.new_subjects).into_values().collect();
        for subject in &new_subjects {
            feed.push(FeedEntry::put(Audience::Commune(subject.commune), Kind::Subject, subject.id));
        }
        writer.put_subjects(&new_subjects, self.now).await?;
        self.subjects.extend(new_subjects.into_iter().map(|subject| (subject.id, subject)));
        let (revisions, moved) = self.revision_rows()?;
        writer.insert_revisions(&revisions).await?;
        writer.place_revisions(&moved).await?;
        let new_photos: Vec<_> = self.new_photos.values().cloned().collect();
        writer.insert_photos(&new_photos).await?;
        let whole = self.write_records(writer, &mut feed).await?;
        let unread: Vec<[u8; 32]> = new_photos.iter().map(|photo| photo.sha256.0).collect();
        writer.queue_jobs(JobKind::Photo, &unread, self.now).await?;
        let unchecked: Vec<[u8; 16]> = whole.iter().map(|record| record.0.into_bytes()).collect();
        writer.queue_jobs(JobKind::Record, &unchecked, self.now).await?;
        self.write_quarantine(writer).await?;
        writer.publish(&feed).await?;
        metrics::counter!("thucdia_revisions_received").increment(revisions.len() as u64);
        metrics::counter!("thucdia_photos_stored").increment(new_photos.len() as u64);
        Ok(self.entries)
    }

    async fn write_quarantine(&mut self, writer: &mut Writer) -> Result<(), StoreError> {
        let entries = std::mem::take(&mut self.quarantined);
        let new = writer.insert_quarantined(&entries).await?;
        metrics::counter!("thucdia_quarantined").increment(new.len() as u64);
        for refused in entries.iter().filter(|refused| new.contains(&refused.id)) {
            let codes: Vec<&str> = refused.problems.iter().map(|problem| problem.code.as_str()).collect();
            let subject = format!("quarantine:{}", refused.id);
            let entry = Entry::new(self.now, Actor::Device(refused.device), "push.refused", subject);
            self.entries.push(entry.with(json!({"codes": codes})));
        }
        Ok(())
    }

    /// The rows of new snapshots, joins included, and where older ones moved.
    #[expect(clippy::type_complexity, reason = "a pair of what two store calls take")]
    fn revision_rows(
        &mut self,
    ) -> Result<(Vec<RevisionRow>, Vec<(RevisionId, crate::store::RevisionPlace)>), StoreError> {
        let (mut rows, mut moved) = (Vec::new(), Vec::new());
        for (record, at_work) in &mut self.records {
            moved.extend(at_work.history.moved().map(|node| (node.content.revision, node.place)));
            let added: Vec<Node> = at_work.history.added().cloned().collect();
            for node in added {
                let id = node.content.revision;
                if !at_work.fresh.contains_key(&id) {
                    let joined = node.joined.and_then(|joined| at_work.fresh.get(&joined));
                    let join = joined_row(&node, joined, at_work, &self.registry)?;
                    at_work.fresh.insert(id, join);
                }
                let Some(fresh) = at_work.fresh.get_mut(&id) else { continue };
                rows.push(RevisionRow {
                    summary: RevisionSummary {
                        id,
                        record: *record,
                        number: node.number,
                        base: node.content.base,
                        joined: node.joined,
                        place: node.place,
                        device: fresh.device,
                        person: fresh.person,
                        received_at: self.now,
                        sha256: fresh.sha256,
                    },
                    signature: node.content.signature.clone(),
                    canonical: std::mem::take(&mut fresh.canonical),
                    photos: node.content.photos.iter().map(|photo| photo.sha256).collect(),
                });
            }
        }
        Ok((rows, moved))
    }

    /// Writes what changed of the records, and says which of them are whole.
    async fn write_records(
        &mut self,
        writer: &mut Writer,
        feed: &mut Vec<FeedEntry>,
    ) -> Result<Vec<RecordId>, StoreError> {
        let (mut rows, mut recount) = (Vec::new(), Vec::new());
        for (id, at_work) in &self.records {
            if at_work.history.added().next().is_none() && at_work.history.moved().next().is_none() {
                continue;
            }
            if at_work.before.is_some() {
                recount.push(*id);
            }
            rows.push(self.record_row(*id, at_work)?);
        }
        writer.put_records(&rows).await?;
        // Photos that came with this commit may be what records outside of it wait for.
        let names: Vec<Sha256> = self.new_photos.keys().copied().collect();
        let touched: BTreeSet<RecordId> = rows.iter().map(|row| row.id).collect();
        let waiting: Vec<RecordId> =
            writer.records_naming(&names).await?.into_iter().filter(|id| !touched.contains(id)).collect();
        rows.extend(writer.records_by_id(&waiting).await?.into_values());
        recount.extend(waiting);
        if !recount.is_empty() {
            let missing = writer.photos_missing(&recount).await?;
            let mut changed = Vec::new();
            for row in &mut rows {
                if let Some(missing) = missing.get(&row.id) {
                    row.photos_missing = *missing;
                    row.status = row.standing().status();
                    row.changed_at = self.now;
                    changed.push(row.clone());
                }
            }
            writer.put_records(&changed).await?;
        }
        feed.extend(rows.iter().map(|row| FeedEntry::put(Audience::Person(row.person), Kind::Record, row.id)));
        Ok(rows.iter().filter(|row| row.status != RecordStatus::Waiting).map(|row| row.id).collect())
    }

    fn record_row(&self, id: RecordId, at_work: &AtWork) -> Result<RecordRow, StoreError> {
        let history = &at_work.history;
        // While no base has come, the newest snapshot says best what the record is about.
        let shown = history.head().or_else(|| history.nodes().max_by_key(|node| node.number));
        let Some(shown) = shown else { return Err(StoreError::inconsistent("record", id, "it has no snapshot")) };
        let revision = &shown.content;
        let Some(subject) = revision.subject_id() else {
            return Err(StoreError::inconsistent("record", id, "it has no subject"));
        };
        let derived = self.derive(revision, subject, at_work)?;
        let checklist = self.registry.checklist(&revision.checklist);
        let mut row = RecordRow {
            id,
            head: history.head().map(|node| node.content.revision),
            status: RecordStatus::Waiting,
            revisions: history.len(),
            checklist: revision.checklist.clone(),
            visit: revision.visit,
            subject,
            sub_project: revision.sub_project,
            commune: revision.commune,
            person: at_work.person,
            device: at_work.device,
            captured_at: revision.captured_at.at,
            captured_on: revision.captured_at.date(),
            first_received_at: at_work.before.as_ref().map_or(self.now, |row| row.first_received_at),
            changed_at: self.now,
            photos_missing: self.missing_of_new(history),
            held: history.held(),
            conflicts: history.conflicts(),
            assessment: derived.assessment,
            commune_link: derived.commune_link,
            subject_link: derived.subject_link,
            evidence: at_work.before.as_ref().and_then(|row| row.evidence.clone()),
            kind: checklist.map(|checklist| checklist.subject_kind),
            outcomes: checklist.map(|checklist| outcomes(revision, checklist)).unwrap_or_default(),
            decided: at_work.before.as_ref().and_then(|row| row.decided),
        };
        row.status = row.standing().status();
        Ok(row)
    }

    fn derive(&self, revision: &Revision, subject: SubjectId, at_work: &AtWork) -> Result<Derived, StoreError> {
        let planned = self.subjects.get(&subject).map(|subject| &subject.planned);
        let nothing = BTreeMap::new();
        let planned = planned.unwrap_or(&nothing);
        if let Some(fresh) = at_work.fresh.get(&revision.revision) {
            return Ok(Derived {
                assessment: assess(revision, &fresh.checklist, planned),
                commune_link: fresh.commune_link.clone(),
                subject_link: fresh.subject_link.clone(),
            });
        }
        if let Some(before) = at_work.before.as_ref().filter(|row| row.head == Some(revision.revision)) {
            return Ok(Derived {
                assessment: before.assessment.clone(),
                commune_link: before.commune_link.clone(),
                subject_link: before.subject_link.clone(),
            });
        }
        // A snapshot that was held until now.
        let checklist = self.registry.checklist(&revision.checklist);
        let checklist =
            checklist.ok_or_else(|| StoreError::inconsistent("revision", revision.revision, "unknown checklist"))?;
        let (commune_link, subject_link) = super::prepare::link(revision, subject, &self.registry);
        Ok(Derived { assessment: assess(revision, checklist, planned), commune_link, subject_link })
    }

    /// The photos of a new record that are not stored. What is stored of an older one is counted by the database.
    fn missing_of_new(&self, history: &History) -> i64 {
        let head = history.head().map(|node| node.content.revision);
        let names: BTreeSet<Sha256> = history
            .nodes()
            .filter(|node| Some(node.content.revision) == head || node.place != crate::store::RevisionPlace::Main)
            .flat_map(|node| node.content.photos.iter().map(|photo| photo.sha256))
            .filter(|name| !self.photos.contains_key(name))
            .collect();
        i64::try_from(names.len()).unwrap_or(i64::MAX)
    }
}

/// A join that the server made has no signature, and is linked anew by its own content.
fn joined_row(
    node: &Node,
    joined: Option<&Fresh>,
    at_work: &AtWork,
    registry: &crate::registry::Snapshot,
) -> Result<Fresh, StoreError> {
    let wrong = |why: &str| StoreError::inconsistent("revision", node.content.revision, why);
    let canonical = canonical_of(&*node.content).map_err(|why| wrong(&why.to_string()))?;
    let checklist = registry.checklist(&node.content.checklist).ok_or_else(|| wrong("unknown checklist"))?;
    let subject = node.content.subject_id().ok_or_else(|| wrong("no subject"))?;
    let (commune_link, subject_link) = super::prepare::link(&node.content, subject, registry);
    Ok(Fresh {
        device: joined.map_or(at_work.device, |fresh| fresh.device),
        person: joined.map_or(at_work.person, |fresh| fresh.person),
        sha256: Sha256::of(&canonical),
        canonical,
        checklist: Arc::clone(checklist),
        commune_link,
        subject_link,
    })
}
