//! From a token to a caller. What was looked up is remembered for some seconds, because a phone that sends a hundred
//! photos shows its token a hundred times.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use mobile_sync_protocol::{ids::DeviceId, signature::Signer, time::Timestamp};

use super::{Caller, token};
use crate::{
    clock::Clock,
    store::{DeviceKind, DeviceLogin, Result, Session, Store},
};

/// How long a look-up is remembered, in milliseconds. A revocation on another replica takes effect after it at the
/// latest; on this one at once.
const REMEMBERED_MS: i64 = 5_000;
/// Most look-ups that are remembered.
const REMEMBERED: usize = 10_000;
/// A phone's last word is noted once in this many milliseconds.
const SEEN_EVERY_MS: i64 = 3_600_000;

/// Recognises tokens.
#[derive(Clone, Debug)]
pub struct Recogniser {
    store: Store,
    clock: Clock,
    known: Arc<Mutex<Known>>,
}

/// Callers by the hash of their token and the door that it opens, and until when each is remembered.
type Known = HashMap<(Door, Vec<u8>), (Arc<Caller>, Timestamp)>;

/// A phone's token is no session's secret, even where it was met a moment ago.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Door {
    AppKey,
    Device,
    Desk,
    Program,
}

impl Recogniser {
    /// A recogniser that has met nobody.
    pub fn new(store: Store, clock: Clock) -> Self {
        Self { store, clock, known: Arc::default() }
    }

    /// The phone that holds `token`.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn device(&self, token: &str) -> Result<Option<Arc<Caller>>> {
        self.device_by(Door::Device, token).await
    }

    /// The device that the key in an OpenRosa address stands for.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn app_key(&self, key: &str) -> Result<Option<Arc<Caller>>> {
        self.device_by(Door::AppKey, key).await
    }

    async fn device_by(&self, door: Door, secret: &str) -> Result<Option<Arc<Caller>>> {
        let hash = token::hash(secret);
        if let Some(caller) = self.remembered(door, &hash) {
            return Ok(Some(caller));
        }
        let mut session = self.store.read().await?;
        let login = match door {
            Door::AppKey => session.device_by_app_key(&hash).await?,
            Door::Device | Door::Desk | Door::Program => session.device_by_token(&hash).await?,
        };
        let Some(login) = login else { return Ok(None) };
        let caller = caller(&mut session, login).await?;
        drop(session);
        let Some(device) = &caller.device else { return Ok(None) };
        let now = self.clock.now();
        if device.seen_at.is_none_or(|seen| now.since(seen) > SEEN_EVERY_MS) {
            let mut writer = self.store.write_apart().await?;
            writer.device_seen(device.id, now).await?;
            writer.commit_untraced().await?;
        }
        Ok(Some(self.remember(door, hash, caller)))
    }

    /// The phone `id`, whose signatures speak for it where nobody shows its token.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn phone(&self, id: DeviceId) -> Result<Option<Caller>> {
        let mut session = self.store.read().await?;
        match session.device(id).await? {
            Some(login) => caller(&mut session, login).await.map(Some),
            None => Ok(None),
        }
    }

    /// The person whose desk session has `token`.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn person(&self, token: &str) -> Result<Option<Arc<Caller>>> {
        let hash = token::hash(token);
        if let Some(caller) = self.remembered(Door::Desk, &hash) {
            return Ok(Some(caller));
        }
        let mut session = self.store.read().await?;
        let Some(id) = session.session_person(&hash, self.clock.now()).await? else { return Ok(None) };
        let Some(stored) = session.person(id).await?.filter(|stored| stored.person.active) else { return Ok(None) };
        let caller = Caller::person(id, stored.person.roles);
        Ok(Some(self.remember(Door::Desk, hash, caller)))
    }

    /// Whoever showed this name and password a moment ago.
    pub fn program(&self, secret: &str) -> Option<Arc<Caller>> {
        self.remembered(Door::Program, &token::hash(secret))
    }

    /// Remembers whose name and password these are.
    pub fn remember_program(&self, secret: &str, caller: Caller) -> Arc<Caller> {
        self.remember(Door::Program, token::hash(secret), caller)
    }

    /// Forgets a session's secret, as when it ends.
    pub fn forget(&self, token: &str) {
        self.lock().remove(&(Door::Desk, token::hash(token)));
    }

    /// Forgets a phone, as when it is revoked.
    pub fn forget_device(&self, device: DeviceId) {
        self.lock().retain(|_, (caller, _)| caller.device_id() != Some(device));
    }

    /// Forgets everybody, as when people change.
    pub fn forget_all(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn remembered(&self, door: Door, hash: &[u8]) -> Option<Arc<Caller>> {
        let now = self.clock.now();
        self.lock().get(&(door, hash.to_vec())).filter(|(_, until)| *until > now).map(|(caller, _)| Arc::clone(caller))
    }

    fn remember(&self, door: Door, hash: Vec<u8>, caller: Caller) -> Arc<Caller> {
        let caller = Arc::new(caller);
        let mut known = self.lock();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert((door, hash), (Arc::clone(&caller), Timestamp(self.clock.now().0 + REMEMBERED_MS)));
        caller
    }
}

/// A phone with its holder's rights, and with what signs for it where it signs nothing itself.
async fn caller(session: &mut Session, login: DeviceLogin) -> Result<Caller> {
    let roles = session.person(login.device.person).await?.map(|stored| stored.person.roles).unwrap_or_default();
    let secret = match login.device.kind {
        DeviceKind::Phone => None,
        DeviceKind::FormClient => session.app_secret(login.device.id).await?,
    };
    let signer = secret.map(|secret| Signer::from_secret(login.device.key, secret));
    Ok(Caller { signer, ..Caller::device(login, roles) })
}
