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
        // Without this word a spreadsheet asks for no password.
        let challenge = || HeaderValue::from_static("Basic realm=\"Thuc Dia\", charset=\"UTF-8\"");
        let caller = match basic(parts) {
            Some((name, password)) => match sign_in::of_program(app, &name, password).await {
                Ok(caller) => caller,
                Err(SignInError::Wrong) => {
                    return Err(Failure::of(Code::WrongPassword).with(header::WWW_AUTHENTICATE, challenge()));
                }
                Err(error) => return Err(error.into()),
            },
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
