//! Signing in and out, with attempts counted by name.

use std::sync::Arc;

use mobile_sync_protocol::time::Timestamp;

use crate::{
    app::App,
    auth::{Caller, password, token},
    store::{Actor, Entry, Person, StoreError},
};

/// Longest name that somebody may have, in bytes.
const NAME_MAX: usize = 64;

/// A desk session that has begun.
pub struct DeskSession {
    /// The secret for the cookie.
    pub token: String,
    /// Who signed in.
    pub person: Person,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The name or the password is wrong; which, is not said.
    #[error("wrong name or password")]
    Wrong,
    /// Too many failures for this name.
    #[error("locked for {seconds} s")]
    Locked {
        /// Until the next attempt.
        seconds: u64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Signs in.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(app: &App, name: &str, password: String) -> Result<DeskSession, SignInError> {
    let name = name.trim().to_lowercase();
    let person = check(app, &name, password).await?;
    let now = app.clock.now();
    let token = token::new(&app.clock);
    let expires = Timestamp(now.0 + app.config.lifetimes.session_h * 3_600_000);
    let mut writer = app.store.write().await?;
    writer.clear_sign_in_failures(&name).await?;
    writer.insert_session(&token::hash(&token), person.id, now, expires).await?;
    let subject = format!("person:{}", person.id);
    writer.commit(&[Entry::new(now, Actor::Person(person.id), "session.begun", subject)]).await?;
    Ok(DeskSession { token, person })
}

/// The person whom a program shows name and password of, with each request. What was right a moment ago is remembered,
/// since a check takes long by design; what is wrong counts as it does at signing in.
///
/// # Errors
/// [`SignInError`].
pub async fn of_program(app: &App, name: &str, password: String) -> Result<Arc<Caller>, SignInError> {
    let name = name.trim().to_lowercase();
    let secret = format!("{name}\0{password}");
    if let Some(caller) = app.recogniser.program(&secret) {
        return Ok(caller);
    }
    let person = check(app, &name, password).await?;
    let mut session = app.store.read().await?;
    if session.sign_in_failures(&name).await?.is_some() {
        drop(session);
        let mut writer = app.store.write_apart().await?;
        writer.clear_sign_in_failures(&name).await?;
        writer.commit_untraced().await?;
    }
    let caller = Caller::person(person.id, person.roles);
    Ok(app.recogniser.remember_program(&secret, caller))
}

/// Checks a password, with attempts counted by name.
async fn check(app: &App, name: &str, password: String) -> Result<Person, SignInError> {
    if name.len() > NAME_MAX || name.contains('\0') {
        // Nobody's, and nothing that a database would keep a count of; it takes as long as a name that is.
        crate::jobs::compute(true, move || password::verify(&password, None)).await;
        return Err(SignInError::Wrong);
    }
    let limits = &app.config.limits;
    let (now, lock_ms) = (app.clock.now(), limits.sign_in_lock_s * 1000);
    let mut session = app.store.read().await?;
    if let Some((failures, at)) = session.sign_in_failures(name).await? {
        let left = lock_ms - now.since(at);
        if failures >= limits.sign_in_failures && left > 0 {
            return Err(SignInError::Locked { seconds: u64::try_from(left / 1000 + 1).unwrap_or(1) });
        }
    }
    let stored = session.person_by_name(name).await?.filter(|stored| stored.person.active);
    drop(session);
    let hash = stored.as_ref().and_then(|stored| stored.password_hash.clone());
    let right = crate::jobs::compute(true, move || password::verify(&password, hash.as_deref())).await;
    let Some(stored) = stored.filter(|_| right) else {
        let mut writer = app.store.write().await?;
        let failures = writer.count_sign_in_failure(name, now, Timestamp(now.0 - lock_ms)).await?;
        let entry = Entry::new(now, Actor::System, "session.refused", "session:")
            .with(serde_json::json!({"name": name, "failures": failures}));
        writer.commit(&[entry]).await?;
        return Err(SignInError::Wrong);
    };
    Ok(stored.person)
}

/// Signs out; a session that is unknown or over is fine.
///
/// # Errors
/// Where the store fails.
pub async fn sign_out(app: &App, session: &str) -> Result<(), StoreError> {
    app.recogniser.forget(session);
    let mut writer = app.store.write_apart().await?;
    writer.delete_session(&token::hash(session)).await?;
    writer.commit_untraced().await
}
