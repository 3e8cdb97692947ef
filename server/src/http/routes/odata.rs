//! `/api/v1/odata`: registers as a feed for Excel and Power BI, which show a name and a password with each request.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, StatusCode, header};
use mobile_sync_protocol::problem::{Code, Problem};
use serde_json::Value;

use super::super::{
    error::Failure,
    extract::{Export, Path, Query},
    programs::Programs,
};
use crate::{
    app::App,
    exports::{
        MakeError,
        odata::{FeedError, SETS, page, set},
    },
    reports::odata::{metadata, service},
};

/// The version of `OData` that answers are of.
const VERSION: (HeaderName, &str) = (HeaderName::from_static("odata-version"), "4.0");

/// Where the feed is, as whoever asks reaches it.
fn root(app: &App, headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let server = match host {
        Some(host) if app.config.public_url.is_empty() => format!("http://{host}"),
        _ => app.config.public_url(),
    };
    format!("{server}/api/v1/odata")
}

fn json(status: StatusCode, body: &Value) -> Response {
    let kind = (header::CONTENT_TYPE, "application/json;odata.metadata=minimal;odata.streaming=true");
    (status, [kind, VERSION, (header::CACHE_CONTROL, "no-store")], body.to_string()).into_response()
}

impl From<MakeError> for Failure {
    fn from(error: MakeError) -> Self {
        match error {
            MakeError::Store(error) => error.into(),
            MakeError::Blobs(error) => error.into(),
            error => {
                tracing::error!(%error, "a feed failed");
                Self::of(Code::Internal)
            }
        }
    }
}

/// Which tables there are.
#[utoipa::path(
    get,
    path = "/api/v1/odata",
    tag = "exports",
    security(("session" = ["export"]), ("basic" = ["export"])),
    responses((status = 200, content_type = "application/json"), (status = 401, body = Problem))
)]
pub async fn tables(State(app): State<App>, _allowed: Programs<Export>, headers: HeaderMap) -> Response {
    json(StatusCode::OK, &service(&root(&app, &headers), &SETS))
}

/// Their columns and types.
#[utoipa::path(
    get,
    path = "/api/v1/odata/$metadata",
    tag = "exports",
    security(("session" = ["export"]), ("basic" = ["export"])),
    responses((status = 200, content_type = "application/xml"), (status = 401, body = Problem))
)]
pub async fn columns(_allowed: Programs<Export>) -> Response {
    ([(header::CONTENT_TYPE, "application/xml"), VERSION], metadata(&SETS)).into_response()
}

/// A page of a table: `Records`, `Answers`, `Findings`, `Subjects`, `Units` or `Photos`, with `$select`, `$filter`,
/// `$top`, `$skip` and `$count`. Households are masked. Reading a table is noted in the log.
#[utoipa::path(
    get,
    path = "/api/v1/odata/{table}",
    tag = "exports",
    security(("session" = ["export"]), ("basic" = ["export"])),
    params(("table" = String, Path)),
    responses(
        (status = 200, content_type = "application/json"),
        (status = 400, description = "The query cannot be read", content_type = "application/json"),
        (status = 401, body = Problem),
        (status = 404, body = Problem),
        (status = 501, description = "This of OData is not offered", content_type = "application/json"),
    )
)]
pub async fn rows(
    State(app): State<App>,
    allowed: Programs<Export>,
    Path(table): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let entity = set(&table).ok_or_else(|| Failure::of(Code::NotFound))?;
    match page(&app, &allowed.caller, &root(&app, &headers), entity, &pairs).await {
        Ok(body) => Ok(json(StatusCode::OK, &body)),
        Err(FeedError::Refused(refusal)) => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            Ok(json(status, &refusal.body()))
        }
        Err(FeedError::Make(error)) => Err(error.into()),
        Err(FeedError::Store(error)) => Err(error.into()),
    }
}
