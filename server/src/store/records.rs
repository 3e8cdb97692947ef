//! Records and their revisions: what intake decides with, and what lists show.

use std::collections::HashMap;

use bytes::Bytes;
use mobile_sync_protocol::{
    checklist::SubjectKind,
    evidence::EvidenceSummary,
    ids::{DeviceId, Key, PersonId, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId, VisitId},
    record::ChecklistRef,
    signature::Signature,
    sync::RecordStatus,
    time::{Date, Timestamp},
};
use serde::Serialize;
use sqlx::{FromRow, QueryBuilder, types::Json};
use uuid::Uuid;

use super::{
    error::{Result, StoreError},
    photos::sha256,
    session::{ROWS, Session, Writer, on_conn, push_list},
};
use crate::{
    geo::link::{CommuneLink, SubjectLink},
    review::record::{Action, Decided, Standing},
    sync::assess::Assessment,
};

/// A record: what its head says, and what intake worked out from it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordRow {
    /// The record.
    pub id: RecordId,
    /// The snapshot that stands for it; `None` while only held ones are here.
    pub head: Option<RevisionId>,
    /// Where it stands.
    pub status: RecordStatus,
    /// How many snapshots it has.
    pub revisions: i64,
    /// The checklist that was filled.
    pub checklist: ChecklistRef,
    /// The visit.
    pub visit: Option<VisitId>,
    /// The subject.
    pub subject: SubjectId,
    /// The sub-project, as declared.
    pub sub_project: SubProjectId,
    /// The commune, as declared.
    pub commune: UnitId,
    /// Who sent it first.
    pub person: PersonId,
    /// The phone that sent it first.
    pub device: DeviceId,
    /// When the head was captured.
    pub captured_at: Timestamp,
    /// The day on which the head was captured, where it was captured.
    pub captured_on: Date,
    /// When its first snapshot arrived.
    pub first_received_at: Timestamp,
    /// When it last changed here.
    pub changed_at: Timestamp,
    /// Photos that it names and that are not stored.
    pub photos_missing: i64,
    /// Snapshots that wait for their base.
    pub held: i64,
    /// Branches to settle.
    pub conflicts: i64,
    /// What it lacks, what it flags, how it scores.
    pub assessment: Assessment,
    /// How it is linked to its commune.
    pub commune_link: CommuneLink,
    /// How it is linked to its subject.
    pub subject_link: SubjectLink,
    /// What its evidence comes to; `None` until it was checked. Only [`Writer::put_evidence`] writes it.
    pub evidence: Option<EvidenceSummary>,
    /// The kind of its subject.
    pub kind: Option<SubjectKind>,
    /// How it judges the items of its checklist; see [`crate::sync::assess::outcomes`].
    pub outcomes: String,
    /// The newest decision on it.
    pub decided: Option<Decided>,
}

impl RecordRow {
    /// How it stands, as far as review is concerned.
    pub fn standing(&self) -> Standing {
        Standing {
            head: self.head,
            photos_missing: self.photos_missing,
            conflicts: self.conflicts,
            decided: self.decided,
        }
    }
}

/// Where a revision stands in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionPlace {
    /// Part of the record.
    Main,
    /// Beside it, until a person settles the conflict.
    Branch,
    /// Waiting for the snapshot that it was made from.
    Held,
}

impl RevisionPlace {
    /// The word in the store and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Main => "main",
            Self::Branch => "branch",
            Self::Held => "held",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Main, Self::Branch, Self::Held].into_iter().find(|place| place.as_str() == word)
    }
}

/// A revision as intake decides with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionSummary {
    /// The revision.
    pub id: RevisionId,
    /// Its record.
    pub record: RecordId,
    /// Its number in the record.
    pub number: i64,
    /// The snapshot that it was made from.
    pub base: Option<RevisionId>,
    /// The second snapshot that it joins, where the server joined two.
    pub joined: Option<RevisionId>,
    /// Where it stands.
    pub place: RevisionPlace,
    /// The phone that sent it, or whose push made the server join it.
    pub device: DeviceId,
    /// The phone's holder.
    pub person: PersonId,
    /// When it arrived.
    pub received_at: Timestamp,
    /// The SHA-256 of its canonical form.
    pub sha256: Sha256,
}

/// A revision as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct RevisionRow {
    /// What intake decides with.
    pub summary: RevisionSummary,
    /// The signature; `None` where the server joined two.
    pub signature: Option<Signature>,
    /// The bytes that were signed.
    pub canonical: Bytes,
    /// The photos that it names.
    pub photos: Vec<Sha256>,
}

/// What a revision says, as it was signed.
#[derive(Clone, Debug, PartialEq)]
pub struct RevisionContent {
    /// What intake decides with.
    pub summary: RevisionSummary,
    /// The signature; `None` where the server joined two.
    pub signature: Option<Signature>,
    /// The bytes that were signed.
    pub canonical: Vec<u8>,
}

/// How much is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, serde::Deserialize, utoipa::ToSchema)]
pub struct Counts {
    /// Records.
    pub records: i64,
    /// Records that wait for something.
    pub waiting: i64,
    /// Records that are whole.
    pub received: i64,
    /// Snapshots.
    pub revisions: i64,
    /// Photos that are stored.
    pub photos: i64,
    /// Things that were refused.
    pub quarantined: i64,
}

/// Records that wait, by commune and phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct WaitingGroup {
    /// The commune.
    pub commune: UnitId,
    /// The phone.
    pub device: DeviceId,
    /// How many records wait.
    pub records: i64,
    /// How many photos they wait for.
    pub photos_missing: i64,
    /// How many snapshots wait for their base.
    pub held: i64,
    /// Since when the oldest waits.
    pub oldest: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: Uuid,
    head: Option<Uuid>,
    status: String,
    revisions: i64,
    checklist: String,
    checklist_version: i64,
    visit: Option<Uuid>,
    subject: Uuid,
    sub_project: Uuid,
    commune: Uuid,
    person: Uuid,
    device: Uuid,
    captured_at: i64,
    captured_on: String,
    first_received_at: i64,
    changed_at: i64,
    photos_missing: i64,
    held: i64,
    conflicts: i64,
    assessment: Json<Assessment>,
    commune_link: Json<CommuneLink>,
    subject_link: Json<SubjectLink>,
    evidence: Option<Json<EvidenceSummary>>,
    kind: Option<String>,
    outcomes: String,
    decision: Option<String>,
    decision_head: Option<Uuid>,
}

const RECORD: &str = "SELECT id, head, status, revisions, checklist, checklist_version, visit, subject, sub_project, \
                      commune, person, device, captured_at, captured_on, first_received_at, changed_at, \
                      photos_missing, held, conflicts, assessment, commune_link, subject_link, evidence, kind, \
                      outcomes, decision, decision_head FROM record WHERE ";

impl Row {
    fn record(self) -> Result<RecordRow> {
        let id = self.id;
        let wrong = |what: &str| StoreError::inconsistent("record", id, what);
        let checklist: Key = self.checklist.parse().map_err(|_| wrong("checklist"))?;
        Ok(RecordRow {
            id: RecordId(id),
            head: self.head.map(RevisionId),
            status: RecordStatus::from_word(&self.status).ok_or_else(|| wrong("status"))?,
            revisions: self.revisions,
            checklist: ChecklistRef {
                id: checklist,
                version: u32::try_from(self.checklist_version).map_err(|_| wrong("checklist_version"))?,
            },
            visit: self.visit.map(VisitId),
            subject: SubjectId(self.subject),
            sub_project: SubProjectId(self.sub_project),
            commune: UnitId(self.commune),
            person: PersonId(self.person),
            device: DeviceId(self.device),
            captured_at: Timestamp(self.captured_at),
            captured_on: self.captured_on.parse().map_err(|_| wrong("captured_on"))?,
            first_received_at: Timestamp(self.first_received_at),
            changed_at: Timestamp(self.changed_at),
            photos_missing: self.photos_missing,
            held: self.held,
            conflicts: self.conflicts,
            assessment: self.assessment.0,
            commune_link: self.commune_link.0,
            subject_link: self.subject_link.0,
            evidence: self.evidence.map(|Json(summary)| summary),
            kind: self.kind.as_deref().and_then(SubjectKind::from_word),
            outcomes: self.outcomes,
            decided: self
                .decision
                .zip(self.decision_head)
                .map(|(action, head)| match Action::from_word(&action) {
                    Some(action) => Ok(Decided { action, head: RevisionId(head) }),
                    None => Err(wrong("decision")),
                })
                .transpose()?,
        })
    }
}

#[derive(FromRow)]
struct SummaryRow {
    id: Uuid,
    record: Uuid,
    number: i64,
    base: Option<Uuid>,
    joined: Option<Uuid>,
    place: String,
    device: Uuid,
    person: Uuid,
    received_at: i64,
    sha256: Vec<u8>,
}

impl SummaryRow {
    fn summary(self) -> Result<RevisionSummary> {
        Ok(RevisionSummary {
            id: RevisionId(self.id),
            record: RecordId(self.record),
            number: self.number,
            base: self.base.map(RevisionId),
            joined: self.joined.map(RevisionId),
            place: RevisionPlace::from_word(&self.place)
                .ok_or_else(|| StoreError::inconsistent("revision", self.id, "place"))?,
            device: DeviceId(self.device),
            person: PersonId(self.person),
            received_at: Timestamp(self.received_at),
            sha256: sha256("revision", self.sha256)?,
        })
    }
}

#[derive(FromRow)]
struct ContentRow {
    #[sqlx(flatten)]
    summary: SummaryRow,
    signature: Option<Json<Signature>>,
    canonical: Vec<u8>,
}

impl ContentRow {
    fn content(self) -> Result<RevisionContent> {
        Ok(RevisionContent {
            summary: self.summary.summary()?,
            signature: self.signature.map(|Json(signature)| signature),
            canonical: self.canonical,
        })
    }
}

impl Session {
    /// The records among `ids` that are known.
    pub async fn records_by_id(&mut self, ids: &[RecordId]) -> Result<HashMap<RecordId, RecordRow>> {
        let mut found = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows: Vec<Row> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(RECORD);
                sql.push("id IN ");
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                let record = row.record()?;
                found.insert(record.id, record);
            }
        }
        Ok(found)
    }

    /// The revisions among `ids` that are known.
    pub async fn revisions_by_id(&mut self, ids: &[RevisionId]) -> Result<Vec<RevisionSummary>> {
        let mut found = Vec::new();
        for ids in ids.chunks(ROWS) {
            let rows: Vec<SummaryRow> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT id, record, number, base, joined, place, device, person, received_at, sha256 \
                     FROM revision WHERE id IN ",
                );
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.summary()?);
            }
        }
        Ok(found)
    }

    /// All revisions of some records, with what they say, by record and number.
    pub async fn contents_of(&mut self, records: &[RecordId]) -> Result<Vec<RevisionContent>> {
        let mut found = Vec::new();
        for records in records.chunks(ROWS) {
            let rows: Vec<ContentRow> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT id, record, number, base, joined, place, device, person, received_at, sha256, signature, \
                     canonical FROM revision WHERE record IN ",
                );
                push_list(&mut sql, records.iter().map(|record| record.0));
                sql.push(" ORDER BY record, number");
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.content()?);
            }
        }
        Ok(found)
    }

    /// The revisions among `ids` that are known, with what they say.
    pub async fn contents_by_id(&mut self, ids: &[RevisionId]) -> Result<Vec<RevisionContent>> {
        let mut found = Vec::with_capacity(ids.len());
        for ids in ids.chunks(ROWS) {
            let rows: Vec<ContentRow> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT id, record, number, base, joined, place, device, person, received_at, sha256, signature, \
                     canonical FROM revision WHERE id IN ",
                );
                push_list(&mut sql, ids.iter().map(|id| id.0));
                sql.build_query_as().fetch_all(c).await
            })?;
            for row in rows {
                found.push(row.content()?);
            }
        }
        Ok(found)
    }

    /// One revision, with what it says.
    pub async fn content(&mut self, id: RevisionId) -> Result<Option<RevisionContent>> {
        const SQL: &str = "SELECT id, record, number, base, joined, place, device, person, received_at, sha256, \
                           signature, canonical FROM revision WHERE id = $1";
        let row: Option<ContentRow> = on_conn!(self, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
        row.map(ContentRow::content).transpose()
    }

    /// Up to `limit` revisions after `after`, with what they say, by id.
    pub async fn contents_after(&mut self, after: Uuid, limit: i64) -> Result<Vec<RevisionContent>> {
        const SQL: &str = "SELECT id, record, number, base, joined, place, device, person, received_at, sha256, \
                           signature, canonical FROM revision WHERE id > $1 ORDER BY id LIMIT $2";
        let rows: Vec<ContentRow> =
            on_conn!(self, c => sqlx::query_as(SQL).bind(after).bind(limit).fetch_all(c).await)?;
        rows.into_iter().map(ContentRow::content).collect()
    }

    /// Up to a thousand revisions whose record is not stored, each with that record: there should be none.
    pub async fn stray_revisions(&mut self) -> Result<Vec<(RevisionId, RecordId)>> {
        const SQL: &str = "SELECT revision.id, revision.record FROM revision LEFT JOIN record \
                           ON record.id = revision.record WHERE record.id IS NULL ORDER BY revision.id LIMIT 1000";
        let rows: Vec<(Uuid, Uuid)> = on_conn!(self, c => sqlx::query_as(SQL).fetch_all(c).await)?;
        Ok(rows.into_iter().map(|(revision, record)| (RevisionId(revision), RecordId(record))).collect())
    }

    /// How many photos are missing from each of `records`: of its head, its open branches and what is held.
    pub async fn photos_missing(&mut self, records: &[RecordId]) -> Result<HashMap<RecordId, i64>> {
        let mut missing: HashMap<RecordId, i64> = records.iter().map(|record| (*record, 0)).collect();
        for records in records.chunks(ROWS) {
            let rows: Vec<(Uuid, i64)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT named.record, count(DISTINCT named.sha256) FROM revision_photo AS named \
                     JOIN record ON record.id = named.record JOIN revision ON revision.id = named.revision \
                     WHERE (revision.id = record.head OR revision.place <> 'main') \
                     AND NOT EXISTS (SELECT photo.sha256 FROM photo WHERE photo.sha256 = named.sha256) \
                     AND named.record IN ",
                );
                push_list(&mut sql, records.iter().map(|record| record.0));
                sql.push(" GROUP BY named.record");
                sql.build_query_as().fetch_all(c).await
            })?;
            missing.extend(rows.into_iter().map(|(record, count)| (RecordId(record), count)));
        }
        Ok(missing)
    }

    /// The photos that one record names and that are not stored, as [`Self::photos_missing`] counts them.
    pub async fn missing_photos_of(&mut self, record: RecordId) -> Result<Vec<Sha256>> {
        const SQL: &str = "SELECT DISTINCT named.sha256 FROM revision_photo AS named \
                           JOIN record ON record.id = named.record JOIN revision ON revision.id = named.revision \
                           WHERE (revision.id = record.head OR revision.place <> 'main') \
                           AND NOT EXISTS (SELECT photo.sha256 FROM photo WHERE photo.sha256 = named.sha256) \
                           AND named.record = $1 ORDER BY named.sha256";
        let rows: Vec<Vec<u8>> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(record.0).fetch_all(c).await)?;
        rows.into_iter().map(|name| sha256("revision_photo", name)).collect()
    }

    /// The photos that a record's head names, by name.
    pub async fn head_photos(&mut self, record: RecordId) -> Result<Vec<Sha256>> {
        const SQL: &str = "SELECT named.sha256 FROM revision_photo AS named JOIN record ON record.id = named.record \
                           AND record.head = named.revision WHERE named.record = $1 ORDER BY named.sha256";
        let rows: Vec<Vec<u8>> = on_conn!(self, c => sqlx::query_scalar(SQL).bind(record.0).fetch_all(c).await)?;
        rows.into_iter().map(|name| sha256("revision_photo", name)).collect()
    }

    /// Records that hold snapshots since before `before`, because the one they were made from never came.
    pub async fn held_since(&mut self, before: Timestamp, limit: i64) -> Result<Vec<RecordId>> {
        const SQL: &str = "SELECT DISTINCT record FROM revision WHERE place = 'held' AND received_at < $1 LIMIT $2";
        let rows: Vec<Uuid> =
            on_conn!(self, c => sqlx::query_scalar(SQL).bind(before.0).bind(limit).fetch_all(c).await)?;
        Ok(rows.into_iter().map(RecordId).collect())
    }

    /// How much is there in all.
    pub async fn counts(&mut self) -> Result<Counts> {
        const SQL: [&str; 5] = [
            "SELECT count(*) FROM record",
            "SELECT count(*) FROM record WHERE status = 'waiting'",
            "SELECT count(*) FROM revision",
            "SELECT count(*) FROM photo",
            "SELECT count(*) FROM quarantine",
        ];
        let mut counted = [0_i64; 5];
        for (sql, count) in SQL.into_iter().zip(&mut counted) {
            *count = on_conn!(self, c => sqlx::query_scalar(sql).fetch_one(c).await)?;
        }
        let [records, waiting, revisions, photos, quarantined] = counted;
        Ok(Counts { records, waiting, received: records - waiting, revisions, photos, quarantined })
    }

    /// How many records each of some communes has, and how many of them wait.
    pub async fn totals(&mut self, communes: &[UnitId]) -> Result<Vec<(UnitId, i64, i64)>> {
        let mut found = Vec::new();
        for communes in communes.chunks(ROWS) {
            let rows: Vec<(Uuid, i64, i64)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT commune, count(*), count(*) FILTER (WHERE status = 'waiting') FROM record \
                     WHERE commune IN ",
                );
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                sql.push(" GROUP BY commune");
                sql.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows.into_iter().map(|(commune, records, waiting)| (UnitId(commune), records, waiting)));
        }
        Ok(found)
    }

    /// What waits in some communes, by commune and phone.
    pub async fn waiting(&mut self, communes: &[UnitId]) -> Result<Vec<WaitingGroup>> {
        let mut found = Vec::new();
        for communes in communes.chunks(ROWS) {
            let rows: Vec<(Uuid, Uuid, i64, i64, i64, i64)> = on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "SELECT commune, device, count(*), CAST(sum(photos_missing) AS BIGINT), \
                     CAST(sum(held) AS BIGINT), min(first_received_at) FROM record \
                     WHERE status = 'waiting' AND commune IN ",
                );
                push_list(&mut sql, communes.iter().map(|commune| commune.0));
                sql.push(" GROUP BY commune, device");
                sql.build_query_as().fetch_all(c).await
            })?;
            found.extend(rows.into_iter().map(|(commune, device, records, photos_missing, held, oldest)| {
                WaitingGroup {
                    commune: UnitId(commune),
                    device: DeviceId(device),
                    records,
                    photos_missing,
                    held,
                    oldest: Timestamp(oldest),
                }
            }));
        }
        found.sort_by_key(|group| group.oldest);
        Ok(found)
    }
}

impl Writer {
    /// Writes records, new or changed.
    pub async fn put_records(&mut self, records: &[RecordRow]) -> Result<()> {
        for records in records.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO record (id, head, status, revisions, checklist, checklist_version, visit, subject, \
                     sub_project, commune, person, device, captured_at, captured_on, first_received_at, changed_at, \
                     photos_missing, held, conflicts, assessment, commune_link, subject_link, derived_commune, \
                     kind, outcomes, decision, decision_head) ",
                );
                sql.push_values(records, |mut values, record| {
                    values
                        .push_bind(record.id.0)
                        .push_bind(record.head.map(|id| id.0))
                        .push_bind(record.status.as_str())
                        .push_bind(record.revisions)
                        .push_bind(record.checklist.id.as_str())
                        .push_bind(i64::from(record.checklist.version))
                        .push_bind(record.visit.map(|id| id.0))
                        .push_bind(record.subject.0)
                        .push_bind(record.sub_project.0)
                        .push_bind(record.commune.0)
                        .push_bind(record.person.0)
                        .push_bind(record.device.0)
                        .push_bind(record.captured_at.0)
                        .push_bind(record.captured_on.to_string())
                        .push_bind(record.first_received_at.0)
                        .push_bind(record.changed_at.0)
                        .push_bind(record.photos_missing)
                        .push_bind(record.held)
                        .push_bind(record.conflicts)
                        .push_bind(Json(&record.assessment))
                        .push_bind(Json(&record.commune_link))
                        .push_bind(Json(&record.subject_link))
                        .push_bind(record.commune_link.derived.map(|id| id.0))
                        .push_bind(record.kind.map(SubjectKind::as_str))
                        .push_bind(&record.outcomes)
                        .push_bind(record.decided.map(|decided| decided.action.as_str()))
                        .push_bind(record.decided.map(|decided| decided.head.0));
                });
                sql.push(
                    " ON CONFLICT (id) DO UPDATE SET head = excluded.head, status = excluded.status, \
                     revisions = excluded.revisions, checklist = excluded.checklist, \
                     checklist_version = excluded.checklist_version, visit = excluded.visit, \
                     subject = excluded.subject, sub_project = excluded.sub_project, commune = excluded.commune, \
                     captured_at = excluded.captured_at, captured_on = excluded.captured_on, \
                     changed_at = excluded.changed_at, photos_missing = excluded.photos_missing, \
                     held = excluded.held, conflicts = excluded.conflicts, assessment = excluded.assessment, \
                     commune_link = excluded.commune_link, subject_link = excluded.subject_link, \
                     derived_commune = excluded.derived_commune, kind = excluded.kind, \
                     outcomes = excluded.outcomes, decision = excluded.decision, decision_head = excluded.decision_head",
                );
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Adds revisions and the photos that they name. Never changes one that is there.
    pub async fn insert_revisions(&mut self, revisions: &[RevisionRow]) -> Result<()> {
        for revisions in revisions.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new(
                    "INSERT INTO revision (id, record, number, base, joined, place, device, person, received_at, \
                     sha256, signature, canonical) ",
                );
                sql.push_values(revisions, |mut values, revision| {
                    let summary = &revision.summary;
                    values
                        .push_bind(summary.id.0)
                        .push_bind(summary.record.0)
                        .push_bind(summary.number)
                        .push_bind(summary.base.map(|id| id.0))
                        .push_bind(summary.joined.map(|id| id.0))
                        .push_bind(summary.place.as_str())
                        .push_bind(summary.device.0)
                        .push_bind(summary.person.0)
                        .push_bind(summary.received_at.0)
                        .push_bind(summary.sha256.0.as_slice())
                        .push_bind(revision.signature.as_ref().map(Json))
                        .push_bind(&*revision.canonical);
                });
                sql.build().execute(c).await.map(drop)
            })?;
        }
        let photos: Vec<(RecordId, RevisionId, Sha256)> = revisions
            .iter()
            .flat_map(|row| row.photos.iter().map(|photo| (row.summary.record, row.summary.id, *photo)))
            .collect();
        for photos in photos.chunks(ROWS) {
            on_conn!(self, c, Db => {
                let mut sql = QueryBuilder::<Db>::new("INSERT INTO revision_photo (record, revision, sha256) ");
                sql.push_values(photos, |mut values, (record, revision, photo)| {
                    values.push_bind(record.0).push_bind(revision.0).push_bind(photo.0.as_slice());
                });
                sql.push(" ON CONFLICT DO NOTHING");
                sql.build().execute(c).await.map(drop)
            })?;
        }
        Ok(())
    }

    /// Moves revisions to another place in their record.
    pub async fn place_revisions(&mut self, moves: &[(RevisionId, RevisionPlace)]) -> Result<()> {
        const SQL: &str = "UPDATE revision SET place = $2 WHERE id = $1";
        for (revision, place) in moves {
            on_conn!(self, c => sqlx::query(SQL).bind(revision.0).bind(place.as_str()).execute(c).await.map(drop))?;
        }
        Ok(())
    }
}
