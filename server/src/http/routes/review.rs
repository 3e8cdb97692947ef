//! `/api/v1/records/{id}/decisions` and around it: what reviewers decide, one by one and many at once.

use std::collections::BTreeSet;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use mobile_sync_protocol::{
    ids::{Key, PersonId, RecordId, RevisionId, Sha256},
    problem::{Code, Problem, Violation},
    sync::{RecordStatus, ReviewComment},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    super::{
        error::Failure,
        extract::{Allowed, Json, Path, ReadRecords, ReviewRecords},
    },
    records::{RecordBody, body_of, opened},
};
use crate::{
    app::App,
    desk::review::{self, ReviewError, Wanted, WantedSettlement},
    evidence::rules,
    review::record::{Action, Refused},
};

/// Most decisions of one request.
const DECISIONS_MAX: usize = 200;

impl From<ReviewError> for Failure {
    fn from(error: ReviewError) -> Self {
        match error {
            ReviewError::Unknown => Self::of(Code::NotFound),
            ReviewError::Refused { why, last } => refused(why, last),
            ReviewError::Comments(wrong) => Self::of(Code::JsonShape).at(wrong),
            ReviewError::NoConflict => Self::of(Code::ReviewNothing),
            ReviewError::Store(error) => error.into(),
            ReviewError::Commit(error) => error.into(),
        }
    }
}

fn refused(why: Refused, last: Option<(String, Timestamp)>) -> Failure {
    let code = match why {
        Refused::NoWords | Refused::Words => Code::ReviewWords,
        // Of two reviewers at once, the second is told who was first.
        Refused::MovedOn | Refused::DecidedBefore(_) => Code::ReviewMovedOn,
        Refused::Waits | Refused::InConflict | Refused::Open => Code::ReviewTransition,
    };
    let who = last.map(|(name, at)| format!("; decided by {name} at {at}")).unwrap_or_default();
    Failure::of(code).because(format!("{why}{who}"))
}

/// A decision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecision {
    /// What to decide.
    action: Action,
    /// The snapshot that was looked at.
    head: RevisionId,
    /// Words to items, to photos, or to the whole; at least one where the record is sent back.
    #[serde(default)]
    comments: Vec<ReviewComment>,
}

/// Accepts a record, sends it back with words, or takes such a decision back.
#[utoipa::path(
    post,
    path = "/api/v1/records/{id}/decisions",
    tag = "review",
    security(("session" = ["review_records"])),
    params(("id" = RecordId, Path)),
    request_body = NewDecision,
    responses(
        (status = 200, body = RecordBody),
        (status = 404, body = Problem),
        (status = 409, description = "Somebody decided before, or the record moved on", body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn decide(
    State(app): State<App>,
    allowed: Allowed<ReviewRecords>,
    Path(record): Path<RecordId>,
    Json(new): Json<NewDecision>,
) -> Result<axum::Json<RecordBody>, Failure> {
    let scope = allowed.scope(&app);
    let wanted = Wanted { record, action: new.action, head: new.head, comments: new.comments };
    review::decide(&app, &allowed.caller, &scope, &wanted).await?;
    Ok(axum::Json(body_of(&app, record).await?))
}

/// A decision on one of many records.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OneOfMany {
    /// The record.
    record: RecordId,
    /// What to decide.
    action: Action,
    /// The snapshot that was looked at.
    head: RevisionId,
    /// Words.
    #[serde(default)]
    comments: Vec<ReviewComment>,
}

/// Decisions on many records.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManyDecisions {
    /// At most 200.
    decisions: Vec<OneOfMany>,
}

/// What became of one decision.
#[derive(Serialize, ToSchema)]
pub struct DecisionOutcome {
    /// The record.
    record: RecordId,
    /// Where it stands now; absent where nothing was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<RecordStatus>,
    /// Why nothing was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<Box<Problem>>,
}

/// What became of many decisions.
#[derive(Serialize, ToSchema)]
pub struct DecisionOutcomes {
    /// In the order of the decisions.
    outcomes: Vec<DecisionOutcome>,
}

/// Decides on many records; each has its own outcome, and one that is refused fails no neighbour.
#[utoipa::path(
    post,
    path = "/api/v1/decisions",
    tag = "review",
    security(("session" = ["review_records"])),
    request_body = ManyDecisions,
    responses((status = 200, body = DecisionOutcomes), (status = 413, body = Problem))
)]
pub async fn decide_many(
    State(app): State<App>,
    allowed: Allowed<ReviewRecords>,
    Json(many): Json<ManyDecisions>,
) -> Result<axum::Json<DecisionOutcomes>, Failure> {
    if many.decisions.len() > DECISIONS_MAX {
        return Err(Failure::of(Code::TooManyItems).because(format!("at most {DECISIONS_MAX}")));
    }
    let scope = allowed.scope(&app);
    let mut outcomes = Vec::with_capacity(many.decisions.len());
    for one in many.decisions {
        let record = one.record;
        let wanted = Wanted { record, action: one.action, head: one.head, comments: one.comments };
        let outcome = match review::decide(&app, &allowed.caller, &scope, &wanted).await {
            Ok(()) => {
                let row = app.store.read().await?.records_by_id(&[record]).await?.remove(&record);
                DecisionOutcome { record, status: row.map(|row| row.status), problem: None }
            }
            Err(error) => DecisionOutcome { record, status: None, problem: Some(Failure::from(error).into_problem()) },
        };
        outcomes.push(outcome);
    }
    Ok(axum::Json(DecisionOutcomes { outcomes }))
}

/// How a conflict is settled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSettlement {
    /// The head that was looked at.
    head: RevisionId,
    /// The branch that disagrees with it.
    branch: RevisionId,
    /// The items that are taken from the branch, with their photos.
    #[serde(default)]
    take: BTreeSet<Key>,
    /// Whether the branch's photos of the whole are added.
    #[serde(default)]
    take_photos: bool,
}

/// Settles a conflict item by item: makes a new head of both sides, which stay as they were signed.
#[utoipa::path(
    post,
    path = "/api/v1/records/{id}/settlements",
    tag = "review",
    security(("session" = ["review_records"])),
    params(("id" = RecordId, Path)),
    request_body = NewSettlement,
    responses((status = 200, body = RecordBody), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn settle(
    State(app): State<App>,
    allowed: Allowed<ReviewRecords>,
    Path(record): Path<RecordId>,
    Json(new): Json<NewSettlement>,
) -> Result<axum::Json<RecordBody>, Failure> {
    let scope = allowed.scope(&app);
    let (head, branch) = (new.head, new.branch);
    let wanted = WantedSettlement { record, head, branch, take: new.take, take_photos: new.take_photos };
    review::settle(&app, &allowed.caller, &scope, wanted).await?;
    Ok(axum::Json(body_of(&app, record).await?))
}

/// A reviewer's word on a rule.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewMark {
    /// The record.
    record: RecordId,
    /// The rule's code.
    rule: String,
    /// The photo, where the rule spoke of one.
    #[serde(default)]
    photo: Option<Sha256>,
    /// Whether there was a reason to look.
    right: bool,
}

/// Says whether a rule was right about a record.
#[utoipa::path(
    post,
    path = "/api/v1/evidence/marks",
    tag = "review",
    security(("session" = ["review_records"])),
    request_body = NewMark,
    responses((status = 204), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn mark(
    State(app): State<App>,
    allowed: Allowed<ReviewRecords>,
    Json(new): Json<NewMark>,
) -> Result<StatusCode, Failure> {
    if rules::find(&new.rule).is_none() {
        let wrong = Violation::plain("/rule", Code::JsonShape);
        return Err(Failure::of(Code::JsonShape).because("there is no such rule").at(vec![wrong]));
    }
    let scope = allowed.scope(&app);
    review::mark(&app, &allowed.caller, &scope, (new.record, new.rule, new.photo), new.right).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How often a rule was right.
#[derive(Serialize, ToSchema)]
pub struct RuleMarks {
    /// The rule's code.
    rule: String,
    /// How often there was a reason to look.
    right: i64,
    /// How often there was none.
    wrong: i64,
}

/// How often each rule was right.
#[derive(Serialize, ToSchema)]
pub struct MarksBody {
    /// By code; rules that nobody spoke of are left out.
    rules: Vec<RuleMarks>,
}

/// How often each rule was right, by the reviewers' word.
#[utoipa::path(
    get,
    path = "/api/v1/evidence/marks",
    tag = "review",
    security(("session" = ["review_records"])),
    responses((status = 200, body = MarksBody))
)]
pub async fn marks(State(app): State<App>, _allowed: Allowed<ReviewRecords>) -> Result<axum::Json<MarksBody>, Failure> {
    let counts = app.store.read().await?.mark_counts().await?;
    let rules = counts.into_iter().map(|(rule, right, wrong)| RuleMarks { rule, right, wrong });
    Ok(axum::Json(MarksBody { rules: rules.collect() }))
}

/// One act upon a record.
#[derive(Serialize, ToSchema)]
pub struct RecordAct {
    /// Its place in the log.
    seq: i64,
    /// When.
    at: Timestamp,
    /// Who: `person:ID`, `device:ID` or `system`.
    actor: String,
    /// What a person is called, or who holds a phone.
    #[serde(skip_serializing_if = "Option::is_none")]
    actor_name: Option<String>,
    /// What.
    action: String,
    /// What else was kept.
    #[schema(value_type = Object)]
    detail: serde_json::Value,
}

/// All that was done to a record.
#[derive(Serialize, ToSchema)]
pub struct RecordLog {
    /// In order.
    entries: Vec<RecordAct>,
}

/// What was done to a record, by whom and when.
#[utoipa::path(
    get,
    path = "/api/v1/records/{id}/log",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("id" = RecordId, Path)),
    responses((status = 200, body = RecordLog), (status = 404, body = Problem))
)]
pub async fn log(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path(id): Path<RecordId>,
) -> Result<Response, Failure> {
    opened(&app, id, &allowed, &allowed.scope(&app)).await?;
    let mut session = app.store.read().await?;
    let rows = session.log_about(&format!("record:{id}")).await?;
    let (names, devices) = (session.names().await?, session.devices().await?);
    let name = |actor: &str| match actor.split_once(':')? {
        ("person", id) => names.get(&id.parse::<PersonId>().ok()?).cloned(),
        ("device", id) => {
            let id = id.parse().ok()?;
            names.get(&devices.iter().find(|device| device.id == id)?.person).cloned()
        }
        _ => None,
    };
    let entries = rows
        .into_iter()
        .map(|row| RecordAct {
            seq: row.seq,
            at: Timestamp(row.at),
            actor_name: name(&row.actor),
            actor: row.actor,
            action: row.action,
            detail: serde_json::from_str(&row.detail).unwrap_or_default(),
        })
        .collect();
    Ok(axum::Json(RecordLog { entries }).into_response())
}
