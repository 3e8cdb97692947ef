//! `/api/v1/session`: signing in at the desk.

use axum::{extract::State, response::IntoResponse};
use axum_extra::extract::{
    CookieJar,
    cookie::{Cookie, SameSite},
};
use http::{StatusCode, request::Parts};
use mobile_sync_protocol::problem::{Code, Problem};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{
    error::Failure,
    extract::{Allowed, Json, ReadRegistry, SESSION_COOKIE, same_site},
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    desk::sign_in,
    store::Person,
};

/// A name and a password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The name to sign in with.
    name: String,
    /// The password.
    password: String,
}

/// Who is signed in, and what they may do.
#[derive(Serialize, ToSchema)]
pub struct SignedIn {
    /// The person.
    person: Person,
    /// What they may do in some unit at least; pages show what these allow, and the server asks again at each step.
    permissions: Vec<&'static str>,
    /// A map to draw under everything else, where one is set up.
    #[serde(skip_serializing_if = "Option::is_none")]
    base_map: Option<BaseMapBody>,
}

/// A map to draw under everything else.
#[derive(Serialize, ToSchema)]
pub struct BaseMapBody {
    /// Where its tiles are, with `{z}`, `{x}` and `{y}`.
    tiles: String,
    /// Whom to name on it.
    attribution: String,
}

impl BaseMapBody {
    /// The map that is set up.
    pub fn of(app: &App) -> Option<Self> {
        let map = &app.config.base_map;
        (!map.tiles.is_empty()).then(|| Self { tiles: map.tiles.clone(), attribution: map.attribution.clone() })
    }
}

impl SignedIn {
    fn new(app: &App, person: Person) -> Self {
        let caller = Caller::person(person.id, person.roles.clone());
        let permissions = Permission::ALL.into_iter().filter(|permission| caller.allows(*permission));
        let base_map = BaseMapBody::of(app);
        Self { permissions: permissions.map(Permission::as_str).collect(), base_map, person }
    }
}

/// Signs in with a password; the answer sets the session's cookie.
#[utoipa::path(
    post,
    path = "/api/v1/session",
    tag = "people",
    request_body = SignIn,
    responses(
        (status = 200, body = SignedIn),
        (status = 401, description = "The name or the password is wrong", body = Problem),
        (status = 429, description = "Too many failures; see Retry-After", body = Problem),
    )
)]
pub async fn create(
    State(app): State<App>,
    parts: Parts,
    jar: CookieJar,
    Json(wanted): Json<SignIn>,
) -> Result<impl IntoResponse, Failure> {
    same_site(&parts)?;
    let session = sign_in::sign_in(&app, &wanted.name, wanted.password).await?;
    let cookie = Cookie::build((SESSION_COOKIE, session.token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Strict)
        .secure(app.config.public_url().starts_with("https://"))
        .build();
    Ok((jar.add(cookie), axum::Json(SignedIn::new(&app, session.person))))
}

/// Who is signed in.
#[utoipa::path(
    get,
    path = "/api/v1/session",
    tag = "people",
    security(("session" = ["read_registry"]), ("device" = ["read_registry"])),
    responses((status = 200, body = SignedIn), (status = 401, body = Problem))
)]
pub async fn read(State(app): State<App>, allowed: Allowed<ReadRegistry>) -> Result<axum::Json<SignedIn>, Failure> {
    let stored = app.store.read().await?.person(allowed.caller.person).await?;
    let person = stored.ok_or_else(|| Failure::of(Code::SignInNeeded))?.person;
    Ok(axum::Json(SignedIn::new(&app, person)))
}

/// Signs out. Signing out twice is fine.
#[utoipa::path(delete, path = "/api/v1/session", tag = "people", responses((status = 204)))]
pub async fn delete(State(app): State<App>, parts: Parts, jar: CookieJar) -> Result<impl IntoResponse, Failure> {
    same_site(&parts)?;
    if let Some(cookie) = jar.get(SESSION_COOKIE) {
        sign_in::sign_out(&app, cookie.value()).await?;
    }
    Ok((jar.remove(Cookie::build(SESSION_COOKIE).path("/")), StatusCode::NO_CONTENT))
}
