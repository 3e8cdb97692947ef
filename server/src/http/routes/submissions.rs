//! `/api/v1/records/{id}/submissions` and `/api/v1/submissions`: what came from ODK Collect and its like, as it came.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use mobile_sync_protocol::{
    ids::{RecordId, Sha256},
    problem::{Code, Problem},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{
        download::{Shown, serve, serve_held},
        error::Failure,
        extract::{Allowed, Path, ReadIntake, ReadRecords},
    },
    records::opened,
};
use crate::{
    app::App,
    submissions::about::{self, SubmissionBody, about, waiting},
};

/// What came about a record.
#[derive(Serialize, ToSchema)]
pub struct SubmissionList {
    /// In the order in which they came first.
    submissions: Vec<SubmissionBody>,
}

/// What came from ODK Collect and its like about a record, with what of it has no place in the record. Opening a
/// household's is noted in the log.
#[utoipa::path(
    get,
    path = "/api/v1/records/{id}/submissions",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("id" = RecordId, Path)),
    responses((status = 200, body = SubmissionList), (status = 404, body = Problem))
)]
pub async fn list(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path(id): Path<RecordId>,
) -> Result<axum::Json<SubmissionList>, Failure> {
    opened(&app, id, &allowed, &allowed.scope(&app)).await?;
    Ok(axum::Json(SubmissionList { submissions: about(&app, id).await? }))
}

/// What came from ODK Collect and its like and is no record yet: files of it are missing, or it was refused. Oldest first.
#[utoipa::path(
    get,
    path = "/api/v1/submissions",
    tag = "records",
    security(("session" = ["read_intake"])),
    responses((status = 200, body = SubmissionList))
)]
pub async fn waits(
    State(app): State<App>,
    allowed: Allowed<ReadIntake>,
) -> Result<axum::Json<SubmissionList>, Failure> {
    Ok(axum::Json(SubmissionList { submissions: waiting(&app, &allowed.scope(&app)).await? }))
}

/// The XML of a submission, byte for byte as it came.
#[utoipa::path(
    get,
    path = "/api/v1/records/{id}/submissions/{sha256}",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("id" = RecordId, Path), ("sha256" = Sha256, Path)),
    responses((status = 200, content_type = "application/xml"), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path((id, sha256)): Path<(RecordId, Sha256)>,
) -> Result<Response, Failure> {
    opened(&app, id, &allowed, &allowed.scope(&app)).await?;
    let mut session = app.store.read().await?;
    let found = session.submissions_about(id).await?.into_iter().find(|submission| submission.sha256 == sha256);
    let found = found.ok_or_else(|| Failure::of(Code::NotFound))?;
    let xml = session.submission_xml(&found.instance, sha256).await?.ok_or_else(|| Failure::of(Code::NotFound))?;
    // As a file: nothing that a stranger wrote is shown by a browser as a page of this server's.
    let headers = [(header::CONTENT_TYPE, "application/xml"), (header::CONTENT_DISPOSITION, "attachment")];
    Ok((headers, xml).into_response())
}

/// A file that came with a submission and is no photo, as it came. Photos are at `/api/v1/photos`.
#[utoipa::path(
    get,
    path = "/api/v1/records/{id}/submissions/{sha256}/files/{file}",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("id" = RecordId, Path), ("sha256" = Sha256, Path), ("file" = Sha256, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem))
)]
pub async fn file(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path((id, sha256, file)): Path<(RecordId, Sha256, Sha256)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    opened(&app, id, &allowed, &allowed.scope(&app)).await?;
    let (part, content) = about::file(&app, id, sha256, file).await?.ok_or_else(|| Failure::of(Code::NotFound))?;
    let length = u64::try_from(part.bytes).unwrap_or(0);
    // As a file, like the XML.
    let shown = Shown::new(format!("\"{file}\""), "application/octet-stream", length);
    let shown = Shown { file_name: Some(part.name), ..shown };
    match content {
        Some(content) => serve_held(shown, &headers, content.into()).await,
        None => serve(shown, &headers, async |range| Ok(app.blobs.read(file, range).await?)).await,
    }
}
