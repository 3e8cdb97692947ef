//! `/api/v1/saved-filters`: filters that somebody keeps for the next day.

use axum::extract::State;
use http::StatusCode;
use mobile_sync_protocol::problem::{Code, Problem, Violation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::super::{
    error::Failure,
    extract::{Allowed, Json, Path, ReadRecords},
};
use crate::{
    app::App,
    desk::filters::{self, FilterError},
    store::SavedFilter,
};

/// The caller's filters.
#[derive(Serialize, ToSchema)]
pub struct SavedFilterList {
    /// By name.
    filters: Vec<SavedFilter>,
}

/// The caller's own filters.
#[utoipa::path(
    get,
    path = "/api/v1/saved-filters",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    responses((status = 200, body = SavedFilterList))
)]
pub async fn list(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
) -> Result<axum::Json<SavedFilterList>, Failure> {
    Ok(axum::Json(SavedFilterList { filters: app.store.read().await?.saved_filters(allowed.caller.person).await? }))
}

/// A filter to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSavedFilter {
    /// 1 to 80 characters.
    name: String,
    /// The query string of the list's address, at most 2,000 characters.
    query: String,
}

/// Keeps a filter. One of the same name is replaced.
#[utoipa::path(
    post,
    path = "/api/v1/saved-filters",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    request_body = NewSavedFilter,
    responses((status = 201, body = SavedFilter), (status = 413, body = Problem), (status = 422, body = Problem))
)]
pub async fn create(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Json(new): Json<NewSavedFilter>,
) -> Result<(StatusCode, axum::Json<SavedFilter>), Failure> {
    let saved = filters::save(&app, allowed.caller.person, &new.name, &new.query).await.map_err(|error| {
        let at = |path| Failure::of(Code::JsonShape).at(vec![Violation::plain(path, Code::JsonShape)]);
        let why = error.to_string();
        match error {
            FilterError::Name => at("/name").because(why),
            FilterError::Query => at("/query").because(why),
            FilterError::TooMany => Failure::of(Code::TooManyItems).because(why),
            FilterError::Store(error) => error.into(),
        }
    })?;
    Ok((StatusCode::CREATED, axum::Json(saved)))
}

/// Forgets a filter of the caller's own.
#[utoipa::path(
    delete,
    path = "/api/v1/saved-filters/{id}",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn delete(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Failure> {
    if filters::forget(&app, allowed.caller.person, id).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::of(Code::NotFound))
    }
}
