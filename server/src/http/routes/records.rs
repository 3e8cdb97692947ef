//! `/api/v1/records/{id}` and `/api/v1/waiting`: what came in, and what it waits for.

use std::collections::{BTreeMap, HashMap};

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use mobile_sync_protocol::{
    ids::{DeviceId, PersonId, RecordId, RevisionId, Sha256, UnitId},
    problem::{Code, Problem},
    record::Revision,
    sync::ReviewComment,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        error::Failure,
        extract::{Allowed, Path, Query, ReadIntake, ReadRecords},
    },
    queue::RecordLine,
};
use crate::{
    app::App,
    auth::Scope,
    desk::opening,
    review::record::Action,
    store::{Counts, DecisionRow, Device, Person, RecordRow, RevisionSummary, WaitingGroup},
    sync::assess::Assessment,
};

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
    /// Snapshots that wait for their base.
    held: i64,
    /// What it lacks, what it flags, how it scores.
    assessment: Assessment,
    /// The photos that are missing.
    missing: Vec<Sha256>,
    /// Its snapshots, by number.
    revisions: Vec<RevisionLine>,
    /// What was decided.
    review: ReviewBody,
    /// How many submissions of OpenRosa's clients it was made of.
    submissions: i64,
}

/// What was decided about a record.
#[derive(Serialize, ToSchema)]
pub struct ReviewBody {
    /// In order.
    decisions: Vec<DecisionLine>,
}

/// One decision.
#[derive(Serialize, ToSchema)]
pub struct DecisionLine {
    /// Counts the record's decisions, from 1.
    number: i64,
    /// What was decided.
    action: Action,
    /// When.
    at: Timestamp,
    /// By whom.
    person: PersonId,
    /// What they are called.
    person_name: String,
    /// On which snapshot.
    head: RevisionId,
    /// With which words.
    comments: Vec<ReviewComment>,
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

impl From<RevisionSummary> for RevisionLine {
    fn from(summary: RevisionSummary) -> Self {
        Self {
            revision: summary.id,
            number: summary.number,
            place: summary.place.as_str(),
            base: summary.base,
            joined: summary.joined,
            device: summary.device,
            received_at: summary.received_at,
            sha256: summary.sha256,
        }
    }
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
    opened(&app, id, &allowed, &allowed.scope(&app)).await?;
    Ok(axum::Json(body_of(&app, id).await?))
}

/// A record with its history, for somebody who opened it.
pub(super) async fn body_of(app: &App, id: RecordId) -> Result<RecordBody, Failure> {
    let mut session = app.store.read().await?;
    let record = session.records_by_id(&[id]).await?.remove(&id).ok_or_else(|| Failure::of(Code::NotFound))?;
    let missing = session.missing_photos_of(id).await?;
    let revisions = session.contents_of(&[id]).await?.into_iter().map(|content| content.summary);
    let decisions = session.decisions_of(&[id]).await?.remove(&id).unwrap_or_default();
    let names = session.names().await?;
    let mut lines = RecordLine::of(&mut session, std::slice::from_ref(&record), true).await?;
    let decision = |decision: DecisionRow| DecisionLine {
        number: decision.number,
        action: decision.action,
        at: decision.at,
        person: decision.person,
        person_name: names.get(&decision.person).cloned().unwrap_or_default(),
        head: decision.head,
        comments: decision.comments,
    };
    Ok(RecordBody {
        line: lines.pop().ok_or_else(|| Failure::of(Code::NotFound))?,
        held: record.held,
        assessment: record.assessment,
        missing,
        revisions: revisions.map(RevisionLine::from).collect(),
        review: ReviewBody { decisions: decisions.into_iter().map(decision).collect() },
        submissions: session.submissions_counted(id).await?,
    })
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
    groups: Vec<WaitingBody>,
}

/// Records that wait, and whom to call.
#[derive(Serialize, ToSchema)]
pub struct WaitingBody {
    /// What waits.
    #[serde(flatten)]
    group: WaitingGroup,
    /// What the phone is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    device_label: Option<String>,
    /// What its holder is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_name: Option<String>,
    /// A number to call.
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<String>,
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
    let mut session = app.store.read().await?;
    let groups = session.waiting(&communes).await?;
    let devices: HashMap<DeviceId, Device> =
        session.devices().await?.into_iter().map(|device| (device.id, device)).collect();
    let people: HashMap<PersonId, Person> =
        session.people().await?.into_iter().map(|person| (person.id, person)).collect();
    let named = |group: WaitingGroup| {
        let device = devices.get(&group.device);
        let person = device.and_then(|device| people.get(&device.person));
        WaitingBody {
            group,
            device_label: device.map(|device| device.label.clone()),
            person_name: person.map(|person| person.full_name.clone()),
            phone: person.and_then(|person| person.phone.clone()),
        }
    };
    Ok(axum::Json(Waiting { groups: groups.into_iter().map(named).collect() }))
}
