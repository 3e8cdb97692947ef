//! Ways in for ODK Collect and its like: a key in the address, which an administrator makes for a person, or the
//! person's own name and password. Such a client signs nothing, so each way in is a device whose key the server holds
//! and signs with when a submission comes. It is listed and revoked as phones are.

use mobile_sync_protocol::{
    ids::{DeviceId, KeyId, PersonId},
    signature::Signer,
};
use serde_json::json;

use crate::{
    app::App,
    auth::{Caller, token},
    openrosa::collect::{Settings, collect_settings},
    store::{Actor, Device, DeviceKind, Entry, StoreError, Writer},
};

/// What a device is called that stands for a name and a password.
const OF_PASSWORD: &str = "ODK Collect (tên và mật khẩu)";
/// What the programme is called on a phone.
const PROJECT: &str = "Thực Địa";
/// Longest name of a key, in characters.
const LABEL_MAX: usize = 120;

/// A key that was made.
pub struct NewAppKey {
    /// What it stands for.
    pub device: Device,
    /// The address with the key in it, told once.
    pub url: String,
    /// What Collect sets itself up with, as it reads it from a QR code.
    pub settings: String,
}

/// Why no key was made.
#[derive(Debug, thiserror::Error)]
pub enum AppKeyError {
    /// The person is unknown or may no longer act.
    #[error("the person is unknown or inactive")]
    Person,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Makes a key for `person`, called `label`.
///
/// # Errors
/// [`AppKeyError`].
pub async fn make(app: &App, person: PersonId, label: &str, by: Actor) -> Result<NewAppKey, AppKeyError> {
    let mut writer = app.store.write().await?;
    let stored = writer.person(person).await?.filter(|stored| stored.person.active).ok_or(AppKeyError::Person)?;
    let key = token::new(&app.clock);
    let (device, entry) = insert(app, &mut writer, person, label, Some(token::hash(&key).as_slice()), by).await?;
    writer.commit(&[entry]).await?;
    let url = format!("{}/openrosa/key/{key}", app.config.public_url());
    let settings =
        Settings { server_url: url.clone(), project: PROJECT.to_owned(), username: Some(stored.person.name) };
    let settings = collect_settings(&settings).map_err(|why| StoreError::inconsistent("app_key", device.id, why))?;
    Ok(NewAppKey { device, url, settings })
}

/// The caller that a person is who showed a name and a password; its device is made at the first time.
///
/// # Errors
/// Where the store fails.
pub async fn of_person(app: &App, person: &Caller) -> Result<Caller, StoreError> {
    let id = person.person;
    let known = app.store.read().await?.device_of_password(id).await?;
    let device = if let Some(login) = known {
        login.device
    } else {
        let mut writer = app.store.write().await?;
        // Another request of the same person may have been first.
        if let Some(login) = writer.device_of_password(id).await? {
            login.device
        } else {
            let (device, entry) = insert(app, &mut writer, id, OF_PASSWORD, None, Actor::Person(id)).await?;
            writer.commit(&[entry]).await?;
            device
        }
    };
    let caller = app.recogniser.phone(device.id).await?;
    caller.ok_or_else(|| StoreError::inconsistent("device", device.id, "it was there a moment ago"))
}

/// Adds a device with a key that the server holds: one for the key of an address, or for a name and a password.
async fn insert(
    app: &App,
    writer: &mut Writer,
    person: PersonId,
    label: &str,
    key_hash: Option<&[u8]>,
    by: Actor,
) -> Result<(Device, Entry), StoreError> {
    let (id, now, secret) = (KeyId(app.clock.id()), app.clock.now(), app.clock.secret());
    let device = Device {
        id: DeviceId(app.clock.id()),
        kind: DeviceKind::FormClient,
        person,
        label: label.trim().chars().filter(|letter| !letter.is_control()).take(LABEL_MAX).collect(),
        key: id,
        public_key: Signer::from_secret(id, secret).public_key(),
        enrolled_at: now,
        seen_at: None,
        revoked_at: None,
    };
    // No token opens it as a phone: what is stored is the hash of what nobody knows.
    writer.insert_device(&device, &app.clock.secret()).await?;
    writer.insert_app_key(device.id, key_hash, key_hash.is_none().then_some(person), secret).await?;
    // Whoever verifies a bundle learns here, as of phones, with which key the device was enrolled.
    let entry = Entry::new(now, by, "device.enrolled", format_args!("device:{}", device.id));
    let detail = json!({"person": person, "key": device.key, "public_key": device.public_key, "key_held_by": "server"});
    Ok((device, entry.with(detail)))
}
