//! `/api/v1/events`: a word to open pages when something changed, so that they look again.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::State,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::{StreamExt, stream};
use http::{HeaderName, HeaderValue};
use mobile_sync_protocol::problem::Problem;
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;

use super::super::extract::{Allowed, Query, ReadRecords};
use crate::app::App;

/// How often an idle stream says that it is alive, so that proxies leave it open.
const ALIVE: Duration = Duration::from_secs(20);

/// For how long.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EventsQuery {
    /// End after so many events; never where absent.
    limit: Option<usize>,
}

/// Server-sent events: `changed` with the log's newest number, at most once a second. What changed is for the page to
/// ask; an event tells nothing about anybody.
#[utoipa::path(
    get,
    path = "/api/v1/events",
    tag = "records",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(EventsQuery),
    responses((status = 200, content_type = "text/event-stream", body = String), (status = 401, body = Problem))
)]
pub async fn stream(
    State(app): State<App>,
    _allowed: Allowed<ReadRecords>,
    Query(query): Query<EventsQuery>,
) -> Response {
    let changes = stream::unfold(app.changes.follow(), async |mut follower| {
        let newest = follower.next().await?;
        let event = Event::default().event("changed").data(json!({"version": newest}).to_string());
        Some((Ok::<_, Infallible>(event), follower))
    });
    let changes = changes.take(query.limit.unwrap_or(usize::MAX));
    let mut response = Sse::new(changes).keep_alive(KeepAlive::new().interval(ALIVE)).into_response();
    // A proxy that gathers answers would hold events back.
    response.headers_mut().insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    response
}
