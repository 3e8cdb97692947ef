//! `/api/v1/evaluations/{id}/attachments` and `…/proposals`: findings as they stand.

use axum::extract::State;
use http::StatusCode;
use mobile_sync_protocol::{
    ids::{AttachmentId, EvaluationId, FindingId, Key, RecordId, SubProjectId, UnitId},
    problem::Problem,
    time::{Date, Timestamp},
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::super::{
        error::Failure,
        extract::{Allowed, Json, Path, Query, ReadEvaluations, WriteEvaluations},
    },
    SeenQuery,
    shown::AttachmentBody,
};
use crate::{
    app::App,
    auth::Caller,
    desk::{
        evaluations::{self, AttachmentLine, Move},
        findings::shown_subject,
    },
    evaluation::attach::FindingSnapshot,
    review::finding::{Category, Level, State as FindingState, begin_of},
    store::FindingLine,
};

/// A finding that is named beside an evaluation.
#[derive(Serialize, ToSchema)]
pub struct FindingBrief {
    /// The finding.
    id: FindingId,
    /// Its number.
    number: String,
    /// How grave it is.
    level: Level,
    /// What it is about.
    category: Category,
    /// Where it stands.
    state: FindingState,
    /// What was found.
    what: String,
    /// The commune.
    commune: UnitId,
    /// The sub-project.
    sub_project: SubProjectId,
    /// What was inspected; of a household only the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_name: Option<String>,
    /// The record that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RecordId>,
    /// By which day it is to be put right.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<Date>,
    /// When it was raised.
    raised_at: Timestamp,
    /// When it last changed; of one that was put right, when that was.
    changed_at: Timestamp,
    /// Whether it is of a time before the evaluation's days.
    carried_over: bool,
}

impl FindingBrief {
    pub(super) fn new(line: &FindingLine, from: Option<Date>) -> Self {
        let finding = &line.finding;
        Self {
            id: finding.id,
            number: finding.shown_number(),
            level: finding.words.level,
            category: finding.words.category,
            state: finding.state,
            what: finding.words.what.clone(),
            commune: finding.commune,
            sub_project: finding.sub_project,
            subject_name: shown_subject(line).map(str::to_owned),
            record: finding.record,
            due_on: finding.words.due_on,
            raised_at: finding.raised_at,
            changed_at: finding.changed_at,
            carried_over: from.is_some_and(|from| finding.raised_at < begin_of(from)),
        }
    }
}

/// For which section.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProposalQuery {
    /// The section.
    section: Key,
    /// Most findings; 200 where absent, at most 1000.
    limit: Option<i64>,
}

/// Findings that a section's rule proposes.
#[derive(Serialize, ToSchema)]
pub struct ProposalList {
    /// The gravest first, then by number.
    findings: Vec<FindingBrief>,
    /// How many there are in all.
    total: i64,
}

/// Findings that a section's rule proposes, and that are not attached yet.
#[utoipa::path(
    get,
    path = "/api/v1/evaluations/{id}/proposals",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    params(("id" = EvaluationId, Path), ProposalQuery),
    responses((status = 200, body = ProposalList), (status = 404, body = Problem))
)]
pub async fn proposals(
    State(app): State<App>,
    allowed: Allowed<ReadEvaluations>,
    Path(id): Path<EvaluationId>,
    Query(query): Query<ProposalQuery>,
) -> Result<axum::Json<ProposalList>, Failure> {
    let limit = query.limit.unwrap_or(200).clamp(1, 1_000);
    let found = evaluations::proposals(&app, id, &allowed.caller, &query.section, limit).await?;
    let from = Some(found.from);
    let findings = found.findings.iter().map(|line| FindingBrief::new(line, from)).collect();
    Ok(axum::Json(ProposalList { findings, total: found.total }))
}

/// Findings to attach.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAttachments {
    /// The section.
    section: Key,
    /// The findings, in the order in which they are to stand; at most 1000.
    findings: Vec<FindingId>,
    /// Before this attachment; at the end where absent.
    #[serde(default)]
    before: Option<AttachmentId>,
}

/// Attachments.
#[derive(Serialize, ToSchema)]
pub struct AttachmentList {
    /// Those that were made; findings that are attached already are left where they are.
    attachments: Vec<AttachmentBody>,
}

/// Attaches findings to a section of a draft, as they stand now.
#[utoipa::path(
    post,
    path = "/api/v1/evaluations/{id}/attachments",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    params(("id" = EvaluationId, Path)),
    request_body = NewAttachments,
    responses(
        (status = 201, body = AttachmentList),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn create(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Path(id): Path<EvaluationId>,
    Json(new): Json<NewAttachments>,
) -> Result<(StatusCode, axum::Json<AttachmentList>), Failure> {
    let caller = &allowed.caller;
    let made = evaluations::attach(&app, id, caller, &new.section, &new.findings, new.before).await?;
    let view = evaluations::find_attachments(&app, id, caller, &made).await?;
    let from = view.line.evaluation.from;
    let attachments = view.attachments.into_iter().map(|line| AttachmentBody::new(line, from)).collect();
    Ok((StatusCode::CREATED, axum::Json(AttachmentList { attachments })))
}

/// An attachment with the whole of what was frozen.
#[derive(Serialize, ToSchema)]
pub struct AttachmentWhole {
    /// What lists show of it.
    #[serde(flatten)]
    attachment: AttachmentBody,
    /// The finding as it stood, with all that bears it out.
    snapshot: FindingSnapshot,
}

/// An attachment with the whole of what was frozen.
#[utoipa::path(
    get,
    path = "/api/v1/evaluations/{id}/attachments/{attachment}",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    params(("id" = EvaluationId, Path), ("attachment" = AttachmentId, Path)),
    responses((status = 200, body = AttachmentWhole), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadEvaluations>,
    Path((id, attachment)): Path<(EvaluationId, AttachmentId)>,
) -> Result<axum::Json<AttachmentWhole>, Failure> {
    let line = evaluations::find_attachment(&app, id, attachment, &allowed.caller).await?;
    let snapshot = line.snapshot.clone();
    let attachment = body(&app, id, &allowed.caller, line).await?;
    Ok(axum::Json(AttachmentWhole { attachment, snapshot }))
}

async fn body(app: &App, id: EvaluationId, caller: &Caller, line: AttachmentLine) -> Result<AttachmentBody, Failure> {
    let from = evaluations::body_of(app, id, caller).await?.from;
    Ok(AttachmentBody::new(line, from))
}

/// Where to move an attachment, and what to note beside it. What is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub struct AttachmentEdit {
    /// `changed_at` of the attachment that was looked at.
    seen: Timestamp,
    /// To this section.
    section: Option<Key>,
    /// Before this attachment; `null` puts it at the end.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<AttachmentId>)]
    before: Option<Option<AttachmentId>>,
    /// The note; `null` takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    note: Option<Option<String>>,
}

/// Tells `null` from what is absent.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reader: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(reader).map(Some)
}

/// Moves an attachment of a draft, or changes its note.
#[utoipa::path(
    patch,
    path = "/api/v1/evaluations/{id}/attachments/{attachment}",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    params(("id" = EvaluationId, Path), ("attachment" = AttachmentId, Path)),
    request_body = AttachmentEdit,
    responses(
        (status = 200, body = AttachmentBody),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn edit(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Path((id, attachment)): Path<(EvaluationId, AttachmentId)>,
    Json(wanted): Json<AttachmentEdit>,
) -> Result<axum::Json<AttachmentBody>, Failure> {
    let AttachmentEdit { seen, section, before, note } = wanted;
    let to = Move { section, before, note };
    let line = evaluations::mend(&app, id, attachment, &allowed.caller, seen, to).await?;
    Ok(axum::Json(body(&app, id, &allowed.caller, line).await?))
}

/// Takes an attachment out of a draft.
#[utoipa::path(
    delete,
    path = "/api/v1/evaluations/{id}/attachments/{attachment}",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    params(("id" = EvaluationId, Path), ("attachment" = AttachmentId, Path), SeenQuery),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn delete(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Path((id, attachment)): Path<(EvaluationId, AttachmentId)>,
    Query(query): Query<SeenQuery>,
) -> Result<StatusCode, Failure> {
    evaluations::detach(&app, id, attachment, &allowed.caller, query.seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What was looked at.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AttachmentSeen {
    /// `changed_at` of the attachment that was looked at.
    seen: Timestamp,
}

/// Takes the finding of an attachment anew, as it stands now; only in a draft.
#[utoipa::path(
    post,
    path = "/api/v1/evaluations/{id}/attachments/{attachment}/refresh",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    params(("id" = EvaluationId, Path), ("attachment" = AttachmentId, Path)),
    request_body = AttachmentSeen,
    responses((status = 200, body = AttachmentBody), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn refresh(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Path((id, attachment)): Path<(EvaluationId, AttachmentId)>,
    Json(AttachmentSeen { seen }): Json<AttachmentSeen>,
) -> Result<axum::Json<AttachmentBody>, Failure> {
    let line = evaluations::refresh(&app, id, attachment, &allowed.caller, seen).await?;
    Ok(axum::Json(body(&app, id, &allowed.caller, line).await?))
}
