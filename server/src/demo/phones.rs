//! The inspectors' phones. Their keys follow from their holders' names, so that a record that was signed before filling
//! broke off is known again; without a phone's token, which is secret, its key opens nothing.

use std::collections::HashMap;

use anyhow::Context;
use mobile_sync_protocol::{ids::Sha256, signature::Signer};

use crate::{
    app::App,
    auth::{Caller, Role},
    desk::devices,
    store::{Device, DeviceLogin},
};

/// A phone in somebody's hand.
#[derive(Debug)]
pub(super) struct Phone {
    /// The phone as the server knows it.
    pub(super) device: Device,
    /// Its holder, as a request of the phone would name them.
    pub(super) caller: Caller,
    /// Signs its records.
    pub(super) signer: Signer,
    /// Which camera it has.
    pub(super) camera: usize,
}

/// The phones by their holders' sign-in names.
#[derive(Debug)]
pub(super) struct Phones(HashMap<String, Phone>);

impl Phones {
    /// Enrols a phone for every inspector who has none.
    pub(super) async fn enrol(app: &App) -> anyhow::Result<Self> {
        let mut session = app.store.read().await?;
        let (people, known) = (session.people().await?, session.devices().await?);
        drop(session);
        let inspectors =
            people.into_iter().filter(|person| person.roles.iter().any(|held| held.role == Role::Inspector));
        let mut phones = HashMap::new();
        for (camera, person) in inspectors.enumerate() {
            let secret = Sha256::of(format!("thucdia demo phone of {}", person.name).as_bytes()).0;
            let key = Signer::from_secret(app.clock.id().into(), secret).public_key();
            let mine = known.iter().find(|device| device.person == person.id && device.public_key == key);
            let device = if let Some(device) = mine {
                device.clone()
            } else {
                let invitation = devices::invite(app, person.id, None).await?;
                let label = format!("Điện thoại trình diễn của {}", person.full_name);
                devices::enrol(app, &invitation.code, key, &label).await?.device
            };
            let signer = Signer::from_secret(device.key, secret);
            let login = DeviceLogin { device: device.clone(), person_active: true };
            let caller = Caller::device(login, person.roles);
            phones.insert(person.name, Phone { device, caller, signer, camera });
        }
        Ok(Self(phones))
    }

    /// Somebody's phone.
    pub(super) fn of(&self, name: &str) -> anyhow::Result<&Phone> {
        self.0.get(name).with_context(|| format!("{name} is no inspector"))
    }
}
