//! A pull: what changed in the caller's scope since the cursor, each thing in its newest state.

use std::collections::HashMap;

use mobile_sync_protocol::{
    ids::{FindingId, RecordId, Sha256, SubjectId, VisitId},
    record::ChecklistRef,
    sync::{Change, Kind, Op, PullResponse, RecordState, RecordStatus},
    time::Timestamp,
};
use serde_json::Value;
use uuid::Uuid;

use super::earlier;
use crate::{
    auth::{Caller, Permission, Scope},
    registry::{Registry, Snapshot},
    store::{Audience, DecisionRow, Fed, RecordRow, Session, Store, StoreError},
};

/// The name under which the store keeps its epoch.
pub const EPOCH: &str = "epoch";

/// How far the changes after a page are counted: what a phone shows of its progress needs no more, and a page stays
/// cheap however long the feed is.
const LEFT_MAX: i64 = 100_000;

/// Where a pull stands: which store, which scope, how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    epoch: Uuid,
    scope: [u8; 8],
    seq: i64,
    /// Where the feed stood when this phone began with everything: what it has seen is not older than that.
    since: i64,
}

impl Cursor {
    /// Reads a cursor; `None` where it is none of this version's.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (version, rest) = bytes.split_first()?;
        let (epoch, rest) = rest.split_first_chunk::<16>()?;
        let (scope, rest) = rest.split_first_chunk::<8>()?;
        let (seq, since) = rest.split_first_chunk::<8>()?;
        let (seq, since) = (i64::from_be_bytes(*seq), i64::from_be_bytes(since.try_into().ok()?));
        (*version == 1 && seq >= 0).then_some(Self { epoch: Uuid::from_bytes(*epoch), scope: *scope, seq, since })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut bytes = vec![1];
        bytes.extend_from_slice(self.epoch.as_bytes());
        bytes.extend_from_slice(&self.scope);
        bytes.extend_from_slice(&self.seq.to_be_bytes());
        bytes.extend_from_slice(&self.since.to_be_bytes());
        out.write_str(&data_encoding::BASE64URL_NOPAD.encode(&bytes))
    }
}

/// What a caller hears of.
pub fn audiences(caller: &Caller, scope: &Scope) -> Vec<Audience> {
    let mut audiences = vec![Audience::Everybody, Audience::Person(caller.person)];
    audiences.extend(scope.communes.iter().map(|unit| Audience::Commune(*unit)));
    audiences
}

/// A short name of a scope, which changes when the scope does.
fn fingerprint(audiences: &[Audience]) -> [u8; 8] {
    let names: Vec<String> = audiences.iter().map(ToString::to_string).collect();
    let hash = Sha256::of(names.join("\n").as_bytes()).0;
    hash.first_chunk().copied().unwrap_or_default()
}

/// One page of at most `limit` changes.
///
/// # Errors
/// Where the store cannot be read.
pub async fn pull(
    store: &Store,
    registry: &Registry,
    caller: &Caller,
    cursor: Option<Cursor>,
    limit: usize,
    now: Timestamp,
) -> Result<PullResponse, StoreError> {
    let mut session = store.read().await?;
    let counters = session.counters().await?;
    let mut snapshot = registry.current();
    if snapshot.version != counters.registry {
        // Never older than the feed that this session sees, or a phone would pass a change with its old body.
        snapshot = registry.refresh().await?;
    }
    let scope = caller.scope(Permission::Sync, &snapshot);
    let audiences = audiences(caller, &scope);
    let epoch = session.meta(EPOCH).await?.and_then(|text| Uuid::parse_str(&text).ok());
    let epoch = epoch.ok_or_else(|| StoreError::inconsistent("meta", EPOCH, "missing or no UUID"))?;
    let fresh = Cursor { epoch, scope: fingerprint(&audiences), seq: 0, since: counters.feed };
    // A cursor goes on only in the same store and scope, and where nothing after it was forgotten.
    let going_on = cursor.filter(|cursor| {
        cursor.epoch == fresh.epoch
            && cursor.scope == fresh.scope
            && cursor.seq.max(cursor.since) >= counters.feed_pruned
            && cursor.seq <= counters.feed
    });
    let from = going_on.unwrap_or(fresh);
    let rows = session.feed_after(&audiences, from.seq, i64::try_from(limit + 1).unwrap_or(i64::MAX)).await?;
    let more = rows.len() > limit;
    let rows: Vec<Fed> = rows.into_iter().take(limit).collect();
    let seq = rows.last().map_or(counters.feed.max(from.seq), |row| if more { row.seq } else { counters.feed });
    let left = if more { session.feed_left(&audiences, seq, LEFT_MAX).await? } else { 0 };
    let (changes, households) = bodies(&mut session, &snapshot, &scope, rows).await?;
    drop(session);
    earlier::note(store, &households, caller, now).await?;
    Ok(PullResponse {
        reset: going_on.is_none(),
        changes,
        cursor: Cursor { seq, ..from }.to_string(),
        more,
        left: u64::try_from(left).unwrap_or(0),
        server_time: now,
    })
}

/// The changes of a page, and those findings among them that are about households.
async fn bodies(
    session: &mut Session,
    registry: &Snapshot,
    scope: &Scope,
    rows: Vec<Fed>,
) -> Result<(Vec<Change>, Vec<FindingId>), StoreError> {
    let mut subjects: Vec<SubjectId> = Vec::new();
    let mut visits: Vec<VisitId> = Vec::new();
    let mut records: Vec<RecordId> = Vec::new();
    let mut findings: Vec<FindingId> = Vec::new();
    let mut want_nodes = false;
    for row in rows.iter().filter(|row| row.op == Op::Put) {
        match row.kind {
            Kind::Subject => subjects.extend(row.id.parse::<SubjectId>()),
            Kind::Visit => visits.extend(row.id.parse::<VisitId>()),
            Kind::Record => records.extend(row.id.parse::<RecordId>()),
            Kind::SubProject => want_nodes = true,
            Kind::Finding => findings.extend(row.id.parse::<FindingId>()),
            Kind::Unit | Kind::Checklist => {}
        }
    }
    let mut found: HashMap<(Kind, String), Value> = HashMap::new();
    let mut keep = |kind: Kind, id: String, body: serde_json::Result<Value>| -> Result<(), StoreError> {
        let body = body.map_err(|why| StoreError::inconsistent("feed", &id, why))?;
        found.insert((kind, id), body);
        Ok(())
    };
    for subject in session.subjects_by_id(&subjects).await?.into_values() {
        keep(Kind::Subject, subject.id.to_string(), serde_json::to_value(subject))?;
    }
    for visit in session.visits(Some(&visits)).await? {
        keep(Kind::Visit, visit.id.to_string(), serde_json::to_value(visit))?;
    }
    let mut decisions = session.decisions_of(&records).await?;
    for record in session.records_by_id(&records).await?.into_values() {
        let decided = decisions.remove(&record.id).unwrap_or_default();
        keep(Kind::Record, record.id.to_string(), serde_json::to_value(state(record, decided)))?;
    }
    let lines = session.findings_by_id(&findings).await?;
    let mut households = Vec::new();
    for (line, told) in earlier::told(session, lines).await? {
        if earlier::is_of_household(&line) {
            households.push(told.id);
        }
        keep(Kind::Finding, told.id.to_string(), serde_json::to_value(told))?;
    }
    for row in rows.iter().filter(|row| row.op == Op::Put) {
        match row.kind {
            Kind::Unit => {
                let Some(unit) = row.id.parse().ok().and_then(|id| registry.units.get(id)) else { continue };
                let mut unit = unit.clone();
                if !scope.communes.contains(&unit.id) {
                    unit.boundary = None;
                }
                keep(Kind::Unit, row.id.clone(), serde_json::to_value(unit))?;
            }
            Kind::SubProject if want_nodes => {
                let Some(node) = row.id.parse().ok().and_then(|id| registry.sub_projects.get(&id)) else { continue };
                keep(Kind::SubProject, row.id.clone(), serde_json::to_value(node))?;
            }
            Kind::Checklist => {
                let Some(checklist) = checklist_ref(&row.id).and_then(|wanted| registry.checklist(&wanted).cloned())
                else {
                    continue;
                };
                keep(Kind::Checklist, row.id.clone(), serde_json::to_value(&*checklist))?;
            }
            _ => {}
        }
    }
    let changes = rows.into_iter().map(|row| {
        let body = found.get(&(row.kind, row.id.clone())).cloned();
        let op = if body.is_some() { row.op } else { Op::Remove };
        Change { kind: row.kind, id: row.id, op, body }
    });
    Ok((changes.collect(), households))
}

fn checklist_ref(text: &str) -> Option<ChecklistRef> {
    let (id, version) = text.split_once('/')?;
    Some(ChecklistRef { id: id.parse().ok()?, version: version.parse().ok()? })
}

/// A record as its phone sees it; with the newest decision's words where that sent it back.
fn state(record: RecordRow, decisions: Vec<DecisionRow>) -> RecordState {
    let sent_back = decisions.into_iter().next_back().filter(|_| record.status == RecordStatus::Returned);
    let mut flagged_items: Vec<_> = record.assessment.flags.iter().map(|flag| flag.item.clone()).collect();
    flagged_items.dedup();
    RecordState {
        record: record.id,
        status: record.status,
        head: record.head,
        photos_missing: record.photos_missing,
        held: record.held,
        conflicts: record.conflicts,
        omissions: record.assessment.omissions,
        flags: record.assessment.flags,
        flagged_items,
        evidence: record.evidence,
        comments: sent_back.map(|decision| decision.comments).unwrap_or_default(),
    }
}
