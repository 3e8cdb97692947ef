//! `/` and what it looks like: one page without scripts, from the binary, so that it needs no internet.

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderName, HeaderValue, header};

const HOME: &str = include_str!("../site/index.html");
const STYLE: &str = include_str!("../site/site.css");
const ICON: &str = include_str!("../site/icon.svg");

/// What the page may load: its style and its icon, from here.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'";

/// The routes; they are for people and stand in no API document.
pub fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/", get(async || file("text/html; charset=utf-8", HOME)))
        .route("/assets/site.css", get(async || file("text/css; charset=utf-8", STYLE)))
        .route("/assets/icon.svg", get(async || file("image/svg+xml", ICON)))
}

fn file(media_type: &'static str, text: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600")),
        (HeaderName::from_static("content-security-policy"), HeaderValue::from_static(POLICY)),
    ];
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_loads_nothing_from_elsewhere_and_runs_nothing() {
        for text in [HOME, STYLE] {
            for forbidden in ["<script", "http://", "https://", "style=", "@import", " onclick"] {
                assert!(!text.contains(forbidden), "{forbidden}");
            }
        }
    }

    #[test]
    fn every_link_of_the_page_leads_to_something_served() {
        let (document, own) =
            (crate::http::document(), ["/assets/site.css", "/assets/icon.svg", "/api/docs/", "/api/openapi.json"]);
        for link in HOME.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let known = link.starts_with('#') || own.contains(&link) || document.paths.paths.contains_key(link);
            assert!(known, "{link}");
        }
        for part in HOME.split("POST ").skip(1).filter_map(|rest| rest.split('<').next()) {
            assert!(document.paths.paths.get(part).is_some_and(|path| path.post.is_some()), "{part}");
        }
    }
}
