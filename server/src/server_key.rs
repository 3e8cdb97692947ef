//! The server's signing key, which all replicas share through the store.

use mobile_sync_protocol::{
    ids::KeyId,
    signature::{PublicKey, Signer},
};

use crate::{
    clock::Clock,
    store::{Actor, Entry, Result, Store},
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
        let mut keys = store.read().await?.server_keys().await?;
        if keys.is_empty() {
            let mut writer = store.write().await?;
            // Another replica may have been first while this one waited to write.
            keys = writer.server_keys().await?;
            if keys.is_empty() {
                let key = (KeyId(clock.id()), clock.secret());
                writer.insert_server_key(key.0, key.1, clock.now()).await?;
                let entry = Entry::new(clock.now(), Actor::System, "key.made", format_args!("key:{}", key.0));
                writer.commit(&[entry]).await?;
                keys.push(key);
            }
        }
        let signers: Vec<Signer> = keys.into_iter().map(|(id, secret)| Signer::from_secret(id, secret)).collect();
        let public = signers.iter().map(|signer| (signer.id(), signer.public_key())).collect();
        match signers.into_iter().next() {
            Some(signer) => Ok(Self { signer, public }),
            None => Err(crate::store::StoreError::inconsistent("server_key", "", "there is none")),
        }
    }
}
