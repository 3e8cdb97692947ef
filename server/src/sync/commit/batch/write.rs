//! From decisions to rows.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use mobile_sync_protocol::{
    canonical::canonical_of,
    ids::{RecordId, RevisionId, Sha256, SubjectId},
    record::Revision,
    registry::Subject,
    sync::{Kind, RecordStatus},
    validate::MEDIA_TYPES,
};
use serde_json::json;

use super::{AtWork, Batch, Fresh};
use crate::{
    geo::link::{CommuneLink, SubjectLink},
    store::{
        Actor, Audience, Entry, FeedEntry, JobKind, RecordRow, RevisionPlace, RevisionRow, RevisionSummary, StoreError,
        StoredPhoto, Writer,
    },
    sync::{
        assess::{Assessment, assess, outcomes},
        history::{History, Node},
        prepare::link,
    },
};

/// What a record's head comes to, for a row of the record table.
struct Derived {
    assessment: Assessment,
    commune_link: CommuneLink,
    subject_link: SubjectLink,
}

impl Batch<'_> {
    /// Writes what was decided; returns what the log has to say of it.
    pub(in crate::sync::commit) async fn write(mut self, writer: &mut Writer) -> Result<Vec<Entry>, StoreError> {
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
        // A file beside a submission may be anything.
        let is_photo = |photo: &&StoredPhoto| MEDIA_TYPES.contains(&photo.media_type.as_str());
        let unread: Vec<[u8; 32]> = new_photos.iter().filter(is_photo).map(|photo| photo.sha256.0).collect();
        writer.queue_jobs(JobKind::Photo, &unread, self.now).await?;
        let unchecked: Vec<[u8; 16]> = whole.iter().map(|record| record.0.into_bytes()).collect();
        writer.queue_jobs(JobKind::Record, &unchecked, self.now).await?;
        self.write_submissions(writer).await?;
        self.write_quarantine(writer).await?;
        writer.publish(&feed).await?;
        metrics::counter!("thucdia_revisions_received").increment(revisions.len() as u64);
        metrics::counter!("thucdia_photos_stored").increment(new_photos.len() as u64);
        Ok(self.entries)
    }

    async fn write_submissions(&self, writer: &mut Writer) -> Result<(), StoreError> {
        writer.insert_submissions(&self.new_submissions).await?;
        for moved in &self.moved_submissions {
            writer.move_submission(moved).await?;
        }
        let parts: Vec<_> =
            self.new_parts.iter().map(|(instance, xml, part)| (instance.as_str(), *xml, part)).collect();
        writer.insert_submission_parts(&parts).await?;
        metrics::counter!("thucdia_submissions_received").increment(self.new_submissions.len() as u64);
        Ok(())
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
    fn revision_rows(&mut self) -> Result<(Vec<RevisionRow>, Vec<(RevisionId, RevisionPlace)>), StoreError> {
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
        let (commune_link, subject_link) = link(revision, subject, &self.registry);
        Ok(Derived { assessment: assess(revision, checklist, planned), commune_link, subject_link })
    }

    /// The photos of a new record that are not stored. What is stored of an older one is counted by the database.
    fn missing_of_new(&self, history: &History) -> i64 {
        let head = history.head().map(|node| node.content.revision);
        let names: BTreeSet<Sha256> = history
            .nodes()
            .filter(|node| Some(node.content.revision) == head || node.place != RevisionPlace::Main)
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
    let (commune_link, subject_link) = link(&node.content, subject, registry);
    Ok(Fresh {
        device: joined.map_or(at_work.device, |fresh| fresh.device),
        person: joined.map_or(at_work.person, |fresh| fresh.person),
        sha256: Sha256::of(&canonical),
        canonical: canonical.into(),
        checklist: Arc::clone(checklist),
        commune_link,
        subject_link,
    })
}
