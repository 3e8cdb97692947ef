//! `/api/v1/exports`: files that people take along, made beside the requests.

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode};
use mobile_sync_protocol::{
    ids::Sha256,
    problem::{Code, Problem, Violation},
    time::Timestamp,
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{
    download::{Shown, from_the_beginning, serve},
    error::Failure,
    extract::{Allowed, Export as MayExport, Json, Path},
};
use crate::{
    app::App,
    exports::{self, Ask, ExportError},
    store::{Export, ExportState},
};

/// An export.
#[derive(Serialize, ToSchema)]
pub struct ExportBody {
    /// Its id.
    id: Uuid,
    /// What was asked for.
    #[schema(value_type = Ask)]
    ask: serde_json::Value,
    /// Where it stands.
    state: ExportState,
    /// How many records, findings or subjects went into it so far.
    done: i64,
    /// How many there are; 0 where that is not known yet.
    total: i64,
    /// How many bytes the file has so far.
    bytes: i64,
    /// What the file is called.
    file_name: String,
    /// What the file is.
    media_type: String,
    /// The SHA-256 of the file, once it is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<Sha256>,
    /// What went wrong: at the last try where it waits, for good where it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<ExportTrouble>,
    /// When it was asked for.
    created_at: Timestamp,
    /// When it was done or given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    ended_at: Option<Timestamp>,
    /// When it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<Timestamp>,
}

/// Why a file was not made.
#[derive(Serialize, ToSchema)]
pub struct ExportTrouble {
    /// A code of the catalogue.
    code: String,
    /// What it means.
    title: String,
    /// What it means, in Vietnamese.
    title_vi: String,
    /// What is for whoever runs the server.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl ExportTrouble {
    fn of(trouble: &str) -> Self {
        let (word, detail) = trouble.split_once('\n').map_or((trouble, None), |(word, detail)| (word, Some(detail)));
        let known = Code::ALL.iter().copied().find(|code| code.as_str() == word).unwrap_or(Code::ExportFailed);
        Self {
            code: known.as_str().to_owned(),
            title: known.title().to_owned(),
            title_vi: known.title_vi().to_owned(),
            detail: detail.map(str::to_owned),
        }
    }
}

impl From<Export> for ExportBody {
    fn from(export: Export) -> Self {
        Self {
            id: export.id,
            ask: export.ask,
            state: export.state,
            done: export.done,
            total: export.total,
            bytes: export.bytes,
            file_name: export.file_name,
            media_type: export.media_type,
            sha256: export.sha256,
            problem: export.trouble.as_deref().map(ExportTrouble::of),
            created_at: export.created_at,
            ended_at: export.ended_at,
            expires_at: export.expires_at,
        }
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        let why = error.to_string();
        match error {
            ExportError::Unknown => Self::of(Code::NotFound),
            ExportError::Format(_) => {
                Self::of(Code::ExportFormat).because(why).at(vec![Violation::plain("/format", Code::ExportFormat)])
            }
            ExportError::Nothing => {
                Self::of(Code::ExportFormat).because(why).at(vec![Violation::plain("/filter", Code::ExportFormat)])
            }
            ExportError::WholeLog => Self::of(Code::Forbidden).because(why),
            ExportError::OutOfScope => Self::of(Code::OutOfScope),
            ExportError::Choice(error) => error.into(),
            ExportError::TooMany(_) => Self::of(Code::ExportTooMany).because(why),
            ExportError::NotReady(_) => Self::of(Code::ExportNotReady).because(why),
            ExportError::Store(error) => error.into(),
            ExportError::Blobs(error) => error.into(),
            ExportError::Json(error) => error.into(),
        }
    }
}

/// Exports.
#[derive(Serialize, ToSchema)]
pub struct ExportList {
    /// Newest first.
    exports: Vec<ExportBody>,
}

/// The caller's exports.
#[utoipa::path(
    get,
    path = "/api/v1/exports",
    tag = "exports",
    security(("session" = ["export"])),
    responses((status = 200, body = ExportList))
)]
pub async fn list(State(app): State<App>, allowed: Allowed<MayExport>) -> Result<axum::Json<ExportList>, Failure> {
    let exports = exports::list(&app, allowed.caller.person).await?;
    Ok(axum::Json(ExportList { exports: exports.into_iter().map(ExportBody::from).collect() }))
}

/// Asks for a file, which is made beside the requests. What is asked for is noted in the log.
#[utoipa::path(
    post,
    path = "/api/v1/exports",
    tag = "exports",
    security(("session" = ["export"])),
    request_body = Ask,
    responses(
        (status = 202, body = ExportBody),
        (status = 403, body = Problem),
        (status = 422, description = "This cannot be had as such a file", body = Problem),
        (status = 429, description = "Too many wait already", body = Problem),
    )
)]
pub async fn create(
    State(app): State<App>,
    allowed: Allowed<MayExport>,
    Json(ask): Json<Ask>,
) -> Result<(StatusCode, axum::Json<ExportBody>), Failure> {
    let export = exports::ask(&app, &allowed.caller, &ask).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(export.into())))
}

/// How far an export is.
#[utoipa::path(
    get,
    path = "/api/v1/exports/{id}",
    tag = "exports",
    security(("session" = ["export"])),
    params(("id" = Uuid, Path)),
    responses((status = 200, body = ExportBody), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<MayExport>,
    Path(id): Path<Uuid>,
) -> Result<axum::Json<ExportBody>, Failure> {
    Ok(axum::Json(exports::find(&app, allowed.caller.person, id).await?.into()))
}

/// Removes an export; one that is being made is given up.
#[utoipa::path(
    delete,
    path = "/api/v1/exports/{id}",
    tag = "exports",
    security(("session" = ["export"])),
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn delete(
    State(app): State<App>,
    allowed: Allowed<MayExport>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Failure> {
    exports::remove(&app, allowed.caller.person, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The file. Takes one range (RFC 9110), so that a download that broke off goes on; its SHA-256 is the `ETag`. Taking it
/// along from its beginning is noted in the log.
#[utoipa::path(
    get,
    path = "/api/v1/exports/{id}/file",
    tag = "exports",
    security(("session" = ["export"])),
    params(("id" = Uuid, Path)),
    responses(
        (status = 200, content_type = "application/octet-stream"),
        (status = 206, content_type = "application/octet-stream"),
        (status = 304),
        (status = 404, body = Problem),
        (status = 409, description = "The file is not there yet", body = Problem),
        (status = 416, body = Problem),
    )
)]
pub async fn file(
    State(app): State<App>,
    allowed: Allowed<MayExport>,
    Path(id): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let export = exports::take(&app, &allowed.caller, id, from_the_beginning(&headers)).await?;
    let name = export.sha256.map(|name| name.to_string()).unwrap_or_default();
    let length = u64::try_from(export.bytes).unwrap_or(0);
    let shown = Shown::new(format!("\"{name}\""), export.media_type.clone(), length);
    let shown = Shown { file_name: Some(export.file_name.clone()), ..shown };
    serve(shown, &headers, async |part| Ok(exports::read(&app, &export, part.unwrap_or(0..length)))).await
}
