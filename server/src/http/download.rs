//! Bytes on their way out: all of them, one range of them, or that they are known (RFC 9110).

use std::{future::ready, ops::Range};

use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use mobile_sync_protocol::problem::Code;

use super::error::Failure;
use crate::blobs::Body;

/// Bytes to be shown.
pub(super) struct Shown {
    /// What tells them from all others, in quotes.
    pub etag: String,
    /// What they are.
    pub media_type: String,
    /// How many.
    pub length: u64,
    /// For how long they may be kept.
    pub cache: &'static str,
    /// What a file of them is to be called.
    pub file_name: Option<String>,
}

impl Shown {
    /// Bytes that nobody keeps and that are shown, not saved.
    pub fn new(etag: String, media_type: impl Into<String>, length: u64) -> Self {
        Self { etag, media_type: media_type.into(), length, cache: "no-store", file_name: None }
    }
}

/// Whether an answer to this request begins with the first byte.
pub(super) fn from_the_beginning(headers: &HeaderMap) -> bool {
    let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok());
    asked.is_none_or(|asked| !matches!(range(asked, u64::MAX), Asked::Part(part) if part.start > 0))
}

/// Answers with bytes.
pub(super) async fn serve(
    shown: Shown,
    headers: &HeaderMap,
    open: impl AsyncFnOnce(Option<Range<u64>>) -> Result<Body, Failure>,
) -> Result<Response, Failure> {
    let Shown { etag, media_type, length, cache, file_name } = shown;
    let text = |wanted: header::HeaderName| headers.get(wanted).and_then(|value| value.to_str().ok());
    let mut answer = HeaderMap::new();
    let value = |text: &str| HeaderValue::from_str(text).map_err(|_| Failure::of(Code::Internal));
    answer.insert(header::ETAG, value(&etag)?);
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    answer.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let unchanged = text(header::IF_NONE_MATCH)
        .is_some_and(|known| known == "*" || known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag));
    if unchanged {
        return Ok((StatusCode::NOT_MODIFIED, answer).into_response());
    }
    answer.insert(header::CONTENT_TYPE, value(&media_type)?);
    if let Some(name) = file_name {
        answer.insert(header::CONTENT_DISPOSITION, value(&attachment(&name))?);
    }
    // A range of another version would be of other bytes; there is none, but If-Range may name a date.
    let ranged = text(header::IF_RANGE).is_none_or(|tag| tag == etag);
    match text(header::RANGE).filter(|_| ranged).map(|asked| range(asked, length)) {
        None | Some(Asked::Whole) => {
            let body = open(None).await?;
            answer.insert(header::CONTENT_LENGTH, length.into());
            Ok((answer, axum::body::Body::from_stream(body)).into_response())
        }
        Some(Asked::Part(part)) => {
            let shown = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            answer.insert(header::CONTENT_RANGE, value(&shown)?);
            answer.insert(header::CONTENT_LENGTH, (part.end - part.start).into());
            let body = open(Some(part)).await?;
            Ok((StatusCode::PARTIAL_CONTENT, answer, axum::body::Body::from_stream(body)).into_response())
        }
        Some(Asked::Outside) => {
            let all = value(&format!("bytes */{length}"))?;
            Err(Failure::of(Code::RangeOutside).with(header::CONTENT_RANGE, all))
        }
    }
}

/// Answers with bytes that are in memory.
pub(super) async fn serve_held(shown: Shown, headers: &HeaderMap, held: Bytes) -> Result<Response, Failure> {
    serve(shown, headers, async |part| {
        let at = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(held.len());
        let bytes = part.map_or_else(|| held.clone(), |part| held.slice(at(part.start)..at(part.end)));
        let body: Body = Box::pin(stream::once(ready(Ok(bytes))));
        Ok(body)
    })
    .await
}

/// A `Content-Disposition` that saves under a name (RFC 6266): whole in UTF-8, and in plain letters for whoever knows no
/// better.
pub(super) fn attachment(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let plain = crate::search::key(stem).replace(' ', "-");
    let mut whole = String::with_capacity(name.len() * 3);
    for byte in name.bytes() {
        // RFC 8187: attr-char.
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            whole.push(char::from(byte));
        } else {
            whole.push('%');
            whole.push_str(&data_encoding::HEXUPPER.encode(&[byte]));
        }
    }
    format!("attachment; filename=\"{plain}.{ending}\"; filename*=UTF-8''{whole}")
}

#[derive(Debug, PartialEq)]
enum Asked {
    Whole,
    Part(Range<u64>),
    Outside,
}

/// Reads a `Range` of one part; several parts, and other units than bytes, get the whole (RFC 9110 section 14.2).
fn range(asked: &str, length: u64) -> Asked {
    let Some((first, last)) = asked.strip_prefix("bytes=").and_then(|spec| spec.split_once('-')) else {
        return Asked::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), _) if first >= length => Asked::Outside,
        (Ok(first), Ok(last)) if last >= first => Asked::Part(first..last.saturating_add(1).min(length)),
        (Ok(first), Err(_)) if last.is_empty() => Asked::Part(first..length),
        (Err(_), Ok(0)) if first.is_empty() => Asked::Outside,
        (Err(_), Ok(suffix)) if first.is_empty() => Asked::Part(length.saturating_sub(suffix)..length),
        _ => Asked::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, attachment, range};

    #[test]
    fn a_name_is_saved_whole_and_in_plain_letters() {
        assert_eq!(
            attachment("Phiếu 2024-05-06.csv"),
            "attachment; filename=\"phieu-2024-05-06.csv\"; filename*=UTF-8''Phi%E1%BA%BFu%202024-05-06.csv"
        );
    }

    #[test]
    fn a_range_is_one_part_of_the_photo() {
        assert_eq!(range("bytes=0-9", 100), Asked::Part(0..10));
        assert_eq!(range("bytes=90-200", 100), Asked::Part(90..100));
        assert_eq!(range("bytes=90-", 100), Asked::Part(90..100));
        assert_eq!(range("bytes=-10", 100), Asked::Part(90..100));
        assert_eq!(range("bytes=-0", 100), Asked::Outside);
        assert_eq!(range("bytes=100-", 100), Asked::Outside);
        assert_eq!(range("bytes=0-1,5-6", 100), Asked::Whole);
        assert_eq!(range("lines=0-1", 100), Asked::Whole);
    }
}
