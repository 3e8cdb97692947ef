//! Health, metrics, keys, the log, and the catalogue of problems.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use mobile_sync_protocol::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    super::{
        error::Failure,
        extract::{Allowed, Path, Query, ReadLog},
    },
    devices::ServerKeyBody,
};
use crate::{
    app::App,
    store::{JobKind, LogRow, StoreError},
};

/// The server's keys.
#[derive(Serialize, ToSchema)]
pub struct ServerKeys {
    /// Newest first: the first signs, all verify.
    keys: Vec<ServerKeyBody>,
}

/// The keys with which receipts can be checked, by anybody.
#[utoipa::path(get, path = "/api/v1/server-keys", tag = "operation", responses((status = 200, body = ServerKeys)))]
pub async fn server_keys(State(app): State<App>) -> axum::Json<ServerKeys> {
    axum::Json(ServerKeys { keys: ServerKeyBody::all(&app) })
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LogQuery {
    /// Entries after this number.
    #[serde(default)]
    after: i64,
    /// Entries before this number, newest first; a number beyond the end begins with the newest.
    before: Option<i64>,
    /// Most entries in the page; 200 where absent, at most 1,000.
    limit: Option<i64>,
    /// Only those about one thing, such as `record:ID`.
    about: Option<String>,
}

/// One entry of the log.
#[derive(Serialize, ToSchema)]
pub struct LogLine {
    /// What happened.
    #[serde(flatten)]
    row: LogRow,
    /// SHA-256 over the hash before and this entry, in hexadecimal.
    hash: String,
}

/// A page of the log.
#[derive(Serialize, ToSchema)]
pub struct LogPage {
    /// In order; backwards where they were asked for so.
    entries: Vec<LogLine>,
}

/// The hash-chained log of every act.
#[utoipa::path(
    get,
    path = "/api/v1/log",
    tag = "operation",
    security(("session" = ["read_log"])),
    params(LogQuery),
    responses((status = 200, body = LogPage))
)]
pub async fn log(
    State(app): State<App>,
    _allowed: Allowed<ReadLog>,
    Query(query): Query<LogQuery>,
) -> Result<axum::Json<LogPage>, Failure> {
    let mut session = app.store.read().await?;
    let limit = query.limit.unwrap_or(200).clamp(1, 1_000);
    let rows = match (&query.about, query.before) {
        (Some(subject), _) => session.log_about(subject).await?,
        (None, Some(before)) => session.log_before(before, limit).await?,
        (None, None) => session.log_after(query.after, limit).await?,
    };
    let entries =
        rows.into_iter().map(|row| LogLine { hash: data_encoding::HEXLOWER.encode(&row.hash), row }).collect();
    Ok(axum::Json(LogPage { entries }))
}

/// A code of the catalogue.
#[derive(Serialize, ToSchema)]
pub struct CatalogueEntry {
    /// The stable name.
    code: &'static str,
    /// The HTTP status that goes with it.
    status: u16,
    /// What it means.
    title: &'static str,
    /// What it means, in Vietnamese.
    title_vi: &'static str,
}

impl From<Code> for CatalogueEntry {
    fn from(code: Code) -> Self {
        Self { code: code.as_str(), status: code.status(), title: code.title(), title_vi: code.title_vi() }
    }
}

/// Everything that can go wrong.
#[utoipa::path(get, path = "/problems", tag = "operation", responses((status = 200, body = Vec<CatalogueEntry>)))]
pub async fn problems() -> axum::Json<Vec<CatalogueEntry>> {
    axum::Json(Code::ALL.iter().copied().map(CatalogueEntry::from).collect())
}

/// What one problem means.
#[utoipa::path(
    get,
    path = "/problems/{code}",
    tag = "operation",
    params(("code" = String, Path)),
    responses((status = 200, body = CatalogueEntry), (status = 404, body = Problem))
)]
pub async fn problem(Path(code): Path<String>) -> Result<axum::Json<CatalogueEntry>, Failure> {
    let found = Code::ALL.iter().copied().find(|known| known.as_str() == code);
    found.map(|code| axum::Json(code.into())).ok_or_else(|| Failure::of(Code::NotFound))
}

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operation", responses((status = 200, content_type = "text/plain")))]
pub async fn healthy() -> &'static str {
    "ok\n"
}

/// Whether the server can take something in: both storages answer.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "operation",
    responses((status = 200, content_type = "text/plain"), (status = 503, body = Problem))
)]
pub async fn ready(State(app): State<App>) -> Result<&'static str, Failure> {
    let counters = async { app.store.read().await?.counters().await.map(drop) }.await;
    if let Err(error) = counters {
        tracing::warn!(%error, "the database does not answer");
        return Err(Failure::of(Code::Unavailable).because("the database does not answer"));
    }
    if let Err(error) = app.blobs.probe().await {
        tracing::warn!(%error, "the photo storage does not answer");
        return Err(Failure::of(Code::Unavailable).because("the photo storage does not answer"));
    }
    Ok("ready\n")
}

/// Metrics in the text form of Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operation", responses((status = 200, content_type = "text/plain")))]
pub async fn metrics(State(app): State<App>) -> Response {
    if let Err(error) = backlog(&app).await {
        tracing::warn!(%error, "what is to be done cannot be counted");
    }
    match crate::telemetry::rendered() {
        Some(text) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    }
}

/// How much is to be done beside the requests, and for how long it has waited.
async fn backlog(app: &App) -> Result<(), StoreError> {
    let now = app.clock.now();
    let mut session = app.store.read().await?;
    for kind in JobKind::ALL {
        let backlog = session.backlog(kind, now).await?;
        let oldest = backlog.oldest.map_or(0, |oldest| now.since(oldest).max(0) / 1000);
        let figures =
            [("thucdia_jobs", backlog.waiting), ("thucdia_jobs_held", backlog.held), ("thucdia_jobs_oldest_s", oldest)];
        for (name, value) in figures {
            #[expect(clippy::cast_precision_loss, reason = "gauges are doubles")]
            metrics::gauge!(name, "kind" => kind.as_str()).set(value as f64);
        }
    }
    Ok(())
}
