//! `/api/v1/quarantine`: what was refused, and why.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use mobile_sync_protocol::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::super::{
    error::Failure,
    extract::{Allowed, Path, Query, ReadLog},
};
use crate::{
    app::App,
    store::{Entry, QuarantineSummary},
};

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct QuarantineQuery {
    /// Where the page before ended.
    before: Option<Uuid>,
    /// Most entries in the page; 100 where absent, at most 500.
    limit: Option<i64>,
}

/// A page of what was refused.
#[derive(Serialize, ToSchema)]
pub struct QuarantinePage {
    /// Newest first.
    entries: Vec<QuarantineSummary>,
}

/// What was refused, newest first. It may be of any unit, so only administrators see it.
#[utoipa::path(
    get,
    path = "/api/v1/quarantine",
    tag = "records",
    security(("session" = ["read_log"])),
    params(QuarantineQuery),
    responses((status = 200, body = QuarantinePage))
)]
pub async fn list(
    State(app): State<App>,
    _allowed: Allowed<ReadLog>,
    Query(query): Query<QuarantineQuery>,
) -> Result<axum::Json<QuarantinePage>, Failure> {
    let limit = query.limit.unwrap_or(100).clamp(1, 500);
    Ok(axum::Json(QuarantinePage { entries: app.store.read().await?.quarantine(query.before, limit).await? }))
}

/// What was refused, byte for byte. Opening it is noted in the log.
#[utoipa::path(
    get,
    path = "/api/v1/quarantine/{id}",
    tag = "records",
    security(("session" = ["read_log"])),
    params(("id" = Uuid, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = 404, body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadLog>,
    Path(id): Path<Uuid>,
) -> Result<Response, Failure> {
    let bytes = app.store.read().await?.quarantined_bytes(id).await?;
    let bytes = bytes.ok_or_else(|| Failure::of(Code::NotFound))?;
    let writer = app.store.write().await?;
    let subject = format!("quarantine:{id}");
    writer.commit(&[Entry::new(app.clock.now(), allowed.caller.actor(), "quarantine.opened", subject)]).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bytes).into_response())
}
