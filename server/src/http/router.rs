//! Every address, and what every request passes through.

use std::time::Duration;

use axum::{Router, extract::Request, middleware::Next, response::Response};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, Version, header};
use mobile_sync_protocol::problem::Code;
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, Predicate, predicate::NotForContentType},
    decompression::RequestDecompressionLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    sensitive_headers::SetSensitiveRequestHeadersLayer,
    set_header::SetResponseHeaderLayer,
    trace::TraceLayer,
};
use utoipa::OpenApi;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{error::Failure, leftover, openapi::Document, routes};
use crate::app::App;

/// The documented routes.
pub(super) fn documented() -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(Document::openapi())
        .merge(people())
        .merge(phones())
        .merge(review())
        .merge(reports())
        .merge(registry())
        .merge(operation())
}

/// Who may: people, phones, keys.
fn people() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::session::create, routes::session::read, routes::session::delete))
        .routes(routes!(routes::people::list, routes::people::create))
        .routes(routes!(routes::devices::invite))
        .routes(routes!(routes::devices::enrol, routes::devices::list))
        .routes(routes!(routes::devices::revoke))
        .routes(routes!(routes::app_keys::create))
        .routes(routes!(routes::device::read, routes::device::delete))
        .routes(routes!(routes::operation::server_keys))
}

/// What phones hand in and fetch.
fn phones() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::sync::push))
        .routes(routes!(routes::sync::pull))
        .routes(routes!(routes::rescues::create))
        .routes(routes!(routes::photos::status))
        .routes(routes!(routes::photos::read))
        .routes(routes!(routes::photos::create))
        .routes(routes!(routes::uploads::options, routes::uploads::create))
        .routes(routes!(
            routes::uploads::progress,
            routes::uploads::append,
            routes::uploads::terminate,
            routes::uploads::overridden
        ))
}

/// Records and findings at the desk.
fn review() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::queue::list))
        .routes(routes!(routes::queue::facets))
        .routes(routes!(routes::records::count))
        .routes(routes!(routes::records::totals))
        .routes(routes!(routes::records::read))
        .routes(routes!(routes::records::revision))
        .routes(routes!(routes::records::waiting))
        .routes(routes!(routes::submissions::list))
        .routes(routes!(routes::submissions::read))
        .routes(routes!(routes::submissions::file))
        .routes(routes!(routes::submissions::waits))
        .routes(routes!(routes::review::decide))
        .routes(routes!(routes::review::decide_many))
        .routes(routes!(routes::review::settle))
        .routes(routes!(routes::review::mark, routes::review::marks))
        .routes(routes!(routes::review::log))
        .routes(routes!(routes::events::stream))
        .routes(routes!(routes::evidence::read))
        .routes(routes!(routes::evidence::list))
        .routes(routes!(routes::findings::list, routes::findings::create))
        .routes(routes!(routes::findings::read, routes::findings::edit))
        .routes(routes!(routes::findings::answer))
        .routes(routes!(routes::findings::decide))
        .routes(routes!(routes::findings::sheet))
        .routes(routes!(routes::overview::read))
        .routes(routes!(routes::filters::list, routes::filters::create))
        .routes(routes!(routes::filters::delete))
        .routes(routes!(routes::quarantine::list))
        .routes(routes!(routes::quarantine::read))
}

/// What becomes of them: evaluations, files, feeds.
fn reports() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::evaluations::list, routes::evaluations::create))
        .routes(routes!(routes::evaluations::read, routes::evaluations::edit, routes::evaluations::delete))
        .routes(routes!(routes::evaluations::step))
        .routes(routes!(routes::evaluations::write))
        .routes(routes!(routes::evaluations::figures))
        .routes(routes!(routes::evaluations::history))
        .routes(routes!(routes::evaluations::levels::read))
        .routes(routes!(routes::evaluations::attachments::proposals))
        .routes(routes!(routes::evaluations::attachments::create))
        .routes(routes!(
            routes::evaluations::attachments::read,
            routes::evaluations::attachments::edit,
            routes::evaluations::attachments::delete
        ))
        .routes(routes!(routes::evaluations::attachments::refresh))
        .routes(routes!(routes::forms::list))
        .routes(routes!(routes::forms::read))
        .routes(routes!(routes::exports::list, routes::exports::create))
        .routes(routes!(routes::exports::read, routes::exports::delete))
        .routes(routes!(routes::exports::file))
        .routes(routes!(routes::odata::tables))
        .routes(routes!(routes::odata::columns))
        .routes(routes!(routes::odata::rows))
        // Excel asks with the slash, whichever address it was given.
        .route("/api/v1/odata/", axum::routing::get(routes::odata::tables))
}

/// Units, programme, subjects, visits, checklists.
fn registry() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::registry::units))
        .routes(routes!(routes::registry::locate))
        .routes(routes!(routes::registry::sub_projects))
        .routes(routes!(routes::registry::departments))
        .routes(routes!(routes::registry::subjects))
        .routes(routes!(routes::registry::subject))
        .routes(routes!(routes::registry::visits))
        .routes(routes!(routes::registry::checklists))
        .routes(routes!(routes::registry::checklist_schema))
        .routes(routes!(routes::registry::checklist))
        .routes(routes!(routes::registry::import))
}

/// For whoever runs the server.
fn operation() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::operation::log))
        .routes(routes!(routes::operation::problems))
        .routes(routes!(routes::operation::problem))
        .routes(routes!(routes::operation::healthy))
        .routes(routes!(routes::operation::ready))
        .routes(routes!(routes::operation::metrics))
}

/// The whole server.
pub fn router(app: App) -> Router {
    let (router, document) = documented().split_for_parts();
    let document = super::openapi::named(document);
    let docs = utoipa_swagger_ui::SwaggerUi::new("/api/docs").url("/api/openapi.json", document);
    let shrinkable = tower_http::compression::predicate::SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::new("application/octet-stream"))
        // A part of what was compressed would not join with a part of what was not.
        .and(|_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| {
            !headers.contains_key(header::ACCEPT_RANGES)
        });
    let request_id = HeaderName::from_static("x-request-id");
    let layers = ServiceBuilder::new()
        .layer(SetSensitiveRequestHeadersLayer::new([header::AUTHORIZATION, header::COOKIE]))
        .layer(SetRequestIdLayer::new(request_id.clone(), MakeRequestUuid))
        .layer(PropagateRequestIdLayer::new(request_id))
        .layer(TraceLayer::new_for_http().make_span_with(span).on_response(answered).on_request(()).on_failure(()))
        .layer(axum::middleware::from_fn(leftover::read_out))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(fixed("x-content-type-options", "nosniff"))
        .layer(fixed("referrer-policy", "same-origin"))
        .layer(fixed("x-frame-options", "DENY"))
        .layer(CompressionLayer::new().compress_when(shrinkable))
        .layer(RequestDecompressionLayer::new());
    router
        .merge(routes::openrosa::routes())
        .merge(routes::central::routes())
        .merge(routes::web::routes())
        .with_state(app)
        .merge(docs)
        .fallback(async || Failure::of(Code::NotFound))
        .method_not_allowed_fallback(async || Failure::of(Code::MethodNotAllowed))
        .layer(axum::middleware::from_fn(count))
        .layer(layers)
}

fn fixed(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// A span for each request, with its id and without its query, which may hold a secret.
fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("");
    tracing::info_span!("request", id, method = %request.method(), path = %shown(request.uri().path()))
}

/// A path without the key that it may hold.
fn shown(path: &str) -> std::borrow::Cow<'_, str> {
    match path.strip_prefix(routes::openrosa::KEYED) {
        None => path.into(),
        Some(rest) => {
            let rest = rest.trim_start_matches('/').split_once('/').map_or("", |(_, rest)| rest);
            format!("{}/…/{rest}", routes::openrosa::KEYED).into()
        }
    }
}

fn answered<B>(response: &Response<B>, after: Duration, _span: &tracing::Span) {
    let (status, ms) = (response.status().as_u16(), after.as_millis());
    if status >= 500 {
        tracing::warn!(status, ms, "answered");
    } else {
        tracing::debug!(status, ms, "answered");
    }
}

fn panicked(_cause: Box<dyn std::any::Any + Send>) -> Response {
    use axum::response::IntoResponse;
    tracing::error!("a handler panicked");
    Failure::of(Code::Internal).into_response()
}

/// Counts and times every answer by its route.
async fn count(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "unknown".to_owned(), |path| path.as_str().to_owned());
    let method = request.method().to_string();
    let begun = std::time::Instant::now();
    let response = next.run(request).await;
    let labels = [("route", route), ("method", method), ("status", response.status().as_u16().to_string())];
    metrics::counter!("thucdia_http_requests", &labels).increment(1);
    metrics::histogram!("thucdia_http_seconds", &labels).record(begun.elapsed().as_secs_f64());
    response
}
