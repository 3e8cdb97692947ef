//! The server's keys, which all replicas share through the store: the one that signs receipts, and the secrets of others.

use mobile_sync_protocol::{
    ids::KeyId,
    signature::{PublicKey, Signer},
};
use serde_json::json;

use crate::{
    clock::Clock,
    store::{Actor, Entry, KeyUse, Result, Store, StoreError},
};

/// The key that signs receipts, with the older ones that were.
#[derive(Debug)]
pub struct ServerKey {
    /// Signs from now on.
    pub signer: Signer,
    /// Every key that ever signed, the newest first.
    pub public: Vec<(KeyId, PublicKey)>,
}

impl ServerKey {
    /// Reads the keys, and makes the first where there is none.
    ///
    /// # Errors
    /// Where the store cannot be read or written.
    pub async fn load(store: &Store, clock: &Clock) -> Result<Self> {
        let keys = secrets(store, clock, KeyUse::Receipts).await?;
        let signers: Vec<Signer> = keys.into_iter().map(|(id, secret)| Signer::from_secret(id, secret)).collect();
        let public = signers.iter().map(|signer| (signer.id(), signer.public_key())).collect();
        match signers.into_iter().next() {
            Some(signer) => Ok(Self { signer, public }),
            None => Err(StoreError::inconsistent("server_key", "", "there is none")),
        }
    }
}

/// The secrets of all keys for one use, newest first; the first one is made where there is none.
///
/// # Errors
/// Where the store cannot be read or written.
pub async fn secrets(store: &Store, clock: &Clock, key_use: KeyUse) -> Result<Vec<(KeyId, [u8; 32])>> {
    let keys = store.read().await?.server_keys(key_use).await?;
    if !keys.is_empty() {
        return Ok(keys);
    }
    let mut writer = store.write().await?;
    // Another replica may have been first while this one waited to write.
    let keys = writer.server_keys(key_use).await?;
    if !keys.is_empty() {
        return Ok(keys);
    }
    let key = (KeyId(clock.id()), clock.secret());
    writer.insert_server_key(key_use, key.0, key.1, clock.now()).await?;
    let entry = Entry::new(clock.now(), Actor::System, "key.made", format_args!("key:{}", key.0));
    writer.commit(&[entry.with(json!({"use": key_use.as_str()}))]).await?;
    Ok(vec![key])
}
