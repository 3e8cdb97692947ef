//! `/api/v1/device`: a phone asks who it is, and signs itself out.

use axum::extract::State;
use http::{StatusCode, header};
use mobile_sync_protocol::{
    ids::{DeviceId, KeyId, UnitId},
    problem::{Code, Problem},
    registry::{BoundaryQuality, SiteQuality},
    sync::PUSH_MAX,
    time::Timestamp,
    validate::PHOTO_BYTES_MAX,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    super::{
        error::Failure,
        extract::{Allowed, HandIn, Pull},
    },
    devices::ServerKeyBody,
    session::BaseMapBody,
};
use crate::{
    app::App, auth::Permission, desk::devices, evidence::thresholds::Thresholds, geo::link::site_tolerance_m,
    store::DevicePerson,
};

/// A phone, as its server knows it, and what it needs to know of the server to work without it.
#[derive(Serialize, ToSchema)]
pub struct DeviceSelf {
    /// The phone.
    device: DeviceId,
    /// What its holder calls it.
    label: String,
    /// Whose it is.
    person: DevicePerson,
    /// The unit whose records the person makes; absent where the person holds no role for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<DeviceUnit>,
    /// The keys that receipts are checked with, newest first.
    server_keys: Vec<ServerKeyBody>,
    /// The key to seal to what is handed in as a file.
    sealing_key: SealingKey,
    /// A map to draw under everything else, where one is set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_map: Option<BaseMapBody>,
    /// What the server's rules of evidence let pass, so that a phone can warn while its holder is still on site.
    tolerances: Tolerances,
    /// How much is taken at once.
    limits: DeviceLimits,
    /// The server's clock, so that a phone can tell how wrong its own is.
    server_time: Timestamp,
}

/// The unit whose records a phone's holder makes.
#[derive(Serialize, ToSchema)]
pub struct DeviceUnit {
    /// The unit.
    id: UnitId,
    /// Its name, without the type.
    name: String,
}

/// The key to which a phone seals what it could not send (HPKE, RFC 9180).
#[derive(Serialize, ToSchema)]
pub struct SealingKey {
    /// The key's name.
    id: KeyId,
    /// The curve.
    #[schema(inline)]
    algorithm: SealingAlgorithm,
    /// The 65 bytes of the uncompressed point in base64url without padding.
    key: String,
}

/// The curves of sealing keys.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum SealingAlgorithm {
    /// DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
    P256,
}

/// What the rules of evidence let pass.
#[derive(Serialize, ToSchema)]
pub struct Tolerances {
    /// How far an outline can be wrong, in metres, by its quality.
    #[schema(inline)]
    commune_m: CommuneTolerances,
    /// The extent of a planned site, in metres, by how well its place is known.
    #[schema(inline)]
    site_m: SiteTolerances,
    /// The accuracy of a position, in metres, above which it is a reason to look.
    accuracy_m: f64,
    /// By how many seconds the phone's clock may be ahead of the server's.
    clock_s: i64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
struct CommuneTolerances {
    approximate: f64,
    reference_map: f64,
    official: f64,
}

#[derive(Serialize, ToSchema)]
struct SiteTolerances {
    guessed: f64,
    documented: f64,
    surveyed: f64,
}

/// How much is taken at once.
#[derive(Serialize, ToSchema)]
pub struct DeviceLimits {
    /// Most revisions of one push.
    push_revisions: usize,
    /// Most bytes of one push, before compression.
    push_bytes: usize,
    /// Most bytes of one photo.
    photo_bytes: u64,
}

impl Tolerances {
    fn of(thresholds: &Thresholds) -> Self {
        Self {
            commune_m: CommuneTolerances {
                approximate: BoundaryQuality::Approximate.tolerance_m(),
                reference_map: BoundaryQuality::ReferenceMap.tolerance_m(),
                official: BoundaryQuality::Official.tolerance_m(),
            },
            site_m: SiteTolerances {
                guessed: site_tolerance_m(SiteQuality::Guessed),
                documented: site_tolerance_m(SiteQuality::Documented),
                surveyed: site_tolerance_m(SiteQuality::Surveyed),
            },
            accuracy_m: thresholds.place_accurate.warn_above_m,
            clock_s: thresholds.time_record.warn_ahead_s,
        }
    }
}

impl DeviceLimits {
    fn of(app: &App) -> Self {
        let limits = &app.config.limits;
        Self {
            push_revisions: PUSH_MAX,
            push_bytes: limits.body_bytes,
            photo_bytes: limits.photo_bytes.min(PHOTO_BYTES_MAX),
        }
    }
}

/// What the server knows of the phone that asks.
#[utoipa::path(
    get,
    path = "/api/v1/device",
    tag = "sync",
    security(("device" = ["sync"])),
    responses((status = 200, body = DeviceSelf), (status = 403, description = "It was revoked", body = Problem))
)]
pub async fn read(
    State(app): State<App>,
    allowed: Allowed<Pull>,
) -> Result<([(header::HeaderName, &'static str); 1], axum::Json<DeviceSelf>), Failure> {
    let device = allowed.device()?;
    let stored = app.store.read().await?.person(device.person).await?;
    let person = stored.ok_or_else(|| Failure::of(Code::SignInNeeded))?.person;
    let registry = app.registry.refresh().await?;
    let role = person.roles.iter().find(|held| Permission::Sync.roles().contains(&held.role));
    let unit = role.and_then(|held| registry.units.get(held.unit));
    let sealing = app.sealing.public();
    let body = DeviceSelf {
        device: device.id,
        label: device.label.clone(),
        person: person.into(),
        unit: unit.map(|unit| DeviceUnit { id: unit.id, name: unit.name.clone() }),
        server_keys: ServerKeyBody::all(&app),
        sealing_key: SealingKey { id: sealing.id, algorithm: SealingAlgorithm::P256, key: sealing.point.clone() },
        base_map: BaseMapBody::of(&app),
        tolerances: Tolerances::of(&app.config.evidence),
        limits: DeviceLimits::of(&app),
        server_time: app.clock.now(),
    };
    Ok(([(header::CACHE_CONTROL, "no-store")], axum::Json(body)))
}

/// Signs the phone out for good, as when its holder wipes it: it is revoked. Signing out twice is fine.
#[utoipa::path(
    delete,
    path = "/api/v1/device",
    tag = "sync",
    security(("device" = ["sync"])),
    responses((status = 204))
)]
pub async fn delete(State(app): State<App>, allowed: Allowed<HandIn>) -> Result<StatusCode, Failure> {
    devices::revoke(&app, allowed.device()?.id, allowed.caller.actor()).await?;
    Ok(StatusCode::NO_CONTENT)
}
