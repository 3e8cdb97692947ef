//! Everything that the works of one commit touch: read at once, decided on in order, written at once.

mod submission;
mod write;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use mobile_sync_protocol::{
    checklist::Checklist,
    ids::{DeviceId, PersonId, RecordId, RevisionId, Sha256, SubjectId, VisitId},
    problem::{Code, Violation},
    record::Revision,
    registry::Subject,
    time::Timestamp,
};
use serde_json::json;

use super::{Decided, Done, Item, Settled, Settlement, Work};
use crate::{
    clock::Clock,
    geo::link::{CommuneLink, SubjectLink},
    registry::Registry,
    review::conflict::joined,
    store::{
        Actor, Entry, Quarantined, RecordRow, RevisionSummary, Session, StoreError, StoredPhoto, Submission,
        SubmissionPart,
    },
    sync::{
        history::{History, Node, Verdict},
        prepare::Prepared,
    },
};

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
    canonical: bytes::Bytes,
    sha256: Sha256,
    checklist: Arc<Checklist>,
    commune_link: CommuneLink,
    subject_link: SubjectLink,
}

/// Everything that the works of one commit touch.
pub(super) struct Batch<'a> {
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
    /// What is stored under each id of a submission, in the order in which it came.
    submissions: HashMap<String, Vec<Submission>>,
    new_submissions: Vec<(Submission, bytes::Bytes)>,
    moved_submissions: Vec<Submission>,
    /// Files, with the submission's id and the hash of its XML.
    new_parts: Vec<(String, Sha256, SubmissionPart)>,
    quarantined: Vec<Quarantined>,
    entries: Vec<Entry>,
}

impl<'a> Batch<'a> {
    /// Reads what `works` touch.
    pub(super) async fn load(
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
        let mut instances: BTreeSet<&str> = BTreeSet::new();
        for work in works {
            match work {
                Work::Submission(arriving) => {
                    instances.insert(&arriving.submission.instance);
                    photos.extend(arriving.photos.iter().map(|photo| photo.sha256));
                }
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
        let instances: Vec<_> = instances.into_iter().collect();
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
            submissions: session.submissions_by_instance(&instances).await?,
            new_submissions: Vec::new(),
            moved_submissions: Vec::new(),
            new_parts: Vec::new(),
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

    /// Decides on one of them; the decisions before it stand.
    pub(super) fn decide(&mut self, work: &Work) -> Done {
        match work {
            Work::Push { items, device, person } => {
                Done::Push(items.iter().map(|item| self.decide_item(item, *device, *person)).collect())
            }
            Work::Submission(arriving) => Done::Submission(self.decide_submission(arriving)),
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
}
