//! Who asks: known by the key in the address, or by a name and a password, before anything of the body is read.

use std::{marker::PhantomData, sync::Arc};

use axum::{extract::FromRequestParts, http::request::Parts};
use http::header;
use mobile_sync_protocol::problem::Code;

use super::{
    super::super::{
        error::Failure,
        extract::Need,
        programs::{by_password, challenge},
    },
    KEYED, PLAIN,
    answer::Told,
};
use crate::{
    app::App,
    auth::{Caller, Permission},
    desk::app_keys,
};

/// A client that holds the permission that `N` names.
pub(super) struct FormClient<N: Need> {
    /// The caller, which has a device.
    pub caller: Arc<Caller>,
    /// Where its addresses begin, with no slash at the end.
    pub base: String,
    need: PhantomData<N>,
}

impl<N: Need> FromRequestParts<App> for FormClient<N> {
    type Rejection = Told;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Told> {
        let (caller, base) = match key(parts) {
            Some(key) => {
                let caller = app.recogniser.app_key(key).await?;
                // Not 401, at which clients ask for a password that would change nothing.
                (caller.ok_or_else(|| Failure::of(Code::Forbidden))?, format!("{KEYED}/{key}"))
            }
            None => (person(parts, app, N::PERMISSION).await?, PLAIN.to_owned()),
        };
        if caller.revoked && !N::REVOKED {
            return Err(Failure::of(Code::DeviceRevoked).into());
        }
        if !caller.allows(N::PERMISSION) {
            return Err(Failure::of(Code::Forbidden).into());
        }
        Ok(Self { caller, base: format!("{}{base}", app.config.public_url()), need: PhantomData })
    }
}

/// The key in an address.
fn key(parts: &Parts) -> Option<&str> {
    parts.uri.path().strip_prefix(KEYED)?.strip_prefix('/')?.split('/').next()
}

async fn person(parts: &Parts, app: &App, permission: Permission) -> Result<Arc<Caller>, Failure> {
    let nobody = || Failure::of(Code::SignInNeeded).with(header::WWW_AUTHENTICATE, challenge());
    let person = by_password(parts, app).await?.ok_or_else(nobody)?;
    // Nobody is given a device who could do nothing with it.
    if !person.roles.iter().any(|held| permission.roles().contains(&held.role)) {
        return Err(Failure::of(Code::Forbidden));
    }
    Ok(Arc::new(app_keys::of_person(app, &person).await?))
}
