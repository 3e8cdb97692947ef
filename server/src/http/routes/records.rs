//! `/api/v1/records` and `/api/v1/waiting`: what came in, and what it waits for.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use mobile_sync_protocol::{
    evidence::{Answer, EvidenceSummary},
    ids::{DeviceId, PersonId, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId, VisitId},
    problem::{Code, Problem},
    record::{ChecklistRef, Revision},
    sync::RecordStatus,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{
    error::Failure,
    extract::{Allowed, Path, Query, ReadIntake, ReadRecords},
};
use crate::{
    app::App,
    auth::Scope,
    desk::opening,
    geo::link::{CommuneLink, SubjectLink},
    store::{Counts, RecordFilter, RecordRow, WaitingGroup},
    sync::assess::Assessment,
};

/// A record in a list.
#[derive(Serialize, ToSchema)]
pub struct RecordLine {
    /// The record.
    record: RecordId,
    /// Where it stands.
    status: RecordStatus,
    /// The checklist that was filled.
    checklist: ChecklistRef,
    /// The visit.
    #[serde(skip_serializing_if = "Option::is_none")]
    visit: Option<VisitId>,
    /// The subject.
    subject: SubjectId,
    /// The sub-project, as declared.
    sub_project: SubProjectId,
    /// The commune, as declared.
    commune: UnitId,
    /// Who sent it first.
    person: PersonId,
    /// The phone that sent it first.
    device: DeviceId,
    /// When the head was captured.
    captured_at: Timestamp,
    /// When its first snapshot arrived.
    first_received_at: Timestamp,
    /// Photos that it names and that are not stored.
    photos_missing: i64,
    /// Branches to settle.
    conflicts: i64,
    /// Whether it lacks something.
    incomplete: bool,
    /// How it is linked to its commune.
    commune_link: CommuneLink,
    /// How it is linked to its subject.
    subject_link: SubjectLink,
    /// What its evidence comes to; absent until it was checked. It is of the head where its `revision` is the head.
    #[serde(skip_serializing_if = "Option::is_none")]
    evidence: Option<EvidenceSummary>,
}

impl From<&RecordRow> for RecordLine {
    fn from(record: &RecordRow) -> Self {
        Self {
            record: record.id,
            status: record.status,
            checklist: record.checklist.clone(),
            visit: record.visit,
            subject: record.subject,
            sub_project: record.sub_project,
            commune: record.commune,
            person: record.person,
            device: record.device,
            captured_at: record.captured_at,
            first_received_at: record.first_received_at,
            photos_missing: record.photos_missing,
            conflicts: record.conflicts,
            incomplete: !record.assessment.omissions.is_empty(),
            commune_link: record.commune_link.clone(),
            subject_link: record.subject_link.clone(),
            evidence: record.evidence.clone(),
        }
    }
}

/// A page of records.
#[derive(Serialize, ToSchema)]
pub struct RecordPage {
    /// In the order of their ids, which is that of their making.
    records: Vec<RecordLine>,
    /// Where to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<RecordId>,
}

/// Which records.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordQuery {
    /// Only those in one state.
    status: Option<RecordStatus>,
    /// Only those of one commune.
    commune: Option<UnitId>,
    /// Only those of one person.
    person: Option<PersonId>,
    /// Only those whose evidence comes to this answer.
    evidence: Option<Answer>,
    /// Only those at which this rule gives a reason to look, such as `place.commune`.
    rule: Option<String>,
    /// Where the page before ended.
    after: Option<RecordId>,
    /// Most records in the page; 100 where absent, at most 500.
    limit: Option<i64>,
}

/// Records in the caller's scope.
#[utoipa::path(
    get,
    path = "/api/v1/records",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(RecordQuery),
    responses((status = 200, body = RecordPage))
)]
pub async fn list(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Query(query): Query<RecordQuery>,
) -> Result<axum::Json<RecordPage>, Failure> {
    let limit = query.limit.unwrap_or(100).clamp(1, 500);
    let scope = allowed.scope(&app);
    if scope.person.is_some_and(|own| query.person.is_some_and(|asked| asked != own)) {
        return Err(Failure::of(Code::OutOfScope));
    }
    let filter = RecordFilter {
        communes: scope.communes.into_iter().collect(),
        person: scope.person.or(query.person),
        status: query.status,
        commune: query.commune,
        evidence: query.evidence,
        rule: query.rule,
        after: query.after,
    };
    let rows = app.store.read().await?.records(&filter, limit).await?;
    let full = i64::try_from(rows.len()).is_ok_and(|count| count == limit);
    let next = rows.last().filter(|_| full).map(|row| row.id);
    Ok(axum::Json(RecordPage { records: rows.iter().map(RecordLine::from).collect(), next }))
}

/// How much is there in all. Numbers without names, for whoever may see what comes in.
#[utoipa::path(
    get,
    path = "/api/v1/records/count",
    tag = "records",
    security(("session" = ["read_intake"])),
    responses((status = 200, body = Counts))
)]
pub async fn count(State(app): State<App>, _allowed: Allowed<ReadIntake>) -> Result<axum::Json<Counts>, Failure> {
    Ok(axum::Json(app.store.read().await?.counts().await?))
}

/// The units of which day.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TotalsQuery {
    /// Count by the units that stand on this day; by those of the inspections where absent.
    units_on: Option<Date>,
}

/// Records of one unit.
#[derive(Serialize, ToSchema)]
pub struct UnitTotal {
    /// The unit.
    unit: UnitId,
    /// Its code.
    code: String,
    /// Its name.
    name: String,
    /// How many records.
    records: i64,
    /// How many of them wait for something.
    waiting: i64,
}

/// Records by unit.
#[derive(Serialize, ToSchema)]
pub struct Totals {
    /// By code.
    units: Vec<UnitTotal>,
}

/// Records by commune: by the communes of then, or rolled up to those of a day.
#[utoipa::path(
    get,
    path = "/api/v1/records/totals",
    tag = "records",
    security(("session" = ["read_intake"])),
    params(TotalsQuery),
    responses((status = 200, body = Totals))
)]
pub async fn totals(
    State(app): State<App>,
    allowed: Allowed<ReadIntake>,
    Query(query): Query<TotalsQuery>,
) -> Result<axum::Json<Totals>, Failure> {
    let registry = app.registry.refresh().await?;
    let communes: Vec<UnitId> = allowed.scope(&app).communes.into_iter().collect();
    let mut by_unit: BTreeMap<UnitId, (i64, i64)> = BTreeMap::new();
    for (commune, records, waiting) in app.store.read().await?.totals(&communes).await? {
        let unit = query.units_on.map_or(commune, |day| registry.units.now(commune, day));
        let total = by_unit.entry(unit).or_default();
        total.0 += records;
        total.1 += waiting;
    }
    let mut units: Vec<UnitTotal> = by_unit
        .into_iter()
        .filter_map(|(unit, (records, waiting))| {
            let known = registry.units.get(unit)?;
            Some(UnitTotal { unit, code: known.code.clone(), name: known.name.clone(), records, waiting })
        })
        .collect();
    units.sort_by(|left, right| left.code.cmp(&right.code));
    Ok(axum::Json(Totals { units }))
}

/// A record with its history.
#[derive(Serialize, ToSchema)]
pub struct RecordBody {
    /// The record.
    #[serde(flatten)]
    line: RecordLine,
    /// The snapshot that stands for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    head: Option<RevisionId>,
    /// Snapshots that wait for their base.
    held: i64,
    /// What it lacks, what it flags, how it scores.
    assessment: Assessment,
    /// The photos that are missing.
    missing: Vec<Sha256>,
    /// Its snapshots, by number.
    revisions: Vec<RevisionLine>,
}

/// A snapshot in a record's history.
#[derive(Serialize, ToSchema)]
pub struct RevisionLine {
    /// The snapshot.
    revision: RevisionId,
    /// Its number.
    number: i64,
    /// `main`, `branch` or `held`.
    place: &'static str,
    /// The snapshot that it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    base: Option<RevisionId>,
    /// The second snapshot, where the server joined two.
    #[serde(skip_serializing_if = "Option::is_none")]
    joined: Option<RevisionId>,
    /// The phone that sent it.
    device: DeviceId,
    /// When it arrived.
    received_at: Timestamp,
    /// The SHA-256 of its canonical form.
    sha256: Sha256,
}

/// A record with its history. Opening a household's is noted in the log.
#[utoipa::path(
    get,
    path = "/api/v1/records/{id}",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("id" = RecordId, Path)),
    responses((status = 200, body = RecordBody), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path(id): Path<RecordId>,
) -> Result<axum::Json<RecordBody>, Failure> {
    let record = opened(&app, id, &allowed, &allowed.scope(&app)).await?;
    let mut session = app.store.read().await?;
    let missing = session.missing_photos_of(id).await?;
    let revisions = session.contents_of(&[id]).await?;
    let revisions = revisions
        .into_iter()
        .map(|content| {
            let summary = content.summary;
            RevisionLine {
                revision: summary.id,
                number: summary.number,
                place: summary.place.as_str(),
                base: summary.base,
                joined: summary.joined,
                device: summary.device,
                received_at: summary.received_at,
                sha256: summary.sha256,
            }
        })
        .collect();
    Ok(axum::Json(RecordBody {
        line: RecordLine::from(&record),
        head: record.head,
        held: record.held,
        assessment: record.assessment,
        missing,
        revisions,
    }))
}

pub(super) async fn opened(
    app: &App,
    id: RecordId,
    allowed: &Allowed<ReadRecords>,
    scope: &Scope,
) -> Result<RecordRow, Failure> {
    let record = opening::record(app, id, &allowed.caller, scope).await?;
    record.ok_or_else(|| Failure::of(Code::NotFound))
}

/// A snapshot as it was signed: its canonical form, with the signature added.
#[utoipa::path(
    get,
    path = "/api/v1/records/{id}/revisions/{revision}",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("id" = RecordId, Path), ("revision" = RevisionId, Path)),
    responses((status = 200, body = Revision), (status = 404, body = Problem))
)]
pub async fn revision(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path((id, revision)): Path<(RecordId, RevisionId)>,
) -> Result<Response, Failure> {
    opened(&app, id, &allowed, &allowed.scope(&app)).await?;
    let content = app.store.read().await?.content(revision).await?;
    let content = content.filter(|content| content.summary.record == id);
    let content = content.ok_or_else(|| Failure::of(Code::NotFound))?;
    let mut body = content.canonical;
    if let Some(signature) = content.signature {
        // The canonical form is an object with members, so the signature is one more before its closing brace.
        body.pop();
        body.extend_from_slice(b",\"signature\":");
        serde_json::to_writer(&mut body, &signature)?;
        body.push(b'}');
    }
    Ok(([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")], body).into_response())
}

/// What waits, by commune and phone.
#[derive(Serialize, ToSchema)]
pub struct Waiting {
    /// The longest wait first.
    groups: Vec<WaitingGroup>,
}

/// Which records wait for photos, by commune and phone: somebody calls whoever holds the phone.
#[utoipa::path(
    get,
    path = "/api/v1/waiting",
    tag = "records",
    security(("session" = ["read_intake"])),
    responses((status = 200, body = Waiting))
)]
pub async fn waiting(State(app): State<App>, allowed: Allowed<ReadIntake>) -> Result<axum::Json<Waiting>, Failure> {
    let communes: Vec<UnitId> = allowed.scope(&app).communes.into_iter().collect();
    Ok(axum::Json(Waiting { groups: app.store.read().await?.waiting(&communes).await? }))
}
