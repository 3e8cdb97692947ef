//! `/api/v1/sync`: push and pull.

use axum::extract::State;
use http::header;
use mobile_sync_protocol::{
    problem::{Code, Problem},
    record::Revision,
    sync::{PULL_PAGE_MAX, PullResponse, PushResponse},
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

use super::super::{
    error::Failure,
    extract::{Allowed, Body, HandIn, Pull, Query},
};
use crate::{
    app::App,
    sync::pull::{self, Cursor},
};

/// Revisions to hand in.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents a body that is read piece by piece")]
pub struct PushBody {
    /// At most 500, in any order.
    revisions: Vec<Revision>,
}

/// Hands revisions in; each gets an outcome of its own.
#[utoipa::path(
    post,
    path = "/api/v1/sync/push",
    tag = "sync",
    security(("device" = ["sync"])),
    request_body = PushBody,
    responses(
        (status = 200, body = PushResponse),
        (status = 400, body = Problem),
        (status = 413, body = Problem),
        (status = 503, description = "Nothing was taken; send it again", body = Problem),
    )
)]
pub async fn push(
    State(app): State<App>,
    allowed: Allowed<HandIn>,
    Body(body): Body,
) -> Result<axum::Json<PushResponse>, Failure> {
    let device = allowed.device()?;
    Ok(axum::Json(app.push.take(&allowed.caller, device, body).await?))
}

/// Where to go on.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PullQuery {
    /// The cursor of the page before; none for everything.
    cursor: Option<String>,
    /// Most changes in the page; 200 where absent, at most 500.
    limit: Option<usize>,
}

/// What changed in the caller's scope since the cursor.
#[utoipa::path(
    get,
    path = "/api/v1/sync/pull",
    tag = "sync",
    security(("device" = ["sync"])),
    params(PullQuery),
    responses((status = 200, body = PullResponse), (status = 400, body = Problem), (status = 403, body = Problem))
)]
pub async fn pull(
    State(app): State<App>,
    allowed: Allowed<Pull>,
    Query(query): Query<PullQuery>,
) -> Result<([(header::HeaderName, &'static str); 1], axum::Json<PullResponse>), Failure> {
    let cursor = match query.cursor.as_deref().filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(Cursor::parse(text).ok_or_else(|| Failure::of(Code::CursorUnreadable))?),
    };
    let limit = query.limit.unwrap_or(200).clamp(1, PULL_PAGE_MAX);
    let page = pull::pull(&app.store, &app.registry, &allowed.caller, cursor, limit, app.clock.now()).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(page)))
}
