//! `/api/v1/photos`: which are stored, and their bytes.

use axum::{
    extract::{Request, State},
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use mobile_sync_protocol::{
    ids::Sha256,
    problem::{Code, Problem},
    upload::{PhotoStatusRequest, PhotoStatusResponse, STATUS_MAX},
    validate::MEDIA_TYPES,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::super::{
    download::{Shown, serve},
    error::Failure,
    extract::{Allowed, AllowedEither, AnswerFindings, HandIn, Json, Path, Query, RaiseFindings, ReadRecords},
    leftover::drain,
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
    let (name, shown) = if let Some(size) = query.size {
        smaller(&app, name, size).await?
    } else {
        let length = u64::try_from(photo.bytes).unwrap_or(0);
        let shown = Shown::new(format!("\"{name}\""), photo.media_type, length);
        // The bytes of a name never change; who may see them does.
        (name, Shown { cache: "private, max-age=31536000, immutable", ..shown })
    };
    serve(shown, &headers, async |part| Ok(app.blobs.read(name, part).await?)).await
}

/// A smaller image of a photo. A later reader may make it otherwise, so it is not kept for ever.
async fn smaller(app: &App, photo: Sha256, size: Size) -> Result<(Sha256, Shown), Failure> {
    let none = || Failure::of(Code::PhotoNoImage);
    let (thumb, screen) = app.checks.images(photo).await?.ok_or_else(none)?;
    let name = match size {
        Size::Thumb => thumb,
        Size::Screen => screen,
    };
    let length = app.blobs.exists(name).await?.ok_or_else(none)?;
    let shown = Shown::new(format!("\"{name}\""), "image/jpeg", length);
    Ok((name, Shown { cache: "private, max-age=604800", ..shown }))
}
