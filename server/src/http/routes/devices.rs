//! `/api/v1/enrolments` and `/api/v1/devices`: phones.

use axum::extract::State;
use http::StatusCode;
use mobile_sync_protocol::{
    ids::{DeviceId, KeyId, PersonId},
    problem::{Code, Problem, Violation},
    signature::PublicKey,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    error::Failure,
    extract::{Allowed, Json, ManagePeople, Path},
};
use crate::{
    app::App,
    desk::devices::{self, EnrolError},
    store::Device,
};

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Invite {
    /// The person.
    person: PersonId,
}

/// An invitation to enrol one phone.
#[derive(Serialize, ToSchema)]
pub struct Invitation {
    /// What to type into the phone.
    code: String,
    /// When it ends.
    expires_at: Timestamp,
    /// What the phone opens.
    url: String,
    /// The address as a QR code, an SVG picture.
    qr_svg: String,
}

/// A phone that wants in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    /// The code of the invitation; hyphens, spaces and case do not matter.
    code: String,
    /// The phone's key.
    public_key: PublicKey,
    /// What its holder calls it.
    #[serde(default)]
    label: String,
}

/// A phone that is in.
#[derive(Serialize, ToSchema)]
pub struct Enrolled {
    /// The phone.
    device: DeviceId,
    /// The name of its key, for signatures.
    key: KeyId,
    /// Whose it is.
    person: PersonId,
    /// What it sends as `Authorization: Bearer`. Told once.
    token: String,
    /// The key that receipts are checked with.
    server_key: ServerKeyBody,
}

/// One of the server's keys.
#[derive(Serialize, ToSchema)]
pub struct ServerKeyBody {
    /// Its name.
    pub id: KeyId,
    /// Its public half.
    pub public_key: PublicKey,
}

impl ServerKeyBody {
    /// All keys, newest first.
    pub fn all(app: &App) -> Vec<Self> {
        app.key.public.iter().map(|(id, key)| Self { id: *id, public_key: key.clone() }).collect()
    }
}

/// Phones.
#[derive(Serialize, ToSchema)]
pub struct DeviceList {
    /// Newest first.
    devices: Vec<Device>,
}

/// Invites a person to enrol a phone.
#[utoipa::path(
    post,
    path = "/api/v1/enrolments",
    tag = "people",
    security(("session" = ["manage_people"])),
    request_body = Invite,
    responses((status = 201, body = Invitation), (status = 404, body = Problem))
)]
pub async fn invite(
    State(app): State<App>,
    allowed: Allowed<ManagePeople>,
    Json(wanted): Json<Invite>,
) -> Result<(StatusCode, axum::Json<Invitation>), Failure> {
    let invitation = devices::invite(&app, wanted.person, Some(allowed.caller.person)).await.map_err(enrol_failure)?;
    let qr = qrcode::QrCode::new(invitation.url.as_bytes()).map_err(|_| Failure::of(Code::Internal))?;
    let qr_svg = qr.render::<qrcode::render::svg::Color<'_>>().min_dimensions(240, 240).build();
    let (code, expires_at, url) = (invitation.code, invitation.expires_at, invitation.url);
    Ok((StatusCode::CREATED, axum::Json(Invitation { code, expires_at, url, qr_svg })))
}

fn enrol_failure(error: EnrolError) -> Failure {
    match error {
        EnrolError::Code => Failure::of(Code::CodeUnknown),
        EnrolError::Key(_) => {
            Failure::of(Code::KeyUnreadable).at(vec![Violation::plain("/public_key/key", Code::KeyUnreadable)])
        }
        EnrolError::Person => Failure::of(Code::NotFound).because(error.to_string()),
        EnrolError::Store(error) => error.into(),
    }
}

/// Enrols a phone by its code. The same phone may ask again within the code's life.
#[utoipa::path(
    post,
    path = "/api/v1/devices",
    tag = "people",
    request_body = Enrol,
    responses((status = 201, body = Enrolled), (status = 404, body = Problem), (status = 422, body = Problem))
)]
pub async fn enrol(
    State(app): State<App>,
    Json(wanted): Json<Enrol>,
) -> Result<(StatusCode, axum::Json<Enrolled>), Failure> {
    let enrolled = devices::enrol(&app, &wanted.code, wanted.public_key, &wanted.label).await.map_err(enrol_failure)?;
    let signer = &app.key.signer;
    let body = Enrolled {
        device: enrolled.device.id,
        key: enrolled.device.key,
        person: enrolled.device.person,
        token: enrolled.token,
        server_key: ServerKeyBody { id: signer.id(), public_key: signer.public_key() },
    };
    Ok((StatusCode::CREATED, axum::Json(body)))
}

/// All phones, newest first.
#[utoipa::path(
    get,
    path = "/api/v1/devices",
    tag = "people",
    security(("session" = ["manage_people"])),
    responses((status = 200, body = DeviceList))
)]
pub async fn list(State(app): State<App>, _allowed: Allowed<ManagePeople>) -> Result<axum::Json<DeviceList>, Failure> {
    Ok(axum::Json(DeviceList { devices: app.store.read().await?.devices().await? }))
}

/// Revokes a phone: it pulls nothing more, and what it still hands in goes to quarantine.
#[utoipa::path(
    delete,
    path = "/api/v1/devices/{id}",
    tag = "people",
    security(("session" = ["manage_people"])),
    params(("id" = DeviceId, Path)),
    responses((status = 204), (status = 404, body = Problem))
)]
pub async fn revoke(
    State(app): State<App>,
    allowed: Allowed<ManagePeople>,
    Path(id): Path<DeviceId>,
) -> Result<StatusCode, Failure> {
    if devices::revoke(&app, id, allowed.caller.actor()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Failure::of(Code::NotFound))
    }
}
