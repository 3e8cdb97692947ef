//! `/api/v1/photos`: which are stored, and their bytes.

use std::ops::Range;

use axum::{
    body::BodyDataStream,
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use futures_util::StreamExt;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use mobile_sync_protocol::{
    ids::Sha256,
    problem::{Code, Problem},
    upload::{PhotoStatusRequest, PhotoStatusResponse, STATUS_MAX},
    validate::MEDIA_TYPES,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{
    error::Failure,
    extract::{Allowed, AllowedEither, AnswerFindings, HandIn, Json, Path, Query, RaiseFindings, ReadRecords},
};
use crate::{app::App, desk::opening, uploads::UploadError};

/// Which of these photos are stored, begun or missing. What is stored comes with its receipt.
#[utoipa::path(
    post,
    path = "/api/v1/photos/status",
    tag = "photos",
    security(("device" = ["sync"])),
    request_body = PhotoStatusRequest,
    responses((status = 200, body = PhotoStatusResponse), (status = 413, body = Problem))
)]
pub async fn status(
    State(app): State<App>,
    allowed: Allowed<HandIn>,
    Json(asked): Json<PhotoStatusRequest>,
) -> Result<axum::Json<PhotoStatusResponse>, Failure> {
    if asked.sha256.len() > STATUS_MAX {
        return Err(Failure::of(Code::TooManyItems).because(format!("at most {STATUS_MAX} names")));
    }
    let photos = app.uploads.status(allowed.device()?, &asked.sha256).await?;
    Ok(axum::Json(PhotoStatusResponse { photos }))
}

/// A photo that was stored.
#[derive(Serialize, ToSchema)]
pub struct StoredPhotoBody {
    /// Its name.
    sha256: Sha256,
    /// How many bytes.
    bytes: u64,
}

/// Stores a photo for a finding or an answer to one. Nobody sees it until one of them names it.
#[utoipa::path(
    post,
    path = "/api/v1/photos",
    tag = "photos",
    security(("session" = ["raise_findings"]), ("session" = ["answer_findings"])),
    request_body(content = Vec<u8>, content_type = "image/*"),
    responses(
        (status = 201, body = StoredPhotoBody),
        (status = 400, description = "The body broke off, or is empty", body = Problem),
        (status = 413, body = Problem),
        (status = 415, description = "JPEG, PNG, WebP and HEIC are taken", body = Problem),
    )
)]
pub async fn create(
    State(app): State<App>,
    _allowed: AllowedEither<RaiseFindings, AnswerFindings>,
    request: Request,
) -> Result<(StatusCode, axum::Json<StoredPhotoBody>), Failure> {
    let (parts, body) = request.into_parts();
    let text = |name: header::HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let media_type = text(header::CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase();
    if !MEDIA_TYPES.contains(&media_type.as_str()) {
        return Err(Failure::of(Code::MediaType).because(MEDIA_TYPES.join(", ")));
    }
    let most = app.uploads.photo_bytes();
    let encoded = parts.headers.contains_key(header::CONTENT_ENCODING);
    let declared = text(header::CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    let too_large = !encoded && declared.is_some_and(|length| length > most);
    let (uploads, mut body) = (app.uploads.clone(), body.into_data_stream());
    let work = async move {
        let taken =
            if too_large { Err(UploadError::TooLarge(most)) } else { uploads.take(media_type, &mut body).await };
        if matches!(taken, Err(UploadError::TooLarge(_))) {
            drain(&mut body, most).await;
        }
        taken
    };
    let photo = crate::jobs::finish(work).await??;
    let bytes = u64::try_from(photo.bytes).unwrap_or(0);
    Ok((StatusCode::CREATED, axum::Json(StoredPhotoBody { sha256: photo.sha256, bytes })))
}

/// Reads on for a while without keeping anything. A browser that is still sending when the answer comes shows a broken
/// connection, and not what the answer says.
pub(super) async fn drain(body: &mut BodyDataStream, most: u64) {
    let mut left = most;
    while let Some(Ok(chunk)) = body.next().await {
        match left.checked_sub(chunk.len() as u64) {
            Some(rest) => left = rest,
            None => break,
        }
    }
}

/// How large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// Within 320 pixels a side, upright, with no metadata.
    Thumb,
    /// Within 1,280 pixels a side, upright, with no metadata.
    Screen,
}

/// Which of a photo's images.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PhotoQuery {
    /// A smaller image; the photo as it came where absent.
    #[param(inline)]
    size: Option<Size>,
}

/// The bytes of a photo, as they came, or a smaller image of it. Takes one range (RFC 9110); the name is the `ETag`. A
/// phone sees the smaller images of photos that show a finding in its feed, too.
#[utoipa::path(
    get,
    path = "/api/v1/photos/{sha256}",
    tag = "photos",
    security(("session" = ["read_records"]), ("device" = ["read_records"])),
    params(("sha256" = Sha256, Path), PhotoQuery),
    responses(
        (status = 200, content_type = "image/*"),
        (status = 206, content_type = "image/*"),
        (status = 304),
        (status = 404, description = "No photo of that name in the caller's scope", body = Problem),
        (status = 416, body = Problem),
    )
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<ReadRecords>,
    Path(name): Path<Sha256>,
    Query(query): Query<PhotoQuery>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let stored = app.store.read().await?.photos(&[name]).await?.remove(&name);
    let scope = allowed.scope(&app);
    let opened = opening::photo(&app, name, &allowed.caller, &scope, query.size.is_some()).await?;
    let (Some(photo), true) = (stored, opened) else {
        return Err(Failure::of(Code::NotFound));
    };
    let shown = match query.size {
        Some(size) => smaller(&app, name, size).await?,
        None => Shown {
            name,
            media_type: photo.media_type,
            length: u64::try_from(photo.bytes).unwrap_or(0),
            // The bytes of a name never change; who may see them does.
            cache: "private, max-age=31536000, immutable",
        },
    };
    serve(&app, shown, &headers).await
}

/// Bytes to be shown.
struct Shown {
    name: Sha256,
    media_type: String,
    length: u64,
    cache: &'static str,
}

/// A smaller image of a photo. A later reader may make it otherwise, so it is not kept for ever.
async fn smaller(app: &App, photo: Sha256, size: Size) -> Result<Shown, Failure> {
    let none = || Failure::of(Code::PhotoNoImage);
    let (thumb, screen) = app.checks.images(photo).await?.ok_or_else(none)?;
    let name = match size {
        Size::Thumb => thumb,
        Size::Screen => screen,
    };
    let length = app.blobs.exists(name).await?.ok_or_else(none)?;
    Ok(Shown { name, media_type: "image/jpeg".to_owned(), length, cache: "private, max-age=604800" })
}

/// Answers with bytes: all of them, one range of them, or that they are known.
async fn serve(app: &App, shown: Shown, headers: &HeaderMap) -> Result<Response, Failure> {
    let Shown { name, media_type, length, cache } = shown;
    let etag = format!("\"{name}\"");
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
    // A range of another version would be of other bytes; there is none, but If-Range may name a date.
    let ranged = text(header::IF_RANGE).is_none_or(|tag| tag == etag);
    match text(header::RANGE).filter(|_| ranged).map(|asked| range(asked, length)) {
        None | Some(Asked::Whole) => {
            let body = app.blobs.read(name, None).await?;
            answer.insert(header::CONTENT_LENGTH, length.into());
            Ok((answer, axum::body::Body::from_stream(body)).into_response())
        }
        Some(Asked::Part(part)) => {
            let shown = format!("bytes {}-{}/{length}", part.start, part.end - 1);
            answer.insert(header::CONTENT_RANGE, value(&shown)?);
            answer.insert(header::CONTENT_LENGTH, (part.end - part.start).into());
            let body = app.blobs.read(name, Some(part)).await?;
            Ok((StatusCode::PARTIAL_CONTENT, answer, axum::body::Body::from_stream(body)).into_response())
        }
        Some(Asked::Outside) => {
            let all = value(&format!("bytes */{length}"))?;
            Err(Failure::of(Code::RangeOutside).with(header::CONTENT_RANGE, all))
        }
    }
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
    use super::{Asked, range};

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
