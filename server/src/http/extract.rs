//! What handlers take from a request: who calls, and a body that was read with care.

use std::{marker::PhantomData, sync::Arc};

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::request::Parts,
};
use axum_extra::extract::CookieJar;
use bytes::{Bytes, BytesMut};
use http::{Method, header};
use http_body_util::BodyExt;
use mobile_sync_protocol::{
    problem::{Code, Violation},
    text::Text,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::Failure;
use crate::{
    app::App,
    auth::{Caller, Permission, Scope},
    desk::choice::Chooser,
    store::Device,
};

/// The cookie of a desk session.
pub const SESSION_COOKIE: &str = "thucdia_session";

/// A permission as a type, so that a handler's signature says who may call it.
pub trait Need: Send + Sync {
    /// The permission.
    const PERMISSION: Permission;
    /// Whether a revoked phone may still call: it may hand in, and what it hands in is kept aside.
    const REVOKED: bool = false;
}

macro_rules! needs {
    ($($name:ident $permission:ident $revoked:literal;)+) => {$(
        #[doc = concat!("Needs [`Permission::", stringify!($permission), "`].")]
        pub struct $name;

        impl Need for $name {
            const PERMISSION: Permission = Permission::$permission;
            const REVOKED: bool = $revoked;
        }
    )+};
}

needs! {
    HandIn Sync true;
    Pull Sync false;
    ReadRegistry ReadRegistry false;
    ManageRegistry ManageRegistry false;
    ReadRecords ReadRecords false;
    ReadIntake ReadIntake false;
    ReviewRecords ReviewRecords false;
    TakeIn TakeIn false;
    ReadFindings ReadFindings false;
    RaiseFindings RaiseFindings false;
    AnswerFindings AnswerFindings false;
    ReadEvaluations ReadEvaluations false;
    WriteEvaluations WriteEvaluations false;
    Export Export false;
    ManagePeople ManagePeople false;
    ReadLog ReadLog false;
}

/// A caller who holds the permission that `N` names.
pub struct Allowed<N: Need> {
    /// The caller.
    pub caller: Arc<Caller>,
    need: PhantomData<N>,
}

impl<N: Need> Allowed<N> {
    /// Where the permission holds.
    pub fn scope(&self, app: &App) -> Scope {
        self.caller.scope(N::PERMISSION, &app.registry.current())
    }

    /// Who chooses from a list, within that.
    pub fn chooser<'a>(&'a self, app: &'a App) -> Chooser<'a> {
        Chooser { app, caller: &self.caller, scope: self.scope(app) }
    }

    /// The phone that calls.
    ///
    /// # Errors
    /// Where it is no phone.
    pub fn device(&self) -> Result<&Device, Failure> {
        self.caller.device.as_ref().ok_or_else(|| Failure::of(Code::Forbidden))
    }
}

impl<N: Need> FromRequestParts<App> for Allowed<N> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let caller = recognise(parts, app).await?;
        if caller.revoked && !N::REVOKED {
            return Err(Failure::of(Code::DeviceRevoked));
        }
        if !caller.allows(N::PERMISSION) {
            return Err(Failure::of(Code::Forbidden));
        }
        Ok(Self { caller, need: PhantomData })
    }
}

/// The caller holds one of the permissions that `N` and `M` name, or both.
pub struct AllowedEither<N: Need, M: Need>(PhantomData<(N, M)>);

impl<N: Need, M: Need> FromRequestParts<App> for AllowedEither<N, M> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let caller = recognise(parts, app).await?;
        if caller.revoked && !(N::REVOKED || M::REVOKED) {
            return Err(Failure::of(Code::DeviceRevoked));
        }
        if !caller.allows(N::PERMISSION) && !caller.allows(M::PERMISSION) {
            return Err(Failure::of(Code::Forbidden));
        }
        Ok(Self(PhantomData))
    }
}

/// Who calls: a phone by its token, else a person by the session's cookie.
pub(super) async fn recognise(parts: &Parts, app: &App) -> Result<Arc<Caller>, Failure> {
    let found = if let Some(token) = bearer(parts) {
        app.recogniser.device(token).await?
    } else if let Some(cookie) = CookieJar::from_headers(&parts.headers).get(SESSION_COOKIE) {
        same_site(parts)?;
        app.recogniser.person(cookie.value()).await?
    } else {
        None
    };
    found.ok_or_else(|| Failure::of(Code::SignInNeeded))
}

/// What a request shows as `Authorization: Bearer`.
pub(super) fn bearer(parts: &Parts) -> Option<&str> {
    parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::trim)
}

/// Refuses a change that another site's page asks for with this person's cookie. Browsers say where a request comes
/// from (`Sec-Fetch-Site`); older ones say the origin.
pub fn same_site(parts: &Parts) -> Result<(), Failure> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let text = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let same = match (text("sec-fetch-site"), text("origin"), text("host")) {
        (Some(site), _, _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, place)| place == host),
        (None, Some(_), None) => false,
        (None, None, _) => true,
    };
    if same { Ok(()) } else { Err(Failure::of(Code::CrossSite)) }
}

/// A whole body of at most the allowed size, after decompression.
pub struct Body(pub Bytes);

impl FromRequest<App> for Body {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let most = app.config.limits.body_bytes;
        let too_large = || Failure::of(Code::BodyTooLarge).because(format!("at most {most} bytes"));
        let declared = request.headers().get(header::CONTENT_LENGTH);
        let declared = declared.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if declared.is_some_and(|declared| declared > most as u64) {
            return Err(too_large());
        }
        let mut body = request.into_body();
        let mut bytes = BytesMut::new();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| Failure::of(Code::BodyUnreadable).because(error.to_string()))?;
            if let Ok(data) = frame.into_data() {
                if bytes.len() + data.len() > most {
                    return Err(too_large());
                }
                bytes.extend_from_slice(&data);
            }
        }
        Ok(Self(bytes.freeze()))
    }
}

/// A JSON body; what is wrong with it is named by its path.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let json =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|kind| {
                let kind = kind.split(';').next().unwrap_or_default().trim();
                kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json")
            });
        if !json {
            return Err(Failure::of(Code::MediaType).because("send application/json"));
        }
        let Body(bytes) = Body::from_request(request, app).await?;
        let value = parse(&bytes)?;
        refuse_nul(&bytes)?;
        Ok(Self(value))
    }
}

/// Reads JSON, and names the place where that fails.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let syntax = error.inner().is_syntax() || error.inner().is_eof();
        let code = if syntax { Code::JsonSyntax } else { Code::JsonShape };
        Failure::of(code).because(error.inner().to_string()).at(vec![crate::problem::shape_violation(&error)])
    })?;
    reader.end().map_err(|error| Failure::of(Code::JsonSyntax).because(error.to_string()))?;
    Ok(value)
}

/// Refuses text with a NUL in it: one of the databases takes none, and nobody means one.
fn refuse_nul(bytes: &[u8]) -> Result<(), Failure> {
    const ESCAPED: &[u8] = b"\\u0000";
    // JSON has no other way to write one.
    if !bytes.windows(ESCAPED.len()).any(|part| part == ESCAPED) {
        return Ok(());
    }
    match nul_in(&parse(bytes)?, String::new()) {
        None => Ok(()),
        Some(path) => {
            let message = Text::new("Văn bản có ký tự NUL", "The text holds a NUL character");
            Err(Failure::of(Code::JsonShape).at(vec![Violation::new(path, Code::JsonShape, message)]))
        }
    }
}

/// The JSON Pointer to the first text that holds a NUL.
fn nul_in(value: &Value, path: String) -> Option<String> {
    match value {
        Value::String(text) => text.contains('\0').then_some(path),
        Value::Array(items) => items.iter().enumerate().find_map(|(at, item)| nul_in(item, format!("{path}/{at}"))),
        Value::Object(members) => members.iter().find_map(|(key, member)| {
            if key.contains('\0') { Some(path.clone()) } else { nul_in(member, format!("{path}/{key}")) }
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// Query parameters; what is wrong with them is said.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        if parts.uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(Failure::of(Code::BadParameter).because("a NUL character"));
        }
        match axum::extract::Query::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(Failure::of(Code::BadParameter).because(error.body_text())),
        }
    }
}

/// The parameters by which a list is gone through, whatever is in it.
const PAGING: [&str; 3] = ["sort", "after", "limit"];

/// Query parameters by which a list is narrowed: all but those by which it is gone through. One that narrows nothing is
/// refused, since whoever mistypes it would be shown more than they asked for.
pub struct Chosen<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Chosen<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let wrong = |why: String| Failure::of(Code::BadParameter).because(why);
        let query = parts.uri.query().unwrap_or_default();
        if query.contains("%00") {
            return Err(wrong("a NUL character".to_owned()));
        }
        let narrows = |pair: &&str| !PAGING.contains(&pair.split('=').next().unwrap_or_default());
        let narrowing: Vec<&str> = query.split('&').filter(narrows).collect();
        let uri = format!("/?{}", narrowing.join("&")).parse().map_err(|_| wrong("not a query".to_owned()))?;
        match axum::extract::Query::<T>::try_from_uri(&uri) {
            Ok(axum::extract::Query(value)) => Ok(Self(value)),
            Err(error) => Err(wrong(error.body_text())),
        }
    }
}

/// A part of the path.
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(error) => Err(Failure::of(Code::NotFound).because(error.body_text())),
        }
    }
}
