//! `/api/v1/evaluations`: half-year and yearly reports, written at the desk, handed in, taken in, signed.

pub mod attachments;
pub mod levels;
mod shown;

use std::collections::BTreeMap;

use axum::extract::State;
use http::StatusCode;
use mobile_sync_protocol::{
    ids::{DepartmentId, EvaluationId, Key, PersonId, UnitId},
    problem::{Code, Problem},
    time::{Date, Timestamp},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

pub use self::shown::{EvaluationBody, EvaluationLineBody, SectionBody};
use super::super::{
    error::Failure,
    extract::{Allowed, Json, Path, Query, ReadEvaluations, WriteEvaluations},
};
use crate::{
    app::App,
    auth::Caller,
    desk::evaluations::{self, Described, EvaluationError, NewEvaluation, Stepped, Written},
    evaluation::{
        figures::Figures,
        form::{EvaluationKind, FieldValue, Period},
        head::Head,
        state::{EvaluationAct, EvaluationState, EvaluationStep},
    },
    store::EvaluationFilter,
};

impl From<EvaluationError> for Failure {
    fn from(error: EvaluationError) -> Self {
        let why = error.to_string();
        match error {
            EvaluationError::Unknown => Self::of(Code::NotFound),
            EvaluationError::OutOfScope => Self::of(Code::OutOfScope),
            EvaluationError::MovedOn { .. } => Self::of(Code::EvaluationMovedOn).because(why),
            EvaluationError::Transition { .. } => Self::of(Code::EvaluationTransition).because(why),
            EvaluationError::Exists(_) => Self::of(Code::EvaluationExists).because(why),
            EvaluationError::Fields(faults) => Self::of(Code::EvaluationField).because(why).at(faults),
            EvaluationError::Store(error) => error.into(),
        }
    }
}

/// Which evaluations.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EvaluationQuery {
    /// Only those of one year.
    year: Option<i64>,
    /// Only those of one part of the year.
    #[param(inline)]
    period: Option<Period>,
    /// Only those that follow one form.
    form: Option<Key>,
    /// Only those of one kind.
    #[param(inline)]
    kind: Option<EvaluationKind>,
    /// Only those of one unit.
    unit: Option<UnitId>,
    /// Only those of one department.
    department: Option<DepartmentId>,
    /// Only those in one state.
    #[param(inline)]
    state: Option<EvaluationState>,
}

/// Evaluations.
#[derive(Serialize, ToSchema)]
pub struct EvaluationList {
    /// Newest year first.
    evaluations: Vec<EvaluationLineBody>,
}

/// Evaluations in the caller's scope.
#[utoipa::path(
    get,
    path = "/api/v1/evaluations",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    params(EvaluationQuery),
    responses((status = 200, body = EvaluationList))
)]
pub async fn list(
    State(app): State<App>,
    allowed: Allowed<ReadEvaluations>,
    Query(query): Query<EvaluationQuery>,
) -> Result<axum::Json<EvaluationList>, Failure> {
    let EvaluationQuery { year, period, form, kind, unit, department, state } = query;
    let filter = EvaluationFilter { year, period, form, kind, unit, department, state, ..EvaluationFilter::default() };
    let lines = evaluations::list(&app, &allowed.caller, filter).await?;
    Ok(axum::Json(EvaluationList { evaluations: lines.into_iter().map(EvaluationLineBody::new).collect() }))
}

/// The whole of an evaluation, after something was done about it.
async fn shown(app: &App, id: EvaluationId, caller: &Caller) -> Result<axum::Json<EvaluationBody>, Failure> {
    Ok(axum::Json(EvaluationBody::new(evaluations::find(app, id, caller).await?)))
}

/// Begins an evaluation.
#[utoipa::path(
    post,
    path = "/api/v1/evaluations",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    request_body = NewEvaluation,
    responses(
        (status = 201, body = EvaluationBody),
        (status = 403, description = "The body is not one that the caller writes for", body = Problem),
        (status = 409, description = "There is one of this form, period and body", body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn create(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Json(new): Json<NewEvaluation>,
) -> Result<(StatusCode, axum::Json<EvaluationBody>), Failure> {
    let id = evaluations::create(&app, &allowed.caller, new).await?;
    Ok((StatusCode::CREATED, shown(&app, id, &allowed.caller).await?))
}

/// An evaluation with all that is in it.
#[utoipa::path(
    get,
    path = "/api/v1/evaluations/{id}",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    params(("id" = EvaluationId, Path)),
    responses((status = 200, body = EvaluationBody), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadEvaluations>,
    Path(id): Path<EvaluationId>,
) -> Result<axum::Json<EvaluationBody>, Failure> {
    shown(&app, id, &allowed.caller).await
}

/// What of an evaluation to say otherwise. What is absent stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationEdit {
    /// `changed_at` of what was looked at.
    seen: Timestamp,
    /// What people call it.
    title: Option<String>,
    /// The first day of what it counts.
    from: Option<Date>,
    /// The last day.
    to: Option<Date>,
    /// The whole head.
    head: Option<Head>,
}

/// Says otherwise what a draft is called, which days it counts, and what stands around its words.
#[utoipa::path(
    patch,
    path = "/api/v1/evaluations/{id}",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    params(("id" = EvaluationId, Path)),
    request_body = EvaluationEdit,
    responses(
        (status = 200, body = EvaluationBody),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn edit(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Path(id): Path<EvaluationId>,
    Json(wanted): Json<EvaluationEdit>,
) -> Result<axum::Json<EvaluationBody>, Failure> {
    let EvaluationEdit { seen, title, from, to, head } = wanted;
    evaluations::describe(&app, id, &allowed.caller, seen, Described { title, from, to, head }).await?;
    shown(&app, id, &allowed.caller).await
}

/// What was looked at.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SeenQuery {
    /// `changed_at` of what was looked at.
    seen: Timestamp,
}

/// Throws a draft away.
#[utoipa::path(
    delete,
    path = "/api/v1/evaluations/{id}",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    params(("id" = EvaluationId, Path), SeenQuery),
    responses((status = 204), (status = 404, body = Problem), (status = 409, body = Problem))
)]
pub async fn delete(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Path(id): Path<EvaluationId>,
    Query(query): Query<SeenQuery>,
) -> Result<StatusCode, Failure> {
    evaluations::delete(&app, id, &allowed.caller, query.seen).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A step to take.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EvaluationStepBody {
    /// Which.
    step: EvaluationStep,
    /// `changed_at` of what was looked at.
    seen: Timestamp,
    /// Why. Needed to give back.
    #[serde(default)]
    words: String,
    /// The head as the document was issued. Only with signing, which needs its number, date and signatory's name.
    #[serde(default)]
    head: Option<Head>,
}

/// Hands an evaluation in, gives it back, takes it into the one above, or notes that it was signed.
#[utoipa::path(
    post,
    path = "/api/v1/evaluations/{id}/steps",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    params(("id" = EvaluationId, Path)),
    request_body = EvaluationStepBody,
    responses(
        (status = 200, body = EvaluationBody),
        (status = 403, description = "The step is not the caller's to take", body = Problem),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn step(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Path(id): Path<EvaluationId>,
    Json(wanted): Json<EvaluationStepBody>,
) -> Result<axum::Json<EvaluationBody>, Failure> {
    let EvaluationStepBody { step, seen, words, head } = wanted;
    evaluations::step(&app, id, &allowed.caller, Stepped { step, seen, words, head }).await?;
    shown(&app, id, &allowed.caller).await
}

/// What to write in a section.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectionEdit {
    /// `changed_at` of the section that was looked at; `null` where nothing was written there yet.
    #[schema(required)]
    seen: Option<Timestamp>,
    /// The words.
    words: String,
    /// Fields that were filled, or cleared by `null`; what is absent stays.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, FieldValue>)]
    fields: BTreeMap<Key, Option<FieldValue>>,
}

/// Writes a section of a draft.
#[utoipa::path(
    put,
    path = "/api/v1/evaluations/{id}/sections/{key}",
    tag = "evaluations",
    security(("session" = ["write_evaluations"])),
    params(("id" = EvaluationId, Path), ("key" = String, Path)),
    request_body = SectionEdit,
    responses(
        (status = 200, body = SectionBody),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn write(
    State(app): State<App>,
    allowed: Allowed<WriteEvaluations>,
    Path((id, key)): Path<(EvaluationId, Key)>,
    Json(SectionEdit { seen, words, fields }): Json<SectionEdit>,
) -> Result<axum::Json<SectionBody>, Failure> {
    evaluations::write(&app, id, &allowed.caller, &key, Written { seen, words, fields }).await?;
    let view = evaluations::find_section(&app, id, &allowed.caller, &key).await?;
    let section = EvaluationBody::new(view).into_section(&key).ok_or_else(|| Failure::of(Code::NotFound))?;
    Ok(axum::Json(section))
}

/// The figures of an evaluation.
#[derive(Serialize, ToSchema)]
pub struct FiguresBody {
    /// Whether they are those of the day on which it was handed in.
    frozen: bool,
    /// The figures.
    #[serde(flatten)]
    figures: Figures,
}

/// What an evaluation's form counts: as it stands now, or as frozen when it was handed in.
#[utoipa::path(
    get,
    path = "/api/v1/evaluations/{id}/figures",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    params(("id" = EvaluationId, Path)),
    responses((status = 200, body = FiguresBody), (status = 404, body = Problem))
)]
pub async fn figures(
    State(app): State<App>,
    allowed: Allowed<ReadEvaluations>,
    Path(id): Path<EvaluationId>,
) -> Result<axum::Json<FiguresBody>, Failure> {
    let (figures, frozen) = evaluations::figures(&app, id, &allowed.caller).await?;
    Ok(axum::Json(FiguresBody { frozen, figures }))
}

/// Something that was done about an evaluation.
#[derive(Serialize, ToSchema)]
pub struct EvaluationEventBody {
    /// Counts them, from 1.
    number: i64,
    /// When.
    at: Timestamp,
    /// By whom.
    person: PersonId,
    /// Their name.
    person_name: String,
    /// What.
    kind: EvaluationAct,
    /// The section that it was about.
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<Key>,
    /// In their words; of a section that was written, what stood there before.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    /// The numbers of the findings that it was about.
    findings: Vec<String>,
}

/// What was done about an evaluation.
#[derive(Serialize, ToSchema)]
pub struct EvaluationHistory {
    /// In order.
    events: Vec<EvaluationEventBody>,
}

/// What was done about an evaluation, in order.
#[utoipa::path(
    get,
    path = "/api/v1/evaluations/{id}/history",
    tag = "evaluations",
    security(("session" = ["read_evaluations"])),
    params(("id" = EvaluationId, Path)),
    responses((status = 200, body = EvaluationHistory), (status = 404, body = Problem))
)]
pub async fn history(
    State(app): State<App>,
    allowed: Allowed<ReadEvaluations>,
    Path(id): Path<EvaluationId>,
) -> Result<axum::Json<EvaluationHistory>, Failure> {
    let events = evaluations::history(&app, id, &allowed.caller).await?.into_iter();
    let events = events.map(|(event, person_name, findings)| EvaluationEventBody {
        number: event.number,
        at: event.at,
        person: event.person,
        person_name,
        kind: event.kind,
        section: event.section,
        words: event.words,
        findings,
    });
    Ok(axum::Json(EvaluationHistory { events: events.collect() }))
}
