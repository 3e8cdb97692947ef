//! Answers as OpenRosa's clients read them.

use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};
use mobile_sync_protocol::text::Text;

use super::super::super::error::Failure;
use crate::openrosa::documents::{MEDIA_TYPE, Nature, SIZE_HEADER, SIZE_HINT, VERSION_HEADER, response};

/// Bytes of this media type, marked as OpenRosa's.
pub(super) fn bytes(status: StatusCode, media_type: &'static str, body: Vec<u8>) -> Response {
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    mark(headers);
    response
}

/// An XML document.
pub(super) fn xml(body: Vec<u8>) -> Response {
    bytes(StatusCode::OK, MEDIA_TYPE, body)
}

/// A message that a client shows its user.
pub(super) fn message(status: u16, nature: Nature, text: &Text) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    bytes(status, MEDIA_TYPE, response(nature, text))
}

/// Without this header clients take nothing for an answer of OpenRosa's.
pub(super) fn mark(headers: &mut http::HeaderMap) {
    let (name, value) = VERSION_HEADER;
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    headers.insert(HeaderName::from_static(SIZE_HEADER), HeaderValue::from(SIZE_HINT));
}

/// A failure, told as such clients show it.
pub(super) struct Told(pub Failure);

impl<E: Into<Failure>> From<E> for Told {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Told {
    fn into_response(self) -> Response {
        let problem = self.0.problem();
        let text = match &problem.detail {
            None => Text::new(&problem.title_vi, &problem.title),
            Some(detail) => Text::new(&problem.title_vi, format!("{}: {detail}", problem.title)),
        };
        let status = problem.status;
        let headers = self.0.into_response().into_parts().0.headers;
        let mut told = message(status, Nature::Refused, &text);
        for name in [header::WWW_AUTHENTICATE, header::RETRY_AFTER] {
            if let Some(value) = headers.get(&name) {
                told.headers_mut().insert(name, value.clone());
            }
        }
        told
    }
}
