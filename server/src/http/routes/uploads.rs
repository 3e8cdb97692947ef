//! `/api/v1/uploads`: tus 1.0.0 with creation, creation-with-upload, checksum, expiration and termination.

use axum::{
    body::{Body, BodyDataStream},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use mobile_sync_protocol::{
    ids::UploadId,
    problem::{Code, Problem},
    time::Timestamp,
    upload::{TUS_EXTENSIONS, TUS_VERSION},
    validate::MEDIA_TYPES,
};

use super::super::{
    error::Failure,
    extract::{Allowed, HandIn, Path},
};
use crate::{
    app::App,
    store::Device,
    uploads::{
        Progress, Promise,
        checksum::{ALGORITHMS, Checksum},
    },
};

const OFFSET_STREAM: &str = "application/offset+octet-stream";

const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const VERSION: HeaderName = HeaderName::from_static("tus-version");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// What this server speaks.
#[utoipa::path(options, path = "/api/v1/uploads", tag = "photos", responses((status = 204)))]
pub async fn options(State(app): State<App>) -> Response {
    let headers = [
        (RESUMABLE, HeaderValue::from_static(TUS_VERSION)),
        (VERSION, HeaderValue::from_static(TUS_VERSION)),
        (HeaderName::from_static("tus-extension"), HeaderValue::from_static(TUS_EXTENSIONS)),
        (HeaderName::from_static("tus-checksum-algorithm"), HeaderValue::from_static(ALGORITHMS)),
        (HeaderName::from_static("tus-max-size"), app.uploads.photo_bytes().into()),
    ];
    (StatusCode::NO_CONTENT, headers.into_iter().collect::<HeaderMap>()).into_response()
}

/// Begins an upload, with its first bytes or all of them where they come along.
#[utoipa::path(
    post,
    path = "/api/v1/uploads",
    tag = "photos",
    security(("device" = ["sync"])),
    params(
        ("Tus-Resumable" = String, Header),
        ("Upload-Length" = u64, Header),
        ("Upload-Metadata" = String, Header, description = "sha256 and filetype, each in base64"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 201, description = "Location, Upload-Offset, Upload-Expires"),
        (status = 400, body = Problem),
        (status = 413, body = Problem),
        (status = 422, description = "The whole photo came and is not the one that was promised", body = Problem),
    )
)]
pub async fn create(State(app): State<App>, allowed: Allowed<HandIn>, request: Request) -> Result<Response, Failure> {
    let headers = request.headers().clone();
    speaks_tus(&headers)?;
    let promise = promise(&headers)?;
    let checksum = checksum(&headers)?;
    let body = match text(&headers, &header::CONTENT_TYPE) {
        Some(OFFSET_STREAM) => Some(request.into_body().into_data_stream()),
        _ => None,
    };
    let device = allowed.device()?.clone();
    let uploads = app.uploads.clone();
    // What has come is kept even where the phone hangs up.
    let work = async move { uploads.create(&device, promise, body, checksum).await };
    let progress = crate::jobs::finish(work).await??;
    let mut answer = standing(&progress)?;
    let location = format!("/api/v1/uploads/{}", progress.upload);
    answer.insert(header::LOCATION, HeaderValue::from_str(&location).map_err(|_| Failure::of(Code::Internal))?);
    Ok((StatusCode::CREATED, answer).into_response())
}

/// Where an upload stands.
#[utoipa::path(
    head,
    path = "/api/v1/uploads/{id}",
    tag = "photos",
    security(("device" = ["sync"])),
    params(("id" = UploadId, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 200, description = "Upload-Offset, Upload-Length"), (status = 404, body = Problem))
)]
pub async fn progress(
    State(app): State<App>,
    allowed: Allowed<HandIn>,
    Path(id): Path<UploadId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    speaks_tus(&headers)?;
    stand(&app, allowed.device()?, id).await
}

/// Goes on with an upload.
#[utoipa::path(
    patch,
    path = "/api/v1/uploads/{id}",
    tag = "photos",
    security(("device" = ["sync"])),
    params(
        ("id" = UploadId, Path),
        ("Tus-Resumable" = String, Header),
        ("Upload-Offset" = u64, Header),
        ("Upload-Checksum" = Option<String>, Header),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "Upload-Offset"),
        (status = 404, body = Problem),
        (status = 409, description = "It stands elsewhere; see Upload-Offset", body = Problem),
        (status = 415, body = Problem),
        (status = 422, description = "The whole photo came and is not the one that was promised", body = Problem),
    )
)]
pub async fn append(
    State(app): State<App>,
    allowed: Allowed<HandIn>,
    Path(id): Path<UploadId>,
    request: Request,
) -> Result<Response, Failure> {
    speaks_tus(request.headers())?;
    go_on(&app, allowed.device()?, id, request).await
}

/// Ends an upload.
#[utoipa::path(
    delete,
    path = "/api/v1/uploads/{id}",
    tag = "photos",
    security(("device" = ["sync"])),
    params(("id" = UploadId, Path), ("Tus-Resumable" = String, Header)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn terminate(
    State(app): State<App>,
    allowed: Allowed<HandIn>,
    Path(id): Path<UploadId>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    speaks_tus(&headers)?;
    end(&app, allowed.device()?, id).await
}

/// PATCH, HEAD or DELETE for clients that can only POST: `X-HTTP-Method-Override` names the method.
#[utoipa::path(
    post,
    path = "/api/v1/uploads/{id}",
    tag = "photos",
    security(("device" = ["sync"])),
    params(("id" = UploadId, Path), ("X-HTTP-Method-Override" = String, Header)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204), (status = 400, body = Problem))
)]
pub async fn overridden(
    State(app): State<App>,
    allowed: Allowed<HandIn>,
    Path(id): Path<UploadId>,
    request: Request,
) -> Result<Response, Failure> {
    speaks_tus(request.headers())?;
    let device = allowed.device()?;
    let method = text(request.headers(), &HeaderName::from_static("x-http-method-override"));
    match method.and_then(|method| method.parse::<Method>().ok()) {
        Some(Method::PATCH) => go_on(&app, device, id, request).await,
        Some(Method::HEAD) => stand(&app, device, id).await,
        Some(Method::DELETE) => end(&app, device, id).await,
        _ => Err(Failure::of(Code::BadParameter).because("X-HTTP-Method-Override: PATCH, HEAD or DELETE")),
    }
}

async fn stand(app: &App, device: &Device, id: UploadId) -> Result<Response, Failure> {
    let progress = app.uploads.progress(device, id).await?;
    let mut answer = standing(&progress)?;
    answer.insert(LENGTH, progress.bytes.into());
    answer.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((StatusCode::OK, answer).into_response())
}

async fn go_on(app: &App, device: &Device, id: UploadId, request: Request) -> Result<Response, Failure> {
    if text(request.headers(), &header::CONTENT_TYPE) != Some(OFFSET_STREAM) {
        return Err(Failure::of(Code::MediaType).because(OFFSET_STREAM));
    }
    let offset = number(request.headers(), &OFFSET)?;
    let checksum = checksum(request.headers())?;
    let body: BodyDataStream = Body::into_data_stream(request.into_body());
    let (uploads, device) = (app.uploads.clone(), device.clone());
    let work = async move { uploads.append(&device, id, offset, body, checksum).await };
    let progress = crate::jobs::finish(work).await??;
    Ok((StatusCode::NO_CONTENT, standing(&progress)?).into_response())
}

async fn end(app: &App, device: &Device, id: UploadId) -> Result<Response, Failure> {
    app.uploads.terminate(device, id).await?;
    let answer: HeaderMap = [(RESUMABLE, HeaderValue::from_static(TUS_VERSION))].into_iter().collect();
    Ok((StatusCode::NO_CONTENT, answer).into_response())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim)
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Failure> {
    text(headers, name)
        .and_then(|value| value.parse().ok())
        .ok_or_else(|| Failure::of(Code::BadParameter).because(format!("{name} must be a number of bytes")))
}

fn speaks_tus(headers: &HeaderMap) -> Result<(), Failure> {
    if text(headers, &RESUMABLE) == Some(TUS_VERSION) {
        Ok(())
    } else {
        Err(Failure::of(Code::UploadVersion).with(VERSION, HeaderValue::from_static(TUS_VERSION)))
    }
}

fn checksum(headers: &HeaderMap) -> Result<Option<Checksum>, Failure> {
    match text(headers, &HeaderName::from_static("upload-checksum")) {
        None => Ok(None),
        Some(value) => Checksum::parse(value)
            .map(Some)
            .ok_or_else(|| Failure::of(Code::BadParameter).because(format!("Upload-Checksum: one of {ALGORITHMS}"))),
    }
}

/// Reads what the phone promises: `Upload-Length`, and in `Upload-Metadata` the name and the type.
fn promise(headers: &HeaderMap) -> Result<Promise, Failure> {
    let bytes = number(headers, &LENGTH)?;
    let wrong = |why: &str| Failure::of(Code::UploadMetadata).because(why);
    let metadata = text(headers, &HeaderName::from_static("upload-metadata")).unwrap_or_default();
    let entry = |wanted: &str| {
        let pairs = metadata.split(',').map(|pair| pair.trim().split_once(' ').unwrap_or((pair.trim(), "")));
        let value = pairs.into_iter().find(|(key, _)| *key == wanted)?.1;
        String::from_utf8(data_encoding::BASE64.decode(value.trim().as_bytes()).ok()?).ok()
    };
    let sha256 = entry("sha256").ok_or_else(|| wrong("sha256 is missing or not base64"))?;
    let sha256 = sha256.parse().map_err(|why| wrong(&format!("sha256: {why}")))?;
    let media_type = entry("filetype").ok_or_else(|| wrong("filetype is missing or not base64"))?;
    if !MEDIA_TYPES.contains(&media_type.as_str()) {
        return Err(wrong("filetype: one of image/jpeg, image/png, image/webp, image/heic"));
    }
    if bytes == 0 {
        return Err(Failure::of(Code::BadParameter).because("Upload-Length: a photo has at least one byte"));
    }
    Ok(Promise { sha256, media_type, bytes })
}

fn standing(progress: &Progress) -> Result<HeaderMap, Failure> {
    let expires = HeaderValue::from_str(&http_date(progress.expires_at)).map_err(|_| Failure::of(Code::Internal))?;
    Ok([(RESUMABLE, HeaderValue::from_static(TUS_VERSION)), (OFFSET, progress.offset.into()), (EXPIRES, expires)]
        .into_iter()
        .collect())
}

/// The form of HTTP's dates (RFC 9110 section 5.6.7), which `Upload-Expires` takes.
fn http_date(at: Timestamp) -> String {
    let seconds = u64::try_from(at.0 / 1000).unwrap_or(0);
    httpdate::fmt_http_date(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds))
}
