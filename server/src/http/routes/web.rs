//! `/desk`, `/field` and what they are made of: the front end that `server/web` builds, from the binary, so that it needs
//! no internet and no other server.

use axum::{
    Router,
    extract::{OriginalUri, Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use rust_embed::EmbeddedFile;

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
        .route("/field", get(to_field))
        .route("/field/", get(field))
        .route("/field/{*path}", get(field_file))
        .route("/assets/{*path}", get(asset))
}

/// One of the two doors of the front end: a page, under a policy, for each of its addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    Desk,
    Field,
}

impl Door {
    fn page(self) -> &'static str {
        match self {
            Self::Desk => "desk/index.html",
            Self::Field => "field/index.html",
        }
    }

    /// What a door may load, run and ask the machine for.
    fn headers(self, app: &App) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(ASK_AGAIN));
        headers.insert(HeaderName::from_static("content-security-policy"), policy(app, self));
        if self == Self::Field {
            let allowed = HeaderValue::from_static("camera=(self), geolocation=(self)");
            headers.insert(HeaderName::from_static("permissions-policy"), allowed);
        }
        headers
    }

    fn open(self, app: &App) -> Response {
        let Some(page) = Built::get(self.page()) else { return not_built() };
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"))];
        (self.headers(app), kind, page.data).into_response()
    }
}

async fn desk(State(app): State<App>) -> Response {
    Door::Desk.open(&app)
}

/// The app's scope ends with a slash, and a link with an enrolment code may come without.
async fn to_field(OriginalUri(asked): OriginalUri) -> Redirect {
    let query = asked.query().map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::temporary(&format!("/field/{query}"))
}

async fn field(State(app): State<App>) -> Response {
    Door::Field.open(&app)
}

/// The files that stand beside the field app's page, whose names carry no hash (the service worker, the manifest, icons),
/// and the page itself for all of its addresses.
async fn field_file(State(app): State<App>, Path(path): Path<String>, headers: HeaderMap) -> Response {
    let name = format!("field/{path}");
    match Built::get(&name).filter(|_| name != Door::Field.page()) {
        // The worker runs under the policy that its own answer names.
        Some(file) => (Door::Field.headers(&app), file_of(file, &headers, ASK_AGAIN)).into_response(),
        None => Door::Field.open(&app),
    }
}

/// What a door may load and run: what comes from here, and the tiles of the base map where one is set up. The field app
/// shows its camera, too.
fn policy(app: &App, door: Door) -> HeaderValue {
    let tiles = origin(&app.config.base_map.tiles).unwrap_or_default();
    let media = match door {
        Door::Desk => "",
        Door::Field => "media-src 'self' blob:; ",
    };
    let text = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob: {tiles}; \
         connect-src 'self' {tiles}; font-src 'self'; {media}manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
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
    let name = format!("assets/{path}");
    let Some(file) = Built::get(&name) else {
        return Failure::of(mobile_sync_protocol::problem::Code::NotFound).into_response();
    };
    let vary = [(header::VARY, HeaderValue::from_static("accept-encoding"))];
    // The build leaves the smallest form beside it; what is compressed at each request is larger.
    match Built::get(&format!("{name}.br")).filter(|_| takes_brotli(&headers)) {
        Some(smallest) => {
            let encoded = [(header::CONTENT_ENCODING, HeaderValue::from_static("br"))];
            let kind = file.metadata.mimetype().to_owned();
            (vary, encoded, file_as(smallest, &kind, &headers, FOR_EVER)).into_response()
        }
        None => (vary, file_of(file, &headers, FOR_EVER)).into_response(),
    }
}

/// Whether `Accept-Encoding` names brotli, and not only to refuse it (RFC 9110 section 12.5.3).
fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).into_iter().filter_map(|value| value.to_str().ok());
    accepted.flat_map(|value| value.split(',')).any(|coding| {
        let mut parts = coding.split(';').map(str::trim);
        let refused = |part: &str| part.strip_prefix("q=").is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br")) && !parts.any(refused)
    })
}

fn file_of(file: EmbeddedFile, asked: &HeaderMap, cache: &'static str) -> Response {
    let kind = file.metadata.mimetype().to_owned();
    file_as(file, &kind, asked, cache)
}

/// A file of the media type `kind`, with its hash as its `ETag`; nothing of it where whoever asks has it already.
fn file_as(file: EmbeddedFile, kind: &str, asked: &HeaderMap, cache: &'static str) -> Response {
    let tag = format!("\"{}\"", data_encoding::HEXLOWER.encode(&file.metadata.sha256_hash()));
    let text =
        |value: &str| HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let named = [(header::CACHE_CONTROL, HeaderValue::from_static(cache)), (header::ETAG, text(&tag))];
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known == tag) {
        return (StatusCode::NOT_MODIFIED, named).into_response();
    }
    let kind = [(header::CONTENT_TYPE, text(kind))];
    (named, kind, file.data).into_response()
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
    use http::{HeaderMap, HeaderValue, header};

    use super::{origin, takes_brotli};

    #[test]
    fn brotli_is_for_whoever_takes_it() {
        let takes = |text: &'static str| {
            takes_brotli(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(text))]))
        };
        assert!(takes("gzip, deflate, br, zstd") && takes("BR") && takes("gzip;q=1, br; q=0.5"));
        assert!(!takes("gzip, deflate") && !takes("br;q=0") && !takes("br; q=0.0") && !takes("brotli"));
        assert!(!takes_brotli(&HeaderMap::new()));
    }

    #[test]
    fn a_policy_names_hosts_and_nothing_else() {
        assert_eq!(origin("https://tiles.example.vn/{z}/{x}/{y}.png"), Some("https://tiles.example.vn".to_owned()));
        assert_eq!(origin("http://127.0.0.1:8099/t"), Some("http://127.0.0.1:8099".to_owned()));
        for strange in ["", "/tiles/{z}", "https://", "javascript://x", "https://a b/", "https://x;script-src *"] {
            assert_eq!(origin(strange), None, "{strange}");
        }
    }
}
