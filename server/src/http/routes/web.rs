//! `/desk` and what it is made of: the front end that `server/web` builds, from the binary, so that it needs no
//! internet and no other server.

use axum::{
    Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::super::error::Failure;
use crate::app::App;

/// What `npm run build` left in `server/web/dist`. A debug build reads the files anew at each request.
#[derive(rust_embed::Embed)]
#[folder = "web/dist"]
#[allow_missing = true]
struct Built;

/// Names of assets carry a hash of their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// The routes; they are for people and stand in no API document.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/desk")))
        .route("/desk", get(desk))
        .route("/desk/{*path}", get(desk))
        .route("/assets/{*path}", get(asset))
}

/// The desk's one page, for each of its addresses.
async fn desk(State(app): State<App>) -> Response {
    let Some(page) = Built::get("desk/index.html") else { return not_built() };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN)),
        (HeaderName::from_static("content-security-policy"), policy(&app)),
    ];
    (headers, page.data).into_response()
}

/// What the desk may load and run: what comes from here, and the tiles of the base map where one is set up.
fn policy(app: &App) -> HeaderValue {
    let tiles = origin(&app.config.base_map.tiles).unwrap_or_default();
    let text = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: {tiles}; \
         connect-src 'self' {tiles}; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'self'"))
}

/// The scheme and host of an address: `https://tiles.example.vn`.
fn origin(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split('/').next().filter(|host| !host.is_empty())?;
    let plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:".contains(letter);
    (matches!(scheme, "http" | "https") && host.chars().all(plain)).then(|| format!("{scheme}://{host}"))
}

async fn asset(Path(path): Path<String>, headers: HeaderMap) -> Response {
    let Some(file) = Built::get(&format!("assets/{path}")) else {
        return Failure::of(mobile_sync_protocol::problem::Code::NotFound).into_response();
    };
    let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash()));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known == tag) {
        return StatusCode::NOT_MODIFIED.into_response();
    }
    let text =
        |value: &str| HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let headers = [
        (header::CONTENT_TYPE, text(file.metadata.mimetype())),
        (header::CACHE_CONTROL, HeaderValue::from_static(FOR_EVER)),
        (header::ETAG, text(&tag)),
    ];
    (headers, file.data).into_response()
}

/// A binary that was compiled before its front end was built.
fn not_built() -> Response {
    const TEXT: &str = "Giao diện chưa được dựng: chạy `make web`, rồi dựng lại máy chủ.\n\
                        The front end was not built: run `make web`, then build the server again.\n";
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"))];
    (StatusCode::SERVICE_UNAVAILABLE, headers, TEXT).into_response()
}

#[cfg(test)]
mod tests {
    use super::origin;

    #[test]
    fn a_policy_names_hosts_and_nothing_else() {
        assert_eq!(origin("https://tiles.example.vn/{z}/{x}/{y}.png"), Some("https://tiles.example.vn".to_owned()));
        assert_eq!(origin("http://127.0.0.1:8099/t"), Some("http://127.0.0.1:8099".to_owned()));
        for strange in ["", "/tiles/{z}", "https://", "javascript://x", "https://a b/", "https://x;script-src *"] {
            assert_eq!(origin(strange), None, "{strange}");
        }
    }
}
