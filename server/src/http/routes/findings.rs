//! `/api/v1/findings`: what was found wrong, who puts it right, and whether they did.

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse, Response},
};
use data_encoding::BASE64URL_NOPAD;
use http::{StatusCode, header};
use mobile_sync_protocol::{
    ids::{FindingId, Key, PersonId, RecordId, RevisionId, Sha256, SubProjectId, SubjectId, UnitId},
    problem::{Code, Problem},
    time::{Date, Timestamp},
};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::{
    error::Failure,
    extract::{Allowed, AnswerFindings, Chosen, Json, Path, Query, RaiseFindings, ReadFindings},
};
use crate::{
    app::App,
    desk::{
        choice::FindingChoice,
        findings::{self, Edit, FindingError, NewFinding, Responsible, shown_subject},
    },
    review::finding::{Category, Level, State as Standing, Step, day_of, is_carried_over},
    store::{FindingCounts, FindingEvent, FindingLine, FindingMark},
};

/// A finding.
#[derive(Serialize, ToSchema)]
pub struct FindingBody {
    /// Its id.
    id: FindingId,
    /// The number that people read, such as `2024-017`.
    number: String,
    /// The year in which it was raised.
    year: i64,
    /// Where it stands.
    state: Standing,
    /// How grave it is.
    level: Level,
    /// What it is about.
    category: Category,
    /// The record that shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<RecordId>,
    /// The snapshot that was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<RevisionId>,
    /// The item of the record's checklist.
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<Key>,
    /// What was inspected.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<SubjectId>,
    /// Its name; of a household only the code.
    #[serde(skip_serializing_if = "Option::is_none")]
    subject_name: Option<String>,
    /// The sub-project.
    sub_project: SubProjectId,
    /// The commune.
    commune: UnitId,
    /// What was found.
    what: String,
    /// Why it came to that.
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<String>,
    /// What is recommended.
    #[serde(skip_serializing_if = "Option::is_none")]
    recommendation: Option<String>,
    /// Who puts it right.
    responsible: Responsible,
    /// By which day.
    #[serde(skip_serializing_if = "Option::is_none")]
    due_on: Option<Date>,
    /// Photos that show it.
    photos: Vec<Sha256>,
    /// When it was raised.
    raised_at: Timestamp,
    /// By whom.
    raised_by: PersonId,
    /// Their name.
    raised_by_name: String,
    /// When it last changed. Whoever changes it says it as `seen`.
    changed_at: Timestamp,
    /// Whether its day has passed and it is not put right.
    overdue: bool,
    /// Whether it is of an earlier year and not put right.
    carried_over: bool,
    /// What was done about it, in order; only where one finding is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    events: Vec<FindingEventBody>,
}

/// Something that was done about a finding.
#[derive(Serialize, ToSchema)]
pub struct FindingEventBody {
    /// Counts them, from 1.
    number: i64,
    /// When.
    at: Timestamp,
    /// By whom.
    person: PersonId,
    /// Their name.
    person_name: String,
    /// What.
    kind: Step,
    /// In their words.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Photos that show it.
    photos: Vec<Sha256>,
}

impl From<(FindingEvent, String)> for FindingEventBody {
    fn from((event, person_name): (FindingEvent, String)) -> Self {
        let FindingEvent { number, at, person, kind, words: text, photos, .. } = event;
        Self { number, at, person, person_name, kind, text, photos }
    }
}

impl FindingBody {
    fn new(line: FindingLine, today: Date) -> Self {
        let subject_name = shown_subject(&line).map(str::to_owned);
        let FindingLine { finding, raised_by_name, .. } = line;
        Self {
            number: finding.shown_number(),
            overdue: finding.state.is_overdue(finding.words.due_on, today),
            carried_over: is_carried_over(finding.state, finding.year, today),
            id: finding.id,
            year: finding.year,
            state: finding.state,
            level: finding.words.level,
            category: finding.words.category,
            record: finding.record,
            revision: finding.revision,
            item: finding.item,
            subject: finding.subject,
            subject_name,
            sub_project: finding.sub_project,
            commune: finding.commune,
            what: finding.words.what,
            cause: finding.words.cause,
            recommendation: finding.words.recommendation,
            responsible: Responsible { unit: finding.words.unit, department: finding.words.department },
            due_on: finding.words.due_on,
            photos: finding.photos,
            raised_at: finding.raised_at,
            raised_by: finding.raised_by,
            raised_by_name,
            changed_at: finding.changed_at,
            events: Vec::new(),
        }
    }
}

impl From<FindingError> for Failure {
    fn from(error: FindingError) -> Self {
        let why = error.to_string();
        match error {
            FindingError::Unknown => Self::of(Code::NotFound),
            FindingError::OutOfScope => Self::of(Code::OutOfScope),
            FindingError::MovedOn { .. } => Self::of(Code::FindingMovedOn).because(why),
            FindingError::Transition { .. } => Self::of(Code::FindingTransition).because(why),
            FindingError::Fields(faults) => Self::of(Code::FindingField).because(why).at(faults),
            FindingError::Store(error) => error.into(),
        }
    }
}

fn today(app: &App) -> Date {
    day_of(app.clock.now())
}

/// Where in a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct FindingPaging {
    /// Where the page before ended.
    after: Option<String>,
    /// Most findings in the page; 100 where absent, at most 500.
    limit: Option<i64>,
}

/// A page of findings.
#[derive(Serialize, ToSchema)]
pub struct FindingPage {
    /// Newest first.
    findings: Vec<FindingBody>,
    /// Where to go on; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many the filter lets through in all, whichever state, and whether overdue or carried over, it asks for.
    counts: FindingCounts,
}

/// Findings in the caller's scope.
#[utoipa::path(
    get,
    path = "/api/v1/findings",
    tag = "findings",
    security(("session" = ["read_findings"])),
    params(FindingChoice, FindingPaging),
    responses((status = 200, body = FindingPage), (status = 400, body = Problem))
)]
pub async fn list(
    State(app): State<App>,
    allowed: Allowed<ReadFindings>,
    Chosen(choice): Chosen<FindingChoice>,
    Query(paging): Query<FindingPaging>,
) -> Result<axum::Json<FindingPage>, Failure> {
    let limit = paging.limit.unwrap_or(100).clamp(1, 500);
    let after = paging.after.as_deref().map(mark).transpose()?;
    let filter = choice.filter(&allowed.chooser(&app)).await?;
    let mut session = app.store.read().await?;
    let lines = session.findings(&filter, after, limit).await?;
    let counts = session.finding_counts(&filter).await?;
    drop(session);
    let full = i64::try_from(lines.len()).is_ok_and(|count| count == limit);
    let next = lines.last().filter(|_| full).map(|line| cursor(line.mark()));
    let findings = lines.into_iter().map(|line| FindingBody::new(line, filter.today)).collect();
    Ok(axum::Json(FindingPage { findings, next, counts }))
}

fn cursor(mark: FindingMark) -> String {
    let mut bytes = mark.raised_at.0.to_be_bytes().to_vec();
    bytes.extend_from_slice(mark.id.0.as_bytes());
    BASE64URL_NOPAD.encode(&bytes)
}

fn mark(cursor: &str) -> Result<FindingMark, Failure> {
    let unreadable = || Failure::of(Code::BadParameter).because("after: not the end of a page");
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).map_err(|_| unreadable())?;
    let (at, id) = bytes.split_first_chunk::<8>().ok_or_else(unreadable)?;
    let id = Uuid::from_slice(id).map_err(|_| unreadable())?;
    Ok(FindingMark { raised_at: Timestamp(i64::from_be_bytes(*at)), id: FindingId(id) })
}

/// Findings as a table for a spreadsheet: UTF-8 with a byte order mark. Taking it along is noted in the log.
#[utoipa::path(
    get,
    path = "/api/v1/findings.csv",
    tag = "findings",
    security(("session" = ["read_findings"])),
    params(FindingChoice),
    responses((status = 200, content_type = "text/csv"))
)]
pub async fn sheet(
    State(app): State<App>,
    allowed: Allowed<ReadFindings>,
    Chosen(choice): Chosen<FindingChoice>,
) -> Result<Response, Failure> {
    let filter = choice.filter(&allowed.chooser(&app)).await?;
    let name = format!("attachment; filename=\"phat-hien-{}.csv\"", filter.today);
    let sheet = findings::sheet(&app, &allowed.caller, filter).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, Body::from_stream(sheet)).into_response())
}

/// A finding with what was done about it.
#[utoipa::path(
    get,
    path = "/api/v1/findings/{id}",
    tag = "findings",
    security(("session" = ["read_findings"])),
    params(("id" = FindingId, Path)),
    responses((status = 200, body = FindingBody), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadFindings>,
    Path(id): Path<FindingId>,
) -> Result<axum::Json<FindingBody>, Failure> {
    let (line, events) = findings::find(&app, id, &allowed.caller).await?;
    let events = events.into_iter().map(FindingEventBody::from).collect();
    Ok(axum::Json(FindingBody { events, ..FindingBody::new(line, today(&app)) }))
}

/// Raises a finding.
#[utoipa::path(
    post,
    path = "/api/v1/findings",
    tag = "findings",
    security(("session" = ["raise_findings"])),
    request_body = NewFinding,
    responses(
        (status = 201, body = FindingBody),
        (status = 403, description = "The commune lies outside the caller's units", body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn create(
    State(app): State<App>,
    allowed: Allowed<RaiseFindings>,
    Json(new): Json<NewFinding>,
) -> Result<(StatusCode, axum::Json<FindingBody>), Failure> {
    let line = findings::raise(&app, &allowed.caller, new).await?;
    Ok((StatusCode::CREATED, axum::Json(FindingBody::new(line, today(&app)))))
}

/// What of a finding to change. What is absent stays; `null` takes away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
pub struct FindingEdit {
    /// `changed_at` of what was looked at.
    seen: Timestamp,
    /// How grave it is.
    level: Option<Level>,
    /// What it is about.
    category: Option<Category>,
    /// What was found.
    what: Option<String>,
    /// Why it came to that.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    cause: Option<Option<String>>,
    /// What is recommended.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    recommendation: Option<Option<String>>,
    /// Who puts it right; the commune where nobody is named.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Responsible>)]
    responsible: Option<Option<Responsible>>,
    /// By which day.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Date>)]
    due_on: Option<Option<Date>>,
}

/// Tells `null` from what is absent.
#[expect(clippy::option_option, reason = "absent, null and a value are three things")]
fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(reader: D) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(reader).map(Some)
}

/// Changes what a finding says, as long as nobody answered it.
#[utoipa::path(
    patch,
    path = "/api/v1/findings/{id}",
    tag = "findings",
    security(("session" = ["raise_findings"])),
    params(("id" = FindingId, Path)),
    request_body = FindingEdit,
    responses(
        (status = 200, body = FindingBody),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn edit(
    State(app): State<App>,
    allowed: Allowed<RaiseFindings>,
    Path(id): Path<FindingId>,
    Json(wanted): Json<FindingEdit>,
) -> Result<axum::Json<FindingBody>, Failure> {
    let edit = Edit {
        level: wanted.level,
        category: wanted.category,
        what: wanted.what,
        cause: wanted.cause,
        recommendation: wanted.recommendation,
        responsible: wanted.responsible.map(Option::unwrap_or_default),
        due_on: wanted.due_on,
    };
    let line = findings::edit(&app, id, &allowed.caller, wanted.seen, edit).await?;
    Ok(axum::Json(FindingBody::new(line, today(&app))))
}

/// What was done about a finding.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingAnswer {
    /// `changed_at` of what was looked at.
    seen: Timestamp,
    /// What was done.
    text: String,
    /// Photos that show it.
    #[serde(default)]
    photos: Vec<Sha256>,
}

/// Says what was done about a finding, for its commune.
#[utoipa::path(
    post,
    path = "/api/v1/findings/{id}/answers",
    tag = "findings",
    security(("session" = ["answer_findings"])),
    params(("id" = FindingId, Path)),
    request_body = FindingAnswer,
    responses(
        (status = 200, body = FindingBody),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn answer(
    State(app): State<App>,
    allowed: Allowed<AnswerFindings>,
    Path(id): Path<FindingId>,
    Json(said): Json<FindingAnswer>,
) -> Result<axum::Json<FindingBody>, Failure> {
    let line = findings::answer(&app, id, &allowed.caller, said.seen, &said.text, said.photos).await?;
    Ok(axum::Json(FindingBody::new(line, today(&app))))
}

/// What to decide.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FindingAction {
    /// It was put right.
    Resolve,
    /// More has to be done.
    Reopen,
    /// It was raised by mistake.
    Withdraw,
}

/// A decision on a finding.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingDecision {
    /// `changed_at` of what was looked at.
    seen: Timestamp,
    /// What is decided.
    action: FindingAction,
    /// Why. Needed to reopen and to withdraw.
    #[serde(default)]
    text: String,
}

/// Decides whether a finding was put right, or takes it back.
#[utoipa::path(
    post,
    path = "/api/v1/findings/{id}/decisions",
    tag = "findings",
    security(("session" = ["raise_findings"])),
    params(("id" = FindingId, Path)),
    request_body = FindingDecision,
    responses(
        (status = 200, body = FindingBody),
        (status = 404, body = Problem),
        (status = 409, body = Problem),
        (status = 422, body = Problem),
    )
)]
pub async fn decide(
    State(app): State<App>,
    allowed: Allowed<RaiseFindings>,
    Path(id): Path<FindingId>,
    Json(decision): Json<FindingDecision>,
) -> Result<axum::Json<FindingBody>, Failure> {
    let step = match decision.action {
        FindingAction::Resolve => Step::Resolved,
        FindingAction::Reopen => Step::Reopened,
        FindingAction::Withdraw => Step::Withdrawn,
    };
    let line = findings::decide(&app, id, &allowed.caller, decision.seen, step, &decision.text).await?;
    Ok(axum::Json(FindingBody::new(line, today(&app))))
}
