//! Callers that are programs of people: spreadsheets, which show a name and a password with each request.

use std::{marker::PhantomData, sync::Arc};

use axum::{extract::FromRequestParts, http::request::Parts};
use http::{HeaderValue, header};
use mobile_sync_protocol::problem::Code;

use super::{
    error::Failure,
    extract::{Need, recognise},
};
use crate::{
    app::App,
    auth::Caller,
    desk::sign_in::{self, SignInError},
};

/// A caller as [`Allowed`](super::extract::Allowed), or one that shows a name and a password with each request, as spreadsheets do.
pub struct Programs<N: Need> {
    /// The caller.
    pub caller: Arc<Caller>,
    need: PhantomData<N>,
}

impl<N: Need> FromRequestParts<App> for Programs<N> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let caller = match by_password(parts, app).await? {
            Some(caller) => caller,
            None => recognise(parts, app).await.map_err(|failure| {
                let nobody = failure.is(Code::SignInNeeded);
                if nobody { failure.with(header::WWW_AUTHENTICATE, challenge()) } else { failure }
            })?,
        };
        if caller.revoked {
            return Err(Failure::of(Code::DeviceRevoked));
        }
        if !caller.allows(N::PERMISSION) {
            return Err(Failure::of(Code::Forbidden));
        }
        Ok(Self { caller, need: PhantomData })
    }
}

/// Asks for a name and a password: without this word a program asks nobody for them.
pub(super) fn challenge() -> HeaderValue {
    HeaderValue::from_static("Basic realm=\"Thuc Dia\", charset=\"UTF-8\"")
}

/// The person whose name and password a request shows, where it shows them. They are not looked at where somebody on
/// the way could have read them.
pub(super) async fn by_password(parts: &Parts, app: &App) -> Result<Option<Arc<Caller>>, Failure> {
    let Some((name, password)) = basic(parts) else { return Ok(None) };
    if !app.config.is_private_on_the_way() {
        let why = "a name and a password are taken over https alone; set THUCDIA_PUBLIC_URL to the https address";
        return Err(Failure::of(Code::Forbidden).because(why));
    }
    match sign_in::of_program(app, &name, password).await {
        Ok(caller) => Ok(Some(caller)),
        Err(SignInError::Wrong) => Err(Failure::of(Code::WrongPassword).with(header::WWW_AUTHENTICATE, challenge())),
        Err(error) => Err(error.into()),
    }
}

/// Name and password of HTTP's own scheme (RFC 7617), in UTF-8.
fn basic(parts: &Parts) -> Option<(String, String)> {
    let text = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, given) = text.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let given = data_encoding::BASE64.decode(given.trim().as_bytes()).ok()?;
    let given = String::from_utf8(given).ok()?;
    let (name, password) = given.split_once(':')?;
    Some((name.to_owned(), password.to_owned()))
}
