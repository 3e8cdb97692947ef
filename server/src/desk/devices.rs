//! Enrolling phones by single-use codes, and revoking them.

use mobile_sync_protocol::{
    ids::{DeviceId, KeyId, PersonId},
    signature::{PublicKey, SignatureError},
    time::Timestamp,
};
use serde_json::json;

use crate::{
    app::App,
    auth::token,
    store::{Actor, Device, DeviceKind, Entry, StoreError},
};

/// An invitation to enrol one phone.
pub struct Invitation {
    /// What the phone shows or scans.
    pub code: String,
    /// When it ends.
    pub expires_at: Timestamp,
    /// What the QR code holds: the field app's address with the code.
    pub url: String,
}

/// A phone that was enrolled.
pub struct Enrolled {
    /// The phone.
    pub device: Device,
    /// Its token, told once.
    pub token: String,
}

/// Why a phone was not enrolled.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// The code is unknown, used or over.
    #[error("the code is unknown, used or expired")]
    Code,
    /// The key cannot be read.
    #[error("the key cannot be read")]
    Key(#[from] SignatureError),
    /// The person is unknown or may no longer act.
    #[error("the person is unknown or inactive")]
    Person,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Invites `person` to enrol a phone.
///
/// # Errors
/// [`EnrolError::Person`], or where the store fails.
pub async fn invite(app: &App, person: PersonId, by: Option<PersonId>) -> Result<Invitation, EnrolError> {
    let now = app.clock.now();
    let expires_at = Timestamp(now.0 + app.config.lifetimes.enrolment_min * 60_000);
    let code = token::new_code(&app.clock);
    let mut writer = app.store.write().await?;
    if !writer.person(person).await?.is_some_and(|stored| stored.person.active) {
        return Err(EnrolError::Person);
    }
    writer.insert_enrolment(&token::hash_code(&code), person, by, now, expires_at).await?;
    let actor = by.map_or(Actor::System, Actor::Person);
    writer.commit(&[Entry::new(now, actor, "enrolment.invited", format!("person:{person}"))]).await?;
    let url = format!("{}/field/?enrol={code}", app.config.public_url());
    Ok(Invitation { code, expires_at, url })
}

/// Enrols the phone that shows `code` and holds `key`. The same phone may ask again, as when the answer was lost: it
/// gets another token, and the first one ends.
///
/// # Errors
/// [`EnrolError`].
pub async fn enrol(app: &App, code: &str, key: PublicKey, label: &str) -> Result<Enrolled, EnrolError> {
    key.verifier()?;
    let now = app.clock.now();
    let hash = token::hash_code(code);
    let mut writer = app.store.write().await?;
    let invitation = writer.enrolment(&hash).await?.filter(|enrolment| enrolment.expires_at > now);
    let invitation = invitation.ok_or(EnrolError::Code)?;
    let secret = token::new(&app.clock);
    if let Some(used_by) = invitation.device {
        let known = writer.devices().await?.into_iter().find(|device| device.id == used_by);
        let device = known.filter(|device| device.public_key == key && device.revoked_at.is_none());
        let device = device.ok_or(EnrolError::Code)?;
        writer.set_device_token(device.id, &token::hash(&secret)).await?;
        let subject = format!("device:{}", device.id);
        writer.commit(&[Entry::new(now, Actor::Device(device.id), "device.enrolled_again", subject)]).await?;
        app.recogniser.forget_device(device.id);
        return Ok(Enrolled { device, token: secret });
    }
    let device = Device {
        kind: DeviceKind::Phone,
        id: DeviceId(app.clock.id()),
        person: invitation.person,
        label: label.chars().take(120).collect(),
        key: KeyId(app.clock.id()),
        public_key: key,
        enrolled_at: now,
        seen_at: None,
        revoked_at: None,
    };
    writer.insert_device(&device, &token::hash(&secret)).await?;
    writer.use_enrolment(&hash, device.id).await?;
    let entry = Entry::new(now, Actor::Device(device.id), "device.enrolled", format!("device:{}", device.id));
    let detail = json!({"person": device.person, "key": device.key, "public_key": device.public_key});
    writer.commit(&[entry.with(detail)]).await?;
    Ok(Enrolled { device, token: secret })
}

/// Revokes a phone; false where it is unknown or was revoked before.
///
/// # Errors
/// Where the store fails.
pub async fn revoke(app: &App, device: DeviceId, by: Actor) -> Result<bool, StoreError> {
    let now = app.clock.now();
    let mut writer = app.store.write().await?;
    let revoked = writer.revoke_device(device, now).await?;
    if revoked {
        writer.commit(&[Entry::new(now, by, "device.revoked", format!("device:{device}"))]).await?;
    }
    app.recogniser.forget_device(device);
    Ok(revoked)
}
