//! `/api/v1/app-keys`: ways in for ODK Collect. They are listed and revoked among the devices.

use axum::extract::State;
use http::StatusCode;
use mobile_sync_protocol::{
    ids::PersonId,
    problem::{Code, Problem},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    error::Failure,
    extract::{Allowed, Json, ManagePeople},
};
use crate::{
    app::App,
    desk::app_keys::{self, AppKeyError},
    store::Device,
};

/// For whom a key is, and what it is called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedAppKey {
    /// The person; what comes by the key is theirs.
    person: PersonId,
    /// What it is called, such as the phone's place or holder.
    #[serde(default)]
    label: String,
}

/// A key that was made.
#[derive(Serialize, ToSchema)]
pub struct AppKey {
    /// The device that it stands for; revoking that ends it.
    device: Device,
    /// The server's address to type into Collect, with the key in it. Told once.
    url: String,
    /// Collect's settings as its QR codes hold them.
    settings: String,
    /// The same as a QR code, an SVG picture.
    qr_svg: String,
}

/// Makes a key with which a person's ODK Collect gets forms and submits records.
#[utoipa::path(
    post,
    path = "/api/v1/app-keys",
    tag = "people",
    security(("session" = ["manage_people"])),
    request_body = WantedAppKey,
    responses((status = 201, body = AppKey), (status = 404, body = Problem))
)]
pub async fn create(
    State(app): State<App>,
    allowed: Allowed<ManagePeople>,
    Json(wanted): Json<WantedAppKey>,
) -> Result<(StatusCode, axum::Json<AppKey>), Failure> {
    let made = app_keys::make(&app, wanted.person, &wanted.label, allowed.caller.actor()).await;
    let made = made.map_err(|error| match error {
        AppKeyError::Person => Failure::of(Code::NotFound).because(error.to_string()),
        AppKeyError::Store(error) => error.into(),
    })?;
    // Read off a screen, where nothing is smudged: fewer and larger squares matter more than what could be mended.
    let qr = qrcode::QrCode::with_error_correction_level(made.settings.as_bytes(), qrcode::EcLevel::L);
    let qr = qr.map_err(|_| Failure::of(Code::Internal))?;
    let qr_svg = qr.render::<qrcode::render::svg::Color<'_>>().min_dimensions(240, 240).build();
    let body = AppKey { device: made.device, url: made.url, settings: made.settings, qr_svg };
    Ok((StatusCode::CREATED, axum::Json(body)))
}
